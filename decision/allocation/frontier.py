"""Non-dominated points of two or three objectives by the ε-constraint method, each one proven.

One objective is maximised while the others are kept at or above levels; then, that one kept, the others' scaled sum is
maximised, so that what is found is efficient and not only weakly so (the augmentation of AUGMECON2, Mavrotas & Florios
2013, as a second solve: a small weight would drown in the gap of a MILP). The next level of an objective lies just
above what it has reached, so that a level that would give the same point is never asked (their bypass); in an outer
objective just above the least it reached in the whole inner sweep (Laumanns, Thiele & Zitzler 2006), and an answer to
looser levels that meets tighter ones is taken over (Özlen, Burton & MacRae 2014). Where an objective is a sum over
whole decisions with a common unit, the step is that unit and nothing is skipped; where it is continuous, levels are a
grid.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from decision.allocation.answers import relative_gap
from decision.allocation.extended import with_columns, with_row
from decision.allocation.frontier_solves import Solves
from decision.allocation.linear import LinearProgramme
from decision.allocation.numbers import FloatArray
from decision.allocation.problem import Problem

Kind = Literal["whole", "discrete", "continuous"]
"""Values are multiples of a unit · values of whole decisions without a common unit · any values."""
DIGITS = 6
"""Decimals to which a common unit is sought."""
FINEST = 1e-5
"""Of the largest coefficient: the least difference that a solver tells apart."""
STEP = 0.9
"""Of a unit: the next level lies this far above a value, so that no tolerance can reach it from below."""
SECOND_GAP = 1e-3


@dataclass(frozen=True, eq=False)
class Goal:
    """An objective over the columns, to be maximised."""

    cost: FloatArray
    kind: Kind
    step: float
    """Least difference of two values that are told apart; the unit for ``whole``."""


@dataclass(frozen=True, eq=False)
class Found:
    """An efficient plan at some levels."""

    x: FloatArray
    values: tuple[float, ...]
    bound: float | None
    """Proven: at these levels the first goal cannot be more."""
    proven: bool
    """The first goal is proven within the asked gap."""
    efficient: bool
    """Proven: no plan is as good in the first goal and better in the others (by more than the gap of that solve)."""


@dataclass(frozen=True, eq=False)
class Ends:
    """The payoff table: each goal maximised, then the others."""

    rows: tuple[Found | None, ...]
    """None: none was found in the time."""
    feasible: bool | None
    """False: proven that there is no plan; None: not settled."""

    @property
    def complete(self) -> bool:
        """Whether there is a plan at every end."""
        return all(row is not None for row in self.rows)

    @property
    def ideal(self) -> FloatArray:
        """The best found of each goal."""
        return np.asarray(self._table().max(axis=0))

    @property
    def nadir(self) -> FloatArray:
        """The least of each goal in the table; with two goals the exact nadir, with three an estimate."""
        return np.asarray(self._table().min(axis=0))

    def _table(self) -> FloatArray:
        return np.array([row.values for row in self.rows if row is not None], dtype=float)


def goal_of(cost: FloatArray, programme: LinearProgramme) -> Goal:
    """What kind of values an objective takes, from its coefficients."""
    largest = float(np.abs(cost).max(initial=0.0)) or 1.0
    if cost[~programme.integer].any():
        return Goal(cost, "continuous", FINEST * largest)
    values = np.abs(cost[cost != 0])
    for digits in range(DIGITS + 1):
        scaled = values * 10.0**digits
        whole = np.rint(scaled)
        if np.abs(scaled - whole).max(initial=0.0) <= 1e-7:
            unit = float(np.gcd.reduce(whole.astype(np.int64)) if len(whole) else 1) / 10.0**digits
            if unit >= FINEST * largest:
                return Goal(cost, "whole", unit)
            break
    return Goal(cost, "discrete", FINEST * largest)


class Search:
    """The ε-constraint search over one programme, built once.

    Args:
        programme: rows and columns; its cost is not looked at.
        goals: the first is maximised, the others are kept at levels.
        gap: relative gap of the first goal; 0 proves it outright.
        time_limit: seconds of each solve.
        stop: set from elsewhere, ends the search.
        counted: called with the number of solves after each one.
        problem: the round that the programme is of; a large one is searched by its core.
    """

    def __init__(
        self,
        programme: LinearProgramme,
        goals: Sequence[Goal],
        *,
        gap: float,
        time_limit: float | None = None,
        stop: threading.Event | None = None,
        counted: Callable[[int], None] | None = None,
        problem: Problem | None = None,
    ) -> None:
        self.goals, self.gap, self.stop = tuple(goals), gap, stop
        self.unsettled = 0
        self.width = len(programme.cost)
        self.levels: dict[int, FloatArray] = {}
        self._highest: dict[int, float] = {}
        extended = programme
        for place, goal in enumerate(self.goals):
            # A column of its own for each goal, so that a level is the bound of a column.
            size = float(np.abs(goal.cost).max(initial=0.0)) or 1.0
            extended = with_columns(
                extended, 1, lower=-np.inf, upper=np.inf, integer=False, scale=2.0 ** round(np.log2(size))
            )
            row = np.zeros(self.width + place + 1)
            row[: self.width], row[-1] = goal.cost, -1.0
            extended = with_row(extended, row, lower=0.0, upper=0.0)
        self._programme = replace(extended, cost=np.zeros(len(extended.cost)))
        self._solves = Solves(
            self._programme, problem, gap=gap, time_limit=time_limit, stop=stop, counted=counted
        )
        self._spread = np.ones(len(self.goals))
        self._ceiling = np.full(len(self.goals), np.inf)
        self._known: list[tuple[tuple[float, ...], Found | None]] = []

    @property
    def solves(self) -> int:
        """How many solves there were."""
        return self._solves.count

    @property
    def stopped(self) -> bool:
        """Whether somebody has stopped the search."""
        return self.stop is not None and self.stop.is_set()

    def ends(self) -> Ends:
        """The payoff table; what is found goes into the search."""
        rows: list[Found | None] = []
        free = (-np.inf,) * (len(self.goals) - 1)
        for place in range(len(self.goals)):
            found, possible = self._solve(place, free)
            if possible is False:
                return Ends((None,) * len(self.goals), False)
            rows.append(found)
            if found is not None and found.bound is not None:
                self._ceiling[place] = found.bound
        ends = Ends(tuple(rows), None if all(row is None for row in rows) else True)
        if not ends.complete:
            return ends
        self._spread = np.maximum(ends.ideal - ends.nadir, [goal.step for goal in self.goals])
        self._known.append((free, rows[0]))
        return ends

    def grid(self, place: int, least: float, most: float, points: int) -> None:
        """Let a goal take evenly spaced levels from its least to its greatest value."""
        levels = np.linspace(least, most, points)
        levels[-1] = self._highest.get(place, most - 1e-7 * max(abs(most), most - least))
        self.levels[place] = levels

    def walk(self) -> Iterator[Found]:
        """Efficient plans, each once; from the best of the first goal to the best of the last."""
        seen: set[tuple[int, ...]] = set()
        for found in self._walk(len(self.goals) - 1, ()):
            key = tuple(
                int(np.rint(value / goal.step)) for value, goal in zip(found.values, self.goals, strict=True)
            )
            if key not in seen:
                seen.add(key)
                yield found

    def _walk(self, place: int, tail: tuple[float, ...]) -> Iterator[Found]:
        level = -np.inf
        while level <= self._ceiling[place] + 1e-9 * max(abs(self._ceiling[place]), 1.0):
            least, unsettled = np.inf, self.unsettled
            if place > 1:
                for found in self._walk(place - 1, (level, *tail)):
                    least = min(least, found.values[place])
                    yield found
            else:
                one = self._best((level, *tail))
                if one is not None:
                    least = one.values[place]
                    yield one
            if not np.isfinite(least) and self.unsettled > unsettled and place in self.levels:
                least = level  # time ran out at this level of a grid: the next one may be easier
            if self.stopped or not np.isfinite(least):
                return
            level = self._next(place, least)

    def _next(self, place: int, value: float) -> float:
        """The next level of a goal above a value it has reached."""
        goal = self.goals[place]
        if place in self.levels:
            beyond = self.levels[place][self.levels[place] > value + goal.step / 2]
            return float(beyond[0]) if len(beyond) else np.inf
        return value + (STEP * goal.step if goal.kind == "whole" else goal.step)

    def _best(self, levels: tuple[float, ...]) -> Found | None:
        """The best plan at levels, from what is known already where that is enough."""
        for looser, found in self._known:
            if any(
                loose - 1e-9 * max(abs(loose), 1.0) > tight
                for loose, tight in zip(looser, levels, strict=True)
            ):
                continue
            if found is None or all(
                value >= level - 1e-9 * abs(level)
                for value, level in zip(found.values[1:], levels, strict=True)
            ):
                return found
        found, possible = self._solve(0, levels)
        if found is not None or possible is False:
            self._known.append((levels, found))
        else:
            self.unsettled += 1
        return found

    def _solve(self, place: int, levels: tuple[float, ...]) -> tuple[Found | None, bool | None]:
        """Maximise one goal at levels of all but the first; then the others, that one kept."""
        if self.stopped:
            return None, None
        lower = self._programme.lower.copy()
        lower[self.width + 1 :] = levels
        goal = self.goals[place]
        first = self._solves.first(self._cost([place]), lower)
        if first.values is None:
            return None, False if first.ending == "infeasible" else None
        value = float(goal.cost @ first.values[: self.width])
        bound = None if first.bound is None else max(first.bound, value)
        proven = first.ending == "optimal"
        kept = 0.1 * goal.step if goal.kind == "whole" else 1e-7 * max(abs(value), goal.step)
        lower[self.width + place] = max(lower[self.width + place], value - kept)
        others = [other for other in range(len(self.goals)) if other != place]
        second_gap = 0.0 if self.gap == 0 else min(self.gap, SECOND_GAP)
        second = self._solves.second(self._cost(others), lower, second_gap, first.values)
        chosen = first.values if second.values is None else second.values
        x = np.where(self._programme.integer, np.rint(chosen), chosen)[: self.width]
        values = tuple(float(one.cost @ x) for one in self.goals)
        best_of_others = second.ending == "optimal"
        if place == 1 and len(self.goals) == 2:
            # The other goal is the first one: this is also the best plan at the highest level that there is.
            level = self._highest[1] = float(lower[self.width + 1])
            its_bound = None if second.bound is None else max(second.bound, values[0])
            gap = relative_gap(values[0], its_bound)
            sure = best_of_others and gap is not None and (self.gap == 0 or gap <= self.gap)
            self._known.append(((level,), Found(x, values, its_bound, sure, proven)))
        return Found(x, values, bound, proven, best_of_others), True

    def _cost(self, places: Sequence[int]) -> FloatArray:
        cost = np.zeros(len(self._programme.cost))
        if len(places) == 1:
            cost[: self.width] = self.goals[places[0]].cost
            return cost
        for place in places:
            cost[: self.width] += self.goals[place].cost / self._spread[place]
        return cost


def efficient(points: Sequence[Found], goals: Sequence[Goal]) -> list[Found]:
    """Those that no other one dominates by more than the goals' steps: with a gap an early one may be."""
    table = np.array([point.values for point in points]).reshape(len(points), len(goals))
    slack = np.array([goal.step / 2 for goal in goals])
    kept = []
    for point in points:
        value = np.array(point.values)
        worse = (table >= value - slack * 1e-3).all(axis=1) & (table > value + slack).any(axis=1)
        if not worse.any():
            kept.append(point)
    return kept
