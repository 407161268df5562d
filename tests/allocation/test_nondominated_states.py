"""Dynamic programming over parks: every portfolio against all of them, under any rules of funded parks."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decision.allocation import nondominated_states
from decision.allocation.linear import Builder
from decision.allocation.nondominated import nondominated
from decision.allocation.solver import solve


@given(
    goals=st.integers(1, 4),
    parks=st.integers(1, 11),
    seed=st.integers(0, 10**6),
    whole=st.booleans(),
    piece=st.sampled_from([2, 512]),
)
@settings(max_examples=150, deadline=None, derandomize=True)
def test_any_rules_by_brute_force(goals: int, parks: int, seed: int, whole: bool, piece: int) -> None:
    """Gains of either sign, ranges, least shares with coefficients of either sign, and pinned parks."""
    random = np.random.default_rng(seed)
    gains = (
        random.integers(-3, 7, (goals, parks)).astype(float) if whole else random.normal(1, 1, (goals, parks))
    )
    builder = Builder()
    builder.columns(parks, 0.0, 1.0, integer=True)
    rows = []
    for kind in random.permutation(4)[: random.integers(0, 5)]:
        use = random.integers(-4 if kind == 3 else 0, 9, parks).astype(float)
        half = float(use.sum() / 2)
        rows.append((use, *[(-np.inf, half), (half, np.inf), (half - 4, half + 4), (half - 2, np.inf)][kind]))
        builder.dense_row(*rows[-1])
    programme = builder.finish(np.zeros(parks))
    pinned = random.random((2, parks)) < 0.1
    lower, upper = pinned[0].astype(float), 1.0 - (pinned[1] & ~pinned[0])
    programme = replace(programme, lower=lower, upper=upper)

    every = np.array(list(itertools.product((0.0, 1.0), repeat=parks)))
    fits = ((every >= lower) & (every <= upper)).all(axis=1)
    for use, least, most in rows:
        fits &= (every @ use >= least - 1e-9) & (every @ use <= most + 1e-9)
    feasible, worth = every[fits], every[fits] @ gains.T
    best = {
        tuple(bits)
        for bits, own in zip(feasible.astype(bool).tolist(), worth, strict=True)
        if not ((worth >= own - 1e-12).all(axis=1) & (worth > own + 1e-9).any(axis=1)).any()
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(nondominated_states, "PIECE", piece)  # also where states are compared in several pieces
        found = nondominated(programme, gains, np.arange(parks))
    assert (found.complete, found.solves) == (True, 0)
    assert {tuple(row) for row in found.portfolios.tolist()} == best
    assert len(found.portfolios) == len(best)
    assert found.points == pytest.approx(found.portfolios.astype(float) @ gains.T)


def test_too_many_states_are_left_to_the_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(2)
    builder = Builder()
    builder.columns(9, 0.0, 1.0, integer=True)
    builder.dense_row(random.integers(1, 9, 9).astype(float), -np.inf, 20.0)
    programme, gains = builder.finish(np.zeros(9)), random.integers(1, 9, (2, 9)).astype(float)
    expected = nondominated(programme, gains, np.arange(9))
    monkeypatch.setattr(nondominated_states, "MOST_STATES", 3)
    found = nondominated(programme, gains, np.arange(9))
    assert (expected.solves, found.complete) == (0, True)
    assert found.solves > 0
    assert {tuple(row) for row in found.portfolios.tolist()} == {
        tuple(row) for row in expected.portfolios.tolist()
    }


def test_a_hundred_parks_under_two_criteria_are_proven() -> None:
    """Against the extreme points, each an optimum by itself, which a solver finds."""
    random = np.random.default_rng(1)
    gains, use = random.integers(1, 101, (2, 100)).astype(float), random.integers(1, 101, 100).astype(float)
    builder = Builder()
    builder.columns(100, 0.0, 1.0, integer=True)
    builder.dense_row(use, -np.inf, float(use.sum() // 2))
    programme = builder.finish(np.zeros(100))
    found = nondominated(programme, gains, np.arange(100))
    assert (found.complete, found.solves) == (True, 0)
    assert ((found.portfolios @ use) <= use.sum() // 2).all()

    for share in (0.0, 0.2, 0.5, 0.8, 1.0):
        best = solve(replace(programme, cost=share * gains[0] + (1 - share) * gains[1]), gap=0.0)
        along = found.points @ np.array([share, 1 - share])
        assert along.max() == pytest.approx(best.objective, abs=1e-6)
