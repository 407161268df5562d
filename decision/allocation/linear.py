"""A mixed-integer linear programme as arrays, and a builder that collects it block by block."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from decision.allocation.numbers import BoolArray, FloatArray, IntArray

Entries = tuple[npt.ArrayLike, npt.ArrayLike, npt.ArrayLike]
"""Row within a block, column, coefficient: three arrays (or numbers, repeated)."""


@dataclass(frozen=True, eq=False)
class LinearProgramme:
    """maximise cost·x  subject to  row_lower ≤ A x ≤ row_upper,  lower ≤ x ≤ upper,  x integer where said.

    A is given by rows: entries ``starts[k]:starts[k + 1]`` of ``columns`` and ``coefficients`` are row k.
    """

    cost: FloatArray
    lower: FloatArray
    upper: FloatArray
    integer: BoolArray
    scale: FloatArray
    """What one unit of the solver's variable is in the column's own unit, in which results come back."""
    starts: IntArray
    columns: IntArray
    coefficients: FloatArray
    row_lower: FloatArray
    row_upper: FloatArray

    def activity(self, x: FloatArray) -> FloatArray:
        """A x, row by row."""
        rows = np.repeat(np.arange(len(self.row_lower)), np.diff(self.starts))
        products = self.coefficients * x[self.columns]
        return np.bincount(rows, weights=products, minlength=len(self.row_lower)).astype(float)


@dataclass(frozen=True, eq=False)
class Form:
    """Linear forms, one for each park and year: entry k adds ``factor·x[column]`` to (park, year).

    ``year`` is an offset from the first year, 0 throughout for forms that have no year.
    """

    park: IntArray
    year: IntArray
    column: IntArray
    factor: FloatArray

    @classmethod
    def of(
        cls,
        park: npt.ArrayLike,
        column: npt.ArrayLike,
        factor: npt.ArrayLike = 1.0,
        year: npt.ArrayLike = 0,
    ) -> Form:
        """A form from arrays (or single numbers, repeated) of equal length."""
        parks, years, columns = np.broadcast_arrays(
            np.asarray(park, np.int64), np.asarray(year, np.int64), np.asarray(column, np.int64)
        )
        factors = np.broadcast_to(np.asarray(factor, float), parks.shape)
        return cls(parks, years, columns, factors)

    @classmethod
    def join(cls, forms: Sequence[Form]) -> Form:
        """All entries of several forms together."""
        if not forms:
            return cls.of(np.zeros(0, int), np.zeros(0, int))
        return cls(
            np.concatenate([form.park for form in forms]),
            np.concatenate([form.year for form in forms]),
            np.concatenate([form.column for form in forms]),
            np.concatenate([form.factor for form in forms]),
        )

    def dense(self, weight: FloatArray, columns: int, offsets: Sequence[int] | None = None) -> FloatArray:
        """Coefficients of Σ_i weight_i · form_i over all columns, only the years ``offsets`` where given."""
        factor = self.factor * weight[self.park]
        if offsets is not None:
            factor = np.where(np.isin(self.year, list(offsets)), factor, 0.0)
        return np.bincount(self.column, weights=factor, minlength=columns)[:columns].astype(float)

    def value(self, x: FloatArray, parks: int, years: int = 1) -> FloatArray:
        """The forms' values at ``x``: park × year."""
        place = self.park * years + self.year
        values = np.bincount(place, weights=self.factor * x[self.column], minlength=parks * years)
        return values.reshape(parks, years).astype(float)


class Builder:
    """Collects columns and rows; everything is arrays, no loop over parks."""

    def __init__(self) -> None:
        self._columns: list[tuple[FloatArray, FloatArray, BoolArray, FloatArray]] = []
        self._rows: list[tuple[IntArray, IntArray, FloatArray]] = []
        self._bounds: list[tuple[FloatArray, FloatArray]] = []
        self.width = 0
        self.height = 0

    def columns(
        self,
        count: int,
        lower: npt.ArrayLike,
        upper: npt.ArrayLike,
        *,
        integer: bool = False,
        scale: float = 1.0,
    ) -> IntArray:
        """New columns; gives their numbers."""
        first = self.width
        self.width += count
        self._columns.append(
            (
                np.broadcast_to(np.asarray(lower, float), count),
                np.broadcast_to(np.asarray(upper, float), count),
                np.full(count, integer),
                np.full(count, scale),
            )
        )
        return np.arange(first, self.width)

    def rows(
        self,
        entries: Sequence[Entries],
        lower: npt.ArrayLike,
        upper: npt.ArrayLike,
        count: int,
    ) -> IntArray:
        """New rows from blocks of entries (row in the block, column, coefficient); gives their numbers."""
        for row, column, coefficient in entries:
            rows, columns = np.broadcast_arrays(np.asarray(row, np.int64), np.asarray(column, np.int64))
            factors = np.broadcast_to(np.asarray(coefficient, float), rows.shape)
            self._rows.append((rows + self.height, columns, factors))
        self._bounds.append(
            (
                np.broadcast_to(np.asarray(lower, float), count),
                np.broadcast_to(np.asarray(upper, float), count),
            )
        )
        first = self.height
        self.height += count
        return np.arange(first, self.height)

    def dense_row(self, coefficients: FloatArray, lower: float, upper: float) -> int:
        """One new row from a coefficient for each column; gives its number."""
        columns = np.flatnonzero(coefficients)
        return int(
            self.rows([(np.zeros(len(columns), int), columns, coefficients[columns])], lower, upper, 1)[0]
        )

    def finish(self, cost: FloatArray) -> LinearProgramme:
        """The programme so far; the builder may go on afterwards."""
        empty = np.zeros(0)
        lower, upper, integer, scale = (
            (np.concatenate(parts) for parts in zip(*self._columns, strict=True))
            if self._columns
            else (empty, empty, empty.astype(bool), empty)
        )
        row = np.concatenate([block[0] for block in self._rows] or [empty.astype(np.int64)])
        column = np.concatenate([block[1] for block in self._rows] or [empty.astype(np.int64)])
        factor = np.concatenate([block[2] for block in self._rows] or [empty])
        # One entry for each row and column, in order; what cancels out is left out.
        key = row * max(self.width, 1) + column
        places, inverse = np.unique(key, return_inverse=True)
        summed = np.bincount(inverse, weights=factor, minlength=len(places))
        places, summed = places[summed != 0], summed[summed != 0]
        row, column = places // max(self.width, 1), places % max(self.width, 1)
        starts = np.searchsorted(row, np.arange(self.height + 1))
        return LinearProgramme(
            cost=cost,
            lower=lower,
            upper=upper,
            integer=integer,
            scale=scale,
            starts=starts,
            columns=column,
            coefficients=summed,
            row_lower=np.concatenate([bounds[0] for bounds in self._bounds] or [empty]),
            row_upper=np.concatenate([bounds[1] for bounds in self._bounds] or [empty]),
        )
