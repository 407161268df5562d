"""What follows on the page of trust: sweeps over weights, and answers to statements."""

from __future__ import annotations

from dataclasses import replace

from textual import on

from decision.language import _
from tui import pagemessages, windows
from tui.findings import Sweep, sweep_key
from tui.handlers_pages import PageMessages


class TrustMessages(PageMessages, inherit_bindings=False):
    """Handlers of the page Trust."""

    def action_sweep(self) -> None:
        """Start a sweep, or go on with the one that was stopped."""
        session = self.session
        if session.study is None or session.question is None or session.order is None:
            return
        if session.page != "trust":
            self.action_page("trust")
            session = self.session
        if session.sweep.running and session.sweep.key == sweep_key(session):
            return
        same = session.sweep.key == sweep_key(session)
        kept = session.sweep if same else Sweep()
        turn = session.sweep.turn + 1
        sweep = replace(
            kept,
            turn=turn,
            key=sweep_key(session),
            running=True,
            stopping=False,
            ended_early=False,
            part="stability",
            progress=None,
            failure=None,
        )
        self.show(sweep=sweep)
        assert session.study is not None
        assert session.question is not None
        self.engine.sweep(turn, session.study, session.question, session.statements, session.spread)

    def action_stop(self) -> None:
        """Esc: what is looked for, the plan, the sweep, the regrets, whichever is under way."""
        session = self.session
        if self.query_one("#find").has_class("open") or session.computing:
            super().action_stop()
        elif session.sweep.running:
            self.show(sweep=replace(session.sweep, stopping=True))
            self.engine.stop_sweep()
        elif session.room.regretting:
            self.show(room=replace(session.room, stopping=True))
            self.engine.stop_regret()

    def action_spread(self) -> None:
        """Choose which weights a sweep draws."""
        items = [
            windows.Item(
                "", _("What the statements leave open; without any, all weights are equally likely")
            ),
            windows.Item("uniform", _("All weights are equally likely, whatever the statements")),
            windows.Item("dirichlet", _("Around the weights that are on now")),
        ]

        def chosen(spread: str | None) -> None:
            if spread is not None:
                self.show(spread=spread)
                self.action_sweep()

        says = [str(_("From which weights is the sweep to draw?"))]
        self.push_screen(windows.Choice(str(_("Weights of the sweep")), says, items), chosen)

    @on(pagemessages.SweepAdvanced)
    def _sweep_advanced(self, event: pagemessages.SweepAdvanced) -> None:
        if event.turn == self.session.sweep.turn:
            self.show(sweep=replace(self.session.sweep, part=event.part, progress=event.progress))

    @on(pagemessages.SweepFound)
    def _sweep_found(self, event: pagemessages.SweepFound) -> None:
        if event.turn == self.session.sweep.turn:
            self.show(sweep=replace(self.session.sweep, **{event.part: event.found}))

    @on(pagemessages.SweepEnded)
    def _sweep_ended(self, event: pagemessages.SweepEnded) -> None:
        sweep = self.session.sweep
        if event.turn == sweep.turn:
            ended = replace(
                sweep, running=False, stopping=False, ended_early=event.early, failure=event.failure
            )
            self.show(sweep=ended)

    @on(pagemessages.StatementOpened)
    def _statement_opened(self, event: pagemessages.StatementOpened) -> None:
        study = self.session.study
        if study is None:
            return
        labels = {node.id: node.label for node in study.nodes}
        first, second = labels[event.first], labels[event.second]
        items = [
            windows.Item(
                f"{event.first} >= {event.second}",
                _("{first} weighs at least as much as {second}", first=first, second=second),
            ),
            windows.Item(
                f"{event.first} <= {event.second}",
                _("{first} weighs at most as much as {second}", first=first, second=second),
            ),
        ]
        says = [
            str(_("Your answer holds for this session; Delete takes it back. The sweep is computed anew."))
        ]

        def answered(statement: str | None) -> None:
            if statement is not None:
                self.show(statements=(*self.session.statements, statement), spread="")
                self.action_sweep()

        self.push_screen(windows.Choice(str(_("Which is more important?")), says, items), answered)

    @on(pagemessages.StatementDropped)
    def _statement_dropped(self) -> None:
        if self.session.statements:
            self.show(statements=self.session.statements[:-1])
            self.action_sweep()
