"""Everything that decides a portfolio but the effort spent on it; a variation of it is another question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from decision.allocation.check import problems
from decision.allocation.problem import Problem, build, own_rows
from decision.allocation.protection import Protection, protected
from decision.allocation.rows import Row
from decision.allocation.rules import rows_of
from decision.allocation.terms import Candidates, candidates_of
from decision.errors import InputProblems
from decision.language import Message
from decision.model.parks import Parks
from decision.model.programme import Programme

if TYPE_CHECKING:
    import pandas as pd

    from decision.allocation.priorities import Level


@dataclass(frozen=True, eq=False)
class Question:
    """Parks, what each is worth, and the programme; ``dataclasses.replace`` makes a variation."""

    parks: Parks
    """All candidates."""
    gain: pd.Series[float]
    """What funding a park in full adds to the objective, by park_id."""
    ranking: pd.DataFrame
    """Columns ``rank`` and ``merit``, by park_id."""
    programme: Programme
    """Money, terms, objective, rules."""
    ineligible: Mapping[str, tuple[Message, ...]] = field(default_factory=dict)
    """Parks already ruled out, with every reason."""
    partnerships: pd.DataFrame | None = None
    """Columns park, partner, strength."""
    fund: tuple[str, ...] = ()
    """Parks pinned in."""
    reject: tuple[str, ...] = ()
    """Parks kept out."""
    places: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    """``rule:ID`` and ``budget`` → (file, line), for naming a conflict."""
    protection: Protection | None = None
    """Overruns under which the total budget must hold."""
    levels: tuple[Level, ...] = ()
    """What the priorities of soft rules have reached (:func:`decision.allocation.priorities.settle`): kept."""

    @cached_property
    def _eligible(self) -> tuple[Candidates, dict[str, tuple[Message, ...]]]:
        faults = [problem for problem in problems(self.programme, self.parks) if not problem.warning]
        if faults:
            raise InputProblems(faults)
        return candidates_of(self.parks.table, self.programme, self.gain, self.ranking, self.ineligible)

    @property
    def candidates(self) -> Candidates:
        """The eligible parks as numbers.

        Raises:
            InputProblems: the programme names columns, parks or groups that do not exist.
        """
        return self._eligible[0]

    @property
    def reasons(self) -> dict[str, tuple[Message, ...]]:
        """Every reason why a park cannot be funded at all, by park_id."""
        return self._eligible[1]

    @cached_property
    def rules(self) -> tuple[Row, ...]:
        """The rule book as rows, without pins and money."""
        return tuple(rows_of(self.programme, self.candidates))

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """Rules, pins and the total budget as rows."""
        pins, money = own_rows(self.candidates, self.fund, self.reject)
        return (*self.rules, *pins, *money)

    @cached_property
    def settled(self) -> Question:
        """The question with its priorities settled, if it has any that are not; nearly to proof, within a minute."""
        if self.levels or all(row.priority is None for row in self.rules):
            return self
        from decision.allocation.priorities import settled

        return settled(self)

    def problem(self) -> Problem:
        """The whole programme in numbers, ready for the solver, its priorities settled."""
        return self.settled.built()

    def built(self) -> Problem:
        """The whole programme in numbers with priorities as far as ``levels`` says what they have reached."""
        built = build(self.candidates, self.rows, partnerships=self.partnerships)
        if self.levels:
            from decision.allocation.priorities import kept

            built = kept(built, self.levels)
        return built if self.protection is None else protected(built, self.protection)
