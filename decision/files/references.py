"""What a person wrote to name a file, to the file: a path, a folder, or the name of something bundled."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from decision.errors import InputProblems, Problem
from decision.files import bundled
from decision.files.noticing import copy_of
from decision.files.textfile import nearest_file, sha256
from decision.files.words import nearest_or_choice
from decision.files.yamltext import YamlText
from decision.language import _
from decision.model.study import InputFile

STUDY_FILE = "study.yaml"


def input_file(role: Any, found: Found, content: bytes) -> InputFile:
    """A file that was read, as a study keeps it."""
    return InputFile(role, found.path, found.shown, sha256(content), content)


@dataclass(frozen=True)
class Found:
    """A file, and its name in messages and records: relative to the study, never a path of this machine."""

    path: Path
    shown: str


def find_study(where: str | Path) -> Found:
    """The study file that ``where`` means: a file, a folder with study.yaml, or a bundled name.

    Raises:
        InputProblems: there is none, with the nearest name.
    """
    path = Path(where)
    name = str(where)
    if _exists(path):
        if not path.is_dir():
            return Found(path, path.name)
        if (path / STUDY_FILE).is_file():
            return Found(path / STUDY_FILE, STUDY_FILE)
        beside = bundled.study_path(name) if isinstance(where, str) else None
        if beside is not None:
            return Found(beside, STUDY_FILE)
        says = _("the folder holds no study.yaml")
        raise InputProblems([Problem(says, file=path.name or name, remedy=nearest_file(path / STUDY_FILE))])
    beside = bundled.study_path(name)
    if beside is not None:
        return Found(beside, STUDY_FILE)
    if path.suffix or len(path.parts) > 1:
        raise InputProblems([Problem(_("no such file"), file=_shown(path), remedy=nearest_file(path))])
    says = _("no file, folder or bundled study of this name")
    raise InputProblems([Problem(says, file=name, remedy=nearest_or_choice(name, bundled.study_names()))])


def find_file(where: str | Path, by_name: Callable[[str], Path | None] | None = None) -> Found:
    """A file named on the command line or in Python, or something bundled by its name.

    Raises:
        InputProblems: there is none, with the nearest name.
    """
    path = Path(where)
    if not _exists(path) and by_name is not None:
        beside = by_name(str(where))
        if beside is not None:
            return Found(beside, bundled.shown(beside))
    if not _exists(path):
        raise InputProblems([Problem(_("no such file"), file=_shown(path), remedy=nearest_file(path))])
    return Found(path, _shown(path))


def find_beside(
    study: YamlText,
    folder: Path,
    key: str,
    written: str,
    by_name: Callable[[str], Path | None] | None = None,
    names: Callable[[], list[str]] | None = None,
    *,
    is_folder: bool = False,
) -> Found:
    """A file that a study names, relative to the study's folder, or something bundled by its name.

    Raises:
        InputProblems: there is none; the problem stands at the study's line.
    """
    copied = copy_of(folder, key)
    if copied is not None:
        return copied
    path = folder / written
    try:
        found = path.is_dir() if is_folder else path.is_file()
    except (OSError, ValueError):
        found = False
    if found:
        return Found(path, _relative(path, folder))
    beside = by_name(written) if by_name is not None else None
    if beside is not None:
        return Found(beside, bundled.shown(beside))
    remedy = nearest_file(path)
    if remedy is None and names is not None:
        remedy = nearest_or_choice(written, names())
    says = _("no such folder: {name}", name=written) if is_folder else _("no such file: {name}", name=written)
    raise InputProblems([study.problem(says, (key,), at_value=True, remedy=remedy)])


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _relative(path: Path, folder: Path) -> str:
    try:
        relative = Path(os.path.relpath(path, folder))
    except ValueError:
        return path.name
    # An absolute path, or one far above the study, would tell how this machine's folders are called.
    climbs = sum(part == ".." for part in relative.parts)
    return path.name if climbs > 2 or relative.is_absolute() else relative.as_posix()


def _shown(path: Path) -> str:
    """A path as the person wrote it; of an absolute one the name alone."""
    return path.name if path.is_absolute() else path.as_posix()
