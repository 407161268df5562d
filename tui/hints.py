"""A line of keys with what they do, each of which can be clicked."""

from __future__ import annotations

from collections.abc import Sequence

from decision.language import Message
from tui.format import Line, line_width


class Hints:
    """Keys and words in a line; remembers where each stands."""

    def __init__(self) -> None:
        self._spots: list[tuple[int, int, str]] = []

    def line(self, hints: Sequence[tuple[str, Message | str, str]], cells: int) -> Line:
        """The line of (key, words, what a click does), as many as fit."""
        self._spots = []
        line: Line = [(" ", "")]
        for key, says, action in hints:
            piece: Line = [(key, "key"), (f" {says}", "dim")]
            if line_width(line) + line_width(piece) > cells:
                break
            start = line_width(line)
            line += piece
            self._spots.append((start, line_width(line), action))
            line.append(("  ", ""))
        return line

    def at(self, x: int) -> str | None:
        """What stands under the mouse."""
        return next((action for start, end, action in self._spots if start <= x < end), None)
