"""Page 5: keeps plans, has them compared, makes one of them the present plan again."""

from __future__ import annotations

from dataclasses import replace

from textual import on

from decision.language import _, current_language
from tui import messages, pagemessages
from tui.comparisontext import said_of
from tui.explaining import Explaining
from tui.findings import names_of, regret_key
from tui.kept import LETTERS, Comparing, Kept, free_place
from tui.opened import Answer, Order, Question
from tui.state import Session
from tui.trading import with_parks
from tui.transitions import same_nodes


class ComparePage(Explaining, inherit_bindings=False):
    """What page 5 needs of the app."""

    def action_keep(self) -> None:
        """F5: put the present plan aside."""
        session = self.session
        answer = session.answer
        if session.study is None or session.order is None or answer is None or not answer.has_plan:
            self._hint(_("there is no plan to keep yet"))
            return
        if session.stale:
            self._hint(_("the plan on the screen is the previous one: wait for the new one, then keep it"))
            return
        self._keep(answer, session.order)

    def action_keep_regret(self) -> None:
        """G: put the plan of least regret aside."""
        session = self.session
        found = session.room.regret
        portfolio = found.portfolios.get("least_regret") if found is not None else None
        fresh = session.room.regret_key == regret_key(session)
        if portfolio is None or not fresh or session.study is None or session.question is None:
            self._hint(_("compute the regrets of this plan first: Enter on page 8"))
            return
        asked = with_parks(session.question, session.study, portfolio)
        answer = self.engine.as_answer(session.study, asked, portfolio)
        self._keep(answer, session.order, "least_regret", session.question)

    def _keep(
        self, answer: Answer, order: Order, origin: str = "", derived_from: Question | None = None
    ) -> None:
        session, comparing = self.session, self.session.comparing
        same = next((each for each in comparing.kept if each.question.key == answer.question.key), None)
        place = free_place(comparing.kept)
        if same is not None and same.study is session.study:
            self._hint(_("kept already as {letter}; page 5 compares", letter=same.letter))
            return
        if place is None:
            self._hint(_("four plans are kept: remove one on page 5 with Delete"))
            return
        assert session.study is not None
        kept = Kept(place, session.study, answer, order, origin, derived_from)
        self.engine.remember(session.study, answer)
        self.engine.keep_plan(session.study, order, answer, put_aside=True)
        self._compare(replace(comparing, kept=(*comparing.kept, kept), chosen=len(comparing.kept)))
        self._hint(_("kept as {letter}: {decisions}", letter=kept.letter, decisions=said_of(kept, session)))

    @on(pagemessages.KeptRestored)
    def _kept_restored(self, event: pagemessages.KeptRestored) -> None:
        comparing = self.session.comparing
        taken = {each.place for each in comparing.kept}
        back = tuple(each for each in event.kept if each.place not in taken)
        for each in back:
            self.engine.remember(each.study, each.answer)
        kept = tuple(sorted((*comparing.kept, *back), key=lambda each: each.place))
        self._compare(replace(comparing, kept=kept))
        if event.anew:
            plans = ", ".join(map(_letter, event.anew))
            self._hint(_("the files have changed: solved anew: {plans}", plans=plans), 12)
        if event.lost:
            plans = ", ".join(map(_letter, event.lost))
            self._hint(_("kept plans that the files allow no more are gone: {plans}", plans=plans), 12)

    def _hint(self, says: object, seconds: float = 4) -> None:
        self.notify(str(says), markup=False, timeout=seconds)

    def _compare(self, comparing: Comparing) -> None:
        chosen = min(comparing.chosen, max(0, len(comparing.kept) - 1))
        several = len(comparing.kept) >= 2
        own = self.session.own_weights
        comparing = replace(
            comparing,
            chosen=chosen,
            comparison=None,
            failure=None,
            turn=comparing.turn + 1,
            own=own,
            regretting=several and bool(names_of(self.session)),
            regrets=None,
            regret_failure=None,
        )
        self.show(comparing=comparing)
        if several:
            self.engine.compare(comparing.turn, comparing.kept, own)

    def follow_session(self) -> None:
        """Follow the members' weights."""
        self.watch(self, "session", self._follow_members, init=False)
        super().follow_session()

    def _follow_members(self, session: Session) -> None:
        comparing = session.comparing
        asked = comparing.own is not None and len(comparing.kept) >= 2
        if session.page == "compare" and asked and comparing.own != session.own_weights:
            self._compare(comparing)

    @on(pagemessages.PlansRegretted)
    def _plans_regretted(self, event: pagemessages.PlansRegretted) -> None:
        comparing = self.session.comparing
        if event.turn == comparing.turn:
            found = {"regretting": False, "regrets": event.found, "regret_failure": event.failure}
            self.show(comparing=replace(comparing, **found))

    @on(pagemessages.PlansCompared)
    def _plans_compared(self, event: pagemessages.PlansCompared) -> None:
        comparing = self.session.comparing
        if event.turn == comparing.turn:
            self.show(comparing=replace(comparing, comparison=event.comparison, failure=event.failure))

    @on(messages.KeptChosen)
    def _kept_chosen(self, event: messages.KeptChosen) -> None:
        comparing = self.session.comparing
        if comparing.kept:
            chosen = min(max(event.place, 0), len(comparing.kept) - 1)
            self.show(comparing=replace(comparing, chosen=chosen))

    def action_adopt_kept(self) -> None:
        """Make the chosen plan the present one: weights, method, pins, rules, money."""
        session = self.session
        kept = session.comparing.chosen_plan
        if kept is None or session.study is None:
            return
        question = kept.question
        known = all(park in session.study.names for park in (*question.fund, *question.reject))
        known = known and all(rule in session.study.rules for rule in question.rules)
        if kept.study is not session.study and not (same_nodes(kept.study, session.study) and known):
            self._hint(_("the files have changed since it was kept: it does not fit them any more"))
            return
        self.ask(question)
        self._hint(_("{letter} is the present plan; Backspace takes it back", letter=kept.letter))

    def action_remove_kept(self) -> None:
        """Remove the chosen plan from the comparison."""
        comparing = self.session.comparing
        gone = comparing.chosen_plan
        if gone is not None:
            self._compare(replace(comparing, kept=tuple(each for each in comparing.kept if each is not gone)))

    def action_all_parks(self) -> None:
        """Show all parks, or only those that differ."""
        comparing = self.session.comparing
        self.show(comparing=replace(comparing, all_parks=not comparing.all_parks))


def _letter(label: str) -> str:
    return LETTERS[current_language()][LETTERS["en"].index(label)]
