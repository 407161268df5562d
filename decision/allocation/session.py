"""Many solves of one programme: the model is built once through PuLP, then asked again and again, each time cold.

A cold solve forgets what came before, so that an answer depends on its question only: sweeps give the same
bytes in any order and on any number of processes (``docs/decisions.md``).
"""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from typing import Any

import numpy as np

from decision.allocation.answers import Answer
from decision.allocation.door import Door
from decision.allocation.linear import LinearProgramme
from decision.allocation.numbers import FloatArray
from decision.allocation.safe_bound import safe_bound
from decision.allocation.scaling import empty_rows_fail, scaled_programme
from decision.model.options import Progress


class Session:
    """A programme that stays loaded in HiGHS while its objective and the bounds of its columns change.

    Args:
        programme: rows, columns and what is asked first.
        relaxed: forget that columns are integer (the linear relaxation).
    """

    def __init__(self, programme: LinearProgramme, *, relaxed: bool = False) -> None:
        self.programme = programme
        self._scaled = scaled_programme(programme)
        self._impossible = empty_rows_fail(programme)
        self._door: Door | None = None
        self._relaxed = relaxed

    def solve(
        self,
        *,
        cost: FloatArray | None = None,
        lower: FloatArray | None = None,
        upper: FloatArray | None = None,
        gap: float,
        time_limit: float | None = None,
        stop: threading.Event | None = None,
        progress: Progress | None = None,
        relaxed: bool = False,
        enough: float = np.inf,
        nodes: int | None = None,
        hot: bool = False,
        start: Any = None,
        primal: bool = False,
        plan: FloatArray | None = None,
    ) -> Answer:
        """Solve as built, or with other costs and bounds; the optimum is that of a programme built anew.

        Args:
            cost: objective coefficient of every column, maximised; left out: as built.
            lower: least value of every column, in the column's own unit; left out: as built.
            upper: greatest value likewise.
            gap: relative gap at which a plan counts as optimal.
            time_limit: seconds; None waits for ever.
            stop: set from elsewhere, stops with the best plan so far.
            progress: called now and then with objective and bound.
            relaxed: forget for this once that columns are integer.
            enough: a plan worth this much ends the search, as one that time has ended.
            nodes: branchings after which the search ends; unlike seconds the same on every machine.
            hot: start where the solve before has ended. Quick for a relaxation whose costs have changed a little; its
                plan may then be another of equal worth, so that only the worth may be used.
            start: a basis to start from (:meth:`basis`), of a programme with the same rows and columns. Always the same
                one for the same question, so that the plan does not depend on what was asked before.
            primal: by the primal simplex, the quicker one where costs are what differs from where it starts.
            plan: every column's value in a plan to begin with, in the column's own unit. Quicker only where little is
                better: a search that begins with a plan finds others later.

        Raises:
            SolverFailed: the solver broke.
        """
        began = time.perf_counter()
        if self._impossible or (stop is not None and stop.is_set()):
            return Answer("infeasible" if self._impossible else "stopped", None, None, None, 0.0)
        scaled, scale = self._scaled, self.programme.scale
        asked = replace(
            scaled,
            cost=scaled.cost if cost is None else cost * scale,
            lower=scaled.lower if lower is None else lower / scale,
            upper=scaled.upper if upper is None else upper / scale,
        )
        if np.any(asked.lower > asked.upper + 1e-12):
            return Answer("infeasible", None, None, None, 0.0)
        if self._door is None:
            self._door = Door(scaled, self._relaxed)
        self._door.ask(asked)
        answer = self._door.highs(
            gap,
            time_limit,
            stop,
            progress,
            relaxed=relaxed,
            enough=enough,
            nodes=nodes,
            hot=hot,
            start=start,
            primal=primal,
            plan=None if plan is None else plan / scale,
        )
        values = None if answer.values is None else answer.values * scale
        return replace(answer, values=values, seconds=time.perf_counter() - began)

    def basis(self) -> Any:
        """Where the last relaxed solve has ended; a start for others."""
        assert self._door is not None
        return self._door.basis()

    def reduced_costs(self) -> FloatArray:
        """After a relaxed solve: what one more of each column, in its own unit, would add to the objective."""
        assert self._door is not None
        return self._door.reduced_costs() / self.programme.scale

    def safe_bound(self) -> float:
        """After a relaxed solve: a bound of what was asked that does not rest on the solver's tolerances."""
        assert self._door is not None
        return safe_bound(self._door.programme, self._door.prices())
