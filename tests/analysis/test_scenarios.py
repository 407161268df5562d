"""Scenarios: money, costs and parks changed by hand, and protection against overruns by brute force."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decision.allocation.allocate import answer
from decision.allocation.protection import Protection
from decision.allocation.question import Question
from decision.analysis.scenarios import scenarios, under
from decision.decisions import question
from decision.errors import InputProblems
from decision.files.load import load_study
from decision.model.options import SolveOptions
from decision.model.parks import Parks
from decision.model.programme import Programme
from decision.model.scenarios import Scenario, Scenarios

PROOF = SolveOptions(gap=0.0)


def scenario(**given) -> Scenario:
    return Scenario.model_validate({"id": "s", **given})


def report(folder, **given):
    return scenarios(load_study(folder), [scenario(**given)], options=PROOF).outcomes[0]


def test_a_smaller_budget_by_hand(six_parks) -> None:
    # P1 + P4 + P5 is worth 1.62 for 350; with 280 the best three or fewer with one of the far east is P1, P2, P6.
    outcome = report(six_parks, budget=0.8)
    assert outcome.unchanged.missing == pytest.approx({"total": 70.0})
    assert not outcome.unchanged.holds
    assert outcome.adapted.granted <= 280
    decided = {"P1", "P4", "P5"}
    assert set(outcome.left) == decided - {park.park_id for park in outcome.adapted.funded}
    assert set(outcome.entered) == {park.park_id for park in outcome.adapted.funded} - decided
    assert {park.park_id for park in outcome.cut.funded} < decided
    assert outcome.cut.objective <= outcome.adapted.objective <= 1.62


def test_a_lost_district_by_hand(six_parks) -> None:
    outcome = report(six_parks, lose={"district": "DFO"})
    assert outcome.unchanged.lost == ("P5",)
    assert "east" in outcome.unchanged.broken
    # The rule that wants a park of the far east cannot be met any more, and the scenario says so.
    assert outcome.adapted.ending == "infeasible"
    assert outcome.adapted.conflict.rules == ("east",)


def test_dearer_parks_by_hand(six_parks) -> None:
    outcome = report(six_parks, cost_growth=0.1)
    assert outcome.unchanged.missing["total"] == pytest.approx(35.0)
    assert all(
        park.requested_mln_rub == pytest.approx(1.1 * before)
        for park in outcome.adapted.funded
        for before in [{"P1": 100, "P2": 100, "P3": 150, "P4": 50, "P5": 200, "P6": 80}[park.park_id]]
    )
    assert outcome.adapted.granted <= 350


def test_ceilings_and_prices_change_the_money(six_parks) -> None:
    text = (six_parks / "programme.yaml").read_text(encoding="utf-8")
    text = text.replace("budget: {total: 350}", "budget: {total: 350, by_year: {2025: 200, 2026: 200}}")
    (six_parks / "programme.yaml").write_text(text, encoding="utf-8")
    asked = question(load_study(six_parks))
    budget = under(asked, scenario(by_year={2026: 0.5})).programme.budget
    assert (budget.total, budget.by_year) == (250.0, {2025: 200.0, 2026: 100.0})
    budget = under(asked, scenario(price_growth=0.25)).programme.budget
    assert budget.by_year == pytest.approx({2025: 200.0, 2026: 160.0})
    assert budget.total == pytest.approx(350 * (1 + 0.8) / 2)
    with pytest.raises(InputProblems) as told:
        report(six_parks, by_year={2030: 0.5}, lose={"distrct": "DFO"})
    assert len(told.value.problems) == 2


def test_a_plan_that_holds_is_said_to_hold(six_parks) -> None:
    outcome = report(six_parks, budget=1.0)
    assert outcome.unchanged.holds
    assert (outcome.entered, outcome.left) == ((), ())
    assert outcome.unchanged.objective == pytest.approx(1.62)


def test_a_scenario_says_something_and_ids_are_unique() -> None:
    with pytest.raises(ValueError, match="needs one of"):
        scenario()
    with pytest.raises(ValueError, match="used twice"):
        Scenarios.model_validate({"scenarios": [{"id": "a", "budget": 1}, {"id": "a", "budget": 1}]})


def asked_of(requests: np.ndarray, gains: np.ndarray, total: float, funding: str) -> Question:
    ids = [f"P{place}" for place in range(len(requests))]
    index = pd.Index(ids, name="park_id", dtype=object)
    table = pd.DataFrame({"name": ids, "requested_mln_rub": requests.astype(float)}, index=index)
    programme = Programme.model_validate(
        {
            "title": "t",
            "years": [2025],
            "budget": {"total": total},
            "terms": {"funding": funding, "minimum_share": 0.5},
            "objective": {"maximise": "merit"},
        }
    )
    ranking = pd.DataFrame({"rank": range(1, len(ids) + 1), "merit": gains}, index=index)
    return Question(Parks(table), pd.Series(gains, index=index), ranking, programme)


@given(st.integers(2, 7), st.integers(1, 3), st.sampled_from([0.1, 0.3, 1.0]), st.integers(0, 10**6))
@settings(max_examples=40, deadline=None)
def test_protection_against_overruns_by_brute_force(parks: int, gamma: int, share: float, seed: int) -> None:
    random = np.random.default_rng(seed)
    requests, gains = random.integers(10, 100, parks), np.round(random.uniform(0.1, 1, parks), 4)
    total = float(random.integers(50, 60 * parks))

    def fits(chosen: tuple[int, ...]) -> bool:
        grants = requests[list(chosen)].astype(float)
        worst = max(
            (sum(grants[k] * share for k in over) for n in range(min(gamma, len(chosen)) + 1)
             for over in itertools.combinations(range(len(chosen)), n)), default=0.0,
        )  # fmt: skip
        return grants.sum() + worst <= total - 0.01

    best = max(
        sum(gains[list(chosen)]) if chosen else 0.0
        for size in range(parks + 1)
        for chosen in itertools.combinations(range(parks), size)
        if fits(chosen)
    )
    asked = asked_of(requests, gains, total, "whole")
    from dataclasses import replace

    found = answer(replace(asked, protection=Protection(gamma, share)), PROOF)
    assert found.objective == pytest.approx(best, abs=1e-6)
    partial = answer(
        replace(asked_of(requests, gains, total, "partial"), protection=Protection(gamma, share)), PROOF
    )
    grants = sorted((park.grant_mln_rub * share for park in partial.funded), reverse=True)
    assert partial.granted + sum(grants[:gamma]) <= total + 1e-6
    assert partial.objective >= best - 1e-6
