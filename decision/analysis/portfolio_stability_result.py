"""How far weights can move before the funded set changes: what was found and what of it is proven."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from decision.language import Message
from decision.model.base import Text


@dataclass(frozen=True, eq=False)
class EndOfStability:
    """Where a weight, moving one way, turns the funded set."""

    weight: float
    """Share of the whole; 0 or 1 when nothing turns."""
    left: tuple[str, ...]
    """Parks that a better portfolio beyond drops, in the order of the ranking."""
    entered: tuple[str, ...]
    proven: bool


@dataclass(frozen=True, eq=False)
class FundedSetStability:
    """One criterion's or group's weight and the interval in which the funded set stays."""

    id: str
    label: Text
    weight: float
    low: EndOfStability
    high: EndOfStability
    exact: bool
    """By the straight lines of linear gains; else by a scan of solves."""


@dataclass(frozen=True)
class Transfer:
    """Weight taken from one criterion and given to another."""

    source: str
    target: str
    share: float
    """Of the whole; Σ |change| is twice that."""
    left: tuple[str, ...]
    entered: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class PortfolioStability:
    """Stability of the funded set under the weights."""

    nodes: tuple[FundedSetStability, ...]
    smallest: Transfer | None
    """The smallest transfer of weight that turns the funded set; None when no single one does, or gains are not
    linear in the weights."""
    smallest_is_joint: bool
    """Whether no joint change of weights with a smaller Σ |change| turns it either."""
    gap: float
    """Another portfolio counts when it is better by more than this share."""
    warnings: tuple[Message, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""

        def end(one: EndOfStability) -> dict[str, Any]:
            return {
                "weight": one.weight,
                "left": list(one.left),
                "entered": list(one.entered),
                "proven": one.proven,
            }

        return {
            "gap": self.gap,
            "criteria": [
                {
                    "id": node.id,
                    "name": str(node.label),
                    "weight": node.weight,
                    "funded_set": [node.low.weight, node.high.weight],
                    "low": end(node.low),
                    "high": end(node.high),
                    "exact": node.exact,
                }
                for node in self.nodes
            ],
            "smallest_change": None
            if self.smallest is None
            else {
                "from": self.smallest.source,
                "to": self.smallest.target,
                "share": self.smallest.share,
                "total_change": 2 * self.smallest.share,
                "joint": self.smallest_is_joint,
                "left": list(self.smallest.left),
                "entered": list(self.smallest.entered),
            },
            "warnings": [str(warning) for warning in self.warnings],
        }
