"""What follows from the messages of the engine, one handler each."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Any

from textual import on

from decision.language import _
from tui import messages
from tui.handlers import PanelMessages
from tui.opened import Question
from tui.transitions import carried_over, edited, same_nodes, same_parks, with_answer


class EngineMessages(PanelMessages, inherit_bindings=False):
    """Handlers of what the engine brings."""

    _asked_at: float
    asking_whose = False
    """Whether a study that was read waits for the person's word."""

    def _solve_soon(self, after: float | None = None) -> None:
        raise NotImplementedError

    def keep_progress(self, **changes: Any) -> None:
        """Change the state without repainting."""
        raise NotImplementedError

    @on(messages.StudyRead)
    def _study_read(self, event: messages.StudyRead) -> None:
        files = edited(self.session, event.study, self.engine.digests_written)
        if files:
            self.ask_whose(event, files)
        else:
            self.take_study(event, carried_over(self.session, event.study))

    def ask_whose(self, event: messages.StudyRead, files: tuple[str, ...]) -> None:
        """Ask whose decisions hold where a file was edited under them."""
        raise NotImplementedError

    def take_study(self, event: messages.StudyRead, question: Question) -> None:
        """Go on with a study that was read, asking ``question`` of it."""
        session, study = self.session, event.study
        news = None
        own = {file.shown for file in study.study.files if file.sha256 in self.engine.digests_written}
        if foreign := [file for file in event.changed if file not in own]:
            news = _("read again: {files}", files=", ".join(foreign))
        self.engine.stop()
        self.engine.stop_sweep()
        self.cancel_timer()
        self._asked_at = monotonic()
        self.session = replace(
            session,
            study=study,
            question=question,
            order=None,
            base=None,
            first=None,
            before=session.before,
            answer=session.answer if session.study is not None and same_parks(session.study, study) else None,
            refused=None,
            failure=None,
            turn=session.turn + 1,
            computing=True,
            elapsed=0.0,
            problems=(),
            past=session.past if session.study is not None and same_nodes(session.study, study) else (),
            future=(),
            park=session.park if session.park in study.names else None,
            rule=session.rule if session.rule in study.rules else None,
            own_weights=session.own_weights
            if session.study is not None and same_nodes(session.study, study)
            else {},
            news=news,
        )

    @on(messages.StudyRefused)
    def _study_refused(self, event: messages.StudyRefused) -> None:
        self.show(problems=event.problems, news=None)
        if self.session.study is None:
            self.action_page("data")

    @on(messages.ParksRanked)
    def _parks_ranked(self, event: messages.ParksRanked) -> None:
        session = self.session
        if session.study is None or session.question is None:
            return
        if event.base and self.asking_whose:
            return
        if event.base:
            self.show(base=event.order)
            if session.question.ranking_key != event.order.key:
                self.travel(replace(self.session, order=None))
                return
        elif event.turn != session.turn:
            return
        park = session.park or (event.order.parks[0] if event.order.parks else None)
        self.show(order=event.order, park=park)
        self._solve_soon(0.0)

    @on(messages.PlanSolved)
    def _plan_solved(self, event: messages.PlanSolved) -> None:
        if event.turn != self.session.turn:
            return
        self.session = with_answer(replace(self.session, computing=False, progress=None), event.answer)

    @on(messages.Failed)
    def _failed(self, event: messages.Failed) -> None:
        if event.turn in (0, self.session.turn):
            self.show(failure=event.says, computing=False, progress=None)

    @on(messages.SolverAdvanced)
    def _solver_advanced(self, event: messages.SolverAdvanced) -> None:
        if event.turn == self.session.turn and self.session.computing:
            self.keep_progress(progress=event.progress)

    @on(messages.FilesChanged)
    def _files_changed(self, event: messages.FilesChanged) -> None:
        self.engine.read(self.where, event.files)

    @on(messages.WeightsWritten)
    def _weights_written(self, event: messages.WeightsWritten) -> None:
        self.notify(str(_("weights written to {file}", file=event.file)), markup=False)
        if event.opened is not None:
            self.where = event.opened
            self.show(opened=event.opened)
            self.engine.read(self.where)

    @on(messages.RecordWritten)
    def _record_written(self, event: messages.RecordWritten) -> None:
        self.notify(str(_("run record: {folder}", folder=event.folder)), markup=False, timeout=8)

    @on(messages.ProtocolWritten)
    def _protocol_written(self, event: messages.ProtocolWritten) -> None:
        names = ", ".join(path.name for path in event.documents)
        folder = Path(event.folder).resolve().as_posix()  # nobody remembers where the program was started
        says = _("written to {folder}/: {files}", folder=folder, files=names or "run.json")
        self.notify(str(says), markup=False, timeout=12)
        self.show(news=_("protocol: {folder}", folder=event.folder))
        if self.is_web:
            for path in event.documents:
                self.deliver_binary(path, save_filename=path.name)

    @on(messages.WritingFailed)
    def _writing_failed(self, event: messages.WritingFailed) -> None:
        self.notify(str(event.says), severity="error", markup=False, timeout=8)
