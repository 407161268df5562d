"""Each kind of rule in words, with every number where it was written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from decision.language import Message, _, number
from decision.report.content import Number, Said, Several

if TYPE_CHECKING:
    from decision.model.rules import Rule, RuleKindName
    from decision.report.evidence import Evidence

MEASURES = {
    "count": _("number of funded parks"),
    "grant": _("grants, mln RUB"),
    "starts": _("number of starts"),
    "payments": _("payments, mln RUB"),
}


def rule_words(rule: Rule, place: int, evidence: Evidence) -> Said:
    """What a rule demands; ``place`` is its place in the programme."""
    columns = evidence.study.parks.column
    parts: list[object] = KIND_WORDS[rule.kind](rule, place, evidence)

    def told(key: str, *path: object, share: bool = False) -> Number:
        value = getattr(rule, key, None)
        digits = 0 if share or not isinstance(value, float) or value.is_integer() else 2
        return evidence.number("rules", place, key, *path, digits=digits, share=share, source="programme")

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


def _measure(rule: Rule, _place: int, evidence: Evidence) -> list[object]:
    measure = rule.measure
    name = measure if isinstance(measure, str) else getattr(measure, "column", "")
    return [MEASURES.get(name) or _("sum of {column}", column=evidence.study.parks.column(name).title)]


def _number_of(rule: Rule, place: int, evidence: Evidence) -> list[object]:
    bound = {"at_most": _("at most"), "at_least": _("at least"), "exactly": _("exactly")}[rule.kind]
    count = evidence.number("rules", place, rule.kind, source="programme")
    return [_("of {parks}: {bound} {count}", parks=_parks(rule.of, evidence), bound=bound, count=count)]


def _fund(rule: Rule, _place: int, evidence: Evidence) -> list[object]:
    return [_("must be funded: {parks}", parks=_parks(rule.fund, evidence))]


def _reject(rule: Rule, _place: int, evidence: Evidence) -> list[object]:
    return [_("must not be funded: {parks}", parks=_parks(rule.reject, evidence))]


def _together(rule: Rule, _place: int, evidence: Evidence) -> list[object]:
    return [_("all of them or none: {parks}", parks=_parks(rule.together, evidence))]


def _excludes(rule: Rule, _place: int, evidence: Evidence) -> list[object]:
    return [_("at most one of them: {parks}", parks=_parks(rule.excludes, evidence))]


def _requires(rule: Rule, _place: int, evidence: Evidence) -> list[object]:
    park, other = _parks((rule.park or "",), evidence), _parks((rule.requires or "",), evidence)
    return [_("{park} only together with {other}", park=park, other=other)]


def _co_financing(rule: Rule, place: int, evidence: Evidence) -> list[object]:
    assert rule.co_financing is not None
    share = evidence.number("rules", place, "co_financing", "min_share", share=True, source="programme")
    of = evidence.study.parks.column(rule.co_financing.column).title
    if rule.co_financing.each_park:
        return [_("{column}: at least {share} of all the money of each funded park", column=of, share=share)]
    return [_("{column}: at least {share} of all the money", column=of, share=share)]


def _park_cap(rule: Rule, place: int, evidence: Evidence) -> list[object]:
    assert rule.park_cap is not None
    of = evidence.study.parks.column(rule.park_cap.column).title
    times = evidence.number("rules", place, "park_cap", "times", digits=3, source="programme")
    return [_("a grant is at most {times} mln RUB for each unit of: {column}", times=times, column=of)]


def _equity(rule: Rule, place: int, evidence: Evidence) -> list[object]:
    equity = rule.equity
    assert equity is not None
    column = evidence.study.parks.column(equity.by)

    def told(*key: str, digits: int = 0, share: bool = False) -> Number:
        return evidence.number("rules", place, "equity", *key, digits=digits, share=share, source="programme")

    population = equity.population
    people: Said
    if isinstance(population, str):
        people = evidence.study.parks.column(population).title
    else:
        each = (Several((column.show(code), told("population", code)), " – ") for code in population)
        people = Several(tuple(each), ", ")
    said: list[object] = [
        _("grants per head of the population by {column}", column=column.title),
        _("population: {people}", people=people),
    ]
    if equity.min_rub_per_head is not None:
        said.append(_("at least {bound} RUB", bound=told("min_rub_per_head")))
    if equity.min_ratio is not None:
        said.append(_("at least {bound} of the mean", bound=told("min_ratio", share=True)))
    if equity.max_gini is not None:
        said.append(_("Gini index at most {bound}", bound=told("max_gini", digits=2)))
    return said


KIND_WORDS: Mapping[RuleKindName, Callable[[Rule, int, Evidence], list[object]]] = {
    "measure": _measure,
    "fund": _fund,
    "reject": _reject,
    "at_most": _number_of,
    "at_least": _number_of,
    "exactly": _number_of,
    "together": _together,
    "excludes": _excludes,
    "requires": _requires,
    "co_financing": _co_financing,
    "park_cap": _park_cap,
    "equity": _equity,
}
"""What is demanded, by the kind of rule; a kind without words would be an error and not an empty cell."""


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
