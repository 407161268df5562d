"""What the functions of all rule kinds share: a row with the rule's name and softness, and the parks it speaks of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from decision.allocation.conditions import coded, matching
from decision.allocation.numbers import BoolArray, FloatArray, numeric
from decision.allocation.rows import Measure, Row
from decision.allocation.terms import Candidates
from decision.model.rules import Rule


def row_of(rule: Rule, measure: Measure, weight: FloatArray, unit: str, **more: Any) -> Row:
    """A row that carries the rule's id, name, source and softness; ``more`` are further fields of the row."""
    penalty = priority = None
    if rule.soft is not None:
        penalty, priority = rule.soft.penalty or 0.0, rule.soft.priority
    row = Row(rule.id, rule.label, measure, weight, unit=unit, source=rule.source)
    return replace(row, penalty=penalty, priority=priority, **more)


def cells_of(candidates: Candidates, name: str) -> FloatArray:
    """A column of the eligible parks as numbers; a missing cell is 0."""
    return np.asarray(np.nan_to_num(numeric(candidates.table, name), nan=0.0))


def members_of(rule: Rule, candidates: Candidates) -> BoolArray:
    """The eligible parks that the rule's ``where`` leaves."""
    return matching(candidates.table, rule.where)


def listed(candidates: Candidates, parks: Iterable[str]) -> FloatArray:
    """1 for the eligible parks of a list, 0 for all others."""
    return np.isin(np.array(candidates.ids, dtype=object), list(parks)).astype(float)


def bounded(
    rule: Rule, candidates: Candidates, measure: Measure, weight: FloatArray, unit: str
) -> Iterator[Row]:
    """Rows of a rule with a measure: for each part of M and each year, sums first, shares second."""
    for value, members in parts_of(rule, candidates):
        for year, years in _years(rule, candidates):
            part = " ".join(piece for piece in (value, year) if piece)
            row = row_of(rule, measure, weight * members, unit, part=part)
            row = replace(row, years=years if measure in ("starts", "payments") else None)
            least, most = _bound(rule.min, years, rule), _bound(rule.max, years, rule)
            if least is not None or most is not None:
                yield replace(row, minimum=least, maximum=most)
            if rule.min_share is not None or rule.max_share is not None:
                yield replace(row, minimum=rule.min_share, maximum=rule.max_share, whole=weight)


def parts_of(rule: Rule, candidates: Candidates) -> Iterator[tuple[str, BoolArray]]:
    """The parks that the rule speaks of, or those of each value of ``each`` by themselves."""
    members = members_of(rule, candidates)
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
