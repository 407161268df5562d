"""Kernels of methods that measure distances; see :mod:`decision.analysis.kernels_formulas`."""

from __future__ import annotations

import numpy as np

from decision.analysis.kernels_buffer import aligned
from decision.analysis.kernels_products import Formula, across, linear, product
from decision.analysis.kernels_stack import Stack, Stacked
from decision.ranking.corrected import _EQUAL
from decision.ranking.parameters import (
    BalancedSpotisParameters,
    ErvdParameters,
    SpotisParameters,
    VikorParameters,
)
from decision.ranking.rank import EQUAL_WITHIN


def topsis(stack: Stack) -> Formula:
    """D⁻ / (D⁺ + D⁻); weights are positive, so the ideals of w r are w times the ideals of r."""
    columns = stack.normalised()
    to_best = linear((columns - columns.max(axis=1, keepdims=True)) ** 2)
    to_worst = linear((columns - columns.min(axis=1, keepdims=True)) ** 2)

    def closeness(weights: Stacked) -> Stacked:
        squared = weights * weights
        result, far = to_worst(squared), to_best(squared)
        np.sqrt(result, out=result)
        np.sqrt(far, out=far)
        far += result
        with np.errstate(all="ignore"):
            result /= far
        return result

    return closeness


APART_WHERE_CLOSENESS_IS = 2.1 * EQUAL_WITHIN
"""Shares of :func:`topsis_order` that differ by more belong to closenesses that are not equal by the rule for ties:
these lie in [0, 1], differ by half of it at least, and all rounding is below a hundredth of that."""


def topsis_order(stack: Stack) -> Formula:
    """D⁻² / (D⁺² + D⁻²), by which parks stand as by closeness C, without roots.

    With s² this share and c² = 1 − s², C = s / (s + c) and dC/ds² = 1 / (2sc (1 + 2sc)) ≥ 1/2, since 2sc ≤ 1: what is
    apart here is at least half as far apart there, in the same order.
    """
    columns = stack.normalised()
    to_best = (columns - columns.max(axis=1, keepdims=True)) ** 2
    to_worst = (columns - columns.min(axis=1, keepdims=True)) ** 2
    near, both = linear(to_worst), linear(to_worst + to_best)

    def share(weights: Stacked) -> Stacked:
        squared = weights * weights
        result = near(squared)
        with np.errstate(all="ignore"):
            result /= both(squared)
        return result

    return share


def vikor(stack: Stack) -> Formula:
    """V times the spread of S = Σ w t plus (1 − v) times that of R = max w t, lower is better."""
    parameters = stack.problem.parameters
    assert isinstance(parameters, VikorParameters)
    v = parameters.v
    oriented = stack.values * stack.types
    best, worst = oriented.max(axis=1, keepdims=True), oriented.min(axis=1, keepdims=True)
    part, whole = best - oriented, np.broadcast_to(best - worst, oriented.shape)
    terms = across(np.divide(part, whole, out=np.zeros_like(part), where=whole > 0))

    def compromise(weights: Stacked) -> Stacked:
        shape = (*weights.shape[:2], terms.shape[2])
        regret, own = aligned(*shape), aligned(*shape)
        np.multiply(weights[:, :, :1], terms[:, :1], out=regret)
        for place in range(1, terms.shape[1]):
            np.multiply(weights[:, :, place, None], terms[:, None, place], out=own)
            np.maximum(regret, own, out=regret)
        least_regret = _spread(regret, 1.0 - v)
        group = product(weights, terms)
        # what lies below the least is taken away once for both
        least = _spread(group, v) + least_regret
        group += regret
        group -= least
        return group

    return compromise


def _spread(values: Stacked, share: float) -> Stacked:
    """Share · x / (max − min) in place, 0 where all are equal; the least of each row."""
    least = values.min(axis=2, keepdims=True)
    spread = values.max(axis=2, keepdims=True) - least
    factor = np.divide(share, spread, out=np.zeros_like(spread), where=spread > _EQUAL)
    values *= factor
    return np.asarray(least * factor)


def edas(stack: Stack) -> Formula:
    """Mean of SP / max SP and 1 − SN / max SN."""
    average = stack.values.mean(axis=1, keepdims=True)
    with np.errstate(all="ignore"):
        above = (stack.values - average) / average * stack.types
    positive, negative = linear(np.maximum(above, 0.0)), linear(np.maximum(-above, 0.0))

    def score(weights: Stacked) -> Stacked:
        result, below = positive(weights), negative(weights)
        with np.errstate(all="ignore"):
            result *= 0.5 / result.max(axis=2, keepdims=True)
            below *= 0.5 / below.max(axis=2, keepdims=True)
        result -= below
        result += 0.5
        return result

    return score


def ervd(stack: Stack) -> Formula:
    """S⁻ / (S⁺ + S⁻) over gains and losses against the reference point."""
    parameters = stack.problem.parameters
    assert isinstance(parameters, ErvdParameters)
    nothing = stack.problem.do_nothing
    default = np.where(np.isnan(nothing), stack.parks.mean(axis=1), nothing)
    reference = stack.targets(parameters.reference, default)[:, None]
    with np.errstate(all="ignore"):
        gain = (stack.values - reference) / stack.values.sum(axis=1, keepdims=True) * stack.types
        worth = np.where(gain > 0, 1.0, -parameters.lambd) * np.abs(gain) ** parameters.alpha
    near = linear(worth.max(axis=1, keepdims=True) - worth)
    far = linear(worth - worth.min(axis=1, keepdims=True))

    def closeness(weights: Stacked) -> Stacked:
        result, other = far(weights), near(weights)
        other += result
        with np.errstate(all="ignore"):
            result /= other
        return result

    return closeness


def spotis(stack: Stack) -> Formula:
    """Σ w |x − s| / (max − min), lower is better."""
    parameters = stack.problem.parameters
    assert isinstance(parameters, SpotisParameters)
    return linear(_distances(stack, stack.targets(parameters.expected, stack.best)))


def balanced_spotis(stack: Stack) -> Formula:
    """(1 − α) Σ w |x − best| + α Σ w |x − s|, both over max − min, lower is better."""
    parameters = stack.problem.parameters
    assert isinstance(parameters, BalancedSpotisParameters)
    alpha = parameters.alpha
    expected = _distances(stack, stack.targets(parameters.expected, stack.best))
    return linear((1.0 - alpha) * _distances(stack, stack.best) + alpha * expected)


def _distances(stack: Stack, target: Stacked) -> Stacked:
    with np.errstate(all="ignore"):
        span = np.abs(stack.best - stack.worst)[:, None]
        return np.asarray(np.abs(stack.values - target[:, None]) / span)
