"""How far a weight can move before the first place, the order, or two parks change: exact intervals.

Where the preference is linear in the weights every two parks cross at most once, and the intervals follow in
closed form (Mareschal 1988). Otherwise the method itself is run along the weight: a scan in steps of 1/400, the
first change on either side then bisected to 1e-10.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from decision.errors import InputProblems, Problem
from decision.language import Message, _
from decision.model.criteria import CriteriaModel, MethodSettings
from decision.model.parks import Parks
from decision.ranking.moving import MovingWeights, Node
from decision.ranking.problem import CannotScore, Vector
from decision.ranking.rank import competition_ranks
from decision.ranking.stability_result import Interval, JointChange, Leader, Stability, WeightStability
from decision.ranking.wording import nearest

STEPS = 400
"""Steps of the scan over a weight from 0 to 1, for methods that are not linear in the weights."""
EQUAL = 1e-12


def stability(
    parks: Parks,
    criteria: CriteriaModel,
    *,
    method: str | MethodSettings | None = None,
    weights: Mapping[str, float] | None = None,
    pairs: Iterable[tuple[str, str]] = (),
) -> Stability:
    """For every criterion and group, how far its weight can move while all others keep their proportions.

    Args:
        parks: the candidates.
        criteria: the criteria model.
        method: another method than the model's.
        weights: other weights by id.
        pairs: parks whose order is asked about, with the least change of all weights together that reverses it; they
            are put so that the one that stands above comes first.

    Raises:
        InputProblems, CannotScore: as :func:`decision.ranking.rank.rank_parks`.
    """
    moving = MovingWeights(parks, criteria, method=method, weights=weights)
    now = moving.oriented(moving.now) if moving.parks else np.zeros(0)
    ordered, __ = competition_ranks(now)
    place = {park: number for number, park in enumerate(moving.parks)}
    wanted = list(pairs)
    _refuse_unknown(wanted, moving, parks)
    asked = [_upper_first(place[one], place[other], now) for one, other in wanted]
    line = _along_lines if moving.coefficients is not None else _along_scan
    nodes = tuple(line(moving, node, ordered, asked) for node in moving.nodes())
    said: tuple[Message, ...] = ()
    if moving.coefficients is None and moving.parks:
        said = (
            _(
                "{method} is not linear in the weights: found by a scan in steps of {steps} and bisection; a change "
                "that is undone within one step is not seen",
                method=moving.scored.chosen.method.name,
                steps=f"1/{STEPS}",
            ),
        )
    if moving.scored.weighed is not None and moving.scored.weighed.from_data:
        said += (_("the weights come from the parks' data; what moves here is the weight itself"),)
    return Stability(
        method=moving.scored.chosen.method.id,
        exact=moving.coefficients is not None,
        nodes=nodes,
        order=tuple(moving.parks[row] for row in ordered),
        warnings=said,
        joint_changes=tuple(_joint_change(moving, *pair) for pair in asked),
    )


def _joint_change(moving: MovingWeights, above: int, below: int) -> JointChange:
    now = dict(zip(moving.leaves, moving.now.tolist(), strict=True))
    weights = moving.joint_change(above, below)
    return JointChange(moving.parks[above], moving.parks[below], now, weights)


def _refuse_unknown(pairs: list[tuple[str, str]], moving: MovingWeights, parks: Parks) -> None:
    problems = []
    for park in dict.fromkeys(park for pair in pairs for park in pair if park not in moving.parks):
        reasons = moving.scored.matrix.ineligible.get(park)
        if reasons:
            problems.append(Problem(_("{park} is not ranked: {reason}", park=park, reason=reasons[0])))
        else:
            remedy = nearest(park, map(str, parks.table.index))
            problems.append(Problem(_("no park has the id {park}", park=park), remedy=remedy))
    if problems:
        raise InputProblems(problems)


def _upper_first(one: int, other: int, now: Vector) -> tuple[int, int]:
    return (one, other) if (now[one], -one) >= (now[other], -other) else (other, one)


def _named(
    moving: MovingWeights,
    node: Node,
    first: Interval,
    order: Interval,
    leaders: tuple[Leader, ...],
    pairs: Mapping[tuple[int, int], Interval],
) -> WeightStability:
    named = {
        (moving.parks[above], moving.parks[below]): interval for (above, below), interval in pairs.items()
    }
    return WeightStability(node.id, node.label, node.weight, first, order, leaders, named)


def _along_lines(
    moving: MovingWeights, node: Node, ordered: NDArray[np.int64], asked: list[tuple[int, int]]
) -> WeightStability:
    """Every park's preference is a straight line in the weight: s(t) = start + t · slope."""
    coefficients = moving.coefficients
    assert coefficients is not None
    if not node.movable or len(moving.parks) == 0:
        return _fixed(moving, node, ordered, asked)
    start, end = coefficients @ node.outside, coefficients @ node.inside
    slope = end - start

    def while_above(above: NDArray[np.int64], below: NDArray[np.int64]) -> Interval:
        gap, change = start[above] - start[below], slope[above] - slope[below]
        return _where_not_negative(gap, change, node.weight)

    first = while_above(np.full(len(ordered) - 1, ordered[0]), ordered[1:])
    order = while_above(ordered[:-1], ordered[1:])
    pairs = {pair: while_above(np.array([pair[0]]), np.array([pair[1]])) for pair in asked}
    return _named(moving, node, first, order, _envelope(moving.parks, start, slope), pairs)


