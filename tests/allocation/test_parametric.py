"""How far a plan stays the best: against brute force over all portfolios."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decision.allocation.linear import Builder
from decision.allocation.parametric import reach
from decision.allocation.session import Session


@given(st.integers(3, 9), st.integers(0, 10**6))
@settings(max_examples=50, deadline=None)
def test_the_end_of_the_reach_by_brute_force(parks: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    costs, budget = random.integers(1, 9, parks).astype(float), float(random.integers(5, 25))
    start, end = random.uniform(0.1, 1, (2, parks))
    builder = Builder()
    builder.columns(parks, 0.0, 1.0, integer=True)
    builder.dense_row(costs, -np.inf, budget)
    session = Session(builder.finish(start))
    feasible = np.array(
        [bits for bits in itertools.product((0.0, 1.0), repeat=parks) if costs @ bits <= budget]
    )
    best = feasible[int(np.argmax(feasible @ start))]
    found = reach(session, best, start, end, gap=0.0)
    assert found.proven
    # By brute force: the plan is best at t iff no line is above its own; the end is the least crossing.
    ahead, lead = (best - feasible) @ start, (best - feasible) @ end
    falling = lead < -1e-9
    crossing = np.where(falling, ahead / np.where(falling, ahead - lead, 1.0), 1.0)
    assert found.share == pytest.approx(crossing.min(), abs=1e-6)
    if found.share < 1 - 1e-6:
        beyond = (1 - found.share - 1e-4) * start + (found.share + 1e-4) * end
        assert found.following is not None
        assert beyond @ np.rint(found.following) > beyond @ best


def test_with_a_gap_the_reach_is_wider_and_nothing_inside_is_better_by_more() -> None:
    random = np.random.default_rng(2)
    costs = random.integers(5, 40, 25).astype(float)
    start, end = random.uniform(0.1, 1, (2, 25))
    builder = Builder()
    builder.columns(25, 0.0, 1.0, integer=True)
    builder.dense_row(costs, -np.inf, 200.0)
    session = Session(builder.finish(start))
    x = np.rint(session.solve(gap=0.0).values)
    exact, wide = reach(session, x, start, end, gap=0.0), reach(session, x, start, end, gap=0.02)
    assert exact.share < wide.share < 1
    for share in np.linspace(0, wide.share - 1e-6, 8):
        cost = (1 - share) * start + share * end
        assert session.solve(cost=cost, gap=0.0).objective <= (cost @ x) * 1.02 + 1e-6
