"""The part of the engine that sweeps budgets and walks along a frontier, in a worker, point by point."""

from __future__ import annotations

from functools import partial
from threading import Event
from typing import TYPE_CHECKING, Any

from tui import messages
from tui.opened import Answer, OpenStudy, Question
from tui.trading import LEVELS, TradePoint, at_total, totals_of, with_parks, without_money
from tui.work import Work

if TYPE_CHECKING:
    from decision.analysis.frontier_result import FrontierPoint
    from decision.model.results import Portfolio

SECONDS = 20.0
"""For each point."""


class TradeOffs(Work):
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
        from decision.analysis.budget import budget_sweep
        from decision.analysis.territory import territory
        from decision.model.options import SolveOptions

        totals = totals_of(study)
        done = 0

        def told(total: float, portfolio: Portfolio) -> None:
            nonlocal done
            done += 1
            asked = at_total(question, study, total)
            if portfolio.objective is not None:
                self.remember(study, Answer(asked, portfolio, territory(study.study, portfolio)))
            point = TradePoint(
                f"{total:g}", total, portfolio.objective, portfolio, asked, portfolio.ending == "optimal"
            )
            self._post(messages.TradePointFound(turn, run, point, done, len(totals)))

        found = budget_sweep(
            study.study,
            totals,
            scale_years=bool(study.study.programme.budget.by_year),
            prices=False,
            options=SolveOptions(time_limit=SECONDS, stop=stop),
            told=told,
            **_arguments(study, without_money(question)),
        )
        self._post(messages.TradeEnded(turn, run, tuple(found.says())))

    def _frontier(
        self, turn: int, run: str, study: OpenStudy, question: Question, column: str, stop: Event
    ) -> None:
        from decision.analysis.frontier import frontier
        from decision.analysis.objectives import BY_RANKING
        from decision.model.options import SolveOptions

        own = study.study.programme.objective.maximise
        value = own if own in BY_RANKING and own != column else "merit"
        done = 0

        def told(found: FrontierPoint) -> None:
            nonlocal done
            done += 1
            worth, traded = found.values
            asked = with_parks(question, found.portfolio)
            point = TradePoint(
                f"{traded:.6g}|{worth:.6g}",
                traded,
                worth,
                found.portfolio,
                asked,
                found.proven and found.efficient,
            )
            self._post(messages.TradePointFound(turn, run, point, done, LEVELS))

        found = frontier(
            study.study,
            [value, column],
            points=LEVELS,
            options=SolveOptions(time_limit=SECONDS, stop=stop),
            told=told,
            **_arguments(study, question),
        )
        self._post(messages.TradeEnded(turn, run, tuple(found.says())))


def _arguments(study: OpenStudy, question: Question) -> dict[str, Any]:
    own = study.study.criteria.method.name
    return {
        "method": None if question.method == own else question.method,
        "weights": question.weights,
        "fund": question.fund,
        "reject": question.reject,
        "settings": question.changes,
    }
