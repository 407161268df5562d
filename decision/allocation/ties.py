"""The written order among equal optima: less money; better ranks; earlier ids; earlier starts; earlier money.

Each step keeps what the steps before have reached and solves once more. In detail: (1) the least money
granted; (2) the smallest sum of ranks of the funded parks, and among equal sums the smallest sum of places in
the order of the ids; (3) among the same parks, money to the better ranked first; (4) the smallest sum of
waits for a start, shorter waits to the better ranked; (5) money as early as possible, to the better ranked
first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from decision.allocation.answers import Answer
from decision.allocation.linear import Form, LinearProgramme
from decision.allocation.numbers import FloatArray, IntArray
from decision.allocation.problem import Problem

Solve = Callable[[LinearProgramme], Answer]

KEEP = 1e-9
"""Relative tolerance within which what has been reached is kept."""


def first_of_equals(problem: Problem, answer: Answer, solve: Solve) -> FloatArray | None:
    """The first optimum by the written order; None when a step could not be proven (time, stop).

    Args:
        problem: the programme.
        answer: its proven optimum.
        solve: solves a programme to proof.
    """
    assert answer.values is not None
    candidates, formulation = problem.candidates, problem.formulation
    programme, x = (
        problem.programme,
        np.where(problem.programme.integer, np.rint(answer.values), answer.values),
    )
    width, parks = len(programme.cost), len(candidates)
    if not parks:
        return x
    place = np.arange(1, parks + 1, dtype=float)
    rank = np.where(np.isnan(candidates.rank), parks + 1, candidates.rank)
    order = np.empty(parks)
    order[np.lexsort((place, rank))] = place
    urgency = 1.0 - order / (parks + 1.0) ** 2

    programme = _keep(programme, programme.cost, float(programme.cost @ x))
    everyone = np.ones(parks)
    funded_and_starts = np.flatnonzero(programme.integer)
    steps: list[tuple[FloatArray, IntArray | None]] = [
        (-formulation.grant.dense(everyone, width), None),
        (-formulation.funded.dense(rank + place / (parks + 1.0) ** 2, width), formulation.funded_column),
    ]
    if not candidates.fixed.all():
        steps.append((formulation.grant.dense(urgency, width), None))
    if formulation.needs.starts:
        steps.append((_later(formulation.start, urgency).dense(everyone, width), funded_and_starts))
    if formulation.needs.payments:
        steps.append((_later(formulation.payment, urgency).dense(everyone, width), None))
    for goal, settled in steps:
        reached = solve(replace(programme, cost=goal))
        if reached.ending != "optimal" or reached.values is None:
            return None
        x = np.where(programme.integer, np.rint(reached.values), reached.values)
        programme = (
            _keep(programme, goal, float(goal @ x)) if settled is None else _fix(programme, settled, x)
        )
    return x


def _later(form: Form, urgency: FloatArray) -> Form:
    """Minus each entry's wait in years, weighted by its park's urgency."""
    return Form(form.park, form.year, form.column, -form.factor * form.year * urgency[form.park])


def _keep(programme: LinearProgramme, goal: FloatArray, reached: float) -> LinearProgramme:
    """One row more: goal·x stays at least what it has reached."""
    columns = np.flatnonzero(goal)
    size = float(np.abs(goal).max(initial=0.0))
    if size == 0.0:
        return programme
    return replace(
        programme,
        starts=np.append(programme.starts, len(programme.columns) + len(columns)),
        columns=np.concatenate([programme.columns, columns]),
        coefficients=np.concatenate([programme.coefficients, goal[columns]]),
        row_lower=np.append(programme.row_lower, reached - KEEP * max(abs(reached), size)),
        row_upper=np.append(programme.row_upper, np.inf),
    )


def _fix(programme: LinearProgramme, columns: IntArray, x: FloatArray) -> LinearProgramme:
    lower, upper = programme.lower.copy(), programme.upper.copy()
    lower[columns] = upper[columns] = x[columns]
    return replace(programme, lower=lower, upper=upper)
