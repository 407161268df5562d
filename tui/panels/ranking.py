"""The ranking and, in the same rows, the plan: who gets money, how much and from which year."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on

from decision.language import _
from tui.columns import Column
from tui.format import Line, abbreviate, bar, fit, number
from tui.messages import ParkOpened, ParkSelected
from tui.state import matches, outcome
from tui.table import Table
from tui.words import outcome_line

BAR_CELLS = 6


class Ranking(Table):
    """Parks in the order of merit; the cursor follows the park while the table has the focus."""

    def title(self) -> str:
        """Name of the pane."""
        return str(_("Ranking and plan"))

    def note(self) -> str:
        """How many rows, and what is being looked for."""
        session = self.session
        if session is None or session.order is None:
            return ""
        if session.find:
            return str(_("{shown} of {all} match", shown=len(self.keys), all=len(session.order.parks)))
        return number(len(session.order.parks))

    def columns(self) -> Sequence[Column]:
        """№, change of rank, park, district, outcome, start, merit, bar, request, plan."""
        order = self.session.order if self.session is not None else None
        digits = len(str(len(order.parks))) if order is not None else 0
        columns = [
            Column("rank", _("No."), max(3, digits), align="right"),
            Column("change", "±", max(3, digits + 1), keep=6),
            Column("park", _("Park"), 20, 30, tight=16),
            Column("district", _("District"), 9, 16, keep=7),
            Column("outcome", _("Outcome"), 13, keep=1),
            Column("start", _("Start"), 5, align="right", keep=4),
            Column("merit", _("Merit"), 6, align="right"),
            Column("bar", "", BAR_CELLS, keep=8),
            Column("request", _("Request"), 7, align="right", keep=9),
            Column("grant", _("Plan"), 7, align="right", keep=5),
        ]
        study = self.session.study if self.session is not None else None
        if study is None:
            return columns
        missing = {
            "district": "district" not in study.study.parks.table,
            "request": "requested_mln_rub" not in study.study.parks.table,
        }
        return [column for column in columns if not missing.get(column.id, False)]

    def row_keys(self) -> Sequence[str]:
        """The parks, or those among them that match what is looked for."""
        session = self.session
        if session is None or session.order is None or session.study is None:
            return ()
        if not session.find:
            return session.order.parks
        return [park for park in session.order.parks if matches(session, park)]

    def empty(self) -> str:
        """Why there are no rows."""
        session = self.session
        if session is not None and session.find and session.order is not None:
            return str(_("no park matches"))
        if session is not None and session.standing == "reading":
            return str(_("reading…"))
        return str(_("no ranking yet"))

    def cell(self, key: str, column: Column, cells: int) -> Line:
        """One cell."""
        session = self.session
        assert session is not None
        assert session.order is not None
        assert session.study is not None
        order, study = session.order, session.study
        rank = order.rank.get(key)
        match column.id:
            case "rank":
                return [("" if rank is None else str(rank), "dim")]
            case "change":
                return self._change(key, rank)
            case "park":
                return [(fit(study.names.get(key, key), cells), "" if rank is not None else "dim")]
            case "district":
                return [(abbreviate(study.shown("district", key), cells), "dim")]
            case "outcome":
                return self._outcome(key, cells)
            case "merit":
                return [(number(order.merit.get(key), 3) if rank is not None else "", "")]
            case "bar":
                filled, track = bar(order.merit.get(key, 0.0), cells)
                return [(filled, "bar"), (track, "track")] if rank is not None else []
            case "request":
                return [(number(study.figure("requested_mln_rub", key), 1), "dim")]
        funded = session.answer.funded.get(key) if session.answer is not None else None
        if funded is None:
            return []
        style = "dim" if session.stale else ""
        if column.id == "start":
            return [(str(funded.start_year), style)]
        return [(number(funded.grant_mln_rub, 1), style)]

    def _change(self, key: str, rank: int | None) -> Line:
        session = self.session
        then = session.base.rank.get(key) if session is not None and session.base is not None else None
        if rank is None or then is None:
            return []
        if then == rank:
            return [("·", "track")]
        return [(f"▲{then - rank}", "good")] if then > rank else [(f"▼{rank - then}", "warn")]

    def _outcome(self, key: str, cells: int) -> Line:
        assert self.session is not None
        stands = outcome(self.session, key)
        line = outcome_line(stands, self.session.stale)
        if stands.came:
            text, style = line[0]
            return [(fit(text, cells - 1), style), (stands.came, "plus" if stands.came == "+" else "minus")]
        return line

    def selected(self) -> str | None:
        """The selected park; while one is looked for, the cursor is among those found and chooses none."""
        session = self.session
        return session.park if session is not None and not session.find else None

    @on(Table.Moved)
    def _moved(self, event: Table.Moved) -> None:
        self.post_message(ParkSelected(event.key))

    @on(Table.Opened)
    def _opened(self, event: Table.Opened) -> None:
        self.post_message(ParkOpened(event.key))
