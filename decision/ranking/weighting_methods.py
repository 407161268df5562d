"""Where weights can come from: each method's formula, its source and what it needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from decision.errors import InputProblems, Problem
from decision.language import Message, _
from decision.model.criteria import CriteriaModel
from decision.model.weighting import Weighting
from decision.ranking.wording import nearest_or_all


@dataclass(frozen=True)
class WeightingMethodInfo:
    """One way to weights."""

    id: str
    name: Message
    origin: Literal["numbers", "people", "data"]
    formula: str
    source: str
    needs: tuple[str, ...] = ()
    """Keys under ``weights`` that it reads; rancom needs one of its two."""

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "id": self.id,
            "name": str(self.name),
            "origin": self.origin,
            "formula": self.formula,
            "source": self.source,
            "needs": list(self.needs),
        }


_ALL = (
    WeightingMethodInfo("direct", _("Numbers written at the criteria"), "numbers", "w_j = n_j / Σ n", "–"),
    WeightingMethodInfo("equal", _("Equal weights"), "numbers", "w_j = 1 / n among siblings", "–"),
    WeightingMethodInfo(
        "rank_order_centroid",
        _("Rank-order centroid"),
        "people",
        "w_k = (1/n) Σ_{i=k..n} 1/i",
        "Barron & Barrett 1996, Management Science 42(11)",
        ("order",),
    ),
    WeightingMethodInfo(
        "rank_sum",
        _("Rank sum"),
        "people",
        "w_k = 2 (n + 1 − k) / (n (n + 1))",
        "Stillwell, Seaver & Edwards 1981, OBHP 28(1)",
        ("order",),
    ),
    WeightingMethodInfo(
        "rank_reciprocal",
        _("Rank reciprocal"),
        "people",
        "w_k = (1/k) / Σ 1/i",
        "Stillwell, Seaver & Edwards 1981, OBHP 28(1)",
        ("order",),
    ),
    WeightingMethodInfo(
        "swing",
        _("Swing weights"),
        "people",
        "w_j = s_j / Σ s, s_j the worth of the move from worst to best, 100 at most",
        "von Winterfeldt & Edwards 1986",
        ("swings",),
    ),
    WeightingMethodInfo(
        "ahp",
        _("Analytic hierarchy process"),
        "people",
        "A w = λ_max w, or w_i ∝ (Π_j a_ij)^(1/n); CR = (λ_max − n) / ((n − 1) RI)",
        "Saaty 1980; Crawford & Williams 1985",
        ("pairwise",),
    ),
    WeightingMethodInfo(
        "bwm",
        _("Best-worst method"),
        "people",
        "min ξ: |w_B − a_Bj w_j| ≤ ξ, |w_j − a_jW w_W| ≤ ξ (linear); |w_B / w_j − a_Bj| ≤ ξ, |w_j / w_W − a_jW| ≤ ξ",
        "Rezaei 2015, Omega 53; Rezaei 2016, Omega 64",
        ("best", "worst", "best_to_others", "others_to_worst"),
    ),
    WeightingMethodInfo(
        "rancom",
        _("RANCOM ranking comparison"),
        "people",
        "w_i = Σ_j α_ij / Σ α, α_ij = 1 more, 0.5 equal, 0 less important",
        "Więckowski et al. 2023, Engineering Applications of AI 122",
        ("order", "pairwise"),
    ),
    WeightingMethodInfo(
        "entropy",
        _("Entropy"),
        "data",
        "w_j ∝ 1 + (1 / ln m) Σ_i p_ij ln p_ij, p_ij = x_ij / Σ x_j",
        "Zeleny 1982; Zavadskas & Podvezko 2016",
    ),
    WeightingMethodInfo(
        "critic",
        _("CRITIC"),
        "data",
        "w_j ∝ σ_j Σ_k (1 − r_jk) on values scaled to [0, 1], best at 1",
        "Diakoulaki, Mavrotas & Papayannakis 1995, COR 22(7)",
    ),
    WeightingMethodInfo(
        "merec",
        _("MEREC"),
        "data",
        "w_j ∝ Σ_i |S'_ij − S_i|, S_i = ln(1 + (1/n) Σ_j |ln r_ij|), S' without criterion j",
        "Keshavarz-Ghorabaee et al. 2021, Symmetry 13(4)",
    ),
    WeightingMethodInfo(
        "standard_deviation",
        _("Standard deviation"),
        "data",
        "w_j ∝ σ_j of the values as they stand",
        "Sałabun, Wątróbski & Shekhovtsov 2020, Symmetry 12(9)",
    ),
    WeightingMethodInfo(
        "variance",
        _("Variance"),
        "data",
        "w_j ∝ σ_j² of the values scaled to [0, 1]",
        "Rao & Patel 2010, Materials & Design 31(10)",
    ),
    WeightingMethodInfo(
        "gini",
        _("Gini coefficient"),
        "data",
        "w_j ∝ Σ_i Σ_k |x_ij − x_kj| / (2 m² mean x_j)",
        "Li, Chi & Wang 2009",
    ),
    WeightingMethodInfo(
        "angle",
        _("Angle"),
        "data",
        "w_j ∝ arctan(σ_j / mean x_j), the angle to a column of equal values",
        "Shuai et al. 2012, CCDC",
    ),
    WeightingMethodInfo(
        "cilos",
        _("CILOS"),
        "data",
        "F q = 0, F = P − diag(Σ_i P_ij), P_ij = (a_jj − a_ij) / a_jj",
        "Zavadskas & Podvezko 2016, IJITDM 15(2)",
    ),
    WeightingMethodInfo(
        "idocriw",
        _("IDOCRIW"),
        "data",
        "w_j ∝ q_j W_j, CILOS times entropy",
        "Zavadskas & Podvezko 2016, IJITDM 15(2)",
    ),
    WeightingMethodInfo(
        "lopcow",
        _("LOPCOW"),
        "data",
        "w_j ∝ |ln(√(Σ_i r_ij² / m) / σ_j)| on values scaled to [0, 1], best at 1",
        "Ecer & Pamucar 2022, Omega 112",
    ),
)

WEIGHTINGS: Mapping[str, WeightingMethodInfo] = {info.id: info for info in _ALL}
"""By the name in the criteria model, in the order of the documentation."""


def with_method(criteria: CriteriaModel, method: str | Weighting | None) -> Weighting:
    """The model's ``weights`` with another method at the top level.

    The model's judgements stay at hand, so that ``order`` given once serves all methods that read it. Weights that
    are equal or come from the data hold for the whole tree; with other methods the groups keep their own.

    Raises:
        InputProblems: no such method, with the nearest spelling.
    """
    if method is None:
        return criteria.weights
    if isinstance(method, Weighting):
        return method
    if method not in WEIGHTINGS:
        says = _("no weighting method is called {name}", name=method)
        raise InputProblems(
            [Problem(says, field="weights.method", remedy=nearest_or_all(method.lower(), WEIGHTINGS))]
        )
    if method == criteria.weights.method:
        return criteria.weights
    groups = criteria.weights.groups if WEIGHTINGS[method].origin == "people" else {}
    return criteria.weights.model_copy(update={"method": method, "groups": groups})


def available(criteria: CriteriaModel) -> tuple[str, ...]:
    """The methods that the model has the judgements for (all of them when it is a single criterion)."""
    own = criteria.weights

    def ready(info: WeightingMethodInfo) -> bool:
        given = [getattr(own, key) is not None for key in info.needs]
        if info.id == "rancom":
            worded = own.pairwise is not None and any(
                isinstance(value, str) for value in own.pairwise.values()
            )
            return own.order is not None or worded
        return all(given)

    return tuple(info.id for info in _ALL if ready(info) or info.id == own.method)
