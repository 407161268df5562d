"""All non-dominated portfolios of several objectives, by exact enumeration with proof.

Where a programme says of each park only whether it is funded (whole grants, one year), by dynamic programming
(:mod:`decision.allocation.nondominated_states`), which has all of them within seconds. Others, or where it gives up, by
one solve after another:

Two objectives: lexicographic ε-constraint, one step along the frontier a time (Haimes et al. 1971; each point two
solves). Three and more: each solve maximises the sum of the scaled objectives among the portfolios that no portfolio
found so far dominates, until none is left (Sylva & Crema 2004). Then, at every point, all sets of parks that reach
it, by excluding those found. A portfolio is a set of funded parks: exact for objectives that depend on the set only.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from decision.allocation.extended import with_columns, with_row
from decision.allocation.linear import LinearProgramme
from decision.allocation.nondominated_states import about_parks_only, undominated_states
from decision.allocation.numbers import BoolArray, FloatArray, IntArray
from decision.allocation.solver import solve

SAME = 1e-5
"""Difference, relative to the largest coefficient, below which values that have no common unit count as equal."""
MOST_PARTS = 5000
"""Parts of the largest coefficient in which a common unit is sought."""


@dataclass(frozen=True, eq=False)
class NonDominated:
    """Non-dominated portfolios and what they are worth."""

    portfolios: BoolArray
    """Portfolios × parks."""
    points: FloatArray
    """Portfolios × objectives; the first objective's greatest first."""
    complete: bool
    """Whether it is proven that there are no others."""
    solves: int
    """0: by dynamic programming."""

    @property
    def core_index(self) -> FloatArray:
        """Share of the non-dominated portfolios that fund each park (Liesiö, Mild & Salo 2007)."""
        return self.portfolios.mean(axis=0) if len(self.portfolios) else np.zeros(self.portfolios.shape[1])


class _Search:
    """Counts solves and looks at the clock, the stop event and the most portfolios."""

    def __init__(self, time_limit: float | None, most: int, stop: threading.Event | None) -> None:
        self.deadline = None if time_limit is None else time.monotonic() + time_limit
        self.most, self.stop = most, stop
        self.solves = 0
        self.complete = True

    def ended(self, deadline: float | None) -> bool:
        """Whether someone stopped it, or the time is over."""
        over = deadline is not None and time.monotonic() >= deadline
        return over or (self.stop is not None and self.stop.is_set())

    def best(self, programme: LinearProgramme) -> FloatArray | None:
        """The optimum's columns; None when there is none, or when it could not be proven (then not complete)."""
        left = None if self.deadline is None else self.deadline - time.monotonic()
        if self.ended(self.deadline):
            self.complete = False
            return None
        self.solves += 1
        answer = solve(programme, gap=0.0, time_limit=left, stop=self.stop)
        if answer.ending == "optimal" and answer.values is not None:
            return np.where(programme.integer, np.rint(answer.values), answer.values)
        if answer.ending != "infeasible":
            self.complete = False
        return None


def nondominated(
    programme: LinearProgramme,
    objectives: FloatArray,
    funded: IntArray,
    *,
    time_limit: float | None = None,
    most: int = 10_000,
    stop: threading.Event | None = None,
    found: Callable[[int], None] | None = None,
) -> NonDominated:
    """All portfolios that no feasible portfolio dominates.

    Args:
        programme: rows and columns; its cost is not looked at.
        objectives: objectives × columns, each maximised, over the integer columns only.
        funded: the column that says whether a park is funded, by park.
        time_limit: seconds for everything; what is found by then is returned as not complete.
        most: portfolios after which a search by solves ends, not complete.
        stop: set from elsewhere, ends the search.
        found: told the number of portfolios now and then.

    Raises:
        ValueError: an objective depends on columns that are not integer.
    """
    if objectives[:, ~programme.integer].any():
        raise ValueError("objectives depend on columns that are not integer")
    search = _Search(time_limit, most, stop)
    steps = np.array([_step(row) for row in objectives])
    if about_parks_only(programme, funded):
        half = None if time_limit is None else time.monotonic() + time_limit / 2
        states = undominated_states(programme, objectives, steps, ended=lambda: search.ended(half))
        if states is not None:
            return NonDominated(states[0][:, funded], states[1], True, 0)
    along = _frontier if len(objectives) == 2 else _regions
    portfolios: list[BoolArray] = []
    points: list[FloatArray] = []
    for point in along(programme, objectives, steps, search):
        for chosen in _all_at(programme, objectives, point, steps, funded, search):
            portfolios.append(chosen)
            points.append(point)
            if found is not None:
                found(len(portfolios))
            if len(portfolios) >= most:
                search.complete = False
                break
        if len(portfolios) >= most:
            break
    width = len(funded)
    return NonDominated(
        np.array(portfolios, dtype=bool).reshape(-1, width),
        np.array(points).reshape(-1, len(objectives)),
        search.complete,
        search.solves,
    )


