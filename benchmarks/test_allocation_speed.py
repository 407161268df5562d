"""Optimisation: what everything around HiGHS costs, re-optimisation, the certified core, the bound of small edits."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

import numpy as np
import pytest
from formulations import by_year

WEIGHTS = [
    dict(zip(("rnd", "share", "jobs"), each, strict=True))
    for each in (
        (40, 35, 25),
        (20, 50, 30),
        (55, 20, 25),
        (33, 33, 34),
        (10, 30, 60),
        (60, 30, 10),
        (30, 60, 10),
    )
]


@contextmanager
def bare_seconds() -> Iterator[list[float]]:
    """Seconds inside HiGHS's own ``run``, one entry a call."""
    import highspy

    own, times = highspy.Highs.run, []

    def run(self):
        start = perf_counter()
        try:
            return own(self)
        finally:
            times.append(perf_counter() - start)

    highspy.Highs.run = run
    try:
        yield times
    finally:
        highspy.Highs.run = own


@pytest.mark.parametrize("count", [180, 500])
def test_allocation(told, round_of, count: int) -> None:
    """Everything over HiGHS alone: over its whole search of the same programme, and over what of it a core needs."""
    from decision import allocate, rank
    from decision.allocation.session import Session
    from decision.decisions import question

    study = round_of(count)
    ranking = rank(study)
    allocate(study, ranking=ranking)
    session = Session(question(study, ranking=ranking).problem().programme)
    session.solve(gap=0.5)
    over_search, over_core = [], []
    for _run in range(5):
        with bare_seconds() as inside:
            start = perf_counter()
            portfolio = allocate(study, ranking=ranking)
            whole = perf_counter() - start
        assert portfolio.ending == "optimal"
        over_core.append(whole / sum(inside))
        with bare_seconds() as search:
            assert session.solve(gap=1e-3).ending == "optimal"
        over_search.append(whole / sum(search))
    told.add(
        "One allocation",
        f"everything over bare HiGHS that searches the whole programme, {count} parks",
        median(over_search),
        "≤ 1.15 at 200" if count < 300 else "",
    )
    told.add("One allocation", f"everything over HiGHS's own part in it, {count} parks", median(over_core))


def test_new_weights_over_the_relaxation(told, round_of) -> None:
    """200 parks: certified to 0.1 % after new weights, over the cold relaxation of the same question."""
    from decision import allocate, rank
    from decision.allocation.session import Session
    from decision.decisions import question

    study, heading = round_of(200), "200 parks, new weights, proven 0.1 %"
    ratios = []
    for weights in WEIGHTS:
        ranking = rank(study, weights=weights)
        session = Session(question(study, ranking=ranking).problem().programme, relaxed=True)
        session.solve(gap=0.0)
        start = perf_counter()
        session.solve(gap=0.0)
        relaxed = perf_counter() - start
        start = perf_counter()
        portfolio = allocate(study, ranking=ranking)
        ratios.append((perf_counter() - start) / relaxed)
        assert portfolio.ending == "optimal"
    told.add(heading, "median over a cold LP", median(ratios), "≤ 5")
    told.add(heading, "slowest of seven over a cold LP", max(ratios), "≤ 20 (95th percentile)")


def test_reoptimisation(told, round_of) -> None:
    """A sweep on the model built once, over HiGHS alone and over building through PuLP each time; the same optima."""
    from dataclasses import replace

    from decision import rank
    from decision.allocation.problem import cost_with
    from decision.allocation.session import Session
    from decision.allocation.solver import solve
    from decision.decisions import question

    study, heading = round_of(200), "Re-optimisation sweep, 200 parks, gap 0.1 %"
    asked = question(study)
    problem = asked.problem()
    costs = [
        cost_with(problem, question(study, ranking=rank(study, weights=weights)).candidates.gain)
        for weights in WEIGHTS
    ]
    session = Session(problem.programme)
    session.solve(gap=0.5)
    with bare_seconds() as inside:
        start = perf_counter()
        kept = [session.solve(cost=cost, gap=1e-3) for cost in costs]
        whole = perf_counter() - start
    told.add(heading, "wall over bare HiGHS, one process", whole / sum(inside), "≤ 1.01")
    start = perf_counter()
    anew = [solve(replace(problem.programme, cost=cost), gap=1e-3) for cost in costs]
    rebuilt = perf_counter() - start
    told.add(heading, "rebuild through PuLP over the kept model", rebuilt / whole)
    assert [one.objective for one in kept] == pytest.approx([one.objective for one in anew], rel=1e-9)


def test_two_processes(told, round_of) -> None:
    from decision.analysis.robust import robust
    from decision.analysis.sampling import Uniform

    study, times = round_of(200), {}
    robust(study, Uniform(3), samples=8, jobs=2, exact_seconds=0)
    for jobs in (1, 2):
        start = perf_counter()
        robust(study, Uniform(3), samples=192, jobs=jobs, exact_seconds=0)
        times[jobs] = perf_counter() - start
    told.add(
        "Two at once", "192 optimisations of 200 parks: one process over two", times[1] / times[2], "≥ 1.8"
    )


