"""What every part of the engine shares: worker threads, posting to the app, jobs of which only the newest counts."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from threading import Event, Lock, Thread
from typing import Any

from textual.app import App
from textual.message import Message as TextualMessage

from decision.errors import InputProblems, ParkfundError
from decision.language import Message, _
from tui import messages
from tui.report import write_report


class Work:
    """Threads that report to one app."""

    def __init__(self, app: App[Any]) -> None:
        self._app = app
        self._closing = Event()
        self._lock = Lock()
        self._jobs: dict[str, Event] = {}
        self._stops: dict[int, Event] = {}
        """Solves of the plan that are under way, by turn."""
        self._one_at_a_time: dict[str, Lock] = {}

    def close(self) -> None:
        """Ask everything to end."""
        self._closing.set()
        with self._lock:
            for stop in self._jobs.values():
                stop.set()

    def begin_job(
        self,
        kind: str,
        work: Callable[[Event], None],
        failed: Callable[[Message | str], None],
        unbegun: Callable[[], None] | None = None,
    ) -> None:
        """Run ``work(stop)`` in a worker after asking the job of the same kind before it to stop and end.

        Jobs of one kind never overlap: what they share needs no lock of its own. A job that was overtaken while
        it waited does not begin at all. ``failed`` is called in the worker with the sentence of a failure;
        ``unbegun`` if the person stopped the job while it still waited: somebody looks at a "stopping" that
        nothing else would end.
        """
        stop = Event()
        with self._lock:
            if (older := self._jobs.get(kind)) is not None:
                older.set()
            self._jobs[kind] = stop
            turn_taking = self._one_at_a_time.setdefault(kind, Lock())

        def run() -> None:
            with turn_taking:
                if stop.is_set() or self._closing.is_set():
                    if unbegun is not None and self._is_newest(kind, stop):
                        unbegun()
                    return
                says = refusal(partial(work, stop))
                if says is not None and not stop.is_set():
                    failed(says)

        self._work(run, kind)

    def _is_newest(self, kind: str, stop: Event) -> bool:
        with self._lock:
            return self._jobs.get(kind) is stop

    def stop_job(self, kind: str) -> None:
        """Ask the job of this kind to stop; what it has by then it may still post."""
        with self._lock:
            if (stop := self._jobs.get(kind)) is not None:
                stop.set()

    def _give_way(self, stop: Event) -> None:
        """Wait while a plan is being solved: a person looks at that one."""
        while self._stops and not stop.is_set() and not self._closing.is_set():
            stop.wait(0.05)

    def _work(self, work: Callable[[], None], group: str) -> None:
        # Not a worker of Textual: it would keep the last frame on the terminal until a solve has stopped.
        # Nor a daemon: the interpreter must not be torn down under native code.
        Thread(target=work, name=f"parkfund-{group}").start()

    def _post(self, message: TextualMessage) -> None:
        if not self._closing.is_set():
            with suppress(RuntimeError):  # the app ended at this very moment
                self._app.post_message(message)

    def _guard(self, turn: int, work: Callable[[], None], ranking: bool = False) -> None:
        says = refusal(work)
        if says is not None:
            self._post(messages.Failed(turn, says, ranking))


def refusal(work: Callable[[], None]) -> Message | str | None:
    """Do the work; the sentence that says why it could not be done, if so."""
    try:
        work()
    except InputProblems as refused:
        return str(refused)
    except ParkfundError as refused:
        return refused.says
    except Exception as broken:
        return _("something broke; a report is in {file}", file=write_report(broken))
    return None
