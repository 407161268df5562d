"""The ranking: merit, ranks, contributions and the value on fixed scales."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from decision.model.criteria import CriteriaModel, MethodSettings
from decision.model.parks import Parks
from decision.model.results import Ranking, WeightedCriterion
from decision.ranking.matrix import DecisionMatrix
from decision.ranking.merit import contributions_of, merit_of
from decision.ranking.problem import Matrix, Vector
from decision.ranking.scoring import Scored, score

EQUAL_WITHIN = 1e-12
"""Preferences whose relative difference is smaller share a rank."""


def rank_parks(
    parks: Parks,
    criteria: CriteriaModel,
    *,
    method: str | MethodSettings | None = None,
    weights: Mapping[str, float] | None = None,
) -> Ranking:
    """Parks ordered by merit under the criteria model (design 4.1).

    Ranks: 1 is best; preferences equal within 1e-12 share a rank (1, 2, 2, 4) and stand in the order of their
    ids. Merit is the method's documented monotone map of the preference to [0, 1]. ``value`` is
    Σ_k w_k (u_k(x_ik) − u_k(do_nothing_k)) with u the value function or the linear function from the worst
    end (0) to the best end (1) of the scale; NaN unless every criterion that weighs something has both.

    Args:
        parks: the candidates.
        criteria: the criteria model.
        method: another method than the model's, by name or with parameters.
        weights: other weights by id; see :func:`decision.ranking.weights.leaf_weights`.

    Raises:
        InputProblems: everything wrong with criteria, weights, method and columns, all at once.
        ParkfundError: the method has no answer for these values, and why.
    """
    scored = score(parks, criteria, method=method, weights=weights)
    return ranking_of(scored, parks)


def ranking_of(scored: Scored, parks: Parks) -> Ranking:
    """The ranking that follows from scores."""
    matrix, chosen = scored.matrix, scored.chosen
    weighted = tuple(
        WeightedCriterion(
            criterion.id, criterion.label, scored.weights[criterion.id], criterion.goal, criterion.unit
        )
        for criterion in matrix.criteria
    )
    if scored.problem is None or scored.scores is None:
        return Ranking(
            method=chosen.method.id,
            criteria=weighted,
            table=_table(parks, (), np.empty(0), np.empty(0), np.empty(0), np.empty(0)),
            contributions=pd.DataFrame(
                columns=[c.id for c in weighted], index=pd.Index([], name="park_id"), dtype=float
            ),
            contributions_exact=chosen.method.additive,
            ineligible=matrix.ineligible,
            merit_drives_money=chosen.method.drives_money,
            warnings=scored.warnings,
        )
    problem, scores = scored.problem, scored.scores
    merit = merit_of(scores.preference, problem, chosen.method.map_to_merit(chosen.normalisation))
    parts = contributions_of(merit, scores.preference, scores.parts, problem)
    count = len(problem.parks)
    oriented = scores.preference if chosen.method.higher_is_better else -scores.preference
    order, ranks = competition_ranks(oriented[:count])
    nothing = problem.row("do_nothing")
    ordered = tuple(problem.parks[place] for place in order)
    return Ranking(
        method=chosen.method.id,
        criteria=weighted,
        table=_table(
            parks,
            ordered,
            ranks[order],
            scores.preference[order],
            merit[order],
            _value(scored)[order],
        ),
        contributions=_contributions(matrix, scored, parts[order], ordered),
        contributions_exact=scores.parts is not None,
        ineligible=matrix.ineligible,
        merit_of_doing_nothing=None if nothing is None else float(merit[nothing]),
        independent_of_others=_independent(scored),
        merit_drives_money=chosen.method.drives_money,
        warnings=scored.warnings,
    )


def competition_ranks(oriented: Vector) -> tuple[np.ndarray, np.ndarray]:
    """Order of the rows, best first, and the rank of each row: 1, 2, 2, 4.

    Args:
        oriented: preferences, higher is better, rows in the order that breaks ties.
    """
    count = oriented.shape[0]
    rough = np.argsort(-oriented, kind="stable")
    sorted_values = oriented[rough]
    # net flows near zero are sums of numbers of the size of the largest one: so is their rounding
    slack = 1e-2 * EQUAL_WITHIN * np.abs(sorted_values).max(initial=0.0)
    apart = np.empty(count, dtype=bool)
    if count:
        apart[0] = True
        larger = np.maximum(np.abs(sorted_values[:-1]), np.abs(sorted_values[1:]))
        apart[1:] = (sorted_values[:-1] - sorted_values[1:]) > EQUAL_WITHIN * larger + slack
    groups = np.cumsum(apart)
    first = np.flatnonzero(apart)
    order = rough[np.lexsort((rough, groups))]
    ranks = np.empty(count, dtype=np.int64)
    ranks[rough] = first[groups - 1] + 1
    return order, ranks


def _table(
    parks: Parks, ordered: tuple[str, ...], rank: np.ndarray, preference: Vector, merit: Vector, value: Vector
) -> pd.DataFrame:
    index = pd.Index(list(ordered), name="park_id", dtype=object)
    names = parks.names().reindex(index)
    return pd.DataFrame(
        {
            "name": names.to_numpy(dtype=object),
            "rank": np.asarray(rank, dtype=np.int64),
            "preference": np.asarray(preference, dtype=float),
            "merit": np.asarray(merit, dtype=float),
            "value": np.asarray(value, dtype=float),
        },
        index=index,
    )


def _contributions(
    matrix: DecisionMatrix, scored: Scored, parts: Matrix, ordered: tuple[str, ...]
) -> pd.DataFrame:
    """A column for each criterion of the model; those that weigh nothing contribute nothing."""
    assert scored.problem is not None
    active = {criterion.id: place for place, criterion in enumerate(scored.problem.criteria)}
    columns = {
        criterion.id: parts[:, active[criterion.id]] if criterion.id in active else np.zeros(len(ordered))
        for criterion in matrix.criteria
    }
    return pd.DataFrame(columns, index=pd.Index(list(ordered), name="park_id", dtype=object))


def value_parts(scored: Scored) -> pd.DataFrame | None:
    """What each criterion adds to the value of each park at weight 1: u_k(x_ik) − u_k(do_nothing_k).

    Parks × all criteria of the model, whatever they weigh; None unless every criterion has a scale (or value
    function) and a do-nothing value. The additive value over doing nothing is their product with the weights.
    """
    matrix = scored.matrix
    if not (np.isfinite(matrix.worst).all() and np.isfinite(matrix.do_nothing).all()):
        return None
    parts = (matrix.values - matrix.do_nothing) / (matrix.best - matrix.worst)
    index = pd.Index(list(matrix.parks), name="park_id", dtype=object)
    return pd.DataFrame(parts, index=index, columns=[criterion.id for criterion in matrix.criteria])


def _value(scored: Scored) -> Vector:
    """Additive value of each park over doing nothing; NaN without scales."""
    problem = scored.problem
    assert problem is not None
    parks = problem.matrix[: len(problem.parks)]
    if not problem.fixed_ends or not np.isfinite(problem.do_nothing).all():
        return np.full(len(problem.parks), np.nan)
    gain = (parks - problem.do_nothing) / (problem.best - problem.worst)
    return np.asarray(gain @ problem.weights)


def _independent(scored: Scored) -> bool:
    """Whether no other applicant moves a merit: weights and ends are fixed, a method that keeps to them, no median."""
    problem, chosen = scored.problem, scored.chosen
    assert problem is not None
    if scored.weighed is not None and scored.weighed.from_data:
        return False
    if not problem.fixed_ends or not chosen.method.is_independent(chosen.normalisation):
        return False
    if not problem.virtual and not chosen.method.needs_ends:
        return False
    return not any(criterion.id in scored.matrix.filled_with_median for criterion in problem.criteria)
