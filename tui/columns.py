"""The columns of a table: which of them fit, and how wide each is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from decision.language import Message
from tui.format import width

ESSENTIAL = 7
"""Columns with a smaller ``keep`` stay while another can make do with less room."""


@dataclass(frozen=True)
class Column:
    """A column: its head, its width, and how long it is kept when the table gets narrow."""

    id: str
    head: Message | str
    least: int
    """Cells it needs."""
    most: int = 0
    """Cells it may take when there is room; 0: no more than ``least``."""
    align: Literal["left", "right"] = "left"
    keep: int = 0
    """0: always shown; otherwise the column with the greatest number goes first."""

    tight: int = 0
    """Cells it makes do with before a column whose ``keep`` is less than :data:`ESSENTIAL` goes; 0: ``least``."""

    @property
    def cells(self) -> int:
        """Cells it needs in the current language."""
        return max(self.least, width(str(self.head)))


def choose(columns: Sequence[Column], cells: int) -> tuple[list[tuple[Column, int]], int]:
    """The columns that fit into ``cells`` with the width of each, and the gap between them.

    Columns are dropped in the order of ``keep``, those that can make do with less are made narrower before an
    essential one goes; what is left over goes to those that may grow, then to the gaps.
    """
    shown = list(columns)
    while len(shown) > 1 and sum(c.cells for c in shown) + len(shown) + 1 > cells:
        droppable = [column for column in shown if column.keep]
        if not droppable:
            break
        first = max(droppable, key=lambda column: column.keep)
        if first.keep < ESSENTIAL and any(column.tight for column in shown):
            shown = [
                replace(each, least=each.tight, most=max(each.least, each.most), tight=0)
                if each.tight
                else each
                for each in shown
            ]
        else:
            shown.remove(first)
    widths = [column.cells for column in shown]
    over = cells - sum(widths) - len(shown) - 1
    if over < 0:
        widest = max(range(len(shown)), key=lambda i: widths[i])
        widths[widest] = max(4, widths[widest] + over)
        over = 0
    for i, column in enumerate(shown):
        grow = min(max(column.most - widths[i], 0), max(over, 0))
        widths[i] += grow
        over -= grow
    gap = 2 if over >= len(shown) - 1 else 1
    return list(zip(shown, widths, strict=True)), gap
