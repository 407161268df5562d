"""At which merit, and at which request, a park that is not funded would be: intervals, confirmed by solving again.

The park enters for certain where a plan with it is worth more than the bound of all plans without it; it stays out for
certain where the bound of all plans with it is below the value of a plan without it. Both ends are proven, and how far
they lie apart is the tolerance that is told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from decision.allocation.numbers import FloatArray, floor_units, from_units
from decision.allocation.problem import cost_with
from decision.allocation.variations import IMPOSSIBLE, Best, Variations

CONFIRMING = 1.5
"""A threshold lies this many gaps beyond the point where plans meet, so that solving again cannot miss it."""
FINEST_GAP = 1e-6
"""Differences of value below this share of it are not told apart."""
MOST_STEPS = 6
STEEP = 0.02
"""A plan that rises within this share of the steepest is not bettered: no more than that of the way could be saved."""
OPEN_WAY = 0.2
"""No better plan is looked for where less than this share of the way to the threshold is open."""
REQUEST_TOLERANCE = 0.005
"""A request to enter is looked for to this share of the request."""
OPEN_SHARE = 0.3
"""And no nearer than this share of what the relaxation leaves open."""
LEAST_REQUEST = 0.01
"""The least request tried, as a share of the park's own."""
LAST_WIDTH = 0.002
"""What the relaxation says of requests is looked for to this share of the request."""
BRANCHINGS = 100
"""Branchings of one attempt at a threshold; what they leave open counts as open."""


@dataclass(frozen=True)
class Threshold:
    """Where a park enters: at ``enters`` it is funded, up to ``stays_out`` it is not."""

    enters: float
    stays_out: float
    """The nearest figure at which it is proven to stay out (its own one where nothing nearer is proven)."""
    confirmed: bool
    """Whether the whole question was solved again at ``enters`` and the park was funded."""

    @property
    def tolerance(self) -> float:
        """How far the true threshold may lie from ``enters``."""
        return abs(self.enters - self.stays_out)


def gain_to_enter(asked: Variations, park: str, forced: Best) -> Threshold | None:
    """The gain at which a park that is not funded would be, all other gains as they are.

    The best value with the park, as a function of its gain, is the greatest of straight lines, one for each plan:
    convex. Each plan's line meets the best value without the park somewhere, and there it enters; a plan with a
    steeper line is looked for where the relaxation says that one may be worth enough. No plan rises faster than the
    steepest one of the relaxation, nor faster than its chord: both bound the point from below.

    Args:
        asked: the question.
        park: a park that is not funded.
        forced: the best value with the park at its own gain.
    """
    without = asked.without_park(park)
    if forced.x is None or forced.found is None or without.found is None or without.bound is None:
        return None
    place = asked.place(park)
    now = float(asked.question.candidates.gain[place])
    slopes = _slopes(asked, place)
    steepest = asked.relaxed(slopes, park, alike=False)
    if steepest is None or steepest <= 1e-12:
        return None
    target = _target(asked, without.bound)
    gain, found, enters, rises = now, forced, np.inf, [steepest]
    ceiling = asked.bound_with(park)
    missing = 0.0 if forced.bound is None else max(without.found - forced.bound, 0.0)
    for _step in range(MOST_STEPS):
        meets = _meets(found, slopes, gain, target)
        if not meets < enters - 1e-9 * abs(meets):
            break
        enters = max(meets, now)
        way = enters - now
        if found.x is None or slopes @ found.x >= steepest * (1 - STEEP) or way <= 0 or asked.effort.over:
            break
        top = asked.relaxed(_cost(asked, slopes, way), park)
        if ceiling is None or top is None or forced.found is None or forced.bound is None:
            break
        # A convex function lies below its chord: up to there it rises no faster than that.
        rises.append((top - forced.bound) / way)
        if way - missing / max(min(rises), 1e-12) <= OPEN_WAY * way:
            break
        # Plans lag behind the relaxation about as much at another gain as they do at the park's own.
        likely = now + (target - forced.found) * way / max(top - ceiling, 1e-12)
        gain = min(max(likely, now), enters)
        found = asked.solve(
            cost=_cost(asked, slopes, gain - now), inside=park, enough=target, nodes=BRANCHINGS
        )
        if gain > now and found.bound is not None:
            rises.append((found.bound - forced.bound) / (gain - now))
    if not np.isfinite(enters):
        return None
    stays_out = now
    if forced.bound is not None:
        stays_out = max([now, *(now + missing / rise for rise in rises if rise > 0)])
    stays_out = float(min(stays_out, enters))
    again = asked.solve(cost=_cost(asked, slopes, enters - now), enough=_beyond(asked, without.bound))
    return Threshold(float(enters), stays_out, park in again.funded)


