"""A question asked again with a change: whether the plan that is there still does, told by a bound within moments.

The policy of :class:`Reviser`: first the bound. With v what the plan before is worth now and z the optimum of the
linear relaxation of the changed question, no plan is worth more than z; where z is above v by no more than the asked
gap, the plan is as good as any that a search would stop at, and it is kept. Otherwise a search as for any other
question: the whole programme when it is small, a certified core when it is large
(:func:`decision.allocation.allocate.answer`).

A relaxation whose costs have moved a little is solved from where the last one ended, in a fraction of the time of a
cold solve. What is kept depends on what was there before. That is meant for a person who edits weights; records and
sweeps ask :func:`decision.allocation.allocate.answer`, whose answer depends on its question only.
"""

from __future__ import annotations

import threading
import time
from dataclasses import replace

from decision.allocation.allocate import answer, kept_portfolio
from decision.allocation.answers import Answer, relative_gap
from decision.allocation.audit import breaches, objective_value
from decision.allocation.audited import plan_of
from decision.allocation.problem import Problem, cost_with
from decision.allocation.question import Question
from decision.allocation.session import Session
from decision.model.options import SolveOptions
from decision.model.results import Portfolio


class Reviser:
    """Keeps the last question and its portfolio, and answers the next question from them where a bound allows it.

    May be shared by threads: one question is answered at a time.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last: tuple[Question, Portfolio] | None = None
        self._loaded: tuple[Question, Problem, Session] | None = None
        self._hot = False

    def answer(self, question: Question, options: SolveOptions | None = None) -> Portfolio:
        """The last portfolio, if the bound proves it within the gap (``proof`` says so); else a new one.

        Raises:
            AuditFailed: the solver's plan breaks a rule.
            InputProblems: the programme names columns, parks or groups that do not exist.
            SolverFailed: the solver broke.
        """
        options = options or SolveOptions()
        with self._lock:
            before = self._last
            kept = None if before is None else self._unchanged(question, before[1], options)
            portfolio = answer(question, options) if kept is None else kept
            if portfolio.ending in ("optimal", "feasible"):
                self._last = (question, portfolio)
        return portfolio

    def unchanged(
        self, question: Question, portfolio: Portfolio, options: SolveOptions | None = None
    ) -> Portfolio | None:
        """A portfolio as the answer to a question, if the bound proves it within the asked gap.

        Args:
            question: what is asked now.
            portfolio: the answer to another question.
            options: the gap; time limit and stop event of the relaxation.

        Returns:
            The same parks, grants, start years and payments, reported under the new question, with gap and bound;
            None where that is not proven, or the portfolio breaks a rule of the new question.
        """
        with self._lock:
            return self._unchanged(question, portfolio, options or SolveOptions())

    def prepare(self, options: SolveOptions | None = None) -> None:
        """Solve the relaxation of the last question, so that the next one starts from there; for idle moments."""
        with self._lock:
            if self._last is None or self._last[1].ending != "optimal":
                return
            question = self._last[0]
            if _revisable(question):
                self._bound(question, options or SolveOptions())

    def _unchanged(self, question: Question, portfolio: Portfolio, options: SolveOptions) -> Portfolio | None:
        began = time.perf_counter()
        if portfolio.objective is None or not _revisable(question):
            return None
        try:
            plan = plan_of(portfolio, question.candidates)
        except KeyError:  # a park that can no longer be funded
            return None
        if breaches(plan, question.rows):
            return None
        problem, bound = self._bound(question, options)
        worth = objective_value(plan, problem.rows, problem.pairs)
        gap = relative_gap(worth, bound)
        if bound is None or gap is None or gap > options.gap:
            return None
        found = Answer(
            "optimal",
            None,
            worth,
            max(bound, worth),
            time.perf_counter() - began,
            proof="LP bound of the plan before",
        )
        return kept_portfolio(question, plan, problem, found, options)

    def _bound(self, question: Question, options: SolveOptions) -> tuple[Problem, float | None]:
        """The programme and the optimum of its relaxation; hot where only gains differ from what is loaded."""
        if self._loaded is None or not _same_rows(self._loaded[0], question):
            problem = question.built()
            self._loaded = (question, problem, Session(problem.programme, relaxed=True))
            self._hot = False
        first, problem, session = self._loaded
        if question is not first:
            programme = replace(problem.programme, cost=cost_with(problem, question.candidates.gain))
            problem = replace(problem, candidates=question.candidates, programme=programme)
        answer = session.solve(
            cost=problem.programme.cost,
            gap=0.0,
            time_limit=options.time_limit,
            stop=options.stop,
            hot=self._hot,
        )
        self._hot = answer.ending == "optimal"
        return problem, answer.objective if answer.ending == "optimal" else None


def _revisable(question: Question) -> bool:
    """Whether the objective alone says how good a plan is, and its rows are all there is to keep.

    Soft rules with a priority come before the objective: what each can reach must be settled first.
    """
    return (
        question.protection is None
        and not question.levels
        and all(row.priority is None for row in question.rules)
    )


def _same_rows(one: Question, other: Question) -> bool:
    """Whether two questions differ in gains at most."""
    if one is other:
        return True
    return (
        one.parks is other.parks
        and one.partnerships is other.partnerships
        and one.programme == other.programme
        and set(one.fund) == set(other.fund)
        and set(one.reject) == set(other.reject)
        and one.candidates.ids == other.candidates.ids
    )
