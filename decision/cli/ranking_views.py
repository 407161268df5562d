"""How comparisons of rankings and explanations of places are shown: tables and sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from decision.cli.output import Head, Table
from decision.language import _, _n, number, percent

if TYPE_CHECKING:
    import pandas as pd

    from decision.model.results import Ranking
    from decision.model.study import Study
    from decision.ranking.committee import Agreement
    from decision.ranking.compare import MethodComparison
    from decision.ranking.consensus import Consensus
    from decision.ranking.places import PairExplanation, PlaceExplanation
    from decision.ranking.stability_result import Interval
    from decision.ranking.withdrawal import Withdrawals

NAMED = 12
FEW = 6
COEFFICIENT_TITLES = {
    "spearman": _("Spearman's rank correlation"),
    "kendall": _("Kendall's rank correlation"),
    "weighted_spearman": _("Weighted Spearman: first places count for more"),
    "ws": _("WS similarity to the ranking of the row: its first places count for more"),
}
CONSENSUS_HEADS = (
    Head("kemeny_rank", "Kemeny", 0),
    Head("borda_rank", "Borda", 0),
    Head("copeland_rank", "Copeland", 0),
)


def consensus_ranks(table: pd.DataFrame, item: str) -> dict[str, Any]:
    """The places of one item by Kemeny, Borda and Copeland."""
    return {key: table.loc[item, key] for key in ("kemeny_rank", "borda_rank", "copeland_rank")}


def correlation_tables(found: MethodComparison | Agreement, names: Sequence[str]) -> list[Table]:
    """How far rankings agree: the four coefficients, or two of them where many rankings would fill the screen."""
    shown = COEFFICIENT_TITLES if len(names) <= FEW else ("spearman", "kendall")
    return [correlation_table(key, getattr(found, key), names) for key in shown]


def correlation_table(coefficient: str, matrix: pd.DataFrame, names: Sequence[str]) -> Table:
    """One coefficient between all rankings."""
    body = [{"name": name, **{other: matrix.loc[name, other] for other in names}} for name in names]
    heads = [Head("name", ""), *(Head(name, name, 4 if len(names) <= FEW else 2) for name in names)]
    return Table(coefficient, COEFFICIENT_TITLES[coefficient], heads, body)


def consensus_lines(found: Consensus) -> list[object]:
    """Concordance, the winner of all majorities, and what was proven of Kemeny's order."""
    lines: list[object] = []
    if found.concordance is not None:
        lines.append(
            _("Kendall's W (1 all agree, 0 no agreement): {value}", value=number(found.concordance, 3))
        )
    if found.condorcet_winner is not None:
        lines.append(_("{item} beats every other one by a majority", item=found.condorcet_winner))
    elif len(found.table) > 1:
        lines.append(_("none beats every other one by a majority"))
    if found.kemeny is not None and found.kemeny.proven:
        lines.append(
            _(
                "Kemeny's order contradicts {disagreement} pairwise opinions; it is proven that none contradicts fewer",
                disagreement=number(found.kemeny.disagreement, 0),
            )
        )
    return [*lines, *(_("warning: {problem}", problem=warning) for warning in found.warnings)]


def place_lines(place: PlaceExplanation) -> list[object]:
    """A park's place in sentences."""
    lines: list[object] = [
        _(
            "{park}: place {rank} of {count}, merit {merit}",
            park=place.park_id,
            rank=place.rank,
            count=place.of,
            merit=number(place.merit, 3),
        )
    ]
    if place.dominated_by:
        lines.append(_("dominated by {parks}", parks=_named(place.dominated_by)))
    if place.dominates:
        lines.append(
            _n(
                "it dominates {count} park: {parks}",
                "it dominates {count} parks: {parks}",
                len(place.dominates),
                parks=_named(place.dominates),
            )
        )
    for pair in place.neighbours:
        lines += [pair.sentence, *_swap_lines(pair)]
    return lines


def place_tables(place: PlaceExplanation, ranking: Ranking, study: Study) -> list[Table]:
    """What each criterion adds to the merit, and the comparison with both neighbours."""
    rows = [
        {
            "criterion": criterion.id,
            "name": str(criterion.label),
            "weight": criterion.weight,
            "contribution": place.contributions[criterion.id],
        }
        for criterion in ranking.criteria
    ]
    title = (
        _("Contributions to the merit")
        if ranking.contributions_exact
        else _("Merit shared out by weighted normalised values")
    )
    heads = [
        Head("criterion", _("criterion")),
        Head("name", _("name")),
        Head("weight", _("weight"), 1, share=True),
        Head("contribution", _("contribution"), 3),
    ]
    return [Table("contributions", title, heads, rows), *(pair_table(pair) for pair in place.neighbours)]


def pair_lines(pair: PairExplanation, ranking: Ranking) -> list[object]:
    """Why one park stands above another, in sentences."""
    merit: dict[str, float] = ranking.table["merit"].to_dict()  # type: ignore[assignment]
    return [
        pair.sentence,
        _(
            "merit {above} against {below}",
            above=number(merit[pair.above], 4),
            below=number(merit[pair.below], 4),
        ),
        *_swap_lines(pair),
    ]


