"""The command ``allocate``, and the main job that runs where no command is given."""

from __future__ import annotations

import sys
from threading import Event

import typer

from decision.cli.charting import ChartFile
from decision.cli.options import Epilog, FormatOption, Out, Study, Weights
from decision.cli.recorder import Recorder, note_decision
from decision.cli.recording import leave_record
from decision.cli.running import (
    Budget,
    Fund,
    Gap,
    Method,
    Reject,
    Set,
    Solver,
    TimeLimit,
    departures,
    narrator,
    until_done,
)
from decision.errors import ExitCode
from decision.language import _

BUNDLED_STUDY = "illustrative-2025"
TOP_OF_RANKING = 20

EXIT_CODES = {
    "optimal": ExitCode.DONE,
    "feasible": ExitCode.DONE,
    "infeasible": ExitCode.NO_FEASIBLE_PLAN,
    "stopped": ExitCode.STOPPED,
}


def add_to(app: typer.Typer) -> None:
    """Register the command of this module."""
    app.command(
        "allocate",
        help=str(_("Rank the parks of a study and distribute the money.")),
        epilog=Epilog.ALLOCATE.text(),
    )(allocate)


def allocate(
    study: Study,
    method: Method = None,
    weights: Weights = None,
    budget: Budget = None,
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
    """Rank the parks of a study and distribute the money."""
    from decision.checks import load_study
    from decision.cli.charting import draw, refuse_chart_early
    from decision.cli.output import deliver, narrate, refuse_early
    from decision.cli.portfolio_views import portfolio_lines, portfolio_tables
    from decision.cli.procedure_views import lapse_lines, support_lines
    from decision.cli.views import barring_rules, heading, procedure_keys
    from decision.decisions import changed_programme, decide
    from decision.model.options import SolveOptions

    refuse_early(out)
    refuse_chart_early(chart)
    arguments = departures(method, weights, budget, fund, reject, settings)
    chosen = load_study(study)
    stop = Event()
    options = SolveOptions(
        gap=gap, time_limit=time_limit or None, solver=solver, stop=stop, progress=narrator()
    )
    decision, interrupted = until_done(lambda: decide(chosen, options=options, **arguments), stop)
    note_decision(decision, options, arguments)
    portfolio = decision.portfolio
    programme = changed_programme(chosen, budget=budget, settings=arguments["settings"])
    content = portfolio.to_dict() | {"barred": barring_rules(programme, chosen)} | procedure_keys(chosen)
    lines = [*heading(chosen), *portfolio_lines(portfolio)]
    lines += [*support_lines(portfolio, chosen), *lapse_lines(portfolio)]
    tables = portfolio_tables(portfolio, chosen, programme)
    if interrupted and portfolio.objective is None:
        narrate(_("interrupted before a first plan was found"))
    elif interrupted:
        narrate(_("interrupted: what was found until then"))
    if not tables and (
        (format is not None and format.value == "csv") or (out is not None and out.suffix != ".json")
    ):
        narrate(*lines)
    else:
        deliver(tables, content, format=format, out=out, lines=lines)
    if chart is not None and portfolio.objective is None:
        narrate(_("no chart: there is no portfolio to draw"))
    elif chart is not None:
        from decision.report.charts.money import money_chart

        draw(money_chart(portfolio, chosen), chart)
    return ExitCode.INTERRUPTED if interrupted else EXIT_CODES[portfolio.ending]


def main_job() -> None:
    """What ``parkfund`` does without a command: the interface, or its answer as text and a run record."""
    if sys.stdin.isatty() and sys.stdout.isatty() and sys.stderr.isatty():
        from tui.launch import run

        if ended := run(BUNDLED_STUDY):
            raise typer.Exit(ended)
        return
    from decision.checks import load_study
    from decision.cli.output import narrate, show
    from decision.cli.portfolio_views import portfolio_lines, portfolio_tables
    from decision.cli.views import heading, ranking_remarks, ranking_table
    from decision.decisions import decide
    from decision.files.noticing import Noticed
    from decision.model.options import SolveOptions

    study = load_study(BUNDLED_STUDY)
    stop = Event()
    options = SolveOptions(stop=stop, progress=narrator())
    decision, interrupted = until_done(lambda: decide(study, options=options), stop)
    portfolio = decision.portfolio
    if interrupted:
        narrate(_("interrupted: what was found until then"))
    show(
        [ranking_table(decision.ranking, study, TOP_OF_RANKING)],
        [*heading(study), *ranking_remarks(decision.ranking)],
    )
    print()
    show(portfolio_tables(portfolio, study, study.programme), portfolio_lines(portfolio))
    sys.stdout.flush()
    recorder = Recorder("allocate", Noticed(), decision=decision, options=options)
    leave_record(recorder, {}, interrupted=interrupted)
    code = ExitCode.INTERRUPTED if interrupted else EXIT_CODES[portfolio.ending]
    if code:
        raise typer.Exit(code)
