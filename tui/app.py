"""The app: the only place that assigns the state, with one handler for each message.

A key changes the question; the ranking follows in the same frame, the plan is marked as the previous one,
and the solver starts when the keys have been still for a moment. An answer is taken only if it answers the
present question.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingsMap, BindingType
from textual.filter import LineFilter
from textual.reactive import reactive
from textual.widget import Widget

from decision.errors import ExitCode, ParkfundError, Problem
from decision.language import _, current_language
from tui.actions import bindings
from tui.engine import Engine
from tui.frame import BEFORE_PAGES, frame
from tui.journal import Journal
from tui.keeping import RecordKeeper
from tui.opened import Question
from tui.paint import Styled
from tui.report import write_report
from tui.safekeeping import Safekeeping
from tui.start import encoding_sentence, terminal_watch
from tui.state import Session
from tui.themes import THEMES
from tui.tradeoffs import TradePage
from tui.transitions import with_answer

SOLVE_AFTER = 0.15
"""Seconds that the keys must be still before the solver starts."""

TIME_LIMIT = 60.0
"""Seconds for a plan; large studies get more, see :attr:`OpenStudy.patience`."""


class ParkfundApp(TradePage, Safekeeping, inherit_bindings=False):
    """The terminal interface."""

    CSS_PATH = Path(__file__).with_name("frame.tcss")  # absolute, so that a subclass finds it as well
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012
        (0, "-tiny"),
        (60, "-narrow"),
        (80, "-medium"),
        (100, "-wide"),
        (150, "-broad"),
        (180, "-huge"),
    ]
    VERTICAL_BREAKPOINTS = [  # noqa: RUF012
        (0, "-flat"),
        (15, "-low"),
        (24, "-normal"),
        (32, "-tall"),
        (42, "-lofty"),
    ]
    BINDINGS: ClassVar[list[BindingType]] = list(bindings())

    keymap_faults: tuple[Problem, ...] = ()
    """What is wrong with the person's own keys."""

    session: reactive[Session] = reactive(Session(), repaint=False, init=False, always_update=True)
    """Repaints nothing by itself: every pane repaints the lines that differ."""

    def __init__(
        self,
        study: str | Path,
        engine: Engine | None = None,
        theme: str = "parkfund-dark",
        journal: Journal | None = None,
        keeper: RecordKeeper | None = None,
    ) -> None:
        super().__init__()
        self._bindings = BindingsMap(bindings())  # with the person's own keys
        self.journal = journal
        self.animation_level = "none"
        for own, _name in THEMES.values():
            self.register_theme(own)
        self.theme = theme
        self.where = study
        self.engine = engine if engine is not None else Engine(self, keeper)
        self.furnished = asyncio.Event()  # set once the pages are there
        self._solve_timer: Any = None
        self._asked_at = 0.0
        self.solve_after = SOLVE_AFTER
        self.set_reactive(ParkfundApp.session, Session(opened=str(study), language=current_language()))

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Colours of our own parts, for themes that do not name them."""
        return dict(next(iter(THEMES.values()))[0].variables)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """What turns the colours into greys where none are wanted; it takes no piece without a style for an error."""
        filters = super().get_line_filters()
        return (Styled(), *filters) if filters else filters

    def compose(self) -> ComposeResult:
        """The frame; the pages follow once it is seen."""
        yield from frame(self._bound)

    @staticmethod
    def _bound(widget: Widget) -> Widget:
        return widget.data_bind(session=ParkfundApp.session)

    # Life ------------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Paint the frame first, then bring the pages, then read: heavy libraries load in the worker."""
        self._handle_signals()
        self._terminal_gone = terminal_watch(self.is_headless)
        self.call_after_refresh(self._bring_pages)

    async def _bring_pages(self) -> None:
        try:
            from tui.pages import pages  # not before the first frame

            self.stylesheet.read(Path(__file__).with_name("styles.tcss"))
            panes: list[Widget] = []
            await self.screen_stack[0].mount_all(pages(panes), after=BEFORE_PAGES)
            for pane in panes:  # before what answers a change of the state by another one
                self._bound(pane)
            self.follow_session()
            self.query_one("#ranking").focus()
        finally:
            self.furnished.set()
        self.set_interval(0.2, self._tick)
        self._begin()

    async def on_event(self, event: events.Event) -> None:
        """Keys wait for the pages, so that one pressed at once is not lost."""
        if isinstance(event, (events.InputEvent, events.Paste)):
            await self.furnished.wait()
        await super().on_event(event)

    def _begin(self) -> None:
        for fault in self.keymap_faults:
            self.notify(str(fault), severity="warning", markup=False, timeout=12)
        if not self.is_headless and (says := encoding_sentence()) is not None:
            self.notify(str(says), markup=False, timeout=12)
        self.engine.read(self.where)
        self.engine.watch()

    def _handle_signals(self) -> None:
        if self.is_headless:
            return
        loop = asyncio.get_running_loop()
        for name in ("SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is not None:
                try:
                    loop.add_signal_handler(number, partial(self._end_by_signal, 128 + number))
                except NotImplementedError:  # Windows has no such handlers
                    return

    def _end_by_signal(self, code: int) -> None:
        # After a hang-up there is no terminal left to say it on.
        says = self.kept_sentence() if code == 128 + signal.SIGTERM else ""
        self.exit(return_code=code, message=says or None)

    def on_unmount(self) -> None:
        """Ask workers to end."""
        self.engine.close()
        self.close_journal()

    def _handle_exception(self, error: Exception) -> None:
        """A defect: one sentence and the path of a report instead of a page of code."""
        self._return_code = ExitCode.STOPPED
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
            says = _(
                "parkfund has a defect and had to stop. A report without your data is in {file}",
                file=write_report(error),
            )
            self._exit_renderables.append(f"{says} {self.kept_sentence()}".rstrip())
        self.engine.close()
        self._close_messages_no_wait()

    def _tick(self) -> None:
        if self._terminal_gone():
            self._end_by_signal(128 + 1)  # as a hang-up would
            return
        session = self.session
        if session.computing:
            elapsed = monotonic() - self._asked_at
            if int(elapsed * 5) != int(session.elapsed * 5) and elapsed >= 0.6:
                self.show(elapsed=elapsed)

    def show(self, **changes: Any) -> None:
        """Change what is shown, not what is asked."""
        self.session = replace(self.session, **changes)

    def keep_progress(self, **changes: Any) -> None:
        """Change the state without repainting: the clock repaints five times a second."""
        self.set_reactive(ParkfundApp.session, replace(self.session, **changes))

    # The question ----------------------------------------------------------------------------------

    def ask(self, question: Question) -> None:
        """Take another question, the present one kept for undo."""
        session = self.session
        if session.study is None or session.question is None:
            return
        if question.key == session.question.key:
            self.show(question=question)
            return
        self.travel(session.asking(question))

    def travel(self, session: Session) -> None:
        """Go to a session with another question: rank now, solve in a moment."""
        study, question = session.study, session.question
        assert study is not None
        assert question is not None
        self.engine.stop()
        session = replace(
            session, turn=session.turn + 1, failure=None, refused=None, progress=None, elapsed=0.0, news=None
        )
        self._asked_at = monotonic()
        ranked = session.order is not None and session.order.key == question.ranking_key
        if not ranked and self.engine.ranks_at_once:
            try:
                session = replace(session, order=self.engine.rank(study, question))
                ranked = True
            except ParkfundError as refused:
                self.session = replace(session, failure=" ".join(str(refused).split()), computing=False)
                return
        known = self.engine.known(study, question) if ranked else None
        if known is not None:
            self.cancel_timer()
            self.session = with_answer(replace(session, computing=False), known)
            return
        self.session = replace(session, computing=True)
        if ranked:
            self._solve_soon()
        else:
            self.engine.rank_later(session.turn, study, question)

    def cancel_timer(self) -> None:
        """Do not start the solver that was to start in a moment."""
        if self._solve_timer is not None:
            self._solve_timer.stop()
            self._solve_timer = None

    def _solve_soon(self, after: float | None = None) -> None:
        self.cancel_timer()
        after = self.solve_after if after is None else after
        if after > 0:
            self._solve_timer = self.set_timer(after, self._solve)
        else:
            self._solve()

    def _solve(self, limit: float | None = None) -> None:
        self._solve_timer = None
        session = self.session
        if session.study is None or session.question is None or session.order is None:
            return
        if limit is None:
            limit = TIME_LIMIT * session.study.patience
        if session.limit != limit:
            self.show(limit=limit)
        self.engine.solve(session.turn, session.study, session.question, session.order, limit)

    def go_on(self) -> None:
        """Compute longer where the plan is only the best found so far, or none was found."""
        if self.session.standing in ("best", "nothing"):
            self._asked_at = monotonic()
            self.show(computing=True, refused=None, elapsed=0.0, turn=self.session.turn + 1)
            self._solve(self.session.limit * 4)
