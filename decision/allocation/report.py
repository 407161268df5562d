"""From a plan to the figures people read: parks, years, rules, outcomes, scorecard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from decision.allocation.numbers import FloatArray, from_units, numeric
from decision.allocation.plan import Plan
from decision.allocation.rounding import carried
from decision.allocation.rows import Row
from decision.allocation.terms import Candidates
from decision.language import Message, _n
from decision.model.parks import Parks
from decision.model.programme import ColumnMeasure, Programme, RatioMeasure
from decision.model.results import BudgetYear, FundedPark, RuleReport, ScorecardReport

USUAL_OUTCOMES = ("new_jobs", "private_investment_mln_rub", "tax_mln_rub")
BUILT_IN = ("count", "grant", "starts", "payments", "merit", "value", "merit_count", "merit_money")


def funded_parks(plan: Plan, parks: Parks) -> tuple[FundedPark, ...]:
    """The funded parks in the order of the ranking, equal ranks by id."""
    candidates = plan.candidates
    names = parks.names()
    money, fraction, paid = plan.money, plan.fraction, from_units(plan.payments)
    chosen = []
    for place in order_of_ranking(candidates):
        if not plan.funded[place]:
            continue
        rank, merit = candidates.rank[place], candidates.merit[place]
        payments = zip(candidates.years, paid[place], plan.payments[place], strict=True)
        chosen.append(
            FundedPark(
                park_id=candidates.ids[place],
                name=str(names[candidates.ids[place]]),
                rank=None if np.isnan(rank) else int(rank),
                merit=None if np.isnan(merit) else float(merit),
                grant_mln_rub=float(money[place]),
                requested_mln_rub=float(candidates.request[place]),
                funded_fraction=float(fraction[place]),
                start_year=candidates.years[int(plan.start[place])],
                payments={year: float(amount) for year, amount, units in payments if units},
            )
        )
    return tuple(chosen)


def order_of_ranking(candidates: Candidates) -> list[int]:
    """Places of the eligible parks by rank, then by id; unranked ones last."""
    rank = np.where(np.isnan(candidates.rank), np.inf, candidates.rank)
    return [int(place) for place in np.lexsort((np.arange(len(candidates)), rank))]


def money_by_year(plan: Plan) -> dict[int, BudgetYear]:
    """Ceiling, payments and carry-over of every year."""
    candidates = plan.candidates
    ceilings = candidates.programme.budget.by_year or {}
    paid = from_units(plan.payments.sum(axis=0))
    over = carried(candidates, paid)
    return {
        year: BudgetYear(ceilings.get(year), float(paid[offset]), float(over[offset]))
        for offset, year in enumerate(candidates.years)
    }


def rule_reports(plan: Plan, rows: Sequence[Row], parks: Parks) -> tuple[RuleReport, ...]:
    """How every row of the rule book stands; budget and pins are told elsewhere.

    For share rules value, bounds and slack are shares of the whole; violation is always in the measure's
    unit, since that is what a soft rule's penalty counts.
    """
    reports = []
    for row in rows:
        measured, total = row.measured(plan), row.total(plan)
        value = measured / total if total else 0.0
        distances = [value - row.minimum] if row.minimum is not None else []
        distances += [row.maximum - value] if row.maximum is not None else []
        slack = min(distances) if total and distances else 0.0
        near = 1e-6 if row.share or row.measure == "fraction" else 1e-9
        binding = bool(total) and slack <= near * max(1.0, abs(value))
        unit = parks.column(row.unit).unit or "" if row.unit not in ("parks", "mln_rub") else row.unit
        violation = row.violation(plan)
        reports.append(
            RuleReport(
                id=row.rule,
                label=row.label,
                value=value,
                min=row.minimum,
                max=row.maximum,
                slack=slack,
                binding=binding,
                soft=row.penalty is not None,
                violation=violation if violation > row.tolerance(plan) else 0.0,
                unit=unit,
                part=row.part,
                share=row.share,
                source=row.source,
            )
        )
    return tuple(reports)


def outcome_columns(programme: Programme, parks: Parks) -> tuple[str, ...]:
    """Columns whose sums over the funded parks are reported: all that the programme names as amounts."""
    named: list[str] = []
    for rule in programme.active_rules():
        if isinstance(rule.measure, ColumnMeasure):
            named.append(rule.measure.column)
        elif rule.measure is not None:
            named.append(rule.measure)
    for line in programme.scorecard:
        both = isinstance(line.measure, RatioMeasure)
        named += (
            [line.measure.numerator, line.measure.denominator]
            if isinstance(line.measure, RatioMeasure)
            else []
        )
        named += [] if both else [str(line.measure)]
    named += [programme.objective.maximise, *USUAL_OUTCOMES]
    return tuple(name for name in dict.fromkeys(named) if name not in BUILT_IN and name in parks.table)


def outcomes(plan: Plan, columns: Iterable[str]) -> tuple[dict[str, float], tuple[Message, ...]]:
    """Σ column · funded fraction for each column, and a warning where a funded park has no value."""
    sums, warnings = {}, []
    for name in columns:
        cells = numeric(plan.candidates.table, name)
        sums[name] = float(np.nan_to_num(cells, nan=0.0) @ plan.fraction)
        missing = int((np.isnan(cells) & plan.funded).sum())
        if missing:
            warnings.append(
                _n(
                    "{column}: {count} funded park has no value and adds nothing",
                    "{column}: {count} funded parks have no value and add nothing",
                    missing,
                    column=name,
                )
            )
    return sums, tuple(warnings)


def scorecard(plan: Plan) -> tuple[ScorecardReport, ...]:
    """Every indicator beside its target; a ratio is the ratio of two sums, over parks that know both."""
    programme = plan.candidates.programme
    return tuple(
        ScorecardReport(
            line.label, _indicator(plan, line.measure), line.target, line.unit, line.year, line.source
        )
        for line in programme.scorecard
    )


def _indicator(plan: Plan, measure: RatioMeasure | str) -> float | None:
    if measure == "count":
        return float(plan.funded.sum())
    if measure == "grant":
        return float(from_units(plan.grant.sum()))
    if not isinstance(measure, RatioMeasure):
        return float(np.nan_to_num(_amounts(plan, measure), nan=0.0).sum())
    above, below = _amounts(plan, measure.numerator), _amounts(plan, measure.denominator)
    known = ~np.isnan(above) & ~np.isnan(below)
    whole = float(below[known].sum())
    return float(above[known].sum()) / whole if whole else None


def _amounts(plan: Plan, column: str) -> FloatArray:
    cells = numeric(plan.candidates.table, column)
    return np.where(plan.funded, cells * plan.fraction, 0.0)
