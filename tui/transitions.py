"""How one state follows from another: pure functions on the session."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from tui.bounds import without_file_values
from tui.opened import Answer, OpenStudy, Question, Shares
from tui.state import ROUNDED, Session


def give_way(
    shares: Shares, id: str, value: float, siblings: Iterable[str], locked: Iterable[str] = ()
) -> dict[str, float]:
    """The shares after ``id`` takes ``value``: unlocked siblings give way in proportion and the sum stays 1.

    A sibling at 0 stays there unless all that may move are at 0; then they share alike. Nothing changes
    when every sibling is locked.
    """
    held = set(locked) - {id}
    others = [sibling for sibling in siblings if sibling != id]
    movable = [sibling for sibling in others if sibling not in held]
    if not movable:
        return dict(shares)
    fixed = sum(shares[sibling] for sibling in others if sibling in held)
    value = min(max(value, 0.0), max(0.0, 1.0 - fixed))
    left = max(0.0, 1.0 - fixed - value)
    total = sum(shares[sibling] for sibling in movable)
    result = dict(shares)
    result[id] = value
    for sibling in movable:
        result[sibling] = left * (shares[sibling] / total) if total > 0 else left / len(movable)
    return result


def with_answer(session: Session, answer: Answer) -> Session:
    """The session with an answer to its question."""
    if not answer.has_plan:
        return replace(session, refused=answer.portfolio)
    base = session.study.question if session.study is not None else None
    first = (
        answer
        if session.first is None and base is not None and base.key == answer.question.key
        else session.first
    )
    same = session.answer is not None and session.answer.question.key == answer.question.key
    return replace(
        session,
        answer=answer,
        before=session.before if same else session.answer,
        first=first,
        refused=None,
    )


def carried_over(session: Session, study: OpenStudy) -> Question:
    """The person's question asked of a study that was read again; the file's where nothing was decided."""
    old, before = session.question, session.study
    if old is None or before is None:
        return study.question
    weights = old.weights if session.weights_unsaved and same_nodes(before, study) else study.file_weights
    if all(abs(weights[id] - share) <= ROUNDED for id, share in study.file_weights.items()):
        weights = study.file_weights
    method = old.method if old.method != before.question.method else study.question.method
    locked = old.locked if same_nodes(before, study) else frozenset()
    return fitting(replace(old, weights=weights, method=method, locked=locked), study)


def fitting(question: Question, study: OpenStudy) -> Question:
    """The question without the parks and rules that the study does not know."""
    known = study.names
    return replace(
        question,
        locked=frozenset(id for id in question.locked if id in study.file_weights),
        fund=tuple(park for park in question.fund if park in known),
        reject=tuple(park for park in question.reject if park in known),
        rules={
            id: active
            for id, active in question.rules.items()
            if id in study.rules and study.rules[id].active != active
        },
        settings=without_file_values(study, question.settings),
    )


EDITED = ("study", "criteria", "programme", "member")
"""Roles of the files that people edit by hand and that a session changes as well."""


def edited(session: Session, study: OpenStudy, own: Collection[str] = ()) -> tuple[str, ...]:
    """The edited files whose new content meets decisions that are in no file; ``own``: digests written from here."""
    old = session.study
    if old is None or not session.unsaved:
        return ()
    before = {file.shown: file.sha256 for file in old.study.files}
    return tuple(
        file.shown
        for file in study.study.files
        if file.role in EDITED and before.get(file.shown) != file.sha256 and file.sha256 not in own
    )


def same_nodes(old: OpenStudy, new: OpenStudy) -> bool:
    """Whether two versions of a study have the same criteria and groups."""
    return [node.id for node in old.nodes] == [node.id for node in new.nodes]


def same_parks(old: OpenStudy, new: OpenStudy) -> bool:
    """Whether two versions of a study have the same parks."""
    return old.names.keys() == new.names.keys()
