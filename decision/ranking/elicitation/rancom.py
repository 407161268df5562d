"""RANCOM: weights from who is more important than whom, without saying by how much."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from decision.language import Message, _
from decision.ranking.elicitation.orders import Tiers
from decision.ranking.weighting_result import QualityFigure, SiblingWeights


def weigh_rancom(
    siblings: Sequence[str], matrix: NDArray[np.float64], group: str | None = None
) -> SiblingWeights:
    """w_i = s_i / Σ s with s_i = Σ_j α_ij (Więckowski, Kizielewicz, Shekhovtsov & Sałabun 2023).

    Args:
        siblings: ids in the order of the matrix.
        matrix: α_ij is 1 where i is more important than j, 0.5 where equally (and on the diagonal), else 0.
        group: the group that the siblings form.
    """
    sums = matrix.sum(axis=1)
    circles = circular_triads(matrix)
    label = _("circular triads: a above b above c above a")
    quality = (QualityFigure("circular_triads", label, float(len(circles)), 0.0, group),)
    warnings: tuple[Message, ...] = ()
    if circles:
        first, second, third = (siblings[place] for place in circles[0])
        warnings = (
            _(
                "the comparisons run in a circle: {first} above {second}, {second} above {third}, {third} above "
                "{first}",
                first=first,
                second=second,
                third=third,
            ),
        )
    return SiblingWeights(
        tuple(float(value) for value in sums / sums.sum()), quality=quality, warnings=warnings
    )


def matrix_of_order(siblings: Sequence[str], tiers: Tiers) -> NDArray[np.float64]:
    """The ranking comparison matrix that an order implies."""
    tier_of = {identifier: place for place, tier in enumerate(tiers) for identifier in tier}
    places = np.array([tier_of[identifier] for identifier in siblings], dtype=float)
    return np.asarray((1.0 + np.sign(places[None, :] - places[:, None])) / 2.0, dtype=float)


def circular_triads(matrix: NDArray[np.float64]) -> list[tuple[int, int, int]]:
    """Triples of positions i above j above k above i."""
    above = matrix == 1.0
    found = []
    for i, j, k in combinations(range(matrix.shape[0]), 3):
        if above[i, j] and above[j, k] and above[k, i]:
            found.append((i, j, k))
        elif above[i, k] and above[k, j] and above[j, i]:
            found.append((i, k, j))
    return found
