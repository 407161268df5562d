"""Each method's formula for many weight vectors at once.

A formula is prepared from a :class:`~decision.analysis.kernels_stack.Stack` and maps weights (draws × samples ×
criteria, positive, each summing to 1) to the preference of every row (draws × samples × rows). What does not
depend on the weights is computed once; the rest is matrix products. Each equals the ranking engine's function of
the same name within 1e-12; that function's docstring has the formula and its source.
"""

from __future__ import annotations

from collections.abc import Mapping

from decision.analysis import kernels_ideals, kernels_sums
from decision.analysis.kernels_products import Formula, Prepare

__all__ = ["FORMULAS", "ORDERS", "Formula", "Prepare"]

FORMULAS: Mapping[str, Prepare] = {
    "aras": kernels_sums.aras,
    "aroman": kernels_sums.aroman,
    "balanced_spotis": kernels_ideals.balanced_spotis,
    "copras": kernels_sums.copras,
    "edas": kernels_ideals.edas,
    "ervd": kernels_ideals.ervd,
    "mabac": kernels_sums.mabac,
    "mairca": kernels_sums.mairca,
    "marcos": kernels_sums.marcos,
    "moora": kernels_sums.moora,
    "ocra": kernels_sums.ocra,
    "promethee_ii": kernels_sums.promethee_ii,
    "rafsi": kernels_sums.rafsi,
    "ram": kernels_sums.ram,
    "spotis": kernels_ideals.spotis,
    "topsis": kernels_ideals.topsis,
    "vikor": kernels_ideals.vikor,
    "waspas": kernels_sums.waspas,
    "wpm": kernels_sums.wpm,
    "wsm": kernels_sums.wsm,
}
"""The methods that have a kernel, by id."""

ORDERS: Mapping[str, tuple[Prepare, float]] = {
    "topsis": (kernels_ideals.topsis_order, kernels_ideals.APART_WHERE_CLOSENESS_IS),
}
"""Methods whose parks can be ordered for less than their scores cost: numbers that rise with the scores, and the
difference above which the scores are not equal by the rule for ties."""
