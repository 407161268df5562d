"""From gains to a portfolio: rows, solver, ties, rounding, audit, report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from decision.allocation import report
from decision.allocation.answers import Answer, relative_gap
from decision.allocation.audit import breaches, objective_value
from decision.allocation.clock import Clock
from decision.allocation.conflict import conflict_of
from decision.allocation.numbers import FloatArray, from_units
from decision.allocation.plan import Plan
from decision.allocation.priorities import last_plan, reports, settle, warnings_of
from decision.allocation.problem import Problem
from decision.allocation.question import Question
from decision.allocation.repair import whole_grants
from decision.allocation.rounding import rounded_plans
from decision.allocation.solver import solve, solver_name, solver_version
from decision.allocation.ties import first_of_equals
from decision.errors import AuditFailed
from decision.language import Message, _
from decision.model.conflicts import Conflict
from decision.model.options import SolveOptions
from decision.model.parks import Parks
from decision.model.programme import Programme
from decision.model.proofs import SolverReport
from decision.model.results import BudgetYear, Portfolio

if TYPE_CHECKING:
    import pandas as pd


def allocate_parks(
    parks: Parks,
    *,
    gain: pd.Series[float],
    ranking: pd.DataFrame,
    ineligible: Mapping[str, tuple[Message, ...]] | None = None,
    programme: Programme,
    partnerships: pd.DataFrame | None = None,
    fund: Iterable[str] = (),
    reject: Iterable[str] = (),
    places: Mapping[str, tuple[str, int]] | None = None,
    options: SolveOptions | None = None,
) -> Portfolio:
    """The portfolio that follows from each park's gain and the programme (design 4.2).

    Args:
        parks: all candidates.
        gain: what funding a park in full adds to the objective, by park_id.
        ranking: columns ``rank`` and ``merit``, by park_id.
        ineligible: parks already ruled out, with every reason.
        programme: money, terms, objective, rules.
        partnerships: columns park, partner, strength.
        fund: parks pinned in.
        reject: parks kept out.
        places: ``rule:ID`` and ``budget`` → (file, line), for naming a conflict.
        options: effort and solver.

    Raises:
        InputProblems: the programme names columns, parks or groups that do not exist.
        AuditFailed: the solver's plan breaks a rule.
        SolverFailed: the solver broke.
    """
    question = Question(
        parks=parks,
        gain=gain,
        ranking=ranking,
        programme=programme,
        ineligible=ineligible or {},
        partnerships=partnerships,
        fund=tuple(fund),
        reject=tuple(reject),
        places=places or {},
    )
    return answer(question, options)


def answer(question: Question, options: SolveOptions | None = None) -> Portfolio:
    """The portfolio that answers a question; raises as :func:`allocate_parks`."""
    options = options or SolveOptions()
    clock = Clock(options)
    settled = settle(question, clock.nearly)
    question = settled.question
    problem = question.built()
    found = settled.answer or clock.first(problem)
    if found.values is None and found.ending == "stopped" and settled.last is not None:
        found = last_plan(problem, settled.last)
    context = _Context(question, options)
    if found.values is None:
        conflict = None
        if found.ending == "infeasible":
            conflict = conflict_of(question.candidates, question.rows, clock.proof, question.places)
        return context.without_plan(found, clock, conflict)
    x, ties = _ordered(problem, found, clock)
    plan = _audited(problem, x, found, clock)
    return context.with_plan(plan, problem, found, clock, ties)


def as_portfolio(
    question: Question, problem: Problem, found: Answer, options: SolveOptions | None = None
) -> Portfolio:
    """Columns found by another search than :func:`answer`, as a portfolio: rounded and audited like any other.

    Args:
        question: what was asked.
        problem: its programme.
        found: the columns, what they are worth, and the bound that the gap refers to.
        options: effort, as told in the result.

    Raises:
        AuditFailed: the columns break a rule or are not worth what they should be.
    """
    assert found.values is not None
    options = options or SolveOptions()
    clock = Clock(options)
    clock.seconds = found.seconds
    plan = _audited(problem, found.values, found, clock)
    return _Context(question.settled, options).with_plan(plan, problem, found, clock, "none")


def kept_portfolio(
    question: Question, plan: Plan, problem: Problem, found: Answer, options: SolveOptions
) -> Portfolio:
    """An audited plan that was there before as the answer to another question, with the bound in ``found``."""
    clock = Clock(options)
    clock.seconds = found.seconds
    return _Context(question, replace(options, solver="highs")).with_plan(
        plan, problem, found, clock, "not_proven"
    )


def _ordered(
    problem: Problem, answer: Answer, clock: Clock
) -> tuple[FloatArray, Literal["ordered", "not_proven"]]:
    """The first of equal optima, where the optimum is proven outright; else the plan found."""
    assert answer.values is not None
    proven = answer.ending == "optimal" and clock.options.gap == 0 and not answer.claimed
    x = first_of_equals(problem, answer, clock.proof) if proven else None
    return (answer.values, "not_proven") if x is None else (x, "ordered")


def _audited(problem: Problem, x: FloatArray, answer: Answer, clock: Clock) -> Plan:
    """The plan in whole units that holds: rounded, or solved for where rounding breaks a rule."""
    candidates, rows = problem.candidates, problem.rows
    broken: list[str] = []
    for plan in rounded_plans(problem.read(x), candidates):
        broken = breaches(plan, rows)
        if not broken:
            return _worth_as_claimed(plan, problem, answer)
    repaired = solve(whole_grants(problem, x), gap=1e-6, time_limit=10.0)
    if repaired.values is not None:
        for plan in rounded_plans(problem.read(repaired.values), candidates):
            if not breaches(plan, rows):
                return _worth_as_claimed(plan, problem, answer)
    raise AuditFailed(broken)


def _worth_as_claimed(plan: Plan, problem: Problem, answer: Answer) -> Plan:
    """The plan, unless its worth contradicts the solver: then a row or the objective is wrong.

    It may be worth more than the solver says, up to the proven bound: an early plan may carry more
    violation of a soft rule in its columns than there is, or leave out a partnership.
    """
    assert answer.objective is not None
    worth = objective_value(plan, problem.rows, problem.pairs)
    soft = sum(row.penalty or 0.0 for row in problem.rows if row.penalty is not None)
    each_unit = float(np.abs(problem.programme.cost).max(initial=0.0)) * 1e-3 + soft
    slack = 1e-4 * abs(answer.objective) + each_unit + 1e-9
    if worth < answer.objective - slack or (answer.bound is not None and worth > answer.bound + slack):
        says = _("worth {worth:.6g}, the solver says {claimed:.6g}", worth=worth, claimed=answer.objective)
        raise AuditFailed([str(says)])
    return plan


class _Context:
    """What every portfolio of one call has in common."""

    def __init__(self, question: Question, options: SolveOptions) -> None:
        self.parks, self.candidates, self.reasons = question.parks, question.candidates, question.reasons
        self.rules, self.options = question.rules, options
        self.programme, self.levels = question.programme, question.levels

    def _solver(self, answer: Answer, clock: Clock) -> SolverReport:
        name = self.options.solver
        return SolverReport(
            solver_name(name), solver_version(name), round(clock.seconds, 4), answer.bound, answer.proof
        )

    def without_plan(self, answer: Answer, clock: Clock, conflict: Conflict | None) -> Portfolio:
        """Proven infeasible, or stopped without an answer."""
        programme = self.programme
        ceilings = programme.budget.by_year or {}
        in_order = [self.candidates.ids[place] for place in report.order_of_ranking(self.candidates)]
        return Portfolio(
            ending="infeasible" if answer.ending == "infeasible" else "stopped",
            gap=None,
            asked_gap=self.options.gap,
            objective=None,
            maximised=programme.objective.maximise,
            budget_total=programme.budget.total,
            granted=0.0,
            by_year={year: BudgetYear(ceilings.get(year), 0.0, 0.0) for year in programme.years},
            funded=(),
            not_funded=tuple(in_order),
            ineligible=self.reasons,
            outcomes={},
            scorecard=(),
            rules=(),
            solver=self._solver(answer, clock),
            conflict=conflict,
        )

    def with_plan(
        self,
        plan: Plan,
        problem: Problem,
        answer: Answer,
        clock: Clock,
        ties: Literal["ordered", "not_proven", "none"],
    ) -> Portfolio:
        """A plan that has passed the audit; every figure from the plan itself."""
        candidates = self.candidates
        objective = objective_value(plan, problem.rows, problem.pairs)
        sums, warnings = report.outcomes(plan, report.outcome_columns(self.programme, self.parks))
        if answer.claimed:
            warnings += (
                _("optimal by CBC's own claim, which can be trusted to about {share:g}", share=1e-4),
            )
        funded = plan.funded
        priorities = reports(plan, self.rules, self.levels)
        warnings += warnings_of(priorities)
        return Portfolio(
            ending="optimal" if answer.ending == "optimal" else "feasible",
            gap=relative_gap(objective, answer.bound),
            asked_gap=self.options.gap,
            objective=objective,
            maximised=self.programme.objective.maximise,
            budget_total=self.programme.budget.total,
            granted=float(from_units(plan.grant.sum())),
            by_year=report.money_by_year(plan),
            funded=report.funded_parks(plan, self.parks),
            not_funded=tuple(candidates.ids[p] for p in report.order_of_ranking(candidates) if not funded[p]),
            ineligible=self.reasons,
            outcomes=sums,
            scorecard=report.scorecard(plan),
            rules=report.rule_reports(plan, self.rules, self.parks),
            solver=self._solver(answer, clock),
            ties=ties,
            priorities=priorities,
            warnings=warnings,
        )
