"""A bound of the linear relaxation that holds whatever the solver's tolerances: weak duality, in our own arithmetic.

For any prices π of the rows, no plan is worth more than ``Σ_r max π_r b_r + Σ_j max (c − Aᵀπ)_j x_j``, the greatest of
each product over the row's and the column's own limits (Neumaier & Shcherbina 2004). The solver's prices make it as
tight as its optimum, and errors in them only make it looser; what rounding may take away is added.
"""

from __future__ import annotations

import numpy as np

from decision.allocation.linear import LinearProgramme
from decision.allocation.numbers import FloatArray, IntArray

ROUNDING = float(np.finfo(float).eps)


def safe_bound(programme: LinearProgramme, prices: FloatArray) -> float:
    """No plan is worth more than this, whatever the prices of the rows; infinite where they bound nothing.

    Args:
        programme: what is maximised under what.
        prices: of each row, what one more of its limit would add to the objective.
    """
    columns, coefficients = programme.columns, programme.coefficients
    rows = np.repeat(np.arange(len(programme.row_lower)), np.diff(programme.starts))
    prices = _priced(programme, prices)
    # A column without a limit must not gain: the row that holds it gets the trace that its price lacks.
    for _turn in range(2):
        gain, size = _gains(programme, prices, rows)
        free = ((gain > 0) & np.isposinf(programme.upper)) | ((gain < 0) & np.isneginf(programme.lower))
        if not free.any():
            break
        entries = np.flatnonzero(free[columns])
        entries = entries[np.argsort(-np.abs(coefficients[entries]), kind="stable")]
        _columns, first = np.unique(columns[entries], return_index=True)
        held = entries[first]
        margin = np.sign(gain[columns[held]]) * 4 * ROUNDING * size[columns[held]]
        prices = prices.copy()
        np.add.at(prices, rows[held], (gain[columns[held]] + margin) / coefficients[held])
        prices = _priced(programme, prices)
    gain, size = _gains(programme, prices, rows)
    of_rows = _greatest(prices, programme.row_lower, programme.row_upper)
    of_columns = _greatest(gain, programme.lower, programme.upper)
    bound = float(of_rows.sum() + of_columns.sum())
    if not np.isfinite(bound):
        return np.inf
    reach = np.maximum(_finite(programme.lower), _finite(programme.upper))
    terms = float(np.abs(of_rows).sum() + np.abs(of_columns).sum() + (size * reach).sum())
    return bound + (len(prices) + len(gain)) * ROUNDING * terms


def _priced(programme: LinearProgramme, prices: FloatArray) -> FloatArray:
    """Prices only where the row has the limit that they speak of."""
    empty = ((prices > 0) & np.isposinf(programme.row_upper)) | (
        (prices < 0) & np.isneginf(programme.row_lower)
    )
    return np.where(empty, 0.0, prices)


def _gains(programme: LinearProgramme, prices: FloatArray, rows: IntArray) -> tuple[FloatArray, FloatArray]:
    """``c − Aᵀπ`` of each column, and the sum of the sizes of its terms."""
    width = len(programme.cost)
    products = programme.coefficients * prices[rows]
    taken = np.bincount(programme.columns, weights=products, minlength=width)
    sizes = np.bincount(programme.columns, weights=np.abs(products), minlength=width)
    return programme.cost - taken, np.abs(programme.cost) + sizes


def _greatest(factor: FloatArray, lower: FloatArray, upper: FloatArray) -> FloatArray:
    limit = np.where(factor > 0, upper, lower)
    return factor * np.where(factor == 0, 0.0, limit)


def _finite(limit: FloatArray) -> FloatArray:
    return np.where(np.isfinite(limit), np.abs(limit), 0.0)
