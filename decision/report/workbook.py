"""What the workbook holds: a sheet each for ranking, portfolio, payments, rules, scorecard, explanations and inputs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from decision.language import _
from decision.report import parts_answer, parts_origin, parts_reasons
from decision.report.content import Cell, Column, Number, Said, Section, Several, Table
from decision.report.gather import digest, notices
from decision.report.wording import unit_words

if TYPE_CHECKING:
    from decision.report.evidence import Evidence


@dataclass(frozen=True)
class Sheet:
    """One sheet: a name that people see on the tab, and its table."""

    name: Said
    table: Table
    chart: str = ""
    """``stacked`` or ``columns``: the numbers are drawn beside the table; empty: not."""
    drawn: tuple[int, int] = (0, 0)
    """First and last column of what is drawn."""


@dataclass(frozen=True)
class Workbook:
    """A whole workbook."""

    title: Said
    about: Sequence[Said]
    sheets: Sequence[Sheet]


def workbook(evidence: Evidence) -> Workbook:
    """The workbook's content."""
    plan = evidence.portfolio
    sheets: list[Sheet] = []
    count = len(evidence.ranking.criteria)
    if len(evidence.ranking.table):
        sheets.append(
            Sheet(_("ranking"), _table(parts_answer.ranking(evidence), "ranking"), "stacked", (4, 3 + count))
        )
    if plan.objective is not None:
        paid = parts_answer.payments(evidence)
        sheets += [
            Sheet(_("portfolio"), _table(parts_answer.portfolio(evidence), "portfolio")),
            Sheet(_("payments"), _table(paid, "payments")),
            Sheet(_("years"), _table(paid, "money"), "columns", (1, 3)),
            Sheet(_("rules"), _every_rule(evidence)),
            Sheet(_("scorecard"), next(iter(_tables(parts_answer.scorecard(evidence))), _nothing())),
            Sheet(_("explanations"), _explanations(evidence)),
        ]
    else:
        sheets += [
            Sheet(Several((_("conflict"), str(number) if number else ""), " "), table)
            for number, table in enumerate(_tables(parts_reasons.conflict(evidence)))
        ]
    if evidence.robust is not None:
        found = parts_reasons.robustness(evidence)
        sheets += [
            Sheet(_("robustness") if table.name == "robustness" else _("regret"), table)
            for table in _tables(found)
        ]
    sheets += [
        Sheet(_("overrides"), table)
        for table in _tables(parts_origin.procedure(evidence))
        if table.name == "overrides"
    ]
    sheets += [
        Sheet(_("inputs"), _inputs(evidence)),
        Sheet(_("files"), _table(parts_origin.sources(evidence), "inputs")),
    ]
    about: list[Said] = [
        *notices(evidence),
        parts_answer.answer_words(evidence),
        _("digest: {digest}", digest=digest(evidence)),
        *plan.warnings,
    ]
    return Workbook(evidence.study.title, about, sheets)


def _tables(section: Section) -> list[Table]:
    return [block for block in section.blocks if isinstance(block, Table)]


def _table(section: Section, name: str) -> Table:
    return next(table for table in _tables(section) if table.name == name)


def _nothing() -> Table:
    return Table("scorecard", _("Scorecard"), (Column(_("indicator"), 3.0),), ())


def _every_rule(evidence: Evidence) -> Table:
    """Every row of every rule."""
    rows: list[tuple[Cell, ...]] = []
    for place, rule in enumerate(evidence.portfolio.rules):

        def told(key: str, place: int = place, share: bool = rule.share) -> Number:
            return evidence.number("portfolio", "rules", place, key, share=share, digits=2)

        state = _("broken (soft)") if rule.violation > 0 else _("binding") if rule.binding else _("kept")
        unit: Cell = _("share") if rule.share else unit_words(rule.unit)
        figures = (told("value"), told("min"), told("max"), told("slack"), told("violation"))
        rows.append((rule.id, str(rule.label), rule.part, *figures, unit, state, str(rule.source or "")))
    columns = (
        Column(_("rule")), Column(_("name")), Column(_("part")), Column(_("value"), right=True),
        Column(_("at least"), right=True), Column(_("at most"), right=True), Column(_("slack"), right=True),
        Column(_("violation"), right=True), Column(_("unit")), Column(_("state")), Column(_("source")),
    )  # fmt: skip
    return Table("rules", _("Rules"), columns, rows)


def _explanations(evidence: Evidence) -> Table:
    """Every park without money: what forcing it in costs, who would leave, and the reason in words."""
    found = evidence.explanation
    told = {} if found is None else {one.park_id: (place, one) for place, one in enumerate(found.parks)}
    ranks = {str(park): place for place, park in enumerate(evidence.ranking.table.index)}
    rows: list[tuple[Cell, ...]] = []
    for park in evidence.portfolio.not_funded:
        rank = ranks.get(park)
        head = (
            evidence.number("ranking", "ranking", rank, "rank") if rank is not None else None,
            park,
            evidence.names.get(park, ""),
            evidence.number("ranking", "ranking", rank, "merit", digits=3) if rank is not None else None,
        )
        if park not in told:
            rows.append((*head, None, None, "", _("not computed")))
            continue
        place, one = told[park]
        cost: tuple[Cell, Cell] = (None, None)
        if one.loss is not None:
            least = evidence.number("parks", place, "loss", 0, digits=4, source="explanation")
            most = evidence.number("parks", place, "loss", 1, digits=4, source="explanation")
            cost = least, (most if one.loss.most is not None else None)
        reason = parts_reasons.reason_words(evidence, place, one)
        rows.append((*head, *cost, ", ".join(one.leave), reason))
    for park, reasons in evidence.portfolio.ineligible.items():
        rows.append((None, park, evidence.names.get(park, ""), None, None, None, "", Several(tuple(reasons))))
    columns = (
        Column(_("rank"), right=True), Column(_("park")), Column(_("name")), Column(_("merit"), right=True),
        Column(_("loss, at least"), right=True), Column(_("loss, at most"), right=True),
        Column(_("parks that would leave")), Column(_("reason")),
    )  # fmt: skip
    return Table("explanations", _("Parks that are not funded, and why"), columns, rows)


def _inputs(evidence: Evidence) -> Table:
    """The table of parks as it was read; uncertain cells by their most likely value."""
    parks = evidence.study.parks
    columns = [Column(parks.column("park_id").title)]
    for name in map(str, parks.table.columns):
        described = parks.column(name)
        title: Said = str(described.title)
        if described.unit:
            title = f"{title}, {unit_words(described.unit)}"
        if name in parks.ranges:
            title = _("{title}, most likely", title=title)
        columns.append(Column(title, right=parks.table[name].dtype.kind in "fiu"))
    rows = []
    for park, row in parks.table.to_dict("index").items():
        cells: list[Any] = [str(park)]
        for name, value in zip(map(str, row), row.values(), strict=True):
            if value is None or value != value:
                cells.append(None)
            elif isinstance(value, str):
                cells.append(value)
            else:
                digits = min(4, len(f"{float(value):.10g}".partition(".")[2]))
                plain = name in ("earliest_start", "year")
                cells.append(evidence.number(park, name, digits=digits, plain=plain, source="parks"))
        rows.append(cells)
    return Table("parks", _("The parks as they were read"), columns, rows)
