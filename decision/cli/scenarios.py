"""The command ``scenarios``."""

from __future__ import annotations

from pathlib import Path
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
from decision.language import _, money, number

if TYPE_CHECKING:
    from decision.analysis.scenarios import ScenarioReport
    from decision.cli.output import Table
    from decision.model.study import Study as LoadedStudy


def add_to(app: typer.Typer) -> None:
    """Register the command of this module."""
    app.command(
        "scenarios",
        help=str(_("What becomes of the portfolio when money, costs or parks change.")),
        epilog=Epilog.SCENARIOS.text(),
    )(scenarios)


def scenarios(
    study: Study,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help=str(_("Scenarios (.yaml).")), show_default=False)
    ],
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
    """What becomes of the portfolio when money, costs or parks change."""
    from decision.analysis.scenarios import scenarios as report_on
    from decision.checks import load_study
    from decision.cli.output import deliver, narrate, refuse_early
    from decision.cli.portfolio_views import portfolio_lines
    from decision.cli.views import heading, study_keys
    from decision.errors import InputProblems
    from decision.files.load import load_scenarios
    from decision.model.options import SolveOptions

    refuse_early(out)
    chosen = load_study(study)
    read, digest = load_scenarios(file)
    stop = Event()
    options = SolveOptions(gap=gap, time_limit=time_limit or None, stop=stop)
    arguments = departures(method, weights, budget, fund, reject, settings)

    def told(done: int, every: int) -> None:
        narrate(_("scenario {done} of {every}", done=done, every=every))

    try:
        report, interrupted = until_done(
            lambda: report_on(chosen, read.scenarios, options=options, told=told, **arguments), stop
        )
    except InputProblems as faults:
        from dataclasses import replace

        raise InputProblems(
            replace(problem, file=file.name) if (problem.field or "").startswith("scenarios.") else problem
            for problem in faults.problems
        ) from None
    if interrupted:
        narrate(_("interrupted: what was found until then"))
    keys = study_keys(chosen)
    keys["inputs"] = {**keys["inputs"], file.name: digest}
    lines = [*heading(chosen), *portfolio_lines(report.base), *_lines(report)]
    deliver(_tables(report, chosen), report.to_dict() | keys, format=format, out=out, lines=lines)
    if interrupted:
        return ExitCode.INTERRUPTED
    return ExitCode.NO_FEASIBLE_PLAN if report.base.ending == "infeasible" else ExitCode.DONE


def _lines(report: ScenarioReport) -> list[object]:
    if not report.outcomes:
        return []
    lines: list[object] = [
        _(
            "{count} of {parks} decided parks are funded in every scenario that has a plan, when decided anew",
            count=len(report.always),
            parks=len(report.base.funded),
        )
    ]
    for outcome in report.outcomes:
        conflict = outcome.adapted.conflict
        if outcome.adapted.ending == "infeasible" and conflict is not None:
            lines.append(
                _(
                    "scenario {id}: no portfolio meets these rules together: {rules}",
                    id=outcome.scenario.id,
                    rules=", ".join(conflict.rules),
                )
            )
    return lines


def _tables(report: ScenarioReport, study: LoadedStudy) -> list[Table]:
    from decision.cli.output import Head, Table

    rows: list[dict[str, Any]] = []
    for outcome in report.outcomes:
        unchanged = outcome.unchanged
        trouble = [
            _("{money} missing ({where})", money=money(amount), where=where)
            for where, amount in unchanged.missing.items()
        ]
        if unchanged.lost:
            trouble.append(_("{count} parks lost", count=number(len(unchanged.lost), 0)))
        trouble += [_("rule {rule} broken", rule=rule) for rule in unchanged.broken]
        rows.append(
            {
                "id": outcome.scenario.id,
                "name": str(outcome.scenario.label),
                "unchanged": "; ".join(map(str, trouble)) if trouble else str(_("holds")),
                "cut_count": len(outcome.cut.funded) if outcome.cut.objective is not None else None,
                "cut_objective": outcome.cut.objective,
                "adapted_count": len(outcome.adapted.funded)
                if outcome.adapted.objective is not None
                else None,
                "adapted_objective": outcome.adapted.objective,
                "gap": outcome.adapted.gap,
                "entered": len(outcome.entered),
                "left": len(outcome.left),
            }
        )
    heads = [
        Head("id", _("scenario")),
        Head("name", _("name")),
        Head("unchanged", _("the plan as decided")),
        Head("cut_count", _("parks left when only cut"), 0),
        Head("cut_objective", _("worth"), 3),
        Head("adapted_count", _("parks when decided anew"), 0),
        Head("adapted_objective", _("worth"), 3),
        Head("gap", _("gap"), 2, share=True),
        Head("entered", _("enter"), 0),
        Head("left", _("leave"), 0),
    ]
    title = _("Scenarios; as decided the plan is worth {worth}", worth=number(report.base.objective, 3))
    tables = [Table("scenarios", title, heads, rows)]
    names = study.parks.names()
    moves = [
        {"id": outcome.scenario.id, "park_id": park, "name": names.get(park, ""), "move": str(what)}
        for outcome in report.outcomes
        for parks, what in ((outcome.left, _("leaves")), (outcome.entered, _("enters")))
        for park in parks
    ]
    if moves:
        move_heads = [
            Head("id", _("scenario")),
            Head("move", _("when decided anew")),
            Head("park_id", _("park")),
            Head("name", _("name")),
        ]
        tables.append(Table("moves", _("Parks that enter and leave when decided anew"), move_heads, moves))
    return tables
