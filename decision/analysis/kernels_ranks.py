"""Ranks of many samples at once, counted.

Rule for ties, the same as in a single ranking: preferences equal within 1e-12 share the better rank (1, 2, 2, 4), as
in the source, rank(i) = 1 + how many are better (Lahdelma & Salminen 2001). Shares of a rank then need not sum to 1.

Sorting is what costs. Rows are put in order by :mod:`~decision.analysis.kernels_keys`: by numbers of 32 bits where
there are not too many parks, what these leave by numbers of 64 bits, and what these leave, where scores may be equal,
by the exact rule.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from decision.analysis.kernels_counts import PlaceCounts
from decision.analysis.kernels_keys import MOST_SHORT, LongKeys, Rows, ShortKeys, mask_of
from decision.ranking.rank import EQUAL_WITHIN

Matrix = NDArray[np.float64]
Places = NDArray[np.intp]

MOST_LEFT = 0.25
"""Share of a block's rows that short keys may leave before they are given up."""


@dataclass(frozen=True)
class StandsFor:
    """What numbers that order parks as their scores do say of these."""

    apart: float
    """Two numbers farther apart belong to scores that are not equal by the rule for ties."""
    scores: Callable[[Places], Matrix]
    """The scores themselves of some samples, for those where this does not decide."""


class RankCounter:
    """Counts how often each park takes each rank."""

    def __init__(self, parks: int) -> None:
        self.parks = parks
        self._short = ShortKeys(parks) if parks <= MOST_SHORT else None
        self._long = LongKeys(parks)
        self._mask = mask_of(parks)
        self._counts = PlaceCounts(parks, self._mask)

    @property
    def counts(self) -> NDArray[np.int32]:
        """Ranks × parks, rank 1 first, of all samples added."""
        self._counts.count()
        return self._counts.table

    def add(
        self, scores: Matrix, higher_is_better: bool = True, stands_for: StandsFor | None = None
    ) -> tuple[Places, Places]:
        """Count the ranks of these samples.

        Args:
            scores: samples × parks, finite.
            higher_is_better: whether the greatest is the best; else the least.
            stands_for: where these are not the scores, but numbers that order the parks alike.

        Returns:
            Samples and parks of every first rank: a sample stands more than once where parks share it.
        """
        samples, parks = scores.shape
        if parks == 1:
            self._counts.table[0, 0] += samples
            return np.arange(samples), np.zeros(samples, dtype=np.intp)
        firsts: list[tuple[Places, Places]] = []
        left, own = np.arange(samples), scores
        apart = None if stands_for is None else stands_for.apart
        true = scores.__getitem__ if stands_for is None else stands_for.scores
        if self._short is not None:
            found = self._short.order(scores, higher_is_better, apart)
            if found is not None:
                left = self._settled(*found, left, firsts)
                if len(left) > MOST_LEFT * samples:
                    self._short = None
                if len(left):
                    own, apart = true(left), None
        if len(left):
            left = self._settled(*self._long.order(own, higher_is_better, apart), left, firsts)
        if len(left):
            own = true(left)
            firsts.append(self._exactly(own if higher_is_better else -own, left))
        if len(firsts) == 1:
            return firsts[0]
        rows, own_parks = (np.concatenate(part) for part in zip(*firsts, strict=True))
        return rows, own_parks

    def _settled(
        self, keys: NDArray[Any], left: Rows, samples: Places, firsts: list[tuple[Places, Places]]
    ) -> Places:
        """Count the orders of some samples but for the rows that are left; these samples."""
        if len(left):
            sure = np.ones(len(keys), dtype=bool)
            sure[left] = False
            keys, samples, left = keys[sure], samples[sure], samples[left]
        self._counts.hold(keys)
        firsts.append((samples, (keys[:, 0] & self._mask).astype(np.intp)))
        return left

    def _exactly(self, oriented: Matrix, samples: Places) -> tuple[Places, Places]:
        """Count samples by the rule for ties; samples and parks of first ranks."""
        order, ranks = exact_ranks(oriented)
        flat = self._counts.table.reshape(-1)
        # a park stands once in a sample: no number of a row comes twice
        for row in ranks * self.parks + order:
            flat[row] += 1
        tied, parks = np.nonzero(ranks == 0)
        return samples[tied], order[tied, parks]


def exact_ranks(oriented: Matrix) -> tuple[Places, Places]:
    """Order and rank less 1 at each place, by the rule of :func:`decision.ranking.rank.competition_ranks`.

    Args:
        oriented: samples × parks, higher is better.
    """
    order = np.argsort(-oriented, axis=1, kind="stable")
    values = np.take_along_axis(oriented, order, axis=1)
    slack = 1e-2 * EQUAL_WITHIN * np.abs(values).max(axis=1, keepdims=True, initial=0.0)
    larger = np.maximum(np.abs(values[:, :-1]), np.abs(values[:, 1:]))
    apart = np.ones(values.shape, dtype=bool)
    apart[:, 1:] = (values[:, :-1] - values[:, 1:]) > EQUAL_WITHIN * larger + slack
    first = np.where(apart, np.arange(values.shape[1]), 0)
    return order, np.maximum.accumulate(first, axis=1)
