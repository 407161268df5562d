"""A finished linear programme with a few rows and columns more."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from decision.allocation.linear import LinearProgramme
from decision.allocation.numbers import FloatArray, IntArray


def with_columns(
    programme: LinearProgramme,
    count: int,
    *,
    lower: float = 0.0,
    upper: float = 1.0,
    integer: bool = True,
    scale: float = 1.0,
) -> LinearProgramme:
    """The programme with ``count`` more columns at the end, in no row and without cost."""
    return replace(
        programme,
        cost=np.concatenate([programme.cost, np.zeros(count)]),
        lower=np.concatenate([programme.lower, np.full(count, lower)]),
        upper=np.concatenate([programme.upper, np.full(count, upper)]),
        integer=np.concatenate([programme.integer, np.full(count, integer)]),
        scale=np.concatenate([programme.scale, np.full(count, scale)]),
    )


def with_row(
    programme: LinearProgramme, coefficients: FloatArray, lower: float = -np.inf, upper: float = np.inf
) -> LinearProgramme:
    """The programme with one more row, given by a coefficient for each column (shorter: zeros follow)."""
    columns = np.flatnonzero(coefficients)
    return replace(
        programme,
        starts=np.append(programme.starts, len(programme.columns) + len(columns)),
        columns=np.concatenate([programme.columns, columns]),
        coefficients=np.concatenate([programme.coefficients, coefficients[columns]]),
        row_lower=np.append(programme.row_lower, lower),
        row_upper=np.append(programme.row_upper, upper),
    )


def with_rows(
    programme: LinearProgramme,
    rows: IntArray,
    columns: IntArray,
    coefficients: FloatArray,
    *,
    lower: FloatArray,
    upper: FloatArray,
) -> LinearProgramme:
    """The programme with several more rows: entry k is ``coefficients[k]`` in new row ``rows[k]``, no place twice."""
    order = np.lexsort((columns, rows))
    counts = np.bincount(rows, minlength=len(lower))
    return replace(
        programme,
        starts=np.concatenate([programme.starts, len(programme.columns) + np.cumsum(counts)]),
        columns=np.concatenate([programme.columns, columns[order]]),
        coefficients=np.concatenate([programme.coefficients, coefficients[order]]),
        row_lower=np.concatenate([programme.row_lower, lower]),
        row_upper=np.concatenate([programme.row_upper, upper]),
    )
