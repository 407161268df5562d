"""The command ``c-optimal``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from decision.cli.options import Epilog, FormatOption, Out, Study, Weights
from decision.cli.running import (
    Budget,
    Fund,
    Gap,
    Method,
    Reject,
    Set,
    TimeLimit,
    departures,
    until_done,
)
from decision.errors import ExitCode, InputProblems, Problem
from decision.language import _, number

if TYPE_CHECKING:
    from decision.analysis.c_optimal import CardinalityReport
    from decision.cli.output import Table
    from decision.model.study import Study as LoadedStudy

ENDINGS = {
    "optimal": _("optimal"),
    "feasible": _("not proven"),
    "infeasible": _("no portfolio of this size"),
    "stopped": _("not found in time"),
}


def add_to(app: typer.Typer) -> None:
    """Register the command of this module."""
    app.command(
        "c-optimal",
        help=str(_("The best portfolio of each number of parks: for net flows, which have no zero.")),
        epilog=Epilog.C_OPTIMAL.text(),
    )(c_optimal)


def c_optimal(
    study: Study,
    least: Annotated[
        int | None,
        typer.Option("--from", min=0, help=str(_("Least number of parks.")), show_default=False),
    ] = None,
    greatest: Annotated[
        int | None,
        typer.Option("--to", min=0, help=str(_("Greatest number of parks.")), show_default=False),
    ] = None,
    method: Method = None,
    weights: Weights = None,
    budget: Budget = None,
    fund: Fund = None,
    reject: Reject = None,
    settings: Set = None,
    gap: Gap = 0.0001,
    time_limit: TimeLimit = 600.0,
    format: FormatOption = None,
    out: Out = None,
) -> int:
    """The best portfolio of each number of parks."""
    from threading import Event

    from decision.analysis.c_optimal import c_optimal as table_of
    from decision.checks import load_study
    from decision.cli.output import deliver, narrate, refuse_early
    from decision.cli.views import heading, study_keys
    from decision.model.options import SolveOptions

    refuse_early(out)
    if least is not None and greatest is not None and least > greatest:
        says = _("{least} is more than {greatest}", least=least, greatest=greatest)
        raise InputProblems([Problem(says, file="--from")])
    chosen = load_study(study)
    stop = Event()
    options = SolveOptions(gap=gap, time_limit=time_limit or None, stop=stop)
    arguments = departures(method, weights, budget, fund, reject, settings) | {
        "least": least,
        "greatest": greatest,
    }

    def told(done: int, every: int) -> None:
        if done == every or done % 10 == 0:
            narrate(_("size {done} of {every}", done=done, every=every))

    report, interrupted = until_done(
        lambda: table_of(chosen, options=options, progress=told, **arguments), stop
    )
    if interrupted:
        narrate(_("interrupted: what was found until then"))
    lines = [*heading(chosen), *_lines(report)]
    content = report.to_dict() | study_keys(chosen)
    deliver(_tables(report, chosen), content, format=format, out=out, lines=lines)
    if interrupted:
        return ExitCode.INTERRUPTED
    endings = {row.ending for row in report.table.rows}
    if endings & {"optimal", "feasible"}:
        return ExitCode.DONE
    return ExitCode.STOPPED if "stopped" in endings or report.table.stopped else ExitCode.NO_FEASIBLE_PLAN


def _lines(report: CardinalityReport) -> list[object]:
    lines: list[object] = []
    if report.summed == "preference":
        lines.append(
            _(
                "net flows of {method} have no zero: sums are compared within one number of parks only; "
                "compare these portfolios as wholes",
                method=report.ranking.method,
            )
        )
    least, greatest = report.table.feasible
    if least is not None and greatest is not None:
        lines.append(
            _("portfolios have {least} to {greatest} parks (proven)", least=least, greatest=greatest)
        )
    proven = sum(row.gap is not None and row.gap <= report.table.asked_gap for row in report.table.rows)
    lines.append(
        _(
            "{proven} of {count} sizes are solved to a gap of {gap} or less",
            proven=proven,
            count=len(report.table.rows),
            gap=number(report.table.asked_gap, 6),
        )
    )
    return lines


def _tables(report: CardinalityReport, study: LoadedStudy) -> list[Table]:
    from decision.cli.output import Head, Table

    rows = [
        {
            "size": row.size,
            "total": row.total,
            "mean": row.mean,
            "gap": row.gap,
            "granted_mln_rub": row.granted_mln_rub,
            "ending": str(ENDINGS[row.ending]),
            "entered": ", ".join(row.entered) if place else "",
            "left": ", ".join(row.left),
        }
        for place, row in enumerate(report.table.rows)
    ]
    total = _("sum of net flows") if report.summed == "preference" else _("sum of merits")
    heads = [
        Head("size", _("parks"), 0),
        Head("total", total, 4),
        Head("mean", _("mean"), 4),
        Head("gap", _("gap"), 4, share=True),
        Head("granted_mln_rub", _("least money, mln RUB"), 1),
        Head("ending", _("proof")),
        Head("entered", _("enter")),
        Head("left", _("leave")),
    ]
    return [
        Table(
            "c_optimal",
            _("The best portfolio of each size by {method}", method=report.ranking.method),
            heads,
            rows,
        )
    ]
