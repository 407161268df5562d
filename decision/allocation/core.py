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

import numpy as np

from decision.allocation.answers import Answer, relative_gap
from decision.allocation.numbers import BoolArray, FloatArray, IntArray
from decision.allocation.problem import Problem
from decision.allocation.session import Session
from decision.model.options import Progress, SolveProgress
from decision.model.proofs import Proof

LARGE = 100
"""Rounds with more eligible parks go through a core; in smaller ones parks are too lumpy for the relaxation's bound."""
SIZES = (40, 120)
"""Undecided parks of the first core and of a larger one."""
NODES = 500
"""Branchings spent on a core. A number of seconds would make the answer depend on the machine."""
AIM = 0.95
"""A core stops at this share of the asked gap: rounding the plan to whole thousands takes a little."""
WHOLE = 1e-6
"""How near to a whole number counts as whole."""
DOUBT = 1e-6
"""Relative to the bound: what the solver's duals may be wrong by; that much less is fixed."""


def core_answer(
    problem: Problem,
    *,
    gap: float,
    time_limit: float | None = None,
    stop: threading.Event | None = None,
    progress: Progress | None = None,
    sizes: Sequence[int] = SIZES,
    nodes: int = NODES,
) -> Answer:
    """A plan within the asked gap of the best, by a core if its certificate suffices, else by the whole programme.

    The bound of the answer counts for the whole programme; ``proof`` says where it comes from.

    Args:
        problem: the programme.
        gap: relative gap at which a plan counts as optimal.
        time_limit: seconds for everything; None waits for ever.
        stop: set from elsewhere, stops with the best plan so far.
        progress: called now and then with objective and bound.
        sizes: undecided parks of each core that is tried, in this order.
        nodes: branchings spent on each.

    Raises:
        SolverFailed: the solver broke.
    """
    search = _Search(problem, gap, time_limit, stop, progress)
    return replace(search.run(sizes, nodes), seconds=search.seconds)


@dataclass(frozen=True, eq=False)
class Relaxation:
    """The optimum of the linear relaxation and what its reduced costs say of every park."""

    x: FloatArray
    worth: float
    reduced: FloatArray
    """What one more of each column would add to the objective."""
    decided: BoolArray
    """Whether a park is wholly funded or wholly not."""
    loss: FloatArray
    """Least that is lost when a park takes the other side; 0 where it is on neither."""

    @classmethod
    def of(cls, problem: Problem, answer: Answer, reduced: FloatArray) -> Relaxation:
        """The losses by park.

        A rejected park's columns are all 0; funding it takes its "funded" column and one start, which changes the
        Lagrangian bound by ``d_y + max_s d_s``. A funded park's columns all become 0 when it is rejected, which takes
        ``Σ d_j x_j`` from the bound.
        """
        assert answer.values is not None
        assert answer.objective is not None
        x, formulation, parks = answer.values, problem.formulation, len(problem.candidates)
        funded, starts = formulation.funded_column, formulation.start_column
        own = starts == funded[:, None]
        best = np.where(starts < 0, -np.inf, np.where(own, 0.0, reduced[starts])).max(axis=1)
        owner = owners(problem)
        owned = owner >= 0
        given_up = np.bincount(owner[owned], weights=(reduced * x)[owned], minlength=parks)
        share = x[funded]
        decided = np.abs(share - np.rint(share)) <= WHOLE
        loss = np.where(share > 0.5, given_up, -(reduced[funded] + best))
        return cls(x, answer.objective, reduced, decided, np.where(decided, np.maximum(loss, 0.0), 0.0))


def owners(problem: Problem) -> IntArray:
    """The park of every column, −1 for columns of none."""
    formulation = problem.formulation
    owner = np.full(len(problem.programme.cost), -1, dtype=np.int64)
    for form in (
        formulation.funded,
        formulation.grant,
        formulation.start,
        formulation.start_grant,
        formulation.payment,
    ):
        owner[form.column] = form.park
    return owner


class _Search:
    """One search: the programme loaded once, the best plan so far, the time that is left."""

    def __init__(
        self,
        problem: Problem,
        gap: float,
        time_limit: float | None,
        stop: threading.Event | None,
        progress: Progress | None,
    ) -> None:
        self.problem, self.programme = problem, problem.programme
        self.gap, self.time_limit, self.stop, self.progress = gap, time_limit, stop, progress
        self.session = Session(problem.programme)
        self.began = time.perf_counter()
        self.best: Answer | None = None

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self.began

    def run(self, sizes: Sequence[int], nodes: int) -> Answer:
        # Half of the time at most: what is left must do for a plan without this bound.
        half = None if self.time_limit is None else self.time_limit / 2
        answer = self.session.solve(gap=0.0, time_limit=half, stop=self.stop, relaxed=True)
        if answer.ending == "infeasible":
            return answer
        if answer.ending != "optimal" or answer.objective is None:
            return self._whole(None)
        relaxation = Relaxation.of(self.problem, answer, self.session.reduced_costs())
        for turn, size in enumerate(sizes):
            self._core(relaxation, size, nodes, starts_too=turn > 0)
            if self.best is not None and self._within(relaxation.worth):
                return self._certified(relaxation.worth, "LP bound of a core")
        return self._whole(relaxation.worth) if self.best is None else self._rest(relaxation)

    def _core(self, relaxation: Relaxation, size: int, nodes: int, *, starts_too: bool) -> None:
        """Solve with all but ``size`` parks as the relaxation has them; a better plan becomes the best."""
        lower, upper = self._bounds(self._outside(relaxation, size, starts_too), relaxation.x)
        answer = self._solve(
            lower, upper, self.gap / 10, lambda __: relaxation.worth, relaxation.worth, nodes
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
        answer = self._solve(lower, upper, self.gap, lambda bound: min(z, max(v, bound)), z, None)
        rest = v if answer.ending == "infeasible" else answer.bound
        self._better(answer)
        bound = z if rest is None else min(z, max(v, rest))
        ended = answer.ending in ("optimal", "infeasible")
        return self._certified(bound, "reduced-cost fixing" if fixed.any() else "branch and bound", ended)

    def _whole(self, z: float | None) -> Answer:
        """The whole programme by branch and bound: no core had a plan, or there is no relaxation."""
        answer = self._solve(
            None, None, self.gap, lambda bound: bound if z is None else min(z, bound), z, None
        )
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
        return self.session.solve(
            lower=lower,
            upper=upper,
            gap=gap,
            time_limit=left,
            stop=self.stop,
            progress=None if self.progress is None else self._teller(self.progress, bound_of),
            enough=np.inf if z is None else z - AIM * self.gap * abs(z) / (1 + self.gap),
            nodes=nodes,
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


def fixable(problem: Problem, relaxation: Relaxation, worth: float) -> BoolArray:
    """Integer columns that every plan worth more than ``worth`` has where the relaxation has them."""
    programme, x = problem.programme, relaxation.x
    spare = relaxation.worth - worth + DOUBT * abs(relaxation.worth)
    sure = relaxation.decided & (relaxation.loss > spare)
    owner = owners(problem)
    is_funded = np.zeros(len(x), dtype=bool)
    is_funded[problem.formulation.funded_column] = True
    by_park = is_funded & sure[owner]
    at_lower = (x <= programme.lower + WHOLE) & (-relaxation.reduced > spare)
    at_upper = (x >= programme.upper - WHOLE) & (relaxation.reduced > spare)
    return np.asarray(programme.integer & (by_park | at_lower | at_upper))
