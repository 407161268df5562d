"""What of a faulty document is sound: enough to find the faults that others would hide, never to compute with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import inf
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from decision.files.places import Path_
from decision.files.shapes import fitting, shape
from decision.model.base import Coherent, Contradiction, Text
from decision.model.criteria import CriteriaGroup, CriteriaModel, Criterion, Member, MethodSettings
from decision.model.programme import Budget, CoFinancing, Programme, Rule, ScorecardLine
from decision.model.study import StudyFile

_MISSING = object()
_SOME_TEXT = Text(en="?")
_STAND_INS: Mapping[tuple[type[BaseModel], str], Any] = {
    (Programme, "title"): _SOME_TEXT,
    # Years that no other year contradicts.
    (Programme, "years"): tuple(range(1900, 2201)),
    (Programme, "budget"): Budget.model_construct(total=inf),
    (Budget, "total"): inf,
    (CoFinancing, "min_share"): 0.0,
    (ScorecardLine, "measure"): "count",
    (CriteriaModel, "title"): _SOME_TEXT,
    (CriteriaModel, "method"): MethodSettings(name="?"),
    (CriteriaModel, "criteria"): (),
    (CriteriaGroup, "criteria"): (),
    (Member, "name"): _SOME_TEXT,
    (Member, "weights"): {},
    (StudyFile, "title"): _SOME_TEXT,
    (StudyFile, "parks"): "",
    (StudyFile, "criteria"): "",
    (StudyFile, "programme"): "",
}
"""What stands for a key that is missing or faulty, so that the others can be looked at; it causes no fault itself."""
_WITH_ID = (Rule, Criterion, CriteriaGroup)
UNKNOWN_ID = "\N{REPLACEMENT CHARACTER}"
"""Begins the stand-in for an id that is missing or faulty."""
_LEFT_OUT = 0.0
"""Stands for a faulty number in a mapping: the key is there, and is not to be missed."""


@dataclass
class Sound:
    """The sound part of a document, and what its keys say against each other."""

    value: Any = None
    """An instance of the model, unchecked as a whole; None when nothing can be made of the document."""
    contradictions: list[Contradiction] = field(default_factory=list)
    """Paths from the top of the document."""


def sound_part(model: type[BaseModel], content: Any) -> Sound:
    """The document without what is faulty in it.

    Args:
        model: what the document should be.
        content: plain content, that the model has refused.
    """
    found = Sound()
    built = _model(model, content, (), found)
    found.value = None if built is _MISSING else built
    return found


def _value(annotation: Any, extras: tuple[Any, ...], value: Any, path: Path_, found: Sound) -> Any:
    """The value if it is sound, else as much of it as is, else ``_MISSING``."""
    whole: Any = Annotated[(annotation, *extras)] if extras else annotation
    try:
        return TypeAdapter(whole).validate_python(value)
    except ValidationError:
        pass
    expected = fitting(annotation, value)
    if isinstance(expected, type) and issubclass(expected, BaseModel):
        return _model(expected, value, path, found)
    if get_origin(expected) is dict and isinstance(value, dict):
        keys, entries = get_args(expected)
        return _mapping(keys, entries, value, path, found)
    if get_origin(expected) is tuple and Ellipsis in get_args(expected) and isinstance(value, list):
        return _entries(get_args(expected)[0], value, path, found)
    return _MISSING


def _mapping(keys: Any, annotation: Any, value: dict[Any, Any], path: Path_, found: Sound) -> dict[Any, Any]:
    """The entries whose keys are sound."""
    entries = {}
    for key, entry in value.items():
        if _value(keys, (), key, path, found) is _MISSING:
            continue
        kept = _value(annotation, (), entry, (*path, key), found)
        if kept is _MISSING and shape(annotation) is float:
            kept = _LEFT_OUT
        if kept is not _MISSING:
            entries[key] = kept
    return entries


def _entries(annotation: Any, value: list[Any], path: Path_, found: Sound) -> Any:
    """The entries in their places: the faults of the others are told by their numbers."""
    entries = []
    for place, entry in enumerate(value):
        kept = _value(annotation, (), entry, (*path, place), found)
        if kept is _MISSING:
            expected = fitting(annotation, {}) or shape(annotation)
            if isinstance(expected, type) and issubclass(expected, BaseModel):
                kept = _model(expected, {}, (*path, place), found)
            elif expected is str:
                kept = str(entry)
        if kept is _MISSING:
            return _MISSING
        entries.append(kept)
    return tuple(entries) or _MISSING


def _model(model: type[BaseModel], content: Any, path: Path_, found: Sound) -> Any:
    if not isinstance(content, dict):
        content = {}
    keys: dict[str, Any] = {}
    faulty = False
    for name, info in model.model_fields.items():
        key = info.alias if info.alias is not None and info.alias in content else name
        if key in content:
            kept = _value(*_declared(info), content[key], (*path, key), found)
            if kept is not _MISSING:
                keys[name] = kept
                continue
        elif not info.is_required():
            continue
        faulty = True
        if name == "id" and model in _WITH_ID:
            keys[name] = UNKNOWN_ID + ".".join(map(str, path))
        elif (model, name) in _STAND_INS:
            keys[name] = _STAND_INS[model, name]
        elif info.is_required():
            return _MISSING
    faulty = faulty or bool(set(content) - _names(model))
    built = model.model_construct(**keys)
    if isinstance(built, Coherent) and (built.asked_in_part or not faulty):
        found.contradictions += _placed(built, path)
    return built


def _declared(info: FieldInfo) -> tuple[Any, tuple[Any, ...]]:
    return info.annotation, tuple(info.metadata)


def _names(model: type[BaseModel]) -> set[str]:
    return {name for name, info in model.model_fields.items()} | {
        info.alias for info in model.model_fields.values() if info.alias
    }


def _placed(built: Coherent, path: Path_) -> Iterator[Contradiction]:
    return (one._replace(path=(*path, *one.path)) for one in built.contradictions())
