"""The command ``robust``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from decision.cli.charting import ChartFile
from decision.cli.options import Epilog, FormatOption, Out, Study, Top
from decision.cli.running import Budget, Fund, Gap, Method, Reject, Set, TimeLimit, ids, settings_of
from decision.cli.sweeping import Backend, BackendOption, Jobs, Resume, Samples, Scheduler, Seed
from decision.language import _, number, percent

if TYPE_CHECKING:
    from decision.analysis.robust_result import Robust
    from decision.cli.output import Table

CATEGORIES = {"core": _("core"), "borderline": _("borderline"), "exterior": _("exterior")}


def add_to(app: typer.Typer) -> None:
    """Register the command of this module."""
    app.command(
        "robust",
        help=str(_("Which parks are funded whatever the weights: core, borderline, exterior.")),
        epilog=Epilog.ROBUST.text(),
    )(robust)


def robust(
    study: Study,
    samples: Samples = 200,
    seed: Seed = 1,
    weights: Annotated[
        str | None,
        typer.Option(
            "--weights",
            metavar="uniform|dirichlet|incomplete",
            help=str(
                _(
                    "Where weights come from; left out: incomplete where the model has statements, else uniform."
                )
            ),
            show_default=False,
        ),
    ] = None,
    concentration: Annotated[
        float,
        typer.Option("--concentration", help=str(_("dirichlet: how close to the model's weights."))),
    ] = 50.0,
    exact_seconds: Annotated[
        float,
        typer.Option(
            "--exact-seconds",
            min=0,
            help=str(_("Seconds for enumerating all non-dominated portfolios; 0: samples only.")),
        ),
    ] = 30.0,
    regret_seconds: Annotated[
        float,
        typer.Option(
            "--regret-seconds",
            min=0,
            help=str(_("Seconds for the portfolio of least regret over all admissible weights; 0: none.")),
        ),
    ] = 30.0,
    method: Method = None,
    budget: Budget = None,
    fund: Fund = None,
    reject: Reject = None,
    settings: Set = None,
    gap: Gap = 0.001,
    time_limit: TimeLimit = 60.0,
    jobs: Jobs = 0,
    backend: BackendOption = Backend.LOCAL,
    scheduler: Scheduler = None,
    resume: Resume = False,
    top: Top = None,
    chart: ChartFile = None,
    format: FormatOption = None,
    out: Out = None,
) -> None:
    """Which parks are funded whatever the weights: core, borderline, exterior."""
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

    from decision.analysis.polytope import polytope, simplex
    from decision.analysis.robust import robust as robustness
    from decision.analysis.smaa_inputs import inputs_of
    from decision.checks import load_study
    from decision.cli.charting import draw, refuse_chart_early
    from decision.cli.output import deliver, refuse_early
    from decision.cli.running import until_done
    from decision.cli.views import heading, study_keys
    from decision.errors import ExitCode
    from decision.model.options import SolveOptions

    refuse_early(out)
    refuse_chart_early(chart)
    chosen = load_study(study)
    drawn = inputs_of(
        chosen, weights=weights, concentration=concentration, data="off", samples=samples, method=method
    )
    admissible = polytope(chosen.criteria) if chosen.criteria.incomplete else simplex(chosen.criteria)
    arguments: dict[str, Any] = {
        "budget": budget, "fund": ids(fund), "reject": ids(reject), "settings": settings_of(settings),
    }  # fmt: skip
    chunks = kept_pieces(
        "robust", chosen, resume, method=method, seed=seed, samples=samples, drawn=drawn.digest, gap=gap,
        time_limit=time_limit, **arguments,
    )  # fmt: skip
    stop = Event()
    found, interrupted = until_done(
        lambda: robustness(
            chosen,
            drawn.sampler,
            samples=samples,
            seed=seed,
            method=method,
            weights=None if weights == "dirichlet" else admissible,
            exact_seconds=exact_seconds,
            regret_seconds=regret_seconds,
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
        lines.append(stopped_line(found.samples, found.wanted))
    content = found.to_dict() | study_keys(chosen)
    if top is not None:
        content["parks"] = content["parks"][:top]
    deliver(_tables(found, top), content, format=format, out=out, lines=lines)
    if chart is not None:
        from decision.report.charts.trust import inclusion_chart

        draw(inclusion_chart(found, top=top), chart)
    if found.complete:
        finished(chunks)
    if interrupted:
        raise typer.Exit(ExitCode.INTERRUPTED)


def _lines(found: Robust) -> list[object]:
    count = {name: found.categories.count(name) for name in CATEGORIES}
    lines: list[object] = []
    if found.weights_text is not None:
        lines.append(found.weights_text)
    lines.append(
        _(
            "{core} core, {borderline} borderline, {exterior} exterior parks",
            core=count["core"],
            borderline=count["borderline"],
            exterior=count["exterior"],
        )
    )
    if found.exact:
        lines.append(
            _(
                "exact: all {count} non-dominated portfolios over the admissible weights were found, with proof",
                count=number(found.portfolios or 0, 0),
            )
        )
    else:
        lines.append(
            _(
                "from samples, not proven: {samples} weight vectors, seed {seed}, each solved within {gap}; {distinct} "
                "different portfolios",
                samples=number(found.samples, 0),
                seed=found.seed,
                gap=percent(found.largest_gap, 2),
                distinct=number(found.distinct, 0),
            )
        )
        if found.why_not_exact is not None:
            lines.append(_("no core index: {reason}", reason=found.why_not_exact))
    if found.regret is not None:
        lines.append(
            _(
                "least regret: a portfolio of {count} parks is at most {greatest} below the best whatever the "
                "admissible weights; proven: none does better than {proven}",
                count=len(found.regret.funded),
                greatest=percent(found.regret.found.greatest, 2),
                proven=percent(found.regret.found.proven_least, 2),
            )
        )
    elif found.why_no_regret is not None:
        lines.append(_("no portfolio of least regret: {reason}", reason=found.why_no_regret))
    if found.not_proven:
        lines.append(
            _("warning: {count} samples were stopped by the clock", count=number(found.not_proven, 0))
        )
    if found.statements:
        best = found.statements[0]
        lines.append(
            _(
                "the statement that would settle most: does {first} weigh at least as much as {second}? Yes settles "
                "{yes} borderline parks, no {no}",
                first=found.labels[best.first],
                second=found.labels[best.second],
                yes=best.yes,
                no=best.no,
            )
        )
    return lines


def _tables(found: Robust, top: int | None) -> list[Table]:
    from decision.cli.output import Head, Table

    frame = found.to_frame() if top is None else found.to_frame().head(top)
    rows = [
        {
            **{str(key): value for key, value in row.items()},
            "category": str(CATEGORIES[row["category"]]),
            "least_regret": str(_("yes") if row.get("least_regret") else _("no")),
        }
        for row in frame.to_dict("records")
    ]
    heads = [
        Head("rank", _("rank"), 0),
        Head("park_id", _("park")),
        Head("name", _("name")),
        Head("category", _("category")),
        Head("inclusion_share", _("inclusion share"), 1, share=True),
        Head("inclusion_error", _("± (95 %)"), 1, share=True),
    ]
    if found.exact:
        heads.append(Head("core_index", _("core index"), 3))
    if found.regret is not None:
        heads.append(Head("least_regret", _("in the portfolio of least regret")))
    heads += [
        Head(
            f"central_weight:{name}",
            _("central weight: {criterion}", criterion=found.labels[name]),
            1,
            share=True,
        )
        for name in found.criteria
    ]
    tables = [Table("robust", _("Robustness of the funded set"), heads, rows)]
    if found.statements:
        body = [
            {
                "statement": f"{one.first} >= {one.second}",
                "yes": one.yes,
                "no": one.no,
                "share": one.share_yes,
                "expected": one.expected,
            }
            for one in found.statements
        ]
        statement_heads = [
            Head("statement", _("statement")),
            Head("yes", _("settled if so"), 0),
            Head("no", _("settled if not"), 0),
            Head("share", _("share of the weights that agree"), 0, share=True),
            Head("expected", _("settled on average"), 1),
        ]
        tables.append(
            Table("statements", _("What a statement on weights would settle"), statement_heads, body)
        )
    return tables
