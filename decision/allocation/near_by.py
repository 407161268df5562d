"""Portfolios that a known one turns into when it loses a few parks: found without a solver, each audited."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from decision.allocation.audit import breaches, objective_value
from decision.allocation.audited import plan_of
from decision.allocation.numbers import BoolArray
from decision.allocation.plan import Plan
from decision.allocation.problem import Problem
from decision.model.results import Portfolio

TRIED = 5000
"""Portfolios looked at, at most."""


def near_by(problem: Problem, portfolio: Portfolio, floor: float, most: int) -> Iterator[BoolArray]:
    """Sets of parks that remain when some are left out, the rules still hold and the value is at least ``floor``.

    Args:
        problem: the programme.
        portfolio: where to start from.
        floor: least value.
        most: how many are wanted.
    """
    plan = plan_of(portfolio, problem.candidates)
    pairs, rows = problem.pairs, problem.rows
    funded = np.flatnonzero(plan.funded)
    worth = objective_value(plan, rows, pairs)
    losses = [worth - objective_value(_without(plan, [place]), rows, pairs) for place in funded.tolist()]
    order = [int(funded[k]) for k in np.argsort(losses, kind="stable") if worth - losses[k] >= floor]
    tried = found = 0
    # Subsets in the order of their last member: the cheapest parks combine first.
    growing: list[list[int]] = [[]]
    for place in order:
        for smaller in list(growing):
            if tried >= TRIED or found > most:
                return
            away = [*smaller, place]
            less = _without(plan, away)
            tried += 1
            if objective_value(less, rows, pairs) < floor:
                continue
            growing.append(away)
            if not breaches(less, rows):
                found += 1
                yield less.funded


def _without(plan: Plan, places: list[int]) -> Plan:
    start, grant, payments = plan.start.copy(), plan.grant.copy(), plan.payments.copy()
    start[places], grant[places], payments[places] = -1, 0, 0
    return replace(plan, start=start, grant=grant, payments=payments)
