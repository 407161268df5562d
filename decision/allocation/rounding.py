"""From a solver's figures to money in whole thousands of rubles, with payments that add up to the grants."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from decision.allocation.numbers import UNITS_PER_MLN, FloatArray, IntArray, ceil_units, floor_units, to_units
from decision.allocation.plan import Plan
from decision.allocation.problem import Draft
from decision.allocation.terms import Candidates

DUST = 1e-5
"""How near to a whole unit a figure counts as whole, in units (a hundredth of a ruble)."""


def rounded_plans(draft: Draft, candidates: Candidates) -> Iterator[Plan]:
    """Plans in whole units near a draft, the nearest first; the audit decides which one holds.

    First every grant to the nearest unit; then every grant down, which keeps all ceilings.
    """
    floor, ceiling = ceil_units(candidates.least), _most_units(draft.start, candidates)
    for grant in (to_units(draft.grant), floor_units(draft.grant)):
        grant = np.where(draft.start >= 0, np.clip(grant, floor, ceiling), 0)
        yield Plan(candidates, draft.start, grant, _payments(draft, candidates, grant))


def _most_units(start: IntArray, candidates: Candidates) -> IntArray:
    most = candidates.most[np.arange(len(candidates)), np.maximum(start, 0)]
    return floor_units(most)


def _payments(draft: Draft, candidates: Candidates, grant: IntArray) -> IntArray:
    """The draft's payments scaled to the rounded grants; the earliest where payments are not modelled."""
    paid = draft.payments.sum(axis=1)
    modelled = (paid > 0) & (draft.start >= 0)
    scale = np.divide(grant, paid, out=np.zeros(len(paid)), where=modelled)
    target = draft.payments * scale[:, None]
    missing = (draft.start >= 0) & ~modelled
    if missing.any():
        target[missing] = earliest_payments(candidates, draft.start, grant)[missing]
    return controlled_rounding(target, grant)


def earliest_payments(candidates: Candidates, start: IntArray, grant: IntArray) -> FloatArray:
    """Earlier money first: each year gets the most that leaves the later ones their least; park × year."""
    programme = candidates.programme
    paid: FloatArray = np.zeros((len(candidates), len(candidates.years)))
    funded = np.flatnonzero(start >= 0)
    if programme.terms.tranches != "flexible":
        for wait, part in enumerate(programme.terms.tranches):
            paid[funded, start[funded] + wait] = part * grant[funded]
        return paid
    least, most = programme.terms.yearly_share
    length = candidates.build_years[funded]
    left: FloatArray = np.ones(len(funded))
    for wait in range(int(length.max(initial=0))):
        here = wait < length
        share = np.asarray(np.minimum(most, left - least * (length - 1 - wait)))
        parks = funded[here]
        paid[parks, start[parks] + wait] = share[here] * grant[parks]
        left[here] -= share[here]
    return paid


def controlled_rounding(target: FloatArray, row_sums: IntArray) -> IntArray:
    """Whole numbers near ``target``: rows sum to ``row_sums``, columns keep their sums to the unit.

    Every entry is rounded up or down, every column's sum to one of the two whole numbers around it; possible
    whenever the rows of ``target`` have these sums (Bacharach 1966, controlled rounding). A row of slack
    makes the columns whole too; then as long as broken entries are left they form a cycle, along which a
    little is moved to and fro until one of them is whole.
    """
    rows, columns = target.shape
    table = np.vstack([target, np.zeros(columns)])
    near = np.rint(table)
    table = np.where(np.abs(table - near) <= DUST, near, table)
    sums = table[:-1].sum(axis=0)
    slack = np.ceil(sums - 10 * DUST) - sums
    table[-1] = np.where(np.abs(slack) <= 10 * DUST, 0.0, slack)
    broken = np.abs(table - np.rint(table)) > DUST
    by_row = [set(np.flatnonzero(row).tolist()) for row in broken]
    by_column = [set(np.flatnonzero(column).tolist()) for column in broken.T]
    for row in range(rows + 1):
        while by_row[row]:
            cycle = _cycle(row, by_row, by_column)
            if cycle:
                _shift(table, cycle, by_row, by_column)
    whole: IntArray = np.rint(table[:-1]).astype(np.int64)
    error = row_sums - whole.sum(axis=1)
    largest = whole.argmax(axis=1) if columns else np.zeros(rows, int)
    whole[np.arange(rows), largest] += error
    return whole


def _cycle(row: int, by_row: list[set[int]], by_column: list[set[int]]) -> list[tuple[int, int]]:
    """Entries (row, column) around a cycle, moving along a row and along a column in turn.

    Empty where dust has left a dead end; its last entry is then forgotten (and rounded to the nearest).
    """
    path: list[tuple[int, int]] = []
    left_row: dict[int, int] = {}
    left_column: dict[int, int] = {}
    came_by = -1
    while row not in left_row:
        left_row[row] = len(path)
        column = min(by_row[row] - {came_by}, default=-1)
        if column < 0:
            by_row[row].discard(came_by)
            by_column[came_by].discard(row)
            return []
        path.append((row, column))
        if column in left_column:
            return path[left_column[column] :]
        left_column[column] = len(path)
        onward = min(by_column[column] - {row}, default=-1)
        if onward < 0:
            by_row[row].discard(column)
            by_column[column].discard(row)
            return []
        path.append((onward, column))
        row, came_by = onward, column
    return path[left_row[row] :]


def _shift(
    table: FloatArray, cycle: list[tuple[int, int]], by_row: list[set[int]], by_column: list[set[int]]
) -> None:
    up = [table[place] for place in cycle[0::2]]
    down = [table[place] for place in cycle[1::2]]
    step = min(min(np.ceil(x) - x for x in up), min(x - np.floor(x) for x in down))
    for place in cycle[0::2]:
        table[place] += step
    for place in cycle[1::2]:
        table[place] -= step
    for row, column in cycle:
        if abs(table[row, column] - np.rint(table[row, column])) <= DUST:
            table[row, column] = np.rint(table[row, column])
            by_row[row].discard(column)
            by_column[column].discard(row)


def carried(candidates: Candidates, paid: FloatArray) -> FloatArray:
    """Money taken over from the year before, by year, million RUB: κ · what was left there."""
    budget = candidates.programme.budget
    result = np.zeros(len(candidates.years))
    onward = 0.0
    for offset, year in enumerate(candidates.years):
        ceiling = (budget.by_year or {}).get(year)
        if ceiling is None:
            onward = 0.0
            continue
        result[offset] = onward
        onward = budget.carry_over * max(ceiling + onward - paid[offset], 0.0)
    return np.floor(result * UNITS_PER_MLN + 1e-6) / UNITS_PER_MLN
