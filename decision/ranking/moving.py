"""Weights on the move: one criterion's or group's weight changes, all others keep their proportions.

With t the weight of the node as a share of the whole, a leaf inside it weighs t times its share of the node, every
other leaf (1 − t) times its share of the rest. This is the one-at-a-time change of Mareschal (1988).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from decision.model.base import Text
from decision.model.criteria import CriteriaGroup, CriteriaModel, Criterion, MethodSettings
from decision.model.parks import Parks
from decision.ranking.problem import CannotScore, Matrix, Vector
from decision.ranking.scoring import Scored, score, scores_with

LINEAR_WITHIN = 1e-9
"""Largest relative difference at which a method still counts as linear in the weights."""


@dataclass(frozen=True, eq=False)
class Node:
    """A criterion or group whose weight moves."""

    id: str
    label: Text
    inside: Vector
    """Share of each criterion of the model in the node's weight; 0 outside it, sum 1."""
    outside: Vector
    """Share of each criterion in the weight of everything else; all zero when nothing else weighs anything."""
    weight: float
    """Now, as a share of the whole."""

    @property
    def movable(self) -> bool:
        """Whether anything else has a weight to give or take."""
        return bool(self.outside.sum() > 0)

    def at(self, share: float) -> Vector:
        """Leaf weights when the node weighs ``share`` of the whole."""
        return share * self.inside + (1.0 - share) * self.outside if self.movable else self.inside.copy()


class MovingWeights:
    """One decision matrix and method under any weights.

    Raises:
        InputProblems, CannotScore: as :func:`decision.ranking.scoring.score`.
    """

    def __init__(
        self,
        parks: Parks,
        criteria: CriteriaModel,
        *,
        method: str | MethodSettings | None = None,
        weights: Mapping[str, float] | None = None,
    ) -> None:
        self.criteria = criteria
        self.scored: Scored = score(parks, criteria, method=method, weights=weights)
        self.leaves = tuple(leaf.id for leaf in criteria.leaves())
        self.now = np.array([self.scored.weights[leaf] for leaf in self.leaves])
        self.parks = self.scored.matrix.parks

    def oriented(self, weights: Vector) -> Vector:
        """Preferences of the parks, higher is better, by the method itself."""
        chosen = self.scored.chosen
        _problem, scores, _said = scores_with(
            self.scored.matrix, dict(zip(self.leaves, weights.tolist(), strict=True)), chosen
        )
        preference = scores.preference[: len(self.parks)]
        return preference if chosen.method.higher_is_better else -preference

    def nodes(self) -> tuple[Node, ...]:
        """Every criterion and group that can weigh something, in the order of the file."""
        shares = self.scored.weighed.shares if self.scored.weighed is not None else {}
        place = {leaf: number for number, leaf in enumerate(self.leaves)}
        found = []
        for node in self.criteria.nodes():
            inside = np.zeros(len(self.leaves))
            for leaf, share in _shares_inside(node, shares):
                inside[place[leaf]] = share
            own = float(self.now[inside > 0].sum())
            if own > 0:
                inside = np.where(inside > 0, self.now, 0.0) / own
            rest = np.where(inside > 0, 0.0, self.now)
            outside = rest / rest.sum() if rest.sum() > 0 else rest
            found.append(Node(node.id, node.label, inside, outside, own))
        return tuple(found)

    @cached_property
    def coefficients(self) -> Matrix | None:
        """Parks × criteria so that preferences are their products with the weights, up to what cannot change an order.

        None when the method is not linear in the weights. Taken from the method's own parts at all criteria weighing
        something, and checked against the method at other weights: a positive factor and a constant common to all
        parks are allowed.
        """
        if not self.scored.chosen.method.additive or len(self.parks) == 0:
            return None
        count = len(self.leaves)
        middle = 0.5 * self.now + 0.5 / count
        try:
            first = self._parts(middle) / middle
            tries = [middle, self.now, *(0.25 * middle + 0.75 * np.eye(count)[k] for k in range(count))]
            exact = all(_same_order_scale(first @ weights, self.oriented(weights)) for weights in tries)
        except CannotScore:
            return None
        return first if exact else None

    def joint_change(self, above: int, below: int) -> dict[str, float] | None:
        """Weights nearest to the present ones at which two parks meet, by criterion: the least change of all together.

        Least Σ |w' − w| on the simplex with Σ w' (c_above − c_below) = 0: weight goes from the criteria that speak most
        for the park above to the one that speaks most for the park below.

        Args:
            above: number of the park that stands above.
            below: number of the other.

        Returns:
            None where the method is not linear in the weights, or where no weights make the two meet.
        """
        coefficients = self.coefficients
        if coefficients is None:
            return None
        lead = coefficients[above] - coefficients[below]
        weights = self.now.copy()
        target = int(np.argmin(lead))
        gap = float(weights @ lead)
        for source in np.argsort(-lead, kind="stable").tolist():
            fall = float(lead[source] - lead[target])
            if gap <= 0 or fall <= 0:
                break
            taken = min(float(weights[source]), gap / fall)
            weights[source] -= taken
            weights[target] += taken
            gap -= taken * fall
        if gap > 1e-12 * max(1.0, float(np.abs(lead).max())):
            return None
        return dict(zip(self.leaves, (float(w) for w in weights), strict=True))

    def _parts(self, weights: Vector) -> Matrix:
        chosen = self.scored.chosen
        _problem, scores, _said = scores_with(
            self.scored.matrix, dict(zip(self.leaves, weights.tolist(), strict=True)), chosen
        )
        assert scores.parts is not None
        parts = scores.parts[: len(self.parks)]
        return parts if chosen.method.higher_is_better else -parts


def _shares_inside(node: Criterion | CriteriaGroup, shares: Mapping[str, float]) -> list[tuple[str, float]]:
    if isinstance(node, Criterion):
        return [(node.id, 1.0)]
    total = sum(shares.get(child.id, child.weight) for child in node.criteria)
    return [
        (leaf, share * (shares.get(child.id, child.weight) / total if total > 0 else 1 / len(node.criteria)))
        for child in node.criteria
        for leaf, share in _shares_inside(child, shares)
    ]


def _same_order_scale(predicted: Vector, actual: Vector) -> bool:
    """Whether one is the other times a positive factor plus a constant."""
    one, other = predicted - predicted.mean(), actual - actual.mean()
    size, wanted = float(np.abs(one).max(initial=0.0)), float(np.abs(other).max(initial=0.0))
    if size <= LINEAR_WITHIN * max(1.0, float(np.abs(predicted).max(initial=0.0))):
        return wanted <= LINEAR_WITHIN * max(1.0, float(np.abs(actual).max(initial=0.0)))
    factor = float(one @ other / (one @ one))
    return factor > 0 and bool(np.abs(factor * one - other).max() <= LINEAR_WITHIN * wanted)
