"""A committee: each member's weights and ranking, how far they agree, and one order out of all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from decision.errors import InputProblems, ParkfundError, Problem
from decision.language import Message, _
from decision.model.base import Text
from decision.model.criteria import CriteriaModel, Member, MethodSettings
from decision.model.parks import Parks
from decision.model.results import Ranking
from decision.ranking.agreement import COEFFICIENTS, correlations, plain, ranks_side_by_side
from decision.ranking.consensus import Consensus, consensus
from decision.ranking.rank import rank_parks
from decision.ranking.recusal import recusals, with_recusals
from decision.ranking.weights import leaf_weights

FURTHEST = 3
"""Parks named for each pair of members."""
TOP = 10
"""How many first places of two members are compared."""


@dataclass(frozen=True, eq=False)
class PairOfMembers:
    """What two members disagree about."""

    first: str
    second: str
    spearman: float | None
    criterion: str
    """Where their weights differ most."""
    weights: tuple[float, float]
    """Of that criterion, as shares of the whole."""
    parks: tuple[tuple[str, int, int], ...]
    """The parks they place furthest apart, with both places."""
    common_top: int
    """Parks that both have among their first ten."""

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "first": self.first,
            "second": self.second,
            "spearman": self.spearman,
            "criterion": self.criterion,
            "weights": list(self.weights),
            "parks": [{"park_id": park, "ranks": [one, other]} for park, one, other in self.parks],
            "common_top": self.common_top,
        }


@dataclass(frozen=True, eq=False)
class Agreement:
    """The members' views and what they have in common."""

    names: Mapping[str, Text]
    """Members by id."""
    labels: Mapping[str, Text]
    """Criteria by id."""
    weights: pd.DataFrame
    """Criteria × members, ``arithmetic`` and ``geometric``; each column sums to 1."""
    rankings: Mapping[str, Ranking]
    """By member, ``arithmetic`` and ``geometric``."""
    by_ranks: Consensus
    """Borda, Copeland and Kemeny over the members' rankings."""
    spearman: pd.DataFrame
    kendall: pd.DataFrame
    weighted_spearman: pd.DataFrame
    ws: pd.DataFrame
    pairs: tuple[PairOfMembers, ...]
    """Those who agree least first."""
    warnings: tuple[Message, ...] = ()
    recusals: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Member → park it is recused from → reason; see :mod:`decision.ranking.recusal`."""

    @property
    def members(self) -> tuple[str, ...]:
        """Ids of the members."""
        return tuple(self.names)

    def to_frame(self) -> pd.DataFrame:
        """Ranks of every park by member and by each kind of consensus, in the order of the consensus by ranks."""
        frame = ranks_side_by_side(self.rankings).reindex(self.by_ranks.table.index)
        for member, parks in self.recusals.items():
            frame[member] = frame[member].mask(frame.index.isin(list(parks)))
        return frame.join(self.by_ranks.table[["borda_rank", "copeland_rank", "kemeny_rank"]])

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        found = {
            str(column): {str(key): float(value) for key, value in values.items()}
            for column, values in self.weights.to_dict().items()
        }
        return {
            "criteria": [{"id": key, "name": str(label)} for key, label in self.labels.items()],
            "members": [
                {
                    "id": member,
                    "name": str(self.names[member]),
                    "weights": found[member],
                    "ranking": [
                        place
                        for place in _places(self.rankings[member])
                        if place["park_id"] not in self.recusals.get(member, {})
                    ],
                }
                for member in self.members
            ],
            "kendall_w": self.by_ranks.concordance,
            "spearman": plain(self.spearman),
            "weighted_spearman": plain(self.weighted_spearman),
            "ws": plain(self.ws),
            "kendall": plain(self.kendall),
            "disagreements": [pair.to_dict() for pair in self.pairs],
            "consensus": {
                "weights": {
                    mean: {"weights": found[mean], "ranking": _places(self.rankings[mean])}
                    for mean in ("arithmetic", "geometric")
                    if mean in self.rankings
                },
                "ranks": self.by_ranks.to_dict(),
            },
            "recusals": {member: dict(parks) for member, parks in self.recusals.items()},
            "warnings": [str(warning) for warning in self.warnings],
        }


def _places(ranking: Ranking) -> list[dict[str, Any]]:
    columns = zip(ranking.table.index, ranking.table["rank"], ranking.table["merit"], strict=True)
    return [{"park_id": str(park), "rank": int(rank), "merit": float(merit)} for park, rank, merit in columns]


def agreement(
    parks: Parks,
    criteria: CriteriaModel,
    members: Mapping[str, Member],
    *,
    method: str | MethodSettings | None = None,
) -> Agreement:
    """Every member's ranking, their concordance, who disagrees with whom about what, and consensus.

    By weights: the arithmetic mean of the members' leaf weights, and their geometric mean normalised to sum 1
    (Aczél & Saaty 1983: the mean that keeps ratios; a criterion to which one member gives nothing weighs nothing).
    By ranks: Borda, Copeland and Kemeny over the members' rankings.

    Args:
        parks: the candidates.
        criteria: the shared criteria.
        members: by id.
        method: another method than the model's.

    Raises:
        InputProblems: fewer than two members, or weights that cannot be used, of all members at once.
    """
    if len(members) < 2:
        says = _("a committee needs at least two members; the study has {count}", count=len(members))
        remedy = _("name a folder of member files in study.yaml: committee: members/")
        raise InputProblems([Problem(says, field="committee", remedy=remedy)])
    weights, problems = {}, []
    for member, own in members.items():
        try:
            weights[member] = leaf_weights(criteria, own.weights)
        except InputProblems as faults:
            problems += [
                Problem(
                    _("member {member}: {problem}", member=member, problem=problem.says),
                    file=problem.file,
                    field=problem.field,
                    remedy=problem.remedy,
                )
                for problem in faults.problems
            ]
    if problems:
        raise InputProblems(problems)
    table = pd.DataFrame(weights).reindex([leaf.id for leaf in criteria.leaves()])
    warnings: list[Message] = []
    table, said = _with_means(table)
    warnings += said
    rankings = {}
    for column in table.columns:
        own_weights = {str(key): float(value) for key, value in table[column].items()}
        try:
            rankings[str(column)] = rank_parks(parks, criteria, method=method, weights=own_weights)
        except InputProblems:
            raise
        except ParkfundError as reason:
            raise ParkfundError(_("{member}: {reason}", member=column, reason=reason.says)) from None
    ranks = ranks_side_by_side({member: rankings[member] for member in members})
    recused = recusals(members)
    abstains = ranks.apply(lambda own: own.index.isin(list(recused.get(str(own.name), {}))))
    if recused:
        rankings |= with_recusals(parks, criteria, members, table, rankings, method)
    judged = ranks[~abstains.any(axis=1)]
    return Agreement(
        names={member: each.name for member, each in members.items()},
        labels={leaf.id: leaf.label for leaf in criteria.leaves()},
        weights=table,
        rankings=rankings,
        by_ranks=consensus(ranks, abstains=abstains if recused else None),
        **{name: correlations(judged, name) for name in COEFFICIENTS},
        pairs=_pairs(table, judged, list(members)),
        warnings=tuple(warnings),
        recusals=recused,
    )


def _with_means(weights: pd.DataFrame) -> tuple[pd.DataFrame, list[Message]]:
    """The members' weights with their arithmetic and, where some criterion has everybody's weight, geometric mean."""
    table = weights.copy()
    values = weights.to_numpy(dtype=float)
    table["arithmetic"] = values.mean(axis=1)
    with np.errstate(divide="ignore"):
        product = np.exp(np.log(values).mean(axis=1))
    if product.sum() <= 0:
        return table, [_("every criterion has a member who gives it nothing: there is no geometric mean")]
    table["geometric"] = product / product.sum()
    said = [
        _(
            "{criterion}: a member gives it nothing, so it weighs nothing in the geometric mean",
            criterion=name,
        )
        for name, mean in zip(weights.index, product, strict=True)
        if mean == 0 and values[weights.index.get_loc(name)].any()
    ]
    return table, said


def _pairs(weights: pd.DataFrame, ranks: pd.DataFrame, members: list[str]) -> tuple[PairOfMembers, ...]:
    spearman = correlations(ranks, "spearman")
    found = []
    for first, second in combinations(members, 2):
        apart = (weights[first] - weights[second]).abs()
        criterion = str(apart.index[int(np.argmax(apart.to_numpy()))])
        places = (ranks[first] - ranks[second]).abs().to_numpy()
        far = [
            place for place in np.lexsort((np.arange(len(places)), -places))[:FURTHEST] if places[place] > 0
        ]
        value = float(np.asarray(spearman.loc[first, second]))
        tops = [set(ranks.index[ranks[member].to_numpy() <= TOP]) for member in (first, second)]
        found.append(
            PairOfMembers(
                first=first,
                second=second,
                spearman=None if np.isnan(value) else value,
                criterion=criterion,
                weights=(
                    float(np.asarray(weights.loc[criterion, first])),
                    float(np.asarray(weights.loc[criterion, second])),
                ),
                parks=tuple(
                    (str(ranks.index[p]), int(ranks[first].iloc[p]), int(ranks[second].iloc[p])) for p in far
                ),
                common_top=len(tops[0] & tops[1]),
            )
        )
    return tuple(sorted(found, key=lambda pair: pair.spearman if pair.spearman is not None else 2.0))
