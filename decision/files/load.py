"""Studies and their parts from disk, with the faults of all files at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel

from decision.errors import InputProblems, Problem
from decision.files import bundled, datapackage
from decision.files.columns import Use, missing_columns, use_by_criteria, use_by_programme
from decision.files.committee import read_members
from decision.files.datapackage import Package, read_package
from decision.files.grids import read_grid
from decision.files.inline import inline_weights
from decision.files.memory import make_study as make_study
from decision.files.noticing import notice_study
from decision.files.overriding import overridden
from decision.files.parktables import parks_of, refuse_if_faulty
from decision.files.partnerships import partnerships_of
from decision.files.placing import places_in
from decision.files.problems import examined, validated
from decision.files.references import Found, find_beside, find_file, find_study, input_file
from decision.files.seals import read_seal
from decision.files.textfile import sha256
from decision.files.yamltext import YamlText, read_yaml
from decision.model.criteria import CriteriaModel, Member
from decision.model.overrides import Override
from decision.model.parks import Parks
from decision.model.programme import Programme
from decision.model.scenarios import Scenarios
from decision.model.seals import SealState
from decision.model.study import InputFile, Study, StudyFile

if TYPE_CHECKING:
    import pandas as pd

AnyModel = TypeVar("AnyModel", bound=BaseModel)


@dataclass
class StudyRead:
    """A study as far as it could be read: each part that is faulty is None, and ``problems`` says why.

    ``sound`` holds what can be said of faulty parts nevertheless, so that all faults are told at once.
    """

    path: Path | None = None
    file: StudyFile | None = None
    parks: Parks | None = None
    criteria: CriteriaModel | None = None
    sound_criteria: CriteriaModel | None = None
    """The criteria, or what of them is sound: to find more faults, not to compute with."""
    programme: Programme | None = None
    """With what ``decisions`` of the study change."""
    sound_programme: Programme | None = None
    """The programme as its file has it, or what of it is sound: to find more faults, not to compute with."""
    written_programme: Programme | None = None
    """As its file has it, where decisions change it."""
    partnerships: pd.DataFrame | None = None
    members: dict[str, Member] = field(default_factory=dict)
    overrides: tuple[Override, ...] = ()
    seal: SealState | None = None
    files: list[InputFile] = field(default_factory=list)
    texts: dict[str, YamlText] = field(default_factory=dict)
    """YAML documents by ``study``, ``criteria``, ``programme``, ``member:ID``."""
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_faulty(self) -> bool:
        """Whether anything is wrong beyond warnings."""
        return any(not problem.warning for problem in self.problems)


def load_study(where: str | Path) -> Study:
    """A study, read; :func:`decision.checks.load_study` also finds what only ranking and allocation would meet.

    Args:
        where: a study file, a folder that holds ``study.yaml``, or the name of a bundled study.

    Raises:
        InputProblems: every fault that reading finds in every file of the study.
    """
    read = read_study(where)
    refuse_if_faulty(read.problems)
    return study_of(read, where)


def study_of(read: StudyRead, where: str | Path) -> Study:
    """What was read without a fault, as a study.

    Args:
        read: read from ``where``, not faulty.
        where: as in :func:`load_study`.
    """
    assert read.file is not None
    assert read.parks is not None
    assert read.criteria is not None
    assert read.programme is not None
    study = Study(
        title=read.file.title,
        parks=read.parks,
        criteria=read.criteria,
        programme=read.programme,
        partnerships=read.partnerships,
        members=read.members,
        notice=read.file.notice or read.parks.notice,
        overrides=read.overrides,
        seal=read.seal,
        path=read.path,
        files=tuple(read.files),
        warnings=tuple(read.problems),
        places=places_of(read),
    )
    notice_study(where, study)
    return study


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


def load_scenarios(path: str | Path) -> tuple[Scenarios, str]:
    """Scenarios from a YAML file, and the file's SHA-256.

    Raises:
        InputProblems: every fault of the file.
    """
    path = Path(path)
    text, content = read_yaml(path, path.name)
    return validated(Scenarios, text), sha256(content)


def load_weights(path: str | Path) -> dict[str, float]:
    """Weights by the id of a criterion or group: a member file, a plain mapping, or ``rnd=0.4,jobs=0.6`` itself.

    Raises:
        InputProblems: everything wrong with the file or the text.
    """
    if "=" in str(path) and not Path(path).exists():
        return inline_weights(str(path))
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


def read_study(where: str | Path, *, candidates: bool = True) -> StudyRead:
    """A study as far as it can be read, with the faults of all its files; never raises for faulty input.

    Args:
        where: see :func:`load_study`.
        candidates: False: the table of parks and what belongs to it is not opened.
    """
    read = StudyRead()
    try:
        found = find_study(where)
        text, content = read_yaml(found.path, found.shown)
        read.path = found.path
        read.texts["study"] = text
        read.files.append(input_file("study", found, content))
        read.file, problems = examined(StudyFile, text)
        read.problems += problems
    except InputProblems as wrong:
        read.problems += wrong.problems
    if read.file is None:
        return read
    folder = found.path.parent
    read.sound_criteria, faulty = _part(
        read, CriteriaModel, "criteria", folder, bundled.criteria_path, bundled.criteria_names
    )
    read.criteria = None if faulty else read.sound_criteria
    read.sound_programme, faulty = _part(
        read, Programme, "programme", folder, bundled.programme_path, bundled.programme_names
    )
    read.programme = None if faulty else read.sound_programme
    use = Use()
    if read.sound_criteria is not None:
        use |= use_by_criteria(read.sound_criteria)
    if read.sound_programme is not None:
        use |= use_by_programme(read.sound_programme)
    try:
        if candidates and read.file.parks:
            _read_parks(read, find_beside(text, folder, "parks", read.file.parks), use)
    except InputProblems as wrong:
        read.problems += wrong.problems
    if read.parks is not None and read.sound_criteria is not None:
        read.problems += missing_columns(read.sound_criteria, read.parks, read.texts["criteria"])
    empty = read.parks is not None and read.parks.table.empty
    if read.file.partnerships is not None and candidates and not empty:
        _read_partnerships(read, folder, read.file.partnerships)
    if read.file.committee is not None:
        read_members(read, folder, read.file.committee)
    read_seal(read, found)
    if read.sound_programme is not None and read.file.decisions:
        changed, overrides, problems = overridden(
            read.sound_programme, read.file.decisions, text, read.parks, whole=read.programme is not None
        )
        read.problems += problems
        if read.programme is not None:
            read.written_programme, read.programme, read.overrides = read.programme, changed, overrides
    return read


def _part(
    read: StudyRead, model: type[AnyModel], role: str, folder: Path, by_name: Any, names: Any
) -> tuple[AnyModel | None, bool]:
    """What is sound of a part, and whether anything is wrong with it."""
    written = getattr(read.file, role)
    if not written:
        return None, True
    try:
        found = find_beside(read.texts["study"], folder, role, written, by_name, names)
        text, content = read_yaml(found.path, found.shown)
        read.files.append(input_file(role, found, content))
        read.texts[role] = text
        sound, problems = examined(model, text)
        read.problems += problems
        return sound, bool(problems)
    except InputProblems as wrong:
        read.problems += wrong.problems
        return None, True


def _read_parks(read: StudyRead, found: Found, use: Use) -> None:
    package = Package()
    beside = found.path.parent / datapackage.NAME
    if beside.is_file():
        shown = f"{found.shown.rpartition('/')[0]}/{datapackage.NAME}".lstrip("/")
        try:
            package, content = read_package(beside, shown, found.path.name)
            read.problems += package.problems
            read.files.append(input_file("package", Found(beside, shown), content))
        except InputProblems as wrong:
            read.problems += wrong.problems
    try:
        grid, content = read_grid(found.path, found.shown)
        read.files.append(input_file("parks", found, content))
        result = parks_of(grid, use, package)
        read.parks = result.parks
        read.problems += result.problems
    except InputProblems as wrong:
        read.problems += wrong.problems


def _read_partnerships(read: StudyRead, folder: Path, written: str) -> None:
    try:
        found = find_beside(read.texts["study"], folder, "partnerships", written)
        grid, content = read_grid(found.path, found.shown)
        read.files.append(input_file("partnerships", found, content))
        read.partnerships, problems = partnerships_of(grid, read.parks)
        read.problems += problems
    except InputProblems as wrong:
        read.problems += wrong.problems


def places_of(read: StudyRead) -> dict[str, tuple[str, int]]:
    """Where things were written: ``criteria:criteria[0].column``, ``rule:ID``, ``budget`` → (file, line)."""
    decisions = read.file.decisions if read.file is not None else ()
    return places_in(read.texts, read.sound_criteria, read.programme or read.sound_programme, len(decisions))
