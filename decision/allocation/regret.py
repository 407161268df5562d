"""Regret: what a member of a committee loses under a portfolio, and the portfolio whose greatest regret is least.

Members share parks, money and rules and differ in what a park is worth to them. With V_m(x) the value of portfolio x
to member m and z_m the best value that m could have,

    regret_m(x) = (z_m − V_m(x)) / z_m    (relative; absolute: z_m − V_m(x))
    minimise t  subject to  t ≥ regret_m(x) for every member m,  x a feasible plan

V_m is linear in the same columns for every member, so that this is one MILP (minimax regret, Savage 1951; Kouvelis & Yu
1997). z_m is known between the best plan found and its proven bound; every regret is therefore told from both.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from decision.allocation.allocate import answer, as_portfolio
from decision.allocation.answers import Answer
from decision.allocation.audit import objective_value
from decision.allocation.audited import plan_of
from decision.allocation.extended import with_columns, with_row
from decision.allocation.linear import LinearProgramme
from decision.allocation.numbers import FloatArray
from decision.allocation.plan import Plan
from decision.allocation.problem import Problem
from decision.allocation.question import Question
from decision.allocation.solver import solve
from decision.errors import ParkfundError
from decision.language import _
from decision.model.options import SolveOptions
from decision.model.results import Portfolio

OPTIMUM_GAP = 1e-4
"""Gap to which each member's own optimum is proven at least."""
REGRET_GAP = 0.002
"""The greatest regret is found to this part of itself and ``SHIFT`` above the least; 0 where gap 0 is asked."""
SHIFT = 0.02
"""Of a member's best value: added to the greatest regret while it is minimised, so that its gap has a floor."""
SECOND_GAP = 5e-4
"""Gap of the sum of all regrets among portfolios of equal greatest regret."""


@dataclass(frozen=True)
class Regret:
    """A member's regret under one portfolio: a share of the member's best value, or in units of value."""

    value: float
    """Value of the portfolio to the member."""
    least: float
    """Regret against the member's best portfolio found; 0 where the portfolio is better than that one."""
    most: float
    """Regret against the proven bound on the member's best value."""

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {"value": self.value, "regret": self.most, "regret_at_least": self.least}


@dataclass(frozen=True, eq=False)
class LeastRegret:
    """The portfolio of least greatest regret."""

    relative: bool
    """Whether regrets are shares of each member's best value."""
    portfolio: Portfolio | None
    """None when there is no plan, or none was found in the time."""
    regrets: Mapping[str, Regret]
    """By member, under that portfolio."""
    optima: Mapping[str, Portfolio]
    """Each member's own best portfolio, with its gap."""
    proven_least: float | None
    """Proven: no portfolio has a smaller greatest regret than this."""

    @property
    def greatest(self) -> float | None:
        """The greatest regret of any member."""
        return max((one.most for one in self.regrets.values()), default=None)

    @property
    def gap(self) -> float | None:
        """How far the greatest regret may lie above the least possible one, in units of regret."""
        if self.greatest is None or self.proven_least is None:
            return None
        return max(self.greatest - self.proven_least, 0.0)


def optima(
    questions: Mapping[str, Question],
    options: SolveOptions | None = None,
    told: Callable[[], None] | None = None,
) -> dict[str, Portfolio]:
    """Each member's own best portfolio, under one time limit for all; those that time ran out for are told as such.

    ``told`` is called after each.
    """
    options = options or SolveOptions()
    began = time.perf_counter()
    found = {}
    for number, (member, question) in enumerate(questions.items()):
        left = options.time_limit
        if left is not None:
            left = max(left - (time.perf_counter() - began), 1e-3) / (len(questions) - number)
        effort = replace(options, gap=min(options.gap, OPTIMUM_GAP), time_limit=left)
        found[member] = answer(question, effort)
        if told is not None:
            told()
    return found


def regrets(
    portfolio: Portfolio,
    questions: Mapping[str, Question],
    best: Mapping[str, Portfolio] | None = None,
    options: SolveOptions | None = None,
    *,
    relative: bool = True,
) -> dict[str, Regret]:
    """The regret of every member under a portfolio.

    Args:
        portfolio: any portfolio of the same parks and programme.
        questions: what each member asks, by the member's id.
        best: each member's own best portfolio, where it is known already; see :func:`optima`.
        options: effort for the members' own portfolios.
        relative: as shares of the members' best values; else in units of value.

    Raises:
        ParkfundError: a member's best value is not known or not positive (relative regret).
    """
    best = best if best is not None else optima(questions, options)
    ceilings = {member: _best_values(member, best[member], relative) for member in questions}
    return {
        member: _regret(portfolio_value(portfolio, question), *ceilings[member], relative)
        for member, question in questions.items()
    }


def portfolio_value(portfolio: Portfolio, question: Question) -> float:
    """What a portfolio is worth to whoever asks ``question``."""
    return _value(plan_of(portfolio, question.candidates), question, question.problem())


