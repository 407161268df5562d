"""Pydantic's findings put into our words: where, what is wrong, what is allowed, the nearest spelling."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeVar, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from decision.errors import InputProblems, Problem
from decision.files.sentences import sentence
from decision.files.shapes import (
    alternatives,
    describe,
    fitting,
    inside,
    keys_of,
    kind_of,
    kind_of_value,
    shape,
    told_apart,
)
from decision.files.soundness import sound_part
from decision.files.words import close_match, did_you_mean, nearest_or_choice, quoted
from decision.files.yamltext import Path_, YamlText, spell
from decision.language import Message, _

AnyModel = TypeVar("AnyModel", bound=BaseModel)


def validated(model: type[AnyModel], text: YamlText) -> AnyModel:
    """The document as a model.

    Raises:
        InputProblems: everything that the model refuses, with file, line and column.
    """
    sound, problems = examined(model, text)
    if problems or sound is None:
        raise InputProblems(problems)
    return sound


def examined(model: type[AnyModel], text: YamlText) -> tuple[AnyModel | None, list[Problem]]:
    """The document as a model and all its faults; with faults the sound part of it, which is not to compute with."""
    problems: list[Problem] = []
    try:
        sound: AnyModel | None = model.model_validate(text.content)
    except ValidationError as error:
        problems = problems_of(error, model, text.content, file=text.file, node=text)
        part = sound_part(model, text.content)
        sound = part.value
        said = {(problem.field, str(problem.says)) for problem in problems}
        for one in part.contradictions:
            problem = text.problem(one.says, one.path, at_value=bool(one.path), remedy=one.remedy)
            if (problem.field, str(problem.says)) not in said:
                problems.append(problem)
    problems += _truth_values(text, shape(model), text.content, ())
    problems.sort(key=lambda problem: (problem.line or 0, problem.column or 0))
    return sound, problems


def _truth_values(text: YamlText, expected: Any, value: Any, path: Path_) -> Iterator[Problem]:
    """Places where ``true`` or ``false`` stands for a number: pydantic would take them for 1 and 0."""
    expected = fitting(expected, value)
    if isinstance(value, bool):
        if expected in (int, float):
            says = _("expected {kind}, not {value}", kind=describe(expected), value=quoted(value))
            yield text.problem(says, path, at_value=True)
    elif isinstance(value, (dict, list)):
        entries = value.items() if isinstance(value, dict) else enumerate(value)
        for step, entry in entries:
            yield from _truth_values(text, inside(expected, step), entry, (*path, step))


def problems_of(
    error: ValidationError,
    model: type[BaseModel],
    content: Any,
    *,
    file: str | None = None,
    node: YamlText | None = None,
) -> list[Problem]:
    """Every finding of a validation as a :class:`Problem`, in the order of the file.

    Args:
        error: what pydantic raised for ``model.model_validate(content)``.
        model: the model.
        content: plain content that was validated.
        file: the file's name in messages.
        node: the YAML text that the content came from, for lines and columns.
    """
    findings = [_finding(details, model) for details in error.errors(include_url=False)]
    findings = _without_misspelt(_without_echoes(findings))
    problems: dict[tuple[str, str], Problem] = {}
    for place, problem in (
        _problem(finding, content, file, node) for finding in _collapse(findings, content, 0)
    ):
        problems.setdefault((spell(place), str(problem.says)), problem)
    found = list(problems.values())
    if node is not None:
        found.sort(key=lambda problem: (problem.line or 0, problem.column or 0))
    return found


@dataclass(frozen=True)
class _Choice:
    """A place where one of several shapes is allowed, and the shape that a finding is about."""

    path: Path_
    union: Any
    member: Any


@dataclass(frozen=True)
class _Finding:
    """One of pydantic's errors, its location freed of the names of union members."""

    path: Path_
    type: str
    value: Any
    context: dict[str, Any]
    choices: tuple[_Choice, ...]
    parent: Any
    """Shape of what holds the faulty key."""
    expected: Any
    """Shape of what should stand there."""
    key_itself: bool = False
    """The key is wrong, not its value."""


