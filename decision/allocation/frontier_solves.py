"""The two solves of a point of a frontier: one programme that stays loaded, in large rounds by a core.

The second solve keeps what the first has reached and begins with its plan. In a large round nearly no plan keeps it, so
that a search without that plan finds none; and the relaxation alone mostly proves that the plan can hardly be better.
Every relaxation starts from the basis of the first question or of the point's first solve, so that no point depends on
another.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from decision.allocation.answers import Answer
from decision.allocation.core import LARGE, Loaded, core_answer
from decision.allocation.linear import LinearProgramme
from decision.allocation.numbers import FloatArray
from decision.allocation.problem import Problem
from decision.allocation.session import Session

LARGE_EXACT = 400
"""Above so many parks even a proof to gap 0 begins with a core; below, branch and bound of the whole is quicker."""
NODES = 100
"""Branchings spent on each core of the second solve."""
MOST_NODES = 500
"""Branchings of the second solve beyond its cores: what is open then is told, and the point is not called proven."""


class Solves:
    """Solves of one programme whose costs and lower bounds change.

    Args:
        programme: rows and columns, those of the problem first.
        problem: the round that they are of; None: never by a core.
        gap: relative gap of the first solves.
        time_limit: seconds of each solve.
        stop: set from elsewhere, ends a solve.
        counted: called with the number of solves after each one.
    """

    def __init__(
        self,
        programme: LinearProgramme,
        problem: Problem | None,
        *,
        gap: float,
        time_limit: float | None,
        stop: threading.Event | None,
        counted: Callable[[int], None] | None,
    ) -> None:
        self.programme, self.gap, self.counted = programme, gap, counted
        self._limits: dict[str, Any] = {"time_limit": time_limit, "stop": stop}
        large = LARGE if gap > 0 else LARGE_EXACT
        self.problem = None if problem is None or len(problem.candidates) <= large else problem
        self.count = 0
        self._session = Session(programme)
        self._common: Any = None
        self._common_cost = programme.cost
        self._latest: Any = None

    def first(self, cost: FloatArray, lower: FloatArray) -> Answer:
        """The best plan at some levels, the lower bounds of columns."""
        if self.problem is None:
            return self._told(self._session.solve(cost=cost, lower=lower, gap=self.gap, **self._limits))
        self._latest = None
        start = self._common if self._alike(cost) else None
        answer = core_answer(
            self._asked(self.problem, cost, lower),
            gap=self.gap,
            loaded=Loaded(self._session, start, ended=self._keep),
            **self._limits,
        )
        if self._common is None:
            self._common, self._common_cost = self._latest, cost
        return self._told(answer)

    def second(self, cost: FloatArray, lower: FloatArray, gap: float, plan: FloatArray) -> Answer:
        """The best plan by other costs where the first solve's plan, which is given, still is one."""
        plan = np.where(self.programme.integer, np.rint(plan), plan)
        if self.problem is None:
            return self._told(self._session.solve(cost=cost, lower=lower, gap=gap, plan=plan, **self._limits))
        return self._told(
            core_answer(
                self._asked(self.problem, cost, lower),
                gap=gap,
                nodes=NODES,
                loaded=self._next_to(cost),
                plan=plan,
                most_nodes=None if gap == 0 else MOST_NODES,
                **self._limits,
            )
        )

    def _asked(self, problem: Problem, cost: FloatArray, lower: FloatArray) -> Problem:
        return replace(problem, programme=replace(self.programme, cost=cost, lower=lower))

    def _alike(self, cost: FloatArray) -> bool:
        return self._common is not None and np.array_equal(cost, self._common_cost)

    def _next_to(self, cost: FloatArray) -> Loaded:
        """By the dual simplex where only bounds differ from the common question, else by the primal from the last."""
        if self._alike(cost):
            return Loaded(self._session, self._common)
        return Loaded(self._session, self._latest, primal=self._latest is not None)

    def _keep(self, basis: Any) -> None:
        self._latest = basis

    def _told(self, answer: Answer) -> Answer:
        self.count += 1
        if self.counted is not None:
            self.counted(self.count)
        return answer
