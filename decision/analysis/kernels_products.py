"""What formulas for many weight vectors are built of: products of weights with what was computed once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from decision.analysis.kernels_stack import Stack, Stacked

SINGLE_THREAD_PRODUCT = 4 * 65_536
"""Multiplications up to which OpenBLAS stays in one thread (its SMP_THRESHOLD_MIN · GEMM_MULTITHREAD_THRESHOLD)."""

Formula = Callable[[Stacked], Stacked]
"""Weights, draws × samples × criteria, to preferences, draws × samples × rows. The answer may be changed in place."""
Prepare = Callable[[Stack], Formula]


def across(columns: Stacked) -> Stacked:
    """Draws × rows × criteria as draws × criteria × rows, contiguous for the matrix product."""
    return np.ascontiguousarray(columns.transpose(0, 2, 1))


def linear(columns: Stacked) -> Formula:
    """Σ_j w_j a_ij."""
    terms = across(columns)
    return lambda weights: product(weights, terms)


def product(weights: Stacked, terms: Stacked) -> Stacked:
    """Draws × samples × criteria times draws × criteria × rows, in products too small for BLAS to use threads.

    OpenBLAS spreads larger ones over all cores, which costs a hundred times the product where others work there too;
    the sweep spreads samples over cores itself.
    """
    draws, samples, criteria = weights.shape
    rows = terms.shape[2]
    if draws > 1 or samples * criteria * rows <= SINGLE_THREAD_PRODUCT:
        return np.asarray(weights @ terms)
    result = np.empty((draws, samples, rows))
    step = max(2, SINGLE_THREAD_PRODUCT // (criteria * rows))
    for start in range(0, samples, step):
        np.matmul(weights[0, start : start + step], terms[0], out=result[0, start : start + step])
    return result


def log_product(columns: Stacked) -> Formula:
    """Π r^w = exp(Σ w ln r); a zero makes the product zero."""
    with np.errstate(all="ignore"):
        logs = across(np.log(columns))

    def multiplied(weights: Stacked) -> Stacked:
        exponent = product(weights, logs)
        return np.exp(exponent, out=exponent)

    return multiplied
