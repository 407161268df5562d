"""A study's frontier, against all subsets of six parks."""

import itertools
import threading
from pathlib import Path

import numpy as np
import pytest

from decision import InputProblems, SolveOptions, allocate, load_study
from decision.allocation import frontier_solves
from decision.allocation.answers import Answer
from decision.analysis.frontier import frontier
from decision.analysis.frontier_result import Frontier, FrontierPoint

GAINS = {"P1": 0.63, "P2": 0.32, "P3": 0.56, "P4": 0.38, "P5": 0.61, "P6": 0.22}
REQUESTS = {"P1": 100, "P2": 100, "P3": 150, "P4": 50, "P5": 200, "P6": 80}
JOBS = {"P1": 90, "P2": 80, "P3": 120, "P4": 20, "P5": 150, "P6": 60}
MEASURES = {
    "merit": lambda some: sum(GAINS[park] for park in some),
    "jobs": lambda some: sum(JOBS[park] for park in some),
    "-grant": lambda some: sum(REQUESTS[park] for park in some),
    "count": len,
}


def by_brute_force(*names: str) -> set[tuple[float, ...]]:
    """East at least one (P5, P6), at most three parks, at most 350 mln RUB."""
    subsets = [
        some
        for size in range(4)
        for some in itertools.combinations(GAINS, size)
        if {"P5", "P6"} & set(some) and sum(REQUESTS[park] for park in some) <= 350
    ]
    signs = np.array([-1.0 if name.startswith("-") else 1.0 for name in names])
    values = np.array([[MEASURES[name](some) for name in names] for some in subsets]) * signs
    return {
        tuple(np.round(value * signs, 6))
        for value in values
        if not ((values >= value - 1e-9).all(axis=1) & (values > value + 1e-7).any(axis=1)).any()
    }


def values(found: Frontier) -> set[tuple[float, ...]]:
    return {tuple(np.round(point.values, 6)) for point in found.points}


