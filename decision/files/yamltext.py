"""YAML text to plain Python content, and where in the text each value stands.

The text is read as a stream of events, never through object constructors: nothing in a file can create an
object, and size, depth and the expansion of aliases are bounded while reading. Plain words are resolved by
the YAML 1.2 core schema (``no`` is a text, ``1e3`` a number).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from decision.errors import InputProblems, Problem
from decision.files.places import Path_, Place, YamlText, spell
from decision.files.textfile import decode, read_bytes
from decision.files.yamlevents import Builder, EnoughError
from decision.files.yamlfaults import says_of
from decision.language import _

MOST_BYTES = 2_000_000

__all__ = ["Path_", "Place", "YamlText", "parse", "read_value", "read_yaml", "spell"]


def read_yaml(path: Path, shown: str) -> tuple[YamlText, bytes]:
    """A YAML file's content and its bytes.

    Raises:
        InputProblems: the file cannot be read, or is not YAML we take; every fault that can be told apart.
    """
    content = read_bytes(path, shown, MOST_BYTES)
    return parse(decode(content, shown), shown), content


def read_value(text: str, shown: str = "--set") -> Any:
    """One value as it would be written in a YAML file: ``40``, ``true``, ``{district: [SFO]}``.

    Raises:
        InputProblems: the text is not a YAML value.
    """
    return parse(text, shown, may_be_empty=True).content


def parse(text: str, shown: str, *, may_be_empty: bool = False) -> YamlText:
    """The one document in ``text``.

    Raises:
        InputProblems: syntax faults, duplicate keys, tags, too much depth or expansion; places in the text.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError
    from ruamel.yaml.reader import ReaderError

    builder = Builder(shown)
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            builder.take(event)
    except EnoughError:
        pass
    except ReaderError as wrong:
        place = wrong.position if isinstance(wrong.position, int) else 0
        line, column = text.count("\n", 0, place) + 1, place - (text.rfind("\n", 0, place) + 1) + 1
        builder.fault(_("a control character is not allowed in a text"), line, column)
    except MarkedYAMLError as wrong:
        mark = wrong.problem_mark or wrong.context_mark
        says, remedy, at_context = says_of(wrong.context, wrong.problem)
        if at_context and wrong.context_mark is not None:
            mark = wrong.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
        builder.fault(says, line, column, remedy)
    except (YAMLError, ValueError, IndexError, KeyError, AttributeError, TypeError, RecursionError):
        # The parser's own slips on malformed text: whatever they are called, the text is not YAML.
        builder.fault(_("this is not YAML"), 1, 1)
    if builder.problems:
        raise InputProblems(builder.problems)
    if builder.root is None and not may_be_empty:
        raise InputProblems([Problem(_("the file is empty"), file=shown)])
    return YamlText(builder.root, shown, text, builder.places)
