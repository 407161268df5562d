"""Every message between engine, panels and app; only the app handles them, one handler each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tui.posted import Latest, Posted

if TYPE_CHECKING:
    from decision.analysis.explanation import ParkExplanation
    from decision.errors import Problem
    from decision.language import Message as Sentence
    from decision.model.options import SolveProgress
    from decision.ranking.places import PairExplanation
    from tui.opened import Answer, OpenStudy, Order
    from tui.trading import TradePoint


# From the engine ------------------------------------------------------------------


class StudyRead(Posted):
    """A study was read; ``changed`` names the files whose change on disk was the reason."""

    study: OpenStudy
    changed: tuple[str, ...] = ()


class StudyRefused(Posted):
    """A study could not be read: every fault."""

    problems: tuple[Problem, ...]


class ParksRanked(Posted):
    """A worker finished a ranking."""

    turn: int
    order: Order
    base: bool = False
    """Whether it is the ranking that the files ask for."""


class PlanSolved(Posted):
    """A worker finished a plan, or the proof that there is none."""

    turn: int
    answer: Answer


class Failed(Posted):
    """A question that could not be ranked or solved, in a sentence."""

    turn: int
    says: Sentence | str
    ranking: bool = False


class SolverAdvanced(Latest):
    """What a running solve knows by now."""

    turn: int
    progress: SolveProgress


class FilesChanged(Latest):
    """Files of the study changed on disk and have been still for a moment."""

    files: tuple[str, ...]


class RecordWritten(Posted):
    """A run record of the present plan lies in this folder."""

    folder: str


class RecordsFailed(Posted):
    """Why answers leave no run records; posted once."""

    says: Sentence


class ProtocolWritten(Posted):
    """A run record and the documents made of it lie in this folder."""

    folder: str
    documents: tuple[Path, ...]


class WeightsWritten(Posted):
    """Weights were written to a file."""

    file: str
    opened: str | None = None
    """The study to go on with, when an own copy was made."""


class WritingFailed(Posted):
    """A file could not be written."""

    says: Sentence | str


class ExplanationAdvanced(Posted):
    """Another part of why a park is in or out; the last one when ``done`` is ``of``."""

    turn: int
    done: int
    of: int
    pair: PairExplanation | None = None
    found: ParkExplanation | None = None


class ExplanationAsks(Latest):
    """What the solver is asked now."""

    turn: int
    question: Sentence


class ExplanationFailed(Posted):
    """Why a park could not be explained."""

    turn: int
    says: Sentence | str


class WayTried(Posted):
    """What comes of one way out of a conflict; None: no answer in the time."""

    turn: int
    way: str
    answer: Answer | None


class TradePointFound(Posted):
    """Another point of a sweep."""

    turn: int
    run: str
    point: TradePoint
    done: int
    of: int


class TradeEnded(Posted):
    """A sweep came to its end, was stopped or failed."""

    turn: int
    run: str
    says: tuple[Sentence, ...]
    failure: Sentence | str | None = None


# From the panels ------------------------------------------------------------------


class WeightMoved(Posted):
    """A weight is to change by ``step``."""

    criterion: str
    step: float


class WeightSet(Posted):
    """A weight is to become ``value``."""

    criterion: str
    value: float


class WeightLocked(Posted):
    """A weight is to be locked, or unlocked."""

    criterion: str


class WeightTyped(Posted):
    """A digit was typed on a weight: ask for the rest."""

    criterion: str
    begun: str


class ParkSelected(Latest):
    """Another park is under the cursor."""

    park: str


class ParkOpened(Posted):
    """A park's card is wanted."""

    park: str


class TradePointChosen(Posted):
    """A point of a sweep is under the cursor, or wanted as the present plan."""

    point: str
    adopt: bool = False


class TradedChosen(Posted):
    """Value is to be traded against the figure ``by`` further."""

    by: int


class KeptChosen(Posted):
    """One of the kept plans is chosen: which one."""

    place: int


class ParkStepped(Posted):
    """The park ``by`` places further down the ranking is wanted."""

    by: int


class RuleSelected(Latest):
    """Another rule is under the cursor."""

    rule: str


class RuleSwitched(Posted):
    """A rule is to be switched off, or on."""

    rule: str


class RuleOpened(Posted):
    """A figure of a rule is to be changed."""

    rule: str


class ProblemOpened(Posted):
    """The place of a problem is wanted in an editor."""

    problem: Problem


class PageChosen(Posted):
    """A page is wanted."""

    page: str


class ActionChosen(Posted):
    """An action was clicked or picked: its id in the table of actions."""

    action: str
