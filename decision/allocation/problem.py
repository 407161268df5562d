"""The whole programme in numbers: columns, money limits, rules, objective, and the way back to a plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from decision.allocation.formulation import Formulation, Needs, formulate
from decision.allocation.linear import Form, LinearProgramme
from decision.allocation.numbers import FloatArray, IntArray, ceil_units, floor_units, from_units
from decision.allocation.rows import Measure, Row
from decision.allocation.terms import Candidates
from decision.model.base import Text
from decision.model.programme import Programme

if TYPE_CHECKING:
    import pandas as pd

BUDGET = "budget"


def ceiling_unit(year: int) -> str:
    """The name by which a conflict speaks of a year's ceiling."""
    return f"{BUDGET}:{year}"


@dataclass(frozen=True, eq=False)
class Draft:
    """What a solver's columns say, before rounding: money in million RUB."""

    start: IntArray
    grant: FloatArray
    payments: FloatArray
    """Park × year; all zero when the programme does not model payments."""


@dataclass(frozen=True)
class Deviation:
    """The column that says by how much a bound of a soft row is broken, in the row's unit."""

    column: int
    row: int
    """Place of the row in the problem's rows."""
    bound: float


@dataclass(frozen=True, eq=False)
class Problem:
    """A programme ready for the solver, with what is needed to read its answer."""

    candidates: Candidates
    rows: tuple[Row, ...]
    formulation: Formulation
    programme: LinearProgramme
    pairs: tuple[tuple[int, int, float], ...]
    """Partnerships between eligible parks: places of both, added value."""
    ceiling_rows: IntArray
    """The programme's rows that are yearly ceilings."""
    deviations: tuple[Deviation, ...] = ()
    """By how much soft rows are broken."""

    def form(self, measure: str) -> Form:
        """The linear forms of a measure."""
        return _form(self.formulation, self.candidates, measure)

    def read(self, x: FloatArray) -> Draft:
        """What the solver's columns say."""
        programme, formulation = self.programme, self.formulation
        parks, years = len(self.candidates), len(self.candidates.years)
        x = np.where(programme.integer, np.rint(x), x)
        funded = x[formulation.funded_column] > 0.5
        switch = np.where(formulation.start_column >= 0, x[formulation.start_column], -1.0)
        start = np.where(funded, switch.argmax(axis=1) if years and parks else 0, -1)
        grant = np.where(funded, formulation.grant.value(x, parks)[:, 0], 0.0)
        return Draft(start, grant, np.maximum(formulation.payment.value(x, parks, years), 0.0))


def pairs_of(candidates: Candidates, partnerships: pd.DataFrame | None) -> tuple[tuple[int, int, float], ...]:
    """Partnerships of two eligible parks, each pair once (its strongest), with the value they add."""
    synergy = candidates.programme.objective.synergy
    if partnerships is None or synergy == 0 or partnerships.empty:
        return ()
    place = {park: number for number, park in enumerate(candidates.ids)}
    strongest: dict[tuple[int, int], float] = {}
    ends = zip(partnerships["park"], partnerships["partner"], partnerships["strength"], strict=True)
    for one, other, strength in ends:
        here, there = place.get(str(one)), place.get(str(other))
        if here is None or there is None or here == there or not strength > 0:
            continue
        pair = (min(here, there), max(here, there))
        strongest[pair] = max(strongest.get(pair, 0.0), float(strength))
    return tuple((one, other, synergy * strength) for (one, other), strength in sorted(strongest.items()))


