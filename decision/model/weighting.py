"""Where the weights of criteria come from: numbers, judgements of people, the parks' data."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from decision.language import _
from decision.model.base import Strict, fault


def _judgement(value: Any) -> Any:
    """``1/3`` written as text, and no truth values."""
    if isinstance(value, bool):
        raise fault(_("a judgement is a number such as 3 or 1/3, or one of more, equal, less"))
    if isinstance(value, str) and value not in ("more", "equal", "less"):
        upper, stroke, lower = value.partition("/")
        try:
            return float(upper) / float(lower) if stroke else float(upper)
        except (ValueError, ZeroDivisionError):
            raise fault(_("a judgement is a number such as 3 or 1/3, or one of more, equal, less")) from None
    return value


Judgement = Annotated[
    float | Literal["more", "equal", "less"],
    BeforeValidator(_judgement),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "number", "minimum": 0},
                {"type": "string", "pattern": "^(more|equal|less|[0-9.]+(/[0-9.]+)?)$"},
            ]
        }
    ),
]
"""How much more important the first of two is: 3, 1/3 (ahp), or more, equal, less, also 1, 0.5, 0 (rancom)."""

Swing = Annotated[float, Field(ge=0.0, le=100.0)]
"""Worth of the move from worst to best, the most valued move being 100."""

Preferred = Annotated[float, Field(ge=1.0, le=9.0)]
"""How many times as important, 1 to 9."""

WeightingMethod = Literal[
    "direct",
    "equal",
    "rank_order_centroid",
    "rank_sum",
    "rank_reciprocal",
    "swing",
    "ahp",
    "bwm",
    "rancom",
    "entropy",
    "critic",
    "merec",
    "standard_deviation",
    "variance",
    "gini",
    "angle",
    "cilos",
    "idocriw",
    "lopcow",
]
"""Where weights can come from: the numbers in the file, judgements of people, or the parks' data."""


class GroupWeighting(Strict):
    """Where the weights of siblings come from, and the judgements that they are made of."""

    method: WeightingMethod = "direct"
    """direct: the numbers written at the criteria; equal: siblings weigh the same; judgements of people:
    rank_order_centroid, rank_sum, rank_reciprocal (order), swing, ahp, bwm, rancom; from the parks' data: entropy,
    critic, merec, standard_deviation, variance, gini, angle, cilos, idocriw, lopcow."""
    order: tuple[str | tuple[str, ...], ...] | None = None
    """Ids from the most to the least important, equals as a list inside: [a, [b, c], d]; for rank_order_centroid,
    rank_sum, rank_reciprocal and rancom."""
    swings: dict[str, Swing] | None = None
    """swing: what the move from worst to best is worth in each criterion; the most valued one is 100."""
    pairwise: dict[str, Judgement] | None = None
    """Each pair once, ``a/b: 3``: a is three times as important as b (ahp, 1/9 to 9), or a is more, equal, less
    important (rancom)."""
    priorities: Literal["eigenvector", "geometric_mean"] = "eigenvector"
    """ahp: how priorities follow from the judgements."""
    best: str | None = None
    """bwm: the most important one."""
    worst: str | None = None
    """bwm: the least important one."""
    best_to_others: dict[str, Preferred] | None = None
    """bwm: how many times as important as each other one the best is, 1 to 9."""
    others_to_worst: dict[str, Preferred] | None = None
    """bwm: how many times as important as the worst each other one is, 1 to 9."""
    model: Literal["linear", "nonlinear"] = "linear"
    """bwm: the linear model (2016), or the original non-linear one (2015)."""
    ignore_goals: bool = False
    """critic: correlate the columns as they stand, as some applications do; the source turns a criterion whose goal
    is min round first."""


class Weighting(GroupWeighting):
    """Where the weights come from: of the top level, and inside the groups named; elsewhere the numbers written count.

    A method that weighs by the parks' data at the top weighs all criteria at once, whatever their groups.
    """

    groups: dict[str, GroupWeighting] = Field(default_factory=dict)
    """By the id of a group: where the weights inside it come from."""
