"""Merit: documented monotone maps of native preferences to [0, 1], and what each criterion contributes.

Every map but ``odds`` is affine in the preference, so that the contributions of an additive method stay
exact.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

import numpy as np

from decision.language import Message, _
from decision.ranking.parameters import RafsiParameters
from decision.ranking.problem import Matrix, RankingProblem, Vector

MapName = Literal["identity", "complement", "net_flow", "range", "reversed_range", "gap", "interval", "odds"]

MAP_TEXTS: Mapping[MapName, Message] = {
    "identity": _("the preference itself, which lies between 0 and 1"),
    "complement": _("1 − preference"),
    "net_flow": _("(net flow + 1) / 2; it orders parks but has no zero, so it never drives money"),
    "range": _(
        "(preference − least) / (greatest − least): between the virtual worst and best park where every "
        "criterion has "
        "a scale, else between the worst and best of the parks; all equal: 0.5"
    ),
    "reversed_range": _(
        "(greatest − preference) / (greatest − least): between the virtual worst and best park where every "
        "criterion "
        "has a scale, else between the worst and best of the parks; all equal: 0.5"
    ),
    "gap": _("1 − m · preference, m the number of rows: the gap as a share of the greatest possible one"),
    "interval": _("((n1 + n2k) · preference − n1) / (n2k − n1): 0 at the anti-ideal, 1 at the ideal"),
    "odds": _("preference / (1 + preference)"),
}


def _range(preference: Vector, problem: RankingProblem) -> Vector:
    least, greatest = preference.min(), preference.max()
    if greatest - least <= 1e-12 * max(abs(greatest), abs(least)):
        return np.full_like(preference, 0.5)
    return np.asarray((preference - least) / (greatest - least))


def _interval(preference: Vector, problem: RankingProblem) -> Vector:
    assert isinstance(problem.parameters, RafsiParameters)
    n1, n2k = problem.parameters.n1, problem.parameters.n2k
    return ((n1 + n2k) * preference - n1) / (n2k - n1)


_MAPS: Mapping[MapName, Callable[[Vector, RankingProblem], Vector]] = {
    "identity": lambda preference, problem: preference,
    "complement": lambda preference, problem: 1.0 - preference,
    "net_flow": lambda preference, problem: (preference + 1.0) / 2.0,
    "range": _range,
    "reversed_range": lambda preference, problem: _range(-preference, problem),
    "gap": lambda preference, problem: 1.0 - problem.rows * preference,
    "interval": _interval,
    "odds": lambda preference, problem: preference / (1.0 + preference),
}


def merit_of(preference: Vector, problem: RankingProblem, name: MapName) -> Vector:
    """Merit of each row under the named map; rounding errors beyond 0 and 1 are cut."""
    return np.clip(_MAPS[name](preference, problem), 0.0, 1.0)


def contributions_of(
    merit: Vector, preference: Vector, parts: Matrix | None, problem: RankingProblem
) -> Matrix:
    """What each criterion adds to the merit of each row (rows × criteria); rows sum to the merit.

    Additive methods: merit = a · Σ_j parts_ij + b. With a virtual worst park of merit 0 a criterion
    contributes a · (parts_ij − parts_worst,j); otherwise a · parts_ij and its weight's share of b. Other
    methods: the merit is apportioned by w_j u_ij, u the value between the worst and best end (all at the
    worst end: by the weights).
    """
    if parts is None:
        span = problem.best - problem.worst
        worth = np.divide(
            problem.matrix - problem.worst, span, out=np.ones_like(problem.matrix), where=span != 0
        )
        share = np.clip(worth, 0.0, 1.0) * problem.weights
        total = share.sum(axis=1, keepdims=True)
        share = np.where(
            total > 0, np.divide(share, total, out=np.zeros_like(share), where=total > 0), problem.weights
        )
        return np.asarray(share * merit[:, None])
    sums = parts.sum(axis=1)
    low, high = int(np.argmin(preference)), int(np.argmax(preference))
    rise = sums[high] - sums[low]
    factor = (merit[high] - merit[low]) / rise if rise else 0.0
    worst = problem.row("worst")
    base = parts[worst] if worst is not None and merit[worst] == 0.0 else 0.0
    exact = factor * (parts - base)
    # the constant of the map, and the last bits that rounding and cutting at 0 and 1 leave over
    return np.asarray(exact + (merit - exact.sum(axis=1))[:, None] * problem.weights)
