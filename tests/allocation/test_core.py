"""The core of a large round: every certificate holds against the whole search and against brute force."""

from __future__ import annotations

from threading import Event
from typing import Any

import numpy as np
import pandas as pd
import pytest
from allocation_examples import allocate, brute_force, random_case
from hypothesis import given, settings
from hypothesis import strategies as st

from decision.allocation import clock
from decision.allocation.core import core_answer
from decision.allocation.problem import Problem
from decision.allocation.question import Question
from decision.allocation.reduced import Relaxation, fixable
from decision.allocation.session import Session
from decision.cli.portfolio_views import portfolio_lines
from decision.model.options import SolveOptions
from decision.model.parks import Parks
from decision.model.programme import Programme

NEAR = 1e-6
SOME = st.builds(lambda seed, partial: (seed, partial), st.integers(0, 10_000), st.booleans())


def case(seed: int, partial: bool) -> tuple[pd.DataFrame, dict[str, Any], pd.DataFrame | None]:
    """A random rule book; every third one with partnerships."""
    parks, content = random_case(seed, partial)
    if content["objective"]["maximise"] == "jobs":
        content["objective"]["maximise"] = "merit"
    if seed % 3:
        return parks, content, None
    content["objective"]["synergy"] = 5.0
    ends = pd.DataFrame({"park": ["P1", "P2"], "partner": ["P3", "P4"], "strength": [1.0, 0.5]})
    return parks, content, ends


def problem_of(seed: int, partial: bool) -> Problem:
    parks, content, ends = case(seed, partial)
    gain = parks["gain"].astype(float)
    ranking = pd.DataFrame({"rank": gain.rank(ascending=False, method="min"), "merit": gain})
    return Question(
        parks=Parks(parks.sort_index()),
        gain=gain,
        ranking=ranking,
        programme=Programme.model_validate(content),
        partnerships=ends,
    ).problem()


def near(worth: float) -> float:
    return NEAR * max(abs(worth), 1.0)


@given(SOME)
@settings(max_examples=25, deadline=None, derandomize=True)
def test_the_bound_counts_for_the_whole_and_the_gap_is_kept(drawn: tuple[int, bool]) -> None:
    problem = problem_of(*drawn)
    whole = Session(problem.programme).solve(gap=0.0)
    for gap, sizes, nodes in (
        (0.0, (1, 2), 500),
        (1e-3, (0, 2, 4), 500),
        (1e-3, (2,), 1),
        (0.1, (1,), 500),
        (0.0, (), 0),
    ):
        found = core_answer(problem, gap=gap, sizes=sizes, nodes=nodes)
        if whole.objective is None:
            assert found.ending == "infeasible"
            continue
        assert found.ending == "optimal"
        assert found.objective is not None
        assert found.bound is not None
        assert found.objective <= whole.objective + near(whole.objective)
        assert found.bound >= whole.objective - near(whole.objective)
        assert whole.objective - found.objective <= gap * abs(found.objective) + near(whole.objective)


@given(SOME)
@settings(max_examples=15, deadline=None, derandomize=True)
def test_what_is_known_is_never_lost_and_what_is_better_is_found(drawn: tuple[int, bool]) -> None:
    """A known plan, the worst there is: the best is found from it, and without branchings there is a plan at least."""
    problem = problem_of(*drawn)
    session = Session(problem.programme)
    whole, worst = session.solve(gap=0.0), session.solve(gap=0.5, cost=-problem.programme.cost)
    if whole.objective is None or worst.values is None:
        return
    known = np.where(problem.programme.integer, np.rint(worst.values), worst.values)
    found = core_answer(problem, gap=0.0, sizes=(1, 2), plan=known)
    assert found.ending == "optimal"
    assert found.objective == pytest.approx(whole.objective, abs=near(whole.objective))
    few = core_answer(problem, gap=0.0, sizes=(1,), nodes=0, plan=known, most_nodes=0)
    assert few.objective is not None
    assert few.bound is not None
    assert few.objective >= float(problem.programme.cost @ known) - near(whole.objective)
    assert few.bound >= whole.objective - near(whole.objective)


@given(SOME)
@settings(max_examples=25, deadline=None, derandomize=True)
def test_no_better_plan_is_lost_by_fixing_and_no_loss_is_overstated(drawn: tuple[int, bool]) -> None:
    problem = problem_of(*drawn)
    session, programme = Session(problem.programme), problem.programme
    whole = session.solve(gap=0.0)
    if whole.objective is None:
        return
    answer = session.solve(gap=0.0, relaxed=True)
    relaxation = Relaxation.of(problem, answer, session.reduced_costs())
    settled = np.rint(relaxation.x)
    for worth in (whole.objective - 1e-4 * max(abs(whole.objective), 1.0), 0.9 * whole.objective - 1e-3):
        fixed = fixable(problem, relaxation, worth)
        lower = np.where(fixed, settled, programme.lower)
        upper = np.where(fixed, settled, programme.upper)
        again = session.solve(lower=lower, upper=upper, gap=0.0)
        assert again.objective == pytest.approx(whole.objective, abs=near(whole.objective))
    for park, column in enumerate(problem.formulation.funded_column):
        if not relaxation.decided[park]:
            continue
        lower, upper = programme.lower.copy(), programme.upper.copy()
        lower[column] = upper[column] = 1 - settled[column]
        other = session.solve(lower=lower, upper=upper, gap=0.0)
        if other.objective is not None:
            assert other.objective <= relaxation.worth - relaxation.loss[park] + near(relaxation.worth)