def build(
    candidates: Candidates,
    rows: Sequence[Row],
    *,
    partnerships: pd.DataFrame | None = None,
    dropped: Iterable[str] = (),
    objective: bool = True,
) -> Problem:
    """The programme as arrays.

    Args:
        candidates: the eligible parks.
        rows: rules, total budget and pins as rows.
        partnerships: for the objective's synergy.
        dropped: units (rules, ``budget``, ``budget:YEAR``, pins) left out, for finding a conflict.
        objective: False leaves out objective and soft rows: only the question whether a plan exists.
    """
    away = set(dropped)
    kept = [row for row in rows if row.rule not in away and (objective or row.penalty is None)]
    ceilings = any(ceiling_unit(year) not in away for year in candidates.programme.budget.by_year or {})
    measures = {measure for row in kept for measure in row.measures}
    needs = Needs.of(candidates, measures, ceilings=ceilings, objective=objective)
    formulation = formulate(candidates, needs)
    builder = formulation.builder
    ceiling_rows = _ceilings(formulation, candidates, away)
    deviations: list[Deviation] = []
    forms = {measure: _form(formulation, candidates, measure) for measure in measures}
    for number, row in enumerate(kept):
        deviations += _add(formulation, candidates, row, forms, number)
    pairs = pairs_of(candidates, partnerships) if objective else ()
    joint = builder.columns(len(pairs), 0.0, 1.0)
    ends = np.array([(one, other) for one, other, __ in pairs], dtype=np.int64).reshape(-1, 2)
    for end in (0, 1):
        entries = [
            (np.arange(len(pairs)), joint, 1.0),
            (np.arange(len(pairs)), formulation.funded_column[ends[:, end]], -1.0),
        ]
        builder.rows(entries, -np.inf, 0.0, len(pairs))
    cost = np.zeros(builder.width)
    if objective:
        cost += _worth(formulation, candidates, builder.width)
        cost[joint] = [worth for __, __, worth in pairs]
        for one in deviations:
            cost[one.column] = -(kept[one.row].penalty or 0.0)
    programme = builder.finish(cost)
    return Problem(candidates, tuple(kept), formulation, programme, pairs, ceiling_rows, tuple(deviations))


def gain_by_measure(candidates: Candidates) -> tuple[str, FloatArray]:
    """The objective without discount and synergy: a measure and each park's weight in it.

    merit, value, a column: Σ gain_i · g_i / r_i;  merit_count: Σ gain_i · y_i;  merit_money: Σ gain_i · g_i.
    """
    maximise = candidates.programme.objective.maximise
    if maximise == "merit_count":
        return "count", candidates.gain
    if maximise == "merit_money":
        return "grant", candidates.gain
    return "fraction", candidates.gain


def cost_with(problem: Problem, gain: FloatArray, *, programme: Programme | None = None) -> FloatArray:
    """Costs of all columns when the eligible parks' gains are these, in the order of the ids; all else as built.

    Args:
        problem: as built.
        gain: by eligible park.
        programme: where it maximises something else; it may differ in ``objective.maximise`` only.
    """
    width = len(problem.programme.cost)
    candidates = problem.candidates
    own = _worth(problem.formulation, candidates, width)
    other = replace(candidates, gain=gain, programme=programme or candidates.programme)
    return problem.programme.cost - own + _worth(problem.formulation, other, width)


def _worth(formulation: Formulation, candidates: Candidates, width: int) -> FloatArray:
    measure, gain = gain_by_measure(candidates)
    delta = candidates.programme.objective.discount
    if delta == 0:
        return _form(formulation, candidates, measure).dense(gain, width)
    form = formulation.start if measure == "count" else formulation.start_grant
    weight = gain / candidates.request if measure == "fraction" else gain
    later = Form(form.park, form.year, form.column, form.factor * (1.0 - delta) ** form.year)
    return later.dense(weight, width)


def _form(formulation: Formulation, candidates: Candidates, measure: str) -> Form:
    if measure == "fraction":
        return formulation.fraction(candidates)
    return {
        "count": formulation.funded,
        "grant": formulation.grant,
        "starts": formulation.start,
        "payments": formulation.payment,
    }[measure]


def _ceilings(formulation: Formulation, candidates: Candidates, away: set[str]) -> IntArray:
    """Σ_i p_iu + left_u = B_u + κ·left_{u−1},  left_u ≥ 0: a share κ of what is left goes into the next year.

    A ceiling that is dropped still passes on at most what it could have passed on, so that dropping only
    relaxes.
    """
    budget = candidates.programme.budget
    builder = formulation.builder
    before: IntArray | None = None
    rows: list[int] = []
    everyone = np.ones(len(candidates))
    for offset, year in enumerate(candidates.years):
        ceiling = (budget.by_year or {}).get(year)
        if ceiling is None:
            before = None
            continue
        carried = before is not None and budget.carry_over > 0
        onward = budget.carry_over > 0
        left = builder.columns(1, 0.0, np.inf, scale=formulation.money) if onward else None
        paid = formulation.payment.dense(everyone, builder.width, [offset])
        if ceiling_unit(year) in away:
            paid[:] = 0.0
        if left is not None:
            paid[left] = 1.0
        if carried and before is not None:
            paid[before] = -budget.carry_over
        rows.append(builder.dense_row(paid, -np.inf, float(from_units(floor_units(ceiling)))))
        before = left
    return np.array(rows, dtype=np.int64)