def _where_not_negative(gap: Vector, change: Vector, now: float) -> Interval:
    """The shares t around ``now`` in [0, 1] at which all gap + t·change are at least 0."""
    size = np.maximum(np.abs(gap), np.abs(change))
    flat = np.abs(change) <= EQUAL * size
    with np.errstate(divide="ignore", invalid="ignore"):
        crossing = np.where(flat, np.nan, -gap / change)
    low = float(np.nanmax(np.where(change > 0, crossing, np.nan), initial=0.0))
    high = float(np.nanmin(np.where(change < 0, crossing, np.nan), initial=1.0))
    return min(low, now), max(high, now)


def _envelope(parks: tuple[str, ...], start: Vector, slope: Vector) -> tuple[Leader, ...]:
    """Who is on top along [0, 1], by walking from one crossing to the next; equal lines: the earlier id."""
    leaders: list[Leader] = []
    share, size = 0.0, max(float(np.abs(start).max()), float(np.abs(slope).max()), 1e-300)
    best = int(np.lexsort((np.arange(len(parks)), -slope, -start))[0])
    while True:
        rise = slope - slope[best]
        ahead = rise > EQUAL * size
        gap = start[best] + share * slope[best] - (start + share * slope)
        with np.errstate(divide="ignore", invalid="ignore"):
            meets = np.where(ahead, share + np.maximum(gap, 0.0) / rise, np.inf)
        following = int(np.lexsort((np.arange(len(parks)), -slope, meets))[0])
        end = float(min(meets[following], 1.0))
        if end > share + EQUAL or not leaders:
            leaders.append(Leader(parks[best], share, end))
        if meets[following] >= 1.0 - EQUAL:
            break
        share, best = end, following
    return tuple(leaders)


def _along_scan(
    moving: MovingWeights, node: Node, ordered: NDArray[np.int64], asked: list[tuple[int, int]]
) -> WeightStability:
    """The method itself, run along the weight."""
    if not node.movable or len(moving.parks) == 0:
        return _fixed(moving, node, ordered, asked)
    known: dict[float, Vector | None] = {}

    def at(share: float) -> Vector | None:
        if share not in known:
            try:
                known[share] = moving.oriented(node.at(share))
            except CannotScore:
                known[share] = None
        return known[share]

    def above(one: NDArray[np.int64], other: NDArray[np.int64]) -> Callable[[float], bool]:
        def holds(share: float) -> bool:
            values = at(share)
            if values is None:
                return False
            slack = EQUAL * max(float(np.abs(values).max()), 1.0)
            return bool((values[one] - values[other] >= -slack).all())

        return holds

    grid = np.unique(np.concatenate([np.linspace(0.0, 1.0, STEPS + 1), [node.weight]]))

    def interval(holds: Callable[[float], bool]) -> Interval:
        here = int(np.searchsorted(grid, node.weight))
        return _first_change(grid[here::-1], holds), _first_change(grid[here:], holds)

    first = interval(above(np.full(len(ordered) - 1, ordered[0]), ordered[1:]))
    order = interval(above(ordered[:-1], ordered[1:]))
    pairs = {pair: interval(above(np.array([pair[0]]), np.array([pair[1]]))) for pair in asked}
    return _named(moving, node, first, order, _leaders_by_scan(moving.parks, grid, at), pairs)


def _first_change(shares: Vector, holds: Callable[[float], bool]) -> float:
    """Going through the shares, where the property is lost; the last share when it never is."""
    for before, after in zip(shares[:-1].tolist(), shares[1:].tolist(), strict=True):
        if not holds(after):
            good, bad = before, after
            while abs(bad - good) > 1e-10:
                middle = 0.5 * (good + bad)
                good, bad = (middle, bad) if holds(middle) else (good, middle)
            return float(good)
    return float(shares[-1])


def _leaders_by_scan(
    parks: tuple[str, ...], grid: Vector, at: Callable[[float], Vector | None]
) -> tuple[Leader, ...]:
    def leader(share: float) -> str | None:
        values = at(share)
        return None if values is None else parks[int(competition_ranks(values)[0][0])]

    leaders: list[Leader] = []
    begin, current = float(grid[0]), leader(float(grid[0]))
    for before, after in zip(grid[:-1].tolist(), grid[1:].tolist(), strict=True):
        following = leader(after)
        if following == current:
            continue
        good, bad = before, after
        while abs(bad - good) > 1e-10:
            middle = 0.5 * (good + bad)
            good, bad = (middle, bad) if leader(middle) == current else (good, middle)
        if current is not None:
            leaders.append(Leader(current, begin, good))
        begin, current = bad, following
    if current is not None and grid[-1] - begin > 1e-9:
        leaders.append(Leader(current, begin, float(grid[-1])))
    return tuple(leaders)


def _fixed(
    moving: MovingWeights, node: Node, ordered: NDArray[np.int64], asked: list[tuple[int, int]]
) -> WeightStability:
    """Nothing else weighs anything: whatever the number, the share stays the whole, and nothing changes."""
    whole: Interval = (0.0, 1.0)
    leaders = (Leader(moving.parks[int(ordered[0])], 0.0, 1.0),) if len(ordered) else ()
    return _named(moving, node, whole, whole, leaders, dict.fromkeys(asked, whole))
