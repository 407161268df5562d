"""Python's search for garbage, put off where it can find none."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """No search for garbage inside.

    For making objects by the ten thousand that all live: every search would look through all of them in vain, which
    cost a third of the time of handing a large programme to PuLP.
    """
    searches = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searches:
            gc.enable()
