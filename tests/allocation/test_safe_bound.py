"""The bound of a relaxation holds at any prices, and at the solver's it is the optimum."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import csr_array

from decision.allocation.door import Door
from decision.allocation.linear import Builder, LinearProgramme
from decision.allocation.safe_bound import safe_bound
from decision.allocation.session import Session


def programme_of(seed: int) -> LinearProgramme:
    """Rows with one limit, two, and an equation; two columns without a greatest value, one of them a penalty."""
    random = np.random.default_rng(seed)
    builder, count = Builder(), 8
    x = builder.columns(count, 0.0, random.uniform(1, 5, count))
    (penalty,) = builder.columns(1, 0.0, np.inf)
    (carried,) = builder.columns(1, 0.0, np.inf)
    one = np.zeros(count, int)
    builder.rows([(one, x, random.uniform(0.5, 2, count))], -np.inf, 9.0, 1)
    builder.rows([(one, x, random.uniform(-1, 1, count))], -1.0, 2.0, 1)
    builder.rows([(one, x, random.uniform(0.5, 2, count)), ([0], [penalty], 1.0)], 12.0, np.inf, 1)
    builder.rows([(one, x, random.uniform(0, 1, count)), ([0], [carried], -1.0)], 0.0, 0.0, 1)
    builder.rows([([0], [carried], 1.0)], -np.inf, 8.0, 1)
    cost = random.uniform(0, 1, builder.width)
    cost[penalty], cost[carried] = -0.7, 0.2
    return builder.finish(cost)


def best_of(programme: LinearProgramme) -> float:
    """By another call of another interface, row by row."""
    matrix = csr_array((programme.coefficients, programme.columns, programme.starts))
    upper, lower = np.isfinite(programme.row_upper), np.isfinite(programme.row_lower)
    dense = matrix.toarray()
    found: Any = linprog(
        -programme.cost,
        A_ub=np.vstack([dense[upper], -dense[lower]]),
        b_ub=np.concatenate([programme.row_upper[upper], -programme.row_lower[lower]]),
        bounds=list(zip(programme.lower, programme.upper, strict=True)),
        method="highs-ipm",
    )
    assert found.status == 0
    return -float(found.fun)


@given(st.integers(0, 10_000), st.sampled_from([0.0, 1e-7, 1e-3, 1.0]))
@settings(max_examples=40, deadline=None)
def test_whatever_the_prices_no_plan_is_worth_more(seed: int, noise: float) -> None:
    programme = programme_of(seed)
    best = best_of(programme)
    session = Session(programme, relaxed=True)
    assert session.solve(gap=0.0).ending == "optimal"
    bound = session.safe_bound()
    assert bound >= best - 1e-9
    assert bound == pytest.approx(best, abs=1e-8)
    door = Door(programme, relaxed=True)
    door.highs(0.0, None, None, None)
    random = np.random.default_rng(seed)
    prices = door.prices()
    wrong = prices + noise * random.normal(size=len(prices))
    worse = safe_bound(programme, wrong)
    assert worse >= best - 1e-9
    if noise <= 1e-7:
        assert worse == pytest.approx(best, abs=1e-4)


def test_no_prices_bound_nothing_without_limits() -> None:
    """Without prices every column is worth its own limit; one that gains without a limit is worth any amount."""
    programme = programme_of(1)
    nothing = np.zeros(len(programme.row_lower))
    own = programme.cost * np.where(programme.cost > 0, programme.upper, programme.lower)
    cost = programme.cost.copy()
    cost[-1] = 0.0
    assert safe_bound(replace(programme, cost=cost), nothing) == pytest.approx(own[:-1].sum())
    free = Builder()
    free.columns(1, 0.0, np.inf)
    assert safe_bound(free.finish(np.ones(1)), np.zeros(0)) == np.inf
