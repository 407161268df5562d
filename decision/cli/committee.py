"""The commands ``committee`` and ``consensus``: many opinions, how far they agree, one order and one portfolio."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Annotated, Any

import typer

from decision.cli.options import Epilog, FormatOption, Out, Study, Top
from decision.cli.running import (
    Budget,
    Fund,
    Gap,
    Method,
    Reject,
    Set,
    TimeLimit,
    ids,
    narrator,
    settings_of,
    until_done,
)
from decision.errors import ExitCode
from decision.language import _, number, percent

if TYPE_CHECKING:
    from decision.analysis.regret import CommitteeRegret
    from decision.cli.output import Table
    from decision.model.results import Portfolio
    from decision.model.study import Study as LoadedStudy
    from decision.ranking.committee import Agreement
    from decision.ranking.consensus import Consensus

SHOWN = 20


def add_to(app: typer.Typer) -> None:
    """Register the commands of this module."""
    app.command(
        "committee",
        help=str(_("Members' weights and rankings, how far they agree, and a consensus.")),
        epilog=Epilog.COMMITTEE.text(),
    )(committee)
    app.command(
        "consensus",
        help=str(_("One order out of many rankings: Borda, Copeland, Kemeny, and how far they agree.")),
        epilog=Epilog.CONSENSUS.text(),
    )(consensus)


def committee(
    study: Study,
    method: Method = None,
    regret: Annotated[
        bool,
        typer.Option(
            "--regret/--no-regret",
            help=str(
                _("Each member's own portfolio and regret, and the portfolio of least greatest regret.")
            ),
        ),
    ] = True,
    absolute: Annotated[
        bool,
        typer.Option(
            "--absolute/--relative",
            help=str(_("Regrets in units of value, or as shares of what each member could have.")),
        ),
    ] = False,
    given: Annotated[
        list[str] | None,
        typer.Option(
            "--portfolio",
            metavar="RUN",
            help=str(_("A run record whose portfolio is judged too: its folder, run.json, or last; repeat.")),
            show_default=False,
        ),
    ] = None,
    budget: Budget = None,
    fund: Fund = None,
    reject: Reject = None,
    settings: Set = None,
    gap: Gap = 0.001,
    time_limit: TimeLimit = 60.0,
    top: Top = None,
    format: FormatOption = None,
    out: Out = None,
) -> int:
    """Members' weights and rankings, how far they agree, a consensus, and what each loses by which portfolio."""
    from decision.checks import in_place, load_study
    from decision.cli.output import deliver, refuse_early
    from decision.cli.ranking_views import consensus_lines, correlation_tables
    from decision.cli.views import heading, study_keys
    from decision.ranking.committee import agreement
    from decision.ranking.recusal import recusal_sentence

    refuse_early(out)
    chosen = load_study(study)
    with in_place(chosen, "study", asked=method is not None):
        found = agreement(chosen.parks, chosen.criteria, chosen.members, method=method)
    content = found.to_dict() | study_keys(chosen)
    lines = [*heading(chosen), *consensus_lines(found.by_ranks), *_disagreements(found, chosen)]
    lines += [recusal_sentence(found.names[member], parks) for member, parks in found.recusals.items()]
    lines += [_("warning: {problem}", problem=warning) for warning in found.warnings]
    shown = None if out is not None else (top or SHOWN)
    tables = [
        _ranks(found, chosen, top if out is not None else shown),
        _weights(found),
        *correlation_tables(found, found.members),
    ]
    interrupted = False
    if regret and chosen.programme is not None:
        arguments = {
            "method": method,
            "budget": budget,
            "fund": ids(fund),
            "reject": ids(reject),
            "settings": settings_of(settings),
            "relative": not absolute,
            "given": _given(given or ()),
        }
        regrets, interrupted = _regrets(chosen, arguments, gap, time_limit)
        content["regret"] = regrets.to_dict()
        lines += regrets.says()
        if regrets.regrets:
            tables.insert(0, regret_table(regrets))
    deliver(tables, content, format=format, out=out, lines=lines)
    return ExitCode.INTERRUPTED if interrupted else ExitCode.DONE


def _given(runs: Iterable[str]) -> dict[str, Portfolio]:
    """The portfolios of run records by the records' names."""
    from decision.records import find_record, runs_folder

    records = [find_record(run, runs_folder()) for run in runs]
    return {record.name: record.portfolio() for record in records}


def _regrets(
    study: LoadedStudy, arguments: dict[str, Any], gap: float, time_limit: float
) -> tuple[CommitteeRegret, bool]:
    from decision.analysis.regret import committee_regret
    from decision.cli.output import narrate
    from decision.model.options import SolveOptions

    stop = Event()
    options = SolveOptions(gap=gap, time_limit=time_limit or None, stop=stop, progress=narrator())
    found, interrupted = until_done(lambda: committee_regret(study, options, **arguments), stop)
    if interrupted:
        narrate(_("interrupted: what was found until then"))
    return found, interrupted


