"""From the ``weights`` of the criteria model to the share of each criterion and group among its siblings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from decision.errors import Problem
from decision.language import Message, _
from decision.model.criteria import CriteriaGroup, CriteriaModel, Criterion
from decision.model.weighting import GroupWeighting, Weighting
from decision.ranking.elicitation.data_driven import DATA_METHODS, weigh_data
from decision.ranking.elicitation.judging import JUDGED, judgement_problems, swing_warnings, weigh_siblings
from decision.ranking.matrix import DecisionMatrix
from decision.ranking.weighting_result import SiblingWeights
from decision.ranking.wording import nearest_or_all

Node = Criterion | CriteriaGroup


@dataclass
class Shares:
    """Shares found so far, by id; nodes that are not in it keep the numbers written at them."""

    by_id: dict[str, float] = field(default_factory=dict)
    from_data: set[str] = field(default_factory=set)
    """Ids whose share follows from the parks' data."""
    judged: list[tuple[tuple[str, ...], SiblingWeights]] = field(default_factory=list)
    warnings: list[Message] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def homes_of(criteria: CriteriaModel) -> dict[str, str | None]:
    """Every id of the tree → the group it stands in, None for the top level."""
    homes: dict[str, str | None] = {child.id: None for child in criteria.criteria}
    for node in criteria.nodes():
        if isinstance(node, CriteriaGroup):
            homes |= {child.id: node.id for child in node.criteria}
    return homes


def _levels(
    criteria: CriteriaModel, weighting: Weighting
) -> Iterator[tuple[GroupWeighting, tuple[Node, ...], str | None, str]]:
    """Each weighting with its siblings, the group that they form and its YAML path; outer ones first."""
    yield weighting, criteria.criteria, None, "weights"
    for node in criteria.nodes():
        if isinstance(node, CriteriaGroup) and node.id in weighting.groups:
            yield weighting.groups[node.id], node.criteria, node.id, f"weights.groups.{node.id}"


def weighting_problems(criteria: CriteriaModel, weighting: Weighting | None = None) -> list[Problem]:
    """Everything wrong with the judgements in ``weights``, all at once; no parks are needed."""
    weighting = weighting or criteria.weights
    homes = homes_of(criteria)
    groups = [node.id for node in criteria.nodes() if isinstance(node, CriteriaGroup)]
    problems = []
    for identifier in weighting.groups:
        if identifier not in groups:
            path = f"weights.groups.{identifier}"
            if identifier in homes:
                says = _("{id} is a criterion, not a group", id=identifier)
                problems.append(Problem(says, field=path))
            else:
                says = _("no group has the id {id}", id=identifier)
                remedy = nearest_or_all(identifier, groups) if groups else None
                problems.append(Problem(says, field=path, remedy=remedy))
    for own, siblings, _group, path in _levels(criteria, weighting):
        problems += judgement_problems(own, [node.id for node in siblings], homes, path)
    return problems


def unused_judgements(criteria: CriteriaModel) -> list[Problem]:
    """Warnings about judgements that stand beside ``direct`` or ``equal``: the method was probably forgotten."""
    keys = ("order", "swings", "pairwise", "best_to_others", "others_to_worst")
    return [
        Problem(
            _("{key} does not count: the method here is {method}", key=key, method=own.method),
            field=f"{path}.{key}",
            remedy=_("name the method that uses it"),
            warning=True,
        )
        for own, _siblings, _group, path in _levels(criteria, criteria.weights)
        for key in keys
        if own.method in ("direct", "equal") and getattr(own, key) is not None
    ]


