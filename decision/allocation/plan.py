"""A plan: who gets how much, from which year, paid when. Money in whole thousands of rubles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from decision.allocation.numbers import BoolArray, FloatArray, IntArray, from_units
from decision.allocation.rows import Measure
from decision.allocation.terms import Candidates


@dataclass(frozen=True, eq=False)
class Plan:
    """A portfolio in numbers, by eligible park; what the audit and the report are computed from.

    ``start`` is the offset of the start year (−1: not funded); ``grant`` and ``payments`` (park × year) are
    whole units of 0.001 mln RUB.
    """

    candidates: Candidates
    start: IntArray
    grant: IntArray
    payments: IntArray

    @property
    def funded(self) -> BoolArray:
        """Which parks are funded."""
        return self.start >= 0

    @property
    def money(self) -> FloatArray:
        """Grants, million RUB."""
        return from_units(self.grant)

    @property
    def fraction(self) -> FloatArray:
        """Grant over request."""
        return self.money / self.candidates.request

    def measure(self, measure: Measure, years: tuple[int, ...] | None = None) -> FloatArray:
        """The measure of each park (see :class:`decision.allocation.rows.Row`)."""
        if measure == "count":
            return self.funded.astype(float)
        if measure == "grant":
            return self.money
        if measure == "fraction":
            return self.fraction
        first = self.candidates.years[0]
        offsets = [year - first for year in (self.candidates.years if years is None else years)]
        if measure == "starts":
            return np.isin(self.start, offsets).astype(float)
        return np.asarray(from_units(self.payments[:, offsets].sum(axis=1)))

    def discount(self) -> FloatArray:
        """(1 − δ)^(start − first year) by park; 1 for those not funded."""
        delta = self.candidates.programme.objective.discount
        return np.asarray((1.0 - delta) ** np.maximum(self.start, 0), dtype=float)
