"""One text for one content, its digest, and what of an answer is no part of the answer."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any

LIBRARIES = ("highspy", "numpy", "pandas", "parkfund", "pulp", "pydantic", "pymcdm", "scipy")
EFFORT = ("seconds", "solver")
"""Keys of an answer that tell what it cost and who solved it: they differ from machine to machine."""


def canonical(content: Any) -> str:
    """JSON that is the same text for the same content: sorted keys, no spaces, no NaN."""
    return json.dumps(
        content, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=plain
    )


def plain(value: Any) -> Any:
    """What JSON has no word for: NumPy's numbers as numbers, everything else as text."""
    return value.item() if hasattr(value, "item") else str(value)


def as_read(content: Any) -> Any:
    """The content as it will be when read from a file again: lists for tuples, texts for keys.

    Raises:
        ValueError: it holds a NaN or an infinity.
    """
    return json.loads(json.dumps(content, ensure_ascii=False, allow_nan=False, default=plain))


def digest(content: Any) -> str:
    """SHA-256 of the canonical text."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def without_effort(content: Any) -> Any:
    """An answer without how long it took and which solver version gave it."""
    if isinstance(content, Mapping):
        return {key: without_effort(value) for key, value in content.items() if key not in EFFORT}
    if isinstance(content, (list, tuple)):
        return [without_effort(value) for value in content]
    return content


def versions() -> dict[str, str | None]:
    """Versions of Python and of the libraries that an answer depends on; None for one that is not installed."""
    return {"python": platform.python_version(), **{name: _version(name) for name in LIBRARIES}}


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
