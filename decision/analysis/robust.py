"""Robust portfolios: which parks are funded whatever the weights, and which only under some of them.

Two answers, never mixed up. *Inclusion shares* come from sampled weights, each solved to its own best portfolio: an
acceptance frequency with its sampling error. The *core index* of robust portfolio modelling (Liesiö, Mild & Salo
2007) counts all portfolios that no other dominates over every admissible weight, found exactly from the extreme
points of the weights; it is given where all of them could be enumerated with proof, and left out where not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import combinations
from threading import Event
from typing import Any
from uuid import uuid4

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from decision.allocation.core import LARGE
from decision.allocation.nondominated import NonDominated, nondominated
from decision.allocation.problem import Problem, cost_with
from decision.allocation.question import Question
from decision.allocation.searches import search
from decision.allocation.session import Session
from decision.analysis.chunks import Arrays, Chunks, spans, sweep
from decision.analysis.engine import Backend, Progress
from decision.analysis.gains import WeightedGains
from decision.analysis.polytope import Polytope, vertices
from decision.analysis.robust_regret import robust_regret
from decision.analysis.robust_result import Robust, SettlingStatement
from decision.analysis.sampling import BLOCK, WeightSampler
from decision.decisions import question, rank
from decision.errors import InputProblems, Interrupted, ParkfundError
from decision.errors import Problem as Fault
from decision.language import Message, _
from decision.model.options import SolveOptions
from decision.model.study import Study

Matrix = NDArray[np.float64]
LEAST_PIECE, MOST_PIECE = 4, 8
"""Samples in a piece of work: a second or two."""
LEAST_SHARE = 0.05
"""An answer to a statement is looked at when at least this share of the samples agrees with it."""
EXACT_SECONDS = 30.0
MOST_PORTFOLIOS = 2000


_LOADED: dict[str, tuple[Problem, Session]] = {}
"""The model of the question at hand, built once in each process."""


@dataclass(frozen=True, eq=False)
class _Work:
    """The best portfolio of each sample of a span; travels to other processes."""

    asked: Question
    gains: WeightedGains
    sampler: WeightSampler
    seed: int
    options: SolveOptions
    key: str

    def __call__(self, span: tuple[int, int]) -> Arrays:
        if self.key not in _LOADED:
            _LOADED.clear()
            built = self.asked.problem()
            _LOADED[self.key] = built, Session(built.programme)
        problem, session = _LOADED[self.key]
        weights = weights_of(self.sampler, self.seed, span)
        place = {park: number for number, park in enumerate(self.gains.parks)}
        own = [place[park] for park in problem.candidates.ids]
        gains = self.gains(weights)[:, own]
        count, parks = len(weights), len(own)
        funded = np.zeros((count, parks), dtype=np.uint8)
        objective, gap, proven = (
            np.full(count, np.nan),
            np.full(count, np.nan),
            np.zeros(count, dtype=np.uint8),
        )
        for sample in range(count):
            answer = search(
                problem,
                session,
                cost=cost_with(problem, gains[sample]),
                gap=self.options.gap,
                time_limit=self.options.time_limit,
            )
            if answer.values is None or answer.objective is None:
                continue
            funded[sample] = answer.values[problem.formulation.funded_column] > 0.5
            objective[sample] = answer.objective
            proven[sample] = answer.ending == "optimal"
            if answer.bound is not None:
                gap[sample] = max(answer.bound - answer.objective, 0.0) / max(abs(answer.objective), 1e-12)
        return {"funded": funded, "objective": objective, "gap": gap, "proven": proven, "weights": weights}


def piece_of(parks: int) -> int:
    """Samples in a piece of work: small rounds are searched whole, those above go through a core, ever longer."""
    return LEAST_PIECE if parks <= LARGE else max(LEAST_PIECE, min(MOST_PIECE, 1600 // parks))


def weights_of(sampler: WeightSampler, seed: int, span: tuple[int, int]) -> Matrix:
    """Sampled weights by number; the same whatever the spans."""
    first, after = span
    rows = []
    for number in range(first // BLOCK, (after - 1) // BLOCK + 1):
        block = sampler.block(seed, number)
        rows.append(block[max(first - number * BLOCK, 0) : after - number * BLOCK])
    return np.concatenate(rows)


def robust(
    study: Study,
    sampler: WeightSampler,
    *,
    samples: int = 200,
    seed: int = 1,
    method: Any = None,
    weights: Polytope | None = None,
    exact_seconds: float = EXACT_SECONDS,
    regret_seconds: float = 0.0,
    options: SolveOptions | None = None,
    jobs: int = 1,
    backend: Backend = "local",
    scheduler: str | None = None,
    chunks: Chunks | None = None,
    progress: Callable[[Progress], None] | None = None,
    stop: Event | None = None,
    **arguments: Any,
) -> Robust:
    """Inclusion shares over sampled weights, and the core index over all of them where it can be proven.

    Args:
        study: with a programme.
        sampler: where weights come from.
        samples: how many; each is one optimisation.
        seed: with the sample's number, what decides it.
        method: another ranking method.
        weights: the admissible weights, for the core index; None: it is not sought.
        exact_seconds: seconds for enumerating non-dominated portfolios; 0: it is not tried.
        regret_seconds: seconds for the portfolio of least regret over the admissible weights; 0: it is not sought.
        options: gap and time limit of each solve.
        jobs: see :func:`decision.analysis.engine.each`, as ``backend`` and ``scheduler``.
        backend: see ``jobs``.
        scheduler: see ``jobs``.
        chunks: where finished pieces are kept.
        progress: told after each piece.
        stop: once set, the pieces under way are finished and the answer is made of what is done.
        **arguments: budget, fund, reject, settings, as in :func:`decision.decisions.allocate`.

    Raises:
        InputProblems: faulty study or arguments.
        Interrupted: stopped before the first piece was done.
        ParkfundError: no portfolio is feasible, or the method's merits may not be added up.
    """
    if samples < 1:
        says = _("{samples} samples: it must be at least {bound}", samples=samples, bound=1)
        raise InputProblems([Fault(says, field="samples")])
    options = options or SolveOptions()
    ranking = rank(study, method=method)
    asked = question(study, ranking=ranking, **arguments)
    gains = WeightedGains(study, asked.programme, method=method)
    effort = SolveOptions(gap=options.gap, time_limit=options.time_limit)
    work = _Work(asked, gains, sampler, seed, effort, uuid4().hex)
    found: list[Arrays] = [
        arrays
        for _piece, arrays in sweep(
            work, spans(samples, piece_of(len(asked.candidates.ids))), jobs=jobs, backend=backend,
            workers="processes", scheduler=scheduler,
            progress=progress, stop=stop, chunks=chunks,
        )
    ]  # fmt: skip
    if not found:
        raise Interrupted(_("stopped before the first piece was done"))
    funded, solved, drawn, gap, proven = (
        np.concatenate([arrays[name] for arrays in found])
        for name in ("funded", "objective", "weights", "gap", "proven")
    )
    known = ~np.isnan(solved)
    if not known.any():
        raise ParkfundError(
            _("no portfolio is feasible under these rules; parkfund allocate tells which ones clash")
        )
    funded, drawn = funded[known].astype(bool), drawn[known]
    exact, why = _exact(asked, gains, weights, exact_seconds, stop)
    answer = _report(study, asked, ranking.table["rank"], gains, funded, drawn, exact, why, samples, seed, sampler,
                     float(np.nanmax(gap, initial=0.0)), int((proven[known] == 0).sum()))  # fmt: skip
    regret, why_none = robust_regret(asked, gains, weights, regret_seconds, effort, stop)
    return replace(answer, regret=regret, why_no_regret=why_none)


def _report(
    study: Study,
    asked: Question,
    ranks: pd.Series[int],
    gains: WeightedGains,
    funded: NDArray[np.bool_],
    drawn: Matrix,
    exact: NonDominated | None,
    why: Message | None,
    wanted: int,
    seed: int,
    sampler: WeightSampler,
    largest_gap: float,
    not_proven: int,
) -> Robust:
    ids = asked.candidates.ids
    rank_of = {str(park): int(rank) for park, rank in ranks.items()}
    order = sorted(range(len(ids)), key=lambda place: (rank_of.get(ids[place], len(ids) + 1), ids[place]))
    funded = funded[:, order]
    share = funded.mean(axis=0)
    count = len(funded)
    central = np.full((len(order), drawn.shape[1]), np.nan)
    for place in range(len(order)):
        if funded[:, place].any():
            central[place] = drawn[funded[:, place]].mean(axis=0)
    names = study.parks.names()
    index = None if exact is None else exact.core_index[order]
    borderline = (share > 0) & (share < 1)
    return Robust(
        parks=tuple(ids[place] for place in order),
        names=tuple(str(names.get(ids[place], ids[place])) for place in order),
        rank=tuple(rank_of.get(ids[place]) for place in order),
        inclusion=share,
        error=_wilson(share, count),
        central_weights=central,
        samples=count,
        wanted=wanted,
        seed=seed,
        largest_gap=largest_gap,
        not_proven=not_proven,
        distinct=len(np.unique(funded, axis=0)),
        core_index=index,
        portfolios=None if exact is None else len(exact.portfolios),
        why_not_exact=why,
        non_dominated=()
        if exact is None
        else tuple(frozenset(ids[place] for place in np.flatnonzero(row)) for row in exact.portfolios),
        statements=_statements(gains.criteria, drawn, funded[:, borderline]),
        criteria=gains.criteria,
        labels={leaf.id: leaf.label for leaf in study.criteria.leaves()},
        weights_text=sampler.text,
    )


def _wilson(share: Matrix, count: int, z: float = 1.959964) -> Matrix:
    """Half the width of the 95 % interval of Wilson (1927)."""
    below = 1 + z * z / count
    return np.asarray(z * np.sqrt(share * (1 - share) / count + z * z / (4 * count * count)) / below)


def _statements(
    criteria: tuple[str, ...], drawn: Matrix, borderline: NDArray[np.bool_]
) -> tuple[SettlingStatement, ...]:
    """Every comparison of two criteria, by the borderline parks that its answer settles."""
    found = []
    for one, other in combinations(range(len(criteria)), 2):
        agree = drawn[:, one] >= drawn[:, other]
        share = float(agree.mean())
        if not LEAST_SHARE <= share <= 1 - LEAST_SHARE:
            continue
        yes, no = (
            int((part.all(axis=0) | ~part.any(axis=0)).sum())
            for part in (borderline[agree], borderline[~agree])
        )
        found.append(SettlingStatement(criteria[one], criteria[other], yes, no, share))
    return tuple(sorted(found, key=lambda each: (-each.expected, each.first, each.second)))


def _exact(
    asked: Question, gains: WeightedGains, weights: Polytope | None, seconds: float, stop: Event | None
) -> tuple[NonDominated | None, Message | None]:
    """All non-dominated portfolios over the admissible weights, or why they were not enumerated."""
    if weights is None or seconds <= 0:
        return None, _("the core index was not asked for")
    programme = asked.programme
    if not gains.linear:
        return None, _(
            "gains are not linear in the weights, so extreme points do not decide; with objective value they are"
        )
    if (
        not asked.candidates.fixed.all()
        or programme.objective.discount > 0
        or programme.objective.synergy > 0
    ):
        return None, _(
            "the value of a portfolio hangs on more than which parks it funds (partial grants, years, synergies)"
        )
    if any(row.penalty is not None for row in asked.rows):
        return None, _("soft rules take from a portfolio's value")
    problem = asked.problem()
    corners = vertices(weights)
    place = {park: number for number, park in enumerate(gains.parks)}
    own = [place[park] for park in problem.candidates.ids]
    objectives = np.array([cost_with(problem, row) for row in gains(corners)[:, own]])
    found = nondominated(
        problem.programme,
        objectives,
        problem.formulation.funded_column,
        time_limit=seconds,
        most=MOST_PORTFOLIOS,
        stop=stop,
    )
    if not found.complete:
        if not len(found.portfolios):
            return None, _(
                "the non-dominated portfolios could not all be found in {seconds} s", seconds=f"{seconds:g}"
            )
        return None, _(
            "{count} non-dominated portfolios were found in {seconds} s, and there are more",
            count=len(found.portfolios),
            seconds=f"{seconds:g}",
        )
    if not len(found.portfolios):
        return None, _("no portfolio is feasible")
    return found, None