def test_fixing_and_losses_do_something() -> None:
    """Over the same kind of cases a good part of the columns is fixed: the tests above are not about nothing."""
    fixed = columns = 0
    for seed in range(1, 9):
        problem = problem_of(seed, True)
        session = Session(problem.programme)
        whole = session.solve(gap=0.0)
        if whole.objective is None:
            continue
        answer = session.solve(gap=0.0, relaxed=True)
        relaxation = Relaxation.of(problem, answer, session.reduced_costs())
        fixed += int(fixable(problem, relaxation, whole.objective - 1e-4).sum())
        columns += int(problem.programme.integer.sum())
    assert fixed > columns / 10


@pytest.mark.parametrize("seed", [1, 4, 7, 13])
@pytest.mark.parametrize("partial", [True, False])
def test_a_portfolio_through_the_core_is_the_best(
    monkeypatch: pytest.MonkeyPatch, seed: int, partial: bool
) -> None:
    monkeypatch.setattr(clock, "LARGE", 0)
    parks, content, _ends = case(seed, partial)
    best = brute_force(parks, content)
    portfolio = allocate(parks, Programme.model_validate(content))
    assert (portfolio.ending == "infeasible") == (best is None)
    if best is not None:
        assert portfolio.ending == "optimal"
        assert portfolio.solver.bound == pytest.approx(best, rel=1e-9)
        # whole units of 0.001 mln RUB may cost each park one of them
        in_money = content["objective"]["maximise"] == "merit_money"
        dearest = (parks["gain"] if in_money else parks["gain"] / parks["requested_mln_rub"]).max()
        assert best * (1 + 1e-9) >= portfolio.objective >= best * (1 - 1e-9) - len(parks) * 0.001 * dearest


def test_soft_rules_in_priority_are_kept_through_the_core(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the priorities have reached stays; among those plans the core finds the best."""
    parks, plan = many(40)
    rules = [
        {"id": "first", "measure": "count", "min": 30, "soft": {"priority": 1}},
        {
            "id": "second",
            "measure": "grant",
            "where": {"district": "B"},
            "max": 2000,
            "soft": {"priority": 2},
        },
    ]
    content = plan.model_dump(by_alias=True, exclude_unset=True, mode="json") | {"rules": rules}
    asked = Programme.model_validate(content)
    whole = allocate(parks, asked, options=SolveOptions(gap=1e-4))
    monkeypatch.setattr(clock, "LARGE", 0)
    by_core = allocate(parks, asked, options=SolveOptions(gap=1e-4))
    assert by_core.solver.proof != "branch and bound"
    assert by_core.objective == pytest.approx(whole.objective, rel=2e-4)
    for one, other in zip(by_core.priorities, whole.priorities, strict=True):
        assert one.violation == pytest.approx(other.violation, abs=1e-4)


def many(count: int) -> tuple[pd.DataFrame, Programme]:
    """A round in which a core of forty leaves hundreds of parks out."""
    draw = np.random.default_rng(1)
    request = draw.uniform(50, 500, count).round(1)
    parks = pd.DataFrame(
        {
            "name": "x",
            "requested_mln_rub": request,
            "gain": draw.uniform(0.2, 0.9, count),
            "district": draw.choice(["A", "B"], count),
        },
        index=pd.Index([f"P{number:04d}" for number in range(count)], name="park_id"),
    )
    rules = [
        {"id": "some", "measure": "count", "min": count // 3},
        {"id": "share", "measure": "grant", "where": {"district": "A"}, "min_share": 0.6},
    ]
    content = {
        "title": "t",
        "years": [2025, 2026],
        "budget": {"total": float(round(request.sum() / 2))},
        "terms": {"funding": "whole"},
        "rules": rules,
    }
    return parks, Programme.model_validate(content)


def test_a_large_round_says_how_it_was_proven_and_is_as_good_as_the_whole_search(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    parks, plan = many(clock.LARGE + 60)
    by_core = allocate(parks, plan, options=SolveOptions(gap=5e-3))
    assert by_core.solver.proof == "LP bound of a core"
    assert str(by_core.solver.proof_says) == (
        "bound of the linear relaxation; a core of undecided parks was searched"
    )
    assert by_core.to_dict()["solver"]["proof"] == "LP bound of a core"
    assert str(by_core.solver.proof_says) in map(str, portfolio_lines(by_core))
    monkeypatch.setattr(clock, "LARGE", 10**6)
    whole = allocate(parks, plan, options=SolveOptions(gap=5e-3))
    assert whole.solver.proof == "branch and bound"
    assert whole.solver.proof_says is None
    assert by_core.objective == pytest.approx(whole.objective, rel=5e-3)
    assert by_core.solver.bound is not None
    assert whole.objective is not None
    assert by_core.solver.bound >= whole.objective


def test_progress_counts_for_the_whole_and_a_stop_leaves_the_best_plan_with_its_gap() -> None:
    """Stopped from the first report with a plan: what was found is shown, with a bound that holds for everything."""
    parks, plan = many(clock.LARGE + 60)
    best = allocate(parks, plan, options=SolveOptions(gap=1e-4))
    stop, told = Event(), []

    def listen(progress: Any) -> None:
        told.append(progress)
        if progress.objective is not None:
            stop.set()

    portfolio = allocate(parks, plan, options=SolveOptions(gap=0.0, stop=stop, progress=listen))
    assert told
    assert best.objective is not None
    bounds = [progress.bound for progress in told if progress.bound is not None]
    assert min(bounds) >= best.objective * (1 - 1e-9)
    assert portfolio.ending == "feasible"
    assert portfolio.gap is not None
    assert portfolio.objective is not None
    assert portfolio.objective * (1 + portfolio.gap) >= best.objective * (1 - 1e-9)
