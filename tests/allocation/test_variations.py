"""Losses, thresholds and prices of rules against all sets of parks looked at one by one."""

from __future__ import annotations

import itertools
from functools import cache
from threading import Event
from typing import Any

import numpy as np
import pandas as pd
import pytest
from allocation_examples import allocate, funded, programme, random_case, table

from decision.allocation.effort import Effort
from decision.allocation.question import Question
from decision.allocation.shadow import shadow_prices
from decision.allocation.thresholds import gain_to_enter, request_to_enter
from decision.allocation.variations import Best, Variations, loss
from decision.model.parks import Parks
from decision.model.programme import Programme

EXACTLY = Effort(gap=0.0)
TOTAL = 120.0
RULES: dict[str, dict[str, Any]] = {
    "some_a": {"measure": "count", "where": {"district": "A"}, "min": 2},
    "few_b": {"measure": "grant", "where": {"district": "B"}, "max": 60},
    "one_of_two": {"at_most": 1, "of": ["P1", "P2"]},
    "no_c": {"measure": "count", "where": {"district": "C"}, "max": 0},
}


def question_of(parks: pd.DataFrame, plan: Programme, gain: pd.Series[float] | None = None) -> Question:
    gains = parks["gain"].astype(float) if gain is None else gain
    ranking = pd.DataFrame({"rank": gains.rank(ascending=False, method="min"), "merit": gains})
    return Question(Parks(parks.sort_index()), gains, ranking, plan)


def knapsack(seed: int) -> pd.DataFrame:
    draw = np.random.default_rng(seed)
    return table(
        [
            {
                "requested_mln_rub": float(draw.integers(10, 45)),
                "gain": float(draw.integers(10, 40)) + round(float(draw.random()), 3),
                "district": "ABABABAC"[k],
            }
            for k in range(8)
        ]
    )


def book(*without: str) -> Programme:
    rules = [{"id": name, **rule} for name, rule in RULES.items() if name not in without]
    return programme(total=TOTAL, rules=rules)


def values(parks: pd.DataFrame, *without: str) -> dict[frozenset[str], float]:
    """Every set of parks that keeps the rules, written down anew, and what it is worth."""
    rows = parks.to_dict("index")
    checks = {
        "some_a": lambda s: sum(rows[p]["district"] == "A" for p in s) >= 2,
        "few_b": lambda s: sum(rows[p]["requested_mln_rub"] for p in s if rows[p]["district"] == "B") <= 60,
        "one_of_two": lambda s: not {"P1", "P2"} <= set(s),
        "no_c": lambda s: not any(rows[p]["district"] == "C" for p in s),
    }
    found = {}
    for size in range(len(rows) + 1):
        for chosen in itertools.combinations(rows, size):
            in_budget = sum(rows[p]["requested_mln_rub"] for p in chosen) <= TOTAL
            if in_budget and all(check(chosen) for name, check in checks.items() if name not in without):
                found[frozenset(chosen)] = sum(rows[p]["gain"] for p in chosen)
    return found


def best_of(all_sets: dict[frozenset[str], float], park: str, inside: bool) -> float | None:
    return max((worth for one, worth in all_sets.items() if (park in one) == inside), default=None)


def same(found: Best, worth: float | None) -> None:
    assert found.possible is (worth is not None)
    if worth is not None:
        assert found.found == pytest.approx(worth)
        assert found.bound == pytest.approx(worth)


@cache
def case(seed: int) -> tuple[pd.DataFrame, dict[frozenset[str], float], Variations]:
    parks = knapsack(seed)
    return parks, values(parks), Variations(question_of(parks, book()), EXACTLY)


@pytest.mark.parametrize("seed", range(5))
def test_forcing_each_park_in_and_out(seed: int) -> None:
    parks, sets, asked = case(seed)
    best = max(sets.values())
    for park in parks.index:
        inside, outside = best_of(sets, park, inside=True), best_of(sets, park, inside=False)
        same(asked.with_park(park), inside)
        same(asked.without_park(park), outside)
        ceiling = asked.bound_with(park)
        assert (inside is None) or (ceiling is not None and ceiling >= inside - 1e-6)
        if inside is not None:
            lost = loss(asked.best, asked.with_park(park))
            assert lost is not None
            assert lost == pytest.approx((best - inside, best - inside), abs=1e-6)
            assert sets[asked.with_park(park).funded] == pytest.approx(inside)


