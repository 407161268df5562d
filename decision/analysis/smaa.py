"""SMAA-2: how far a ranking holds when weights, values, or both are not known exactly.

Stochastic multicriteria acceptability analysis (Lahdelma & Salminen 2001, Operations Research 49(3)) over samples of
weights w and values ξ:

- rank acceptability b_i^r: share of the samples in which park i takes rank r;
- central weights w_i^c: mean of the weights under which park i is first;
- confidence factor p_i^c: share of the draws of the values in which park i is first under its central weights;
- pairwise winning c_ij: share of the samples in which park i stands above park j.

Parks that are equal share the better rank, so shares of a rank can sum to more than 1 where parks are tied. Sums are
kept in whole numbers (weights in units of 2⁻³⁶), so that the order of adding changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from threading import Event
from typing import Any

import numpy as np
from numpy.typing import NDArray

from decision.analysis.chunks import Chunks, spans, sweep
from decision.analysis.draws import DataDraws, data_draws
from decision.analysis.engine import Backend, Progress
from decision.analysis.kernels import BatchRanking, batch_ranking
from decision.analysis.sampling import BLOCK, WeightSampler
from decision.analysis.smaa_result import Smaa
from decision.analysis.smaa_work import MOST_SAMPLES, UNIT, Confidence, Work, is_first
from decision.errors import InputProblems, Interrupted, Problem
from decision.language import _
from decision.model.criteria import CriteriaModel, MethodSettings
from decision.model.parks import Parks
from decision.ranking.matrix import _uncertain as uncertain_values

__all__ = ["Smaa", "smaa"]

Matrix = NDArray[np.float64]

CHUNK = 80 * BLOCK
"""Samples in a piece of work, where the values are certain."""
CHUNK_OF_DRAWS = 2 * BLOCK
LONG = 4e8
"""Scores of a sweep that is long enough for processes: four seconds or so."""
DRAWN = 50
"""A sample whose values are drawn as well takes the time of so many others."""
CONFIDENCE_DRAWS = 10_000
"""Draws of the values that a confidence factor is made of, at most."""


def smaa(
    parks: Parks,
    criteria: CriteriaModel,
    sampler: WeightSampler,
    *,
    samples: int = 100_000,
    seed: int = 1,
    method: str | MethodSettings | None = None,
    weights: Mapping[str, float] | None = None,
    data: bool = True,
    given: Matrix | None = None,
    pairs: int = 0,
    jobs: int = 1,
    backend: Backend = "local",
    scheduler: str | None = None,
    chunk: int | None = None,
    chunks: Chunks | None = None,
    progress: Callable[[Progress], None] | None = None,
    stop: Event | None = None,
) -> Smaa:
    """SMAA-2 of these parks (see the module for what it computes).

    Args:
        parks: the candidates, with ranges where values are uncertain.
        criteria: the criteria model.
        sampler: where weights come from (:mod:`decision.analysis.sampling`).
        samples: how many.
        seed: with the sample's number, what decides it.
        method: another ranking method than the model's.
        weights: other weights than the model's, which only say which parks are compared pairwise.
        data: whether uncertain values are drawn; else the most likely ones hold.
        given: decision matrices drawn elsewhere, draws × eligible parks × criteria, instead of the ranges.
        pairs: how many of the parks leading under the model's weights are compared pairwise.
        jobs: how many pieces at once; 0: one for each core.
        backend: ``local`` or ``dask``.
        scheduler: address of the Dask scheduler.
        chunk: samples in a piece of work, rounded up to whole blocks of 1024; changes no figure.
        chunks: where finished pieces are kept.
        progress: is told after each piece.
        stop: once set, the pieces under way are finished and the answer is made of what is done.

    Raises:
        InputProblems: faulty criteria, statements, samples.
        CannotScore: the method has no answer for these values.
        Interrupted: stopped before the first piece was done.
    """
    if not 1 <= samples <= MOST_SAMPLES:
        says = _("{samples} samples: it must be at least {bound}", samples=samples, bound=1)
        if samples > MOST_SAMPLES:
            says = _("{samples} samples: it must be at most {bound}", samples=samples, bound=MOST_SAMPLES)
        raise InputProblems([Problem(says, field="samples")])
    ranking = batch_ranking(parks, criteria, method=method, weights=weights)
    draws: DataDraws | None = None
    if given is not None or data:
        draws = data_draws(parks, criteria, ranking.parks, ranking.matrix.values)
        draws = draws if given is None else replace(draws, given=given)
        draws = draws if draws.uncertain else None
    compared = _leading(ranking, pairs)
    size = chunk or chunk_of(len(ranking.parks), draws is None and ranking.has_kernel)
    pieces = spans(_blocks(samples), _blocks(size))
    options: dict[str, Any] = {
        **_workers(ranking, samples, draws is None, jobs),
        "backend": backend,
        "scheduler": scheduler,
        "stop": stop,
        "chunks": chunks,
    }

    def units(piece: tuple[int, int]) -> int:
        return min(piece[1] * BLOCK, samples) - piece[0] * BLOCK

    work = Work(ranking, sampler, draws, seed, samples, list(compared))
    count, total = len(ranking.parks), 0
    ranks = np.zeros((count, count), dtype=np.int32)  # at most 2²⁷ samples
    first_weights = np.zeros((count, len(ranking.criteria)), dtype=np.int64)
    wins = np.zeros((len(compared), len(compared)), dtype=np.int64)
    for _piece, found in sweep(work, pieces, progress=progress, units=units, **options):
        ranks += found["ranks"]
        first_weights += found["first_weights"]
        wins += found["wins"]
        total += int(found["samples"])
    if not total:
        raise Interrupted(_("stopped before the first piece was done"))
    firsts = ranks[0]
    with np.errstate(all="ignore"):
        central = first_weights / UNIT / firsts[:, None].astype(float)
    central = central / np.where(firsts > 0, central.sum(axis=1), 1.0)[:, None]
    central[firsts == 0] = np.nan
    stopped = stop is not None and stop.is_set()
    confidence, used = _confidence(
        ranking, draws, seed, min(total, CONFIDENCE_DRAWS), central, stopped, options
    )
    listed = parks.names()
    names = dict(zip(listed.index.to_numpy(dtype=object), listed, strict=True))
    warnings = ranking.warnings
    if draws is not None:
        # a single ranking says that it takes the most likely values; here they are drawn
        single = {str(said) for leaf in criteria.leaves() for said in uncertain_values(parks, leaf)}
        warnings = tuple(warning for warning in warnings if str(warning) not in single)
    if chunks is not None and chunks.remark is not None:
        warnings = (*warnings, chunks.remark)
    return Smaa(
        method=ranking.chosen.method.id,
        parks=ranking.parks,
        names=tuple(str(names.get(park, park)) for park in ranking.parks),
        criteria=ranking.criteria,
        samples=total,
        wanted=samples,
        seed=seed,
        weights=sampler.describe(),
        weights_text=sampler.text,
        uncertain_cells=0 if draws is None else draws.count,
        data="certain" if draws is None else "given" if given is not None else "ranges",
        kernel=ranking.has_kernel,
        engine=ranking.engine,
        rank_counts=ranks.T,
        central_weights=central,
        confidence=confidence,
        confidence_draws=used,
        pairs=tuple(ranking.parks[place] for place in compared),
        pair_counts=wins if compared else None,
        ineligible=tuple(ranking.matrix.ineligible),
        warnings=warnings,
    )


def chunk_of(parks: int, quick: bool) -> int:
    """Samples in a piece of work: some tenths of a second, more for many parks, whose counts are large."""
    return CHUNK * max(2, parks // 1000) // 2 if quick else CHUNK_OF_DRAWS


def _workers(ranking: BatchRanking, samples: int, certain: bool, jobs: int) -> dict[str, Any]:
    """How many pieces at once here, and by what.

    Kernels go from one short call to the next, so that threads wait for Python's lock more than they gain; processes
    take a second or two to start.
    """
    if not ranking.has_kernel:
        return {"jobs": jobs, "workers": "processes"}
    if samples * len(ranking.parks) * (1 if certain else DRAWN) >= LONG:
        return {"jobs": jobs, "workers": "processes"}
    return {"jobs": 1 if certain and jobs >= 0 else jobs, "workers": "threads"}


def _blocks(samples: int) -> int:
    return -(-samples // BLOCK)


def _leading(ranking: BatchRanking, count: int) -> tuple[int, ...]:
    """Places of the parks that lead under the model's own weights."""
    if count <= 0:
        return ()
    scores = ranking.scores(ranking.weights[None])[0]
    order = np.argsort(-scores if ranking.higher_is_better else scores, kind="stable")
    return tuple(int(place) for place in order[:count])


def _confidence(
    ranking: BatchRanking,
    draws: DataDraws | None,
    seed: int,
    samples: int,
    central: Matrix,
    stopped: bool,
    options: Mapping[str, Any],
) -> tuple[Matrix, int]:
    """Confidence factors and the draws behind them; NaN where a park is never first, or where stopped before."""
    result = np.full(len(ranking.parks), np.nan)
    places = np.flatnonzero(~np.isnan(central).any(axis=1))
    if draws is None:
        sign = 1.0 if ranking.higher_is_better else -1.0
        for start, scores in ranking.blocks(central[places]):
            own = places[start : start + len(scores)]
            result[own] = is_first(sign * scores, own)
        return result, 1
    if stopped:
        return result, 0
    work = Confidence(ranking, draws, seed, samples, tuple(map(int, places)), central[places])
    firsts = np.zeros(len(places), dtype=np.int64)
    pieces = spans(_blocks(samples), 2)
    done = 0
    for piece, found in sweep(work, pieces, prefix="confidence-", **options):
        firsts += found["firsts"]
        done += min(piece[1] * BLOCK, samples) - piece[0] * BLOCK
    if done:
        result[places] = firsts / done
    return result, done
