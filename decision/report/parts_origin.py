"""Where it all comes from: sources and provenance, the procedure, the record, the signatures."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from decision.language import _, moment, number
from decision.model.seals import SealState
from decision.report.content import (
    Block,
    Cell,
    Column,
    Said,
    Section,
    Sentence,
    Several,
    Signatures,
    Table,
    Words,
)
from decision.report.wording import park_column, unit_words

if TYPE_CHECKING:
    from decision.report.evidence import Evidence

PROVENANCE = {
    "real": _("real"),
    "derived": _("derived"),
    "synthetic": _("synthetic"),
    "unknown": _("not stated"),
}
ROLES = {
    "study": _("study"),
    "parks": _("parks"),
    "package": _("data package"),
    "criteria": _("criteria"),
    "programme": _("programme"),
    "partnerships": _("partnerships"),
    "member": _("member"),
    "seal": _("seal"),
}
SEAL_BROKEN = _("THE SEAL IS BROKEN: criteria, weights or rules were changed after they were fixed.")
SUPPORT = "earlier_support_mln_rub"


def sources(evidence: Evidence) -> Section:
    """Provenance of the columns that count, and the files with their digests."""
    blocks: list[Block] = []
    rows: list[tuple[Cell, ...]] = []
    for name in columns_used(evidence):
        column = evidence.study.parks.column(name)
        rows.append(
            (
                str(column.title),
                name,
                unit_words(column.unit),
                PROVENANCE[column.provenance],
                str(column.source or ""),
            )
        )
    heads = (
        Column(_("figure"), 2.4), Column(_("column"), 2.0), Column(_("unit"), 0.9), Column(_("provenance"), 1.4),
        Column(_("source"), 3.0),
    )  # fmt: skip
    if rows:
        blocks.append(
            Table(
                "columns", _("Figures of the parks that count in this decision"), heads, rows
            ).without_empty()
        )
    asked = evidence.programme
    written = [("budget", _("the money"), asked.budget.source), ("terms", _("the terms"), asked.terms.source)]
    blocks += [
        Words(_("Source of {what}: {source}", what=what, source=" ".join(str(source).split())), "small")
        for _key, what, source in written
        if source
    ]
    model = evidence.study.criteria
    if model.source:
        blocks.append(
            Words(
                _(
                    "Source of {what}: {source}",
                    what=_("the criteria"),
                    source=" ".join(str(model.source).split()),
                ),
                "small",
            )
        )
    files = [
        (ROLES.get(one["role"], one["role"]), one["name"], one["sha256"]) for one in evidence.record["inputs"]
    ]
    file_heads = (Column(_("what"), 1.2), Column(_("file"), 2.2), Column(_("SHA-256"), 5.2))
    blocks.append(Table("inputs", _("Files that the decision was made from"), file_heads, files, dense=True))
    return Section("sources", _("Sources and provenance"), blocks)


def columns_used(evidence: Evidence) -> list[str]:
    """Columns of the parks that criteria, terms, rules, objective and scorecard name, in the order of the table."""
    from decision.model.expressions import columns_of

    asked, model = evidence.programme, evidence.study.criteria
    named: set[str] = {"requested_mln_rub"}
    for leaf in model.leaves():
        named |= {leaf.column} if leaf.column else set(columns_of(leaf.expression or "0"))
    named |= {asked.objective.maximise, asked.objective.size or ""}
    named |= set(_strings(asked.model_dump(mode="json", by_alias=True)["rules"]))
    for line in asked.scorecard:
        measure: Any = line.measure
        named |= {measure} if isinstance(measure, str) else {measure.numerator, measure.denominator}
    terms = asked.terms
    named |= {"minimum_mln_rub"} if terms.funding == "partial" else set()
    named |= {"capex_mln_rub", "model"} if terms.cap_share_of_capex is not None else set()
    named |= {"area_ha"} if terms.cap_per_hectare is not None else set()
    named |= {getattr(terms.cap, "column", "")} | {"earliest_start", "build_years"}
    return [str(name) for name in evidence.study.parks.table.columns if name in named]


def _strings(inside: Any) -> Iterator[str]:
    """Every key and text; those that are no column are of no harm."""
    if isinstance(inside, str):
        yield inside
    elif isinstance(inside, dict):
        for key, value in inside.items():
            if key in ("name", "note", "source", "id"):
                continue
            yield key
            yield from _strings(value)
    elif isinstance(inside, list):
        for value in inside:
            yield from _strings(value)


def procedure(evidence: Evidence) -> Section:
    """Seal, overrides, recusals and earlier support."""
    record = evidence.record
    blocks: list[Block] = []
    blocks += _seal(record.get("seal"))
    overrides = record.get("overrides") or []
    if overrides:
        rows = [
            (
                _override(one, evidence),
                one.get("by") or _("nobody named"),
                one.get("reason") or _("no reason given"),
            )
            for one in overrides
        ]
        heads = (Column(_("what was changed"), 3.0), Column(_("by whom"), 1.6), Column(_("why"), 3.0))
        blocks.append(Table("overrides", _("Departures from the study as written"), heads, rows))
    else:
        blocks.append(Words(_("Nothing was changed: the decision follows from the study as written.")))
    recusals = record.get("recusals") or {}
    if recusals:
        names = {member: one.name for member, one in evidence.study.members.items()}
        body = [
            (
                str(names.get(member, member)),
                f"{park} {evidence.names.get(park, '')}".strip(),
                reason or _("no reason given"),
            )
            for member, parks in recusals.items()
            for park, reason in parks.items()
        ]
        heads = (Column(_("member"), 2.0), Column(_("park"), 2.4), Column(_("reason"), 3.0))
        blocks.append(Table("recusals", _("Members who did not decide on a park"), heads, body))
    else:
        blocks.append(Words(_("No member was recused.")))
    blocks += _earlier_support(evidence)
    return Section("procedure", _("The procedure"), blocks)


def _seal(content: Any) -> list[Block]:
    """Whether the seal held, and everything that was changed since."""
    if not content:
        return [
            Words(_("The study was not sealed: criteria, weights and rules could be changed at any time."))
        ]
    seal = SealState.from_dict(content)
    said: list[Block] = []
    if not seal.held:
        said.append(Words(SEAL_BROKEN, "notice"))
    said += [Words(Sentence(line)) for line in seal.says()]
    if seal.digest:
        said.append(Words(_("Digest of the seal: {digest}", digest=seal.digest), "small"))
    if seal.changes:
        rows = [(one.item, _was(one.before), _was(one.after)) for one in seal.changes]
        heads = (Column(_("sealed thing"), 2.0), Column(_("as sealed"), 2.6), Column(_("now"), 2.6))
        said.append(Table("seal", _("What was changed since the seal"), heads, rows))
    return said


def _was(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return number(value, len(f"{value:.6g}".partition(".")[2]))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _override(one: dict[str, Any], evidence: Evidence) -> Said:
    """What was changed, with the name of the rule or the park beside its id."""
    from decision.records.overrides import Override

    override = Override.from_dict(one)
    words = override.subject.split(".")
    labels = {rule.id: rule.label for rule in evidence.study.programme.rules if str(rule.label) != rule.id}
    if override.kind == "setting" and words[0] == "rules" and len(words) > 1 and words[1] in labels:
        return Several((labels[words[1]], override.what), ": ")
    if override.kind in ("fund", "reject") and override.subject in evidence.names:
        return Several((override.what, evidence.names[override.subject]), ": ")
    return override.what


def _earlier_support(evidence: Evidence) -> list[Block]:
    """Funded parks that were supported before: shown, so that double support is seen."""
    table = evidence.study.parks.table
    if evidence.portfolio.objective is None:
        return []
    if SUPPORT not in table:
        return [Words(_("The table of parks does not tell whether a park was supported before."), "small")]
    rows: list[tuple[Cell, ...]] = []
    for place, park in enumerate(evidence.portfolio.funded):
        before = evidence.number(park.park_id, SUPPORT, digits=1, source="parks")
        if before.value is not None and before.value > 0:
            rows.append(
                (
                    park.park_id,
                    evidence.names.get(park.park_id, park.name),
                    before,
                    evidence.number("portfolio", "portfolio", place, "grant_mln_rub", digits=1),
                )
            )
    if not rows:
        return [Words(_("None of the funded parks was supported before."))]
    heads = (
        park_column(evidence), Column(_("name"), 3.0), Column(_("earlier support, mln RUB"), 1.4, True),
        Column(_("grant now, mln RUB"), 1.4, True),
    )  # fmt: skip
    return [Table("support", _("Funded parks that were supported before"), heads, rows)]


def origin(evidence: Evidence) -> Section:
    """The record that this document is made from, and how it is checked."""
    record = evidence.record
    rows: list[tuple[Cell, ...]] = [(_("record"), evidence.name)] if evidence.name else []
    if record.get("time"):
        rows.append((_("time"), moment(str(record["time"]))))
    if record.get("digest"):
        rows.append((_("digest of the record"), str(record["digest"])))
    rows.append((_("digest of the result"), str(record["result_sha256"])))
    solver = evidence.portfolio.solver
    rows.append((_("solver"), f"{solver.name} {solver.version}"))
    versions = record.get("versions") or {}
    listed = ", ".join(f"{name} {number}" for name, number in versions.items() if number)
    rows.append((_("versions"), listed))
    heads = (Column("", 1.4), Column("", 4.6))
    blocks: list[Block] = [Table("record", _("The record of the computation"), heads, rows)]
    if evidence.name:
        blocks.append(
            Words(
                _(
                    "parkfund replay {name} computes the decision again from the files kept in the record and says "
                    "whether the same comes out.",
                    name=evidence.name,
                )
            )
        )
    return Section("record", _("The record"), blocks)


def signatures(evidence: Evidence) -> Section:
    """Who signs."""
    members: list[Said] = [member.name for member in evidence.study.members.values()]
    members = members or [_("Chair of the committee"), *[_("Member of the committee")] * 3]
    roles: list[Said] = [*members, _("Secretary of the committee")]
    return Section("signatures", _("Signatures"), [Signatures(roles)])
