"""Weights: from the numbers at the nodes of the criteria tree to leaf weights that sum to 1."""

from __future__ import annotations

import math
from collections.abc import Mapping
from numbers import Real

from decision.errors import InputProblems, Problem
from decision.language import _
from decision.model.criteria import CriteriaGroup, CriteriaModel, Criterion
from decision.model.weighting import Weighting
from decision.ranking.elicitation.data_driven import DATA_METHODS
from decision.ranking.matrix import DecisionMatrix
from decision.ranking.weighting_result import WeighingResult
from decision.ranking.weighting_shares import Shares, shares_of, weighting_problems
from decision.ranking.wording import Figure, nearest, walk_paths

Siblings = tuple[Criterion | CriteriaGroup, ...]


def leaf_weights(
    criteria: CriteriaModel,
    weights: Mapping[str, float] | None = None,
    matrix: DecisionMatrix | None = None,
) -> dict[str, float]:
    """Weight of each criterion, in the order of the file; the weights sum to 1.

    Siblings are normalised to sum 1 and multiplied down the tree: w_leaf = Π over its ancestors and itself of
    number / Σ numbers of the siblings. The numbers come from where the model's ``weights`` says.

    Args:
        criteria: the tree with its own numbers, judgements or data-driven method.
        weights: other numbers by id. When every id is a criterion's, they are the leaf weights themselves,
            whatever the groups, and criteria left out weigh 0. When a group is named too, the numbers belong
            to the nodes of the tree: among siblings of which any is named, those left out weigh 0; siblings
            of which none is named keep the model's numbers.
        matrix: the parks' values; only weights from the parks' data need it.

    Raises:
        InputProblems: an id that does not exist, a number that is negative or not a number, siblings all
            zero, judgements that are missing or contradict each other, data that a method cannot weigh.
    """
    return dict(weigh_matrix(criteria, matrix, weights).weights)


def weigh_matrix(
    criteria: CriteriaModel,
    matrix: DecisionMatrix | None,
    weights: Mapping[str, float] | None = None,
    weighting: Weighting | None = None,
) -> WeighingResult:
    """:func:`leaf_weights` with the quality of the judgements behind them and what deserves a look.

    Args:
        criteria: as in :func:`leaf_weights`.
        matrix: as in :func:`leaf_weights`.
        weights: as in :func:`leaf_weights`.
        weighting: another one than the model's.

    Raises:
        InputProblems: as in :func:`leaf_weights`.
    """
    weighting = weighting or criteria.weights
    problems = _number_problems(criteria, weights)
    given = weights is not None and _direct(criteria, weights)
    found = Shares() if given or problems else shares_of(criteria, matrix, weighting)
    problems += found.problems
    problems = problems or _zero_problems(criteria, weights, found.by_id)
    if problems:
        raise InputProblems(problems)
    leaves = _leaf_weights(criteria, weights, found.by_id)
    told = weights is None
    return WeighingResult(
        method=weighting.method if told else "given",
        weights=leaves,
        shares=_shares(criteria, leaves, weights, found.by_id),
        quality=tuple(figure for _ids, own in found.judged for figure in own.quality) if told else (),
        doubtful=tuple(judgement for _ids, own in found.judged for judgement in own.doubtful) if told else (),
        intervals={
            identifier: ends
            for ids, own in found.judged
            if told and own.intervals is not None
            for identifier, ends in zip(ids, own.intervals, strict=True)
        },
        from_data=any(identifier not in (weights or {}) for identifier in found.from_data),
        warnings=tuple(found.warnings) if told else (),
    )


def weigh_nobody(criteria: CriteriaModel, weights: Mapping[str, float] | None = None) -> WeighingResult:
    """The weights when no park is eligible: where the data would decide, the numbers written in the file stand."""
    if not _needs_parks(criteria.weights):
        return weigh_matrix(criteria, None, weights)
    written = criteria.model_copy(update={"weights": Weighting()})
    return weigh_matrix(written, None, weights)


def weight_problems(criteria: CriteriaModel, weights: Mapping[str, float] | None = None) -> list[Problem]:
    """Everything wrong with numbers and judgements, all at once; arguments as in :func:`leaf_weights`."""
    problems = _number_problems(criteria, weights)
    if weights is None or not _direct(criteria, weights):
        problems += weighting_problems(criteria)
    if problems:
        return problems
    if weights is None and _needs_parks(criteria.weights):
        # what the data say is known later; only the numbers that count beside them can be wrong here
        return []
    found = Shares() if weights is not None and _direct(criteria, weights) else shares_of(criteria, None)
    return _zero_problems(criteria, weights, found.by_id)


