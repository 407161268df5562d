"""What a ranking method is given and what it gives back: plain arrays, no parks, no files."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from decision.errors import ParkfundError
from decision.model.criteria import Criterion
from decision.ranking.normalisations import Normalisation, normalised
from decision.ranking.parameters import Parameters

Matrix = NDArray[np.float64]
Vector = NDArray[np.float64]

VirtualPark = Literal["best", "worst", "do_nothing"]


class CannotScore(ParkfundError):
    """A method has no answer for these values: a division by zero, a logarithm of a negative number."""


@dataclass(frozen=True, eq=False)
class RankingProblem:
    """A decision matrix with weights, ready for a method; only criteria of positive weight are in it.

    Rows are the parks followed by the virtual parks named in ``virtual``; columns are the criteria.
    """

    matrix: Matrix
    weights: Vector
    """Positive, sum 1."""
    types: NDArray[np.int64]
    """1 where more is better, -1 where less is."""
    criteria: tuple[Criterion, ...]
    parks: tuple[str, ...]
    virtual: tuple[VirtualPark, ...]
    worst: Vector
    """Worst end of each criterion: of its scale, else of the parks."""
    best: Vector
    """Best end of each criterion: of its scale, else of the parks."""
    fixed_ends: bool
    """Whether every criterion has a scale or a value function, so that no end depends on who applied."""
    do_nothing: Vector
    """NaN where the criterion does not say."""
    parameters: Parameters
    normalisation: Normalisation | None

    @property
    def rows(self) -> int:
        """Parks and virtual parks."""
        return int(self.matrix.shape[0])

    @property
    def bounds(self) -> Matrix:
        """Least and greatest value of each criterion (criteria × 2), from its ends."""
        return np.column_stack([np.minimum(self.worst, self.best), np.maximum(self.worst, self.best)])

    def row(self, virtual: VirtualPark) -> int | None:
        """The row of a virtual park, or None when it did not enter."""
        return len(self.parks) + self.virtual.index(virtual) if virtual in self.virtual else None

    def normalised(self) -> Matrix:
        """The matrix under the chosen normalisation."""
        assert self.normalisation is not None
        return normalised(self.matrix, self.types, self.normalisation)

    def place(self, criterion: str) -> int | None:
        """Column of a criterion by its id, or None when it weighs nothing."""
        return next((place for place, own in enumerate(self.criteria) if own.id == criterion), None)


@dataclass(frozen=True, eq=False)
class Step:
    """One intermediate table of a method."""

    caption: str
    symbol: str
    data: NDArray[np.float64]
    rows: Literal["parks", "criteria"] | tuple[str, ...] = "parks"
    columns: Literal["parks", "criteria"] | tuple[str, ...] | None = None
    """None for a vector, whose single column carries the symbol."""


@dataclass(frozen=True, eq=False)
class Scores:
    """What a method says of each row of the problem."""

    preference: Vector
    """Native to the method."""
    parts: Matrix | None = None
    """For additive methods: rows × criteria whose row sums differ from the preference by one constant."""
    steps: tuple[Step, ...] = field(default=())
    """The method's intermediate tables, when asked for."""
    engine: str = "pymcdm"
    """Who computed the preference."""
