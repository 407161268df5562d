"""Nothing decided is lost: the journal, the offer at the next start, and files edited under open decisions."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from textual import on

from decision.language import _
from tui import messages, pagemessages, windows
from tui.comparisontext import plans_put_aside
from tui.findings import answered, entered
from tui.folders import remember_tour
from tui.handlers_rooms import RoomMessages
from tui.journal import Journal, Unfinished, unfinished
from tui.kept import Kept
from tui.keptnotes import NotedPlan, about_kept, changes_of_kept, noted_plans
from tui.notes import note_of, restored
from tui.opened import Answer
from tui.state import Session
from tui.transitions import carried_over, same_nodes
from tui.words import differences

SHOWN = 10
"""Decisions listed in a window."""


class Safekeeping(RoomMessages, inherit_bindings=False):
    """What guards a session's decisions; :class:`tui.app.ParkfundApp` gives it the state and the journal."""

    journal: Journal | None
    first_run = False
    """Whether the tour is to be shown."""
    _left = False
    _offered = False
    _kept_noted: tuple[Kept, ...] = ()
    _waiting: Unfinished | None = None
    """The session whose kept plans are on their way back."""
    _edited: tuple[messages.StudyRead, tuple[str, ...]] | None = None

    # The journal -----------------------------------------------------------------------------------

    def watch_session(self, session: Session) -> None:
        """Note every decision before the next key; offer what an earlier session left, once there is a study."""
        self.confer_where_needed()
        self._keep_plan(session)
        if self.journal is None or session.study is None:
            return
        if not self._offered:
            self._offered = True
            self.call_later(self._offer)
        note = note_of(session)
        if note or self.journal.begun:
            self.journal.note(note)
        kept = session.comparing.kept
        if kept != self._kept_noted:
            for change in changes_of_kept(self._kept_noted, kept):
                self.journal.note(change)
            self._kept_noted = kept

    def _keep_plan(self, session: Session) -> None:
        """Have the answer that is shown to the present question recorded."""
        study, question, order = session.study, session.question, session.order
        if (
            study is None
            or question is None
            or order is None
            or session.computing
            or session.failure is not None
        ):
            return
        if order.key != question.ranking_key:
            return
        answer = session.answer
        if session.refused is not None:
            self.engine.keep_plan(study, order, Answer(question, session.refused))
        elif answer is not None and answer.question.key == question.key:
            self.engine.keep_plan(study, order, answer)

    @on(messages.RecordsFailed)
    def _records_failed(self, event: messages.RecordsFailed) -> None:
        self.show(news=event.says)

    def leave(self) -> None:
        """End knowingly: nothing is kept for the next start."""
        self._left = True
        self.exit()

    def close_journal(self) -> None:
        """Forget the journal where the person left knowingly or nothing is unsaved; else it waits."""
        if self.journal is not None:
            self.journal.close(forget=self._left or not self.session.at_stake)

    def kept_sentence(self) -> str:
        """What to tell a person whose session ended without being asked; empty where nothing was undecided."""
        if self.journal is None or not self.journal.begun or not self.session.at_stake:
            return ""
        return str(_("What you decided is kept: open the study again to go on."))

    def _offer(self) -> None:
        found = unfinished(self.where)
        if found is None:
            if self.first_run:
                self.action_tour()
            return
        session, kept = self._found(found)
        if session is None or session.question is None or session.study is None:
            self._discard(found)
            return
        sentences = [
            str(
                _(
                    "A session of {time} had decided, and written into no file:",
                    time=f"{found.at:%Y-%m-%d %H:%M}",
                )
            ),
            *_some(
                [
                    *differences(session.study.question, session.question, session),
                    *entered(session),
                    *answered(session),
                    *plans_put_aside(session, kept),
                ]
            ),
        ]
        items = [
            windows.Item("continue", _("Go on with these decisions")),
            windows.Item("discard", _("Discard them and begin as the files are")),
        ]
        self.push_screen(
            windows.Choice(str(_("Unfinished session")), sentences, items), partial(self._answered, found)
        )

    def action_tour(self) -> None:
        """The cards of the first run, once; F9 shows them again."""
        self.push_screen(windows.Tour(), lambda _nothing: remember_tour())

    def _answered(self, found: Unfinished, answer: str | None) -> None:
        if answer == "continue":
            session, kept = self._found(found)
            if session is not None:
                self.travel(session)  # noted in this session's journal before the old one goes
                if kept and session.study is not None:
                    self._waiting = found
                    self.engine.restore_kept(session.study, kept)
                elif self.journal is not None and self.journal.begun:
                    self._discard(found)
        elif answer == "discard":
            self._discard(found)

    def _found(self, unfinished: Unfinished) -> tuple[Session | None, tuple[NotedPlan, ...]]:
        """The session with what was decided, and the plans it had put aside; None where there is neither."""
        study = self.session.study
        decided = [note for note in unfinished.notes if not about_kept(note)]
        kept = noted_plans(unfinished.notes, study) if study is not None else ()
        return restored(self.session, decided) or (self.session if kept else None), kept

    @on(pagemessages.KeptRestored)
    def _old_journal_done(self) -> None:
        found, self._waiting = self._waiting, None
        if found is not None:
            self.call_later(self._discard, found)  # once this session's journal holds the plans too

    def _discard(self, found: Unfinished) -> None:
        try:
            found.path.unlink(missing_ok=True)
        except OSError as refused:
            self.notify(str(_("could not write: {reason}", reason=refused.strerror or "")), markup=False)

    # Files edited under open decisions ---------------------------------------------------------------

    def ask_whose(self, event: messages.StudyRead, files: tuple[str, ...]) -> None:
        """Mine, theirs or both in view; Esc leaves everything as it is, and F2 will not overwrite the file."""
        self._edited = event, files
        if not self.asking_whose:
            self.asking_whose = True
            self._ask_whose()

    def _ask_whose(self) -> None:
        assert self._edited is not None
        _event, files = self._edited
        sentences = [
            str(
                _(
                    "Somebody changed {files} on disk, and you have decisions that are in no file.",
                    files=", ".join(files),
                )
            ),
        ]
        items = [
            windows.Item("mine", _("Keep my decisions, on top of the new files")),
            windows.Item("theirs", _("Take the files as they are now; Backspace brings my decisions back")),
            windows.Item("both", _("Show both")),
        ]
        self.push_screen(windows.Choice(str(_("The files changed")), sentences, items), self._whose)

    def _whose(self, answer: str | None) -> None:
        session, waiting = self.session, self._edited
        if waiting is None or session.question is None or session.study is None:
            return
        event, files = waiting
        if answer == "both":
            text = partial(windows.both_text, session, event.study)
            self.push_screen(
                windows.ReadingDialog(str(_("Mine and theirs")), text), lambda _nothing: self._ask_whose()
            )
            return
        self._edited = None
        self.asking_whose = False
        if answer == "mine":
            self.take_study(event, carried_over(session, event.study))
            self.engine.rank_later(0, event.study, event.study.question, base=True)
        elif answer == "theirs":
            mine = session.question
            self.take_study(event, event.study.question)
            self.engine.rank_later(0, event.study, event.study.question, base=True)
            if same_nodes(session.study, event.study):
                self.session = replace(self.session, past=(*session.past, mine))
        else:
            news = _(
                "{files}: changed on disk, not read yet (F9: read the files again)", files=", ".join(files)
            )
            self.show(news=news)


def _some(lines: list[str]) -> list[str]:
    more = len(lines) - SHOWN
    return lines if more <= 0 else [*lines[:SHOWN], str(_("… and {count} more", count=more))]
