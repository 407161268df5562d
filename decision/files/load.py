"""Studies and their parts from disk, with the faults of all files at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel

from decision.errors import InputProblems, Problem
from decision.files import bundled, datapackage
from decision.files.columns import Use, missing_columns, nodes_with_paths, use_by_criteria, use_by_programme
from decision.files.datapackage import Package, read_package
from decision.files.grids import read_grid
from decision.files.memory import make_study as make_study
from decision.files.parktables import parks_of, refuse_if_faulty
from decision.files.partnerships import partnerships_of
from decision.files.problems import validated
from decision.files.references import Found, find_beside, find_file, find_study
from decision.files.textfile import sha256
from decision.files.words import nearest_or_choice
from decision.files.yamltext import YamlText, read_yaml, spell
from decision.language import _
from decision.model.criteria import CriteriaModel, Member
from decision.model.parks import Parks
from decision.model.programme import Programme
from decision.model.study import InputFile, Study, StudyFile

if TYPE_CHECKING:
    import pandas as pd

AnyModel = TypeVar("AnyModel", bound=BaseModel)


@dataclass
class StudyRead:
    """A study as far as it could be read: each part that is faulty is None, and ``problems`` says why."""

    path: Path | None = None
    file: StudyFile | None = None
    parks: Parks | None = None
    criteria: CriteriaModel | None = None
    programme: Programme | None = None
    partnerships: pd.DataFrame | None = None
    members: dict[str, Member] = field(default_factory=dict)
    files: list[InputFile] = field(default_factory=list)
    texts: dict[str, YamlText] = field(default_factory=dict)
    """YAML documents by ``study``, ``criteria``, ``programme``, ``member:ID``."""
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_faulty(self) -> bool:
        """Whether anything is wrong beyond warnings."""
        return any(not problem.warning for problem in self.problems)


def load_study(where: str | Path) -> Study:
    """A study, read and checked.

    Args:
        where: a study file, a folder that holds ``study.yaml``, or the name of a bundled study.

    Raises:
        InputProblems: every fault of every file of the study.
    """
    read = read_study(where)
    refuse_if_faulty(read.problems)
    assert read.file is not None
    assert read.parks is not None
    assert read.criteria is not None
    assert read.programme is not None
    return Study(
        title=read.file.title,
        parks=read.parks,
        criteria=read.criteria,
        programme=read.programme,
        partnerships=read.partnerships,
        members=read.members,
        notice=read.file.notice or read.parks.notice,
        path=read.path,
        files=tuple(read.files),
        warnings=tuple(read.problems),
        places=places_of(read),
    )


def load_criteria(where: str | Path) -> CriteriaModel:
    """A criteria model from a file, or a bundled one by its name.

    Raises:
        InputProblems: everything wrong with it.
    """
    return _load(CriteriaModel, find_file(where, bundled.criteria_path))


def load_programme(where: str | Path) -> Programme:
    """A programme from a file, or that of a bundled study by the study's name.

    Raises:
        InputProblems: everything wrong with it.
    """
    return _load(Programme, find_file(where, bundled.programme_path))


def _load(model: type[AnyModel], found: Found) -> AnyModel:
    text, _content = read_yaml(found.path, found.shown)
    return validated(model, text)


def load_parks(path: str | Path, *, numbers: Iterable[str] = (), texts: Iterable[str] = ()) -> Parks:
    """A table of parks, with the data package beside it when there is one.

    Args:
        path: .csv, .xlsx or .parquet.
        numbers: columns that must hold numbers; others become numbers when every cell is one.
        texts: columns that hold codes even when these look like numbers.

    Raises:
        InputProblems: every fault of the table.
    """
    read = read_parks(path, Use(set(numbers), set(texts)))
    refuse_if_faulty(read.problems)
    assert read.parks is not None
    return read.parks


def read_parks(path: str | Path, use: Use | None = None) -> StudyRead:
    """A table of parks as far as it can be read, with its faults and warnings.

    Raises:
        InputProblems: there is no such file.
    """
    read = StudyRead()
    _read_parks(read, find_file(path), use or Use())
    return read


def load_weights(path: str | Path) -> dict[str, float]:
    """Weights by the id of a criterion or group: a member file, or a plain mapping from id to number.

    Raises:
        InputProblems: everything wrong with the file.
    """
    found = find_file(path)
    text, _content = read_yaml(found.path, found.shown)
    content = text.content
    if isinstance(content, dict) and "weights" not in content:
        content = {"name": "-", "weights": content}
        plain = YamlText(
            content, text.file, text.text, {("weights", *key): at for key, at in text.places.items()}
        )
        return dict(validated(Member, plain).weights)
    return dict(validated(Member, text).weights)


def read_study(where: str | Path) -> StudyRead:
    """A study as far as it can be read, with the faults of all its files; never raises for faulty input."""
    read = StudyRead()
    try:
        found = find_study(where)
        text, content = read_yaml(found.path, found.shown)
        read.path = found.path
        read.texts["study"] = text
        read.files.append(_input("study", found, content))
        read.file = validated(StudyFile, text)
    except InputProblems as wrong:
        read.problems += wrong.problems
        return read
    folder = found.path.parent
    read.criteria = _part(
        read, CriteriaModel, "criteria", folder, bundled.criteria_path, bundled.criteria_names
    )
    read.programme = _part(
        read, Programme, "programme", folder, bundled.programme_path, bundled.programme_names
    )
    use = Use()
    if read.criteria is not None:
        use |= use_by_criteria(read.criteria)
    if read.programme is not None:
        use |= use_by_programme(read.programme)
    try:
        _read_parks(read, find_beside(text, folder, "parks", read.file.parks), use)
    except InputProblems as wrong:
        read.problems += wrong.problems
    if read.parks is not None and read.criteria is not None:
        read.problems += missing_columns(read.criteria, read.parks, read.texts["criteria"])
    if read.file.partnerships is not None:
        _read_partnerships(read, folder, read.file.partnerships)
    if read.file.committee is not None:
        _read_members(read, folder, read.file.committee)
    return read


def _input(role: Any, found: Found, content: bytes) -> InputFile:
    return InputFile(role, found.path, found.shown, sha256(content), content)


def _part(
    read: StudyRead, model: type[AnyModel], role: str, folder: Path, by_name: Any, names: Any
) -> AnyModel | None:
    written = getattr(read.file, role)
    try:
        found = find_beside(read.texts["study"], folder, role, written, by_name, names)
        text, content = read_yaml(found.path, found.shown)
        read.files.append(_input(role, found, content))
        read.texts[role] = text
        return validated(model, text)
    except InputProblems as wrong:
        read.problems += wrong.problems
        return None


def _read_parks(read: StudyRead, found: Found, use: Use) -> None:
    package = Package()
    beside = found.path.parent / datapackage.NAME
    if beside.is_file():
        shown = f"{found.shown.rpartition('/')[0]}/{datapackage.NAME}".lstrip("/")
        try:
            package, content = read_package(beside, shown, found.path.name)
            read.problems += package.problems
            read.files.append(_input("package", Found(beside, shown), content))
        except InputProblems as wrong:
            read.problems += wrong.problems
    try:
        grid, content = read_grid(found.path, found.shown)
        read.files.append(_input("parks", found, content))
        result = parks_of(grid, use, package)
        read.parks = result.parks
        read.problems += result.problems
    except InputProblems as wrong:
        read.problems += wrong.problems


def _read_partnerships(read: StudyRead, folder: Path, written: str) -> None:
    try:
        found = find_beside(read.texts["study"], folder, "partnerships", written)
        grid, content = read_grid(found.path, found.shown)
        read.files.append(_input("partnerships", found, content))
        read.partnerships, problems = partnerships_of(grid, read.parks)
        read.problems += problems
    except InputProblems as wrong:
        read.problems += wrong.problems


def _read_members(read: StudyRead, folder: Path, written: str) -> None:
    try:
        where = find_beside(read.texts["study"], folder, "committee", written, is_folder=True)
    except InputProblems as wrong:
        read.problems += wrong.problems
        return
    paths = sorted(path for path in where.path.iterdir() if path.suffix in (".yaml", ".yml"))
    if not paths:
        says = _("the folder {name} holds no member files (.yaml)", name=written)
        read.problems.append(read.texts["study"].problem(says, ("committee",), at_value=True, warning=True))
    for path in paths:
        found = Found(path, f"{where.shown.rstrip('/')}/{path.name}")
        try:
            text, content = read_yaml(path, found.shown)
            read.files.append(_input("member", found, content))
            member = validated(Member, text)
        except InputProblems as wrong:
            read.problems += wrong.problems
            continue
        read.texts[f"member:{path.stem}"] = text
        read.members[path.stem] = member
        if read.criteria is not None:
            read.problems += _unknown_weights(member, text, read.criteria)


def _unknown_weights(member: Member, text: YamlText, criteria: CriteriaModel) -> list[Problem]:
    known = [node.id for node in criteria.nodes()]
    return [
        text.problem(
            _("no criterion or group has the id {id}", id=identifier),
            ("weights", identifier),
            remedy=nearest_or_choice(identifier, known),
        )
        for identifier in member.weights
        if identifier not in known
    ]


def places_of(read: StudyRead) -> dict[str, tuple[str, int]]:
    """Where things were written: ``criteria:criteria[0].column``, ``rule:ID``, ``budget`` → (file, line)."""
    places: dict[str, tuple[str, int]] = {}
    for role, text in read.texts.items():
        places[role] = (text.file, 1)
        for path, place in text.places.items():
            if path:
                places[f"{role}:{spell(path)}"] = (text.file, place.line)
    criteria = read.texts.get("criteria")
    if criteria is not None and read.criteria is not None:
        places["method"] = (criteria.file, criteria.place(("method",)).line)
        for path, node in nodes_with_paths(read.criteria.criteria):
            places[f"criterion:{node.id}"] = (criteria.file, criteria.place(path).line)
    programme = read.texts.get("programme")
    if programme is not None and read.programme is not None:
        for key in ("budget", "terms", "objective", "years"):
            places[key] = (programme.file, programme.place((key,)).line)
        for number, rule in enumerate(read.programme.rules):
            places[f"rule:{rule.id}"] = (programme.file, programme.place(("rules", number)).line)
    return places
