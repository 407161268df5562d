"""Portfolios that are worth nearly as much as the best one: what is known of them and what of it is proven."""

from __future__ import annotations

from dataclasses import dataclass

from decision.model.results import Portfolio


@dataclass(frozen=True, eq=False)
class Alternative:
    """Another portfolio that is worth nearly as much."""

    portfolio: Portfolio
    loss: float
    """How much less it is worth than the best one found, as a share of that one."""
    enters: tuple[str, ...]
    """Parks it funds and the best one does not."""
    leaves: tuple[str, ...]
    """Parks that the best one funds and it does not."""

    @property
    def distance(self) -> int:
        """Hamming distance: how many parks stand otherwise than in the best portfolio."""
        return len(self.enters) + len(self.leaves)


@dataclass(frozen=True, eq=False)
class NearOptimal:
    """The portfolios within a share of the best value."""

    within: float
    """Share of the best value that may be lost."""
    best: Portfolio
    """The best portfolio found; its gap says how far the true best value may lie above."""
    floor: float | None
    """Least value that counts as near."""
    alternatives: tuple[Alternative, ...] = ()
    """The most different one first, then each as far as possible from all before it."""
    most_different_bound: int | None = None
    """Proven: no near portfolio differs from the best one in more parks."""
    others: int = 0
    """How many other near portfolios are known."""
    counted_all: bool = False
    """Whether it is proven that there are no more."""
    in_all: tuple[str, ...] = ()
    """Parks that every near portfolio funds: proven."""
    in_none: tuple[str, ...] = ()
    """Parks that no near portfolio funds: proven."""
    in_some: tuple[str, ...] = ()
    """Parks that some near portfolios fund and others do not: both were found."""
    undecided: tuple[str, ...] = ()
    """Parks for which time did not suffice."""

    @property
    def most_different_proven(self) -> bool:
        """Whether no near portfolio differs more than the first alternative."""
        found = max((one.distance for one in self.alternatives), default=0)
        return self.most_different_bound is not None and self.most_different_bound <= found
