"""The part of the engine for sweeps over weights; a plan that somebody waits for goes before them."""

from __future__ import annotations

import atexit
import shutil
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp
from threading import Event
from typing import TYPE_CHECKING, Any

from textual.app import App

from tui import pagemessages
from tui.findings import Part
from tui.opened import OpenStudy, Question
from tui.work import refusal
from tui.writing import Writer

if TYPE_CHECKING:
    from decision.analysis.engine import Progress
    from decision.model.study import Study

RANKINGS = 10_000
"""Sets of weights under which parks are ranked."""
PLANS = 200
"""Sets of weights under which a plan is solved; a second or so each at 180 parks."""
SEED = 1
SECONDS_A_PLAN = 20.0
CONCENTRATION = 50.0
"""Around the present weights: deviation of a weight w is √(w (1 − w) / 51), 7 hundredths at one half."""
EXACT_FROM, EXACT_SECONDS = 60, 10.0
"""With no more parks than this all non-dominated portfolios are enumerated too, for so many seconds."""


class Sweeps(Writer):
    """Robustness sweeps."""

    def __init__(self, app: App[Any]) -> None:
        super().__init__(app)
        self._stops: dict[int, Event] = {}
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

        self.begin_job("sweep", work, lambda says: self._post(pagemessages.SweepEnded(turn, says, False)))

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
        from decision.analysis.chunks import Chunks, digest_of
        from decision.analysis.polytope import polytope
        from decision.analysis.portfolio_stability import portfolio_stability
        from decision.analysis.robust import robust
        from decision.analysis.smaa import smaa
        from decision.analysis.smaa_inputs import inputs_of
        from decision.model.options import SolveOptions
        from decision.ranking.stability import stability

        incomplete = (*study.study.criteria.incomplete, *statements)
        asked = with_weights(study.study, question, incomplete)
        method = None if question.method == asked.criteria.method.name else question.method
        drawn = inputs_of(
            asked,
            weights=spread or None,
            concentration=CONCENTRATION,
            data="on",
            samples=RANKINGS,
            method=method,
        )
        pins: dict[str, Any] = {
            "fund": question.fund,
            "reject": question.reject,
            "settings": question.changes,
        }

        def begin(part: Part) -> None:
            self._give_way(stop)
            self._post(pagemessages.SweepAdvanced(turn, part, None))

        def advance(part: Part, progress: Progress) -> None:
            self._post(pagemessages.SweepAdvanced(turn, part, progress))
            self._give_way(stop)

        begin("stability")
        self._post(
            pagemessages.SweepFound(turn, "stability", stability(asked.parks, asked.criteria, method=method))
        )
        if stop.is_set():
            return
        begin("smaa")
        ranks = smaa(
            asked.parks, asked.criteria, drawn.sampler, samples=RANKINGS, seed=SEED, method=method,
            chunk=2048, progress=lambda progress: advance("smaa", progress), stop=stop,
        )  # fmt: skip
        self._post(pagemessages.SweepFound(turn, "smaa", ranks))
        if stop.is_set():
            return
        begin("robust")
        key = digest_of(inputs=study.study.digests, study=id(study), key=question.key, drawn=drawn.digest)
        few = len(asked.parks.table) <= EXACT_FROM
        found = robust(
            asked, drawn.sampler, samples=PLANS, seed=SEED, method=method,
            weights=polytope(asked.criteria) if few and spread != "dirichlet" else None,
            exact_seconds=EXACT_SECONDS if few else 0.0,
            options=SolveOptions(time_limit=SECONDS_A_PLAN), chunks=Chunks(self._kept(), "robust", key),
            progress=lambda progress: advance("robust", progress), stop=stop, **pins,
        )  # fmt: skip
        self._post(pagemessages.SweepFound(turn, "robust", found))
        if stop.is_set():
            return
        begin("funded_set")
        self._funded_set(turn, asked, method, pins, stop, portfolio_stability)

    def _funded_set(
        self, turn: int, asked: Study, method: str | None, pins: dict[str, Any], stop: Event, compute: Any
    ) -> None:
        from time import perf_counter

        from decision.analysis.engine import Progress
        from decision.model.options import SolveOptions

        began = perf_counter()

        def told(done: int, every: int) -> None:
            progress = Progress(done, every, perf_counter() - began)
            self._post(pagemessages.SweepAdvanced(turn, "funded_set", progress))
            self._give_way(stop)

        options = SolveOptions(time_limit=SECONDS_A_PLAN, stop=stop)
        found = compute(asked, options=options, method=method, told=told, **pins)
        if not stop.is_set():
            self._post(pagemessages.SweepFound(turn, "funded_set", found))

    def _kept(self) -> Path:
        if self._pieces is None:
            self._pieces = Path(mkdtemp(prefix="parkfund-"))
            # A worker may still write a piece while the interface is left; the folder goes with the process.
            atexit.register(shutil.rmtree, self._pieces, ignore_errors=True)
        return self._pieces

    def _give_way(self, stop: Event) -> None:
        """Wait while a plan is being solved: a person looks at that one."""
        while self._stops and not stop.is_set() and not self._closing.is_set():
            stop.wait(0.05)


def with_weights(study: Study, question: Question, incomplete: tuple[str, ...]) -> Study:
    """The study with the weights and statements of the session."""
    return replace(study, criteria=study.criteria.with_weights(question.weights, incomplete))
