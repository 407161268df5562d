"""A budget that holds even if some grants overrun, whichever they are (Bertsimas & Sim 2004).

With d_i = share · g_i the overrun of park i, the budget must hold for any Γ parks at once:
``Σ g_i + max over sets S of at most Γ parks of Σ_{i∈S} d_i ≤ B``. The inner maximum is a linear programme; by its dual
the row becomes ``Σ g_i + Γ z + Σ q_i ≤ B`` with ``z + q_i ≥ share · g_i`` and ``z, q_i ≥ 0``: one row more a park.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from decision.allocation.extended import with_columns, with_row, with_rows
from decision.allocation.plan import Plan
from decision.allocation.problem import Problem

ROUNDING_MLN_RUB = 0.01
"""Kept back, so that rounding the grants to whole thousandths cannot break the protection."""


@dataclass(frozen=True)
class Protection:
    """Up to ``parks`` grants overrun by ``share`` of themselves."""

    parks: int
    share: float

    def worst(self, plan: Plan) -> float:
        """The most that can be missing or needed beyond the grants, million RUB: the largest overruns together."""
        overruns = np.sort(plan.money * self.share)[::-1]
        return float(overruns[: self.parks].sum())


def protected(problem: Problem, protection: Protection) -> Problem:
    """The problem whose total budget holds under any overrun of that kind."""
    candidates, formulation = problem.candidates, problem.formulation
    parks = len(candidates)
    base = problem.programme
    width = len(base.cost)
    largest = float((candidates.greatest * protection.share).max(initial=0.0))
    scale = formulation.money
    programme = with_columns(base, parks + 1, lower=0.0, upper=max(largest, 1e-9), integer=False, scale=scale)
    level, excess = width, width + 1 + np.arange(parks)
    grant = formulation.grant
    everyone = np.ones(parks)
    total = np.zeros(width + parks + 1)
    total[:width] = grant.dense(everyone, width)
    total[level] = float(min(protection.parks, parks))
    total[excess] = 1.0
    programme = with_row(programme, total, upper=candidates.programme.budget.total - ROUNDING_MLN_RUB)
    # One row a park: level + excess − share · grant ≥ 0; a park's grant may be written on one column only.
    own = np.arange(parks)
    programme = with_rows(
        programme,
        np.concatenate([grant.park, own, own]),
        np.concatenate([grant.column, np.full(parks, level), excess]),
        np.concatenate([-protection.share * grant.factor, np.ones(2 * parks)]),
        lower=np.zeros(parks),
        upper=np.full(parks, np.inf),
    )
    return replace(problem, programme=programme)
