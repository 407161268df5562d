"""The only module that calls the core: everything slow runs in worker threads and comes back as a message.

Heavy libraries (pandas, pymcdm, PuLP, HiGHS) are imported inside the workers, so the first frame is painted
before any of them. A person who exits never waits for a solve: every running one is asked to stop.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Event
from time import perf_counter
from typing import TYPE_CHECKING, Any

from textual.app import App

from decision.errors import InputProblems, ParkfundError, Problem
from decision.language import _, number, speaking
from tui import messages
from tui.engine_compare import PlanComparer
from tui.engine_explain import ParkExplainer
from tui.engine_protocol import ProtocolWriter
from tui.engine_trade import TradeOffs
from tui.keeping import RecordKeeper
from tui.opened import Answer, OpenStudy, Order, Question
from tui.report import write_report
from tui.rooms import Rooms, shares_of_members
from tui.watching import Watcher, files_around

if TYPE_CHECKING:
    from decision.allocation.revising import Reviser
    from decision.model.options import SolveOptions
    from decision.model.study import Study

SLOW_RANKING = 0.05
"""Seconds above which rankings leave the event loop for a worker."""

CACHED_PLANS = 200


class Engine(ParkExplainer, PlanComparer, TradeOffs, Rooms, ProtocolWriter):
    """Reads, ranks, solves, watches and writes for one app."""

    def __init__(self, app: App[Any], keeper: RecordKeeper | None = None) -> None:
        super().__init__(app)
        self.keeper = keeper
        if keeper is not None:
            keeper.failed = lambda says: self._post(messages.RecordsFailed(says))
        self._where: str | Path = ""
        self._watcher = Watcher(self._closing, lambda files: self._post(messages.FilesChanged(files)))
        self._plans: dict[tuple[Any, ...], Answer] = {}
        self._reviser: Reviser | None = None
        self._rank_seconds = 0.0
        self._files: tuple[Path, ...] = ()
        self.digests_written: set[str] = set()

    # Reading ---------------------------------------------------------------------------------------

    def read(self, where: str | Path, changed: tuple[str, ...] = ()) -> None:
        """Read a study; ends in StudyRead and ParksRanked, or in StudyRefused."""
        self._where = where
        self._work(partial(self._read, where, changed), "read")

    def _read(self, where: str | Path, changed: tuple[str, ...]) -> None:
        from decision.allocation.rules import barred_by
        from decision.checks import check_study, load_study
        from decision.ranking.weighting import weigh

        # Those of the last good version too: one that vanished is read again once it is back.
        self._watcher.look_at([*files_around(where), *self._files])
        try:
            study = load_study(where)
            remarks = check_study(study)
            if any(not remark.warning for remark in remarks):
                raise InputProblems(remarks)
            shares = weigh(study.criteria, study.parks).shares
            members = shares_of_members(study)
        except InputProblems as refused:
            self._post(messages.StudyRefused(refused.problems))
            return
        except ParkfundError as refused:
            self._post(messages.StudyRefused((Problem(refused.says),)))
            return
        except Exception as broken:
            says = _("something broke; a report is in {file}", file=write_report(broken))
            self._post(messages.StudyRefused((Problem(says),)))
            return
        self._files = tuple(file.path for file in study.files)
        self._watcher.look_at([*self._files, *files_around(study.path or where)])
        criteria = next((file for file in study.files if file.role == "criteria"), None)
        for language in ("en", "ru"):
            with speaking(language):
                number(1.5, 1)
        opened = OpenStudy(
            study,
            writable=criteria is not None
            and not _is_bundled_name(where)
            and os.access(criteria.path, os.W_OK),
            criteria_file=criteria.shown if criteria is not None else "",
            programme_file=_writable_programme(study, where),
            methods=_methods(),
            remarks=tuple(remarks),
            shares=shares,
            members=members,
            members_writable=study.path is not None and not _is_bundled_name(where),
            barred=barred_by(study.programme, study.parks.table),
        )
        self._post(messages.StudyRead(opened, changed))
        self._rank(0, opened, opened.question, base=True)

    # Ranking ---------------------------------------------------------------------------------------

    @property
    def ranks_at_once(self) -> bool:
        """Whether a ranking is quick enough for the event loop."""
        return self._rank_seconds < SLOW_RANKING

    def rank(self, study: OpenStudy, question: Question) -> Order:
        """The ranking, computed here and now.

        Raises:
            ParkfundError: the method or the weights cannot be used with these parks.
        """
        from decision.decisions import rank

        begun = perf_counter()
        order = Order(
            rank(study.study, method=_method(study, question), weights=question.weights), question.ranking_key
        )
        self._rank_seconds = perf_counter() - begun
        return order

    def rank_later(self, turn: int, study: OpenStudy, question: Question, base: bool = False) -> None:
        """Rank in a worker; ends in ParksRanked or Failed."""
        self._work(partial(self._rank, turn, study, question, base), "rank")

    def _rank(self, turn: int, study: OpenStudy, question: Question, base: bool = False) -> None:
        def ranked() -> None:
            self._post(messages.ParksRanked(turn, self.rank(study, question), base))

        self._guard(turn, ranked, ranking=True)
        if base:  # the first call paid for the imports: it says nothing about the next one
            self._rank_seconds = 0.0

    # Solving ---------------------------------------------------------------------------------------

    def known(self, study: OpenStudy, question: Question) -> Answer | None:
        """The proven answer to a question asked before, so that undo is instant."""
        found = self._plans.get((id(study), *question.key))
        return replace(found, question=question) if found is not None else None

    def solve(self, turn: int, study: OpenStudy, question: Question, order: Order, limit: float) -> None:
        """Solve in a worker, after asking every older solve to stop; ends in PlanSolved or Failed."""
        self.stop()
        stop = Event()
        with self._lock:
            self._stops[turn] = stop
        self._work(partial(self._solve, turn, study, question, order, limit, stop), "solve")

    def _solve(
        self, turn: int, study: OpenStudy, question: Question, order: Order, limit: float, stop: Event
    ) -> None:
        def solved() -> None:
            from decision.model.options import SolveOptions

            options = SolveOptions(
                time_limit=limit,
                stop=stop,
                progress=lambda progress: self._post(messages.SolverAdvanced(turn, progress)),
            )
            reviser = self._the_reviser()
            self._post(messages.PlanSolved(turn, self._answer(study, question, order, options, reviser)))
            reviser.prepare(SolveOptions(time_limit=limit, stop=stop))

        try:
            if not stop.is_set():
                self._guard(turn, solved)
        finally:
            with self._lock:
                self._stops.pop(turn, None)

    def _answer(
        self,
        study: OpenStudy,
        question: Question,
        order: Order,
        options: SolveOptions,
        reviser: Reviser | None = None,
    ) -> Answer:
        """Solve here and now; what is settled for good is remembered."""
        from decision.analysis.territory import territory
        from decision.decisions import allocate

        portfolio = allocate(
            study.study,
            ranking=order.ranking,
            fund=question.fund,
            reject=question.reject,
            settings=question.changes,
            options=options,
            reviser=reviser,
        )
        answer = Answer(question, portfolio, territory(study.study, portfolio))
        if portfolio.ending in ("optimal", "infeasible"):
            with self._lock:
                while len(self._plans) >= CACHED_PLANS:
                    self._plans.pop(next(iter(self._plans)))
                self._plans[(id(study), *question.key)] = answer
        return answer

    def try_questions(
        self,
        turn: int,
        study: OpenStudy,
        order: Order,
        questions: Mapping[str, Question],
        limit: float = 10.0,
    ) -> None:
        """Solve questions beside the present one, one after another; each ends in WayTried."""

        def tried(stop: Event) -> None:
            from decision.model.options import SolveOptions

            for way, question in questions.items():
                answer = None
                with suppress(ParkfundError):
                    if not stop.is_set():
                        answer = self._answer(
                            study, question, order, SolveOptions(time_limit=limit, stop=stop)
                        )
                if not stop.is_set():
                    self._post(messages.WayTried(turn, way, answer))
                    if answer is not None:
                        self.keep_way(study, order, answer, way)

        self.begin_job("try", tried, lambda says: None)

    def check_settings(self, study: OpenStudy, question: Question) -> None:
        """Check the bounds that a question sets, as strictly as a file.

        Raises:
            ParkfundError: what is wrong with them.
        """
        from decision.decisions import changed_programme

        changed_programme(study.study, settings=question.changes)

    def _the_reviser(self) -> Reviser:
        """What keeps the last plan, made at the first solve so that no solver is loaded before the first frame."""
        from decision.allocation.revising import Reviser

        with self._lock:
            if self._reviser is None:
                self._reviser = Reviser()
            return self._reviser

    def stop(self) -> None:
        """Ask every running solve to end with the best plan it has."""
        with self._lock:
            for stop in self._stops.values():
                stop.set()

    def watch(self) -> None:
        """Look at the study's files twice a second from now on; FilesChanged once a change has settled."""
        self._work(self._watcher.run, "watch")

    # Machinery -------------------------------------------------------------------------------------

    def close(self) -> None:
        """Ask everything to end."""
        super().close()
        self.stop()


def import_solver_now() -> None:
    """Import the solver before the first frame, where the screen itself is drawn on file descriptor 1.

    HiGHS prints a banner there when it is first used; muting it while the driver of Windows or of the browser
    draws would swallow a frame.
    """
    import decision.allocation.solver  # noqa: F401


def _method(study: OpenStudy, question: Question) -> str | None:
    return None if question.method == study.study.criteria.method.name else question.method


def _methods() -> tuple[tuple[str, str], ...]:
    from decision.ranking.methods import METHODS

    return tuple((id, str(getattr(method, "name", id))) for id, method in METHODS.items())


def _writable_programme(study: Study, where: str | Path) -> str:
    """The programme's file as shown, where it is the person's own and can be written."""
    file = next((file for file in study.files if file.role == "programme"), None)
    own = file is not None and not _is_bundled_name(where) and os.access(file.path, os.W_OK)
    return file.shown if file is not None and own else ""


def _is_bundled_name(where: str | Path) -> bool:
    return not Path(where).exists()
