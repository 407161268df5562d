"""Solving a programme: which solvers there are, and an answer whose every figure was proven or is labelled."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from functools import cache

from decision.allocation.answers import Answer
from decision.allocation.cbc import cbc_path
from decision.allocation.door import Door, found_by_pulp, highs_version
from decision.allocation.linear import LinearProgramme
from decision.allocation.scaling import empty_rows_fail, scaled_programme
from decision.errors import ParkfundError
from decision.language import _
from decision.model.options import Progress

CBC_ACCURACY = 1e-4
"""How far CBC's claim of optimality can be trusted: it was seen to stop 2e-5 below a proven optimum."""


def available_solvers() -> list[str]:
    """Solvers that can be asked for by name on this machine."""
    return ["highs", *(["cbc"] if cbc_path() else [])]


def other_solvers() -> list[str]:
    """Solvers that PuLP finds on this machine beside :func:`available_solvers`, by PuLP's names."""
    return [
        name for name in found_by_pulp() if name not in ("HiGHS", "HiGHS_CMD", "PULP_CBC_CMD", "COIN_CMD")
    ]


@cache
def solver_version(name: str) -> str:
    """Version of a solver, as kept in results."""
    if name == "highs":
        return highs_version()
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
    door = Door(scaled, relaxed)
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


def _certified(answer: Answer, programme: LinearProgramme, gap: float, time_limit: float | None) -> Answer:
    """CBC's plan with a bound of our own: HiGHS's relaxation, or CBC's claim as far as it is trusted."""
    relaxation = Door(programme, relaxed=True).highs(0.0, time_limit, None, None)
    assert answer.objective is not None
    bounds = [] if relaxation.bound is None else [max(relaxation.bound, answer.objective)]
    if answer.ending == "optimal":
        bounds.append(answer.objective + max(gap, CBC_ACCURACY) * abs(answer.objective))
    bound = min(bounds) if bounds else None
    return replace(answer, bound=bound, claimed=answer.ending == "optimal")
