"""Finished pieces of a sweep on disk, so that a killed sweep goes on where it was.

A sweep's folder is named by the digest of everything that decides its answer: inputs, arguments, seed. Pieces are
numbered files of NumPy arrays under a line that seals them, written beside and renamed, so that each is whole or
absent; one that was damaged since is noticed and computed again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np

from decision.analysis.engine import Backend, Clock, ClusterFailed, Progress, Workers, each
from decision.files.writing import put, refusal
from decision.language import Message, _

Arrays = dict[str, Any]
"""What a piece computes: NumPy arrays by name."""

FORMAT = 1


def digest_of(**question: Any) -> str:
    """SHA-256 of what decides an answer, the same for the same content."""
    text = json.dumps(
        {"format": FORMAT, **question}, sort_keys=True, ensure_ascii=False, allow_nan=False, default=str
    )
    return hashlib.sha256(text.encode()).hexdigest()


class Chunks:
    """The finished pieces of one sweep."""

    def __init__(self, folder: Path, name: str, digest: str) -> None:
        self.folder = folder / f"{name}-{digest[:16]}"
        self.digest = digest
        self.damaged: list[str] = []
        """Files that were no whole pieces and were computed again."""

    def file(self, key: str) -> Path:
        """Where a piece lies."""
        return self.folder / f"chunk-{key}.npz"

    def load(self, key: str) -> Arrays | None:
        """A finished piece; None when it is not there, or damaged, which is noted."""
        path = self.file(key)
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError:
            self.damaged.append(path.name)
            return None
        sealed, _line, packed = content.partition(b"\n")
        if sealed.decode("ascii", "replace") != self._seal(packed):
            self.damaged.append(path.name)
            return None
        with np.load(BytesIO(packed), allow_pickle=False) as held:
            return {name: held[name] for name in held.files}

    def _seal(self, packed: bytes) -> str:
        """First line of a piece's file: digest of the question and the content, which bears out that both are meant."""
        return hashlib.sha256(self.digest.encode() + packed).hexdigest()

    def save(self, key: str, arrays: Arrays) -> None:
        """Keep a piece: whole or not at all.

        Raises:
            InputProblems: the folder cannot be written.
        """
        path = self.file(key)
        memory = BytesIO()
        np.savez_compressed(memory, **arrays)
        packed = memory.getvalue()
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            put(path, self._seal(packed).encode() + b"\n" + packed)
        except OSError as wrong:
            with suppress(OSError):
                self.folder.rmdir()  # only where no piece was written before
            raise refusal(wrong, path) from None

    def clear(self) -> None:
        """Take away all pieces, for a sweep that begins anew or has been delivered."""
        if not self.folder.is_dir():
            return
        for path in self.folder.iterdir():
            if path.name.startswith(("chunk-", ".chunk-")):
                path.unlink(missing_ok=True)
        if not any(self.folder.iterdir()):
            self.folder.rmdir()

    @property
    def remark(self) -> Message | None:
        """What to say of damaged files."""
        if not self.damaged:
            return None
        return _("damaged and computed again: {files}", files=", ".join(self.damaged))


def sweep(
    function: Callable[[tuple[int, int]], Arrays],
    pieces: Sequence[tuple[int, int]],
    *,
    jobs: int = 1,
    backend: Backend = "local",
    workers: Workers = "threads",
    scheduler: str | None = None,
    progress: Callable[[Progress], None] | None = None,
    stop: Event | None = None,
    chunks: Chunks | None = None,
    prefix: str = "",
    units: Callable[[tuple[int, int]], int] | None = None,
) -> Iterator[tuple[tuple[int, int], Arrays]]:
    """Arrays of each piece, in order; pieces that are kept are read, the others computed and kept.

    Args:
        function: pure, see :func:`decision.analysis.engine.each`.
        pieces: first and last-but-one number of each.
        jobs: see :func:`~decision.analysis.engine.each`, as ``backend``, ``workers``, ``scheduler`` and ``stop``.
        backend: see ``jobs``.
        workers: see ``jobs``.
        scheduler: see ``jobs``.
        progress: is told after each piece.
        stop: see ``jobs``.
        chunks: where finished pieces are kept; None: nowhere.
        prefix: before the pieces' names, where one sweep has two rounds.
        units: what a piece counts in the progress; its length when left out.
    """
    count = units or (lambda piece: piece[1] - piece[0])
    total = sum(map(count, pieces))
    kept: set[int] = set()
    missing = []
    for place, piece in enumerate(pieces):
        if chunks is not None and chunks.file(prefix + key_of(piece)).exists():
            kept.add(place)
        else:
            missing.append(place)
    begun_at = sum(count(pieces[place]) for place in kept)
    clock = Clock(total, progress, begun_at)
    fresh = each(
        function,
        [pieces[place] for place in missing],
        jobs=jobs,
        backend=backend,
        workers=workers,
        scheduler=scheduler,
        stop=stop,
    )
    for place, piece in enumerate(pieces):
        held: Arrays | None = None
        if place in kept:
            assert chunks is not None
            held = chunks.load(prefix + key_of(piece))
            if held is not None:
                yield piece, held
                continue
            if stop is not None and stop.is_set():
                continue
            held = function(piece)
        else:
            found = _next(fresh, chunks)
            if found is None:  # stopped; what is kept is still given back
                continue
            held = found[1]
            clock.add(count(piece))
        if chunks is not None:
            chunks.save(prefix + key_of(piece), held)
        yield piece, held


def _next(fresh: Iterator[tuple[int, Arrays]], chunks: Chunks | None) -> tuple[int, Arrays] | None:
    try:
        return next(fresh, None)
    except ClusterFailed as failed:
        if chunks is None:
            raise
        raise ClusterFailed(
            _("{failure}; what is done is kept, the same command with --resume goes on", failure=failed.says)
        ) from None


def key_of(piece: tuple[int, int]) -> str:
    """The name of a piece: its first and last-but-one number."""
    return f"{piece[0]:09d}-{piece[1]:09d}"


def spans(total: int, size: int) -> list[tuple[int, int]]:
    """0 … total cut into pieces of a size, the last one shorter."""
    return [(start, min(start + size, total)) for start in range(0, total, size)]


def question_of(inputs: Mapping[str, str], **arguments: Any) -> str:
    """Digest of a study's inputs (name → SHA-256) and a command's arguments."""
    return digest_of(inputs=dict(inputs), arguments=arguments)
