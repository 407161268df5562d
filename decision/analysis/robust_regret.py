"""The portfolio of least greatest regret over all admissible weights.

With gains linear in the weights, a portfolio x is worth V(x, w), linear in w, and the best value z(w) is a maximum of
linear functions, so convex. ``z(w) − V(x, w) ≤ r z(w)`` then says that a convex function lies below a linear one, which
holds on the whole polytope of weights if and only if it holds at its extreme points: each of them counts as a member
of a committee (:mod:`decision.allocation.regret`), and the answer is exact, not sampled.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from threading import Event
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from decision.allocation.question import Question
from decision.allocation.regret import LeastRegret, least_regret
from decision.analysis.gains import WeightedGains
from decision.analysis.polytope import Polytope, vertices
from decision.errors import ParkfundError
from decision.language import Message, _
from decision.model.options import SolveOptions

MOST_CORNERS = 60
"""Extreme points, each of which takes an optimisation of its own."""


@dataclass(frozen=True, eq=False)
class RobustRegret:
    """A portfolio and how far below the best it can be under any admissible weights."""

    found: LeastRegret
    corners: NDArray[np.float64]
    """Extreme points × criteria."""
    criteria: tuple[str, ...]

    @property
    def funded(self) -> frozenset[str]:
        """Parks of the portfolio."""
        portfolio = self.found.portfolio
        return frozenset() if portfolio is None else frozenset(park.park_id for park in portfolio.funded)

    def to_dict(self) -> dict[str, Any]:
        """Plain data; regrets are shares of the best value under the weights in question."""
        corners = [
            {"weights": dict(zip(self.criteria, map(float, row), strict=True)), **one.to_dict()}
            for row, one in zip(self.corners, self.found.regrets.values(), strict=True)
        ]
        return {
            "greatest_regret": self.found.greatest,
            "greatest_regret_proven_least": self.found.proven_least,
            "funded": sorted(self.funded),
            "extreme_points": corners,
        }


def robust_regret(
    asked: Question,
    gains: WeightedGains,
    weights: Polytope | None,
    seconds: float,
    options: SolveOptions,
    stop: Event | None = None,
) -> tuple[RobustRegret | None, Message | None]:
    """The portfolio whose greatest relative regret over the admissible weights is least, or why there is none.

    Args:
        asked: parks, programme, pins; its own gains are those of the model's weights.
        gains: what parks are worth under any weights.
        weights: the admissible ones; None: it is not sought.
        seconds: for everything; 0: it is not sought.
        options: gap of each solve.
        stop: set from elsewhere, gives up.
    """
    if weights is None or seconds <= 0:
        return None, _("the portfolio of least regret was not asked for")
    if not gains.linear:
        return None, _(
            "gains are not linear in the weights, so extreme points do not decide; with objective value they are"
        )
    corners = vertices(weights)
    if len(corners) > MOST_CORNERS:
        return None, _("the admissible weights have {count} extreme points", count=len(corners))
    began = time.perf_counter()
    questions = {
        str(number): replace(asked, gain=pd.Series(row, index=list(gains.parks), dtype=float))
        for number, row in enumerate(gains(corners), 1)
    }
    effort = replace(options, time_limit=max(seconds - (time.perf_counter() - began), 1e-3), stop=stop)
    try:
        found = least_regret(questions, effort, shown=asked)
    except ParkfundError as refused:
        return None, Message("{reason}", {"reason": refused.says})
    if found.portfolio is None:
        return None, _("it was not found in {seconds} s", seconds=f"{seconds:g}")
    return RobustRegret(found, corners, gains.criteria), None
