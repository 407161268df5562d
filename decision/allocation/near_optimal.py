"""The room for manoeuvre: which other portfolios are worth nearly as much as the best one.

A portfolio here is a set of funded parks. "Near" is a row: the value is at least (1 − share) · best. Under that row the
most different portfolio is one MILP (maximal Hamming distance), a handful of diverse ones come by greedy choice
(each as far as possible from the nearest chosen before), and which parks are in all of them or in none is settled by
asking how many parks can still change sides.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from decision.allocation.allocate import answer, as_portfolio
from decision.allocation.answers import Answer
from decision.allocation.extended import with_columns, with_row
from decision.allocation.linear import LinearProgramme
from decision.allocation.near_by import near_by
from decision.allocation.near_optimal_result import Alternative, NearOptimal
from decision.allocation.numbers import BoolArray, FloatArray
from decision.allocation.question import Question
from decision.allocation.session import Session
from decision.allocation.solver import solve
from decision.errors import AuditFailed
from decision.model.options import SolveOptions
from decision.model.results import Portfolio

COUNTED = 1000
"""So many other portfolios are counted; where there are more, the answer says "more than"."""
MOVED_AT_ONCE = 2
"""Asked together as long as so many parks change sides at a time; then each park by itself is quicker."""
ONE_BY_ONE_SECONDS = 8.0
"""Longest that others are looked for one by one; small programmes are exhausted long before."""
MONEY_SECONDS = 2.0
"""Longest that the best money for one set of parks is looked for."""
FINEST = 1e-5
"""Gap to which the best value is proven at least, as a part of ``within``."""


def near_optimal(
    question: Question,
    within: float = 0.01,
    count: int = 10,
    options: SolveOptions | None = None,
    *,
    counted: int = COUNTED,
) -> NearOptimal:
    """The portfolios within a share of the best value: how many, how different, what they have in common.

    Args:
        question: parks, gains, programme.
        within: share of the best value that may be lost, 0.01 for 1 %.
        count: how many alternatives are shown.
        options: time limit for everything, stop event; the gap is made finer than ``within`` where it is not.
        counted: how many others are counted at most.

    Raises:
        InputProblems: the programme names columns, parks or groups that do not exist.
    """
    options = options or SolveOptions()
    began = time.perf_counter()
    best = answer(question, replace(options, gap=min(options.gap, max(within * 0.01, FINEST))))
    if best.objective is None or not question.candidates.ids:
        return NearOptimal(within, best, None)
    search = _Search(question, best, within, options, began)
    search.most_different()
    search.spread(count)
    search.look_near_by(counted)
    search.settle()
    search.count(counted)
    return search.result()


class _Search:
    """Everything known so far: the sets of parks seen, what is settled, the time left."""

    def __init__(
        self, question: Question, best: Portfolio, within: float, options: SolveOptions, began: float
    ) -> None:
        assert best.objective is not None
        self.question, self.best, self.within, self.options = question, best, within, options
        self.problem = question.problem()
        self.ids = question.candidates.ids
        self.columns = self.problem.formulation.funded_column
        self.floor = best.objective - within * abs(best.objective)
        slack = 1e-9 * max(abs(best.objective), 1e-9)
        self.near = with_row(self.problem.programme, self.problem.programme.cost, lower=self.floor - slack)
        if not self.problem.programme.cost.any():
            self.near = self.problem.programme
        self.limit = options.time_limit
        self.began = began
        first = np.isin(np.array(self.ids), [park.park_id for park in best.funded])
        self.seen: dict[bytes, BoolArray] = {first.tobytes(): first}
        self.chosen: list[tuple[BoolArray, FloatArray]] = []
        self.first = first
        self.bound: int | None = None
        self.complete = False
        self.always: BoolArray = np.zeros(len(self.ids), dtype=bool)
        self.never: BoolArray = np.zeros(len(self.ids), dtype=bool)

    def _left(self, share: float) -> float | None:
        """Seconds: a share of what is left of the time limit."""
        if self.limit is None:
            return None
        return max(share * (self.limit - (time.perf_counter() - self.began)), 1e-3)

    def _out_of_time(self) -> bool:
        stop = self.options.stop
        spent = self.limit is not None and time.perf_counter() - self.began >= self.limit
        return spent or (stop is not None and stop.is_set())

    def _solve(self, programme: LinearProgramme, share: float, gap: float = 1e-6) -> Answer:
        if self._out_of_time():
            return Answer("stopped", None, None, None, 0.0)
        found = solve(programme, gap=gap, time_limit=self._left(share), stop=self.options.stop)
        if found.values is not None:
            self._see(self._set(found.values))
        return found

    def _set(self, x: FloatArray) -> BoolArray:
        chosen: BoolArray = x[self.columns] > 0.5
        return chosen

    def _see(self, chosen: BoolArray) -> None:
        self.seen.setdefault(chosen.tobytes(), chosen)

    def _distance(self, chosen: BoolArray, width: int) -> tuple[FloatArray, float]:
        """Hamming distance to a set as coefficients and a constant."""
        coefficients = np.zeros(width)
        coefficients[self.columns] = np.where(chosen, -1.0, 1.0)
        return coefficients, float(chosen.sum())

    def most_different(self) -> None:
        """Maximise Σ_{i∉S} y_i + Σ_{i∈S} (1 − y_i),  S the best portfolio."""
        cost, constant = self._distance(self.first, len(self.near.cost))
        found = self._solve(replace(self.near, cost=cost), 0.25)
        if found.ending == "infeasible":
            self.bound = 0
        if found.bound is not None:
            self.bound = int(np.floor(found.bound + constant + 1e-6))
        if found.values is not None:
            self._choose(found.values)

    def spread(self, count: int) -> None:
        """Each next one maximises the least distance to those before: maximise t, t ≤ distance to each."""
        while len(self.chosen) < count and self.chosen and not self._out_of_time():
            programme = with_columns(self.near, 1, upper=float(len(self.ids)), integer=False)
            least = len(programme.cost) - 1
            for other in (self.first, *(one for one, __ in self.chosen)):
                row, constant = self._distance(other, len(programme.cost))
                row[least] = -1.0
                programme = with_row(programme, row, lower=-constant)
            cost = np.zeros(len(programme.cost))
            cost[least] = 1.0
            found = self._solve(replace(programme, cost=cost), 0.5 / (count + 1 - len(self.chosen)), 0.02)
            if found.ending == "optimal" and found.objective is not None and found.objective < 1 - 1e-6:
                self.complete = True
                return
            if found.values is None or not self._choose(found.values[:least]):
                return

    def _choose(self, x: FloatArray) -> bool:
        chosen = self._set(x)
        if any((chosen == other).all() for other in (self.first, *(one for one, __ in self.chosen))):
            return False
        self.chosen.append((chosen, x))
        return True

    def settle(self) -> None:
        """Which parks are in all near portfolios, and which in none."""
        while not self._out_of_time():
            funded, rejected = self._unmoved()
            if not funded.any() and not rejected.any():
                return
            cost = np.zeros(len(self.near.cost))
            cost[self.columns] = np.where(funded, -1.0, np.where(rejected, 1.0, 0.0))
            found = self._solve(replace(self.near, cost=cost), 0.1)
            still = 0.0 if found.bound is None else found.bound + float(funded.sum())
            if found.bound is not None and still < 1 - 1e-6:
                self.always |= funded
                self.never |= rejected
                return
            now = self._unmoved()
            if funded.sum() + rejected.sum() - now[0].sum() - now[1].sum() < MOVED_AT_ONCE:
                break
        self._one_by_one()

    def _unmoved(self) -> tuple[BoolArray, BoolArray]:
        """Parks in all sets seen, and in none, as far as that is not proven."""
        sets = np.array(list(self.seen.values()))
        return sets.all(axis=0) & ~self.always, ~sets.any(axis=0) & ~self.never

    def _one_by_one(self) -> None:
        """Each park that has not moved: the linear relaxation first, then the whole question."""
        relaxed, whole = Session(self.near, relaxed=True), Session(self.near)
        nothing = np.zeros(len(self.near.cost))
        for session, share in ((relaxed, 1.0), (whole, 0.2)):
            for place in range(len(self.ids)):
                funded, rejected = self._unmoved()
                if not (funded[place] or rejected[place]):
                    continue
                if self._out_of_time():
                    return
                lower, upper = self.near.lower.copy(), self.near.upper.copy()
                column = self.columns[place]
                lower[column] = upper[column] = 0.0 if funded[place] else 1.0
                found = session.solve(
                    cost=nothing,
                    lower=lower,
                    upper=upper,
                    gap=1.0,
                    time_limit=self._left(share),
                    stop=self.options.stop,
                )
                if found.ending == "infeasible":
                    (self.always if funded[place] else self.never)[place] = True
                elif session is whole and found.values is not None:
                    self._see(self._set(found.values))

    def look_near_by(self, most: int) -> None:
        """Those that the best one turns into when it loses a few parks."""
        for chosen in near_by(self.problem, self.best, self.floor, most):
            self._see(chosen)

    def count(self, most: int) -> None:
        """Other near portfolios, one by one to the last."""
        cut = replace(self.near, cost=np.zeros(len(self.near.cost)))
        until = time.perf_counter() + ONE_BY_ONE_SECONDS
        excluded: set[bytes] = set()
        while not self.complete and len(self.seen) - 1 <= most and time.perf_counter() < until:
            for key in self.seen.keys() - excluded:
                row, constant = self._distance(self.seen[key], len(cut.cost))
                cut = with_row(cut, row, lower=1.0 - constant)
            excluded = set(self.seen)
            found = self._solve(cut, 1.0)
            self.complete = found.ending == "infeasible"
            if len(self.seen) == len(excluded):
                return

    def result(self) -> NearOptimal:
        """What is known."""
        alternatives = [one for one in map(self._alternative, self.chosen) if one is not None]
        funded, rejected = self._unmoved()
        if self.complete:  # all near portfolios were seen: what has not moved never does
            self.always, self.never = self.always | funded, self.never | rejected
            funded, rejected = self._unmoved()
        open_ = funded | rejected
        return NearOptimal(
            within=self.within,
            best=self.best,
            floor=self.floor,
            alternatives=tuple(alternatives),
            most_different_bound=self.bound,
            others=len(self.seen) - 1,
            counted_all=self.complete,
            in_all=self._names(self.always),
            in_none=self._names(self.never),
            in_some=self._names(~(self.always | self.never | open_)),
            undecided=self._names(open_),
        )

    def _alternative(self, found: tuple[BoolArray, FloatArray]) -> Alternative | None:
        """A set of parks with the best money for it, rounded and audited; None where it falls below the floor."""
        chosen, x = found
        programme = self.problem.programme
        lower, upper = programme.lower.copy(), programme.upper.copy()
        lower[self.columns] = upper[self.columns] = chosen.astype(float)
        better = solve(
            replace(programme, lower=lower, upper=upper),
            gap=max(0.01 * self.within, FINEST),
            time_limit=1e-3 if self._out_of_time() else MONEY_SECONDS,
            stop=self.options.stop,
        )
        value = float(programme.cost @ x)
        if better.values is not None and better.objective is not None and better.objective >= value:
            x, value = better.values, better.objective
        try:
            portfolio = as_portfolio(
                self.question,
                self.problem,
                Answer("feasible", x, value, self.best.solver.bound, better.seconds),
                self.options,
            )
        except AuditFailed:
            return None
        assert portfolio.objective is not None
        assert self.best.objective is not None
        size = max(abs(self.best.objective), 1e-12)
        if portfolio.objective < self.floor - 1e-6 * size:
            return None
        return Alternative(
            portfolio,
            max((self.best.objective - portfolio.objective) / size, 0.0),
            self._names(chosen & ~self.first),
            self._names(self.first & ~chosen),
        )

    def _names(self, places: Iterable[bool]) -> tuple[str, ...]:
        return tuple(park for park, here in zip(self.ids, places, strict=True) if here)
