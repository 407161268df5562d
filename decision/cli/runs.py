"""The commands ``runs``, ``show`` and ``replay``: what was computed, in words, and computed again."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING, Annotated, Any

import typer

from decision.cli.options import Epilog, FormatOption, Out
from decision.cli.recording import Runs
from decision.errors import ExitCode
from decision.language import Message, _, _n, number, percent

if TYPE_CHECKING:
    from decision.cli.output import Table
    from decision.records import Record, Summary
    from decision.records.replay import Replay

SHOWN_DIFFERENCES = 40
ENDINGS: dict[str | None, Message | str] = {
    "optimal": _("optimal"),
    "feasible": _("feasible, stopped by the clock"),
    "infeasible": _("no portfolio meets the rules"),
    "stopped": _("stopped without an answer"),
}
Run = Annotated[
    str,
    typer.Argument(
        metavar="RUN",
        help=str(_("A record's folder, its run.json, the beginning of its name or digest, or last.")),
        show_default=False,
    ),
]


def add_to(app: typer.Typer) -> None:
    """Register the commands of this module."""
    app.command("runs", help=str(_("List the run records.")), epilog=Epilog.RUNS.text())(runs)
    app.command(
        "show",
        help=str(_("A run record in words: what was asked, of what, by whom, and what came out.")),
        epilog=Epilog.SHOW.text(),
    )(show)
    app.command(
        "replay",
        help=str(
            _("Compute a record again from its copies and compare; what differs is named, exit code 4.")
        ),
        epilog=Epilog.REPLAY.text(),
    )(replay)


def runs(runs: Runs = None, format: FormatOption = None, out: Out = None) -> None:
    """List the run records."""
    from decision.cli.output import deliver, refuse_early
    from decision.records import records_in, runs_folder

    refuse_early(out)
    folder = runs_folder(runs)
    found = records_in(folder)
    lines: list[object] = []
    if not found:
        lines.append(_("there is no record in {folder} yet", folder=folder.as_posix()))
    content = [summary.to_dict() for summary in found]
    deliver([_list(found)], content, format=format, out=out, lines=lines)


def _list(found: list[Summary]) -> Table:
    from decision.cli.output import Head, Table

    rows = [
        {
            "run": one.name,
            "time": one.time,
            "command": one.command,
            "title": str(one.title) if one.title is not None else "",
            "ending": str(one.fault or _ended(one.ending)),
            "objective": one.objective,
            "digest": one.digest,
        }
        for one in found
    ]
    heads = [
        Head("time", _("time (UTC)")),
        Head("command", _("command")),
        Head("title", _("study")),
        Head("ending", _("ending")),
        Head("objective", _("objective"), 4),
        Head("digest", _("digest")),
        Head("run", _("record")),
    ]
    return Table("runs", "", heads, rows)


def _ended(ending: str | None) -> Message | str:
    return ENDINGS.get(ending, ending or "")


def show(run: Run, runs: Runs = None, format: FormatOption = None, out: Out = None) -> None:
    """A run record in words."""
    from decision.cli.output import deliver, refuse_early
    from decision.records import find_record, runs_folder

    refuse_early(out)
    record = find_record(run, runs_folder(runs))
    deliver(_tables(record), record.content, format=format, out=out, lines=_words(record))


def _words(record: Record) -> list[object]:
    content = record.content
    lines: list[object] = [record.title or record.name]
    if content.get("synthetic"):
        lines.append(_("SYNTHETIC DATA: the figures of the parks are not real"))
    lines += [
        _("record {name}, digest {digest}", name=record.name, digest=record.digest),
        _("{command}, {time} (UTC)", command=f"parkfund {record.command}", time=record.time),
    ]
    if content["interrupted"]:
        lines.append(_("stopped by a person before it was complete"))
    if content["ending"] is not None:
        lines.append(
            _(
                "{ending}; objective {objective}, gap {gap}",
                ending=_ended(content["ending"]),
                objective=number(content["objective"], 4),
                gap=percent(content["gap"], 3),
            )
        )
    lines.append(_("digest of the result {digest}", digest=content["result_sha256"]))
    lines += procedure_lines(record)
    if record.is_decision:
        from decision.cli.portfolio_views import portfolio_lines

        lines += portfolio_lines(record.portfolio())
    if content.get("sweep"):
        sweep = content["sweep"]
        lines.append(
            _n(
                "sweep {folder} of {count} piece, question {digest}",
                "sweep {folder} of {count} pieces, question {digest}",
                len(sweep["pieces"]),
                folder=sweep["folder"],
                digest=sweep["question_sha256"][:16],
            )
        )
    return lines


def procedure_lines(record: Record) -> list[object]:
    """Seal, overrides and recusals of a record, in sentences."""
    from decision.model.seals import SealState
    from decision.ranking.recusal import recusal_sentence

    lines: list[object] = []
    if record.seal is not None:
        lines += SealState.from_dict(record.seal).says()
    lines += [override.says for override in record.overrides]
    return [*lines, *(recusal_sentence(member, parks) for member, parks in record.recusals.items())]


def _tables(record: Record) -> list[Table]:
    from decision.cli.output import Head, Table
    from decision.cli.record_words import ARGUMENT, asked_fields, field, in_words
    from decision.report.parts_origin import ROLES

    content = dict(record.content)
    heads = [Head("what", ""), Head("is", "")]
    question = [{"what": field(key), "is": in_words(value)} for key, value in asked_fields(content)]
    roles = {**ROLES, "argument": ARGUMENT}
    inputs = [
        {"what": one["name"], "is": one["sha256"], "role": str(roles.get(one["role"], one["role"]))}
        for one in content["inputs"]
    ]
    versions = [{"what": name, "is": value or "–"} for name, value in sorted(content["versions"].items())]
    tables = [
        Table("question", _("What was asked beside the study"), heads, question),
        Table(
            "inputs",
            _("Inputs, each with a copy in the record"),
            [Head("what", _("file")), Head("role", _("role")), Head("is", "SHA-256")],
            inputs,
        ),
        Table("versions", _("Versions"), heads, versions),
    ]
    return [table for table in tables if table.rows]


def replay(run: Run, runs: Runs = None, format: FormatOption = None, out: Out = None) -> int:
    """Compute a record again from its copies and compare."""
    from decision.cli.output import deliver, narrate, refuse_early
    from decision.cli.replaying import answer_again
    from decision.cli.running import narrator, until_done
    from decision.model.options import SolveOptions
    from decision.records import find_record, runs_folder
    from decision.records.replay import replay as replay_of

    refuse_early(out)
    record = find_record(run, runs_folder(runs))
    stop = Event()
    if record.is_decision:
        options = SolveOptions(stop=stop, progress=narrator())
        found, interrupted = until_done(lambda: replay_of(record, answer_again, options), stop)
        if interrupted:
            narrate(_("interrupted"))
            return ExitCode.INTERRUPTED
    else:
        found = replay_of(record, answer_again)
    content = {"run": record.name, "command": record.command} | found.to_dict()
    lines = [record.title or record.name, *_verdict(record, found)]
    deliver([_differences(found)] if found.differences else [], content, format=format, out=out, lines=lines)
    if found.differences:
        return ExitCode.REPLAY_DIFFERS
    return ExitCode.STOPPED if found.way == "not_repeatable" else ExitCode.DONE


def _verdict(record: Record, found: Replay) -> list[object]:
    lines: list[object] = [
        _n(
            "{count} input, whole and unchanged",
            "{count} inputs, whole and unchanged",
            len(record.content["inputs"]),
        )
    ]
    lines += [one.says for one in found.versions]
    lines += found.remarks
    says: Message
    if found.differences:
        says = _n(
            "the replay differs in {count} field",
            "the replay differs in {count} fields",
            len(found.differences),
        )
    elif found.way == "computed":
        says = _("computed again: the same bytes, digest of the result {digest}", digest=found.result_sha256)
    elif found.way == "audited":
        says = _("the stored plan keeps every rule and its bound")
    else:
        return lines
    return [*lines, says]


def _differences(found: Replay) -> Table:
    from decision.cli.output import Head, Table

    rows = [
        {"field": one.field, "recorded": _short(one.recorded), "found": _short(one.found)}
        for one in found.differences[:SHOWN_DIFFERENCES]
    ]
    more = len(found.differences) - len(rows)
    title = (
        _("What differs") if more <= 0 else _("What differs; {count} more are in --format json", count=more)
    )
    heads = [Head("field", _("field")), Head("recorded", _("recorded")), Head("found", _("computed now"))]
    return Table("differences", title, heads, rows)


def _short(value: Any) -> str:
    if value is None:
        return "–"
    return repr(value) if isinstance(value, float) else str(value)
