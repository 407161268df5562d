"""The command ``rank``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from decision.cli.options import Epilog, FormatOption, OptionalStudy, Out, Weights
from decision.errors import InputProblems, Problem
from decision.language import _

if TYPE_CHECKING:
    from decision.cli.output import Table
    from decision.model.study import Study


def add_to(app: typer.Typer) -> None:
    """Register the command of this module."""
    app.command("rank", help=str(_("Rank the parks of a study.")), epilog=Epilog.RANK.text())(rank)


def rank(
    study: OptionalStudy = None,
    parks: Annotated[
        Path | None,
        typer.Option("--parks", help=str(_("A table of parks, instead of a study.")), show_default=False),
    ] = None,
    criteria: Annotated[
        str | None,
        typer.Option(
            "--criteria", help=str(_("A criteria model: a file, or a bundled name.")), show_default=False
        ),
    ] = None,
    method: Annotated[
        str | None,
        typer.Option(
            "--method",
            "-m",
            metavar="M[,M…]",
            help=str(_("Another method, several, or all.")),
            show_default=False,
        ),
    ] = None,
    weights: Weights = None,
    steps: Annotated[
        bool, typer.Option("--steps", help=str(_("Print the method's intermediate tables.")))
    ] = False,
    top: Annotated[
        int | None,
        typer.Option("--top", min=1, help=str(_("Only the first so many parks.")), show_default=False),
    ] = None,
    format: FormatOption = None,
    out: Out = None,
) -> None:
    """Rank the parks of a study."""
    from decision.cli.output import deliver
    from decision.cli.views import heading, ineligible_table, ranking_remarks, ranking_table
    from decision.decisions import rank as rank_study
    from decision.files.load import load_weights

    chosen = _study(study, parks, criteria)
    own_weights = load_weights(weights) if weights is not None else None
    methods = [name.strip() for name in method.split(",") if name.strip()] if method else []
    if len(methods) > 1 or methods == ["all"]:
        _compare(chosen, methods, own_weights, top, format, out)
        return
    ranking = rank_study(chosen, method=methods[0] if methods else None, weights=own_weights)
    content = ranking.to_dict()
    content |= {
        "synthetic": chosen.synthetic,
        "notice": None if chosen.parks.notice is None else str(chosen.parks.notice),
        "inputs": chosen.digests,
    }
    if top is not None:
        content["ranking"] = content["ranking"][:top]
    tables = [ranking_table(ranking, chosen, top)]
    if ranking.ineligible:
        tables.append(ineligible_table(ranking.ineligible, chosen))
    if steps:
        shown, content["steps"] = _steps(chosen, methods[0] if methods else None, own_weights)
        tables += shown
    deliver(tables, content, format=format, out=out, lines=[*heading(chosen), *ranking_remarks(ranking)])


def _study(study: str | None, parks: Path | None, criteria: str | None) -> Study:
    from decision.files.load import load_criteria, load_study, make_study

    if study is not None:
        if parks is not None or criteria is not None:
            says = _("give either a study, or --parks with --criteria")
            raise InputProblems([Problem(says, file="rank")])
        return load_study(study)
    if parks is None or criteria is None:
        says = _("a study is needed, or --parks with --criteria")
        raise InputProblems(
            [Problem(says, file="rank", remedy=_("see {command} --help", command="parkfund rank"))]
        )
    return make_study(parks, load_criteria(criteria), None, title=parks.name)


def _compare(
    study: Study,
    methods: list[str],
    weights: dict[str, float] | None,
    top: int | None,
    format: Any,
    out: Path | None,
) -> None:
    from decision.cli.output import deliver
    from decision.cli.views import comparison_tables, heading
    from decision.ranking.compare import compare_methods

    comparison = compare_methods(study.parks, study.criteria, methods, weights=weights)
    content = comparison.to_dict() | {"synthetic": study.synthetic, "inputs": study.digests}
    deliver(comparison_tables(comparison, study, top), content, format=format, out=out, lines=heading(study))


def _steps(
    study: Study, method: str | None, weights: dict[str, float] | None
) -> tuple[list[Table], list[dict[str, Any]]]:
    from decision.cli.output import Head, Table
    from decision.ranking.steps import steps

    tables, content = [], []
    for place, (caption, frame) in enumerate(
        steps(study.parks, study.criteria, method=method, weights=weights), 1
    ):
        columns = [str(column) for column in frame.columns]
        rows = [
            {"": str(index), **dict(zip(columns, values, strict=True))}
            for index, values in zip(frame.index, frame.to_numpy().tolist(), strict=True)
        ]
        heads = [
            Head("", ""),
            *(
                Head(column, column, None if frame.iloc[:, n].dtype == object else 4)
                for n, column in enumerate(columns)
            ),
        ]
        tables.append(Table(f"step {place}", caption, heads, rows))
        content.append({"caption": str(caption), "rows": rows})
    return tables, content
