"""Portfolios as tables and sentences for people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from decision.cli.output import Head, Percentage, Table
from decision.cli.procedure_views import SUPPORT, earlier_support
from decision.language import Message, _, _n, money, number, percent

if TYPE_CHECKING:
    from decision.model.conflicts import Conflict, Relaxation
    from decision.model.programme import Programme
    from decision.model.results import Portfolio, RuleReport
    from decision.model.study import Study

NOT_FUNDED_SHOWN = 10
UNITS = {"parks": _("parks"), "mln RUB": _("mln RUB")}


def answer_line(portfolio: Portfolio) -> Message:
    """What the plan is worth: proven, best so far, impossible, or nothing."""
    seconds = number(portfolio.solver.seconds, 1)
    solver = f"{portfolio.solver.name} {portfolio.solver.version}"
    if portfolio.ending == "optimal" and 0 in (portfolio.gap, portfolio.asked_gap):
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
        lines.append(_named(identifier, str(label), place))
    for other in conflict.others:
        lines.append(_("apart from that, these rules cannot hold together:"))
        lines += [_named(*one) for one in zip(other.rules, map(str, other.labels), other.places, strict=True)]
    return lines + ways_out(conflict)


def _named(identifier: str, label: str, place: str) -> str:
    return "  " + "  ".join(part for part in (identifier, label, place) if part)


def ways_out(conflict: Conflict) -> list[object]:
    """What each rule alone would have to give, and the cheapest joint change, as ``--set`` takes them."""
    lines: list[object] = []
    for identifier, label in zip(conflict.rules, conflict.labels, strict=True):
        alone = [one for one in conflict.relaxations if one.rule == identifier and not one.joint]
        if alone:
            proven = all(one.proven for one in alone)
            says = (
                _("{rule} alone: {changes}", rule=label, changes="; ".join(_change(one) for one in alone))
                if proven
                else _(
                    "{rule} alone (less may be enough): {changes}",
                    rule=label,
                    changes="; ".join(_change(one) for one in alone),
                )
            )
            lines.append(f"  {says}")
        elif conflict.alone.get(identifier) == "not_enough":
            lines.append(
                f"  {_('{rule} alone: not enough, whatever it gives; the other rules leave no portfolio', rule=label)}"
            )
        elif identifier in conflict.alone:
            lines.append(f"  {_('{rule} alone: not settled in the time', rule=label)}")
    joint = [one for one in conflict.relaxations if one.joint]
    if joint:
        proven = all(one.proven for one in joint)
        says = _("least joint change:") if proven else _("joint change (a cheaper one may exist):")
        lines.append(f"  {says} " + "; ".join(_change(one) for one in joint))
    return [_("ways out:"), *lines] if lines else []


def _change(one: Relaxation) -> str:
    """A change as typed, and from what to what."""
    if one.after is None:
        option = one.setting if one.bound not in ("fund", "reject") else ""
        return f"--set {option}" if option else str(_("leave out {option}", option=one.rule))
    show = percent if one.bound.endswith("_share") else number
    whole = float(one.before or 0.0).is_integer()
    digits = 2 if one.bound.endswith("_share") else (0 if whole else 3)
    return str(
        _(
            "--set {setting} (instead of {before})",
            setting=one.setting,
            before=show(one.before, digits),
        )
    )


def portfolio_lines(portfolio: Portfolio) -> list[object]:
    """The portfolio in a few sentences."""
    if not portfolio.funded and portfolio.objective is None:
        return [answer_line(portfolio), *conflict_lines(portfolio)]
    lines: list[object] = [
        answer_line(portfolio),
        *filter(None, [portfolio.solver.proof_says]),
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
    elif portfolio.asked_gap == 0:
        lines.append(_("other portfolios may be worth as much: there was no time left to order equal optima"))
    elif portfolio.gap == 0:
        lines.append(_("other portfolios may be worth as much; --gap 0 orders equal optima"))
    elif portfolio.ties == "not_proven":
        lines.append(_("within the gap other portfolios may be as good; --gap 0 proves and orders them"))
    lines += [_("warning: {problem}", problem=warning) for warning in portfolio.warnings]
    return lines


def portfolio_tables(portfolio: Portfolio, study: Study, programme: Programme) -> list[Table]:
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
        labels = {rule.id: str(rule.label) for rule in programme.rules}
        from decision.cli.views import barring_rules

        barring = barring_rules(programme, study)
        rows = [
            {
                "park_id": park,
                "name": names.get(park, ""),
                "barred_by": "; ".join(labels[rule] for rule in barring.get(park, ())),
            }
            for park in portfolio.not_funded[:NOT_FUNDED_SHOWN]
        ]
        title = _n(
            "Not funded: {count} eligible park, best ranks first",
            "Not funded: {count} eligible parks, best ranks first",
            len(portfolio.not_funded),
        )
        heads = [
            Head("park_id", _("park")),
            Head("name", _("name")),
            Head("barred_by", _("barred by the rule")),
        ]
        tables.append(Table("not funded", title, heads, rows))
    return tables


def portfolio_table(portfolio: Portfolio, study: Study) -> Table:
    """The funded parks with grant, start and payments."""
    names, before = study.parks.names(), earlier_support(study)
    rows = [
        {
            "park_id": park.park_id,
            "name": names.get(park.park_id, park.name),
            SUPPORT: before.get(park.park_id, 0.0),
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
        *([Head(SUPPORT, _("earlier support, mln RUB"), 1)] if before else []),
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
            "lapses": portfolio.lapsing[year],
        }
        for year, year_money in portfolio.by_year.items()
    ]
    heads = [
        Head("year", _("year")),
        Head("ceiling", _("ceiling"), 1),
        Head("carried", _("carried over"), 1),
        Head("paid", _("paid"), 1),
        Head("lapses", _("lapses"), 1),
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
    """Every rule with its value, bound and slack; of a rule with many rows the tightest one."""
    by_rule: dict[str, list[RuleReport]] = {}
    for report in rules:
        by_rule.setdefault(report.id, []).append(report)
    rows = []
    for reports in by_rule.values():
        rule = min(reports, key=lambda one: one.slack)
        figure = Percentage if rule.share else float
        rows.append(
            {
                "id": rule.id,
                "label": str(rule.label),
                "value": figure(rule.value),
                "bounds": bounds_of(rule),
                "slack": figure(rule.slack),
                "unit": str(_("share") if rule.share else UNITS.get(rule.unit, rule.unit)),
                "state": str(_state(rule)),
                "part": str(
                    _("{part}, the tightest of {count}", part=rule.part, count=len(reports))
                    if len(reports) > 1
                    else rule.part
                ),
            }
        )
    heads = [
        Head("id", _("rule")),
        Head("label", _("name")),
        Head("value", _("value"), 2),
        Head("bounds", _("bound")),
        Head("slack", _("slack"), 2),
        Head("unit", _("unit")),
        Head("state", _("state")),
        Head("part", ""),
    ]
    return Table("rules", _("Rules"), heads, rows)


def bounds_of(rule: RuleReport) -> str:
    """Lower and upper bound as people write them."""
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
