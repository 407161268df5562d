"""Rankings and portfolios as tables and sentences for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from decision.cli.output import Head, Table
from decision.language import Message, _, _n, money, number, percent

if TYPE_CHECKING:
    from decision.model.results import Portfolio, Ranking, RuleReport
    from decision.model.study import Study
    from decision.ranking.compare import MethodComparison

NOT_FUNDED_SHOWN = 10
UNITS = {"parks": _("parks"), "mln RUB": _("mln RUB")}


def heading(study: Study) -> list[object]:
    """What is shown, and what must be said wherever it is shown."""
    lines: list[object] = [study.title]
    if study.synthetic:
        lines.append(_("SYNTHETIC DATA: the figures of the parks are not real"))
    notices = [str(notice) for notice in (study.notice, study.parks.notice) if notice is not None]
    return [*lines, *dict.fromkeys(notices)]


def ranking_table(ranking: Ranking, study: Study, top: int | None = None) -> Table:
    """The ranking with the contribution of each criterion to the merit."""
    names = study.parks.names()
    shown = ranking.table if top is None else ranking.table.head(top)
    contributions = ranking.contributions.to_dict("index")
    rows = [
        {
            "rank": int(row["rank"]),
            "park_id": park,
            "name": names.get(park, row["name"]),
            "merit": row["merit"],
            "preference": row["preference"],
            **{f"contribution:{key}": value for key, value in contributions[park].items()},
        }
        for park, row in shown.to_dict("index").items()
    ]
    heads = [
        Head("rank", _("rank"), 0),
        Head("park_id", _("park")),
        Head("name", _("name")),
        Head("merit", _("merit"), 3),
        Head("preference", _("preference ({method})", method=ranking.method), 4),
        *(
            Head(
                f"contribution:{c.id}",
                _("{criterion} ({weight})", criterion=c.label, weight=percent(c.weight, 0)),
                3,
            )
            for c in ranking.criteria
        ),
    ]
    return Table("ranking", _("Ranking by {method}", method=ranking.method), heads, rows)


def ranking_remarks(ranking: Ranking) -> list[object]:
    """What a reader of the ranking should know."""
    lines: list[object] = []
    if not ranking.contributions_exact:
        lines.append(_("the method is not additive: merit is shared out by weighted normalised values"))
    if not ranking.independent_of_others:
        lines.append(_("merits depend on who else applied"))
    return [*lines, *(_("warning: {problem}", problem=warning) for warning in ranking.warnings)]


def ineligible_table(ineligible: Mapping[str, Sequence[Message]], study: Study) -> Table:
    """Parks that cannot be ranked or funded, with every reason."""
    names = study.parks.names()
    rows = [
        {"park_id": park, "name": names.get(park, ""), "reason": "; ".join(str(reason) for reason in reasons)}
        for park, reasons in ineligible.items()
    ]
    heads = [Head("park_id", _("park")), Head("name", _("name")), Head("reason", _("reason"))]
    return Table("ineligible", _("Not eligible"), heads, rows)


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
        *(Head(method, method, 0) for method in methods),
        Head("mean_rank", _("mean rank"), 1),
    ]
    tables = [Table("methods", _("Ranks by method"), heads, rows)]
    for name, title, matrix in (
        ("spearman", _("Spearman's rank correlation"), comparison.spearman),
        ("kendall", _("Kendall's rank correlation"), comparison.kendall),
    ):
        body = [
            {"method": method, **{other: matrix.loc[method, other] for other in methods}}
            for method in methods
        ]
        tables.append(Table(name, title, [Head("method", ""), *(Head(m, m, 2) for m in methods)], body))
    if comparison.not_applicable:
        refused = [{"method": m, "reason": str(reason)} for m, reason in comparison.not_applicable.items()]
        heads = [Head("method", _("method")), Head("reason", _("reason"))]
        tables.append(Table("not applicable", _("Methods without an answer for these parks"), heads, refused))
    return tables


def answer_line(portfolio: Portfolio) -> Message:
    """What the plan is worth: proven, best so far, impossible, or nothing."""
    seconds = number(portfolio.solver.seconds, 1)
    solver = f"{portfolio.solver.name} {portfolio.solver.version}"
    if portfolio.ending == "optimal" and portfolio.gap == 0:
        return _("plan proven optimal; {solver}, {seconds} s", solver=solver, seconds=seconds)
    if portfolio.ending == "optimal":
        return _(
            "plan proven optimal within {asked} (gap {gap}); {solver}, {seconds} s",
            asked=percent(portfolio.asked_gap, 2),
            gap=percent(portfolio.gap, 3),
            solver=solver,
            seconds=seconds,
        )
    if portfolio.ending == "feasible":
        return _(
            "NOT PROVEN OPTIMAL: best plan found when stopped after {seconds} s, at most {gap} below the optimum; "
            "{solver}",
            gap=percent(portfolio.gap, 2),
            solver=solver,
            seconds=seconds,
        )
    if portfolio.ending == "infeasible":
        return _(
            "no portfolio can meet the rules (proven); {solver}, {seconds} s", solver=solver, seconds=seconds
        )
    return _("stopped after {seconds} s without an answer; {solver}", solver=solver, seconds=seconds)


def conflict_lines(portfolio: Portfolio) -> list[object]:
    """Which rules cannot hold together, and where they are written."""
    conflict = portfolio.conflict
    if conflict is None:
        return []
    if len(conflict.rules) == 1:
        lines: list[object] = [_("this rule cannot be met by any portfolio:")]
    elif conflict.proven_irreducible:
        lines = [_("these rules cannot hold together; without any one of them the others can:")]
    else:
        lines = [_("these rules cannot hold together (the set may not be the smallest):")]
    for identifier, label, place in zip(conflict.rules, conflict.labels, conflict.places, strict=True):
        lines.append("  " + "  ".join(part for part in (identifier, str(label), place) if part))
    return lines


def portfolio_lines(portfolio: Portfolio) -> list[object]:
    """The portfolio in a few sentences."""
    if not portfolio.funded and portfolio.objective is None:
        return [answer_line(portfolio), *conflict_lines(portfolio)]
    lines: list[object] = [
        answer_line(portfolio),
        _n(
            "{count} park, {granted} of {total} mln RUB; objective {objective} ({maximised})",
            "{count} parks, {granted} of {total} mln RUB; objective {objective} ({maximised})",
            len(portfolio.funded),
            granted=money(portfolio.granted),
            total=money(portfolio.budget_total),
            objective=number(portfolio.objective, 3),
            maximised=portfolio.maximised,
        ),
    ]
    if portfolio.ties == "ordered":
        lines.append(_("equal optima are ordered: less money, then better ranks, then id"))
    elif portfolio.gap == 0:
        lines.append(_("other portfolios may be worth as much; --gap 0 orders equal optima"))
    elif portfolio.ties == "not_proven":
        lines.append(_("within the gap other portfolios may be as good; --gap 0 proves and orders them"))
    lines += [_("warning: {problem}", problem=warning) for warning in portfolio.warnings]
    return lines


def portfolio_tables(portfolio: Portfolio, study: Study) -> list[Table]:
    """Parks, money by year, scorecard, rules and the first of those not funded."""
    if portfolio.objective is None:
        return []
    tables = [portfolio_table(portfolio, study), budget_table(portfolio)]
    if portfolio.scorecard:
        tables.append(scorecard_table(portfolio))
    if portfolio.rules:
        tables.append(rules_table(portfolio.rules))
    if portfolio.not_funded:
        names = study.parks.names()
        rows = [
            {"park_id": park, "name": names.get(park, "")} for park in portfolio.not_funded[:NOT_FUNDED_SHOWN]
        ]
        title = _n(
            "Not funded: {count} eligible park, best ranks first",
            "Not funded: {count} eligible parks, best ranks first",
            len(portfolio.not_funded),
        )
        tables.append(Table("not funded", title, [Head("park_id", _("park")), Head("name", _("name"))], rows))
    return tables


def portfolio_table(portfolio: Portfolio, study: Study) -> Table:
    """The funded parks with grant, start and payments."""
    names = study.parks.names()
    rows = [
        {
            "park_id": park.park_id,
            "name": names.get(park.park_id, park.name),
            "rank": park.rank,
            "merit": park.merit,
            "requested_mln_rub": park.requested_mln_rub,
            "grant_mln_rub": park.grant_mln_rub,
            "funded_fraction": park.funded_fraction,
            "start_year": park.start_year,
            **{f"paid_{year}": park.payments.get(year, 0.0) for year in portfolio.by_year},
        }
        for park in portfolio.funded
    ]
    heads = [
        Head("rank", _("rank"), 0),
        Head("park_id", _("park")),
        Head("name", _("name")),
        Head("merit", _("merit"), 3),
        Head("requested_mln_rub", _("request, mln RUB"), 1),
        Head("grant_mln_rub", _("grant, mln RUB"), 1),
        Head("funded_fraction", _("share"), 0, share=True),
        Head("start_year", _("start")),
        *(Head(f"paid_{year}", str(year), 1) for year in portfolio.by_year),
    ]
    return Table("portfolio", _("Portfolio (payments by year in mln RUB)"), heads, rows)


def budget_table(portfolio: Portfolio) -> Table:
    """Money by year."""
    rows = [
        {
            "year": str(year),
            "ceiling": year_money.ceiling,
            "carried": year_money.carried,
            "paid": year_money.paid,
        }
        for year, year_money in portfolio.by_year.items()
    ]
    heads = [
        Head("year", _("year")),
        Head("ceiling", _("ceiling"), 1),
        Head("carried", _("carried over"), 1),
        Head("paid", _("paid"), 1),
    ]
    return Table("years", _("Money by year, mln RUB"), heads, rows)


def scorecard_table(portfolio: Portfolio) -> Table:
    """Indicators beside their targets."""
    rows = [
        {
            "label": str(line.label),
            "value": line.value,
            "target": line.target,
            "unit": line.unit and str(line.unit),
            "year": line.year and str(line.year),
        }
        for line in portfolio.scorecard
    ]
    heads = [
        Head("label", _("indicator")),
        Head("value", _("plan"), 2),
        Head("target", _("target"), 2),
        Head("unit", _("unit")),
        Head("year", _("year")),
    ]
    return Table("scorecard", _("Scorecard (targets are not constraints)"), heads, rows)


def rules_table(rules: Iterable[RuleReport]) -> Table:
    """Every rule with its value, bound and slack."""
    rows = [
        {
            "id": rule.id,
            "label": f"{rule.label} {rule.part}".strip(),
            "value": rule.value,
            "bounds": _bounds(rule),
            "slack": rule.slack,
            "unit": str(_("share") if rule.share else UNITS.get(rule.unit, rule.unit)),
            "state": str(_state(rule)),
        }
        for rule in rules
    ]
    heads = [
        Head("id", _("rule")),
        Head("label", _("name")),
        Head("value", _("value"), 2),
        Head("bounds", _("bound")),
        Head("slack", _("slack"), 2),
        Head("unit", _("unit")),
        Head("state", _("state")),
    ]
    return Table("rules", _("Rules"), heads, rows)


def _bounds(rule: RuleReport) -> str:
    show = percent if rule.share else number
    parts = []
    if rule.min is not None:
        parts.append(f"≥ {show(rule.min)}")
    if rule.max is not None:
        parts.append(f"≤ {show(rule.max)}")
    return "  ".join(parts)


def _state(rule: RuleReport) -> Message:
    if rule.violation > 0:
        return _("broken (soft)")
    return _("binding") if rule.binding else _("kept")
