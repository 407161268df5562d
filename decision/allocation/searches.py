"""Which search answers a question: a small round whole, a large one by its core.

A single plan and each sample of a sweep go through the same search, each cold: so a sample's plan is the one that a
committee would be shown under the sample's weights.
"""

from __future__ import annotations

import threading
from dataclasses import replace

from decision.allocation.answers import Answer
from decision.allocation.core import LARGE, Loaded, core_answer
from decision.allocation.numbers import FloatArray
from decision.allocation.problem import Problem
from decision.allocation.session import Session


def search(
    problem: Problem,
    session: Session,
    *,
    cost: FloatArray | None = None,
    gap: float,
    time_limit: float | None = None,
    stop: threading.Event | None = None,
) -> Answer:
    """A plan within the asked gap of the best, with its bound.

    Args:
        problem: the programme.
        session: the same programme in the solver.
        cost: objective coefficient of every column; None: the programme's own.
        gap: relative gap at which a plan counts as optimal.
        time_limit: seconds; None waits for ever.
        stop: set from elsewhere, stops with the best plan so far.

    Raises:
        SolverFailed: the solver broke.
    """
    if len(problem.candidates) <= LARGE:
        return session.solve(cost=cost, gap=gap, time_limit=time_limit, stop=stop)
    if cost is not None:
        problem = replace(problem, programme=replace(problem.programme, cost=cost))
    return core_answer(problem, gap=gap, time_limit=time_limit, stop=stop, loaded=Loaded(session, None))
