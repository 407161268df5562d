"""The method's own intermediate tables, for ``parkfund rank --steps``."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import pandas as pd

from decision.language import Message, _
from decision.model.criteria import CriteriaModel, MethodSettings
from decision.model.parks import Parks
from decision.ranking.captions import CAPTIONS
from decision.ranking.merit import MAP_TEXTS, merit_of
from decision.ranking.problem import RankingProblem, Step
from decision.ranking.scoring import score

_DIFFERENCES = re.compile(r"Difference table for criterion C_(\d+)")

VIRTUAL_NAMES: Mapping[str, Message] = {
    "best": _("(virtual: all best)"),
    "worst": _("(virtual: all worst)"),
    "do_nothing": _("(virtual: do nothing)"),
}


def steps(
    parks: Parks,
    criteria: CriteriaModel,
    *,
    method: str | MethodSettings | None = None,
    weights: Mapping[str, float] | None = None,
) -> list[tuple[Message | str, pd.DataFrame]]:
    """How the ranking came about: decision matrix and weights, the method's tables, the map to merit.

    Rows are park ids (virtual parks in brackets) or criteria; columns are criteria, parks or the symbol of
    the table. Empty when no park is eligible. Raises as :func:`decision.ranking.rank.rank_parks`.
    """
    scored = score(parks, criteria, method=method, weights=weights, explain=True)
    problem, scores = scored.problem, scored.scores
    if problem is None or scores is None:
        return []
    names = _rows(problem)
    identifiers = [criterion.id for criterion in problem.criteria]
    tables: list[tuple[Message | str, pd.DataFrame]] = [
        (_("Decision matrix"), pd.DataFrame(problem.matrix, index=names, columns=identifiers)),
        (
            _("Weights, goals and ends of the criteria"),
            pd.DataFrame(
                {
                    "weight": problem.weights,
                    "goal": np.where(problem.types == 1, "max", "min"),
                    "worst": problem.worst,
                    "best": problem.best,
                },
                index=pd.Index(identifiers, name="criterion"),
            ),
        ),
    ]
    tables += [(_caption(step, problem), _frame(step, problem, names)) for step in scores.steps]
    map_name = scored.chosen.method.map_to_merit(scored.chosen.normalisation)
    merit = merit_of(scores.preference, problem, map_name)
    tables.append(
        (
            _("Merit: {map}", map=MAP_TEXTS[map_name]),
            pd.DataFrame({"preference": scores.preference, "merit": merit}, index=names),
        )
    )
    return tables


def _rows(problem: RankingProblem) -> pd.Index:
    return pd.Index([*problem.parks, *(str(VIRTUAL_NAMES[name]) for name in problem.virtual)], name="park_id")


def _caption(step: Step, problem: RankingProblem) -> Message:
    difference = _DIFFERENCES.fullmatch(step.caption)
    if difference:
        criterion = problem.criteria[int(difference.group(1)) - 1]
        return _("Differences between parks on {criterion}", criterion=criterion.label)
    caption = CAPTIONS.get(step.caption)
    says: Message | str = step.caption if caption is None else caption
    return (
        _("{caption} {symbol}", caption=says, symbol=step.symbol)
        if step.symbol
        else _("{caption}", caption=says)
    )


def _frame(step: Step, problem: RankingProblem, names: pd.Index) -> pd.DataFrame:
    data = step.data[:, None] if step.data.ndim == 1 else step.data
    columns = [step.symbol or "value"] if step.columns is None else _axis(step.columns, problem, names)
    return pd.DataFrame(data, index=_axis(step.rows, problem, names), columns=list(columns))


def _axis(wanted: object, problem: RankingProblem, names: pd.Index) -> pd.Index:
    if wanted == "parks":
        return names
    if wanted == "criteria":
        return pd.Index([criterion.id for criterion in problem.criteria], name="criterion")
    assert isinstance(wanted, tuple)
    return pd.Index([str(VIRTUAL_NAMES.get(label, label)) for label in wanted], name="park_id")
