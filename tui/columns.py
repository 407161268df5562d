"""The columns of a table: which of them fit, and how wide each is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from decision.language import Message
from tui.format import width


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

    @property
    def cells(self) -> int:
        """Cells it needs in the current language."""
        return max(self.least, width(str(self.head)))


def choose(columns: Sequence[Column], cells: int) -> tuple[list[tuple[Column, int]], int]:
    """The columns that fit into ``cells`` with the width of each, and the gap between them.

    Columns are dropped in the order of ``keep``; what is left over goes to those that may grow, then to the
    gaps.
    """
    shown = list(columns)
    while len(shown) > 1 and sum(c.cells for c in shown) + len(shown) + 1 > cells:
        droppable = [column for column in shown if column.keep]
        if not droppable:
            break
        shown.remove(max(droppable, key=lambda column: column.keep))
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
