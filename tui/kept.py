"""Plans that were put aside for comparison, each with the question that it answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from decision.language import Message, _, current_language
from tui.opened import Answer, OpenStudy, Order, Question

if TYPE_CHECKING:
    from collections.abc import Mapping

    from decision.analysis.comparison import Comparison
    from decision.analysis.regret_of_plans import RegretOfPlans
    from tui.findings import OwnWeights

MOST = 4
LETTERS = {"en": "ABCD", "ru": "АБВГ"}
ORIGINS: dict[str, Message] = {
    "least_regret": _("least regret"),
    "frontier": _("point of the frontier"),
}
"""Where plans come from that were not the present one when they were put aside."""


@dataclass(frozen=True, eq=False)
class Kept:
    """One plan put aside."""

    place: int
    """Which letter it has; it keeps it when others are removed."""
    study: OpenStudy
    answer: Answer
    order: Order
    origin: str = ""
    """One of ORIGINS; empty: it was the present plan."""
    derived_from: Question | None = None
    """What was asked when another page found it; its own question pins its parks, which nobody decided."""

    @property
    def decided(self) -> Question:
        """What people had decided when it was found."""
        return self.derived_from or self.question

    @property
    def question(self) -> Question:
        """What it answers: weights, method, pins, rules, money."""
        return self.answer.question

    @property
    def letter(self) -> str:
        """Its letter in the current language."""
        return LETTERS[current_language()][self.place]

    @property
    def label(self) -> str:
        """Its letter for the core, the same in every language."""
        return LETTERS["en"][self.place]


@dataclass(frozen=True, eq=False)
class Comparing:
    """Everything that page 5 shows."""

    kept: tuple[Kept, ...] = ()
    chosen: int = 0
    """Which of the kept ones the arrows have chosen."""
    comparison: Comparison | None = None
    """Of all the kept ones; None while there are fewer than two, or while it is being worked out."""
    turn: int = 0
    all_parks: bool = False
    failure: object = None
    own: Mapping[str, OwnWeights] | None = None
    """The members' weights of the session that the regrets were asked with."""
    regretting: bool = False
    regrets: RegretOfPlans | None = None
    """Of the members under each plan, by label; None while there is no committee, or while they are worked out."""
    regret_failure: object = None

    @property
    def chosen_plan(self) -> Kept | None:
        """The one that the arrows have chosen."""
        return self.kept[min(self.chosen, len(self.kept) - 1)] if self.kept else None


def free_place(kept: tuple[Kept, ...]) -> int | None:
    """The first letter that is free; None when all are taken."""
    taken = {each.place for each in kept}
    return next((place for place in range(MOST) if place not in taken), None)
