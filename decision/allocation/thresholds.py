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
from decision.allocation.variations import Best, Variations

CONFIRMING = 1.5
"""A threshold lies this many gaps beyond the point where plans meet, so that solving again cannot miss it."""
FINEST_GAP = 1e-6
"""Differences of value below this share of it are not told apart."""
MOST_STEPS = 6
REQUEST_TOLERANCE = 0.002
"""A request to enter is looked for to this share of the request."""
LEAST_REQUEST = 0.01
"""The least request tried, as a share of the park's own."""
HALVINGS = 11
BRANCHINGS = 300
"""Branchings of one attempt at a request; what they leave open counts as open."""


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
    convex, so that Newton's method runs down through ever better plans to the point where it meets the best value
    without the park. No plan rises faster than the steepest one of the linear relaxation, which bounds the point from
    below.

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
    steepest = asked.relaxed(slopes, park)
    if steepest is None or steepest <= 1e-12:
        return None
    target = _target(asked, without.bound)
    gain, found, enters = now, forced, np.inf
    for _step in range(MOST_STEPS):
        if found.x is None or found.found is None:
            break
        slope = float(slopes @ found.x)
        meets = gain + (target - found.found) / slope if slope > 1e-12 else np.inf
        if not meets < enters - 1e-9 * abs(meets):
            break
        enters = max(meets, now)
        if slope >= steepest * (1 - 1e-4) or asked.effort.over:
            break
        gain, found = enters, asked.solve(cost=_cost(asked, slopes, enters - now), inside=park)
    if not np.isfinite(enters):
        return None
    stays_out = now
    if forced.bound is not None:
        rises = [steepest]
        if gain > now and found.bound is not None:
            # A convex function lies below its chord: between the two gains it rises no faster than that.
            rises.append((found.bound - forced.bound) / (gain - now))
        missing = without.found - forced.bound
        stays_out = max([now, *(now + missing / rise for rise in rises if rise > 0 and missing > 0)])
    stays_out = float(min(stays_out, enters))
    again = asked.solve(cost=_cost(asked, slopes, enters - now), enough=_beyond(asked, without.bound))
    return Threshold(float(enters), stays_out, park in again.funded)


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
    for _step in range(2 * MOST_STEPS):
        if asked.effort.over:
            break
        verdict = search.suffices(here)
        if verdict:
            enters = here
        else:
            open_above = here
            if verdict is False:
                out = min(out, here)
        if enters is None:
            if here <= least:
                return None
            step *= 2
            here = max(here - step, least)
        elif open_above - enters <= REQUEST_TOLERANCE * request:
            break
        else:
            here = (open_above + enters) / 2
    if enters is None:
        return None
    enters = _whole(enters)
    again = search.asking(enters).solve(enough=_beyond(asked, without.bound))
    return Threshold(enters, out, park in again.funded)


class _Requests:
    """The question at other requests of one park."""

    def __init__(self, asked: Variations, park: str, target: float) -> None:
        self.asked, self.park, self.target = asked, park, target

    def asking(self, request: float) -> Variations:
        """The same question with another request; a park's own least grant follows down."""
        request = _whole(request)
        parks = self.asked.question.parks
        table = parks.table.copy()
        table.loc[self.park, "requested_mln_rub"] = request
        if "minimum_mln_rub" in table and float(table["minimum_mln_rub"].to_dict()[self.park]) > request:
            table.loc[self.park, "minimum_mln_rub"] = request
        return self.asked.varied(parks=replace(parks, table=table))

    def ceiling(self, request: float) -> float | None:
        """No plan with the park at this request is worth more; None: no plan at all."""
        other = self.asking(request)
        return other.bound_with(self.park) if other.has(self.park) else None

    def last_above(self, worth: float, least: float, most: float) -> float | None:
        """About the greatest request at which the relaxation reaches a worth: the next one tried that does not."""
        top, bottom = self.ceiling(most), self.ceiling(least)
        if top is not None and top >= worth:
            return most
        if bottom is None or bottom < worth:
            return None
        low, high = least, most
        for _halving in range(HALVINGS):
            middle = (low + high) / 2
            reached = self.ceiling(middle)
            low, high = (middle, high) if reached is not None and reached >= worth else (low, middle)
        return high

    def suffices(self, request: float) -> bool | None:
        """Whether a plan with the park reaches the target; None: not settled."""
        other = self.asking(request)
        if not other.has(self.park):
            return False
        ceiling = other.bound_with(self.park)
        if ceiling is None or ceiling < self.target:
            return False
        found = other.solve(inside=self.park, enough=self.target, nodes=BRANCHINGS)
        if found.found is not None and found.found >= self.target:
            return True
        proven = found.possible is False or (found.bound is not None and found.bound < self.target)
        return False if proven else None


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
