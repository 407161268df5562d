"""One way to do many pieces of work: here one after another, on all cores, or on a cluster; always in order.

``each`` hands pieces to joblib and gives their results back in the order of the pieces, whatever finished first. What
a piece computes must hang on the piece alone; then the results are the same for any number of jobs and any backend.
"""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from threading import Event
from time import perf_counter
from typing import Any, Literal, TypeVar

from decision.errors import InputProblems, ParkfundError, Problem
from decision.language import Message, _, number

Piece = TypeVar("Piece")
Result = TypeVar("Result")

Backend = Literal["local", "dask"]
Workers = Literal["threads", "processes"]
BACKENDS: tuple[Backend, ...] = ("local", "dask")
CONNECT_SECONDS = 10.0
CLOSE_SECONDS = 3.0


class ClusterFailed(ParkfundError):
    """The scheduler cannot be reached, or it or its workers went away."""


@dataclass(frozen=True)
class Progress:
    """How far a sweep is."""

    done: int
    """Units of work done, those taken over from an earlier run included."""
    total: int
    seconds: float
    """Since this run began."""
    begun_at: int = 0
    """Units that were done before this run began."""

    @property
    def rate(self) -> float:
        """Units a second, in this run."""
        return (self.done - self.begun_at) / self.seconds if self.seconds > 0 else 0.0

    @property
    def seconds_left(self) -> float | None:
        """At this rate; None before the first piece is done."""
        return (self.total - self.done) / self.rate if self.rate > 0 else None

    @property
    def text(self) -> Message:
        """For a line on the screen."""
        if self.seconds_left is None:
            return _("{done} of {total}", done=number(self.done, 0), total=number(self.total, 0))
        return _(
            "{done} of {total}, {rate} a second, {left} s left",
            done=number(self.done, 0),
            total=number(self.total, 0),
            rate=number(self.rate, 0 if self.rate >= 10 else 2),
            left=number(self.seconds_left, 0),
        )


