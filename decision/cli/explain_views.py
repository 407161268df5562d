"""Explanations as tables and sentences for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from decision.analysis.explanation_words import about, sentences
from decision.cli.output import Head, Percentage, Table
from decision.cli.portfolio_views import UNITS, answer_line, bounds_of, conflict_lines
from decision.language import Message, _

if TYPE_CHECKING:
    from decision.analysis.explanation import Explanation, InTheWay, RulePrice

VERDICTS: dict[InTheWay, Message] = {
    "enters": _("would be funded"),
    "possible": _("could be funded, but is not worth it"),
    "no": _("would not be funded"),
    "not_settled": _("not settled"),
}
PRICE_UNITS = {"mln_rub": _("mln RUB"), "percentage_point": _("percentage point")}


def lines_of(told: Explanation) -> list[object]:
    """Everything that is said in sentences: the portfolio, the conflict, and parks that were asked for."""
    portfolio = told.portfolio
    lines: list[object] = [answer_line(portfolio), *conflict_lines(portfolio), *about(told)]
    lines += [_("warning: {problem}", problem=warning) for warning in portfolio.warnings]
    for park in told.parks:
        if not (park.detailed or (park.reasons and len(told.parks) < len(told.names))):
            continue
        title = f"{park.park_id} {park.name}".strip()
        lines += ["", _("{park}: funded", park=title) if park.funded else _("{park}: not funded", park=title)]
        lines += [f"  {sentence}" for sentence in sentences(park, told)]
    if told.rules and portfolio.objective is not None and not told.shadow_prices:
        lines.append(
            _("no bound has a shadow price: with the funded parks and start years fixed, none is worth more")
        )
    return lines


def tables_of(told: Explanation) -> list[Table]:
    """Parks, rules in their way, prices of rules, shadow prices: those that there are."""
    tables = []
    if told.parks:
        tables.append(_parks_table(told))
    if any(park.rules for park in told.parks):
        tables.append(_in_the_way_table(told))
    if any(park.barring_lifted for park in told.parks):
        tables.append(_lifted_table(told))
    if told.rules:
        tables.append(_rules_table(told))
    if told.shadow_prices:
        tables.append(_shadow_table(told))
    return tables


def _parks_table(told: Explanation) -> Table:
    rows: list[dict[str, Any]] = [
        {str(key): value for key, value in row.items()} for row in told.to_frame().to_dict("records")
    ]
    for row in rows:
        row["funded"] = str(_("yes") if row["funded"] else _("no"))
        row["possible"] = str({True: _("yes"), False: _("no")}.get(row["possible"], _("not settled")))
    heads = [
        Head("rank", _("rank"), 0),
        Head("park_id", _("park")),
        Head("name", _("name")),
        Head("merit", _("merit"), 3),
        Head("requested_mln_rub", _("request, mln RUB"), 1),
        Head("funded", _("funded")),
        Head("possible", _("could be otherwise")),
        Head("loss_least", _("loss, at least"), 4),
        Head("loss_most", _("loss, at most"), 4),
        Head("leave", _("leave")),
        Head("enter", _("enter")),
        Head("merit_to_enter", _("merit to enter"), 4),
        Head("request_to_enter_mln_rub", _("request to enter"), 3),
        Head("barred_by", _("barred by the rule")),
        Head("reasons", _("not eligible")),
    ]
    return Table("parks", _("Parks: what deciding otherwise about each one costs"), heads, rows)


def _in_the_way_table(told: Explanation) -> Table:
    rows = [
        {
            "park_id": park.park_id,
            "rule": rule.rule,
            "label": str(rule.label),
            "place": rule.place,
            "verdict": str(VERDICTS[rule.verdict]),
        }
        for park in told.parks
        for rule in park.rules
    ]
    heads = [
        Head("park_id", _("park")),
        Head("rule", _("rule")),
        Head("label", _("name")),
        Head("place", _("written in")),
        Head("verdict", _("without this rule alone")),
    ]
    return Table("rules in the way", _("Rules, each switched off alone"), heads, rows)


def _lifted_table(told: Explanation) -> Table:
    rows = [
        {
            "park_id": park.park_id,
            "rules": "; ".join(lifted.rules),
            "verdict": str(VERDICTS[lifted.verdict]),
            "loss_least": None if lifted.loss is None else lifted.loss.least,
            "loss_most": None if lifted.loss is None else lifted.loss.most,
        }
        for park in told.parks
        if (lifted := park.barring_lifted) is not None
    ]
    heads = [
        Head("park_id", _("park")),
        Head("rules", _("rules")),
        Head("verdict", _("without these rules")),
        Head("loss_least", _("loss, at least"), 4),
        Head("loss_most", _("loss, at most"), 4),
    ]
    return Table("barring rules", _("Rules that bar a park, all switched off together"), heads, rows)


def _rules_table(told: Explanation) -> Table:
    heads = [
        Head("id", _("rule")),
        Head("label", _("name")),
        Head("value", _("value"), 2),
        Head("bounds", _("bound")),
        Head("slack", _("slack"), 2),
        Head("unit", _("unit")),
        Head("part", ""),
        Head("binding", _("binding")),
        Head("price_least", _("price, at least"), 4),
        Head("price_most", _("price, at most"), 4),
    ]
    title = _("Price of each rule: value gained if it alone is switched off")
    return Table("rules", title, heads, [_rule_row(rule) for rule in told.rules])


def _rule_row(rule: RulePrice) -> dict[str, Any]:
    row = rule.tightest
    figure = Percentage if row is not None and row.share else float
    return {
        "id": rule.rule,
        "label": str(rule.label),
        "value": None if row is None else figure(row.value),
        "bounds": "" if row is None else bounds_of(row),
        "slack": None if row is None else figure(row.slack),
        "unit": "" if row is None else str(_("share") if row.share else UNITS.get(row.unit, row.unit)),
        "part": "" if row is None else row.part,
        "binding": str(_("yes") if rule.binding else _("no")),
        "price_least": None if rule.price is None else rule.price.least,
        "price_most": None if rule.price is None else rule.price.most,
    }


def _shadow_table(told: Explanation) -> Table:
    rows = [
        {
            "rule": one.rule,
            "part": one.part,
            "price": one.price,
            "unit": str(PRICE_UNITS.get(one.unit, one.unit)),
        }
        for one in told.shadow_prices
    ]
    heads = [
        Head("rule", _("bound")),
        Head("part", ""),
        Head("price", _("value gained by one unit more"), 6),
        Head("unit", _("unit")),
    ]
    title = _("Shadow prices: linear programme with the funded parks and start years fixed")
    return Table("shadow prices", title, heads, rows)
