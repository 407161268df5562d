"""The part of the engine that compares kept plans, in a worker."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Event
from typing import TYPE_CHECKING, Any

from decision.errors import ParkfundError
from decision.language import current_language
from tui import pagemessages
from tui.engine_records import Recorder, asked_of
from tui.findings import OwnWeights
from tui.kept import Kept
from tui.keptnotes import NotedPlan
from tui.opened import Answer, OpenStudy, Order, Question
from tui.work import refusal

if TYPE_CHECKING:
    from decision.allocation.revising import Reviser
    from decision.analysis.regret_of_plans import RegretOfPlans
    from decision.model.options import SolveOptions
    from decision.model.results import Portfolio
    from decision.records.comparisons import PlansRegret

SECONDS = 20.0
"""For a kept plan that has to be solved anew; large studies get more, see :attr:`OpenStudy.patience`."""

SECONDS_OF_REGRET = 60.0
"""For the best portfolios of all members; more in large studies."""


class PlanComparer(Recorder):
    """Comparison of two to four plans."""

    _plans: dict[tuple[Any, ...], Answer]
    _optima: tuple[tuple[Any, ...], Mapping[str, Portfolio]] | None = None
    """The members' best portfolios, with the question that they answer."""

    def rank(self, study: OpenStudy, question: Question) -> Order:
        """The ranking, computed here and now."""
        raise NotImplementedError

    def _answer(
        self,
        study: OpenStudy,
        question: Question,
        order: Order,
        options: SolveOptions,
        reviser: Reviser | None = None,
    ) -> Answer:
        """Solve here and now."""
        raise NotImplementedError

    def compare(self, turn: int, kept: tuple[Kept, ...], own: Mapping[str, OwnWeights]) -> None:
        """Compare in a worker; PlansCompared, then PlansRegretted."""

        def compared(stop: Event) -> None:
            from decision.analysis.asked import side
            from decision.analysis.compare import compare

            language = current_language()
            sides = [
                side(
                    each.label,
                    each.study.study,
                    asked_of(each.study, each.question),
                    each.order.ranking,
                    each.answer.portfolio,
                )
                for each in kept
            ]
            comparison = compare(sides)
            self._post(pagemessages.PlansCompared(turn, comparison))
            self.keep_comparison(kept, comparison, None, language)
            found: list[RegretOfPlans | None] = [None]
            says = refusal(lambda: found.append(self._regrets(kept, own, stop)))
            if stop.is_set():
                return
            self._post(pagemessages.PlansRegretted(turn, found[-1], says))
            if found[-1] is not None or says is not None:
                regret = _asked_regret(kept, own, found[-1], says)
                self.keep_comparison(kept, comparison, regret, language)

        self.begin_job(
            "compare", compared, lambda says: self._post(pagemessages.PlansCompared(turn, None, says))
        )

    def _regrets(
        self, kept: tuple[Kept, ...], own: Mapping[str, OwnWeights], stop: Event
    ) -> RegretOfPlans | None:
        """What members lose under the kept plans of the first one's files, under the first one's rules and money."""
        from decision.analysis.asked import plans_regret
        from decision.model.options import SolveOptions

        study, decided = kept[0].study, kept[0].decided
        asked = asked_of(study, decided, own=own)
        if not asked.everyone(study.study):
            return None
        self._give_way(stop)
        key = (study, decided.key, tuple(own.items()))
        known = self._optima
        plans = {each.label: each.answer.portfolio for each in _of_the_first(kept)}
        options = SolveOptions(time_limit=SECONDS_OF_REGRET * study.patience, stop=stop)
        optima = known[1] if known is not None and known[0] == key else None
        found = plans_regret(study.study, asked, plans, options, optima)
        if found is not None:
            self._optima = (key, found.optima)
        return found

    def as_answer(self, study: OpenStudy, question: Question, portfolio: Portfolio) -> Answer:
        """A plan that another page has found, as the answer to ``question``; here and now, nothing is solved."""
        from decision.analysis.territory import territory

        return Answer(question, portfolio, territory(study.study, portfolio))

    def restore_kept(self, study: OpenStudy, noted: tuple[NotedPlan, ...]) -> None:
        """Bring noted plans back in a worker; ends in KeptRestored.

        A plan is taken as it was noted. Where the files have changed since, its question is answered anew.
        """

        def restored(stop: Event) -> None:
            from decision.analysis.territory import territory
            from decision.model.options import SolveOptions

            kept, anew, lost = [], [], []
            for each in noted:
                try:
                    order = self.rank(study, each.question)
                    if each.same_files:
                        portfolio = each.portfolio()
                        answer = Answer(each.question, portfolio, territory(study.study, portfolio))
                    else:
                        options = SolveOptions(time_limit=SECONDS * study.patience, stop=stop)
                        answer = self._answer(study, each.question, order, options)
                        anew.append(each.label)
                except (ParkfundError, KeyError, TypeError, ValueError):
                    lost.append(each.label)
                    continue
                if answer.has_plan:
                    kept.append(Kept(each.place, study, answer, order, each.origin, each.derived_from))
                else:
                    lost.append(each.label)
            solved = tuple(label for label in anew if label not in lost)
            self._post(pagemessages.KeptRestored(tuple(kept), solved, tuple(lost)))

        labels = tuple(each.label for each in noted)
        self.begin_job(
            "restore", restored, lambda says: self._post(pagemessages.KeptRestored((), (), labels))
        )

    def remember(self, study: OpenStudy, answer: Answer) -> None:
        """Have an answer at hand when its question is asked again, proven or not."""
        with self._lock:
            self._plans[(id(study), *answer.question.key)] = answer


def _of_the_first(kept: tuple[Kept, ...]) -> tuple[Kept, ...]:
    """The plans that answer the first one's files: regrets of others would be measured by other parks and rules."""
    return tuple(each for each in kept if each.study is kept[0].study)


def _asked_regret(
    kept: tuple[Kept, ...], own: Mapping[str, OwnWeights], found: RegretOfPlans | None, says: object
) -> PlansRegret:
    from decision.records.comparisons import PlansRegret

    return PlansRegret(
        tuple(each.label for each in _of_the_first(kept)),
        asked_of(kept[0].study, kept[0].decided, own=own),
        SECONDS_OF_REGRET * kept[0].study.patience,
        found,
        None if says is None else str(says),
    )
