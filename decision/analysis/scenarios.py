"""Scenarios: what becomes of the decided portfolio, and of one decided anew, when money, costs or parks change."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from decision.allocation.allocate import answer
from decision.allocation.audit import objective_value
from decision.allocation.conditions import matching
from decision.allocation.problem import pairs_of
from decision.allocation.protection import Protection
from decision.allocation.question import Question
from decision.allocation.replanning import plan_of, shortfall
from decision.decisions import question as question_of
from decision.decisions import rank
from decision.errors import InputProblems, Problem
from decision.language import Message, _
from decision.model.options import SolveOptions
from decision.model.programme import Programme
from decision.model.results import Portfolio, Ranking
from decision.model.scenarios import Scenario
from decision.model.study import Study

COSTS = ("requested_mln_rub", "minimum_mln_rub", "capex_mln_rub")
"""Columns that grow with costs."""


@dataclass(frozen=True, eq=False)
class Unchanged:
    """The decided plan carried out as it is, whatever happens."""

    lost: tuple[str, ...]
    """Decided parks that can no longer be funded."""
    missing: dict[str, float]
    """Million RUB that are not there: ``total``, a year, or ``overrun``."""
    broken: tuple[str, ...]
    """Rules that it breaks."""
    objective: float
    """What it is worth, were the money found."""

    @property
    def holds(self) -> bool:
        """Whether it can be carried out."""
        return not self.missing and not self.broken and not self.lost


@dataclass(frozen=True, eq=False)
class ScenarioOutcome:
    """One scenario: the plan as decided, the plan only cut, and the plan decided anew."""

    scenario: Scenario
    unchanged: Unchanged
    cut: Portfolio
    """The best that remains by dropping parks only; infeasible when the rules forbid every such plan."""
    adapted: Portfolio
    """The best plan for the scenario."""
    entered: tuple[str, ...]
    left: tuple[str, ...]
    """Parks that the adapted plan funds beyond the decided one, and those it drops."""


@dataclass(frozen=True, eq=False)
class ScenarioReport:
    """The decided portfolio under every scenario."""

    base: Portfolio
    ranking: Ranking
    outcomes: tuple[ScenarioOutcome, ...]
    always: tuple[str, ...]
    """Parks that the decided and every adapted plan fund, where there is one."""
    complete: bool = True
    """False when it was stopped before the last scenario."""

    def to_frame(self) -> pd.DataFrame:
        """A row for each scenario."""
        return pd.DataFrame([_row(outcome) for outcome in self.outcomes])

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "base": {
                "objective": self.base.objective,
                "gap": self.base.gap,
                "parks": [park.park_id for park in self.base.funded],
                "granted_mln_rub": self.base.granted,
            },
            "scenarios": [
                {
                    **_row(outcome),
                    "unchanged": {
                        "holds": outcome.unchanged.holds,
                        "lost": list(outcome.unchanged.lost),
                        "missing_mln_rub": outcome.unchanged.missing,
                        "broken": list(outcome.unchanged.broken),
                        "objective": outcome.unchanged.objective,
                    },
                    "cut": _short(outcome.cut),
                    "adapted": _short(outcome.adapted),
                    "entered": list(outcome.entered),
                    "left": list(outcome.left),
                }
                for outcome in self.outcomes
            ],
            "always_funded": list(self.always),
            "complete": self.complete,
        }


def _short(portfolio: Portfolio) -> dict[str, Any]:
    return {
        "ending": portfolio.ending,
        "gap": portfolio.gap,
        "objective": portfolio.objective,
        "granted_mln_rub": portfolio.granted,
        "parks": [park.park_id for park in portfolio.funded],
        "conflict": None if portfolio.conflict is None else list(portfolio.conflict.rules),
    }


def _row(outcome: ScenarioOutcome) -> dict[str, Any]:
    return {
        "id": outcome.scenario.id,
        "name": str(outcome.scenario.label),
        "holds": outcome.unchanged.holds,
        "lost_parks": len(outcome.unchanged.lost),
        "missing_mln_rub": max(outcome.unchanged.missing.values(), default=0.0),
        "cut_objective": outcome.cut.objective,
        "cut_count": len(outcome.cut.funded),
        "adapted_objective": outcome.adapted.objective,
        "adapted_count": len(outcome.adapted.funded),
        "entered_count": len(outcome.entered),
        "left_count": len(outcome.left),
    }


def scenarios(
    study: Study,
    chosen: Iterable[Scenario],
    *,
    options: SolveOptions | None = None,
    told: Callable[[int, int], None] | None = None,
    **arguments: Any,
) -> ScenarioReport:
    """The decided portfolio under every scenario.

    Args:
        study: what is decided on.
        chosen: the scenarios.
        options: effort of every solve; its stop event ends the report after the scenario at hand.
        told: called with the number of scenarios done and of all.
        **arguments: method, weights, budget, fund, reject, settings, as in :func:`decision.decisions.allocate`.

    Raises:
        InputProblems: a scenario names years, columns or values that do not exist, or nothing is feasible without
            any scenario.
    """
    options = options or SolveOptions()
    ranking = rank(study, method=arguments.pop("method", None), weights=arguments.pop("weights", None))
    asked = question_of(study, ranking=ranking, **arguments)
    every = tuple(chosen)
    problems = [problem for scenario in every for problem in _problems(scenario, asked)]
    if problems:
        raise InputProblems(problems)
    base = answer(asked, options)
    outcomes: list[ScenarioOutcome] = []
    stopped = False
    if base.objective is not None:
        for scenario in every:
            if options.stop is not None and options.stop.is_set():
                stopped = True
                break
            outcomes.append(_outcome(base, asked, scenario, options))
            if told is not None:
                told(len(outcomes), len(every))
    kept = {park.park_id for park in base.funded}
    for outcome in outcomes:
        if outcome.adapted.objective is not None:
            kept &= {park.park_id for park in outcome.adapted.funded}
    order = [park.park_id for park in base.funded if park.park_id in kept]
    return ScenarioReport(base, ranking, tuple(outcomes), tuple(order), not stopped)


def _outcome(base: Portfolio, asked: Question, scenario: Scenario, options: SolveOptions) -> ScenarioOutcome:
    changed = under(asked, scenario)
    decided = {park.park_id for park in base.funded}
    others = tuple(
        park for park in changed.candidates.ids if park not in decided and park not in changed.reject
    )
    adapted = answer(changed, options)
    cut = answer(replace(changed, reject=(*changed.reject, *others)), options)
    new = {park.park_id for park in adapted.funded}
    order = [str(park) for park in asked.ranking.sort_values("rank", kind="stable").index]
    has_plan = adapted.objective is not None
    return ScenarioOutcome(
        scenario=scenario,
        unchanged=_unchanged(base, changed, scenario),
        cut=cut,
        adapted=adapted,
        entered=tuple(park for park in order if has_plan and park in new - decided),
        left=tuple(park for park in order if has_plan and park in decided - new),
    )


def _unchanged(base: Portfolio, changed: Question, scenario: Scenario) -> Unchanged:
    candidates = changed.candidates
    plan = plan_of(base, candidates, growth=scenario.cost_growth or 0.0)
    missing = dict(shortfall(plan))
    if changed.protection is not None:
        over = float(plan.money.sum()) + changed.protection.worst(plan) - changed.programme.budget.total
        if over > 1e-6:
            missing["overrun"] = over
    known = set(candidates.ids)
    return Unchanged(
        lost=tuple(park.park_id for park in base.funded if park.park_id not in known),
        missing=missing,
        broken=tuple(
            dict.fromkeys(
                row.rule
                for row in changed.rules
                if row.penalty is None and row.violation(plan) > row.tolerance(plan)
            )
        ),
        objective=objective_value(plan, changed.rules, pairs_of(candidates, changed.partnerships)),
    )


def under(asked: Question, scenario: Scenario) -> Question:
    """The question as a scenario changes it.

    Price growth: a ceiling of year t buys 1 / (1 + growth)^(t − first year) of what it bought; the total buys the
    average of the years, weighted by their ceilings. Ceilings of single years: the total falls by the same money. Cost
    growth: requests, minima and costs of the parks rise; caps stay. Lost parks are not eligible.
    """
    parks, ineligible = asked.parks, dict(asked.ineligible)
    if scenario.cost_growth is not None:
        table = parks.table.copy()
        for column in COSTS:
            if column in table:
                table[column] = table[column] * (1.0 + scenario.cost_growth)
        parks = replace(parks, table=table)
    if scenario.lose:
        gone: Message = _("lost in the scenario {name}", name=scenario.label)
        for park in parks.table.index[matching(parks.table, scenario.lose)]:
            ineligible[str(park)] = (*ineligible.get(str(park), ()), gone)
    protection = None
    if scenario.overrun is not None:
        protection = Protection(scenario.overrun.parks, scenario.overrun.share)
    return replace(
        asked,
        parks=parks,
        ineligible=ineligible,
        programme=_money(asked.programme, scenario),
        protection=protection,
        # A park that is lost cannot be pinned in either; that it was is told with the plan as decided.
        fund=tuple(park for park in asked.fund if park not in ineligible),
    )


def _money(programme: Programme, scenario: Scenario) -> Programme:
    budget = programme.budget
    total, ceilings = budget.total, dict(budget.by_year or {})
    if scenario.budget is not None:
        total *= scenario.budget
        ceilings = {year: money * scenario.budget for year, money in ceilings.items()}
    for year, share in scenario.by_year.items():
        total -= ceilings[year] * (1.0 - share)
        ceilings[year] *= share
    if scenario.price_growth is not None:
        first = programme.years[0]
        power = {year: (1.0 + scenario.price_growth) ** -(year - first) for year in programme.years}
        weights = np.array([ceilings.get(year, 0.0) for year in programme.years])
        weights = weights if weights.sum() > 0 else np.ones(len(programme.years))
        total *= float(np.average([power[year] for year in programme.years], weights=weights))
        ceilings = {year: money * power[year] for year, money in ceilings.items()}
    changed = budget.model_copy(update={"total": max(total, 0.0), "by_year": ceilings or None})
    return programme.model_copy(update={"budget": changed})


def _problems(scenario: Scenario, asked: Question) -> list[Problem]:
    found = []
    ceilings = asked.programme.budget.by_year or {}
    for year in scenario.by_year:
        if year not in ceilings:
            says = _("scenario {id}: the programme sets no ceiling for {year}", id=scenario.id, year=year)
            found.append(Problem(says, field=f"scenarios.{scenario.id}.by_year"))
    for column in scenario.lose:
        if column not in asked.parks.table:
            says = _("scenario {id}: the parks have no column {column}", id=scenario.id, column=column)
            found.append(Problem(says, field=f"scenarios.{scenario.id}.lose"))
    if not found and scenario.lose and not matching(asked.parks.table, scenario.lose).any():
        says = _("scenario {id}: no park is lost by it", id=scenario.id)
        found.append(Problem(says, field=f"scenarios.{scenario.id}.lose"))
    return found
