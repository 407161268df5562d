"""How NumPy is made to walk blocks of scores without waiting for memory.

Where rows meet something broadcast along them (a weight, the best of a row, the numbers 0 … n − 1), the operands cannot
be walked as one long line. NumPy then fills its buffer with copies of as many rows as fit, which costs three times the
operation itself. With a buffer of one row at most it works on the rows where they lie.

What ``numpy.empty`` takes from the system begins 16 bytes after a line of the processor's cache, so that every vector
instruction touches two lines, and large arrays may be given back and cleared anew each time. Both cost as much as a
multiplication: blocks take their memory from a :class:`Workspace`, which keeps it.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray

STEP = 16
"""NumPy takes buffers in multiples of this many elements."""
USUAL = 8192
"""NumPy's own buffer, which is never exceeded."""
LINE = 8
"""Numbers in a line of the cache."""
MOST_KEPT = 2**18
"""Numbers in an array whose memory is kept: two mebibytes."""


@contextmanager
def row_buffer(length: int) -> Iterator[None]:
    """Within, ufuncs of this thread work row by row on arrays whose rows have so many elements."""
    before = np.setbufsize(min(USUAL, max(STEP, length - length % STEP)))
    try:
        yield
    finally:
        np.setbufsize(before)


class Workspace:
    """Memory for the blocks of one computation after another, for one thread at a time."""

    def __init__(self) -> None:
        self._kept: list[NDArray[np.float64]] = []
        self._taken = 0

    @contextmanager
    def rows(self, length: int) -> Iterator[None]:
        """Within, :func:`aligned` takes its arrays from here, and :func:`row_buffer` holds.

        An array is good until this is entered again.
        """
        outer = _this_thread.workspace
        _this_thread.workspace, self._taken = self, 0
        try:
            with row_buffer(length):
                yield
        finally:
            _this_thread.workspace = outer

    def take(self, size: int) -> NDArray[np.float64]:
        """So many numbers: the next of what is kept."""
        if self._taken == len(self._kept):
            self._kept.append(_begun_with_a_line(size))
        elif len(self._kept[self._taken]) < size:
            self._kept[self._taken] = _begun_with_a_line(size)
        self._taken += 1
        return self._kept[self._taken - 1][:size]


class _ThisThread(threading.local):
    def __init__(self) -> None:
        self.own = Workspace()
        self.workspace: Workspace | None = None
        """The one in use."""


_this_thread = _ThisThread()


def workspace_of_this_thread() -> Workspace:
    """One for each thread, kept as long as the thread."""
    return _this_thread.own


def aligned(*shape: int) -> NDArray[np.float64]:
    """An array, not yet filled, that begins with a line of the cache; from the workspace in use, if any."""
    size = math.prod(shape)
    workspace = _this_thread.workspace
    if workspace is None or size > MOST_KEPT:
        return _begun_with_a_line(size).reshape(shape)
    return workspace.take(size).reshape(shape)


def _begun_with_a_line(size: int) -> NDArray[np.float64]:
    whole = np.empty(size + LINE)
    first = -whole.ctypes.data % (8 * LINE) // 8
    return whole[first : first + size]
