"""The strict, frozen base of everything read from a file, and the small types that the models share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, NamedTuple, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from decision.language import Message, _, current_language


def fault(says: Message) -> PydanticCustomError:
    """A validator's objection that is put into words in the reader's language; raise what this returns."""
    return PydanticCustomError("fault", "{sentence}", {"sentence": says})


class Strict(BaseModel):
    """A frozen model that refuses unknown keys and non-finite numbers; changed by ``model_copy(update=…)`` only."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        allow_inf_nan=False,
        use_attribute_docstrings=True,
        populate_by_name=True,
        validate_default=True,
    )


class Contradiction(NamedTuple):
    """Two keys that do not go together, told at one of them."""

    path: tuple[str | int, ...]
    """From the model that says so to the key; empty: the model itself."""
    says: Message
    remedy: Message | None = None


class Coherent(Strict):
    """A model whose keys must fit each other."""

    asked_in_part: ClassVar[bool] = False
    """Whether what is left when some keys are faulty can be asked as well: a key left out contradicts nothing."""

    def contradictions(self) -> Iterator[Contradiction]:
        """What keys say against each other, all of it, each fault apart."""
        return iter(())

    @model_validator(mode="after")
    def _no_contradictions(self, info: ValidationInfo) -> Self:
        refuse(type(self).__name__, self._held_against(info.context))
        return self

    def _held_against(self, context: Any) -> Iterator[Contradiction]:
        """The contradictions that count here; ``context`` is what was given to ``model_validate``."""
        return self.contradictions()


def refuse(model: str, found: Iterator[Contradiction]) -> None:
    """Raise all contradictions at once, each at its key.

    Raises:
        ValidationError: there is at least one.
    """
    errors = [
        InitErrorDetails(
            type=PydanticCustomError("fault", "{sentence}", {"sentence": one.says, "remedy": one.remedy}),
            loc=one.path,
            # A fault of the model itself is told at its key, one of a value at the value.
            input=None if one.path else {},
        )
        for one in found
    ]
    if errors:
        raise ValidationError.from_exception_data(model, errors)


class Text(Strict):
    """A text shown to people: one string for every language, or ``{en: …, ru: …}``.

    ``str()`` gives the current language, or the other one when the current one is missing.
    """

    en: str | None = None
    """English"""
    ru: str | None = None
    """Russian"""

    @model_validator(mode="before")
    @classmethod
    def _from_string(cls, value: Any) -> Any:
        return {"en": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _not_empty(self) -> Text:
        if not (self.en or self.ru):
            raise fault(_("a text needs at least one of en, ru"))
        return self

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: Any, handler: Any) -> dict[str, Any]:
        schema = handler(core_schema)
        schema = handler.resolve_ref_schema(schema)
        plain = {k: v for k, v in schema.items() if k not in ("title", "description")}
        return {"anyOf": [{"type": "string"}, plain], "description": "A text, or one for each language"}

    def __str__(self) -> str:
        first, second = (self.ru, self.en) if current_language() == "ru" else (self.en, self.ru)
        return first or second or ""


MARKS = {
    "law": _("[law]"),
    "press": _("[press]"),
    "observed": _("[observed]"),
    "old": _("[old]"),
    "derived": _("[derived]"),
    "scenario": _("[scenario]"),
}
"""What kind of source it is, as written in the files and as told; several share their brackets: ``[law/press]``."""
_MARKED = re.compile(r"\[([a-z]+(?:/[a-z]+)*)\]")


class Source(Text):
    """Where something comes from: a text whose marks are told in the reader's language.

    The marks are ``[law]`` an act or its official summary, ``[press]`` an agency or newspaper on the rule,
    ``[observed]`` an award really made, ``[old]`` a replaced rule, ``[derived]`` a computed figure, ``[scenario]`` an
    assumption; so a source that is a mark and an address needs one language only.
    """

    def __str__(self) -> str:
        return _MARKED.sub(_mark_in_words, super().__str__())

    @property
    def marks(self) -> frozenset[str]:
        """Which of :data:`MARKS` it carries, in any language."""
        texts = (self.en or "", self.ru or "")
        found = {mark for text in texts for marked in _MARKED.findall(text) for mark in marked.split("/")}
        return frozenset(found & set(MARKS))


def _mark_in_words(found: re.Match[str]) -> str:
    marks = found[1].split("/")
    if not all(mark in MARKS for mark in marks):
        return found[0]
    return f"[{'/'.join(str(MARKS[mark])[1:-1] for mark in marks)}]"


SourceText = Annotated[Source | None, BeforeValidator(lambda value: value or None)]
"""A source, or none: an empty text is none."""


def _slug(value: str) -> str:
    if not value or value != value.strip() or any(c.isspace() for c in value) or "/" in value:
        raise fault(_("an id has no spaces and no slash"))
    return value


Slug = Annotated[str, AfterValidator(_slug), Field(min_length=1, max_length=100)]
"""An id that people write in files: no spaces, no slash."""

Share = Annotated[float, Field(ge=0.0, le=1.0)]
"""A fraction between 0 and 1."""

Positive = Annotated[float, Field(gt=0.0)]
NotNegative = Annotated[float, Field(ge=0.0)]
