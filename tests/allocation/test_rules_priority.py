"""Soft rules in order of priority, against enumeration of all portfolios."""

from __future__ import annotations

import itertools
from dataclasses import replace
from threading import Event
from typing import Any

import numpy as np
import pandas as pd
import pytest
from allocation_examples import EXACT, allocate, funded, programme, table

from decision.allocation.question import Question
from decision.model.options import SolveOptions
from decision.model.parks import Parks
from decision.model.programme import Programme


def case(seed: int) -> tuple[pd.DataFrame, float, list[dict[str, Any]]]:
    """Eight parks and four soft rules of three priorities that cannot all hold."""
    draw = np.random.default_rng(seed)
    parks = table(
        [
            {
                "requested_mln_rub": float(draw.integers(10, 60)),
                "gain": float(draw.integers(1, 30)),
                "district": str(draw.choice(["A", "B"])),
                "jobs": float(draw.integers(10, 90)),
            }
            for _park in range(8)
        ]
    )
    total = float(parks.requested_mln_rub.sum()) * 0.5
    rules = [
        {"id": "jobs", "measure": {"column": "jobs", "per": "count"}, "min": 300.0, "soft": {"priority": 2}},
        {"id": "few", "measure": "count", "max": 3, "soft": {"priority": int(draw.integers(1, 3))}},
        {
            "id": "b",
            "measure": "grant",
            "where": {"district": "B"},
            "min": round(total * 0.7),
            "soft": {"priority": int(draw.integers(1, 4))},
        },
        {"id": "pair", "exactly": 1, "of": ["P1", "P2", "P3"], "soft": {"priority": 3}},
    ]
    return parks, total, rules


def violation(rule: dict[str, Any], parks: dict[str, dict[str, Any]], chosen: tuple[str, ...]) -> float:
    """Relative to the bound."""
    if rule["id"] == "jobs":
        return max(300.0 - sum(parks[park]["jobs"] for park in chosen), 0.0) / 300.0
    if rule["id"] == "few":
        return max(len(chosen) - 3, 0) / 3
    if rule["id"] == "b":
        got = sum(parks[park]["requested_mln_rub"] for park in chosen if parks[park]["district"] == "B")
        return max(rule["min"] - got, 0.0) / rule["min"]
    return float(abs(len(set(chosen) & set(rule["of"])) - 1))


@pytest.mark.parametrize("seed", range(25))
def test_priorities_against_all_subsets(seed: int) -> None:
    parks, total, rules = case(seed)
    known = parks.to_dict("index")

    def score(chosen: tuple[str, ...]) -> tuple[float, ...]:
        levels = [
            round(sum(violation(r, known, chosen) for r in rules if r["soft"]["priority"] == p), 9)
            for p in (1, 2, 3)
        ]
        return (*levels, -sum(known[park]["gain"] for park in chosen))

    everything = [
        chosen
        for size in range(len(parks) + 1)
        for chosen in itertools.combinations(parks.index, size)
        if sum(known[park]["requested_mln_rub"] for park in chosen) <= total + 1e-9
    ]
    best = min(score(chosen) for chosen in everything)
    portfolio = allocate(parks, programme(total=total, rules=rules))
    found = tuple(sorted(funded(portfolio)))
    assert score(found) == pytest.approx(best, abs=1e-6)
    assert portfolio.objective == pytest.approx(-best[3])
    used = sorted({rule["soft"]["priority"] for rule in rules})
    assert [report.priority for report in portfolio.priorities] == used
    for report in portfolio.priorities:
        assert report.proven
        assert report.violation == pytest.approx(best[report.priority - 1], abs=1e-6)
        assert report.least == pytest.approx(report.violation, abs=1e-3)
    said = [str(warning) for warning in portfolio.warnings]
    assert sum("are broken by" in line for line in said) == sum(level > 0 for level in best[:3])


