"""Helpers for messages: figures in the reader's language, the nearest spelling, YAML paths."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from decision.language import Message, _, number
from decision.model.criteria import CriteriaGroup, CriteriaModel, Criterion

SIGNIFICANT_DIGITS = 6


class Figure:
    """A number that is put into the reader's format only when shown, with up to six significant digits."""

    __slots__ = ("value",)

    def __init__(self, value: float) -> None:
        self.value = float(value)

    def __str__(self) -> str:
        text = f"{self.value:.{SIGNIFICANT_DIGITS}g}"
        if "e" in text:
            text = f"{float(text):.12f}".rstrip("0") if abs(self.value) < 1 else f"{float(text):.0f}"
        return number(self.value, len(text.partition(".")[2]))

    def __repr__(self) -> str:
        return f"Figure({self.value!r})"

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)


class Listed:
    """Names in one line, each put into the reader's language only when shown; a long list is cut."""

    __slots__ = ("most", "names")

    def __init__(self, names: Iterable[object], most: int = 6) -> None:
        self.names = tuple(names)
        self.most = most

    def __str__(self) -> str:
        shown = ", ".join(str(name) for name in self.names[: self.most])
        return shown if len(self.names) <= self.most else f"{shown}, …"

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)


def nearest(word: str, among: Iterable[str]) -> Message | None:
    """``did you mean …?`` with the closest of the allowed words, or None when nothing is close."""
    near = get_close_matches(word, list(among), n=1)
    return _("did you mean {near}?", near=near[0]) if near else None


def nearest_or_all(word: str, among: Iterable[str]) -> Message:
    """``did you mean …?``, or the whole choice when nothing is close."""
    choice = list(among)
    return nearest(word, choice) or _("choose one of {choice}", choice=Listed(choice, most=40))


def walk_paths(criteria: CriteriaModel) -> Iterator[tuple[str, Criterion | CriteriaGroup]]:
    """Every criterion and group with its path in the YAML file, ``criteria[1].criteria[0]``, top down."""

    def walk(
        children: tuple[Criterion | CriteriaGroup, ...], inside: str
    ) -> Iterator[tuple[str, Criterion | CriteriaGroup]]:
        for place, child in enumerate(children):
            path = f"{inside}criteria[{place}]"
            yield path, child
            if isinstance(child, CriteriaGroup):
                yield from walk(child.criteria, f"{path}.")

    return walk(criteria.criteria, "")


def leaf_paths(criteria: CriteriaModel) -> dict[str, str]:
    """Id of each criterion → its path in the YAML file."""
    return {node.id: path for path, node in walk_paths(criteria) if isinstance(node, Criterion)}
