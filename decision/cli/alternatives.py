"""The command ``alternatives``."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING, Annotated, Any

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
from decision.errors import ExitCode
from decision.language import _

if TYPE_CHECKING:
    from decision.analysis.near_optimal import Alternatives
    from decision.cli.output import Table


def add_to(app: typer.Typer) -> None:
    """Register the command of this module."""
    app.command(
        "alternatives",
        help=str(_("The room for manoeuvre: other portfolios that are worth nearly as much.")),
        epilog=Epilog.ALTERNATIVES.text(),
    )(alternatives)


def alternatives(
    study: Study,
    within: Annotated[
        float,
        typer.Option("--within", min=0, max=1, help=str(_("Share of the best value that may be lost."))),
    ] = 0.01,
    count: Annotated[int, typer.Option("--count", min=1, help=str(_("How many portfolios are shown.")))] = 5,
    method: Method = None,
    weights: Weights = None,
    budget: Budget = None,
    fund: Fund = None,
    reject: Reject = None,
    settings: Set = None,
    gap: Gap = 0.001,
    time_limit: TimeLimit = 60.0,
    format: FormatOption = None,
    out: Out = None,
) -> int:
    """The room for manoeuvre: other portfolios that are worth nearly as much."""
    from decision.analysis.near_optimal import alternatives as alternatives_of
    from decision.checks import load_study
    from decision.cli.allocation import EXIT_CODES
    from decision.cli.output import deliver, narrate, refuse_early
    from decision.cli.portfolio_views import answer_line, conflict_lines
    from decision.cli.views import heading, study_keys
    from decision.model.options import SolveOptions

    refuse_early(out)
    chosen = load_study(study)
    arguments = departures(method, weights, budget, fund, reject, settings)
    stop = Event()
    options = SolveOptions(gap=gap, time_limit=time_limit or None, stop=stop)
    found, interrupted = until_done(
        lambda: alternatives_of(chosen, within, count, options, **arguments), stop
    )
    if interrupted:
        narrate(_("interrupted: what was found until then"))
    best = found.near.best
    lines = [*heading(chosen), answer_line(best), *conflict_lines(best), *found.says()]
    deliver(_tables(found), found.to_dict() | study_keys(chosen), format=format, out=out, lines=lines)
    return ExitCode.INTERRUPTED if interrupted else EXIT_CODES[best.ending]


def _tables(found: Alternatives) -> list[Table]:
    from decision.cli.output import Head, Table

    return [
        Table(
            "alternatives",
            _("Portfolios worth nearly as much; number 0 is the best one"),
            [
                Head("number", _("number"), 0),
                Head("loss", _("loss"), 2, share=True),
                Head("parks", _("parks"), 0),
                Head("granted_mln_rub", _("granted, mln RUB"), 1),
                Head("distance", _("parks changed"), 0),
                Head("enters", _("enter"), listed=True),
                Head("leaves", _("leave"), listed=True),
            ],
            _rows(found.to_frame()),
        ),
        Table(
            "moving",
            _("Parks that are in some of these portfolios and not in others"),
            [
                Head("park_id", _("park")),
                Head("name", _("name")),
                Head("best", _("in the best one"), 0),
                Head("alternatives", _("in so many of the others shown"), 0),
            ],
            [row | {"best": str(_("yes") if row["best"] else _("no"))} for row in _rows(found.parks())],
        ),
    ]


def _rows(frame: Any) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]
