"""Ways out of a contradiction: how much each rule alone would have to give, and the cheapest joint change.

Every way out that is offered comes with a plan in whole units that keeps the changed programme, checked by the
audit; so applying it makes the programme feasible. The least change is found by one MILP with a column for what
gives (:mod:`decision.allocation.elastic`); for a share, which multiplies two unknowns, by Newton's method on the
ratio (Dinkelbach 1967), each step one MILP.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal, Protocol

import numpy as np

from decision.allocation.answers import Answer
from decision.allocation.audit import breaches
from decision.allocation.audited import plans_near, whole_plan
from decision.allocation.changes import SHARE_DIGITS, Change, WayOut, changed, dearness
from decision.allocation.elastic import Elastic, Give, above, elastic, gives_of, without
from decision.allocation.extended import with_columns, with_row
from decision.allocation.linear import LinearProgramme
from decision.allocation.numbers import FloatArray, ceil_units, floor_units, from_units
from decision.allocation.plan import Plan
from decision.allocation.problem import Problem, own_rows
from decision.allocation.rows import Row
from decision.allocation.rules import rows_of
from decision.allocation.terms import Candidates

EACH_SECONDS = 5.0
"""Most that one MILP may take."""
ALL_SECONDS = 20.0
"""Most that all ways out together may take; what is not settled by then says so."""
GAP = 1e-4
"""Least changes are proven to this part of themselves: exact for whole parks."""
NEWTON_STEPS = 12


class Solve(Protocol):
    """Solves to proof (to a gap), within so many seconds where given."""

    def __call__(self, programme: LinearProgramme, seconds: float | None = None, gap: float = 0.0) -> Answer:
        """The answer."""


Verdict = Literal["enough", "not_enough", "not_settled"]


class Relaxer:
    """Looks for ways out of a programme that has no plan.

    Args:
        candidates: the eligible parks.
        rows: rules, total budget and pins, as they contradict each other.
        solve: solves a programme to proof.
    """

    def __init__(self, candidates: Candidates, rows: Sequence[Row], solve: Solve) -> None:
        self.candidates, self.rows = candidates, tuple(rows)
        self._ask = solve
        self._until = time.perf_counter() + ALL_SECONDS

    def _solve(self, programme: LinearProgramme) -> Answer:
        left = self._until - time.perf_counter()
        if left <= 0:
            return Answer("stopped", None, None, None, 0.0)
        return self._ask(programme, min(EACH_SECONDS, left), GAP)

    def alone(self, unit: str) -> tuple[Verdict, WayOut | None]:
        """The least that a rule has to give when all others stay as they are."""
        gives = gives_of([unit], self.rows, self.candidates)
        if any(give.share for give in gives):
            free = without(self.candidates, self.rows, {unit})
            answer = self._solve(free.programme)
            if answer.values is None:
                return ("not_enough" if answer.ending == "infeasible" else "not_settled"), None
            if len(gives) == 1:
                return self._share(gives[0], free, answer.values)
            plan = whole_plan(free, answer.values, [row for row in self.rows if row.rule != unit])
            return self._least(gives, plan)
        return self._least(gives, None)

    def together(self, units: Sequence[str]) -> tuple[Verdict, WayOut | None]:
        """The least weighted total change of these rules, each in relation to its bound.

        minimise Σ_k weight_k · |change_k| / |bound_k|; a rule or pin that is left out counts as a whole change.
        Proven only where no share can give, since how much a share weighs depends on the plan.
        """
        gives = gives_of(units, self.rows, self.candidates)
        if not any(give.share for give in gives):
            return self._least(gives, None)
        free = without(self.candidates, self.rows, set(units))
        answer = self._solve(free.programme)
        if answer.values is None:
            return ("not_enough" if answer.ending == "infeasible" else "not_settled"), None
        kept = [row for row in self.rows if row.rule not in units]
        verdict, found = self._least(gives, whole_plan(free, answer.values, kept))
        return verdict, None if found is None else replace(found, proven=False)

    def _least(self, gives: Sequence[Give], plan: Plan | None) -> tuple[Verdict, WayOut | None]:
        soft = elastic(self.candidates, self.rows, gives, plan)
        answer = self._solve(soft.problem.programme)
        if answer.values is None:
            return ("not_enough" if answer.ending == "infeasible" else "not_settled"), None
        values = answer.values
        if answer.ending == "optimal" and len(gives) > 1 and answer.objective is not None:
            values = self._by_the_rule(soft, answer.objective, values)
        given = {
            give.year: float(values[column])
            for give, column in zip(soft.gives, soft.columns, strict=True)
            if give.bound == "ceiling"
        }
        changes = self._certified(gives, soft.problem, values, given)
        if changes is None:
            return "not_settled", None
        return "enough", WayOut(changes, answer.ending == "optimal" and not any(g.share for g in gives))

    def _by_the_rule(self, soft: Elastic, least: float, values: FloatArray) -> FloatArray:
        """Among changes that are as small: rather bounds that move than rules that go, then those that come first."""
        programme = soft.problem.programme
        order = sorted(range(len(soft.gives)), key=lambda place: (soft.gives[place].whole, place))
        cost = np.zeros(len(programme.cost))
        for turn, place in enumerate(order, 1):
            cost[soft.columns[place]] = turn * programme.cost[soft.columns[place]]
        kept = with_row(programme, programme.cost, lower=least - 1e-6 * max(1.0, abs(least)))
        found = self._solve(replace(kept, cost=cost))
        return values if found.values is None else found.values

    def _share(self, give: Give, free: Problem, x: FloatArray) -> tuple[Verdict, WayOut | None]:
        """The share nearest to the one that is asked for: maximise t with t ≤ ±(part − share · whole) in every row."""
        best, proven = _ratio(give, free, x), False
        for __ in range(NEWTON_STEPS):
            programme = with_columns(
                replace(free.programme, cost=np.zeros(len(free.programme.cost))),
                1,
                lower=-np.inf,
                upper=np.inf,
                integer=False,
                scale=free.formulation.money,
            )
            slack = len(programme.cost) - 1
            for row in give.rows:
                coefficients, limit = above(free, give, row, best)
                programme = with_row(programme, np.append(coefficients, -1.0), lower=limit)
            cost = np.zeros(len(programme.cost))
            cost[slack] = 1.0
            answer = self._solve(replace(programme, cost=cost))
            if answer.values is None:
                break
            ratio = _ratio(give, free, answer.values[:slack])
            better = ratio - best if give.least else best - ratio
            if better <= 1e-9:
                proven = answer.ending == "optimal"
                break
            best, x = ratio, answer.values[:slack]
        changes = self._certified([give], free, x, {})
        return ("not_settled", None) if changes is None else ("enough", WayOut(changes, proven))

    def _certified(
        self, gives: Sequence[Give], problem: Problem, x: FloatArray, given: dict[int | None, float]
    ) -> tuple[Change, ...] | None:
        """The changes that a plan in whole units near ``x`` needs, and that it keeps by the audit; None: none does."""
        best: tuple[float, tuple[Change, ...]] | None = None
        for number, plan in enumerate(plans_near(problem, x)):
            for more in (0.0, 0.001, 0.01):
                changes = tuple(_needed(gives, plan, given, more))
                if not breaches(*self._changed(plan, changes)):
                    dear = sum(dearness(change) for change in changes)
                    if best is None or dear < best[0]:
                        best = (dear, changes)
                    break
            if best is not None and number >= 1:
                break  # solving for whole grants is for where rounding up and down both fail
        return None if best is None else best[1]

    def _changed(self, plan: Plan, changes: Sequence[Change]) -> tuple[Plan, tuple[Row, ...]]:
        """The plan and the rows as they are after the changes."""
        programme = changed(self.candidates.programme, changes)
        candidates = replace(self.candidates, programme=programme)
        gone = {change.give.unit for change in changes if change.give.bound in ("fund", "reject")}
        pins = [row.rule for row in self.rows if row.rule.startswith("--") and row.rule not in gone]
        named: dict[str, list[str]] = {
            option: [pin.partition(" ")[2] for pin in pins if pin.startswith(option)]
            for option in ("--fund", "--reject")
        }
        pinned, money = own_rows(candidates, named["--fund"], named["--reject"])
        rows = (*rows_of(programme, candidates), *pinned, *money)
        return replace(plan, candidates=candidates), rows


def _needed(gives: Sequence[Give], plan: Plan, given: dict[int | None, float], more: float) -> list[Change]:
    """What has to change for a plan to hold; ``more`` million RUB of room where rounding needs it."""
    changes = []
    for give in gives:
        if give.bound == "ceiling":
            if given[give.year] > 5e-4:
                raised = give.value + given[give.year] - 1e-5 + more
                changes.append(Change(give, float(from_units(ceil_units(raised)))))
            continue
        broken = [row for row in give.rows if _breaks(row, give, plan)]
        if broken:
            changes.append(Change(give, None if give.whole else _outward(give, broken, plan)))
    return changes


def _breaks(row: Row, give: Give, plan: Plan) -> bool:
    """Whether a plan breaks the bound that gives, whatever its other bound."""
    one = row
    if not give.whole:
        one = replace(row, maximum=None) if give.least else replace(row, minimum=None)
    return one.violation(plan) > one.tolerance(plan)


def _outward(give: Give, rows: Sequence[Row], plan: Plan) -> float | None:
    """The bound at which a plan holds, rounded outward: whole parks, thousandths of money, a millionth of a share."""
    first = rows[0]
    figures = [row.measured(plan) / max(row.total(plan), 1e-12) for row in rows]
    figure = min(figures) if give.least else max(figures)
    if first.share:
        figure = _stepped(figure, 10.0**SHARE_DIGITS, down=give.least)
        return figure if 0.0 <= figure <= 1.0 else None
    if first.measure in ("grant", "payments"):
        return float(from_units(floor_units(figure) if give.least else ceil_units(figure)))
    return _stepped(figure, 1.0 if first.unit == "parks" else 1000.0, down=give.least)


def _stepped(figure: float, steps: float, *, down: bool) -> float:
    return (math.floor(figure * steps + 1e-6) if down else math.ceil(figure * steps - 1e-6)) / steps


def _ratio(give: Give, problem: Problem, x: FloatArray) -> float:
    """The worst share of a row at ``x``; rows without a whole hold at any share."""
    ratios = []
    for row in give.rows:
        offsets = None if row.years is None else [year - problem.candidates.years[0] for year in row.years]
        form, width = problem.form(row.measure), problem.formulation.builder.width
        assert row.whole is not None
        whole = float(form.dense(row.whole, width, offsets) @ x[:width])
        if whole > 1e-9:
            ratios.append(float(form.dense(row.weight, width, offsets) @ x[:width]) / whole)
    if not ratios:
        return give.value
    return min(ratios) if give.least else max(ratios)
