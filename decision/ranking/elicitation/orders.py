"""Weights from an order of importance, and from swings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from decision.ranking.weighting_result import SiblingWeights

Tiers = Sequence[Sequence[str]]
"""Ids from the most to the least important; those equally important stand together."""


def tiers_of(order: Sequence[str | Sequence[str]]) -> list[list[str]]:
    """``[a, [b, c], d]`` as tiers."""
    return [[entry] if isinstance(entry, str) else list(entry) for entry in order]


def rank_order_centroid(count: int) -> list[float]:
    """w_k = (1/n) Σ_{i=k..n} 1/i: the mean of all weights that keep the order (Barron & Barrett 1996)."""
    return [sum(1.0 / i for i in range(count, place - 1, -1)) / count for place in range(1, count + 1)]


def rank_sum(count: int) -> list[float]:
    """w_k = 2 (n + 1 − k) / (n (n + 1)): weights fall evenly (Stillwell, Seaver & Edwards 1981)."""
    return [2.0 * (count + 1 - place) / (count * (count + 1)) for place in range(1, count + 1)]


def rank_reciprocal(count: int) -> list[float]:
    """w_k = (1/k) / Σ_{i=1..n} 1/i (Stillwell, Seaver & Edwards 1981)."""
    total = sum(1.0 / i for i in range(count, 0, -1))
    return [1.0 / place / total for place in range(1, count + 1)]


RANK_WEIGHTS = {
    "rank_order_centroid": rank_order_centroid,
    "rank_sum": rank_sum,
    "rank_reciprocal": rank_reciprocal,
}


def from_order(method: str, siblings: Sequence[str], tiers: Tiers) -> SiblingWeights:
    """Shares from an order; those equally important share the mean weight of the places they take.

    Args:
        method: one of ``RANK_WEIGHTS``.
        siblings: ids, in the order of the file.
        tiers: each id once.
    """
    by_place = RANK_WEIGHTS[method](len(siblings))
    shares: dict[str, float] = {}
    start = 0
    for tier in tiers:
        mean = sum(by_place[start : start + len(tier)]) / len(tier)
        shares |= dict.fromkeys(tier, mean)
        start += len(tier)
    return _in_order(siblings, shares)


def from_swings(siblings: Sequence[str], swings: Mapping[str, float]) -> SiblingWeights:
    """w_j = s_j / Σ s: s_j is what the move from worst to best is worth (von Winterfeldt & Edwards 1986)."""
    return _in_order(siblings, swings)


def _in_order(siblings: Sequence[str], numbers: Mapping[str, float]) -> SiblingWeights:
    values = np.array([numbers[identifier] for identifier in siblings], dtype=float)
    return SiblingWeights(tuple(float(value) for value in values / values.sum()))
