"""PROMETHEE II: net flows by pymcdm for few parks, by sorting for many.

Brans & Vincke 1985. For a criterion with values z (oriented so that more is better) and preference function
F,

    φ_i = 1/(n−1) · ( Σ_j F(z_i − z_j) − Σ_j F(z_j − z_i) ),

and the net flow of a park is the weighted sum over the criteria. Since F of the functions usual, vshape and
vshape_2 is piecewise linear, the sums need sorting and prefix sums only, O(n log n) a criterion (Calders &
Van Assche 2018).
"""

from __future__ import annotations

import numpy as np

from decision.model.criteria import Preference
from decision.ranking.problem import RankingProblem, Scores, Step, Vector
from decision.ranking.pymcdm_call import call

PYMCDM_UP_TO_ROWS = 150
"""Above this pymcdm's tables of all pairs cost more than everything else."""
SORTED_ENGINE = "parkfund (sorted net flows)"
PAIRS_ENGINE = "parkfund (pairs by blocks)"
_BLOCK_PAIRS = 2_000_000
NARROW = 16.0
"""Ranges up to so many p: prefix sums over the whole range lose nothing that shows."""


def promethee_ii(problem: RankingProblem, explain: bool = False) -> Scores:
    """Net flows with each criterion's own preference function.

    pymcdm computes them when it can express the problem (one function for all criteria, not Gaussian) and the
    parks are few; otherwise :func:`net_flow` does, equal to pymcdm within 1e-12.
    """
    preferences = [criterion.preference or Preference() for criterion in problem.criteria]
    oriented = problem.matrix * problem.types
    flows = np.column_stack(
        [net_flow(oriented[:, k], preference) for k, preference in enumerate(preferences)]
    )
    parts = flows * problem.weights
    functions = {preference.function for preference in preferences}
    if (
        problem.rows > 1
        and problem.rows <= PYMCDM_UP_TO_ROWS
        and len(functions) == 1
        and "gaussian" not in functions
    ):
        settings = _pymcdm_settings(preferences[0].function, preferences)
        if settings is not None:
            preference, steps = call("PROMETHEE_II", problem, explain, **settings)
            return Scores(preference, parts, steps)
    steps = ()
    if explain:
        steps = (
            Step("Net flows by criterion", "φ_ij", flows, "parks", "criteria"),
            Step("Weighted net flows by criterion", "w_j φ_ij", parts, "parks", "criteria"),
            Step("Global preference net flows", "φ_i", parts.sum(axis=1)),
        )
    sorted_only = functions <= {"usual", "vshape", "vshape_2"}
    return Scores(parts.sum(axis=1), parts, steps, engine=SORTED_ENGINE if sorted_only else PAIRS_ENGINE)


def _pymcdm_settings(function: str, preferences: list[Preference]) -> dict[str, object] | None:
    """Arguments for pymcdm; None where it would divide by a threshold of zero."""
    settings: dict[str, object] = {"preference_function": function}
    if function in ("ushape", "level", "vshape_2"):
        settings["q"] = [preference.q for preference in preferences]
    if function in ("vshape", "level", "vshape_2"):
        settings["p"] = [preference.p for preference in preferences]
    flat = function == "vshape" and any(not preference.p for preference in preferences)
    flat |= function == "vshape_2" and any(preference.p == preference.q for preference in preferences)
    return None if flat else settings


def net_flow(values: Vector, preference: Preference) -> Vector:
    """Unicriterion net flow φ of each value, between −1 and 1; a value alone has 0."""
    n = values.shape[0]
    if n < 2:
        return np.zeros(n)
    q, p = preference.q or 0.0, preference.p or 0.0
    if preference.function == "usual" or (preference.function == "vshape" and p == 0.0):
        ordered = np.sort(values)
        below = np.searchsorted(ordered, values, side="left")
        above = n - np.searchsorted(ordered, values, side="right")
        return np.asarray((below - above) / (n - 1.0))
    if preference.function == "vshape":
        return _sorted_flow(values, 0.0, p)
    if preference.function == "vshape_2" and p > q:
        return _sorted_flow(values, q, p)
    return _flow_over_pairs(values, preference)