def least_regret(
    questions: Mapping[str, Question],
    options: SolveOptions | None = None,
    relative: bool = True,
    *,
    best: Mapping[str, Portfolio] | None = None,
    shown: Question | None = None,
) -> LeastRegret:
    """The portfolio whose greatest regret over the members is least; among equals the one with least regret in all.

    Args:
        questions: what each member asks, by the member's id; parks, programme and pins are the same.
        options: time limit for everything, stop event; gap 0 proves the least regret outright.
        relative: regrets as shares of the members' best values; else in units of value.
        best: each member's own best portfolio, where it is known already; see :func:`optima`.
        shown: the question in whose ranking and value the portfolio is told; left out: the first member's.

    Raises:
        ParkfundError: there are no members, they do not share parks and programme, or a best value is not positive.
    """
    if not questions:
        raise ParkfundError(_("regret needs at least one member"))
    options = options or SolveOptions()
    began = time.perf_counter()
    first = next(iter(questions.values()))
    for member, question in questions.items():
        if question.candidates.ids != first.candidates.ids or question.programme != first.programme:
            raise ParkfundError(
                _("{member} does not share parks and programme with the others", member=member)
            )
    if best is None:
        part = options.time_limit
        best = optima(questions, replace(options, time_limit=None if part is None else part / 2))
    if any(portfolio.objective is None for portfolio in best.values()):
        return LeastRegret(relative, None, {}, best, None)
    values = {member: _best_values(member, best[member], relative) for member in questions}
    problems = {member: question.problem() for member, question in questions.items()}
    search = _Minimax(problems, values, relative, options, began)
    x = search.best()
    if x is None:
        return LeastRegret(relative, None, {}, best, None)
    shown = shown or first
    problem = shown.problem()
    worth = float(problem.programme.cost @ x)
    portfolio = as_portfolio(shown, problem, Answer("feasible", x, worth, None, search.seconds), options)
    known = regrets(portfolio, questions, best, relative=relative)
    return LeastRegret(relative, portfolio, known, best, search.proven(values))


class _Minimax:
    """The MILP of least greatest regret, then of least regret in all among its optima."""

    def __init__(
        self,
        problems: Mapping[str, Problem],
        values: Mapping[str, tuple[float, float]],
        relative: bool,
        options: SolveOptions,
        began: float,
    ) -> None:
        self.relative, self.options, self.began = relative, options, began
        self.seconds = 0.0
        programme = next(iter(problems.values())).programme
        self.width = len(programme.cost)
        # Each member's value in units in which regret is measured.
        self.units = {member: most if relative else 1.0 for member, (__, most) in values.items()}
        self.costs = {member: problem.programme.cost for member, problem in problems.items()}
        self.shift = max(SHIFT * (1.0 if relative else max(abs(most) for __, most in values.values())), 1e-9)
        # The last column is the greatest regret plus the shift.
        programme = with_columns(
            programme, 1, lower=self.shift, upper=np.inf, integer=False, scale=self.shift / 2
        )
        for member, cost in self.costs.items():
            row = np.append(cost / self.units[member], 1.0)
            programme = with_row(programme, row, lower=values[member][1] / self.units[member] + self.shift)
        self.programme = replace(programme, cost=np.append(np.zeros(self.width), -1.0))
        self.bound: float | None = None
        self.gap = 0.0 if options.gap == 0 else REGRET_GAP

    def _solve(self, programme: LinearProgramme, share: float, gap: float) -> Answer:
        left = self.options.time_limit
        if left is not None:
            left = max(share * (left - (time.perf_counter() - self.began)), 1e-3)
        found = solve(
            programme, gap=gap, time_limit=left, stop=self.options.stop, progress=self.options.progress
        )
        self.seconds += found.seconds
        return found

    def best(self) -> FloatArray | None:
        """Columns of the portfolio; None when time ran out before one was found."""
        first = self._solve(self.programme, 0.8, self.gap)
        if first.bound is not None:
            self.bound = max(-first.bound - self.shift, 0.0)
        if first.values is None or first.objective is None:
            return None
        # Others of the same greatest regret may be better for everybody else.
        total = np.zeros(self.width + 1)
        for member, cost in self.costs.items():
            total[: self.width] += cost / self.units[member]
        upper = self.programme.upper.copy()
        upper[self.width] = -first.objective + 1e-9 * self.shift
        second = self._solve(replace(self.programme, cost=total, upper=upper), 0.5, min(self.gap, SECOND_GAP))
        if second.values is None or total @ second.values < total @ first.values:
            return first.values[: self.width]
        return second.values[: self.width]

    def proven(self, values: Mapping[str, tuple[float, float]]) -> float | None:
        """A proven bound below the greatest regret of every portfolio, whatever the true optima are.

        The MILP measures against the bounds b_m ≥ z_m. Against the best plans found, a_m ≤ z_m, regret is smaller by at
        most b_m − a_m; relative regret r becomes 1 − (b_m / a_m) (1 − r).
        """
        if self.bound is None:
            return None
        if self.relative:
            return max(min(1 - most / least * (1 - self.bound) for least, most in values.values()), 0.0)
        return max(self.bound - max(most - least for least, most in values.values()), 0.0)


def _best_values(member: str, best: Portfolio, relative: bool) -> tuple[float, float]:
    """A member's best value as found, and its proven bound."""
    if best.objective is None:
        raise ParkfundError(_("the best portfolio of {member} is not known", member=member))
    bound = best.solver.bound
    if bound is None and best.gap != 0:
        raise ParkfundError(_("the best portfolio of {member} is not known", member=member))
    most = best.objective if bound is None else max(bound, best.objective)
    if relative and best.objective <= 0:
        raise ParkfundError(
            _("the best value of {member} is not positive: relative regret is not defined", member=member)
        )
    return best.objective, most


def _value(plan: Plan, question: Question, problem: Problem) -> float:
    return objective_value(replace(plan, candidates=question.candidates), problem.rows, problem.pairs)


def _regret(value: float, least: float, most: float, relative: bool) -> Regret:
    below, above = max(least - value, 0.0), max(most - value, 0.0)
    if relative:
        return Regret(value, below / least, above / most)
    return Regret(value, below, above)
