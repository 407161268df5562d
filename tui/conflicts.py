"""What the app does about rules in conflict, and about bounds that a person edits; both can be undone."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from textual import on

from decision.errors import ParkfundError
from decision.language import _
from tui import messages, windows
from tui.bounds import BUDGET, Bound, bounds_of, figure_now, setting_text, without_file_values
from tui.handlers import PanelMessages
from tui.opened import Question
from tui.panels.rules import statement
from tui.state import Session
from tui.trading import at_total
from tui.ways import ways_out, with_way


class Conflicts(PanelMessages, inherit_bindings=False):
    """Rules in conflict, bounds of rules."""

    _conflict_shown: object = None

    def follow_session(self) -> None:
        """Follow the state."""
        self.watch(self, "session", self._follow_conflict, init=False)

    def _follow_conflict(self, session: Session) -> None:
        """A study that has no plan from the start opens on the conflict."""
        first = session.standing == "conflict" and session.answer is None and not session.past
        if first and self._conflict_shown is not session.refused and len(self.screen_stack) == 1:
            self._conflict_shown = session.refused
            self.call_after_refresh(self.action_conflict)

    def action_conflict(self) -> None:
        """Which rules conflict, and what could give way."""
        session = self.session
        if session.standing != "conflict" or session.refused is None or len(self.screen_stack) > 1:
            return
        ways = ways_out(session.refused.conflict)
        if ways and session.study is not None and session.question is not None and session.order is not None:
            questions = {way.id: with_way(session.question, session.study, way) for way in ways}
            self.show(tried={})
            self.engine.try_questions(session.turn, session.study, session.order, questions)
        self.push_screen(windows.ConflictDialog(session), partial(self._way_chosen, session.turn))

    def _way_chosen(self, turn: int, chosen: str | None) -> None:
        session = self.session
        self.engine.stop_job("try")
        if chosen is None or session.turn != turn or session.refused is None:
            return
        conflict = session.refused.conflict
        if chosen == windows.EDIT:
            place = next((place for place in conflict.places if place), "") if conflict is not None else ""
            file, _colon, line = place.rpartition(":")
            self.open_editor(file or None, int(line) if line.isdigit() else None)
            return
        way = next((way for way in ways_out(conflict) if way.id == chosen), None)
        if way is not None and session.study is not None and session.question is not None:
            self.ask(with_way(session.question, session.study, way))

    @on(messages.WayTried)
    def _way_tried(self, event: messages.WayTried) -> None:
        if event.turn == self.session.turn:
            self.show(tried={**self.session.tried, event.way: event.answer})

    # Bounds ----------------------------------------------------------------------------------------

    @on(messages.RuleOpened)
    def _rule_opened(self, event: messages.RuleOpened) -> None:
        session = self.session
        if session.study is None or session.question is None:
            return
        bounds = bounds_of(session.study, event.rule)
        if not bounds:
            says = _("this rule has no figure to change: Space switches it off or on, F4 opens its file")
            self.notify(str(says), markup=False)
        elif len(bounds) == 1:
            self._type_bound(bounds[0])
        else:
            settings = session.question.settings
            items = [
                windows.Item(bound.key, bound.says, bound.shown(figure_now(bound, settings)))
                for bound in bounds
            ]

            def picked(key: str | None) -> None:
                for bound in bounds:
                    if bound.key == key:
                        self._type_bound(bound)

            self.push_screen(windows.Picker(str(_("Which figure?")), items), picked)

    def action_budget(self) -> None:
        """B: the programme at another total."""
        study, question = self.session.study, self.session.question
        if study is None or question is None or len(self.screen_stack) > 1:
            return
        total = bounds_of(study, BUDGET)[0]

        def typed(value: float | None) -> None:
            now = self.session.question
            if value is not None and now is not None:
                self._ask_where_allowed(at_total(now, study, value))

        self.push_screen(
            windows.TypeFigure(
                str(_("Money")),
                total,
                figure_now(total, question.settings),
                str(_("the yearly ceilings move in proportion")) if len(bounds_of(study, BUDGET)) > 1 else "",
            ),
            typed,
        )

    def _type_bound(self, bound: Bound) -> None:
        session = self.session
        assert session.study is not None
        assert session.question is not None
        rule = session.study.rules.get(bound.key.split(".")[1]) if bound.key.startswith("rules.") else None
        heading = str(rule.label) if rule is not None else str(_("Money"))
        now = figure_now(bound, session.question.settings)
        about = statement(session, rule) if rule is not None else ""  # "at most 0" of what?
        self.push_screen(windows.TypeFigure(heading, bound, now, about), partial(self._bound_typed, bound))

    def _bound_typed(self, bound: Bound, value: float | None) -> None:
        study, question = self.session.study, self.session.question
        if value is None or study is None or question is None:
            return
        settings = without_file_values(study, {**question.settings, bound.key: setting_text(value)})
        self._ask_where_allowed(replace(question, settings=settings))

    def _ask_where_allowed(self, question: Question) -> None:
        study = self.session.study
        assert study is not None
        try:
            self.engine.check_settings(study, question)
        except ParkfundError as refused:
            self.notify(" ".join(str(refused).split()), severity="error", markup=False, timeout=8)
            return
        self.ask(question)
