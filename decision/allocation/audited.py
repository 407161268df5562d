"""From a solver's columns to a plan in whole units that has passed the audit, and from a portfolio back to a plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from decision.allocation.audit import breaches
from decision.allocation.numbers import FloatArray, to_units
from decision.allocation.plan import Plan
from decision.allocation.problem import Problem
from decision.allocation.repair import whole_grants
from decision.allocation.rounding import rounded_plans
from decision.allocation.rows import Row
from decision.allocation.solver import solve
from decision.allocation.terms import Candidates
from decision.model.results import Portfolio

REPAIR_SECONDS = 10.0


def plans_near(problem: Problem, x: FloatArray) -> Iterator[Plan]:
    """Plans in whole units near the columns ``x``: rounded first, then with whole grants solved for."""
    yield from rounded_plans(problem.read(x), problem.candidates)
    repaired = solve(whole_grants(problem, x), gap=1e-6, time_limit=REPAIR_SECONDS)
    if repaired.values is not None:
        yield from rounded_plans(problem.read(repaired.values), problem.candidates)


def whole_plan(problem: Problem, x: FloatArray, rows: Sequence[Row]) -> Plan | None:
    """The first plan near ``x`` that keeps all ``rows`` and the terms; None where rounding always breaks one."""
    return next((plan for plan in plans_near(problem, x) if not breaches(plan, rows)), None)


def plan_of(portfolio: Portfolio, candidates: Candidates) -> Plan:
    """A portfolio as a plan among these candidates.

    Raises:
        KeyError: it funds a park that is not among them.
    """
    place = {park: number for number, park in enumerate(candidates.ids)}
    first, years = candidates.years[0], len(candidates.years)
    start = np.full(len(candidates), -1, dtype=np.int64)
    grant = np.zeros(len(candidates), dtype=np.int64)
    payments = np.zeros((len(candidates), years), dtype=np.int64)
    for park in portfolio.funded:
        here = place[park.park_id]
        start[here] = park.start_year - first
        grant[here] = to_units(park.grant_mln_rub)
        for year, money in park.payments.items():
            payments[here, year - first] = to_units(money)
    return Plan(candidates, start, grant, payments)


def misfits(portfolio: Portfolio, candidates: Candidates) -> tuple[str, ...]:
    """Parks of a portfolio that are not eligible here, or that start or are paid outside the years of the programme."""
    known, years = set(candidates.ids), set(candidates.years)
    return tuple(
        park.park_id
        for park in portfolio.funded
        if park.park_id not in known or not {park.start_year, *park.payments} <= years
    )


def broken_by(portfolio: Portfolio, candidates: Candidates, rows: Sequence[Row]) -> tuple[str, ...]:
    """Hard rules, pins, ``budget`` and ``terms`` (with payments and ceilings) broken by a portfolio without misfits."""
    plan = plan_of(portfolio, candidates)
    broken = [row.rule for row in rows if row.penalty is None and row.violation(plan) > row.tolerance(plan)]
    if breaches(plan, ()):
        broken.append("terms")
    return tuple(dict.fromkeys(broken))
