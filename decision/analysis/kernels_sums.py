"""Kernels of methods that add or multiply normalised values; see :mod:`decision.analysis.kernels_formulas`."""

from __future__ import annotations

import numpy as np

from decision.analysis.kernels_products import Formula, adding_linear, linear, log_product
from decision.analysis.kernels_stack import Stack, Stacked, net_flows, normalised_stack
from decision.ranking.normalisations import NORMALISATIONS
from decision.ranking.parameters import AromanParameters, MixParameters, RafsiParameters


def wsm(stack: Stack) -> Formula:
    """Σ w r."""
    return linear(stack.normalised())


def wpm(stack: Stack) -> Formula:
    """Π r^w."""
    return log_product(stack.normalised())


def waspas(stack: Stack) -> Formula:
    """λ Σ w r + (1 − λ) Π r^w."""
    parameters = stack.problem.parameters
    assert isinstance(parameters, MixParameters)
    share = parameters.l
    columns = stack.normalised()
    add, multiplied = adding_linear(columns), log_product(columns)

    def mixed(weights: Stacked) -> Stacked:
        result = multiplied(weights)
        add(share * weights, result, 1.0 - share)
        return result

    return mixed


def aras(stack: Stack) -> Formula:
    """Σ w r over the ideal park's Σ w r, the ideal being normalised with the others."""
    values, types = stack.values, stack.types
    assert stack.problem.normalisation is not None
    ideal = np.where(types == 1, values.max(axis=1), values.min(axis=1))
    extended = normalised_stack(
        np.concatenate([ideal[:, None], values], axis=1), types, stack.problem.normalisation
    )
    sums, at_ideal = linear(extended[:, 1:]), linear(extended[:, :1])

    def degree(weights: Stacked) -> Stacked:
        result = sums(weights)
        result /= at_ideal(weights)
        return result

    return degree


def copras(stack: Stack) -> Formula:
    """S⁺ + Σ S⁻ / (S⁻ Σ 1/S⁻), as a share of the greatest; without costs S⁺.

    As a share of the greatest nothing changes when all is divided by c = Σ S⁻ / Σ 1/S⁻: S⁺ is then had from weights
    divided by c, and 1/S⁻ needs no factor.
    """
    values, types = stack.values, stack.types
    with np.errstate(all="ignore"):
        shares = values / values.sum(axis=1, keepdims=True)
    gains, costs = np.flatnonzero(types == 1), np.flatnonzero(types == -1)
    gained, lost = linear(shares[:, :, gains]), linear(shares[:, :, costs])
    add_gained = adding_linear(shares[:, :, gains])
    all_lost = shares[:, :, costs].sum(axis=1)[:, :, None]

    def utility(weights: Stacked) -> Stacked:
        own = weights[:, :, gains]
        with np.errstate(all="ignore"):
            if costs.size:
                losing = weights[:, :, costs]
                significance = lost(losing)
                np.reciprocal(significance, out=significance)
                own *= np.einsum("dsr->ds", significance)[:, :, None] / (losing @ all_lost)
                add_gained(own, significance, 1.0)
            else:
                significance = gained(own)
            significance *= 1.0 / significance.max(axis=2, keepdims=True)
        return significance

    return utility


def moora(stack: Stack) -> Formula:
    """Σ_max w x* − Σ_min w x*, x* = x / √Σx²."""
    with np.errstate(all="ignore"):
        ratios = stack.values / np.sqrt((stack.values**2).sum(axis=1, keepdims=True))
    return linear(ratios * stack.types)


def mairca(stack: Stack) -> Formula:
    """Σ (1/m) w (1 − r), lower is better."""
    return linear((1.0 - stack.normalised()) / stack.values.shape[1])


def mabac(stack: Stack) -> Formula:
    """Σ w (r + 1 − g), g the geometric mean of r + 1 over the rows."""
    columns = stack.normalised()
    with np.errstate(all="ignore"):
        border = np.exp(np.log1p(columns).mean(axis=1, keepdims=True))
    return linear(columns + 1.0 - border)


