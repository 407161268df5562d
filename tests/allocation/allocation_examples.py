"""Small programmes for the allocation tests, and a brute-force answer that shares no code with it."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import linprog

from decision.allocation.allocate import allocate_parks
from decision.model.options import SolveOptions
from decision.model.parks import Parks
from decision.model.programme import AskedCeilings, Programme
from decision.model.results import Portfolio

EXACT = SolveOptions(gap=0.0, time_limit=60.0)


def table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Parks from dictionaries; ids P1, P2 … unless given."""
    filled = [{"park_id": f"P{n}", "name": f"Park {n}", **row} for n, row in enumerate(rows, 1)]
    return pd.DataFrame(filled).set_index("park_id")


def programme(years: int = 1, total: float = 100, **parts: Any) -> Programme:
    budget = {"total": total, **parts.pop("budget", {})}
    content = {"title": "t", "years": list(range(2025, 2025 + years)), "budget": budget, **parts}
    # Random ceilings may lie above random totals, as they may where only another total is asked for.
    return Programme.model_validate(content, context=AskedCeilings())


def allocate(parks: pd.DataFrame, plan: Programme, gain: Any = None, **options: Any) -> Portfolio:
    """Allocate with the column ``gain`` (or a given series) as gain and as merit; rank by gain."""
    gains = parks["gain"].astype(float) if gain is None else pd.Series(gain, index=parks.index, dtype=float)
    ranking = pd.DataFrame({"rank": gains.rank(ascending=False, method="min"), "merit": gains})
    return allocate_parks(
        Parks(parks.sort_index()),
        gain=gains,
        ranking=ranking,
        programme=plan,
        **{"options": EXACT, **options},
    )


def funded(portfolio: Portfolio) -> set[str]:
    return {park.park_id for park in portfolio.funded}


def random_case(seed: int, partial: bool) -> tuple[pd.DataFrame, dict[str, Any]]:
    """A random small programme with years, ceilings, carry-over and a few rules of random kinds."""
    draw = np.random.default_rng(seed)
    n, years = (4, 3) if partial else (5, 3)
    request = draw.integers(10, 60, n).astype(float)
    parks = table(
        [
            {
                "requested_mln_rub": request[i],
                "gain": float(draw.integers(1, 30)),
                "district": str(draw.choice(["A", "B"])),
                "jobs": float(draw.integers(10, 90)),
                "earliest_start": float(draw.integers(2025, 2027)),
                "build_years": float(draw.choice([1, 1, 2, 2, 3])),
            }
            for i in range(n)
        ]
    )
    whole = float(request.sum())
    pool: list[dict[str, Any]] = [
        {"measure": "count", "min": int(draw.integers(1, 3))},
        {"measure": "count", "where": {"district": "A"}, "max": int(draw.integers(1, 3))},
        {
            "measure": "grant",
            "where": {"district": "B"},
            "min_share": round(float(draw.uniform(0.1, 0.6)), 2),
        },
        {
            "measure": "grant",
            "where": {"district": "A"},
            "max_share": round(float(draw.uniform(0.4, 0.8)), 2),
        },
        {"measure": "starts", "each_year": True, "max": int(draw.integers(1, 3))},
        {"measure": "payments", "years": [2025], "max": round(float(draw.uniform(0.1, 0.4)) * whole, 1)},
        {"measure": "jobs", "min": float(draw.integers(20, 120)), "soft": {"penalty": 0.07}},
        {"measure": {"column": "jobs", "per": "count"}, "max": float(draw.integers(80, 300))},
        {"measure": "jobs", "where": {"jobs": {"above": 30}}, "max": float(draw.integers(60, 200))},
        {"measure": "count", "each": "district", "max": 2},
        {"at_most": 1, "of": ["P1", "P2"]},
        {"park": "P3", "requires": "P4"},
        {"reject": ["P2"]},
        {"fund": ["P1"]},
    ]
    chosen = draw.choice(len(pool), size=int(draw.integers(1, 4)), replace=False)
    rules = [{"id": f"r{k}", **pool[k]} for k in sorted(chosen)]
    least = round(float(draw.uniform(0.0, 0.3)), 2)
    content = {
        "title": "t",
        "years": [2025 + k for k in range(years)],
        "budget": {
            "total": round(whole * float(draw.uniform(0.4, 0.8)), 1),
            "by_year": {2025 + k: round(whole * float(draw.uniform(0.15, 0.4)), 1) for k in range(years)},
            "carry_over": float(draw.choice([0.0, 0.5, 1.0])),
        },
        "terms": {
            "funding": "partial" if partial else "whole",
            "minimum_share": 0.5,
            "yearly_share": [least, 1.0],
            "tranches": "flexible" if draw.random() < 0.75 else [0.6, 0.4],
        },
        "objective": {
            "maximise": str(draw.choice(["merit", "merit_count", "merit_money", "jobs"])),
            "discount": float(draw.choice([0.0, 0.1])),
        },
        "rules": rules,
    }
    return parks, content


