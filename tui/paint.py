"""The colours of the pieces of a line, from the theme's variables.

A table of our own rather than component classes: Textual would match twenty of them against the style sheet
for each pane at every change of focus, which costs more than drawing.
"""

from __future__ import annotations

from functools import lru_cache

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

from tui.themes import THEMES

PLAIN = Style()

PIECES: dict[str, tuple[str, str, bool]] = {
    "": ("foreground", "", False),
    "strong": ("foreground", "", True),
    "dim": ("dim", "", False),
    "good": ("success", "", False),
    "warn": ("warning", "", False),
    "bad": ("error", "", True),
    "accent": ("accent", "", False),
    "bar": ("bar", "", False),
    "track": ("track", "", False),
    "key": ("accent", "", True),
    "label": ("foreground", "", False),
    "badge": ("badge-text", "badge", True),
    "on": ("cursor-text", "cursor", True),
    "plus": ("success", "", True),
    "minus": ("error", "", True),
}
"""Piece of a line → colour, ground (empty: the pane's), bold."""

ROWS: dict[str, tuple[str, str, bool]] = {
    "": ("", "", False),
    "title": ("title-text", "title", True),
    "title-focus": ("cursor-text", "cursor", True),
    "cursor": ("cursor-text", "cursor", False),
    "cursor-idle": ("", "trace", False),
    "head": ("dim", "", False),
    "total": ("", "title", False),
}
"""Whole line → colour (empty: those of its pieces), ground, bold; goes over the pieces."""


@lru_cache(maxsize=1000)
def piece_style(piece: str, row: str, theme: str, ground: str) -> Style:
    """The style of a piece in a line of a pane with this ground, in a theme of ours (else in the first)."""
    shades = colours(theme)
    color, own_ground, bold = PIECES[piece]
    row_color, row_ground, row_bold = ROWS[row]
    return Style(
        color=shades[row_color or color],
        bgcolor=shades.get(row_ground or own_ground, ground),
        bold=bold or row_bold,
    )


@lru_cache(maxsize=10)
def colours(theme: str) -> dict[str, str]:
    """Every colour of a theme of ours by its name, as #rrggbb."""
    found, _name = THEMES.get(theme) or next(iter(THEMES.values()))
    named = {
        "foreground": found.foreground,
        "success": found.success,
        "warning": found.warning,
        "error": found.error,
        "accent": found.accent,
        "surface": found.surface,
    }
    return found.variables | {name: colour for name, colour in named.items() if colour}


class Styled(LineFilter):
    """Gives pieces that have none, such as a chart's, a style: Textual's filter for NO_COLOR asks each for its own."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The pieces, each with a style."""
        return [
            segment if segment.style is not None else Segment(segment.text, PLAIN) for segment in segments
        ]
