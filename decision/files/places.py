"""A YAML document in memory: plain content, and where in the text each key and entry stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from decision.errors import Problem
from decision.language import Message

Path_ = tuple[str | int, ...]
"""Keys and indices from the top of a document to a value."""


@dataclass(frozen=True)
class Place:
    """Where a key and its value begin; lines and columns count from 1. Entries of a list have no key."""

    line: int
    column: int
    value_line: int
    value_column: int
    value_start: int
    value_end: int
    """Offsets of a scalar or alias in the text; for lists and mappings of their beginning."""


@dataclass(frozen=True, eq=False)
class YamlText:
    """A YAML document: plain content and the place of every key and entry."""

    content: Any
    file: str
    text: str = field(repr=False)
    places: Mapping[Path_, Place] = field(repr=False)

    def place(self, path: Sequence[str | int]) -> Place:
        """Where the key or entry at ``path`` stands, or the nearest one above it that is in the file."""
        steps = tuple(path)
        while steps and steps not in self.places:
            steps = steps[:-1]
        return self.places.get(steps, Place(1, 1, 1, 1, 0, 0))

    def problem(
        self,
        says: Message,
        path: Sequence[str | int],
        *,
        at_value: bool = False,
        remedy: Message | None = None,
        warning: bool = False,
    ) -> Problem:
        """A problem at the key of ``path``, or at its value when that is wrong and on the same line."""
        place = self.place(path)
        on_value = at_value and place.value_line == place.line
        column = place.value_column if on_value else place.column
        return Problem(says, self.file, place.line, column, spell(path) or None, remedy, warning)


_YEARS = range(1900, 2201)
"""Whole numbers that are keys of mappings, not places in lists."""


def spell(path: Sequence[str | int]) -> str:
    """A path as people write it: ``rules[2].where.district``, ``budget.by_year.2025``."""
    text = ""
    for step in path:
        is_entry = isinstance(step, int) and step not in _YEARS
        text += f"[{step}]" if is_entry and text else f".{step}" if text else str(step)
    return text
