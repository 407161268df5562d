"""The language of everything a person reads: messages, numbers, money.

A message is kept as its English template and its values and is put into words only when shown, so that an
answer computed in one language can be read in the other without computing it again.
"""

from __future__ import annotations

import gettext
import locale
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("en", "ru")
CATALOGUE_FOLDER = Path(__file__).parent / "locale"
DOMAIN = "parkfund"

_current = "en"
_wished = False
_override: ContextVar[str | None] = ContextVar("parkfund_language", default=None)


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, localedir=str(CATALOGUE_FOLDER), languages=[language], fallback=True)


def current_language() -> str:
    """The language now spoken: ``en`` or ``ru``."""
    return _override.get() or _current


def use_language(language: str, *, wished: bool = False) -> None:
    """Speak ``language`` from now on, in every thread.

    Args:
        language: one of ``LANGUAGES``.
        wished: the person named it for this run: see :func:`language_is_wished`.

    Raises:
        ValueError: the language is not one of ``LANGUAGES``.
    """
    global _current, _wished
    if language not in LANGUAGES:
        raise ValueError(f"{language!r} is not one of {', '.join(LANGUAGES)}")
    _current, _wished = language, wished


def language_is_wished() -> bool:
    """Whether the person named the language for this run (``--lang``, ``PARKFUND_LANG``): no habit goes before it."""
    return _wished or bool(os.environ.get("PARKFUND_LANG"))


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak ``language`` inside the ``with`` block only (a record is always written in English)."""
    token = _override.set(language)
    try:
        yield
    finally:
        _override.reset(token)


def language_of_environment() -> str:
    """``ru`` when the locale of the environment is Russian, else ``en``."""
    for name in ("PARKFUND_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return "ru" if value.lower().startswith("ru") else "en"
    system = locale.getlocale()[0] or ""
    return "ru" if system.lower().startswith(("ru", "russian")) else "en"


class Message:
    """A sentence in any of the languages: an English template and the values that go into it.

    ``str()`` puts it into the current language; ``format`` specifications in the template apply to the values.
    With ``plural`` and ``count`` the form that the language wants for that number is chosen.
    """

    __slots__ = ("count", "plural", "template", "values")

    def __init__(
        self, template: str, values: dict[str, Any], plural: str | None = None, count: int | None = None
    ) -> None:
        self.template = template
        self.values = values
        self.plural = plural
        self.count = count

    def __str__(self) -> str:
        catalogue = _catalogue(current_language())
        if self.plural is None or self.count is None:
            template = catalogue.gettext(self.template) if self.template else ""
        else:
            template = catalogue.ngettext(self.template, self.plural, self.count)
        return template.format(**self.values) if self.values else template

    def __repr__(self) -> str:
        return f"Message({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash((self.template, self.plural, self.count))

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)


def _(template: str, **values: Any) -> Message:
    """A message to be translated when it is shown; ``{name}`` in the template takes the keyword ``name``."""
    return Message(template, values)


def _n(template: str, plural: str, count: int, **values: Any) -> Message:
    """A message whose form depends on a number; ``{count}`` is always available in the template."""
    return Message(template, {"count": count, **values}, plural, count)


def number(value: float | None, digits: int = 0) -> str:
    """``value`` with ``digits`` decimals in the current language's format; ``–`` when there is none."""
    if value is None or value != value:
        return "–"
    from babel.numbers import format_decimal

    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    rounded = round(value, digits)
    return str(format_decimal(rounded + 0.0, format=pattern, locale=current_language()))


def percent(share: float | None, digits: int = 1) -> str:
    """A share between 0 and 1 as a percentage in the current language's format."""
    return "–" if share is None or share != share else f"{number(share * 100, digits)} %"


def moment(time: str) -> Message | str:
    """A moment, written as ISO 8601 in UTC, to the minute in the current language's format; else as it is written."""
    from datetime import datetime

    try:
        at = datetime.fromisoformat(time)
    except ValueError:
        return time
    parts = {"year": "%Y", "month": "%m", "day": "%d", "hour": "%H", "minute": "%M"}
    return _(
        "{year}-{month}-{day} {hour}:{minute} UTC", **{key: format(at, code) for key, code in parts.items()}
    )


def money(mln_rub: float | None, digits: int = 1) -> str:
    """An amount in million RUB in the current language's format, without the unit."""
    return number(mln_rub, digits)