def _sorted_flow(values: Vector, q: float, p: float) -> Vector:
    """Net flow for F(d) = 0 up to q, (d − q)/(p − q) between, 1 from p on."""
    order = np.argsort(values)  # equal values have equal flows, in whatever order they come
    ordered = values[order]
    if ordered[-1] - ordered[0] <= NARROW * p:
        flow = _flow_by_sums(ordered - ordered[values.shape[0] // 2], q, p)
    else:
        flow = _preferred_over(ordered - ordered[0], q, p)
        # seen from the other end every value is as far below as it was above, in the same order backwards
        flow -= _preferred_over(np.ascontiguousarray((ordered[-1] - ordered)[::-1]), q, p)[::-1]
    flow /= values.shape[0] - 1.0
    result = np.empty_like(flow)
    result[order] = flow
    return result


def _flow_by_sums(z: Vector, q: float, p: float) -> Vector:
    """Σ_j F(z_i − z_j) − F(z_j − z_i) for each i; z ascends, its range is not many times p.

    F is continuous: on which side of a threshold a value falls that lies on it changes nothing.
    """
    n = z.shape[0]
    sums = np.zeros(n + 1)
    np.cumsum(z, out=sums[1:])
    low, high = z.searchsorted(z - p), z.searchsorted(z + p)
    if q == 0.0:
        part = (high - low) * z
        part -= sums[high]
        part += sums[low]
    else:
        below, above = z.searchsorted(z - q), z.searchsorted(z + q)
        part = (below - low) * (z - q)
        part += (high - above) * (z + q)
        part -= sums[below] - sums[low]
        part -= sums[high] - sums[above]
    part /= p - q
    part += low + high - n
    return np.asarray(part)


def _preferred_over(z: Vector, q: float, p: float) -> Vector:
    """Σ_j F(z_i − z_j) for each i; z ascends from 0.

    Values are measured from the start of a bin as wide as p, so that prefix sums stay small and nothing
    cancels; the values less than p below z_i lie in its bin or the one before.
    """
    n = z.shape[0]
    bins = np.floor(z / p)
    offset = z - bins * p
    inside = np.zeros(n + 1)
    np.cumsum(offset, out=inside[1:])
    ends = np.append(np.flatnonzero(bins[1:] != bins[:-1]) + 1, n)
    starts = np.zeros_like(ends)
    starts[1:] = ends[:-1]
    lengths = ends - starts
    held = bins[starts]
    # of each bin: where the one just before starts; its own start where that one is empty
    before_it = starts.copy()
    before_it[1:] = np.where(held[1:] - held[:-1] == 1.0, starts[:-1], starts[1:])
    start_of_bin, start_before = np.repeat(starts, lengths), np.repeat(before_it, lengths)
    low = np.maximum(np.searchsorted(z, z - p, side="right"), start_before)
    if q == 0.0:  # where the run of equal values begins
        below = np.zeros(n, dtype=np.intp)
        below[1:] = np.where(z[1:] > z[:-1], np.arange(1, n), 0)
        below = np.maximum.accumulate(below)
    else:
        below = np.searchsorted(z, z - q, side="left")
    high = np.maximum(below, low)
    middle = np.minimum(np.maximum(start_of_bin, low), high)
    before = (middle - low) * (offset + p - q) - (inside[middle] - inside[low])
    within = (high - middle) * (offset - q) - (inside[high] - inside[middle])
    return np.asarray(low + (before + within) / (p - q))


def _flow_over_pairs(values: Vector, preference: Preference) -> Vector:
    """Net flow over all pairs by blocks of rows, for functions with jumps: d = q is decided exactly."""
    n = values.shape[0]
    q, p, s = preference.q or 0.0, preference.p or 0.0, preference.s or 1.0
    result = np.empty(n)
    block = max(1, _BLOCK_PAIRS // n)
    for start in range(0, n, block):
        d = values[start : start + block, None] - values[None, :]
        size, sign = np.abs(d), np.sign(d)
        if preference.function == "gaussian":
            strength = -np.expm1(-(size**2) / (2.0 * s * s))
        elif preference.function == "level":
            strength = 0.5 * (size > q) + 0.5 * (size > p)
        else:  # ushape, or a linear one whose thresholds meet
            strength = (size > q).astype(float)
        result[start : start + block] = (sign * strength).sum(axis=1)
    return np.asarray(result / (n - 1.0))
