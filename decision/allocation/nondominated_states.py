"""All non-dominated portfolios of a programme that is about funded parks only, by dynamic programming over the parks.

A state is what has been decided of the first parks: what it is worth and what it uses. It is dropped where no
completion of it is feasible; where another state is worth at least as much in every objective, more in one, and leaves
as much room in every rule (Villarreal & Karwan 1981; room counts only as far as what is still to come can use it); and
where even its bounds are worth less than a portfolio that is known (Bazgan, Hugot & Vanderpooten 2009). What remains at
the end are the non-dominated portfolios, equal ones included.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from decision.allocation.linear import LinearProgramme
from decision.allocation.numbers import BoolArray, FloatArray, IntArray

MOST_STATES = 60_000
"""States of one stage with which the search gives up."""
PIECE = 512
"""States compared at once with those that are kept."""
COMPLETED = 1000
"""States that are completed greedily at a stage, for portfolios that are known."""
MOST_KNOWN = 400
DIRECTIONS = 9
"""Sums of two objectives that are bounded."""
TRACE = 1e-9
"""What rounding may add up to, relative to the largest coefficient."""


@dataclass(frozen=True, eq=False)
class _States:
    worth: FloatArray
    """States × objectives."""
    used: FloatArray
    """States × rows."""
    chosen: BoolArray
    """States × parks."""

    def at(self, places: IntArray | BoolArray) -> _States:
        return _States(self.worth[places], self.used[places], self.chosen[places])


def about_parks_only(programme: LinearProgramme, funded: IntArray) -> bool:
    """Whether every column says whether a park is funded."""
    return len(programme.cost) == len(funded) and bool(programme.integer.all())


def undominated_states(
    programme: LinearProgramme,
    objectives: FloatArray,
    steps: FloatArray,
    *,
    ended: Callable[[], bool],
) -> tuple[BoolArray, FloatArray] | None:
    """Non-dominated portfolios × columns, and portfolios × objectives; None where it gave up.

    Args:
        programme: its columns are 0 or 1.
        objectives: objectives × columns, each maximised.
        steps: of each objective, the difference above which two values differ.
        ended: asked between stages whether to give up.
    """
    search = _Stages(programme, objectives, steps)
    if (search.lower > search.upper).any():
        return np.empty((0, len(search.order)), dtype=bool), np.empty((0, len(steps)))
    for stage in range(len(search.order)):
        if ended() or not search.enter(stage):
            return None
    chosen = search.states.chosen
    worth = chosen.astype(float) @ objectives.T
    # by the first objective, the greatest first, then by the others, then by the parks
    order = np.lexsort((*chosen.T[::-1], *-worth.T[::-1]))
    return chosen[order], worth[order]


class _Stages:
    def __init__(self, programme: LinearProgramme, objectives: FloatArray, steps: FloatArray) -> None:
        self.lower, self.upper = np.rint(programme.lower), np.rint(programme.upper)
        self.gain, self.steps = objectives.T, steps
        self.trace = TRACE * np.abs(objectives).max(axis=1, initial=1e-300)
        rows = len(programme.row_lower)
        self.use = np.zeros((len(programme.cost), rows))
        which = np.repeat(np.arange(rows), np.diff(programme.starts))
        np.add.at(self.use, (programme.columns, which), programme.coefficients)
        self.least, self.most = programme.row_lower, programme.row_upper
        self.slack = TRACE * np.maximum(np.abs(self.use).sum(axis=0), 1.0)
        self.order = self._order()
        ordered = self.use[self.order]
        own = np.stack([self.lower, self.upper])[:, self.order, None] * ordered
        self.can_add = _to_come(own.max(axis=0))
        self.can_take = _to_come(own.min(axis=0))
        self.known: FloatArray = np.empty((0, len(steps)))
        goals = len(steps)
        mixed = np.stack([np.linspace(0, 1, DIRECTIONS), np.linspace(1, 0, DIRECTIONS)], axis=1)
        self.likings = mixed if goals == 2 else np.vstack([np.ones(goals), np.eye(goals)])
        empty = np.zeros((1, len(self.order)), dtype=bool)
        self.states = _States(np.zeros((1, len(steps))), np.zeros((1, rows)), empty)

    def _order(self) -> IntArray:
        """Parks whose decision is plain come first: great worth for little use, over all objectives."""
        size = np.abs(self.gain).max(axis=0, initial=0.0)
        worth = (self.gain / np.where(size > 0, size, 1.0)).sum(axis=1)
        reach = np.where(np.isfinite(self.most), np.abs(self.most), np.abs(self.least))
        reach = np.where(np.isfinite(reach) & (reach > 0), reach, np.inf)
        burden = (np.abs(self.use) / reach).sum(axis=1)
        return np.lexsort((np.arange(len(worth)), -worth / (burden + 1e-12)))

    def enter(self, stage: int) -> bool:
        """Decide one more park; False: there are too many states."""
        park, states = self.order[stage], self.states
        parts = []
        for value in (1, 0):
            if not self.lower[park] <= value <= self.upper[park]:
                continue
            chosen = states.chosen
            if value:
                chosen = chosen.copy()
                chosen[:, park] = True
            parts.append(
                _States(states.worth + value * self.gain[park], states.used + value * self.use[park], chosen)
            )
        grown = _States(
            *(np.concatenate([getattr(part, name) for part in parts]) for name in ("worth", "used", "chosen"))
        )
        grown = grown.at(self._feasible(grown.used, stage + 1))
        if len(grown.worth) > 1:
            grown = grown.at(self._hopeful(grown, stage + 1))
            grown = grown.at(_kept(grown.worth, self._room(grown.used, stage + 1), self.steps, self.trace))
        self.states = grown
        return len(grown.worth) <= MOST_STATES

    def _feasible(self, used: FloatArray, stage: int) -> BoolArray:
        lowest, highest = used + self.can_take[stage], used + self.can_add[stage]
        fits = (lowest <= self.most + self.slack) & (highest >= self.least - self.slack)
        return np.asarray(fits.all(axis=1))

    def _room(self, used: FloatArray, stage: int) -> FloatArray:
        """What a state has used of each limit, as far as it can matter; less is better."""
        upper, lower = np.isfinite(self.most), np.isfinite(self.least)
        below = np.maximum(used, self.most - self.can_add[stage])[:, upper]
        above = -np.minimum(used, self.least - self.can_take[stage])[:, lower]
        room = np.concatenate([below, above], axis=1)
        matters = np.ptp(room, axis=0) > np.concatenate([self.slack[upper], self.slack[lower]])
        return room[:, matters]

    def _hopeful(self, states: _States, stage: int) -> BoolArray:
        """Whether no known portfolio is worth more than even the bounds of a state."""
        if stage % 4 == 0 or stage == len(self.order):
            self._complete(states, stage)
        if not len(self.known):
            return np.ones(len(states.worth), dtype=bool)
        if len(self.steps) == 2:
            return self._hopeful_of_two(states, stage)
        bound = self._bounds(states, stage, np.eye(len(self.steps)))
        hopeful = np.ones(len(bound), dtype=bool)
        for start in range(0, len(bound), PIECE):
            piece = bound[start : start + PIECE]
            hopeful[start : start + PIECE] = ~_dominated(piece, self.known, self.steps, self.trace)
        return hopeful

    def _hopeful_of_two(self, states: _States, stage: int) -> BoolArray:
        """The same for two objectives, with bounds of their sums as well.

        With the known portfolios l_1, l_2, … by ascending first objective, a portfolio with l_i1 ≤ y_1 < l_(i+1)1 is
        worth less than l_(i+1) in both unless y_2 ≥ l_(i+1)2: so it is dominated, or as good as equal to a known one,
        or reaches one of the corners (l_i1, l_(i+1)2).
        """
        known = self.known[np.lexsort((-self.known[:, 1], self.known[:, 0]))]
        low = -np.abs(self.gain).sum(axis=0) - 1.0
        corners = np.stack([np.append(low[0], known[:, 0]), np.append(known[:, 1], low[1])], axis=1)
        places = np.concatenate([known - self.steps, corners])
        size = np.maximum(np.ptp(known, axis=0), np.abs(self.gain).max(axis=0, initial=1e-300))
        angles = np.linspace(0, np.pi / 2, DIRECTIONS)
        directions = np.stack([np.cos(angles), np.sin(angles)], axis=1) / size
        needed = places @ directions.T
        bound = self._bounds(states, stage, directions)
        hopeful = np.ones(len(bound), dtype=bool)
        for start in range(0, len(bound), PIECE):
            piece = bound[start : start + PIECE]
            reached = np.ones((len(piece), len(needed)), dtype=bool)
            for along in range(len(directions)):
                reached &= needed[None, :, along] <= piece[:, None, along]
            hopeful[start : start + PIECE] = reached.any(axis=1)
        return hopeful

    def _bounds(self, states: _States, stage: int, directions: FloatArray) -> FloatArray:
        """No completion of a state is worth more along a direction: the least over rows of the fractional optimum.

        Args:
            states: what is decided.
            stage: parks decided.
            directions: sums of objectives, directions × objectives.
        """
        to_come = self.order[stage:]
        gain = self.gain[to_come] @ directions.T
        gain = (
            np.where(self.lower[to_come, None] > 0, gain, np.maximum(gain, 0.0)) * self.upper[to_come, None]
        )
        worth = states.worth @ directions.T
        bound = worth + gain.sum(axis=0)
        for row in np.flatnonzero(np.isfinite(self.most)):
            use = self.use[to_come, row]
            if (use < 0).any() or not (use > 0).any():
                continue
            left = np.maximum(self.most[row] + self.slack[row] - states.used[:, row], 0.0)
            for along in range(gain.shape[1]):
                own, free = np.maximum(gain[:, along], 0.0), use <= 0
                costly = np.flatnonzero(~free & (own > 0))
                costly = costly[np.argsort(-own[costly] / use[costly], kind="stable")]
                ends = np.concatenate([[0.0], np.cumsum(use[costly])])
                worths = np.concatenate([[0.0], np.cumsum(own[costly])])
                most = np.interp(left, ends, worths) + own[free].sum()
                bound[:, along] = np.minimum(bound[:, along], worth[:, along] + most)
        return np.asarray(bound + np.abs(directions) @ self.trace)

    def _complete(self, states: _States, stage: int) -> None:
        """Portfolios that are known: some states, completed park by park while there is room."""
        count = len(states.worth)
        some = np.unique(np.linspace(0, count - 1, min(count, COMPLETED)).astype(int))
        for weight in self.likings:
            worth, used = states.worth[some].copy(), states.used[some].copy()
            to_come = self.order[stage:]
            size = np.abs(self.gain).max(axis=0, initial=1e-300)
            liking = (self.gain[to_come] / np.where(size > 0, size, 1.0)) @ weight
            burden = np.abs(self.use[to_come]) @ (1.0 / np.maximum(np.abs(self.use).sum(axis=0), 1e-300))
            for park in to_come[np.argsort(-liking / (burden + 1e-12), kind="stable")]:
                fits = (used + self.use[park] <= self.most + self.slack).all(axis=1)
                takes = (fits & (self.upper[park] > 0)) | (self.lower[park] > 0)
                worth += takes[:, None] * self.gain[park]
                used += takes[:, None] * self.use[park]
            whole = ((used <= self.most + self.slack) & (used >= self.least - self.slack)).all(axis=1)
            self.known = np.unique(np.concatenate([self.known, worth[whole]]), axis=0)
        nothing = np.zeros((len(self.known), 0))
        self.known = self.known[_kept(self.known, nothing, self.steps, self.trace)]
        if len(self.known) > MOST_KNOWN:
            self.known = self.known[np.linspace(0, len(self.known) - 1, MOST_KNOWN).astype(int)]


def _to_come(own: FloatArray) -> FloatArray:
    """Sums over a stage and all after it; one more row than stages, of zeros."""
    sums = np.zeros((len(own) + 1, own.shape[1]))
    sums[:-1] = np.cumsum(own[::-1], axis=0)[::-1]
    return sums


def _dominated(
    worth: FloatArray,
    others: FloatArray,
    steps: FloatArray,
    trace: FloatArray,
    room: FloatArray | None = None,
    other_room: FloatArray | None = None,
) -> BoolArray:
    """Whether one of the others is worth as much in every objective, more in one, and leaves as much room."""
    better = np.ones((len(worth), len(others)), dtype=bool)
    more = np.zeros_like(better)
    for goal, step in enumerate(steps):
        ahead = others[None, :, goal] - worth[:, goal, None]
        better &= ahead >= -trace[goal]
        more |= ahead > step
    better &= more
    if room is not None and other_room is not None:
        for row in range(room.shape[1]):
            better &= other_room[None, :, row] <= room[:, row, None] + TRACE
    return np.asarray(better.any(axis=1))


def _kept(worth: FloatArray, room: FloatArray, steps: FloatArray, trace: FloatArray) -> IntArray:
    """Places of the states that no other dominates."""
    if not len(worth):
        return np.empty(0, dtype=np.int64)
    if worth.shape[1] == 2 and room.shape[1] <= 1:
        return _kept_of_two(worth, room, steps, trace)
    size = np.maximum(np.ptp(worth, axis=0), 1e-300)
    # whoever dominates has the greater sum
    order = np.argsort(-(worth / size).sum(axis=1), kind="stable")
    kept = np.empty(0, dtype=np.int64)
    for start in range(0, len(order), PIECE):
        piece = order[start : start + PIECE]
        for held in (kept[:PIECE], kept[PIECE:], None):
            others = piece if held is None else held
            if len(others) and len(piece):
                lost = _dominated(worth[piece], worth[others], steps, trace, room[piece], room[others])
                piece = piece[~lost]
        kept = np.concatenate([kept, piece])
    return kept


def _kept_of_two(worth: FloatArray, room: FloatArray, steps: FloatArray, trace: FloatArray) -> IntArray:
    """The same for two objectives and one limit: who leaves most room comes first, so worths alone are compared."""
    first, second = worth[:, 0], worth[:, 1]
    used = room[:, 0] if room.shape[1] else np.zeros(len(worth))
    order = np.lexsort((-(first + second), used))
    kept = []
    # the second objective's greatest worth among all with so much of the first or more, by the first one's descent
    heights, depths = np.empty(0), np.empty(0)
    for start in range(0, len(order), PIECE):
        piece = order[start : start + PIECE]
        lost = (_most_beside(first[piece] - trace[0], heights, depths) > second[piece] + steps[1]) | (
            _most_beside(first[piece] + steps[0], heights, depths) >= second[piece] - trace[1]
        )
        piece = piece[~lost]
        piece = piece[~_dominated(worth[piece], worth[piece], steps, trace, room[piece], room[piece])]
        kept.append(piece)
        every = np.concatenate([heights, first[piece]]), np.concatenate([depths, second[piece]])
        by_first = np.lexsort((-every[1], -every[0]))
        heights, depths = every[0][by_first], every[1][by_first]
        stairs = np.concatenate([[True], depths[1:] > np.maximum.accumulate(depths)[:-1]])
        heights, depths = heights[stairs], depths[stairs]
    return np.concatenate(kept)


def _most_beside(first: FloatArray, heights: FloatArray, depths: FloatArray) -> FloatArray:
    """Greatest worth in the second objective among stairs with so much of the first or more."""
    many = np.searchsorted(-heights, -first, side="right")
    return np.concatenate([[-np.inf], depths])[many]
