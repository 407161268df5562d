"""Shadow prices: what one unit more of a bound adds, the funded parks and their start years as they are.

With the integers fixed what is left is a linear programme. Its duals are not unique where plans are degenerate, so the
price is the directional derivative itself: the bound is moved outward by one unit and the programme solved again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from decision.allocation.numbers import FloatArray
from decision.allocation.problem import BUDGET, Problem, build, ceiling_unit
from decision.allocation.question import Question
from decision.allocation.rows import Row
from decision.allocation.session import Session
from decision.allocation.terms import Candidates

SHARE_STEP = 0.001
PRICED = ("grant", "fraction", "payments")
"""Measures that can change while the funded parks and their start years stay."""


@dataclass(frozen=True)
class ShadowPrice:
    """What a bound outward by one unit adds to the portfolio's value."""

    rule: str
    part: str
    """Year or group of the row; empty for a rule of one row."""
    price: float
    """Value per unit: a million RUB, one hundredth of a share, or a unit of the row's column."""
    unit: str
    """mln_rub, percentage_point, or the column's name."""


def shadow_prices(question: Question, x: FloatArray) -> list[ShadowPrice]:
    """Prices of the total budget, the yearly ceilings and the rows of rules, those that are not 0.

    Args:
        question: parks, gains, programme.
        x: columns of a best plan of ``question.problem()``; its integer columns are fixed.
    """
    rows, candidates = question.settled.rows, question.candidates
    base = _value(build(candidates, rows, partnerships=question.partnerships), x)
    if base is None or question.settled.levels or question.protection is not None:
        return []
    found = []
    for unit, part, step, measured_in, moved_rows, moved in _moved(rows, candidates):
        value = _value(build(moved, moved_rows, partnerships=question.partnerships), x)
        if value is None:
            continue
        per = 0.01 / step if measured_in == "percentage_point" else 1.0 / step
        price = (value - base) * per
        if price > 1e-9 * max(abs(base), 1e-9):
            found.append(ShadowPrice(unit, part, price, measured_in))
    return found


def _moved(
    rows: tuple[Row, ...], candidates: Candidates
) -> Iterator[tuple[str, str, float, str, tuple[Row, ...], Candidates]]:
    """Every bound moved outward by a step: rule, part, step, its unit, and the rows and candidates that follow."""
    for place, row in enumerate(rows):
        if row.measure not in PRICED or row.penalty is not None:
            continue
        step = SHARE_STEP if row.share else 1.0
        unit = "percentage_point" if row.share else ("mln_rub" if row.rule == BUDGET else row.unit)
        outward = replace(
            row,
            minimum=None if row.minimum is None else row.minimum - step,
            maximum=None if row.maximum is None else row.maximum + step,
        )
        yield row.rule, row.part, step, unit, (*rows[:place], outward, *rows[place + 1 :]), candidates
    budget = candidates.programme.budget
    for year, ceiling in sorted((budget.by_year or {}).items()):
        more = budget.model_copy(update={"by_year": {**(budget.by_year or {}), year: ceiling + 1.0}})
        programme = candidates.programme.model_copy(update={"budget": more})
        yield ceiling_unit(year), str(year), 1.0, "mln_rub", rows, replace(candidates, programme=programme)


def _value(problem: Problem, x: FloatArray) -> float | None:
    """The best value with the integer columns fixed."""
    programme = problem.programme
    if len(programme.cost) != len(x):
        return None
    whole = np.rint(x)
    answer = Session(programme, relaxed=True).solve(
        lower=np.where(programme.integer, whole, programme.lower),
        upper=np.where(programme.integer, whole, programme.upper),
        gap=0.0,
    )
    return answer.objective
