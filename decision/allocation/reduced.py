"""What the linear relaxation of a programme and its reduced costs say of every park."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from decision.allocation.answers import Answer
from decision.allocation.numbers import BoolArray, FloatArray, IntArray
from decision.allocation.problem import Problem

WHOLE = 1e-6
"""How near to a whole number counts as whole."""
DOUBT = 1e-6
"""Relative to the bound: what the solver's duals may be wrong by; that much less is fixed."""


@dataclass(frozen=True, eq=False)
class Relaxation:
    """The optimum of the linear relaxation and what its reduced costs say of every park."""

    x: FloatArray
    worth: float
    reduced: FloatArray
    """What one more of each column would add to the objective."""
    decided: BoolArray
    """Whether a park is wholly funded or wholly not."""
    loss: FloatArray
    """Least that is lost when a park takes the other side; 0 where it is on neither."""

    @classmethod
    def of(cls, problem: Problem, answer: Answer, reduced: FloatArray) -> Relaxation:
        """The losses by park.

        A rejected park's columns are all 0; funding it takes its "funded" column and one start, which changes the
        Lagrangian bound by ``d_y + max_s d_s``. A funded park's columns all become 0 when it is rejected, which takes
        ``Σ d_j x_j`` from the bound.
        """
        assert answer.values is not None
        assert answer.objective is not None
        x, formulation, parks = answer.values, problem.formulation, len(problem.candidates)
        funded, starts = formulation.funded_column, formulation.start_column
        own = starts == funded[:, None]
        best = np.where(starts < 0, -np.inf, np.where(own, 0.0, reduced[starts])).max(axis=1)
        owner = owners(problem)
        owned = owner >= 0
        given_up = np.bincount(owner[owned], weights=(reduced * x)[owned], minlength=parks)
        share = x[funded]
        decided = np.abs(share - np.rint(share)) <= WHOLE
        loss = np.where(share > 0.5, given_up, -(reduced[funded] + best))
        return cls(x, answer.objective, reduced, decided, np.where(decided, np.maximum(loss, 0.0), 0.0))


def owners(problem: Problem) -> IntArray:
    """The park of every column, −1 for columns of none."""
    formulation = problem.formulation
    owner = np.full(len(problem.programme.cost), -1, dtype=np.int64)
    for form in (
        formulation.funded,
        formulation.grant,
        formulation.start,
        formulation.start_grant,
        formulation.payment,
    ):
        owner[form.column] = form.park
    return owner


def fixable(problem: Problem, relaxation: Relaxation, worth: float) -> BoolArray:
    """Integer columns that every plan worth more than ``worth`` has where the relaxation has them."""
    programme, x = problem.programme, relaxation.x
    spare = relaxation.worth - worth + DOUBT * abs(relaxation.worth)
    sure = relaxation.decided & (relaxation.loss > spare)
    owner = owners(problem)
    is_funded = np.zeros(len(x), dtype=bool)
    is_funded[problem.formulation.funded_column] = True
    by_park = is_funded & sure[owner]
    at_lower = (x <= programme.lower + WHOLE) & (-relaxation.reduced > spare)
    at_upper = (x >= programme.upper - WHOLE) & (relaxation.reduced > spare)
    return np.asarray(programme.integer & (by_park | at_lower | at_upper))
