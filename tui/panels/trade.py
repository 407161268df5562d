"""Page 7: plans at other budgets or along a frontier, a row each, with bars from zero."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual import events, on
from textual.binding import Binding, BindingType

from decision.language import Message, _
from tui.columns import Column
from tui.format import Line, bar, compact, fit, number, wrap
from tui.hints import Hints
from tui.messages import ActionChosen, TradedChosen, TradePointChosen
from tui.state import Session
from tui.table import Table
from tui.trading import Run, TradePoint


class TradeTable(Table):
    """The points in the order of the budget, or of the figure that is traded."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("v,м", "do('other_view')", show=False),
        Binding("left", "other(-1)", show=False),
        Binding("right", "other(1)", show=False),
    ]

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._hints = Hints()

    @property
    def run(self) -> Run:
        """The run on the screen."""
        return self.session.trading.run(self.session.study) if self.session is not None else Run()

    def title(self) -> str:
        """What is swept."""
        session = self.session
        if session is None or session.study is None:
            return str(_("Trade-offs"))
        if session.trading.kind == "budget":
            return str(_("What other budgets give"))
        return str(_("Value against {figure}", figure=figure_name(session)))

    def note(self) -> str:
        """How far it is."""
        run = self.run
        if run.running:
            steps = f" {run.done}/{run.of}" if run.of else ""
            return f"◌ {_('solving')}{steps} · Esc {_('stop')}"
        if (
            self.session is not None
            and run.points
            and not run.fresh(self.session.question, self.session.study)
        ):
            return str(_("△ of an earlier question: Space solves anew"))
        return str(_("△ stopped")) if run.stopped else ""

    def columns(self) -> Sequence[Column]:
        """Where the point lies, what it is worth, parks, money, what changed."""
        session = self.session
        budget = session is None or session.trading.kind == "budget"
        first = _("Total, mln") if budget else figure_name(session)
        return [
            Column("x", fit(str(first), 16).rstrip(), 10, align="right"),
            Column("value", _("Plan value"), 8, align="right"),
            Column("bar", "", 10, 40, keep=4),
            Column("parks", _("Parks"), 6, align="right"),
            Column("more", _("+1 bn gives") if budget else _("Granted"), 11, align="right", keep=3),
            Column("change", _("In and out"), 12, align="right", keep=2),
            Column("state", "", 12, keep=1),
        ]

    def row_keys(self) -> Sequence[str]:
        """The points."""
        return [point.key for point in self.run.points]

    def empty(self) -> str:
        """What to do."""
        session = self.session
        if session is None or session.study is None:
            return ""
        if self.run.running:
            says = _("solving the first of {count} plans; each appears here when found", count=self.run.of)
            return f"◌ {says}"
        if self.run.failure is not None:
            return "✗ " + " ".join(str(self.run.failure).split())
        if session.trading.kind == "budget":
            return str(_("Space solves the plan at other budgets; V shows the frontier."))
        return str(
            _("Space solves the plans between most value and most {figure}.", figure=figure_name(session))
        )

    def cell(self, key: str, column: Column, cells: int) -> Line:
        """One cell."""
        session, run = self.session, self.run
        assert session is not None
        place = next(place for place, point in enumerate(run.points) if point.key == key)
        point = run.points[place]
        if column.id == "x":
            return [(compact(point.x), "strong")]
        if column.id == "state":
            return _state(session, point)
        if point.y is None:
            return [("–", "dim")] if column.id in ("value", "parks") else []
        match column.id:
            case "value":
                return [(number(point.y, 3), "")]
            case "bar":
                most = max((each.y or 0.0) for each in run.points) or 1.0
                filled, track = bar(point.y / most, cells)
                return [(filled, "bar"), (track, "track")]
            case "parks":
                return [(number(len(point.portfolio.funded)), "")]
            case "change":
                came, went = changes_of(session, point)
                return (
                    [(f"+{came}", "plus"), (" ", ""), (f"−{went}", "minus")]
                    if came or went
                    else [("=", "dim")]
                )
        if session.trading.kind == "frontier":
            return [(number(point.portfolio.granted), "dim")]
        before = run.points[place - 1] if place else None
        if before is None or before.y is None:
            return []
        return [(number((point.y - before.y) / (point.x - before.x) * 1000, 3), "dim")]

    def bottom_lines(self, cells: int) -> list[tuple[Line, str]]:
        """What was found, in a sentence or two; the keys."""
        session = self.session
        if session is None:
            return []
        said: list[Line] = []
        for sentence in self.run.says[:3]:
            said += [[(" " + text, "dim")] for text in wrap(str(sentence), cells - 2)[:2]]
        hints: list[tuple[str, Message, str]] = []
        if self.run.points:
            hints.append(("Enter", _("make it the plan"), "adopt_point"))
            hints.append(("F5", _("into the comparison"), "keep"))
        hints.append(("Space", _("solve"), "trade"))
        frontier = session.trading.kind == "frontier"
        hints.append(("V", _("budgets") if frontier else _("frontier"), "other_view"))
        if frontier:
            hints.append(("← →", _("another figure"), "other"))
        else:
            hints.append(("B", _("type a total"), "budget"))
        return [
            *((line, "") for line in said[: 2 if self.size.height < 22 else 4]),
            (self._hints.line(hints, cells), ""),
        ]

    def selected(self) -> str | None:
        """The chosen point."""
        return self.session.trading.chosen if self.session is not None else None

    def action_do(self, action: str) -> None:
        """V."""
        self.post_message(ActionChosen(action))

    def action_other(self, by: int) -> None:
        """Left and right."""
        self.post_message(TradedChosen(by))

    def action_open(self) -> None:
        """Enter: also where there is no row yet."""
        if self.cursor is not None:
            self.post_message(TradePointChosen(self.cursor, adopt=True))
        else:
            self.post_message(ActionChosen("adopt_point"))

    def action_switch(self) -> None:
        """Space."""
        self.post_message(ActionChosen("trade"))

    @on(Table.Moved)
    def _moved(self, event: Table.Moved) -> None:
        self.post_message(TradePointChosen(event.key))

    def on_click(self, event: events.Click) -> None:
        """The keys below can be clicked."""
        if event.y == self.size.height - 1:
            action = self._hints.at(event.x)
            if action == "other":
                self.post_message(TradedChosen(1))
            elif action is not None:
                self.post_message(ActionChosen(action))
        elif event.y == 0 and self.run.running:
            self.post_message(ActionChosen("stop"))
        else:
            super().on_click(event)


def figure_name(session: Session | None) -> str:
    """The figure that value is traded against."""
    if session is None or session.study is None:
        return ""
    column = session.trading.column(session.study)
    if column is None or column == "count":
        return str(_("number of parks"))
    return str(session.study.study.parks.column(column).title)


def changes_of(session: Session, point: TradePoint) -> tuple[int, int]:
    """How many parks come in and go out against the present plan."""
    now = set(session.answer.funded) if session.answer is not None else set()
    there = {park.park_id for park in point.portfolio.funded}
    return len(there - now), len(now - there)


def _state(session: Session, point: TradePoint) -> Line:
    if point.y is None:
        return [(f"✗ {_('no plan')}", "bad")]
    present: Any = session.question is not None and session.question.key == point.question.key
    same_money = session.answer is not None and session.answer.portfolio.budget_total == point.x
    if present or (session.trading.kind == "budget" and same_money and changes_of(session, point) == (0, 0)):
        return [(f"← {_('present')}", "accent")]
    return [(f"✓ {_('proven')}", "good")] if point.proven else [(f"△ {_('best found')}", "warn")]
