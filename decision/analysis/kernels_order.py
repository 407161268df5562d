"""Blocks of numbers that order parks as their scores do, where these cost less than the scores."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
from numpy.typing import NDArray

from decision.analysis.kernels import LOCAL, BatchRanking
from decision.analysis.kernels_buffer import Workspace
from decision.analysis.kernels_formulas import ORDERS
from decision.analysis.kernels_products import all_finite
from decision.analysis.kernels_ranks import StandsFor
from decision.analysis.kernels_stack import stack_of

Matrix = NDArray[np.float64]


TOGETHER = 2
"""Blocks of scores in a block here: what is done with an order takes so many calls that these outweigh the cache."""


class OrderingBlocks:
    """Of one ranking; for one thread at a time."""

    def __init__(self, ranking: BatchRanking) -> None:
        self.ranking = ranking
        cheaper = ORDERS.get(ranking.chosen.method.id)
        problem = None if cheaper is None else ranking.problem
        self._formula = None if cheaper is None or problem is None else cheaper[0](stack_of(problem))
        self._workspace = Workspace()
        self._apart = 0.0 if cheaper is None else cheaper[1]
        self._size = min(LOCAL, TOGETHER * ranking.block_rows)

    def __call__(self, weights: Matrix) -> Iterator[tuple[int, Matrix, StandsFor | None]]:
        """First row, numbers, and what they stand for: None where they are the scores themselves."""
        if self._formula is None or not (weights > 0).all():
            for start, scores in self.ranking.blocks(weights, self._size):
                yield start, scores, None
            return
        count, size = len(self.ranking.parks), self._size
        for start in range(0, len(weights), size):
            own = weights[start : start + size]
            with self._workspace.rows(count):
                found = self._formula(own[None])[0][:, :count]
            if all_finite(found):
                yield start, found, StandsFor(self._apart, partial(self._scores, own))
                del found  # the next numbers take their place in the cache
            else:
                yield start, self.ranking.scores(own), None

    def _scores(self, weights: Matrix, rows: NDArray[np.intp]) -> Matrix:
        return self.ranking.scores(weights[rows])
