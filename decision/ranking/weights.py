"""Weights: from the numbers at the nodes of the criteria tree to leaf weights that sum to 1."""

from __future__ import annotations

import math
from collections.abc import Mapping
from numbers import Real

from decision.errors import InputProblems, Problem
from decision.language import _
from decision.model.criteria import CriteriaGroup, CriteriaModel, Criterion
from decision.ranking.wording import Figure, nearest, walk_paths


def leaf_weights(criteria: CriteriaModel, weights: Mapping[str, float] | None = None) -> dict[str, float]:
    """Weight of each criterion, in the order of the file; the weights sum to 1.

    Siblings are normalised to sum 1 and multiplied down the tree: w_leaf = Π over its ancestors and itself of
    number / Σ numbers of the siblings.

    Args:
        criteria: the tree with its own numbers (``weights: {method: equal}`` replaces them by equal ones).
        weights: other numbers by id. When every id is a criterion's, they are the leaf weights themselves,
            whatever the groups, and criteria left out weigh 0. When a group is named too, the numbers belong
            to the nodes of the tree: among siblings of which any is named, those left out weigh 0; siblings
            of which none is named keep the model's numbers.

    Raises:
        InputProblems: an id that does not exist, a number that is negative or not a number, siblings all
            zero.
    """
    problems = weight_problems(criteria, weights)
    if problems:
        raise InputProblems(problems)
    return _leaf_weights(criteria, weights)


def weight_problems(criteria: CriteriaModel, weights: Mapping[str, float] | None = None) -> list[Problem]:
    """Everything wrong with the numbers, all at once; arguments as in :func:`leaf_weights`."""
    if weights is None:
        return _zero_problems(criteria, None)
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
    return problems or _zero_problems(criteria, weights)


def _direct(criteria: CriteriaModel, weights: Mapping[str, float] | None) -> bool:
    return weights is not None and set(weights) <= {leaf.id for leaf in criteria.leaves()}


def _number(
    node: Criterion | CriteriaGroup,
    siblings: tuple[Criterion | CriteriaGroup, ...],
    criteria: CriteriaModel,
    weights: Mapping[str, float] | None,
) -> float:
    if weights is not None and any(sibling.id in weights for sibling in siblings):
        return float(weights.get(node.id, 0.0))
    return 1.0 if criteria.weights.method == "equal" else node.weight


def _leaf_weights(criteria: CriteriaModel, weights: Mapping[str, float] | None) -> dict[str, float]:
    if weights is not None and _direct(criteria, weights):
        total = math.fsum(weights.values())
        return {leaf.id: float(weights.get(leaf.id, 0.0)) / total for leaf in criteria.leaves()}
    result: dict[str, float] = {}

    def share_out(siblings: tuple[Criterion | CriteriaGroup, ...], available: float) -> None:
        numbers = [_number(node, siblings, criteria, weights) for node in siblings]
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


def _zero_problems(criteria: CriteriaModel, weights: Mapping[str, float] | None) -> list[Problem]:
    if weights is not None and _direct(criteria, weights):
        if math.fsum(weights.values()) > 0:
            return []
        return [
            Problem(
                _("all weights are zero"), field="weights", remedy=_("give at least one criterion a weight")
            )
        ]
    problems = []

    def look(siblings: tuple[Criterion | CriteriaGroup, ...], path: str, owner: str | None) -> None:
        numbers = [_number(node, siblings, criteria, weights) for node in siblings]
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
