"""Calling what prints on file descriptor 1 by itself, without what it prints."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress


def quietly(call: Callable[[], object]) -> None:
    """Call with file descriptor 1 put aside; where there is none, just call."""
    with suppress(OSError, ValueError, AttributeError):
        sys.stdout.flush()
    try:
        saved = os.dup(1)
    except OSError:
        call()
        return
    try:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.close(null)
        call()
    finally:
        os.dup2(saved, 1)
        os.close(saved)
