"""The command ``budget``."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING, Annotated, Any

import typer

from decision.cli.charting import ChartFile
from decision.cli.options import Epilog, FormatOption, Out, Study, Weights
from decision.cli.running import (
    Fund,
    Gap,
    Method,
    Reject,
    Set,
    Solver,
    TimeLimit,
    ids,
    settings_of,
    until_done,
)
from decision.errors import ExitCode, InputProblems, Problem
from decision.language import _, money, number

if TYPE_CHECKING:
    from decision.analysis.budget_result import BudgetSweep
    from decision.cli.output import Table
    from decision.model.results import Portfolio

BILLION = 1000.0
LEAST, MOST = 0.5, 1.3
"""From which to which part of the programme's total, unless told otherwise."""


def add_to(app: typer.Typer) -> None:
    """Register the command of this module."""
    app.command(
        "budget",
        help=str(_("Value and portfolio as the total money moves, and what a ruble more adds.")),
        epilog=Epilog.BUDGET.text(),
    )(budget)


def budget(
    study: Study,
    least: Annotated[
        float | None,
        typer.Option(
            "--from",
            min=0,
            help=str(_("Smallest total, mln RUB; left out: half of the programme's.")),
            show_default=False,
        ),
    ] = None,
    most: Annotated[
        float | None,
        typer.Option(
            "--to",
            min=0,
            help=str(_("Largest total, mln RUB; left out: 1.3 times the programme's.")),
            show_default=False,
        ),
    ] = None,
    steps: Annotated[
        int, typer.Option("--steps", min=2, max=1000, help=str(_("Number of totals, both ends included.")))
    ] = 9,
    scale_years: Annotated[
        bool,
        typer.Option(
            "--scale-years/--keep-years",
            help=str(_("Whether yearly ceilings move in proportion to the total, or stay as they are.")),
        ),
    ] = False,
    method: Method = None,
    weights: Weights = None,
    fund: Fund = None,
    reject: Reject = None,
    settings: Set = None,
    gap: Gap = 0.001,
    time_limit: TimeLimit = 60.0,
    solver: Solver = "highs",
    chart: ChartFile = None,
    format: FormatOption = None,
    out: Out = None,
) -> int:
    """Value and portfolio as the total money moves, and what a ruble more adds."""
    import numpy as np

    from decision.analysis.budget import budget_sweep
    from decision.checks import load_study
    from decision.cli.charting import draw, refuse_chart_early
    from decision.cli.output import deliver, narrate, refuse_early
    from decision.cli.portfolio_views import conflict_lines
    from decision.cli.views import heading, study_keys
    from decision.decisions import changed_programme
    from decision.files.load import load_weights
    from decision.model.options import SolveOptions

    refuse_early(out)
    refuse_chart_early(chart)
    chosen = load_study(study)
    changes = settings_of(settings)
    own = changed_programme(chosen, settings=changes).budget.total
    low = own * LEAST if least is None else least
    high = own * MOST if most is None else most
    if not low < high:
        says = _("--from must be smaller than --to: {low} and {high}", low=money(low), high=money(high))
        raise InputProblems([Problem(says, file="parkfund budget")])
    arguments: dict[str, Any] = {
        "method": method,
        "weights": load_weights(weights) if weights is not None else None,
        "fund": ids(fund),
        "reject": ids(reject),
        "settings": changes,
    }
    stop = Event()
    options = SolveOptions(gap=gap, time_limit=time_limit or None, solver=solver, stop=stop)
    totals = [round(float(total), 3) for total in np.linspace(low, high, steps)]
    done = 0

    def told(total: float, portfolio: Portfolio) -> None:
        nonlocal done
        done += 1
        narrate(
            _(
                "{done} of {every}: {total} mln RUB, objective {objective}",
                done=done,
                every=len(totals),
                total=money(total),
                objective=number(portfolio.objective, 3),
            )
        )

    found, interrupted = until_done(
        lambda: budget_sweep(
            chosen, totals, scale_years=scale_years, options=options, told=told, **arguments
        ),
        stop,
    )
    if interrupted:
        narrate(_("interrupted: what was found until then"))
    lines = [*heading(chosen), *found.says()]
    without = [point for point in found.points if point.portfolio.ending == "infeasible"]
    if without:
        lines += conflict_lines(without[-1].portfolio)
    deliver(_tables(found), found.to_dict() | study_keys(chosen), format=format, out=out, lines=lines)
    if chart is not None and any(one.portfolio.objective is not None for one in found.points):
        from decision.report.charts.tradeoffs import budget_chart

        draw(budget_chart(found), chart)
    elif chart is not None:
        narrate(_("no chart: there is no portfolio to draw"))
    if interrupted:
        return ExitCode.INTERRUPTED
    if found.planned:
        return ExitCode.DONE
    return ExitCode.NO_FEASIBLE_PLAN if without else ExitCode.STOPPED


def _tables(found: BudgetSweep) -> list[Table]:
    from decision.cli.compare_views import ENDINGS
    from decision.cli.output import Head, Table

    rows: list[dict[str, Any]] = []
    for row in found.to_frame().to_dict("records"):
        line = {str(key): value for key, value in row.items()}
        line["shown"] = str(ENDINGS[row["ending"]])
        for key in ("marginal", "marginal_least", "marginal_most", "relaxation_price"):
            line[f"{key}_per_billion"] = None if row[key] is None else row[key] * BILLION
        rows.append(line)
    heads = [
        Head("total_mln_rub", _("total, mln RUB"), 1),
        Head("shown", _("ending")),
        Head("gap", _("gap"), 3, share=True),
        Head("objective", _("objective"), 3),
        Head("parks", _("parks"), 0),
        Head("granted_mln_rub", _("granted, mln RUB"), 1),
        Head("marginal_per_billion", _("value of 1 bn RUB more (difference)"), 3),
        Head("marginal_least_per_billion", _("proven at least"), 3),
        Head("marginal_most_per_billion", _("proven at most"), 3),
        Head("relaxation_price_per_billion", _("shadow price of the linear relaxation, 1 bn RUB"), 3),
        Head("entered", _("enter"), listed=True),
        Head("left", _("leave"), listed=True),
        Head("conflict", _("rules that cannot hold together")),
    ]
    tables = [Table("budget", _("Portfolios as money grows"), heads, rows)]
    frame = found.parks()
    if len(found.planned) > 1:
        moving = frame[(frame["funded_at"] < len(found.planned))]
        lines = [
            {"park_id": str(park), **{str(key): value for key, value in row.items()}}
            for park, row in moving.to_dict("index").items()
        ]
        for line in lines:
            line["pushed_out"] = str(_("yes") if line["pushed_out"] else "")
        grants = [str(column) for column in frame if str(column).startswith("grant_")]
        tables.append(
            Table(
                "parks",
                _("Parks that are not in every portfolio: grants at each total, mln RUB"),
                [
                    Head("park_id", _("park")),
                    Head("name", _("name")),
                    Head("first_total_mln_rub", _("funded from, mln RUB"), 1),
                    Head("pushed_out", _("leaves although money grows")),
                    *(Head(key, key.removeprefix("grant_"), 1) for key in grants),
                ],
                lines,
            )
        )
    return tables
