"""The table of the parks as it was read: every column with where its figures come from, and the rows with remarks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual import on
from textual.binding import BindingType

from decision.language import Message, _, _n, current_language
from tui.columns import Column
from tui.format import Line, abbreviate, fit, number, width
from tui.messages import ParkOpened, ParkSelected
from tui.state import Session
from tui.table import Table

PROVENANCE: dict[str, Message] = {
    "real": _("real"),
    "derived": _("derived"),
    "synthetic": _("synthetic"),
    "unknown": _("not told"),
}
AT_ONCE = 14
"""Columns that a screen can hold at most."""
BEFORE = 2
"""Columns shown before the chosen one."""


class ParkData(Table):
    """Parks by rows, the columns of the file beside each other; ← → choose one, S sorts by it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("left", "choose(-1)", ""),
        ("right", "choose(1)", ""),
        ("s,ы", "sort", ""),
    ]

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self.chosen = 0
        self.sorting: str | None = None
        self.falling = False
        self._sorted: tuple[object, Sequence[str]] = (None, ())

    @property
    def names(self) -> list[str]:
        """The columns of the file, the name aside."""
        session = self.session
        if session is None or session.study is None:
            return []
        return [
            str(name) for name in session.study.study.parks.table.columns if not str(name).startswith("name")
        ]

    def title(self) -> str:
        """Name of the pane."""
        return str(_("The parks as they were read"))

    def note(self) -> str:
        """The chosen column: its name in the file, its unit, where it comes from."""
        session, names = self.session, self.names
        if session is None or session.study is None or not names:
            return ""
        name = names[min(self.chosen, len(names) - 1)]
        column = session.study.study.parks.column(name)
        parks = str(_n("{count} park", "{count} parks", len(self.keys)))
        order = ""
        if self.sorting is not None:
            order = f"{_('sorted by {column}', column=self.sorting)} {'▼' if self.falling else '▲'}"
        return " · ".join(filter(None, [name, column.unit or "", str(column.source or ""), parks, order]))

    def columns(self) -> Sequence[Column]:
        """Remark, park, then the columns of the file from a little before the chosen one."""
        session, names = self.session, self.names
        from pandas.api.types import is_numeric_dtype  # not before the first frame

        fixed = [Column("fault", "", 1), Column("park", _("Park"), 14, 30)]
        if session is None or session.study is None or not names:
            return fixed
        self.chosen = min(self.chosen, len(names) - 1)
        start = max(0, self.chosen - BEFORE)
        parks = session.study.study.parks
        result = list(fixed)
        for place, name in enumerate(names[start : start + AT_ONCE]):
            head = fit(str(parks.column(name).title), 14).rstrip()
            head = f"[{head}]" if start + place == self.chosen else head
            words = not is_numeric_dtype(parks.table[name])
            least = max(9, width(str(PROVENANCE[parks.column(name).provenance])))
            result.append(Column(name, head, least, 16, "left" if words else "right", keep=place + 1))
        return result

    def top_lines(self, cells: int) -> list[tuple[Line, str]]:
        """The heads, and below each where the figures come from."""
        heads = super().top_lines(cells)
        session = self.session
        if session is None or session.study is None:
            return heads
        parks = session.study.study.parks
        labels: dict[str, Line] = {
            column.id: [(fit(str(PROVENANCE[parks.column(column.id).provenance]), wide).rstrip(), "dim")]
            for column, wide in self._shown
            if column.id not in ("fault", "park")
        }
        return [*heads, (self._join(labels, marker=" "), "")]

    def row_keys(self) -> Sequence[str]:
        """The parks, in the order of the file's ids or of a column; what is missing last."""
        session = self.session
        if session is None or session.study is None:
            return ()
        study = session.study
        wanted = (study, self.sorting, self.falling, current_language())
        if self._sorted[0] != wanted:
            keys = list(study.names)
            if self.sorting is not None and self.sorting in study.study.parks.table:
                column = self.sorting
                values = {key: study.value(column, key) for key in keys}
                words = any(isinstance(value, str) for value in values.values())
                there = [key for key in keys if values[key] is not None]
                by = (lambda key: study.shown(column, key)) if words else (lambda key: values[key])
                there.sort(key=by, reverse=self.falling)  # type: ignore[arg-type]
                keys = there + [key for key in keys if values[key] is None]
            self._sorted = (wanted, keys)
        return self._sorted[1]

    def empty(self) -> str:
        """Why there are no rows."""
        return str(_("no table could be read yet"))

    def cell(self, key: str, column: Column, cells: int) -> Line:
        """One cell as the file has it, codes with their names."""
        session = self.session
        assert session is not None
        assert session.study is not None
        study = session.study
        if column.id == "fault":
            return self._fault(session, key)
        if column.id == "park":
            return [(fit(f"{key} {study.names.get(key, '')}", cells), "")]
        value = study.value(column.id, key)
        if value is None:
            return [("–", "track")]
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return [(abbreviate(study.shown(column.id, key), cells), "")]
        digits = 0 if value == int(value) else 1 if abs(value) >= 100 else 3
        ranged = column.id in study.study.parks.ranges and self._uncertain(column.id, key)
        return [("≈" if ranged else "", "warn"), (number(float(value), digits), "")]

    def _uncertain(self, column: str, key: str) -> bool:
        assert self.session is not None
        assert self.session.study is not None
        ranges = self.session.study.study.parks.ranges[column]
        if key not in ranges.index:
            return False
        row: Any = ranges.loc[key]
        return bool(row["low"] != row["high"])

    def _fault(self, session: Session, key: str) -> Line:
        assert session.study is not None
        parks = session.study.study.parks
        line = parks.lines.get(key)
        problems = (*session.problems, *session.study.study.warnings, *session.study.remarks)
        here = [
            one for one in problems if line is not None and one.line == line and str(one.file) == parks.file
        ]
        if not here:
            return []
        return [("△", "warn")] if all(one.warning for one in here) else [("✗", "bad")]

    def action_choose(self, by: int) -> None:
        """Left and right: another column."""
        if self.names:
            self.chosen = min(max(self.chosen + by, 0), len(self.names) - 1)
            self.rebuild()

    def action_sort(self) -> None:
        """S: by the chosen column, then falling, then as in the file."""
        if not self.names:
            return
        name = self.names[self.chosen]
        if self.sorting != name:
            self.sorting, self.falling = name, False
        elif not self.falling:
            self.falling = True
        else:
            self.sorting, self.falling = None, False
        self.rebuild()
        if self.cursor is not None:
            self.go_to(self.cursor, quiet=True)

    def on_focus(self) -> None:
        """Bring the selected park into view."""
        if self.cursor is not None:
            self.go_to(self.cursor, quiet=True)

    def selected(self) -> str | None:
        """The selected park."""
        return self.session.park if self.session is not None else None

    @on(Table.Moved)
    def _moved(self, event: Table.Moved) -> None:
        self.post_message(ParkSelected(event.key))

    @on(Table.Opened)
    def _opened(self, event: Table.Opened) -> None:
        self.post_message(ParkOpened(event.key))
