"""What a robustness sweep gives: shares, categories, and the statement that would settle most."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from decision.analysis.robust_regret import RobustRegret
from decision.language import Message
from decision.model.base import Text
from decision.model.notebook import NotebookTable

Matrix = NDArray[np.float64]
Category = Literal["core", "borderline", "exterior"]


@dataclass(frozen=True, eq=False)
class SettlingStatement:
    """A statement on the weights and what either answer would settle among the borderline parks."""

    first: str
    second: str
    """Does the first criterion weigh at least as much as the second?"""
    yes: int
    """Borderline parks that are settled if so."""
    no: int
    share_yes: float
    """Share of the sampled weights that agree."""

    @property
    def expected(self) -> float:
        """Borderline parks settled on average over the sampled weights."""
        return self.share_yes * self.yes + (1 - self.share_yes) * self.no

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "statement": f"{self.first} >= {self.second}",
            "settled_if_yes": self.yes,
            "settled_if_no": self.no,
            "share_yes": self.share_yes,
            "expected": self.expected,
        }


@dataclass(frozen=True, eq=False)
class Robust(NotebookTable):
    """Inclusion shares, and the core index where it could be computed exactly."""

    parks: tuple[str, ...]
    """Eligible for money, in the order of the ranking under the model's weights."""
    names: tuple[str, ...]
    rank: tuple[int | None, ...]
    inclusion: Matrix
    """Share of the sampled weights whose best portfolio funds the park."""
    error: Matrix
    """Half the width of the 95 % Wilson interval."""
    central_weights: Matrix
    """Parks × criteria: mean of the sampled weights that fund the park; NaN where none does."""
    samples: int
    wanted: int
    seed: int
    largest_gap: float
    """Of all solves."""
    not_proven: int
    """Samples whose solve was stopped by the clock."""
    distinct: int
    """Different funded sets found."""
    core_index: Matrix | None
    portfolios: int | None
    """Non-dominated portfolios, when all of them were found."""
    why_not_exact: Message | None
    statements: tuple[SettlingStatement, ...]
    """The most settling first."""
    criteria: tuple[str, ...] = ()
    labels: dict[str, Text] = field(default_factory=dict)
    weights_text: Message | None = None
    non_dominated: tuple[frozenset[str], ...] = ()
    """Funded parks of every non-dominated portfolio, when all of them were found."""
    regret: RobustRegret | None = None
    """The portfolio of least greatest regret over all admissible weights, where it could be found."""
    why_no_regret: Message | None = None

    @property
    def exact(self) -> bool:
        """Whether categories are those of the core index, proven; else of the samples."""
        return self.core_index is not None

    @property
    def categories(self) -> tuple[Category, ...]:
        """core: always funded; exterior: never; else borderline."""
        index = self.inclusion if self.core_index is None else self.core_index
        return tuple(
            "core" if value >= 1 - 1e-12 else "exterior" if value <= 1e-12 else "borderline"
            for value in index
        )

    @property
    def complete(self) -> bool:
        """Whether every sample wanted was solved."""
        return self.samples >= self.wanted

    def to_frame(self) -> pd.DataFrame:
        """A row for each park."""
        frame = pd.DataFrame(
            {
                "park_id": self.parks,
                "name": self.names,
                "rank": self.rank,
                "inclusion_share": self.inclusion,
                "inclusion_error": self.error,
                "category": self.categories,
            }
        )
        if self.core_index is not None:
            frame.insert(5, "core_index", self.core_index)
        if self.regret is not None:
            frame["least_regret"] = [park in self.regret.funded for park in self.parks]
        for place, criterion in enumerate(self.criteria):
            frame[f"central_weight:{criterion}"] = self.central_weights[:, place]
        return frame

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "samples": self.samples,
            "wanted": self.wanted,
            "seed": self.seed,
            "exact": self.exact,
            "why_not_exact": None if self.why_not_exact is None else str(self.why_not_exact),
            "non_dominated_portfolios": self.portfolios,
            "non_dominated": [sorted(funded) for funded in self.non_dominated],
            "least_regret": None if self.regret is None else self.regret.to_dict(),
            "why_no_least_regret": None if self.why_no_regret is None else str(self.why_no_regret),
            "distinct_portfolios": self.distinct,
            "largest_gap": self.largest_gap,
            "not_proven": self.not_proven,
            "parks": [
                {
                    "park_id": park,
                    "name": name,
                    "rank": rank,
                    "inclusion_share": float(self.inclusion[place]),
                    "inclusion_error": float(self.error[place]),
                    "core_index": None if self.core_index is None else float(self.core_index[place]),
                    "category": category,
                    "central_weights": None
                    if np.isnan(self.central_weights[place]).any()
                    else dict(zip(self.criteria, map(float, self.central_weights[place]), strict=True)),
                }
                for place, (park, name, rank, category) in enumerate(
                    zip(self.parks, self.names, self.rank, self.categories, strict=True)
                )
            ],
            "statements": [statement.to_dict() for statement in self.statements],
        }
