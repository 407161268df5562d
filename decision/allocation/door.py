"""The one door to PuLP and HiGHS: a linear programme goes in, an honest ending comes out.

Works alike on PuLP 3.3 and 4: only calls that both have, variables created in order under zero-padded names
(PuLP 3 sorts columns by name, PuLP 4 keeps the order of creation), always a minimisation (PuLP 3 flips the
sign of a maximisation). Endings, bounds and values are taken from HiGHS itself, never from ``prob.status``,
which says "Optimal" when the clock has stopped the search.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import highspy
import numpy as np
import pulp

from decision.allocation.answers import Answer
from decision.allocation.cbc import cbc_path
from decision.allocation.collection import uncollected
from decision.allocation.linear import LinearProgramme
from decision.allocation.numbers import FloatArray
from decision.allocation.quiet import quietly
from decision.allocation.scaling import objective_size
from decision.allocation.watch import Watch
from decision.errors import SolverFailed
from decision.language import _
from decision.model.options import Progress

SEED = 20250101
NO_LIMIT = 2**31 - 1
"""HiGHS's number for "as many as it takes"."""
DUAL, PRIMAL = 1, 4
"""HiGHS's numbers of its simplex methods; the dual one is its own choice."""


# The first ``Highs()`` of a process prints two lines on file descriptor 1 whatever its options. Done once, at import,
# before a screen exists: redirecting the descriptor later would swallow what others print.
quietly(highspy.Highs)


