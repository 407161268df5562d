"""Methods that compare parks or characteristic objects in pairs."""

from __future__ import annotations

from decision.language import _
from decision.ranking import reference_points
from decision.ranking.methods import Method
from decision.ranking.parameters import CometParameters
from decision.ranking.promethee import promethee_ii

OTHER_METHODS = (
    Method(
        id="promethee_ii",
        name="PROMETHEE II",
        formula=_(
            "φ_i = Σ_j w_j 1/(n−1) Σ_k (F_j(z_ij − z_kj) − F_j(z_kj − z_ij)); F_j the criterion's preference "
            "function: usual, "
            "ushape (q), vshape (p), level (q, p), vshape_2 (q, p), gaussian (s); z value, more is better"
        ),
        source="Brans J. P., Vincke P. (1985). A preference ranking organisation method. Management Science "
        "31(6)",
        run=promethee_ii,
        merit="net_flow",
        checked_against=_(
            "Papathanasiou & Ploskas 2018, Brans & Mareschal 1994 (published tables); pymcdm within 1e-12 "
            "against the sorted flows"
        ),
        additive=True,
        drives_money=False,
        deviation=_(
            "pymcdm has one function for all criteria, no Gaussian, and compares all pairs in tables; "
            "parkfund mixes functions "
            "and sorts where the parks are many"
        ),
        caution=_("net flows order parks but have no zero: objective merit is refused, value works"),
    ),
    Method(
        id="comet",
        name="COMET",
        formula=_(
            "P_i = Σ over characteristic objects of their preference times the product of triangular "
            "memberships of x_ij; "
            "objects: every combination of characteristic_values values a criterion, evenly from end to end, "
            "compared by the expert"
        ),
        source="Sałabun W. (2015). The characteristic objects method. Journal of Multi-Criteria Decision "
        "Analysis 22(1–2)",
        run=reference_points.comet,
        merit="identity",
        checked_against=_("independent formula in the tests"),
        parameters=CometParameters,
        independent=True,
        needs_ends=True,
        deviation=_(
            "rounding makes pymcdm's method expert take equal objects for different ones; parkfund's expert "
            "ties them within 1e-12"
        ),
    ),
)
