"""Rankings of the same items by several people or methods: ballots, or a table of ranks."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from decision.language import _
from decision.model.base import Positive, Strict, Text, fault

Place = str | tuple[str, ...]
"""An item, or several that share a place."""


class Ballot(Strict):
    """One ranking and how many hold it."""

    name: str | None = None
    """Who holds it, for results."""
    count: Positive = 1.0
    """How many hold it."""
    order: Annotated[tuple[Place, ...], Field(min_length=1)]
    """Items, best first; a list inside shares a place. Items left out stand below all named ones, not compared with
    each other."""

    def ranks(self) -> dict[str, float]:
        """Rank of each item named: 1, 2, 2, 4."""
        found: dict[str, float] = {}
        rank = 1
        for place in self.order:
            items = (place,) if isinstance(place, str) else place
            found |= dict.fromkeys(items, float(rank))
            rank += len(items)
        return found


class Ballots(Strict):
    """Rankings to be brought to one order: one YAML or JSON file."""

    title: Text | None = None
    """Title shown to people."""
    candidates: tuple[str, ...] | None = None
    """All items; left out: those that the ballots name."""
    ballots: Annotated[tuple[Ballot, ...], Field(min_length=1)]
    """The rankings."""

    @model_validator(mode="after")
    def _items(self) -> Ballots:
        for number, ballot in enumerate(self.ballots, 1):
            named = [
                item for place in ballot.order for item in ((place,) if isinstance(place, str) else place)
            ]
            twice = next((item for place, item in enumerate(named) if item in named[:place]), None)
            if twice is not None:
                raise fault(_("ballot {number} names {item} twice", number=number, item=twice))
            if self.candidates is not None:
                unknown = next((item for item in named if item not in self.candidates), None)
                if unknown is not None:
                    raise fault(
                        _("ballot {number} names {item}, who is no candidate", number=number, item=unknown)
                    )
        return self

    def items(self) -> tuple[str, ...]:
        """All items, in the order in which they are named."""
        named = [item for ballot in self.ballots for item in ballot.ranks()]
        return tuple(dict.fromkeys([*(self.candidates or ()), *named]))
