"""The last line: the keys that matter, always the same ones, clickable."""

from __future__ import annotations

from textual import events

from tui.actions import ACTIONS
from tui.format import Line, line_width, width
from tui.lines import Lines
from tui.messages import ActionChosen

FIRST_TO_GO = ("edit", "keep", "find", "keep_out", "pin", "save", "why")
"""Which actions leave the bar first below 80 columns; the menu, help and the way out stay."""


def key_bar(cells: int) -> tuple[Line, list[tuple[int, int, str]]]:
    """The line, with long labels where they fit and short ones otherwise, and where each action stands."""
    shown = [action for action in ACTIONS if action.bar]
    while sum(width(action.key_name + str(action.short)) + 1 for action in shown) - 1 > cells:
        leaving = next((id for id in FIRST_TO_GO if id in {action.id for action in shown}), None)
        if leaving is None:
            break
        shown = [action for action in shown if action.id != leaving]
    long = sum(width(action.key_name) + width(str(action.long)) + 3 for action in shown) <= cells
    line: Line = []
    spots = []
    for action in shown:
        label = str(action.long if long else action.short)
        start = line_width(line)
        line += [(action.key_name, "key"), (f" {label}" if long else label, "label")]
        spots.append((start, line_width(line), action.id))
        line.append(("  " if long else " ", "label"))
    return line[:-1], spots


class KeyBar(Lines):
    """The key bar."""

    can_focus = False

    def lines(self, cells: int) -> list[Line]:
        """The line."""
        line, self._spots = key_bar(cells)
        return [line]

    def on_click(self, event: events.Click) -> None:
        """Do what is under the mouse."""
        for start, end, action in self._spots:
            if start <= event.x < end:
                self.post_message(ActionChosen(action))
