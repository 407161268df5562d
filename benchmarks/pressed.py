"""Programs in terminals of their own, with keys pressed and the time until the frames that answer are written."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
from subprocess import Popen
from time import perf_counter

LINES, COLUMNS = 35, 120
DOWN, ESCAPE = b"\x1b[B", b"\x1b"


class Pressed:
    """A fresh Python process on a pseudo-terminal: a key goes in as a terminal sends it, frames come out as bytes."""

    def __init__(self, arguments: list[str], environment: dict[str, str] | None = None) -> None:
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
        self.process = Popen(
            [sys.executable, *arguments],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=os.environ | {"TERM": "xterm-256color", "COLORTERM": "truecolor"} | (environment or {}),
        )
        os.close(theirs)
        self.written = b""
        """What was written since the last key."""
        self.log: list[bytes] = []
        """What was written before."""

    def shows(self, sign: bytes, seconds: float = 300) -> None:
        """Wait until a match of ``sign`` has been written since the last key."""
        give_up = perf_counter() + seconds
        while re.search(sign, self.written) is None:
            self._read(seconds)
            if perf_counter() > give_up:
                raise TimeoutError(f"{sign!r} was not written: {self.written[-2000:]!r}")

    def press(self, key: bytes, sign: bytes) -> float:
        """Seconds from a key to the frame that shows ``sign``; pressed when nothing is being written."""
        while self._read(0.02):
            continue
        self.log.append(self.written)
        self.written = b""
        begun = perf_counter()
        os.write(self._ours, key)
        self.shows(sign)
        return perf_counter() - begun

    def _read(self, seconds: float) -> bool:
        ready, _, _ = select.select([self._ours], [], [], seconds)
        if ready:
            self.written += os.read(self._ours, 1 << 16)
        return bool(ready)

    def pause(self) -> None:
        """Take the processor from it, its threads too."""
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Give the processor back."""
        self.process.send_signal(signal.SIGCONT)

    def end(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.wait()
        os.close(self._ours)