def cores() -> int:
    """Processors that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def each(
    function: Callable[[Piece], Result],
    pieces: Sequence[Piece],
    *,
    jobs: int = 1,
    backend: Backend = "local",
    workers: Workers = "threads",
    scheduler: str | None = None,
    stop: Event | None = None,
) -> Iterator[tuple[int, Result]]:
    """Results of a function over pieces of work, with their places, in the order of the pieces.

    Args:
        function: pure; for processes and clusters it and its results are pickled, so a module-level function, a
            ``functools.partial`` of one, or an object with ``__call__``.
        pieces: what to call it with; small, since they travel.
        jobs: how many at once on this machine; 0: one for each core. With a cluster the cluster decides.
        backend: ``local``, or ``dask`` for a cluster of dask.distributed.
        workers: ``threads`` where the function releases Python's lock (NumPy, a solver), else ``processes``.
        scheduler: address of the Dask scheduler, such as ``tcp://10.0.0.5:8786``.
        stop: once set, no further piece is begun; those under way are finished and given back.

    Raises:
        InputProblems: the backend is not installed or not known, jobs below 0.
        ClusterFailed: the scheduler cannot be reached, or went away; results given back before are whole.
    """
    stopped = stop or Event()
    if jobs < 0:
        says = _("{jobs} jobs: it must be at least {bound}", jobs=jobs, bound=0)
        raise InputProblems([Problem(says, field="jobs", remedy=_("0 means one for each core"))])
    if backend == "dask":
        return _on_cluster(function, pieces, scheduler, stopped)
    if backend != "local":
        remedy = _("choose one of {choice}", choice=", ".join(BACKENDS))
        raise InputProblems(
            [Problem(_("no backend is called {name}", name=backend), field="backend", remedy=remedy)]
        )
    count = min(jobs or cores(), max(1, len(pieces)))
    if count == 1:
        return _in_turn(function, pieces, stopped)
    return _on_cores(function, pieces, count, workers, stopped)


def _in_turn(
    function: Callable[[Piece], Result], pieces: Sequence[Piece], stop: Event
) -> Iterator[tuple[int, Result]]:
    for place, piece in enumerate(pieces):
        if stop.is_set():
            return
        yield place, function(piece)


def _on_cores(
    function: Callable[[Piece], Result], pieces: Sequence[Piece], jobs: int, workers: Workers, stop: Event
) -> Iterator[tuple[int, Result]]:
    from joblib import Parallel

    name = "threading" if workers == "threads" else "loky"
    if workers == "processes":
        function = _Undisturbed(function)
    # one piece a task: pieces are made large enough, and a stop should not wait for a batch
    parallel = Parallel(n_jobs=jobs, backend=name, batch_size=1, pre_dispatch=jobs + 1, return_as="generator")
    yield from enumerate(parallel(_tasks(function, pieces, stop)))


class _Undisturbed:
    """A function in another process that leaves Ctrl-C to the one that asked: it finishes its piece."""

    def __init__(self, function: Callable[[Any], Any]) -> None:
        self.function = function

    def __call__(self, piece: Any) -> Any:
        with suppress(ValueError):  # not the main thread
            signal.signal(signal.SIGINT, signal.SIG_IGN)
        return self.function(piece)


def _tasks(function: Callable[[Piece], Result], pieces: Sequence[Piece], stop: Event) -> Iterator[Any]:
    """Tasks for joblib, which asks for the next one when a worker is free; no more come once stopped."""
    from joblib import delayed

    for piece in pieces:
        if stop.is_set():
            return
        yield delayed(function)(piece)


def _on_cluster(
    function: Callable[[Piece], Result], pieces: Sequence[Piece], scheduler: str | None, stop: Event
) -> Iterator[tuple[int, Result]]:
    try:
        import distributed
        from joblib import Parallel, parallel_config
    except ImportError:
        remedy = _("install parkfund[scale]")
        says = _("a cluster needs dask.distributed, which is not installed")
        raise InputProblems([Problem(says, field="backend", remedy=remedy)]) from None
    if scheduler is None:
        remedy = _("start one with: dask scheduler; then give its address as --scheduler tcp://HOST:8786")
        raise InputProblems(
            [Problem(_("a cluster needs its scheduler's address"), field="scheduler", remedy=remedy)]
        )
    with ExitStack() as stack:
        client = stack.enter_context(_client(distributed, scheduler))
        try:
            threads = sum(client.nthreads().values())
            if not threads:
                client.wait_for_workers(1, timeout=CONNECT_SECONDS)
                threads = sum(client.nthreads().values())
            stack.enter_context(parallel_config(backend=_cluster_backend(client)))
            parallel = Parallel(n_jobs=-1, batch_size=1, pre_dispatch=2 * threads, return_as="generator")
            given = 0
            for place, result in enumerate(parallel(_tasks(function, pieces, stop))):
                yield place, result
                given = place + 1
            # joblib may end quietly when the connection is closed under it
            if given < len(pieces) and not stop.is_set():
                raise RuntimeError(str(_("the connection was lost")))
        except (OSError, RuntimeError, *_cancellations(), distributed.KilledWorker) as lost:
            raise ClusterFailed(
                _("the cluster at {address} failed: {reason}", address=scheduler, reason=_reason(lost))
            ) from None


def _cluster_backend(client: Any) -> Any:
    """The backend of joblib for Dask that always uses the cluster, even one of a single thread."""
    from joblib._dask import DaskDistributedBackend

    class Cluster(DaskDistributedBackend):  # type: ignore[misc]
        def effective_n_jobs(self, n_jobs: int) -> int:
            return max(2, int(super().effective_n_jobs(n_jobs)))

    return Cluster(client=client)


@contextmanager
def _client(distributed: Any, scheduler: str) -> Iterator[Any]:
    try:
        client = distributed.Client(scheduler, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as unreachable:
        says = _(
            "no scheduler answers at {address}: {reason}", address=scheduler, reason=_first_line(unreachable)
        )
        remedy = _("start one with: dask scheduler; then give its address as --scheduler tcp://HOST:8786")
        raise InputProblems([Problem(says, field="scheduler", remedy=remedy)]) from None
    # what becomes of the cluster is told by ClusterFailed; Dask's own log would put a traceback before it
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield client
    finally:
        with suppress(OSError, RuntimeError, *_cancellations()):  # the scheduler may be gone
            client.close(timeout=CLOSE_SECONDS)
        logging.disable(before)


def _cancellations() -> tuple[type[BaseException], ...]:
    """How libraries say that a task was given up; asyncio's is no Exception."""
    import asyncio
    import concurrent.futures

    return asyncio.CancelledError, concurrent.futures.CancelledError


def _reason(lost: BaseException) -> str:
    """Why, without the names of tasks that Dask puts before it."""
    line = _first_line(lost)
    return line.partition("cancelled for reason: ")[2].rstrip(".") or line


def _first_line(wrong: BaseException) -> str:
    return (str(wrong).strip() or type(wrong).__name__).splitlines()[0]


class Clock:
    """Turns what is done into :class:`Progress` for a listener."""

    def __init__(self, total: int, listener: Callable[[Progress], None] | None, begun_at: int = 0) -> None:
        self.total, self.listener, self.begun_at, self.done = total, listener, begun_at, begun_at
        self._start = perf_counter()

    def add(self, units: int) -> None:
        """So many more units are done."""
        self.done += units
        if self.listener is not None:
            self.listener(Progress(self.done, self.total, perf_counter() - self._start, self.begun_at))
