"""Page 5: keeps plans, has them compared, makes one of them the present plan again."""

from __future__ import annotations

from dataclasses import replace

from textual import on

from decision.language import _, current_language
from tui import messages
from tui.comparisontext import said_of
from tui.explaining import Explaining
from tui.kept import LETTERS, Comparing, Kept, free_place
from tui.transitions import same_nodes


class ComparePage(Explaining, inherit_bindings=False):
    """What page 5 needs of the app."""

    def action_keep(self) -> None:
        """F5: put the present plan aside."""
        session = self.session
        answer, comparing = session.answer, session.comparing
        if session.study is None or session.order is None or answer is None or not answer.has_plan:
            self._hint(_("there is no plan to keep yet"))
            return
        if session.stale:
            self._hint(_("the plan on the screen is the previous one: wait for the new one, then keep it"))
            return
        same = next((each for each in comparing.kept if each.question.key == answer.question.key), None)
        place = free_place(comparing.kept)
        if same is not None and same.study is session.study:
            self._hint(_("kept already as {letter}; page 5 compares", letter=same.letter))
            return
        if place is None:
            self._hint(_("four plans are kept: remove one on page 5 with Delete"))
            return
        kept = Kept(place, session.study, answer, session.order)
        self.engine.remember(session.study, answer)
        self._compare(replace(comparing, kept=(*comparing.kept, kept), chosen=len(comparing.kept)))
        self._hint(_("kept as {letter}: {decisions}", letter=kept.letter, decisions=said_of(kept, session)))

    @on(messages.KeptRestored)
    def _kept_restored(self, event: messages.KeptRestored) -> None:
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
        comparing = replace(comparing, chosen=chosen, comparison=None, failure=None, turn=comparing.turn + 1)
        self.show(comparing=comparing)
        if len(comparing.kept) >= 2:
            self.engine.compare(comparing.turn, comparing.kept)

    @on(messages.PlansCompared)
    def _plans_compared(self, event: messages.PlansCompared) -> None:
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
