"""What becomes of the portfolio, and of one park, when a rule is switched off alone, or several together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from decision.allocation.variations import BRIEF_GAP, Variations, loss
from decision.analysis.explanation import BarringLifted, Interval, InTheWay
from decision.model.conflicts import Conflict

PRECISION = 0.003
"""A price is known to this share of it, or to the gap of a brief question."""
BRANCHINGS = 200
"""Branchings of the search for a plan that settles whether a park is funded."""
MOST_BRANCHINGS = 1000
"""The same where both sides are solved for."""


def price_of(asked: Variations, rule: str) -> tuple[float, float | None] | None:
    """Value gained when one rule is switched off: at least and at most; None: nothing is known.

    Switching a rule off only adds portfolios, so that the gain cannot be negative, unless soft rules with a priority
    are then kept better at the cost of the objective.
    """
    best, other = asked.best, asked.without_rules(rule)
    if best.found is None:
        return None
    if asked.has_priorities:
        after = other.best
        if after.found is None or after.bound is None or best.bound is None:
            return None
        return after.found - best.bound, after.bound - best.found
    ceiling = other.bound_with()
    whole, brief = max(abs(best.found), 1e-9), max(asked.effort.gap, BRIEF_GAP)
    if ceiling is not None and ceiling - best.found <= brief * whole:
        return 0.0, max(ceiling - best.found, 0.0)
    most = 0.0 if ceiling is None else (ceiling - best.found) / whole
    after = other.within(max(brief, PRECISION * most))
    if after.found is None:
        after = replace(best, bound=ceiling)
    elif ceiling is not None and after.bound is not None:
        after = replace(after, bound=max(min(after.bound, ceiling), after.found))
    return loss(after, best)


def lifted_together(asked: Variations, park: str, rules: Sequence[str]) -> BarringLifted | None:
    """What becomes of a park when all the rules that bar it are off together; None: not more than one does.

    A verdict that it is funded, or could be, rests on a plan found with the rules off and the park in.
    """
    if len(rules) < 2:
        return None
    found = verdict(asked, park, *rules)
    lost = None
    if found == "possible":
        other = asked.without_rules(*rules)
        lost = loss(other.best, other.with_park(park))
    return BarringLifted(tuple(rules), found, None if lost is None else Interval(*lost))


def verdict(asked: Variations, park: str, *rules: str) -> InTheWay:
    """Whether a park is funded once rules are off, decided by the bound of the linear relaxation where it can be."""
    if asked.effort.over:
        return "not_settled"
    best, other = asked.best, asked.without_rules(*rules)
    if not other.has(park):
        return "no"
    ceiling = other.bound_with(park)
    if ceiling is None:
        return "no"
    shut_out = asked.with_park(park).possible is False
    # The best portfolio keeps the rules that are left, too: whatever does not reach it is not chosen.
    beaten = not asked.has_priorities and best.found is not None and ceiling < best.found
    if beaten and park not in best.funded:
        return _worthless(other, park, shut_out)
    limit = other.bound_without(park)
    if limit is None:
        return "enters" if other.with_park(park).possible else "not_settled"
    # One plan beyond the other side's ceiling settles it; the side with the higher ceiling is where to look.
    if ceiling >= limit:
        found = other.solve(inside=park, enough=_above(limit), gap=BRIEF_GAP, nodes=BRANCHINGS)
        if found.found is not None and found.found > limit:
            return "enters"
    else:
        found = other.solve(outside=park, enough=_above(ceiling), gap=BRIEF_GAP, nodes=BRANCHINGS)
        if found.found is not None and found.found > ceiling:
            return _worthless(other, park, shut_out)
    return _compared(other, park, shut_out)


def _compared(other: Variations, park: str, shut_out: bool) -> InTheWay:
    """Both sides solved for, where a plan of one has not reached the ceiling of the other."""
    if other.effort.over:
        return "not_settled"
    inside, outside = (
        other.solve(inside=park, nodes=MOST_BRANCHINGS),
        other.solve(outside=park, nodes=MOST_BRANCHINGS),
    )
    if inside.possible is False:
        return "no"
    if inside.found is None:
        return "not_settled"
    if outside.possible is False or (outside.bound is not None and inside.found >= outside.bound):
        return "enters"
    if inside.bound is not None and outside.found is not None and inside.bound < outside.found:
        return _worthless(other, park, shut_out)
    return "not_settled"


def _above(ceiling: float) -> float:
    return ceiling + 1e-7 * max(abs(ceiling), 1e-9)


def _worthless(other: Variations, park: str, shut_out: bool) -> InTheWay:
    """The park is not chosen without the rules; they stood in its way only where it was shut out."""
    if not shut_out:
        return "no"
    verdicts: dict[bool | None, InTheWay] = {True: "possible", False: "no", None: "not_settled"}
    return verdicts[other.with_park(park, BRIEF_GAP).possible]


def without_pin(conflict: Conflict, pin: str) -> Conflict:
    """A conflict as those see it who ask what would have to give for a park: the park itself does not."""
    kept = [place for place, rule in enumerate(conflict.rules) if rule != pin]
    joint = [one for one in conflict.relaxations if one.joint]
    gives = [one for one in conflict.relaxations if not one.joint and one.rule != pin]
    if all(one.rule != pin for one in joint):
        gives += joint
    return replace(
        conflict,
        rules=tuple(conflict.rules[place] for place in kept),
        labels=tuple(conflict.labels[place] for place in kept),
        places=tuple(conflict.places[place] for place in kept),
        relaxations=tuple(gives),
        alone={rule: verdict for rule, verdict in conflict.alone.items() if rule != pin},
    )
