"""A comparison of portfolios as tables and sentences for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from decision.cli.output import Head, Percentage, Table
from decision.cli.portfolio_views import UNITS
from decision.language import Message, _

if TYPE_CHECKING:
    from decision.analysis.comparison import Comparison, Group, Measure

GROUPS: dict[Group, Message] = {
    "summary": _("Portfolios"),
    "year": _("Money by year, mln RUB"),
    "district": _("By district"),
    "model": _("By business model"),
    "sector": _("By sector"),
    "outcome": _("Outcomes of the funded parks"),
    "scorecard": _("Scorecard (targets are not constraints)"),
    "rule": _("Rules: value and slack (a negative slack breaks the rule)"),
}
QUANTITIES = {
    "grant": _("grant, mln RUB"),
    "parks": _("parks"),
    "paid": _("paid, mln RUB"),
    "ceiling": _("ceiling, mln RUB"),
    "value": _("value"),
    "slack": _("slack"),
}
ENDINGS = {
    "optimal": _("proven within the gap"),
    "feasible": _("NOT PROVEN"),
    "infeasible": _("no portfolio (proven)"),
    "stopped": _("stopped without an answer"),
}


def headings(found: Comparison, written: Sequence[str]) -> list[object]:
    """What is compared (as written), what must be said of the data, and what stands out."""
    lines: list[object] = []
    for item, asked in zip(found.items, written, strict=True):
        lines.append(f"{item.label} = {asked}: {item.study.title}")
    if any(item.study.synthetic for item in found.items):
        lines.append(_("SYNTHETIC DATA: the figures of the parks are not real"))
    lines += dict.fromkeys(str(item.study.notice) for item in found.items if item.study.notice is not None)
    return [*lines, *found.remarks, *found.says()]


def comparison_tables(found: Comparison, *, whole: bool) -> list[Table]:
    """The tables for people; ``whole`` lists every park, else only those that are apart."""
    tables = [_summary(found), _under_each_other(found), _parks(found, whole=whole)]
    for group in ("year", "district", "model", "sector", "outcome", "scorecard", "rule"):
        measures = found.group(group)
        if group == "rule" and not whole:
            measures = _tightest(measures)
        if measures:
            tables.append(_side_by_side(found, group, measures))
    return tables


def _summary(found: Comparison) -> Table:
    rows = [
        {
            "label": item.label,
            "method": item.ranking.method,
            "maximised": item.portfolio.maximised,
            "ending": str(ENDINGS[item.portfolio.ending]),
            "gap": item.portfolio.gap,
            "objective": item.portfolio.objective,
            "parks": None if item.portfolio.objective is None else len(item.portfolio.funded),
            "granted": None if item.portfolio.objective is None else item.portfolio.granted,
            "budget_total": item.portfolio.budget_total,
        }
        for item in found.items
    ]
    heads = [
        Head("label", _("portfolio")),
        Head("method", _("method")),
        Head("maximised", _("maximised")),
        Head("ending", _("ending")),
        Head("gap", _("gap"), 3, share=True),
        Head("objective", _("objective"), 3),
        Head("parks", _("parks"), 0),
        Head("granted", _("granted, mln RUB"), 1),
        Head("budget_total", _("total, mln RUB"), 1),
    ]
    return Table("portfolios", GROUPS["summary"], heads, rows)


def _under_each_other(found: Comparison) -> Table:
    rows = []
    for cross in found.crosses:
        why: list[str] = list(cross.breaks)
        if cross.unknown:
            why.append(str(_("not eligible there: {parks}", parks=", ".join(cross.unknown[:5]))))
        rows.append(
            {
                "by": cross.by,
                "of": cross.of,
                "value": cross.value,
                "loss": cross.loss,
                "breaks": "; ".join(why),
            }
        )
    heads = [
        Head("by", _("by the criteria and rules of")),
        Head("of", _("the portfolio")),
        Head("value", _("is worth"), 3),
        Head("loss", _("loss"), 2, share=True),
        Head("breaks", _("breaks")),
    ]
    return Table("under each other", _("Each portfolio by the others' criteria and rules"), heads, rows)


def _parks(found: Comparison, *, whole: bool) -> Table:
    apart = set(found.in_some)
    rows: list[dict[str, Any]] = []
    for park, row in found.parks.to_dict("index").items():
        if not whole and str(park) not in apart:
            continue
        line: dict[str, Any] = {"park_id": str(park), "name": row["name"]}
        for label in found.labels:
            grant, start = row[f"{label}:grant"], row[f"{label}:start"]
            rank = row[f"{label}:rank"]
            line[f"grant:{label}"] = None if grant != grant else grant
            line[f"start:{label}"] = str(start) if isinstance(start, int) else None
            line[f"rank:{label}"] = rank if isinstance(rank, int) else None
        rows.append(line)
    heads = [Head("park_id", _("park")), Head("name", _("name"))]
    for label in found.labels:
        heads.append(Head(f"rank:{label}", _("{letter}: rank", letter=label), 0))
        heads.append(Head(f"grant:{label}", _("{letter}: grant", letter=label), 1))
        heads.append(Head(f"start:{label}", _("{letter}: start", letter=label)))
    title = (
        _("All parks; grants in mln RUB")
        if whole
        else _("Parks that are in some of the portfolios and not in others; grants in mln RUB")
    )
    return Table("parks", title, heads, rows)


def _side_by_side(found: Comparison, group: Group, measures: tuple[Measure, ...]) -> Table:
    """A line for each thing measured; for each quantity a column for every portfolio."""
    quantities = list(dict.fromkeys(measure.quantity for measure in measures))
    lines: dict[str, list[Measure]] = {}
    for place, measure in enumerate(measures):
        key = f"{place}" if group == "scorecard" else measure.key
        lines.setdefault(key, []).append(measure)
    rows = []
    for of_one in lines.values():
        first = of_one[0]
        row: dict[str, Any] = {
            "key": first.key,
            "name": _name(group, first),
            "unit": str(UNITS.get(first.unit, first.unit)),
            "target": first.target,
        }
        for measure in of_one:
            figure = Percentage if measure.unit == "share" and group == "rule" else float
            for label, value in zip(found.labels, measure.values, strict=True):
                row[f"{measure.quantity}:{label}"] = None if value is None else figure(value)
            apart = measure.differences[1]
            if len(found.labels) == 2:
                row[f"difference:{measure.quantity}"] = None if apart is None else figure(apart)
        rows.append(row)
    heads = [Head("name", _("measure"))]
    if group == "rule":
        heads.insert(0, Head("key", _("rule")))
    if group in ("outcome", "scorecard", "rule"):
        heads.append(Head("unit", _("unit")))
    for quantity in quantities:
        heads += _heads(found, group, quantity)
    if group == "scorecard":
        heads.append(Head("target", _("target"), 2))
    return Table(group, GROUPS[group], heads, rows)


def _tightest(measures: tuple[Measure, ...]) -> tuple[Measure, ...]:
    """Of a rule with a row for each year or group only the least slack of each portfolio."""
    rules: dict[str, list[Measure]] = {}
    for measure in measures:
        rules.setdefault(measure.key.partition(":")[0], []).append(measure)
    found: list[Measure] = []
    for rule, rows in rules.items():
        if len(rows) <= 2:
            found += rows
            continue
        slacks = [row.values for row in rows if row.quantity == "slack"]
        least = tuple(
            min((value for value in of_one if value is not None), default=None)
            for of_one in zip(*slacks, strict=True)
        )
        label = _("{rule}, the tightest of {count}", rule=rows[0].label, count=len(slacks))
        found.append(replace(rows[0], key=rule, quantity="slack", label=label, values=least))
    return tuple(found)


def _heads(found: Comparison, group: Group, quantity: str) -> Iterator[Head]:
    digits = {"grant": 1, "parks": 0, "paid": 1, "ceiling": 1}.get(quantity, 1 if group == "outcome" else 2)
    several = group not in ("outcome", "scorecard")
    for label in found.labels:
        title = f"{label}: {QUANTITIES[quantity]}" if several else label
        yield Head(f"{quantity}:{label}", title, digits)
    if len(found.labels) == 2 and quantity not in ("ceiling", "slack"):
        yield Head(f"difference:{quantity}", "B − A", digits)


def _name(group: Group, measure: Measure) -> str:
    return measure.key if group == "year" else str(measure.label)


def measures_table(found: Comparison) -> Table:
    """Every measure of every portfolio in one table, for files."""
    frame = found.to_frame()
    rows = [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]
    texts = ("group", "key", "quantity", "name", "unit")
    heads = [Head(str(key), str(key), None if key in texts else 6) for key in frame.columns]
    return Table("measures", "", heads, rows)
