"""The session journal: what was decided and is in no file yet, on disk before the next key.

One line of JSON for each decision, in a hidden file beside the study, or in the person's state folder where the
study's folder cannot be written. A line reaches the operating system before the call returns, so a killed
process loses nothing; a thread asks for it to reach the disk. The file is locked while its session lives: one
that can be locked belongs to a session that ended without leaving.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock, Thread
from typing import Any

from tui.folders import state_folder

try:
    import fcntl
except ImportError:  # Windows: an open file cannot be removed there, which protects it as well
    fcntl = None  # type: ignore[assignment]

PREFIX, ENDING = ".parkfund-session-", ".jsonl"
FORMAT = 1

Content = Mapping[str, Any]
"""What is noted: plain lists, mappings, texts and numbers."""


@dataclass(frozen=True)
class Unfinished:
    """A session that ended without leaving: when it wrote last, and everything it noted, oldest first."""

    path: Path
    at: datetime
    notes: tuple[Content, ...]


def places(where: str | Path) -> tuple[tuple[Path, str], ...]:
    """Folders for the journals of a study, the best first, each with the name that the study has there."""
    path = Path(where)
    shared = state_folder() / "sessions"
    if not path.exists():
        return ((shared, str(where)),)
    folder, name = (path, "study.yaml") if path.is_dir() else (path.parent, path.name)
    return (folder, name), (shared, str((folder / name).resolve()))


class Journal:
    """The journal of one session; no file exists before the first note."""

    def __init__(self, where: str | Path) -> None:
        self._where = where
        self._path: Path | None = None
        self._number: int | None = None
        self._last = ""
        self._lock = Lock()
        self._unsynced = False
        self._syncing: Thread | None = None

    @property
    def begun(self) -> bool:
        """Whether something has been noted."""
        return self._number is not None

    def note(self, content: Content) -> None:
        """Append ``content`` unless it was noted last; a disk that refuses loses the note, not the session."""
        text = json.dumps(content, ensure_ascii=False, sort_keys=True)
        if text == self._last:
            return
        with suppress(OSError):
            if self._number is None and not self._begin():
                return
            assert self._number is not None
            _append(self._number, f'{{"at":"{_now()}","note":{text}}}\n')
            self._last = text
            self._sync_soon()

    def _begin(self) -> bool:
        for folder, study in places(self._where):
            path = folder / f"{PREFIX}{datetime.now():%Y%m%d-%H%M%S}-{os.getpid()}{ENDING}"
            try:
                folder.mkdir(parents=True, exist_ok=True)
                number = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_APPEND, 0o600)
            except OSError:
                continue
            _take(number)
            head = json.dumps({"format": FORMAT, "study": study}, ensure_ascii=False)
            try:
                _append(number, f"{head}\n")
            except OSError:
                os.close(number)
                path.unlink(missing_ok=True)
                continue
            self._path, self._number = path, number
            return True
        return False

    def _sync_soon(self) -> None:
        with self._lock:
            self._unsynced = True
            if self._syncing is None:
                self._syncing = Thread(target=self._sync, name="parkfund-journal")
                self._syncing.start()

    def _sync(self) -> None:
        while True:
            with self._lock:
                if not self._unsynced:
                    self._syncing = None
                    return
                self._unsynced = False
            with suppress(OSError):
                assert self._number is not None
                os.fsync(self._number)

    def close(self, forget: bool) -> None:
        """End: ``forget`` when the person left knowingly, otherwise the file stays and is offered at the next start."""
        waiting = self._syncing
        if waiting is not None:
            waiting.join()
        if self._number is None:
            return
        os.close(self._number)
        self._number = None
        if forget and self._path is not None:
            self._path.unlink(missing_ok=True)


def unfinished(where: str | Path) -> Unfinished | None:
    """The latest session on this study that ended without leaving; None where there is none."""
    found = [session for session in _unfinished(where) if session.notes]
    return max(found, key=lambda session: session.at, default=None)


def _unfinished(where: str | Path) -> Iterator[Unfinished]:
    for folder, study in places(where):
        try:
            paths = sorted(folder.glob(f"{PREFIX}*{ENDING}"))
        except OSError:
            continue
        for path in paths:
            with suppress(OSError, ValueError):
                found = _read(path, study)
                if found is not None:
                    yield found


def _read(path: Path, study: str) -> Unfinished | None:
    number = os.open(path, os.O_RDWR)
    try:
        if not _take(number):
            return None
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    finally:
        os.close(number)
    head: Any = json.loads(lines[0]) if lines else {}
    if head.get("format") != FORMAT or head.get("study") != study:
        return None
    notes: list[Content] = []
    at = datetime.fromtimestamp(path.stat().st_mtime).replace(microsecond=0)
    for line in lines[1:]:
        try:
            entry: Any = json.loads(line)
            notes.append(entry["note"])
            at = datetime.fromisoformat(entry["at"])
        except (ValueError, KeyError, TypeError):
            break  # the line that the process was writing when it was killed
    return Unfinished(path, at, tuple(notes))


def _append(number: int, line: str) -> None:
    """Write a line at the end, whole or not at all: half of one would hide those that follow.

    Raises:
        OSError: the disk takes no more.
    """
    content, before = line.encode(), os.fstat(number).st_size
    try:
        if os.write(number, content) == len(content):
            return
        reason = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    except OSError as refused:
        reason = refused
    with suppress(OSError):
        os.ftruncate(number, before)
    raise reason


def _take(number: int) -> bool:
    """Lock an open file for this session; False where another one holds it."""
    if fcntl is None:
        return True
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks
        return True
    return True


def _now() -> str:
    return datetime.now().isoformat(timespec="seconds")