def regret_table(found: CommitteeRegret) -> Table:
    """Portfolios × members: how much of the best value each member could have is lost."""
    from decision.analysis.regret import GIVEN, LEAST, STUDY
    from decision.cli.output import Head, Table

    frame = found.to_frame()
    titles = {LEAST: _("least greatest regret"), STUDY: _("the study's weights")}
    rows: list[dict[str, Any]] = []
    for key, row in frame.to_dict("index").items():
        portfolio = found.portfolios[str(key)]
        member = found.names.get(str(key).removeprefix("member:"))
        title = titles.get(str(key)) or _("best for {member}", member=member)
        if str(key).startswith(GIVEN):
            title = _("run {name}", name=str(key).removeprefix(GIVEN))
        rows.append(
            {
                "portfolio": str(title),
                "parks": len(portfolio.funded),
                **_texts(row),
            }
        )
    relative = found.least.relative
    digits = 2 if relative else 4
    heads = [
        Head("portfolio", _("portfolio")),
        Head("parks", _("parks"), 0),
        Head("greatest", _("greatest regret"), digits, share=relative),
        *(Head(member, str(name), digits, share=relative) for member, name in found.names.items()),
    ]
    title_of_all = _("Regret: what each member loses of the best value it could have")
    return Table("regret", title_of_all, heads, rows)


def consensus(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help=str(_("Ballots (.yaml, .json), or a table with a column of ranks for each opinion.")),
            show_default=False,
        ),
    ],
    format: FormatOption = None,
    out: Out = None,
) -> None:
    """One order out of many rankings: Borda, Copeland, Kemeny, and how far they agree."""
    from decision.cli.output import deliver, refuse_early
    from decision.cli.ranking_views import consensus_lines, correlation_table
    from decision.files.ballots import load_rankings
    from decision.ranking.agreement import COEFFICIENTS, correlations, plain
    from decision.ranking.consensus import consensus as consensus_of

    refuse_early(out)
    ranks, counts, digest = load_rankings(file)
    found = consensus_of(ranks, counts)
    content: dict[str, Any] = found.to_dict()
    tables = [_order(found)]
    whole = not ranks.isna().to_numpy().any()
    if whole and ranks.shape[1] > 1:
        for name in COEFFICIENTS:
            matrix = correlations(ranks, name)
            content[name] = plain(matrix)
            tables.append(correlation_table(name, matrix, [str(column) for column in ranks.columns]))
    content["inputs"] = {file.name: digest}
    deliver(tables, content, format=format, out=out, lines=consensus_lines(found))


def _texts(row: Mapping[Hashable, Any]) -> dict[str, Any]:
    return {str(key): value for key, value in row.items()}


def _order(found: Consensus) -> Table:
    from decision.cli.output import Head, Table
    from decision.cli.ranking_views import CONSENSUS_HEADS

    rows: list[dict[str, Any]] = [
        {"item": str(item), **_texts(row)} for item, row in found.table.to_dict("index").items()
    ]
    heads = [
        Head("item", _("item")),
        *CONSENSUS_HEADS,
        Head("borda", _("Borda points"), 1),
        Head("wins", _("majorities won"), 0),
        Head("losses", _("lost"), 0),
        Head("draws", _("drawn"), 0),
        Head("first_votes", _("first places"), 0),
    ]
    return Table("consensus", _("Consensus"), heads, rows)


def _ranks(found: Agreement, study: LoadedStudy, top: int | None) -> Table:
    from decision.cli.output import Head, Table
    from decision.cli.ranking_views import CONSENSUS_HEADS

    frame = found.to_frame()
    names = study.parks.names()
    shown = frame if top is None else frame.head(top)
    rows: list[dict[str, Any]] = [
        {"park_id": str(park), "name": names.get(str(park), ""), **_texts(row)}
        for park, row in shown.to_dict("index").items()
    ]
    means = [mean for mean in ("arithmetic", "geometric") if mean in found.rankings]
    heads = [
        Head("park_id", _("park")),
        Head("name", _("name")),
        *CONSENSUS_HEADS,
        *(Head(mean, MEANS[mean], 0) for mean in means),
        *(Head(member, str(found.names[member]), 0) for member in found.members),
    ]
    return Table("ranks", _("Ranks by member and by consensus"), heads, rows)


MEANS = {"arithmetic": _("mean weights"), "geometric": _("geometric mean weights")}


def _weights(found: Agreement) -> Table:
    from decision.cli.output import Head, Table

    rows: list[dict[str, Any]] = [
        {"criterion": str(key), "name": str(found.labels[str(key)]), **_texts(row)}
        for key, row in found.weights.to_dict("index").items()
    ]
    means = [mean for mean in ("arithmetic", "geometric") if mean in found.rankings]
    heads = [
        Head("criterion", _("criterion")),
        Head("name", _("name")),
        *(Head(member, str(found.names[member]), 1, share=True) for member in found.members),
        *(Head(mean, MEANS[mean], 1, share=True) for mean in means),
    ]
    return Table("weights", _("Weights by member"), heads, rows)


def _disagreements(found: Agreement, study: LoadedStudy) -> list[object]:
    """The pairs of members that agree least, in sentences."""
    names = study.parks.names()
    lines: list[object] = []
    for pair in found.pairs[:3]:
        lines.append(
            _(
                "{first} and {second} agree by {spearman} (Spearman): most apart on the weight of {criterion}, {one} "
                "against {other}",
                first=found.names[pair.first],
                second=found.names[pair.second],
                spearman=number(pair.spearman, 2),
                criterion=found.labels[pair.criterion],
                one=percent(pair.weights[0], 0),
                other=percent(pair.weights[1], 0),
            )
        )
        if pair.parks:
            park, one, other = pair.parks[0]
            lines.append(
                _(
                    "furthest apart: {park} {name}, place {one} and place {other}",
                    park=park,
                    name=names.get(park, ""),
                    one=one,
                    other=other,
                )
            )
    return lines
