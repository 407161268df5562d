"""One way of drawing for every pane: lines of styled pieces through Textual's line API.

A pane says what its lines are; this module paints them, scrolls them between fixed lines at the top and the
bottom, and repaints only the lines that differ from those on the screen (a weight step over a slow
connection must be cheap).
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any, ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.format import Line, cut, line_width, spread, width
from tui.paint import piece_style
from tui.state import Session


class Lines(ScrollView):
    """A pane of lines; subclasses override :meth:`lines` and, where they have them, the fixed lines.

    The title stands in the first line, with a note at its right end; a focused pane has a bright title with
    a sign before it, which a terminal without colours shows as well.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "line_up", show=False),
        Binding("down", "line_down", show=False),
        Binding("pageup", "screen_up", show=False),
        Binding("pagedown", "screen_down", show=False),
        Binding("home", "first", show=False),
        Binding("end", "last", show=False),
    ]

    UNMOVED_BY: ClassVar[frozenset[str]] = frozenset({"park", "elapsed", "progress"})
    """What of the state changes without a change of what the pane says: a key or a tick then costs it nothing."""

    session: reactive[Session | None] = reactive(None, repaint=False, init=False, always_update=True)

    class Clicked(Message):
        """A line of a pane was clicked: which one of the scrolled lines, at which cell."""

        def __init__(self, pane: Lines, index: int, x: int) -> None:
            super().__init__()
            self.pane = pane
            self.index = index
            self.x = x

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._top: list[tuple[Line, str]] = []
        self._bottom: list[tuple[Line, str]] = []
        self._body: list[Line] = []
        self._built_for = -1
        self._painted: dict[int, Strip] = {}
        self._said: Session | None = None
        self._own_ground: str | None = None

    # What a pane says ------------------------------------------------------------------------------

    def title(self) -> str:
        """Name of the pane in the current language; empty: no title line."""
        return ""

    def note(self) -> str:
        """What stands at the right end of the title line."""
        return ""

    def lines(self, cells: int) -> list[Line]:
        """The lines that scroll, for a pane ``cells`` wide."""
        return []

    def top_lines(self, cells: int) -> list[tuple[Line, str]]:
        """Lines with their row style that stay at the top, below the title."""
        return []

    def bottom_lines(self, cells: int) -> list[tuple[Line, str]]:
        """Lines with their row style that stay at the bottom."""
        return []

    def row_style(self, index: int) -> str:
        """Row style of one of the scrolled lines."""
        return ""

    def row_count(self) -> int:
        """How many lines scroll."""
        return len(self._body)

    def row(self, index: int, cells: int) -> Line:
        """One of the scrolled lines."""
        return self._body[index] if index < len(self._body) else []

    def plain(self) -> str:
        """What the pane says, as text to copy."""
        rows = (
            self.row(index, 10_000 if False else max(self.size.width, 40))
            for index in range(self.row_count())
        )
        said = ["".join(text for text, _ in line).rstrip() for line in rows]
        return "\n".join(filter(None, [self.title(), *said]))

    # Building --------------------------------------------------------------------------------------

    def watch_session(self) -> None:
        """Show another state."""
        if self._is_moved():
            self.rebuild()

    def _is_moved(self) -> bool:
        """Whether the state differs, in what the pane speaks of, from the one that its lines were made of."""
        now, then = self.session, self._said
        if now is None or then is None or self._built_for != self._cells() or not self._is_shown():
            return True
        return any(
            getattr(now, field.name) is not getattr(then, field.name)
            for field in fields(now)
            if field.name not in self.UNMOVED_BY
        )

    def rebuild(self) -> None:
        """Ask the pane for its lines again and repaint the ones that differ; a hidden one is asked once it is shown."""
        if not self.is_attached:
            return
        cells = self._cells() if self._is_shown() else 0
        if cells <= 0:
            if self._built_for != -1:
                self._built_for = -1
                self._painted.clear()
                self.refresh()  # forgets the lines that were kept of the last frame
            return
        self._build(cells)
        height = len(self._top) + self.row_count() + len(self._bottom)
        if self.virtual_size != (size := Size(cells, height)):
            self.virtual_size = size
        self.repaint()

    def _is_shown(self) -> bool:
        return all(node.display for node in self.ancestors_with_self)

    def _build(self, cells: int) -> None:
        self._built_for = cells
        self._said = self.session
        self._body = self.lines(cells)
        self._top = [*self._title_line(cells), *self.top_lines(cells)]
        self._bottom = self.bottom_lines(cells)

    def _title_line(self, cells: int) -> list[tuple[Line, str]]:
        title = self.title()
        if not title:
            return []
        note = self.note()
        room = cells - width(title) - 3
        left: Line = [(("»" if self.has_focus else " ") + title, "")]
        right: Line = [(note + " ", "")] if note and width(note) + 1 <= room else []
        return [(spread(left, right, cells), "title-focus" if self.has_focus else "title")]

    def _cells(self) -> int:
        return self.scrollable_content_region.width or self.size.width

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Height that the lines need, for panes as high as what they say."""
        if width != self._built_for and width > 0:
            self._build(width)
        return max(1, len(self._top) + self.row_count() + len(self._bottom))

    def on_resize(self, event: events.Resize) -> None:
        """Lay the lines out for the new width: the size in the event, not the old one."""
        self._painted.clear()
        self.rebuild()

    def on_show(self) -> None:
        """Say what became true while the pane was hidden."""
        self.rebuild()

    def watch_has_focus(self, _has_focus: bool) -> None:
        """Mark the title of the pane that has the focus; when Focus and Blur are told it is not yet so."""
        super().watch_has_focus(_has_focus)
        self.rebuild()

    # Painting --------------------------------------------------------------------------------------

    def repaint(self) -> None:
        """Repaint the visible lines that differ from what is on the screen."""
        if not self._painted:
            self.refresh()
            return
        changed = []
        for y in range(self.size.height):
            old = self._painted.get(y)
            if old is None or self._paint(y) != old:
                changed.append(Region(0, y, self.size.width, 1))
        if changed:
            self.refresh(*changed)

    def notify_style_update(self) -> None:
        """Forget what was painted in the old colours."""
        super().notify_style_update()
        self._painted.clear()
        self._own_ground = None

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        if self._cells() != self._built_for:
            self._build(self._cells())
        strip = self._paint(y)
        self._painted[y] = strip
        return strip

    def body_index(self, y: int) -> int | None:
        """Which scrolled line stands at screen line ``y`` of the pane; None for fixed and empty lines."""
        if y < len(self._top) or y >= self.size.height - len(self._bottom):
            return None
        index = y - len(self._top) + self.scroll_offset.y
        return index if index < self.row_count() else None

    def _paint(self, y: int) -> Strip:
        cells = self._cells()
        from_bottom = y - (self.size.height - len(self._bottom))
        if y < len(self._top):
            line, row = self._top[y]
        elif from_bottom >= 0:
            line, row = self._bottom[from_bottom]
        else:
            index = self.body_index(y)
            if index is not None:
                return self.row_strip(index, cells)
            line, row = [], ""
        return self.strip(line, row, cells)

    def row_strip(self, index: int, cells: int) -> Strip:
        """One of the scrolled lines in colours."""
        return self.strip(self.row(index, cells), self.row_style(index), cells)

    def strip(self, line: Line, row: str, cells: int) -> Strip:
        """A line in colours, exactly ``cells`` wide."""
        theme, ground = self.app.theme, self._ground()
        line = cut(line, cells)
        segments = [Segment(text, piece_style(name, row, theme, ground)) for text, name in line]
        rest = cells - line_width(line)
        if rest > 0:
            segments.append(Segment(" " * rest, piece_style("", row, theme, ground)))
        return Strip(segments, cells).simplify()

    def _ground(self) -> str:
        if self._own_ground is None:
            self._own_ground = self.background_colors[1].hex6
        return self._own_ground

    # Keys and mouse --------------------------------------------------------------------------------

    def action_line_up(self) -> None:
        """Scroll a line up."""
        self.scroll_to(y=self.scroll_offset.y - 1, animate=False)

    def action_line_down(self) -> None:
        """Scroll a line down."""
        self.scroll_to(y=self.scroll_offset.y + 1, animate=False)

    def page_rows(self) -> int:
        """Scrolled lines that are visible at once."""
        return max(1, self.size.height - len(self._top) - len(self._bottom))

    def action_screen_up(self) -> None:
        """Scroll a page up."""
        self.scroll_to(y=self.scroll_offset.y - self.page_rows(), animate=False)

    def action_screen_down(self) -> None:
        """Scroll a page down."""
        self.scroll_to(y=self.scroll_offset.y + self.page_rows(), animate=False)

    def action_first(self) -> None:
        """Scroll to the first line."""
        self.scroll_to(y=0, animate=False)

    def action_last(self) -> None:
        """Scroll to the last line."""
        self.scroll_to(y=self.max_scroll_y, animate=False)

    def on_click(self, event: events.Click) -> None:
        """Tell which line was clicked."""
        index = self.body_index(event.y)
        if index is not None:
            self.post_message(self.Clicked(self, index, event.x))
