"""What was asked: the meeting, the programme and its rules in words, criteria and weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from decision.language import Message, _
from decision.report.content import Blank, Block, Cell, Column, Number, Section, Several, Table, Words
from decision.report.wording import mark_words, objective_words, terms_words
from decision.report.wording_rules import rule_words

if TYPE_CHECKING:
    from decision.report.evidence import Evidence

GOALS = {"max": _("more is better"), "min": _("less is better")}


def meeting(evidence: Evidence) -> Section:
    """Date, place and who was there, to be filled in by hand."""
    blocks: list[Block] = [
        Blank(_("Protocol No.")),
        Blank(_("Date of the meeting")),
        Blank(_("Place")),
    ]
    members = list(evidence.study.members.values())
    if members:
        blocks.append(Words(_("Members of the committee present"), "heading"))
        blocks += [Blank(member.name) for member in members]
    else:
        blocks += [Blank(_("Chair of the committee")), Blank(_("Members of the committee"), lines=5)]
    blocks += [Blank(_("Secretary of the committee")), Blank(_("Invited"), lines=2)]
    return Section("meeting", _("The meeting"), blocks)


def programme(evidence: Evidence) -> Section:
    """Money, terms, objective and rules in words."""
    asked = evidence.programme
    budget = asked.budget
    total = evidence.number("budget", "total", source="programme", digits=1)
    blocks: list[Block] = [
        Words(
            _(
                "{title}. Years {first}–{last}. All the money of the programme: {total} mln RUB.",
                title=asked.title,
                first=str(asked.years[0]),
                last=str(asked.years[-1]),
                total=total,
            )
            if len(asked.years) > 1
            else _(
                "{title}. Year {year}. All the money of the programme: {total} mln RUB.",
                title=asked.title,
                year=str(asked.years[0]),
                total=total,
            )
        )
    ]
    if budget.by_year:
        rows = [
            (str(year), evidence.number("budget", "by_year", year, source="programme", digits=1))
            for year in budget.by_year
        ]
        blocks.append(
            Table(
                "ceilings",
                _("Ceilings of the years, mln RUB"),
                (Column(_("year")), Column(_("ceiling of the year"), right=True)),
                rows,
                (
                    _("total"),
                    evidence.number("budget", "by_year", "*", source="programme", digits=1, how="sum"),
                ),
            )
        )
    if budget.carry_over:
        share = evidence.number("budget", "carry_over", source="programme", share=True)
        blocks.append(
            Words(_("Of what a year leaves unspent, {share} may be used the year after.", share=share))
        )
    else:
        blocks.append(Words(_("What a year leaves unspent lapses.")))
    blocks.append(Words(_("What one park may get"), "heading"))
    blocks += [Words(said, "item") for said in terms_words(evidence)]
    blocks.append(Words(_("What is maximised"), "heading"))
    blocks += [Words(said, "item") for said in objective_words(evidence)]
    active = [(place, rule) for place, rule in enumerate(asked.rules) if rule.active]
    if active:
        rule_rows = []
        for place, rule in active:
            force: Message = _("must hold")
            if rule.soft is not None and rule.soft.priority is not None:
                force = _("should hold, priority {priority}", priority=str(rule.soft.priority))
            elif rule.soft is not None:
                penalty = evidence.number("rules", place, "soft", "penalty", source="programme", digits=5)
                force = _("should hold, penalty {penalty}", penalty=penalty)
            rule_rows.append(
                (str(rule.label), rule_words(rule, place, evidence), force, str(rule.source or ""))
            )
        columns = (
            Column(_("rule"), 2.2), Column(_("what it demands"), 3.2), Column(_("force"), 1.1),
            Column(_("source"), 2.6),
        )  # fmt: skip
        blocks.append(Table("demands", _("Rules of the programme"), columns, rule_rows).without_empty())
    if marked := mark_words(asked):
        blocks.append(Words(_("Marks of sources: {marks}.", marks=marked), "small"))
    off = [rule for rule in asked.rules if not rule.active]
    if off:
        names = Several(tuple(rule.label for rule in off))
        blocks.append(Words(_("Written down but not applied: {rules}.", rules=names), "small"))
    notes = (("budget", budget.note), ("terms", asked.terms.note), ("programme", asked.note))
    blocks += [Words(str(note), "small") for _name, note in notes if note is not None]
    return Section("programme", _("The programme and its rules"), blocks)


def criteria(evidence: Evidence) -> Section:
    """Method, criteria, weights and where they come from."""
    from decision.ranking.methods import METHODS

    model, ranking = evidence.study.criteria, evidence.ranking
    method = METHODS.get(ranking.method)
    name = method.to_dict()["name"] if method is not None else ranking.method
    leaves = {leaf.id: leaf for leaf in model.leaves()}
    rows: list[tuple[Cell, ...]] = []
    for place, one in enumerate(ranking.criteria):
        leaf = leaves[one.id]

        def end(*path: str, one_id: str = one.id) -> Number:
            value = evidence.number(one_id, *path, source="criteria")
            digits = min(4, len(f"{value.value:.6g}".partition(".")[2])) if value.value is not None else 0
            return evidence.number(one_id, *path, source="criteria", digits=digits)

        rows.append(
            (
                str(one.label),
                str(one.unit or ""),
                GOALS[one.goal],
                evidence.number("ranking", "criteria", place, "weight", share=True, digits=1),
                end("scale", "worst") if leaf.scale else None,
                end("scale", "best") if leaf.scale else None,
                end("do_nothing") if leaf.do_nothing is not None else None,
                str(leaf.source or ""),
            )
        )
    columns = (
        Column(_("criterion"), 2.2), Column(_("unit"), 1.0), Column(_("goal"), 1.2), Column(_("weight"), 0.9, True),
        Column(_("worst"), 0.8, True), Column(_("best"), 0.8, True), Column(_("without the park"), 1.0, True),
        Column(_("source"), 2.6),
    )  # fmt: skip
    total: tuple[Cell, ...] = (
        _("total"), "", "",
        evidence.number("ranking", "criteria", "*", "weight", share=True, digits=1, how="sum"),
        None, None, None, "",
    )  # fmt: skip
    blocks: list[Block] = [
        Words(_("{title}. Parks are ranked by the method {method}.", title=model.title, method=name)),
        Table("criteria", _("Criteria and weights"), columns, rows, total).without_empty(),
    ]
    if ranking.merit_of_doing_nothing is not None:
        zero = evidence.number("ranking", "merit_of_doing_nothing", digits=3)
        blocks.append(
            Words(_("Merit of doing nothing, the zero of what the money maximises: {zero}.", zero=zero))
        )
    if not ranking.independent_of_others:
        blocks.append(Words(_("Merits depend on who else applied."), "small"))
    if model.note is not None:
        blocks.append(Words(str(model.note), "small"))
    return Section("criteria", _("Criteria and weights"), blocks)
