"""The line of pages: a digit or a click goes there."""

from __future__ import annotations

from textual import events

from tui.format import Line, line_width, width
from tui.lines import Lines
from tui.messages import PageChosen
from tui.words import PAGES


class Tabs(Lines):
    """Pages that exist; the one on the screen stands out by brackets as well as by colour."""

    can_focus = False

    def __init__(self, **options: object) -> None:
        super().__init__(**options)
        self._spots: list[tuple[int, int, str]] = []

    def lines(self, cells: int) -> list[Line]:
        """The line."""
        self._spots = []
        line: Line = [(" ", "")]
        session = self.session
        page = session.page if session is not None else "decide"
        faults = sum(not problem.warning for problem in session.problems) if session is not None else 0
        for id, digit, name, _short in PAGES:
            here = id == page
            start = line_width(line)
            text = f"[{digit} {name}]" if here else f" {digit} {name} "
            line.append((text, "on" if here else "label"))
            if id == "data" and faults:
                line.append((f"! {faults}", "bad"))
            self._spots.append((start, start + width(text), id))
            line.append((" ", ""))
        return [line]

    def on_click(self, event: events.Click) -> None:
        """Go to the page under the mouse."""
        for start, end, page in self._spots:
            if start <= event.x < end:
                self.post_message(PageChosen(page))
