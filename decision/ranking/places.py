"""Why a park stands where it stands: what each criterion adds, and what separates it from another park."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from decision.errors import ParkfundError
from decision.language import Message, _
from decision.model.base import Text
from decision.model.criteria import CriteriaModel, MethodSettings
from decision.model.parks import Parks
from decision.model.results import Ranking
from decision.ranking.disagreement import worth
from decision.ranking.dominance import dominated_parks
from decision.ranking.moving import MovingWeights
from decision.ranking.rank import ranking_of
from decision.ranking.stability import stability
from decision.ranking.stability_result import Interval
from decision.ranking.wording import nearest_or_all


@dataclass(frozen=True, eq=False)
class CriterionDifference:
    """What one criterion says of two parks."""

    id: str
    label: Text
    weight: float
    above_value: float
    """Value of the park above, in the criterion's unit, or its worth where there is a value function."""
    below_value: float
    difference: float
    """What it says for the park above: its contribution to merit less the other's; for a method that is not additive
    the weight times the difference of the worths (0 at the worst, 1 at the best end)."""
    interval: Interval
    """Weights of this criterion, as shares of the whole, at which the two stay in this order."""


@dataclass(frozen=True, eq=False)
class PairExplanation:
    """Why one park stands above another."""

    above: str
    below: str
    equal: bool
    """Both share a rank."""
    merit_difference: float
    criteria: tuple[CriterionDifference, ...]
    """Those that speak for the park above first."""
    groups: Mapping[str, Interval]
    """Group id → weights of the group at which the two stay in this order."""
    exact: bool
    """Whether intervals are in closed form; else from the method itself by scan and bisection."""
    nearest_swap: tuple[str, float, float] | None
    """Criterion or group whose weight has to move least for the two to meet, its weight now, and the
    one at which they do."""
    joint_change: Mapping[str, float] | None
    """Weights nearest to the present ones (least Σ |change|) at which the two meet; None for methods not linear in the
    weights, or where no weights make them meet."""
    sentence: Message

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "above": self.above,
            "below": self.below,
            "equal": self.equal,
            "merit_difference": self.merit_difference,
            "criteria": [
                {
                    "id": one.id,
                    "name": str(one.label),
                    "weight": one.weight,
                    "above_value": one.above_value,
                    "below_value": one.below_value,
                    "difference": one.difference,
                    "interval": list(one.interval),
                }
                for one in self.criteria
            ],
            "groups": {group: list(interval) for group, interval in self.groups.items()},
            "exact": self.exact,
            "nearest_swap": None
            if self.nearest_swap is None
            else dict(zip(("id", "now", "weight"), self.nearest_swap, strict=True)),
            "joint_change": None if self.joint_change is None else dict(self.joint_change),
            "sentence": str(self.sentence),
        }


@dataclass(frozen=True, eq=False)
class PlaceExplanation:
    """Why a park stands where it stands."""

    park_id: str
    rank: int
    of: int
    merit: float
    contributions: Mapping[str, float]
    dominated_by: tuple[str, ...]
    dominates: tuple[str, ...]
    neighbours: tuple[PairExplanation, ...]
    """Against the park right above and the one right below, where there are such."""

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "park_id": self.park_id,
            "rank": self.rank,
            "of": self.of,
            "merit": self.merit,
            "contributions": dict(self.contributions),
            "dominated_by": list(self.dominated_by),
            "dominates": list(self.dominates),
            "neighbours": [pair.to_dict() for pair in self.neighbours],
        }


