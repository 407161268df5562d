"""Global sensitivity: how much of the movement of the portfolio comes from which weight, the budget, uncertain data.

Sobol: S1 is the share of an output's variance that a factor explains alone, ST with all its interactions (Saltelli et
al. 2010). Morris: μ* is the mean absolute elementary effect of a factor, σ its spread (Campolongo et al. 2007). Both by
SALib; every evaluation is one ranking and one optimisation. Outputs: the portfolio's value, its number of parks, and
each park's inclusion.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Event
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from decision.allocation.question import Question
from decision.allocation.searches import search
from decision.allocation.session import Session
from decision.analysis.chunks import Arrays, Chunks, spans, sweep
from decision.analysis.engine import Backend, Progress
from decision.decisions import gains, question, rank
from decision.errors import InputProblems, ParkfundError, Problem
from decision.language import _
from decision.model.expressions import columns_of
from decision.model.options import SolveOptions
from decision.model.study import Study

Matrix = NDArray[np.float64]
Analysis = Literal["sobol", "morris"]

PIECE = 4
MORRIS_LEVELS = 4
VALUE, COUNT = "value", "count"


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """Indices of every factor for the portfolio's value, its size and each park whose inclusion moves."""

    analysis: Analysis
    factors: tuple[str, ...]
    """``weight:ID``, ``budget``, ``data:COLUMN``."""
    indices: pd.DataFrame
    """Columns output, factor and, for Sobol, s1, s1_error, st, st_error (95 %); for Morris mu_star, mu_star_error,
    sigma."""
    evaluations: int
    wanted: int
    seed: int
    largest_gap: float
    inclusion: dict[str, float]
    """Share of the evaluations that fund each park."""
    budget_range: tuple[float, float]

    @property
    def complete(self) -> bool:
        """Whether every evaluation was done: without all of them there are no indices."""
        return self.evaluations >= self.wanted

    def to_frame(self) -> pd.DataFrame:
        """The indices as a table."""
        return self.indices.copy()

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "analysis": self.analysis,
            "factors": list(self.factors),
            "evaluations": self.evaluations,
            "wanted": self.wanted,
            "seed": self.seed,
            "largest_gap": self.largest_gap,
            "budget_range": list(self.budget_range),
            "indices": [
                {str(key): _plain(value) for key, value in row.items()}
                for row in self.indices.to_dict("records")
            ],
            "inclusion": self.inclusion,
        }


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and np.isnan(value) else value


@dataclass(frozen=True, eq=False)
class _Work:
    """Value and funded set at a span of factor values; travels to other processes."""

    study: Study
    asked: Question
    method: Any
    factors: tuple[str, ...]
    points: Matrix
    options: SolveOptions

    def __call__(self, span: tuple[int, int]) -> Arrays:
        ids = self.asked.parks.table.index
        count = span[1] - span[0]
        value, gap = np.full(count, np.nan), np.full(count, np.nan)
        funded = np.zeros((count, len(ids)), dtype=np.uint8)
        place = {str(park): number for number, park in enumerate(ids)}
        for row, point in enumerate(self.points[slice(*span)]):
            asked = self._asked_at(dict(zip(self.factors, point.tolist(), strict=True)))
            problem = asked.problem()
            session = Session(problem.programme)
            answer = search(problem, session, gap=self.options.gap, time_limit=self.options.time_limit)
            if answer.values is None or answer.objective is None:
                continue
            value[row] = answer.objective
            if answer.bound is not None:
                gap[row] = max(answer.bound - answer.objective, 0.0) / max(abs(answer.objective), 1e-12)
            chosen = answer.values[problem.formulation.funded_column] > 0.5
            for park, yes in zip(asked.candidates.ids, chosen, strict=True):
                funded[row, place[park]] = yes
        return {"value": value, "funded": funded, "gap": gap}

    def _asked_at(self, at: dict[str, float]) -> Question:
        weights = {name.partition(":")[2]: share for name, share in at.items() if name.startswith("weight:")}
        if weights and not sum(weights.values()) > 0:
            weights = dict.fromkeys(weights, 1.0)
        study = self.study
        quantiles = {name.partition(":")[2]: share for name, share in at.items() if name.startswith("data:")}
        if quantiles:
            table = study.parks.table.copy()
            for column, share in quantiles.items():
                table[column] = quantile(study, column, share)
            study = replace(study, parks=replace(study.parks, table=table))
        ranking = rank(study, method=self.method, weights=weights or None)
        programme = self.asked.programme
        if "budget" in at:
            budget = programme.budget
            ceilings = budget.by_year and {
                year: money * at["budget"] for year, money in budget.by_year.items()
            }
            changed = budget.model_copy(update={"total": budget.total * at["budget"], "by_year": ceilings})
            programme = programme.model_copy(update={"budget": changed})
        return replace(
            self.asked,
            parks=study.parks,
            gain=gains(ranking, study, programme),
            ranking=ranking.table[["rank", "merit"]],
            ineligible=ranking.ineligible,
            programme=programme,
        )


