"""The state of a session: frozen values that only the app replaces; panels read them and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from decision.errors import Problem
from decision.language import Message
from tui.findings import OwnWeights, Room, Sweep
from tui.kept import Comparing
from tui.opened import Answer, OpenStudy, Order, Question
from tui.trading import Trading

if TYPE_CHECKING:
    from decision.model.options import SolveProgress
    from decision.model.results import Portfolio
    from tui.explained import Explained

ROUNDED = 1e-5
"""Shares that differ by less are the same: a file holds them rounded."""

Standing = Literal[
    "reading",
    "unreadable",
    "computing",
    "proven",
    "best",
    "nothing",
    "conflict",
    "faulty",
    "failed",
    "unranked",
]
"""What the numbers on the screen are worth; the answer strip has one sentence for each."""


@dataclass(frozen=True, eq=False)
class Session:
    """Everything that the screens show."""

    opened: str = ""
    """What the person asked to open, as shown."""
    study: OpenStudy | None = None
    question: Question | None = None
    order: Order | None = None
    base: Order | None = None
    """The ranking that the files ask for: what arrows compare with."""
    answer: Answer | None = None
    """The last plan; may be older than the question."""
    before: Answer | None = None
    """The plan before that: what "changed" compares with."""
    first: Answer | None = None
    """The plan that the files ask for."""
    refused: Portfolio | None = None
    """The answer to the present question without a plan: proven infeasible, or stopped empty-handed."""
    failure: Message | str | None = None
    """Why the present question could not be ranked or solved."""
    turn: int = 0
    computing: bool = False
    elapsed: float = 0.0
    progress: SolveProgress | None = None
    limit: float = 60.0
    problems: tuple[Problem, ...] = ()
    """Faults of the files on disk; the study on the screen is the last good one."""
    past: tuple[Question, ...] = ()
    future: tuple[Question, ...] = ()
    park: str | None = None
    """The selected park."""
    rule: str | None = None
    """The selected rule."""
    district: str | None = None
    """The selected district."""
    measure: str = "grant"
    """What the table of districts shows: money, parks, an outcome's column, or money per head."""
    sweep: Sweep = field(default_factory=Sweep)
    """What the robustness sweep found so far."""
    statements: tuple[str, ...] = ()
    """Answers to statements on the weights, beside those of the criteria file."""
    spread: str = ""
    """Which weights a sweep draws; empty: what the statements leave open."""
    room: Room = field(default_factory=Room)
    """What is known of the committee."""
    member: str | None = None
    """The selected member."""
    own_weights: Mapping[str, OwnWeights] = field(default_factory=dict)
    """Members' weights entered in this session and in no file yet."""
    find: str = ""
    page: str = "decide"
    language: str = "en"
    explained: Explained | None = None
    """Why the selected park is in or out, for page 4."""
    comparing: Comparing = field(default_factory=Comparing)
    """Kept plans, for page 5."""
    trading: Trading = field(default_factory=Trading)
    """Budgets and frontier, for page 7."""
    tried: Mapping[str, Answer | None] = field(default_factory=dict)
    """Ways out of the present conflict → what comes of each, as far as it is known."""
    news: Message | None = None
    """What happened last that is not an answer: a file changed on disk, weights were written."""

    @property
    def standing(self) -> Standing:
        """What the numbers on the screen are worth."""
        if self.study is None:
            return "unreadable" if self.problems else "reading"
        if self.failure is not None and self.order is None:
            return "unranked"
        if self.computing:
            return "computing"
        if self.failure is not None:
            return "failed"
        if self.refused is not None:
            return "conflict" if self.refused.ending == "infeasible" else "nothing"
        if any(not problem.warning for problem in self.problems):
            return "faulty"
        if self.answer is None:
            return "computing"
        return "proven" if self.answer.portfolio.ending == "optimal" else "best"

    @property
    def stale(self) -> bool:
        """Whether the plan on the screen answers an older question."""
        return (
            self.answer is not None
            and self.question is not None
            and (self.answer.question.key != self.question.key or self.computing or self.refused is not None)
        )

    @property
    def unsaved(self) -> bool:
        """Whether something decided here is in no file."""
        return (
            self.question is not None
            and self.study is not None
            and (self.question.key != self.study.question.key or bool(self.own_weights))
        )

    @property
    def at_stake(self) -> bool:
        """Whether anything would be lost with the session: unsaved decisions, answers to statements, kept plans."""
        return self.unsaved or bool(self.statements) or bool(self.comparing.kept)

    @property
    def weights_unsaved(self) -> bool:
        """Whether the weights differ from those of the file."""
        if self.question is None or self.study is None:
            return False
        return any(
            abs(self.question.weights[id] - share) > ROUNDED for id, share in self.study.file_weights.items()
        )

    def asking(self, question: Question) -> Session:
        """The session with another question, the present one kept for undo."""
        past = (*self.past, self.question)[-200:] if self.question is not None else ()
        return replace(self, question=question, past=past, future=())

    def undone(self) -> Session | None:
        """The session with the question before; None when there is none."""
        if not self.past or self.question is None:
            return None
        return replace(
            self, question=self.past[-1], past=self.past[:-1], future=(self.question, *self.future)
        )

    def redone(self) -> Session | None:
        """The session with the question that was undone last; None when there is none."""
        if not self.future or self.question is None:
            return None
        return replace(
            self, question=self.future[0], past=(*self.past, self.question), future=self.future[1:]
        )


@dataclass(frozen=True)
class Outcome:
    """How a park stands in the plan: a glyph, a word and the name of a colour."""

    kind: Literal["funded", "not_funded", "pinned", "kept_out", "not_eligible", "barred", "open"]
    came: Literal["", "+", "−"] = ""
    """Whether it came into the plan or left it with the last answer."""


def outcome(session: Session, park: str) -> Outcome:
    """How ``park`` stands."""
    question, answer = session.question, session.answer
    came: Literal["", "+", "−"] = ""
    if answer is not None and session.before is not None and session.before.has_plan:
        now, then = park in answer.funded, park in session.before.funded
        came = "" if now == then else "+" if now else "−"
    if question is not None and park in question.fund:
        return Outcome("pinned", came)
    if question is not None and park in question.reject:
        return Outcome("kept_out", came)
    if session.order is not None and park in session.order.ranking.ineligible:
        return Outcome("not_eligible", came)
    if answer is None:
        return Outcome("open")
    if park not in answer.funded and barring(session, park):
        return Outcome("barred", came)
    return Outcome("funded" if park in answer.funded else "not_funded", came)


def matches(session: Session, park: str) -> bool:
    """Whether a park is among those looked for: every word in its id, name or district."""
    study = session.study
    if study is None or not session.find:
        return True
    known = f"{park} {study.names.get(park, '')} {study.shown('district', park)}".casefold()
    return all(word in known for word in session.find.casefold().split())


def active(session: Session, rule: str) -> bool:
    """Whether a rule is on now; what the programme does not list (money, pins) always is."""
    if session.study is None or rule not in session.study.rules:
        return True
    asked = session.question.rules.get(rule) if session.question is not None else None
    return session.study.rules[rule].active if asked is None else asked


def barring(session: Session, park: str) -> list[str]:
    """The active rules that shut a park out by themselves."""
    if session.study is None:
        return []
    return [rule for rule, parks in session.study.barred.items() if park in parks and active(session, rule)]
