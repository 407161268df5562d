"""A session's decisions as plain content for the journal, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from typing import Any

from tui.findings import OwnWeights
from tui.journal import Content
from tui.opened import OpenStudy, Question
from tui.state import Session
from tui.transitions import fitting


def note_of(session: Session) -> Content:
    """What a person decided in a session, kept plans aside; empty where nothing differs from the files."""
    if session.question is None or not (session.unsaved or session.statements):
        return {}
    own = {"members": plain(session.own_weights)} if session.own_weights else {}
    said = {"statements": list(session.statements)} if session.statements else {}
    spread = {"spread": session.spread} if session.spread else {}
    return {"question": plain(session.question), **own, **said, **spread}


def restored(session: Session, notes: Iterable[Content]) -> Session | None:
    """The session with the decisions of a journal, each step open to undo; None where none of it fits the study."""
    study = session.study
    if study is None or session.question is None:
        return None
    noted = list(notes)
    own = own_weights_of(noted[-1].get("members"), study) if noted else {}
    asked = [note.get("question", {}) for note in noted]  # nothing noted: everything was as in the files
    steps = [question for content in asked if (question := question_of(content, study)) is not None]
    statements = statements_of(noted[-1].get("statements"), study) if noted else ()
    if not own and not statements and (not steps or steps[-1].key == session.question.key):
        return None
    for step in steps:
        if step != session.question:
            session = session.asking(step)
    if statements:
        session = replace(session, statements=statements, spread=_spread(noted[-1].get("spread")))
    return replace(session, own_weights=own) if own else session


def statements_of(content: Any, study: OpenStudy) -> tuple[str, ...]:
    """Answers to statements on weights from their plain content; without those about criteria that are gone."""
    known = {node.id for node in study.nodes}
    said = [text for text in content if isinstance(text, str)] if isinstance(content, list) else []
    return tuple(text for text in said if {text.partition(" ")[0], text.rpartition(" ")[2]} <= known)


def _spread(content: Any) -> str:
    return content if content in ("uniform", "dirichlet") else ""


def own_weights_of(content: Any, study: OpenStudy) -> dict[str, OwnWeights]:
    """Members' weights from their plain content; without those that do not fit the study's criteria."""
    found: dict[str, OwnWeights] = {}
    for id, each in content.items() if isinstance(content, Mapping) else ():
        shares = each.get("shares") if isinstance(each, Mapping) else None
        if not isinstance(shares, Mapping) or shares.keys() != study.file_weights.keys():
            continue
        if all(isinstance(share, (int, float)) and 0 <= share <= 1 for share in shares.values()):
            new = id not in study.study.members
            found[str(id)] = OwnWeights(str(each.get("name", id)), dict(shares), new)
    return found


def plain(value: Any) -> Any:
    """Frozen values as lists and mappings: a dataclass becomes a mapping of its fields."""
    if hasattr(value, "__dataclass_fields__"):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    if isinstance(value, (tuple, list)):
        return [plain(inner) for inner in value]
    return value


def question_of(content: Any, study: OpenStudy) -> Question | None:
    """A question from its plain content, as far as the study still knows what it names; None where it is none."""
    if not isinstance(content, Mapping):
        return None
    known = {field.name: str(field.type) for field in fields(Question)}
    values = {name: _typed(value, known[name]) for name, value in content.items() if name in known}
    try:
        question = replace(study.question, **values)
        if question.weights.keys() != study.file_weights.keys():
            question = replace(question, weights=study.file_weights)
        return fitting(question, study)
    except (TypeError, ValueError, AttributeError):
        return None


def _typed(value: Any, annotation: str) -> Any:
    if isinstance(value, list):
        inner = [tuple(each) if isinstance(each, list) else each for each in value]
        return frozenset(inner) if annotation.startswith("frozenset") else tuple(inner)
    return value
