"""Kinds of rules that name parks: who must be funded, who must not, how many of a list, who only with whom."""

from __future__ import annotations

from collections.abc import Iterator

from decision.allocation.rows import Row
from decision.allocation.rule_rows import listed, row_of
from decision.allocation.terms import Candidates
from decision.model.rules import Rule


def fund(rule: Rule, candidates: Candidates) -> Iterator[Row]:
    """These parks must be funded.

    y_i ≥ 1 for every park i listed
    """
    for park in rule.fund or ():
        yield row_of(rule, "count", listed(candidates, [park]), "parks", minimum=1.0, part=park)


def reject(rule: Rule, candidates: Candidates) -> Iterator[Row]:
    """These parks must not be funded.

    y_i ≤ 0 for every park i listed
    """
    for park in rule.reject or ():
        yield row_of(rule, "count", listed(candidates, [park]), "parks", maximum=0.0, part=park)


def at_most(rule: Rule, candidates: Candidates) -> Iterator[Row]:
    """At most so many of the parks listed.

    Σ_{i in of} y_i ≤ at_most
    """
    weight = listed(candidates, rule.of or ())
    yield row_of(rule, "count", weight, "parks", maximum=float(rule.at_most or 0))


def at_least(rule: Rule, candidates: Candidates) -> Iterator[Row]:
    """At least so many of the parks listed.

    Σ_{i in of} y_i ≥ at_least
    """
    weight = listed(candidates, rule.of or ())
    yield row_of(rule, "count", weight, "parks", minimum=float(rule.at_least or 0))


def exactly(rule: Rule, candidates: Candidates) -> Iterator[Row]:
    """Exactly so many of the parks listed.

    exactly ≤ Σ_{i in of} y_i ≤ exactly
    """
    weight, number = listed(candidates, rule.of or ()), float(rule.exactly or 0)
    yield row_of(rule, "count", weight, "parks", minimum=number, maximum=number)


def together(rule: Rule, candidates: Candidates) -> Iterator[Row]:
    """All of the parks listed are funded, or none of them.

    0 ≤ y_i − y_first ≤ 0 for every park i listed after the first
    """
    first, *others = dict.fromkeys(rule.together or ())
    for park in others:
        weight = listed(candidates, [park]) - listed(candidates, [first])
        yield row_of(rule, "count", weight, "parks", minimum=0.0, maximum=0.0, part=park)


def excludes(rule: Rule, candidates: Candidates) -> Iterator[Row]:
    """Of the parks listed at most one is funded.

    Σ_{i in excludes} y_i ≤ 1
    """
    yield row_of(rule, "count", listed(candidates, rule.excludes or ()), "parks", maximum=1.0)


def requires(rule: Rule, candidates: Candidates) -> Iterator[Row]:
    """A park only together with another.

    y_park − y_requires ≤ 0
    """
    assert rule.park is not None
    assert rule.requires is not None
    weight = listed(candidates, [rule.park]) - listed(candidates, [rule.requires])
    yield row_of(rule, "count", weight, "parks", maximum=0.0)
