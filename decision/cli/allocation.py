"""The command ``allocate``, and the main job that runs where no command is given."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Annotated, Any

import typer

from decision.cli.options import Epilog, FormatOption, Out, Study, Weights
from decision.errors import ExitCode, InputProblems, ParkfundError, Problem
from decision.language import _, number, percent

if TYPE_CHECKING:
    from decision.decisions import Decision
    from decision.model.options import SolveOptions, SolveProgress

BUNDLED_STUDY = "illustrative-2025"
RECORDS = Path("runs")
TOP_OF_RANKING = 20
TICK_SECONDS = 0.2

EXIT_CODES = {
    "optimal": ExitCode.DONE,
    "feasible": ExitCode.DONE,
    "infeasible": ExitCode.NO_FEASIBLE_PLAN,
    "stopped": ExitCode.STOPPED,
}

ParkIds = Annotated[list[str] | None, typer.Option(metavar="ID", show_default=False)]


def add_to(app: typer.Typer) -> None:
    """Register the command of this module."""
    app.command(
        "allocate",
        help=str(_("Rank the parks of a study and distribute the money.")),
        epilog=Epilog.ALLOCATE.text(),
    )(allocate)


def allocate(
    study: Study,
    method: Annotated[
        str | None, typer.Option("--method", "-m", help=str(_("Another ranking method.")), show_default=False)
    ] = None,
    weights: Weights = None,
    budget: Annotated[
        float | None,
        typer.Option("--budget", min=0, help=str(_("Another total, mln RUB.")), show_default=False),
    ] = None,
    fund: Annotated[
        list[str] | None,
        typer.Option(
            "--fund",
            metavar="ID",
            help=str(_("Pin parks in; repeat, or separate by commas.")),
            show_default=False,
        ),
    ] = None,
    reject: Annotated[
        list[str] | None,
        typer.Option(
            "--reject",
            metavar="ID",
            help=str(_("Keep parks out; repeat, or separate by commas.")),
            show_default=False,
        ),
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="KEY=VALUE",
            help=str(_("Change a setting of the programme, such as rules.ID.active=false; repeat.")),
            show_default=False,
        ),
    ] = None,
    gap: Annotated[
        float,
        typer.Option(
            "--gap", min=0, max=1, help=str(_("Relative gap at which a plan counts as optimal; 0 proves it."))
        ),
    ] = 0.001,
    time_limit: Annotated[
        float,
        typer.Option(
            "--time-limit", min=0, help=str(_("Seconds until the best plan so far is taken; 0: no limit."))
        ),
    ] = 60.0,
    solver: Annotated[
        str,
        typer.Option(
            "--solver", help=str(_("highs, or cbc where installed; list names those on this machine."))
        ),
    ] = "highs",
    record: Annotated[
        bool, typer.Option("--record/--no-record", help=str(_("Leave a run record in the folder runs.")))
    ] = True,
    format: FormatOption = None,
    out: Out = None,
) -> int:
    """Rank the parks of a study and distribute the money."""
    from decision.allocation.solver import available_solvers
    from decision.cli.output import deliver, narrate
    from decision.cli.portfolio_views import barring_rules, portfolio_lines, portfolio_tables
    from decision.cli.views import heading
    from decision.decisions import changed_programme, decide
    from decision.files.load import load_study, load_weights
    from decision.model.options import SolveOptions

    if solver == "list":
        print("\n".join(available_solvers()))
        return ExitCode.DONE
    if solver not in available_solvers():
        remedy = _("choose one of {choice}", choice=", ".join(available_solvers()))
        raise InputProblems(
            [Problem(_("no solver {solver} on this machine", solver=solver), file="--solver", remedy=remedy)]
        )
    changes = _settings(settings)
    chosen = load_study(study)
    arguments: dict[str, Any] = {
        "method": method,
        "weights": load_weights(weights) if weights is not None else None,
        "budget": budget,
        "fund": _ids(fund),
        "reject": _ids(reject),
        "settings": changes,
    }
    stop = Event()
    options = SolveOptions(
        gap=gap, time_limit=time_limit or None, solver=solver, stop=stop, progress=_narrator()
    )
    decision, interrupted = _until_done(lambda: decide(chosen, options=options, **arguments), stop)
    portfolio = decision.portfolio
    programme = changed_programme(chosen, budget=budget, settings=changes)
    content = portfolio.to_dict() | {"barred": barring_rules(programme, chosen)}
    lines = [*heading(chosen), *portfolio_lines(portfolio)]
    tables = portfolio_tables(portfolio, chosen, programme)
    if not tables and (
        (format is not None and format.value == "csv") or (out is not None and out.suffix != ".json")
    ):
        narrate(*lines)
    else:
        deliver(tables, content, format=format, out=out, lines=lines)
        if format is not None or out is not None:
            narrate(*portfolio_lines(portfolio)[:1])
    if record:
        _leave_record(decision, options, arguments)
    return ExitCode.INTERRUPTED if interrupted else EXIT_CODES[portfolio.ending]


def main_job() -> None:
    """What ``parkfund`` does without a command: the interface, or its answer as text and a run record."""
    if sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty() and sys.stderr.isatty():
        from tui.launch import run

        run(BUNDLED_STUDY)
        return
    from decision.cli.output import show
    from decision.cli.portfolio_views import portfolio_lines, portfolio_tables
    from decision.cli.views import heading, ranking_remarks, ranking_table
    from decision.decisions import decide
    from decision.files.load import load_study
    from decision.model.options import SolveOptions

    study = load_study(BUNDLED_STUDY)
    options = SolveOptions()
    decision = decide(study, options=options)
    portfolio = decision.portfolio
    show(
        [ranking_table(decision.ranking, study, TOP_OF_RANKING)],
        [*heading(study), *ranking_remarks(decision.ranking)],
    )
    print()
    show(portfolio_tables(portfolio, study, study.programme), portfolio_lines(portfolio))
    sys.stdout.flush()
    _leave_record(decision, options, {})
    code = EXIT_CODES[portfolio.ending]
    if code:
        raise typer.Exit(int(code))


def _ids(values: list[str] | None) -> tuple[str, ...]:
    return tuple(part.strip() for value in values or () for part in value.split(",") if part.strip())


def _settings(values: list[str] | None) -> dict[str, str]:
    changes, problems = {}, []
    for value in values or ():
        key, equals, text = value.partition("=")
        if not equals or not key.strip():
            remedy = _("write it as {example}", example="budget.total=25000")
            problems.append(Problem(_("{value} is no KEY=VALUE", value=value), file="--set", remedy=remedy))
        changes[key.strip()] = text.strip()
    if problems:
        raise InputProblems(problems)
    return changes


def _narrator() -> Callable[[SolveProgress], None] | None:
    """Progress on stderr, on a terminal only: one line that is written over."""
    if not sys.stderr.isatty():
        return None

    def narrate(progress: SolveProgress) -> None:
        line = _(
            "solving: {seconds} s, best {objective}, bound {bound}, gap {gap}",
            seconds=number(progress.seconds, 0),
            objective=number(progress.objective, 3),
            bound=number(progress.bound, 3),
            gap=percent(progress.gap, 2),
        )
        print(f"\r\x1b[2K{line}", end="\r", file=sys.stderr, flush=True)

    return narrate


def _until_done(compute: Callable[[], Decision], stop: Event) -> tuple[Decision, bool]:
    """Compute in a thread, so that Ctrl-C is heard at once: it asks the solver to stop with its best plan."""
    from concurrent.futures import ThreadPoolExecutor
    from concurrent.futures import TimeoutError as NotYet

    interrupted = False
    with ThreadPoolExecutor(max_workers=1) as worker:
        future = worker.submit(compute)
        while True:
            try:
                decision = future.result(timeout=TICK_SECONDS)
                break
            except NotYet:
                if future.done():
                    raise
            except KeyboardInterrupt:
                if interrupted:
                    raise
                interrupted = True
                stop.set()
    if sys.stderr.isatty():
        print("\r\x1b[2K", end="", file=sys.stderr)
    return decision, interrupted


def _leave_record(decision: Decision, options: SolveOptions, arguments: dict[str, Any]) -> None:
    from decision.cli.output import narrate
    from decision.records import write_record

    try:
        folder = write_record(decision, folder=RECORDS, arguments=arguments, options=options)
    except (OSError, ParkfundError) as wrong:
        reason = getattr(wrong, "strerror", None) or str(wrong)
        narrate(_("warning: {problem}", problem=_("no run record was written: {reason}", reason=reason)))
    else:
        narrate(_("run record: {folder}", folder=folder.as_posix()))
