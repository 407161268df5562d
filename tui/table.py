"""A table drawn line by line: a repaint costs what the visible lines cost, however many rows there are.

Textual's own table re-measures and lays out every row (measured: 297 ms against 50 ms at 5 000 rows), and
after sorting its cursor stays at the row's number. Here the cursor belongs to a row's key.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.message import Message as Event
from textual.strip import Strip

from tui.columns import Column, choose
from tui.format import Line, fit, line_width
from tui.lines import Lines


class Table(Lines):
    """A table with a cursor; subclasses say the columns, the keys of the rows, and each cell."""

    can_focus = True

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", show=False),
        Binding("space", "switch", show=False),
    ]

    class Moved(Event):
        """The cursor went to another row."""

        def __init__(self, table: Table, key: str) -> None:
            super().__init__()
            self.table = table
            self.key = key

    class Opened(Event):
        """Enter, or a double click, on a row."""

        def __init__(self, table: Table, key: str) -> None:
            super().__init__()
            self.table = table
            self.key = key

    class Toggled(Event):
        """Space on a row."""

        def __init__(self, table: Table, key: str) -> None:
            super().__init__()
            self.table = table
            self.key = key

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.keys: Sequence[str] = ()
        self.cursor: str | None = None
        self._places: dict[str, int] = {}
        self._announced: str | None = None
        self._selected_anew = False
        self._strips: dict[tuple[int, str], Strip] = {}
        self._shown: list[tuple[Column, int]] = []
        self._gap = 1

    # What a table says -----------------------------------------------------------------------------

    def columns(self) -> Sequence[Column]:
        """The columns, in the order shown."""
        raise NotImplementedError

    def row_keys(self) -> Sequence[str]:
        """The key of each row, in the order shown."""
        raise NotImplementedError

    def cell(self, key: str, column: Column, cells: int) -> Line:
        """One cell; it is padded to ``cells`` on the side that the column's alignment leaves free."""
        raise NotImplementedError

    def selected(self) -> str | None:
        """The row that the state selects, wherever it was chosen; the cursor goes there if there is such a row."""
        return None

    def totals(self) -> list[dict[str, Line]]:
        """Rows that stay at the bottom: column id → cell."""
        return []

    def empty(self) -> str:
        """What to say when there are no rows."""
        return ""

    # Building --------------------------------------------------------------------------------------

    def _build(self, cells: int) -> None:
        followed = self._cursor_line()
        self._strips.clear()
        self._shown, self._gap = choose(self.columns(), cells)
        self.keys = self.row_keys()
        self._places = {key: place for place, key in enumerate(self.keys)}
        if self._selected_anew:
            self._take_selected()
        if self.cursor not in self._places:
            self.cursor = self.keys[0] if self.keys else None
        super()._build(cells)
        if self.has_focus and followed is not None and self.cursor is not None:
            self._follow(followed)

    def watch_session(self) -> None:
        """Show another state; where only another row is selected, move the cursor and nothing else."""
        self._selected_anew = True
        if self._is_moved():
            self.rebuild()
            return
        before = self.cursor
        self._take_selected()
        self._repaint_rows(before, self.cursor)

    def _repaint_rows(self, *keys: str | None) -> None:
        """Repaint the lines of these rows, where they are on the screen."""
        for key in set(keys):
            place = self._places.get(key or "")
            line = -1 if place is None else place - self.scroll_offset.y
            if 0 <= line < self.page_rows():
                self.refresh(Region(0, line + len(self._top), self.size.width, 1))

    def _take_selected(self) -> None:
        # A move that the state has not heard of yet is newer than the state: keys come faster than it follows.
        self._selected_anew = False
        selected = self.selected()
        if self._announced is not None and self._announced != selected:
            return
        self._announced = None
        if selected in self._places:
            self.cursor = selected

    def _cursor_line(self) -> int | None:
        """Where on the screen the cursor stands: kept while the table has the focus and the order changes."""
        if self.cursor is None or self.cursor not in self._places:
            return None
        return self._places[self.cursor] - self.scroll_offset.y

    def _follow(self, line: int) -> None:
        wanted = self._places[self.cursor or ""] - line
        if wanted != self.scroll_offset.y:
            self.call_after_refresh(self.scroll_to, y=max(0, wanted), animate=False)

    def row_count(self) -> int:
        """How many rows scroll."""
        return len(self.keys) or (1 if self.empty() else 0)

    def top_lines(self, cells: int) -> list[tuple[Line, str]]:
        """The heads."""
        heads = {column.id: [(str(column.head), "")] for column, _ in self._shown}
        return [(self._join(heads, marker=" "), "head")]

    def bottom_lines(self, cells: int) -> list[tuple[Line, str]]:
        """The totals."""
        return [(self._join(total, marker=" "), "total") for total in self.totals()]

    def row(self, index: int, cells: int) -> Line:
        """One row."""
        if not self.keys:
            return [(" " + self.empty(), "dim")]
        key = self.keys[index]
        line = {column.id: self.cell(key, column, wide) for column, wide in self._shown}
        return self._join(line, marker=">" if key == self.cursor else " ")

    def _join(self, cells_by_column: dict[str, Line], marker: str) -> Line:
        line: Line = [(marker, "")]
        for place, (column, cells) in enumerate(self._shown):
            cell = cells_by_column.get(column.id, [])
            taken = line_width(cell)
            if taken > cells:
                cell = [(fit("".join(text for text, _ in cell), cells), cell[0][1])]
                taken = cells
            space = " " * (cells - taken)
            gap = " " * (self._gap if place else 0)
            if column.align == "right":
                line += [(gap + space, ""), *cell]
            else:
                line += [(gap, ""), *cell, (space, "")]
        return line

    def notify_style_update(self) -> None:
        """Forget the rows in the old colours."""
        super().notify_style_update()
        self._strips.clear()

    def row_strip(self, index: int, cells: int) -> Strip:
        """One row in colours, kept until the table says something else."""
        key = (index, self.row_style(index))
        strip = self._strips.get(key)
        if strip is None:
            strip = self._strips[key] = super().row_strip(index, cells)
        return strip

    def row_style(self, index: int) -> str:
        """The row under the cursor stands out; more so while the table has the focus."""
        if not self.keys or self.keys[index] != self.cursor:
            return ""
        return "cursor" if self.has_focus else "cursor-idle"

    def plain(self) -> str:
        """All rows and the shown columns, tab-separated."""
        rows = ["\t".join(str(column.head) for column, _ in self._shown)]
        for key in self.keys:
            cells = (
                "".join(text for text, _ in self.cell(key, column, wide)).strip()
                for column, wide in self._shown
            )
            rows.append("\t".join(cells))
        return "\n".join(rows)

    def on_blur(self) -> None:
        """Leave the table: what was chosen here is known to the state by now, or was no choice."""
        self._announced = None

    # Keys and mouse --------------------------------------------------------------------------------

    def go_to(self, key: str, quiet: bool = False) -> None:
        """Put the cursor on the row of ``key`` and bring it into view."""
        if key not in self._places:
            return
        before, self.cursor = self.cursor, key
        place = self._places[key]
        top = self.scroll_offset.y
        if place < top:
            self.scroll_to(y=place, animate=False)
        elif place >= top + self.page_rows():
            self.scroll_to(y=place - self.page_rows() + 1, animate=False)
        if key != before:
            self._repaint_rows(before, key)
            if not quiet:
                self._announced = key
                self.post_message(self.Moved(self, key))

    def _step(self, by: int) -> None:
        if self.keys:
            place = self._places.get(self.cursor or "", 0) + by
            self.go_to(self.keys[min(max(place, 0), len(self.keys) - 1)])

    def action_line_up(self) -> None:
        """One row up."""
        self._step(-1)

    def action_line_down(self) -> None:
        """One row down."""
        self._step(1)

    def action_screen_up(self) -> None:
        """One page up."""
        self._step(1 - self.page_rows())

    def action_screen_down(self) -> None:
        """One page down."""
        self._step(self.page_rows() - 1)

    def action_first(self) -> None:
        """To the first row."""
        self._step(-len(self.keys))

    def action_last(self) -> None:
        """To the last row."""
        self._step(len(self.keys))

    def action_open(self) -> None:
        """Tell that the row under the cursor was opened."""
        if self.cursor is not None:
            self.post_message(self.Opened(self, self.cursor))

    def action_switch(self) -> None:
        """Tell that the row under the cursor was toggled."""
        if self.cursor is not None:
            self.post_message(self.Toggled(self, self.cursor))

    def on_click(self, event: events.Click) -> None:
        """Select the row; a double click opens it."""
        index = self.body_index(event.y)
        if index is not None and self.keys:
            self.go_to(self.keys[index])
            if event.chain == 2:
                self.action_open()
