"""Every command that computes leaves a record: what it read, what it was asked, what it answered.

A command is recorded from outside: what it reads is noticed by :mod:`decision.files.noticing`, what it answers by
:func:`decision.cli.output.deliver`. So a new command leaves records without a line of its own, and the same command
called with the copies of a record and nobody listening gives the answer again.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer

from decision.cli.recorder import Recorder, listening
from decision.errors import ExitCode, ParkfundError
from decision.language import _

UNRECORDED = frozenset(
    {
        "tui",
        "serve",
        "init",
        "check",
        "studies",
        "methods",
        "rules",
        "schema",
        "runs",
        "show",
        "replay",
        "report",
        "seal",
    }
)
"""Commands that compute nothing of the round, and the one that writes its record itself."""
EFFORT = frozenset({"format", "out", "jobs", "backend", "scheduler", "resume", "chart"})
"""Arguments that change how an answer is reached or shown, and not the answer."""
CHANGES = ("fund", "reject", "settings", "budget")
"""Arguments that depart from the study, for which a name and a reason are asked."""

SIDES = ("portfolios", "given")
"""Arguments of ``compare`` and ``committee`` that name studies and run records."""

Record = Annotated[bool, typer.Option("--record/--no-record", help=str(_("Leave a run record.")))]
Runs = Annotated[
    Path | None,
    typer.Option(
        "--runs",
        metavar="DIR",
        help=str(_("Where run records lie; left out: PARKFUND_RUNS of the environment, else runs.")),
        show_default=False,
    ),
]
By = Annotated[
    str | None,
    typer.Option(
        "--by",
        metavar="NAME",
        help=str(_("Who asked for the changes to the study (pins, settings, budget): goes into the record.")),
        show_default=False,
    ),
]
Reason = Annotated[
    str | None,
    typer.Option("--reason", help=str(_("Why they are made: goes into the record.")), show_default=False),
]


COMMANDS: dict[str, Callable[..., Any]] = {}
"""The recorded commands as they are without recording, by name."""


class RecordingTyper(typer.Typer):
    """A Typer program whose computing commands leave records."""

    def command(self, name: str | None = None, **options: Any) -> Callable[[Any], Any]:
        """Register a command; see :meth:`typer.Typer.command`."""
        register = super().command(name, **options)
        if name is None or name in UNRECORDED:
            return register

        def add(function: Callable[..., Any]) -> Callable[..., Any]:
            COMMANDS[name] = function
            register(recorded(name, function))
            return function

        return add


def recorded(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """The command with the options of recording, which leaves a record of what it answers."""
    hints = get_type_hints(function, include_extras=True)
    parameters = [
        parameter.replace(annotation=hints[parameter.name])
        for parameter in inspect.signature(function).parameters.values()
    ]
    has_changes = any(parameter.name in CHANGES for parameter in parameters)
    extra: dict[str, tuple[Any, Any]] = {"record": (Record, True), "runs": (Runs, None)}
    if has_changes:
        extra |= {"by": (By, None), "reason": (Reason, None)}
    parameters += [
        inspect.Parameter(key, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
        for key, (annotation, default) in extra.items()
    ]

    @functools.wraps(function)
    def run(**arguments: Any) -> Any:
        given = {key: arguments.pop(key, None) for key in ("record", "runs", "by", "reason")}
        if not given["record"]:
            return function(**arguments)
        return _run_recorded(name, function, arguments, **given)

    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    del run.__wrapped__
    return run


def _run_recorded(
    name: str,
    function: Callable[..., Any],
    arguments: dict[str, Any],
    *,
    record: bool,
    runs: Path | None,
    by: str | None,
    reason: str | None,
) -> Any:
    from decision.files.noticing import noticing

    left: typer.Exit | None = None
    code: Any = None
    with (
        noticing() as noticed,
        listening(Recorder(name, noticed, runs=runs, by=by, reason=reason)) as recorder,
    ):
        try:
            code = function(**arguments)
        except typer.Exit as leaving:
            left, code = leaving, leaving.exit_code
    if recorder.answered or recorder.decision is not None:
        leave_record(recorder, arguments, runs, by, reason, interrupted=code == ExitCode.INTERRUPTED)
    if left is not None:
        raise left
    return code


def leave_record(
    recorder: Recorder,
    arguments: Mapping[str, Any],
    runs: Path | None = None,
    by: str | None = None,
    reason: str | None = None,
    *,
    interrupted: bool = False,
) -> None:
    """Write the record and say where it lies; an answer is worth more than its record, so failing is a warning."""
    import sys

    from decision.cli.output import narrate

    sys.stdout.flush()
    try:
        folder = _written(recorder, arguments, runs, by, reason, interrupted)
    except (OSError, ValueError, ParkfundError) as wrong:
        why = getattr(wrong, "strerror", None) or str(wrong)
        narrate(_("warning: {problem}", problem=_("no run record was written: {reason}", reason=why)))
        return
    narrate(_("run record: {folder}", folder=folder.as_posix()))


def _written(
    recorder: Recorder,
    arguments: Mapping[str, Any],
    runs: Path | None,
    by: str | None,
    reason: str | None,
    interrupted: bool,
) -> Path:
    from decision.cli.output import narrate
    from decision.cli.running import ids, settings_of
    from decision.records import runs_folder, write_answer, write_record
    from decision.records.copies import inputs_of
    from decision.records.overrides import given_overrides
    from decision.records.write import procedure_of

    folder = runs_folder(runs)
    studies = [study for _where, study in recorder.noticed.studies]
    first = studies[0] if studies else None
    asked = {
        "fund": ids(arguments.get("fund")),
        "reject": ids(arguments.get("reject")),
        "settings": settings_of(arguments.get("settings")),
        "budget": arguments.get("budget"),
    }
    overrides = given_overrides(first, asked, by, reason)
    for override in overrides:
        if not override.complete:
            narrate(_("warning: {problem}", problem=override.says))
    if recorder.decision is not None and recorder.options is not None:
        return write_record(
            recorder.decision,
            folder=folder,
            arguments=recorder.arguments,
            options=recorder.options,
            command=recorder.command,
            interrupted=interrupted,
            by=by,
            reason=reason,
        )
    texts = [text for value in arguments.values() for text in _texts(value)]
    inputs = inputs_of(recorder.noticed, texts)
    return write_answer(
        recorder.content,
        folder=folder,
        command=recorder.command,
        arguments=_plain_arguments(arguments, inputs.by_argument),
        studies=studies,
        inputs=inputs,
        tables={_file_name(table.name): table.to_frame() for table in recorder.tables},
        procedure=procedure_of(studies, overrides),
        interrupted=interrupted,
        sweep=_sweep(recorder),
    )


def _texts(value: Any) -> list[str]:
    if isinstance(value, (str, Path)):
        return [str(value)]
    return [str(entry) for entry in value] if isinstance(value, (list, tuple)) else []


def _plain_arguments(arguments: Mapping[str, Any], copies: Mapping[str, str]) -> dict[str, Any]:
    """Arguments as JSON: inputs by their copies, and nothing that names a place on this machine."""
    return {
        key: _sides(value, copies) if key in SIDES else _plain(value, copies)
        for key, value in arguments.items()
        if key not in EFFORT and value is not None and value != []
    }


def _plain(value: Any, copies: Mapping[str, str]) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (list, tuple)):
        return [_plain(entry, copies) for entry in value]
    if isinstance(value, (str, Path)):
        if str(value) in copies:
            return {"input": copies[str(value)]}
        return Path(value).name if Path(str(value)).is_absolute() else str(value)
    return value


def _sides(written: list[str], copies: Mapping[str, str]) -> list[Any]:
    """What is compared: a study by its copy, with its changes; a run record by its name, beside this one."""
    from decision.records.find import LAST, find_record
    from decision.records.write import RECORD, runs_folder

    sides: list[Any] = []
    for one in written:
        path = Path(one)
        study, at, changes = one.partition("@")
        if one == LAST or path.name == RECORD or (path / RECORD).is_file():
            sides.append({"run": find_record(one, runs_folder()).name})
        elif at and study in copies:
            sides.append({"input": copies[study], "after": at + changes})
        else:
            sides.append(_plain(one, copies))
    return sides


def _sweep(recorder: Recorder) -> dict[str, Any] | None:
    """Which question a sweep's pieces answer, and which there were."""
    if recorder.chunks is None:
        return None
    if not recorder.pieces:
        recorder.note_pieces()
    chunks = recorder.chunks
    return {"question_sha256": chunks.digest, "folder": chunks.folder.name, "pieces": recorder.pieces}


def _file_name(table: str) -> str:
    return (
        "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in table.lower()) or "table"
    )
