"""Ctrl-C is never lost: libraries that load extension modules swallow it now and then, so it is written down."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

HEARD = threading.Event()


@contextmanager
def listening(pressed: Callable[..., None]) -> Iterator[None]:
    """Ctrl-C calls ``pressed``, wherever the main thread happens to be."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, pressed)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def write_down(*_signal: object) -> None:
    """Remember Ctrl-C and raise KeyboardInterrupt as usual."""
    HEARD.set()
    raise KeyboardInterrupt


def raise_if_heard() -> None:
    """Raise the KeyboardInterrupt that a library swallowed."""
    if HEARD.is_set():
        raise KeyboardInterrupt
