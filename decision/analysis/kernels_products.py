"""What formulas for many weight vectors are built of: products of weights with what was computed once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from decision.analysis.kernels_buffer import aligned
from decision.analysis.kernels_stack import Stack, Stacked

SINGLE_THREAD_PRODUCT = 4 * 65_536
"""Multiplications up to which OpenBLAS stays in one thread (its SMP_THRESHOLD_MIN · GEMM_MULTITHREAD_THRESHOLD)."""

Formula = Callable[[Stacked], Stacked]
"""Weights, draws × samples × criteria, to preferences, draws × samples × rows. The answer may be changed in place."""
Prepare = Callable[[Stack], Formula]


def across(columns: Stacked) -> Stacked:
    """Draws × rows × criteria as draws × criteria × rows, contiguous for the matrix product."""
    result = aligned(len(columns), columns.shape[2], columns.shape[1])
    result[:] = columns.transpose(0, 2, 1)
    return result


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
    result = aligned(draws, samples, rows)
    if draws > 1 or samples * criteria * rows <= SINGLE_THREAD_PRODUCT:
        return np.matmul(weights, terms, out=result)
    step = max(2, SINGLE_THREAD_PRODUCT // (criteria * rows))
    for start in range(0, samples, step):
        np.matmul(weights[0, start : start + step], terms[0], out=result[0, start : start + step])
    return result


def adding_linear(columns: Stacked) -> Callable[[Stacked, Stacked, float], None]:
    """Σ_j w_j a_ij put to a share of what is there: ``add(weights, there, share)`` changes ``there``.

    BLAS does so in the product's own pass; NumPy's ``matmul`` cannot.
    """
    terms = across(columns)

    def add(weights: Stacked, there: Stacked, share: float = 1.0) -> None:
        from scipy.linalg.blas import dgemm

        criteria, rows_of_parks = terms.shape[1:]
        if not criteria:
            there *= share
            return
        step = max(2, SINGLE_THREAD_PRODUCT // (criteria * rows_of_parks))
        for own_weights, own_terms, own in zip(weights, terms, there, strict=True):
            for start in range(0, len(own), step):
                rows = slice(start, start + step)
                # seen from Fortran all three lie the other way round, and nothing is copied
                dgemm(1.0, own_terms.T, own_weights[rows].T, share, own[rows].T, overwrite_c=True)

    return add


def all_finite(scores: Stacked) -> bool:
    """Whether every score (samples × rows) is a number; no, too, where their sum is beyond all use.

    One pass over the block instead of two, which ``einsum`` makes half as long as ``sum``.
    """
    return bool(np.isfinite(np.einsum("sr->", scores)))


def log_product(columns: Stacked) -> Formula:
    """Π r^w = exp(Σ w ln r); a zero makes the product zero."""
    with np.errstate(all="ignore"):
        logs = across(np.log(columns))

    def multiplied(weights: Stacked) -> Stacked:
        exponent = product(weights, logs)
        return np.exp(exponent, out=exponent)

    return multiplied
