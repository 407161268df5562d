"""What SMAA-2 found, as tables and JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from decision.language import Message
from decision.model.notebook import NotebookTable

if TYPE_CHECKING:
    import pandas as pd

Matrix = NDArray[np.float64]

Z95 = 1.959963984540054
"""Of the normal distribution, 97.5 % lies below."""


@dataclass(frozen=True, eq=False)
class Smaa(NotebookTable):
    """What SMAA-2 found; parks in the order of their ids."""

    method: str
    parks: tuple[str, ...]
    names: tuple[str, ...]
    criteria: tuple[str, ...]
    samples: int
    """Done; fewer than wanted where the sweep was stopped."""
    wanted: int
    seed: int
    weights: Mapping[str, Any]
    """What was drawn and how."""
    weights_text: Message
    uncertain_cells: int
    """Values of the parks that were drawn."""
    data: str
    """``ranges``, ``given`` or ``certain``."""
    kernel: bool
    """Whether samples were scored in blocks; else one by one through the ranking engine."""
    engine: Message
    rank_counts: NDArray[np.int32]
    """Parks × ranks."""
    central_weights: Matrix
    """Parks × criteria; NaN for a park that is never first."""
    confidence: Matrix
    """Confidence factor of each park; NaN for one that is never first."""
    confidence_draws: int
    """Draws of the values behind the confidence factors; 1 where the values are certain."""
    pairs: tuple[str, ...] = ()
    """Parks that are compared pairwise."""
    pair_counts: NDArray[np.int64] | None = None
    ineligible: tuple[str, ...] = ()
    warnings: tuple[Message, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether all samples wanted were drawn."""
        return self.samples == self.wanted

    @cached_property
    def rank_acceptability(self) -> Matrix:
        """Parks × ranks."""
        return self.rank_counts / float(self.samples)

    @property
    def first_rank(self) -> Matrix:
        """Share of the samples in which each park is first."""
        return np.asarray(self.rank_acceptability[:, 0])

    @cached_property
    def mean_rank(self) -> Matrix:
        """Mean rank of each park over the samples."""
        return self.rank_acceptability @ np.arange(1, len(self.parks) + 1)

    @cached_property
    def mean_rank_error(self) -> Matrix:
        """Monte-Carlo standard error of the mean ranks: the ranks' standard deviation over √samples."""
        ranks = np.arange(1, len(self.parks) + 1)
        spread = self.rank_acceptability @ ranks**2 - self.mean_rank**2
        return np.asarray(np.sqrt(np.maximum(spread, 0.0) / self.samples))

    @cached_property
    def error(self) -> Matrix:
        """Monte-Carlo standard error √(b (1 − b) / samples) of each acceptability (parks × ranks)."""
        share = self.rank_acceptability
        return np.asarray(np.sqrt(share * (1.0 - share) / self.samples))

    @property
    def interval(self) -> Matrix:
        """95 % interval of each park's share of first ranks (parks × 2; Wilson 1927)."""
        share, count = self.first_rank, float(self.samples)
        middle = (share + Z95**2 / (2 * count)) / (1 + Z95**2 / count)
        reach = Z95 / (1 + Z95**2 / count) * np.sqrt(share * (1 - share) / count + Z95**2 / (4 * count**2))
        return np.column_stack([np.clip(middle - reach, 0, 1), np.clip(middle + reach, 0, 1)])

    def share_within(self, rank: int) -> Matrix:
        """Share of the samples in which each park takes this rank or a better one."""
        return np.asarray(self.rank_acceptability[:, :rank].sum(axis=1))

    @property
    def pairwise(self) -> Matrix | None:
        """Share of the samples in which the park of the row stands above that of the column."""
        return None if self.pair_counts is None else self.pair_counts / float(self.samples)

    @property
    def order(self) -> NDArray[np.intp]:
        """Places of the parks by mean rank, then by id."""
        return np.argsort(self.mean_rank, kind="stable")

    def to_frame(self) -> pd.DataFrame:
        """One row a park, by mean rank: shares, errors, central weights and every rank's acceptability."""
        import pandas as pd

        order, acceptability = self.order, self.rank_acceptability
        interval = self.interval
        columns: dict[str, Any] = {
            "park_id": [self.parks[place] for place in order],
            "name": [self.names[place] for place in order],
            "mean_rank": self.mean_rank[order],
            "mean_rank_error": self.mean_rank_error[order],
            "first_rank": self.first_rank[order],
            "first_rank_error": self.error[order, 0],
            "first_rank_low": interval[order, 0],
            "first_rank_high": interval[order, 1],
            "confidence_factor": self.confidence[order],
        }
        for place, criterion in enumerate(self.criteria):
            columns[f"central_weight:{criterion}"] = self.central_weights[order, place]
        for rank in range(len(self.parks)):
            columns[f"rank:{rank + 1}"] = acceptability[order, rank]
        return pd.DataFrame(columns)

    def to_dict(self) -> dict[str, Any]:
        """JSON; parks by mean rank."""
        acceptability, interval, error = self.rank_acceptability, self.interval, self.error
        parks = []
        for place in self.order:
            central = self.central_weights[place]
            first = not np.isnan(central).any()
            parks.append(
                {
                    "park_id": self.parks[place],
                    "name": self.names[place],
                    "mean_rank": float(self.mean_rank[place]),
                    "mean_rank_error": float(self.mean_rank_error[place]),
                    "first_rank": float(acceptability[place, 0]),
                    "first_rank_error": float(error[place, 0]),
                    "first_rank_interval": [float(end) for end in interval[place]],
                    "rank_acceptability": acceptability[place].tolist(),
                    "central_weights": (
                        dict(zip(self.criteria, map(float, central), strict=True)) if first else None
                    ),
                    "confidence_factor": float(self.confidence[place]) if first else None,
                }
            )
        pairwise = self.pairwise
        return {
            "method": self.method,
            "samples": self.samples,
            "samples_wanted": self.wanted,
            "complete": self.complete,
            "seed": self.seed,
            "weights": dict(self.weights),
            "data": {"source": self.data, "uncertain_cells": self.uncertain_cells},
            "kernel": self.kernel,
            "largest_error": float(error.max()),
            "confidence_draws": self.confidence_draws,
            "ties": "parks that are equal share the better rank",
            "criteria": list(self.criteria),
            "parks": parks,
            "pairwise": None if pairwise is None else {"parks": list(self.pairs), "wins": pairwise.tolist()},
            "ineligible": list(self.ineligible),
            "warnings": [str(warning) for warning in self.warnings],
        }
