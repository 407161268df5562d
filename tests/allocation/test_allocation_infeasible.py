"""Impossible programmes: proven, and answered with an irreducible set of rules in conflict."""

from typing import Any

import numpy as np
import pytest
from allocation_examples import allocate, programme, table

from decision.model.programme import Programme

PARKS = table(
    [
        {"requested_mln_rub": 10.0 + n, "gain": float(n), "district": "AB"[n % 2], "jobs": 10.0 * n}
        for n in range(1, 9)
    ]
)


def conflict(plan: Programme, **more: Any) -> tuple[str, ...]:
    portfolio = allocate(PARKS, plan, **more)
    assert portfolio.ending == "infeasible"
    assert (portfolio.funded, portfolio.gap, portfolio.objective) == ((), None, None)
    assert portfolio.conflict is not None
    assert portfolio.conflict.proven_irreducible
    return portfolio.conflict.rules


def test_money_and_count_contradict() -> None:
    rules = [
        {"id": "six", "measure": "count", "min": 6},
        {"id": "jobs", "measure": "jobs", "min": 10},
        {"id": "wide", "measure": "count", "where": {"district": "A"}, "max": 4},
    ]
    assert conflict(programme(total=50, rules=rules)) == ("six", "budget")


def test_a_single_impossible_rule_is_named_alone() -> None:
    rules = [
        {"id": "six", "measure": "count", "min": 6},
        {"id": "jobs", "measure": "jobs", "min": 10_000},
    ]
    assert conflict(programme(total=50, rules=rules)) == ("jobs",)


def test_pins_contradict_rules_and_each_other() -> None:
    rules = [{"id": "none_of_a", "measure": "count", "where": {"district": "A"}, "max": 0}]
    assert conflict(programme(rules=rules), fund=["P2"]) == ("none_of_a", "--fund P2")
    assert conflict(programme(), fund=["P2"], reject=["P2", "P3"]) == ("--fund P2", "--reject P2")


def test_a_year_is_named() -> None:
    plan = programme(
        2,
        100,
        budget={"by_year": {2025: 10, 2026: 90}},
        rules=[{"id": "now", "measure": "starts", "years": [2025], "min": 1}],
    )
    assert conflict(plan) == ("now", "budget:2025")


def test_an_ineligible_park_cannot_be_pinned_in() -> None:
    parks = PARKS.copy()
    parks.loc["P1", "requested_mln_rub"] = np.nan
    portfolio = allocate(parks, programme(), fund=["P1"])
    assert portfolio.conflict is not None
    assert portfolio.conflict.rules == ("--fund P1",)


def test_places_and_names_are_told() -> None:
    rules = [{"id": "six", "name": {"en": "Six parks", "ru": "Шесть парков"}, "measure": "count", "min": 6}]
    places = {"rule:six": ("programme.yaml", 12), "budget": ("programme.yaml", 3)}
    portfolio = allocate(PARKS, programme(total=50, rules=rules), places=places)
    assert portfolio.conflict is not None
    assert portfolio.conflict.places == ("programme.yaml:12", "programme.yaml:3")
    assert str(portfolio.conflict.labels[0]) == "Six parks"
    assert portfolio.to_dict()["conflict"]["rules"] == ["six", "budget"]


@pytest.mark.parametrize("seed", range(12))
def test_a_conflict_is_irreducible(seed: int) -> None:
    """Its rules alone have no plan; without any one of them they have."""
    draw = np.random.default_rng(seed)
    pool = [
        {"id": "many", "measure": "count", "min": 6},
        {"id": "few", "measure": "count", "max": int(draw.integers(2, 7))},
        {"id": "a", "measure": "count", "where": {"district": "A"}, "min": 3},
        {"id": "b_share", "measure": "grant", "where": {"district": "B"}, "min_share": 0.75},
        {"id": "jobs", "measure": "jobs", "min": float(draw.integers(150, 360))},
        {"id": "pair", "park": "P8", "requires": "P1"},
        {"id": "without", "reject": ["P1", "P7"]},
        {"id": "with", "fund": ["P8"]},
    ]
    by_year = {2025: 30.0, 2026: float(draw.integers(20, 70))}
    plan = programme(2, float(draw.integers(40, 90)), rules=pool, budget={"by_year": by_year})
    named = conflict(plan)

    def possible(units: set[str]) -> bool:
        budget = {
            "total": plan.budget.total if "budget" in units else 1e6,
            "by_year": {y: (b if f"budget:{y}" in units else 1e6) for y, b in by_year.items()},
        }
        rules = [rule for rule in pool if rule["id"] in units]
        only = Programme.model_validate(
            {"title": "t", "years": [2025, 2026], "budget": budget, "rules": rules}
        )
        return allocate(PARKS, only).ending == "optimal"

    assert not possible(set(named))
    for unit in named:
        assert possible(set(named) - {unit}), unit


def test_nobody_eligible_is_an_empty_plan_or_a_conflict() -> None:
    parks = PARKS.assign(requested_mln_rub=np.nan)
    empty = allocate(parks, programme())
    assert (empty.ending, empty.funded, empty.granted) == ("optimal", (), 0.0)
    assert len(empty.ineligible) == len(parks)
    assert (
        allocate(parks, programme(rules=[{"id": "x", "measure": "count", "min": 1}])).ending == "infeasible"
    )
