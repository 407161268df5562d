"""The rule book: one function for each kind of rule, from its settings to rows of numbers.

A formula speaks of the funded parks: y_i is 1 when park i is funded, g_i its grant in million RUB, r_i its
request, s_it is 1 when it starts in year t, p_it what it is paid in year t, a_i a cell of its row. M is the
set of parks that ``where`` leaves (all parks when it is left out); ``each`` splits M by a column and gives
rows for each value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from inspect import getdoc
from typing import TYPE_CHECKING

import numpy as np

from decision.allocation.conditions import matching
from decision.allocation.rows import Row
from decision.allocation.rule_equity import equity
from decision.allocation.rule_lists import (
    at_least,
    at_most,
    exactly,
    excludes,
    fund,
    reject,
    requires,
    together,
)
from decision.allocation.rule_money import co_financing, park_cap
from decision.allocation.rule_rows import bounded, cells_of
from decision.allocation.terms import Candidates
from decision.language import Message, _
from decision.model.programme import Programme
from decision.model.rules import ColumnMeasure, Rule

if TYPE_CHECKING:
    import pandas as pd

Kind = Callable[[Rule, Candidates], Iterator[Row]]


def count(rule: Rule, candidates: Candidates) -> Iterator[Row]:
    """Number of funded parks.

    min ≤ Σ_{i∈M} y_i ≤ max
    min_share · Σ_i y_i ≤ Σ_{i∈M} y_i ≤ max_share · Σ_i y_i        (parks)
    """
    return bounded(rule, candidates, "count", np.ones(len(candidates)), "parks")


def grant(rule: Rule, candidates: Candidates) -> Iterator[Row]:
    """Money granted.

    min ≤ Σ_{i∈M} g_i ≤ max
    min_share · Σ_i g_i ≤ Σ_{i∈M} g_i ≤ max_share · Σ_i g_i        (million RUB)
    """
    return bounded(rule, candidates, "grant", np.ones(len(candidates)), "mln_rub")


def starts(rule: Rule, candidates: Candidates) -> Iterator[Row]:
    """Number of parks that start in the years counted (``years``; all years when left out).

    min ≤ Σ_{i∈M} Σ_t s_it ≤ max
    with each_year: min_t ≤ Σ_{i∈M} s_it ≤ max_t for every year t        (parks)
    """
    return bounded(rule, candidates, "starts", np.ones(len(candidates)), "parks")


def payments(rule: Rule, candidates: Candidates) -> Iterator[Row]:
    """Money paid in the years counted (``years``; all years when left out).

    min ≤ Σ_{i∈M} Σ_t p_it ≤ max
    with each_year: min_t ≤ Σ_{i∈M} p_it ≤ max_t for every year t        (million RUB)
    """
    return bounded(rule, candidates, "payments", np.ones(len(candidates)), "mln_rub")


def column(rule: Rule, candidates: Candidates) -> Iterator[Row]:
    """A column, in proportion to the money: an outcome. A missing cell adds nothing.

    min ≤ Σ_{i∈M} a_i · g_i / r_i ≤ max
    min_share, max_share: of Σ_i a_i · g_i / r_i        (the column's unit)
    """
    assert rule.measure is not None
    name = rule.measure.column if isinstance(rule.measure, ColumnMeasure) else rule.measure
    return bounded(rule, candidates, "fraction", cells_of(candidates, name), name)


def column_count(rule: Rule, candidates: Candidates) -> Iterator[Row]:
    """A column, in full for every funded park whatever its grant. A missing cell adds nothing.

    min ≤ Σ_{i∈M} a_i · y_i ≤ max
    min_share, max_share: of Σ_i a_i · y_i        (the column's unit)
    """
    assert isinstance(rule.measure, ColumnMeasure)
    return bounded(rule, candidates, "count", cells_of(candidates, rule.measure.column), rule.measure.column)


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
            "at_least",
            _("at least so many of a list"),
            at_least,
            "{id: two_of_three, at_least: 2, of: [P001, P002, P003]}",
        ),
        RuleKind(
            "exactly",
            _("exactly so many of a list"),
            exactly,
            "{id: one_pilot, exactly: 1, of: [P001, P002, P003]}",
        ),
        RuleKind(
            "together",
            _("all of a list or none"),
            together,
            "{id: one_complex, together: [P004, P005]}",
        ),
        RuleKind(
            "excludes",
            _("at most one of a list"),
            excludes,
            "{id: same_site, excludes: [P006, P007]}",
        ),
        RuleKind(
            "requires",
            _("a park only together with another"),
            requires,
            "{id: second_stage, park: P009, requires: P008}",
        ),
        RuleKind(
            "co_financing",
            _("money that others bring, as a share of all the money"),
            co_financing,
            "{id: others_bring, co_financing: {column: own_money_mln_rub, min_share: 0.25}}",
        ),
        RuleKind(
            "park_cap",
            _("the most that one park may get, by a column"),
            park_cap,
            "{id: per_square_metre, park_cap: {column: floor_area_m2, times: 0.12}, where: {kind: technopark}}",
        ),
        RuleKind(
            "equity",
            _("money per head of the population, by district"),
            equity,
            "{id: fair, equity: {population: {SFO: 19330000, DFO: 8220000}, min_rub_per_head: 100, "
            "max_gini: 0.3}}",
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
