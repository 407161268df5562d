"""What follows from the messages of the panels, one handler each."""

from __future__ import annotations

from dataclasses import replace

from textual import on

from decision.language import _
from tui import messages, windows
from tui.filecommands import FileCommands
from tui.state import active
from tui.transitions import give_way
from tui.ways import switched


class PanelMessages(FileCommands, inherit_bindings=False):
    """Handlers of what a person does in a pane."""

    @on(messages.WeightMoved)
    def _weight_moved(self, event: messages.WeightMoved) -> None:
        if self.session.question is not None:
            now = self.session.question.weights[event.criterion]
            self._give_weight(event.criterion, round(now + event.step, 2))

    @on(messages.WeightSet)
    def _weight_set(self, event: messages.WeightSet) -> None:
        self._give_weight(event.criterion, event.value)

    def _give_weight(self, criterion: str, value: float) -> None:
        session = self.session
        if session.study is None or session.question is None:
            return
        question = session.question
        siblings = session.study.siblings(criterion)
        weights = give_way(question.weights, criterion, value, siblings, question.locked)
        if weights == question.weights and all(id in question.locked for id in siblings if id != criterion):
            self.notify(str(_("all other weights are locked ■: unlock one with Space")), markup=False)
            return
        self.ask(replace(question, weights=weights, locked=question.locked - {criterion}))

    @on(messages.WeightLocked)
    def _weight_locked(self, event: messages.WeightLocked) -> None:
        question = self.session.question
        if question is not None:
            self.show(question=replace(question, locked=question.locked ^ {event.criterion}))

    @on(messages.WeightTyped)
    def _weight_typed(self, event: messages.WeightTyped) -> None:
        study = self.session.study
        label = (
            next((n.label for n in study.nodes if n.id == event.criterion), "") if study is not None else ""
        )

        def typed(value: float | None) -> None:
            if value is not None:
                self._give_weight(event.criterion, value)

        self.push_screen(windows.TypeNumber(label, event.begun), typed)

    @on(messages.ParkSelected)
    def _park_selected(self, event: messages.ParkSelected) -> None:
        if event.park != self.session.park:
            self.show(park=event.park)

    @on(messages.ParkOpened)
    def _park_opened(self, event: messages.ParkOpened) -> None:
        if self.session.find:
            self._close_find(keep=event.park)
            return
        if self.session.standing in ("best", "nothing"):
            self.action_go_on()
            return
        self.show(park=event.park)
        self.action_card()

    @on(messages.RuleSelected)
    def _rule_selected(self, event: messages.RuleSelected) -> None:
        self.show(rule=event.rule)

    @on(messages.RuleSwitched)
    def _rule_switched(self, event: messages.RuleSwitched) -> None:
        session = self.session
        if session.study is None or session.question is None:
            return
        rules = switched(session.question.rules, session.study, event.rule, not active(session, event.rule))
        self.ask(replace(session.question, rules=rules))

    @on(messages.ProblemOpened)
    def _problem_opened(self, event: messages.ProblemOpened) -> None:
        self.open_editor(event.problem.file, event.problem.line)

    @on(messages.PageChosen)
    def _page_chosen(self, event: messages.PageChosen) -> None:
        self.action_page(event.page)

    @on(messages.ActionChosen)
    async def _action_chosen(self, event: messages.ActionChosen) -> None:
        await self.run_action(event.action)
