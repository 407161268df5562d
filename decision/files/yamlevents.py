"""The parser's events to plain content, with places and bounds; plain words by the YAML 1.2 core schema."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from decision.errors import Problem
from decision.files.places import Path_, Place, spell
from decision.files.words import quoted
from decision.language import Message, _

MOST_DEPTH = 40
MOST_NODES = 200_000
"""Values after the expansion of aliases."""

_NULL = re.compile(r"(?:~|null|Null|NULL|)\Z")
_BOOL = re.compile(r"(?:true|True|TRUE|false|False|FALSE)\Z")
_INT = re.compile(r"[-+]?[0-9]+\Z")
_OCTAL = re.compile(r"0o[0-7]+\Z")
_HEX = re.compile(r"0x[0-9a-fA-F]+\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_INF = re.compile(r"[-+]?\.(?:inf|Inf|INF)\Z")
_NAN = re.compile(r"\.(?:nan|NaN|NAN)\Z")

MOST_DIGITS = 300


def resolve(word: str) -> Any:
    """What a plain word means by the YAML 1.2 core schema."""
    if _NULL.match(word):
        return None
    if _BOOL.match(word):
        return word.lower() == "true"
    if len(word) > MOST_DIGITS:
        return word
    if _INT.match(word):
        return int(word)
    if _OCTAL.match(word):
        return int(word[2:], 8)
    if _HEX.match(word):
        return int(word[2:], 16)
    if _FLOAT.match(word):
        return float(word)
    if _INF.match(word):
        return float("-inf") if word.startswith("-") else float("inf")
    return float("nan") if _NAN.match(word) else word


_STANDARD = "tag:yaml.org,2002:"
_TAGS = {f"{_STANDARD}{name}" for name in ("str", "int", "float", "bool", "null", "map", "seq")} | {"!"}


class EnoughError(Exception):
    """Reading on makes no sense."""


@dataclass
class _Open:
    """A list or mapping whose end has not come yet."""

    value: Any
    path: Path_
    anchor: str | None
    key: Any = None
    key_mark: Any = None
    awaits_key: bool = True
    key_is_faulty: bool = False
    size: int = 1


class Builder:
    """Builds plain content from events: ``root`` and ``places``, unless there are ``problems``."""

    def __init__(self, shown: str) -> None:
        self.shown = shown
        self.root: Any = None
        self.places: dict[Path_, Place] = {}
        self.problems: list[Problem] = []
        self._open: list[_Open] = []
        self._anchors: dict[str, tuple[Any, int]] = {}
        self._unfinished: set[str] = set()
        self._documents = 0
        self._nodes = 0

    def fault(
        self, says: Message, line: int, column: int, remedy: Message | None = None, field: str | None = None
    ) -> None:
        """Take down a fault."""
        self.problems.append(Problem(says, self.shown, line, column, field, remedy))

    def _fault_at(self, says: Message, mark: Any, remedy: Message | None = None, path: Path_ = ()) -> None:
        self.fault(says, mark.line + 1, mark.column + 1, remedy, spell(path) or None)

    def take(self, event: Any) -> None:
        """One event of the parser."""
        kind = type(event).__name__
        if kind == "DocumentStartEvent":
            self._documents += 1
            if self._documents > 1:
                self._fault_at(_("a second document begins here; a file holds one"), event.start_mark)
                raise EnoughError
        elif kind == "MappingStartEvent":
            self._start({}, event)
        elif kind == "SequenceStartEvent":
            self._start([], event)
        elif kind in ("MappingEndEvent", "SequenceEndEvent"):
            self._end()
        elif kind == "ScalarEvent":
            self._check_tag(event)
            self._put(self._scalar(event), event, 1)
        elif kind == "AliasEvent":
            self._alias(event)

    def _check_tag(self, event: Any) -> None:
        tag = None if event.tag is None else str(event.tag)
        if tag is not None and tag not in _TAGS:
            self._fault_at(
                _(
                    "the tag {tag} is not allowed: files hold plain values only",
                    tag=tag.removeprefix(_STANDARD),
                ),
                event.start_mark,
            )

    def _scalar(self, event: Any) -> Any:
        tag = "" if event.tag is None else str(event.tag).removeprefix(_STANDARD)
        if tag in ("str", "!") or (not event.implicit[0] and not tag):
            return event.value
        value = resolve(event.value)
        if tag in ("int", "float") and not (isinstance(value, (int, float)) and not isinstance(value, bool)):
            self._fault_at(_("{value} is not a number", value=quoted(event.value)), event.start_mark)
        return float(value) if tag == "float" and isinstance(value, int) else value

    def _alias(self, event: Any) -> None:
        if event.anchor in self._unfinished:
            self._fault_at(_("the alias *{name} refers to itself", name=event.anchor), event.start_mark)
            raise EnoughError
        if event.anchor not in self._anchors:
            self._fault_at(_("the alias *{name} has no anchor", name=event.anchor), event.start_mark)
            self._put(None, event, 1)
            return
        value, size = self._anchors[event.anchor]
        self._put(value, event, size)

    def _start(self, value: Any, event: Any) -> None:
        self._check_tag(event)
        if len(self._open) >= MOST_DEPTH:
            self._fault_at(_("nested deeper than {most} levels", most=MOST_DEPTH), event.start_mark)
            raise EnoughError
        self._put(value, event, 1)
        path = self._path_of_last() if self._open else ()
        self._open.append(_Open(value, path, event.anchor))
        if event.anchor is not None:
            self._unfinished.add(event.anchor)

    def _end(self) -> None:
        closed = self._open.pop()
        if self._open:
            self._open[-1].size += closed.size - 1
        if closed.anchor is not None:
            self._unfinished.discard(closed.anchor)
            self._anchors[closed.anchor] = (closed.value, closed.size)

    def _path_of_last(self) -> Path_:
        parent = self._open[-1]
        if isinstance(parent.value, list):
            return (*parent.path, len(parent.value) - 1)
        return (*parent.path, parent.key)

    def _put(self, value: Any, event: Any, size: int) -> None:
        self._nodes += size
        if self._nodes > MOST_NODES:
            self._fault_at(
                _("more than {most} values, aliases counted in full", most=MOST_NODES), event.start_mark
            )
            raise EnoughError
        if event.anchor is not None and type(event).__name__ == "ScalarEvent":
            self._anchors[event.anchor] = (value, 1)
        if not self._open:
            self.root = value
            self.places[()] = self._place(event.start_mark, event)
            return
        parent = self._open[-1]
        parent.size += size
        if isinstance(parent.value, list):
            parent.value.append(value)
            self.places[(*parent.path, len(parent.value) - 1)] = self._place(event.start_mark, event)
        elif parent.awaits_key:
            self._take_key(parent, value, event)
        else:
            parent.awaits_key = True
            if not parent.key_is_faulty:
                parent.value[parent.key] = value
                self.places[(*parent.path, parent.key)] = self._place(parent.key_mark, event)

    def _take_key(self, parent: _Open, value: Any, event: Any) -> None:
        parent.awaits_key, parent.key_mark = False, event.start_mark
        parent.key_is_faulty = isinstance(value, (dict, list)) or value is None
        if parent.key_is_faulty:
            self._fault_at(_("a key is a word or a number"), event.start_mark)
            raise EnoughError
        if value in parent.value:
            first = self.places[(*parent.path, value)].line
            self._fault_at(
                _("the key is written twice, first in line {line}", line=first),
                event.start_mark,
                path=(*parent.path, value),
            )
            parent.key_is_faulty = True
            # What stands under the second copy is still read, so that faults in it are found.
        parent.key = value

    @staticmethod
    def _place(key_mark: Any, event: Any) -> Place:
        start, end = event.start_mark, event.end_mark
        return Place(
            key_mark.line + 1, key_mark.column + 1, start.line + 1, start.column + 1, start.index, end.index
        )
