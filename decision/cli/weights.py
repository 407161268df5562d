"""The command ``weights``: weighting methods side by side, and the chosen ones written into the criteria model."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from decision.cli.options import CriteriaFile, Epilog, FormatOption, OptionalStudy, Out, ParksFile
from decision.errors import InputProblems, Problem
from decision.language import _, number

if TYPE_CHECKING:
    from decision.cli.output import Table
    from decision.model.study import Study as LoadedStudy
    from decision.ranking.weighting_compare import WeightComparison


def add_to(app: typer.Typer) -> None:
    """Register the command of this module."""
    app.command(
        "weights",
        help=str(_("Weights by several methods, and what each implies for the ranking.")),
        epilog=Epilog.WEIGHTS.text(),
    )(weights)


def weights(
    study: OptionalStudy = None,
    parks: ParksFile = None,
    criteria: CriteriaFile = None,
    method: Annotated[
        str | None,
        typer.Option(
            "--method",
            "-m",
            metavar="M[,M…]",
            help=str(_("Weighting methods; left out: all that the model has the judgements for.")),
            show_default=False,
        ),
    ] = None,
    save: Annotated[
        str | None,
        typer.Option(
            "--save",
            metavar="M",
            help=str(_("Write the weights by this method into the criteria model, comments kept.")),
            show_default=False,
        ),
    ] = None,
    format: FormatOption = None,
    out: Out = None,
) -> None:
    """Weights by several methods, and what each implies for the ranking."""
    from decision.checks import in_place
    from decision.cli.output import deliver
    from decision.cli.ranking import study_of
    from decision.cli.views import heading, study_keys
    from decision.ranking.weighting_compare import compare_weightings

    chosen = study_of("weights", study, parks, criteria)
    methods = [name.strip() for name in method.split(",") if name.strip()] if method else []
    if save is not None and methods and save not in methods:
        methods.append(save)
    with in_place(chosen, "criteria"):
        comparison = compare_weightings(chosen.parks, chosen.criteria, methods)
    content = comparison.to_dict() | study_keys(chosen)
    lines = [*heading(chosen), *_remarks(comparison)]
    deliver(_tables(comparison, chosen), content, format=format, out=out, lines=lines)
    if save is not None:
        _save(comparison, chosen, save, criteria)


def _remarks(comparison: WeightComparison) -> list[object]:
    lines: list[object] = []
    for method, result in comparison.results.items():
        for figure in result.quality:
            limit = (
                _(" (usual limit {limit})", limit=number(figure.limit, 2)) if figure.limit is not None else ""
            )
            lines.append(
                _(
                    "{method}: {figure} {value}{limit}",
                    method=method,
                    figure=figure.label,
                    value=number(figure.value, 3),
                    limit=limit,
                )
            )
        # That data-driven weights depend on the applicants is said once for all such methods.
        for warning in result.warnings[1:] if result.from_data else result.warnings:
            lines.append(_("{method}: {warning}", method=method, warning=warning))
    from_data = [method for method, result in comparison.results.items() if result.from_data]
    if from_data:
        lines.append(
            _(
                "{methods}: weights from the applicants' data reward spread, not importance, "
                "and one applicant more or less changes them",
                methods=", ".join(from_data),
            )
        )
    return lines


def _tables(comparison: WeightComparison, study: LoadedStudy) -> list[Table]:
    from decision.cli.output import Head, Table

    methods = list(comparison.results)
    rows: list[dict[str, Any]] = [
        {
            "criterion": identifier,
            "name": str(comparison.labels[identifier]),
            **{method: comparison.weights.loc[identifier, method] for method in methods},
        }
        for identifier in comparison.weights.index
    ]
    heads = [
        Head("criterion", _("criterion")),
        Head("name", _("name")),
        *(Head(method, method, 1, share=True) for method in methods),
    ]
    names = study.parks.names()
    implied: list[dict[str, Any]] = [
        {
            "method": method,
            "top": ", ".join(f"{park} {names.get(park, '')}" for park in comparison.top.get(method, ())[:3]),
            **{str(key): value for key, value in comparison.implied.loc[method].items()},
        }
        for method in methods
        if method in comparison.implied.index
    ]
    implied_heads = [
        Head("method", _("method")),
        Head("spearman", _("Spearman with the model's own"), 3),
        Head("kendall", _("Kendall with the model's own"), 3),
        Head("same_top", _("same among the best"), 0),
        Head("top", _("first places")),
    ]
    tables = [
        Table("weights", _("Weights by method"), heads, rows),
        Table("implied", _("What the weights imply for the ranking"), implied_heads, implied),
    ]
    if comparison.not_applicable:
        refused = [
            {"method": method, "reason": "; ".join(str(reason) for reason in reasons)}
            for method, reasons in comparison.not_applicable.items()
        ]
        heads = [Head("method", _("method")), Head("reason", _("reason"))]
        tables.append(Table("not applicable", _("Methods without weights here"), heads, refused))
    return tables


def _save(comparison: WeightComparison, study: LoadedStudy, method: str, criteria: str | None) -> None:
    from decision.cli.output import narrate
    from decision.files import bundled
    from decision.files.save import save_weights

    if method not in comparison.results:
        reasons = comparison.not_applicable.get(method, (_("it gives no weights here"),))
        raise InputProblems([Problem(reason, file="--save", field=method) for reason in reasons])
    own = [file for file in study.files if file.role == "criteria"]
    path = own[0].path if own else Path(str(criteria))
    if bundled.is_bundled(path) or not path.exists():
        remedy = _("copy the study first: parkfund init my-round")
        raise InputProblems(
            [Problem(_("a bundled criteria model is not written to"), file=path.name, remedy=remedy)]
        )
    save_weights(path, comparison.results[method].shares, digest=own[0].sha256 if own else None)
    narrate(_("weights by {method} written: {file}", method=method, file=own[0].shown if own else path.name))