def _swap_lines(pair: PairExplanation) -> list[object]:
    lines: list[object] = []
    if pair.nearest_swap is None:
        lines.append(_("no change of a single weight makes them swap"))
    else:
        criterion, now, swap = pair.nearest_swap
        lines.append(
            _(
                "the nearest swap: the weight of {criterion} at {weight} (now {now}), the others in proportion",
                criterion=criterion,
                weight=percent(swap, 2),
                now=percent(now, 2),
            )
        )
    if pair.joint_change is not None:
        lines.append(
            _(
                "the least change of all weights together: {weights}",
                weights=", ".join(f"{key} {percent(value, 2)}" for key, value in pair.joint_change.items()),
            )
        )
    return lines


def pair_table(pair: PairExplanation) -> Table:
    """What each criterion says of two parks, and how far its weight may move."""
    rows: list[dict[str, Any]] = [
        {
            "criterion": one.id,
            "name": str(one.label),
            "weight": one.weight,
            "above": one.above_value,
            "below": one.below_value,
            "difference": one.difference,
            **_ends(one.interval),
        }
        for one in pair.criteria
    ]
    rows += [{"criterion": group, **_ends(interval)} for group, interval in pair.groups.items()]
    heads = [
        Head("criterion", _("criterion")),
        Head("name", _("name")),
        Head("weight", _("weight"), 1, share=True),
        Head("above", pair.above, 4),
        Head("below", pair.below, 4),
        Head("difference", _("speaks for {park} by", park=pair.above), 4),
        Head("low", _("they stay so from"), 2, share=True),
        Head("high", _("to a weight of"), 2, share=True),
    ]
    title = _("{above} above {below}", above=pair.above, below=pair.below)
    return Table(f"{pair.above} {pair.below}", title, heads, rows)


def _ends(interval: Interval) -> dict[str, float]:
    return {"low": interval[0], "high": interval[1]}


def withdrawal_lines(found: Withdrawals) -> list[object]:
    """The outcome of the rank-reversal test in sentences."""
    if found.impossible:
        return [
            _(
                "no withdrawal can change the order of the others: with {method} and fixed scales every merit is "
                "independent of who else applied",
                method=found.method,
            )
        ]
    refused = [one for one in found.tested if one.refused is not None]
    lines: list[object] = [
        _n(
            "of {tested} withdrawals {count} changes the order of other parks",
            "of {tested} withdrawals {count} change the order of other parks",
            len(found.reversals),
            tested=len(found.tested),
        )
    ]
    lines += [
        _("without {park} there is no ranking: {reason}", park=one.park_id, reason=one.refused)
        for one in refused[:NAMED]
        if one.refused is not None
    ]
    return lines


def withdrawal_table(found: Withdrawals, study: Study, most: int | None = None) -> Table:
    """What each withdrawal does, the worst first; at most so many rows."""
    names = study.parks.names()
    changed = found.reversals
    rest = [one for one in found.tested if not one.reversed_pairs]
    rows = [
        {
            "park_id": one.park_id,
            "name": names.get(one.park_id, ""),
            "reversed_pairs": one.reversed_pairs,
            "pairs": one.pairs,
            "furthest": one.furthest or "",
            "places": one.places,
            "new_first": one.new_first or "",
            "examples": ", ".join(f"{above}/{below}" for above, below in one.examples[:3]),
        }
        for one in (*changed, *rest)[:most]
    ]
    heads = [
        Head("park_id", _("withdrawn")),
        Head("name", _("name")),
        Head("reversed_pairs", _("pairs reversed"), 0),
        Head("pairs", _("of"), 0),
        Head("furthest", _("moves most")),
        Head("places", _("places up"), 0),
        Head("new_first", _("new first")),
        Head("examples", _("such as")),
    ]
    return Table("withdrawals", _("Rank reversal when a park withdraws"), heads, rows)


def _named(parks: Sequence[str]) -> str:
    return ", ".join(parks[:NAMED]) + (", …" if len(parks) > NAMED else "")


def comparison_tables(comparison: MethodComparison, study: Study, top: int | None = None) -> list[Table]:
    """Ranks by several methods side by side, and how far the methods agree."""
    names = study.parks.names()
    methods = list(comparison.rankings)
    shown = comparison.table if top is None else comparison.table.head(top)
    rows: list[dict[str, Any]] = [
        {
            "park_id": park,
            "name": names.get(park, row["name"]),
            **{m: row[m] for m in methods},
            "mean_rank": row["mean_rank"],
        }
        for park, row in shown.to_dict("index").items()
    ]
    heads = [
        Head("park_id", _("park")),
        Head("name", _("name")),
        *CONSENSUS_HEADS,
        Head("mean_rank", _("mean rank"), 1),
        *(Head(method, method, 0) for method in methods),
    ]
    agreed = comparison.consensus.table
    for row in rows:
        row |= consensus_ranks(agreed, row["park_id"])
    tables = [Table("methods", _("Ranks by method"), heads, rows)]
    tables += correlation_tables(comparison, methods)
    if comparison.not_applicable:
        refused = [{"method": m, "reason": str(reason)} for m, reason in comparison.not_applicable.items()]
        heads = [Head("method", _("method")), Head("reason", _("reason"))]
        tables.append(Table("not applicable", _("Methods without an answer for these parks"), heads, refused))
    return tables
