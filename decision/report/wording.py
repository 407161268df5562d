"""The programme in words, with every number where it was written; its rules in :mod:`decision.report.wording_rules`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from decision.language import _
from decision.model.base import MARKS
from decision.report.content import Column, Number, Said, Several

if TYPE_CHECKING:
    from decision.model.programme import Programme
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
YEAR_COLUMNS = ("earliest_start",)
UNITS = {
    "parks": _("parks"),
    "mln RUB": _("mln RUB"),
    "mln RUB a year": _("mln RUB a year"),
    "thousand RUB a month": _("thousand RUB a month"),
    "share": _("share"),
    "companies": _("companies"),
    "jobs": _("jobs"),
    "universities": _("universities"),
    "level 1-9": _("level 1–9"),
    "probability": _("probability"),
    "ha": _("ha"),
    "m2": _("m²"),
    "year": _("year"),
    "years": _("years"),
}
"""Units that tables of parks are written in; any other is shown as it is written."""


MARK_WORDS = {
    "law": _("act or its official summary"),
    "press": _("agency or newspaper on the rule"),
    "observed": _("award really made"),
    "old": _("rule no longer in force"),
    "derived": _("computed figure"),
    "scenario": _("assumption"),
}


def mark_words(programme: Programme) -> Several | None:
    """What the marks in the sources of a programme mean, those that occur; None where there are none."""
    sources = [programme.budget.source, programme.terms.source]
    sources += [rule.source for rule in programme.rules if rule.active]
    sources += [line.source for line in programme.scorecard]
    found = {mark for source in sources if source is not None for mark in source.marks}
    told = tuple(Several((MARKS[mark], words), " – ") for mark, words in MARK_WORDS.items() if mark in found)
    return Several(told) if told else None


def head_width(title: str) -> float:
    """How wide a column of figures must be for the longest word of its head, beside columns of width 1."""
    longest = max(map(len, title.split()), default=0)
    return min(max(1.2, 0.098 * longest), 1.8)


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
