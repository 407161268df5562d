"""Recusal: a member's weights are left out of the decisions on the parks it is recused from (design 4.6).

Precisely, with M the members and M_i those who are not recused from park i:

- *Ranks.* A member has no rank for a park it is recused from. In Borda's, Copeland's and Kemeny's order the pair (i, j)
  is decided by the members of M_i ∩ M_j alone; their votes are scaled by |M| / |M_i ∩ M_j|, so that a pair counts the
  same however many may vote on it, and a pair on which nobody may vote is a draw. Kendall's W, the correlations and
  the pairs of members that disagree are taken over the parks from which nobody is recused.
- *Mean weights.* The merit of park i is its merit under the mean weights of M_i; parks are ordered by these merits.
- *Regret.* In the value of a member recused from i, park i counts with the mean gain that it has for the members of
  M_i: neither for nor against it by the member's own weights.

Where everybody is recused from a park, its mean merit is that by the model's own weights, and in the regrets each
member's own gain stays, since there is no other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from decision.language import Message, _
from decision.model.criteria import CriteriaModel, Member, MethodSettings
from decision.model.parks import Parks
from decision.model.results import Ranking
from decision.ranking.rank import rank_parks

MEANS = ("arithmetic", "geometric")


def recusals(members: Mapping[str, Member]) -> dict[str, dict[str, str]]:
    """Member → park it is recused from → reason (may be empty); members without recusals are left out."""
    return {member: own.recusals for member, own in members.items() if own.recusals}


def who_decides(members: Mapping[str, Member], park: str) -> tuple[str, ...]:
    """The members who are not recused from a park."""
    return tuple(member for member, own in members.items() if park not in own.recusals)


def recused_parks(members: Mapping[str, Member]) -> tuple[str, ...]:
    """Every park from which some member is recused, by id."""
    return tuple(sorted({park for own in members.values() for park in own.recusals}))


def recusal_sentence(name: object, parks: Mapping[str, str]) -> Message:
    """Who takes no part in which decisions, and why."""
    listed = ", ".join(f"{park} ({reason})" if reason else park for park, reason in parks.items())
    return _("{member} is recused from {parks}: its weights are left out there", member=name, parks=listed)


def with_recusals(
    parks: Parks,
    criteria: CriteriaModel,
    members: Mapping[str, Member],
    weights: pd.DataFrame,
    rankings: Mapping[str, Ranking],
    method: str | MethodSettings | None,
) -> dict[str, Ranking]:
    """The rankings by mean weights, each park's merit by the mean weights of those who decide on it.

    Args:
        parks: the candidates.
        criteria: the shared criteria.
        members: by id.
        weights: criteria × members.
        rankings: by ``arithmetic`` and ``geometric`` over all members.
        method: another method than the model's.
    """
    found: dict[str, Ranking] = {}
    for mean in MEANS:
        if mean not in rankings:
            continue
        table, parts = rankings[mean].table.copy(), rankings[mean].contributions.copy()
        by_deciders: dict[tuple[str, ...], list[str]] = {}
        for park in recused_parks(members):
            if park in table.index:
                by_deciders.setdefault(who_decides(members, park), []).append(park)
        for deciders, judged in by_deciders.items():
            own = mean_weights(weights[list(deciders)], mean) if deciders else None
            others = rank_parks(parks, criteria, method=method, weights=own)
            columns = ["preference", "merit", "value"]
            table.loc[judged, columns] = others.table.loc[judged, columns]
            parts.loc[judged] = others.contributions.loc[judged]
        found[mean] = _ordered(rankings[mean], table, parts)
    return found


def mean_weights(weights: pd.DataFrame, mean: str) -> dict[str, float]:
    """Mean of some members' weights, normalised to sum 1; arithmetic where a geometric one would be nothing."""
    values = weights.to_numpy(dtype=float)
    product = values.mean(axis=1)
    if mean == "geometric":
        with np.errstate(divide="ignore"):
            geometric = np.exp(np.log(values).mean(axis=1))
        product = geometric if geometric.sum() > 0 else product
    return dict(zip(map(str, weights.index), (product / product.sum()).tolist(), strict=True))


def _ordered(ranking: Ranking, table: pd.DataFrame, parts: pd.DataFrame) -> Ranking:
    """The ranking in the order of its merits, most first; equal ones share a rank and stand by id."""
    table = table.sort_index().sort_values("merit", ascending=False, kind="stable")
    table["rank"] = table["merit"].rank(method="min", ascending=False).astype(int)
    return replace(ranking, table=table, contributions=parts.reindex(table.index))


def neutral_gains(
    gains: Mapping[str, pd.Series[float]], members: Mapping[str, Member]
) -> dict[str, pd.Series[float]]:
    """Each member's gains; where it is recused from a park, the mean gain of those who decide on the park.

    Args:
        gains: what funding each park adds in a member's eyes, by member and park_id.
        members: by id.
    """
    found = {member: own.copy() for member, own in gains.items()}
    for park in recused_parks(members):
        known = [gains[member][park] for member in who_decides(members, park) if park in gains[member].index]
        if not known:
            continue
        for member, own in members.items():
            if park in own.recusals and park in found[member].index:
                found[member][park] = float(np.mean(known))
    return found
