"""The line of pages: a digit or a click goes there."""

from __future__ import annotations

from textual import events

from tui.format import Line, abbreviate, line_width, width
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
        session = self.session
        page = session.page if session is not None else "decide"
        faults = sum(not problem.warning for problem in session.problems) if session is not None else 0
        line, self._spots = tab_line(cells, page, faults)
        return [line]

    def on_click(self, event: events.Click) -> None:
        """Go to the page under the mouse."""
        for start, end, page in self._spots:
            if start <= event.x < end:
                self.post_message(PageChosen(page))


def tab_line(cells: int, page: str, faults: int = 0) -> tuple[Line, list[tuple[int, int, str]]]:
    """The line and where each page stands in it: whole names where they fit, then closer together, then shortened.

    The page on the screen keeps its name longest.
    """
    for letters, gap in ((99, " "), (99, ""), *((letters, "") for letters in (*range(11, 2, -1), 0))):
        line, spots = _tabs(page, faults, letters, gap)
        if line_width(line) <= cells:
            return line, spots
    return _tabs(page, faults, 0, "")


def _tabs(page: str, faults: int, letters: int, gap: str) -> tuple[Line, list[tuple[int, int, str]]]:
    spots: list[tuple[int, int, str]] = []
    line: Line = [(" ", "")] if gap else []
    for id, digit, name, short in PAGES:
        here = id == page
        said = (
            str(name) if width(str(name)) <= letters else abbreviate(str(short), letters) if letters else ""
        )
        if here:
            said = str(name)
        text = f"{digit} {said}".rstrip()
        start = line_width(line)
        if gap:
            text = f"[{text}]" if here else f" {text} "
            line.append((text, "on" if here else "label"))
            end = line_width(line)
        else:
            if here:
                line.append(("[", "on"))
            elif start == 0 or line[-1][0] != "]":
                line.append((" ", "label"))
            line.append((text, "on" if here else "label"))
            if here:
                line.append(("]", "on"))
            end = line_width(line)
        if id == "data" and faults:
            line.append((f"! {faults}", "bad"))
        spots.append((start, end, id))
        if gap:
            line.append((" ", ""))
    return line, spots
