"""Where the copies of a run's inputs lie in its record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from posixpath import basename, normpath

from decision.files import bundled
from decision.files.noticing import Noticed
from decision.files.textfile import sha256
from decision.model.study import InputFile, Study

FOLDER = "inputs"
ARGUMENTS = "arguments"


@dataclass(frozen=True)
class Input:
    """One input of a run."""

    role: str
    """What it is to its study (``parks``, ``criteria`` …), or ``argument``."""
    name: str
    """Its name in messages: relative to the study."""
    copy: str
    """Where its copy lies in the record."""
    sha256: str
    study: int
    """Which of the studies it belongs to, from 0; -1: a file that was named on the command line."""
    content: bytes = b""

    def to_dict(self) -> dict[str, object]:
        """What ``run.json`` says of it."""
        return {
            "role": self.role, "name": self.name, "copy": self.copy, "sha256": self.sha256, "study": self.study,
        }  # fmt: skip


def copy_places(files: Iterable[InputFile]) -> list[str]:
    """Where the copies lie inside ``inputs``: never above it, never two in one place.

    They lie to each other as the originals do, so that the study's relative paths hold among the copies too: where one
    input is ``../parks.csv``, the study itself lies one folder deeper.
    """
    names = [normpath(file.shown.lstrip("/") or "input").split("/") for file in files]
    depth = max((parts.count("..") for parts in names), default=0)
    places: list[str] = []
    taken: set[str] = set()
    for parts in names:
        places.append(_free(normpath("/".join(["study"] * depth + parts)), taken))
    return places


def _free(wanted: str, taken: set[str]) -> str:
    """The place, or the first free one like it: some file systems hold A.csv and a.csv to be the same."""
    place = wanted
    count = 1
    while place.casefold() in taken:
        count += 1
        folder, slash, name = wanted.rpartition("/")
        place = f"{folder}{slash}{count}-{name}"
    taken.add(place.casefold())
    return place


def study_inputs(study: Study, number: int = 0) -> list[Input]:
    """The files of a study; the second study of a run lies in a folder of its own."""
    folder = FOLDER if number == 0 else f"{FOLDER}/{number + 1}"
    return [
        Input(file.role, file.shown, f"{folder}/{place}", file.sha256, number, file.content)
        for file, place in zip(study.files, copy_places(study.files), strict=True)
    ]


@dataclass(frozen=True)
class Inputs:
    """All inputs of a run, and how its arguments name them."""

    inputs: tuple[Input, ...]
    by_argument: Mapping[str, str]
    """What was written on the command line → the copy that stands for it."""


def inputs_of(noticed: Noticed, arguments: Iterable[str]) -> Inputs:
    """The inputs among what was read, and which argument named which.

    Args:
        noticed: what was read while the answer was computed.
        arguments: every text on the command line that may name a file, a study or something bundled.
    """
    inputs: list[Input] = []
    by_argument: dict[str, str] = {}
    held = set()
    for where, study in noticed.studies:
        if where in by_argument or not study.files:
            continue
        found = study_inputs(study, len(by_argument))
        inputs += found
        by_argument[where] = next(one.copy for one in found if one.role == "study")
        held |= {file.path for file in study.files}
    taken: set[str] = set()
    written = list(arguments)
    for path, shown, content in noticed.files:
        if path in held:
            continue
        place = _free(f"{FOLDER}/{ARGUMENTS}/{basename(shown) or 'input'}", taken)
        inputs.append(Input("argument", basename(shown), place, sha256(content), -1, content))
        for name in written:
            if name not in by_argument and _names(name, path):
                by_argument[name] = place
    return Inputs(tuple(inputs), by_argument)


def _names(written: str, path: Path) -> bool:
    try:
        if Path(written).resolve() == path.resolve():
            return True
    except (OSError, ValueError):
        return False
    return path in (bundled.criteria_path(written), bundled.programme_path(written))
