"""Kept plans as plain content for the journal, and back: the plan itself is noted, not only what it answers.

Solving again could give another plan of the same value than the one that people looked at; so the plan is taken as
it was. Only where the files have changed since is its question answered anew, and said so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from decision.language import current_language
from tui.journal import Content
from tui.kept import LETTERS, MOST, ORIGINS, Kept
from tui.notes import plain, question_of
from tui.opened import OpenStudy, Question

if TYPE_CHECKING:
    from decision.model.results import Portfolio


@dataclass(frozen=True, eq=False)
class NotedPlan:
    """A plan put aside in a session that ended without leaving."""

    place: int
    question: Question
    origin: str
    derived_from: Question | None
    answer: Mapping[str, Any]
    """The plan as noted."""
    same_files: bool
    """Whether the files are those that it was made from."""

    @property
    def decided(self) -> Question:
        """What people had decided when it was found."""
        return self.derived_from or self.question

    @property
    def letter(self) -> str:
        """Its letter in the current language."""
        return LETTERS[current_language()][self.place]

    @property
    def label(self) -> str:
        """Its letter for the core."""
        return LETTERS["en"][self.place]

    def portfolio(self) -> Portfolio:
        """The plan.

        Raises:
            KeyError, TypeError, ValueError: the note is none.
        """
        from decision.records.kept import portfolio_from

        return portfolio_from(self.answer["result"], self.answer["kept"])


def changes_of_kept(before: Iterable[Kept], after: Iterable[Kept]) -> list[Content]:
    """Notes of what was put aside and what was removed between two states of page 5."""
    from decision.records.kept import kept_portfolio

    old, new = tuple(before), tuple(after)
    notes: list[Content] = [{"removed": each.place} for each in old if each not in new]
    for each in new:
        if each not in old:
            portfolio = each.answer.portfolio
            answer = {"result": portfolio.to_dict(), "kept": kept_portfolio(portfolio)}
            asked = {"question": plain(each.question), "derived_from": plain(each.derived_from)}
            files = files_of(each.study)
            notes.append(
                {"put_aside": each.place, "origin": each.origin, **asked, "answer": answer, "files": files}
            )
    return notes


def files_of(study: OpenStudy) -> list[str]:
    """Fingerprints of all that was read."""
    return sorted(file.sha256 for file in study.study.files)


def about_kept(note: Content) -> bool:
    """Whether a note is about the plans put aside."""
    return "put_aside" in note or "removed" in note


def noted_plans(notes: Iterable[Content], study: OpenStudy) -> tuple[NotedPlan, ...]:
    """The plans that were put aside when the session ended, as far as the study still knows what they ask."""
    found: dict[int, NotedPlan] = {}
    for note in notes:
        if "removed" in note:
            found.pop(note["removed"], None)
        place, answer = note.get("put_aside"), note.get("answer")
        if not isinstance(place, int) or not 0 <= place < MOST or not isinstance(answer, Mapping):
            continue
        question = question_of(note.get("question"), study)
        if question is not None:
            origin = note.get("origin")
            found[place] = NotedPlan(
                place,
                question,
                origin if origin in ORIGINS else "",
                question_of(note.get("derived_from"), study),
                answer,
                note.get("files") == files_of(study),
            )
    return tuple(found[place] for place in sorted(found))