def quantile(study: Study, column: str, share: float) -> pd.Series[float]:
    """A column with every uncertain cell at the same quantile of its distribution (uniform or triangular)."""
    ranges = study.parks.ranges[column]
    low, mode, high = (ranges[name].to_numpy(dtype=float) for name in ("low", "mode", "high"))
    width = np.where(high > low, high - low, 1.0)
    peak = (mode - low) / width
    rising = low + np.sqrt(share * width * np.maximum(mode - low, 0.0))
    falling = high - np.sqrt((1 - share) * width * np.maximum(high - mode, 0.0))
    triangle = np.where(share < peak, rising, falling)
    shaped = study.parks.triangles.get(column, frozenset())
    is_triangle = np.array([str(park) in shaped for park in ranges.index])
    values = np.where(is_triangle, triangle, low + share * (high - low))
    found = pd.Series(np.where(high > low, values, mode), index=ranges.index)
    own = study.parks.table[column].astype(float)
    return found.reindex(own.index).fillna(own)


def factors_of(study: Study) -> tuple[str, ...]:
    """What can move: the weights, the budget, and every column of a criterion that has uncertain cells."""
    leaves = study.criteria.leaves()
    columns = dict.fromkeys(
        column
        for leaf in leaves
        for column in ([str(leaf.column)] if leaf.expression is None else columns_of(leaf.expression))
        if column in study.parks.ranges
    )
    weights = [f"weight:{leaf.id}" for leaf in leaves] if len(leaves) > 1 else []
    return (*weights, "budget", *(f"data:{column}" for column in columns))