def marcos(stack: Stack) -> Formula:
    """K⁺ (1 + ρ) / (1 + ρ + ρ²), ρ the anti-ideal's share of the ideal."""
    values, types = stack.values, stack.types
    ideal = np.where(types == 1, values.max(axis=1), values.min(axis=1))[:, None]
    anti = np.where(types == 1, values.min(axis=1), values.max(axis=1))[:, None]
    with np.errstate(all="ignore"):
        sums = linear(np.where(types == 1, values / ideal, ideal / values))
        at_anti = linear(np.where(types == 1, anti / ideal, ideal / anti))

    def utility(weights: Stacked) -> Stacked:
        result = sums(weights)
        at_ideal = weights.sum(axis=2, keepdims=True)
        rho = at_anti(weights) / at_ideal
        result *= (1.0 + rho) / (1.0 + rho + rho * rho) / at_ideal
        return result

    return utility


def promethee_ii(stack: Stack) -> Formula:
    """Σ w φ: the net flows of single criteria do not depend on the weights."""
    return linear(net_flows(stack))


def ocra(stack: Stack) -> Formula:
    """Ratings of all criteria, less the least park's."""
    low, high = stack.values.min(axis=1, keepdims=True), stack.values.max(axis=1, keepdims=True)
    with np.errstate(all="ignore"):
        ratings = linear(np.where(stack.types == 1, stack.values - low, high - stack.values) / low)

    def rating(weights: Stacked) -> Stacked:
        result = ratings(weights)
        result -= result.min(axis=2, keepdims=True)
        return result

    return rating


def ram(stack: Stack) -> Formula:
    """(2 + S⁺)^(1 / (2 + S⁻))."""
    with np.errstate(all="ignore"):
        shares = stack.values / stack.values.sum(axis=1, keepdims=True)
    gained = linear(np.where(stack.types == 1, shares, 0.0))
    lost = linear(np.where(stack.types == -1, shares, 0.0))

    def root(weights: Stacked) -> Stacked:
        result, loss = gained(weights), lost(weights)
        result += 2.0
        loss += 2.0
        np.log(result, out=result)
        result /= loss
        return np.exp(result, out=result)

    return root


def rafsi(stack: Stack) -> Formula:
    """Σ w times each criterion mapped to [n1, n2k] and turned into a share."""
    parameters = stack.problem.parameters
    assert isinstance(parameters, RafsiParameters)
    n1, n2k = parameters.n1, parameters.n2k
    low, high = np.minimum(stack.worst, stack.best)[:, None], np.maximum(stack.worst, stack.best)[:, None]
    with np.errstate(all="ignore"):
        mapped = n1 + (n2k - n1) * (stack.values - low) / (high - low)
        harmonic = 2.0 / (1.0 / n1 + 1.0 / n2k)
        return linear(np.where(stack.types == 1, mapped / (n1 + n2k), harmonic / (2.0 * mapped)))


def aroman(stack: Stack) -> Formula:
    """L^λ + A^(1 − λ) over the mean of min-max and vector normalisation, both without goals."""
    parameters = stack.problem.parameters
    assert isinstance(parameters, AromanParameters)
    beta, lam = parameters.beta, parameters.lam
    more = np.ones_like(stack.types)
    by_range = normalised_stack(stack.values, more, NORMALISATIONS["minmax"])
    by_length = normalised_stack(stack.values, more, NORMALISATIONS["vector"])
    mean = (beta * by_range + (1.0 - beta) * by_length) / 2.0
    lost = linear(np.where(stack.types == -1, mean, 0.0))
    gained = linear(np.where(stack.types == 1, mean, 0.0))

    def sum_of_powers(weights: Stacked) -> Stacked:
        with np.errstate(all="ignore"):
            return np.asarray(lost(weights) ** lam + gained(weights) ** (1.0 - lam))

    return sum_of_powers
