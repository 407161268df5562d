"""What weighing gives: weights, how good the judgements behind them are, and what deserves a look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from decision.language import Message


@dataclass(frozen=True)
class QualityFigure:
    """One figure about the judgements of one set of siblings."""

    id: str
    """consistency_ratio, geometric_consistency_index, xi, input_based_consistency_ratio, circular_triads …"""
    label: Message
    value: float
    limit: float | None = None
    """Usual most; None where there is none."""
    group: str | None = None
    """The group whose children were judged; None for the top level."""

    @property
    def acceptable(self) -> bool | None:
        """Whether the figure keeps its limit; None without one."""
        return None if self.limit is None else self.value <= self.limit + 1e-9

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "id": self.id,
            "label": str(self.label),
            "value": self.value,
            "limit": self.limit,
            "acceptable": self.acceptable,
            "group": self.group,
        }


@dataclass(frozen=True)
class DoubtfulJudgement:
    """A pairwise judgement that does not fit the others, and the value of the scale that would fit best."""

    first: str
    second: str
    value: float
    """How many times as important as ``second`` the judge found ``first``."""
    fitting: float
    """The value on Saaty's scale, 1/9 to 9, at which the consistency ratio is least, all else unchanged."""
    consistency_ratio: float
    """What the consistency ratio becomes with that value."""
    group: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "pair": f"{self.first}/{self.second}",
            "value": self.value,
            "fitting": self.fitting,
            "consistency_ratio": self.consistency_ratio,
            "group": self.group,
        }


@dataclass(frozen=True, eq=False)
class SiblingWeights:
    """Shares of one set of siblings, in their order, and how they came about."""

    shares: tuple[float, ...]
    """Sum 1."""
    quality: tuple[QualityFigure, ...] = ()
    doubtful: tuple[DoubtfulJudgement, ...] = ()
    """The worst first."""
    intervals: tuple[tuple[float, float], ...] | None = None
    """Where several weights fit the judgements equally well: least and greatest share of each."""
    warnings: tuple[Message, ...] = ()


@dataclass(frozen=True, eq=False)
class WeighingResult:
    """Weights of the criteria, where they come from, and how far they can be trusted."""

    method: str
    weights: Mapping[str, float]
    """Weight of each criterion, in the order of the file; sum 1."""
    shares: Mapping[str, float]
    """Share of each criterion and group among its siblings: the numbers to write into the file."""
    quality: tuple[QualityFigure, ...] = ()
    doubtful: tuple[DoubtfulJudgement, ...] = ()
    """Judgements to look at again, the worst first; only where the consistency ratio is too high."""
    intervals: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    """Least and greatest share among the siblings, where several weights fit the judgements equally well."""
    from_data: bool = False
    """Whether the weights follow from the applicants' data, so that one more applicant moves them."""
    warnings: tuple[Message, ...] = ()

    def to_frame(self) -> pd.DataFrame:
        """One row a criterion: ``weight``, ``share`` among its siblings."""
        index = pd.Index(list(self.weights), name="criterion", dtype=object)
        return pd.DataFrame(
            {"weight": list(self.weights.values()), "share": [self.shares[i] for i in self.weights]},
            index=index,
        )

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "method": self.method,
            "weights": dict(self.weights),
            "shares": dict(self.shares),
            "quality": [figure.to_dict() for figure in self.quality],
            "doubtful_judgements": [judgement.to_dict() for judgement in self.doubtful],
            "intervals": {identifier: list(ends) for identifier, ends in self.intervals.items()},
            "from_data": self.from_data,
            "warnings": [str(warning) for warning in self.warnings],
        }
