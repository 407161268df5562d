"""Ranks of many samples at once, counted.

Rule for ties, the same as in a single ranking: preferences equal within 1e-12 share the better rank (1, 2, 2, 4), as
in the source, rank(i) = 1 + how many are better (Lahdelma & Salminen 2001). Shares of a rank then need not sum to 1.

Sorting is what costs. A row is sorted with the number of each park in the last bits of its score, so that one sort of
plain numbers, which NumPy does by vector instructions, gives the order too. Where two neighbours are so near that
those bits or the rule for ties could matter, the row is ranked again by the exact rule.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from decision.analysis.kernels_buffer import row_buffer
from decision.ranking.rank import EQUAL_WITHIN

Matrix = NDArray[np.float64]
Places = NDArray[np.intp]

HELD_BYTES = 16 * 2**20
"""Orders are held until so many are there, then counted rank by rank, which keeps the counts in the cache."""
MOST_HELD = 8192


class RankCounter:
    """Counts how often each park takes each rank."""

    def __init__(self, parks: int) -> None:
        self.parks = parks
        self._counts = np.zeros((parks, parks), dtype=np.int32)
        bits = max(1, (parks - 1).bit_length())
        self._mask = np.int64((1 << bits) - 1)
        self._numbers = np.arange(parks, dtype=np.int64)
        self._bits_lost = 2.0 ** -(51 - bits)
        kind = np.uint16 if parks <= 65_536 else np.int64
        held = max(1, min(MOST_HELD, HELD_BYTES // (parks * np.dtype(kind).itemsize)))
        # a row for each rank: what is counted together lies together
        self._held: NDArray[Any] = np.empty((parks, held), dtype=kind)
        self._used = 0
        self._keys: Matrix = np.empty((0, parks))
        self._gaps: Matrix = np.empty((0, parks))

    @property
    def counts(self) -> NDArray[np.int32]:
        """Ranks × parks, rank 1 first, of all samples added."""
        self._flush()
        return self._counts

    def add(self, scores: Matrix, higher_is_better: bool = True) -> tuple[Places, Places]:
        """Count the ranks of these samples.

        Args:
            scores: samples × parks, finite.
            higher_is_better: whether the greatest is the best; else the least.

        Returns:
            Samples and parks of every first rank: a sample stands more than once where parks share it.
        """
        samples, parks = scores.shape
        if parks == 1:
            self._counts[0, 0] += samples
            return np.arange(samples), np.zeros(samples, dtype=np.intp)
        with row_buffer(parks):
            return self._add(scores, higher_is_better)

    def _add(self, scores: Matrix, higher_is_better: bool) -> tuple[Places, Places]:
        samples, parks = scores.shape
        if len(self._keys) < samples:
            self._keys, self._gaps = np.empty((2, samples, parks))
        keys = self._keys[:samples]
        # measured from the best, so that the bits taken are a share of the range and not of the size
        best = scores.max(axis=1, keepdims=True) if higher_is_better else scores.min(axis=1, keepdims=True)
        if higher_is_better:
            np.subtract(best, scores, out=keys)
        else:
            np.subtract(scores, best, out=keys)
        bits = keys.view(np.int64)
        bits &= ~self._mask
        bits |= self._numbers
        keys.sort(axis=1)
        first = bits[:, 0] & self._mask
        near = self._near(keys, best[:, 0])
        if near is None:
            self._hold(bits)
            return np.arange(samples), first
        clear, own = np.flatnonzero(~near), np.flatnonzero(near)
        self._hold(bits[clear])
        order, ranks = exact_ranks(scores[own] if higher_is_better else -scores[own])
        flat = self._counts.reshape(-1)
        for row in ranks * parks + order:  # a park stands once in a sample: no number of a row comes twice
            flat[row] += 1
        tied, shared = first_places(order, ranks)
        return np.concatenate([clear, own[tied]]), np.concatenate([first[clear], shared])

    def _near(self, keys: Matrix, best: Matrix) -> NDArray[np.bool_] | None:
        """Samples where two neighbours may be equal; None: in none."""
        spread = keys[:, -1]
        least = self._bits_lost * spread + 1.02 * EQUAL_WITHIN * (np.abs(best) + spread)
        # one long line is walked faster than rows; from one row to the next there is no gap to look at
        gaps = self._gaps[: len(keys)]
        line, ahead = gaps.reshape(-1), keys.reshape(-1)
        np.subtract(ahead[1:], ahead[:-1], out=line[:-1])
        gaps[:, -1] = np.inf
        if gaps.min() > least.max():
            return None
        near = ~(gaps.min(axis=1) > least)
        return near if near.any() else None

    def _hold(self, order: Places) -> None:
        """Keep orders, of which only the last bits count."""
        start = 0
        while start < len(order):
            taken = min(len(order) - start, self._held.shape[1] - self._used)
            self._held[:, self._used : self._used + taken] = order[start : start + taken].T
            self._used += taken
            start += taken
            if self._used == self._held.shape[1]:
                self._flush()

    def _flush(self) -> None:
        if self._used:
            mask = self._held.dtype.type(self._mask)
            for counts, held in zip(self._counts, self._held[:, : self._used], strict=True):
                held &= mask
                counts += np.bincount(held, minlength=self.parks).astype(np.int32)
            self._used = 0


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


def first_places(order: Places, ranks: Places) -> tuple[Places, Places]:
    """Samples and parks of every first rank."""
    samples, places = np.nonzero(ranks == 0)
    return samples, order[samples, places]
