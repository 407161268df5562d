"""Which parks a rule speaks of: its ``where``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from decision.allocation.numbers import BoolArray, IntArray, numeric
from decision.model.programme import Condition, Scalar, Where

if TYPE_CHECKING:
    import pandas as pd


def matching(table: pd.DataFrame, where: Where) -> BoolArray:
    """The parks for which every condition holds; a missing cell matches nothing, not even ``not``."""
    chosen = np.ones(len(table), dtype=bool)
    for column, wanted in where.items():
        chosen &= _column_matches(table, column, wanted)
    return chosen


def _column_matches(
    table: pd.DataFrame, column: str, wanted: Scalar | tuple[Scalar, ...] | Condition
) -> BoolArray:
    if not isinstance(wanted, Condition):
        return _among(table, column, wanted if isinstance(wanted, tuple) else (wanted,))
    chosen = np.array(table[column].notna(), dtype=bool)
    if wanted.exclude is not None:
        chosen &= ~_among(table, column, wanted.exclude)
    if any(bound is not None for bound in (wanted.min, wanted.max, wanted.above, wanted.below)):
        cells = numeric(table, column)
        with np.errstate(invalid="ignore"):
            chosen &= ~np.isnan(cells)
            chosen &= cells >= wanted.min if wanted.min is not None else True
            chosen &= cells <= wanted.max if wanted.max is not None else True
            chosen &= cells > wanted.above if wanted.above is not None else True
            chosen &= cells < wanted.below if wanted.below is not None else True
    return chosen


def _among(table: pd.DataFrame, column: str, values: tuple[Scalar, ...]) -> BoolArray:
    wanted = {code(value) for value in values}
    places, known = coded(table, column)
    return np.array([*(text in wanted for text in known), False], dtype=bool)[places]


def codes(table: pd.DataFrame, column: str) -> list[str | None]:
    """Each cell as the text by which it is compared; None where it is missing."""
    places, known = coded(table, column)
    texts = [*known, None]
    return [texts[place] for place in places]


def coded(table: pd.DataFrame, column: str) -> tuple[IntArray, list[str]]:
    """The texts by which cells are compared, and for each cell its place among them (−1: missing)."""
    import pandas as pd

    places, values = pd.factorize(table[column])
    return np.asarray(places, dtype=np.int64), [code(value) for value in values]


def code(value: object) -> str:
    """One text for a value however a file wrote it: 3, 3.0 and "3" agree, so do true, True and "true"."""
    if isinstance(value, (bool, np.bool_)):
        return "true" if value else "false"
    if isinstance(value, (int, float, np.integer, np.floating)):
        return f"{float(value):.15g}"
    text = str(value).strip()
    if text.lower() in ("true", "false"):
        return text.lower()
    try:
        return f"{float(text):.15g}"
    except ValueError:
        return text
