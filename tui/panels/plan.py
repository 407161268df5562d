"""The plan: funded parks by years with payments, and the totals of each year against its ceiling."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.binding import BindingType

from decision.language import _, _n
from tui.columns import Column
from tui.format import Line, abbreviate, fit, number, percent, width
from tui.messages import ActionChosen, ParkOpened, ParkSelected
from tui.state import Session, matches
from tui.table import Table

GROUP = "\0group:"
"""Begins the key of a row that heads a group of parks."""


class Plan(Table):
    """Payments of each funded park by year; totals and ceilings stay at the bottom.

    Parks that the plan of the files funds and this one does not stand below the others, marked −.
    """

    ORDERS = ("rank", "grant", "start", "district")
    GROUPINGS = ("", "district", "model", "sector", "start")

    def __init__(self) -> None:
        super().__init__(id="plan-table", classes="pane")
        self.sorting = "rank"
        self.grouping = ""
        self._groups: dict[str, list[str]] = {}

    BINDINGS: ClassVar[list[BindingType]] = [("s,ы", "sort", ""), ("g,п", "group", "")]

    def title(self) -> str:
        """Name of the pane."""
        return str(_("Plan by year, mln RUB"))

    def note(self) -> str:
        """How many parks, what is looked for, in which order, in which groups."""
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
        if session.find:
            shown = sum(not key.startswith(GROUP) for key in self.keys)
            count = _("{shown} of {all} match", shown=shown, all=len(session.answer.funded))
        groups = {
            "": _("no groups"),
            "district": _("districts"),
            "model": _("models"),
            "sector": _("sectors"),
        }
        grouping = groups.get(self.grouping, _("years of start"))
        came, went = len(self._came(session)), len(self._left(session))
        since = f"{_('since the files')} +{came} −{went}" if came or went else ""
        pieces = [str(count), f"S {orders[self.sorting]}", f"G {grouping}", since]
        room = self._cells() - width(self.title()) - 4
        while len(pieces) > 1 and width(" · ".join(filter(None, pieces))) > room:
            pieces.pop()
        return " · ".join(filter(None, pieces))

    def _came(self, session: Session) -> list[str]:
        if session.first is None or session.answer is None:
            return []
        return [park for park in session.answer.funded if park not in session.first.funded]

    def _left(self, session: Session) -> list[str]:
        if session.first is None or session.answer is None:
            return []
        return [park for park in session.first.funded if park not in session.answer.funded]

    def columns(self) -> Sequence[Column]:
        """Change, rank, park, district, grant, share of the request, one column a year."""
        columns = [
            Column("since", "±", 1, keep=6),
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
        """The funded parks, in groups where wanted, then those that left since the plan of the files."""
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
        keys = [park.park_id for park in funded if matches(session, park.park_id)]
        if self.grouping:
            groups: dict[str, list[str]] = {}
            for key in keys:
                groups.setdefault(self._group_of(key), []).append(key)
            keys = [key for group in sorted(groups) for key in (GROUP + group, *groups[group])]
            self._groups = groups
        return [*keys, *(park for park in self._left(session) if matches(session, park))]

    def _group_of(self, park: str) -> str:
        assert self.session is not None
        assert self.session.study is not None
        if self.grouping == "start":
            funded = self.session.answer.funded.get(park) if self.session.answer is not None else None
            return str(funded.start_year) if funded is not None else ""
        return self.session.study.shown(self.grouping, park)

    def empty(self) -> str:
        """Why there are no rows."""
        session = self.session
        if session is not None and session.find and session.answer is not None:
            return str(_("no park matches"))
        if session is not None and session.standing == "nothing":
            return str(_("no plan was found in the time: Enter computes longer"))
        return str(_("no plan yet"))

    def cell(self, key: str, column: Column, cells: int) -> Line:
        """One cell."""
        session = self.session
        assert session is not None
        assert session.answer is not None
        assert session.study is not None
        if key.startswith(GROUP):
            return self._group_cell(key, column, cells)
        park = session.answer.funded.get(key)
        if park is None:
            return self._left_cell(key, column, cells)
        style = "dim" if session.stale else ""
        match column.id:
            case "since":
                new = session.first is not None and key not in session.first.funded
                return [("+", "plus")] if new else []
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

    def _left_cell(self, key: str, column: Column, cells: int) -> Line:
        """A park that the plan of the files funds and this one does not."""
        session = self.session
        assert session is not None
        assert session.study is not None
        assert session.first is not None
        match column.id:
            case "since":
                return [("−", "minus")]
            case "park":
                return [(fit(f"{_('left:')} {session.study.names.get(key, key)}", cells), "dim")]
            case "district":
                return [(abbreviate(session.study.shown("district", key), cells), "dim")]
            case "grant":
                return [(number(-session.first.funded[key].grant_mln_rub, 1), "dim")]
        return []

    def _group_cell(self, key: str, column: Column, cells: int) -> Line:
        """The head of a group: how many parks, and their money."""
        session = self.session
        assert session is not None
        assert session.answer is not None
        group = key.removeprefix(GROUP)
        parks = [session.answer.funded[park] for park in self._groups.get(group, ())]
        if column.id == "park":
            text = f"{group or _('not told')}: {len(parks)}"
            return [(fit(text, cells), "accent")]
        if column.id == "grant":
            return [(number(sum(park.grant_mln_rub for park in parks), 1), "accent")]
        if column.id.isdigit():
            return [(number(sum(park.payments.get(int(column.id), 0.0) for park in parks), 1), "accent")]
        return []

    def totals(self) -> list[dict[str, Line]]:
        """Paid, ceiling and what is left, by year."""
        session = self.session
        if session is None or session.answer is None or not session.answer.has_plan:
            return []
        portfolio = session.answer.portfolio
        carried: dict[str, Line] = {"park": [(str(_("carried over from the year before")), "")]}
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
            carried[str(year)] = [(number(money.carried), "")] if money.carried > 0.05 else []
            paid[str(year)] = [(number(money.paid), "strong")]
            ceiling[str(year)] = [(number(limit), "")]
            rest = None if limit is None else limit - money.paid
            tight = rest is not None and rest < 0.05
            left[str(year)] = [(number(rest) + ("!" if tight else ""), "warn" if tight else "")]
        any_carried = any(money.carried > 0.05 for money in portfolio.by_year.values())
        return [paid, *([carried] if any_carried else []), ceiling, left]

    def action_group(self) -> None:
        """The next grouping that the data allow."""
        table = (
            self.session.study.study.parks.table if self.session is not None and self.session.study else ()
        )
        known = [one for one in self.GROUPINGS if one in ("", "start") or one in table]
        self.grouping = known[(known.index(self.grouping) + 1) % len(known)]
        self.rebuild()

    def action_sort(self) -> None:
        """The next order of rows."""
        self.sorting = self.ORDERS[(self.ORDERS.index(self.sorting) + 1) % len(self.ORDERS)]
        self.rebuild()

    def selected(self) -> str | None:
        """The selected park."""
        return self.session.park if self.session is not None else None

    def action_open(self) -> None:
        """The park's card; where no plan was found yet, compute longer."""
        if self.keys:
            super().action_open()
        else:
            self.post_message(ActionChosen("go_on"))

    @on(Table.Moved)
    def _moved(self, event: Table.Moved) -> None:
        if not event.key.startswith(GROUP):
            self.post_message(ParkSelected(event.key))

    @on(Table.Opened)
    def _opened(self, event: Table.Opened) -> None:
        if not event.key.startswith(GROUP):
            self.post_message(ParkOpened(event.key))
