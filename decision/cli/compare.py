"""The command ``compare``."""

from __future__ import annotations

from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Annotated, Any

import typer

from decision.cli.charting import ChartFile
from decision.cli.options import Epilog, FormatOption, Out, Weights
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
    ids,
    narrator,
    settings_of,
    until_done,
)
from decision.errors import ExitCode, InputProblems, Problem
from decision.language import _

if TYPE_CHECKING:
    from decision.analysis.compared import Compared

RECORD = "run.json"
LETTERS = "ABCD"
OWN = ("method", "weights", "budget", "fund", "reject")


def add_to(app: typer.Typer) -> None:
    """Register the command of this module."""
    app.command(
        "compare",
        help=str(
            _(
                "Portfolios side by side: parks, money, outcomes, rules, and each by the others' criteria.\n\n"
                "A changed study is written STUDY@KEY=VALUE: method, weights, budget, fund, reject, or a setting as in "
                "--set."
            )
        ),
        epilog=Epilog.COMPARE.text(),
    )(compare)


def compare(
    portfolios: Annotated[
        list[str],
        typer.Argument(
            metavar="A B [C D]",
            help=str(_("Two to four studies or run records (a folder in runs, its run.json, or last).")),
            show_default=False,
        ),
    ],
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
    """Portfolios side by side: parks, money, outcomes, rules, and each by the others' criteria."""
    from decision.analysis.compare import MOST
    from decision.analysis.compare import compare as side_by_side
    from decision.cli.charting import draw, refuse_chart_early
    from decision.cli.compare_views import comparison_tables, headings, measures_table
    from decision.cli.options import Format
    from decision.cli.output import deliver, narrate, refuse_early
    from decision.model.options import SolveOptions

    refuse_early(out)
    refuse_chart_early(chart)
    if not 2 <= len(portfolios) <= MOST:
        says = _("compare two to four portfolios, not {count}", count=len(portfolios))
        remedy = _("for instance: parkfund compare {study} {study}@method=vikor", study=portfolios[0])
        raise InputProblems([Problem(says, file="parkfund compare", remedy=remedy)])
    common = departures(method, weights, budget, fund, reject, settings)
    stop = Event()
    options = SolveOptions(
        gap=gap, time_limit=time_limit or None, solver=solver, stop=stop, progress=narrator()
    )
    sides, interrupted = _sides(portfolios, common, options, stop)
    if interrupted:
        narrate(_("interrupted: what was found until then"))
    found = side_by_side(sides)
    flat = format is Format.CSV or (out is not None and out.suffix.lower() in (".csv", ".parquet"))
    whole = out is not None and not flat
    tables = [measures_table(found)] if flat else comparison_tables(found, whole=whole)
    deliver(tables, found.to_dict(), format=format, out=out, lines=headings(found, portfolios))
    if chart is not None and any(item.portfolio.objective is not None for item in found.items):
        from decision.report.charts.tradeoffs import comparison_chart

        draw(comparison_chart(found), chart)
    elif chart is not None:
        narrate(_("no chart: there is no portfolio to draw"))
    if interrupted:
        return ExitCode.INTERRUPTED
    endings = {side.portfolio.ending for side in sides}
    if "infeasible" in endings:
        return ExitCode.NO_FEASIBLE_PLAN
    return ExitCode.STOPPED if "stopped" in endings else ExitCode.DONE


def _sides(
    written: list[str], common: dict[str, Any], options: Any, stop: Event
) -> tuple[list[Compared], bool]:
    """Every side, studies decided one after the other; all faults of reading first, before anything is solved."""
    from decision.analysis.compared import Compared, decided
    from decision.checks import load_study
    from decision.cli.output import narrate
    from decision.model.study import Study
    from decision.records import find_record, runs_folder
    from decision.records.sides import side_of

    problems: list[Problem] = []
    read: list[tuple[str, Compared | Study, dict[str, Any]]] = []
    for label, one in zip(LETTERS, written, strict=False):
        try:
            where, changes = _changes(one)
            if _is_record(where):
                if changes:
                    says = _("a run record stays as it was decided: it takes no changes")
                    raise InputProblems([Problem(says, file=one)])
                read.append((label, side_of(find_record(where, runs_folder(None)), label), {}))
            else:
                read.append((label, load_study(where), _together(common, changes)))
        except InputProblems as faults:
            problems += faults.problems
    if problems:
        raise InputProblems(problems)
    sides: list[Compared] = []
    interrupted = False
    for number, (label, source, arguments) in enumerate(read, 1):
        if isinstance(source, Compared):
            if any(common.values()):
                narrate(_("{label} is a run record and stays as it was decided", label=written[number - 1]))
            sides.append(source)
            continue
        narrate(_("{number} of {count}: {label}", number=number, count=len(read), label=written[number - 1]))

        def solve(label: str = label, study: Study = source, asked: dict[str, Any] = arguments) -> Compared:
            return decided(label, study, options, **asked)

        side, pressed = until_done(solve, stop)
        interrupted = interrupted or pressed
        sides.append(side)
    return sides, interrupted


def _is_record(where: str) -> bool:
    """Whether a run record is meant: the folder of one, its ``run.json``, or ``last``."""
    path = Path(where)
    return where == "last" or path.name == RECORD or (path / RECORD).is_file()


def _changes(written: str) -> tuple[str, dict[str, Any]]:
    """STUDY@KEY=VALUE@KEY=VALUE as the study and what is changed in it; a path that exists is taken as it is."""
    from decision.files.load import load_weights

    parts = written.split("@")
    # A path may have an @ of its own: what exists is the study.
    ends = (end for end in range(len(parts), 0, -1) if Path("@".join(parts[:end])).exists())
    end = next(ends, 1)
    where, parts = "@".join(parts[:end]), parts[end:]
    if not parts:
        return where, {}
    pairs = settings_of(parts)
    changes: dict[str, Any] = {key: value for key, value in pairs.items() if key in OWN}
    for key in ("fund", "reject"):
        if key in changes:
            changes[key] = ids([changes[key]])
    if "weights" in changes:
        changes["weights"] = load_weights(changes["weights"])
    if "budget" in changes:
        try:
            changes["budget"] = float(changes["budget"])
        except ValueError:
            says = _("{value} is no number", value=changes["budget"])
            raise InputProblems([Problem(says, file=written, field="budget")]) from None
    return where, changes | {"settings": {key: value for key, value in pairs.items() if key not in OWN}}


def _together(common: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """What is asked of one study: what all have in common, and its own changes, which win."""
    own = dict(changes)
    merged = {**(common["settings"] or {}), **own.pop("settings", {})}
    pins = {key: (*common[key], *own.pop(key, ())) for key in ("fund", "reject")}
    return {**common, **own, **pins, "settings": merged}
