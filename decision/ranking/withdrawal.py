"""Rank reversal: what happens to the order of the others when a park withdraws (Belton & Gear 1983)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from decision.errors import ParkfundError
from decision.language import Message
from decision.model.criteria import CriteriaModel, MethodSettings
from decision.model.parks import Parks
from decision.model.results import Ranking
from decision.ranking.rank import rank_parks

SHOWN_PAIRS = 20


@dataclass(frozen=True, eq=False)
class Withdrawal:
    """What one park's withdrawal does to the order of the others."""

    park_id: str
    reversed_pairs: int
    """Pairs of other parks that change their order."""
    pairs: int
    """Pairs of other parks."""
    examples: tuple[tuple[str, str], ...]
    """(above before, above after) of the reversed pairs nearest to the top, at most 20."""
    furthest: str | None
    """The park whose place among the others changes most; None when none changes."""
    places: int
    """By how many places; positive: up."""
    new_first: str | None
    """The park that takes the first place from another that stays; None when nobody does."""
    refused: Message | str | None = None
    """Why the method has no answer without this park."""


@dataclass(frozen=True, eq=False)
class Withdrawals:
    """The rank-reversal test of one method on one set of parks."""

    method: str
    impossible: bool
    """Whether no withdrawal can change the order: every merit is independent of the other applicants."""
    tested: tuple[Withdrawal, ...]

    @property
    def reversals(self) -> tuple[Withdrawal, ...]:
        """Withdrawals that change the order of others, the worst first."""
        changed = [one for one in self.tested if one.reversed_pairs]
        return tuple(sorted(changed, key=lambda one: (-one.reversed_pairs, one.park_id)))

    def to_frame(self) -> pd.DataFrame:
        """A row for each withdrawal."""
        columns = ["park_id", "reversed_pairs", "pairs", "furthest", "places", "new_first"]
        return pd.DataFrame(
            [{key: getattr(one, key) for key in columns} for one in self.tested], columns=columns
        )

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "method": self.method,
            "impossible": self.impossible,
            "tested": len(self.tested),
            "with_reversals": len(self.reversals),
            "withdrawals": [
                {
                    "park_id": one.park_id,
                    "reversed_pairs": one.reversed_pairs,
                    "pairs": one.pairs,
                    "examples": [list(pair) for pair in one.examples],
                    "furthest": one.furthest,
                    "places": one.places,
                    "new_first": one.new_first,
                    "refused": None if one.refused is None else str(one.refused),
                }
                for one in self.tested
            ],
        }


def withdrawals(
    parks: Parks,
    criteria: CriteriaModel,
    ranking: Ranking,
    *,
    method: str | MethodSettings | None = None,
    weights: Mapping[str, float] | None = None,
    withdrawn: Iterable[str] | None = None,
) -> Withdrawals:
    """Withdraw parks one at a time and rank the others anew.

    Args:
        parks: all candidates.
        criteria: the criteria model.
        ranking: of all candidates, by the same method and weights.
        method: another method than the model's.
        weights: other weights by id.
        withdrawn: which parks to withdraw; all ranked ones when left out.

    Raises:
        InputProblems, ParkfundError: as :func:`decision.ranking.rank.rank_parks`.
    """
    chosen = list(ranking.table.index) if withdrawn is None else list(withdrawn)
    before = ranking.table["rank"].astype(float)
    tested = tuple(_withdraw(parks, criteria, before, park, method, weights) for park in chosen)
    return Withdrawals(ranking.method, ranking.independent_of_others, tested)


def _withdraw(
    parks: Parks,
    criteria: CriteriaModel,
    before: pd.Series[float],
    park: str,
    method: str | MethodSettings | None,
    weights: Mapping[str, float] | None,
) -> Withdrawal:
    rest = replace(parks, table=parks.table.drop(index=park))
    others = before.drop(index=park, errors="ignore")
    pairs = len(others) * (len(others) - 1) // 2
    try:
        after = rank_parks(rest, criteria, method=method, weights=weights).table["rank"].astype(float)
    except ParkfundError as reason:
        return Withdrawal(park, 0, pairs, (), None, 0, None, reason.says)
    after = after.reindex(others.index)
    one, other = others.to_numpy(), after.to_numpy()
    first, second = np.nonzero((one[:, None] < one[None, :]) & (other[:, None] > other[None, :]))
    names = [str(name) for name in others.index]
    nearest = np.lexsort((one[second], one[first]))[:SHOWN_PAIRS]
    among = others.rank(method="min").to_numpy()
    rises = among - other
    furthest = int(np.argmax(np.abs(rises))) if len(rises) else 0
    changed = bool(len(rises)) and rises[furthest] != 0
    leaders_before = set(others.index[among == 1])
    leaders_after = [str(name) for name in others.index[other == 1] if name not in leaders_before]
    return Withdrawal(
        park_id=park,
        reversed_pairs=len(first),
        pairs=pairs,
        examples=tuple((names[first[place]], names[second[place]]) for place in nearest),
        furthest=names[furthest] if changed else None,
        places=int(rises[furthest]) if changed else 0,
        new_first=leaders_after[0] if leaders_after else None,
    )
