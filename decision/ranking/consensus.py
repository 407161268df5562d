"""One order out of many: Borda, Copeland and Kemeny, from rankings by methods, by members or from ballots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from decision.language import Message, _
from decision.ranking.agreement import kendall_w
from decision.ranking.kemeny import LARGEST, KemenyOrder, kemeny
from decision.ranking.problem import Matrix


@dataclass(frozen=True, eq=False)
class Consensus:
    """What many rankings of the same items have in common.

    ``table`` is indexed by item, in the order of the consensus (Kemeny's, else Borda's), with the columns ``borda``
    (points), ``borda_rank``, ``wins``, ``losses``, ``draws`` (pairwise majorities), ``copeland`` (wins − losses),
    ``copeland_rank``, ``kemeny_rank`` (NaN where Kemeny's order was not sought) and ``first_votes``.
    """

    table: pd.DataFrame
    kemeny: KemenyOrder | None
    condorcet_winner: str | None
    """The item that beats every other one by a majority; None when there is none."""
    concordance: float | None
    """Kendall's W, 0 to 1; None for incomplete rankings or where it has no meaning."""
    warnings: tuple[Message, ...] = ()

    @property
    def plurality_winners(self) -> tuple[str, ...]:
        """Those with the most first places."""
        most = self.table["first_votes"].max() if len(self.table) else 0
        return tuple(str(item) for item in self.table.index[self.table["first_votes"] == most])

    def to_frame(self) -> pd.DataFrame:
        """The consensus as a table."""
        return self.table.copy()

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        order = [
            {
                "id": str(item),
                **{
                    key: None
                    if pd.isna(value)
                    else (int(value) if float(value).is_integer() else float(value))
                    for key, value in row.items()
                },
            }
            for item, row in self.table.to_dict("index").items()
        ]
        found = self.kemeny
        return {
            "order": order,
            "condorcet_winner": self.condorcet_winner,
            "plurality_winners": list(self.plurality_winners),
            "kendall_w": self.concordance,
            "kemeny": None
            if found is None
            else {
                "disagreement": found.disagreement,
                "bound": found.bound,
                "proven": found.proven,
                "largest_part": found.largest_part,
            },
            "warnings": [str(warning) for warning in self.warnings],
        }


def consensus(
    ranks: pd.DataFrame,
    counts: Sequence[float] | None = None,
    *,
    time_limit: float | None = None,
    abstains: pd.DataFrame | None = None,
) -> Consensus:
    """Borda, Copeland and Kemeny orders of many rankings.

    Borda: for each ranking a point for every item it stands above and half a point for every item it shares a rank
    with (Borda 1781). Copeland: majorities won less majorities lost (Copeland 1951). Kemeny: see
    :mod:`decision.ranking.kemeny`. An item that a ranking leaves out stands below all it names and is not compared
    with the others it leaves out. Equal points share a rank and stand in the order of their ids.

    Args:
        ranks: items × rankings, 1 is best, NaN for an item left out.
        counts: how many hold each ranking; one each when left out.
        time_limit: seconds for Kemeny's order.
        abstains: items × rankings, true where the holder of a ranking takes no part in the decision on an item; see
            :mod:`decision.ranking.recusal`.
    """
    items = ranks.sort_index()
    silent = (
        None if abstains is None else abstains.reindex(index=items.index, columns=items.columns).to_numpy()
    )
    if silent is not None:
        items = items.mask(silent)
    held = np.ones(items.shape[1]) if counts is None else np.asarray(counts, dtype=float)
    values = items.to_numpy(dtype=float)
    above, ties = _pairs(values, held, silent)
    points = above.sum(axis=1) + 0.5 * ties.sum(axis=1)
    ahead = above > above.T
    wins, losses = ahead.sum(axis=1), ahead.sum(axis=0)
    warnings: tuple[Message, ...] = ()
    found: KemenyOrder | None = None
    if len(items) > LARGEST:
        warnings = (
            _(
                "Kemeny's order is not sought for more than {most} parks: Borda's order is shown",
                most=LARGEST,
            ),
        )
    else:
        found = kemeny(above) if time_limit is None else kemeny(above, time_limit=time_limit)
        if not found.proven:
            warnings = (
                _(
                    "Kemeny's order is not proven: it contradicts {disagreement:g} opinions, at least {bound:g} "
                    "cannot be avoided",
                    disagreement=found.disagreement,
                    bound=found.bound,
                ),
            )
    kemeny_rank = np.full(len(items), np.nan)
    if found is not None:
        kemeny_rank[found.order] = np.arange(1, len(items) + 1)
    first = (values == np.fmin.reduce(values, axis=0, keepdims=True)) if len(items) else np.zeros_like(values)
    table = pd.DataFrame(
        {
            "borda": points,
            "borda_rank": _competition(points),
            "wins": wins,
            "losses": losses,
            "draws": len(items) - 1 - wins - losses,
            "copeland": wins - losses,
            "copeland_rank": _competition(wins - losses),
            "kemeny_rank": kemeny_rank,
            "first_votes": (first * held).sum(axis=1),
        },
        index=items.index,
    )
    leading = "borda_rank" if found is None else "kemeny_rank"
    whole = not np.isnan(values).any()
    winner = np.flatnonzero((wins == len(items) - 1) & (len(items) > 1))
    each = np.repeat(values.T, held.astype(int), axis=0) if (held == np.rint(held)).all() else values.T
    return Consensus(
        table=table.sort_values(leading, kind="stable"),
        kemeny=found,
        condorcet_winner=str(items.index[winner[0]]) if len(winner) else None,
        concordance=_concordance(each, whole, silent),
        warnings=warnings,
    )


def _concordance(each: NDArray[np.float64], whole: bool, silent: NDArray[np.bool_] | None) -> float | None:
    """Kendall's W; where some are silent on some items, over the items on which nobody is."""
    if silent is None:
        return kendall_w(each) if whole else None
    judged = each[:, ~silent.any(axis=1)]
    return None if np.isnan(judged).any() else kendall_w(judged)


def _pairs(
    values: NDArray[np.float64], held: NDArray[np.float64], silent: NDArray[np.bool_] | None
) -> tuple[Matrix, Matrix]:
    """Votes that hold the row above the column, and votes that hold both equal.

    Where some are silent, those who vote on a pair are scaled to as many as there are.
    """
    count = len(values)
    above, ties, voters = np.zeros((count, count)), np.zeros((count, count)), np.zeros((count, count))
    for place, (ranking, votes) in enumerate(zip(values.T, held, strict=True)):
        known = ~np.isnan(ranking)
        filled = np.where(known, ranking, np.inf)
        speaks = np.ones(count, dtype=bool) if silent is None else ~silent[:, place]
        may = speaks[:, None] & speaks[None, :]
        above += votes * ((filled[:, None] < filled[None, :]) & may)
        ties += votes * ((filled[:, None] == filled[None, :]) & known[:, None] & known[None, :])
        voters += votes * may
    if silent is not None:
        whole = float(held.sum())
        scale = np.divide(whole, voters, out=np.zeros_like(voters), where=voters > 0)
        above, ties = above * scale, np.where(voters > 0, ties * scale, whole)
    np.fill_diagonal(ties, 0.0)
    return above, ties


def _competition(points: NDArray[Any]) -> NDArray[np.int64]:
    """Ranks by points, most first: 1, 2, 2, 4."""
    from scipy.stats import rankdata

    return np.asarray(rankdata(-np.asarray(points, dtype=float), method="min"), dtype=np.int64)
