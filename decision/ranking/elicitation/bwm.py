"""The best-worst method: the linear and the original model, and how consistent the comparisons are."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from decision.errors import ParkfundError
from decision.language import Message, _
from decision.ranking.weighting_result import QualityFigure, SiblingWeights
from decision.ranking.wording import Figure

Vector = NDArray[np.float64]

_THRESHOLDS = {
    3: (0.1667, 0.1667, 0.1667, 0.1667, 0.1667, 0.1667, 0.1667),
    4: (0.1121, 0.1529, 0.1898, 0.2206, 0.2527, 0.2577, 0.2683),
    5: (0.1354, 0.1994, 0.2306, 0.2546, 0.2716, 0.2844, 0.2960),
    6: (0.1330, 0.1990, 0.2643, 0.3044, 0.3144, 0.3221, 0.3262),
    7: (0.1294, 0.2457, 0.2819, 0.3029, 0.3144, 0.3251, 0.3403),
    8: (0.1309, 0.2521, 0.2958, 0.3154, 0.3408, 0.3620, 0.3657),
    9: (0.1359, 0.2681, 0.3062, 0.3337, 0.3517, 0.3620, 0.3662),
}
"""Most acceptable input-based ratio by a_BW for 3 to 9 criteria (Liang, Brunelli & Rezaei 2020, table 3)."""


@dataclass(frozen=True, eq=False)
class Comparisons:
    """The comparisons of one set of siblings, in their order."""

    siblings: tuple[str, ...]
    best: int
    worst: int
    best_to_others: Vector
    """a_Bj: how many times as important as j the best is; a_BB = 1."""
    others_to_worst: Vector
    """a_jW: how many times as important as the worst j is; a_WW = 1, and a_BW stands in both."""

    @property
    def best_to_worst(self) -> float:
        """The number a_BW."""
        return float(self.best_to_others[self.worst])

    @property
    def between(self) -> list[int]:
        """Positions that are neither best nor worst."""
        return [j for j in range(len(self.siblings)) if j not in (self.best, self.worst)]


def weigh_bwm(
    comparisons: Comparisons, model: Literal["linear", "nonlinear"], group: str | None = None
) -> SiblingWeights:
    """Shares by the best-worst method with its consistency.

    Reports ξ* of the model; for the original one also the consistency ratio ξ* / CI (Rezaei 2015), where CI is the
    greatest ξ* possible for a_BW; and for both the input-based ratio (Liang, Brunelli & Rezaei 2020), with a warning
    above its threshold.
    """
    intervals = None
    if model == "linear":
        shares, xi = linear_model(comparisons)
    else:
        shares, xi, intervals = original_model(comparisons)
    label = _("ξ*: greatest deviation from a comparison")
    quality = [QualityFigure("xi", label, xi, None, group)]
    index = consistency_index(comparisons.best_to_worst)
    if model == "nonlinear" and index > 0:
        says = _("consistency ratio ξ* / {index}", index=Figure(round(index, 2)))
        quality.append(QualityFigure("consistency_ratio", says, xi / index, None, group))
    ratio, limit = input_based_ratio(comparisons), threshold(comparisons)
    quality.append(
        QualityFigure(
            "input_based_consistency_ratio", _("input-based consistency ratio"), ratio, limit, group
        )
    )
    warnings: tuple[Message, ...] = ()
    if limit is not None and ratio > limit + 1e-9:
        warnings = (_inconsistent(comparisons, ratio, limit),)
    return SiblingWeights(
        tuple(float(share) for share in shares), tuple(quality), intervals=intervals, warnings=warnings
    )


def linear_model(comparisons: Comparisons) -> tuple[Vector, float]:
    """Minimise ξ subject to |w_B − a_Bj w_j| ≤ ξ, |w_j − a_jW w_W| ≤ ξ, Σ w = 1, w ≥ 0 (Rezaei 2016).

    Returns:
        The weights, and ξ* (near 0: consistent).
    """
    from scipy.optimize import linprog

    count = len(comparisons.siblings)
    # in the order of the ids, so that another order of the file cannot lead to another optimum
    order = sorted(range(count), key=lambda place: comparisons.siblings[place])
    rows = []
    for j in order:
        against_best, against_worst = np.zeros(count + 1), np.zeros(count + 1)
        against_best[comparisons.best] += 1.0
        against_best[j] -= comparisons.best_to_others[j]
        against_worst[j] += 1.0
        against_worst[comparisons.worst] -= comparisons.others_to_worst[j]
        for deviation in (against_best, against_worst):
            if np.any(deviation):
                rows += [deviation.copy(), -deviation]
    bounds = np.array(rows).reshape(-1, count + 1)[:, [*order, count]]
    bounds[:, -1] = -1.0
    total = np.append(np.ones(count), 0.0)[None]
    solved = linprog(
        c=np.append(np.zeros(count), 1.0),
        A_ub=bounds,
        b_ub=np.zeros(len(bounds)),
        A_eq=total,
        b_eq=[1.0],
        bounds=(0, None),
        method="highs-ds",
    )
    if solved.x is None:  # the equal weights are always feasible: only a broken solver ends here
        raise ParkfundError(_("the best-worst model could not be solved: {reason}", reason=solved.message))
    weights = np.empty(count)
    weights[order] = solved.x[:count]
    return weights / weights.sum(), max(float(solved.fun), 0.0)


def original_model(comparisons: Comparisons) -> tuple[Vector, float, tuple[tuple[float, float], ...]]:
    """Minimise ξ subject to |w_B / w_j − a_Bj| ≤ ξ, |w_j / w_W − a_jW| ≤ ξ, Σ w = 1 (Rezaei 2015).

    With r = w_B / w_W and y_j = w_j / w_W the model falls apart: ξ is possible when one r lies in all
    [(a_Bj − ξ)(a_jW − ξ), (a_Bj + ξ)(a_jW + ξ)] and in a_BW ± ξ, and the least such ξ is found by bisection. At ξ* the
    ratio r is unique, but each y_j may still move in an interval (Rezaei 2016); it takes the value that leaves its own
    two comparisons the smallest greater deviation.

    Returns:
        The weights, ξ*, and the least and greatest weight of each criterion among all optimal ones.
    """
    direct = comparisons.best_to_worst
    pairs = [(comparisons.best_to_others[j], comparisons.others_to_worst[j]) for j in comparisons.between]

    def ratio_between(xi: float) -> tuple[float, float]:
        least = [direct - xi, *(max(b - xi, 0.0) * max(w - xi, 0.0) for b, w in pairs)]
        most = [direct + xi, *((b + xi) * (w + xi) for b, w in pairs)]
        return max(least), min(most)

    xi, too_small = 0.0, 0.0
    if np.diff(ratio_between(0.0))[0] < 0:
        xi = direct + max(max(pair) for pair in pairs)
        for _step in range(200):
            middle = (too_small + xi) / 2.0
            least, most = ratio_between(middle)
            too_small, xi = (too_small, middle) if least <= most else (middle, xi)
    ratio = float(np.mean(ratio_between(xi)))
    count = len(comparisons.siblings)
    low, high, chosen = np.ones(count), np.ones(count), np.ones(count)
    low[comparisons.best] = high[comparisons.best] = chosen[comparisons.best] = ratio
    for j, (b, w) in zip(comparisons.between, pairs, strict=True):
        low[j] = max(w - xi, ratio / (b + xi))
        high[j] = min(w + xi, ratio / (b - xi)) if b > xi else w + xi
        high[j] = max(high[j], low[j])
        chosen[j] = _least_deviation(b, w, ratio, low[j], high[j])
    ends = []
    for j in range(count):
        others_low, others_high = low.sum() - low[j], high.sum() - high[j]
        ends.append((float(low[j] / (low[j] + others_high)), float(high[j] / (high[j] + others_low))))
    return chosen / chosen.sum(), xi, tuple(ends)


def _least_deviation(to_best: float, to_worst: float, ratio: float, low: float, high: float) -> float:
    """The y between low and high at which max(|r / y − a_Bj|, |y − a_jW|) is least.

    Between r / a_Bj and a_jW, where each deviation is zero, one falls while the other grows: they are equal at
    the optimum, which bisection finds.
    """
    ends = sorted((ratio / to_best, to_worst))
    least, most = max(ends[0], low), min(ends[1], high)
    if least >= most:
        return min(max((ends[0] + ends[1]) / 2.0, low), high)
    grows_with_y = ends[0] == to_worst

    def surplus(y: float) -> float:
        own, other = abs(y - to_worst), abs(ratio / y - to_best)
        return own - other if grows_with_y else other - own

    for _step in range(200):
        middle = (least + most) / 2.0
        if surplus(middle) < 0:
            least = middle
        else:
            most = middle
    return (least + most) / 2.0


def consistency_index(best_to_worst: float) -> float:
    """Greatest ξ* for a_BW: the root of ξ² − (1 + 2 a) ξ + a² − a = 0 (Rezaei 2015, table 1: 0, 0.44, 1.00 …)."""
    return (1.0 + 2.0 * best_to_worst - math.sqrt(1.0 + 8.0 * best_to_worst)) / 2.0


def input_based_ratio(comparisons: Comparisons) -> float:
    """CR = max_j |a_Bj a_jW − a_BW| / (a_BW² − a_BW), 0 when a_BW = 1 (Liang, Brunelli & Rezaei 2020)."""
    direct = comparisons.best_to_worst
    if direct <= 1.0:
        return 0.0
    gaps = np.abs(comparisons.best_to_others * comparisons.others_to_worst - direct)
    return float(gaps.max() / (direct * direct - direct))


def threshold(comparisons: Comparisons) -> float | None:
    """Most acceptable input-based ratio; None for fewer than three criteria.

    Beyond nine criteria that of nine; for a_BW between two whole numbers that of the nearer one.
    """
    count = len(comparisons.siblings)
    if count < 3:
        return None
    scale = math.floor(comparisons.best_to_worst + 0.5)
    return 0.0 if scale < 3 else _THRESHOLDS[scale][min(count, 9) - 3]


def _inconsistent(comparisons: Comparisons, ratio: float, limit: float) -> Message:
    products = comparisons.best_to_others * comparisons.others_to_worst
    worst = int(np.argmax(np.abs(products - comparisons.best_to_worst)))
    return _(
        "the best-worst comparisons are inconsistent: input-based ratio {ratio}, acceptable is at most {limit}; look "
        "at {id} again: {best} to {id} times {id} to {worst} is {product}, while {best} to {worst} is {direct}",
        ratio=Figure(round(ratio, 3)),
        limit=Figure(limit),
        id=comparisons.siblings[worst],
        best=comparisons.siblings[comparisons.best],
        worst=comparisons.siblings[comparisons.worst],
        product=Figure(float(products[worst])),
        direct=Figure(comparisons.best_to_worst),
    )
