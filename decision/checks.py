"""Everything that can be said against files before anything is computed: ``parkfund check``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from decision.errors import InputProblems, Problem
from decision.files import bundled
from decision.files.load import StudyRead, places_of, read_study, study_of
from decision.files.placing import places_in
from decision.files.problems import validated
from decision.files.references import STUDY_FILE, find_file, find_study
from decision.files.schema import KINDS, MODELS, Kind
from decision.files.words import Listed
from decision.files.yamltext import read_yaml
from decision.language import _, _n
from decision.model.criteria import CriteriaModel
from decision.model.parks import Parks
from decision.model.programme import Programme
from decision.model.study import InputFile, Study

if TYPE_CHECKING:
    from decision.allocation.limits import Reason

_TABLES = (".csv", ".tsv", ".txt", ".xlsx", ".parquet")
_MODELINE = re.compile(r"^#\s*yaml-language-server:\s*\$schema=\S*?(\w+)\.json", re.MULTILINE)

ROWS_SHOWN = 5
"""Parks named one by one for the same reason that shuts them out; the others are counted."""

Places = dict[str, tuple[str, int]]


def check(paths: Iterable[str | Path]) -> list[Problem]:
    """Every problem, warnings included, of studies, criteria models, programmes, members and tables of parks.

    Args:
        paths: study files, folders with study.yaml, bundled names, single YAML files or tables.
    """
    given = list(paths)
    problems: list[Problem] = []
    for where in given:
        found = _check_one(where)
        if len(given) > 1:
            found = [replace(problem, file=_with_folder(where, problem.file)) for problem in found]
        problems += found
    return problems


def load_study(where: str | Path) -> Study:
    """A study, read and checked.

    Args:
        where: a study file, a folder that holds ``study.yaml``, or the name of a bundled study.

    Raises:
        InputProblems: every fault of every file of the study, those too that only ranking or allocation would meet.
    """
    read = read_study(where)
    if read.is_faulty:
        raise InputProblems(problem for problem in _all_of(read) if not problem.warning)
    return study_of(read, where)


def check_study(study: Study) -> list[Problem]:
    """What ranking and allocation would refuse or find worth a look in a loaded study, with file and line."""
    beyond = _beyond_reading(study.criteria, study.programme, study.parks, dict(study.places))
    return _in_order([*study.warnings, *beyond], study.files)


def located(problem: Problem, study: Study, role: str) -> Problem:
    """A problem found in the criteria model or the programme (``role``), with the file and line it stands in."""
    return problem if problem.file is not None else _placed(problem, role, dict(study.places))


@contextmanager
def in_place(study: Study, role: str, *, asked: bool = False) -> Iterator[None]:
    """Faults found in the criteria model or the programme (``role``) get the file and line where they were written.

    The other faults of the files are told with them, so that nobody mends a study one fault at a time.

    Args:
        study: whose files are meant.
        role: criteria, programme or study.
        asked: the method was asked for beside the files, so that its faults are not theirs.

    Raises:
        InputProblems: those faults, with their places.
    """
    try:
        yield
    except InputProblems as faults:
        told = [
            replace(problem, file="--method", field=None)
            if asked and problem.file is None and problem.field == "method"
            else located(problem, study, role)
            for problem in faults.problems
        ]
        of_files = {file.shown for file in study.files}
        if any(problem.file in of_files for problem in told):
            others = [problem for problem in check_study(study) if not problem.warning]
            told = _in_order([*told, *_unsaid(others, told)], study.files)
        raise InputProblems(told) from None


def _check_one(where: str | Path) -> list[Problem]:
    try:
        kind = _kind(where)
        if kind == "study":
            return _check_study_file(where)
        if kind == "parks":
            return _check_table(where)
        return _check_single(where, kind)
    except InputProblems as wrong:
        return list(wrong.problems)


def _kind(where: str | Path) -> Kind | str:
    """What a file is: by its ending, its modeline, its name, its keys.

    Raises:
        InputProblems: it does not exist, is not YAML, or is none of the kinds.
    """
    path = Path(where)
    if path.suffix.lower() in _TABLES:
        return "parks"
    if path.is_dir() or path.name == STUDY_FILE:
        return "study"
    if not path.exists():
        if bundled.criteria_path(str(where)) is not None and bundled.study_path(str(where)) is None:
            return "criteria"
        find_study(where)
        return "study"
    found = find_file(where)
    text, _content = read_yaml(found.path, found.shown)
    modeline = _MODELINE.search(text.text)
    if modeline is not None and modeline.group(1) in KINDS:
        return modeline.group(1)
    keys = set(text.content) if isinstance(text.content, dict) else set()
    for kind, own in _OWN_KEYS.items():
        if keys & own:
            return kind
    says = _("this is none of {kinds}: its keys belong to no such file", kinds=Listed(KINDS))
    raise InputProblems([text.problem(says, ())])


_OWN_KEYS: dict[Kind, set[str]] = {
    "study": {"parks", "partnerships", "committee"},
    "programme": {"years", "budget", "terms", "objective", "rules", "scorecard"},
    "criteria": {"criteria", "method", "normalization"},
    "member": {"role", "weights"},
}
"""Keys by which a file is recognised, looked at in this order."""


def _check_study_file(where: str | Path) -> list[Problem]:
    return _all_of(read_study(where))


def _all_of(read: StudyRead) -> list[Problem]:
    """What reading has said, and what the sound parts would meet further on."""
    places = places_of(read)
    found = _beyond_reading(read.criteria, read.programme, read.parks, places)
    if read.programme is None and read.sound_programme is not None:
        # What is left of a faulty programme is looked at for its faults: a warning may be due to what is missing.
        rest = _beyond_reading(None, read.sound_programme, read.parks, places)
        found += (problem for problem in rest if not problem.warning)
    return _in_order([*read.problems, *_unsaid(found, read.problems)], read.files)


def _unsaid(found: Iterable[Problem], said: Iterable[Problem]) -> list[Problem]:
    """The problems at places of which nothing is said yet."""
    places = {(problem.file, problem.line, problem.field) for problem in said}
    return [problem for problem in found if (problem.file, problem.line, problem.field) not in places]


def _beyond_reading(
    criteria: CriteriaModel | None, programme: Programme | None, parks: Parks | None, places: Places
) -> list[Problem]:
    found: list[Problem] = []
    if criteria is not None:
        from decision.ranking.check import problems as ranking_problems

        found += (_placed(problem, "criteria", places) for problem in ranking_problems(criteria, parks))
    if programme is not None and parks is not None:
        from decision.allocation.check import problems as allocation_problems

        of_programme = allocation_problems(programme, parks)
        found += (_placed(problem, "programme", places) for problem in of_programme)
        if not any(problem.warning is False for problem in of_programme):
            found += _shut_out(programme, parks, places)
    return found


def _shut_out(programme: Programme, parks: Parks, places: Places) -> list[Problem]:
    """Parks that the terms leave no grant for, whatever their merit: mostly a slip in a figure.

    A warning and no fault: the others can be funded all the same, and who asks for too much may well have applied.
    """
    from decision.allocation.terms import never_funded

    reasons = never_funded(parks, programme)
    alike: dict[tuple[str, ...], list[tuple[str, Reason]]] = {}
    for park in sorted(reasons, key=lambda park: parks.lines.get(park, 0)):
        for reason in reasons[park]:
            alike.setdefault((reason.column, reason.key, reason.says.template), []).append((park, reason))
    found = []
    if len(reasons) == len(parks) > 0:
        says = _("no park can be funded under these terms")
        found.append(_placed(Problem(says, field="terms", warning=True), "programme", places))
    for group in alike.values():
        for place, (park, reason) in enumerate(group[: ROWS_SHOWN + 1]):
            says = _("park {park} cannot be funded: {reason}", park=park, reason=reason.says)
            if place == ROWS_SHOWN:
                more = len(group) - ROWS_SHOWN
                says = _n(
                    "{count} more park cannot be funded for this reason",
                    "{count} more parks cannot be funded for this reason",
                    more,
                )
            file, line = _place(reason.key, "programme", places)
            where = f"{file}:{line}" if line is not None else file
            remedy = reason.remedy or _("see {key} in {place}", key=reason.key, place=where)
            column = reason.column if reason.column in parks.table else None
            line = parks.lines.get(park)
            found.append(Problem(says, parks.file, line, field=column, remedy=remedy, warning=True))
    return found


def _placed(problem: Problem, role: str, places: Places) -> Problem:
    """The problem with file and line of its key, or of the nearest key above it that is in the file."""
    if problem.file is not None:
        return problem
    file, line = _place(problem.field or "", role, places)
    return problem if file is None else replace(problem, file=file, line=line)


def _place(field: str, role: str, places: Places) -> tuple[str | None, int | None]:
    """Where a key stands, or the nearest key above it that is in the file; at least the file."""
    while field:
        place = places.get(f"{role}:{field}")
        if place is not None:
            return place
        field = field[: max(field.rfind("."), field.rfind("["), 0)]
    place = places.get(role)
    return (None, None) if place is None else (place[0], None)


def _check_table(where: str | Path) -> list[Problem]:
    from decision.files.load import read_parks

    return _in_order(read_parks(where).problems)


def _check_single(where: str | Path, kind: str) -> list[Problem]:
    found = find_file(where, bundled.criteria_path)
    text, _content = read_yaml(found.path, found.shown)
    models: dict[Any, type[BaseModel]] = dict(MODELS)
    model = validated(models[kind], text)
    criteria = model if isinstance(model, CriteriaModel) else None
    return _in_order(_beyond_reading(criteria, None, None, places_in({kind: text}, criteria, None)))


def _in_order(problems: list[Problem], read: Iterable[InputFile] = ()) -> list[Problem]:
    """Faults before warnings; otherwise file by file as they were read, or else as they were met, by line."""
    known = [file.shown for file in read]
    files = {
        name: place for place, name in enumerate([*known, *(problem.file for problem in problems)][::-1])
    }
    return sorted(problems, key=lambda p: (p.warning, -files[p.file], p.line or 0, p.column or 0))


def _with_folder(where: str | Path, file: str | None) -> str | None:
    """A file's name that tells apart the studies checked at once."""
    path = Path(where)
    folder = path if path.is_dir() else path.parent
    if file is None or not path.exists() or not (folder / file).exists():
        return f"{where}/{file}" if file == STUDY_FILE else file
    return f"{folder.name}/{file}" if folder.is_absolute() else (folder / file).as_posix()
