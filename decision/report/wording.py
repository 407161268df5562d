"""The programme and its rules in words, with every number where it was written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from decision.language import Message, _, number
from decision.report.content import Column, Number, Said, Several

if TYPE_CHECKING:
    from decision.model.rules import Rule
    from decision.report.evidence import Evidence

OBJECTIVES = {
    "merit": _(
        "the merit of the funded parks over doing nothing, each times the funded share of its request"
    ),
    "value": _(
        "the additive value of the funded parks over doing nothing, each times the funded share of its request"
    ),
    "merit_count": _("the sum of the merits of the funded parks"),
    "merit_money": _("the sum of merit times grant"),
}
MEASURES = {
    "count": _("number of funded parks"),
    "grant": _("grants, mln RUB"),
    "starts": _("number of starts"),
    "payments": _("payments, mln RUB"),
}
YEAR_COLUMNS = ("earliest_start",)
UNITS = {
    "parks": _("parks"),
    "mln RUB": _("mln RUB"),
    "mln RUB a year": _("mln RUB a year"),
    "thousand RUB a month": _("thousand RUB a month"),
    "share": _("share"),
    "companies": _("companies"),
    "jobs": _("jobs"),
    "ha": _("ha"),
    "year": _("year"),
    "years": _("years"),
}
"""Units that tables of parks are written in; any other is shown as it is written."""


def unit_words(unit: str | None) -> Said:
    """A unit in the language spoken, where it is known."""
    return UNITS.get(unit or "") or unit or ""


def decimals(*values: float | None) -> int:
    """None for numbers of things and for thousands, otherwise two: the same for all numbers of a row."""
    known = [value for value in values if value is not None]
    # The solver's 114.0000000001 parks are 114.
    whole = all(abs(value - round(value)) < 1e-6 for value in known)
    return 0 if whole or max(map(abs, known), default=0.0) >= 1000 else 2


def park_column(evidence: Evidence) -> Column:
    """The column of the parks' ids, wide enough for them."""
    longest = max(map(len, evidence.names), default=0)
    return Column(_("park"), min(max(0.8, 0.13 * longest), 2.0))


def objective_words(evidence: Evidence) -> list[Said]:
    """What the money maximises."""
    objective = evidence.programme.objective
    column = evidence.study.parks.column(objective.maximise).title
    said: list[Said] = [
        _("The money maximises {what}.", what=OBJECTIVES.get(objective.maximise) or column),
    ]
    if objective.size is not None:
        size = evidence.study.parks.column(objective.size).title
        said.append(_("The gain of a park is multiplied by its size: {size}.", size=size))
    if objective.discount:
        said.append(
            _(
                "A year's delay costs {share} of the gain.",
                share=evidence.number("objective", "discount", source="programme", share=True, digits=1),
            )
        )
    if objective.synergy:
        said.append(
            _(
                "A partnership of strength 1 between two funded parks adds {value}.",
                value=evidence.number("objective", "synergy", source="programme", digits=3),
            )
        )
    return said


def terms_words(evidence: Evidence) -> list[Said]:
    """What one park may get."""
    terms = evidence.programme.terms

    def told(*path: object, digits: int = 0, share: bool = False) -> Number:
        return evidence.number("terms", *path, digits=digits, share=share, source="programme")

    said: list[Said] = []
    if terms.funding == "whole":
        said.append(_("A park gets all of its request or nothing."))
    else:
        said.append(
            _(
                "A park gets any sum from its least grant to its request; the least grant is {share} of the request "
                "unless the application states its own.",
                share=told("minimum_share", share=True),
            )
        )
    if isinstance(terms.cap, (int, float)):
        said.append(_("A park gets at most {cap} mln RUB.", cap=told("cap", digits=1)))
    elif terms.cap is not None:
        column = evidence.study.parks.column(terms.cap.column)

        def by_group(*path: object, groups: Any) -> Several:
            pairs = (
                _("{group} – {cap}", group=column.show(group), cap=told("cap", *path, group))
                for group in groups
            )
            return Several(tuple(pairs), ", ")

        said.append(
            _(
                "A park gets at most, mln RUB, by {column}: {caps}.",
                column=column.title,
                caps=by_group("values", groups=terms.cap.values),
            )
        )
        said += [
            _("From {year} on: {caps}.", year=str(year), caps=by_group("from_year", year, groups=caps))
            for year, caps in terms.cap.from_year.items()
        ]
    if isinstance(terms.cap_share_of_capex, dict):
        models = evidence.study.parks.column("model")
        pairs = (
            _("{group} – {cap}", group=models.show(group), cap=told("cap_share_of_capex", group, share=True))
            for group in terms.cap_share_of_capex
        )
        said.append(_("A grant is at most this share of the cost: {caps}.", caps=Several(tuple(pairs), ", ")))
    elif terms.cap_share_of_capex is not None:
        share = told("cap_share_of_capex", share=True)
        said.append(_("A grant is at most {share} of the cost of the park.", share=share))
    if terms.cap_per_hectare is not None:
        said.append(
            _("A grant is at most {cap} mln RUB for each hectare.", cap=told("cap_per_hectare", digits=1))
        )
    years = told("build_years")
    said.append(_("Years of building, unless the application states its own: {years}.", years=years))
    if isinstance(terms.tranches, str):
        least, most = told("yearly_share", 0, share=True), told("yearly_share", 1, share=True)
        said.append(
            _("In each building year {least} to {most} of the grant is paid.", least=least, most=most)
        )
    else:
        profile = tuple(told("tranches", place, share=True) for place in range(len(terms.tranches)))
        said.append(
            _(
                "The grant is paid in these shares, from the start year on: {shares}.",
                shares=Several(profile, ", "),
            )
        )
    return said


