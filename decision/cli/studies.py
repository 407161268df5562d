"""Commands on studies and their files: init, check, studies, tui."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from decision.cli.options import Epilog, FormatOption, OptionalStudy, Out
from decision.cli.recording import Record, Runs
from decision.errors import ExitCode
from decision.language import _, _n


def add_to(app: typer.Typer) -> None:
    """Register the commands of this module."""
    app.command("tui", help=str(_("Open the interface on a study.")))(tui)
    app.command(
        "init",
        help=str(_("Copy a bundled study into a new folder, ready to be edited.")),
        epilog=Epilog.INIT.text(),
    )(init)
    app.command(
        "check",
        help=str(_("Say everything that is wrong with files; nothing is computed.")),
        epilog=Epilog.CHECK.text(),
    )(check)
    app.command("studies", help=str(_("List the bundled studies.")))(studies)


def tui(study: OptionalStudy = None, record: Record = True, runs: Runs = None) -> int:
    """Open the interface."""
    from tui.launch import run

    return run(study, record=record, runs=runs)


def init(
    directory: Annotated[
        Path, typer.Argument(metavar="DIR", help=str(_("A folder that does not exist yet, or is empty.")))
    ],
    source: Annotated[
        str,
        typer.Option(
            "--from", metavar="NAME", help=str(_("The study to copy: a bundled one, or any other."))
        ),
    ] = "illustrative-2025",
) -> None:
    """Copy a study into a new folder."""
    from decision.cli.output import narrate
    from decision.files.initialise import initialise

    files = initialise(directory, source)
    for file in files:
        print(file)
    narrate(
        _n("{count} file written", "{count} files written", len(files)),
        _("next: edit them, then parkfund check {folder}", folder=str(directory)),
    )


def check(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE…", help=str(_("Studies, criteria models, programmes, members, tables of parks."))
        ),
    ],
    format: FormatOption = None,
    out: Out = None,
) -> int:
    """Say everything that is wrong with files."""
    from decision.checks import check as check_files
    from decision.cli.output import Head, Table, deliver, narrate

    problems = check_files(files)
    errors = [problem for problem in problems if not problem.warning]
    content = [
        {
            "severity": "warning" if problem.warning else "error",
            "file": problem.file,
            "line": problem.line,
            "column": problem.column,
            "field": problem.field,
            "says": str(problem.says),
            "remedy": None if problem.remedy is None else str(problem.remedy),
        }
        for problem in problems
    ]
    if format is None and out is None:
        for problem in problems:
            print(_("warning: {problem}", problem=str(problem)) if problem.warning else problem)
    else:
        heads = [Head(key, key) for key in ("severity", "file", "line", "column", "field", "says", "remedy")]
        deliver([Table("check", "", heads, content)], content, format=format, out=out)
    warnings = len(problems) - len(errors)
    if errors:
        narrate(_n("{count} problem in the input", "{count} problems in the input", len(errors)))
    else:
        narrate(_("no problems"))
    if warnings:
        narrate(_n("{count} warning", "{count} warnings", warnings))
    return ExitCode.BAD_INPUT if errors else ExitCode.DONE


def studies(format: FormatOption = None, out: Out = None) -> None:
    """List the bundled studies."""
    from decision.cli.output import Head, Table, deliver
    from decision.files import bundled

    rows = [
        {
            "name": study.name,
            "title": str(study.title),
            "parks": study.parks,
            "synthetic": study.synthetic,
            "data": str(_("synthetic") if study.synthetic else _("real")),
            "notice": None if study.notice is None else str(study.notice),
        }
        for study in bundled.studies()
    ]
    heads = [
        Head("name", _("name")),
        Head("title", _("title")),
        Head("parks", _("parks"), 0),
        Head("data", _("data")),
        Head("notice", _("notice")),
    ]
    content = [{key: value for key, value in row.items() if key != "data"} for row in rows]
    deliver([Table("studies", "", heads, rows)], content, format=format, out=out)
