"""How hard to try where many questions are asked of one programme."""

from __future__ import annotations

import time
from dataclasses import dataclass
from threading import Event

GAP = 2e-5
"""Relative gap of a question in depth: a loss is then known to about 2 parts in 100 000 of the portfolio's value."""


@dataclass(frozen=True)
class Effort:
    """How hard to try: gap of each solve, the moment when all must be done, an event that stops."""

    gap: float = GAP
    until: float | None = None
    """On the clock of ``time.perf_counter``; None: no limit."""
    stop: Event | None = None

    @classmethod
    def of(cls, gap: float, seconds: float | None, stop: Event | None) -> Effort:
        """So many seconds from now for everything, and a gap no coarser than :data:`GAP`."""
        return cls(min(gap, GAP), None if seconds is None else time.perf_counter() + seconds, stop)

    @property
    def left(self) -> float | None:
        """Seconds that are left."""
        return None if self.until is None else max(self.until - time.perf_counter(), 1e-3)

    @property
    def over(self) -> bool:
        """Whether it was stopped or time is up."""
        stopped = self.stop is not None and self.stop.is_set()
        return stopped or (self.until is not None and time.perf_counter() >= self.until)