def test_large_round(told, round_of, monkeypatch) -> None:
    """2 000 parks × 6 years: a certified plan over its relaxation and over whole searches, in processor time."""
    from decision import SolveOptions, allocate, rank
    from decision.allocation import clock, formulation
    from decision.allocation.session import Session
    from decision.decisions import question

    study, heading = round_of(2000), "2 000 parks × 6 years"
    ranking = rank(study)
    programme = question(study, ranking=ranking).problem().programme
    with bare_seconds() as inside:
        Session(programme, relaxed=True).solve(gap=0.0)
    relaxed = sum(inside)
    start, began = perf_counter(), process_time()
    with bare_seconds() as inside:
        portfolio = allocate(study, ranking=ranking)
    core, busy = perf_counter() - start, process_time() - began
    assert portfolio.ending == "optimal"
    assert portfolio.solver.proof == "LP bound of a core"
    told.add(
        heading, "solving to a certified 0.1 % plan over the bare relaxation", sum(inside) / relaxed, "≤ 1.5"
    )
    told.add(heading, "the whole of `allocate` over the bare relaxation", core / relaxed)
    told.add(heading, "certified gap", f"{portfolio.gap:.3%}", "≤ 0.1 %")
    monkeypatch.setattr(clock, "LARGE", 10**9)
    for formulated, goal in (("", ""), (" in the study's best formulation", "≤ 1/6")):
        if formulated:
            monkeypatch.setattr(formulation, "_flexible", by_year)
        began = process_time()
        whole = allocate(study, ranking=ranking, options=SolveOptions(time_limit=120))
        search = process_time() - began
        ended = (
            "" if whole.ending == "optimal" else f" (stopped after 120 s at gap {whole.gap or np.inf:.2%})"
        )
        told.add(heading, f"`allocate` by a core over a whole search{formulated}{ended}", busy / search, goal)


def test_five_thousand_parks(told) -> None:
    """In a process of its own, whose peak memory is the allocation's."""
    folder = str(Path(__file__).parent)
    program = (
        f"import sys, resource; sys.path.insert(0, {folder!r})\n"
        "from time import perf_counter\nfrom rounds import round_of\nfrom decision import allocate, rank\n"
        "for count in (2000, 5000):\n"
        "    study = round_of(count); ranking = rank(study)\n"
        "    start = perf_counter(); found = allocate(study, ranking=ranking)\n"
        "    print(perf_counter() - start, found.gap, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=Path(folder).parent
    )
    few, many = ([float(word) for word in line.split()] for line in done.stdout.splitlines())
    heading = "5 000 parks × 6 years"
    told.add(heading, "`allocate` over that of 2 000 parks", many[0] / few[0])
    told.add(heading, "certified gap", f"{many[1]:.3%}", "≤ 0.1 %")
    told.add(heading, "peak memory", f"{many[2]:.0f} MiB")


@pytest.mark.parametrize("count", [200, 2000])
def test_a_small_edit(told, round_of, count: int) -> None:
    """A weight moved by a hundredth to a tenth: "unchanged" from the bound, over a cold relaxation."""
    from decision import Reviser, allocate, rank
    from decision.allocation.session import Session
    from decision.decisions import question

    study, reviser = round_of(count), Reviser()
    allocate(study, reviser=reviser)
    reviser.prepare()
    ratios, kept = [], 0
    for weight in (41, 42, 40, 39, 43, 44):
        ranking = rank(study, weights={"rnd": weight, "share": 35, "jobs": 25})
        cold = Session(question(study, ranking=ranking).problem().programme, relaxed=True)
        cold.solve(gap=0.0)
        start = perf_counter()
        cold.solve(gap=0.0)
        relaxed = perf_counter() - start
        start = perf_counter()
        portfolio = allocate(study, ranking=ranking, reviser=reviser)
        seconds = perf_counter() - start
        if portfolio.unchanged:
            kept += 1
            ratios.append(seconds / relaxed)
    shown = f"{float(np.median(ratios)):.3g}" if ratios else "never kept"
    told.add(
        "A small edit of weights",
        f'"unchanged" over a cold LP, {count} parks ({kept} of 6 edits)',
        shown,
        "≤ 1",
    )


def test_frontier(told, round_of) -> None:
    """2 000 parks: five points of merit and jobs, each proven to 0.1 %, over one certified plan."""
    from decision import allocate, frontier

    study, heading = round_of(2000), "2 000 parks × 6 years"
    start = perf_counter()
    allocate(study)
    one = perf_counter() - start
    start = perf_counter()
    found = frontier(study, ["merit", "new_jobs"], points=5)
    told.add(heading, "a frontier of five points over one `allocate`", (perf_counter() - start) / one)
    assert found.ending == "complete"
    assert len(found.points) == 5
    assert all(point.proven and point.efficient for point in found.points)
