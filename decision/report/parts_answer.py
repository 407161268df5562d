"""What was decided: ranking, portfolio, payments, scorecard, rules as they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from decision.language import Message, _
from decision.report.charts.money import money_chart
from decision.report.charts.ranking import merit_chart
from decision.report.content import (
    Block,
    Cell,
    Column,
    Number,
    Picture,
    Section,
    Sentence,
    Several,
    Table,
    Words,
)
from decision.report.wording import decimals, head_width, park_column, unit_words

if TYPE_CHECKING:
    from decision.model.results import RuleReport
    from decision.report.evidence import Evidence


def ranking(evidence: Evidence) -> Section:
    """All parks by merit, with what each criterion adds."""
    found = evidence.ranking
    rows: list[tuple[Cell, ...]] = []
    for place, park in enumerate(map(str, found.table.index)):
        at = ("ranking", "ranking", place)
        rows.append(
            (
                evidence.number(*at, "rank"),
                park,
                evidence.names.get(park, ""),
                evidence.number(*at, "merit", digits=3),
                *(evidence.number(*at, "contributions", one.id, digits=3) for one in found.criteria),
            )
        )
    columns = (
        Column(_("rank"), 0.6, True), park_column(evidence), Column(_("name"), 2.6), Column(_("merit"), 0.9, True),
        *(Column(str(one.label), head_width(str(one.label)), True) for one in found.criteria),
    )  # fmt: skip
    blocks: list[Block] = []
    if rows:
        funded = {park.park_id for park in evidence.portfolio.funded}
        chart = merit_chart(found, evidence.study, funded=funded)
        blocks += [
            Picture(chart, _("Merit of the best parks and what each criterion adds")),
            Table("ranking", _("Ranking of the parks: merit and what each criterion adds"), columns, rows),
        ]
    if not found.contributions_exact:
        blocks.append(
            Words(
                _("The method is not additive: merit is shared out by weighted normalised values."), "small"
            )
        )
    blocks += [Words(Sentence(warning), "small") for warning in found.warnings]
    return Section("ranking", _("Ranking"), blocks)


def portfolio(evidence: Evidence) -> Section:
    """What the plan is worth, and who gets how much."""
    plan = evidence.portfolio
    blocks: list[Block] = [Words(answer_words(evidence), "notice" if plan.ending != "optimal" else "plain")]
    blocks.append(
        Words(
            _(
                "Parks funded: {count}. Granted: {granted} of {total} mln RUB. Value of the plan: {objective}.",
                count=evidence.number("portfolio", "portfolio", "*", how="count"),
                granted=evidence.number("portfolio", "budget", "granted", digits=1),
                total=evidence.number("portfolio", "budget", "total", digits=1),
                objective=evidence.number("portfolio", "objective", digits=3),
            )
        )
    )
    blocks += [Words(Sentence(warning), "small") for warning in plan.warnings]
    table = evidence.study.parks.table
    where = [name for name in ("region", "district") if name in table]
    place_column = evidence.study.parks.column(where[0]) if where else None
    rows: list[tuple[Cell, ...]] = []
    for place, park in enumerate(plan.funded):
        at = ("portfolio", "portfolio", place)
        rows.append(
            (
                park.park_id,
                evidence.names.get(park.park_id, park.name),
                *([place_column.show(table.at[park.park_id, where[0]])] if place_column else []),
                evidence.number(*at, "rank"),
                _request(evidence, park.park_id),
                evidence.number(*at, "grant_mln_rub", digits=1),
                evidence.number(*at, "funded_fraction", share=True),
                evidence.number(*at, "start_year", plain=True),
            )
        )
    columns = (
        park_column(evidence), Column(_("name"), 2.6), *([Column(place_column.title, 1.6)] if place_column else []),
        Column(_("rank"), 0.7, True), Column(_("request, mln RUB"), 1.1, True), Column(_("grant, mln RUB"), 1.1, True),
        Column(_("share"), 0.8, True), Column(_("start"), 0.8, True),
    )  # fmt: skip
    total: tuple[Cell, ...] = (
        "", _("total"), *([""] if place_column else []), None, None,
        evidence.number("portfolio", "portfolio", "*", "grant_mln_rub", digits=1, how="sum"), None, None,
    )  # fmt: skip
    blocks.append(Table("portfolio", _("Parks that are funded"), columns, rows, total))
    return Section("portfolio", _("The portfolio"), blocks)


def answer_words(evidence: Evidence) -> Message:
    """Proven, best so far, impossible, or nothing."""
    plan = evidence.portfolio
    gap = evidence.number("portfolio", "gap", share=True, digits=3)
    if plan.ending == "optimal" and 0 in (plan.gap, plan.asked_gap):
        return _("The plan is proven optimal.")
    if plan.ending == "optimal":
        asked = evidence.number("portfolio", "asked_gap", share=True, digits=2)
        return _(
            "The plan is proven optimal within {asked}: no plan is worth more than {gap} above it.",
            asked=asked,
            gap=gap,
        )
    if plan.ending == "feasible":
        return _("NOT PROVEN OPTIMAL: the search was stopped; at most {gap} below the optimum.", gap=gap)
    if plan.ending == "infeasible":
        return _("No portfolio can meet the rules; this is proven.")
    return _("The search was stopped without an answer.")


def _request(evidence: Evidence, park: str) -> Number | None:
    if "requested_mln_rub" not in evidence.study.parks.table:
        return None
    return evidence.number(park, "requested_mln_rub", digits=1, source="parks")


def payments(evidence: Evidence) -> Section:
    """The money by year, in all and for each park."""
    plan = evidence.portfolio
    years = list(plan.by_year)
    titles = {
        "ceiling": _("ceiling of the year"), "carried": _("carried over"), "paid": _("paid"),
        "lapses": _("lapses on 31 December"),
    }  # fmt: skip
    kept = evidence.record["portfolio"]["budget"]["by_year"].values()
    # Where a year has no ceiling, nothing of it lapses: the money is limited in all only.
    limited = all(year.get("lapses") is not None for year in kept)
    keys = [key for key in titles if key != "lapses" or limited]
    by_year = ("portfolio", "budget", "by_year")
    rows: list[tuple[Cell, ...]] = [
        (str(year), *(evidence.number(*by_year, year, key, digits=1) for key in keys)) for year in years
    ]
    columns = (Column(_("year")), *(Column(titles[key], right=True) for key in keys))
    sums = [
        evidence.number(*by_year, "*", key, digits=1, how="sum") if key in ("paid", "lapses") else None
        for key in keys
    ]
    by_park: list[tuple[Cell, ...]] = []
    for place, park in enumerate(plan.funded):
        own = ("portfolio", "portfolio", place)
        by_park.append(
            (
                park.park_id,
                evidence.names.get(park.park_id, park.name),
                *(
                    evidence.number(*own, "payments", year, digits=1) if year in park.payments else ""
                    for year in years
                ),
                evidence.number(*own, "grant_mln_rub", digits=1),
            )
        )
    park_columns = (
        park_column(evidence), Column(_("name"), 2.8), *(Column(str(year), 1.0, True) for year in years),
        Column(_("grant"), 1.1, True),
    )  # fmt: skip
    total: tuple[Cell, ...] = (
        "", _("total"),
        *(evidence.number("portfolio", "budget", "by_year", year, "paid", digits=1) for year in years),
        evidence.number("portfolio", "budget", "granted", digits=1),
    )  # fmt: skip
    blocks: list[Block] = [
        Table("money", _("Money by year, mln RUB"), columns, rows, (_("total"), *sums)),
        Picture(money_chart(plan, evidence.study), _("Payments by year and district, mln RUB")),
        Table("payments", _("Payments to each park, mln RUB"), park_columns, by_park, total),
    ]
    return Section("payments", _("Payments by year"), blocks)


def scorecard(evidence: Evidence) -> Section:
    """Indicators beside their targets."""
    rows: list[tuple[Cell, ...]] = []
    for place, line in enumerate(evidence.portfolio.scorecard):
        at = ("portfolio", "scorecard", place)
        digits = decimals(line.value, line.target)
        rows.append(
            (
                str(line.label),
                evidence.number(*at, "value", digits=digits),
                evidence.number(*at, "target", digits=digits),
                str(line.unit or ""),
                str(line.year or ""),
                str(line.source or ""),
            )
        )
    columns = (
        Column(_("indicator"), 2.4), Column(_("plan"), 1.1, True), Column(_("target"), 1.1, True),
        Column(_("unit"), 1.2), Column(_("year"), 0.7), Column(_("source"), 2.4),
    )  # fmt: skip
    blocks: list[Block] = [Words(_("Targets are shown beside the plan; they are not conditions on it."))]
    if rows:
        blocks.append(
            Table("scorecard", _("Indicators of the plan and their targets"), columns, rows).without_empty()
        )
    else:
        blocks = [Words(_("The programme names no indicators."))]
    return Section("scorecard", _("Scorecard"), blocks)


def rules(evidence: Evidence) -> Section:
    """Every rule with value, bound and slack; of a rule with many rows the tightest one."""
    tightest: dict[str, tuple[int, RuleReport]] = {}
    count: dict[str, int] = {}
    for place, rule in enumerate(evidence.portfolio.rules):
        count[rule.id] = count.get(rule.id, 0) + 1
        if rule.id not in tightest or rule.slack < tightest[rule.id][1].slack:
            tightest[rule.id] = place, rule
    rows: list[tuple[Cell, ...]] = []
    for place, rule in tightest.values():
        digits = 1 if rule.share else decimals(rule.value, rule.min, rule.max)

        def told(key: str, place: int = place, share: bool = rule.share, digits: int = digits) -> Number:
            return evidence.number("portfolio", "rules", place, key, share=share, digits=digits)

        part: Cell = rule.part
        if count[rule.id] > 1:
            part = _("{part}, the tightest of {count}", part=rule.part, count=str(count[rule.id]))
        lower, upper = (told(key) if told(key).value is not None else "" for key in ("min", "max"))
        rows.append(
            (
                Several((str(rule.label), part)) if str(part) else str(rule.label),
                told("value"),
                lower,
                upper,
                told("slack"),
                _("share") if rule.share else unit_words(rule.unit),
                _("broken (soft)") if rule.violation > 0 else _("binding") if rule.binding else _("kept"),
            )
        )
    columns = (
        Column(_("rule"), 3.0), Column(_("value"), 1.0, True), Column(_("at least"), 1.0, True),
        Column(_("at most"), 1.0, True), Column(_("slack"), 1.0, True), Column(_("unit"), 1.0), Column(_("state"), 1.1),
    )  # fmt: skip
    if not rows:
        return Section("rules", _("The rules as they stand"), [Words(_("The programme has no rules."))])
    table = Table("rules", _("Rules: value, bounds and slack"), columns, rows)
    return Section("rules", _("The rules as they stand"), [table])
