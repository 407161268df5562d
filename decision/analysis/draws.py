"""Values of the parks drawn from their ranges, put through the criteria as a ranking puts the stated values.

A range written ``low..high`` is uniform, one written ``low/mode/high`` triangular; cells are independent of each
other. Which parks are eligible is decided by the stated values: a drawn value beyond a knock-out limit does not take
the park out, it is counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from decision.analysis.sampling import BLOCK, DATA, generator
from decision.model.criteria import CriteriaModel, Criterion, MissingValue
from decision.model.expressions import columns_of, evaluate
from decision.model.parks import Parks

if TYPE_CHECKING:
    import pandas as pd

Matrix = NDArray[np.float64]

DRAWN_NUMBERS = 262_144
"""Numbers of a decision matrix in one piece of draws: two mebibytes."""


@dataclass(frozen=True, eq=False)
class Cells:
    """The uncertain cells of one column: which rows, and their distributions."""

    rows: NDArray[np.intp]
    low: Matrix
    mode: Matrix
    high: Matrix
    triangle: NDArray[np.bool_]

    def values(self, uniform: Matrix) -> Matrix:
        """Values (samples × cells) by inverting the distribution functions at uniform numbers."""
        span = self.high - self.low
        flat = self.low + span * uniform
        if not self.triangle.any():
            return flat
        turn = (self.mode - self.low) / span
        rising = self.low + np.sqrt(uniform * span * (self.mode - self.low))
        falling = self.high - np.sqrt((1.0 - uniform) * span * (self.high - self.mode))
        return np.where(self.triangle, np.where(uniform < turn, rising, falling), flat)


@dataclass(frozen=True, eq=False)
class DataDraws:
    """Draws of the decision matrix of the eligible parks."""

    criteria: tuple[Criterion, ...]
    stated: Mapping[str, Matrix]
    """Columns of all parks as stated, by name; none where none is uncertain."""
    cells: Mapping[str, Cells]
    """Uncertain columns that a criterion uses, by name; sorted."""
    eligible: NDArray[np.intp]
    """Rows of the eligible parks among all parks; none where none is uncertain."""
    matrix: Matrix
    """The decision matrix of the stated values, eligible parks × criteria."""
    given: Matrix | None = None
    """Decision matrices drawn elsewhere, draws × parks × criteria, instead of the ranges."""

    @property
    def uncertain(self) -> bool:
        """Whether anything varies."""
        return bool(self.cells) or self.given is not None

    @property
    def count(self) -> int:
        """How many cells are uncertain."""
        return sum(len(cells.rows) for cells in self.cells.values())

    @property
    def piece(self) -> int:
        """Draws in a piece: a power of two."""
        size = max(1, self.matrix.size, 4 * self.count)
        return 1 << max(0, min(BLOCK, DRAWN_NUMBERS // size).bit_length() - 1)

    def pieces(self, seed: int, number: int) -> Iterator[tuple[int, Matrix]]:
        """The draws of one block, piece by piece: first sample inside the block, and draws × parks × criteria."""
        random = generator(seed, DATA, number)
        step = self.piece
        for start in range(0, BLOCK, step):
            if self.given is not None:
                places = (number * BLOCK + np.arange(start, start + step)) % len(self.given)
                yield start, self.given[places]
            else:
                yield start, self._draw(random.random((step, self.count)))

    def _draw(self, uniform: Matrix) -> Matrix:
        count = len(uniform)
        columns: dict[str, Matrix] = {}
        place = 0
        for name, cells in self.cells.items():
            drawn = np.tile(self.stated[name], (count, 1))
            drawn[:, cells.rows] = cells.values(uniform[:, place : place + len(cells.rows)])
            columns[name] = drawn
            place += len(cells.rows)
        result = np.empty((count, *self.matrix.shape))
        for place, criterion in enumerate(self.criteria):
            names = _columns(criterion)
            if not any(name in columns for name in names):
                result[:, :, place] = self.matrix[:, place]
                continue
            result[:, :, place] = self._criterion(criterion, names, columns, count, place)
        return result

    def _criterion(
        self, criterion: Criterion, names: tuple[str, ...], columns: dict[str, Matrix], count: int, place: int
    ) -> Matrix:
        from decision.ranking.matrix import _worth

        if criterion.expression is None:
            raw: Matrix = columns[names[0]]
        else:
            import pandas as pd

            flat = {
                name: (columns[name] if name in columns else np.tile(self.stated[name], (count, 1))).ravel()
                for name in names
            }
            found = evaluate(criterion.expression, pd.DataFrame(flat))
            raw = cast(Matrix, found.to_numpy(dtype=np.float64).reshape(count, -1))
        raw = _filled(raw, criterion)[:, self.eligible]
        worth = _worth(raw, criterion)[0]
        # an expression without a value in this draw (a division by zero) keeps the stated one
        return np.where(np.isnan(worth), self.matrix[:, place], worth)


def data_draws(
    parks: Parks, criteria: CriteriaModel, matrix_parks: tuple[str, ...], matrix: Matrix
) -> DataDraws:
    """The draws of these parks under these criteria.

    Args:
        parks: the candidates with their ranges.
        criteria: the criteria.
        matrix_parks: ids of the eligible parks, sorted.
        matrix: the decision matrix of the stated values.
    """
    leaves = criteria.leaves()
    used = sorted({name for leaf in leaves for name in _columns(leaf)})
    if not any(name in parks.ranges for name in used):
        return DataDraws(leaves, {}, {}, np.empty(0, dtype=np.intp), matrix)
    table = parks.table.sort_index()
    stated = {name: _numbers(table[name]) for name in used}
    cells = {}
    for name in used:
        if name not in parks.ranges:
            continue
        ranges = parks.ranges[name].reindex(table.index)
        low, mode, high = (ranges[end].to_numpy(dtype=float) for end in ("low", "mode", "high"))
        rows = np.flatnonzero(low < high)
        if len(rows):
            triangular = parks.triangles.get(name, frozenset())
            # a table made by hand may hold a mode off the middle without naming triangles
            middle = np.isclose(mode[rows], (low[rows] + high[rows]) / 2, rtol=1e-12)
            named = np.array([str(table.index[int(row)]) in triangular for row in rows])
            cells[name] = Cells(rows, low[rows], mode[rows], high[rows], named | ~middle)
    places = {str(park): place for place, park in enumerate(table.index)}
    eligible = [places[park] for park in matrix_parks]
    return DataDraws(leaves, stated, cells, np.asarray(eligible, dtype=np.intp), matrix)


def _columns(criterion: Criterion) -> tuple[str, ...]:
    if criterion.expression is not None:
        return columns_of(criterion.expression)
    assert criterion.column is not None
    return (criterion.column,)


def _numbers(values: pd.Series) -> Matrix:
    import pandas as pd

    found = pd.to_numeric(values, errors="coerce").to_numpy(dtype=float)
    return np.where(np.isfinite(found), found, np.nan)


def _filled(raw: Matrix, criterion: Criterion) -> Matrix:
    """Missing values replaced draw by draw, as the ranking replaces them."""
    missing = np.isnan(raw)
    if not missing.any() or criterion.missing == "reject":
        return raw
    if isinstance(criterion.missing, MissingValue):
        return np.where(missing, criterion.missing.value, raw)
    if criterion.missing == "worst" and criterion.scale is not None:
        return np.where(missing, criterion.scale.worst, raw)
    if criterion.missing == "median":
        substitute = np.asarray(np.nanmedian(raw, axis=1, keepdims=True), dtype=np.float64)
    elif criterion.goal == "max":
        substitute = np.nanmin(raw, axis=1, keepdims=True)
    else:
        substitute = np.nanmax(raw, axis=1, keepdims=True)
    return np.where(missing, substitute, raw)
