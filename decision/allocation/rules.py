"""The rule book: one function for each kind of rule, from its settings to rows of numbers.

A formula speaks of the funded parks: y_i is 1 when park i is funded, g_i its grant in million RUB, r_i its
request, s_it is 1 when it starts in year t, p_it what it is paid in year t, a_i a cell of its row. M is the
set of parks that ``where`` leaves (all parks when it is left out); ``each`` splits M by a column and gives
rows for each value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from inspect import getdoc
from typing import TYPE_CHECKING

import numpy as np

from decision.allocation.conditions import coded, matching
from decision.allocation.numbers import BoolArray, FloatArray, numeric
from decision.allocation.rows import Measure, Row
from decision.allocation.terms import Candidates
from decision.language import Message, _
from decision.model.programme import ColumnMeasure, Programme, Rule

if TYPE_CHECKING:
    import pandas as pd

Kind = Callable[[Rule, Candidates], Iterator[Row]]


def count(rule: Rule, candidates: Candidates) -> Iterator[Row]:
    """Number of funded parks.

    min ≤ Σ_{i∈M} y_i ≤ max
    min_share · Σ_i y_i ≤ Σ_{i∈M} y_i ≤ max_share · Σ_i y_i        (parks)
    """
    return _bounded(rule, candidates, "count", np.ones(len(candidates)), "parks")


def grant(rule: Rule, candidates: Candidates) -> Iterator[Row]:
    """Money granted.

    min ≤ Σ_{i∈M} g_i ≤ max
    min_share · Σ_i g_i ≤ Σ_{i∈M} g_i ≤ max_share · Σ_i g_i        (million RUB)
    """
    return _bounded(rule, candidates, "grant", np.ones(len(candidates)), "mln_rub")


def starts(rule: Rule, candidates: Candidates) -> Iterator[Row]:
    """Number of parks that start in the years counted (``years``; all years when left out).

    min ≤ Σ_{i∈M} Σ_t s_it ≤ max
    with each_year: min_t ≤ Σ_{i∈M} s_it ≤ max_t for every year t        (parks)
    """
    return _bounded(rule, candidates, "starts", np.ones(len(candidates)), "parks")


def payments(rule: Rule, candidates: Candidates) -> Iterator[Row]:
    """Money paid in the years counted (``years``; all years when left out).

    min ≤ Σ_{i∈M} Σ_t p_it ≤ max
    with each_year: min_t ≤ Σ_{i∈M} p_it ≤ max_t for every year t        (million RUB)
    """
    return _bounded(rule, candidates, "payments", np.ones(len(candidates)), "mln_rub")


def column(rule: Rule, candidates: Candidates) -> Iterator[Row]:
    """A column, in proportion to the money: an outcome. A missing cell adds nothing.

    min ≤ Σ_{i∈M} a_i · g_i / r_i ≤ max
    min_share, max_share: of Σ_i a_i · g_i / r_i        (the column's unit)
    """
    assert rule.measure is not None
    name = rule.measure.column if isinstance(rule.measure, ColumnMeasure) else rule.measure
    return _bounded(rule, candidates, "fraction", _cells(candidates, name), name)


def column_count(rule: Rule, candidates: Candidates) -> Iterator[Row]:
    """A column, in full for every funded park whatever its grant. A missing cell adds nothing.

    min ≤ Σ_{i∈M} a_i · y_i ≤ max
    min_share, max_share: of Σ_i a_i · y_i        (the column's unit)
    """
    assert isinstance(rule.measure, ColumnMeasure)
    return _bounded(rule, candidates, "count", _cells(candidates, rule.measure.column), rule.measure.column)


def fund(rule: Rule, candidates: Candidates) -> Iterator[Row]:
    """These parks must be funded.

    y_i ≥ 1 for every park i listed
    """
    for park in rule.fund or ():
        yield _row(rule, "count", _only(candidates, park), "parks", minimum=1.0, part=park)


def reject(rule: Rule, candidates: Candidates) -> Iterator[Row]:
    """These parks must not be funded.

    y_i ≤ 0 for every park i listed
    """
    for park in rule.reject or ():
        yield _row(rule, "count", _only(candidates, park), "parks", maximum=0.0, part=park)


def at_most(rule: Rule, candidates: Candidates) -> Iterator[Row]:
    """At most so many of the parks listed.

    Σ_{i in of} y_i ≤ at_most
    """
    listed = np.isin(np.array(candidates.ids, dtype=object), list(rule.of or ())).astype(float)
    yield _row(rule, "count", listed, "parks", maximum=float(rule.at_most or 0))


def requires(rule: Rule, candidates: Candidates) -> Iterator[Row]:
    """A park only together with another.

    y_park − y_requires ≤ 0
    """
    assert rule.park is not None
    assert rule.requires is not None
    weight = _only(candidates, rule.park) - _only(candidates, rule.requires)
    yield _row(rule, "count", weight, "parks", maximum=0.0)


@dataclass(frozen=True)
class RuleKind:
    """A kind of rule as ``parkfund rules`` shows it."""

    id: str
    title: Message
    rows: Kind
    example: str

    @property
    def formula(self) -> str:
        """What the rule demands, as a formula with units."""
        return (getdoc(self.rows) or "").partition("\n\n")[2].strip()

    @property
    def summary(self) -> str:
        """What the rule demands, in one sentence."""
        return (getdoc(self.rows) or "").partition("\n\n")[0].strip()


RULE_KINDS: Mapping[str, RuleKind] = {
    kind.id: kind
    for kind in (
        RuleKind(
            "count", _("number of funded parks"), count, "{id: hundred_parks, measure: count, min: 100}"
        ),
        RuleKind(
            "grant",
            _("money granted"),
            grant,
            "{id: far_east, measure: grant, where: {district: [SFO, DFO]}, min_share: 0.15}",
        ),
        RuleKind(
            "starts",
            _("parks that start in a year"),
            starts,
            "{id: starts, measure: starts, each_year: true, max: 25}",
        ),
        RuleKind(
            "payments",
            _("money paid in a year"),
            payments,
            "{id: first_year, measure: payments, years: [2025], max: 3000}",
        ),
        RuleKind(
            "column",
            _("a column, in proportion to the money"),
            column,
            "{id: jobs, measure: new_jobs, min: 20000, soft: {penalty: 0.001}}",
        ),
        RuleKind(
            "column_count",
            _("a column, in full for every funded park"),
            column_count,
            "{id: residents, measure: {column: residents, per: count}, min: 1200}",
        ),
        RuleKind("fund", _("parks that must be funded"), fund, "{id: promised, fund: [P007, P012]}"),
        RuleKind("reject", _("parks that must not be funded"), reject, "{id: withdrawn, reject: [P101]}"),
        RuleKind(
            "at_most",
            _("at most so many of a list"),
            at_most,
            "{id: one_of_three, at_most: 1, of: [P001, P002, P003]}",
        ),
        RuleKind(
            "requires",
            _("a park only together with another"),
            requires,
            "{id: second_stage, park: P009, requires: P008}",
        ),
    )
}
"""Every kind of rule, by its id."""


def kind_of(rule: Rule) -> RuleKind:
    """Which kind of rule it is."""
    if rule.kind != "measure":
        return RULE_KINDS[rule.kind]
    if isinstance(rule.measure, ColumnMeasure):
        return RULE_KINDS["column_count" if rule.measure.per == "count" else "column"]
    return RULE_KINDS[rule.measure if rule.measure in ("count", "grant", "starts", "payments") else "column"]


def rows_of(programme: Programme, candidates: Candidates) -> tuple[Row, ...]:
    """The rows of all active rules, in the order of the file."""
    return tuple(row for rule in programme.active_rules() for row in kind_of(rule).rows(rule, candidates))


def barred_by(programme: Programme, table: pd.DataFrame) -> dict[str, frozenset[str]]:
    """The parks that a hard rule of the kind "none of these" shuts out, by the rule's id, inactive rules too."""
    result = {}
    for rule in programme.rules:
        none_at_all = rule.measure in ("count", "grant") and rule.max == 0 and rule.each is None
        if none_at_all and rule.soft is None:
            result[rule.id] = frozenset(map(str, table.index[matching(table, rule.where)]))
        elif rule.reject is not None and rule.soft is None:
            result[rule.id] = frozenset(rule.reject)
    return result


def _cells(candidates: Candidates, name: str) -> FloatArray:
    return np.asarray(np.nan_to_num(numeric(candidates.table, name), nan=0.0))


def _only(candidates: Candidates, park: str) -> FloatArray:
    return np.array([one == park for one in candidates.ids], dtype=float)


def _row(rule: Rule, measure: Measure, weight: FloatArray, unit: str, **bounds: float | str | None) -> Row:
    penalty = rule.soft.penalty if rule.soft is not None else None
    row = Row(rule.id, rule.label, measure, weight, unit=unit, penalty=penalty, source=rule.source)
    return replace(row, **bounds)  # type: ignore[arg-type]


def _bounded(
    rule: Rule, candidates: Candidates, measure: Measure, weight: FloatArray, unit: str
) -> Iterator[Row]:
    """Rows of a rule with a measure: for each part of M and each year, sums first, shares second."""
    for value, members in _parts(rule, candidates):
        for year, years in _years(rule, candidates):
            part = " ".join(piece for piece in (value, year) if piece)
            row = _row(rule, measure, weight * members, unit, part=part)
            row = replace(row, years=years if measure in ("starts", "payments") else None)
            least, most = _bound(rule.min, years, rule), _bound(rule.max, years, rule)
            if least is not None or most is not None:
                yield replace(row, minimum=least, maximum=most)
            if rule.min_share is not None or rule.max_share is not None:
                yield replace(row, minimum=rule.min_share, maximum=rule.max_share, whole=weight)


def _parts(rule: Rule, candidates: Candidates) -> Iterator[tuple[str, BoolArray]]:
    members = matching(candidates.table, rule.where)
    if rule.each is None:
        yield "", members
        return
    # The values of all parks: a district whose parks are all ineligible still wants its minimum.
    spoken_of = candidates.everyone.loc[matching(candidates.everyone, rule.where)]
    places, known = coded(candidates.table, rule.each)
    for value in sorted(set(coded(spoken_of, rule.each)[1])):
        yield value, members & np.array([*(text == value for text in known), False], dtype=bool)[places]


def _years(rule: Rule, candidates: Candidates) -> Iterator[tuple[str, tuple[int, ...]]]:
    years = candidates.years if rule.years is None else tuple(y for y in candidates.years if y in rule.years)
    if not rule.each_year:
        yield "", years
        return
    for year in years:
        yield str(year), (year,)


def _bound(bound: float | Mapping[int, float] | None, years: tuple[int, ...], rule: Rule) -> float | None:
    if isinstance(bound, Mapping):
        value = bound.get(years[0]) if rule.each_year and years else None
        return None if value is None else float(value)
    return None if bound is None else float(bound)
