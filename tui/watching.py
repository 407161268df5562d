"""Looking at files: a change is told once the files have been still for a moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from threading import Event, Lock

WATCHED_ENDINGS = (".yaml", ".yml", ".csv", ".xlsx", ".parquet", ".json")
SECONDS_BETWEEN_LOOKS = 0.5

Signature = tuple[int, int]
"""Time of the last change in nanoseconds, and size."""


class Watcher:
    """Looks at a list of files twice a second until ``closing`` is set."""

    def __init__(self, closing: Event, changed: Callable[[tuple[str, ...]], None]) -> None:
        self._closing = closing
        self._changed = changed
        self._lock = Lock()
        self._watched: dict[Path, Signature | None] = {}

    def look_at(self, paths: Iterable[Path]) -> None:
        """Watch these files, as they are now, instead of those before."""
        signatures = {path: signature(path) for path in dict.fromkeys(paths)}
        with self._lock:
            self._watched = signatures

    def run(self) -> None:
        """Watch until closed; call ``changed`` with the names of the files that changed and came to rest."""
        moving: set[Path] = set()
        while not self._closing.wait(SECONDS_BETWEEN_LOOKS):
            with self._lock:
                before = dict(self._watched)
            now = {path: signature(path) for path in before}
            moved = {path for path in now if now[path] != before[path]}
            with self._lock:
                self._watched.update({path: now[path] for path in moved if path in self._watched})
            if moved:
                moving |= moved
            elif moving:
                self._changed(tuple(sorted(path.name for path in moving)))
                moving = set()


def signature(path: Path) -> Signature | None:
    """What tells one state of a file from another; None while there is no such file."""
    try:
        seen = path.stat()
    except OSError:
        return None
    return seen.st_mtime_ns, seen.st_size


def files_around(where: str | Path) -> list[Path]:
    """The files that people edit beside a study, so that a faulty one is read again once it is mended."""
    path = Path(where)
    folder = path if path.is_dir() else path.parent
    if not path.exists() or not folder.is_dir():
        return []
    folders = [folder, folder / "members"]
    found = [file for each in folders if each.is_dir() for file in sorted(each.iterdir())]
    return [file for file in found if file.suffix.lower() in WATCHED_ENDINGS][:200]