@pytest.fixture(params=["whole", "core"])
def search(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both searches: branch and bound of the whole, and that of large rounds."""
    if request.param == "core":
        monkeypatch.setattr(frontier_solves, "LARGE", 0)
        monkeypatch.setattr(frontier_solves, "LARGE_EXACT", 0)


@pytest.mark.usefixtures("search")
@pytest.mark.parametrize(
    "names", [("merit", "-grant"), ("count", "merit"), ("jobs", "merit"), ("merit", "jobs", "-grant")]
)
def test_all_points_of_six_parks(six_parks: Path, names: tuple[str, ...]) -> None:
    told: list[FrontierPoint] = []
    found = frontier(load_study(six_parks), names, told=told.append)
    assert found.exact
    assert values(found) == by_brute_force(*names)
    assert len(told) == len(found.points)
    for axis, name in zip(found.axes, names, strict=True):
        ends = list(found.to_frame()[axis.name])
        best, worst = (max(ends), min(ends)) if axis.maximised else (min(ends), max(ends))
        assert (axis.ideal, axis.nadir) == pytest.approx((best, worst)), name
    for point in found.points:
        funded = [park.park_id for park in point.portfolio.funded]
        assert point.values[0] == pytest.approx(MEASURES[names[0]](funded))
        assert all(rule.slack >= 0 for rule in point.portfolio.rules)


def test_a_grid_says_so_and_its_points_are_on_the_frontier(six_parks: Path) -> None:
    found = frontier(load_study(six_parks), ["merit", "-grant"], points=4, gap=0.0)
    assert not found.exact
    assert found.grid
    assert values(found) < by_brute_force("merit", "-grant")
    assert any("lie between them" in str(sentence) for sentence in found.says())


@pytest.mark.usefixtures("search")
@pytest.mark.parametrize("gap", [0.0, 0.05])
def test_partial_grants_against_the_best_at_each_level(six_parks: Path, gap: float) -> None:
    """With partial money merit over money is continuous: each point is the optimum under its own money, to the gap."""
    study = load_study(six_parks)
    changes = {"terms.funding": "partial", "terms.minimum_share": "0.5"}
    found = frontier(study, ["merit", "-grant"], points=4, gap=gap, settings=changes)
    assert {axis.kind for axis in found.axes} == {"continuous"}
    assert len(found.points) == 4
    for point in found.points:
        best = allocate(study, budget=point.values[1], settings=changes, options=SolveOptions(gap=0.0))
        assert point.proven
        assert point.values[0] <= best.objective + 1e-5 <= point.bound + 2e-5
        assert point.bound <= point.values[0] * (1 + gap) + 1e-5


def test_one_continuous_objective_needs_no_grid(six_parks: Path) -> None:
    """Merit of partial grants is kept free: the best at every number of parks, all of them."""
    study = load_study(six_parks)
    changes = {"terms.funding": "partial", "terms.minimum_share": "0.5", "budget.total": "180"}
    found = frontier(study, ["merit", "-count"], settings=changes)
    assert found.exact
    best = {
        number: allocate(
            study, settings={**changes, "rules.few.max": str(number)}, options=SolveOptions(gap=0.0)
        ).objective
        for number in (1, 2, 3)
    }
    assert {int(point.values[1]) for point in found.points} == {1, 2, 3}
    for point in found.points:
        assert point.values[0] == pytest.approx(best[int(point.values[1])], abs=1e-6)


@pytest.mark.parametrize("ends", [1, 0])
def test_time_that_is_up_leaves_what_there_is(
    six_parks: Path, monkeypatch: pytest.MonkeyPatch, ends: int
) -> None:
    """The best of one objective and no more; or not even that, but the plan of the programme itself."""
    own, left = frontier_solves.Solves.first, [ends]

    def first(self: frontier_solves.Solves, cost: np.ndarray, lower: np.ndarray) -> Answer:
        left[0] -= 1
        return own(self, cost, lower) if left[0] >= 0 else Answer("stopped", None, None, None, 0.0)

    monkeypatch.setattr(frontier_solves.Solves, "first", first)
    found = frontier(load_study(six_parks), ["merit", "-grant"])
    assert found.ending == "time"
    assert not found.exact
    (point,) = found.points
    assert point.values[0] == pytest.approx(MEASURES["merit"](["P1", "P5", "P4"]))
    assert (point.proven, point.bound is not None) == (ends == 1, ends == 1)


def test_an_infeasible_study_gives_its_conflict(six_parks: Path) -> None:
    found = frontier(load_study(six_parks), ["merit", "jobs"], settings={"rules.east.min": "3"})
    assert (found.ending, found.points) == ("infeasible", ())
    assert found.nothing is not None
    assert found.nothing.conflict is not None
    assert "east" in found.nothing.conflict.rules


def test_soft_rules_that_no_objective_counts_are_told(six_parks: Path) -> None:
    study = load_study(six_parks)
    changes = {"rules.few.soft.penalty": "0.2"}
    said = [
        " ".join(map(str, frontier(study, names, settings=changes).says()))
        for names in (["jobs", "-grant"], ["merit", "-grant"])
    ]
    assert ["at no cost" in one for one in said] == [True, False]


def test_stopping_keeps_what_was_found(six_parks: Path) -> None:
    stop = threading.Event()
    options = SolveOptions(stop=stop)
    found = frontier(
        load_study(six_parks), ["merit", "-grant"], options=options, told=lambda _point: stop.set()
    )
    assert found.ending == "stopped"
    assert len(found.points) == 1
    limited = frontier(load_study(six_parks), ["merit", "-grant"], most=2)
    assert limited.ending == "limited"
    assert len(limited.points) == 2
    assert values(limited) < by_brute_force("merit", "-grant")


def test_faulty_objectives_are_told_all_at_once(six_parks: Path) -> None:
    study = load_study(six_parks)
    with pytest.raises(InputProblems, match="did you mean jobs"):
        frontier(study, ["merit", "job"])
    with pytest.raises(InputProblems, match="holds no numbers"):
        frontier(study, ["merit", "district"])
    with pytest.raises(InputProblems, match="twice"):
        frontier(study, ["merit", "-merit"])
    with pytest.raises(InputProblems, match="two or three"):
        frontier(study, ["merit"])