def _add(
    formulation: Formulation, candidates: Candidates, row: Row, forms: Mapping[Measure, Form], number: int
) -> list[Deviation]:
    """One row of the rule book; soft ones get a deviation column for each bound, which is given back."""
    builder = formulation.builder
    offsets = None if row.years is None else [year - candidates.years[0] for year in row.years]
    apart = _distances(formulation, row, forms[row.measure], offsets)
    width = builder.width
    measured, whole = sums_of(row, forms, width, offsets)
    measured[apart] = 1.0
    deviations: list[Deviation] = []
    for bound, sign in ((row.minimum, 1.0), (row.maximum, -1.0)):
        if bound is None:
            continue
        coefficients = sign * measured
        limit = sign * (_whole_units(bound, sign) if row.measure in ("grant", "payments") else bound)
        if whole is not None:
            coefficients = coefficients - sign * bound * whole
            limit = 0.0
        if row.penalty is not None:
            size = max(float(np.abs(coefficients).max(initial=0.0)), 1e-9)
            (deviation,) = builder.columns(1, 0.0, np.inf, scale=size)
            coefficients = np.append(np.pad(coefficients, (0, builder.width - 1 - len(coefficients))), 1.0)
            deviations.append(Deviation(int(deviation), number, bound))
        builder.dense_row(coefficients, limit, np.inf)
    return deviations


def sums_of(
    row: Row, forms: Mapping[Measure, Form], width: int, offsets: list[int] | None
) -> tuple[FloatArray, FloatArray | None]:
    """Coefficients of the measured sum and of the whole over all columns; distances are columns of their own."""
    form = forms[row.measure]
    measured = form.dense(row.weight, width, offsets)
    whole = None if row.whole is None else form.dense(row.whole, width, offsets)
    for one in row.also:
        other = forms[one.measure]
        measured = measured + other.dense(one.weight, width, offsets)
        if whole is not None and one.whole is not None:
            whole = whole + other.dense(one.whole, width, offsets)
    return measured, whole


def _distances(formulation: Formulation, row: Row, form: Form, offsets: list[int] | None) -> IntArray:
    """A column d_k for each distance: d_k ≥ a_k and d_k ≥ −a_k, so that d_k ≥ |a_k| for the sum a_k."""
    if row.distances is None or not len(row.distances):
        return np.zeros(0, dtype=np.int64)
    assert row.minimum is None, "a distance can be bounded from above only"
    builder = formulation.builder
    size = float(np.abs(row.distances).max(initial=0.0)) or 1.0
    columns = builder.columns(len(row.distances), 0.0, np.inf, scale=size * formulation.money)
    sums = [form.dense(weight, builder.width, offsets) for weight in row.distances]
    for column, apart in zip(columns, sums, strict=True):
        for sign in (1.0, -1.0):
            coefficients = sign * apart
            coefficients[column] = 1.0
            builder.dense_row(coefficients, 0.0, np.inf)
    return columns


def _whole_units(bound: float, sign: float) -> float:
    """A bound on a sum of money, which comes in whole thousands: a minimum rounded up, a maximum down."""
    return float(from_units(ceil_units(bound) if sign > 0 else floor_units(bound)))


def own_rows(
    candidates: Candidates, fund: Iterable[str] = (), reject: Iterable[str] = ()
) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """The rows that no rule writes: pins, and the total budget."""
    everyone = np.ones(len(candidates))
    ids = np.array(candidates.ids, dtype=object)
    pins = []
    for park in sorted(set(fund)):
        only = (ids == park).astype(float)
        pins.append(
            Row(f"--fund {park}", Text(en=f"--fund {park}"), "count", only, minimum=1.0, unit="parks")
        )
    for park in sorted(set(reject)):
        only = (ids == park).astype(float)
        pins.append(
            Row(f"--reject {park}", Text(en=f"--reject {park}"), "count", only, maximum=0.0, unit="parks")
        )
    budget = candidates.programme.budget
    total = Row(
        BUDGET,
        Text(en="total budget", ru="общий бюджет"),
        "grant",
        everyone,
        maximum=budget.total,
        unit="mln_rub",
    )
    return tuple(pins), (total,)
