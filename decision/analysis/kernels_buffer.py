"""NumPy's ufunc buffer, kept as short as a row.

Where rows meet something broadcast along them (a weight, the best of a row, the numbers 0 … n − 1), the operands cannot
be walked as one long line. NumPy then fills its buffer with copies of as many rows as fit, which costs three times the
operation itself. With a buffer of one row at most it works on the rows where they lie.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

STEP = 16
"""NumPy takes buffers in multiples of this many elements."""
USUAL = 8192
"""NumPy's own buffer, which is never exceeded."""


@contextmanager
def row_buffer(length: int) -> Iterator[None]:
    """Within, ufuncs of this thread work row by row on arrays whose rows have so many elements."""
    before = np.setbufsize(min(USUAL, max(STEP, length - length % STEP)))
    try:
        yield
    finally:
        np.setbufsize(before)
