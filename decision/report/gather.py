"""The protocol: which sections it has, gathered from a record and what was computed beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from decision.errors import InputProblems, Problem
from decision.language import Message, _
from decision.report import parts_answer, parts_origin, parts_question, parts_reasons
from decision.report.content import Protocol, Said, Section

if TYPE_CHECKING:
    from decision.report.evidence import Evidence

SECTIONS: Mapping[str, Callable[[Evidence], Section]] = {
    "meeting": parts_question.meeting,
    "programme": parts_question.programme,
    "criteria": parts_question.criteria,
    "conflict": parts_reasons.conflict,
    "portfolio": parts_answer.portfolio,
    "payments": parts_answer.payments,
    "scorecard": parts_answer.scorecard,
    "rules": parts_answer.rules,
    "rejected": parts_reasons.rejected,
    "robustness": parts_reasons.robustness,
    "ranking": parts_answer.ranking,
    "procedure": parts_origin.procedure,
    "sources": parts_origin.sources,
    "record": parts_origin.origin,
    "signatures": parts_origin.signatures,
}
"""Every section by its id, in the order of the document."""
NEED_A_PLAN = frozenset(("portfolio", "payments", "scorecard", "rules", "rejected", "robustness"))


def check_sections(wanted: Sequence[str]) -> None:
    """Whether all of these are sections.

    Raises:
        InputProblems: those that are not.
    """
    unknown = [name for name in wanted if name not in SECTIONS]
    if unknown:
        remedy = _("choose from {choice}", choice=", ".join(SECTIONS))
        raise InputProblems(
            [
                Problem(_("no section is called {name}", name=name), file="--sections", remedy=remedy)
                for name in unknown
            ]
        )


def protocol(evidence: Evidence, sections: Sequence[str] = ()) -> Protocol:
    """The document's content.

    Args:
        evidence: the record and what was computed beside it.
        sections: ids of the sections wanted; none: all that apply.

    Raises:
        InputProblems: a section that does not exist.
    """
    check_sections(sections)
    has_plan = evidence.portfolio.objective is not None
    gathered = []
    for name, gather in SECTIONS.items():
        if sections and name not in sections:
            continue
        if name in NEED_A_PLAN and not has_plan:
            continue
        if name == "conflict" and has_plan:
            continue
        gathered.append(gather(evidence))
    title: Message = _("Protocol of the selection of parks")
    return Protocol(
        title, str(evidence.study.title), notices(evidence), gathered, footer(evidence), digest(evidence)
    )


def notices(evidence: Evidence) -> list[Said]:
    """What must be said wherever the figures are shown."""
    said: list[Said] = []
    if evidence.study.synthetic:
        said.append(_("SYNTHETIC DATA: the figures of the parks are not real"))
    seal = evidence.record.get("seal")
    if seal and not seal["held"]:
        said.append(parts_origin.SEAL_BROKEN)
    texts = [str(one) for one in (evidence.study.notice, evidence.study.parks.notice) if one is not None]
    said += list(dict.fromkeys(texts))
    return said


def digest(evidence: Evidence) -> str:
    """The digest that is quoted: of the record, or of the result where the record has none of its own."""
    return str(evidence.record.get("digest") or evidence.record["result_sha256"])


def footer(evidence: Evidence) -> Said:
    """At the foot of every page."""
    short = digest(evidence)[:12]
    if evidence.study.synthetic:
        return _("{title} · record {digest} · synthetic data", title=str(evidence.study.title), digest=short)
    return _("{title} · record {digest}", title=str(evidence.study.title), digest=short)