@pytest.mark.parametrize("seed", range(5))
def test_a_park_enters_at_the_stated_merit_and_not_below(seed: int) -> None:
    parks, sets, asked = case(seed)
    tried = 0
    for park in parks.index:
        inside, outside = best_of(sets, park, inside=True), best_of(sets, park, inside=False)
        assert outside is not None
        if park in asked.best.funded or inside is None:
            continue
        tried += 1
        found = gain_to_enter(asked, park, asked.with_park(park))
        assert found is not None
        assert found.confirmed
        # With whole requests only, each unit of gain is a unit of value.
        exactly = float(parks.loc[park, "gain"]) + outside - inside
        assert found.stays_out - 1e-6 <= exactly <= found.enters
        assert found.tolerance < 0.01
        for gain, enters in ((found.enters, True), (found.stays_out - 1e-3, False)):
            changed = parks.assign(gain=parks["gain"].where(parks.index != park, gain))
            chosen = max((worth, one) for one, worth in values(changed).items())[1]
            assert (park in chosen) is enters
    assert tried


@pytest.mark.parametrize("seed", range(3))
def test_a_park_enters_at_the_stated_request_and_not_above(seed: int) -> None:
    parks, sets, asked = case(seed)
    tried = 0
    for park in parks.index:
        outside = best_of(sets, park, inside=False)
        forced = asked.with_park(park)
        if park in asked.best.funded or not forced.possible or outside is None:
            continue
        tried += 1
        found = request_to_enter(asked, park, forced)
        assert found is not None
        assert found.confirmed
        assert found.enters < parks.loc[park, "requested_mln_rub"]

        def enters(request: float, park: str = park, outside: float = outside) -> bool:
            changed = parks["requested_mln_rub"].where(parks.index != park, request)
            inside = best_of(values(parks.assign(requested_mln_rub=changed)), park, inside=True)
            return inside is not None and inside > outside

        assert enters(found.enters)
        assert not enters(found.stays_out)
    assert tried


@pytest.mark.parametrize("seed", range(3))
def test_the_price_of_each_rule(seed: int) -> None:
    parks, sets, asked = case(seed)
    for rule in RULES:
        free = asked.without_rules(rule)
        worth = max(values(parks, rule).values())
        same(free.best, worth)
        assert loss(free.best, asked.best) == pytest.approx((worth - max(sets.values()),) * 2, abs=1e-6)


@pytest.mark.parametrize("seed", [3, 5])
def test_years_partial_sums_and_discount(seed: int) -> None:
    """Against the allocation itself with the park pinned, and again at the thresholds."""
    parks, content = random_case(seed, partial=True)
    content["objective"]["maximise"] = "merit"
    plan = Programme.model_validate(content)
    question = question_of(parks, plan)
    asked = Variations(question, EXACTLY)
    assert asked.best.found == pytest.approx(allocate(parks, plan).objective, rel=1e-5)
    for park in parks.index:
        forced = asked.with_park(park)
        pinned = allocate(parks, plan, fund=[park])
        assert forced.possible is (pinned.objective is not None)
        if pinned.objective is None:
            continue
        assert forced.found == pytest.approx(pinned.objective, rel=1e-4, abs=1e-4)
        if park in asked.best.funded:
            continue
        found = gain_to_enter(asked, park, forced)
        assert found is not None
        assert found.confirmed
        raised = parks["gain"].where(parks.index != park, found.enters)
        assert park in funded(allocate(parks, plan, gain=raised))
        lower = parks["gain"].where(parks.index != park, found.stays_out * 0.995)
        assert park not in funded(allocate(parks, plan, gain=lower))


def test_what_is_stopped_claims_nothing() -> None:
    parks, __, ___ = case(0)
    stop = Event()
    stop.set()
    asked = Variations(question_of(parks, book()), Effort(stop=stop))
    assert asked.effort.over
    found = asked.with_park("P3")
    assert (found.found, found.bound, found.possible) == (None, None, None)
    assert gain_to_enter(asked, "P3", found) is None
    assert request_to_enter(asked, "P3", found) is None


def test_shadow_prices_are_what_one_unit_more_adds() -> None:
    """Partial sums: the last million of the budget goes to the better of two parks, until it has all it asks for."""
    parks = table([{"requested_mln_rub": 50.0, "gain": 10.0}, {"requested_mln_rub": 100.0, "gain": 5.0}])
    plan = programme(total=80, terms={"funding": "partial", "minimum_share": 0.1})
    question = question_of(parks, plan)
    best = Variations(question, EXACTLY).best
    assert best.x is not None
    (price,) = shadow_prices(question, best.x)
    assert (price.rule, price.unit) == ("budget", "mln_rub")
    assert price.price == pytest.approx(5 / 100)
