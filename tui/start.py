"""What must be true of the terminal before the first frame, and three repairs of its driver."""

from __future__ import annotations

import codecs
import os
import sys
from collections.abc import Callable
from typing import Any

from decision.errors import ParkfundError
from decision.language import Message, _

_NEAR = {
    "#": "█▌▓■▅▆▇",
    ":": "░▒",
    "_": "▁▂▃▄▎",
    "*": "●",
    "o": "○◌",
    "|": "│║",
    "-": "─—–−",
    "=": "═",
    "+": "┌┐└┘├┤┬┴┼╭╮╰╯±",
    "^": "▲△↑",
    "v": "▼✓↓",
    "x": "✗×",
    "<": "←≤«",
    ">": "→≥»",
    ".": "·•…",
    "~": "≈",
    "!": "≠",
    "S": "§",
    "N": "№",
}
NEAR = {sign: near for near, signs in _NEAR.items() for sign in signs}
"""Signs of the interface and what stands for them where the terminal lacks them, one cell each."""


def prepare_terminal() -> None:
    """Refuse where nothing could be drawn or typed; make the driver robust.

    Raises:
        ParkfundError: input or output is no terminal, or the terminal cannot move its cursor.
    """
    # Textual draws on stderr, and on Windows on stdout.
    screen = sys.__stdout__ if sys.platform == "win32" else sys.__stderr__
    if sys.__stdin__ is None or not sys.__stdin__.isatty():
        raise ParkfundError(
            _("the interface needs a terminal to read keys from; parkfund allocate prints text instead")
        )
    if screen is None or not screen.isatty():
        raise ParkfundError(
            _("the interface needs a terminal to draw on; parkfund allocate prints text instead")
        )
    if sys.platform != "win32" and os.environ.get("TERM", "dumb") in ("dumb", "unknown", ""):
        raise ParkfundError(
            _(
                "this terminal (TERM={term}) cannot show the interface; parkfund allocate prints "
                "text instead",
                term=os.environ.get("TERM", ""),
            )
        )
    encoding = fit_encoding(screen)
    tolerate_foreign_bytes(encoding)
    outlive_the_terminal()


def terminal_watch(headless: bool) -> Callable[[], bool]:
    """A function that tells whether the terminal that keys come from has gone.

    A closed terminal sends SIGHUP only to the session it controls. Started by another program there may be none such:
    reading then ends at once for ever, and its process would run on unseen.
    """
    keys = sys.__stdin__
    if headless or keys is None or not keys.isatty():  # a test, a browser
        return lambda: False
    return lambda: not keys.isatty()


def fit_encoding(screen: Any) -> str:
    """Show near signs for those that the terminal's encoding lacks, one cell for one; the encoding's name.

    Under ``LC_ALL=C`` Python writes UTF-8 by itself (PEP 540); a locale such as KOI8-R is taken at its word.
    """
    encoding = codecs.lookup(getattr(screen, "encoding", None) or "utf-8").name
    if encoding != "utf-8":
        codecs.register_error("parkfund", _near_signs)
        screen.reconfigure(errors="parkfund")
    return encoding


def _near_signs(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    return "".join(NEAR.get(sign, "?") for sign in error.object[error.start : error.end]), error.end


def encoding_sentence() -> Message | None:
    """What a person is told whose terminal lacks signs; None where it shows everything."""
    screen = sys.__stdout__ if sys.platform == "win32" else sys.__stderr__
    encoding = codecs.lookup(getattr(screen, "encoding", None) or "utf-8").name
    if encoding == "utf-8":
        return None
    return _(
        "this terminal is set to {encoding}: signs that it lacks are shown as near ones; with UTF-8 it shows all",
        encoding=encoding,
    )


def tolerate_foreign_bytes(read_as: str = "utf-8") -> None:
    """Let the driver read keys in the terminal's encoding, and bytes that are none (CP1251), not end in silence."""
    if sys.platform == "win32":
        return
    from textual.drivers import linux_driver

    def lenient(encoding: str) -> Callable[..., Any]:
        decoder = codecs.getincrementaldecoder(read_as if encoding == "utf-8" else encoding)
        return lambda errors="replace": decoder(errors)

    linux_driver.getincrementaldecoder = lenient  # type: ignore[attr-defined]


class Drained:
    """The terminal as a file that takes everything, also when it has gone."""

    def __init__(self, terminal: Any) -> None:
        self._terminal: Any = terminal
        self._gone = False

    def write(self, text: str) -> None:
        """Write, or do nothing where nobody reads any more."""
        self._try(lambda: self._terminal.write(text))

    def flush(self) -> None:
        """Likewise."""
        self._try(self._terminal.flush)

    def fileno(self) -> int:
        """The terminal's own."""
        return int(self._terminal.fileno())

    def _try(self, action: Callable[[], Any]) -> None:
        if not self._gone:
            try:
                action()
            except OSError:
                self._gone = True


def outlive_the_terminal() -> None:
    """Let the interface come to its own end when the terminal goes.

    The driver's writing thread dies of the first failed write; thirty lines later whoever draws waits for it for ever,
    so that the process stays and the next one takes its journal for one in use. And a hang-up comes with a SIGCONT,
    upon which the driver sets up the terminal anew.
    """
    if sys.platform == "win32":
        return
    from textual.drivers import linux_driver

    driver: Any = linux_driver
    usual, again = driver.WriterThread, driver.LinuxDriver._sigcont_application

    def writer(file: Any) -> Any:
        return usual(Drained(file))

    def where_it_still_is(itself: Any, *signals: Any) -> None:
        if os.isatty(itself.fileno):
            again(itself, *signals)

    driver.WriterThread = writer
    driver.LinuxDriver._sigcont_application = where_it_still_is
