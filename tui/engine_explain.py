"""The part of the engine that explains a park, in a worker, part by part."""

from __future__ import annotations

from functools import partial
from threading import Event
from typing import TYPE_CHECKING

from decision.language import Message, current_language
from tui import messages
from tui.engine_records import Recorder, asked_of
from tui.opened import Answer, OpenStudy, Order

if TYPE_CHECKING:
    from decision.analysis.explanation import ParkExplanation
    from decision.ranking.places import PairExplanation

SECONDS = 30.0
"""For one park: what is not settled by then is said to be so."""


class ParkExplainer(Recorder):
    """Why a park stands where it stands, and why it is in the plan or not."""

    def explain(self, turn: int, study: OpenStudy, answer: Answer, order: Order, park: str) -> None:
        """Explain in a worker; ends in ExplanationAdvanced, several times, or ExplanationFailed."""
        self.begin_job(
            "explain",
            partial(self._explain, turn, study, answer, order, park),
            lambda says: self._post(messages.ExplanationFailed(turn, says)),
        )

    def _explain(
        self, turn: int, study: OpenStudy, answer: Answer, order: Order, park: str, stop: Event
    ) -> None:
        from decision.analysis.asked import explanation
        from decision.model.options import SolveOptions

        done, steps = 0, 4

        def told(pair: PairExplanation | None, found: ParkExplanation | None) -> bool:
            nonlocal done
            done += 1
            if not stop.is_set():
                self._post(messages.ExplanationAdvanced(turn, done, steps, pair=pair, found=found))
            return not stop.is_set()

        def asking(question: Message) -> None:
            if not stop.is_set():
                self._post(messages.ExplanationAsks(turn, question))

        asked, language = asked_of(study, answer.question), current_language()
        options = SolveOptions(time_limit=SECONDS, stop=stop)
        found = explanation(study.study, asked, order.ranking, answer.portfolio, park, options, told, asking)
        if not stop.is_set():
            self.keep_answer(
                "tui explain",
                lambda: found,
                study,
                asked,
                {"park": park, "time_limit": SECONDS},
                plan=answer.portfolio,
                language=language,
            )
