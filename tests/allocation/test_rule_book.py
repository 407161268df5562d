"""Random rule books of the newer kinds against enumeration, and what each of these kinds means, by definition."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pandas as pd
import pytest
from allocation_examples import allocate, funded, programme, table
from scipy.optimize import linprog

from decision.model.programme import Programme

PERSONS = {"A": 3000.0, "B": 1500.0, "C": 500.0}


def parks_of(draw: np.random.Generator, n: int) -> pd.DataFrame:
    return table(
        [
            {
                "requested_mln_rub": float(draw.integers(10, 60)),
                "gain": float(draw.integers(1, 30)),
                "district": str(draw.choice(["A", "B", "C"])),
                "own": float(draw.integers(0, 60)) if draw.random() < 0.9 else np.nan,
                "floor": float(draw.integers(50, 600)),
                "capex_mln_rub": float(draw.integers(40, 150)),
                "area_ha": float(draw.integers(1, 12)),
                "model": str(draw.choice(["rental", "service"])),
                "group": str(draw.choice(["low", "high"])),
            }
            for _park in range(n)
        ]
    )


def gini(money: dict[str, float]) -> float:
    """The Gini index of money per head, every person counted: the area under the Lorenz curve, not a formula of it."""
    by_head = sorted(PERSONS, key=lambda d: money[d] / PERSONS[d])
    heads, total = sum(PERSONS.values()), sum(money.values())
    area = below = 0.0
    for district in by_head:
        above = below + money[district]
        area += (below + above) / 2 * PERSONS[district]
        below = above
    return 1 - 2 * area / (heads * total) if total > 0 else 0.0


def by_district(parks: pd.DataFrame, grants: dict[str, float]) -> dict[str, float]:
    return {d: sum(g for park, g in grants.items() if parks.district[park] == d) for d in PERSONS}


def broken(rule: dict[str, Any], parks: pd.DataFrame, grants: dict[str, float]) -> bool:
    """Whether a choice of parks with these grants breaks a rule, by what the rule says in words."""
    chosen, own = set(grants), parks.own.fillna(0.0)
    slack = 1e-6
    if "of" in rule:
        number = len(chosen & set(rule["of"]))
        return (
            number > rule.get("at_most", 99)
            or number < rule.get("at_least", 0)
            or number != rule.get("exactly", number)
        )
    if "together" in rule:
        return len(chosen & set(rule["together"])) not in (0, len(rule["together"]))
    if "excludes" in rule:
        return len(chosen & set(rule["excludes"])) > 1
    if "park_cap" in rule:
        times = rule["park_cap"]["times"]
        return any(g > times * parks.floor[park] + slack for park, g in grants.items())
    if "co_financing" in rule:
        terms = rule["co_financing"]
        brings = {
            park: own[park] * (g / parks.requested_mln_rub[park] if terms["per"] == "fraction" else 1.0)
            for park, g in grants.items()
        }
        groups = [[park] for park in grants] if terms.get("each_park") else [list(grants)]
        if "each" in rule:
            groups = [[p for p in grants if parks.district[p] == d] for d in PERSONS]
        return any(
            sum(brings[p] for p in group)
            < terms["min_share"] * sum(grants[p] + brings[p] for p in group) - slack
            for group in groups
        )
    terms = rule["equity"]
    money = by_district(parks, grants)
    a_head = sum(money.values()) / sum(PERSONS.values())
    return (
        any(money[d] / PERSONS[d] < terms.get("min_rub_per_head", 0.0) / 1e6 - slack / 1e3 for d in PERSONS)
        or any(money[d] / PERSONS[d] < terms.get("min_ratio", 0.0) * a_head - slack / 1e3 for d in PERSONS)
        or gini(money) > terms.get("max_gini", 1.0) + slack
    )


def random_rules(draw: np.random.Generator, ids: list[str]) -> list[dict[str, Any]]:
    some = [str(park) for park in draw.choice(ids, size=3, replace=False)]
    share = round(float(draw.uniform(0.2, 0.55)), 2)
    pool: list[dict[str, Any]] = [
        {"at_least": 2, "of": some},
        {"exactly": int(draw.integers(0, 3)), "of": some},
        {"together": some},
        {"excludes": some},
        {"park_cap": {"column": "floor", "times": 0.1}},
        {"co_financing": {"column": "own", "min_share": share, "per": "fraction"}},
        {"co_financing": {"column": "own", "min_share": share, "per": "count"}},
        {"co_financing": {"column": "own", "min_share": share, "per": "count"}, "each": "district"},
        {"co_financing": {"column": "own", "min_share": share, "per": "fraction", "each_park": True}},
        {"co_financing": {"column": "own", "min_share": share, "per": "count", "each_park": True}},
        {"equity": {"population": PERSONS, "min_rub_per_head": float(draw.integers(500, 9000))}},
        {"equity": {"population": PERSONS, "min_ratio": round(float(draw.uniform(0.1, 0.8)), 2)}},
        {"equity": {"population": PERSONS, "max_gini": round(float(draw.uniform(0.05, 0.5)), 2)}},
    ]
    chosen = draw.choice(len(pool), size=int(draw.integers(1, 4)), replace=False)
    return [{"id": f"r{k}", **pool[k]} for k in sorted(chosen)]


def subsets(parks: pd.DataFrame) -> list[tuple[str, ...]]:
    return [
        some for size in range(len(parks) + 1) for some in itertools.combinations(map(str, parks.index), size)
    ]


@pytest.mark.parametrize("seed", range(40))
def test_whole_grants_against_all_subsets(seed: int) -> None:
    draw = np.random.default_rng(seed)
    parks = parks_of(draw, 8)
    rules = random_rules(draw, list(parks.index))
    total = round(float(parks.requested_mln_rub.sum()) * float(draw.uniform(0.3, 0.9)), 1)
    best: float | None = None
    request, gain = parks.requested_mln_rub.to_dict(), parks.gain.to_dict()
    # The dearest choice first: the first that keeps every rule is the best.
    for chosen in sorted(subsets(parks), key=lambda some: -sum(gain[park] for park in some)):
        grants = {park: request[park] for park in chosen}
        if sum(grants.values()) <= total and not any(broken(rule, parks, grants) for rule in rules):
            best = sum(gain[park] for park in chosen)
            break
    portfolio = allocate(parks, programme(total=total, rules=rules))
    if best is None:
        assert portfolio.ending == "infeasible"
        return
    assert portfolio.ending == "optimal"
    assert portfolio.objective == pytest.approx(best, abs=1e-6)
    grants = {park.park_id: park.grant_mln_rub for park in portfolio.funded}
    assert not any(broken(rule, parks, grants) for rule in rules)


def best_grants(
    parks: pd.DataFrame, chosen: tuple[str, ...], rules: list[dict[str, Any]], total: float, least: float
) -> float | None:
    """The best money for a fixed choice of parks: an LP of the rules' definitions, one row for each order of districts.

    The Gini index is piecewise linear in money: with districts in the order of money per head it is linear, so every
    order is tried.
    """
    request = parks.requested_mln_rub[list(chosen)].to_numpy()
    own = parks.own.fillna(0.0)[list(chosen)].to_numpy()
    district = parks.district[list(chosen)].to_numpy()
    if any(
        broken(rule, parks, dict(zip(chosen, request, strict=True))) for rule in rules if names_parks(rule)
    ):
        return None
    gain = parks.gain[list(chosen)].to_numpy() / request
    rows, limits = [np.ones(len(chosen))], [total]
    most = request.copy()
    orders: list[tuple[str, ...]] = [("A", "B", "C")]
    for rule in rules:
        if "park_cap" in rule:
            most = np.minimum(most, rule["park_cap"]["times"] * parks.floor[list(chosen)].to_numpy())
        elif "co_financing" in rule:
            terms = rule["co_financing"]
            share = terms["min_share"]
            groups = [district == d for d in PERSONS] if "each" in rule else [np.ones(len(chosen), bool)]
            if terms.get("each_park"):
                groups = list(np.eye(len(chosen), dtype=bool))
            for group in groups:
                if terms["per"] == "fraction":
                    rows.append(group * (share * (1 + own / request) - own / request))
                    limits.append(0.0)
                else:
                    rows.append(group * share * 1.0)
                    limits.append(float((group * own).sum()) * (1 - share))
        elif "equity" in rule:
            for d in PERSONS:
                part = (district == d).astype(float)
                if "min_rub_per_head" in rule["equity"]:
                    rows.append(-part)
                    limits.append(-rule["equity"]["min_rub_per_head"] * PERSONS[d] / 1e6)
                if "min_ratio" in rule["equity"]:
                    rows.append(rule["equity"]["min_ratio"] * PERSONS[d] / sum(PERSONS.values()) - part)
                    limits.append(0.0)
            if "max_gini" in rule["equity"]:
                orders = list(itertools.permutations(PERSONS))
    if (most < least * request - 1e-9).any():
        return None
    best = None
    for order in orders:
        own_rows, own_limits = list(rows), list(limits)
        for rule in rules:
            if "max_gini" not in rule.get("equity", {}):
                continue
            parts = {d: (district == d).astype(float) for d in PERSONS}
            for poorer, richer in itertools.pairwise(order):
                own_rows.append(parts[poorer] / PERSONS[poorer] - parts[richer] / PERSONS[richer])
                own_limits.append(0.0)
            # 1 − 2·area/(P·m) ≤ γ  ⇔  P·m − 2·area − γ·P·m ≤ 0, the area linear in money for this order
            area = np.zeros(len(chosen))
            below = np.zeros(len(chosen))
            for d in order:
                area += (below + below + parts[d]) / 2 * PERSONS[d]
                below = below + parts[d]
            heads = sum(PERSONS.values())
            own_rows.append(heads * (1 - rule["equity"]["max_gini"]) - 2 * area)
            own_limits.append(0.0)
        bounds = list(zip(least * request, most, strict=True))
        found = linprog(-gain, np.array(own_rows), np.array(own_limits), bounds=bounds, method="highs")
        if found.status == 0:
            best = -found.fun if best is None else max(best, -found.fun)
    return best


def without_rules(parks: pd.DataFrame, chosen: tuple[str, ...], total: float) -> float:
    """What a choice of parks is worth at most: money to the best gain a rouble first, whatever the rules say."""
    request, gain = parks.requested_mln_rub[list(chosen)], parks.gain[list(chosen)]
    worth, left = 0.0, total
    for asked, brings in sorted(zip(request, gain, strict=True), key=lambda pair: -pair[1] / pair[0]):
        worth += brings * min(1.0, left / asked)
        left -= min(asked, left)
    return float(worth)


def names_parks(rule: dict[str, Any]) -> bool:
    return any(key in rule for key in ("of", "together", "excludes"))


@pytest.mark.parametrize("seed", range(30))
def test_partial_grants_against_all_subsets(seed: int) -> None:
    draw = np.random.default_rng(500 + seed)
    parks = parks_of(draw, 6)
    rules = random_rules(draw, list(parks.index))
    total = round(float(parks.requested_mln_rub.sum()) * float(draw.uniform(0.3, 0.8)), 1)
    least = 0.5
    best: float | None = None
    bounds = {chosen: without_rules(parks, chosen, total) for chosen in subsets(parks)}
    for chosen in sorted(bounds, key=lambda some: -bounds[some]):
        if best is not None and bounds[chosen] <= best:
            break  # no choice that is left can be worth more
        if not chosen:
            best = None if any(broken(rule, parks, {}) for rule in rules) else 0.0
            continue
        value = best_grants(parks, chosen, rules, total, least)
        if value is not None and (best is None or value > best):
            best = value
    terms = {"funding": "partial", "minimum_share": least}
    portfolio = allocate(parks, programme(total=total, rules=rules, terms=terms))
    if best is None:
        assert portfolio.ending == "infeasible"
        return
    assert portfolio.ending == "optimal"
    assert portfolio.objective == pytest.approx(best, abs=0.01)
    grants = {park.park_id: park.grant_mln_rub for park in portfolio.funded}
    assert not any(broken(rule, parks, grants) for rule in rules)


def test_the_gini_of_the_report_is_the_gini_of_the_plan() -> None:
    parks = parks_of(np.random.default_rng(3), 8)
    rule = {"id": "x", "equity": {"population": PERSONS, "max_gini": 0.4}}
    portfolio = allocate(
        parks, programme(total=150, rules=[rule], terms={"funding": "partial", "minimum_share": 0.3})
    )
    grants = {park.park_id: park.grant_mln_rub for park in portfolio.funded}
    (report,) = portfolio.rules
    assert report.value == pytest.approx(gini(by_district(parks, grants)), abs=1e-9)
    assert report.value <= 0.4 + 1e-6
    assert (report.part, report.share, report.binding) == ("Gini", True, report.slack < 1e-6)


def test_a_population_may_stand_in_a_column() -> None:
    parks = parks_of(np.random.default_rng(4), 8)
    parks["district"] = list("ABCABCAB")
    parks["persons"] = parks.district.map(PERSONS)
    terms = {"funding": "partial", "minimum_share": 0.3}
    answers = [
        allocate(
            parks,
            programme(
                total=150,
                rules=[{"id": "x", "equity": {"population": said, "min_ratio": 0.7}}],
                terms=terms,
            ),
        )
        for said in (PERSONS, "persons")
    ]
    assert answers[0].objective == answers[1].objective
    assert [(r.part, r.value, r.min) for r in answers[0].rules] == [
        (r.part, r.value, r.min) for r in answers[1].rules
    ]


def most_by_hand(park: pd.Series, year: int, terms: dict[str, Any]) -> float:
    limits = [park.requested_mln_rub, terms["cap_per_hectare"] * park.area_ha]
    limits.append(terms["cap_share_of_capex"][park.model] * park.capex_mln_rub)
    cap = terms["cap"]["values"][park.group]
    for since, values in sorted(terms["cap"]["from_year"].items()):
        if year >= since:
            cap = values.get(park.group, cap)
    return float(np.floor(min([*limits, cap]) * 1000 + 1e-6) / 1000)


@pytest.mark.parametrize("funding", ["whole", "partial"])
@pytest.mark.parametrize("seed", range(8))
def test_terms_against_all_starts(seed: int, funding: str) -> None:
    """Caps by group and start year, by model and per hectare; own build years; size, discount and partnerships."""
    draw = np.random.default_rng(900 + seed)
    parks = parks_of(draw, 5)
    parks["build_years"] = draw.integers(1, 3, len(parks)).astype(float)
    years = [2025, 2026, 2027]
    terms: dict[str, Any] = {
        "funding": funding,
        "minimum_share": 0.4,
        "cap": {
            "column": "group",
            "values": {"low": 50.0, "high": 30.0},
            "from_year": {2026: {"high": 45.0}},
        },
        "cap_share_of_capex": {"rental": 0.5, "service": 0.75},
        "cap_per_hectare": 8.0,
    }
    pairs = pd.DataFrame({"park": ["P1", "P2"], "partner": ["P2", "P3"], "kind": "x", "strength": [0.5, 1.0]})
    discount, synergy, total = 0.1, 4.0, 90.0
    best = 0.0
    options = [
        [None, *(y for y in years if y + int(parks.build_years[park]) - 1 <= years[-1])]
        for park in parks.index
    ]
    requested = parks.requested_mln_rub.to_dict()
    gains = parks.gain * parks.own.fillna(0.0)
    limit = {
        (park, y): most_by_hand(parks.loc[park], y, terms)
        for park, some in zip(parks.index, options, strict=True)
        for y in some
        if y is not None
    }
    worth_of = {(park, y): float(gains[park]) * (1 - discount) ** (y - 2025) for park, y in limit}
    for starts in itertools.product(*options):
        chosen = [(park, start) for park, start in zip(parks.index, starts, strict=True) if start is not None]
        request = np.array([requested[park] for park, __ in chosen])
        most = np.array([limit[each] for each in chosen])
        least = request if funding == "whole" else 0.4 * request
        if (most < least - 1e-9).any() or least.sum() > total:
            continue
        worth = np.array([worth_of[each] for each in chosen])
        ids = {park for park, __ in chosen}
        value = synergy * (0.5 * ({"P1", "P2"} <= ids) + 1.0 * ({"P2", "P3"} <= ids))
        if chosen:
            # money to the best worth a rouble first, above everybody's least
            left = total - least.sum()
            grant = least.copy()
            for place in np.argsort(-worth / request):
                extra = min(left, most[place] - least[place])
                grant[place] += extra
                left -= extra
            value += float((worth * grant / request).sum())
        best = max(best, value)
    plan = Programme.model_validate(
        {
            "title": "t",
            "years": years,
            "budget": {"total": total},
            "terms": terms,
            "objective": {"discount": discount, "synergy": synergy},
        }
    )
    portfolio = allocate(parks, plan, gains, partnerships=pairs)
    assert portfolio.objective == pytest.approx(best, abs=0.02 if funding == "partial" else 1e-6)


def test_each_park_by_itself_names_the_parks_that_are_held_back() -> None:
    parks = table(
        [
            {"requested_mln_rub": 40.0, "gain": 5.0, "own": 30.0},
            {"requested_mln_rub": 40.0, "gain": 4.0, "own": 10.0},
            {"requested_mln_rub": 40.0, "gain": 3.0, "own": np.nan},
        ]
    )
    terms = {"funding": "partial", "minimum_share": 0.5}
    rule = {
        "id": "x",
        "co_financing": {"column": "own", "min_share": 0.3, "per": "count", "each_park": True},
    }
    portfolio = allocate(parks, programme(total=200, rules=[rule], terms=terms))
    # 10 of own money carries 10 · 0.7 / 0.3 = 23.333 of grant; nothing carries nothing
    assert {p.park_id: p.grant_mln_rub for p in portfolio.funded} == {"P1": 40.0, "P2": 23.333}
    assert [report.part for report in portfolio.rules] == ["", "P2"]
    whole = allocate(parks, programme(total=200, rules=[rule]))
    assert funded(whole) == {"P1"}
