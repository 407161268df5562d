"""Refusal letters: one for every park without money, with its place in the ranking and the solver's reason."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from decision.language import _
from decision.report.content import Blank, Block, Said, Several, Signatures, Words
from decision.report.docx_writer import WordDocument
from decision.report.gather import footer, notices
from decision.report.parts_reasons import barred_words, reason_words

if TYPE_CHECKING:
    from decision.report.evidence import Evidence

LONGEST_NAME = 80
RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)$")
"""Names that Windows keeps for devices."""


@dataclass(frozen=True)
class Letter:
    """One letter, as data."""

    park_id: str
    file: str
    """A name without folders that every system allows."""
    title: Said
    notices: tuple[Said, ...]
    blocks: tuple[Block, ...]
    footer: Said


def letters(evidence: Evidence, chosen: Collection[str] | None = None) -> list[Letter]:
    """A letter for every park that is not funded, or the chosen of them, in the order of the ranking."""
    plan = evidence.portfolio
    parks = [*plan.not_funded, *plan.ineligible] if plan.objective is not None else []
    parks = [park for park in parks if chosen is None or park in chosen]
    files = file_names(parks)
    said = tuple(notices(evidence))
    return [
        Letter(
            park,
            f"{files[park]}.docx",
            _("On the application {park}", park=park),
            said,
            tuple(_blocks(evidence, park)),
            footer(evidence),
        )
        for park in parks
    ]


def _blocks(evidence: Evidence, park: str) -> Iterator[Block]:
    plan, name = evidence.portfolio, evidence.names.get(park, "")
    yield Blank(_("No. and date"))
    yield Blank(_("To"))
    yield Words(
        _(
            "Your application {park} “{name}” was considered in the selection “{round}” and is not funded.",
            park=park,
            name=name,
            round=str(evidence.study.title),
        )
    )
    place = {str(one): number for number, one in enumerate(evidence.ranking.table.index)}.get(park)
    if place is not None:
        yield Words(
            _(
                "Its place in the ranking is {rank} of {count}, its merit {merit}.",
                rank=evidence.number("ranking", "ranking", place, "rank"),
                count=evidence.number("ranking", "ranking", "*", how="count"),
                merit=evidence.number("ranking", "ranking", place, "merit", digits=3),
            )
        )
    yield Words(_("Reason"), "heading")
    found = evidence.explanation
    told = {} if found is None else {one.park_id: (number, one) for number, one in enumerate(found.parks)}
    if park in plan.ineligible:
        yield Words(
            _("The application is not eligible: {reasons}.", reasons=Several(tuple(plan.ineligible[park])))
        )
    elif park in told and told[park][1].possible is False:
        yield Words(_("The park cannot be funded: {reason}.", reason=reason_words(evidence, *told[park])))
    elif park in told:
        yield Words(
            _(
                "The programme was solved again with the park funded. Result: {reason}.",
                reason=reason_words(evidence, *told[park]),
            )
        )
    elif barring := evidence.barring.get(park):
        yield Words(_("The park cannot be funded: {reason}.", reason=barred_words(barring)))
    else:
        yield Words(_("Within the money and the rules the parks that are funded are worth more together."))
    yield Words(
        _(
            "Parks funded: {count}. Granted: {granted} of {total} mln RUB.",
            count=evidence.number("portfolio", "portfolio", "*", how="count"),
            granted=evidence.number("portfolio", "budget", "granted", digits=1),
            total=evidence.number("portfolio", "budget", "total", digits=1),
        )
    )
    if evidence.name:
        yield Words(
            _(
                "The decision can be checked by its record {name}, digest {digest}.",
                name=evidence.name,
                digest=str(evidence.record["digest"]),
            ),
            "small",
        )
    yield Signatures([_("Chair of the committee")])


def write_letter(letter: Letter) -> bytes:
    """The letter as a Word document, in the language spoken."""
    document = WordDocument(str(letter.title), letter.footer)
    document.title(letter.title, "")
    for notice in letter.notices:
        document.notice(notice)
    for block in letter.blocks:
        document.block([block] if isinstance(block, Blank) else block)
    return document.to_bytes()


def letter_text(letter: Letter) -> str:
    """The letter as Markdown that also reads as plain text, in the language spoken."""
    lines = [f"# {letter.title}", *(f"> {notice}" for notice in letter.notices)]
    for block in letter.blocks:
        if isinstance(block, Blank):
            lines.append(f"{block.label}: {'_' * 30}")
        elif isinstance(block, Signatures):
            lines += [f"{role}: {'_' * 30}" for role in block.roles]
        elif isinstance(block, Words):
            lines.append(f"## {block.text}" if block.style == "heading" else str(block.text))
    return "\n\n".join([*lines, str(letter.footer)]) + "\n"


def file_names(parks: Iterable[str]) -> dict[str, str]:
    """A safe and distinct file name, without its ending, for every park.

    Letters of any alphabet, digits, ``-`` and ``_`` stay; everything else, also a slash or a dot, becomes ``_``.
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    for park in parks:
        plain = unicodedata.normalize("NFC", park)
        plain = "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in plain)
        plain = plain[:LONGEST_NAME] or "_"
        plain = f"_{plain}" if RESERVED.match(plain) else plain
        wanted, count = plain, 1
        # Some file systems hold A and a to be the same.
        while wanted.casefold() in taken:
            count += 1
            wanted = f"{plain}-{count}"
        taken.add(wanted.casefold())
        names[park] = wanted
    return names
