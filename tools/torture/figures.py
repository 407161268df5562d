"""Rounds whose figures are awkward: rubles beside billions, ties everywhere, nothing to choose from, one park, many parks.

Every plan is recomputed here from what the program shows, in whole thousands of rubles and without its own audit.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

YEARS = (2025, 2026, 2027)
CRITERIA: dict[str, Any] = {
    "title": "t",
    "method": "wsm",
    "normalization": "minmax",
    "criteria": [
        {"id": "a", "column": "a", "weight": 60, "scale": {"worst": 0, "best": 1}, "do_nothing": 0},
        {"id": "b", "column": "b", "weight": 40, "scale": {"worst": 0, "best": 1}, "do_nothing": 0},
    ],
}


@dataclass
class Outcome:
    """What became of one kind of round."""

    title: str
    rounds: int = 0
    parks: int = 0
    seconds: float = 0.0
    faults: list[str] = field(default_factory=list)


def rounds(chooser: random.Random, *, thorough: bool) -> Iterator[tuple[str, pd.DataFrame, dict[str, Any]]]:
    """Title, parks, programme."""
    often = 12 if thorough else 2
    for _turn in range(often):
        n = chooser.randint(5, 40)
        yield (
            "rubles beside billions",
            _parks(n, chooser, money=lambda: 10 ** chooser.uniform(-3, 4)),
            _programme(chooser, 5000),
        )
        yield (
            "ties everywhere",
            _parks(n, chooser, money=lambda: 100.0, quality=lambda: chooser.choice((0.25, 0.5))),
            _programme(chooser, 100 * n / 2),
        )
        yield (
            "all parks equal",
            _parks(n, chooser, money=lambda: 77.777, quality=lambda: 0.5),
            _programme(chooser, 1000),
        )
        yield (
            "merits of zero",
            _parks(n, chooser, money=lambda: chooser.uniform(1, 100), quality=lambda: 0.0),
            _programme(chooser, 500),
        )
        yield (
            "thousandths everywhere",
            _parks(n, chooser, money=lambda: round(chooser.uniform(0.001, 9), 3)),
            _programme(chooser, 33.333),
        )
        yield "one park", _parks(1, chooser, money=lambda: chooser.uniform(1, 500)), _programme(chooser, 300)
        yield (
            "no money",
            _parks(n, chooser, money=lambda: chooser.uniform(1, 500)),
            _programme(chooser, 0.0005),
        )
        yield (
            "money for everybody",
            _parks(n, chooser, money=lambda: chooser.uniform(1, 500)),
            _programme(chooser, 10**9),
        )
    if thorough:
        yield (
            "10 000 parks",
            _parks(10_000, chooser, money=lambda: chooser.uniform(10, 500)),
            _programme(chooser, 30_000),
        )


def _parks(n: int, chooser: random.Random, *, money: Any, quality: Any = None) -> pd.DataFrame:
    quality = quality or chooser.random
    return pd.DataFrame(
        {
            "park_id": [f"P{number:05}" for number in range(n)],
            "name": [f"Park {number}" for number in range(n)],
            "requested_mln_rub": [money() for _n in range(n)],
            "a": [quality() for _n in range(n)],
            "b": [quality() for _n in range(n)],
            "district": [chooser.choice(("CFO", "SFO", "DFO")) for _n in range(n)],
        }
    )


def _programme(chooser: random.Random, total: float) -> dict[str, Any]:
    terms: dict[str, Any] = {"funding": "whole"}
    if chooser.random() < 0.6:
        terms = {"funding": "partial", "minimum_share": round(chooser.uniform(0.1, 0.9), 3)}
    match chooser.randrange(3):
        case 0:
            terms |= {"tranches": [0.3, 0.7], "build_years": 2}
        case 1:
            terms |= {"tranches": "flexible", "yearly_share": [0.1, 0.8], "build_years": 2}
    budget: dict[str, Any] = {"total": total}
    if chooser.random() < 0.5:
        budget |= {
            "by_year": {year: round(total / 2.5, 3) for year in YEARS},
            "carry_over": chooser.choice((0.0, 0.5)),
        }
    rules: list[dict[str, Any]] = []
    if chooser.random() < 0.5:
        rules.append({"id": "share", "measure": "grant", "where": {"district": "CFO"}, "max_share": 0.6})
    if chooser.random() < 0.3:
        rules.append({"id": "few", "measure": "count", "max": 7})
    return {"title": "t", "years": list(YEARS), "budget": budget, "terms": terms, "rules": rules}


def run_figures(seed: int, *, thorough: bool) -> list[Outcome]:
    """All kinds of awkward rounds, solved and recomputed."""
    from decision import allocate, make_study
    from decision.errors import InputProblems
    from decision.model.options import SolveOptions

    chooser = random.Random(seed)
    outcomes: dict[str, Outcome] = {}
    for title, table, programme in rounds(chooser, thorough=thorough):
        outcome = outcomes.setdefault(title, Outcome(title))
        began = time.perf_counter()
        try:
            study = make_study(table, CRITERIA, programme)
            portfolio = allocate(study, options=SolveOptions(gap=1e-3, time_limit=120))
            outcome.faults += recomputed(portfolio.to_dict(), table.set_index("park_id"), programme)
        except InputProblems as told:
            # Money that rounds to nothing is refused with a sentence; that is an answer, too.
            if title != "no money" or not told.problems:
                outcome.faults.append(f"refused: {told}")
        except Exception as wrong:
            outcome.faults.append(f"{type(wrong).__name__}: {wrong}")
        outcome.rounds += 1
        outcome.parks += len(table)
        outcome.seconds += time.perf_counter() - began
    return list(outcomes.values())


def recomputed(answer: dict[str, Any], parks: pd.DataFrame, programme: dict[str, Any]) -> list[str]:
    """What is wrong with a portfolio as it is shown, counted in whole thousands of rubles."""
    if answer["ending"] == "infeasible":
        return []
    if answer["ending"] not in ("optimal", "feasible"):
        return [f"ended {answer['ending']}"]
    faults, rows = [], answer["portfolio"]
    # Requests are read in whole thousands of rubles.
    parks = parks.assign(requested_mln_rub=parks["requested_mln_rub"].round(3))
    units = {row["park_id"]: _units(row["grant_mln_rub"]) for row in rows}
    for row in rows:
        if sum(_units(paid) for paid in row["payments"].values()) != units[row["park_id"]]:
            faults.append(f"{row['park_id']}: the payments are not the grant")
        request = parks.loc[row["park_id"], "requested_mln_rub"]
        if units[row["park_id"]] > request * 1000 + 1e-6:
            faults.append(f"{row['park_id']}: more than was asked for")
        least = request * (
            1.0 if programme["terms"]["funding"] == "whole" else programme["terms"]["minimum_share"]
        )
        if units[row["park_id"]] < np.floor(least * 1000 - 1e-6):
            faults.append(f"{row['park_id']}: {row['grant_mln_rub']} is less than the least, {least}")
        if min(row["payments"].values(), default=0) < 0:
            faults.append(f"{row['park_id']}: a negative payment")
    total = sum(units.values())
    if total != _units(answer["budget"]["granted"]):
        faults.append("the total is not the sum of the grants")
    if total > programme["budget"]["total"] * 1000 + 1e-6:
        faults.append("more than the budget")
    left, share = 0.0, programme["budget"].get("carry_over", 0.0)
    for year in YEARS:
        paid = sum(_units(row["payments"].get(str(year), row["payments"].get(year, 0))) for row in rows)
        ceiling = programme["budget"].get("by_year", {}).get(year)
        if ceiling is not None:
            if paid > ceiling * 1000 + left + 1e-6:
                faults.append(f"{year}: more than the ceiling")
            left = share * (ceiling * 1000 + left - paid)
    for rule in programme["rules"]:
        if rule["id"] == "few" and len(rows) > rule["max"]:
            faults.append("more parks than allowed")
        if rule["id"] == "share":
            part = sum(unit for park, unit in units.items() if parks.loc[park, "district"] == "CFO")
            # One thousand rubles a park may go the other way in rounding.
            if part > rule["max_share"] * total + 1e-6:
                faults.append("a district has more than its share")
    worth = (0.6 * parks["a"] + 0.4 * parks["b"]) / parks["requested_mln_rub"]
    value = sum(worth[park] * unit / 1000 for park, unit in units.items())
    if abs(value - answer["objective"]) > 1e-6 * max(1.0, abs(value)):
        faults.append(f"worth {value}, not {answer['objective']}")
    return faults


def _units(money: float) -> int:
    units = round(money * 1000)
    assert abs(money * 1000 - units) < 1e-5 * max(1, units), f"{money} is no whole number of thousands"
    return units