def test_what_is_kept_in_full_is_kept_to_the_thousandth() -> None:
    """A priority that can be kept is as good as a hard rule, whatever it costs."""
    parks = table(
        [
            {"requested_mln_rub": 33.333, "gain": 9.0, "district": "A"},
            {"requested_mln_rub": 33.333, "gain": 1.0, "district": "B"},
            {"requested_mln_rub": 33.334, "gain": 8.0, "district": "A"},
        ]
    )
    terms = {"funding": "partial", "minimum_share": 0.1}
    rule = {"id": "x", "measure": "grant", "where": {"district": "B"}, "min_share": 1 / 3}
    soft = allocate(parks, programme(total=50, rules=[{**rule, "soft": {"priority": 1}}], terms=terms))
    hard = allocate(parks, programme(total=50, rules=[rule], terms=terms))
    free = allocate(parks, programme(total=50, rules=[], terms=terms))
    assert soft.objective == pytest.approx(hard.objective)
    assert soft.objective < free.objective - 1
    assert (soft.priorities[0].violation, soft.priorities[0].rules) == (0.0, {"x": 0.0})
    assert soft.rules[0].soft
    assert soft.warnings == ()


def test_a_priority_comes_before_any_penalty() -> None:
    parks = table([{"requested_mln_rub": 10.0, "gain": g} for g in (5.0, 4.0)])
    rules = [
        {"id": "p", "measure": "count", "max": 1, "soft": {"priority": 1}},
        {"id": "q", "measure": "count", "min": 2, "soft": {"penalty": 1e6}},
    ]
    assert funded(allocate(parks, programme(rules=rules))) == {"P1"}


def test_hard_rules_that_contradict_are_named_whatever_the_soft_ones_want() -> None:
    parks = table([{"requested_mln_rub": 10.0, "gain": g} for g in (5.0, 4.0)])
    rules = [
        {"id": "p", "measure": "count", "max": 1, "soft": {"priority": 1}},
        {"id": "all", "measure": "count", "min": 2},
        {"id": "cheap", "measure": "grant", "max": 15},
    ]
    portfolio = allocate(parks, programme(rules=rules))
    assert portfolio.ending == "infeasible"
    assert portfolio.conflict is not None
    assert set(portfolio.conflict.rules) == {"all", "cheap"}


def test_time_that_runs_out_leaves_the_plan_of_the_last_priority(monkeypatch: pytest.MonkeyPatch) -> None:
    """The main question is stopped before it begins: what the priorities have found is shown, without a bound."""
    from decision.allocation import clock
    from decision.allocation.answers import Answer

    parks, total, rules = case(1)
    monkeypatch.setattr(
        clock.Clock, "first", lambda *_any, **_more: Answer("stopped", None, None, None, 0.0), raising=True
    )
    portfolio = allocate(parks, programme(total=total, rules=rules))
    assert portfolio.ending == "feasible"
    assert portfolio.gap is None
    assert all(report.proven for report in portfolio.priorities)


def test_stopped_before_anything_was_found() -> None:
    parks, total, rules = case(1)
    stop = Event()
    stop.set()
    portfolio = allocate(parks, programme(total=total, rules=rules), options=SolveOptions(gap=0.0, stop=stop))
    assert portfolio.ending == "stopped"


def test_a_settled_question_keeps_its_priorities_in_every_variation() -> None:
    from decision.allocation.priorities import settle
    from decision.allocation.solver import solve

    parks, total, rules = case(2)
    gains = parks["gain"]
    ranking = pd.DataFrame({"rank": gains.rank(ascending=False, method="min"), "merit": gains})
    question = Question(Parks(parks), gains, ranking, Programme.model_validate(plan_of(total, rules)))
    settled = settle(question, lambda asked: solve(asked, gap=0.0)).question
    worth = [
        solve(problem.programme, gap=0.0).objective
        for problem in (settled.problem(), question.problem(), question.built())
    ]
    assert worth[0] == pytest.approx(allocate(parks, settled.programme, options=EXACT).objective)
    assert worth[1] == pytest.approx(worth[0])
    assert worth[2] > worth[0]
    pinned = replace(question, fund=("P1", "P2")).problem()
    best = allocate(parks, question.programme, fund=["P1", "P2"])
    assert solve(pinned.programme, gap=0.0).objective == pytest.approx(best.objective)


def plan_of(total: float, rules: list[dict[str, Any]]) -> dict[str, Any]:
    return {"title": "t", "years": [2025], "budget": {"total": total}, "rules": rules}
