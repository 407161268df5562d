"""The command ``sobol``."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from decision.cli.options import Epilog, FormatOption, Out, Study
from decision.cli.running import Fund, Gap, Method, Reject, Set, TimeLimit, ids, settings_of
from decision.cli.sweeping import Backend, BackendOption, Jobs, Resume, Samples, Scheduler, Seed
from decision.errors import InputProblems, Problem
from decision.language import Message, _, number, percent

if TYPE_CHECKING:
    from decision.analysis.global_sensitivity import Sensitivity
    from decision.cli.output import Table
    from decision.model.study import Study as LoadedStudy

SHOWN_PARKS = 15


class Analysis(str, Enum):  # noqa: UP042  Typer shows the values of such an enum as the choices
    """Which indices."""

    SOBOL = "sobol"
    MORRIS = "morris"


def add_to(app: typer.Typer) -> None:
    """Register the command of this module."""
    app.command(
        "sobol",
        help=str(
            _("How much of the portfolio's movement comes from which weight, the budget, uncertain data.")
        ),
        epilog=Epilog.SOBOL.text(),
    )(sobol)


def sobol(
    study: Study,
    samples: Samples = 64,
    seed: Seed = 1,
    analysis: Annotated[
        Analysis,
        typer.Option("--analysis", help=str(_("sobol: shares of variance; morris: screening, far cheaper."))),
    ] = Analysis.SOBOL,
    budget_range: Annotated[
        str,
        typer.Option(
            "--budget-range", metavar="LOW,HIGH", help=str(_("Least and greatest factor of the budget."))
        ),
    ] = "0.8,1.2",
    method: Method = None,
    fund: Fund = None,
    reject: Reject = None,
    settings: Set = None,
    gap: Gap = 0.001,
    time_limit: TimeLimit = 60.0,
    jobs: Jobs = 0,
    backend: BackendOption = Backend.LOCAL,
    scheduler: Scheduler = None,
    resume: Resume = False,
    format: FormatOption = None,
    out: Out = None,
) -> None:
    """How much of the portfolio's movement comes from which weight, the budget, uncertain data."""
    from decision.cli.sweeping import (
        damage_lines,
        finished,
        kept_pieces,
        one_thread_each,
        stopped_line,
        sweep_narrator,
    )

    one_thread_each()
    from threading import Event

    from decision.analysis.global_sensitivity import sensitivity
    from decision.checks import load_study
    from decision.cli.output import deliver, refuse_early
    from decision.cli.running import until_done
    from decision.cli.views import heading, study_keys
    from decision.errors import ExitCode
    from decision.model.options import SolveOptions

    refuse_early(out)
    ends = _ends(budget_range)
    chosen = load_study(study)
    arguments: dict[str, Any] = {"fund": ids(fund), "reject": ids(reject), "settings": settings_of(settings)}
    chunks = kept_pieces(
        "sobol", chosen, resume, method=method, seed=seed, samples=samples, analysis=analysis.value,
        budget_range=ends, gap=gap, time_limit=time_limit, **arguments,
    )  # fmt: skip
    stop = Event()
    found, interrupted = until_done(
        lambda: sensitivity(
            chosen,
            analysis=analysis.value,
            samples=samples,
            seed=seed,
            budget_range=ends,
            method=method,
            options=SolveOptions(gap=gap, time_limit=time_limit or None),
            jobs=jobs,
            backend=backend.value,
            scheduler=scheduler,
            chunks=chunks,
            progress=sweep_narrator(),
            stop=stop,
            **arguments,
        ),
        stop,
    )
    lines: list[object] = [*heading(chosen), *_lines(found)]
    lines += damage_lines(chunks)
    if not found.complete:
        lines.append(stopped_line(found.evaluations, found.wanted))
    deliver(_tables(found, chosen), found.to_dict() | study_keys(chosen), format=format, out=out, lines=lines)
    if found.complete:
        finished(chunks)
    if interrupted:
        raise typer.Exit(ExitCode.INTERRUPTED)


def _ends(text: str) -> tuple[float, float]:
    try:
        low, high = (float(part) for part in text.split(","))
    except ValueError:
        remedy = _("write it as {example}", example="0.8,1.2")
        says = _("{value} is no range", value=text)
        raise InputProblems([Problem(says, file="--budget-range", remedy=remedy)]) from None
    return low, high


def _lines(found: Sensitivity) -> list[object]:
    lines: list[object] = [
        _(
            "{evaluations} evaluations, seed {seed}, each solved within {gap}; budget from {low} to {high} of the "
            "programme's, weights anywhere",
            evaluations=number(found.evaluations, 0),
            seed=found.seed,
            gap=percent(found.largest_gap, 2),
            low=percent(found.budget_range[0], 0),
            high=percent(found.budget_range[1], 0),
        )
    ]
    if found.analysis == "morris":
        lines.append(
            _(
                "μ*: how far the figure moves, on average, as the factor crosses its whole range, in the figure's own "
                "unit (for a park: 1 funded, 0 not); σ: how much that hangs on the other factors"
            )
        )
    return lines


def _tables(found: Sensitivity, study: LoadedStudy) -> list[Table]:
    from decision.cli.output import Head, Table

    sobol = found.analysis == "sobol"
    keys = ("s1", "s1_error", "st", "st_error") if sobol else ("mu_star", "mu_star_error", "sigma")
    titles: dict[str, Message | str] = {
        "s1": _("alone (S1)"),
        "s1_error": _("± (95 %)"),
        "st": _("with interactions (ST)"),
        "st_error": _("± (95 %)"),
        "mu_star": "μ*",
        "mu_star_error": _("± (95 %)"),
        "sigma": "σ",
    }
    heads = [
        Head("output", _("of")),
        Head("factor", _("factor")),
        *(Head(key, titles[key], 3) for key in keys),
    ]
    records: list[dict[str, Any]] = [
        {str(key): value for key, value in row.items()} for row in found.indices.to_dict("records")
    ]
    outputs = {"value": str(_("value of the portfolio")), "count": str(_("number of parks"))}
    whole = [{**row, "output": outputs[row["output"]]} for row in records if row["output"] in outputs]
    title = _("Sobol indices") if sobol else _("Morris screening")
    tables = [Table("sensitivity", title, heads, whole)]
    names = study.parks.names()
    strongest = "st" if sobol else "mu_star"
    by_park: dict[str, dict[str, Any]] = {}
    for row in records:
        if row["output"] in outputs:
            continue
        best = by_park.get(row["output"])
        if best is None or row[strongest] > best[strongest]:
            by_park[row["output"]] = row
    undecided = sorted(by_park, key=lambda park: (abs(found.inclusion[park] - 0.5), park))[:SHOWN_PARKS]
    if undecided:
        rows = [
            {
                "park_id": park,
                "name": names.get(park, ""),
                "inclusion": found.inclusion[park],
                "factor": by_park[park]["factor"],
                "index": by_park[park][strongest],
            }
            for park in undecided
        ]
        park_heads = [
            Head("park_id", _("park")),
            Head("name", _("name")),
            Head("inclusion", _("inclusion share"), 0, share=True),
            Head("factor", _("hangs most on")),
            Head("index", titles[strongest], 3),
        ]
        tables.append(Table("parks", _("The least settled parks and what they hang on"), park_heads, rows))
    return tables
