"""Every message between engine, panels and app; only the app handles them, one handler each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from textual.message import Message

from decision.errors import Problem
from decision.language import Message as Sentence
from tui.opened import Answer, OpenStudy, Order

if TYPE_CHECKING:
    from decision.analysis.explanation import ParkExplanation
    from decision.model.options import SolveProgress
    from decision.ranking.places import PairExplanation
    from tui.trading import TradePoint


class Latest(Message):
    """A message of which only the last counts: a burst collapses."""

    def can_replace(self, message: Message) -> bool:
        """Whether this message makes an older one superfluous."""
        return type(message) is type(self)


# From the engine ------------------------------------------------------------------


@dataclass
class StudyRead(Message):
    """A study was read; ``changed`` names the files whose change on disk was the reason."""

    study: OpenStudy
    changed: tuple[str, ...] = ()


@dataclass
class StudyRefused(Message):
    """A study could not be read: every fault."""

    problems: tuple[Problem, ...]


@dataclass
class ParksRanked(Message):
    """A worker finished a ranking."""

    turn: int
    order: Order
    base: bool = False
    """Whether it is the ranking that the files ask for."""


@dataclass
class PlanSolved(Message):
    """A worker finished a plan, or the proof that there is none."""

    turn: int
    answer: Answer


@dataclass
class Failed(Message):
    """A question that could not be ranked or solved, in a sentence."""

    turn: int
    says: Sentence | str
    ranking: bool = False


@dataclass
class SolverAdvanced(Latest):
    """What a running solve knows by now."""

    turn: int
    progress: SolveProgress


@dataclass
class FilesChanged(Latest):
    """Files of the study changed on disk and have been still for a moment."""

    files: tuple[str, ...]


@dataclass
class RecordWritten(Message):
    """A run record of the present plan lies in this folder."""

    folder: str


@dataclass
class RecordsFailed(Message):
    """Why answers leave no run records; posted once."""

    says: Sentence


@dataclass
class ProtocolWritten(Message):
    """A run record and the documents made of it lie in this folder."""

    folder: str
    documents: tuple[Path, ...]


@dataclass
class WeightsWritten(Message):
    """Weights were written to a file."""

    file: str
    opened: str | None = None
    """The study to go on with, when an own copy was made."""


@dataclass
class WritingFailed(Message):
    """A file could not be written."""

    says: Sentence | str


@dataclass
class ExplanationAdvanced(Message):
    """Another part of why a park is in or out; the last one when ``done`` is ``of``."""

    turn: int
    done: int
    of: int
    pair: PairExplanation | None = None
    found: ParkExplanation | None = None


@dataclass
class ExplanationAsks(Latest):
    """What the solver is asked now."""

    turn: int
    question: Sentence


@dataclass
class ExplanationFailed(Message):
    """Why a park could not be explained."""

    turn: int
    says: Sentence | str


@dataclass
class WayTried(Message):
    """What comes of one way out of a conflict; None: no answer in the time."""

    turn: int
    way: str
    answer: Answer | None


@dataclass
class TradePointFound(Message):
    """Another point of a sweep."""

    turn: int
    run: str
    point: TradePoint
    done: int
    of: int


@dataclass
class TradeEnded(Message):
    """A sweep came to its end, was stopped or failed."""

    turn: int
    run: str
    says: tuple[Sentence, ...]
    failure: Sentence | str | None = None


# From the panels ------------------------------------------------------------------


@dataclass
class WeightMoved(Message):
    """A weight is to change by ``step``."""

    criterion: str
    step: float


@dataclass
class WeightSet(Message):
    """A weight is to become ``value``."""

    criterion: str
    value: float


@dataclass
class WeightLocked(Message):
    """A weight is to be locked, or unlocked."""

    criterion: str


@dataclass
class WeightTyped(Message):
    """A digit was typed on a weight: ask for the rest."""

    criterion: str
    begun: str


@dataclass
class ParkSelected(Latest):
    """Another park is under the cursor."""

    park: str


@dataclass
class ParkOpened(Message):
    """A park's card is wanted."""

    park: str


@dataclass
class TradePointChosen(Message):
    """A point of a sweep is under the cursor, or wanted as the present plan."""

    point: str
    adopt: bool = False


@dataclass
class TradedChosen(Message):
    """Value is to be traded against the figure ``by`` further."""

    by: int


@dataclass
class KeptChosen(Message):
    """One of the kept plans is chosen: which one."""

    place: int


@dataclass
class ParkStepped(Message):
    """The park ``by`` places further down the ranking is wanted."""

    by: int


@dataclass
class RuleSelected(Latest):
    """Another rule is under the cursor."""

    rule: str


@dataclass
class RuleSwitched(Message):
    """A rule is to be switched off, or on."""

    rule: str


@dataclass
class RuleOpened(Message):
    """A figure of a rule is to be changed."""

    rule: str


@dataclass
class ProblemOpened(Message):
    """The place of a problem is wanted in an editor."""

    problem: Problem


@dataclass
class PageChosen(Message):
    """A page is wanted."""

    page: str


@dataclass
class ActionChosen(Message):
    """An action was clicked or picked: its id in the table of actions."""

    action: str
