"""Results in a notebook: their table, escaped, under a line that says what it is."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Protocol

from decision.language import Message, _, percent

if TYPE_CHECKING:
    import pandas as pd

MOST_ROWS = 60


class _Framed(Protocol):
    def to_frame(self) -> pd.DataFrame: ...


class NotebookTable:
    """Gives a result that has ``to_frame()`` the table that Jupyter shows."""

    def _repr_html_(self: _Framed) -> str:
        lines = NotebookTable.lines_of(self)
        head = "".join(f"<p>{escape(str(line))}</p>" for line in lines)
        # pandas escapes names and cells.
        table = self.to_frame().to_html(max_rows=MOST_ROWS, border=0, escape=True, na_rep="")
        return f"<div>{head}{table}</div>"

    @staticmethod
    def lines_of(result: object) -> list[Message | str]:
        """What must be said of a result wherever it is shown."""
        lines: list[Message | str] = []
        ending = getattr(result, "ending", None)
        gap = getattr(result, "gap", None)
        if isinstance(ending, str):
            shown = "" if gap is None else f", {_('gap')} {percent(gap, 3)}"
            lines.append(f"{_('ending')}: {ending}{shown}")
        if getattr(result, "synthetic", False):
            lines.append(_("SYNTHETIC DATA: the figures of the parks are not real"))
        notice = getattr(result, "notice", None)
        if notice:
            lines.append(str(notice))
        return lines
