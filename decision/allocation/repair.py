"""Where rounding breaks a rule: the grants of the chosen parks as whole thousands, solved for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from decision.allocation.linear import LinearProgramme
from decision.allocation.numbers import UNITS_PER_MLN, FloatArray, IntArray
from decision.allocation.problem import Problem


def whole_grants(problem: Problem, x: FloatArray) -> LinearProgramme:
    """The programme with parks and start years as chosen in ``x`` and grants in whole units of 0.001 mln RUB.

    Ceilings are drawn in by a unit where money is carried over, so that rounding payments cannot overrun
    them.
    """
    programme, formulation = problem.programme, problem.formulation
    lower, upper = programme.lower.copy(), programme.upper.copy()
    chosen = np.flatnonzero(programme.integer)
    lower[chosen] = upper[chosen] = np.rint(x[chosen])
    grants: IntArray = np.unique(np.concatenate([formulation.grant.column, formulation.start_grant.column]))
    grants = grants[~programme.integer[grants]]
    integer, scale = programme.integer.copy(), programme.scale.copy()
    integer[grants] = True
    scale[grants] = 1.0 / UNITS_PER_MLN
    row_upper = programme.row_upper.copy()
    if problem.candidates.programme.budget.carry_over > 0:
        row_upper[problem.ceiling_rows] -= 2.0 / UNITS_PER_MLN
    return replace(programme, lower=lower, upper=upper, integer=integer, scale=scale, row_upper=row_upper)
