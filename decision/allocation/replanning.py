"""A portfolio seen by another programme: its plan in that programme's numbers, and what it breaks there."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from decision.allocation.numbers import IntArray, to_units
from decision.allocation.plan import Plan
from decision.allocation.terms import Candidates
from decision.model.results import Portfolio


def plan_of(portfolio: Portfolio, candidates: Candidates, growth: float = 0.0) -> Plan:
    """The portfolio's plan among these candidates; parks that are no candidates any more are left out.

    Args:
        portfolio: parks, grants, start years, payments in million RUB.
        candidates: the parks of the other programme, which has the same years.
        growth: every grant and payment rises by this share.
    """
    place = {park: number for number, park in enumerate(candidates.ids)}
    years = {year: offset for offset, year in enumerate(candidates.years)}
    start = np.full(len(candidates), -1, dtype=np.int64)
    payments = np.zeros((len(candidates), len(candidates.years)), dtype=np.int64)
    grant = np.zeros(len(candidates), dtype=np.int64)
    for park in portfolio.funded:
        here = place.get(park.park_id)
        if here is None or park.start_year not in years:
            continue
        start[here] = years[park.start_year]
        for year, money in park.payments.items():
            if year in years:
                payments[here, years[year]] = _units(money * (1.0 + growth))
        grant[here] = (
            payments[here].sum() if payments[here].any() else _units(park.grant_mln_rub * (1.0 + growth))
        )
    return Plan(candidates, start, grant, payments)


def _units(money: float) -> int:
    return int(to_units(np.array([money]))[0])


def lost_parks(portfolio: Portfolio, candidates: Candidates) -> tuple[str, ...]:
    """Funded parks that are no candidates in the other programme."""
    known = set(candidates.ids)
    return tuple(park.park_id for park in portfolio.funded if park.park_id not in known)


def shortfall(plan: Plan) -> Mapping[str, float]:
    """Money that a plan takes beyond the budget, million RUB: ``total`` and each year whose ceiling it breaks.

    A year's ceiling includes what the programme lets it carry over.
    """
    budget = plan.candidates.programme.budget
    missing: dict[str, float] = {}
    over = plan.grant.sum() / 1000 - budget.total
    if over > 1e-6:
        missing["total"] = float(over)
    paid: IntArray = plan.payments.sum(axis=0)
    onward = 0.0
    for offset, year in enumerate(plan.candidates.years):
        ceiling = (budget.by_year or {}).get(year)
        if ceiling is None:
            onward = 0.0
            continue
        available = ceiling + onward
        spent = float(paid[offset]) / 1000
        if spent > available + 1e-6:
            missing[str(year)] = spent - available
        onward = budget.carry_over * max(available - spent, 0.0)
    return missing
