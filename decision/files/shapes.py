"""What a model's annotations allow at a place: the keys of a mapping, the members of a union, in words."""

from __future__ import annotations

import types
from collections.abc import Callable
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, Tag
from pydantic.fields import FieldInfo

from decision.files.words import Listed
from decision.language import Message, _
from decision.model.base import Text
from decision.model.criteria import MethodSettings

Kind = Literal["mapping", "list", "scalar"]


def shape(annotation: Any) -> Any:
    """An annotation without ``Annotated`` and without ``None``."""
    while True:
        if get_origin(annotation) is Annotated:
            annotation = get_args(annotation)[0]
        elif get_origin(annotation) in (Union, types.UnionType):
            members = [member for member in get_args(annotation) if member is not type(None)]
            if len(members) != 1:
                return annotation
            annotation = members[0]
        else:
            return annotation


def alternatives(annotation: Any) -> list[tuple[Callable[[str], bool], Any]] | None:
    """The members of a union, each with a test whether a step of pydantic's location names it."""
    if get_origin(annotation) not in (Union, types.UnionType):
        return None
    members = [member for member in get_args(annotation) if member is not type(None)]
    return [(_tag_test(member), member) for member in members]


def told_apart(member: Any) -> bool:
    """Whether pydantic picks this member of a union by looking at the value, and reports on no other."""
    return _own_tag(member) is not None


def _own_tag(member: Any) -> str | None:
    extras = get_args(member)[1:] if get_origin(member) is Annotated else ()
    return next((extra.tag for extra in extras if isinstance(extra, Tag)), None)


def _tag_test(member: Any) -> Callable[[str], bool]:
    own = _own_tag(member)
    if own is not None:
        return lambda step: step == own
    bare = shape(member)
    if isinstance(bare, type) and issubclass(bare, BaseModel):
        return lambda step: bare.__name__ in step and not step.startswith(("tuple[", "list[", "dict["))
    begins = {dict: "dict[", tuple: "tuple[", list: "list[", Literal: "literal["}.get(get_origin(bare))
    if begins is not None:
        return lambda step: step.startswith(begins)
    name = getattr(bare, "__name__", str(bare))
    return lambda step: step in (name, f"constrained-{name}")


def inside(annotation: Any, step: str | int) -> Any:
    """The shape of what stands under a key or index; None where nothing is known."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for name, info in _fields(annotation).items():
            if step in (name, info.alias):
                return shape(info.annotation)
        return None
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is dict:
        return shape(arguments[1])
    if origin in (tuple, list) and arguments:
        if origin is tuple and Ellipsis not in arguments:
            return shape(arguments[step]) if isinstance(step, int) and step < len(arguments) else None
        return shape(arguments[0])
    return None


def _fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    if not model.__pydantic_complete__:
        model.model_rebuild()
    return model.model_fields


def keys_of(annotation: Any) -> list[str]:
    """The keys that a mapping of this shape may have; empty where any key goes."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [info.alias or name for name, info in _fields(annotation).items()]
    return []


def kind_of(annotation: Any) -> Kind:
    """Whether a shape is written as a mapping, a list or a single value."""
    bare = shape(annotation)
    if get_origin(bare) is dict or (isinstance(bare, type) and issubclass(bare, BaseModel)):
        return "mapping"
    return "list" if get_origin(bare) in (tuple, list) else "scalar"


def kind_of_value(value: Any) -> Kind:
    """Whether a value is a mapping, a list or a single value."""
    if isinstance(value, dict):
        return "mapping"
    return "list" if isinstance(value, (list, tuple)) else "scalar"


def fitting(annotation: Any, value: Any) -> Any:
    """The member of a union that a value is written like; None where several are, or none."""
    bare = shape(annotation)
    members = alternatives(bare)
    if members is None:
        return bare
    if isinstance(value, dict) and any(told_apart(member) for _test, member in members):
        tag = "group" if "criteria" in value else "criterion"
        return next((shape(member) for test, member in members if test(tag)), None)
    alike = [shape(member) for _test, member in members if kind_of(member) == kind_of_value(value)]
    return alike[0] if len(alike) == 1 else None


def describe(annotation: Any) -> Message | Listed | str:
    """What may stand at a place, in words: ``a number``, ``a mapping with the keys column, values``."""
    bare = shape(annotation)
    members = alternatives(bare)
    if members is not None:
        return Listed(describe(member) for _test, member in members)
    if get_origin(bare) is Literal:
        return Listed(get_args(bare))
    if isinstance(bare, type) and issubclass(bare, BaseModel):
        if bare is Text:
            return _("a text, or {en: …, ru: …}")
        if bare is MethodSettings:
            return _("the name of a method, or {name: …, parameter: …}")
        return _("a mapping with the keys {keys}", keys=Listed(keys_of(bare)))
    if get_origin(bare) is dict:
        return _("a mapping")
    if get_origin(bare) in (tuple, list):
        return _("a list")
    words: dict[Any, Message] = {
        str: _("a text"),
        bool: _("true or false"),
        int: _("a whole number"),
        float: _("a number"),
    }
    return words.get(bare) or _("another value")
