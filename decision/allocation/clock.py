"""One time limit for all solves of a question, and which search answers it."""

from __future__ import annotations

import time

from decision.allocation.answers import Answer
from decision.allocation.core import LARGE, core_answer
from decision.allocation.linear import LinearProgramme
from decision.allocation.priorities import STEP_GAP
from decision.allocation.problem import Problem
from decision.allocation.solver import solve
from decision.model.options import SolveOptions


class Clock:
    """Solves under one time limit for everything and adds up the seconds."""

    def __init__(self, options: SolveOptions) -> None:
        self.options = options
        self.began = time.perf_counter()
        self.seconds = 0.0

    def first(self, problem: Problem) -> Answer:
        """The main question, with the person's gap, solver and progress; a large round by its core."""
        options = self.options
        if len(problem.candidates) > LARGE and options.solver == "highs":
            answer = core_answer(
                problem,
                gap=options.gap,
                time_limit=self._left(),
                stop=options.stop,
                progress=options.progress,
            )
            self.seconds += answer.seconds
            return answer
        return self._solve(problem.programme, options.gap, options.solver, progress=True)

    def nearly(self, programme: LinearProgramme) -> Answer:
        """A step before the main question: proven as nearly as a plan's figures can be told apart."""
        return self._solve(programme, min(self.options.gap, STEP_GAP), "highs", progress=False)

    def proof(self, programme: LinearProgramme, seconds: float | None = None, gap: float = 0.0) -> Answer:
        """A question that needs a proof, within so many seconds where given."""
        return self._solve(programme, gap, "highs", progress=False, seconds=seconds)

    def _left(self) -> float | None:
        limit = self.options.time_limit
        return None if limit is None else max(limit - (time.perf_counter() - self.began), 1e-3)

    def _solve(
        self,
        programme: LinearProgramme,
        gap: float,
        solver: str,
        *,
        progress: bool,
        seconds: float | None = None,
    ) -> Answer:
        options, left = self.options, self._left()
        if seconds is not None:
            left = seconds if left is None else min(left, seconds)
        answer = solve(
            programme,
            gap=gap,
            time_limit=left,
            solver=solver,
            stop=options.stop,
            progress=options.progress if progress else None,
        )
        self.seconds += answer.seconds
        return answer
