"""What a computation reads is noticed, so that its record can keep copies; and copies are read instead of originals.

Both hold for the whole process and not for one thread, since a computation may read in threads of its own; a process
runs one command at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from decision.errors import InputProblems, Problem
from decision.language import _

if TYPE_CHECKING:
    from decision.files.references import Found
    from decision.model.study import Study


@dataclass
class Noticed:
    """Everything that was read while somebody listened."""

    files: list[tuple[Path, str, bytes]] = field(default_factory=list)
    """Path, name in messages, content; in the order in which they were first read."""
    studies: list[tuple[str, Study]] = field(default_factory=list)
    """What was asked for, and the study that was read."""


_listeners: list[Noticed] = []
_copies: dict[Path, Mapping[str, Found]] = {}


@contextmanager
def noticing() -> Iterator[Noticed]:
    """Notice what is read inside the ``with`` block."""
    noticed = Noticed()
    _listeners.append(noticed)
    try:
        yield noticed
    finally:
        _listeners.remove(noticed)


def notice_file(path: Path, shown: str, content: bytes) -> None:
    """Tell those who listen that a file was read; once for each path."""
    for noticed in _listeners:
        if all(path != known for known, _shown, _content in noticed.files):
            noticed.files.append((path, shown, content))


def notice_study(where: str | Path, study: Study) -> None:
    """Tell those who listen that a study was read."""
    for noticed in _listeners:
        noticed.studies.append((str(where), study))


@contextmanager
def copies_instead(folder: Path, copies: Mapping[str, Found]) -> Iterator[None]:
    """Inside the block the parts of a study are these copies, whatever its file writes: nothing else is read.

    Args:
        folder: where the study file lies.
        copies: by key of the study file (``parks``, ``criteria`` …): the copy and its name in messages.
    """
    key = folder.resolve()
    around = _copies.get(key)
    _copies[key] = copies
    try:
        yield
    finally:
        if around is None:
            del _copies[key]
        else:
            _copies[key] = around


def copies_of(folder: Path) -> Mapping[str, Found] | None:
    """The copies that stand for the study in a folder; None where it is read as it is."""
    return _copies.get(folder.resolve()) if _copies else None


def copy_of(folder: Path, key: str) -> Found | None:
    """The copy that stands for a part of the study in a folder; None where the study is read as it is.

    Raises:
        InputProblems: the study is read from copies, and of this part there is none.
    """
    copies = copies_of(folder)
    if copies is None:
        return None
    if key not in copies:
        raise InputProblems([Problem(_("the record holds no copy of it"), field=key)])
    return copies[key]
