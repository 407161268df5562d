"""A grid of cells to parks: ids, numbers, uncertain values, with every fault of the table at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import nan
from typing import TYPE_CHECKING

from decision.errors import InputProblems, Problem
from decision.files.cells import Amount, Cell, NotANumberError, amount, as_text, is_empty, plain_number
from decision.files.columns import KNOWN_NUMBERS, KNOWN_TEXTS, Use
from decision.files.datapackage import Package
from decision.files.grids import Grid, limited
from decision.files.words import close_match, quoted
from decision.language import Message, _
from decision.model.parks import Parks

if TYPE_CHECKING:
    import pandas as pd


_NO_ID = "\N{REPLACEMENT CHARACTER}"
"""Begins the stand-in for an id that is missing."""


@dataclass
class ParksRead:
    """What could be made of a table, and everything wrong with it; no parks when ids or names are missing."""

    parks: Parks | None
    problems: list[Problem] = field(default_factory=list)


def parks_of(grid: Grid, use: Use, package: Package) -> ParksRead:
    """The parks of a grid.

    Args:
        grid: header and rows.
        use: columns that must hold numbers, and columns that hold codes.
        package: what the data package says of the columns.
    """
    return _Reader(grid, use, package).read()


class _Reader:
    def __init__(self, grid: Grid, use: Use, package: Package) -> None:
        self.grid = grid
        self.package = package
        self.numbers = use.numbers | KNOWN_NUMBERS | package.numbers
        # A column that is computed with holds numbers, whatever else is said of it.
        self.texts = (use.texts | KNOWN_TEXTS | package.texts) - use.numbers - KNOWN_NUMBERS
        self.needed = use.numbers
        self.problems: list[Problem] = list(grid.problems)
        self.ids: list[str] = []

    def read(self) -> ParksRead:
        import pandas as pd

        header = self.grid.header
        for name in ("park_id", "name"):
            if name not in header:
                self._missing(name, header)
        if "park_id" not in header:
            return ParksRead(None, limited(_by_line(self.problems)))
        place = header.index("park_id")
        self.ids = self._ids([as_text(row[place]) for row in self.grid.rows])
        columns: dict[str, pd.Series] = {}
        ranges: dict[str, pd.DataFrame] = {}
        triangles: dict[str, frozenset[str]] = {}
        index = pd.Index(self.ids, name="park_id", dtype=object)
        for place, name in enumerate(header):
            if name == "park_id" or not name or name in columns:
                continue
            cells = [row[place] for row in self.grid.rows]
            amounts = self._amounts(name, cells)
            if amounts is None:
                columns[name] = pd.Series([self._text(cell) for cell in cells], index=index, dtype=object)
            else:
                columns[name] = _modes(amounts, index)
                if any(isinstance(value, Amount) and not value.is_certain for value in amounts):
                    ranges[name] = _frame(amounts, index)
                    triangles[name] = _triangles(amounts, index)
        ranges |= self._ranges_beside(columns, header, triangles)
        if "name" in columns:
            self._check_names(columns["name"])
        table = pd.DataFrame(columns, index=index)
        lines = dict(zip(self.ids, self.grid.lines, strict=True)) if self.grid.lines is not None else {}
        order = sorted(self.ids)
        faulty = any(not problem.warning for problem in self.problems)
        if len(set(order)) < len(order):
            return ParksRead(None, limited(_by_line(self.problems)))
        if not order and not faulty:
            self.problems.append(Problem(_("the table holds no parks"), self.grid.shown))
        parks = Parks(
            table.loc[order],
            self.grid.shown,
            dict(self.package.columns),
            {name: frame.loc[order] for name, frame in sorted(ranges.items())},
            {park: lines[park] for park in order if park in lines},
            self.package.title,
            self.package.notice,
            self.package.synthetic,
            triangles={name: parks for name, parks in sorted(triangles.items()) if parks},
        )
        return ParksRead(parks, limited(_by_line(self.problems)))

    def _missing(self, name: str, header: list[str]) -> None:
        near = close_match(name, [other for other in header if other not in ("park_id", "name")])
        remedy = _("is it {near}?", near=quoted(near)) if near else None
        self.problems.append(
            Problem(
                _("there is no column {name}", name=name),
                self.grid.shown,
                self.grid.header_line,
                remedy=remedy,
            )
        )

    def _line(self, row: int) -> int | None:
        return self.grid.lines[row] if self.grid.lines is not None else None

    def _ids(self, ids: list[str | None]) -> list[str]:
        first: dict[str, int] = {}
        found = []
        for row, park in enumerate(ids):
            says: Message | None = None
            if park is None:
                says = _("the park has no id")
                # A stand-in, so that the other faults of the row are found as well.
                park = f"{_NO_ID}{row}"
            elif len(park) > 100:
                says = _("an id has at most 100 characters")
            elif park in first:
                line = self._line(first[park])
                says = (
                    _("the id {park} is used twice", park=quoted(park))
                    if line is None
                    else _("the id {park} is used twice, first in line {line}", park=quoted(park), line=line)
                )
            if says is not None:
                self.problems.append(Problem(says, self.grid.shown, self._line(row), field="park_id"))
            first.setdefault(park, row)
            found.append(park)
        return found

    def _check_names(self, names: pd.Series) -> None:
        for row, name in enumerate(names.isna()):
            if name:
                says = _("the park {park} has no name", park=quoted(self.ids[row]))
                self.problems.append(Problem(says, self.grid.shown, self._line(row), field="name"))

    @staticmethod
    def _text(cell: Cell) -> str | float:
        text = as_text(cell)
        return nan if text is None else text

    def _amounts(self, name: str, cells: list[Cell]) -> list[float | Amount | None] | None:
        """The column's numbers, or None for a column of texts."""
        if name in self.texts:
            return None
        must = name in self.numbers
        if not must and any(isinstance(cell, str) and _looks_like_code(cell) for cell in cells):
            return None
        found: list[float | Amount | None] = []
        filled = False
        for row, cell in enumerate(cells):
            value: float | Amount | None = plain_number(cell)
            if value is None and not is_empty(cell):
                try:
                    value = amount(cell, decimal_comma=self.grid.decimal_comma)
                except NotANumberError as wrong:
                    if not must:
                        return None
                    self._refuse(name, row, wrong)
            filled = filled or value is not None
            found.append(value)
        return found if must or filled else None

    def _refuse(self, name: str, row: int, wrong: NotANumberError) -> None:
        says = wrong.says
        if not self.ids[row].startswith(_NO_ID):
            says = _("park {park}: {says}", park=self.ids[row], says=wrong.says)
        self.problems.append(Problem(says, self.grid.shown, self._line(row), field=name, remedy=wrong.remedy))

    def _ranges_beside(
        self, columns: dict[str, pd.Series], header: list[str], triangles: dict[str, frozenset[str]]
    ) -> dict[str, pd.DataFrame]:
        """Ranges written in columns ``x_low`` and ``x_high``; with a value in ``x`` they are triangles."""
        import pandas as pd

        found: dict[str, pd.DataFrame] = {}
        for low_name in header:
            name = low_name.removesuffix("_low")
            high_name = f"{name}_high"
            if name == low_name or high_name not in columns or low_name not in columns:
                continue
            if name not in columns and name not in self.needed | KNOWN_NUMBERS:
                continue
            low, high = self._number_column(low_name, columns), self._number_column(high_name, columns)
            if low is None or high is None:
                continue
            middle = (low + high) / 2
            mode = self._number_column(name, columns) if name in columns else middle
            if mode is None:
                continue
            if name in columns:
                triangles[name] = frozenset(str(park) for park in mode.index[mode.notna()])
            mode = mode.fillna(middle)
            low, high = low.fillna(mode), high.fillna(mode)
            for row, park in enumerate(self.ids):
                if low.iloc[row] > mode.iloc[row] or mode.iloc[row] > high.iloc[row]:
                    says = _("park {park}: {low} ≤ {name} ≤ {high} does not hold", park=park, name=name,
                             low=low_name, high=high_name)  # fmt: skip
                    self.problems.append(Problem(says, self.grid.shown, self._line(row), field=name))
            columns[name] = mode
            found[name] = pd.DataFrame({"low": low, "mode": mode, "high": high})
        return found

    def _number_column(self, name: str, columns: dict[str, pd.Series]) -> pd.Series | None:
        import pandas as pd

        column = columns[name]
        if pd.api.types.is_numeric_dtype(column):
            return column
        if column.isna().all():
            return column.astype(float)
        for row, cell in enumerate(column):
            if isinstance(cell, str):
                try:
                    amount(cell, decimal_comma=self.grid.decimal_comma)
                except NotANumberError as wrong:
                    self._refuse(name, row, wrong)
        return None


