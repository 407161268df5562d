"""Weights and values drawn at random: sample i hangs on the seed and on i alone.

Samples are drawn in blocks of :data:`BLOCK`, each with a random generator of its own,
``SeedSequence(seed, spawn_key=(stream, block))``. Whoever draws which blocks, in which order and on how many
processors, gets the same numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from decision.analysis.polytope import Polytope, vertices
from decision.language import Message, _

Matrix = NDArray[np.float64]

BLOCK = 1024
"""Samples with one random generator."""
WEIGHTS, DATA, PILOT = 0, 1, 2
"""Streams of random numbers: weights, values of the parks, choices about how to sample."""
MOST_TRIANGULATED_DIMENSIONS = 5
MOST_TRIANGULATED_VERTICES = 200
LEAST_ACCEPTED = 0.02
"""Rejection is used where at least this share of the simplex lies in the polytope."""
WALKERS = 128


def generator(seed: int, stream: int, block: int) -> np.random.Generator:
    """The random numbers of one block."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(stream, block))))


class WeightSampler(Protocol):
    """Draws weight vectors, block by block."""

    def block(self, seed: int, number: int) -> Matrix:
        """The block's weights: :data:`BLOCK` × criteria, rows summing to 1."""
        ...

    def describe(self) -> dict[str, Any]:
        """What is drawn and how, for JSON."""
        ...

    @property
    def text(self) -> Message:
        """What is drawn and how, for people."""
        ...


@dataclass(frozen=True)
class Uniform:
    """Uniform on the simplex: exponential numbers over their sum (normalised uniforms would crowd the middle)."""

    criteria: int

    def block(self, seed: int, number: int) -> Matrix:
        """See :class:`WeightSampler`."""
        found = generator(seed, WEIGHTS, number).standard_exponential((BLOCK, self.criteria))
        found /= found.sum(axis=1, keepdims=True)
        return found

    def describe(self) -> dict[str, Any]:
        """See :class:`WeightSampler`."""
        return {"distribution": "uniform"}

    @property
    def text(self) -> Message:
        """See :class:`WeightSampler`."""
        return _("weights drawn uniformly: every weighting of the criteria is equally likely")


@dataclass(frozen=True, eq=False)
class Fixed:
    """The same weights in every sample: only the data are uncertain."""

    weights: Matrix

    def block(self, seed: int, number: int) -> Matrix:
        """See :class:`WeightSampler`."""
        return np.tile(self.weights / self.weights.sum(), (BLOCK, 1))

    def describe(self) -> dict[str, Any]:
        """See :class:`WeightSampler`."""
        return {"distribution": "fixed"}

    @property
    def text(self) -> Message:
        """See :class:`WeightSampler`."""
        return _("the model's weights in every sample")


@dataclass(frozen=True, eq=False)
class Dirichlet:
    """Around given weights: Dirichlet with parameters concentration · w.

    The mean is w, the standard deviation of each weight √(w_j (1 − w_j) / (concentration + 1)). A criterion that
    weighs nothing weighs nothing in every sample.
    """

    weights: Matrix
    concentration: float = 50.0

    def block(self, seed: int, number: int) -> Matrix:
        """See :class:`WeightSampler`."""
        share = self.weights / self.weights.sum()
        active = share > 0
        result = np.zeros((BLOCK, len(share)))
        if active.sum() == 1:
            result[:, active] = 1.0
        else:
            drawn = generator(seed, WEIGHTS, number).dirichlet(self.concentration * share[active], BLOCK)
            result[:, active] = drawn
        return result

    def describe(self) -> dict[str, Any]:
        """See :class:`WeightSampler`."""
        return {"distribution": "dirichlet", "concentration": self.concentration}

    @property
    def text(self) -> Message:
        """See :class:`WeightSampler`."""
        from decision.language import number

        return _(
            "weights drawn around the model's (Dirichlet, concentration {concentration})",
            concentration=number(self.concentration, 0),
        )


