"""The only module that calls the core: everything slow runs in worker threads and comes back as a message.

Heavy libraries (pandas, pymcdm, PuLP, HiGHS) are imported inside the workers, so the first frame is painted
before any of them. A person who exits never waits for a solve: every running one is asked to stop.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import Event, Lock, Thread
from time import perf_counter
from typing import TYPE_CHECKING, Any

from textual.app import App
from textual.message import Message as TextualMessage

from decision.errors import InputProblems, ParkfundError, Problem
from decision.language import _, number, speaking
from tui import messages
from tui.opened import Answer, OpenStudy, Order, Question
from tui.report import write_report
from tui.watching import Watcher, files_around

if TYPE_CHECKING:
    pass

SLOW_RANKING = 0.05
"""Seconds above which rankings leave the event loop for a worker."""

CACHED_PLANS = 200


class Engine:
    """Reads, ranks, solves, watches and writes for one app."""

    def __init__(self, app: App[Any]) -> None:
        self._app = app
        self._closing = Event()
        self._stops: dict[int, Event] = {}
        self._lock = Lock()
        self._where: str | Path = ""
        self._watcher = Watcher(self._closing, lambda files: self._post(messages.FilesChanged(files)))
        self._plans: dict[tuple[Any, ...], Answer] = {}
        self._rank_seconds = 0.0

    # Reading ---------------------------------------------------------------------------------------

    def read(self, where: str | Path, changed: tuple[str, ...] = ()) -> None:
        """Read a study; ends in StudyRead and ParksRanked, or in StudyRefused."""
        self._where = where
        self._work(partial(self._read, where, changed), "read")

    def _read(self, where: str | Path, changed: tuple[str, ...]) -> None:
        from decision.allocation.rules import barred_by
        from decision.checks import check_study
        from decision.files.load import load_study
        from decision.ranking.weighting import weigh

        self._watcher.look_at(files_around(where))
        try:
            study = load_study(where)
            remarks = check_study(study)
            if any(not remark.warning for remark in remarks):
                raise InputProblems(remarks)
            shares = weigh(study.criteria, study.parks).shares
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
        self._watcher.look_at([*(file.path for file in study.files), *files_around(study.path or where)])
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
            methods=_methods(),
            remarks=tuple(remarks),
            shares=shares,
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

    def rank_later(self, turn: int, study: OpenStudy, question: Question) -> None:
        """Rank in a worker; ends in ParksRanked or Failed."""
        self._work(partial(self._rank, turn, study, question), "rank")

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
        return Answer(question, found.portfolio) if found is not None else None

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
            from decision.decisions import allocate
            from decision.model.options import SolveOptions

            options = SolveOptions(
                time_limit=limit,
                stop=stop,
                progress=lambda progress: self._post(messages.SolverAdvanced(turn, progress)),
            )
            portfolio = allocate(
                study.study,
                ranking=order.ranking,
                fund=question.fund,
                reject=question.reject,
                settings={
                    f"rules.{rule}.active": str(active).lower() for rule, active in question.rules.items()
                },
                options=options,
            )
            answer = Answer(question, portfolio)
            if portfolio.ending in ("optimal", "infeasible"):
                with self._lock:
                    while len(self._plans) >= CACHED_PLANS:
                        self._plans.pop(next(iter(self._plans)))
                    self._plans[(id(study), *question.key)] = answer
            self._post(messages.PlanSolved(turn, answer))

        try:
            if not stop.is_set():
                self._guard(turn, solved)
        finally:
            with self._lock:
                self._stops.pop(turn, None)

    def stop(self) -> None:
        """Ask every running solve to end with the best plan it has."""
        with self._lock:
            for stop in self._stops.values():
                stop.set()

    def watch(self) -> None:
        """Look at the study's files twice a second from now on; FilesChanged once a change has settled."""
        self._work(self._watcher.run, "watch")

    # Writing ---------------------------------------------------------------------------------------

    def write_weights(self, study: OpenStudy, weights: Mapping[str, float]) -> None:
        """Write weights into the criteria file of the study; ends in WeightsWritten or WritingFailed."""
        file = next(file for file in study.study.files if file.role == "criteria")
        self._work(partial(self._write, file.path, file.shown, weights), "write")

    def write_copy(self, name: str, folder: Path, weights: Mapping[str, float]) -> None:
        """Make an own copy of a bundled study and write the weights there."""

        def copied() -> None:
            from decision.files.initialise import initialise
            from decision.files.load import load_study

            if folder.exists():
                raise ParkfundError(_("{folder} exists already and stays as it is", folder=folder.name))
            initialise(folder, name)
            criteria = next(file for file in load_study(folder).files if file.role == "criteria")
            self._write(criteria.path, criteria.shown, weights, str(folder))

        self._work(partial(self._guard_writing, copied), "write")

    def write_member(self, path: Path, name: str, weights: Mapping[str, float]) -> None:
        """Write the weights alone, as a new file that ``--weights`` reads."""

        def written() -> None:
            lines = [f"name: {name}", "weights:", *(f"  {id}: {value:g}" for id, value in weights.items())]
            try:
                with path.open("x", encoding="utf-8", newline="\n") as file:
                    file.write("\n".join(lines) + "\n")
            except FileExistsError:
                raise ParkfundError(_("{file} exists already and stays as it is", file=path.name)) from None
            self._post(messages.WeightsWritten(path.name))

        self._work(partial(self._guard_writing, written), "write")

    def _write(self, path: Path, shown: str, weights: Mapping[str, float], opened: str | None = None) -> None:
        def written() -> None:
            from decision.files.save import save_weights

            save_weights(path, weights)
            self._post(messages.WeightsWritten(shown, opened))

        self._guard_writing(written)

    def _guard_writing(self, write: Callable[[], None]) -> None:
        try:
            write()
        except ParkfundError as refused:
            self._post(messages.WritingFailed(refused.says))
        except OSError as refused:
            self._post(
                messages.WritingFailed(
                    _("could not write: {reason}", reason=refused.strerror or str(refused))
                )
            )
        except Exception as broken:
            self._post(
                messages.WritingFailed(_("something broke; a report is in {file}", file=write_report(broken)))
            )

    # Machinery -------------------------------------------------------------------------------------

    def close(self) -> None:
        """Ask everything to end."""
        self._closing.set()
        self.stop()

    def _work(self, work: Callable[[], None], group: str) -> None:
        # Not a worker of Textual: it would keep the last frame on the terminal until a solve has stopped.
        # Nor a daemon: the interpreter must not be torn down under native code.
        Thread(target=work, name=f"parkfund-{group}").start()

    def _post(self, message: TextualMessage) -> None:
        if not self._closing.is_set():
            with suppress(RuntimeError):  # the app ended at this very moment
                self._app.post_message(message)

    def _guard(self, turn: int, work: Callable[[], None], ranking: bool = False) -> None:
        try:
            work()
        except InputProblems as refused:
            self._post(messages.Failed(turn, str(refused), ranking))
        except ParkfundError as refused:
            self._post(messages.Failed(turn, refused.says, ranking))
        except Exception as broken:
            says = _("something broke; a report is in {file}", file=write_report(broken))
            self._post(messages.Failed(turn, says, ranking))


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


def _is_bundled_name(where: str | Path) -> bool:
    return not Path(where).exists()
