"""The command ``rank``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from decision.cli.charting import ChartFile
from decision.cli.options import (
    CriteriaFile,
    Epilog,
    Format,
    FormatOption,
    OptionalStudy,
    Out,
    ParksFile,
    Top,
    Weights,
)
from decision.errors import InputProblems, Problem
from decision.language import _

if TYPE_CHECKING:
    from decision.cli.output import Table
    from decision.model.study import Study

EACH = "each"
SHOWN = 20


def add_to(app: typer.Typer) -> None:
    """Register the command of this module."""
    app.command("rank", help=str(_("Rank the parks of a study.")), epilog=Epilog.RANK.text())(rank)


def rank(
    study: OptionalStudy = None,
    parks: ParksFile = None,
    criteria: CriteriaFile = None,
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
    explain: Annotated[
        str | None,
        typer.Option(
            "--explain",
            metavar="ID[,ID]",
            help=str(_("Why this park stands where it stands, or why one of two stands above the other.")),
            show_default=False,
        ),
    ] = None,
    withdraw: Annotated[
        str | None,
        typer.Option(
            "--withdraw",
            metavar="ID[,ID…]|each",
            help=str(_("What happens to the order of the others when one of these parks withdraws.")),
            show_default=False,
        ),
    ] = None,
    top: Top = None,
    chart: ChartFile = None,
    format: FormatOption = None,
    out: Out = None,
) -> None:
    """Rank the parks of a study."""
    from decision.cli.charting import refuse_chart_early
    from decision.cli.output import refuse_early
    from decision.files.load import load_weights

    refuse_early(out)
    refuse_chart_early(chart)
    chosen = study_of("rank", study, parks, criteria)
    methods = names_of(method)
    question: dict[str, Any] = {"weights": load_weights(weights) if weights is not None else None}
    special = [
        name
        for name, given in (("--steps", steps), ("--explain", explain), ("--withdraw", withdraw))
        if given
    ]
    several = len(methods) > 1 or methods == ["all"]
    if len(special) > 1 or (several and special):
        says = _("{option} goes with one method and alone", option=special[-1])
        raise InputProblems([Problem(says, file="rank")])
    if chart is not None and (several or explain or withdraw):
        raise InputProblems(
            [Problem(_("{option} goes with one method and alone", option="--chart"), file="rank")]
        )
    if several:
        _compare(chosen, methods, question["weights"], top, format, out)
        return
    question["method"] = methods[0] if methods else None
    if explain is not None:
        _explain(chosen, names_of(explain), question, format, out)
    elif withdraw is not None:
        _withdraw(chosen, names_of(withdraw), question, top, format, out)
    else:
        _rank(chosen, question, steps, top, format, out, chart)


def names_of(value: str | None) -> list[str]:
    """Names separated by commas."""
    return [name.strip() for name in value.split(",") if name.strip()] if value else []


def study_of(command: str, study: str | None, parks: Path | None, criteria: str | None) -> Study:
    """The study named, or one made of a table of parks and a criteria model.

    Raises:
        InputProblems: neither or both are given, or their files are faulty.
    """
    from decision.checks import load_study
    from decision.files.load import make_study

    if study is not None:
        if parks is not None or criteria is not None:
            says = _("give either a study, or --parks with --criteria")
            raise InputProblems([Problem(says, file=command)])
        return load_study(study)
    if parks is None or criteria is None:
        says = _("a study is needed, or --parks with --criteria")
        remedy = _("see {command} --help", command=f"parkfund {command}")
        raise InputProblems([Problem(says, file=command, remedy=remedy)])
    return make_study(parks, criteria, None, title=parks.name)


def _rank(
    study: Study,
    question: dict[str, Any],
    with_steps: bool,
    top: int | None,
    format: Format | None,
    out: Path | None,
    chart: Path | None,
) -> None:
    from decision.cli.output import deliver
    from decision.cli.views import heading, ineligible_table, ranking_remarks, ranking_table, study_keys
    from decision.decisions import rank as rank_study
    from decision.ranking.dominance import dominated_parks
    from decision.ranking.scoring import score

    ranking = rank_study(study, **question)
    dominated = dominated_parks(score(study.parks, study.criteria, **question))
    content = ranking.to_dict()
    content["dominated"] = [one.to_dict() for one in dominated]
    content |= study_keys(study)
    if top is not None:
        content["ranking"] = content["ranking"][:top]
    tables = [ranking_table(ranking, study, top)]
    if ranking.ineligible:
        tables.append(ineligible_table(ranking.ineligible, study))
    if with_steps:
        shown, content["steps"] = _steps(study, question)
        tables += shown
    lines = [*heading(study), *ranking_remarks(ranking, dominated)]
    deliver(tables, content, format=format, out=out, lines=lines)
    if chart is not None:
        from decision.cli.charting import draw
        from decision.report.charts.ranking import merit_chart

        draw(merit_chart(ranking, study, top=top), chart)


def _compare(
    study: Study,
    methods: list[str],
    weights: dict[str, float] | None,
    top: int | None,
    format: Format | None,
    out: Path | None,
) -> None:
    from decision.checks import in_place
    from decision.cli.output import deliver
    from decision.cli.ranking_views import comparison_tables, consensus_lines
    from decision.cli.views import heading, study_keys
    from decision.ranking.compare import compare_methods

    with in_place(study, "criteria", asked=True):
        comparison = compare_methods(study.parks, study.criteria, methods, weights=weights)
    content = comparison.to_dict() | study_keys(study)
    lines = [*heading(study), *consensus_lines(comparison.consensus)]
    if comparison.disagreement is not None:
        lines += comparison.disagreement.sentences
    deliver(comparison_tables(comparison, study, top), content, format=format, out=out, lines=lines)


def _explain(
    study: Study, parks: list[str], question: dict[str, Any], format: Format | None, out: Path | None
) -> None:
    from decision.checks import in_place
    from decision.cli.output import deliver
    from decision.cli.ranking_views import pair_lines, pair_table, place_lines, place_tables
    from decision.cli.views import heading, study_keys
    from decision.ranking.places import Places

    if len(parks) not in (1, 2):
        says = _("name one park, or two separated by a comma")
        raise InputProblems([Problem(says, file="--explain")])
    with in_place(study, "criteria", asked=question["method"] is not None):
        places = Places(study.parks, study.criteria, **question)
    if len(parks) == 1:
        place = places.place(parks[0])
        tables, lines = place_tables(place, places.ranking, study), place_lines(place)
        content = place.to_dict()
    else:
        pair = places.pair(*parks)
        tables, lines = [pair_table(pair)], pair_lines(pair, places.ranking)
        content = pair.to_dict()
    content |= {"method": places.ranking.method} | study_keys(study)
    deliver(tables, content, format=format, out=out, lines=[*heading(study), *lines])


def _withdraw(
    study: Study,
    parks: list[str],
    question: dict[str, Any],
    top: int | None,
    format: Format | None,
    out: Path | None,
) -> None:
    from difflib import get_close_matches

    from decision.cli.output import deliver
    from decision.cli.ranking_views import withdrawal_lines, withdrawal_table
    from decision.cli.views import heading, study_keys
    from decision.decisions import rank as rank_study
    from decision.ranking.withdrawal import withdrawals

    known = [str(park) for park in study.parks.table.index]
    problems = []
    for park in parks:
        if park not in known and parks != [EACH]:
            near = get_close_matches(park, known, n=1)
            remedy = _("did you mean {near}?", near=near[0]) if near else None
            problems.append(
                Problem(_("no park has the id {park}", park=park), file="--withdraw", remedy=remedy)
            )
    if problems:
        raise InputProblems(problems)
    ranking = rank_study(study, **question)
    found = withdrawals(
        study.parks, study.criteria, ranking, withdrawn=None if parks == [EACH] else parks, **question
    )
    content = found.to_dict() | study_keys(study)
    lines = [*heading(study), *withdrawal_lines(found)]
    # For people the worst are enough; files have all.
    most = top or (SHOWN if out is None and format in (None, Format.TABLE) else None)
    deliver([withdrawal_table(found, study, most)], content, format=format, out=out, lines=lines)


def _steps(study: Study, question: dict[str, Any]) -> tuple[list[Table], list[dict[str, Any]]]:
    from decision.cli.output import Head, Table
    from decision.ranking.steps import steps

    tables, content = [], []
    for place, (caption, frame) in enumerate(steps(study.parks, study.criteria, **question), 1):
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
