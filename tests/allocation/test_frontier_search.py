"""Non-dominated points by levels, against all subsets of small cases."""

import itertools
import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decision.allocation.frontier import Search, efficient, goal_of
from decision.allocation.linear import Builder, LinearProgramme
from decision.allocation.nondominated import nondominated


def knapsack(costs: np.ndarray, budget: float, fewest: float) -> tuple[LinearProgramme, np.ndarray]:
    builder = Builder()
    funded = builder.columns(len(costs), 0.0, 1.0, integer=True)
    builder.dense_row(np.asarray(costs, dtype=float), -np.inf, budget)
    builder.dense_row(np.ones(len(costs)), fewest, np.inf)
    return builder.finish(np.zeros(builder.width)), funded


def walk(programme: LinearProgramme, scores: np.ndarray, **options: object) -> list[tuple[float, ...]]:
    goals = [goal_of(row, programme) for row in scores]
    search = Search(programme, goals, gap=0.0, **options)  # type: ignore[arg-type]
    ends = search.ends()
    if ends.feasible is False:
        return []
    found = efficient(list(search.walk()), goals)
    assert all(one.proven and one.efficient for one in found)
    assert not search.unsettled
    return [one.values for one in found]


def by_brute_force(costs: np.ndarray, budget: float, fewest: float, scores: np.ndarray) -> set:
    subsets = np.array(list(itertools.product((0, 1), repeat=len(costs))))
    values = subsets[(subsets @ costs <= budget) & (subsets.sum(axis=1) >= fewest)] @ scores.T
    return {
        tuple(np.round(value, 6))
        for value in values
        if not ((values >= value - 1e-9).all(axis=1) & (values > value + 1e-7).any(axis=1)).any()
    }


@given(st.integers(2, 3), st.integers(3, 8), st.integers(0, 10**6), st.booleans())
@settings(max_examples=25, deadline=None)
def test_brute_force(goals: int, parks: int, seed: int, real: bool) -> None:
    random = np.random.default_rng(seed)
    scores = random.integers(0, 9, (goals, parks)).astype(float)
    scores[-1] *= random.choice([1.0, -1.0, 0.05])
    if real:  # the first goal may take any value: it is not kept at levels
        scores[0] = random.uniform(0, 1, parks)
    costs, budget = random.integers(1, 9, parks), int(random.integers(3, 25))
    programme, __ = knapsack(costs, budget, 1.0)
    found = walk(programme, scores)
    assert len(found) == len(set(found))
    assert {tuple(np.round(value, 6)) for value in found} == by_brute_force(costs, budget, 1.0, scores)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_a_larger_case_against_another_exact_search(seed: int) -> None:
    random = np.random.default_rng(seed)
    scores = random.integers(1, 30, (3, 16)).astype(float)
    programme, funded = knapsack(random.integers(5, 40, 16), 160, 3.0)
    other = nondominated(programme, scores, funded)
    assert other.complete
    expected = {tuple(point) for point in np.round(other.points, 6)}
    assert {tuple(np.round(value, 6)) for value in walk(programme, scores)} == expected


def test_a_grid_takes_the_best_at_every_level() -> None:
    """Two continuous goals: x + y ≤ 10, x ≤ 8, y ≤ 6: the frontier is the line from (8, 2) to (4, 6)."""
    builder = Builder()
    builder.columns(2, 0.0, np.array([8.0, 6.0]))
    builder.dense_row(np.ones(2), -np.inf, 10.0)
    programme = builder.finish(np.zeros(2))
    goals = [goal_of(row, programme) for row in np.eye(2)]
    assert {goal.kind for goal in goals} == {"continuous"}
    search = Search(programme, goals, gap=0.0)
    ends = search.ends()
    assert ends.ideal == pytest.approx([8, 6])
    assert ends.nadir == pytest.approx([4, 2])
    search.grid(1, 2.0, 6.0, 5)
    values = np.array([one.values for one in search.walk()])
    assert values == pytest.approx(np.array([[8, 2], [7, 3], [6, 4], [5, 5], [4, 6]]), abs=1e-4)


@pytest.mark.parametrize(
    ("coefficients", "kind", "step"),
    [
        ([3.0, 6.0, 0.0, -9.0], "whole", 3.0),
        ([0.25, 0.75], "whole", 0.25),
        ([np.pi, np.e], "discrete", np.pi * 1e-5),
        ([0.000001, 1000.0], "discrete", 0.01),
        ([0.0, 0.0], "whole", 1.0),
    ],
)
def test_units_of_objectives(coefficients: list[float], kind: str, step: float) -> None:
    builder = Builder()
    builder.columns(len(coefficients), 0.0, 1.0, integer=True)
    goal = goal_of(np.array(coefficients), builder.finish(np.zeros(len(coefficients))))
    assert goal.kind == kind
    assert goal.step == pytest.approx(step)


def test_nothing_feasible_and_stopped_are_told_apart() -> None:
    programme, __ = knapsack(np.array([5, 5]), 1.0, 1.0)
    goals = [goal_of(row, programme) for row in np.eye(2)]
    assert Search(programme, goals, gap=0.0).ends().feasible is False
    stop = threading.Event()
    stop.set()
    assert Search(programme, goals, gap=0.0, stop=stop).ends().feasible is None
