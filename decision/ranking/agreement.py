"""How far rankings agree: correlations of two, Kendall's W of many."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from decision.model.results import Ranking

Ranks = NDArray[np.float64]
"""One rank an item, 1 is best; equal items share a rank."""


def mean_ranks(ranks: Ranks) -> Ranks:
    """The same order with ties at their mean rank: 1, 2, 2, 4 becomes 1, 2.5, 2.5, 4."""
    from scipy.stats import rankdata

    return np.asarray(rankdata(ranks, method="average"), dtype=float)


def spearman(first: Ranks, second: Ranks) -> float:
    """Spearman's ρ: Pearson's correlation of the ranks, ties at their mean rank (Spearman 1904)."""
    return float(np.corrcoef(mean_ranks(first), mean_ranks(second))[0, 1])


def weighted_spearman(first: Ranks, second: Ranks) -> float:
    """Weighted Spearman r_w, in which the first places count for more.

    r_w = 1 − 6 Σ (x − y)² ((n − x + 1) + (n − y + 1)) / (n⁴ + n³ − n² − n)  (Pinto da Costa & Soares 2005,
    as pymcdm and Sałabun & Urbaniak 2020 have it). Symmetric; ties at their mean rank.
    """
    x, y = mean_ranks(first), mean_ranks(second)
    n = len(x)
    above = 6.0 * float(((x - y) ** 2 * ((n - x + 1) + (n - y + 1))).sum())
    return 1.0 - above / (n**4 + n**3 - n**2 - n)


def rank_similarity(reference: Ranks, other: Ranks) -> float:
    """WS, the similarity of a ranking to a reference, in which the reference's first places count for more.

    WS = 1 − Σ 2^(−x) |x − y| / max(|1 − x|, |n − x|)  (Sałabun & Urbaniak 2020); x is the reference's rank. Not
    symmetric; ties at their mean rank.
    """
    x, y = mean_ranks(reference), mean_ranks(other)
    furthest = np.maximum(np.abs(1 - x), np.abs(len(x) - x))
    return float(1.0 - (2.0**-x * np.abs(x - y) / furthest).sum())


def kendall_tau(first: Ranks, second: Ranks) -> float:
    """Kendall's τ-a, (concordant − discordant) / all pairs (Kendall 1938); a tie is neither."""
    n = len(first)
    agreement = 0.0
    for start in range(0, n, 512):
        part = slice(start, start + 512)
        one = np.sign(first[part, None] - first[None, :])
        agreement += float((one * np.sign(second[part, None] - second[None, :])).sum())
    return agreement / (n * (n - 1))


COEFFICIENTS: Mapping[str, Callable[[Ranks, Ranks], float]] = {
    "spearman": spearman,
    "weighted_spearman": weighted_spearman,
    "ws": rank_similarity,
    "kendall": kendall_tau,
}
"""Coefficients of two rankings; 1 is the same order, −1 (0 or less for WS) the opposite one."""


def kendall_w(ranks: NDArray[np.float64]) -> float | None:
    """Kendall's coefficient of concordance W of many rankings: 1 the same order, 0 none in common.

    W = 12 Σ (R_i − R̄)² / (m² (n³ − n) − m Σ T), R_i the sum of item i's ranks over m rankings, ties at their mean
    rank, T = Σ (t³ − t) over the groups of t equal items of a ranking (Kendall & Babington Smith 1939).

    Args:
        ranks: rankings × items.

    Returns:
        W, or None where it has no meaning: fewer than two rankings or items, or all items equal everywhere.
    """
    m, n = ranks.shape
    if m < 2 or n < 2:
        return None
    mean = np.array([mean_ranks(row) for row in ranks])
    sums = mean.sum(axis=0)
    ties = sum(
        float((np.unique(row, return_counts=True)[1] ** 3 - np.unique(row, return_counts=True)[1]).sum())
        for row in ranks
    )
    below = m**2 * (n**3 - n) - m * ties
    if below <= 0:
        return None
    return float(12.0 * ((sums - sums.mean()) ** 2).sum() / below)


def correlations(ranks: pd.DataFrame, coefficient: str) -> pd.DataFrame:
    """Rankings × rankings; NaN where one of them gives every item the same rank, or there is one item only.

    Args:
        ranks: items × rankings. In a row of the result the row's ranking is the reference.
        coefficient: one of :data:`COEFFICIENTS`.
    """
    compute = COEFFICIENTS[coefficient]
    columns = [ranks[name].to_numpy(dtype=float) for name in ranks.columns]
    values = np.full((len(columns), len(columns)), np.nan)
    for i, first in enumerate(columns):
        for j, second in enumerate(columns):
            if len(first) < 2 or np.ptp(first) == 0 or np.ptp(second) == 0:
                continue
            symmetric = coefficient != "ws" and j < i
            values[i, j] = values[j, i] if symmetric else compute(first, second)
    return pd.DataFrame(values, index=list(ranks.columns), columns=list(ranks.columns))


def ranks_side_by_side(rankings: Mapping[str, Ranking]) -> pd.DataFrame:
    """Ranks of every park (rows, by id) in every ranking (columns)."""
    return pd.DataFrame({name: ranking.table["rank"] for name, ranking in rankings.items()}).sort_index()


def plain(table: pd.DataFrame) -> dict[str, dict[str, float | None]]:
    """A table of coefficients as plain data, None for NaN."""
    return {
        str(row): {str(column): None if np.isnan(value) else float(value) for column, value in values.items()}
        for row, values in table.to_dict("index").items()
    }
