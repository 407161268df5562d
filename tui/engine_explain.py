"""The part of the engine that explains a park, in a worker, part by part."""

from __future__ import annotations

from functools import partial
from threading import Event

from tui import messages
from tui.opened import Answer, OpenStudy, Order
from tui.work import Work

SECONDS = 30.0
"""For one park: what is not settled by then is said to be so."""


class ParkExplainer(Work):
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
        from decision.analysis.explainer import Explainer
        from decision.decisions import question as asked_of
        from decision.model.options import SolveOptions
        from decision.ranking.places import Places

        question, steps = answer.question, 4
        method = None if question.method == study.study.criteria.method.name else question.method

        def tell(done: int, **parts: object) -> None:
            if not stop.is_set():
                self._post(messages.ExplanationAdvanced(turn, done, steps, **parts))  # type: ignore[arg-type]

        place = order.place[park]
        pair = None
        if park in order.rank and len(order.rank) > 1:
            places = Places(study.study.parks, study.study.criteria, method=method, weights=question.weights)
            pair = places.pair(order.parks[place - 1 if place else 1], park)
        tell(1, pair=pair)
        asked = asked_of(
            study.study,
            ranking=order.ranking,
            fund=question.fund,
            reject=question.reject,
            settings=question.changes,
        )
        options = SolveOptions(time_limit=SECONDS, stop=stop)
        explainer = Explainer(study.study, asked, order.ranking, answer.portfolio, options)
        tell(2, found=explainer.proven(park))
        if not stop.is_set():
            tell(3, found=explainer.park(park, detailed=False))
        if not stop.is_set():
            tell(4, found=explainer.park(park))
