"""A recorded command called again with the copies of its record, its answer caught and not shown."""

from __future__ import annotations

import contextlib
import inspect
import tempfile
from collections.abc import Iterator, Mapping
from enum import Enum
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

import typer

from decision.cli.recorder import Recorder, listening
from decision.cli.recording import COMMANDS
from decision.errors import InputProblems, Problem
from decision.language import _, current_language, use_language

if TYPE_CHECKING:
    from decision.records import Record


def answer_again(record: Record) -> Any:
    """What the command of a record answers now.

    Raises:
        InputProblems: this version has no such command, no longer takes such arguments, or cannot read the copies.
    """
    from decision.files.noticing import noticing
    from decision.records import interface

    if record.command in interface.ANSWERS:
        with _spoken(record.content["language"]):
            return interface.answer_again(record)
    function = COMMANDS.get(record.command)
    if function is None:
        says = _("this version has no command {command}", command=record.command)
        raise InputProblems([Problem(says, file=record.name, field="command")])
    arguments = _arguments(record, function)
    # Sweeps keep their pieces in the current folder: those of a replay must not mix with a person's.
    with (
        tempfile.TemporaryDirectory(prefix="parkfund-replay-") as empty,
        record.copies(),
        noticing() as noticed,
        contextlib.chdir(empty),
        contextlib.redirect_stdout(StringIO()),
        contextlib.redirect_stderr(StringIO()),
        _spoken(record.content["language"]),
    ):
        recorder = Recorder(record.command, noticed, silent=True)
        with listening(recorder), contextlib.suppress(typer.Exit):
            function(**arguments)
    return recorder.content


@contextlib.contextmanager
def _spoken(language: str) -> Iterator[None]:
    """Speak the language of the record, in every thread."""
    before = current_language()
    use_language(language)
    try:
        yield
    finally:
        use_language(before)


def _arguments(record: Record, function: Any) -> dict[str, Any]:
    known = inspect.signature(function).parameters
    hints = get_type_hints(function)
    arguments: dict[str, Any] = {}
    for key, value in record.content["arguments"].items():
        if key not in known:
            says = _("this version of {command} takes no {argument}", command=record.command, argument=key)
            raise InputProblems([Problem(says, file=record.name, field=f"arguments.{key}")])
        arguments[key] = _value(record, value, hints[key])
    return arguments


def _value(record: Record, value: Any, kind: Any) -> Any:
    if isinstance(value, Mapping) and "run" in value:
        return str(record.folder.parent / value["run"])
    if isinstance(value, Mapping) and "input" in value:
        path = record.folder / value["input"]
        return path if _takes(kind, Path) else f"{path}{value.get('after', '')}"
    if isinstance(value, list):
        return [_value(record, entry, kind) for entry in value]
    for choice in (kind, *get_args(kind)):
        if isinstance(choice, type) and issubclass(choice, Enum):
            return choice(value)
    return Path(value) if isinstance(value, str) and _takes(kind, Path) else value


def _takes(kind: Any, wanted: type) -> bool:
    return kind is wanted or any(_takes(inner, wanted) for inner in get_args(kind))
