"""The option ``--chart`` of commands that have something to draw."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from decision.errors import InputProblems, Problem
from decision.language import _

if TYPE_CHECKING:
    from decision.report.charts.chart import Chart

CHART_ENDINGS = (".png", ".svg")

ChartFile = Annotated[
    Path | None,
    typer.Option("--chart", help=str(_("Draw a chart into this file: .png or .svg.")), show_default=False),
]


def refuse_chart_early(chart: Path | None) -> None:
    """Say before a long computation what would keep its chart from being written.

    Raises:
        InputProblems: the ending is unknown, or there is no such folder.
    """
    if chart is None:
        return
    if chart.suffix.lower() not in CHART_ENDINGS:
        remedy = _("choose one of {choice}", choice=", ".join(CHART_ENDINGS))
        raise InputProblems([Problem(_("no format has this ending"), file=str(chart), remedy=remedy)])
    if not chart.parent.is_dir():
        raise InputProblems([Problem(_("there is no such folder"), file=str(chart))])


def draw(chart: Chart, file: Path | None) -> None:
    """Draw into the file, if one was asked for, and say so.

    Raises:
        InputProblems: the file cannot be written.
    """
    if file is None:
        return
    from decision.cli.output import narrate, put

    refuse_chart_early(file)
    put(chart.to_bytes("svg" if file.suffix.lower() == ".svg" else "png"), file)
    narrate(_("written: {file}", file=str(file)))
