"""Mutated files through every reader: an answer or a sentence that names the file, never anything else."""

from __future__ import annotations

import random
import resource
import signal
import tempfile
import time
import traceback
import warnings
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

HANG_SECONDS = 20
"""Seconds of processor time, so that a machine that pauses is no hang."""
MEMORY = 3 * 2**30
"""Bytes of address space that a worker may have."""
FOREIGN = (
    "Input should",
    "Field required",
    "Extra inputs",
    "Traceback",
    "object at 0x",
    "errors.pydantic.dev",
)
"""Words of libraries, which no person should read."""


@dataclass
class Count:
    """What became of the files of one reader."""

    reader: str
    cases: int = 0
    accepted: int = 0
    refused: int = 0
    slowest: float = 0.0
    """Seconds of the slowest case."""
    failures: list[str] = field(default_factory=list)

    def add(self, other: Count) -> None:
        """Take in what another worker did."""
        self.cases += other.cases
        self.accepted += other.accepted
        self.refused += other.refused
        self.slowest = max(self.slowest, other.slowest)
        self.failures += other.failures


class Hung(BaseException):
    """A case took longer than any file may."""


def _hung(_signal: int, _frame: FrameType | None) -> None:
    raise Hung


def fuzz(seed: int, cases: int | None, seconds: float, *, workers: int = 2) -> list[Count]:
    """So many mutated files, spread over the readers and workers, or as many as fit into the time."""
    with ProcessPoolExecutor(workers) as pool:
        share = None if cases is None else -(-cases // workers)
        parts = pool.map(_work, [(seed, worker, share, seconds) for worker in range(workers)])
        totals: dict[str, Count] = {}
        for part in parts:
            for count in part:
                totals.setdefault(count.reader, Count(count.reader)).add(count)
    return list(totals.values())


def _work(task: tuple[int, int, int | None, float]) -> list[Count]:
    from tools.torture.readers import readers

    seed, worker, cases, seconds = task
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGPROF, _hung)
    until = time.monotonic() + seconds
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("error")
        every = readers(Path(folder))
        counts = {reader.name: Count(reader.name) for reader in every}
        turn = 0
        while (cases is None or turn < cases) and time.monotonic() < until:
            reader = every[turn % len(every)]
            # Every case from a seed of its own, so that one of them can be repeated alone.
            chooser = random.Random(f"{seed}-{worker}-{turn}")
            content = reader.mutate(chooser.choice(reader.originals), chooser)
            path = Path(folder) / reader.file
            path.write_bytes(content)
            _case(reader.read, path, counts[reader.name], f"{seed}-{worker}-{turn}", content)
            turn += 1
    return list(counts.values())


def _case(read: object, path: Path, count: Count, name: str, content: bytes) -> None:
    from decision.errors import InputProblems, ParkfundError

    began = time.perf_counter()
    signal.setitimer(signal.ITIMER_PROF, HANG_SECONDS)
    try:
        read(path)  # type: ignore[operator]
        count.accepted += 1
    except InputProblems as told:
        count.refused += 1
        for problem in told.problems:
            text = str(problem)
            if problem.file is None or any(word in text for word in FOREIGN):
                count.failures.append(f"{name}: says without a place or in foreign words: {text[:300]}")
                break
    except ParkfundError as told:
        count.refused += 1
        if any(word in str(told) for word in FOREIGN):
            count.failures.append(f"{name}: in foreign words: {str(told)[:300]}")
    except Hung:
        count.failures.append(f"{name}: no end within {HANG_SECONDS} s of processor time: {content[:300]!r}")
    except Exception:
        count.failures.append(f"{name}: {traceback.format_exc(limit=-4)} {content[:300]!r}")
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    count.cases += 1
    count.slowest = max(count.slowest, time.perf_counter() - began)