def brute_force(parks: pd.DataFrame, content: dict[str, Any]) -> float | None:
    """Best objective over all choices of parks and start years, money by an LP; None: there is no plan."""
    ids, years, terms = list(parks.index), content["years"], content["terms"]
    rows = parks.to_dict("index")
    profile = None if terms["tranches"] == "flexible" else terms["tranches"]
    options: list[list[int | None]] = []
    for park in ids:
        span = int(rows[park]["build_years"])
        span = max(span, len(profile)) if profile else span
        first = int(rows[park]["earliest_start"])
        options.append([None, *(y for y in years if y >= first and y + span - 1 <= years[-1])])
    best: float | None = None
    for starts in itertools.product(*options):
        value = _best_grants(rows, ids, starts, content, profile)
        if value is not None and (best is None or value > best):
            best = value
    return best


def _best_grants(
    rows: dict[str, Any],
    ids: list[str],
    starts: tuple[int | None, ...],
    content: dict[str, Any],
    profile: Any,
) -> float | None:
    years, terms, objective, budget = (
        content["years"],
        content["terms"],
        content["objective"],
        content["budget"],
    )
    chosen = [(park, start) for park, start in zip(ids, starts, strict=True) if start is not None]
    position = {park: k for k, (park, __) in enumerate(chosen)}
    n, t = len(chosen), len(years)
    width = n + n * t + t  # grants, payments, money left each year
    soft: list[float] = []
    upper: list[tuple[dict[int, float], float]] = []
    equal: list[tuple[dict[int, float], float]] = []

    def paid(park: str, year: int) -> int:
        return n + position[park] * t + years.index(year)

    cost: dict[int, float] = {}
    constant = 0.0
    bounds: list[tuple[float, float | None]] = []
    for k, (park, start) in enumerate(chosen):
        row = rows[park]
        later = (1 - objective["discount"]) ** (start - years[0])
        gain = row["jobs"] if objective["maximise"] == "jobs" else row["gain"]
        if objective["maximise"] == "merit_count":
            constant += gain * later
        elif objective["maximise"] == "merit_money":
            cost[k] = gain * later
        else:
            cost[k] = gain * later / row["requested_mln_rub"]
        least = row["requested_mln_rub"] * (terms["minimum_share"] if terms["funding"] == "partial" else 1.0)
        bounds.append((least, row["requested_mln_rub"]))
    for park, start in chosen:
        length = int(rows[park]["build_years"])
        for year in years:
            wait = year - start
            if profile:
                share = profile[wait] if 0 <= wait < len(profile) else 0.0
                equal.append(({paid(park, year): 1.0, position[park]: -share}, 0.0))
            elif 0 <= wait < length:
                upper.append(({position[park]: terms["yearly_share"][0], paid(park, year): -1.0}, 0.0))
                upper.append(({position[park]: -terms["yearly_share"][1], paid(park, year): 1.0}, 0.0))
            else:
                equal.append(({paid(park, year): 1.0}, 0.0))
        equal.append(({**{paid(park, y): 1.0 for y in years}, position[park]: -1.0}, 0.0))
    bounds += [(0.0, None)] * (n * t + t)
    upper.append((dict.fromkeys(range(n), 1.0), budget["total"]))
    for u, year in enumerate(years):
        # what is paid, plus what is left, is the ceiling plus the share carried over
        line = {paid(park, year): 1.0 for park, __ in chosen} | {n + n * t + u: 1.0}
        if u:
            line[n + n * t + u - 1] = -budget["carry_over"]
        equal.append((line, budget["by_year"][year]))

    def measured(
        rule: dict[str, Any], year: int | None
    ) -> tuple[dict[int, float], float, dict[int, float], float]:
        """(coefficients, constant) of the measure over the parks meant, and over all."""
        part: dict[int, float] = {}
        whole: dict[int, float] = {}
        fixed = [0.0, 0.0]
        for park, start in chosen:
            row, measure = rows[park], rule["measure"]
            meant = all(
                row[c] == v if not isinstance(v, dict) else row[c] > v["above"]
                for c, v in rule.get("where", {}).items()
            )
            columns: dict[int, float] = {}
            number = 0.0
            if measure == "count":
                number = 1.0
            elif measure == "grant":
                columns[position[park]] = 1.0
            elif measure == "starts":
                number = 1.0 if year is None or start == year else 0.0
            elif measure == "payments":
                columns = {paid(park, y): 1.0 for y in rule["years"]}
            elif measure == "jobs":
                columns[position[park]] = row["jobs"] / row["requested_mln_rub"]
            else:
                number = row["jobs"]
            fixed[1] += number
            whole |= columns
            if meant:
                fixed[0] += number
                part |= columns
        return part, fixed[0], whole, fixed[1]

    picked = set(position)
    for rule in content["rules"]:
        if "at_most" in rule:
            if len(picked & set(rule["of"])) > rule["at_most"]:
                return None
        elif "requires" in rule:
            if rule["park"] in picked and rule["requires"] not in picked:
                return None
        elif "fund" in rule:
            if not set(rule["fund"]) <= picked:
                return None
        elif "reject" in rule:
            if set(rule["reject"]) & picked:
                return None
        else:
            parts = [rule]
            if "each" in rule:
                parts = [{**rule, "where": {rule["each"]: v}} for v in ("A", "B")]
            for one, year in itertools.product(parts, years if rule.get("each_year") else [None]):
                part, number, whole, all_numbers = measured(one, year)
                limits = [("max", 1.0), ("min", -1.0), ("max_share", 1.0), ("min_share", -1.0)]
                for key, sign in limits:
                    if key not in rule:
                        continue
                    line = {c: sign * x for c, x in part.items()}
                    limit = sign * (rule[key] - number)
                    if key.endswith("share"):
                        for c, x in whole.items():
                            line[c] = line.get(c, 0.0) - sign * rule[key] * x
                        limit = sign * (rule[key] * all_numbers - number)
                    if "soft" in rule:
                        line[width + len(soft)] = -1.0
                        soft.append(rule["soft"]["penalty"])
                    upper.append((line, limit))
    total_width = width + len(soft)
    bounds += [(0.0, None)] * len(soft)

    def matrix(lines: list[tuple[dict[int, float], float]]) -> tuple[np.ndarray, np.ndarray]:
        dense = np.zeros((len(lines), total_width))
        for k, (line, __) in enumerate(lines):
            for column, x in line.items():
                dense[k, column] += x
        return dense, np.array([limit for __, limit in lines])

    c = np.zeros(total_width)
    for k, x in cost.items():
        c[k] = -x
    for k, penalty in enumerate(soft):
        c[width + k] = penalty
    a, b = matrix(upper)
    e, f = matrix(equal)
    result = linprog(c, a, b, e, f, bounds, method="highs")
    return None if result.status != 0 else constant - float(result.fun)
