"""The part of the engine for sweeps over weights; a plan that somebody waits for goes before them."""

from __future__ import annotations

import atexit
import shutil
from pathlib import Path
from tempfile import mkdtemp
from threading import Event
from typing import TYPE_CHECKING, Any

from textual.app import App

from decision.language import current_language
from tui import pagemessages
from tui.engine_records import asked_of
from tui.findings import Part
from tui.opened import OpenStudy, Question
from tui.work import refusal
from tui.writing import Writer

if TYPE_CHECKING:
    from decision.analysis.engine import Progress

RANKINGS = 10_000
"""Sets of weights under which parks are ranked."""
PLANS = 200
"""Sets of weights under which a plan is solved; a second or so each at 180 parks."""
SEED = 1
CONCENTRATION = 50.0
"""How close to the present weights those around them are drawn."""


class Sweeps(Writer):
    """Robustness sweeps."""

    def __init__(self, app: App[Any]) -> None:
        super().__init__(app)
        self._pieces: Path | None = None

    # Robustness --------------------------------------------------------------------------------------

    def sweep(
        self, turn: int, study: OpenStudy, question: Question, statements: tuple[str, ...], spread: str
    ) -> None:
        """Sweep over weights in a worker: SweepAdvanced and SweepFound for each part, SweepEnded at the end.

        Pieces done are kept until the interface is left: the same question goes on where it was stopped.
        """

        def work(stop: Event) -> None:
            says = refusal(lambda: self._sweep(turn, study, question, statements, spread, stop))
            early = stop.is_set()
            self._post(pagemessages.SweepEnded(turn, None if early else says, early))

        self.begin_job(
            "sweep",
            work,
            lambda says: self._post(pagemessages.SweepEnded(turn, says, False)),
            lambda: self._post(pagemessages.SweepEnded(turn, None, True)),
        )

    def stop_sweep(self) -> None:
        """Ask the sweep to end after the piece under way, and to give what it has."""
        self.stop_job("sweep")

    def _sweep(
        self,
        turn: int,
        study: OpenStudy,
        question: Question,
        statements: tuple[str, ...],
        spread: str,
        stop: Event,
    ) -> None:
        from decision.analysis.asked_sweep import SweepEffort, SweepWatch, sweep
        from decision.analysis.chunks import Chunks, digest_of

        def begin(part: Part) -> None:
            self._give_way(stop)
            self._post(pagemessages.SweepAdvanced(turn, part, None))

        def advance(part: Part, progress: Progress) -> None:
            self._post(pagemessages.SweepAdvanced(turn, part, progress))
            self._give_way(stop)

        def done(part: Part, found: Any) -> None:
            self._post(pagemessages.SweepFound(turn, part, found))

        def chunks(drawn: str) -> Chunks:
            key = digest_of(inputs=study.study.digests, study=id(study), key=question.key, drawn=drawn)
            return Chunks(self._kept(), "robust", key)

        asked, language = asked_of(study, question, statements), current_language()
        effort = SweepEffort(
            spread=spread, rankings=RANKINGS, plans=PLANS, seed=SEED, concentration=CONCENTRATION
        )
        found = sweep(study.study, asked, effort, SweepWatch(stop, begin, advance, done), chunks)
        if found:
            self.keep_answer(
                "tui sweep",
                lambda: {part: each.to_dict() for part, each in found.items()},
                study,
                asked,
                {"effort": effort.to_dict()},
                interrupted=stop.is_set(),
                language=language,
            )

    def _kept(self) -> Path:
        if self._pieces is None:
            self._pieces = Path(mkdtemp(prefix="parkfund-"))
            # A worker may still write a piece while the interface is left; the folder goes with the process.
            atexit.register(shutil.rmtree, self._pieces, ignore_errors=True)
        return self._pieces
