"""What sweeps and the committee have found: frozen values, each with the question that it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from decision.language import Message, _
from tui.opened import Shares

if TYPE_CHECKING:
    from decision.analysis.engine import Progress
    from decision.analysis.portfolio_stability_result import PortfolioStability
    from decision.analysis.regret import CommitteeRegret
    from decision.analysis.robust_result import Robust
    from decision.analysis.smaa_result import Smaa
    from decision.ranking.committee import Agreement
    from decision.ranking.stability_result import Stability
    from tui.state import Session

ROUNDED = 1e-5
"""Shares that differ by less are the same."""

Part = Literal["stability", "smaa", "robust", "funded_set"]
PARTS: dict[Part, Message] = {
    "stability": _("how far weights can move before the first place changes"),
    "smaa": _("ranks under many weights"),
    "robust": _("funded sets under many weights"),
    "funded_set": _("how far weights can move before the funded set changes"),
}
"""The parts of a sweep in the order in which they are computed."""

MEANS: dict[str, Message] = {"arithmetic": _("arithmetic mean"), "geometric": _("geometric mean")}
"""Weights that stand for all members."""


@dataclass(frozen=True, eq=False)
class Sweep:
    """The robustness sweep: what is done, what is under way."""

    turn: int = 0
    key: tuple[Any, ...] | None = None
    """What it was asked about; see :func:`sweep_key`."""
    running: bool = False
    stopping: bool = False
    ended_early: bool = False
    part: Part = "stability"
    progress: Progress | None = None
    stability: Stability | None = None
    smaa: Smaa | None = None
    robust: Robust | None = None
    funded_set: PortfolioStability | None = None
    failure: Message | str | None = None

    @property
    def begun(self) -> bool:
        """Whether there is anything to show."""
        return self.key is not None


@dataclass(frozen=True, eq=False)
class Room:
    """The committee: how far its members agree, and what each loses under which portfolio."""

    turn: int = 0
    key: tuple[Any, ...] | None = None
    """What the agreement belongs to; see :func:`room_key`."""
    conferring: bool = False
    agreement: Agreement | None = None
    means: Mapping[str, Shares] = field(default_factory=dict)
    """Shares among siblings of the arithmetic and the geometric mean of the members' weights."""
    failure: Message | str | None = None
    regret_turn: int = 0
    regret_key: tuple[Any, ...] | None = None
    regretting: bool = False
    stopping: bool = False
    done: tuple[int, int] = (0, 0)
    """Portfolios found, and all wanted."""
    regret_limit: float = 0.0
    """Seconds that the last search for regrets had."""
    regret: CommitteeRegret | None = None
    regret_failure: Message | str | None = None


@dataclass(frozen=True, eq=False)
class OwnWeights:
    """A member's weights as entered in this session; in no file yet."""

    name: str
    shares: Shares
    new: bool = False
    """Whether the member has no file."""


def sweep_key(session: Session) -> tuple[Any, ...]:
    """What the answers of a sweep hang on."""
    key = session.question.key if session.question is not None else ()
    return (session.study, key, session.statements, session.spread)


def room_key(session: Session) -> tuple[Any, ...]:
    """What the agreement of the members hangs on."""
    method = session.question.method if session.question is not None else ""
    return (session.study, method, tuple(session.own_weights.items()))


def regret_key(session: Session) -> tuple[Any, ...]:
    """What the members' regrets hang on: their weights, the rules, and the plan on the screen."""
    return (*room_key(session), session.answer)


def regret_ended_empty(session: Session) -> bool:
    """Whether the last search for these very regrets ended without a portfolio of least regret."""
    found = session.room.regret
    return (
        found is not None
        and "least_regret" not in found.portfolios
        and session.room.regret_key == regret_key(session)
    )


def names_of(session: Session) -> dict[str, str]:
    """Every member's name in the current language, those entered in this session too."""
    if session.study is None:
        return {}
    known = {id: str(member.name) for id, member in session.study.study.members.items()}
    return known | {id: own.name for id, own in session.own_weights.items()}


def shares_of(session: Session) -> dict[str, Shares]:
    """Every member's shares among siblings, then those of the means, where they are known."""
    if session.study is None:
        return {}
    own = {id: each.shares for id, each in session.own_weights.items()}
    means = session.room.means if session.room.key == room_key(session) else {}
    return {**session.study.members, **own, **means}


def whose(session: Session) -> str:
    """Whose weights are on: a member's or a mean's id; empty where they are nobody's, or those of the file."""
    question, study = session.question, session.study
    if question is None or study is None or _same(question.weights, study.file_weights):
        return ""
    return next((id for id, shares in shares_of(session).items() if _same(question.weights, shares)), "")


def _same(one: Shares, other: Shares) -> bool:
    return all(abs(share - other.get(id, 0.0)) <= ROUNDED for id, share in one.items())


def whose_name(session: Session, id: str) -> str:
    """The name of a member or of a mean."""
    return str(MEANS[id]) if id in MEANS else names_of(session).get(id, id)


def entered(session: Session) -> list[str]:
    """What was entered for members and stands in no file, a phrase each."""
    return [str(_("weights of a member: {name}", name=own.name)) for own in session.own_weights.values()]


def statement_words(session: Session, statement: str) -> str:
    """A statement on weights with the names of the criteria."""
    labels = {node.id: node.label for node in session.study.nodes} if session.study is not None else {}
    words = " ".join(labels.get(word, word) for word in statement.split(" "))
    return words.replace(">=", "≥").replace("<=", "≤")


def answered(session: Session) -> list[str]:
    """The answers to statements on weights, which stand in no file, a phrase each."""
    return [
        str(_("answer: {statement}", statement=statement_words(session, statement)))
        for statement in session.statements
    ]


def without_written(session: Session, written: tuple[str, ...]) -> Session:
    """The session without the weights that stand in files now."""
    kept = {id: own for id, own in session.own_weights.items() if id not in written}
    return replace(session, own_weights=kept)
