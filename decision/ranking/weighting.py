"""Weights of the criteria, from wherever the model or the caller says they come."""

from __future__ import annotations

from decision.errors import InputProblems
from decision.model.criteria import CriteriaModel
from decision.model.parks import Parks
from decision.model.weighting import Weighting
from decision.ranking.matrix import build_matrix
from decision.ranking.weighting_methods import WEIGHTINGS, available, with_method
from decision.ranking.weighting_result import DoubtfulJudgement, QualityFigure, WeighingResult
from decision.ranking.weighting_shares import weighting_problems
from decision.ranking.weights import weigh_matrix

__all__ = [
    "WEIGHTINGS",
    "DoubtfulJudgement",
    "QualityFigure",
    "WeighingResult",
    "available",
    "weigh",
    "weighting_problems",
    "with_method",
]


def weigh(
    criteria: CriteriaModel, parks: Parks | None = None, method: str | Weighting | None = None
) -> WeighingResult:
    """Weights of the criteria with the quality of the judgements behind them.

    Nothing is refused silently: inconsistent judgements still give weights, with a warning that names the judgement to
    look at again.

    Args:
        criteria: the tree with its numbers and judgements.
        parks: only weights from the parks' data need them; the eligible parks count.
        method: another method than the model's, by name (with the model's judgements) or in full.

    Raises:
        InputProblems: everything wrong with numbers, judgements, columns or data, all at once.
    """
    weighting = with_method(criteria, method)
    own = (weighting.method, *(group.method for group in weighting.groups.values()))
    needs_parks = any(WEIGHTINGS[name].origin == "data" for name in own)
    if not needs_parks or parks is None:
        return weigh_matrix(criteria, None, weighting=weighting)
    try:
        matrix = build_matrix(parks, criteria)
    except InputProblems as wrong:
        raise InputProblems([*weighting_problems(criteria, weighting), *wrong.problems]) from None
    return weigh_matrix(criteria, matrix, weighting=weighting)