def shares_of(
    criteria: CriteriaModel, matrix: DecisionMatrix | None, weighting: Weighting | None = None
) -> Shares:
    """Shares by the methods named in ``weights``, outer levels first, so that a group's own method prevails.

    ``equal`` and the data-driven methods hold for everything below; judgements hold for the siblings they are about;
    ``direct`` returns to the numbers written. A data-driven method weighs all criteria below at once, from the decision
    matrix of the eligible parks (values clipped to the scale, worths where there is a value function); a group's share
    is the sum of its criteria.

    Args:
        criteria: the tree.
        matrix: the parks' values; None leaves the data-driven levels with a problem.
        weighting: another one than the model's.
    """
    weighting = weighting or criteria.weights
    found = Shares(problems=weighting_problems(criteria, weighting))
    if found.problems:
        return found
    for own, siblings, group, path in _levels(criteria, weighting):
        below = tuple(_walk(siblings))
        if own.method in JUDGED:
            _judge(found, own, siblings, group)
        elif own.method == "equal":
            _share_equally(found, siblings)
        elif own.method in DATA_METHODS:
            _weigh_by_data(found, own, siblings, matrix, f"{path}.method")
        else:
            for node in below:
                found.by_id.pop(node.id, None)
                found.from_data.discard(node.id)
    return found


def _walk(siblings: Sequence[Node]) -> Iterator[Node]:
    for node in siblings:
        yield node
        if isinstance(node, CriteriaGroup):
            yield from _walk(node.criteria)


def _leaves(siblings: Sequence[Node]) -> list[Criterion]:
    return [node for node in _walk(siblings) if isinstance(node, Criterion)]


def _judge(found: Shares, own: GroupWeighting, siblings: Sequence[Node], group: str | None) -> None:
    ids = tuple(node.id for node in siblings)
    weighed = weigh_siblings(own, ids, group)
    found.by_id |= dict(zip(ids, weighed.shares, strict=True))
    found.from_data -= set(ids)
    found.judged.append((ids, weighed))
    found.warnings += weighed.warnings
    unscaled = [
        node.label
        for node in siblings
        if isinstance(node, Criterion) and node.scale is None and node.value is None
    ]
    found.warnings += swing_warnings(own, unscaled)


def _share_equally(found: Shares, siblings: Sequence[Node]) -> None:
    found.by_id |= {node.id: 1.0 / len(siblings) for node in siblings}
    found.from_data -= {node.id for node in siblings}
    for node in siblings:
        if isinstance(node, CriteriaGroup):
            _share_equally(found, node.criteria)


def _weigh_by_data(
    found: Shares, own: GroupWeighting, siblings: Sequence[Node], matrix: DecisionMatrix | None, path: str
) -> None:
    leaves = _leaves(siblings)
    if matrix is None:
        says = _("{method} weighs by the parks' data, and there are no parks here", method=own.method)
        found.problems.append(Problem(says, field=path))
        return
    places = {criterion.id: place for place, criterion in enumerate(matrix.criteria)}
    chosen = [places[leaf.id] for leaf in leaves]
    weights, problems, warnings = weigh_data(
        own.method,
        matrix.values[:, chosen],
        matrix.types[chosen],
        [leaf.label for leaf in leaves],
        path,
        ignore_goals=own.ignore_goals,
    )
    found.problems += problems
    found.warnings += warnings
    if weights is None:
        return
    if any(isinstance(node, CriteriaGroup) for node in siblings):
        found.warnings.append(
            _(
                "{method} weighs all criteria at once; the numbers at the groups do not count",
                method=own.method,
            )
        )
    by_leaf = {leaf.id: float(weight) for leaf, weight in zip(leaves, weights, strict=True)}
    _share_by_mass(found, siblings, by_leaf)


def _share_by_mass(found: Shares, siblings: Sequence[Node], by_leaf: Mapping[str, float]) -> None:
    masses = np.array([sum(by_leaf[leaf.id] for leaf in _leaves([node])) for node in siblings])
    total = float(masses.sum())
    # nothing below weighs anything: any shares give the same weights
    shares = masses / total if total > 0 else np.full(len(siblings), 1.0 / len(siblings))
    for node, share in zip(siblings, shares, strict=True):
        found.by_id[node.id] = float(share)
        found.from_data.add(node.id)
        if isinstance(node, CriteriaGroup):
            _share_by_mass(found, node.criteria, by_leaf)