class Places:
    """Explains the places of one ranking.

    Raises:
        InputProblems, CannotScore: as :func:`decision.ranking.rank.rank_parks`.
    """

    def __init__(
        self,
        parks: Parks,
        criteria: CriteriaModel,
        *,
        method: str | MethodSettings | None = None,
        weights: Mapping[str, float] | None = None,
    ) -> None:
        self._question: dict[str, Any] = {"method": method, "weights": weights}
        self._parks, self._criteria = parks, criteria
        self._moving = MovingWeights(parks, criteria, method=method, weights=weights)
        self.ranking: Ranking = ranking_of(self._moving.scored, parks)
        table = self.ranking.table
        self._order = [str(park) for park in table.index]
        self._rank: dict[str, int] = dict(zip(self._order, map(int, table["rank"]), strict=True))
        self._merit: dict[str, float] = dict(zip(self._order, map(float, table["merit"]), strict=True))
        self._contributions: dict[str, dict[str, float]] = {
            str(park): {str(key): float(value) for key, value in row.items()}
            for park, row in self.ranking.contributions.to_dict("index").items()
        }

    def place(self, park: str) -> PlaceExplanation:
        """Why this park stands where it stands.

        Raises:
            ParkfundError: it is not ranked, and why.
        """
        self._ranked(park)
        position = self._order.index(park)
        near = [self._order[p] for p in (position - 1, position + 1) if 0 <= p < len(self._order)]
        dominance = {one.park_id: one.by for one in dominated_parks(self._moving.scored)}
        return PlaceExplanation(
            park_id=park,
            rank=self._rank[park],
            of=len(self._order),
            merit=self._merit[park],
            contributions=self._contributions[park],
            dominated_by=dominance.get(park, ()),
            dominates=tuple(other for other in self._order if park in dominance.get(other, ())),
            neighbours=tuple(self.pair(park, other) for other in near),
        )

    def pair(self, one: str, other: str) -> PairExplanation:
        """Why one of two parks stands above the other, and what would make them swap.

        Raises:
            ParkfundError: one of them is not ranked, or they are the same.
        """
        self._ranked(one)
        self._ranked(other)
        if one == other:
            raise ParkfundError(_("{park} cannot be compared with itself", park=one))
        above, below = sorted((one, other), key=self._order.index)
        found = stability(self._parks, self._criteria, pairs=[(above, below)], **self._question)
        intervals = {node.id: next(iter(node.pairs.values())) for node in found.nodes}
        criteria = self._differences(above, below, intervals)
        equal = self._rank[above] == self._rank[below]
        leaves = {criterion.id for criterion in criteria}
        row = self._moving.parks.index
        return PairExplanation(
            above=above,
            below=below,
            equal=equal,
            merit_difference=self._merit[above] - self._merit[below],
            criteria=tuple(criteria),
            groups={key: interval for key, interval in intervals.items() if key not in leaves},
            exact=found.exact,
            nearest_swap=_nearest(intervals, {node.id: node.weight for node in found.nodes}),
            joint_change=self._moving.joint_change(row(above), row(below)),
            sentence=_sentence(above, below, equal, criteria),
        )

    def _differences(
        self, above: str, below: str, intervals: Mapping[str, Interval]
    ) -> list[CriterionDifference]:
        matrix, weights = self._moving.scored.matrix, self._moving.scored.weights
        one, other = matrix.parks.index(above), matrix.parks.index(below)
        worths = worth(matrix)
        found = []
        for place, criterion in enumerate(matrix.criteria):
            # A method that is not additive only apportions merit; which park is better in a criterion it does not say.
            if self.ranking.contributions_exact:
                difference = (
                    self._contributions[above][criterion.id] - self._contributions[below][criterion.id]
                )
            else:
                difference = weights[criterion.id] * float(worths[one, place] - worths[other, place])
            found.append(
                CriterionDifference(
                    criterion.id,
                    criterion.label,
                    weights[criterion.id],
                    float(matrix.values[one, place]),
                    float(matrix.values[other, place]),
                    difference,
                    intervals[criterion.id],
                )
            )
        return sorted(found, key=lambda each: -each.difference)

    def _ranked(self, park: str) -> None:
        if park in self.ranking.table.index:
            return
        reasons = self.ranking.ineligible.get(park)
        if reasons:
            raise ParkfundError(_("{park} is not ranked: {reason}", park=park, reason=reasons[0]))
        remedy = nearest_or_all(park, [str(own) for own in self._parks.table.index])
        raise ParkfundError(_("no park has the id {park}; {remedy}", park=park, remedy=remedy))


def _nearest(intervals: Mapping[str, Interval], now: Mapping[str, float]) -> tuple[str, float, float] | None:
    """The end nearest to the present weight; ends at 0 and 1 are no swaps."""
    ends = [
        (abs(end - now[key]), key, end)
        for key, (low, high) in intervals.items()
        for end in ([low] if low > 0 else []) + ([high] if high < 1 else [])
    ]
    if not ends:
        return None
    __, key, end = min(ends)
    return key, now[key], end


def _sentence(above: str, below: str, equal: bool, criteria: list[CriterionDifference]) -> Message:
    from decision.ranking.wording import Listed

    size = max((abs(one.difference) for one in criteria), default=0.0)
    speaking = [one for one in criteria if abs(one.difference) > 1e-9 * max(size, 1e-9)]
    for_above = Listed([one.label for one in speaking if one.difference > 0])
    for_below = Listed([one.label for one in reversed(speaking) if one.difference < 0])
    if equal:
        return _("{above} and {below} share a place", above=above, below=below)
    if not for_below.names:
        return _(
            "{above} stands above {below}; in its favour: {criteria}; against it: nothing",
            above=above,
            below=below,
            criteria=for_above,
        )
    if not for_above.names:
        return _(
            "{above} stands above {below} though no single criterion speaks for it", above=above, below=below
        )
    return _(
        "{above} stands above {below}; in its favour: {criteria}; against it: {against}",
        above=above,
        below=below,
        criteria=for_above,
        against=for_below,
    )
