"""All non-dominated portfolios: published sets and brute force."""

import itertools
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decision.allocation.linear import Builder, LinearProgramme
from decision.allocation.nondominated import nondominated

CASES = Path(__file__).resolve().parents[2] / ".." / "shared" / "cases"


def knapsack(
    costs: np.ndarray, budget: float, rows: tuple = (), *, money: bool = False
) -> tuple[LinearProgramme, np.ndarray]:
    """A programme about funded parks only; ``money``: with a column more, so that it is not and solves are needed."""
    builder = Builder()
    funded = builder.columns(len(costs), 0.0, 1.0, integer=True)
    builder.dense_row(np.asarray(costs, dtype=float), -np.inf, budget)
    for coefficients, least, most in rows:
        builder.dense_row(np.asarray(coefficients, dtype=float), least, most)
    if money:
        builder.columns(1, 0.0, 1.0)
    return builder.finish(np.zeros(builder.width)), funded


@pytest.mark.skipif(not CASES.is_dir(), reason="the folder of published cases is not there")
@pytest.mark.parametrize(
    "name",
    [
        "rpm_moa_biobjective17",
        "rpm_moa_knapsack_p4",
        "rpm_voptlib_2kp50-11",
        "rpm_voptlib_2kp50-50",
    ],
)
def test_published_non_dominated_portfolios(name: str) -> None:
    case = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
    scores = np.array(case["inputs"]["scores"], dtype=float)
    programme, funded = knapsack(np.array(case["inputs"]["costs"]), case["inputs"]["budget"])
    found = nondominated(programme, scores.T, funded)
    assert found.complete
    expected = {tuple(map(int, portfolio)) for portfolio in case["expected"]["portfolios"]}
    assert {tuple(map(int, portfolio)) for portfolio in found.portfolios} == expected
    assert {tuple(map(int, point)) for point in found.points} == {
        tuple(p) for p in case["expected"]["points"]
    }
    assert found.core_index == pytest.approx(
        case["expected"]["core_index"], abs=case["tolerance"]["core_index"]
    )


@given(st.integers(1, 4), st.integers(3, 8), st.integers(0, 10**6), st.booleans())
@settings(max_examples=40, deadline=None)
def test_brute_force(goals: int, parks: int, seed: int, whole: bool) -> None:
    random = np.random.default_rng(seed)
    scores = (
        random.integers(0, 6, (goals, parks)).astype(float) if whole else random.uniform(0, 1, (goals, parks))
    )
    costs, budget = random.integers(1, 9, parks), int(random.integers(3, 25))
    cardinality = (np.ones(parks), 1.0, max(1.0, parks - 1.0))
    programme, funded = knapsack(costs, budget, (cardinality,))
    feasible = [
        np.array(bits)
        for bits in itertools.product((0, 1), repeat=parks)
        if costs @ bits <= budget and cardinality[1] <= sum(bits) <= cardinality[2]
    ]
    values = [scores @ bits for bits in feasible]
    best = {
        tuple(bits.tolist())
        for bits, value in zip(feasible, values, strict=True)
        if not any((other >= value - 1e-12).all() and (other > value + 1e-9).any() for other in values)
    }
    found = nondominated(programme, scores, funded)
    assert (found.complete, found.solves) == (True, 0)
    assert {tuple(map(int, portfolio)) for portfolio in found.portfolios} == best
    assert found.points == pytest.approx(found.portfolios @ scores.T)
    if parks <= 5:  # one solve after another takes its time
        programme, funded = knapsack(costs, budget, (cardinality,), money=True)
        solved = nondominated(programme, np.column_stack([scores, np.zeros(goals)]), funded)
        assert solved.complete
        assert solved.solves > 0
        assert {tuple(map(int, portfolio)) for portfolio in solved.portfolios} == best


def test_a_search_that_is_cut_short_says_so() -> None:
    random = np.random.default_rng(3)
    scores = random.integers(1, 99, (3, 14)).astype(float)
    costs = random.integers(1, 30, 14)
    programme, funded = knapsack(costs, 90, money=True)
    with_money = np.column_stack([scores, np.zeros(3)])
    assert not nondominated(programme, with_money, funded, most=2).complete
    assert len(nondominated(programme, with_money, funded, most=2).portfolios) == 2
    assert not nondominated(programme, with_money, funded, time_limit=0.0).complete
    programme, funded = knapsack(costs, 90)
    assert not nondominated(programme, scores, funded, time_limit=0.0).complete


def test_an_infeasible_programme_has_none_and_that_is_complete() -> None:
    programme, funded = knapsack(np.array([1, 1]), 1, ((np.ones(2), 2.0, 2.0),))
    for goals in (1, 2, 3):
        found = nondominated(programme, np.ones((goals, 2)), funded)
        assert (len(found.portfolios), found.complete) == (0, True)


def test_money_cannot_be_an_objective_of_sets() -> None:
    builder = Builder()
    funded = builder.columns(2, 0.0, 1.0, integer=True)
    builder.columns(2, 0.0, 5.0)
    with pytest.raises(ValueError, match="not integer"):
        nondominated(builder.finish(np.zeros(4)), np.array([[0.0, 0, 1, 1]]), funded)