@dataclass(frozen=True, eq=False)
class Given:
    """Weights drawn elsewhere, one sample a row; the number of samples is theirs."""

    weights: Matrix

    def block(self, seed: int, number: int) -> Matrix:
        """See :class:`WeightSampler`; after the last row the first follow again, and are not counted."""
        places = np.arange(number * BLOCK, (number + 1) * BLOCK) % len(self.weights)
        rows = self.weights[places]
        return np.asarray(rows / rows.sum(axis=1, keepdims=True))

    def describe(self) -> dict[str, Any]:
        """See :class:`WeightSampler`."""
        return {"distribution": "given", "rows": len(self.weights)}

    @property
    def text(self) -> Message:
        """See :class:`WeightSampler`."""
        return _("weights drawn elsewhere, {count} of them", count=len(self.weights))


@dataclass(frozen=True, eq=False)
class InPolytope:
    """Uniform on the weights that statements leave open.

    - ``one point``: nothing is left open.
    - ``triangulation``, exact: the polytope is cut into simplices (Delaunay), one is drawn by volume and a point in it
      uniformly. Up to :data:`MOST_TRIANGULATED_DIMENSIONS` dimensions, or where the polytope is itself a simplex, as
      an order of importance makes it.
    - ``rejection``, exact: of weights drawn on the whole simplex those inside are kept, where that is at least
      :data:`LEAST_ACCEPTED` of them.
    - ``hit-and-run`` (Smith 1984) otherwise, in coordinates that make the polytope round. :data:`WALKERS` walks of a
      block start at random mixtures of the extreme points; 4 d² steps are burnt in and every d²-th is kept, d the
      dimension (Tervonen et al. 2013 thin by (d)³ without rounding). Nearly uniform.
    """

    polytope: Polytope

    def block(self, seed: int, number: int) -> Matrix:
        """See :class:`WeightSampler`."""
        random = generator(seed, WEIGHTS, number)
        if self.way == "one point":
            return np.tile(self._vertices[0], (BLOCK, 1))
        if self.way == "triangulation":
            return self._triangulated(random)
        if self.way == "rejection":
            return self._rejected(random)
        return self._walked(random)

    @cached_property
    def way(self) -> str:
        """How it is sampled."""
        dimension = self.polytope.dimension
        if dimension == 0:
            return "one point"
        count = len(self._vertices)
        small = dimension <= MOST_TRIANGULATED_DIMENSIONS and count <= MOST_TRIANGULATED_VERTICES
        if count == dimension + 1 or small:
            return "triangulation"
        if not len(self.polytope.equal):
            pilot = _exponentials(generator(0, PILOT, 0), 4 * BLOCK, len(self.polytope.criteria))
            if self.polytope.contains(pilot).mean() >= LEAST_ACCEPTED:
                return "rejection"
        return "hit-and-run"

    @cached_property
    def _vertices(self) -> Matrix:
        return vertices(self.polytope)

    @cached_property
    def _simplices(self) -> tuple[Matrix, Matrix]:
        """Corners (simplices × corners × criteria) and how much of the volume lies below and in each."""
        dimension = self.polytope.dimension
        corners = self._vertices
        if len(corners) == dimension + 1:
            return corners[None], np.ones(1)
        from scipy.spatial import Delaunay

        origin, directions = self.polytope.space
        points = (corners - origin) @ directions
        found = Delaunay(points, qhull_options="QJ" if len(corners) > 2 * dimension + 1 else None).simplices
        edges = points[found[:, 1:]] - points[found[:, :1]]
        volume = np.abs(np.linalg.det(edges))
        return corners[found], np.cumsum(volume) / volume.sum()

    def _triangulated(self, random: np.random.Generator) -> Matrix:
        corners, below = self._simplices
        which = np.minimum(np.searchsorted(below, random.random(BLOCK), side="right"), len(below) - 1)
        mixture = _exponentials(random, BLOCK, corners.shape[1])
        # not a matrix product of one row each: einsum adds in the order of the corners on every machine
        return np.asarray(np.einsum("sv,svc->sc", mixture, corners[which]))

    def _rejected(self, random: np.random.Generator) -> Matrix:
        kept: list[Matrix] = []
        missing = BLOCK
        while missing > 0:
            drawn = _exponentials(random, 4 * BLOCK, len(self.polytope.criteria))
            inside = drawn[self.polytope.contains(drawn)]
            kept.append(inside[:missing])
            missing -= len(kept[-1])
        return np.concatenate(kept)

    @cached_property
    def _rounded(self) -> tuple[Matrix, Matrix, Matrix, Matrix]:
        """Halfspaces a · y ≤ b in round coordinates, the extreme points there, and the way back x = back · y."""
        origin, directions = self.polytope.space
        points = (self._vertices - origin) @ directions
        spread = np.asarray(np.cov(points.T), dtype=np.float64) + 1e-12 * np.eye(points.shape[1])
        back = np.linalg.cholesky(spread)
        rows, right = self.polytope.halfspaces
        middle = points.mean(axis=0)
        corners = np.linalg.solve(back, (points - middle).T).T
        return rows @ back, right - rows @ middle, np.asarray(corners), np.asarray(back)

    def _walked(self, random: np.random.Generator) -> Matrix:
        rows, right, corners, back = self._rounded
        dimension = self.polytope.dimension
        thinning, burn_in, kept = dimension**2, 4 * dimension**2, BLOCK // WALKERS
        place = 0.99 * (_exponentials(random, WALKERS, len(corners)) @ corners)
        slack = right - place @ rows.T
        result = np.empty((kept, WALKERS, dimension))
        for step in range(1, burn_in + kept * thinning + 1):
            way = random.standard_normal((WALKERS, dimension))
            rate = way @ rows.T
            with np.errstate(divide="ignore", invalid="ignore"):
                reach = slack / rate
            ahead = np.where(rate > 0, reach, np.inf).min(axis=1)
            behind = np.where(rate < 0, reach, -np.inf).max(axis=1)
            move = behind + (ahead - behind) * random.random(WALKERS)
            place = place + move[:, None] * way
            slack = np.maximum(slack - move[:, None] * rate, 0.0)
            if step > burn_in and (step - burn_in) % thinning == 0:
                slack = np.maximum(right - place @ rows.T, 0.0)
                result[(step - burn_in) // thinning - 1] = place
        origin, directions = self.polytope.space
        middle = ((self._vertices - origin) @ directions).mean(axis=0)
        return self.polytope.weights_at(result.reshape(BLOCK, dimension) @ back.T + middle)

    def describe(self) -> dict[str, Any]:
        """See :class:`WeightSampler`."""
        told: dict[str, Any] = {
            "distribution": "incomplete",
            "statements": list(self.polytope.statements),
            "sampling": self.way,
            "exact": self.way != "hit-and-run",
        }
        if self.way == "hit-and-run":
            square = self.polytope.dimension**2
            told |= {"burn_in": 4 * square, "thinning": square, "walks_per_block": WALKERS}
        return told

    @property
    def text(self) -> Message:
        """See :class:`WeightSampler`."""
        if self.way == "hit-and-run":
            square = self.polytope.dimension**2
            return _(
                "weights drawn nearly uniformly where the statements hold (hit-and-run, {burn} steps burnt in, "
                "every {thinning}th kept)",
                burn=4 * square,
                thinning=square,
            )
        return _("weights drawn uniformly where the statements hold ({way}, exact)", way=self.way)


def _exponentials(random: np.random.Generator, count: int, length: int) -> Matrix:
    """Points uniform on a simplex."""
    found = random.standard_exponential((count, length))
    found /= found.sum(axis=1, keepdims=True)
    return found