def rule_words(rule: Rule, place: int, evidence: Evidence) -> Said:
    """What a rule demands; ``place`` is its place in the programme."""
    columns = evidence.study.parks.column

    def told(key: str, *path: object, share: bool = False) -> Number:
        value = getattr(rule, key, None)
        digits = 0 if share or not isinstance(value, float) or value.is_integer() else 2
        return evidence.number("rules", place, key, *path, digits=digits, share=share, source="programme")

    parts: list[object] = []
    if rule.kind == "measure":
        measure = rule.measure
        name = measure if isinstance(measure, str) else getattr(measure, "column", "")
        parts.append(MEASURES.get(name) or _("sum of {column}", column=columns(name).title))
    elif rule.kind in ("at_most", "at_least", "exactly"):
        bound = {"at_most": _("at most"), "at_least": _("at least"), "exactly": _("exactly")}[rule.kind]
        parts.append(
            _(
                "of {parks}: {bound} {count}",
                parks=_parks(rule.of, evidence),
                bound=bound,
                count=told(rule.kind),
            )
        )
    elif rule.kind == "fund":
        parts.append(_("must be funded: {parks}", parks=_parks(rule.fund, evidence)))
    elif rule.kind == "reject":
        parts.append(_("must not be funded: {parks}", parks=_parks(rule.reject, evidence)))
    elif rule.kind == "together":
        parts.append(_("all of them or none: {parks}", parks=_parks(rule.together, evidence)))
    elif rule.kind == "excludes":
        parts.append(_("at most one of them: {parks}", parks=_parks(rule.excludes, evidence)))
    elif rule.kind == "requires":
        parts.append(
            _(
                "{park} only together with {other}",
                park=_parks((rule.park or "",), evidence),
                other=_parks((rule.requires or "",), evidence),
            )
        )
    else:
        parts += _money_words(rule, place, evidence)
    parts += [_where(columns(column), condition) for column, condition in rule.where.items()]
    if rule.each is not None:
        parts.append(_("for each value of {column}", column=columns(rule.each).title))
    if rule.each_year:
        parts.append(_("in each year"))
    if rule.years is not None:
        parts.append(_("in the years {years}", years=", ".join(map(str, rule.years))))
    for key, words in (("min", _("at least {bound}")), ("max", _("at most {bound}"))):
        bound = getattr(rule, key)
        if isinstance(bound, dict):
            by_year = tuple(_("{year}: {bound}", year=str(year), bound=told(key, year)) for year in bound)
            parts.append(Message(words.template, {"bound": Several(by_year, ", ")}))
        elif bound is not None:
            parts.append(Message(words.template, {"bound": told(key)}))
    for key, words in (
        ("min_share", _("at least {bound} of that of all funded parks")),
        ("max_share", _("at most {bound} of that of all funded parks")),
    ):
        if getattr(rule, key) is not None:
            parts.append(Message(words.template, {"bound": told(key, share=True)}))
    return Several(tuple(parts))


def _money_words(rule: Rule, place: int, evidence: Evidence) -> list[object]:
    """Co-financing, a park's own cap, equity."""
    columns = evidence.study.parks.column

    def told(*path: object, digits: int = 0, share: bool = False) -> Number:
        return evidence.number("rules", place, *path, digits=digits, share=share, source="programme")

    if rule.co_financing is not None:
        share = told("co_financing", "min_share", share=True)
        of = columns(rule.co_financing.column).title
        if rule.co_financing.each_park:
            return [
                _("{column}: at least {share} of all the money of each funded park", column=of, share=share)
            ]
        return [_("{column}: at least {share} of all the money", column=of, share=share)]
    if rule.park_cap is not None:
        of = columns(rule.park_cap.column).title
        times = told("park_cap", "times", digits=3)
        return [_("a grant is at most {times} mln RUB for each unit of: {column}", times=times, column=of)]
    equity = rule.equity
    if equity is None:
        return []
    said: list[object] = [_("grants per head of the population by {column}", column=columns(equity.by).title)]
    if equity.min_rub_per_head is not None:
        said.append(_("at least {bound} RUB", bound=told("equity", "min_rub_per_head")))
    if equity.min_ratio is not None:
        said.append(_("at least {bound} of the mean", bound=told("equity", "min_ratio", share=True)))
    if equity.max_gini is not None:
        said.append(_("Gini index at most {bound}", bound=told("equity", "max_gini", digits=2)))
    return said


def _parks(ids: tuple[str, ...] | None, evidence: Evidence) -> str:
    return ", ".join(f"{park} {evidence.names.get(park, '')}".strip() for park in ids or ())


def _where(column: Any, condition: Any) -> object:
    """``column: values``, or the bounds of the condition."""
    if not hasattr(condition, "model_dump"):
        values = condition if isinstance(condition, tuple) else (condition,)
        return _(
            "{column}: {values}", column=column.title, values=", ".join(column.show(one) for one in values)
        )
    bounds = []
    for name, sign in (("min", "≥"), ("max", "≤"), ("above", ">"), ("below", "<")):
        value = getattr(condition, name)
        if value is not None:
            digits = len(f"{value:.6g}".partition(".")[2])
            bounds.append(f"{sign} {number(value, digits)}")
    if condition.exclude is not None:
        others = ", ".join(column.show(one) for one in condition.exclude)
        bounds.append(str(_("other than {values}", values=others)))
    return _("{column}: {values}", column=column.title, values=", ".join(bounds))
