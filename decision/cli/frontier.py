"""The command ``frontier``."""

from __future__ import annotations

import sys
from threading import Event
from typing import TYPE_CHECKING, Annotated, Any

import typer

from decision.cli.charting import ChartFile
from decision.cli.options import Epilog, FormatOption, Out, Study, Weights
from decision.cli.running import (
    Budget,
    Fund,
    Method,
    Reject,
    Set,
    TimeLimit,
    departures,
    until_done,
)
from decision.errors import ExitCode
from decision.language import _, number

if TYPE_CHECKING:
    from decision.analysis.frontier_result import Frontier, FrontierPoint
    from decision.cli.output import Table

DIGITS = {"whole": 0, "discrete": 3, "continuous": 3}


def add_to(app: typer.Typer) -> None:
    """Register the command of this module."""
    app.command(
        "frontier",
        help=str(
            _("What more of one objective costs in another: the non-dominated portfolios, each proven.")
        ),
        epilog=Epilog.FRONTIER.text(),
    )(frontier)


def frontier(
    study: Study,
    objectives: Annotated[
        str,
        typer.Option(
            "--objectives",
            metavar="A,B[,C]",
            help=str(
                _(
                    "Two or three of merit, value, merit_count, merit_money, count, grant, or columns of the parks; "
                    "-grant asks for less."
                )
            ),
            show_default=False,
        ),
    ],
    points: Annotated[
        int | None,
        typer.Option(
            "--points",
            min=2,
            max=1000,
            help=str(
                _(
                    "Levels of a grid; left out: whole-valued objectives are enumerated, continuous ones take 13 (6)."
                )
            ),
            show_default=False,
        ),
    ] = None,
    most: Annotated[
        int, typer.Option("--most", min=1, help=str(_("Points after which the search ends.")))
    ] = 1000,
    method: Method = None,
    weights: Weights = None,
    budget: Budget = None,
    fund: Fund = None,
    reject: Reject = None,
    settings: Set = None,
    gap: Annotated[
        float | None,
        typer.Option(
            "--gap",
            min=0,
            max=1,
            help=str(
                _("Relative gap of each point; left out: 0 where points are enumerated, 0.001 on a grid.")
            ),
            show_default=False,
        ),
    ] = None,
    time_limit: TimeLimit = 60.0,
    chart: ChartFile = None,
    format: FormatOption = None,
    out: Out = None,
) -> int:
    """What more of one objective costs in another: the non-dominated portfolios, each proven."""
    from decision.analysis.frontier import frontier as frontier_of
    from decision.checks import load_study
    from decision.cli.charting import draw, refuse_chart_early
    from decision.cli.output import deliver, narrate, refuse_early
    from decision.cli.portfolio_views import answer_line, conflict_lines
    from decision.cli.views import heading, study_keys
    from decision.model.options import SolveOptions

    refuse_early(out)
    refuse_chart_early(chart)
    chosen = load_study(study)
    arguments = departures(method, weights, budget, fund, reject, settings)
    stop = Event()
    options = SolveOptions(time_limit=time_limit or None, stop=stop)
    found, interrupted = until_done(
        lambda: frontier_of(
            chosen,
            objectives.split(","),
            points=points,
            most=most,
            gap=gap,
            options=options,
            told=_narrator(),
            **arguments,
        ),
        stop,
    )
    if interrupted:
        narrate(_("interrupted: what was found until then"))
    lines = [*heading(chosen), *found.says()]
    if found.nothing is not None:
        lines += [answer_line(found.nothing), *conflict_lines(found.nothing)]
    deliver(_tables(found), found.to_dict() | study_keys(chosen), format=format, out=out, lines=lines)
    if chart is not None and found.points:
        from decision.report.charts.tradeoffs import frontier_chart

        draw(frontier_chart(found), chart)
    elif chart is not None:
        narrate(_("no chart: there is no portfolio to draw"))
    if interrupted:
        return ExitCode.INTERRUPTED
    if found.ending == "infeasible":
        return ExitCode.NO_FEASIBLE_PLAN
    return ExitCode.DONE if found.points else ExitCode.STOPPED


def _narrator() -> Any:
    """Says how many points there are: one line that is written over, on a terminal only."""
    if not sys.stderr.isatty():
        return None
    count = 0

    def told(point: FrontierPoint) -> None:
        nonlocal count
        count += 1
        figures = ", ".join(number(value, 3) for value in point.values)
        line = _("point {count}: {figures}", count=count, figures=figures)
        print(f"\r\x1b[2K{line}", end="\r", file=sys.stderr, flush=True)

    return told


def _tables(found: Frontier) -> list[Table]:
    from decision.cli.output import Head, Table

    frame = found.to_frame()
    rows: list[dict[str, Any]] = []
    before: set[str] = set()
    for row, point in zip(frame.to_dict("records"), found.points, strict=True):
        now = {park.park_id for park in point.portfolio.funded}
        line = {str(key): value for key, value in row.items()}
        proof = _("proven") if point.proven and point.efficient else _("best found")
        line["proof"] = str(proof)
        line["enters"] = ", ".join(sorted(now - before)) if before else ""
        line["leaves"] = ", ".join(sorted(before - now)) if before else ""
        before = now
        rows.append(line)
    heads = [Head("point", _("point"), 0)]
    for axis in found.axes:
        unit = f", {axis.unit.replace('_', ' ')}" if axis.unit else ""
        heads.append(Head(axis.name, f"{axis.written}{unit}", DIGITS[axis.kind]))
    heads += [
        Head("parks", _("parks"), 0),
        Head("granted_mln_rub", _("granted, mln RUB"), 1),
        Head("gap", _("gap"), 3, share=True),
        Head("proof", _("proof")),
        Head("enters", _("enter"), listed=True),
        Head("leaves", _("leave"), listed=True),
    ]
    ends = [
        {
            "objective": axis.written,
            "name": str(axis.label),
            "unit": axis.unit,
            "ideal": axis.ideal,
            "nadir": axis.nadir,
            "grid_step": axis.grid_step,
        }
        for axis in found.axes
    ]
    end_heads = [
        Head("objective", _("objective")),
        Head("name", _("name")),
        Head("unit", _("unit")),
        Head("ideal", _("best"), 3),
        Head("nadir", _("worst of the points"), 3),
        Head("grid_step", _("distance of levels"), 3),
    ]
    return [
        Table("frontier", _("Non-dominated portfolios"), heads, rows),
        Table("objectives", _("Objectives from end to end"), end_heads, ends),
    ]
