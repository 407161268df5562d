"""A programme whose bounds can give: every setting that a person can change, with a column for how much it gives."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from decision.allocation.extended import with_columns, with_row
from decision.allocation.linear import LinearProgramme
from decision.allocation.numbers import FloatArray
from decision.allocation.plan import Plan
from decision.allocation.problem import BUDGET, Problem, build
from decision.allocation.rows import Row
from decision.allocation.terms import Candidates
from decision.model.base import Source
from decision.model.programme import Rule

LAW = "law"
"""A rule whose ``source`` carries this mark, ``[law]``, stands in an act."""
LAW_WEIGHT = 10.0
"""How many times as dear it is to touch a law as to touch a rule of the programme's own."""


@dataclass(frozen=True, eq=False)
class Give:
    """One setting that can give: a bound (shared by all rows it stands in), or a rule or pin that is left out."""

    unit: str
    bound: str
    """min, max, min_share, max_share, at_most, active, budget, ceiling, fund, reject."""
    year: int | None
    """Bounds by year."""
    rows: tuple[Row, ...]
    value: float
    """The bound as it stands; 1 for what is left out as a whole."""
    weight: float
    """How dear it is to touch: LAW_WEIGHT for what stands in an act, else 1."""
    at_zero: float = 1.0
    """What counts as a whole change of a bound that is 0."""

    @property
    def whole(self) -> bool:
        """It holds or it does not: there is no number to change."""
        return self.bound in ("active", "fund", "reject")

    @property
    def share(self) -> bool:
        """Whether the bound is a share of the whole."""
        return self.bound in ("min_share", "max_share")

    @property
    def least(self) -> bool:
        """Whether it bounds from below."""
        return self.bound in ("min", "min_share")

    def size(self, plan: Plan | None) -> float:
        """What counts as a whole change, in the row's unit: the bound itself.

        At bound 0 one park, a hundredth of the total budget, or a park's mean figure. For shares the bound times
        the whole as it is in ``plan``.
        """
        if self.share:
            totals = [] if plan is None else [row.total(plan) for row in self.rows]
            return max(abs(self.value), 0.01) * max([*totals, 1e-6])
        return abs(self.value) or self.at_zero


def gives_of(units: Sequence[str], rows: Sequence[Row], candidates: Candidates) -> list[Give]:
    """Every setting of the units that can give, in the units' order."""
    programme = candidates.programme
    rules = {rule.id: rule for rule in programme.active_rules()}
    law = _weight_of(programme.budget.source)
    money = max(0.01 * programme.budget.total, 1.0)
    gives: list[Give] = []
    for unit in units:
        own = tuple(row for row in rows if row.rule == unit and row.penalty is None)
        if unit == BUDGET:
            gives.append(Give(unit, "budget", None, own, programme.budget.total, law, money))
        elif unit.startswith(f"{BUDGET}:"):
            year = int(unit.partition(":")[2])
            ceiling = (programme.budget.by_year or {})[year]
            gives.append(Give(unit, "ceiling", year, (), ceiling, law, money))
        elif unit.startswith("--"):
            gives.append(Give(unit, unit.split()[0].removeprefix("--"), None, own, 1.0, 1.0))
        else:
            gives += _of_rule(rules[unit], own, money)
    return gives


def _weight_of(source: Source | None) -> float:
    """How dear it is to touch what comes from this source."""
    return LAW_WEIGHT if source is not None and LAW in source.marks else 1.0


def _of_rule(rule: Rule, rows: tuple[Row, ...], money: float) -> list[Give]:
    at_zero = 1.0
    if rows and rows[0].measure in ("grant", "payments"):
        at_zero = money
    elif rows and rows[0].unit != "parks":
        figures = np.abs(rows[0].weight[rows[0].weight != 0])
        at_zero = float(figures.mean()) if len(figures) else 1.0
    weight = _weight_of(rule.source)
    if rule.kind == "at_most":
        return [Give(rule.id, "at_most", None, rows, float(rule.at_most or 0), weight)]
    if rule.kind != "measure":
        return [Give(rule.id, "active", None, rows, 1.0, weight)]
    gives: list[Give] = []
    for bound in ("min", "max", "min_share", "max_share"):
        value = getattr(rule, bound)
        if value is None:
            continue
        side = "minimum" if bound.startswith("min") else "maximum"
        own = [
            row for row in rows if row.share == bound.endswith("_share") and getattr(row, side) is not None
        ]
        if not isinstance(value, Mapping):
            gives.append(Give(rule.id, bound, None, tuple(own), float(value), weight, at_zero))
            continue
        for year, figure in sorted(value.items()):
            here = tuple(row for row in own if row.years == (year,))
            if here:
                gives.append(Give(rule.id, bound, year, here, float(figure), weight, at_zero))
    return gives


