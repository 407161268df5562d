"""Run records of everything the interface computes, written by one thread in the background.

An answer that a newer one of its kind replaces within a second is not recorded: the person is still pressing keys. A
folder that cannot be written is said once, and the interface goes on without records.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from pathlib import Path
from threading import Condition, Thread
from time import monotonic
from typing import TYPE_CHECKING

from decision.language import Message, _

if TYPE_CHECKING:
    from decision.records.write import Known

SETTLE_SECONDS = 1.0
"""An answer of a kind that replaces is recorded once it has stood for so long."""
MOST_BYTES = 500_000_000
"""What the records of one session may take on the disk."""

Write = Callable[[Path, "Known"], Path]
"""Writes a record into a folder, given the copies of inputs that lie there already; returns the record's folder."""


@dataclass(frozen=True)
class _Waiting:
    due: float
    key: Hashable
    write: Write


class RecordKeeper:
    """Writes records one after another, the oldest first."""

    def __init__(
        self,
        folder: Path | None = None,
        *,
        writes: bool = True,
        settle_seconds: float = SETTLE_SECONDS,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self.failed: Callable[[Message], None] = lambda _says: None
        """Told once, in the thread, why records are not written."""
        self._given = folder
        self._writes = writes
        self._settle = settle_seconds
        self._most = most_bytes
        self._condition = Condition()
        self._waiting: dict[Hashable, _Waiting] = {}
        self._written: set[Hashable] = set()
        self._known: Known = {}
        self._bytes = 0
        self._closing = False
        self._said = False
        self._thread: Thread | None = None

    @property
    def folder(self) -> Path:
        """Where records lie, those on demand too."""
        from decision.records.write import runs_folder

        return runs_folder(self._given)

    def leave(self, key: Hashable, write: Write, replaces: str | None = None) -> None:
        """Have a record written of an answer that is shown.

        Args:
            key: what tells the answer from others: each is recorded once.
            write: writes it, in the thread.
            replaces: the kind of answer of which only one is shown at a time; None: it is recorded whatever follows.
        """
        with self._condition:
            if self._closing or not self._writes:
                return
            if replaces is not None:
                self._waiting.pop(replaces, None)
            else:
                # It may wait as one that can still be replaced.
                self._waiting = {kind: each for kind, each in self._waiting.items() if each.key != key}
            if key in self._written or any(each.key == key for each in self._waiting.values()):
                return
            after = self._settle if replaces is not None else 0.0
            self._waiting[replaces if replaces is not None else ("once", key)] = _Waiting(
                monotonic() + after, key, write
            )
            if self._thread is None:
                # No daemon: what waits when the interface is left is still written.
                self._thread = Thread(target=self._run, name="parkfund-records")
                self._thread.start()
            self._condition.notify()

    def close(self) -> None:
        """Write what waits, and end."""
        with self._condition:
            self._closing = True
            self._condition.notify()

    def join(self) -> None:
        """Wait until all is written; :meth:`close` first."""
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while (one := self._next()) is not None:
            self._write(one)

    def _next(self) -> _Waiting | None:
        with self._condition:
            while True:
                kind, first = min(self._waiting.items(), key=lambda each: each[1].due, default=(None, None))
                if first is None:
                    if self._closing:
                        return None
                    self._condition.wait()
                elif self._closing or first.due <= monotonic():
                    del self._waiting[kind]
                    self._written.add(first.key)
                    return first
                else:
                    self._condition.wait(first.due - monotonic())

    def _write(self, one: _Waiting) -> None:
        from decision.errors import ParkfundError

        if self._bytes > self._most:
            self._say(
                _(
                    "the records of this session fill {size} MB: further ones only on demand (F9)",
                    size=self._most // 1_000_000,
                )
            )
            return
        try:
            record = one.write(self.folder, self._known)
            self._bytes += _bytes_of(record)
        except OSError as refused:
            self._say(_("no run records are written: {reason}", reason=refused.strerror or str(refused)))
        except (ParkfundError, ValueError) as refused:
            self._say(_("no run record was written: {reason}", reason=" ".join(str(refused).split())))
        except Exception as broken:
            from tui.report import write_report

            self._say(_("something broke; a report is in {file}", file=write_report(broken)))

    def _say(self, says: Message) -> None:
        if not self._said:
            self._said = True
            self.failed(says)


def _bytes_of(record: Path) -> int:
    """What a record takes on the disk; files that an earlier record holds too take nothing."""
    found = [path.stat() for path in record.rglob("*") if path.is_file()]
    return sum(one.st_size for one in found if one.st_nlink == 1)