def _by_line(problems: list[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda problem: problem.line or 0)


def _looks_like_code(cell: str) -> bool:
    text = cell.strip()
    return len(text) > 1 and text[0] == "0" and text.isdigit()


def _modes(amounts: list[float | Amount | None], index: pd.Index) -> pd.Series:
    import pandas as pd

    modes = [value.mode if isinstance(value, Amount) else value for value in amounts]
    return pd.Series(modes, index=index, dtype=float)


def _frame(amounts: list[float | Amount | None], index: pd.Index) -> pd.DataFrame:
    import pandas as pd

    ends = [
        (value.low, value.mode, value.high) if isinstance(value, Amount) else (value,) * 3
        for value in amounts
    ]
    return pd.DataFrame(ends, index=index, columns=["low", "mode", "high"], dtype=float)


def _triangles(amounts: list[float | Amount | None], index: pd.Index) -> frozenset[str]:
    return frozenset(
        str(park)
        for park, value in zip(index, amounts, strict=True)
        if isinstance(value, Amount) and value.triangle
    )


def refuse_if_faulty(problems: list[Problem]) -> None:
    """Raise what is wrong, warnings with it; warnings alone pass.

    Raises:
        InputProblems: at least one problem is not a warning.
    """
    if any(not problem.warning for problem in problems):
        raise InputProblems(problems)
