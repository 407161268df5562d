"""The part of the engine that compares kept plans, in a worker."""

from __future__ import annotations

from threading import Event
from typing import Any

from tui import messages
from tui.kept import Kept
from tui.opened import Answer, OpenStudy
from tui.work import Work


class PlanComparer(Work):
    """Comparison of two to four plans."""

    _plans: dict[tuple[Any, ...], Answer]

    def compare(self, turn: int, kept: tuple[Kept, ...]) -> None:
        """Compare in a worker; ends in PlansCompared."""

        def compared(stop: Event) -> None:
            from decision.analysis.compare import compare
            from decision.analysis.compared import Compared

            sides = [
                Compared(
                    each.label,
                    each.study.study,
                    each.order.ranking,
                    each.answer.portfolio,
                    {
                        "fund": each.question.fund,
                        "reject": each.question.reject,
                        "settings": each.question.changes,
                    },
                )
                for each in kept
            ]
            self._post(messages.PlansCompared(turn, compare(sides)))

        self.begin_job("compare", compared, lambda says: self._post(messages.PlansCompared(turn, None, says)))

    def remember(self, study: OpenStudy, answer: Answer) -> None:
        """Have an answer at hand when its question is asked again, proven or not."""
        with self._lock:
            self._plans[(id(study), *answer.question.key)] = answer
