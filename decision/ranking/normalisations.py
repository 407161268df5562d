"""Normalisations of a criterion's values: pymcdm's by name, our own where it breaks on many parks or zero."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from decision.language import Message, _

Column = NDArray[np.float64]
Function = Callable[[Column, bool], Column]
Needs = Literal["any", "not all zero", "positive cost", "positive if min", "from one", "not constant"]


@dataclass(frozen=True)
class Normalisation:
    """One way to bring criteria of different units to comparable numbers."""

    id: str
    formula: Message
    needs: Needs
    """What the values must be: ``any`` · ``not all zero`` · ``positive cost`` (max: zero or more, not all
    zero; min: above zero) · ``positive if min`` (goal min: above zero) · ``from one`` (1 or more) ·
    ``not constant``."""
    fixed_by_ends: bool
    """Whether a value's image depends on the least and greatest value only, not on all the others."""
    within_unit: bool
    """Whether images lie in [0, 1] with the best at 1."""
    own: Function | None = None
    """Computed here; None: pymcdm's function of the same name."""

    def function(self) -> Function:
        """The function ``(values, cost)`` that pymcdm's methods take."""
        if self.own is not None:
            return self.own
        from pymcdm import normalizations

        found: Function = getattr(normalizations, f"{self.id}_normalization")
        return found

    def fault(self, values: Column, cost: bool) -> Message | None:
        """What forbids this normalisation of these values, or None."""
        least, greatest = float(values.min()), float(values.max())
        if self.needs == "not all zero" and not values.any():
            return _("every value is zero")
        if self.needs == "not constant" and least == greatest:
            return _("every value is the same")
        if self.needs == "from one" and (least < 1.0 or greatest == 1.0):
            return _("logarithms need values of 1 or more, not all 1")
        if self.needs == "positive cost" and not cost and (least < 0.0 or greatest == 0.0):
            return _("a value is below zero, or all are zero")
        if self.needs in ("positive cost", "positive if min") and cost and least <= 0.0:
            return _("goal min divides by the values, which must be above zero")
        return None


def _sum(values: Column, cost: bool = False) -> Column:
    """X / Σx, for costs (1/x) / Σ(1/x). pymcdm refuses a zero, which does no harm where more is better."""
    ratio = 1.0 / values if cost else values
    return np.asarray(ratio / ratio.sum())


def _linear(values: Column, cost: bool = False) -> Column:
    """X / max x, for costs min x / x. pymcdm refuses a zero, which does no harm where more is better."""
    return np.asarray(values.min() / values if cost else values / values.max())


def _max(values: Column, cost: bool = False) -> Column:
    """X / max x, for costs 1 − x / max x (a column of zeros is a perfect cost)."""
    greatest = values.max()
    ratio = values / greatest if greatest else np.zeros_like(values)
    return 1.0 - ratio if cost else ratio


def _logarithmic(values: Column, cost: bool = False) -> Column:
    """Ln x / ln Πx = ln x / Σ ln x, for costs (1 − that) / (n − 1).

    pymcdm multiplies all values first, which overflows from some hundred parks on; the sum of logarithms is
    the same.
    """
    share = np.log(values) / np.log(values).sum()
    return np.asarray((1.0 - share) / (values.shape[0] - 1) if cost else share)


def _none(values: Column, cost: bool = False) -> Column:
    """The values themselves, for costs 1 / x; for criteria that are all in one unit."""
    return 1.0 / values if cost else values.copy()


NORMALISATIONS: Mapping[str, Normalisation] = {
    entry.id: entry
    for entry in (
        Normalisation(
            "minmax",
            _("(x − min) / (max − min), for costs (max − x) / (max − min); all equal: 1"),
            "any",
            True,
            True,
        ),
        Normalisation("max", _("x / max, for costs 1 − x / max"), "positive cost", True, True, _max),
        Normalisation("sum", _("x / Σx, for costs (1/x) / Σ(1/x)"), "positive cost", False, False, _sum),
        Normalisation("vector", _("x / √Σx², for costs 1 − x / √Σx²"), "not all zero", False, False),
        Normalisation(
            "logarithmic",
            _("ln x / Σ ln x, for costs (1 − ln x / Σ ln x) / (n − 1)"),
            "from one",
            False,
            False,
            _logarithmic,
        ),
        Normalisation("linear", _("x / max, for costs min / x"), "positive cost", True, True, _linear),
        Normalisation("nonlinear", _("(x / max)², for costs (min / x)³"), "positive cost", True, True),
        Normalisation(
            "enhanced_accuracy",
            _("1 − (max − x) / Σ(max − x), for costs 1 − (x − min) / Σ(x − min)"),
            "not constant",
            False,
            True,
        ),
        Normalisation(
            "zavadskas_turskis",
            _("1 − |max − x| / max, for costs 1 − |min − x| / min"),
            "positive cost",
            True,
            False,
        ),
        Normalisation(
            "none",
            _("x, for costs 1/x: for criteria that are all in one unit"),
            "positive if min",
            True,
            False,
            _none,
        ),
    )
}


def normalised(
    matrix: NDArray[np.float64], types: NDArray[np.int64], normalisation: Normalisation
) -> NDArray[np.float64]:
    """The matrix (rows × criteria) with every column normalised."""
    function = normalisation.function()
    columns = [function(column, kind == -1) for column, kind in zip(matrix.T, types, strict=True)]
    return np.column_stack(columns)
