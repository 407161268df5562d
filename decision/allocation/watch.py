"""A running HiGHS, watched from inside."""

from __future__ import annotations

import threading
import time
from typing import Any

import numpy as np

from decision.allocation.answers import relative_gap
from decision.model.options import Progress, SolveProgress


class Watch:
    """Looks at a running HiGHS from inside: stops it when asked, tells how far it is.

    ``kinds`` are HiGHS's types of callbacks. Whatever a callback raises (Ctrl+C among it) is kept and raised
    after HiGHS has come to rest.
    """

    def __init__(
        self, highs: Any, kinds: Any, sign: float, stop: threading.Event | None, progress: Progress | None
    ) -> None:
        self.kinds, self.sign, self.stop, self.progress = kinds, sign, stop, progress
        self.error: BaseException | None = None
        self.told = 0.0
        self.began = time.perf_counter()
        highs.setCallback(self, None)
        for kind in (
            kinds.kCallbackMipInterrupt,
            kinds.kCallbackSimplexInterrupt,
            kinds.kCallbackIpmInterrupt,
        ):
            highs.startCallback(kind)
        if progress is not None:
            highs.startCallback(kinds.kCallbackMipLogging)
            highs.startCallback(kinds.kCallbackMipImprovingSolution)

    def __call__(self, kind: Any, message: str, known: Any, wanted: Any, __: Any) -> None:
        """HiGHS calls: tell, look at the stop event."""
        try:
            if self.progress is not None:
                self._tell(kind, known)
            if self.stop is not None and self.stop.is_set():
                wanted.user_interrupt = True
        except BaseException as error:
            self.error = error
        if self.error is not None:
            wanted.user_interrupt = True

    def _tell(self, kind: Any, known: Any) -> None:
        kinds = self.kinds
        mixed = (kinds.kCallbackMipInterrupt, kinds.kCallbackMipLogging, kinds.kCallbackMipImprovingSolution)
        now = time.perf_counter()
        if kind not in mixed or (now - self.told < 0.1 and kind != kinds.kCallbackMipImprovingSolution):
            return
        self.told = now
        objective = known.mip_primal_bound * self.sign if np.isfinite(known.mip_primal_bound) else None
        bound = known.mip_dual_bound * self.sign if np.isfinite(known.mip_dual_bound) else None
        assert self.progress is not None
        self.progress(SolveProgress(now - self.began, objective, bound, relative_gap(objective, bound)))

    def reraise(self) -> None:
        """Raise what a callback raised."""
        if self.error is not None:
            raise self.error
