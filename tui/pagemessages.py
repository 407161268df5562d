"""Messages of the pages Compare, Trust, Committee and Districts, with the part of the engine behind them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from decision.language import Message as Sentence
from tui.findings import Part
from tui.opened import Shares
from tui.posted import Latest, Posted

if TYPE_CHECKING:
    from decision.analysis.comparison import Comparison
    from decision.analysis.engine import Progress
    from decision.analysis.regret import CommitteeRegret
    from decision.analysis.regret_of_plans import RegretOfPlans
    from decision.ranking.committee import Agreement
    from tui.kept import Kept

# From the engine ------------------------------------------------------------------


class SweepAdvanced(Latest):
    """How far a part of the sweep is; None: it has begun."""

    turn: int
    part: Part
    progress: Progress | None


class SweepFound(Posted):
    """A part of the sweep is done, or as much of it as was done when it was stopped."""

    turn: int
    part: Part
    found: object


class SweepEnded(Posted):
    """The sweep is over: all of it, early on request, or with a failure."""

    turn: int
    failure: Sentence | str | None
    early: bool


class RoomAgreed(Posted):
    """How far the members agree, and the means of their weights."""

    turn: int
    agreement: Agreement
    means: Mapping[str, Shares]


class RoomFailed(Posted):
    """The members' rankings could not be made."""

    turn: int
    failure: Sentence | str


class RegretAdvanced(Latest):
    """So many of the portfolios are found."""

    turn: int
    done: int
    every: int


class RegretEnded(Posted):
    """The members' regrets, or why there are none."""

    turn: int
    found: CommitteeRegret | None
    failure: Sentence | str | None


class MembersWritten(Posted):
    """Members' weights were written to files."""

    members: tuple[str, ...]
    files: str
    opened: str | None = None
    """The study to go on with, when an own copy was made."""


# From the panels ------------------------------------------------------------------


class StatementOpened(Posted):
    """A statement on the weights is to be answered: two criteria by their ids."""

    first: str
    second: str


class StatementDropped(Posted):
    """The last answer to a statement is to be taken back."""


class MemberSelected(Latest):
    """Another member is under the cursor."""

    member: str


class MemberOpened(Posted):
    """What can be done with a member's weights is wanted."""

    member: str


class DistrictSelected(Latest):
    """Another district is under the cursor."""

    district: str


class DistrictOpened(Posted):
    """The parks of a district are wanted."""

    district: str


class MeasureChosen(Posted):
    """Another figure is wanted in the table of districts."""

    measure: str


class PlansCompared(Posted):
    """The kept plans were compared, or could not be."""

    turn: int
    comparison: Comparison | None
    failure: Sentence | str | None = None


class PlansRegretted(Posted):
    """What members lose under the kept plans was found, or could not be; neither: there is no committee."""

    turn: int
    found: RegretOfPlans | None
    failure: Sentence | str | None = None


class KeptRestored(Posted):
    """The kept plans of a session that ended without leaving are there again."""

    kept: tuple[Kept, ...]
    anew: tuple[str, ...]
    """Labels of those that were solved anew, since the files have changed."""
    lost: tuple[str, ...]
    """Labels of those that the files allow no more."""