def sensitivity(
    study: Study,
    *,
    analysis: Analysis = "sobol",
    samples: int = 64,
    seed: int = 1,
    budget_range: tuple[float, float] = (0.8, 1.2),
    method: Any = None,
    options: SolveOptions | None = None,
    jobs: int = 1,
    backend: Backend = "local",
    scheduler: str | None = None,
    chunks: Chunks | None = None,
    progress: Callable[[Progress], None] | None = None,
    stop: Event | None = None,
    **arguments: Any,
) -> Sensitivity:
    """Sobol or Morris indices of the portfolio.

    Weights: each criterion's raw weight anywhere from 0 to 1, then normalised. Budget: total and ceilings times a
    factor from ``budget_range``. Data: all uncertain cells of a column at one quantile.

    Args:
        study: with a programme.
        analysis: ``sobol``, samples · (factors + 2) evaluations; ``morris``, samples · (factors + 1).
        samples: base samples; for Sobol a power of two.
        seed: decides the samples.
        budget_range: least and greatest factor.
        method: another ranking method.
        options: gap and time limit of each solve.
        jobs: see :func:`decision.analysis.engine.each`, as ``backend`` and ``scheduler``.
        backend: see ``jobs``.
        scheduler: see ``jobs``.
        chunks: where finished pieces are kept.
        progress: told after each piece.
        stop: once set, the pieces under way are finished; without all of them there are no indices.
        **arguments: budget, fund, reject, settings, as in :func:`decision.decisions.allocate`.

    Raises:
        InputProblems: samples that are no power of two, a budget range the wrong way round, faulty study.
        ParkfundError: no evaluation has a feasible portfolio.
    """
    low, high = budget_range
    faults = []
    if samples < 2:
        says = _("{samples} samples: it must be at least {bound}", samples=samples, bound=2)
        faults.append(Problem(says, field="samples"))
    elif analysis == "sobol" and samples & (samples - 1):
        says = _("{samples} samples: Sobol's sequence needs a power of two, such as 64", samples=samples)
        faults.append(Problem(says, field="samples"))
    if not 0 <= low < high:
        faults.append(
            Problem(
                _("the budget range goes the wrong way: write the least factor first"), field="budget_range"
            )
        )
    if faults:
        raise InputProblems(faults)
    options = options or SolveOptions()
    ranking = rank(study, method=method)
    asked = question(study, ranking=ranking, **arguments)
    factors = factors_of(study)
    bounds = [[low, high] if name == "budget" else [0.0, 1.0] for name in factors]
    space = {"num_vars": len(factors), "names": list(factors), "bounds": bounds}
    points = _points(space, analysis, samples, seed)
    effort = SolveOptions(gap=options.gap, time_limit=options.time_limit)
    work = _Work(study, asked, method, factors, points, effort)
    found = [
        arrays
        for _piece, arrays in sweep(
            work, spans(len(points), PIECE), jobs=jobs, backend=backend, workers="processes", scheduler=scheduler,
            progress=progress, stop=stop, chunks=chunks,
        )
    ]  # fmt: skip
    done = sum(len(arrays["value"]) for arrays in found)
    if not found or all(np.isnan(arrays["value"]).all() for arrays in found):
        raise ParkfundError(
            _("no portfolio is feasible under these rules; parkfund allocate tells which ones clash")
        )
    value, funded, gap = (
        np.concatenate([arrays[name] for arrays in found]) for name in ("value", "funded", "gap")
    )
    ids = [str(park) for park in study.parks.table.index]
    indices = pd.DataFrame()
    if done == len(points):
        # An evaluation without a feasible portfolio is worth nothing and funds nobody.
        outputs = {VALUE: np.nan_to_num(value), COUNT: funded.sum(axis=1).astype(float)}
        outputs |= {park: funded[:, place].astype(float) for place, park in enumerate(ids)}
        rows = [
            {"output": name, **row}
            for name, output in outputs.items()
            if np.ptp(output) > 0
            for row in _indices(space, analysis, points, output, seed)
        ]
        indices = pd.DataFrame(rows)
    return Sensitivity(
        analysis=analysis,
        factors=factors,
        indices=indices,
        evaluations=done,
        wanted=len(points),
        seed=seed,
        largest_gap=float(np.nanmax(gap, initial=0.0)),
        inclusion={park: float(funded[:, place].mean()) for place, park in enumerate(ids)},
        budget_range=(low, high),
    )


def _points(space: dict[str, Any], analysis: Analysis, samples: int, seed: int) -> Matrix:
    if analysis == "sobol":
        from SALib.sample import sobol

        return np.asarray(sobol.sample(space, samples, calc_second_order=False, seed=seed), dtype=float)
    from SALib.sample import morris

    return np.asarray(morris.sample(space, samples, num_levels=MORRIS_LEVELS, seed=seed), dtype=float)


def _indices(
    space: dict[str, Any], analysis: Analysis, points: Matrix, output: Matrix, seed: int
) -> list[dict[str, Any]]:
    with warnings.catch_warnings():
        # SALib warns where a small sample has an output that part of the factors does not move: that is an answer.
        warnings.simplefilter("ignore")
        if analysis == "sobol":
            from SALib.analyze import sobol

            found = sobol.analyze(space, output, calc_second_order=False, seed=seed)
            keys = {"s1": "S1", "s1_error": "S1_conf", "st": "ST", "st_error": "ST_conf"}
        else:
            from SALib.analyze import morris

            found = morris.analyze(space, points, output, num_levels=MORRIS_LEVELS, seed=seed)
            keys = {"mu_star": "mu_star", "mu_star_error": "mu_star_conf", "sigma": "sigma"}
    return [
        {"factor": name, **{ours: float(found[theirs][place]) for ours, theirs in keys.items()}}
        for place, name in enumerate(space["names"])
    ]