def _meets(found: Best, slopes: FloatArray, gain: float, target: float) -> float:
    """The gain at which a plan, worth ``found`` at ``gain``, is worth the target."""
    if found.x is None or found.found is None:
        return np.inf
    slope = float(slopes @ found.x)
    return gain + (target - found.found) / slope if slope > 1e-12 else np.inf


def request_to_enter(asked: Variations, park: str, forced: Best) -> Threshold | None:
    """The greatest request at which a park that is not funded would be, its gain as it is; None: none was found.

    The linear relaxation, cheap, says from which request on the park stays out for certain, and where a plan is to be
    looked for; plans are then looked for between the two.

    Args:
        asked: the question.
        park: a park that is not funded.
        forced: the best value with the park at its own request.
    """
    without = asked.without_park(park)
    request = float(asked.question.candidates.request[asked.place(park)])
    if forced.found is None or without.bound is None or without.found is None:
        return None
    target = _target(asked, without.bound)
    search = _Requests(asked, park, target)
    least = max(LEAST_REQUEST * request, 0.001)
    ceiling = search.ceiling(request)
    if ceiling is None:
        return None
    out = search.last_above(without.found, least, request)
    if out is None:
        return None
    # Plans lag behind the relaxation about as much at another request as they do at the park's own.
    likely = search.last_above(target + max(ceiling - forced.found, 0.0), least, request)
    enters, open_above = None, out
    step = max(REQUEST_TOLERANCE * request, (out - likely) if likely is not None else 0.0)
    here = likely if likely is not None else max(out - step, least)
    for turn in range(2 * MOST_STEPS):
        if asked.effort.over:
            break
        found = search.best(here)
        reached = found.found is not None and found.found >= target
        if reached:
            enters = here
        else:
            open_above = here
            if found.possible is False or (found.bound is not None and found.bound < without.found):
                out = min(out, here)
        if enters is not None:
            if open_above - enters <= max(REQUEST_TOLERANCE * request, OPEN_SHARE * (out - enters)):
                break
            here = (open_above + enters) / 2
        elif here <= least:
            return None
        else:
            short = search.request_worth(target - (found.found or 0.0), least, request)
            # What is missing by a little is there a little lower; if it is not, ever larger steps are taken.
            step = max(REQUEST_TOLERANCE * request, 1.5 * short) if turn == 0 and found.found else 2 * step
            here = max(here - step, least)
    if enters is None:
        return None
    enters = _whole(enters)
    again = search.asking(enters).solve(enough=_beyond(asked, without.bound))
    return Threshold(enters, out, park in again.funded)


