"""The plan: funded parks by years with payments, and the totals of each year against its ceiling."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.binding import BindingType

from decision.language import _, _n
from tui.format import Line, abbreviate, fit, number, percent
from tui.messages import ParkOpened, ParkSelected
from tui.table import Column, Table


class Plan(Table):
    """Payments of each funded park by year; totals and ceilings stay at the bottom."""

    ORDERS = ("rank", "grant", "start", "district")

    def __init__(self) -> None:
        super().__init__(id="plan-table", classes="pane")
        self.sorting = "rank"

    BINDINGS: ClassVar[list[BindingType]] = [("s,ы", "sort", "")]

    def title(self) -> str:
        """Name of the pane."""
        return str(_("Plan: payments by year, mln RUB"))

    def note(self) -> str:
        """How many parks, and in which order."""
        session = self.session
        if session is None or session.answer is None:
            return ""
        orders = {
            "rank": _("by rank"),
            "grant": _("by grant"),
            "start": _("by start"),
            "district": _("by district"),
        }
        count = _n("{count} park", "{count} parks", len(session.answer.funded))
        return f"{count} · {orders[self.sorting]} (S)"

    def columns(self) -> Sequence[Column]:
        """Rank, park, district, grant, share of the request, one column a year."""
        columns = [
            Column("rank", _("No."), 3, align="right", keep=3),
            Column("park", _("Park"), 14, 36),
            Column("district", _("District"), 9, 16, keep=4),
            Column("grant", _("Grant"), 7, 9, align="right"),
            Column("share", _("of request"), 6, align="right", keep=5),
        ]
        session = self.session
        if session is None or session.study is None:
            return columns
        if "district" not in session.study.study.parks.table:
            columns = [column for column in columns if column.id != "district"]
        return [
            *columns,
            *(Column(str(year), str(year), 6, 9, "right") for year in session.study.study.programme.years),
        ]

    def row_keys(self) -> Sequence[str]:
        """The funded parks."""
        session = self.session
        if session is None or session.answer is None or session.study is None:
            return ()
        study = session.study
        funded = sorted(session.answer.portfolio.funded, key=lambda park: (park.rank or 10**9, park.park_id))
        if self.sorting == "grant":
            funded.sort(key=lambda park: -park.grant_mln_rub)
        elif self.sorting == "start":
            funded.sort(key=lambda park: park.start_year)
        elif self.sorting == "district":
            funded.sort(key=lambda park: study.shown("district", park.park_id))
        return [park.park_id for park in funded]

    def empty(self) -> str:
        """Why there are no rows."""
        return str(_("no plan yet"))

    def cell(self, key: str, column: Column, cells: int) -> Line:
        """One cell."""
        session = self.session
        assert session is not None
        assert session.answer is not None
        assert session.study is not None
        park = session.answer.funded[key]
        style = "dim" if session.stale else ""
        match column.id:
            case "rank":
                return [(str(park.rank or ""), "dim")]
            case "park":
                return [(fit(session.study.names.get(key, park.name), cells), "")]
            case "district":
                return [(abbreviate(session.study.shown("district", key), cells), "dim")]
            case "grant":
                return [(number(park.grant_mln_rub, 1), style or "strong")]
            case "share":
                return [(percent(park.funded_fraction), "dim")]
        paid = park.payments.get(int(column.id), 0.0)
        return [(number(paid, 1), style)] if paid > 0.0005 else [("·", "track")]

    def totals(self) -> list[dict[str, Line]]:
        """Paid, ceiling and what is left, by year."""
        session = self.session
        if session is None or session.answer is None or not session.answer.has_plan:
            return []
        portfolio = session.answer.portfolio
        paid: dict[str, Line] = {
            "park": [(str(_("paid")), "strong")],
            "grant": [(number(portfolio.granted), "strong")],
        }
        ceiling: dict[str, Line] = {
            "park": [(str(_("ceiling")), "")],
            "grant": [(number(portfolio.budget_total), "")],
        }
        left: dict[str, Line] = {
            "park": [(str(_("left")), "")],
            "grant": [(number(portfolio.budget_total - portfolio.granted), "")],
        }
        for year, money in portfolio.by_year.items():
            limit = None if money.ceiling is None else money.ceiling + money.carried
            paid[str(year)] = [(number(money.paid), "strong")]
            ceiling[str(year)] = [(number(limit), "")]
            rest = None if limit is None else limit - money.paid
            tight = rest is not None and rest < 0.05
            left[str(year)] = [(number(rest) + ("!" if tight else ""), "warn" if tight else "")]
        return [paid, ceiling, left]

    def action_sort(self) -> None:
        """The next order of rows."""
        self.sorting = self.ORDERS[(self.ORDERS.index(self.sorting) + 1) % len(self.ORDERS)]
        self.rebuild()

    def watch_session(self) -> None:
        """Show another state; the selected park may have been chosen elsewhere."""
        if self.session is not None and self.session.park in self._places:
            self.cursor = self.session.park
        super().watch_session()

    @on(Table.Moved)
    def _moved(self, event: Table.Moved) -> None:
        self.post_message(ParkSelected(event.key))

    @on(Table.Opened)
    def _opened(self, event: Table.Opened) -> None:
        self.post_message(ParkOpened(event.key))
