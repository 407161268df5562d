"""One sentence for each kind of fault that pydantic finds in a value."""

from __future__ import annotations

from typing import Any, Literal, get_args, get_origin

from decision.files.shapes import describe, shape
from decision.files.words import Listed, did_you_mean, quoted
from decision.language import Message, _

Words = tuple[Message, Message | None]


def sentence(kind: str, value: Any, context: dict[str, Any], expected: Any) -> Words:
    """What is wrong with ``value``, and what would be right where that is not said already.

    Args:
        kind: pydantic's name of the fault.
        value: the offending value.
        context: pydantic's figures about it (limits, lengths).
        expected: the annotation of what should stand there.
    """
    if kind == "fault":
        return context["sentence"], context.get("remedy")
    if kind == "literal_error":
        return _not_one_of(value, expected)
    if kind == "no_shape_fits":
        return _no_shape_fits(value, expected)
    if kind in _LIMITS:
        return _LIMITS[kind](value, context), None
    if kind in ("too_short", "too_long"):
        return _length(kind, context), None
    if kind == "string_too_short":
        return _("the text is empty"), None
    if kind == "string_too_long":
        return _("the text is longer than {most} characters", most=context.get("max_length")), None
    if kind == "finite_number":
        return _("{value} is not a finite number", value=quoted(value)), None
    if kind.endswith(("_type", "_parsing", "_from_float")) or kind in (
        "int_parsing_size",
        "dict_attributes_type",
    ):
        return _wrong_type(value, expected)
    return _("{value} is not allowed here", value=quoted(value)), None


def _wrong_type(value: Any, expected: Any) -> Words:
    remedy = None
    if shape(expected) is str and isinstance(value, (int, float)):
        remedy = _("put it in quotation marks")
    return _("expected {kind}, not {value}", kind=describe(expected), value=quoted(value)), remedy


def _not_one_of(value: Any, expected: Any) -> Words:
    allowed = [str(choice) for choice in get_args(shape(expected))]
    says = _("{value} is not one of {allowed}", value=quoted(value), allowed=Listed(allowed))
    return says, did_you_mean(value, allowed) if isinstance(value, str) else None


def _no_shape_fits(value: Any, expected: Any) -> Words:
    says = _("expected one of: {kinds}; not {value}", kinds=describe(expected), value=quoted(value))
    literals = [
        str(choice)
        for member in get_args(expected)
        if get_origin(shape(member)) is Literal
        for choice in get_args(shape(member))
    ]
    return says, did_you_mean(value, literals) if isinstance(value, str) else None


def _length(kind: str, context: dict[str, Any]) -> Message:
    actual = context.get("actual_length")
    if kind == "too_short":
        least = context.get("min_length")
        if not actual:
            return _("the list is empty")
        return _("the list needs at least {least} entries, here are {actual}", least=least, actual=actual)
    most = context.get("max_length")
    return _("the list takes at most {most} entries, here are {actual}", most=most, actual=actual or "…")


_LIMITS = {
    "greater_than": lambda value, context: _(
        "{value} is not greater than {limit}", value=quoted(value), limit=quoted(context["gt"])
    ),
    "greater_than_equal": lambda value, context: _(
        "{value} is less than {limit}, the least allowed", value=quoted(value), limit=quoted(context["ge"])
    ),
    "less_than": lambda value, context: _(
        "{value} is not less than {limit}", value=quoted(value), limit=quoted(context["lt"])
    ),
    "less_than_equal": lambda value, context: _(
        "{value} is greater than {limit}, the most allowed", value=quoted(value), limit=quoted(context["le"])
    ),
}
