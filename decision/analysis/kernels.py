"""Rankings under many weight vectors at once, equal to the ranking engine's, one by one.

A :class:`BatchRanking` is made from parks and criteria. The ranking engine looks at the values first, as in any
ranking: knock-outs, missing values, virtual parks, refusals. Where the method has a formula in
:mod:`~decision.analysis.kernels_formulas`, weights then go through it in blocks of half a mebibyte of scores, which
stay in the processor's cache; where it has none, or a formula has no number for a weight vector, the ranking engine
computes that vector by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from decision.analysis.kernels_buffer import workspace_of_this_thread
from decision.analysis.kernels_formulas import FORMULAS, Formula
from decision.analysis.kernels_products import all_finite
from decision.analysis.kernels_stack import Stacked, stack_of, stack_of_draws
from decision.errors import InputProblems
from decision.language import Message, _
from decision.model.criteria import CriteriaModel, MethodSettings
from decision.model.parks import Parks
from decision.ranking.matrix import DecisionMatrix, build_matrix, column_problems
from decision.ranking.merit import merit_of
from decision.ranking.problem import CannotScore, RankingProblem
from decision.ranking.scoring import Chosen, choose, scores_with
from decision.ranking.weights import weigh_matrix, weight_problems

Matrix = NDArray[np.float64]

BLOCK_SCORES = 65_536
"""Scores in a block: half a mebibyte."""
LOCAL = 1024
"""Rows of weights are taken in blocks whose size divides this, so that a sample's score never depends on how many
others are asked for: :data:`decision.analysis.sampling.BLOCK` is the same number."""


@dataclass(frozen=True, eq=False)
class _Pattern:
    """What holds for all weight vectors that are positive on the same criteria."""

    active: NDArray[np.bool_]
    problem: RankingProblem | None
    """None: the engine refuses even equal weights, and is asked for each vector by itself."""
    formula: Formula | None
    """None: the method has no kernel."""


class BatchRanking:
    """The ranking of one set of parks by one method, for any number of weight vectors.

    Attributes:
        parks: ids of the eligible parks, in order; the columns of every answer.
        criteria: ids of the criteria, in the order of the file; the columns of every weight matrix.
        weights: the model's own weights, summing to 1.
        chosen: the method with its parameters and normalisation.
        matrix: the decision matrix of the values as stated.
        warnings: what a reader should know.
    """

    def __init__(self, matrix: DecisionMatrix, weights: Mapping[str, float], chosen: Chosen) -> None:
        self.matrix = matrix
        self.chosen = chosen
        self.parks = matrix.parks
        self.criteria = tuple(criterion.id for criterion in matrix.criteria)
        self.weights = np.array([weights[identifier] for identifier in self.criteria])
        self.warnings: tuple[Message, ...] = (*chosen.warnings, *matrix.warnings)
        self._patterns: dict[bytes, _Pattern] = {}

    def __getstate__(self) -> dict[str, Any]:
        """Prepared formulas are made anew where the ranking is sent to."""
        return self.__dict__ | {"_patterns": {}, "chosen": replace(self.chosen, warnings=()), "warnings": ()}

    @property
    def higher_is_better(self) -> bool:
        """Whether the greatest score is the best; else the least."""
        return self.chosen.method.higher_is_better

    @property
    def has_kernel(self) -> bool:
        """Whether weight vectors are scored in blocks; else one by one through the ranking engine."""
        return self.chosen.method.id in FORMULAS

    @property
    def engine(self) -> Message:
        """Who computes, for people."""
        if self.has_kernel:
            return _("in blocks of samples")
        return _(
            "sample by sample: {method} has no formula for many weights at once",
            method=self.chosen.method.name,
        )

    def scores(self, weights: Matrix) -> Matrix:
        """Preference of each park, native to the method.

        Args:
            weights: samples × criteria, not negative; rows need not sum to 1.

        Returns:
            samples × parks.

        Raises:
            CannotScore: the method has no answer for a weight vector.
        """
        weights = _checked(weights, len(self.criteria))
        result = np.empty((len(weights), len(self.parks)))
        for start, block in self.blocks(weights):
            result[start : start + len(block)] = block
        return result

    def blocks(self, weights: Matrix, size: int | None = None) -> Iterator[tuple[int, Matrix]]:
        """The rows of :meth:`scores` in pieces that stay in the processor's cache: first row and scores.

        A piece may be changed in place, and is good until the next one is asked for: they share their memory.

        Args:
            weights: as in :meth:`scores`.
            size: rows of a piece; None: :attr:`block_rows`.
        """
        weights = _checked(weights, len(self.criteria))
        size = size or self.block_rows
        for start in range(0, len(weights), size):
            yield start, self._block(weights[start : start + size])

    @property
    def problem(self) -> RankingProblem | None:
        """What is ranked where every criterion weighs something; None: the engine has no answer."""
        return self._pattern(np.ones(len(self.criteria), dtype=bool)).problem

    @property
    def block_rows(self) -> int:
        """Weight vectors in a block: a power of two, at most :data:`LOCAL`."""
        rows = len(self.parks) + 3  # three virtual parks at most
        return 1 << max(0, min(LOCAL, BLOCK_SCORES // rows).bit_length() - 1)

    def scores_of_draws(self, weights: Matrix, draws: Stacked) -> Stacked:
        """Preferences where the values are drawn too.

        Args:
            weights: draws × samples × criteria: of each draw, its own weight vectors; or 1 × samples × criteria
                for the same weight vectors under every draw.
            draws: draws × parks × criteria, as :class:`decision.analysis.draws.DataDraws` makes them.

        Returns:
            draws × samples × parks.

        Raises:
            CannotScore: the method has no answer.
        """
        weights = np.ascontiguousarray(np.broadcast_to(weights, (len(draws), *weights.shape[1:])))
        weights = weights / weights.sum(axis=2, keepdims=True)
        active = weights > 0
        result = np.empty((*weights.shape[:2], len(self.parks)))
        everywhere = active[0, 0]
        same = bool((active == everywhere).all())
        pattern = self._pattern(everywhere) if same else None
        if pattern is not None and pattern.problem is not None and self.has_kernel:
            places = np.flatnonzero(everywhere)
            stack = stack_of_draws(pattern.problem, draws[:, :, places])
            formula = FORMULAS[self.chosen.method.id](stack)
            with np.errstate(all="ignore"), workspace_of_this_thread().rows(len(self.parks)):
                result[:] = formula(np.ascontiguousarray(weights[:, :, places]))[:, :, : len(self.parks)]
            lost = ~np.isfinite(result).all(axis=2)
        else:
            lost = np.ones(result.shape[:2], dtype=bool)
        for draw, sample in np.argwhere(lost):
            result[draw, sample] = self._alone(weights[draw, sample], draws[draw])
        return result

    def merits(self, weights: Matrix) -> tuple[Matrix, Matrix]:
        """Merit of each park, and of doing nothing, under each weight vector (see :mod:`decision.ranking.merit`).

        Returns:
            samples × parks, and the merit of doing nothing by sample: NaN where the criteria do not say what it is.
        """
        weights = _checked(weights, len(self.criteria))
        merit = np.empty((len(weights), len(self.parks)))
        nothing = np.full(len(weights), np.nan)
        name = self.chosen.method.map_to_merit(self.chosen.normalisation)
        for place, row in enumerate(weights):
            problem, preference = self._rows(row)
            found = merit_of(preference, problem, name)
            merit[place] = found[: len(self.parks)]
            at = problem.row("do_nothing")
            if at is not None:
                nothing[place] = found[at]
        return merit, nothing

    def _rows(self, weights: Matrix) -> tuple[RankingProblem, Matrix]:
        """Problem and preference of every row, virtual parks included, under one weight vector."""
        active = weights > 0
        pattern = self._pattern(active)
        if pattern.problem is not None and pattern.formula is not None:
            own = weights[active] / weights.sum()
            problem = replace(pattern.problem, weights=own)
            preference = pattern.formula(own[None, None])[0, 0]
            if np.isfinite(preference).all():
                return problem, preference
        by_id = dict(zip(self.criteria, map(float, weights / weights.sum()), strict=True))
        problem, scores, _said = scores_with(self.matrix, by_id, self.chosen)
        return problem, scores.preference

    def _block(self, weights: Matrix) -> Matrix:
        active = weights > 0
        if active.all():
            return self._of_pattern(weights, self._pattern(active[0]))
        result = np.empty((len(weights), len(self.parks)))
        kinds, which = np.unique(active, axis=0, return_inverse=True)
        for kind, own in enumerate(kinds):
            rows = np.flatnonzero(which.ravel() == kind)
            result[rows] = self._of_pattern(weights[rows], self._pattern(own))
        return result

    def _of_pattern(self, weights: Matrix, pattern: _Pattern) -> Matrix:
        count = len(self.parks)
        if pattern.formula is None:
            return np.array([self._alone(row) for row in weights]).reshape(len(weights), count)
        own = weights if pattern.active.all() else weights[:, pattern.active]
        own = own / own.sum(axis=1, keepdims=True)
        with workspace_of_this_thread().rows(count):
            found = pattern.formula(own[None])[0][:, :count]
        if not all_finite(found):
            for row in np.flatnonzero(~np.isfinite(found.sum(axis=1))):
                found[row] = self._alone(weights[row])
        return np.asarray(found)

    def _alone(self, weights: Matrix, values: Matrix | None = None) -> Matrix:
        """Scores of the parks under one weight vector, by the ranking engine."""
        matrix = self.matrix if values is None else replace(self.matrix, values=values)
        by_id = dict(zip(self.criteria, map(float, weights), strict=True))
        _problem, scores, _said = scores_with(matrix, by_id, self.chosen)
        return np.asarray(scores.preference[: len(self.parks)])

    def _pattern(self, active: NDArray[np.bool_]) -> _Pattern:
        key = active.tobytes()
        found = self._patterns.get(key)
        if found is None:
            found = self._patterns[key] = self._prepare(active)
        return found

    def _prepare(self, active: NDArray[np.bool_]) -> _Pattern:
        """The engine decides under equal weights which virtual parks enter: the values matter, not the weights."""
        equal = active / active.sum()
        by_id = dict(zip(self.criteria, map(float, equal), strict=True))
        try:
            problem, _scores, _said = scores_with(self.matrix, by_id, self.chosen)
        except CannotScore:
            return _Pattern(active, None, None)
        prepare = FORMULAS.get(self.chosen.method.id)
        return _Pattern(active, problem, None if prepare is None else prepare(stack_of(problem)))


def batch_ranking(
    parks: Parks,
    criteria: CriteriaModel,
    *,
    method: str | MethodSettings | None = None,
    weights: Mapping[str, float] | None = None,
) -> BatchRanking:
    """The ranking of these parks, ready for many weight vectors.

    Args:
        parks: the candidates.
        criteria: the criteria model.
        method: another method than the model's.
        weights: other weights than the model's, by id; the answer's ``weights``.

    Raises:
        InputProblems: what is wrong with criteria, method, weights and columns, all at once.
        CannotScore: the method has no answer for these values under the model's weights.
    """
    chosen, problems = choose(criteria, method)
    problems = [*problems, *weight_problems(criteria, weights), *column_problems(parks, criteria)]
    if problems or chosen is None:
        raise InputProblems(problems)
    matrix = build_matrix(parks, criteria)
    if not matrix.parks:
        raise CannotScore(_("no park is eligible; the reasons are listed with each park"))
    weighed = weigh_matrix(criteria, matrix, weights)
    _problem, _scores, said = scores_with(matrix, weighed.weights, chosen)
    ranking = BatchRanking(matrix, weighed.weights, chosen)
    ranking.warnings = (*ranking.warnings, *weighed.warnings, *said)
    return ranking


def _checked(weights: Matrix, criteria: int) -> Matrix:
    weights = np.asarray(weights, dtype=float)
    if weights.ndim != 2 or weights.shape[1] != criteria:
        raise ValueError(f"weights: samples × {criteria} criteria expected, not {weights.shape}")
    return weights
