"""What-if questions about single parks and rules: the best value with a park, without it, and without a rule.

Every value is an interval: the plan found and the proven bound. Findings are stated only where intervals lie apart.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from decision.allocation.answers import Answer
from decision.allocation.core import LARGE, NODES, SIZES, Loaded, core_answer
from decision.allocation.effort import Effort
from decision.allocation.numbers import FloatArray
from decision.allocation.question import Question
from decision.allocation.session import Session

BRIEF_GAP = 1e-4
"""Relative gap where every park is asked about."""
MANY = 400
"""With more eligible parks every question goes through a core; a single one is then a small part of the whole."""
BRIEF_CORE, BRIEF_NODES = (30,), 2
"""Undecided parks of the one core that a brief question is tried with, and branchings spent on it."""
BRIEF_PRECISION = 0.04
"""A loss asked about briefly is known to this share of itself, or to the brief gap."""


@dataclass(frozen=True, eq=False)
class Best:
    """The best value of a variation: found and proven."""

    found: float | None
    """Value of the best plan found."""
    bound: float | None
    """Proven: no plan is worth more; None when nothing is proven."""
    funded: frozenset[str]
    """Parks of the plan found."""
    possible: bool | None
    """False: proven that no plan exists; None: not settled in the time."""
    x: FloatArray | None = None


IMPOSSIBLE = Best(None, None, frozenset(), False)


class Variations:
    """Variations of one question: its rows are built once, parks are forced in and out by their columns' bounds.

    Args:
        question: parks, gains, programme, pins.
        effort: gap, time and stop event of every solve.
        start: basis of the relaxation of another question with the same rows and columns.
    """

    def __init__(self, question: Question, effort: Effort | None = None, start: Any = None) -> None:
        self.question = question
        self.effort = effort or Effort()
        self.ids = question.candidates.ids
        self._place = {park: place for place, park in enumerate(self.ids)}
        self.problem = question.problem()
        self._session = Session(self.problem.programme)
        self._columns = self.problem.formulation.funded_column
        self._known: dict[tuple[str, str], tuple[float, Best]] = {}
        self._ceilings: dict[tuple[str, str | None], float | None] = {}
        self._lifted: dict[frozenset[str], Variations] = {}
        self._given = start
        self._elsewhere = False
        self._bases: dict[str, Any] = {}

    @cached_property
    def best(self) -> Best:
        """The question itself."""
        return self.solve()

    def within(self, gap: float) -> Best:
        """The question itself, no finer than is wanted."""
        return self.best if "best" in vars(self) or gap <= self.effort.gap else self.solve(gap=gap)

    def has(self, park: str) -> bool:
        """Whether the park is eligible at all."""
        return park in self._place

    @property
    def has_priorities(self) -> bool:
        """Whether soft rules come before the objective: then lifting a rule may take from the objective."""
        return bool(self.question.settled.levels)

    def place(self, park: str) -> int:
        """The park's place among the eligible ones."""
        return self._place[park]

    def with_park(self, park: str, gap: float | None = None) -> Best:
        """The best value with the park forced in; none is solved for where the best plan has it anyway."""
        return self.best if park in self.best.funded else self._once("with", park, gap)

    def without_park(self, park: str, gap: float | None = None) -> Best:
        """The best value with the park forced out."""
        best = self.best
        if best.possible is False or (best.found is not None and park not in best.funded):
            return best
        return self._once("without", park, gap)

    def bound_with(self, park: str | None = None) -> float | None:
        """The bound of the linear relaxation, cheap: no plan (with the park) is worth more; None: no plan at all."""
        return self._ceiling("with", park)

    def bound_without(self, park: str) -> float | None:
        """The same for plans without the park."""
        return self._ceiling("without", park)

    def without_rules(self, *lifted: str) -> Variations:
        """The same question with one rule, or several together, switched off; built once."""
        key = frozenset(lifted)
        if key not in self._lifted:
            programme = self.question.programme
            rules = tuple(
                one.model_copy(update={"active": False}) if one.id in key else one for one in programme.rules
            )
            self._lifted[key] = self.varied(
                programme=programme.model_copy(update={"rules": rules}), levels=()
            )
        return self._lifted[key]

    def varied(self, start: Any = None, **changes: object) -> Variations:
        """Another question under the same effort."""
        return Variations(replace(self.question, **changes), self.effort, start)  # type: ignore[arg-type]

    def near(self, park: str, **changes: object) -> Variations:
        """Another question whose relaxation starts where this one's with the park has ended, if it fits."""
        other = self.varied(**changes)
        mine, its = self.problem.programme, other.problem.programme
        # Asked one question only, a relaxation of its own to start from would not pay.
        alike = (len(its.cost), len(its.row_lower)) == (len(mine.cost), len(mine.row_lower))
        other._elsewhere = alike
        other._given = (self._start_with(park) if alike else None) or False
        return other

    def solve(
        self,
        *,
        cost: FloatArray | None = None,
        inside: str | None = None,
        outside: str | None = None,
        gap: float | None = None,
        enough: float = np.inf,
        nodes: int | None = None,
    ) -> Best:
        """The question at other costs, with a park forced in or out.

        Args:
            cost: objective coefficient of every column; left out: as built.
            inside: a park that must be funded.
            outside: a park that must not be.
            gap: coarser than the effort's where that is enough.
            enough: a plan worth this much ends the search.
            nodes: branchings after which the search ends.
        """
        lower = upper = None
        if inside is not None:
            lower = self._forced("with", inside)[0]
        if outside is not None:
            upper = self._forced("without", outside)[1]
        gap = self.effort.gap if gap is None else gap
        if len(self.ids) > MANY or (gap >= BRIEF_GAP and len(self.ids) > LARGE):
            start = self._start if cost is None or inside is None else self._start_with(inside)
            answer = self._by_core(cost, lower, upper, gap, enough, start)
            if answer.values is not None or answer.ending == "infeasible" or len(self.ids) > MANY:
                return self._read(answer)
        answer = self._session.solve(
            cost=cost,
            lower=lower,
            upper=upper,
            gap=gap,
            time_limit=self.effort.left,
            stop=self.effort.stop,
            enough=enough,
            nodes=nodes,
        )
        return self._read(answer)

    def _by_core(
        self,
        cost: FloatArray | None,
        lower: FloatArray | None,
        upper: FloatArray | None,
        gap: float,
        enough: float,
        start: Any,
    ) -> Answer:
        """A plan of a small core and the bound of the whole relaxation; what lies between them stays open."""
        built, many = self.problem.programme, len(self.ids) > MANY
        asked = replace(
            built,
            cost=built.cost if cost is None else cost,
            lower=built.lower if lower is None else lower,
            upper=built.upper if upper is None else upper,
        )
        return core_answer(
            replace(self.problem, programme=asked),
            gap=gap,
            time_limit=self.effort.left,
            stop=self.effort.stop,
            sizes=SIZES if many else BRIEF_CORE,
            nodes=NODES if many else BRIEF_NODES,
            enough=enough,
            loaded=Loaded(self._session, start, cost is not None or self._elsewhere),
            prove=False,
        )

    def relaxed(self, cost: FloatArray, park: str, *, alike: bool = True) -> float | None:
        """The greatest of a linear objective over the relaxation with the park forced in.

        Args:
            cost: the objective's coefficient of every column.
            park: its id.
            alike: whether the objective is nearly the question's own; only then its basis is a good start.
        """
        answer = self._session.solve(
            relaxed=True,
            cost=cost,
            lower=self._forced("with", park)[0],
            gap=0.0,
            start=self._start_with(park) if alike else None,
            primal=alike,
        )
        return answer.bound

    def _once(self, kind: str, park: str, gap: float | None) -> Best:
        gap = self.effort.gap if gap is None else gap
        known = self._known.get((kind, park))
        if known is not None and known[0] <= gap:
            return known[1]
        ceiling = self.bound_with(park) if kind == "with" else self.bound_without(park)
        if ceiling is None:
            found = IMPOSSIBLE
        elif self.effort.over:
            return Best(None, ceiling if np.isfinite(ceiling) else None, frozenset(), None)
        else:
            whole = self.best.found
            if gap >= BRIEF_GAP and whole:
                gap = max(gap, BRIEF_PRECISION * (whole - ceiling) / abs(whole))
            found = self.solve(**{"inside" if kind == "with" else "outside": park}, gap=gap)  # type: ignore[arg-type]
            if found.possible is not False and np.isfinite(ceiling):
                bound = ceiling if found.bound is None else min(found.bound, ceiling)
                found = replace(found, bound=max(bound, bound if found.found is None else found.found))
        self._known[kind, park] = gap, found
        return found

    def _forced(self, kind: str, park: str) -> tuple[FloatArray, FloatArray]:
        """Bounds of all columns with the park forced in or out."""
        lower, upper = self.problem.programme.lower.copy(), self.problem.programme.upper.copy()
        column = self._columns[self._place[park]]
        if kind == "with":
            lower[column] = 1.0
        else:
            upper[column] = 0.0
        return lower, upper

    def _ceiling(self, kind: str, park: str | None) -> float | None:
        if (kind, park) not in self._ceilings:
            lower, upper = (None, None) if park is None else self._forced(kind, park)
            answer = self._session.solve(
                relaxed=True,
                lower=lower,
                upper=upper,
                gap=0.0,
                stop=self.effort.stop,
                start=self._start,
                primal=self._elsewhere,
            )
            if answer.ending != "infeasible" and answer.bound is None:
                return np.inf
            self._ceilings[kind, park] = None if answer.ending == "infeasible" else answer.bound
        return self._ceilings[kind, park]

    @property
    def _start(self) -> Any:
        """The basis where every relaxation starts: that of the question as built, so that none depends on another."""
        if self._given is None:
            self._given = False
            if self._session.solve(relaxed=True, gap=0.0, stop=self.effort.stop).ending == "optimal":
                self._given = self._session.basis()
        return self._given or None

    def _start_with(self, park: str) -> Any:
        """The basis where the relaxation with a park has ended: a start for those at another gain or request."""
        if park not in self._bases:
            self._bases[park] = self._start
            lower = self._forced("with", park)[0]
            solved = self._session.solve(relaxed=True, lower=lower, gap=0.0, start=self._start)
            if solved.ending == "optimal":
                self._bases[park] = self._session.basis()
        return self._bases[park]

    def _read(self, answer: Answer) -> Best:
        if answer.ending == "infeasible":
            return IMPOSSIBLE
        if answer.values is None or answer.objective is None:
            return Best(None, answer.bound, frozenset(), None)
        chosen = answer.values[self._columns] > 0.5
        funded = frozenset(park for park, yes in zip(self.ids, chosen, strict=True) if yes)
        bound = None if answer.bound is None else max(answer.bound, answer.objective)
        return Best(answer.objective, bound, funded, True, answer.values)


def loss(before: Best, after: Best) -> tuple[float, float | None] | None:
    """How much less the one is worth than the other: at least and at most; None when nothing is known.

    ``after`` may be a plan of the same question as ``before``, so that the best value is at least as great as both.
    """
    best = max((one for one in (before.found, after.found) if one is not None), default=None)
    if best is None:
        return None
    least = 0.0 if after.bound is None else max(best - after.bound, 0.0)
    if before.bound is None or after.found is None:
        return least, None
    return least, max(before.bound - after.found, least)
