"""The command ``report``: the protocol, the workbook, the page."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from threading import Event
from typing import TYPE_CHECKING, Annotated, Any

import typer

from decision.cli.options import Epilog, Weights
from decision.cli.recording import By, Reason, Runs
from decision.cli.recording import Record as RecordOption
from decision.cli.running import (
    Budget,
    Fund,
    Gap,
    Method,
    Reject,
    Set,
    TimeLimit,
    ids,
    narrator,
    settings_of,
    until_done,
)
from decision.cli.sweeping import Jobs, Seed
from decision.errors import ExitCode, InputProblems, Problem
from decision.language import _, _n

if TYPE_CHECKING:
    from decision.model.options import SolveOptions
    from decision.records import Record
    from decision.report.evidence import Evidence

RECORD, LAST = "run.json", "last"

Outs = Annotated[
    list[Path] | None,
    typer.Option(
        "--out",
        "-o",
        help=str(_("Write to this file: .docx, .xlsx, .html or .pdf; repeat for several.")),
        show_default=False,
    ),
]


@dataclass(frozen=True)
class Kept:
    """What is kept of a decision: whether and where its record lies, who asked for changes and why."""

    record: bool
    runs: Path | None
    by: str | None
    reason: str | None


def add_to(app: typer.Typer) -> None:
    """Register the command of this module."""
    app.command(
        "report",
        help=str(_("Write the protocol (.docx, .pdf, .html) or the workbook (.xlsx) of a decision.")),
        epilog=Epilog.REPORT.text(),
    )(report)


def report(
    decided: Annotated[
        str,
        typer.Argument(
            metavar="RUN|STUDY",
            help=str(_("A run record, or a study that is decided now.")),
            show_default=False,
        ),
    ],
    out: Outs = None,
    letters: Annotated[
        Path | None,
        typer.Option(
            "--letters",
            metavar="DIR",
            help=str(_("Write a refusal letter (.docx) for every park that is not funded into this folder.")),
            show_default=False,
        ),
    ] = None,
    sections: Annotated[
        str | None,
        typer.Option(
            "--sections",
            metavar="ID[,ID…]",
            help=str(_("Only these sections of the protocol; a wrong name lists them.")),
            show_default=False,
        ),
    ] = None,
    reasons: Annotated[
        bool,
        typer.Option(
            "--reasons/--no-reasons",
            help=str(_("Ask the solver why each park is not funded; takes a while for large rounds.")),
        ),
    ] = True,
    reasons_seconds: Annotated[
        float,
        typer.Option("--reasons-seconds", min=0, help=str(_("Seconds for all the reasons; 0: no limit."))),
    ] = 0.0,
    thresholds: Annotated[
        bool,
        typer.Option(
            "--thresholds",
            help=str(
                _("Also find the merit and the request at which each park would be funded; takes longer.")
            ),
        ),
    ] = False,
    robust: Annotated[
        int | None,
        typer.Option(
            "--robust",
            min=1,
            metavar="N",
            help=str(_("Fill in robustness and regret from so many weight vectors.")),
            show_default=False,
        ),
    ] = None,
    seed: Seed = 1,
    method: Method = None,
    weights: Weights = None,
    budget: Budget = None,
    fund: Fund = None,
    reject: Reject = None,
    settings: Set = None,
    gap: Gap = 0.001,
    time_limit: TimeLimit = 60.0,
    jobs: Jobs = 0,
    record: RecordOption = True,
    runs: Runs = None,
    by: By = None,
    reason: Reason = None,
) -> int:
    """Write the protocol or the workbook of a decision."""
    from decision.cli.allocation import EXIT_CODES
    from decision.cli.output import narrate, put
    from decision.cli.sweeping import sweep_narrator
    from decision.language import number
    from decision.model.options import SolveOptions
    from decision.report import write
    from decision.report.collect import with_reasons, with_trust
    from decision.report.evidence import Evidence
    from decision.report.gather import check_sections

    files = list(out or ())
    if not files and letters is None:
        remedy = _("say where: {example}", example="--out protocol.docx")
        raise InputProblems([Problem(_("nothing to write"), file="report", remedy=remedy)])
    for file in files:
        write.refuse_early(file)
    if letters is not None:
        write.refuse_folder_early(letters)
    wanted = ids([sections] if sections else None)
    check_sections(wanted)
    stop = Event()
    kept = Kept(record, runs, by, reason)
    arguments: dict[str, Any] = {
        "method": method, "weights": weights, "budget": budget, "fund": ids(fund), "reject": ids(reject),
        "settings": settings_of(settings),
    }  # fmt: skip

    given = [f"--{name}" if name != "settings" else "--set" for name, value in arguments.items() if value]
    found = _named(decided, runs, given)
    options = SolveOptions(gap=gap, time_limit=time_limit or None, stop=stop, progress=narrator())

    def told(done: int, of: int) -> None:
        if sys.stderr.isatty():
            line = _("reasons: {done} of {of} parks", done=number(done), of=number(of))
            print(f"\r\x1b[2K{line}", end="\r", file=sys.stderr, flush=True)

    def gathered() -> Evidence:
        evidence = Evidence.of(found) if found else decide_anew(decided, arguments, options, kept)
        workbook = any(file.suffix.lower() == ".xlsx" for file in files)
        if reasons and (not wanted or "rejected" in wanted or workbook or letters is not None):
            evidence = with_reasons(
                evidence, seconds=reasons_seconds or None, thresholds=thresholds, stop=stop, told=told
            )
        if (files and not wanted) or "robustness" in wanted or workbook:
            evidence = with_trust(
                evidence, samples=robust, seed=seed, jobs=jobs, seconds=time_limit or None, stop=stop,
                progress=sweep_narrator(),
            )  # fmt: skip
        return evidence

    evidence, interrupted = until_done(gathered, stop)
    if interrupted:
        narrate(_("interrupted: what was found until then"))
    for file in files:
        put(write.document(evidence, file.suffix.lower(), wanted), file)
        narrate(_("written: {file}", file=str(file)))
    if letters is not None:
        count = write.write_letters(evidence, letters)
        if evidence.portfolio.objective is None:
            narrate(_("no letters: {reason}", reason=_("there is no portfolio, so nobody is refused")))
        else:
            narrate(
                _n("{count} letter in {folder}", "{count} letters in {folder}", count, folder=str(letters))
            )
    return ExitCode.INTERRUPTED if interrupted else EXIT_CODES[evidence.portfolio.ending]


def _named(decided: str, runs: Path | None, given: list[str]) -> Record | None:
    """The record that is meant, or None where a study is.

    Raises:
        InputProblems: no such record, a damaged one, or options that go with a study only.
    """
    from decision.files.bundled import study_names
    from decision.records import find_record, records_in, runs_folder

    path, folder = Path(decided), runs_folder(runs)
    if path.name != RECORD and not (path / RECORD).is_file() and decided != LAST:
        if path.exists() or decided in study_names():
            return None
        beginnings = [part for one in records_in(folder) for part in (one.name, one.digest)]
        if not any(name.startswith(decided) for name in beginnings):
            return None
    record = find_record(decided, folder)
    if given:
        says = _("{option} goes with a study; this record is decided already", option=given[0])
        raise InputProblems([Problem(says, file=record.name)])
    return record


def decide_anew(
    decided: str,
    arguments: dict[str, Any],
    options: SolveOptions,
    kept: Kept,
) -> Evidence:
    """Decide a study, leave a record, and take that record as the evidence."""
    from decision.checks import load_study
    from decision.cli.output import narrate
    from decision.decisions import decide
    from decision.files.load import load_weights
    from decision.files.writing import reason_of, refusal
    from decision.records import read_record, runs_folder, write_record
    from decision.report.evidence import Evidence

    study = load_study(decided)
    changes = arguments | {"weights": load_weights(arguments["weights"]) if arguments["weights"] else None}
    decision = decide(study, options=options, **changes)
    told: dict[str, Any] = {"arguments": changes, "options": options, "by": kept.by, "reason": kept.reason}
    if kept.record:
        try:
            folder = write_record(decision, folder=runs_folder(kept.runs), command="report", **told)
        except OSError as wrong:
            why = wrong.strerror or str(wrong)
            narrate(_("warning: {problem}", problem=_("no run record was written: {reason}", reason=why)))
        else:
            narrate(_("run record: {folder}", folder=folder.as_posix()))
            return Evidence.of(read_record(folder))
    try:
        with TemporaryDirectory() as away:
            folder = write_record(decision, folder=Path(away), command="report", **told)
            return replace(Evidence.of(read_record(folder)), name="")
    except OSError as wrong:
        says = _("the folder for temporary files cannot be written: {reason}", reason=reason_of(wrong))
        raise refusal(wrong, gettempdir(), says) from None
