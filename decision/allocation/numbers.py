"""Small shared pieces: array types, money in whole thousandths, numeric columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import pandas as pd

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

UNITS_PER_MLN = 1000
"""Money is handed out in whole thousands of rubles: 0.001 mln RUB is one unit."""


def to_units(mln_rub: FloatArray | float) -> IntArray:
    """Money in whole units, to the nearest."""
    return np.asarray(np.rint(np.asarray(mln_rub, dtype=float) * UNITS_PER_MLN), dtype=np.int64)


def floor_units(mln_rub: FloatArray | float) -> IntArray:
    """Money in whole units, rounded down; a millionth of a unit of floating-point dust is forgiven."""
    return np.asarray(np.floor(np.asarray(mln_rub, dtype=float) * UNITS_PER_MLN + 1e-6), dtype=np.int64)


def ceil_units(mln_rub: FloatArray | float) -> IntArray:
    """Money in whole units, rounded up; a millionth of a unit of floating-point dust is forgiven."""
    return np.asarray(np.ceil(np.asarray(mln_rub, dtype=float) * UNITS_PER_MLN - 1e-6), dtype=np.int64)


def from_units(units: IntArray | int) -> FloatArray:
    """Money in million RUB from whole units."""
    return np.asarray(units, dtype=float) / UNITS_PER_MLN


def numeric(table: pd.DataFrame, column: str) -> FloatArray:
    """A column as floats; NaN where a cell is missing or is not a number."""
    import pandas as pd

    cells = pd.to_numeric(table[column], errors="coerce")
    return np.asarray(cells.astype(float), dtype=float)
