"""Rows of scores put in order by sorting plain numbers, which NumPy does by vector instructions.

A sorted number holds the score in its upper bits and the park's number in the lower ones, so that one sort gives the
order too. What two numbers say of two scores is proven where they are far enough apart; where they are not, the scores
are looked at, or the row is left to whoever can tell.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from decision.analysis.kernels_buffer import row_buffer
from decision.ranking.rank import EQUAL_WITHIN

Matrix = NDArray[np.float64]
Rows = NDArray[np.intp]

MOST_SHORT = 1024
"""Parks whose order 32 bits tell: with more, too many scores share what is left for them."""
SURELY_APART = 1.02 * EQUAL_WITHIN
"""Of the greatest score of all: above the rule for ties by far more than rounding."""
HALF = 2.0**31 - 2.0**11
"""Scores are spread over −HALF … HALF."""


def mask_of(parks: int) -> int:
    """The last bits of a key, which hold the number of a park: two at least."""
    return (1 << max(2, (parks - 1).bit_length())) - 1


class ShortKeys:
    """Orders by numbers of 32 bits.

    Scores of a block are spread over the whole numbers of 32 bits, rounded towards zero; the last bits give way to the
    park's number. Rounding never turns an order round, so parks of different upper bits (cells) stand as their scores
    do; and where the cells are not neighbours, the scores lie more than a cell less two units apart. Of two parks in
    one cell or in neighbouring ones, the scores themselves are compared, and the two change places where they must. A
    row with three such parks in a line, or with two that may be equal by the rule for ties, is left.
    """

    def __init__(self, parks: int) -> None:
        self.parks = parks
        self.mask = mask_of(parks)
        self._cell = self.mask + 1
        self._numbers = np.arange(parks, dtype=np.int32)
        self._spread: Matrix = np.empty((0, parks))
        self._keys: NDArray[np.int32] = np.empty((0, parks), dtype=np.int32)

    def order(
        self, scores: Matrix, higher_is_better: bool, apart: float | None = None
    ) -> tuple[NDArray[np.int32], Rows] | None:
        """Keys of each row, best first, of which the bits under ``mask`` are the park, and the rows that are left.

        None: the scores differ too little for 32 bits.

        Args:
            scores: samples × parks, finite.
            higher_is_better: whether the greatest is the best; else the least.
            apart: the difference above which two are not equal; None: by the rule for ties.
        """
        samples = len(scores)
        low, high = float(scores.min()), float(scores.max())
        least = SURELY_APART * max(abs(low), abs(high)) if apart is None else apart
        span = (high - low) / 2
        # numbers beyond all use are left as well: the span must have a finite inverse
        if not (span > 1e-290 and (self._cell - 2) * (span / HALF) > least and span < 1e290):
            return None
        if len(self._keys) < samples:
            shape = (samples, self.parks)
            self._spread, self._keys = np.empty(shape), np.empty(shape, dtype=np.int32)
        spread, keys = self._spread[:samples], self._keys[:samples]
        scale = HALF / span
        np.subtract(scores, low + span, out=spread)
        spread *= -scale if higher_is_better else scale
        np.copyto(keys, spread, casting="unsafe")
        keys &= ~self.mask
        with row_buffer(self.parks):
            keys |= self._numbers
        keys.sort(axis=1)
        return keys, self._settled(keys, scores, least, higher_is_better)

    def _settled(self, keys: NDArray[np.int32], scores: Matrix, least: float, higher_is_better: bool) -> Rows:
        """Put near neighbours right by their scores; the rows where that is not enough."""
        # what was spread is done with: the less memory is touched, the more of it stays in the cache
        used = self._spread[: len(keys)].reshape(-1).view(np.uint32)
        gaps = used[: keys.size].reshape(keys.shape)
        near = used[keys.size :].view(bool)[: keys.size]
        # one long line is walked faster than rows; from one row to the next there is no gap to look at
        line, ahead = gaps.reshape(-1), keys.view(np.uint32).reshape(-1)
        np.subtract(ahead[1:], ahead[:-1], out=line[:-1])
        gaps[:, -1] = 2**32 - 1
        np.less(line, np.uint32(2 * self._cell), out=near)
        first = np.flatnonzero(near)
        if not len(first):
            return first
        flat = keys.reshape(-1)
        rows = first // self.parks
        one, other = flat[first], flat[first + 1]
        gain = scores[rows, one & self.mask] - scores[rows, other & self.mask]
        if not higher_is_better:
            gain = -gain
        left = ~(np.abs(gain) > least)
        left[1:] |= np.diff(first) == 1
        swapped = (gain < 0) & ~left
        at = first[swapped]
        flat[at], flat[at + 1] = other[swapped], one[swapped]
        return np.unique(rows[left])


class LongKeys:
    """Orders by scores as they are, the park's number in their last bits.

    Where two neighbours are so near that those bits or the rule for ties could matter, the row is left.
    """

    def __init__(self, parks: int) -> None:
        self.parks = parks
        self.mask = mask_of(parks)
        self._numbers = np.arange(parks, dtype=np.int64)
        self._bits_lost = (self.mask + 1) * 2.0**-51
        self._keys: Matrix = np.empty((0, parks))
        self._gaps: Matrix = np.empty((0, parks))

    def order(
        self, scores: Matrix, higher_is_better: bool, apart: float | None = None
    ) -> tuple[NDArray[np.int64], Rows]:
        """Keys of each row, best first, of which the bits under ``mask`` are the park, and the rows that are left.

        Arguments as in :meth:`ShortKeys.order`.
        """
        samples = len(scores)
        if len(self._keys) < samples:
            self._keys, self._gaps = np.empty((2, samples, self.parks))
        keys = self._keys[:samples]
        # measured from the best, so that the bits taken are a share of the range and not of the size
        with row_buffer(self.parks):
            if higher_is_better:
                best = scores.max(axis=1, keepdims=True)
                np.subtract(best, scores, out=keys)
            else:
                best = scores.min(axis=1, keepdims=True)
                np.subtract(scores, best, out=keys)
            bits = keys.view(np.int64)
            bits &= ~self.mask
            bits |= self._numbers
        keys.sort(axis=1)
        return bits, self._near(keys, best[:, 0], apart)

    def _near(self, keys: Matrix, best: Matrix, apart: float | None) -> Rows:
        """Samples where two neighbours may be equal."""
        spread = keys[:, -1]
        least = self._bits_lost * spread
        least += SURELY_APART * (np.abs(best) + spread) if apart is None else apart
        # one long line is walked faster than rows; from one row to the next there is no gap to look at
        gaps = self._gaps[: len(keys)]
        line, ahead = gaps.reshape(-1), keys.reshape(-1)
        np.subtract(ahead[1:], ahead[:-1], out=line[:-1])
        gaps[:, -1] = np.inf
        if gaps.min() > least.max():
            return np.empty(0, dtype=np.intp)
        return np.flatnonzero(~(gaps.min(axis=1) > least))
