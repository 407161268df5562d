"""The one door to the solvers: honest endings, silence, stopping, a second solver."""

import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from allocation_examples import EXACT, allocate, funded, programme, random_case, table
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from decision.allocation.linear import Builder, LinearProgramme
from decision.allocation.solver import available_solvers, solve
from decision.errors import ParkfundError
from decision.model.options import SolveOptions, SolveProgress
from decision.model.programme import Programme


def hard_knapsack(items: int = 120, rows: int = 30, seed: int = 5) -> LinearProgramme:
    """A multi-dimensional knapsack that no solver proves in a second."""
    draw = np.random.default_rng(seed)
    builder = Builder()
    columns = builder.columns(items, 0.0, 1.0, integer=True)
    weight = draw.integers(5, 1000, (rows, items)).astype(float)
    for row in weight:
        builder.dense_row(row, -np.inf, float(row.sum() / 2))
    cost = weight.mean(axis=0) + 100 * draw.random(items)
    assert len(columns) == items
    return builder.finish(cost)


def random_programme(seed: int) -> LinearProgramme:
    draw = np.random.default_rng(seed)
    builder = Builder()
    builder.columns(8, 0.0, 1.0, integer=True)
    builder.columns(6, 0.0, draw.integers(1, 900, 6).astype(float), scale=64.0)
    for __ in range(5):
        row = np.where(draw.random(14) < 0.5, draw.integers(-4, 9, 14).astype(float), 0.0)
        builder.dense_row(row, -np.inf if draw.random() < 0.5 else -40.0, float(draw.integers(3, 40)))
    return builder.finish(draw.integers(-3, 9, 14).astype(float))


@pytest.mark.parametrize("seed", range(15))
def test_answers_equal_scipy(seed: int) -> None:
    """SciPy gets the same arrays by another road: no PuLP, no scaling."""
    p = random_programme(seed)
    matrix = csr_array((p.coefficients, p.columns, p.starts), shape=(len(p.row_lower), len(p.cost)))
    other = milp(
        -p.cost,
        constraints=LinearConstraint(matrix, p.row_lower, p.row_upper),
        bounds=Bounds(p.lower, p.upper),
        integrality=p.integer.astype(int),
    )
    answer = solve(p, gap=0.0)
    if other.status == 2:
        assert answer.ending == "infeasible"
        assert answer.values is None
        return
    assert answer.ending == "optimal"
    assert answer.objective == pytest.approx(-other.fun, abs=1e-5)
    assert answer.bound == pytest.approx(answer.objective, abs=1e-5)
    assert answer.values is not None
    assert p.cost @ answer.values == pytest.approx(answer.objective, abs=1e-6)
    assert (p.activity(answer.values) <= p.row_upper + 1e-5).all()
    assert (p.activity(answer.values) >= p.row_lower - 1e-5).all()


@pytest.mark.parametrize("solver", available_solvers())
def test_a_time_limit_is_never_optimal(solver: str) -> None:
    answer = solve(hard_knapsack(), gap=0.0, time_limit=0.5, solver=solver)
    assert answer.ending == "feasible"
    assert answer.values is not None
    assert answer.bound is not None
    assert answer.objective is not None
    assert answer.bound > answer.objective


def test_no_time_at_all_gives_no_answer_and_no_plan() -> None:
    answer = solve(hard_knapsack(3000, 60), gap=0.0, time_limit=1e-6)
    assert answer.ending == "stopped"
    assert answer.values is None


def test_infeasible_gives_no_values() -> None:
    builder = Builder()
    builder.columns(2, 0.0, 1.0, integer=True)
    builder.dense_row(np.ones(2), 3.0, np.inf)
    answer = solve(builder.finish(np.ones(2)), gap=0.0)
    assert (answer.ending, answer.values, answer.objective) == ("infeasible", None, None)


def test_stop_ends_a_running_solve_with_its_best_plan() -> None:
    stop = threading.Event()
    told: list[SolveProgress] = []

    def progress(state: SolveProgress) -> None:
        told.append(state)
        if state.objective is not None:
            stop.set()

    began = time.perf_counter()
    answer = solve(hard_knapsack(), gap=0.0, time_limit=60.0, stop=stop, progress=progress)
    assert time.perf_counter() - began < 30
    assert answer.ending == "feasible"
    assert answer.values is not None
    assert told
    known = [state for state in told if state.gap is not None]
    assert all(state.bound >= state.objective - 1e-6 for state in known)  # type: ignore[operator]
    bounds = [state.bound for state in told if state.bound is not None]
    assert all(later <= earlier + 1e-6 for earlier, later in pairwise(bounds))


def test_stop_before_the_start() -> None:
    stop = threading.Event()
    stop.set()
    assert solve(hard_knapsack(), gap=0.0, stop=stop).ending == "stopped"


