"""The part of the engine that sweeps budgets and walks along a frontier, in a worker, point by point."""

from __future__ import annotations

from functools import partial
from threading import Event
from typing import TYPE_CHECKING, Any

from tui import messages
from tui.engine_records import Recorder, asked_of
from tui.opened import Answer, OpenStudy, Question
from tui.trading import LEVELS, TradePoint, at_total, totals_of, value_of, with_parks, without_money

if TYPE_CHECKING:
    from decision.analysis.asked import Asked
    from decision.analysis.frontier_result import FrontierPoint
    from decision.model.results import Portfolio

SECONDS = 20.0
"""For each point."""


class TradeOffs(Recorder):
    """Budget sweep and frontier."""

    def remember(self, study: OpenStudy, answer: Answer) -> None:
        """Have an answer at hand when its question is asked again."""
        raise NotImplementedError

    def sweep_budgets(self, turn: int, run: str, study: OpenStudy, question: Question) -> None:
        """Solve the plan at other budgets; ends in TradePointFound, many times, and TradeEnded."""
        self._trade(turn, run, partial(self._sweep_budgets, turn, run, study, question))

    def frontier(self, turn: int, run: str, study: OpenStudy, question: Question, column: str) -> None:
        """Walk along the frontier of value and a column; ends in TradePointFound, many times, and TradeEnded."""
        self._trade(turn, run, partial(self._frontier, turn, run, study, question, column))

    def _trade(self, turn: int, run: str, work: Any) -> None:
        self.begin_job("trade", work, lambda says: self._post(messages.TradeEnded(turn, run, (), says)))

    def _sweep_budgets(self, turn: int, run: str, study: OpenStudy, question: Question, stop: Event) -> None:
        from decision.analysis.asked import budgets
        from decision.analysis.territory import territory
        from decision.model.options import SolveOptions

        totals = totals_of(study)
        done = 0

        def told(total: float, portfolio: Portfolio) -> None:
            nonlocal done
            done += 1
            at = at_total(question, study, total)
            if portfolio.objective is not None:
                self.remember(study, Answer(at, portfolio, territory(study.study, portfolio)))
            point = TradePoint(
                f"{total:g}", total, portfolio.objective, portfolio, at, portfolio.ending == "optimal"
            )
            self._post(messages.TradePointFound(turn, run, point, done, len(totals)))

        asked = asked_of(study, without_money(question))
        options = SolveOptions(time_limit=SECONDS, stop=stop)
        found = budgets(study.study, asked, totals, options, told)
        self._keep("tui budget", found, study, asked, {"totals": list(totals)}, stop)
        self._post(messages.TradeEnded(turn, run, tuple(found.says())))

    def _frontier(
        self, turn: int, run: str, study: OpenStudy, question: Question, column: str, stop: Event
    ) -> None:
        from decision.analysis.asked import trade_off
        from decision.model.options import SolveOptions

        value = value_of(study, column)
        done = 0

        def told(found: FrontierPoint) -> None:
            nonlocal done
            done += 1
            worth, traded = found.values
            point = TradePoint(
                f"{traded:.6g}|{worth:.6g}",
                traded,
                worth,
                found.portfolio,
                with_parks(question, study, found.portfolio),
                found.proven and found.efficient,
            )
            self._post(messages.TradePointFound(turn, run, point, done, LEVELS))

        asked = asked_of(study, question)
        options = SolveOptions(time_limit=SECONDS, stop=stop)
        found = trade_off(study.study, asked, (value, column), LEVELS, options, told)
        arguments = {"objectives": [value, column], "points": LEVELS}
        self._keep("tui frontier", found, study, asked, arguments, stop)
        self._post(messages.TradeEnded(turn, run, tuple(found.says())))

    def _keep(
        self, command: str, found: Any, study: OpenStudy, asked: Asked, arguments: dict[str, Any], stop: Event
    ) -> None:
        self.keep_answer(
            command,
            lambda: found,
            study,
            asked,
            {**arguments, "time_limit": SECONDS},
            tables=lambda: {command.removeprefix("tui "): found.to_frame().reset_index()},
            interrupted=stop.is_set(),
        )
