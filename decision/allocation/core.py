"""Large rounds: a small core of undecided parks is solved, and the bound of the whole relaxation certifies the answer.

In the optimum of the linear relaxation nearly every park is funded or not. Those whose other side costs least form the
core (Balas & Zemel 1980, for the knapsack problem); the others stay where the relaxation has them, and a small
programme remains. Its plan is a plan of the whole programme, and no plan of the whole is worth more than the
relaxation: so the distance between the two is a certificate, whatever was left out.

Where it is too large, reduced costs prove more. With z the relaxation's worth, v that of the best plan known and r_i
the least that is lost when park i takes the other side, no plan better than v has i there if ``z − r_i < v`` (Dantzig,
Fulkerson & Johnson 1954). What remains open is solved by branch and bound, with a bound that counts for the whole.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from decision.allocation.answers import Answer, relative_gap
from decision.allocation.numbers import BoolArray, FloatArray
from decision.allocation.problem import Problem
from decision.allocation.reduced import WHOLE, Relaxation, fixable, owners
from decision.allocation.session import Session
from decision.model.options import Progress, SolveProgress
from decision.model.proofs import Proof

LARGE = 100
"""Rounds with more eligible parks go through a core; in smaller ones parks are too lumpy for the relaxation's bound."""
SIZES = (0, 40, 120)
"""Decided parks of the first core and of larger ones: a core that suffices is the quicker the smaller it is."""
NODES = 500
"""Branchings spent on a core. A number of seconds would make the answer depend on the machine."""
AIM = 0.95
"""A core stops at this share of the asked gap: rounding the plan to whole thousands takes a little."""


def core_answer(
    problem: Problem,
    *,
    gap: float,
    time_limit: float | None = None,
    stop: threading.Event | None = None,
    progress: Progress | None = None,
    sizes: Sequence[int] = SIZES,
    nodes: int = NODES,
    enough: float = np.inf,
    loaded: Loaded | None = None,
    prove: bool = True,
    plan: FloatArray | None = None,
    most_nodes: int | None = None,
) -> Answer:
    """A plan within the asked gap of the best, by a core if its certificate suffices, else by the whole programme.

    The bound of the answer counts for the whole programme; ``proof`` says where it comes from.

    Args:
        problem: the programme.
        gap: relative gap at which a plan counts as optimal.
        time_limit: seconds for everything; None waits for ever.
        stop: set from elsewhere, stops with the best plan so far.
        progress: called now and then with objective and bound.
        sizes: parks of each core that is tried, in this order, those of least loss; parks that the relaxation leaves
            between funded and not, or between years, are in every core. Start years of all parks are open in the last
            of several.
        nodes: branchings spent on each.
        enough: a plan worth this much ends the search.
        loaded: the same rows and columns in the solver already, perhaps with other costs and bounds.
        prove: go on to branch and bound where no core is near enough; otherwise what a core has left open stays open.
        plan: every column's value in a plan that is known. It is the best one until a better one is found; cores leave
            open where it differs from the relaxation, so that none of them is without a plan.
        most_nodes: branchings of that branch and bound; None: as many as it takes.

    Raises:
        SolverFailed: the solver broke.
    """
    search = _Search(problem, gap, time_limit, stop, progress, enough, loaded, prove, plan, most_nodes)
    return replace(search.run(sizes, nodes), seconds=search.seconds)


@dataclass(frozen=True, eq=False)
class Loaded:
    """A programme that is in the solver already, for many questions that differ in costs and bounds only."""

    session: Session
    start: Any
    """Basis from which the relaxation starts."""
    primal: bool = False
    """Whether costs are what differs from there."""
    ended: Callable[[Any], None] | None = None
    """Given the basis where the relaxation has ended."""


