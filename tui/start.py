"""What must be true of the terminal before the first frame, and two repairs of its driver."""

from __future__ import annotations

import codecs
import os
import sys
from collections.abc import Callable
from typing import Any

from decision.errors import ParkfundError
from decision.language import _


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
    tolerate_foreign_bytes()


def tolerate_foreign_bytes() -> None:
    """Let the driver read bytes that are not UTF-8 (a terminal set to CP1251), not end in silence."""
    if sys.platform == "win32":
        return
    from textual.drivers import linux_driver

    def lenient(encoding: str) -> Callable[..., Any]:
        decoder = codecs.getincrementaldecoder(encoding)
        return lambda errors="replace": decoder(errors)

    linux_driver.getincrementaldecoder = lenient  # type: ignore[attr-defined]
