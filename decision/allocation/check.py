"""What a programme and a table of parks do not agree on, before anything is computed."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from difflib import get_close_matches

from decision.allocation.conditions import code, coded, matching
from decision.allocation.numbers import numeric
from decision.errors import Problem
from decision.language import Message, _
from decision.model.parks import Parks
from decision.model.programme import CapByGroup, Programme, RatioMeasure
from decision.model.rules import ColumnMeasure, Condition, Equity, Rule

BUILT_IN_MEASURES = ("count", "grant", "starts", "payments")
MONEY_AND_LAND = ("requested_mln_rub", "minimum_mln_rub", "capex_mln_rub", "area_ha")
BUILT_IN_OBJECTIVES = ("merit", "value", "merit_count", "merit_money")


def problems(programme: Programme, parks: Parks) -> list[Problem]:
    """What a programme names and the parks lack: columns, parks, groups; ``field`` is the path of the key.

    Faults first in the order of the file; codes that no park has are warnings. Of an empty table only the columns
    are looked at: that it is empty is told by its reader.
    """
    return [
        *_negative_money(parks),
        *_ceilings(programme),
        *_terms(programme, parks),
        *_objective(programme, parks),
        *(
            fault
            for place, rule in enumerate(programme.rules)
            for fault in _rule(rule, place, programme, parks)
        ),
        *_scorecard(programme, parks),
    ]


def _negative_money(parks: Parks) -> Iterator[Problem]:
    """Sums that cannot be: a request, a minimum, a cost or an area below zero, park by park."""
    import pandas as pd

    for column in MONEY_AND_LAND:
        if column not in parks.table:
            continue
        cells = pd.to_numeric(parks.table[column], errors="coerce")
        for park, value in cells[cells < 0].items():
            yield Problem(
                _("park {park}: {value:g} is less than zero", park=park, value=value),
                file=parks.file,
                line=parks.lines.get(str(park)),
                field=column,
            )


def _ceilings(programme: Programme) -> Iterator[Problem]:
    """A ceiling that can never be reached, or ceilings that leave a part of the total unspent."""
    budget = programme.budget
    ceilings = budget.by_year or {}
    for one in budget.contradictions():
        # In a file this is a fault; here stands a total that was asked for beside it.
        yield Problem(one.says, field=f"budget.{'.'.join(map(str, one.path))}", warning=True)
    spent = sum(ceilings.values())
    if set(ceilings) == set(programme.years) and spent < budget.total - 1e-9:
        says = _("the yearly ceilings leave {rest:g} mln RUB of the total unspent", rest=budget.total - spent)
        yield Problem(says, field="budget.by_year", warning=True)


def _near(word: str, among: Collection[str]) -> Message | None:
    """The nearest spelling, whatever the case."""
    spelt = {str(one).lower(): str(one) for one in among}
    near = get_close_matches(word.lower(), list(spelt), n=1)
    return _("did you mean {near}?", near=spelt[near[0]]) if near else None


def _column(
    parks: Parks, column: str, field: str, *, number: bool, also: Collection[str] = ()
) -> Iterator[Problem]:
    """The column exists and, where ``number``, every cell that is not empty is a number."""
    if column not in parks.table:
        names = [*also, *(str(name) for name in parks.table.columns)]
        yield Problem(
            _("the parks have no column {column}", column=column), field=field, remedy=_near(column, names)
        )
    elif number:
        yield from _numbers(parks, column, field)


def _numbers(parks: Parks, column: str, field: str | None) -> Iterator[Problem]:
    import pandas as pd

    cells = parks.table[column]
    if pd.api.types.is_numeric_dtype(cells):
        return
    wrong = cells.notna() & pd.to_numeric(cells, errors="coerce").isna()
    if wrong.any():
        first = str(wrong.idxmax())
        yield Problem(
            _(
                "column {column} is not a number everywhere: {park} has {value}",
                column=column,
                park=first,
                value=cells[first],
            ),
            field=field,
        )


def _terms(programme: Programme, parks: Parks) -> Iterator[Problem]:
    terms = programme.terms
    yield from _column(parks, "requested_mln_rub", "terms", number=True)
    for column in ("minimum_mln_rub", "earliest_start", "build_years"):
        if column in parks.table:
            yield from _numbers(parks, column, None)
    if isinstance(terms.cap, CapByGroup):
        yield from _groups(parks, terms.cap.column, terms.cap.values, "terms.cap")
        outside = [year for year in terms.cap.from_year if year not in programme.years]
        for year in outside:
            says = _("{year} is not a year of the programme", year=year)
            yield Problem(says, field=f"terms.cap.from_year.{year}", warning=True)
    if terms.cap_share_of_capex is not None:
        yield from _column(parks, "capex_mln_rub", "terms.cap_share_of_capex", number=True)
        if isinstance(terms.cap_share_of_capex, dict):
            yield from _groups(parks, "model", terms.cap_share_of_capex, "terms.cap_share_of_capex")
    if terms.cap_per_hectare is not None:
        yield from _column(parks, "area_ha", "terms.cap_per_hectare", number=True)


def _groups(parks: Parks, column: str, values: Collection[str], field: str) -> Iterator[Problem]:
    """Every park's group has a value of its own."""
    missing = list(_column(parks, column, field, number=False))
    yield from missing
    if missing or parks.table.empty:
        return
    known = {code(value) for value in values}
    for group in sorted(set(coded(parks.table, column)[1]) - known):
        says = _("there is no value for {column} {group}, which parks have", column=column, group=group)
        yield Problem(says, field=field, remedy=_near(group, known))
    for group in sorted(known - set(coded(parks.table, column)[1])):
        says = _("no park has {column} {group}", column=column, group=group)
        yield Problem(says, field=f"{field}.{group}", warning=True)


