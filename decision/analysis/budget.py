"""How value and portfolio move with the total money: one allocation for each total, and what a ruble more adds.

A larger total only widens what is allowed, so the best value never falls as money grows, and a total below one that is
proven infeasible is infeasible too. Between two totals B < B' with best values known as intervals [v, b] (plan found,
proven bound) the marginal value is the difference quotient (v' − v) / (B' − B), proven to lie between
max(v' − b, 0) / (B' − B) and (b' − v) / (B' − B). The shadow price is that of the linear relaxation, the value of which
at one million more is compared with its value at the total: parks in fractions, so it says what the rate is, not what
the next million buys.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from decision.allocation.allocate import answer
from decision.allocation.question import Question
from decision.allocation.session import Session
from decision.analysis.budget_result import BudgetPoint, BudgetSweep
from decision.decisions import question, rank
from decision.decisions import told as told_of
from decision.errors import InputProblems, Problem
from decision.language import _
from decision.model.options import SolveOptions
from decision.model.programme import Programme
from decision.model.results import Portfolio, Ranking
from decision.model.study import Study

MILLION = 1.0


def budget_sweep(
    study: Study,
    totals: Sequence[float],
    *,
    scale_years: bool = False,
    prices: bool = True,
    options: SolveOptions | None = None,
    told: Callable[[float, Portfolio], None] | None = None,
    **arguments: Any,
) -> BudgetSweep:
    """The portfolio at each of several totals; each is what :func:`decision.decisions.allocate` gives at that budget.

    Args:
        study: parks, criteria and programme.
        totals: million RUB; each once, solved from the largest down, since below an infeasible one all are.
        scale_years: the yearly ceilings grow and shrink with the total; else they stay as the programme says.
        prices: also the shadow prices of the linear relaxation, two linear programmes a total.
        options: effort of each total; its stop event keeps the totals that are done.
        told: called with each total and its portfolio.
        **arguments: method, weights, fund, reject, settings, as in :func:`decision.decisions.allocate`.

    Raises:
        InputProblems: fewer than two totals or a negative one; a park, setting or rule that does not exist.
    """
    options = options or SolveOptions()
    wanted = sorted(set(map(float, totals)))
    if len(wanted) < 2 or wanted[0] < 0:
        raise InputProblems([Problem(_("a budget sweep needs two different totals, none negative"))])
    ranking = rank(study, method=arguments.pop("method", None), weights=arguments.pop("weights", None))
    asked = question(study, ranking=ranking, **arguments)
    found: dict[float, Portfolio] = {}
    shadow: dict[float, float | None] = {}
    infeasible: float | None = None
    for total in reversed(wanted):
        if options.stop is not None and options.stop.is_set():
            break
        here = _at(asked, total, scale_years)
        if infeasible is not None:
            portfolio = _as_above(found[infeasible], here)
        else:
            portfolio = told_of(answer(here, options), study, here, ranking)
            if portfolio.ending == "stopped" and options.stop is not None and options.stop.is_set():
                break
            if portfolio.ending == "infeasible":
                infeasible = total
            elif prices:
                shadow[total] = _shadow_price(here, _at(asked, total + MILLION, scale_years))
        found[total] = portfolio
        if told is not None:
            told(total, portfolio)
    done = [total for total in wanted if total in found]
    return BudgetSweep(
        study=study,
        ranking=ranking,
        points=tuple(_points(done, found, shadow, infeasible, ranking)),
        scale_years=scale_years,
        own_total=asked.programme.budget.total,
        ceilings=sum((asked.programme.budget.by_year or {}).values()) or None,
        complete=len(done) == len(wanted),
    )


def _at(asked: Question, total: float, scale_years: bool) -> Question:
    return replace(asked, programme=programme_at(asked.programme, total, scale_years=scale_years), levels=())


def programme_at(programme: Programme, total: float, *, scale_years: bool) -> Programme:
    """The programme with another total; its yearly ceilings as they are, or in proportion."""
    budget = programme.budget
    ceilings = budget.by_year
    if scale_years and ceilings and budget.total > 0:
        ceilings = {year: money * total / budget.total for year, money in ceilings.items()}
    changed = budget.model_copy(update={"total": total, "by_year": ceilings})
    return programme.model_copy(update={"budget": changed})


def _as_above(infeasible: Portfolio, here: Question) -> Portfolio:
    """Less money than a total that is proven infeasible: infeasible for the same reason."""
    return replace(infeasible, budget_total=here.programme.budget.total)


def _shadow_price(here: Question, more: Question) -> float | None:
    """Value of the linear relaxation at one million more, minus that at the total; None with priorities."""
    if any(row.priority is not None for row in here.rules):
        return None
    values = [
        Session(asked.built().programme, relaxed=True).solve(gap=0.0).objective for asked in (here, more)
    ]
    if values[0] is None or values[1] is None:
        return None
    return max(values[1] - values[0], 0.0)


def _points(
    totals: Sequence[float],
    found: dict[float, Portfolio],
    shadow: dict[float, float | None],
    infeasible: float | None,
    ranking: Ranking,
) -> list[BudgetPoint]:
    order = {str(park): place for place, park in enumerate(ranking.table.index)}
    points: list[BudgetPoint] = []
    before: BudgetPoint | None = None
    for total in totals:
        portfolio = found[total]
        point = BudgetPoint(
            total=total,
            portfolio=portfolio,
            shadow_price=shadow.get(total),
            infeasible_since=infeasible if portfolio.ending == "infeasible" and total != infeasible else None,
        )
        if portfolio.objective is not None:
            if before is not None:
                point = _after(point, before, order)
            before = point
        points.append(point)
    return points


def _after(point: BudgetPoint, before: BudgetPoint, order: dict[str, int]) -> BudgetPoint:
    """What has changed since the total before."""
    now, then = ({park.park_id for park in one.portfolio.funded} for one in (point, before))
    more = point.total - before.total
    value, bound = _interval(point.portfolio)
    earlier, ceiling = _interval(before.portfolio)

    def ranked(parks: set[str]) -> tuple[str, ...]:
        return tuple(sorted(parks, key=lambda park: (order.get(park, len(order)), park)))

    return replace(
        point,
        entered=ranked(now - then),
        left=ranked(then - now),
        marginal=max(value - earlier, 0.0) / more,
        marginal_least=None if ceiling is None else max(value - ceiling, 0.0) / more,
        marginal_most=None if bound is None else max(bound - earlier, 0.0) / more,
    )


def _interval(portfolio: Portfolio) -> tuple[float, float | None]:
    assert portfolio.objective is not None
    bound = portfolio.solver.bound
    return portfolio.objective, None if bound is None else max(bound, portfolio.objective)
