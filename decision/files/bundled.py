"""The data that come with parkfund, found alike from a checkout, an editable install and a wheel."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import decision
from decision.model.base import Text

Kind = Literal["criteria", "datasets"]


@dataclass(frozen=True)
class BundledStudy:
    """A study that comes with parkfund."""

    name: str
    """What to write on the command line."""
    title: Text
    path: Path
    """Its study.yaml."""
    parks: int
    """Number of candidates."""
    synthetic: bool
    """Whether any figure is synthetic."""
    notice: Text | None
    """What must be said wherever it is shown."""


def folder(kind: Kind) -> Path:
    """Where the bundled criteria models or datasets lie.

    A wheel carries them inside the package; in a checkout, and an editable install of it, they stand beside
    the package, where people edit them.
    """
    package = Path(decision.__file__).parent
    inside = package / "bundled" / kind
    return inside if inside.is_dir() else package.parent / kind


def study_names() -> list[str]:
    """Names of the bundled studies, sorted."""
    return _names(folder("datasets"), lambda path: (path / "study.yaml").is_file())


def criteria_names() -> list[str]:
    """Names of the bundled criteria models, sorted."""
    return sorted(path.stem for path in folder("criteria").glob("*.yaml"))


def programme_names() -> list[str]:
    """Names of the bundled programmes and of the bundled studies that have one, sorted."""
    return sorted({*_programmes(), *_names(folder("datasets"), _has_programme)})


def _programmes() -> list[str]:
    return [path.stem for path in (folder("criteria") / "programmes").glob("*.yaml")]


def _has_programme(study: Path) -> bool:
    return (study / "programme.yaml").is_file()


def _names(where: Path, fits: Callable[[Path], bool]) -> list[str]:
    return sorted(path.name for path in where.iterdir() if fits(path)) if where.is_dir() else []


def study_path(name: str) -> Path | None:
    """The study file of a bundled study; None when there is none of this name."""
    return folder("datasets") / name / "study.yaml" if name in study_names() else None


def criteria_path(name: str) -> Path | None:
    """The file of a bundled criteria model, named with or without ``.yaml``; None when there is none."""
    stem = name.removesuffix(".yaml")
    return folder("criteria") / f"{stem}.yaml" if stem in criteria_names() else None


def programme_path(name: str) -> Path | None:
    """A bundled programme, or that of a bundled study by the study's name; None when there is none."""
    stem = name.removesuffix(".yaml")
    if stem in _programmes():
        return folder("criteria") / "programmes" / f"{stem}.yaml"
    return folder("datasets") / stem / "programme.yaml" if stem in programme_names() else None


def shown(path: Path) -> str:
    """A bundled file's name in messages: ``criteria/three-criteria.yaml``; of others the bare name."""
    for kind in ("criteria", "datasets"):
        try:
            return f"{kind}/{path.relative_to(folder(kind)).as_posix()}"
        except ValueError:
            continue
    return path.name


def is_bundled(path: Path) -> bool:
    """Whether a file is one of those that come with parkfund."""
    places = [folder("criteria").resolve(), folder("datasets").resolve()]
    return any(place in path.resolve().parents for place in places)


def studies() -> list[BundledStudy]:
    """The bundled studies, sorted by name."""
    return [_study(name) for name in study_names()]


@cache
def _study(name: str) -> BundledStudy:
    from decision.files.problems import validated
    from decision.files.yamltext import read_yaml
    from decision.model.study import StudyFile

    path = folder("datasets") / name / "study.yaml"
    text, _content = read_yaml(path, f"datasets/{name}/study.yaml")
    study = validated(StudyFile, text)
    package: dict[str, object] = {}
    description = path.parent / "datapackage.json"
    if description.is_file():
        package = json.loads(description.read_text(encoding="utf-8-sig"))
    return BundledStudy(
        name,
        study.title,
        path,
        _rows(path.parent / study.parks),
        package.get("synthetic") is True,
        study.notice,
    )


def _rows(table: Path) -> int:
    """Rows of a CSV without loading anything heavy."""

    def filled() -> Iterator[list[str]]:
        with table.open(encoding="utf-8-sig", newline="") as stream:
            yield from (row for row in csv.reader(stream) if any(cell.strip() for cell in row))

    return max(sum(1 for _row in filled()) - 1, 0)
