"""The counting of SMAA-2: pieces of work that travel to threads, processes and clusters.

Sums are kept in whole numbers, weights in units of 2⁻³⁶, so that the order of adding changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from decision.analysis.chunks import Arrays
from decision.analysis.draws import DataDraws
from decision.analysis.kernels import BatchRanking
from decision.analysis.kernels_order import OrderingBlocks
from decision.analysis.kernels_ranks import RankCounter, exact_ranks
from decision.analysis.sampling import BLOCK, WeightSampler
from decision.ranking.rank import EQUAL_WITHIN

Matrix = NDArray[np.float64]

UNIT = 2.0**36
"""Weights are added up as whole multiples of 1 / UNIT: exact sums up to 2²⁷ samples."""
MOST_SAMPLES = 2**27
SCORES_AT_ONCE = 262_144


@dataclass(frozen=True, eq=False)
class Work:
    """Counts of a span of blocks; travels to other processes."""

    ranking: BatchRanking
    sampler: WeightSampler
    draws: DataDraws | None
    seed: int
    samples: int
    pairs: list[int]

    def __call__(self, span: tuple[int, int]) -> Arrays:
        """The counts of blocks first … last − 1."""
        parks, criteria = len(self.ranking.parks), len(self.ranking.criteria)
        counter, ordering = RankCounter(parks), OrderingBlocks(self.ranking)
        first_weights = np.zeros((parks, criteria), dtype=np.int64)
        wins = np.zeros((len(self.pairs), len(self.pairs)), dtype=np.int64)
        done = 0
        higher = self.ranking.higher_is_better
        for number in range(*span):
            weights = self.sampler.block(self.seed, number)
            wanted = min(BLOCK, self.samples - number * BLOCK)
            if not self.ranking.has_kernel:
                weights = weights[:wanted]  # each one costs
            firsts: list[tuple[NDArray[np.intp], NDArray[np.intp]]] = []
            compared: list[Matrix] = []
            for start, scores, stands_for in self._scored(weights, number, ordering):
                scores = scores[: max(0, wanted - start)]
                if not len(scores):
                    break
                samples, first = counter.add(scores, higher, stands_for)
                firsts.append((start + samples, first))
                if self.pairs:
                    compared.append(scores[:, self.pairs])
                del scores, stands_for  # the next piece takes their place in the cache
            samples, first = (np.concatenate(part) for part in zip(*firsts, strict=True))
            whole = np.rint(weights[samples] * UNIT)
            for place in range(criteria):
                # sums of whole numbers below 2⁵³: exact in any order
                added = np.bincount(first, weights=whole[:, place], minlength=parks)
                first_weights[:, place] += added.astype(np.int64)
            if self.pairs:
                wins += _wins(np.concatenate(compared), higher)
            done += wanted
        # half as much to send where it fits
        ranks = counter.counts.astype(np.uint16 if done < 2**16 else np.int32)
        return {
            "ranks": ranks,
            "first_weights": first_weights,
            "wins": wins,
            "samples": np.array(done, dtype=np.int64),
        }

    def _scored(self, weights: Matrix, number: int, ordering: OrderingBlocks) -> Any:
        """Pieces of a block: first sample, scores, and what they stand for if they are not the scores themselves."""
        if self.draws is None:
            if self.pairs:
                yield from ((start, scores, None) for start, scores in self.ranking.blocks(weights))
            else:
                yield from ordering(weights)
            return
        for start, values in self.draws.pieces(self.seed, number):
            own = weights[start : start + len(values), None, :]
            if not len(own):
                return
            yield start, self.ranking.scores_of_draws(own, values[: len(own)])[:, 0], None


def _wins(scores: Matrix, higher_is_better: bool) -> NDArray[np.int64]:
    """How often the park of the row stands above that of the column, by the rule for ties of all ranks."""
    order, ranks = exact_ranks(scores if higher_is_better else -scores)
    of_park = np.empty(order.shape, dtype=np.int32)
    np.put_along_axis(of_park, order, ranks.astype(np.int32), axis=1)
    columns = np.ascontiguousarray(of_park.T)
    return np.array([(own < columns).sum(axis=1) for own in columns], dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Confidence:
    """In how many draws of a span of blocks each park is first under its own central weights."""

    ranking: BatchRanking
    draws: DataDraws
    seed: int
    samples: int
    places: tuple[int, ...]
    weights: Matrix
    """Central weights, places × criteria."""

    def __call__(self, span: tuple[int, int]) -> Arrays:
        """The counts of blocks first … last − 1."""
        sign = 1.0 if self.ranking.higher_is_better else -1.0
        own_places = np.array(self.places)
        firsts = np.zeros(len(self.places), dtype=np.int64)
        for number in range(*span):
            for start, values in self.draws.pieces(self.seed, number):
                values = values[: max(0, self.samples - number * BLOCK - start)]
                if not len(values):
                    break
                step = max(1, SCORES_AT_ONCE // (len(values) * len(self.ranking.parks)))
                for begin in range(0, len(own_places), step):
                    mine = own_places[begin : begin + step]
                    scores = sign * self.ranking.scores_of_draws(
                        self.weights[None, begin : begin + step], values
                    )
                    firsts[begin : begin + step] += is_first(scores, mine).sum(axis=0)
        return {"firsts": firsts}


def is_first(oriented: Matrix, own: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Whether the own park of each weight vector has rank 1 (… × vectors × parks → … × vectors)."""
    best = oriented.max(axis=-1)
    mine = np.take_along_axis(oriented, np.broadcast_to(own[..., None], (*oriented.shape[:-1], 1)), axis=-1)[
        ..., 0
    ]
    slack = 1e-2 * EQUAL_WITHIN * np.abs(oriented).max(axis=-1)
    return np.asarray(best - mine <= EQUAL_WITHIN * np.maximum(np.abs(best), np.abs(mine)) + slack)