class _Requests:
    """The question at other requests of one park."""

    def __init__(self, asked: Variations, park: str, target: float) -> None:
        self.asked, self.park, self.target = asked, park, target
        self._ceilings: dict[float, float | None] = {}

    def asking(self, request: float) -> Variations:
        """The same question with another request; a park's own least grant follows down."""
        request = _whole(request)
        parks = self.asked.question.parks
        table = parks.table.copy()
        table.loc[self.park, "requested_mln_rub"] = request
        if "minimum_mln_rub" in table and float(table["minimum_mln_rub"].to_dict()[self.park]) > request:
            table.loc[self.park, "minimum_mln_rub"] = request
        return self.asked.near(self.park, parks=replace(parks, table=table))

    def ceiling(self, request: float) -> float | None:
        """No plan with the park at this request is worth more; None: no plan at all."""
        if request not in self._ceilings:
            other = self.asking(request)
            self._ceilings[request] = other.bound_with(self.park) if other.has(self.park) else None
        return self._ceilings[request]

    def last_above(self, worth: float, least: float, most: float) -> float | None:
        """About the greatest request at which the relaxation reaches a worth: the next one tried that does not.

        The relaxation is worth nearly a straight line less for each million: the line through both ends is tried
        first, a little to either side of where it says, and halves where that does not narrow it down.
        """
        top, bottom = self.ceiling(most), self.ceiling(least)
        if top is not None and top >= worth:
            return most
        if bottom is None or bottom < worth:
            return None
        low, high, at_low, at_high = least, most, bottom, top
        for here, reached in self._ceilings.items():
            if reached is not None and reached >= worth:
                if here > low:
                    low, at_low = here, reached
            elif here < high:
                high, at_high = here, reached
        narrow = LAST_WIDTH * most
        while high - low > narrow:
            here = (low + high) / 2
            if at_high is not None and at_low > at_high:
                meets = low + (high - low) * (at_low - worth) / (at_low - at_high)
                # Half a width beyond the nearer end: a line that is right leaves a bracket of one width.
                aside = narrow / 2 if meets - low > high - meets else -narrow / 2
                here = min(max(meets - aside, low + narrow / 4), high - narrow / 4)
            width = high - low
            reached = self.ceiling(here)
            if reached is not None and reached >= worth:
                low, at_low = here, reached
            else:
                high, at_high = here, reached
            if high - low > width / 2:
                middle = (low + high) / 2
                reached = self.ceiling(middle)
                if reached is not None and reached >= worth:
                    low, at_low = middle, reached
                else:
                    high, at_high = middle, reached
        return high

    def best(self, request: float) -> Best:
        """The best value with the park at this request, as far as it is looked for: up to the target."""
        ceiling = self.ceiling(request)
        if ceiling is None:
            return IMPOSSIBLE
        if ceiling < self.target:
            return Best(None, ceiling, frozenset(), None)
        return self.asking(request).solve(inside=self.park, enough=self.target, nodes=BRANCHINGS)

    def request_worth(self, value: float, least: float, most: float) -> float:
        """How much lower a request must be for the relaxation to be worth so much more."""
        top, bottom = self.ceiling(most), self.ceiling(least)
        if top is None or bottom is None or bottom <= top:
            return most - least
        return value * (most - least) / (bottom - top)


def _target(asked: Variations, bound: float) -> float:
    """What a plan with the park must be worth to be chosen for certain."""
    return bound + CONFIRMING * max(asked.effort.gap, FINEST_GAP) * max(abs(bound), 1e-9)


def _beyond(asked: Variations, bound: float) -> float:
    """A plan worth this much cannot be one without the park."""
    return bound + 0.5 * max(asked.effort.gap, FINEST_GAP) * max(abs(bound), 1e-9)


def _slopes(asked: Variations, place: int) -> FloatArray:
    """What one unit more of a park's gain adds to every column's cost."""
    more = asked.question.candidates.gain.copy()
    more[place] += 1.0
    slopes: FloatArray = cost_with(asked.problem, more) - asked.problem.programme.cost
    return slopes


def _cost(asked: Variations, slopes: FloatArray, step: float) -> FloatArray:
    cost: FloatArray = asked.problem.programme.cost + step * slopes
    return cost


def _whole(money: float) -> float:
    """Million RUB rounded down to whole thousands."""
    return float(from_units(floor_units(money)))
