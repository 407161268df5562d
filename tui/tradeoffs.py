"""Page 7: starts sweeps, takes their points as they come, adopts one as the present plan."""

from __future__ import annotations

from dataclasses import replace

from textual import on

from decision.language import _
from tui import messages
from tui.comparing import ComparePage
from tui.trading import LEVELS, Run, Trading, totals_of, traded


class TradePage(ComparePage, inherit_bindings=False):
    """What page 7 needs of the app."""

    def action_trade(self) -> None:
        """Space: solve the points of the view anew."""
        session = self.session
        study, question, trading = session.study, session.question, session.trading
        if study is None or question is None or session.order is None:
            return
        run, turn = trading.run_id(study), trading.turn + 1
        if any(other.running for id, other in trading.runs.items() if id != run):
            self._hint(_("the points of the other view are stopped; those found so far stay there"))
        self._end_trading()
        trading = self.session.trading
        expected = LEVELS if trading.kind == "frontier" else len(totals_of(study))
        runs = {**trading.runs, run: Run(question, study, turn=turn, running=True, of=expected)}
        self.show(trading=replace(trading, runs=runs, turn=turn, chosen=None))
        column = trading.column(study)
        if trading.kind == "budget":
            self.engine.sweep_budgets(turn, run, study, question)
        elif column is not None:
            self.engine.frontier(turn, run, study, question, column)

    def _end_trading(self) -> None:
        """Stop what runs; its points stay."""
        trading = self.session.trading
        self.engine.stop_job("trade")
        runs = {
            id: replace(run, running=False, stopped=True) if run.running else run
            for id, run in trading.runs.items()
        }
        self.show(trading=replace(trading, runs=runs))

    @on(messages.TradePointFound)
    def _trade_point_found(self, event: messages.TradePointFound) -> None:
        trading = self.session.trading
        run = trading.runs.get(event.run)
        if run is None or run.turn != event.turn or not run.running:
            return
        runs = {**trading.runs, event.run: run.with_point(event.point, event.done, event.of)}
        answer = self.session.answer
        present = answer is not None and answer.portfolio.budget_total == event.point.x
        first = trading.chosen is None and (trading.kind == "frontier" or present)
        self.show(trading=replace(trading, runs=runs, chosen=event.point.key if first else trading.chosen))

    @on(messages.TradeEnded)
    def _trade_ended(self, event: messages.TradeEnded) -> None:
        trading = self.session.trading
        run = trading.runs.get(event.run)
        if run is not None and run.turn == event.turn and run.running:
            ended = replace(run, running=False, says=event.says, failure=event.failure)
            self.show(trading=replace(trading, runs={**trading.runs, event.run: ended}))

    @on(messages.TradePointChosen)
    def _trade_point_chosen(self, event: messages.TradePointChosen) -> None:
        self.show(trading=replace(self.session.trading, chosen=event.point))
        if event.adopt:
            self.action_adopt_point()

    def action_adopt_point(self) -> None:
        """Make the chosen point the present plan; where nothing is solved yet, solve."""
        session = self.session
        run = session.trading.run(session.study)
        point = session.trading.point(session.study)
        if not run.points and not run.running:
            self.action_trade()
        elif point is not None and point.y is not None:
            self.ask(point.question)
            if session.trading.kind == "budget":
                self._hint(_("this point is the present plan; Backspace takes it back"))
            else:
                # The figure that was traded is no longer asked for: shares of grants may shift between its parks.
                self._hint(
                    _(
                        "exactly the parks of this point; their grants are solved anew, so that figures may differ "
                        "a little; Backspace takes it back"
                    )
                )

    def action_keep(self) -> None:
        """F5: on this page, the plan of the chosen point; elsewhere the present plan."""
        session = self.session
        run, point = session.trading.run(session.study), session.trading.point(session.study)
        question, order = session.question, session.order
        if session.page != "trade" or point is None or point.y is None or question is None or order is None:
            super().action_keep()
            return
        if point.question.key == question.key:
            super().action_keep()
            return
        if not run.fresh(question, session.study) or order.key != point.question.ranking_key:
            self._hint(
                _("these points are of an earlier question: Space solves them anew, then F5 keeps one")
            )
            return
        assert session.study is not None
        answer = self.engine.as_answer(session.study, point.question, point.portfolio)
        frontier = session.trading.kind == "frontier"
        self._keep(answer, order, "frontier" if frontier else "", run.asked if frontier else None)

    def action_other_view(self) -> None:
        """V: budget or frontier."""
        trading = self.session.trading
        self._say_that_it_goes_on()
        kind: Trading = replace(
            trading, kind="frontier" if trading.kind == "budget" else "budget", chosen=None
        )
        self.show(trading=kind)

    def _say_that_it_goes_on(self) -> None:
        """Before another view is shown."""
        if self.session.trading.run(self.session.study).running:
            self._hint(
                _("the points of the view before go on being solved; solving here with Space would stop them")
            )

    @on(messages.TradedChosen)
    def _traded_chosen(self, event: messages.TradedChosen) -> None:
        session = self.session
        if session.study is None or session.trading.kind == "budget":
            return
        self._say_that_it_goes_on()
        against = (session.trading.against + event.by) % max(1, len(traded(session.study)))
        self.show(trading=replace(session.trading, against=against, chosen=None))

    def action_stop(self) -> None:
        """Esc: stop the points and keep those that are there; else what it stops elsewhere."""
        session = self.session
        if session.page == "trade" and session.trading.run(session.study).running:
            self._end_trading()
        else:
            super().action_stop()
