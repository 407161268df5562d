"""The command ``stability``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from decision.cli.options import CriteriaFile, Epilog, FormatOption, OptionalStudy, Out, ParksFile, Weights
from decision.cli.running import Gap, Method, Set, TimeLimit, settings_of, until_done
from decision.errors import InputProblems, Problem
from decision.language import _, number, percent

if TYPE_CHECKING:
    from decision.cli.output import Table
    from decision.model.study import Study
    from decision.ranking.stability_result import JointChange, Stability


def add_to(app: typer.Typer) -> None:
    """Register the command of this module."""
    app.command(
        "stability",
        help=str(_("How far each weight can move before the first place, the order, or two parks change.")),
        epilog=Epilog.STABILITY.text(),
    )(stability)


def stability(
    study: OptionalStudy = None,
    parks: ParksFile = None,
    criteria: CriteriaFile = None,
    method: Method = None,
    weights: Weights = None,
    pair: Annotated[
        list[str] | None,
        typer.Option(
            "--pair",
            metavar="ID,ID",
            help=str(
                _(
                    "Two parks whose order is asked about, and the least joint change that reverses it; repeat."
                )
            ),
            show_default=False,
        ),
    ] = None,
    portfolio: Annotated[
        bool,
        typer.Option(
            "--portfolio", help=str(_("Also how far before the funded set changes; takes a minute or two."))
        ),
    ] = False,
    settings: Set = None,
    gap: Gap = 0.001,
    time_limit: TimeLimit = 60.0,
    format: FormatOption = None,
    out: Out = None,
) -> None:
    """How far each weight can move before the first place, the order, or two parks change."""
    from decision.checks import in_place
    from decision.cli.output import deliver, refuse_early
    from decision.cli.ranking import study_of
    from decision.cli.views import heading, study_keys
    from decision.files.load import load_weights
    from decision.ranking.stability import stability as weight_stability

    refuse_early(out)
    chosen = study_of("stability", study, parks, criteria)
    own_weights = load_weights(weights) if weights is not None else None
    with in_place(chosen, "criteria", asked=method is not None):
        found = weight_stability(
            chosen.parks, chosen.criteria, method=method, weights=own_weights, pairs=_pairs(pair)
        )
    lines: list[object] = [*heading(chosen)]
    if found.exact:
        lines.append(_("exact: the preference is linear in the weights"))
    lines += [_("warning: {problem}", problem=warning) for warning in found.warnings]
    lines += _joint_lines(found)
    content = found.to_dict() | study_keys(chosen)
    tables = _tables(found)
    if portfolio:
        question: dict[str, Any] = {
            "method": method,
            "weights": own_weights,
            "settings": settings_of(settings),
        }
        more, content["funded_set"], said = _funded_set(chosen, question, gap, time_limit)
        tables += more
        lines += said
    deliver(tables, content, format=format, out=out, lines=lines)


def _funded_set(
    study: Study, question: dict[str, Any], gap: float, time_limit: float
) -> tuple[list[Table], dict[str, Any], list[object]]:
    """Intervals of the funded set, the smallest change that turns it, and the irrelevant-applicant test."""
    from threading import Event

    from decision.analysis.irrelevant import irrelevant_applicant
    from decision.analysis.portfolio_stability import portfolio_stability
    from decision.cli.output import Head, Table, narrate
    from decision.model.options import SolveOptions

    stop = Event()
    options = SolveOptions(gap=gap, time_limit=time_limit or None, stop=stop)

    def told(done: int, every: int) -> None:
        narrate(_("stability of the funded set: {done} of {every}", done=done, every=every))

    found, _interrupted = until_done(
        lambda: portfolio_stability(study, options=options, told=told, **question), stop
    )
    rows: list[dict[str, Any]] = [
        {
            "id": node.id,
            "weight": node.weight,
            "low": node.low.weight,
            "high": node.high.weight,
            "below": _turn(node.low.left, node.low.entered),
            "above": _turn(node.high.left, node.high.entered),
        }
        for node in found.nodes
    ]
    heads = [
        Head("id", _("criterion")),
        Head("weight", _("weight"), 1, share=True),
        Head("low", _("funded set stays from"), 2, share=True),
        Head("high", _("funded set stays to"), 2, share=True),
        Head("below", _("below it")),
        Head("above", _("above it")),
    ]
    title = _("Funded set: no other portfolio is better by more than {gap}", gap=percent(found.gap, 2))
    lines: list[object] = [_("warning: {problem}", problem=warning) for warning in found.warnings]
    if found.smallest is not None:
        lines.append(
            _(
                "the smallest change that turns the funded set: {share} of the weight from {source} to {target}",
                share=percent(found.smallest.share, 2),
                source=found.smallest.source,
                target=found.smallest.target,
            )
        )
    content = found.to_dict()
    if not stop.is_set():
        test = irrelevant_applicant(study, options=options, **question)
        content["irrelevant_applicant"] = test.to_dict()
        lines.append(
            _(
                "one irrelevant applicant more (a copy of {park}): {pairs} pairs of others turn, merits move by up to "
                "{change}, the funded set {turns}",
                park=test.copy_of,
                pairs=test.reversed_pairs,
                change=number(test.largest_merit_change, 4),
                turns=_("changes") if test.portfolio_turns else _("stays"),
            )
        )
    return [Table("funded set", title, heads, rows)], content, lines


def _turn(left: tuple[str, ...], entered: tuple[str, ...]) -> str:
    """What leaves and enters, as −A −B +C."""
    return " ".join([*(f"−{park}" for park in left), *(f"+{park}" for park in entered)])


def _pairs(values: list[str] | None) -> list[tuple[str, str]]:
    pairs, problems = [], []
    for value in values or ():
        parts = [part.strip() for part in value.split(",") if part.strip()]
        if len(parts) == 2 and parts[0] != parts[1]:
            pairs.append((parts[0], parts[1]))
        else:
            says = _("{value} does not name two parks", value=value)
            problems.append(
                Problem(says, file="--pair", remedy=_("write it as {example}", example="C007,C021"))
            )
    if problems:
        raise InputProblems(problems)
    return pairs


def _tables(found: Stability) -> list[Table]:
    from decision.cli.output import Head, Table

    rows: list[dict[str, Any]] = [
        {
            "id": node.id,
            "name": str(node.label),
            "weight": node.weight,
            "first_low": node.first[0],
            "first_high": node.first[1],
            "order_low": node.order[0],
            "order_high": node.order[1],
        }
        for node in found.nodes
    ]
    heads = [
        Head("id", _("criterion")),
        Head("name", _("name")),
        Head("weight", _("weight"), 1, share=True),
        Head("first_low", _("first place stays from"), 2, share=True),
        Head("first_high", _("first place stays to"), 2, share=True),
        Head("order_low", _("whole order stays from"), 2, share=True),
        Head("order_high", _("whole order stays to"), 2, share=True),
    ]
    tables = [Table("stability", _("Weights, the others in proportion"), heads, rows)]
    leaders = [
        {"id": node.id, "park_id": leader.park_id, "from": leader.low, "to": leader.high}
        for node in found.nodes
        for leader in node.leaders
    ]
    leader_heads = [
        Head("id", _("criterion")),
        Head("from", _("weight from"), 2, share=True),
        Head("to", _("to a weight of"), 2, share=True),
        Head("park_id", _("first")),
    ]
    tables.append(Table("leaders", _("Who is first as one weight moves"), leader_heads, leaders))
    pairs = [
        {"id": node.id, "above": above, "below": below, "low": low, "high": high}
        for node in found.nodes
        for (above, below), (low, high) in node.pairs.items()
    ]
    if pairs:
        pair_heads = [
            Head("id", _("criterion")),
            Head("above", _("park above")),
            Head("below", _("park below")),
            Head("low", _("they stay so from"), 2, share=True),
            Head("high", _("to a weight of"), 2, share=True),
        ]
        tables.append(Table("pairs", _("Pairs of parks"), pair_heads, pairs))
    return tables + [_joint_table(change) for change in found.joint_changes if change.weights is not None]


def _joint_table(change: JointChange) -> Table:
    """Every weight now and where the two parks meet."""
    from decision.cli.output import Head, Table

    assert change.weights is not None
    rows: list[dict[str, Any]] = [
        {"id": key, "now": change.now[key], "weight": weight, "change": weight - change.now[key]}
        for key, weight in change.weights.items()
    ]
    heads = [
        Head("id", _("criterion")),
        Head("now", _("weight now"), 2, share=True),
        Head("weight", _("weight where they meet"), 2, share=True),
        Head("change", _("change"), 2, share=True),
    ]
    title = _(
        "The least joint change at which {below} reaches {above}", below=change.below, above=change.above
    )
    return Table(f"joint change {change.above} {change.below}", title, heads, rows)


def _joint_lines(found: Stability) -> list[object]:
    """How much weight has to change its place before the parks of each pair meet."""
    lines: list[object] = []
    for change in found.joint_changes:
        if change.moved is not None:
            lines.append(
                _(
                    "{below} reaches {above} when {share} of the weight changes its place; every weight is below",
                    below=change.below,
                    above=change.above,
                    share=percent(change.moved, 2),
                )
            )
        elif found.exact:
            lines.append(_("no weights make {below} reach {above}", below=change.below, above=change.above))
    if found.joint_changes and not found.exact:
        lines.append(
            _("the least joint change of weights is told for methods that are linear in the weights")
        )
    return lines
