"""Where rankings disagree and why, in a plain sentence whose figures come from the data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from decision.language import Message, _, number
from decision.model.base import Text
from decision.model.results import Ranking
from decision.ranking.agreement import mean_ranks, ranks_side_by_side, spearman
from decision.ranking.matrix import DecisionMatrix
from decision.ranking.problem import Matrix, Vector

EXPLAINS_FROM = 0.3
"""A cause is named when its rank correlation with the difference of the places reaches this."""


class _Coefficient:
    """A correlation, put into the reader's format when shown."""

    def __init__(self, value: float) -> None:
        self.value = value

    def __str__(self) -> str:
        return number(self.value, 2)


@dataclass(frozen=True, eq=False)
class Disagreement:
    """The two rankings that agree least, the park they place most differently, and what the difference goes with."""

    first: str
    second: str
    spearman: float
    park_id: str
    ranks: tuple[int, int]
    """Of that park in both."""
    cause: str | None
    """A criterion's id, ``weakest`` (the park's worst criterion) or None when nothing measured explains it."""
    correlation: float
    """Rank correlation of the cause with the places that a park gains in the second ranking."""
    sentences: tuple[Message, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "first": self.first,
            "second": self.second,
            "spearman": self.spearman,
            "park_id": self.park_id,
            "ranks": list(self.ranks),
            "cause": self.cause,
            "correlation": self.correlation,
            "sentences": [str(sentence) for sentence in self.sentences],
        }


def worth(matrix: DecisionMatrix) -> Matrix:
    """Each park's worth in each criterion, 0 at the worst and 1 at the best end (of the scale, else of the parks)."""
    values = matrix.values * matrix.types
    low = np.where(np.isnan(matrix.worst), values.min(axis=0), matrix.worst * matrix.types)
    high = np.where(np.isnan(matrix.best), values.max(axis=0), matrix.best * matrix.types)
    span = np.where(high > low, high - low, 1.0)
    return np.clip((values - low) / span, 0.0, 1.0)


def disagreement(rankings: Mapping[str, Ranking], matrix: DecisionMatrix) -> Disagreement | None:
    """The two rankings that agree least, and what their difference goes with.

    Candidates for a cause: each criterion's worth, and each park's weakest worth (methods that multiply, or measure
    the greatest regret, punish one weak criterion; methods that add let the others make up for it). The one whose
    Spearman correlation with the difference of the places is strongest is named, with the figure.

    Args:
        rankings: at least two, of the same parks.
        matrix: the parks' values.

    Returns:
        None for fewer than two rankings or parks, or rankings that give all parks one rank.
    """
    ranks = ranks_side_by_side(rankings)
    columns = {
        name: ranks[name].to_numpy(dtype=float)
        for name in ranks.columns
        if np.ptp(ranks[name].to_numpy(dtype=float))
    }
    if len(columns) < 2:
        return None
    pairs = {pair: spearman(columns[pair[0]], columns[pair[1]]) for pair in combinations(columns, 2)}
    first, second = min(pairs, key=lambda pair: (round(pairs[pair], 12), pair))
    rises = columns[first] - columns[second]
    furthest = int(np.argmax(np.abs(rises)))
    park = str(ranks.index[furthest])
    cause, correlation = _cause(rises, matrix)
    found = (int(columns[first][furthest]), int(columns[second][furthest]))
    sentences = list(_sentences((first, second), pairs[first, second], (park, found), rises))
    if rises.any():
        sentences.append(_why(second, first, cause, correlation, {c.id: c.label for c in matrix.criteria}))
    return Disagreement(
        first, second, pairs[first, second], park, found, cause, correlation, tuple(sentences)
    )


def _cause(rises: Vector, matrix: DecisionMatrix) -> tuple[str | None, float]:
    worths = worth(matrix)
    candidates = {criterion.id: worths[:, place] for place, criterion in enumerate(matrix.criteria)}
    if worths.shape[1] > 1:
        candidates["weakest"] = worths.min(axis=1)
    strength = {
        name: float(np.corrcoef(mean_ranks(values), mean_ranks(rises))[0, 1])
        for name, values in candidates.items()
        if np.ptp(values) > 0 and np.ptp(rises) > 0
    }
    if not strength:
        return None, 0.0
    best = max(strength, key=lambda name: (round(abs(strength[name]), 12), name))
    return (best, strength[best]) if abs(strength[best]) >= EXPLAINS_FROM else (None, strength[best])


def _sentences(
    names: tuple[str, str], agreement: float, furthest: tuple[str, tuple[int, int]], rises: Vector
) -> Iterator[Message]:
    if not rises.any():
        yield _("all rankings give every park the same place")
        return
    yield _(
        "{first} and {second} agree least (Spearman {spearman}); furthest apart is {park}: place {one} and "
        "place {other}",
        first=names[0],
        second=names[1],
        spearman=_Coefficient(agreement),
        park=furthest[0],
        one=furthest[1][0],
        other=furthest[1][1],
    )


def _why(
    gains: str, loses: str, cause: str | None, correlation: float, labels: Mapping[str, Text]
) -> Message:
    upper, lower = (gains, loses) if correlation > 0 else (loses, gains)
    shown = _Coefficient(abs(correlation))
    if cause is None:
        return _(
            "no single criterion explains it (strongest rank correlation {correlation})", correlation=shown
        )
    if cause == "weakest":
        return _(
            "{upper} places parks without a weak criterion higher, {lower} lets strong criteria make up for a weak one "
            "(rank correlation {correlation} with the worth of the weakest criterion)",
            upper=upper,
            lower=lower,
            correlation=shown,
        )
    return _(
        "{upper} places parks that are strong in {criterion} higher than {lower} does (rank correlation {correlation})",
        upper=upper,
        lower=lower,
        criterion=labels[cause],
        correlation=shown,
    )
