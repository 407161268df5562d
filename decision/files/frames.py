"""Tables in memory and Parquet files as a grid."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from decision.errors import InputProblems, Problem
from decision.files.cells import Cell
from decision.files.grids import Grid, square
from decision.language import _

if TYPE_CHECKING:
    import pandas as pd


def frame_grid(frame: pd.DataFrame, shown: str) -> Grid:
    """A data frame as a grid; an index called ``park_id``, or any index when no column is, holds the ids.

    Raises:
        InputProblems: the frame is empty or larger than the bounds.
    """
    if "park_id" not in frame.columns:
        frame = frame.rename_axis("park_id").reset_index()
    header: list[Cell] = [str(name) for name in frame.columns]
    records = [(1, header)]
    records += [
        (line, [_cell(value) for value in row])
        for line, row in enumerate(frame.itertuples(index=False, name=None), 2)
    ]
    grid = square(records, shown, decimal_comma=False)
    grid.lines = None
    return grid


def _cell(value: Any) -> Cell:
    import pandas as pd

    if isinstance(value, str):
        return value
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, bool) or type(value).__name__ in ("bool_", "bool"):
        return float(value)
    try:
        number = float(value)
    except (TypeError, ValueError):
        return str(value)
    # NaN is how a frame says “empty”; infinity is refused where a number is needed.
    return None if number != number else number


def parquet_grid(content: bytes, shown: str) -> Grid:
    """A Parquet file as a grid.

    Raises:
        InputProblems: pyarrow is not installed, or the file is not Parquet.
    """
    try:
        import pyarrow.parquet  # type: ignore[import-not-found,import-untyped,unused-ignore]
    except ImportError:
        remedy = _("install parkfund[scale], or save the table as CSV or XLSX")
        raise InputProblems(
            [Problem(_("Parquet needs pyarrow, which is not installed"), shown, remedy=remedy)]
        ) from None
    try:
        frame = pyarrow.parquet.read_table(io.BytesIO(content)).to_pandas()
    except Exception:
        # pyarrow raises its own errors for every kind of damage; to a reader they mean the same.
        raise InputProblems([Problem(_("this is not a Parquet file"), shown)]) from None
    return frame_grid(frame, shown)
