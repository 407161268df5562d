"""Several methods side by side, for ``parkfund rank --method a,b,c|all``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from decision.errors import InputProblems, ParkfundError
from decision.language import Message
from decision.model.criteria import CriteriaModel, MethodSettings
from decision.model.parks import Parks
from decision.model.results import Ranking
from decision.ranking.methods import METHODS, find
from decision.ranking.rank import rank_parks
from decision.ranking.scoring import settings_of


@dataclass(frozen=True, eq=False)
class MethodComparison:
    """Ranks by several methods and how far the methods agree.

    ``table`` is indexed by park_id in the order of the mean rank (ties by id), with ``name``, one column of
    ranks for each method and ``mean_rank``. ``spearman`` and ``kendall`` are methods × methods.
    """

    table: pd.DataFrame
    spearman: pd.DataFrame
    kendall: pd.DataFrame
    rankings: Mapping[str, Ranking] = field(default_factory=dict)
    not_applicable: Mapping[str, Message | str] = field(default_factory=dict)
    """Methods that have no answer for these parks, with the reason."""

    def to_dict(self) -> dict[str, Any]:
        """The comparison as plain data."""
        return {
            "methods": list(self.rankings),
            "ranking": [
                {
                    "park_id": park,
                    "name": row["name"],
                    "ranks": {method: int(row[method]) for method in self.rankings},
                    "mean_rank": float(row["mean_rank"]),
                }
                for park, row in self.table.to_dict("index").items()
            ],
            "spearman": _plain(self.spearman),
            "kendall": _plain(self.kendall),
            "not_applicable": {method: str(reason) for method, reason in self.not_applicable.items()},
        }


def compare_methods(
    parks: Parks,
    criteria: CriteriaModel,
    methods: Iterable[str | MethodSettings] | None = None,
    *,
    weights: Mapping[str, float] | None = None,
) -> MethodComparison:
    """The same parks ranked by several methods; None or ``["all"]`` takes every method.

    The criteria model's own method keeps its parameters when it is named without any. A method that cannot be
    applied to these parks is listed with its reason.

    Raises:
        ParkfundError: a method that does not exist, or faulty criteria (which no method could use).
    """
    chosen = [settings_of(method) for method in methods] if methods is not None else []
    if not chosen or [settings.name for settings in chosen] == ["all"]:
        chosen = [MethodSettings(name=name) for name in METHODS]
    rankings: dict[str, Ranking] = {}
    refused: dict[str, Message | str] = {}
    for settings in chosen:
        find(settings.name)
        own = settings.name == criteria.method.name and not settings.parameters
        try:
            rankings[settings.name] = rank_parks(
                parks, criteria, method=criteria.method if own else settings, weights=weights
            )
        except InputProblems:
            raise
        except ParkfundError as reason:
            refused[settings.name] = reason.says
    return MethodComparison(
        table=_side_by_side(rankings, parks),
        spearman=_correlations(rankings, _spearman),
        kendall=_correlations(rankings, kendall_tau),
        rankings=rankings,
        not_applicable=refused,
    )


def _side_by_side(rankings: Mapping[str, Ranking], parks: Parks) -> pd.DataFrame:
    if not rankings:
        return pd.DataFrame(columns=["name", "mean_rank"], index=pd.Index([], name="park_id"))
    ranks = pd.DataFrame({method: ranking.table["rank"] for method, ranking in rankings.items()}).sort_index()
    ranks["mean_rank"] = ranks.mean(axis=1)
    ranks = ranks.sort_values("mean_rank", kind="stable")
    ranks.insert(0, "name", parks.names().reindex(ranks.index))
    ranks.index.name = "park_id"
    return ranks


def _correlations(rankings: Mapping[str, Ranking], coefficient: Any) -> pd.DataFrame:
    """Methods × methods; NaN where one of them gives every park the same rank, or there is one park only."""
    methods = list(rankings)
    columns = [ranking.table["rank"].sort_index().to_numpy(dtype=float) for ranking in rankings.values()]
    values = np.full((len(methods), len(methods)), np.nan)
    for i, first in enumerate(columns):
        for j, second in enumerate(columns[: i + 1]):
            if len(first) > 1 and np.ptp(first) > 0 and np.ptp(second) > 0:
                values[i, j] = values[j, i] = coefficient(first, second)
    return pd.DataFrame(values, index=methods, columns=methods)


def _spearman(first: np.ndarray, second: np.ndarray) -> float:
    from pymcdm.correlations import spearman
    from pymcdm.helpers import rankdata

    return float(spearman(rankdata(first), rankdata(second)))


def kendall_tau(first: np.ndarray, second: np.ndarray) -> float:
    """Kendall's τ-a, (concordant − discordant) / all pairs: as pymcdm, which loops over the pairs."""
    n = len(first)
    agreement = 0.0
    for start in range(0, n, 512):
        part = slice(start, start + 512)
        agreement += float(
            (
                np.sign(first[part, None] - first[None, :]) * np.sign(second[part, None] - second[None, :])
            ).sum()
        )
    return agreement / (n * (n - 1))


def _plain(table: pd.DataFrame) -> dict[str, dict[str, float | None]]:
    return {
        str(row): {str(column): None if np.isnan(value) else float(value) for column, value in values.items()}
        for row, values in table.to_dict("index").items()
    }
