"""What weight stability gives: intervals of each weight, and who is first along the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from decision.language import Message
from decision.model.base import Text

Interval = tuple[float, float]


@dataclass(frozen=True)
class Leader:
    """A park that is first while the weight lies between two shares."""

    park_id: str
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class WeightStability:
    """One criterion's or group's weight and the intervals around it, as shares of the whole."""

    id: str
    label: Text
    weight: float
    first: Interval
    """The first place stays."""
    order: Interval
    """The whole order stays."""
    leaders: tuple[Leader, ...]
    """Who is first along the whole way from 0 to 1."""
    pairs: Mapping[tuple[str, str], Interval]
    """(park above, park below) → interval in which they stay so."""


@dataclass(frozen=True, eq=False)
class JointChange:
    """The least change of all weights together at which two parks meet."""

    above: str
    below: str
    now: Mapping[str, float]
    """Criterion id → its weight now, as a share of the whole."""
    weights: Mapping[str, float] | None
    """Criterion id → its weight where the two meet; None: no weights make them meet, or the method is not linear."""

    @property
    def moved(self) -> float | None:
        """Share of the whole weight that changes its place, Σ |change| / 2."""
        weights = self.weights
        return None if weights is None else sum(abs(weights[key] - self.now[key]) for key in weights) / 2

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        weights = None if self.weights is None else dict(self.weights)
        return {"above": self.above, "below": self.below, "moved": self.moved, "joint_change": weights}


@dataclass(frozen=True, eq=False)
class Stability:
    """Weight stability of a ranking."""

    method: str
    exact: bool
    """Closed form; else found by scan and bisection on the method itself."""
    nodes: tuple[WeightStability, ...]
    order: tuple[str, ...]
    """Parks as they stand now."""
    warnings: tuple[Message, ...] = ()
    joint_changes: tuple[JointChange, ...] = ()
    """For each pair that was asked about, in that order."""

    def to_frame(self) -> pd.DataFrame:
        """A row for each criterion and group."""
        rows = [
            {
                "id": node.id,
                "name": str(node.label),
                "weight": node.weight,
                "first_low": node.first[0],
                "first_high": node.first[1],
                "order_low": node.order[0],
                "order_high": node.order[1],
            }
            for node in self.nodes
        ]
        columns = ["id", "name", "weight", "first_low", "first_high", "order_low", "order_high"]
        return pd.DataFrame(rows, columns=columns)

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "method": self.method,
            "exact": self.exact,
            "order": list(self.order),
            "criteria": [
                {
                    "id": node.id,
                    "name": str(node.label),
                    "weight": node.weight,
                    "first": list(node.first),
                    "order": list(node.order),
                    "leaders": [
                        {"park_id": leader.park_id, "from": leader.low, "to": leader.high}
                        for leader in node.leaders
                    ],
                    "pairs": [
                        {"above": above, "below": below, "interval": list(interval)}
                        for (above, below), interval in node.pairs.items()
                    ],
                }
                for node in self.nodes
            ],
            "joint_changes": [change.to_dict() for change in self.joint_changes],
            "warnings": [str(warning) for warning in self.warnings],
        }
