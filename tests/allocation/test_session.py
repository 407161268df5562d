"""A session gives what a programme built anew gives, whatever was asked before."""

import gc
from dataclasses import replace

import numpy as np
import pytest

from decision.allocation.door import Door
from decision.allocation.linear import Builder, LinearProgramme
from decision.allocation.session import Session
from decision.allocation.solver import solve


def programme(random: np.random.Generator, parks: int = 14) -> LinearProgramme:
    builder = Builder()
    funded = builder.columns(parks, 0.0, 1.0, integer=True)
    money = builder.columns(parks, 0.0, random.uniform(50, 400, parks), scale=64.0)
    place = np.arange(parks)
    builder.rows([(place, money, 1.0), (place, funded, -400.0)], -np.inf, 0.0, parks)
    builder.rows([(place, money, 1.0), (place, funded, -40.0)], 0.0, np.inf, parks)
    builder.rows([(np.zeros(parks, int), money, 1.0)], -np.inf, 1200.0, 1)
    builder.rows([(np.zeros(parks, int), funded, 1.0)], 3.0, 9.0, 1)
    # Two columns that no row knows: where they rest depends on their cost alone.
    builder.columns(2, -1.0, 2.0)
    return builder.finish(cost_of(random, builder.width))


def cost_of(random: np.random.Generator, width: int) -> np.ndarray:
    cost = random.uniform(0, 1, width)
    cost[-2:] = 0.0
    return cost


@pytest.mark.parametrize("relaxed", [False, True])
def test_a_session_equals_a_programme_built_anew(relaxed: bool) -> None:
    random = np.random.default_rng(5)
    built = programme(random)
    session = Session(built, relaxed=relaxed)
    for turn in range(12):
        cost = cost_of(random, len(built.cost)) * 10.0 ** random.integers(-3, 4)
        if turn % 3 == 2:
            cost[-2:] = [0.3, -0.2]
        lower, upper = built.lower.copy(), built.upper.copy()
        lower[random.integers(14)] = 1.0
        upper[random.integers(14)] = 0.0
        again = session.solve(cost=cost, lower=lower, upper=upper, gap=0.0)
        anew = solve(replace(built, cost=cost, lower=lower, upper=upper), gap=0.0, relaxed=relaxed)
        assert again.ending == anew.ending
        if again.values is not None:
            assert again.objective == pytest.approx(anew.objective, rel=1e-9)
            assert again.bound == pytest.approx(anew.bound, rel=1e-9)
            assert again.values == pytest.approx(anew.values, abs=1e-6)


def test_what_was_asked_before_does_not_matter() -> None:
    random = np.random.default_rng(7)
    built = programme(random)
    costs = [cost_of(random, len(built.cost)) for _turn in range(5)]
    one, other = Session(built), Session(built)
    forwards = [one.solve(cost=cost, gap=1e-3) for cost in costs]
    backwards = [other.solve(cost=cost, gap=1e-3) for cost in reversed(costs)][::-1]
    for first, second in zip(forwards, backwards, strict=True):
        assert np.array_equal(first.values, second.values)
        assert first.bound == second.bound


def test_bounds_that_contradict_each_other_and_as_built() -> None:
    built = programme(np.random.default_rng(1))
    session = Session(built)
    lower = built.lower.copy()
    lower[0] = 2.0
    assert session.solve(lower=lower, gap=0.0).ending == "infeasible"
    assert session.solve(gap=0.0).objective == pytest.approx(solve(built, gap=0.0).objective)


def test_the_time_limit_is_that_of_one_solve() -> None:
    built = programme(np.random.default_rng(3), parks=40)
    session = Session(built)
    endings = {session.solve(gap=0.0, time_limit=20.0).ending for _turn in range(5)}
    assert endings == {"optimal"}


def test_a_search_begins_with_the_plan_it_is_given() -> None:
    """Sums that hardly any choice meets: without branchings none is found, but the given one is kept."""
    random = np.random.default_rng(11)
    chosen = random.integers(0, 2, 30).astype(float)
    sums = random.integers(1, 1000, (3, 30)).astype(float)
    builder = Builder()
    builder.columns(30, 0.0, 1.0, integer=True)
    builder.columns(1, 0.0, 640.0, scale=64.0)
    for row in sums:
        builder.dense_row(row, float(row @ chosen), float(row @ chosen))
    builder.dense_row(np.append(chosen, -1.0), 0.0, 0.0)
    session = Session(builder.finish(np.append(random.uniform(0, 1, 30), 0.0)))
    assert session.solve(gap=0.0, nodes=0).values is None
    plan = np.append(chosen, chosen.sum())
    found = session.solve(gap=0.0, nodes=0, plan=plan)
    assert found.ending == "feasible"
    assert found.values == pytest.approx(plan, abs=1e-6)
    assert session.solve(gap=0.0, nodes=0, plan=np.append(1 - chosen, chosen.sum())).values is None
    assert session.solve(gap=0.0, nodes=0).values is None, "the next question knows nothing of it"


@pytest.mark.parametrize("searches", [True, False])
def test_the_search_for_garbage_is_as_it_was(searches: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a programme is handed over, and after that has failed."""
    built, before = programme(np.random.default_rng(3)), gc.isenabled()
    (gc.enable if searches else gc.disable)()
    try:
        Session(built).solve(gap=0.0)
        assert gc.isenabled() == searches
        monkeypatch.setattr(Door, "_rows", lambda *_given: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            Session(built).solve(gap=0.0)
        assert gc.isenabled() == searches
    finally:
        (gc.enable if before else gc.disable)()