def test_what_progress_raises_comes_out() -> None:
    def progress(state: SolveProgress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        solve(hard_knapsack(), gap=0.0, time_limit=60.0, progress=progress)


def test_nothing_on_stdout_even_from_a_fresh_process_and_threads() -> None:
    import subprocess

    code = (
        "import sys; sys.path[:0] = sys.argv[1:]\n"
        "from concurrent.futures import ThreadPoolExecutor\n"
        "from test_allocation_solver import random_programme\n"
        "from decision.allocation.solver import solve\n"
        "with ThreadPoolExecutor(4) as pool:\n"
        "    list(pool.map(lambda n: solve(random_programme(n), gap=0.0), range(12)))\n"
        "print('still speaking')\n"
    )
    paths = [path for path in sys.path if path]
    done = subprocess.run([sys.executable, "-c", code, *paths], capture_output=True, text=True, check=True)
    assert done.stdout == "still speaking\n"


@pytest.mark.parametrize("solver", available_solvers())
def test_nothing_on_stdout(capfd: pytest.CaptureFixture[str], solver: str) -> None:
    parks, content = random_case(3, partial=True)
    allocate(parks, Programme.model_validate(content), options=replace(EXACT, solver=solver))
    out, err = capfd.readouterr()
    assert (out, err) == ("", "")


def test_threads_give_the_same_answers() -> None:
    alone = [solve(random_programme(seed), gap=0.0).objective for seed in range(12)]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda seed: solve(random_programme(seed), gap=0.0).objective, range(12)))
    assert together == alone


def test_an_unknown_solver_is_named_with_what_there_is() -> None:
    with pytest.raises(ParkfundError, match="gurobi"):
        solve(random_programme(0), gap=0.0, solver="gurobi")


@pytest.mark.skipif("cbc" not in available_solvers(), reason="CBC is not on this machine")
@pytest.mark.parametrize("seed", range(6))
def test_cbc_agrees_within_its_accuracy(seed: int) -> None:
    parks, content = random_case(500 + seed, partial=seed % 2 == 0)
    plan = Programme.model_validate(content)
    highs = allocate(parks, plan)
    cbc = allocate(parks, plan, options=SolveOptions(gap=0.0, solver="cbc"))
    assert cbc.ending == highs.ending
    assert cbc.solver.name == "CBC"
    if highs.objective is None:
        return
    assert cbc.objective == pytest.approx(highs.objective, rel=1e-4, abs=1e-3)
    assert cbc.ties == "not_proven"
    # Its own bound cannot be trusted; ours holds, and the gap is measured against it.
    assert cbc.solver.bound is not None
    assert cbc.solver.bound >= highs.objective - 1e-6
    assert cbc.gap is not None


def test_a_stopped_allocation_says_so_and_shows_no_plan() -> None:
    stop = threading.Event()
    stop.set()
    parks = table([{"requested_mln_rub": 10.0, "gain": 1.0}])
    portfolio = allocate(parks, programme(), options=SolveOptions(stop=stop))
    assert (portfolio.ending, funded(portfolio), portfolio.gap, portfolio.objective) == (
        "stopped",
        set(),
        None,
        None,
    )


def test_stopped_at_any_moment_the_plan_is_worth_what_is_said() -> None:
    p = hard_knapsack(60, 10)
    for moment in range(1, 12):
        stop, calls = threading.Event(), [0]

        def progress(state: SolveProgress, stop=stop, calls=calls, moment=moment) -> None:
            calls[0] += state.objective is not None
            if calls[0] >= moment:
                stop.set()

        answer = solve(p, gap=0.0, time_limit=20.0, stop=stop, progress=progress)
        if answer.values is not None:
            assert answer.objective == pytest.approx(p.cost @ answer.values)
            assert (p.activity(np.rint(answer.values)) <= p.row_upper + 1e-6).all()
            assert answer.bound is None or answer.bound >= answer.objective - 1e-6


def test_a_plan_far_from_optimal_is_worth_what_its_own_figures_say() -> None:
    """Early plans carry more violation in their soft columns than there is; what there is counts."""
    draw = np.random.default_rng(0)
    for seed in range(6):
        parks = table(
            [
                {
                    "requested_mln_rub": float(draw.integers(5, 40)),
                    "gain": float(draw.integers(1, 9)),
                    "jobs": 10.0 + k,
                }
                for k in range(40)
            ]
        )
        rule = {"id": "x", "measure": "jobs", "min": 900.0 + seed, "soft": {"penalty": 0.2}}
        portfolio = allocate(parks, programme(total=400, rules=[rule]), options=SolveOptions(gap=5.0))
        jobs = parks.loc[sorted(funded(portfolio)), "jobs"].sum()
        gains = parks.loc[sorted(funded(portfolio)), "gain"].sum()
        assert portfolio.objective == pytest.approx(gains - 0.2 * max(900.0 + seed - jobs, 0.0))
        assert portfolio.solver.bound is not None
        assert portfolio.solver.bound >= portfolio.objective - 1e-6