def _step(row: FloatArray) -> float:
    """Half of what two different values of an objective differ by at least.

    Where all coefficients are multiples of one number (whole scores, also scaled ones), that number; else differences
    below :data:`SAME` of the largest coefficient count as none, since no solver could tell them apart.
    """
    values = np.abs(row[row != 0])
    if not len(values):
        return 0.5
    largest = float(values.max())
    parts = np.arange(1, MOST_PARTS + 1)[:, None]
    multiples = values[None, :] * parts / largest
    fits = np.abs(multiples - np.rint(multiples)).max(axis=1) <= 1e-7
    return largest / float(np.argmax(fits) + 1) / 2 if fits.any() else SAME * largest


def _frontier(
    programme: LinearProgramme, objectives: FloatArray, steps: FloatArray, search: _Search
) -> list[FloatArray]:
    first, second = _padded(objectives[0], programme), _padded(objectives[1], programme)
    points: list[FloatArray] = []
    open_end = programme
    while True:
        x = search.best(replace(open_end, cost=first))
        if x is None:
            return points
        most = float(first @ x)
        x = search.best(replace(with_row(open_end, first, lower=most - steps[0] / 2), cost=second))
        if x is None:
            return points
        points.append(np.array([float(first @ x), float(second @ x)]))
        if len(points) >= search.most:
            search.complete = False
            return points
        open_end = with_row(programme, second, lower=float(second @ x) + steps[1])


def _regions(
    programme: LinearProgramme, objectives: FloatArray, steps: FloatArray, search: _Search
) -> list[FloatArray]:
    goals = [_padded(row, programme) for row in objectives]
    bounds = []
    for goal in goals:
        high, low = search.best(replace(programme, cost=goal)), search.best(replace(programme, cost=-goal))
        if high is None or low is None:
            return []
        bounds.append((float(goal @ low), float(goal @ high)))
    spread = np.array([max(high - low, 1e-9) for low, high in bounds])
    points: list[FloatArray] = []
    current = programme
    while True:
        cost = np.zeros(len(current.cost))
        cost[: len(programme.cost)] = sum(goal / size for goal, size in zip(goals, spread, strict=True))
        x = search.best(replace(current, cost=cost))
        if x is None:
            return points
        inside = x[: len(programme.cost)]
        point = np.array([float(goal @ inside) for goal in goals])
        points.append(point)
        if len(points) >= search.most:
            search.complete = False
            return points
        switch = len(current.cost)
        current = with_columns(current, len(goals))
        for place, goal in enumerate(goals):
            row = np.zeros(len(current.cost))
            row[: len(goal)] = goal
            # Better than the point by one step in this objective, where the switch is on.
            reach = point[place] + steps[place] - bounds[place][0]
            row[switch + place] = -reach
            current = with_row(current, row, lower=bounds[place][0])
        any_better = np.zeros(len(current.cost))
        any_better[switch:] = 1.0
        current = with_row(current, any_better, lower=1.0)


def _all_at(
    programme: LinearProgramme,
    objectives: FloatArray,
    point: FloatArray,
    steps: FloatArray,
    funded: IntArray,
    search: _Search,
) -> list[BoolArray]:
    current = programme
    for row, value, step in zip(objectives, point, steps, strict=True):
        current = with_row(current, _padded(row, programme), lower=float(value) - step / 2)
    current = replace(current, cost=np.zeros(len(programme.cost)))
    portfolios: list[BoolArray] = []
    while True:
        x = search.best(current)
        if x is None:
            return portfolios
        chosen = x[funded] > 0.5
        portfolios.append(chosen)
        if len(portfolios) >= search.most:
            search.complete = False
            return portfolios
        other = np.zeros(len(programme.cost))
        other[funded] = np.where(chosen, -1.0, 1.0)
        current = with_row(current, other, lower=1.0 - float(chosen.sum()))


def _padded(row: FloatArray, programme: LinearProgramme) -> FloatArray:
    full = np.zeros(len(programme.cost))
    full[: len(row)] = row
    return full
