"""A row: one line of the rule book in numbers, known to no solver."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from decision.allocation.numbers import FloatArray
from decision.model.base import Source, Text

if TYPE_CHECKING:
    from decision.allocation.plan import Plan

Measure = Literal["count", "grant", "fraction", "starts", "payments"]


@dataclass(frozen=True, eq=False)
class Addend:
    """A second sum in a row, of another measure: ``Σ_i weight_i · measure_i``, and its part in the whole."""

    measure: Measure
    weight: FloatArray
    whole: FloatArray | None = None


@dataclass(frozen=True, eq=False)
class Row:
    """One condition on a portfolio: ``minimum ≤ Σ_i weight_i · measure_i ≤ maximum``.

    The measure of park i is: count, 1 when it is funded; grant, its money in million RUB; fraction, grant
    over request; starts, 1 when it starts in one of ``years``; payments, what it is paid in ``years``,
    million RUB. With ``whole`` the bounds are shares: ``minimum · Σ whole_i · measure_i ≤ Σ weight_i ·
    measure_i`` and likewise above. ``also`` adds sums of other measures to both sides; ``distances`` adds
    ``Σ_k |Σ_i distance_ki · measure_i|`` to the measured sum, which has an upper bound only.
    """

    rule: str
    """The unit that a person can drop or relax: a rule's id, ``budget``, ``budget:2027``, ``--fund P001``."""
    label: Text
    measure: Measure
    weight: FloatArray
    """By eligible park, in the order of the ids."""
    minimum: float | None = None
    maximum: float | None = None
    years: tuple[int, ...] | None = None
    """Measures starts and payments: calendar years that count."""
    whole: FloatArray | None = None
    part: str = ""
    penalty: float | None = None
    """Soft rows: what a unit of violation takes from the objective (0 with a priority); None for a hard row."""
    priority: int | None = None
    """Soft rows whose violation is made small before the objective counts: 1 first."""
    also: tuple[Addend, ...] = ()
    distances: FloatArray | None = None
    """Distance × park."""
    unit: str = ""
    source: Source | None = None

    @property
    def share(self) -> bool:
        """Whether the bounds are shares of ``whole``."""
        return self.whole is not None

    @property
    def measures(self) -> set[Measure]:
        """Every measure that the row speaks of."""
        return {self.measure, *(one.measure for one in self.also)}

    def measured(self, plan: Plan) -> float:
        """Σ weight · measure in a plan, in the measure's unit."""
        amount = plan.measure(self.measure, self.years)
        more = sum(float(one.weight @ plan.measure(one.measure, self.years)) for one in self.also)
        apart = 0.0 if self.distances is None else float(np.abs(self.distances @ amount).sum())
        return float(self.weight @ amount) + more + apart

    def total(self, plan: Plan) -> float:
        """Σ whole · measure in a plan (1 for a row whose bounds are no shares)."""
        if self.whole is None:
            return 1.0
        more = sum(
            float(one.whole @ plan.measure(one.measure, self.years))
            for one in self.also
            if one.whole is not None
        )
        return float(self.whole @ plan.measure(self.measure, self.years)) + more

    def violation(self, plan: Plan) -> float:
        """By how much a plan breaks the row, in the measure's unit; 0 when it keeps it."""
        measured, total = self.measured(plan), self.total(plan)
        below = self.minimum * total - measured if self.minimum is not None else 0.0
        above = measured - self.maximum * total if self.maximum is not None else 0.0
        return max(below, above, 0.0)

    def tolerance(self, plan: Plan) -> float:
        """Violation that is arithmetic, not a breach.

        None for parks and for plain sums of money, which are counted in whole thousandths; a millionth of the
        numbers involved for shares and columns, which no rounding of money can hit exactly.
        """
        measured, total = self.measured(plan), self.total(plan)
        bounds = [abs(bound * total) for bound in (self.minimum, self.maximum) if bound is not None]
        size = max([abs(measured), *bounds])
        exact = self.whole is None and self.measure != "fraction" and not self.also
        return size * 1e-12 + 1e-9 if exact else max(size * 1e-6, 1e-6)

    def __str__(self) -> str:
        """The row in figures: ``rule part: lower ≤ measure over 12 parks ≤ upper``."""
        lower = "" if self.minimum is None else f"{self.minimum:g} ≤ "
        upper = "" if self.maximum is None else f" ≤ {self.maximum:g}"
        over = int(np.count_nonzero(self.weight))
        name = f"{self.rule} {self.part}".strip()
        years = "" if self.years is None else " in " + ", ".join(str(year) for year in self.years)
        share = " as a share of the whole" if self.share else ""
        return f"{name}: {lower}{self.measure} over {over} parks{years}{share}{upper}"
