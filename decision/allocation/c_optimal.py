"""The best portfolio of exactly c parks, for each c (Vetschera & de Almeida 2012).

Net flows have no zero: adding a constant k to all of them adds k·c to a portfolio of c parks, so the sum of net flows
compares portfolios of the same size only, and "the best portfolio" of PROMETHEE V moves with k. The best one of each
size does not. For every c::

    maximise Σ_i φ_i y_i   subject to   Σ_i y_i = c, the rules, the budget, the terms

and the committee compares the few portfolios as wholes. Gains are centred on the least one before they are solved, so
that a constant added to all of them changes neither rows nor gaps. Source: R. Vetschera, A. T. de Almeida, A
PROMETHEE-based approach to portfolio selection problems, Computers & Operations Research 39 (2012) 1010-1020.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from decision.allocation.answers import Answer
from decision.allocation.audited import whole_plan
from decision.allocation.extended import with_columns, with_row
from decision.allocation.numbers import FloatArray, from_units
from decision.allocation.problem import Problem
from decision.allocation.question import Question
from decision.allocation.session import Session
from decision.errors import ParkfundError
from decision.language import _
from decision.model.options import SolveOptions

if TYPE_CHECKING:
    import pandas as pd

DIGITS = 10
"""Digits after the point to which centred gains are taken: beyond them a constant added to all has left its traces."""


@dataclass(frozen=True)
class CardinalityRow:
    """The best portfolio of one size."""

    size: int
    """Number of parks, c."""
    ending: Literal["optimal", "feasible", "infeasible", "stopped"]
    total: float | None
    """Σ gain over the funded parks, as the gains were given."""
    bound: float | None
    """Proven: no portfolio of this size has more."""
    gap: float | None
    """(bound − total) over the total counted from the least gain of all parks; 0 for a proof."""
    granted_mln_rub: float | None
    """The least money with which these parks can be funded."""
    parks: tuple[str, ...]
    """Funded parks by gain, equal gains by id."""
    entered: tuple[str, ...]
    """Parks that the best portfolio of the size before did not have."""
    left: tuple[str, ...]
    """Parks that it had and this one has not."""

    @property
    def mean(self) -> float | None:
        """Gain of a park on average."""
        return None if self.total is None or not self.size else self.total / self.size

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        plain = vars(self) | {"mean": self.mean}
        return {key: list(value) if isinstance(value, tuple) else value for key, value in plain.items()}


@dataclass(frozen=True)
class CardinalityTable:
    """The best portfolio of each size."""

    rows: tuple[CardinalityRow, ...]
    asked_gap: float
    seconds: float
    feasible: tuple[int | None, int | None]
    """Least and greatest number of parks that any portfolio has, where it was asked for and proven."""
    stopped: bool = False
    """Whether time ran out before these two were known."""

    def to_dict(self) -> dict[str, Any]:
        """The JSON of ``parkfund c-optimal``."""
        return {
            "asked_gap": self.asked_gap,
            "seconds": round(self.seconds, 3),
            "least_size": self.feasible[0],
            "greatest_size": self.feasible[1],
            "stopped": self.stopped,
            "c_optimal": [row.to_dict() for row in self.rows],
        }

    def to_frame(self) -> pd.DataFrame:
        """One row a size; the parks as one text."""
        import pandas as pd

        rows = [
            row.to_dict() | {key: " ".join(getattr(row, key)) for key in ("parks", "entered", "left")}
            for row in self.rows
        ]
        return pd.DataFrame(rows, columns=[*CardinalityRow.__dataclass_fields__, "mean"])


def c_optimal(
    question: Question,
    sizes: Iterable[int] | None = None,
    options: SolveOptions | None = None,
    progress: Callable[[int, int], None] | None = None,
    *,
    least: int | None = None,
    greatest: int | None = None,
) -> CardinalityTable:
    """The best portfolio of exactly c parks, for each c.

    What the programme maximises does not matter: the question's gains are added up over the funded parks, each counted
    in full, without discount, size and partnerships. Rules, pins, terms and money hold as in any allocation.

    Args:
        question: parks, gains (net flows, say) and programme.
        sizes: the sizes wanted; left out: every size that a portfolio can have.
        options: gap of each size, and time limit and stop of the whole.
        progress: called with sizes done and sizes asked for.
        least: with ``sizes`` left out, no smaller size.
        greatest: likewise no greater one.

    Raises:
        ParkfundError: the programme has soft rules, which would count against the sum.
    """
    search = _Search(question, options or SolveOptions(time_limit=None))
    return search.table(sizes, progress, least or 0, len(search.given) if greatest is None else greatest)


class _Search:
    """One model with a column for the number of parks, asked once a size."""

    def __init__(self, question: Question, options: SolveOptions) -> None:
        if any(row.penalty is not None for row in question.rules):
            raise ParkfundError(
                _("soft rules would be weighed against the sum of gains; switch them off or make them hard")
            )
        self.given, self.options, self.began = question.candidates.gain, options, time.perf_counter()
        counted = question.programme.objective.model_copy(
            update={"maximise": "merit_count", "discount": 0.0, "synergy": 0.0, "size": None}
        )
        programme = question.programme.model_copy(update={"objective": counted})
        self.shift = float(self.given.min(initial=np.inf)) if len(self.given) else 0.0
        centred = (question.gain - self.shift).round(DIGITS)
        self.problem: Problem = replace(
            question, programme=programme, gain=centred, partnerships=None
        ).problem()
        width, parks = len(self.problem.programme.cost), len(self.given)
        self.funded = self.problem.formulation.funded.dense(np.ones(parks), width)
        extended = with_columns(self.problem.programme, 1, upper=float(parks), integer=False)
        self.number = width
        self.programme = with_row(extended, np.append(self.funded, -1.0), lower=0.0, upper=0.0)
        self.session = Session(self.programme)
        self.stopped = False

    def table(
        self,
        sizes: Iterable[int] | None,
        progress: Callable[[int, int], None] | None,
        least: int,
        greatest: int,
    ) -> CardinalityTable:
        """Every size in turn."""
        ends: tuple[int | None, int | None] = (None, None)
        if sizes is None:
            ends = (self._extreme(-1.0), self._extreme(1.0))
            known = ends[0] is not None and ends[1] is not None
            sizes = range(max(least, ends[0] or 0), min(greatest, ends[1] or 0) + 1) if known else []
        wanted = sorted(set(sizes))
        rows: list[CardinalityRow] = []
        before: set[str] = set()
        for done, size in enumerate(wanted):
            rows.append(self._row(size, before))
            before = set(rows[-1].parks) or before
            if progress is not None:
                progress(done + 1, len(wanted))
        seconds = time.perf_counter() - self.began
        return CardinalityTable(tuple(rows), self.options.gap, seconds, ends, self.stopped)

    def _extreme(self, sign: float) -> int | None:
        """The least or greatest number of parks, proven; None where there is no plan or no time."""
        cost = np.append(sign * self.funded, 0.0)
        found = self._ask(0.0, cost=cost)
        self.stopped = self.stopped or found.ending not in ("optimal", "infeasible")
        if found.ending != "optimal" or found.values is None:
            return None
        return round(float(self.funded @ found.values[: self.number]))

    def _row(self, size: int, before: set[str]) -> CardinalityRow:
        """One size: the best parks, then the least money for them."""
        nothing = CardinalityRow(size, "infeasible", None, None, None, None, (), (), ())
        if not 0 <= size <= len(self.given):
            return nothing
        found = self._ask(self.options.gap, **self._exactly(size))
        if found.values is None:
            return replace(nothing, ending="infeasible" if found.ending == "infeasible" else "stopped")
        x = self._cheapest(found.values, size)
        plan = whole_plan(self.problem, x[: self.number], self.problem.rows)
        if plan is None:
            return replace(nothing, ending="stopped")
        chosen = np.flatnonzero(plan.funded)
        centred = self.problem.candidates.gain
        total, worth = float(self.given[chosen].sum()), float(centred[chosen].sum())
        bound = None if found.bound is None else max(found.bound, worth)
        gap = None
        if bound is not None:
            distance = bound - worth
            gap = 0.0 if distance <= 1e-9 * max(abs(worth), 1.0) else distance / max(abs(worth), 1e-12)
        ids = self.problem.candidates.ids
        parks = tuple(ids[place] for place in sorted(chosen, key=lambda place: (-centred[place], ids[place])))
        return CardinalityRow(
            size=size,
            ending="optimal" if found.ending == "optimal" else "feasible",
            total=total,
            bound=None if bound is None else total + (bound - worth),
            gap=gap,
            granted_mln_rub=float(from_units(plan.grant.sum())),
            parks=parks,
            entered=tuple(park for park in parks if park not in before),
            left=tuple(sorted(before - set(parks))),
        )

    def _exactly(self, size: int) -> dict[str, FloatArray]:
        lower, upper = self.programme.lower.copy(), self.programme.upper.copy()
        lower[self.number] = upper[self.number] = float(size)
        return {"lower": lower, "upper": upper}

    def _cheapest(self, x: FloatArray, size: int) -> FloatArray:
        """The same parks with the least money; ``x`` itself where that could not be solved."""
        bounds = self._exactly(size)
        funded = self.problem.formulation.funded_column
        for side in bounds.values():
            side[funded] = np.rint(x[funded])
        grant = self.problem.formulation.grant.dense(np.ones(len(self.given)), self.number)
        found = self._ask(0.0, cost=np.append(-grant, 0.0), **bounds)
        return x if found.values is None else found.values

    def _ask(self, gap: float, **changes: Any) -> Answer:
        options = self.options
        left = options.time_limit
        if left is not None:
            left = max(left - (time.perf_counter() - self.began), 1e-3)
        return self.session.solve(gap=gap, time_limit=left, stop=options.stop, **changes)
