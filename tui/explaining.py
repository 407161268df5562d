"""Page 4: asks the engine why the selected park is in or out whenever park or plan change, and drops stale answers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from textual import on

from tui import messages
from tui.conflicts import Conflicts
from tui.explained import Explained, explained_key
from tui.state import Session

EXPLAIN_AFTER = 0.2
"""Seconds that the cursor must be still before the solver is asked about a park."""

REMEMBERED = 100


class Explaining(Conflicts, inherit_bindings=False):
    """What page 4 needs of the app."""

    _explain_turn = 0
    _explain_timer: Any = None
    explain_after = EXPLAIN_AFTER

    def follow_session(self) -> None:
        """Follow the state."""
        self._explanations: dict[tuple[object, ...], Explained] = {}
        self.watch(self, "session", self._follow_explained, init=False)
        super().follow_session()

    def _follow_explained(self, session: Session) -> None:
        key = explained_key(session)
        shown = session.explained
        if key is None:
            if shown is not None and (shown.running or shown.stopped):
                self._end_explaining()
                self.show(explained=None)  # coming back asks again
            return
        if shown is not None and shown.key == key:
            return
        assert session.park is not None
        self._end_explaining()
        known = self._explanations.get(key)
        if known is None:
            self._explain_timer = self.set_timer(self.explain_after, self._explain)
        self._explain_turn += 1
        self.show(explained=known or Explained(session.park, key, self._explain_turn))

    def _end_explaining(self) -> None:
        if self._explain_timer is not None:
            self._explain_timer.stop()
            self._explain_timer = None
        self.engine.stop_job("explain")

    def _explain(self) -> None:
        self._explain_timer = None
        session = self.session
        shown = session.explained
        if shown is None or shown.key != explained_key(session):
            return
        self.engine.explain(shown.turn, session.study, session.answer, session.order, shown.park)

    @on(messages.ExplanationAdvanced)
    def _explanation_advanced(self, event: messages.ExplanationAdvanced) -> None:
        shown = self.session.explained
        if shown is None or shown.turn != event.turn or not shown.running:
            return
        parts: dict[str, Any] = {"done": event.done, "of": event.of, "running": event.done < event.of}
        if event.pair is not None:
            parts["pair"] = event.pair
        if event.found is not None:
            parts["found"] = event.found
        explained = replace(shown, **parts)
        if not explained.running:
            while len(self._explanations) >= REMEMBERED:
                self._explanations.pop(next(iter(self._explanations)))
            self._explanations[explained.key] = explained
        self.show(explained=explained)

    @on(messages.ExplanationAsks)
    def _explanation_asks(self, event: messages.ExplanationAsks) -> None:
        shown = self.session.explained
        if shown is not None and shown.turn == event.turn and shown.running:
            self.show(explained=replace(shown, asks=event.question))

    @on(messages.ExplanationFailed)
    def _explanation_failed(self, event: messages.ExplanationFailed) -> None:
        shown = self.session.explained
        if shown is not None and shown.turn == event.turn:
            self.show(explained=replace(shown, running=False, failure=event.says))

    def action_why(self) -> None:
        """F3: the conflict, or page 4 about the selected park."""
        if self.session.standing == "conflict":
            self.action_conflict()
        elif self.session.park is not None and self.session.order is not None:
            if len(self.screen_stack) > 1:
                self.pop_screen()
            shown = self.session.explained
            if self.session.page == "explain" and shown is not None and (shown.stopped or shown.failure):
                self.show(explained=None)  # asked again where it was stopped
            self.action_page("explain")

    def action_stop(self) -> None:
        """Esc: stop explaining and keep what is there; else what it stops elsewhere."""
        shown = self.session.explained
        if self.session.page == "explain" and shown is not None and shown.running:
            self._end_explaining()
            self.show(explained=replace(shown, running=False, stopped=True))
        else:
            super().action_stop()

    @on(messages.ParkStepped)
    def _park_stepped(self, event: messages.ParkStepped) -> None:
        session = self.session
        if session.order is None or session.park is None or not session.order.parks:
            return
        place = session.order.place.get(session.park, 0) + event.by
        self.show(park=session.order.parks[min(max(place, 0), len(session.order.parks) - 1)])
