"""How far an objective can be turned before another portfolio is better: exact along a line of objectives.

Along ``cost(t) = (1 − t)·start + t·end`` a plan is worth a straight line in t, and the best plan a convex, piecewise
linear function (Eisner & Severance 1976). So the point where a given plan stops being the best is found from outside:
solve at the end, cut the two straight lines, solve there, and so on; every step excludes a plan for good. With a gap
g, a plan counts as best while none found is worth more than (1 + g) times as much.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

import numpy as np

from decision.allocation.numbers import FloatArray
from decision.allocation.session import Session

MOST_SOLVES = 60
SMALLEST_STEP = 1e-9


@dataclass(frozen=True, eq=False)
class Reach:
    """How far a plan stays the best along a line of objectives."""

    share: float
    """It stays the best (within the gap) up to here; 1 is the end of the line."""
    following: FloatArray | None
    """Columns of a plan that is better beyond; None when there is none up to the end."""
    proven: bool
    """Whether every solve ended within the gap."""
    solves: int


def reach(
    session: Session,
    x: FloatArray,
    start: FloatArray,
    end: FloatArray,
    *,
    gap: float,
    relaxed: Session | None = None,
    time_limit: float | None = None,
    stop: threading.Event | None = None,
) -> Reach:
    """How far from ``start`` towards ``end`` the plan ``x``, best at the start, stays the best.

    Args:
        session: the programme.
        x: columns of the plan.
        start: costs of all columns at the beginning of the line.
        end: costs at its end.
        gap: relative gap of the solves, and by how much better another plan must be to count.
        relaxed: the linear relaxation of the same programme; its bound often proves in a fraction of the time that
            nothing is better.
        time_limit: seconds for each solve.
        stop: set from elsewhere, gives up: not proven.
    """
    share, following = 1.0, None
    at_start, at_end = float(start @ x), float(end @ x)
    for solves in range(1, MOST_SOLVES + 1):
        cost = (1.0 - share) * start + share * end
        own = (1.0 - share) * at_start + share * at_end
        if relaxed is not None and nothing_better(relaxed, cost, own, gap):
            return Reach(share, following, True, solves)
        answer = session.solve(cost=cost, gap=gap / 2, time_limit=time_limit, stop=stop)
        if answer.values is None or answer.ending != "optimal" or answer.objective is None:
            return Reach(share, following, False, solves)
        allowed = gap * max(abs(own), abs(answer.objective)) + 1e-9
        if answer.objective <= own + allowed:
            return Reach(share, following, True, solves)
        following = answer.values
        better_start, better_end = float(start @ following), float(end @ following)
        ahead_at_start = at_start - better_start
        ahead_at_end = at_end - better_end
        # Where the other plan overtakes by more than the gap; the gap is taken at the size of the plan there.
        crossing = _crossing(ahead_at_start, ahead_at_end, gap, at_start, at_end)
        if crossing >= share - SMALLEST_STEP:
            return Reach(share, following, True, solves)
        share = max(crossing, 0.0)
        if share <= SMALLEST_STEP:
            return Reach(0.0, following, True, solves)
    return Reach(share, following, False, MOST_SOLVES)


def nothing_better(relaxed: Session, cost: FloatArray, own: float, gap: float) -> bool:
    """Whether the bound of the linear relaxation proves that no plan is better than ``own`` by more than the gap."""
    bound = relaxed.solve(cost=cost, gap=0.0)
    return (
        bound.ending == "optimal"
        and bound.objective is not None
        and (bound.objective <= own + gap * max(abs(own), abs(bound.objective)) + 1e-9)
    )


def _crossing(ahead_start: float, ahead_end: float, gap: float, own_start: float, own_end: float) -> float:
    """The share at which (1 − t)·ahead_start + t·ahead_end + gap·|own| becomes 0."""
    first = ahead_start + gap * abs(own_start)
    last = ahead_end + gap * abs(own_end)
    if last >= 0:
        return 1.0
    if first <= 0:
        return 0.0
    return float(np.clip(first / (first - last), 0.0, 1.0))
