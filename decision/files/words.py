"""Helpers for messages about files: the nearest spelling, lists of names, values as one would quote them."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from decision.language import Message, _

LONGEST_QUOTE = 60


class Listed:
    """Names in one line, each put into the reader's language only when shown; a long list is cut."""

    __slots__ = ("most", "names")

    def __init__(self, names: Iterable[object], most: int = 20) -> None:
        self.names = tuple(names)
        self.most = most

    def __str__(self) -> str:
        shown = ", ".join(str(name) for name in self.names[: self.most])
        return shown if len(self.names) <= self.most else f"{shown}, …"

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)


def close_match(word: str, among: Iterable[str], likeness: float = 0.6) -> str | None:
    """The closest of the allowed words, whatever the case of their letters; None when nothing is close."""
    folded: dict[str, str] = {}
    # Sorted, so that of two that differ in case only the same one is offered in every run.
    for candidate in sorted(among):
        folded.setdefault(candidate.casefold(), candidate)
    near = get_close_matches(word.casefold(), list(folded), n=1, cutoff=likeness)
    return folded[near[0]] if near else None


def did_you_mean(word: object, among: Iterable[str]) -> Message | None:
    """``did you mean 'where'?``, or None when nothing is close."""
    near = close_match(str(word), among)
    return _("did you mean {near}?", near=quoted(near)) if near is not None else None


def nearest_or_choice(word: object, among: Iterable[str]) -> Message | None:
    """``did you mean …?``; the whole choice when nothing is close; None when there is no choice."""
    choice = list(among)
    if not choice:
        return None
    return did_you_mean(word, choice) or _("allowed: {choice}", choice=Listed(choice))


def quoted(value: Any) -> Message | str:
    """A value as a reader would quote it: text in quotation marks, numbers bare, the rest by its kind."""
    if value is None:
        return _("an empty value")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return f"{value:g}" if isinstance(value, float) else str(value)[:LONGEST_QUOTE]
    if isinstance(value, dict):
        return _("a mapping")
    if isinstance(value, (list, tuple)):
        return _("a list")
    text = " ".join(str(value).split())
    text = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)
    return f"'{text}'" if len(text) <= LONGEST_QUOTE else f"'{text[: LONGEST_QUOTE - 1]}…'"
