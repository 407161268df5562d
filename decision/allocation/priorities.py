"""Soft rules in order of priority: those of priority 1 are broken as little as can be, then 2, …, then the objective.

A sequence of programmes, each over the portfolios that do as well as can be on the priorities before:
``v_k = min Σ violation_j / size_j`` over the bounds j of priority k, and at the end the objective. The violation of
a bound is relative to the bound itself (:func:`size_of`), so that parks, jobs and money can be added up; all bounds of
a priority count alike.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from decision.allocation.answers import Answer
from decision.allocation.extended import with_row
from decision.allocation.linear import LinearProgramme
from decision.allocation.numbers import FloatArray
from decision.allocation.plan import Plan
from decision.allocation.problem import Deviation, Problem
from decision.allocation.question import Question
from decision.allocation.rows import Row
from decision.allocation.solver import solve
from decision.allocation.terms import Candidates
from decision.language import Message, _
from decision.model.proofs import PriorityReport

Solve = Callable[[LinearProgramme], Answer]

STEP_GAP = 1e-4
"""Relative gap of a step."""
SETTLE_SECONDS = 60.0
NOTHING = 1e-9
"""Relative violation that is none."""
KEEP = 1e-6
"""By how much of itself a violation that has been reached may be exceeded afterwards."""


@dataclass(frozen=True)
class Level:
    """What a priority has reached, which all later solves keep."""

    priority: int
    violation: float
    """Σ violation / size over its bounds."""
    least: float | None
    """No portfolio has less, as far as it is proven."""
    proven: bool


@dataclass(frozen=True, eq=False)
class Settled:
    """A question whose priorities are settled."""

    question: Question
    answer: Answer | None
    """Where it ends before the main question: there is no plan, or none was found."""
    last: Answer | None
    """The plan found for the last priority, for when no time is left for the main question."""


def settle(question: Question, nearly: Solve) -> Settled:
    """The question with what each priority of its soft rules reaches; the same one where there is none.

    A priority that time did not allow to settle counts as unsettled: it is not kept, and neither are later ones.

    Args:
        question: what is asked.
        nearly: solves a programme, nearly to proof, within the time that is left.
    """
    levels: list[Level] = []
    last: Answer | None = None
    for priority in priorities_of(question.rules):
        asked = replace(question, levels=tuple(levels))
        problem = asked.built()
        goal = violation_of(problem, priority)
        found = nearly(replace(problem.programme, cost=-goal))
        if found.values is None:
            return Settled(asked, found if last is None else last_plan(problem, last), last)
        reached = max(float(goal @ found.values), 0.0)
        reached = 0.0 if reached <= NOTHING else reached
        least = None if found.bound is None else max(0.0, -found.bound)
        levels.append(Level(priority, reached, least, found.ending == "optimal"))
        last = found
    return Settled(replace(question, levels=tuple(levels)), None, last)


def settled(question: Question) -> Question:
    """The question with its priorities settled nearly to proof, as far as that takes no more than a minute.

    For those who ask a question in variations; :func:`decision.allocation.allocate.answer` settles within its own time.
    """
    until = time.perf_counter() + SETTLE_SECONDS

    def nearly(programme: LinearProgramme) -> Answer:
        return solve(programme, gap=STEP_GAP, time_limit=max(until - time.perf_counter(), 1e-3))

    return settle(question, nearly).question


def last_plan(problem: Problem, answer: Answer) -> Answer:
    """A plan found for a priority as an answer to the main question: feasible, nothing proven about its worth."""
    assert answer.values is not None
    return Answer("feasible", answer.values, float(problem.programme.cost @ answer.values), None, 0.0)


def priorities_of(rows: Sequence[Row]) -> list[int]:
    """The priorities there are, the first first."""
    return sorted({row.priority for row in rows if row.priority is not None})


def size_of(row: Row, bound: float, candidates: Candidates) -> float:
    """What counts as breaking a bound altogether, in the row's unit.

    The bound itself; at bound 0 one unit (one park), for money the total budget. A bound that is a share: that share
    (0.01 at least) of the most that the whole can be.
    """
    money = row.measure in ("grant", "payments")
    budget = max(candidates.programme.budget.total, 1e-3)
    if row.whole is not None:
        most = _most(row.measure, row.whole, candidates)
        most += sum(_most(one.measure, one.whole, candidates) for one in row.also if one.whole is not None)
        return max(abs(bound), 0.01) * max(min(most, budget) if money and not row.also else most, 1e-9)
    if bound != 0:
        return abs(bound)
    return budget if money else 1.0


def _most(measure: str, weight: FloatArray, candidates: Candidates) -> float:
    amount = candidates.greatest if measure in ("grant", "payments") else np.ones(len(candidates))
    return float(np.abs(weight) @ amount)


def violation_of(problem: Problem, priority: int) -> FloatArray:
    """Coefficients of Σ violation / size over all columns, for the bounds of one priority."""
    goal = np.zeros(len(problem.programme.cost))
    for one in _of(problem, priority):
        goal[one.column] = 1.0 / size_of(problem.rows[one.row], one.bound, problem.candidates)
    return goal


def _of(problem: Problem, priority: int) -> list[Deviation]:
    return [one for one in problem.deviations if problem.rows[one.row].priority == priority]


def kept(problem: Problem, levels: Sequence[Level]) -> Problem:
    """The problem over the portfolios that do as well on the priorities as has been reached.

    Where a priority has been kept in full, its rows become hard ones, which the audit checks.
    """
    programme, rows = problem.programme, list(problem.rows)
    for level in levels:
        if level.violation > 0:
            goal = violation_of(problem, level.priority)
            unit = 1.0 / float(goal.max(initial=1.0))
            most = level.violation * (1.0 + KEEP) + NOTHING
            programme = with_row(programme, goal * unit, upper=most * unit)
            continue
        upper = programme.upper.copy()
        for one in _of(problem, level.priority):
            upper[one.column] = 0.0
            rows[one.row] = replace(problem.rows[one.row], penalty=None)
        programme = replace(programme, upper=upper)
    return replace(problem, programme=programme, rows=tuple(rows))


def reports(plan: Plan, rows: Sequence[Row], levels: Sequence[Level]) -> tuple[PriorityReport, ...]:
    """What each priority reached in the plan as it is shown."""
    found = []
    for level in levels:
        own = [row for row in rows if row.priority == level.priority]
        broken = {row.rule: 0.0 for row in own}
        for row in own:
            broken[row.rule] += _relative(row, plan)
        total = sum(broken.values())
        found.append(PriorityReport(level.priority, broken, total, level.least, level.proven))
    return tuple(found)


def _relative(row: Row, plan: Plan) -> float:
    violation = row.violation(plan)
    if violation <= row.tolerance(plan):
        return 0.0
    measured, total = row.measured(plan), row.total(plan)
    below = row.minimum is not None and measured < row.minimum * total
    bound = row.minimum if below else row.maximum
    assert bound is not None
    return violation / size_of(row, bound, plan.candidates)


def warnings_of(found: Sequence[PriorityReport]) -> tuple[Message, ...]:
    """What must be said: priorities that could not be kept in full, and those that time did not allow to prove."""
    said = []
    for report in found:
        broken = [rule for rule, share in report.rules.items() if share > 0]
        if broken:
            said.append(
                _(
                    "soft rules of priority {priority} are broken by {share:.2%} of their bounds: {rules}",
                    priority=report.priority,
                    share=report.violation,
                    rules=", ".join(broken),
                )
            )
        if not report.proven:
            said.append(
                _(
                    "it is not proven that the soft rules of priority {priority} could not be kept better",
                    priority=report.priority,
                )
            )
    return tuple(said)
