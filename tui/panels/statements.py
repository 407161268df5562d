"""Which comparison of two criteria would settle most, and the answers given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType

from decision.language import _
from tui.columns import Column
from tui.findings import statement_words
from tui.format import Line, fit, number
from tui.pagemessages import StatementDropped, StatementOpened
from tui.panels.trust import robust_of, stale
from tui.table import Table


class Statements(Table):
    """Comparisons of two criteria by how many borderline parks an answer would settle."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("delete,minus", "take_back", show=False)]

    def title(self) -> str:
        """Name of the pane."""
        return str(_("What would settle most?"))

    def note(self) -> str:
        """The keys."""
        return str(_("Enter answers"))

    def columns(self) -> Sequence[Column]:
        """The question; parks settled by yes and by no."""
        return [
            Column("asks", _("Does the first weigh at least as much?"), 20, 60),
            Column("yes", _("yes"), 4, align="right"),
            Column("no", _("no"), 4, align="right"),
        ]

    def row_keys(self) -> Sequence[str]:
        """The statements, the most settling first."""
        found = robust_of(self.session)
        return [f"{one.first}\0{one.second}" for one in found.statements] if found is not None else ()

    def empty(self) -> str:
        """Why there are no rows."""
        if robust_of(self.session) is None:
            return str(_("known after a sweep"))
        return str(_("no comparison of two criteria would settle anything"))

    def cell(self, key: str, column: Column, cells: int) -> Line:
        """One cell."""
        session, found = self.session, robust_of(self.session)
        assert session is not None
        assert found is not None
        one = next(each for each in found.statements if f"{each.first}\0{each.second}" == key)
        if column.id == "asks":
            return [(fit(f"{found.labels[one.first]} ≥ {found.labels[one.second]}?", cells), "")]
        return [(number(one.yes if column.id == "yes" else one.no), "dim" if stale(session) else "strong")]

    def bottom_lines(self, cells: int) -> list[tuple[Line, str]]:
        """The answers given."""
        session = self.session
        if session is None or not session.statements:
            return []
        said = statement_words(session, session.statements[-1])
        return [([(fit(f" {said} · {_('Delete takes back')}", cells), "accent")], "total")]

    def action_take_back(self) -> None:
        """Take the last answer back."""
        self.post_message(StatementDropped())

    @on(Table.Opened)
    def _opened(self, event: Table.Opened) -> None:
        first, second = event.key.split("\0")
        self.post_message(StatementOpened(first, second))
