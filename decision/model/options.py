"""How a computation is run: what does not change the question, only the effort spent on the answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event

DEFAULT_GAP = 0.001
DEFAULT_TIME_LIMIT_SECONDS = 60.0


@dataclass(frozen=True)
class SolveProgress:
    """What a running solve knows: the best plan so far and the bound no plan can beat."""

    seconds: float
    objective: float | None
    bound: float | None
    gap: float | None


Progress = Callable[[SolveProgress], None]


@dataclass(frozen=True)
class SolveOptions:
    """Effort of one solve."""

    gap: float = DEFAULT_GAP
    """Relative gap at which a plan counts as optimal; 0 proves it outright."""
    time_limit: float | None = DEFAULT_TIME_LIMIT_SECONDS
    """Seconds of wall clock for everything; None waits for ever."""
    solver: str = "highs"
    """highs, or cbc where installed."""
    stop: Event | None = None
    """Set it from another thread to stop with the best plan found so far."""
    progress: Progress | None = None
    """Called now and then from the solving thread."""
