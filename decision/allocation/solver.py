"""The one door to PuLP and HiGHS: a linear programme goes in, an honest ending comes out.

Works alike on PuLP 3.3 and 4: only calls that both have, variables created in order under zero-padded names
(PuLP 3 sorts columns by name, PuLP 4 keeps the order of creation), always a minimisation (PuLP 3 flips the
sign of a maximisation). Endings, bounds and values are taken from HiGHS itself, never from ``prob.status``,
which says "Optimal" when the clock has stopped the search.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cache
from shutil import which
from typing import Any

import highspy
import numpy as np
import pulp

from decision.allocation.answers import Answer
from decision.allocation.linear import LinearProgramme
from decision.allocation.numbers import FloatArray
from decision.allocation.scaling import empty_rows_fail, scaled_programme
from decision.allocation.watch import Watch
from decision.errors import ParkfundError, SolverFailed
from decision.language import _
from decision.model.options import Progress

SEED = 20250101
CBC_ACCURACY = 1e-4
"""How far CBC's claim of optimality can be trusted: it was seen to stop 2e-5 below a proven optimum."""


def _mute_banner() -> None:
    """The first ``Highs()`` of a process prints two lines on file descriptor 1 whatever its options.

    Done once, at import, before a screen exists: redirecting the descriptor later would swallow what others
    print.
    """
    with suppress(OSError, ValueError, AttributeError):
        sys.stdout.flush()
    try:
        saved = os.dup(1)
    except OSError:
        highspy.Highs()
        return
    try:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.close(null)
        highspy.Highs()
    finally:
        os.dup2(saved, 1)
        os.close(saved)


_mute_banner()


def available_solvers() -> list[str]:
    """Solvers that can be asked for by name on this machine."""
    return ["highs", *(["cbc"] if _cbc_path() else [])]


@cache
def solver_version(name: str) -> str:
    """Version of a solver, as kept in results."""
    if name == "highs":
        return str(highspy.Highs().version())
    try:
        from importlib.metadata import version

        return f"cbcbox {version('cbcbox')}"
    except ImportError:
        return "cbc"


def solver_name(name: str) -> str:
    """Proper name of a solver."""
    return {"highs": "HiGHS", "cbc": "CBC"}[name]


def solve(
    programme: LinearProgramme,
    *,
    gap: float,
    time_limit: float | None = None,
    solver: str = "highs",
    stop: threading.Event | None = None,
    progress: Progress | None = None,
    relaxed: bool = False,
) -> Answer:
    """Solve a programme.

    Args:
        programme: what to maximise under what.
        gap: relative gap at which a plan counts as optimal.
        time_limit: seconds; None waits for ever.
        solver: one of :func:`available_solvers`.
        stop: set from elsewhere, stops with the best plan so far.
        progress: called now and then with objective and bound.
        relaxed: forget that columns are integer (the linear relaxation).

    Raises:
        ParkfundError: the solver is not on this machine.
        SolverFailed: the solver broke.
    """
    if solver not in available_solvers():
        raise ParkfundError(
            _(
                "solver {solver} is not available here; there is {known}",
                solver=solver,
                known=", ".join(available_solvers()),
            )
        )
    began = time.perf_counter()
    impossible = empty_rows_fail(programme)
    if impossible or (stop is not None and stop.is_set()):
        return Answer("infeasible" if impossible else "stopped", None, None, None, 0.0)
    scaled = scaled_programme(programme)
    if not len(scaled.columns) and not scaled.cost.any():
        return Answer("optimal", scaled.lower * programme.scale, 0.0, 0.0, 0.0)
    door = _Door(scaled, relaxed)
    if solver == "highs":
        answer = door.highs(gap, time_limit, stop, progress)
    else:
        answer = door.cbc(gap, time_limit)
        if answer.values is not None:
            answer = _certified(answer, scaled, gap, time_limit)
    if answer.values is None:
        return replace(answer, seconds=time.perf_counter() - began)
    values = answer.values * programme.scale
    return replace(answer, values=values, seconds=time.perf_counter() - began)


