"""What parks are worth to the programme under many weight vectors at once."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from decision.analysis.kernels import BatchRanking, batch_ranking
from decision.decisions import gains, rank
from decision.errors import ParkfundError
from decision.language import _
from decision.model.programme import Programme
from decision.model.study import Study
from decision.ranking.rank import value_parts
from decision.ranking.scoring import score

Matrix = NDArray[np.float64]


class WeightedGains:
    """Gains of the eligible parks as the weights change (design 4.1, point 5); travels to other processes.

    Attributes:
        parks: ids of the ranked parks, the columns of every answer.
        linear: whether gains are linear in the weights, so that extreme points decide.
    """

    def __init__(self, study: Study, programme: Programme, *, method: Any = None) -> None:
        objective = programme.objective
        self._ranking: BatchRanking = batch_ranking(study.parks, study.criteria, method=method)
        self.parks = self._ranking.parks
        self.criteria = self._ranking.criteria
        self.weights: Matrix = self._ranking.weights
        self._maximise = objective.maximise
        self._size: Matrix | None = None
        if objective.size is not None:
            column = pd.to_numeric(study.parks.table[objective.size], errors="coerce")
            self._size = np.asarray(column.reindex(list(self.parks)).fillna(0.0), dtype=np.float64)
        self._fixed: Matrix | None = None
        self._parts: Matrix | None = None
        if objective.maximise == "value":
            parts = value_parts(score(study.parks, study.criteria, method=method))
            if parts is None:
                raise ParkfundError(
                    _(
                        "objective value needs scale and do_nothing at every criterion of {title}",
                        title=study.criteria.title,
                    )
                )
            self._parts = np.asarray(parts, dtype=np.float64)
        elif objective.maximise not in ("merit", "merit_count", "merit_money"):
            own = gains(rank(study, method=method), study, programme)
            self._fixed = np.asarray(own.reindex(list(self.parks)), dtype=np.float64)
        else:
            # Refuses net flows, which may not be added up.
            gains(rank(study, method=method), study, programme)
        self.linear = self._fixed is not None or self._parts is not None or self._is_linear()

    def __call__(self, weights: Matrix) -> Matrix:
        """Gains, samples × parks.

        Args:
            weights: samples × criteria, rows summing to 1.
        """
        if self._fixed is not None:
            return np.tile(self._fixed, (len(weights), 1))
        if self._parts is not None:
            found = weights @ self._parts.T
        else:
            merit, nothing = self._ranking.merits(weights)
            found = merit
            if self._maximise == "merit":
                found = merit - np.nan_to_num(nothing, nan=0.0)[:, None]
        return found if self._size is None else found * self._size

    def _is_linear(self) -> bool:
        """Whether gains at several mixtures of single criteria are the mixtures of their gains."""
        count = len(self.criteria)
        corners = np.eye(count)
        mixed = np.vstack(
            [np.full((1, count), 1.0 / count), self.weights[None], (corners + self.weights) / 2]
        )
        try:
            at_corners, at_mixed = self(corners), self(mixed)
        except ParkfundError:
            return False
        expected = mixed @ at_corners
        size = max(float(np.abs(at_mixed).max(initial=0.0)), 1e-300)
        return bool(np.abs(expected - at_mixed).max(initial=0.0) <= 1e-9 * size)