class Door:
    """A programme in the solver's units as a PuLP problem, built once; :meth:`ask` changes what is asked of it."""

    def __init__(self, programme: LinearProgramme, relaxed: bool) -> None:
        self.size = objective_size(programme.cost)
        self.programme = programme
        self._ready: Any = None
        used = np.zeros(len(programme.cost), dtype=bool)
        used[programme.columns] = True
        self.used = np.flatnonzero(used | (programme.cost != 0))
        self.mixed = not relaxed and bool(programme.integer[self.used].any())
        with uncollected():
            self._build(relaxed)

    def _build(self, relaxed: bool) -> None:
        """The programme as PuLP's objects."""
        programme = self.programme
        category = np.where(programme.integer & (not relaxed), pulp.LpInteger, pulp.LpContinuous)
        problem = pulp.LpProblem("parkfund", pulp.LpMinimize)
        lower = [None if bound == -np.inf else bound for bound in programme.lower.tolist()]
        upper = [None if bound == np.inf else bound for bound in programme.upper.tolist()]
        kind = category.tolist()
        self.variables = [
            problem.add_variable(f"v{place:07d}", lower[place], upper[place], kind[place])
            for place in self.used.tolist()
        ]
        where = np.zeros(len(programme.cost), dtype=np.int64)
        where[self.used] = np.arange(len(self.used))
        costs = (-programme.cost / self.size).tolist()
        problem += _expression(
            [
                (variable, costs[place])
                for variable, place in zip(self.variables, self.used.tolist(), strict=True)
                if costs[place]
            ]
        )
        self._rows(problem, where[programme.columns].tolist())
        self.problem = problem

    def _rows(self, problem: Any, columns: list[int]) -> None:
        programme, variables = self.programme, self.variables
        starts, coefficients = programme.starts.tolist(), programme.coefficients.tolist()
        bounds = zip(programme.row_lower.tolist(), programme.row_upper.tolist(), strict=True)
        for row, (least, most) in enumerate(bounds):
            here = range(starts[row], starts[row + 1])
            expression = _expression([(variables[columns[k]], coefficients[k]) for k in here])
            if least == most:
                problem += expression == most
                continue
            if most != np.inf:
                problem += expression <= most
            if least != -np.inf:
                problem += expression >= least

    def _answer(self, values: Sequence[float]) -> FloatArray:
        """Every column's value; those that no row knows and that had no cost rest where their cost now wants them."""
        programme = self.programme
        low = np.where(np.isfinite(programme.lower), programme.lower, 0.0)
        x = np.where((programme.cost > 0) & np.isfinite(programme.upper), programme.upper, low)
        x[self.used] = values
        return x

    def ask(self, programme: LinearProgramme) -> None:
        """The same rows and kinds of columns with other costs and bounds; the next solve is a cold one."""
        highs, used = self._highs(), self.used
        self.programme, self.size = programme, objective_size(programme.cost)
        places = np.arange(len(used), dtype=np.int32)
        highs.changeColsCost(len(used), places, -programme.cost[used] / self.size)
        highs.changeColsBounds(len(used), places, programme.lower[used], programme.upper[used])

    def _highs(self) -> Any:
        """HiGHS with the problem in it."""
        if self._ready is None:
            options: dict[str, Any] = {"random_seed": SEED % 2**31, "mip_abs_gap": 0.0}
            solver = _HiGHS(msg=False, threads=1, **options)
            with uncollected():
                solver.createAndConfigureSolver(self.problem)
                solver.buildSolverModel(self.problem)
            self._ready = self.problem.solverModel
            if self._ready.getNumCol() != len(self.used):
                raise SolverFailed(_("PuLP hands over other columns than it was given"))
        return self._ready

    def highs(
        self,
        gap: float,
        time_limit: float | None,
        stop: threading.Event | None,
        progress: Progress | None,
        *,
        relaxed: bool = False,
        enough: float = np.inf,
        nodes: int | None = None,
        hot: bool = False,
        start: Any = None,
        primal: bool = False,
        plan: FloatArray | None = None,
    ) -> Answer:
        """Solve with HiGHS through PuLP; every figure from HiGHS itself.

        Args:
            gap: relative gap at which a plan counts as optimal.
            time_limit: seconds; None waits for ever.
            stop: set from elsewhere, stops with the best plan so far.
            progress: called now and then with objective and bound.
            relaxed: forget for this once that columns are integer.
            enough: a plan worth this much ends the search.
            nodes: branchings after which the search ends; None has no limit.
            hot: start where the solve before has ended, instead of forgetting it.
            start: a basis to start from (:meth:`basis`), of a programme with as many rows and columns.
            primal: by the primal simplex, the quicker one where costs are what differs from where it starts.
            plan: every column's value in a plan to begin with; one that breaks a row or bound is passed over.
        """
        highs = self._highs()
        if not hot:
            highs.clearSolver()
        if start is not None:
            highs.setBasis(start)
        if plan is not None and self.mixed and not relaxed:
            known = highspy.HighsSolution()
            known.col_value = plan[self.used].tolist()
            highs.setSolution(known)
        # After a change of costs the last vertex is still feasible: the primal simplex goes on from there.
        highs.setOptionValue("simplex_strategy", PRIMAL if hot or primal else DUAL)
        unknown = self.programme.cost.copy()
        unknown[self.used] = 0.0
        rest = float(np.dot(unknown, self._answer([0.0] * len(self.used))))
        highs.setOptionValue("mip_rel_gap", float(gap))
        highs.setOptionValue("solve_relaxation", relaxed)
        highs.setOptionValue("objective_target", (rest - enough) / self.size)
        highs.setOptionValue("mip_max_nodes", NO_LIMIT if nodes is None else nodes)
        # HiGHS counts the seconds of all runs together.
        limit = float("inf") if time_limit is None else highs.getRunTime() + time_limit
        highs.setOptionValue("time_limit", limit)
        watch = Watch(highs, highspy.cb.HighsCallbackType, -self.size, stop, progress)
        highs.run()
        watch.reraise()
        status, info = highs.getModelStatus(), highs.getInfo()
        kinds = highspy.HighsModelStatus
        if status in (kinds.kInfeasible, kinds.kUnboundedOrInfeasible):
            return Answer("infeasible", None, None, None, 0.0)
        stopped = (
            kinds.kTimeLimit,
            kinds.kInterrupt,
            kinds.kIterationLimit,
            kinds.kSolutionLimit,
            kinds.kObjectiveTarget,
        )
        if status != kinds.kOptimal and status not in stopped:
            raise SolverFailed(_("HiGHS ended with {status}", status=highs.modelStatusToString(status)))
        mixed = self.mixed and not relaxed
        has_plan = info.primal_solution_status == 2 and np.isfinite(info.objective_function_value)
        dual = (
            info.mip_dual_bound
            if mixed
            else (info.objective_function_value if status == kinds.kOptimal else -np.inf)
        )
        bound = rest - dual * self.size if np.isfinite(dual) else None
        if not has_plan or (not mixed and status != kinds.kOptimal):
            return Answer("stopped", None, None, bound, 0.0)
        values = self._answer(highs.getSolution().col_value)
        objective = float(self.programme.cost @ values)
        known = float(self.programme.cost[self.used] @ values[self.used])
        # HiGHS 1.16, out of branchings before the first one, hands back the plan it was given with another's worth.
        given = plan is not None and status in stopped and np.allclose(values[self.used], plan[self.used])
        if not given and abs(known + info.objective_function_value * self.size) > 1e-5 * max(
            abs(known), self.size
        ):
            raise SolverFailed(_("HiGHS hands over a plan that is not worth what it says"))
        return Answer("optimal" if status == kinds.kOptimal else "feasible", values, objective, bound, 0.0)

    def basis(self) -> Any:
        """Where the last relaxed solve has ended."""
        return self._highs().getBasis()

    def reduced_costs(self) -> FloatArray:
        """After a relaxed solve: what one more of each column would add to the objective (a maximisation).

        With the duals of the rows these bound every plan: ``cost·x ≤ bound + Σ_j reduced_j (x_j − relaxed x_j)``.
        """
        reduced: FloatArray = self.programme.cost.copy()
        reduced[self.used] = -self.size * np.array(self._highs().getSolution().col_dual)
        return reduced

    def prices(self) -> FloatArray:
        """After a relaxed solve: what one more of each row's limit would add to the objective (a maximisation)."""
        least, most = self.programme.row_lower, self.programme.row_upper
        parts = np.where(least == most, 1, np.isfinite(least) + np.isfinite(most).astype(int))
        owner = np.repeat(np.arange(len(least)), parts)  # of two limits :meth:`_rows` makes two rows
        duals = self._highs().getSolution().row_dual
        return -self.size * np.bincount(owner, weights=duals, minlength=len(least)).astype(float)

    def cbc(self, gap: float, time_limit: float | None) -> Answer:
        """Solve with CBC's program through PuLP; the bound is not CBC's (see :func:`_certified`)."""
        solver = pulp.COIN_CMD(
            path=cbc_path(),
            msg=False,
            gapRel=gap,
            timeLimit=time_limit,
            threads=1,
            options=[f"randomC {SEED % 10**6}"],
        )
        try:
            outcome = self.problem.solve(solver)
        except pulp.PulpSolverError as error:
            raise SolverFailed(_("CBC broke: {error}", error=str(error))) from error
        if isinstance(outcome, int):  # PuLP 3
            ended = {(1, 1): "optimal", (1, 2): "feasible", (-1, -1): "infeasible"}.get(
                (self.problem.status, self.problem.sol_status), "stopped"
            )
        else:
            names = {"Optimal": "optimal", "Infeasible": "infeasible", "GapLimit": "optimal"}
            ended = names.get(outcome.status.name, "feasible" if outcome.has_solution else "stopped")
            ended = "stopped" if ended in ("optimal", "feasible") and not outcome.has_solution else ended
        if ended not in ("optimal", "feasible"):
            return Answer("infeasible" if ended == "infeasible" else "stopped", None, None, None, 0.0)
        values = self._answer([variable.varValue or 0.0 for variable in self.variables])
        objective = float(self.programme.cost @ values)
        return Answer("optimal" if ended == "optimal" else "feasible", values, objective, None, 0.0)