def _objective(programme: Programme, parks: Parks) -> Iterator[Problem]:
    objective = programme.objective
    if objective.maximise not in BUILT_IN_OBJECTIVES:
        field = "objective.maximise"
        yield from _column(parks, objective.maximise, field, number=True, also=BUILT_IN_OBJECTIVES)
    if objective.size is not None:
        yield from _column(parks, objective.size, "objective.size", number=True)


def _rule(rule: Rule, place: int, programme: Programme, parks: Parks) -> Iterator[Problem]:
    field = f"rules[{place}]"
    if isinstance(rule.measure, ColumnMeasure):
        yield from _column(parks, rule.measure.column, f"{field}.measure.column", number=True)
    elif rule.measure is not None and rule.measure not in BUILT_IN_MEASURES:
        yield from _column(parks, rule.measure, f"{field}.measure", number=True, also=BUILT_IN_MEASURES)
    if rule.each is not None:
        yield from _column(parks, rule.each, f"{field}.each", number=False)
    for key, settings in (("co_financing", rule.co_financing), ("park_cap", rule.park_cap)):
        if settings is not None:
            yield from _column(parks, settings.column, f"{field}.{key}.column", number=True)
    if rule.equity is not None:
        yield from _equity(rule.equity, rule, f"{field}.equity", parks)
    for key in ("fund", "reject", "of", "together", "excludes"):
        for item, park in enumerate(getattr(rule, key) or ()):
            yield from _park(parks, park, f"{field}.{key}[{item}]")
    for key in ("park", "requires"):
        if getattr(rule, key) is not None:
            yield from _park(parks, getattr(rule, key), f"{field}.{key}")
    years = [("years", year) for year in rule.years or ()]
    years += [
        (key, year)
        for key in ("min", "max")
        if isinstance(getattr(rule, key), dict)
        for year in getattr(rule, key)
    ]
    for key, year in years:
        if year not in programme.years:
            yield Problem(_("{year} is not a year of the programme", year=year), field=f"{field}.{key}")
    yield from _where(rule, field, parks)


def _equity(equity: Equity, rule: Rule, field: str, parks: Parks) -> Iterator[Problem]:
    """Every district that parks have has its population, and one only."""
    faults = list(_column(parks, equity.by, f"{field}.by", number=False))
    yield from faults
    if isinstance(equity.population, str):
        more = list(_column(parks, equity.population, f"{field}.population", number=True))
        yield from more
        faults += more
    if faults or parks.table.empty:
        return
    table = parks.table
    if all(column in table for column in rule.where):
        table = table.loc[matching(table, rule.where)]
    places, known = coded(table, equity.by)
    if not isinstance(equity.population, str):
        populated = {code(district) for district in equity.population}
        for district in sorted(set(known) - populated):
            says = _(
                "there is no population for {column} {group}, which parks have",
                column=equity.by,
                group=district,
            )
            yield Problem(says, field=f"{field}.population", remedy=_near(district, populated))
        for district in sorted(populated - set(known)):
            says = _(
                "no park has {column} {group}: it counts, with no money", column=equity.by, group=district
            )
            yield Problem(says, field=f"{field}.population.{district}", warning=True)
        return
    persons = numeric(table, equity.population)
    for place, district in enumerate(known):
        own = set(persons[places == place].tolist())
        if len(own) != 1 or not min(own) > 0:
            says = _(
                "column {column} must hold one population above zero for all parks with {by} {group}",
                column=equity.population,
                by=equity.by,
                group=district,
            )
            yield Problem(says, field=f"{field}.population")


def _park(parks: Parks, park: str, field: str) -> Iterator[Problem]:
    if len(parks) and park not in parks.table.index:
        says = _("no park has the id {park}", park=park)
        yield Problem(says, field=field, remedy=_near(park, list(parks.table.index)))


def _where(rule: Rule, field: str, parks: Parks) -> Iterator[Problem]:
    sound = True
    for column, wanted in rule.where.items():
        here = f"{field}.where.{column}"
        bounds = isinstance(wanted, Condition) and any(
            bound is not None for bound in (wanted.min, wanted.max, wanted.above, wanted.below)
        )
        faults = list(_column(parks, column, here, number=bounds))
        yield from faults
        if faults or parks.table.empty:
            sound = False
            continue
        if isinstance(wanted, Condition):
            values = wanted.exclude or ()
        else:
            values = wanted if isinstance(wanted, tuple) else (wanted,)
        known = set(coded(parks.table, column)[1])
        for value in values:
            if code(value) not in known:
                sound = False
                says = _("no park has {column} {group}", column=column, group=code(value))
                yield Problem(says, field=here, remedy=_near(code(value), known), warning=True)
    forbids = rule.max == 0 and rule.min is None
    if sound and rule.where and not forbids and not matching(parks.table, rule.where).any():
        yield Problem(_("no park meets this condition"), field=f"{field}.where", warning=True)


def _scorecard(programme: Programme, parks: Parks) -> Iterator[Problem]:
    for place, line in enumerate(programme.scorecard):
        field = f"scorecard[{place}].measure"
        if isinstance(line.measure, RatioMeasure):
            yield from _column(parks, line.measure.numerator, f"{field}.numerator", number=True)
            yield from _column(parks, line.measure.denominator, f"{field}.denominator", number=True)
        elif line.measure not in ("count", "grant"):
            yield from _column(parks, line.measure, field, number=True, also=("count", "grant"))
