"""Weighting methods side by side, and what each implies for the ranking: ``parkfund weights``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from decision.errors import InputProblems, ParkfundError
from decision.language import Message
from decision.model.base import Text
from decision.model.criteria import CriteriaModel
from decision.model.parks import Parks
from decision.model.results import Ranking
from decision.ranking.agreement import kendall_tau
from decision.ranking.agreement import spearman as spearman_of
from decision.ranking.matrix import build_matrix
from decision.ranking.rank import ranking_of
from decision.ranking.scoring import choose, score
from decision.ranking.weighting_methods import WEIGHTINGS, available, with_method
from decision.ranking.weighting_result import WeighingResult
from decision.ranking.weights import weigh_matrix

TOP = 5
"""How many of the best parks are shown for each method."""


@dataclass(frozen=True, eq=False)
class WeightComparison:
    """Weights by several methods and what each implies for the ranking."""

    own: str
    """The model's own method."""
    labels: Mapping[str, Text]
    """Names of the criteria, in the order of the file."""
    weights: pd.DataFrame
    """Criteria × methods; a column sums to 1."""
    implied: pd.DataFrame
    """Methods × ``spearman``, ``kendall`` (rank correlation with the model's own weights, NaN where there is none) and
    ``same_top`` (how many of the own ranking's best parks are also this one's)."""
    top: Mapping[str, tuple[str, ...]]
    """Method → ids of its best parks, best first."""
    results: Mapping[str, WeighingResult] = field(default_factory=dict)
    rankings: Mapping[str, Ranking] = field(default_factory=dict)
    not_applicable: Mapping[str, tuple[Message | str, ...]] = field(default_factory=dict)
    """Methods that give no weights, or whose weights give no ranking, with every reason."""

    def to_frame(self) -> pd.DataFrame:
        """The weights with the names of the criteria."""
        frame = self.weights.copy()
        frame.insert(0, "name", [str(self.labels[identifier]) for identifier in frame.index])
        return frame

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        implied = self.implied.to_dict("index")
        return {
            "own": self.own,
            "criteria": [{"id": identifier, "name": str(label)} for identifier, label in self.labels.items()],
            "methods": [
                {
                    **result.to_dict(),
                    "method": method,
                    "name": str(WEIGHTINGS[method].name),
                    "top": list(self.top.get(method, ())),
                    "spearman": _plain(implied[method]["spearman"]),
                    "kendall": _plain(implied[method]["kendall"]),
                    "same_top": _plain(implied[method]["same_top"]),
                }
                for method, result in self.results.items()
            ],
            "not_applicable": {
                method: [str(reason) for reason in reasons] for method, reasons in self.not_applicable.items()
            },
        }


def compare_weightings(
    parks: Parks, criteria: CriteriaModel, methods: Iterable[str] | None = None
) -> WeightComparison:
    """The same criteria weighed by several methods, each with the ranking that follows.

    Args:
        parks: the candidates.
        criteria: the criteria model, whose own method always takes part.
        methods: names; None or ``["all"]`` takes every method that the model has the judgements for.

    Raises:
        InputProblems: no such method, or faults of criteria and columns that no weights could mend.
    """
    wanted = list(methods) if methods is not None else []
    chosen = list(available(criteria)) if wanted in ([], ["all"]) else list(dict.fromkeys(wanted))
    own = criteria.weights.method
    ordered = [own, *(name for name in chosen if name != own)]
    models = {name: criteria.model_copy(update={"weights": with_method(criteria, name)}) for name in ordered}
    _found, problems = choose(criteria)
    if problems:
        raise InputProblems(problems)
    matrix = build_matrix(parks, criteria)
    results: dict[str, WeighingResult] = {}
    rankings: dict[str, Ranking] = {}
    refused: dict[str, tuple[Message | str, ...]] = {}
    for name, model in models.items():
        try:
            results[name] = weigh_matrix(model, matrix)
            rankings[name] = ranking_of(score(parks, model), parks)
        except InputProblems as wrong:
            refused[name] = tuple(_reason(problem.says, problem.remedy) for problem in wrong.problems)
        except ParkfundError as reason:
            refused[name] = (reason.says,)
    return WeightComparison(
        own=own,
        labels={leaf.id: leaf.label for leaf in criteria.leaves()},
        weights=pd.DataFrame(
            {name: pd.Series(result.weights, dtype=float) for name, result in results.items()},
            index=pd.Index([leaf.id for leaf in criteria.leaves()], name="criterion", dtype=object),
        ),
        implied=_implied(rankings, results, own),
        top={name: tuple(ranking.table.index[:TOP]) for name, ranking in rankings.items()},
        results=results,
        rankings=rankings,
        not_applicable=refused,
    )


def _reason(says: Message | str, remedy: Message | str | None) -> Message | str:
    from decision.language import _

    return says if remedy is None else _("{reason}; {remedy}", reason=says, remedy=remedy)


def _implied(
    rankings: Mapping[str, Ranking], results: Mapping[str, WeighingResult], own: str
) -> pd.DataFrame:
    rows = []
    reference = rankings.get(own)
    for name in results:
        spearman = kendall = same = np.nan
        if reference is not None and name in rankings:
            first = reference.table["rank"].sort_index().to_numpy(dtype=float)
            second = rankings[name].table["rank"].sort_index().to_numpy(dtype=float)
            same = float(len(set(reference.table.index[:TOP]) & set(rankings[name].table.index[:TOP])))
            if len(first) > 1 and np.ptp(first) > 0 and np.ptp(second) > 0:
                spearman, kendall = spearman_of(first, second), kendall_tau(first, second)
        rows.append((spearman, kendall, same))
    index = pd.Index(list(results), name="method", dtype=object)
    return pd.DataFrame(rows, index=index, columns=["spearman", "kendall", "same_top"], dtype=float)


def _plain(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
