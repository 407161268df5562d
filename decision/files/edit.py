"""Changes to single values of a YAML text: every other character, comment and line end stays as it was."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from decision.errors import InputProblems, Problem
from decision.files.writing import put, reason_of, refusal
from decision.files.yamlevents import resolve
from decision.files.yamltext import Path_, YamlText, parse
from decision.language import _

Plain = str | int | float | bool


def written(value: Plain) -> str:
    """A value as written in YAML: ``40`` rather than ``40.0``, no rounding dust, quotes where needed."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        rounded = round(float(value), 6)
        if rounded.is_integer() and abs(rounded) < 1e15:
            return str(int(rounded))
        return repr(rounded)
    is_plain = value.replace("-", "").replace("_", "").replace(".", "").replace("/", "").isalnum()
    if is_plain and isinstance(resolve(value), str) and value[0].isalnum():
        return value
    return json.dumps(value, ensure_ascii=False)


def with_values(text: YamlText, values: Mapping[Path_, Plain]) -> str:
    """The text with other values at some paths; a key not there is added below its mapping's first key.

    Raises:
        InputProblems: a value is shared through an alias, so that it cannot be changed alone.
    """
    pieces: list[tuple[int, int, str]] = []
    expected = copy.deepcopy(text.content)
    for path, value in values.items():
        pieces.append(
            _replacement(text, path, value) if path in text.places else _addition(text, path, value)
        )
        _set(expected, path, resolve(written(value)) if not isinstance(value, str) else value)
    changed = text.text
    for start, end, piece in sorted(pieces, reverse=True):
        changed = changed[:start] + piece + changed[end:]
    try:
        kept = parse(changed, text.file).content == expected
    except InputProblems:
        kept = False
    if not kept:
        says = _(
            "the values cannot be changed here without touching others: they are shared by an alias (&, *)"
        )
        raise InputProblems([Problem(says, file=text.file, remedy=_("change the file by hand"))])
    return changed


def _replacement(text: YamlText, path: Path_, value: Plain) -> tuple[int, int, str]:
    place = text.places[path]
    return place.value_start, place.value_end, written(value)


def _addition(text: YamlText, path: Path_, value: Plain) -> tuple[int, int, str]:
    siblings = [other for other in text.places if len(other) == len(path) and other[:-1] == path[:-1]]
    holder = text.places.get(path[:-1])
    if not siblings or holder is None:
        # The mapping stands elsewhere, behind an alias; the comparison after the edit says so.
        return 0, 0, ""
    first = text.places[siblings[0]]
    entry = f"{path[-1]}: {written(value)}"
    if text.text[holder.value_start : holder.value_start + 1] == "{":
        return first.value_end, first.value_end, f", {entry}"
    end = text.text.find("\n", first.value_end)
    indent = " " * (first.column - 1)
    if end < 0:
        return len(text.text), len(text.text), f"\n{indent}{entry}"
    line_end = "\r\n" if text.text[end - 1 : end] == "\r" else "\n"
    return end + 1, end + 1, f"{indent}{entry}{line_end}"


def _set(content: Any, path: Path_, value: Any) -> None:
    for step in path[:-1]:
        content = content[step]
    content[path[-1]] = value


def write_beside_and_rename(path: Path, content: bytes) -> None:
    """Replace a file in one step: a reader sees the old content or the new, never half of it.

    Raises:
        InputProblems: the place cannot be written to.
    """
    try:
        put(path, content)
    except OSError as refused:
        says = _("the file cannot be written: {reason}", reason=reason_of(refused))
        raise refusal(refused, path.name, says) from None