def _needs_parks(weighting: Weighting) -> bool:
    own = (weighting.method, *(group.method for group in weighting.groups.values()))
    return any(method in DATA_METHODS for method in own)


def _number_problems(criteria: CriteriaModel, weights: Mapping[str, float] | None) -> list[Problem]:
    if weights is None:
        return []
    known = {node.id: node for node in criteria.nodes()}
    problems = []
    for identifier, value in weights.items():
        if identifier not in known:
            says = _("no criterion or group has the id {id}", id=identifier)
            problems.append(Problem(says, field=f"weights.{identifier}", remedy=nearest(identifier, known)))
        elif isinstance(value, bool) or not isinstance(value, Real) or not math.isfinite(value):
            says = _("the weight {value} is not a number", value=value)
            problems.append(Problem(says, field=f"weights.{identifier}"))
        elif value < 0:
            says = _("the weight {value} is negative; a weight is zero or more", value=Figure(value))
            problems.append(Problem(says, field=f"weights.{identifier}"))
    return problems


def _direct(criteria: CriteriaModel, weights: Mapping[str, float] | None) -> bool:
    return weights is not None and set(weights) <= {leaf.id for leaf in criteria.leaves()}


def _number(
    node: Criterion | CriteriaGroup,
    siblings: Siblings,
    weights: Mapping[str, float] | None,
    shares: Mapping[str, float],
) -> float:
    if weights is not None and any(sibling.id in weights for sibling in siblings):
        return float(weights.get(node.id, 0.0))
    return shares.get(node.id, node.weight)


def _leaf_weights(
    criteria: CriteriaModel, weights: Mapping[str, float] | None, shares: Mapping[str, float]
) -> dict[str, float]:
    if weights is not None and _direct(criteria, weights):
        total = math.fsum(weights.values())
        return {leaf.id: float(weights.get(leaf.id, 0.0)) / total for leaf in criteria.leaves()}
    result: dict[str, float] = {}

    def share_out(siblings: Siblings, available: float) -> None:
        numbers = [_number(node, siblings, weights, shares) for node in siblings]
        total = math.fsum(numbers)
        for node, value in zip(siblings, numbers, strict=True):
            own = available * value / total if total else 0.0
            if isinstance(node, CriteriaGroup):
                share_out(node.criteria, own)
            else:
                result[node.id] = own

    share_out(criteria.criteria, 1.0)
    total = math.fsum(result.values())
    return {identifier: weight / total for identifier, weight in result.items()}


def _shares(
    criteria: CriteriaModel,
    leaves: Mapping[str, float],
    weights: Mapping[str, float] | None,
    shares: Mapping[str, float],
) -> dict[str, float]:
    """Share of every node among its siblings, in the order of the file: numbers that give the leaf weights."""
    given = weights is not None and _direct(criteria, weights)
    result: dict[str, float] = {}

    def mass(node: Criterion | CriteriaGroup) -> float:
        if isinstance(node, Criterion):
            return leaves[node.id]
        return math.fsum(mass(child) for child in node.criteria)

    def look(siblings: Siblings) -> None:
        numbers = [mass(node) if given else _number(node, siblings, weights, shares) for node in siblings]
        total = math.fsum(numbers)
        for node, value in zip(siblings, numbers, strict=True):
            result[node.id] = value / total if total > 0 else 1.0 / len(siblings)
            if isinstance(node, CriteriaGroup):
                look(node.criteria)

    look(criteria.criteria)
    return result


def _zero_problems(
    criteria: CriteriaModel, weights: Mapping[str, float] | None, shares: Mapping[str, float]
) -> list[Problem]:
    if weights is not None and _direct(criteria, weights):
        if math.fsum(weights.values()) > 0:
            return []
        return [
            Problem(
                _("all weights are zero"), field="weights", remedy=_("give at least one criterion a weight")
            )
        ]
    problems = []

    def look(siblings: Siblings, path: str, owner: str | None) -> None:
        numbers = [_number(node, siblings, weights, shares) for node in siblings]
        if math.fsum(numbers) <= 0:
            remedy = _("give at least one criterion a weight")
            if owner is None:
                problems.append(Problem(_("all weights are zero"), field=path, remedy=remedy))
            else:
                says = _("all weights inside the group {group} are zero", group=owner)
                problems.append(Problem(says, field=path, remedy=remedy))
            return
        for node, value in zip(siblings, numbers, strict=True):
            if isinstance(node, CriteriaGroup) and value > 0:
                look(node.criteria, f"{paths[node.id]}.criteria", node.id)

    paths = {node.id: path for path, node in walk_paths(criteria)}
    look(criteria.criteria, "criteria", None)
    return problems
