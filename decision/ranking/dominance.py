"""Dominated parks: at least as bad as another park in every criterion that weighs something, worse in one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from decision.ranking.scoring import Scored

BLOCK = 64


@dataclass(frozen=True)
class Dominated:
    """A dominated park and those that dominate it, in the order of the ranking."""

    park_id: str
    by: tuple[str, ...]
    ranks_above: tuple[str, ...] = ()
    """Dominators that the method nevertheless ranks below it; a sound method leaves this empty."""

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {"park_id": self.park_id, "by": list(self.by), "ranked_above": list(self.ranks_above)}


def dominated_parks(scored: Scored) -> tuple[Dominated, ...]:
    """Every dominated park, in the order of the ids (Pareto dominance on the decision matrix).

    Args:
        scored: scores of the parks, with the problem whose criteria weigh something.
    """
    problem, scores = scored.problem, scored.scores
    if problem is None or scores is None:
        return ()
    count = len(problem.parks)
    values = problem.matrix[:count] * problem.types
    preference = scores.preference[:count]
    oriented = preference if scored.chosen.method.higher_is_better else -preference
    order = np.lexsort((np.arange(count), -oriented))
    found = []
    for begin in range(0, count, BLOCK):
        block = values[begin : begin + BLOCK]
        worse: NDArray[np.bool_] = np.logical_and(
            (values[None, :, :] >= block[:, None, :]).all(axis=2),
            (values[None, :, :] > block[:, None, :]).any(axis=2),
        )
        for row in range(len(block)):
            dominators = worse[row]
            if not dominators.any():
                continue
            own = begin + row
            by = [place for place in order if dominators[place]]
            slack = 1e-12 * max(abs(float(oriented[own])), 1.0)
            below = [place for place in by if oriented[place] < oriented[own] - slack]
            found.append(
                Dominated(
                    problem.parks[own],
                    tuple(problem.parks[place] for place in by),
                    tuple(problem.parks[place] for place in below),
                )
            )
    return tuple(found)
