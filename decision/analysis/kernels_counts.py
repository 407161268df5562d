"""How often each park stands at each place, counted from orders."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

HELD_BYTES = 8 * 2**20
"""Orders are held until they fill so much, or two fifths of what the counts do, then counted place by place, which
keeps the counts in the cache."""
MOST_HELD = 8192
NARROW = 32
"""Pieces of fewer orders are put together before they are turned: else each of their numbers goes to a line of memory
of its own."""
TURNED = 64


class PlaceCounts:
    """Counts of parks by place.

    Args:
        parks: how many.
        mask: what of an order's numbers is the park's.
    """

    def __init__(self, parks: int, mask: int) -> None:
        self.parks = parks
        self.table = np.zeros((parks, parks), dtype=np.int32)
        """Places × parks; complete after :meth:`count`."""
        kind = np.uint16 if parks <= 65_536 else np.int64
        self._mask = kind(mask)
        row = parks * np.dtype(kind).itemsize
        held = min(MOST_HELD, max(HELD_BYTES, self.table.nbytes * 2 // 5) // row)
        # a row for each place: what is counted together lies together
        self._held: NDArray[Any] = np.empty((parks, max(1, held)), dtype=kind)
        self._used = 0
        self._waiting: NDArray[Any] = np.empty((TURNED, parks), dtype=kind)
        self._waits = 0

    def hold(self, orders: NDArray[Any]) -> None:
        """Keep orders (samples × places, whole numbers of which the bits under the mask are the park's)."""
        if len(orders) >= NARROW:
            self._turn(orders)
            return
        if self._waits + len(orders) > TURNED:
            self._turn_waiting()
        after = self._waits + len(orders)
        np.copyto(self._waiting[self._waits : after], orders, casting="unsafe")
        self._waits = after

    def count(self) -> None:
        """Count what is held."""
        self._turn_waiting()
        self._empty()

    def _turn_waiting(self) -> None:
        waits, self._waits = self._waits, 0
        self._turn(self._waiting[:waits])

    def _turn(self, orders: NDArray[Any]) -> None:
        start = 0
        while start < len(orders):
            taken = min(len(orders) - start, self._held.shape[1] - self._used)
            np.copyto(
                self._held[:, self._used : self._used + taken],
                orders[start : start + taken].T,
                casting="unsafe",
            )
            self._used += taken
            start += taken
            if self._used == self._held.shape[1]:
                self._empty()

    def _empty(self) -> None:
        if self._used:
            for counts, held in zip(self.table, self._held[:, : self._used], strict=True):
                held &= self._mask
                counts += np.bincount(held, minlength=self.parks).astype(np.int32)
            self._used = 0
