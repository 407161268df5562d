"""A programme in the solver's units: coefficients near 1, so that its tolerances mean something."""

from __future__ import annotations

import numpy as np

from decision.allocation.linear import LinearProgramme
from decision.allocation.numbers import FloatArray


def empty_rows_fail(programme: LinearProgramme) -> bool:
    """Whether a row without entries asks for something: then nothing can be done about it."""
    empty = np.diff(programme.starts) == 0
    return bool(np.any(empty & ((programme.row_lower > 1e-9) | (programme.row_upper < -1e-9))))


def scaled_programme(programme: LinearProgramme) -> LinearProgramme:
    """The programme in the solver's units: columns by their scale, each row and the objective to about 1.

    Powers of two, so that scaling itself costs no digits. Rows without entries are left out.
    """
    coefficients = programme.coefficients * programme.scale[programme.columns]
    full = np.diff(programme.starts) > 0
    rows = np.repeat(np.arange(len(full)), np.diff(programme.starts))
    largest = np.zeros(len(full))
    np.maximum.at(largest, rows, np.abs(coefficients))
    factor = np.where(full, 2.0 ** -np.rint(np.log2(np.where(largest > 0, largest, 1.0))), 1.0)
    return LinearProgramme(
        cost=programme.cost * programme.scale,
        lower=programme.lower / programme.scale,
        upper=programme.upper / programme.scale,
        integer=programme.integer,
        scale=np.ones_like(programme.scale),
        starts=np.concatenate([[0], np.cumsum(np.diff(programme.starts)[full])]),
        columns=programme.columns,
        coefficients=coefficients * factor[rows],
        row_lower=(programme.row_lower * factor)[full],
        row_upper=(programme.row_upper * factor)[full],
    )


def objective_size(cost: FloatArray) -> float:
    """The power of two by which the objective is divided, so that its largest coefficient is about 1."""
    largest = float(np.abs(cost).max(initial=0.0))
    return 2.0 ** round(np.log2(largest)) if largest > 0 else 1.0