class _Door:
    """A programme as a PuLP problem."""

    def __init__(self, programme: LinearProgramme, relaxed: bool) -> None:
        largest = float(np.abs(programme.cost).max(initial=0.0))
        self.size = 2.0 ** round(np.log2(largest)) if largest > 0 else 1.0
        self.programme = programme
        used = np.zeros(len(programme.cost), dtype=bool)
        used[programme.columns] = True
        self.used = np.flatnonzero(used | (programme.cost != 0))
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
        x = np.where(np.isfinite(self.programme.lower), self.programme.lower, 0.0)
        x[self.used] = values
        return x

    def highs(
        self, gap: float, time_limit: float | None, stop: threading.Event | None, progress: Progress | None
    ) -> Answer:
        """Solve with HiGHS through PuLP; every figure from HiGHS itself."""
        options: dict[str, Any] = {"random_seed": SEED % 2**31, "mip_abs_gap": 0.0}
        solver = _HiGHS(msg=False, gapRel=gap, threads=1, timeLimit=time_limit, **options)
        solver.createAndConfigureSolver(self.problem)
        solver.buildSolverModel(self.problem)
        highs = self.problem.solverModel
        if highs.getNumCol() != len(self.used):
            raise SolverFailed(_("PuLP hands over other columns than it was given"))
        watch = Watch(highs, highspy.cb.HighsCallbackType, -self.size, stop, progress)
        highs.run()
        watch.reraise()
        status, info = highs.getModelStatus(), highs.getInfo()
        kinds = highspy.HighsModelStatus
        if status in (kinds.kInfeasible, kinds.kUnboundedOrInfeasible):
            return Answer("infeasible", None, None, None, 0.0)
        stopped = (kinds.kTimeLimit, kinds.kInterrupt, kinds.kIterationLimit, kinds.kSolutionLimit)
        if status != kinds.kOptimal and status not in stopped:
            raise SolverFailed(_("HiGHS ended with {status}", status=highs.modelStatusToString(status)))
        mixed = bool(self.problem.isMIP())
        has_plan = info.primal_solution_status == 2 and np.isfinite(info.objective_function_value)
        dual = (
            info.mip_dual_bound
            if mixed
            else (info.objective_function_value if status == kinds.kOptimal else -np.inf)
        )
        bound = -dual * self.size if np.isfinite(dual) else None
        if not has_plan or (not mixed and status != kinds.kOptimal):
            return Answer("stopped", None, None, bound, 0.0)
        values = self._answer(highs.getSolution().col_value)
        objective = float(self.programme.cost @ values)
        if abs(objective + info.objective_function_value * self.size) > 1e-5 * max(abs(objective), self.size):
            raise SolverFailed(_("HiGHS hands over a plan that is not worth what it says"))
        return Answer("optimal" if status == kinds.kOptimal else "feasible", values, objective, bound, 0.0)

    def cbc(self, gap: float, time_limit: float | None) -> Answer:
        """Solve with CBC's program through PuLP; the bound is not CBC's (see :func:`_certified`)."""
        solver = pulp.COIN_CMD(
            path=_cbc_path(),
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


def _certified(answer: Answer, programme: LinearProgramme, gap: float, time_limit: float | None) -> Answer:
    """CBC's plan with a bound of our own: HiGHS's relaxation, or CBC's claim as far as it is trusted."""
    relaxation = _Door(programme, relaxed=True).highs(0.0, time_limit, None, None)
    assert answer.objective is not None
    bounds = [] if relaxation.bound is None else [max(relaxation.bound, answer.objective)]
    if answer.ending == "optimal":
        bounds.append(answer.objective + max(gap, CBC_ACCURACY) * abs(answer.objective))
    bound = min(bounds) if bounds else None
    return replace(answer, bound=bound, claimed=answer.ending == "optimal")


def _expression(terms: list[tuple[Any, float]]) -> Any:
    """A linear expression in one go (PuLP 4 makes them by ``from_list``, PuLP 3 by calling the class)."""
    make = getattr(pulp.LpAffineExpression, "from_list", pulp.LpAffineExpression)
    return make(terms)


def _cbc_path() -> str | None:
    try:
        import cbcbox

        return str(cbcbox.cbc_bin_path())
    except (ImportError, AttributeError, OSError):
        return which("cbc")