@dataclass(frozen=True, eq=False)
class Elastic:
    """A programme in which some settings give; its cost is minus the relative change."""

    problem: Problem
    gives: tuple[Give, ...]
    columns: tuple[int, ...]
    """The column of each give: by how much it gives, in the row's unit (0 or 1 for what is left out)."""


def elastic(
    candidates: Candidates, rows: Sequence[Row], gives: Sequence[Give], plan: Plan | None = None
) -> Elastic:
    """The programme with a column for each give; what does not give stays hard.

    maximise  − Σ_k weight_k · s_k / size_k,   every bound k relaxed by s_k ≥ 0. For a share the row gives by an
    amount of the measure, which ``plan`` puts in relation to the whole.

    Args:
        candidates: the eligible parks.
        rows: rules, total budget and pins.
        gives: what can give.
        plan: a plan of the programme without the rules that give.
    """
    problem = without(candidates, rows, {give.unit for give in gives})
    programme = problem.programme
    ceilings = [year for year in candidates.years if year in (candidates.programme.budget.by_year or {})]
    columns, costs = [], []
    for give in gives:
        column = len(programme.cost)
        size = give.size(plan)
        programme = with_columns(
            programme,
            1,
            upper=1.0 if give.whole else np.inf,
            integer=give.whole,
            scale=1.0 if give.whole else max(size / 16.0, 1e-3),
        )
        if give.year is not None and give.bound == "ceiling":
            programme = _in_row(programme, int(problem.ceiling_rows[ceilings.index(give.year)]), column, -1.0)
        for row in give.rows:
            programme = _yielding(programme, problem, give, row, column)
        columns.append(column)
        costs.append(give.weight / size)
    cost = np.zeros(len(programme.cost))
    cost[columns] = [-one for one in costs]
    programme = replace(programme, cost=cost)
    return Elastic(replace(problem, programme=programme), tuple(gives), tuple(columns))


def without(candidates: Candidates, rows: Sequence[Row], units: Collection[str]) -> Problem:
    """The question whether a plan exists, without these rules but with the columns that they speak of."""
    kept = [
        replace(row, minimum=None, maximum=None) if row.rule in units else row
        for row in rows
        if row.penalty is None
    ]
    return build(candidates, kept, objective=False)


def above(problem: Problem, give: Give, row: Row, bound: float) -> tuple[FloatArray, float]:
    """A row as ``coefficients · x ≥ limit`` with its bound at ``bound``."""
    offsets = None if row.years is None else [year - problem.candidates.years[0] for year in row.years]
    width = problem.formulation.builder.width
    form = problem.form(row.measure)
    sign = 1.0 if give.least or (give.bound in ("fund", "active") and row.minimum is not None) else -1.0
    coefficients = sign * form.dense(row.weight, width, offsets)
    if row.whole is None:
        return coefficients, sign * bound
    return coefficients - sign * bound * form.dense(row.whole, width, offsets), 0.0


def _yielding(
    programme: LinearProgramme, problem: Problem, give: Give, row: Row, column: int
) -> LinearProgramme:
    bound = give.value
    if give.whole:
        bound = row.minimum if row.minimum is not None else (row.maximum or 0.0)
    coefficients, limit = above(problem, give, row, bound)
    full = np.zeros(len(programme.cost))
    full[: len(coefficients)] = coefficients
    full[column] = 1.0
    return with_row(programme, full, lower=limit)


def _in_row(programme: LinearProgramme, row: int, column: int, coefficient: float) -> LinearProgramme:
    end = int(programme.starts[row + 1])
    starts = programme.starts.copy()
    starts[row + 1 :] += 1
    return replace(
        programme,
        starts=starts,
        columns=np.insert(programme.columns, end, column),
        coefficients=np.insert(programme.coefficients, end, coefficient),
    )
