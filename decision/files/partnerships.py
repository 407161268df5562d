"""The partnerships table: park, park or partner, kind, strength."""

from __future__ import annotations

from typing import TYPE_CHECKING

from decision.errors import Problem
from decision.files.cells import Cell, NotANumberError, amount, as_text, is_empty
from decision.files.grids import SHOWN_FAULTS, Grid, limited
from decision.files.words import close_match, did_you_mean, nearest_or_choice, quoted
from decision.language import Message, _
from decision.model.parks import Parks

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("park", "partner", "kind", "strength")
NEEDED = ("park", "partner", "strength")
_ALMOST = 0.85
"""Likeness from which an outside partner is suspected to be a misspelt park."""


def partnerships_of(grid: Grid, parks: Parks | None) -> tuple[pd.DataFrame | None, list[Problem]]:
    """Columns park, partner, kind (text) and strength (0-1), in that order of sorting; and what is wrong.

    A partner may be a park or anybody else (a university, a bank); the first column names parks only.

    Args:
        grid: the table.
        parks: the candidates; None when they could not be read, and ids stay unchecked.
    """
    import pandas as pd

    problems = list(grid.problems)
    unknown = [name for name in grid.header if name not in COLUMNS]
    for name in NEEDED:
        if name not in grid.header:
            remedy = nearest_or_choice(name, unknown) if unknown else None
            problems.append(
                Problem(
                    _("there is no column {name}", name=name), grid.shown, grid.header_line, remedy=remedy
                )
            )
    if not set(NEEDED) <= set(grid.header):
        return None, limited(problems)
    reader = _Reader(grid, parks)
    rows = [reader.row(place, row) for place, row in enumerate(grid.rows)]
    frame = pd.DataFrame([row for row in rows if row is not None], columns=list(COLUMNS))
    frame = frame.sort_values(["park", "partner", "kind"], kind="stable", ignore_index=True)
    return frame, limited(problems + reader.problems)


class _Reader:
    def __init__(self, grid: Grid, parks: Parks | None) -> None:
        self.grid = grid
        self.known = None if parks is None else set(parks.table.index)
        self.problems: list[Problem] = []
        self._seen: dict[tuple[str, ...], int | None] = {}

    def _cell(self, row: list[Cell], name: str) -> Cell:
        return row[self.grid.header.index(name)] if name in self.grid.header else None

    def _report(
        self,
        says: Message,
        line: int | None,
        field: str,
        remedy: Message | None = None,
        *,
        warning: bool = False,
    ) -> None:
        self.problems.append(Problem(says, self.grid.shown, line, None, field, remedy, warning))

    def row(self, place: int, row: list[Cell]) -> tuple[str, str, str, float] | None:
        line = self.grid.lines[place] if self.grid.lines is not None else None
        park, partner = as_text(self._cell(row, "park")), as_text(self._cell(row, "partner"))
        kind = as_text(self._cell(row, "kind")) or ""
        strength = self._strength(self._cell(row, "strength"), line)
        for name, value in (("park", park), ("partner", partner)):
            if value is None:
                self._report(_("the cell is empty"), line, name)
        if park is None or partner is None:
            return None
        if self.known is not None and park not in self.known:
            # Only the first problems are shown; looking for a spelling takes time.
            remedy = did_you_mean(park, self.known) if len(self.problems) < SHOWN_FAULTS else None
            self._report(_("no park has the id {park}", park=quoted(park)), line, "park", remedy)
        if park == partner:
            self._report(_("a park cannot be its own partner"), line, "partner")
        self._check_outsider(partner, line)
        pair = (*sorted((park, partner)), kind)
        if pair in self._seen:
            first = self._seen[pair]
            says = _("this partnership is written twice")
            if first is not None:
                says = _("this partnership is written twice, first in line {line}", line=first)
            self._report(says, line, "partner")
        self._seen.setdefault(pair, line)
        return None if strength is None else (park, partner, kind, strength)

    def _check_outsider(self, partner: str, line: int | None) -> None:
        if self.known is None or partner in self.known or len(self.problems) >= SHOWN_FAULTS:
            return
        near = close_match(partner, self.known, _ALMOST)
        if near is not None and len(near) == len(partner):
            says = _("no park has the id {park}; it is taken for a partner outside", park=quoted(partner))
            self._report(says, line, "partner", _("did you mean {near}?", near=quoted(near)), warning=True)

    def _strength(self, cell: Cell, line: int | None) -> float | None:
        if is_empty(cell):
            self._report(_("the cell is empty"), line, "strength")
            return None
        try:
            value = amount(cell, decimal_comma=self.grid.decimal_comma).mode
        except NotANumberError as wrong:
            self._report(wrong.says, line, "strength", wrong.remedy)
            return None
        if not 0.0 <= value <= 1.0:
            self._report(_("{value} does not lie between 0 and 1", value=quoted(value)), line, "strength")
            return None
        return value
