"""A study's frontier: what more of one objective costs in another, point by point, each with its portfolio."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from decision.allocation.allocate import answer, as_portfolio
from decision.allocation.answers import Answer, relative_gap
from decision.allocation.audited import plan_of
from decision.allocation.frontier import Ends, Found, Goal, Search, efficient, goal_of
from decision.analysis.frontier_result import Axis, Frontier, FrontierPoint
from decision.analysis.objectives import BY_RANKING, Objective, objectives_of
from decision.decisions import question, rank
from decision.decisions import told as told_of
from decision.errors import AuditFailed
from decision.model.options import SolveOptions
from decision.model.study import Study

if TYPE_CHECKING:
    from decision.allocation.problem import Problem
    from decision.allocation.question import Question
    from decision.model.results import Portfolio, Ranking

GRID = {2: 13, 3: 6}
"""Levels of a continuous objective, by the number of objectives."""
MOST = 1000
GAP = 1e-3
KINDS = {"continuous": 0, "discrete": 1, "whole": 2}


def frontier(
    study: Study,
    objectives: Sequence[str],
    *,
    points: int | None = None,
    most: int = MOST,
    gap: float | None = None,
    options: SolveOptions | None = None,
    told: Callable[[FrontierPoint], None] | None = None,
    counted: Callable[[int], None] | None = None,
    **arguments: Any,
) -> Frontier:
    """The non-dominated portfolios of two or three objectives.

    Whole-valued objectives are enumerated: every point, none skipped. A continuous one (money of partial grants, sums
    over funded fractions) may have a continuum of points: it takes evenly spaced levels from its worst to its best.
    At most one objective is kept free of levels, the least whole one, so that one continuous objective needs no grid.

    Args:
        study: parks, criteria and programme.
        objectives: two or three names, see :mod:`decision.analysis.objectives`.
        points: levels of a grid; given, whole-valued objectives take a grid too. Left out: 13 for two objectives, 6 for
            each of three.
        most: points after which the search ends, not complete.
        gap: relative gap of each point; left out, 0 where all points are enumerated and 0.1 % on a grid.
        options: seconds of each solve, stop event.
        told: called with each point as it is found.
        counted: called with the number of solves done.
        **arguments: method, weights, budget, fund, reject, settings, as in :func:`decision.decisions.allocate`.

    Raises:
        InputProblems: an objective, park, setting or rule that does not exist or contradicts itself.
    """
    options = options or SolveOptions()
    ranking = rank(study, method=arguments.pop("method", None), weights=arguments.pop("weights", None))
    asked = question(study, ranking=ranking, **arguments)
    chosen = objectives_of(objectives, study, ranking, asked)
    problem = asked.problem()
    goals = [goal_of(one.cost(problem), problem.programme) for one in chosen]
    # The least whole objective is the free one; the others are in the order asked for.
    order = sorted(range(len(goals)), key=lambda place: (KINDS[goals[place].kind], place))
    order = [order[0], *sorted(order[1:])]
    gridded = [place for place in order[1:] if points is not None or goals[place].kind == "continuous"]
    asked_gap = gap if gap is not None else (GAP if gridded else 0.0)
    search = Search(
        problem.programme,
        [goals[place] for place in order],
        gap=asked_gap,
        time_limit=options.time_limit,
        stop=options.stop,
        counted=counted,
        problem=problem,
    )
    return _Run(study, ranking, asked, problem, chosen, goals, order, asked_gap, options).found(
        search, {place: points or GRID[len(goals)] for place in gridded}, most, told
    )


class _Run:
    """One frontier: from the search's columns to points with portfolios."""

    def __init__(
        self,
        study: Study,
        ranking: Ranking,
        asked: Question,
        problem: Problem,
        objectives: Sequence[Objective],
        goals: Sequence[Goal],
        order: Sequence[int],
        gap: float,
        options: SolveOptions,
    ) -> None:
        self.study, self.ranking, self.asked, self.problem = study, ranking, asked, problem
        self.objectives, self.goals, self.order, self.gap = objectives, goals, order, gap
        self.options = replace(options, gap=gap)
        self.inverse = [list(order).index(place) for place in range(len(order))]
        self.best: float | None = None

    def found(
        self,
        search: Search,
        grid: Mapping[int, int],
        most: int,
        told: Callable[[FrontierPoint], None] | None,
    ) -> Frontier:
        """The whole frontier, or as much as there was time for."""
        ends = search.ends()
        if not ends.complete:
            return self._parts(search, ends, told)
        self.best = self._own_bound(ends)
        for place, count in grid.items():
            at = self.inverse[place]
            search.grid(at, float(ends.nadir[at]), float(ends.ideal[at]), count)
        kept: list[Found] = []
        points: dict[int, FrontierPoint] = {}
        limited = False
        for one in search.walk():
            point = self._point(one)
            if point is None:
                search.unsettled += 1
                continue
            kept.append(one)
            points[id(one)] = point
            if told is not None:
                told(point)
            if len(kept) >= most:
                limited = True
                break
        goals = [self.goals[place] for place in self.order]
        shown = [points[id(one)] for one in efficient(kept, goals)]
        if search.stopped:
            ending = "stopped"
        elif limited:
            ending = "limited"
        elif search.unsettled:
            ending = "time"
        else:
            ending = "complete"
        return self._result(shown, grid, ending, None, search.solves, ends)

    def _parts(self, search: Search, ends: Ends, told: Callable[[FrontierPoint], None] | None) -> Frontier:
        """What there is where not every end was found: those that were, else a plan by the programme's objective."""
        found = [
            # The bound of another end is not one of the first goal.
            row if place == 0 else replace(row, bound=None, proven=False)
            for place, row in enumerate(ends.rows)
            if row is not None
        ]
        goals = [self.goals[place] for place in self.order]
        tried = [self._point(row) for row in efficient(found, goals)]
        points = [point for point in tried if point is not None]
        nothing = None
        if not points:
            nothing = told_of(answer(self.asked, self.options), self.study, self.asked, self.ranking)
            if nothing.objective is not None:
                points, nothing = [self._unproven(nothing)], None
        if told is not None:
            for point in points:
                told(point)
        ending = "stopped" if search.stopped or not points else "time"
        if ends.feasible is False:
            ending = "infeasible"
        return self._result(points, {}, ending, nothing, search.solves)

    def _unproven(self, portfolio: Portfolio) -> FrontierPoint:
        """A plan that another question has found, of which nothing is proven here."""
        plan = plan_of(portfolio, self.problem.candidates)
        values = tuple(objective.value(plan, self.problem) for objective in self.objectives)
        return FrontierPoint(values, portfolio, bound=None, gap=None, proven=False, efficient=False)

    def _own_bound(self, ends: Ends) -> float | None:
        """The proven bound of the programme's own objective, where it is one of those traded off."""
        for place, one in enumerate(self.objectives):
            if one.sense > 0 and one.name == self.asked.programme.objective.maximise:
                row = ends.rows[self.inverse[place]]
                return None if row is None else row.bound
        return None

    def _point(self, one: Found) -> FrontierPoint | None:
        """A point with its portfolio, rounded and audited; None where rounding breaks a rule."""
        problem = self.problem
        worth = float(problem.programme.cost @ one.x)
        found = Answer("feasible", one.x, worth, None if self.best is None else max(self.best, worth), 0.0)
        try:
            portfolio = as_portfolio(self.asked, problem, found, self.options)
        except AuditFailed:
            return None
        plan = plan_of(portfolio, problem.candidates)
        free = self.order[0]
        value = one.values[0]
        bound = None if one.bound is None else self.objectives[free].sense * one.bound
        return FrontierPoint(
            values=tuple(objective.value(plan, problem) for objective in self.objectives),
            portfolio=told_of(portfolio, self.study, self.asked, self.ranking),
            bound=bound,
            gap=relative_gap(value, one.bound),
            proven=one.proven,
            efficient=one.efficient,
        )

    def _result(
        self,
        points: Sequence[FrontierPoint],
        grid: Mapping[int, int],
        ending: Any,
        nothing: Any,
        solves: int,
        ends: Ends | None = None,
    ) -> Frontier:
        axes = []
        for place, (objective, goal) in enumerate(zip(self.objectives, self.goals, strict=True)):
            best = worst = step = None
            if ends is not None:
                at = self.inverse[place]
                best, worst = (objective.sense * float(edge[at]) for edge in (ends.ideal, ends.nadir))
                if ending == "complete" and not grid and points:
                    values = [point.values[place] for point in points]
                    worst = min(values) if objective.sense > 0 else max(values)
                if place in grid:
                    step = abs(best - worst) / max(grid[place] - 1, 1)
            axes.append(
                Axis(
                    name=objective.name,
                    maximised=objective.sense > 0,
                    label=objective.label,
                    unit=objective.unit,
                    kind=goal.kind,
                    resolution=goal.step,
                    free=place == self.order[0],
                    grid_step=step,
                    ideal=best,
                    nadir=worst,
                )
            )
        order = np.argsort([-point.values[0] * self.objectives[0].sense for point in points], kind="stable")
        return Frontier(
            study=self.study,
            ranking=self.ranking,
            axes=tuple(axes),
            points=tuple(points[place] for place in order.tolist()),
            ending=ending,
            gap=self.gap,
            solves=solves,
            soft_free=not any(one.name in BY_RANKING for one in self.objectives)
            and any(row.penalty for row in self.asked.rules),
            nothing=nothing,
        )
