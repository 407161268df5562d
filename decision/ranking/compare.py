"""Several methods side by side, for ``parkfund rank --method a,b,c|all``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from decision.errors import InputProblems, ParkfundError, Problem
from decision.language import Message
from decision.model.criteria import CriteriaModel, MethodSettings
from decision.model.parks import Parks
from decision.model.results import Ranking
from decision.ranking.agreement import COEFFICIENTS, correlations, plain, ranks_side_by_side
from decision.ranking.consensus import Consensus, consensus
from decision.ranking.disagreement import Disagreement, disagreement
from decision.ranking.matrix import build_matrix
from decision.ranking.methods import METHODS
from decision.ranking.rank import rank_parks
from decision.ranking.scoring import settings_of, unknown_method


@dataclass(frozen=True, eq=False)
class MethodComparison:
    """Ranks by several methods and how far the methods agree.

    ``table`` is indexed by park_id in the order of the mean rank (ties by id), with ``name``, one column of
    ranks for each method and ``mean_rank``. The correlations are methods × methods; in ``ws`` the row's method is the
    reference.
    """

    table: pd.DataFrame
    spearman: pd.DataFrame
    kendall: pd.DataFrame
    weighted_spearman: pd.DataFrame
    ws: pd.DataFrame
    consensus: Consensus
    disagreement: Disagreement | None = None
    """Where the methods disagree most and why; None for fewer than two methods or parks."""
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
            "spearman": plain(self.spearman),
            "weighted_spearman": plain(self.weighted_spearman),
            "ws": plain(self.ws),
            "kendall": plain(self.kendall),
            "consensus": self.consensus.to_dict(),
            "disagreement": None if self.disagreement is None else self.disagreement.to_dict(),
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
        InputProblems: methods that do not exist, faulty criteria, or parks for which no method has an answer.
    """
    chosen = [settings_of(method) for method in methods] if methods is not None else []
    if not chosen or [settings.name for settings in chosen] == ["all"]:
        chosen = [MethodSettings(name=name) for name in METHODS]
    unknown = [settings.name for settings in chosen if settings.name not in METHODS]
    if unknown:
        raise InputProblems(unknown_method(name) for name in unknown)
    rankings: dict[str, Ranking] = {}
    refused: dict[str, Message | str] = {}
    for settings in chosen:
        own = settings.name == criteria.method.name and not settings.parameters
        try:
            rankings[settings.name] = rank_parks(
                parks, criteria, method=criteria.method if own else settings, weights=weights
            )
        except InputProblems:
            raise
        except ParkfundError as reason:
            refused[settings.name] = reason.says
    if not rankings:
        raise InputProblems(Problem(says, field=f"method {name}") for name, says in refused.items())
    ranks = ranks_side_by_side(rankings)
    return MethodComparison(
        table=_side_by_side(rankings, parks),
        **{name: correlations(ranks, name) for name in COEFFICIENTS},
        consensus=consensus(ranks),
        disagreement=disagreement(rankings, build_matrix(parks, criteria)),
        rankings=rankings,
        not_applicable=refused,
    )


def _side_by_side(rankings: Mapping[str, Ranking], parks: Parks) -> pd.DataFrame:
    if not rankings:
        return pd.DataFrame(columns=["name", "mean_rank"], index=pd.Index([], name="park_id"))
    ranks = ranks_side_by_side(rankings)
    ranks["mean_rank"] = ranks.mean(axis=1)
    ranks = ranks.sort_values("mean_rank", kind="stable")
    ranks.insert(0, "name", parks.names().reindex(ranks.index))
    ranks.index.name = "park_id"
    return ranks
