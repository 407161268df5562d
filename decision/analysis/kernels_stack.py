"""What a kernel is prepared from: one decision matrix, or a stack of drawn ones, with their ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from decision.model.criteria import Preference
from decision.ranking.normalisations import Normalisation, normalised
from decision.ranking.problem import RankingProblem
from decision.ranking.promethee import net_flow

Stacked = NDArray[np.float64]
"""draws × …: one draw when the data are certain."""


@dataclass(frozen=True, eq=False)
class Stack:
    """Decision matrices of the same parks and criteria, one for each draw of the data.

    ``problem`` is the ranking problem of the values as stated: its criteria, types, parameters and virtual parks
    hold for every draw.
    """

    problem: RankingProblem
    values: Stacked
    """draws × rows × criteria; rows are the parks, then the virtual parks."""
    worst: Stacked
    """draws × criteria."""
    best: Stacked
    """draws × criteria."""

    @property
    def types(self) -> NDArray[np.int64]:
        """1 where more is better, -1 where less is."""
        return self.problem.types

    @property
    def parks(self) -> Stacked:
        """The values without the virtual parks (draws × parks × criteria)."""
        return self.values[:, : len(self.problem.parks)]

    def normalised(self) -> Stacked:
        """The values under the method's normalisation, as the ranking engine normalises them."""
        assert self.problem.normalisation is not None
        return normalised_stack(self.values, self.types, self.problem.normalisation)

    def targets(self, given: dict[str, float], default: Stacked) -> Stacked:
        """A point by criterion (draws × criteria): as given by id, else the default."""
        result = np.array(np.broadcast_to(default, self.worst.shape), dtype=float)
        for identifier, value in given.items():
            place = self.problem.place(identifier)
            if place is not None:
                result[:, place] = value
        return result


def stack_of(problem: RankingProblem) -> Stack:
    """A stack of one: the values as stated."""
    return Stack(problem, problem.matrix[None], problem.worst[None], problem.best[None])


def stack_of_draws(problem: RankingProblem, draws: Stacked) -> Stack:
    """A stack of drawn values.

    Args:
        problem: the problem of the values as stated.
        draws: draws × parks × the problem's criteria, clipped to scales and put through value functions.
    """
    count = len(draws)
    virtual = problem.matrix[len(problem.parks) :]
    values = np.concatenate([draws, np.broadcast_to(virtual, (count, *virtual.shape))], axis=1)
    worst, best = np.empty((2, count, draws.shape[2]))
    low, high = draws.min(axis=1), draws.max(axis=1)
    for place, criterion in enumerate(problem.criteria):
        # the same ends as the ranking engine's: of the scale, else of the parks
        fixed = criterion.scale is not None or criterion.value is not None
        less, more = (low, high) if problem.types[place] == 1 else (high, low)
        worst[:, place] = problem.worst[place] if fixed else less[:, place]
        best[:, place] = problem.best[place] if fixed else more[:, place]
    return Stack(problem, values, worst, best)


def normalised_stack(values: Stacked, types: NDArray[np.int64], normalisation: Normalisation) -> Stacked:
    """Every column of every draw normalised (draws × rows × criteria)."""
    if len(values) == 1:
        return normalised(values[0], types, normalisation)[None]
    formula = _NORMALISED[normalisation.id]
    with np.errstate(all="ignore"):
        columns = [formula(values[:, :, place], bool(kind == -1)) for place, kind in enumerate(types)]
    return np.stack(columns, axis=2)


def net_flows(stack: Stack) -> Stacked:
    """Unicriterion net flows (draws × rows × criteria); a criterion that is certain is computed once."""
    oriented = stack.values * stack.types
    result = np.empty_like(oriented)
    for place, criterion in enumerate(stack.problem.criteria):
        preference = criterion.preference or Preference()
        column = oriented[:, :, place]
        if (column == column[0]).all():
            result[:, :, place] = net_flow(column[0], preference)
            continue
        for draw, values in enumerate(column):
            result[draw, :, place] = net_flow(values, preference)
    return result


def subset(problem: RankingProblem, places: NDArray[np.intp]) -> RankingProblem:
    """The problem with these parks only; the virtual parks stay."""
    rows = np.concatenate([places, np.arange(len(problem.parks), problem.rows)])
    return replace(
        problem, matrix=problem.matrix[rows], parks=tuple(problem.parks[place] for place in places)
    )


# --- normalisations over axis 1 of draws × rows; the formulas of ranking/normalisations.py ---------------


def _least(x: Stacked) -> Stacked:
    return np.asarray(x.min(axis=1, keepdims=True))


def _greatest(x: Stacked) -> Stacked:
    return np.asarray(x.max(axis=1, keepdims=True))


def _total(x: Stacked) -> Stacked:
    return np.asarray(x.sum(axis=1, keepdims=True))


def _minmax(x: Stacked, cost: bool) -> Stacked:
    low, high = _least(x), _greatest(x)
    return np.where(low == high, 1.0, ((high - x) if cost else (x - low)) / (high - low))


def _max(x: Stacked, cost: bool) -> Stacked:
    high = _greatest(x)
    ratio = np.where(high == 0.0, 0.0, x / high)
    return 1.0 - ratio if cost else ratio


def _sum(x: Stacked, cost: bool) -> Stacked:
    ratio = 1.0 / x if cost else x
    return np.asarray(ratio / _total(ratio))


def _vector(x: Stacked, cost: bool) -> Stacked:
    ratio = x / np.sqrt(_total(x**2))
    return 1.0 - ratio if cost else np.asarray(ratio)


def _logarithmic(x: Stacked, cost: bool) -> Stacked:
    logs = np.log(x)
    share = logs / _total(logs)
    return np.asarray((1.0 - share) / (x.shape[1] - 1) if cost else share)


def _linear(x: Stacked, cost: bool) -> Stacked:
    return np.asarray(_least(x) / x if cost else x / _greatest(x))


def _nonlinear(x: Stacked, cost: bool) -> Stacked:
    return np.asarray((_least(x) / x) ** 3 if cost else (x / _greatest(x)) ** 2)


def _enhanced_accuracy(x: Stacked, cost: bool) -> Stacked:
    distance = x - _least(x) if cost else _greatest(x) - x
    return np.asarray(1.0 - distance / _total(distance))


def _zavadskas_turskis(x: Stacked, cost: bool) -> Stacked:
    end = _least(x) if cost else _greatest(x)
    return np.asarray(1.0 - np.abs((end - x) / end))


def _none(x: Stacked, cost: bool) -> Stacked:
    return 1.0 / x if cost else x


_NORMALISED: dict[str, Callable[[Stacked, bool], Stacked]] = {
    "minmax": _minmax,
    "max": _max,
    "sum": _sum,
    "vector": _vector,
    "logarithmic": _logarithmic,
    "linear": _linear,
    "nonlinear": _nonlinear,
    "enhanced_accuracy": _enhanced_accuracy,
    "zavadskas_turskis": _zavadskas_turskis,
    "none": _none,
}
