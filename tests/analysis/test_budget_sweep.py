"""Portfolios over growing totals, against independent allocations."""

import itertools
import threading
from pathlib import Path

import pytest

from decision import InputProblems, SolveOptions, allocate, load_study
from decision.analysis.budget import budget_sweep

EXACT = SolveOptions(gap=0.0)
GAINS = {"P1": 0.63, "P2": 0.32, "P3": 0.56, "P4": 0.38, "P5": 0.61, "P6": 0.22}
REQUESTS = {"P1": 100, "P2": 100, "P3": 150, "P4": 50, "P5": 200, "P6": 80}
TOTALS = [60, 100, 180, 230, 300, 350, 450]


def best(total: float) -> float | None:
    """East at least one (P5, P6), at most three parks."""
    values = [
        sum(GAINS[park] for park in some)
        for size in range(4)
        for some in itertools.combinations(GAINS, size)
        if {"P5", "P6"} & set(some) and sum(REQUESTS[park] for park in some) <= total
    ]
    return max(values, default=None)


def test_every_total_against_brute_force_and_an_allocation_of_its_own(six_parks: Path) -> None:
    study = load_study(six_parks)
    found = budget_sweep(study, TOTALS, options=EXACT)
    assert [point.total for point in found.points] == TOTALS
    assert found.complete
    before = None
    for point in found.points:
        expected = best(point.total)
        if expected is None:
            assert point.portfolio.ending == "infeasible"
            continue
        assert point.portfolio.objective == pytest.approx(expected)
        alone = allocate(study, budget=point.total, options=EXACT)
        assert [park.park_id for park in point.portfolio.funded] == [park.park_id for park in alone.funded]
        if before is not None:
            quotient = (expected - before[1]) / (point.total - before[0])
            assert point.marginal == pytest.approx(quotient)
            assert point.marginal_least == pytest.approx(quotient, abs=1e-9)
            assert point.marginal_most == pytest.approx(quotient, abs=1e-9)
            then = {park.park_id for park in before[2].funded}
            now = {park.park_id for park in point.portfolio.funded}
            assert set(point.entered) == now - then
            assert set(point.left) == then - now
        before = (point.total, expected, point.portfolio)
    # Zeta is the cheap way to a park of the east; with more money Epsilon takes its place.
    assert "P6" in found.pushed_out
    assert any("P6 Zeta" in str(sentence) for sentence in found.says())


def test_a_gap_leaves_an_interval_that_holds_the_truth(six_parks: Path) -> None:
    found = budget_sweep(load_study(six_parks), TOTALS, options=SolveOptions(gap=0.2))
    for before, point in itertools.pairwise(found.planned):
        least, most = best(before.total), best(point.total)
        assert least is not None
        assert most is not None
        truth = (most - least) / (point.total - before.total)
        assert point.marginal_least is not None
        assert point.marginal_most is not None
        assert point.marginal_least - 1e-9 <= truth <= point.marginal_most + 1e-9


def test_the_relaxation_price_is_the_rate_of_the_next_park(six_parks: Path) -> None:
    """Without rules the relaxation is greedy: at 120 mln RUB Alpha and Delta are in, and Gamma's rate is next."""
    changes = {"rules.east.active": "false", "rules.few.active": "false"}
    found = budget_sweep(load_study(six_parks), [120, 200, 1000], options=EXACT, settings=changes)
    rates = sorted((GAINS[park] / REQUESTS[park] for park in GAINS), reverse=True)
    assert rates[:3] == pytest.approx([0.38 / 50, 0.63 / 100, 0.56 / 150])
    prices = [point.shadow_price for point in found.points]
    assert prices == pytest.approx([0.63 / 100, 0.56 / 150, 0.0], abs=1e-9)


def test_totals_without_a_portfolio_are_shown_with_the_reason(six_parks: Path) -> None:
    found = budget_sweep(load_study(six_parks), [20, 60, 90], options=EXACT)
    small, middle, enough = found.points
    assert (small.portfolio.ending, middle.portfolio.ending) == ("infeasible", "infeasible")
    assert enough.portfolio.objective == pytest.approx(0.22 if best(90) is None else best(90))
    assert middle.portfolio.conflict is not None
    assert set(middle.portfolio.conflict.rules) == {"east", "budget"}
    assert (middle.infeasible_since, small.infeasible_since) == (None, 60)
    assert found.to_dict()["points"][0]["conflict"]["rules"] == list(middle.portfolio.conflict.rules)
    frame = found.to_frame()
    assert list(frame["ending"]) == ["infeasible", "infeasible", "optimal"]


def test_yearly_ceilings_stay_or_move_with_the_total(six_parks: Path) -> None:
    study = load_study(six_parks)
    changes = {"budget.by_year": "{2025: 200, 2026: 150}", "terms.build_years": "1"}
    kept = budget_sweep(study, [350, 500], options=EXACT, settings=changes)
    assert kept.points[0].portfolio.objective == kept.points[1].portfolio.objective
    assert kept.points[1].portfolio.by_year[2025].ceiling == 200
    assert any("stay as they are" in str(sentence) for sentence in kept.says())
    moved = budget_sweep(study, [350, 700], options=EXACT, settings=changes, scale_years=True)
    assert moved.points[1].portfolio.by_year[2026].ceiling == 300
    assert moved.points[1].portfolio.objective > moved.points[0].portfolio.objective
    alone = allocate(
        study, settings={**changes, "budget.by_year": "{2025: 400, 2026: 300}"}, budget=700, options=EXACT
    )
    assert moved.points[1].portfolio.objective == pytest.approx(alone.objective)


def test_stopping_keeps_the_totals_that_are_done(six_parks: Path) -> None:
    stop = threading.Event()
    found = budget_sweep(
        load_study(six_parks), TOTALS, options=SolveOptions(stop=stop), told=lambda *_done: stop.set()
    )
    assert [point.total for point in found.points] == [450]
    assert not found.complete


def test_faulty_totals(six_parks: Path) -> None:
    study = load_study(six_parks)
    for totals in ([100], [100, 100], [-1, 100]):
        with pytest.raises(InputProblems):
            budget_sweep(study, totals)
