"""A polytope of weights: its own space, its extreme points, its optima."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from decision.errors import InputProblems, Problem
from decision.language import _

Matrix = NDArray[np.float64]
Vector = NDArray[np.float64]

TOLERANCE = 1e-9
"""Weights that differ by less are the same; a polytope nowhere wider has no volume."""
MOST_VERTICES = 100_000


@dataclass(frozen=True, eq=False)
class Polytope:
    """Weights w ≥ 0 with Σ w = 1, ``upper`` · w ≤ ``bounds`` and ``equal`` · w = ``values``.

    Attributes:
        criteria: ids of the criteria, in the order of the file.
        statements: the texts that it was made of; none: the whole simplex.
        upper: inequalities × criteria, without w ≥ 0.
        bounds: their right sides.
        equal: equalities × criteria, without Σ w = 1.
        values: their right sides.
        upper_from: place of the statement that each inequality comes from.
        equal_from: place of the statement that each equality comes from.
    """

    criteria: tuple[str, ...]
    statements: tuple[str, ...]
    upper: Matrix
    bounds: Vector
    equal: Matrix
    values: Vector
    upper_from: tuple[int, ...] = ()
    equal_from: tuple[int, ...] = ()

    @cached_property
    def space(self) -> tuple[Vector, Matrix]:
        """A point where all equalities hold, and orthonormal directions that keep them (criteria × dimension)."""
        count = len(self.criteria)
        rows = np.vstack([np.ones((1, count)), self.equal])
        right = np.concatenate([[1.0], self.values])
        origin = np.linalg.lstsq(rows, right, rcond=None)[0]
        _u, size, across = np.linalg.svd(rows)
        rank = int((size > TOLERANCE).sum())
        return origin, np.ascontiguousarray(across[rank:].T)

    @property
    def dimension(self) -> int:
        """Of the polytope's own space: criteria less one, less what equalities take."""
        return int(self.space[1].shape[1])

    @cached_property
    def halfspaces(self) -> tuple[Matrix, Vector]:
        """Inequalities a · x ≤ b in the polytope's own space, rows of length 1; those that say nothing are left out."""
        origin, directions = self.space
        rows = np.vstack([-np.eye(len(self.criteria)), self.upper])
        right = np.concatenate([np.zeros(len(self.criteria)), self.bounds])
        inside, rest = rows @ directions, right - rows @ origin
        length = np.linalg.norm(inside, axis=1)
        kept = length > TOLERANCE
        return inside[kept] / length[kept, None], rest[kept] / length[kept]

    def weights_at(self, points: Matrix) -> Matrix:
        """Weights (… × criteria) of points in the polytope's own space (… × dimension)."""
        origin, directions = self.space
        weights = np.clip(points @ directions.T + origin, 0.0, None)
        return np.asarray(weights / weights.sum(axis=-1, keepdims=True))

    @cached_property
    def centre(self) -> tuple[Vector, float]:
        """Centre, in the polytope's own space, and radius of the largest ball inside; found by linear programming."""
        rows, right = self.halfspaces
        if self.dimension == 0:
            return np.zeros(0), 0.0
        found = _linprog(
            np.append(np.zeros(self.dimension), -1.0),
            np.column_stack([rows, np.ones(len(rows))]),
            right,
            [(None, None)] * self.dimension + [(None, 1.0)],
        )
        return found[:-1], float(found[-1])

    def contains(self, weights: Matrix, tolerance: float = TOLERANCE) -> NDArray[np.bool_]:
        """Whether each weight vector (rows) keeps every relation."""
        weights = np.atleast_2d(weights)
        inside = (weights >= -tolerance).all(axis=1) & (np.abs(weights.sum(axis=1) - 1.0) <= tolerance)
        inside &= (weights @ self.upper.T <= self.bounds + tolerance).all(axis=1)
        return np.asarray(inside & (np.abs(weights @ self.equal.T - self.values) <= tolerance).all(axis=1))


def vertices(polytope: Polytope) -> Matrix:
    """The extreme points of the polytope (vertices × criteria), sorted, each the exact meeting of its facets.

    The convex hull of the facets' duals gives which facets meet (Qhull); each point is then solved for from those
    facets, so that it is right to rounding.

    Raises:
        InputProblems: there are more than :data:`MOST_VERTICES`.
    """
    dimension = polytope.dimension
    if dimension == 0:
        return polytope.weights_at(np.zeros((1, 0)))
    rows, right = polytope.halfspaces
    if dimension == 1:
        side = rows[:, 0]
        ends = np.array([(right[side < 0] / side[side < 0]).max(), (right[side > 0] / side[side > 0]).min()])
        points = ends[:, None]
    else:
        points = _meeting_points(rows, right, polytope.centre[0])
    found = _polished(rows, right, points)
    weights = polytope.weights_at(found)
    weights[weights < 1e-12] = 0.0
    weights /= weights.sum(axis=1, keepdims=True)
    keys = np.round(weights, 9) + 0.0
    _same, first = np.unique(keys, axis=0, return_index=True)
    if len(first) > MOST_VERTICES:
        says = _("the statements leave a polytope of more than {most} extreme points", most=MOST_VERTICES)
        raise InputProblems([Problem(says, field="incomplete")])
    return np.asarray(weights[first])


def _meeting_points(rows: Matrix, right: Vector, inside: Vector) -> Matrix:
    from scipy.spatial import HalfspaceIntersection

    found = HalfspaceIntersection(np.column_stack([rows, -right]), inside)
    points = np.asarray(found.intersections)
    return np.asarray(points[np.isfinite(points).all(axis=1)])


def _polished(rows: Matrix, right: Vector, points: Matrix) -> Matrix:
    """Each point moved to the exact meeting of the facets that it lies on."""
    tight = np.abs(points @ rows.T - right) <= 1e-7
    result = points.copy()
    for place, own in enumerate(tight):
        if np.linalg.matrix_rank(rows[own]) == rows.shape[1]:
            result[place] = np.linalg.lstsq(rows[own], right[own], rcond=None)[0]
    return result


def least(polytope: Polytope, cost: Vector) -> tuple[float, Vector]:
    """Least value of Σ cost · w over the polytope and weights that reach it."""
    _origin, directions = polytope.space
    if polytope.dimension == 0:
        weights = polytope.weights_at(np.zeros(0))
    else:
        rows, right = polytope.halfspaces
        weights = polytope.weights_at(
            _linprog(cost @ directions, rows, right, [(None, None)] * polytope.dimension)
        )
    return float(cost @ weights), weights


def _linprog(cost: Vector, rows: Matrix, right: Vector, bounds: list[Any]) -> Vector:
    from scipy.optimize import linprog

    found = linprog(cost, A_ub=rows, b_ub=right, bounds=bounds, method="highs")
    if found.x is None:
        raise AssertionError(f"the linear programme of a polytope has no answer: {found.message}")
    return np.asarray(found.x, dtype=float)
