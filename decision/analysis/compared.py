"""One side of a comparison: a portfolio with the study and the ranking behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from decision.decisions import decide, question
from decision.language import Message
from decision.model.options import SolveOptions
from decision.model.results import Portfolio, Ranking
from decision.model.study import Study

if TYPE_CHECKING:
    from decision.allocation.question import Question


@dataclass(frozen=True, eq=False)
class Compared:
    """A portfolio under a short label, with what it was decided from."""

    label: str
    study: Study
    ranking: Ranking
    portfolio: Portfolio
    arguments: Mapping[str, Any] = field(default_factory=dict)
    """Beside the study: budget, fund, reject, settings, as in :func:`decision.decisions.question`."""
    remarks: tuple[Message, ...] = ()
    """What must be said of it."""

    @cached_property
    def question(self) -> Question:
        """What was asked of the money: this side's parks, gains and rules.

        Raises:
            InputProblems: the arguments do not fit the study.
        """
        return question(self.study, ranking=self.ranking, **self.arguments)


def decided(label: str, study: Study, options: SolveOptions | None = None, **arguments: Any) -> Compared:
    """A study's portfolio, decided now; arguments as in :func:`decision.decisions.decide`."""
    found = decide(study, options=options, **arguments)
    kept = {key: value for key, value in arguments.items() if key not in ("method", "weights")}
    return Compared(label, study, found.ranking, found.portfolio, kept)
