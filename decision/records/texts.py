"""Sentences and names as they can be said in any language, to JSON and back."""

from __future__ import annotations

from typing import Any

from decision.language import Message
from decision.model.base import Source, Text


def pack(said: Any) -> Any:
    """A message with its template and values, or a name with its languages, as plain JSON; other values as they are."""
    if isinstance(said, Message):
        packed: dict[str, Any] = {"says": said.template}
        if said.values:
            packed["values"] = {key: pack(value) for key, value in said.values.items()}
        if said.plural is not None:
            packed |= {"plural": said.plural, "count": said.count}
        return packed
    if isinstance(said, Text):
        return {"text": said.model_dump(exclude_none=True)}
    if said is None or isinstance(said, (str, int, float, bool)):
        return said
    return said.item() if hasattr(said, "item") else str(said)


def unpack(packed: Any) -> Any:
    """What :func:`pack` made, as it was."""
    if isinstance(packed, dict) and "says" in packed:
        values = {key: unpack(value) for key, value in packed.get("values", {}).items()}
        return Message(packed["says"], values, packed.get("plural"), packed.get("count"))
    if isinstance(packed, dict) and "text" in packed:
        return Text.model_validate(packed["text"])
    return packed


def message(packed: Any) -> Message:
    """A message from what was kept of it; a bare text becomes a message that says just that."""
    found = unpack(packed)
    return found if isinstance(found, Message) else Message("{text}", {"text": str(found)})


def text(packed: Any, fallback: str) -> Text:
    """A name from what was kept of it, or from another word."""
    found = unpack(packed)
    return found if isinstance(found, Text) else Text(en=fallback)


def source(packed: Any, fallback: str | None) -> Source | None:
    """A source from what was kept of it, or from the words of one language; None where there is none."""
    found = unpack(packed)
    if isinstance(found, Text):
        return Source(en=found.en, ru=found.ru)
    return Source(en=fallback) if fallback else None