def _finding(details: ErrorDetails, model: type[BaseModel]) -> _Finding:
    expected: Any = shape(model)
    parent: Any = None
    path: Path_ = ()
    choices: list[_Choice] = []
    key_itself = False
    for step in details["loc"]:
        members = alternatives(expected)
        if members is not None:
            member = next((member for tag, member in members if tag(str(step))), None)
            if member is not None:
                if not told_apart(member):
                    choices.append(_Choice(path, expected, member))
                expected = shape(member)
                continue
        if step == "[key]":
            key_itself = True
            continue
        parent, expected = expected, inside(expected, step)
        path = (*path, step)
    return _Finding(
        path,
        details["type"],
        details["input"],
        dict(details.get("ctx") or {}),
        tuple(choices),
        parent,
        expected,
        key_itself or details["type"] in ("extra_forbidden", "invalid_key"),
    )


def _without_echoes(findings: list[_Finding]) -> list[_Finding]:
    """Without the “too short” of a list that is only short of faulty entries."""
    return [
        finding
        for finding in findings
        if not (
            finding.type == "too_short"
            and isinstance(finding.value, (list, tuple))
            and len(finding.value) >= finding.context.get("min_length", 0)
        )
    ]


def _without_misspelt(findings: list[_Finding]) -> list[_Finding]:
    """Without the “missing” of a key that is there, only misspelt."""
    unknown: dict[Path_, list[str]] = {}
    for finding in findings:
        if finding.type == "extra_forbidden":
            unknown.setdefault(finding.path[:-1], []).append(str(finding.path[-1]))

    def is_misspelt(finding: _Finding) -> bool:
        if finding.type != "missing" or not finding.path:
            return False
        written = unknown.get(finding.path[:-1], ())
        allowed = keys_of(finding.parent)
        return any(close_match(word, allowed) == finding.path[-1] for word in written)

    return [finding for finding in findings if not is_misspelt(finding)]


def _collapse(findings: Iterable[_Finding], content: Any, level: int) -> Iterator[_Finding]:
    """One finding instead of one for each shape that could have stood there but does not."""
    groups: dict[Path_, list[_Finding]] = {}
    for finding in findings:
        if len(finding.choices) <= level:
            yield finding
        else:
            groups.setdefault(finding.choices[level].path, []).append(finding)
    for path, group in groups.items():
        value = _value_at(content, path)
        kind = kind_of_value(value)
        fitting = [finding for finding in group if kind_of(finding.choices[level].member) == kind]
        members = [finding.choices[level].member for finding in fitting]
        one_shape = all(member is members[0] for member in members)
        if members and one_shape and get_origin(shape(members[0])) is not Literal:
            yield from _collapse(fitting, content, level + 1)
        else:
            first = group[0]
            choice = first.choices[level]
            yield _Finding(path, "no_shape_fits", value, {}, (), None, choice.union)


def _value_at(content: Any, path: Path_) -> Any:
    value = content
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def _problem(
    finding: _Finding, content: Any, file: str | None, node: YamlText | None
) -> tuple[Path_, Problem]:
    says, remedy = _words(finding, content)
    at_value = not finding.key_itself and finding.type not in ("missing", "fault")
    if finding.type == "fault" and not isinstance(finding.value, dict):
        at_value = True
    if node is not None:
        return finding.path, node.problem(says, finding.path, at_value=at_value, remedy=remedy)
    return finding.path, Problem(says, file, field=spell(finding.path) or None, remedy=remedy)


def _words(finding: _Finding, content: Any) -> tuple[Message, Message | None]:
    if finding.type == "missing":
        if finding.path and isinstance(finding.path[-1], int):
            return _("an entry is missing at the end of the list"), None
        return _("this key is missing"), None
    if finding.type in ("extra_forbidden", "invalid_key"):
        allowed = keys_of(finding.parent)
        holder = _value_at(content, finding.path[:-1])
        written = set(holder) if isinstance(holder, dict) else set()
        free = [key for key in allowed if key not in written]
        meant = did_you_mean(finding.path[-1], free) or did_you_mean(finding.path[-1], allowed)
        return _("no such key"), meant or nearest_or_choice(finding.path[-1], free or allowed)
    if finding.key_itself and finding.type != "fault":
        key = quoted(finding.path[-1] if finding.path else None)
        if finding.type.startswith("int"):
            return _("the key {key} is not a whole number", key=key), None
        return _("the key {key} is not allowed here", key=key), None
    return sentence(finding.type, finding.value, finding.context, finding.expected)
