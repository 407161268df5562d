"""What each district gets, year by year: money, parks and outcomes, and money per inhabitant.

Money is that of the payments of each year. Parks and outcomes are counted in the year in which a park starts, so that
the years add up to the plan. Money per head compares districts by their population (Rosstat, 2017, unless the
programme names another one in a rule of equity).
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from decision.files import bundled
from decision.language import Message, _
from decision.model.base import Text
from decision.model.results import Portfolio
from decision.model.study import Study

if TYPE_CHECKING:
    from collections.abc import Iterable

RUB_IN_MLN = 1e6
BY = "district"
MONEY, PARKS = "grant", "count"


@dataclass(frozen=True)
class Measure:
    """One figure by district and year."""

    id: str
    """``grant`` (million RUB), ``count``, or the column of an outcome."""
    label: Message | Text
    by_year: Mapping[str, tuple[float, ...]]
    """District → figure of each year of the programme."""

    def total(self, district: str) -> float:
        """Over all years."""
        return sum(self.by_year[district])

    def of_year(self, place: int) -> float:
        """Over all districts, in a year by its place in the programme."""
        return sum(figures[place] for figures in self.by_year.values())


@dataclass(frozen=True, eq=False)
class Territory:
    """A portfolio by district and year."""

    districts: tuple[str, ...]
    """Codes, in the order of the data's description, then of their names."""
    names: Mapping[str, Text]
    years: tuple[int, ...]
    measures: tuple[Measure, ...]
    """Money, parks, then every outcome that the scorecard adds up."""
    parks: Mapping[str, tuple[str, ...]]
    """District → all its parks, funded or not, by id."""
    per_head: Mapping[str, float]
    """RUB for an inhabitant over all years; empty where the population of some district is not known."""
    gini: float | None
    """Gini index of money per head; 0 is alike for everybody."""


def territory(study: Study, portfolio: Portfolio) -> Territory | None:
    """A portfolio by district and year; None where the parks' table has no column ``district``."""
    table = study.parks.table
    if BY not in table:
        return None
    home = {str(park): str(code) for park, code in zip(table.index, table[BY].tolist(), strict=True)}
    column = study.parks.column(BY)
    known = [str(code) for code in column.categories]
    parks: dict[str, list[str]] = defaultdict(list)
    for park, code in home.items():
        parks[code].append(park)
    districts = tuple([code for code in known if code in parks] + sorted(parks.keys() - set(known)))
    years = tuple(study.programme.years)
    place = {year: number for number, year in enumerate(years)}

    def empty() -> dict[str, list[float]]:
        return {code: [0.0] * len(years) for code in districts}

    money, count = empty(), empty()
    outcomes = {name: empty() for name in _columns(study) if name in portfolio.outcomes}
    values = {name: table[name].fillna(0.0).to_dict() for name in outcomes}
    for funded in portfolio.funded:
        code, start = home[funded.park_id], place[funded.start_year]
        for year, paid in funded.payments.items():
            money[code][place[year]] += paid
        count[code][start] += 1
        for name, by in outcomes.items():
            by[code][start] += float(values[name][funded.park_id]) * funded.funded_fraction
    measures = [_measure(MONEY, _("money"), money), _measure(PARKS, _("parks"), count)]
    measures += [_measure(name, study.parks.column(name).title, by) for name, by in outcomes.items()]
    persons = population(study, districts)
    totals = {code: sum(figures) for code, figures in money.items()}
    return Territory(
        districts,
        {code: column.categories.get(code) or Text(en=code) for code in districts},
        years,
        tuple(measures),
        {code: tuple(sorted(found)) for code, found in parks.items()},
        {code: totals[code] * RUB_IN_MLN / persons[code] for code in districts} if persons else {},
        gini(totals, persons) if persons else None,
    )


def _measure(id: str, label: Message | Text, figures: Mapping[str, Iterable[float]]) -> Measure:
    return Measure(id, label, {code: tuple(by_year) for code, by_year in figures.items()})


def _columns(study: Study) -> tuple[str, ...]:
    named = [line.measure for line in study.programme.scorecard if isinstance(line.measure, str)]
    return tuple(name for name in dict.fromkeys(named) if name in study.parks.table)


def population(study: Study, districts: tuple[str, ...]) -> dict[str, float] | None:
    """Persons of each district, from a rule of equity of the programme, else of 2017; None where one is missing."""
    for rule in study.programme.rules:
        if rule.equity is None or rule.equity.by != BY:
            continue
        written = rule.equity.population
        if isinstance(written, str):
            by = study.parks.table.groupby(BY)[written].first()
            found = {str(code): float(persons) for code, persons in by.items()}
        else:
            found = {code: float(persons) for code, persons in written.items()}
        if all(found.get(code, 0.0) > 0 for code in districts):
            return found
    known = _published()
    return {code: known[code] for code in districts} if set(districts) <= known.keys() else None


@cache
def _published() -> dict[str, float]:
    path = bundled.folder("datasets") / "national" / "districts.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {row["district"]: float(row["population_2017_mln"]) * 1e6 for row in csv.DictReader(file)}


def gini(money: Mapping[str, float], persons: Mapping[str, float]) -> float | None:
    """Gini index of money per head: Σ_{d<e} |m_d · p_e − m_e · p_d| / (P · m); None where there is no money.

    Args:
        money: of each district.
        persons: of each district, above zero.
    """
    codes = list(money)
    whole, everyone = sum(money.values()), sum(persons[code] for code in codes)
    if whole <= 0 or everyone <= 0:
        return None
    apart = sum(
        abs(money[one] * persons[other] - money[other] * persons[one])
        for place, one in enumerate(codes)
        for other in codes[place + 1 :]
    )
    return apart / (everyone * whole)