class _Search:
    """One search: the programme loaded once, the best plan so far, the time that is left."""

    def __init__(
        self,
        problem: Problem,
        gap: float,
        time_limit: float | None,
        stop: threading.Event | None,
        progress: Progress | None,
        enough: float = np.inf,
        loaded: Loaded | None = None,
        prove: bool = True,
        plan: FloatArray | None = None,
        most_nodes: int | None = None,
    ) -> None:
        self.problem, self.programme = problem, problem.programme
        self.gap, self.time_limit, self.stop, self.progress = gap, time_limit, stop, progress
        self.session = Session(problem.programme) if loaded is None else loaded.session
        self.loaded, self.enough, self.prove = loaded, enough, prove
        self.began = time.perf_counter()
        self.most_nodes = most_nodes
        self.best: Answer | None = None
        self.begins = plan is not None
        """Whether searches begin with the best plan."""
        if plan is not None:
            self.best = Answer("feasible", plan, float(self.programme.cost @ plan), None, 0.0)

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self.began

    def run(self, sizes: Sequence[int], nodes: int) -> Answer:
        # Half of the time at most: what is left must do for a plan without this bound.
        half = None if self.time_limit is None else self.time_limit / 2
        answer = self.session.solve(
            cost=self.programme.cost,
            lower=self.programme.lower,
            upper=self.programme.upper,
            gap=0.0,
            time_limit=half,
            stop=self.stop,
            relaxed=True,
            start=None if self.loaded is None else self.loaded.start,
            primal=self.loaded is not None and self.loaded.primal,
        )
        if answer.ending == "infeasible":
            return answer
        if answer.ending != "optimal" or answer.objective is None:
            return self._whole(None)
        if self.loaded is not None and self.loaded.ended is not None:
            self.loaded.ended(self.session.basis())
        safe = self.session.safe_bound()
        worth = safe if np.isfinite(safe) else answer.objective
        if self.best is not None and self._within(worth):
            return self._certified(worth, "LP bound of a core")
        answer = replace(answer, objective=worth)
        relaxation = Relaxation.of(self.problem, answer, self.session.reduced_costs())
        for turn, size in enumerate(sizes):
            self._core(relaxation, size, nodes, starts_too=0 < turn == len(sizes) - 1)
            if self.best is not None and self._within(relaxation.worth):
                return self._certified(relaxation.worth, "LP bound of a core")
            if self.best is not None and self._enough:
                break
        if self.best is not None and (self._enough or not self.prove):
            return self._certified(relaxation.worth, "LP bound of a core")
        return self._whole(relaxation.worth) if self.best is None else self._rest(relaxation)

    def _core(self, relaxation: Relaxation, size: int, nodes: int, *, starts_too: bool) -> None:
        """Solve with all but ``size`` decided parks as the relaxation has them; a better plan becomes the best."""
        lower, upper = self._bounds(self._outside(relaxation, size, starts_too), relaxation.x)
        answer = self._solve(
            lower,
            upper,
            self.gap / (10 if self.prove and not self.begins else 2),
            lambda __: relaxation.worth,
            relaxation.worth,
            nodes,
        )
        self._better(answer)

    def _outside(self, relaxation: Relaxation, size: int, starts_too: bool) -> BoolArray:
        """Integer columns that stay: those of decided parks outside the core, as far as they are whole."""
        parks = len(self.problem.candidates)
        # Least loss first, among equal ones the first by id.
        outside = np.ones(parks, dtype=bool)
        outside[np.lexsort((np.arange(parks), relaxation.loss))[:size]] = False
        outside &= relaxation.decided
        owner, x = owners(self.problem), relaxation.x
        if self.begins and self.best is not None and self.best.values is not None:
            apart = self.programme.integer & (owner >= 0) & (np.abs(x - self.best.values) > WHOLE)
            outside[owner[apart]] = False
        stays = self.programme.integer & (owner >= 0) & outside[owner] & (np.abs(x - np.rint(x)) <= WHOLE)
        if starts_too:
            is_funded = np.zeros(len(x), dtype=bool)
            is_funded[self.problem.formulation.funded_column] = True
            stays &= is_funded
        return np.asarray(stays)

    def _rest(self, relaxation: Relaxation) -> Answer:
        """Fix what no better plan can have otherwise; the rest by branch and bound.

        The bound of what remains, or the best plan if that is worth more, counts for the whole programme.
        """
        assert self.best is not None
        assert self.best.objective is not None
        z, v = relaxation.worth, self.best.objective
        fixed = fixable(self.problem, relaxation, v)
        lower, upper = self._bounds(fixed, relaxation.x)
        answer = self._solve(lower, upper, self.gap, lambda bound: min(z, max(v, bound)), z, self.most_nodes)
        rest = v if answer.ending == "infeasible" else answer.bound
        self._better(answer)
        bound = z if rest is None else min(z, max(v, rest))
        ended = answer.ending in ("optimal", "infeasible")
        return self._certified(bound, "reduced-cost fixing" if fixed.any() else "branch and bound", ended)

    def _whole(self, z: float | None) -> Answer:
        """The whole programme by branch and bound: no core had a plan, or there is no relaxation."""
        answer = self._solve(
            None, None, self.gap, lambda bound: bound if z is None else min(z, bound), z, self.most_nodes
        )
        if answer.values is None and self.best is not None and answer.ending != "infeasible":
            return replace(self.best, bound=answer.bound)
        if answer.values is None or z is None:
            return answer
        self.best = answer
        bound = z if answer.bound is None else min(z, answer.bound)
        return self._certified(bound, "branch and bound", answer.ending == "optimal")

    def _solve(
        self,
        lower: FloatArray | None,
        upper: FloatArray | None,
        gap: float,
        bound_of: Callable[[float], float],
        z: float | None,
        nodes: int | None,
    ) -> Answer:
        left = None if self.time_limit is None else max(self.time_limit - self.seconds, 1e-3)
        near = np.inf if z is None else z - AIM * self.gap * abs(z) / (1 + self.gap)
        return self.session.solve(
            cost=self.programme.cost,
            lower=self.programme.lower if lower is None else lower,
            upper=self.programme.upper if upper is None else upper,
            gap=gap,
            time_limit=left,
            stop=self.stop,
            progress=None if self.progress is None else self._teller(self.progress, bound_of),
            enough=min(near, self.enough),
            nodes=nodes,
            plan=self.best.values if self.begins and self.best is not None else None,
        )

    def _teller(self, progress: Progress, bound_of: Callable[[float], float]) -> Progress:
        """What a part knows, as it counts for the whole."""

        def tell(part: SolveProgress) -> None:
            known = [self.best.objective] if self.best is not None else []
            known.append(part.objective)
            plans = [worth for worth in known if worth is not None]
            objective = max(plans, default=None)
            bound = None if part.bound is None else bound_of(part.bound)
            progress(SolveProgress(self.seconds, objective, bound, relative_gap(objective, bound)))

        return tell

    def _bounds(self, fixed: BoolArray, x: FloatArray) -> tuple[FloatArray, FloatArray]:
        whole = np.rint(x)
        lower, upper = self.programme.lower, self.programme.upper
        return np.where(fixed, whole, lower), np.where(fixed, whole, upper)

    def _better(self, answer: Answer) -> None:
        if answer.objective is not None and (
            self.best is None or self.best.objective is None or answer.objective > self.best.objective
        ):
            self.best = answer

    @property
    def _enough(self) -> bool:
        return self.best is not None and (self.best.objective or -np.inf) >= self.enough

    def _within(self, bound: float) -> bool:
        assert self.best is not None
        gap = relative_gap(self.best.objective, bound)
        return gap is not None and gap <= self.gap

    def _certified(self, bound: float, proof: Proof, ended: bool = False) -> Answer:
        """The best plan with a bound that counts for the whole programme.

        Args:
            bound: no plan is worth more.
            proof: where it comes from.
            ended: the search came to its end, which is a proof even where the solver's figures leave a trace of a gap.
        """
        assert self.best is not None
        assert self.best.objective is not None
        return replace(
            self.best,
            ending="optimal" if ended or self._within(bound) else "feasible",
            bound=max(bound, self.best.objective),
            proof=proof,
        )
