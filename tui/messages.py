"""Every message between engine, panels and app; only the app handles them, one handler each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

from decision.errors import Problem
from decision.language import Message as Sentence
from tui.opened import Answer, OpenStudy, Order

if TYPE_CHECKING:
    from decision.model.options import SolveProgress


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
class WeightsWritten(Message):
    """Weights were written to a file."""

    file: str
    opened: str | None = None
    """The study to go on with, when an own copy was made."""


@dataclass
class WritingFailed(Message):
    """A file could not be written."""

    says: Sentence | str


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
class RuleSelected(Latest):
    """Another rule is under the cursor."""

    rule: str


@dataclass
class RuleSwitched(Message):
    """A rule is to be switched off, or on."""

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
