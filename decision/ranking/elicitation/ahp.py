"""The analytic hierarchy process: priorities, consistency, and which judgement to look at again."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from decision.language import Message, _
from decision.ranking.elicitation.pairs import Times
from decision.ranking.weighting_result import DoubtfulJudgement, QualityFigure, SiblingWeights
from decision.ranking.wording import Figure

Matrix = NDArray[np.float64]
Vector = NDArray[np.float64]

ACCEPTABLE_RATIO = 0.10
"""Saaty: above it the judgements should be looked at again."""

RANDOM_INDEX = (0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59)
"""Mean consistency index of random matrices of order 1 to 15 (Saaty 1980, table of the Wharton sample)."""

SCALE = tuple(1.0 / k for k in range(9, 1, -1)) + tuple(float(k) for k in range(1, 10))
"""Saaty's scale from 1/9 to 9."""

MOST_NAMED = 3
"""How many doubtful judgements are reported."""


def weigh_ahp(
    siblings: Sequence[str],
    matrix: Matrix,
    priorities: Literal["eigenvector", "geometric_mean"],
    group: str | None = None,
) -> SiblingWeights:
    """Priorities of a reciprocal matrix, its consistency and, where that is poor, its worst judgements.

    Args:
        siblings: ids in the order of the matrix.
        matrix: a_ij > 0, how many times as important as j criterion i is; a_ji = 1 / a_ij.
        priorities: ``eigenvector`` (Saaty 1980) or ``geometric_mean`` (Crawford & Williams 1985).
        group: the group that the siblings form, for messages.
    """
    count = len(siblings)
    weights = principal_eigenvector(matrix) if priorities == "eigenvector" else row_geometric_mean(matrix)
    ratio = consistency_ratio(matrix)
    label = _("consistency ratio (random index {index}, Saaty 1980)", index=Figure(random_index(count)))
    quality = [QualityFigure("consistency_ratio", label, ratio, ACCEPTABLE_RATIO, group)]
    if priorities == "geometric_mean" and count > 2:
        says = _("geometric consistency index")
        index = geometric_consistency_index(matrix, weights)
        limit = 0.31 if count == 3 else 0.35 if count == 4 else 0.37
        quality.append(QualityFigure("geometric_consistency_index", says, index, limit, group))
    doubtful: tuple[DoubtfulJudgement, ...] = ()
    warnings: tuple[Message, ...] = ()
    if ratio > ACCEPTABLE_RATIO:
        doubtful = worst_judgements(siblings, matrix, group)
        warnings = (_inconsistent(ratio, doubtful),)
    return SiblingWeights(
        tuple(float(weight) for weight in weights), tuple(quality), doubtful, warnings=warnings
    )


def principal_eigenvector(matrix: Matrix) -> Vector:
    """A w = λ_max w, w > 0, Σ w = 1 (Saaty 1980)."""
    values, vectors = np.linalg.eig(matrix)
    # the eigenvalue of Perron and Frobenius is real and of greatest modulus; its vector has one sign
    found = np.abs(vectors[:, np.argmax(values.real)].real)
    return np.asarray(found / found.sum(), dtype=float)


def row_geometric_mean(matrix: Matrix) -> Vector:
    """w_i ∝ (Π_j a_ij)^(1/n): least squares of logarithms (Crawford & Williams 1985)."""
    logs = np.log(matrix).mean(axis=1)
    found = np.exp(logs - logs.max())
    return np.asarray(found / found.sum(), dtype=float)


def random_index(count: int) -> float:
    """Mean consistency index of random reciprocal matrices of this order.

    Saaty's table up to order 15; beyond it the line fitted by Alonso & Lamata (2006),
    λ_max = 2.7699 n − 4.3513.
    """
    if count <= len(RANDOM_INDEX):
        return RANDOM_INDEX[count - 1]
    return (2.7699 * count - 4.3513 - count) / (count - 1)


def consistency_ratio(matrix: Matrix) -> float:
    """CR = CI / RI with CI = (λ_max − n) / (n − 1); 0 for one or two criteria, which cannot be inconsistent."""
    return float(_consistency_ratios(matrix[None])[0])


def _consistency_ratios(matrices: Matrix) -> Vector:
    count = matrices.shape[-1]
    if count < 3:
        return np.zeros(matrices.shape[0])
    greatest = np.linalg.eigvals(matrices).real.max(axis=-1)
    index = np.maximum(greatest - count, 0.0) / (count - 1)
    ratios = index / random_index(count)
    # λ_max of a consistent matrix is n but for rounding
    return np.where(ratios < 1e-12, 0.0, ratios)


def geometric_consistency_index(matrix: Matrix, weights: Vector) -> float:
    """GCI = 2 / ((n − 1)(n − 2)) Σ_{i<j} ln²(a_ij w_j / w_i) (Aguarón & Moreno-Jiménez 2003)."""
    count = matrix.shape[0]
    errors = np.log(matrix * weights[None, :] / weights[:, None])
    return float(2.0 * (np.triu(errors, 1) ** 2).sum() / ((count - 1) * (count - 2)))


def worst_judgements(
    siblings: Sequence[str], matrix: Matrix, group: str | None = None
) -> tuple[DoubtfulJudgement, ...]:
    """The judgements whose change alone lowers the consistency ratio most, the worst first.

    Each judgement is tried at every value of Saaty's scale, all others unchanged; λ_max is convex in the logarithm of
    an entry (Kingman 1961), so the least found is the least on the scale.
    """
    before = consistency_ratio(matrix)
    found = []
    for i, j in combinations(range(len(siblings)), 2):
        tried = np.repeat(matrix[None], len(SCALE), axis=0)
        tried[:, i, j] = SCALE
        tried[:, j, i] = 1.0 / np.array(SCALE)
        ratios = _consistency_ratios(tried)
        best = int(np.argmin(ratios))
        if ratios[best] >= before - 1e-12:
            continue
        value, fitting = float(matrix[i, j]), SCALE[best]
        # told from the side that the judge saw as the more important
        names, told = ((i, j), (value, fitting)) if value >= 1.0 else ((j, i), (1.0 / value, 1.0 / fitting))
        first, second = siblings[names[0]], siblings[names[1]]
        found.append(DoubtfulJudgement(first, second, *told, float(ratios[best]), group))
    found.sort(
        key=lambda judgement: (round(judgement.consistency_ratio, 12), judgement.first, judgement.second)
    )
    return tuple(found[:MOST_NAMED])


def _inconsistent(ratio: float, doubtful: Sequence[DoubtfulJudgement]) -> Message:
    if not doubtful:
        return _(
            "the pairwise judgements are inconsistent: consistency ratio {ratio}, usual is at most {limit}",
            ratio=Figure(round(ratio, 3)),
            limit=Figure(ACCEPTABLE_RATIO),
        )
    worst = doubtful[0]
    return _(
        "the pairwise judgements are inconsistent: consistency ratio {ratio}, usual is at most {limit}; change "
        "{first}/{second} from {value} to about {fitting} and it becomes {after}",
        ratio=Figure(round(ratio, 3)),
        limit=Figure(ACCEPTABLE_RATIO),
        first=worst.first,
        second=worst.second,
        value=Times(worst.value),
        fitting=Times(worst.fitting),
        after=Figure(round(worst.consistency_ratio, 3)),
    )
