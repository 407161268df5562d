"""The command ``smaa``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from decision.cli.charting import ChartFile
from decision.cli.options import CriteriaFile, Epilog, FormatOption, OptionalStudy, Out, ParksFile, Top
from decision.cli.running import Method
from decision.cli.sweeping import Backend, BackendOption, Jobs, Resume, Samples, Scheduler, Seed
from decision.language import _

if TYPE_CHECKING:
    from decision.analysis.smaa import Smaa
    from decision.cli.output import Table

PAIRS = 20
SHOWN_WEIGHTS = 8
ON, OFF = "on", "off"


def add_to(app: typer.Typer) -> None:
    """Register the command of this module."""
    app.command(
        "smaa",
        help=str(_("How far the ranking holds when weights or values are not known exactly (SMAA-2).")),
        epilog=Epilog.SMAA.text(),
    )(smaa)


def smaa(
    study: OptionalStudy = None,
    parks: ParksFile = None,
    criteria: CriteriaFile = None,
    method: Method = None,
    samples: Samples = 100_000,
    seed: Seed = 1,
    weights: Annotated[
        str | None,
        typer.Option(
            "--weights",
            metavar="uniform|dirichlet|incomplete|fixed|FILE",
            help=str(
                _(
                    "Where weights come from: anywhere, around the model's, where the statements of incomplete hold, "
                    "the model's own, or a table of samples × criteria. Left out: incomplete where the model has "
                    "statements, else uniform."
                )
            ),
            show_default=False,
        ),
    ] = None,
    concentration: Annotated[
        float,
        typer.Option(
            "--concentration",
            help=str(
                _(
                    "dirichlet: how close to the model's weights; their deviation is √(w (1 − w) / (this + 1))."
                )
            ),
        ),
    ] = 50.0,
    data: Annotated[
        str,
        typer.Option(
            "--data",
            metavar="on|off|FILE",
            help=str(
                _(
                    "Whether uncertain values of the parks are drawn too; or a table sample, park_id, criteria of "
                    "values drawn elsewhere."
                )
            ),
        ),
    ] = ON,
    pairs: Annotated[
        int, typer.Option("--pairs", min=0, help=str(_("How many leading parks are compared two by two.")))
    ] = PAIRS,
    jobs: Jobs = 0,
    backend: BackendOption = Backend.LOCAL,
    scheduler: Scheduler = None,
    resume: Resume = False,
    top: Top = None,
    chart: ChartFile = None,
    format: FormatOption = None,
    out: Out = None,
) -> None:
    """How far the ranking holds when weights or values are not known exactly (SMAA-2)."""
    from decision.cli.sweeping import finished, kept_pieces, one_thread_each, stopped_line, sweep_narrator

    one_thread_each()
    from threading import Event

    from decision.analysis.smaa import smaa as acceptability
    from decision.analysis.smaa_inputs import inputs_of
    from decision.cli.charting import draw, refuse_chart_early
    from decision.cli.output import deliver, refuse_early
    from decision.cli.ranking import study_of
    from decision.cli.running import until_done
    from decision.cli.views import heading, study_keys
    from decision.errors import ExitCode

    refuse_early(out)
    refuse_chart_early(chart)
    chosen = study_of("smaa", study, parks, criteria)
    drawn = inputs_of(
        chosen, weights=weights, concentration=concentration, data=data, samples=samples, method=method
    )
    chunks = kept_pieces(
        "smaa",
        chosen,
        resume,
        method=method,
        seed=seed,
        samples=drawn.samples,
        pairs=pairs,
        drawn=drawn.digest,
    )
    stop = Event()
    found, interrupted = until_done(
        lambda: acceptability(
            chosen.parks,
            chosen.criteria,
            drawn.sampler,
            samples=drawn.samples,
            seed=seed,
            method=method,
            data=drawn.data,
            given=drawn.given,
            pairs=pairs,
            jobs=jobs,
            backend=backend.value,
            scheduler=scheduler,
            chunks=chunks,
            progress=sweep_narrator(),
            stop=stop,
        ),
        stop,
    )
    lines: list[object] = [*heading(chosen), *_lines(found)]
    if not found.complete:
        lines.append(stopped_line(found.samples, found.wanted))
    every_rank = out is not None or (format is not None and format.value == "csv")
    content = found.to_dict() | study_keys(chosen)
    if top is not None:
        content["parks"] = content["parks"][:top]
    deliver(_tables(found, chosen.criteria, top, every_rank), content, format=format, out=out, lines=lines)
    if chart is not None:
        from decision.report.charts.trust import acceptability_chart

        draw(acceptability_chart(found, top=top), chart)
    if found.complete:
        finished(chunks)
    if interrupted:
        raise typer.Exit(ExitCode.INTERRUPTED)


def _lines(found: Smaa) -> list[object]:
    from decision.language import number, percent

    lines: list[object] = [
        _(
            "{samples} samples, seed {seed}; a share is off by {error} or less (standard error)",
            samples=number(found.samples, 0),
            seed=str(found.seed),
            error=percent(float(found.error.max()), 2),
        ),
        found.weights_text,
    ]
    if found.data == "ranges":
        lines.append(
            _("values drawn from {count} ranges of the parks' table", count=number(found.uncertain_cells, 0))
        )
    elif found.data == "given":
        lines.append(_("values drawn elsewhere"))
    if not found.kernel:
        lines.append(found.engine)
    return [*lines, *(_("warning: {problem}", problem=warning) for warning in found.warnings)]


def _tables(found: Smaa, criteria: Any, top: int | None, every_rank: bool) -> list[Table]:
    from decision.cli.output import Head, Table

    frame = found.to_frame()
    leaves = criteria.leaves()
    if top is not None:
        frame = frame.head(top)
    heads = [
        Head("park_id", _("park")),
        Head("name", _("name")),
        Head("mean_rank", _("mean rank"), 2),
        Head("mean_rank_error", _("± (standard error)"), 2),
        Head("first_rank", _("first"), 2, share=True),
        Head("first_rank_error", _("± (standard error)"), 2, share=True),
        Head("confidence_factor", _("confidence factor"), 2),
    ]
    if every_rank or len(leaves) <= SHOWN_WEIGHTS:
        heads += [
            Head(
                f"central_weight:{leaf.id}",
                _("central weight: {criterion}", criterion=leaf.label),
                1,
                share=True,
            )
            for leaf in leaves
        ]
    if every_rank:
        heads[6:6] = [
            Head("first_rank_low", _("first, 95 % from"), 2, share=True),
            Head("first_rank_high", _("first, 95 % to"), 2, share=True),
        ]
        heads += [
            Head(f"rank:{rank}", _("rank {rank}", rank=rank), 2, share=True)
            for rank in range(1, len(found.parks) + 1)
        ]
    rows: list[dict[str, Any]] = [
        {str(key): value for key, value in row.items()} for row in frame.to_dict("records")
    ]
    tables = [
        Table("acceptability", _("Acceptability of ranks by {method}", method=found.method), heads, rows)
    ]
    pairwise = found.pairwise
    if pairwise is not None and len(found.pairs) > 1:
        shown = list(enumerate(found.pairs))
        body: list[dict[str, Any]] = [
            {
                "park_id": park,
                **{other: None if other == park else float(pairwise[i, j]) for j, other in shown},
            }
            for i, park in shown
        ]
        if top is not None:
            body = body[:top]
        title = _("How often the park of the row stands above that of the column")
        own = [
            Head("park_id", _("park")),
            *(Head(park, park, 0, share=True) for park in found.pairs[: top or None]),
        ]
        tables.append(Table("pairwise", title, own, body))
    return tables