class _HiGHS(pulp.HiGHS):  # type: ignore[misc]
    """PuLP's HiGHS; on PuLP 3 the problem is handed over at once, as PuLP 4 does: five times faster."""

    if not hasattr(pulp.LpProblem, "exported_variables"):

        def buildSolverModel(self, lp: Any) -> None:  # noqa: N802
            """Columns by name, rows in the order of creation, as PuLP 3 would add them."""
            variables = lp.variables()
            place = {variable: number for number, variable in enumerate(variables)}
            count, nothing = len(variables), np.zeros(0, dtype=np.int32)
            sign = -1.0 if lp.sense == pulp.LpMaximize else 1.0
            cost = np.array([sign * lp.objective.get(variable, 0.0) for variable in variables])
            lower = np.array([-np.inf if v.lowBound is None else v.lowBound for v in variables])
            upper = np.array([np.inf if v.upBound is None else v.upBound for v in variables])
            highs = lp.solverModel
            highs.addCols(count, cost, lower, upper, 0, nothing, nothing, np.zeros(0))
            if self.mip:
                whole = np.flatnonzero([v.cat == pulp.LpInteger for v in variables]).astype(np.int32)
                kinds = np.full(len(whole), highspy.HighsVarType.kInteger)
                highs.changeColsIntegrality(len(whole), whole, kinds)
            rows = lp.constraints()
            bounds = [(row.getLb(), row.getUb()) for row in rows]
            least = np.array([-np.inf if bound[0] is None else bound[0] for bound in bounds])
            most = np.array([np.inf if bound[1] is None else bound[1] for bound in bounds])
            columns = np.array([place[variable] for row in rows for variable in row], dtype=np.int32)
            factors = np.array([factor for row in rows for factor in row.values()], dtype=float)
            starts = np.cumsum([0, *(len(row) for row in rows)])[:-1].astype(np.int32)
            highs.addRows(len(rows), least, most, len(columns), starts, columns, factors)


def _expression(terms: list[tuple[Any, float]]) -> Any:
    """A linear expression in one go (PuLP 4 makes them by ``from_list``, PuLP 3 by calling the class)."""
    make = getattr(pulp.LpAffineExpression, "from_list", pulp.LpAffineExpression)
    return make(terms)


def found_by_pulp() -> list[str]:
    """PuLP's names of the solvers it finds on this machine."""
    return [str(name) for name in pulp.listSolvers(onlyAvailable=True)]


def highs_version() -> str:
    """Version of HiGHS."""
    return str(highspy.Highs().version())
