"""Why a park is in or out, as far as it is known by now: parts arrive as the solver confirms them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from decision.language import Message
from tui.state import Session

if TYPE_CHECKING:
    from decision.analysis.explanation import ParkExplanation
    from decision.ranking.places import PairExplanation


@dataclass(frozen=True, eq=False)
class Explained:
    """One park explained under one answer."""

    park: str
    key: tuple[object, ...]
    """What it explains: study, question and park."""
    turn: int = 0
    running: bool = True
    stopped: bool = False
    """Stopped by the person: what is there stays."""
    done: int = 0
    of: int = 0
    """Steps done, and all of them."""
    asks: Message | None = None
    """What the solver is asked now, in words; None: nothing in particular."""
    pair: PairExplanation | None = None
    """Against the park right above, for the first park the one right below."""
    found: ParkExplanation | None = None
    failure: Message | str | None = None


def explained_key(session: Session) -> tuple[object, ...] | None:
    """What page 4 is to explain now; None while there is no fresh plan or no park."""
    answer = session.answer
    if session.page != "explain" or session.park is None or session.study is None or session.order is None:
        return None
    if answer is None or not answer.has_plan or session.stale:
        return None
    return (id(session.study), answer.question.key, session.park)
