"""Kemeny's order: the one that contradicts the fewest pairwise opinions, found with a proof.

Total disagreement of an order: Σ over pairs (a before b) of the votes that hold b above a (Kemeny 1959). Three
steps, each exact: (1) items are split where one part beats or ties the other in every pair (extended Condorcet
criterion: some optimal order keeps the parts in that order; Truchon 1998); (2) each part is a small integer
programme, x_ab = 1 when a stands before b, x_ab + x_bc + x_ca ≤ 2 for every triple, triples added only once they
are violated; (3) among equal optima the order that contradicts the Borda order in the fewest pairs is taken.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

import numpy as np
from numpy.typing import NDArray

from decision.ranking.problem import Matrix

LARGEST = 2000
"""More items are not attempted: the table of pairs alone would fill the memory of a small machine."""
TIME_LIMIT_SECONDS = 20.0
MOST_PARTS = 1000
"""Votes are multiples of one part in at most so many: committees have a few members."""


@dataclass(frozen=True, eq=False)
class KemenyOrder:
    """An order and what was proven of it."""

    order: NDArray[np.int64]
    """Items, best first."""
    disagreement: float
    """Votes that the order contradicts."""
    bound: float
    """No order contradicts fewer."""
    largest_part: int
    """Items of the largest part that had to be solved as an integer programme."""

    @property
    def proven(self) -> bool:
        """Whether no order is better."""
        return self.disagreement <= self.bound + 1e-6


def kemeny(above: Matrix, *, time_limit: float = TIME_LIMIT_SECONDS) -> KemenyOrder:
    """The Kemeny order of votes.

    Args:
        above: items × items, votes that hold the row above the column.
        time_limit: seconds; what is not proven by then is returned with its bound.
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    count = len(above)
    borda = np.lexsort((np.arange(count), -(above.sum(axis=1) - above.sum(axis=0))))
    if count < 2:
        return KemenyOrder(borda, 0.0, 0.0, count)
    beats = above > above.T
    parts, label = connected_components(csr_array(beats), directed=True, connection="strong")
    deadline = time.monotonic() + time_limit
    order: list[int] = []
    bound = 0.0
    largest = 1
    place = np.empty(count, dtype=np.int64)
    place[borda] = np.arange(count)
    for part in _in_order(beats, label, parts, place):
        members = np.flatnonzero(label == part)
        members = members[np.argsort(place[members])]
        if len(members) > 1:
            largest = max(largest, len(members))
            inner, least = _part(above[np.ix_(members, members)], deadline)
            members = members[inner]
            bound += least
        order += members.tolist()
    result = np.array(order)
    across = _disagreement(above, result)
    within = sum(_disagreement(above, result[label[result] == part]) for part in range(parts))
    return KemenyOrder(result, across, across - within + bound, largest)


def _disagreement(above: Matrix, order: NDArray[np.int64]) -> float:
    inside = above[np.ix_(order, order)]
    return float(np.tril(inside, -1).sum())


def _in_order(
    beats: NDArray[np.bool_], label: NDArray[np.int32], parts: int, place: NDArray[np.int64]
) -> list[int]:
    """Parts so that none comes before one that beats a member of it; free choices by the Borda order."""
    import heapq

    between = np.zeros((parts, parts), dtype=bool)
    winners, losers = np.nonzero(beats)
    between[label[winners], label[losers]] = True
    np.fill_diagonal(between, False)
    waiting = between.sum(axis=0)
    first = np.full(parts, len(label))
    np.minimum.at(first, label, place)
    ready = [(int(first[part]), part) for part in range(parts) if waiting[part] == 0]
    heapq.heapify(ready)
    order = []
    while ready:
        __, part = heapq.heappop(ready)
        order.append(part)
        for after in np.flatnonzero(between[part]).tolist():
            waiting[after] -= 1
            if waiting[after] == 0:
                heapq.heappush(ready, (int(first[after]), after))
    return order


def _part(above: Matrix, deadline: float) -> tuple[NDArray[np.int64], float]:
    """Order of one part, given in Borda order, and a bound on its disagreement."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    count = len(above)
    one, other = np.triu_indices(count, 1)
    column = np.full((count, count), -1)
    column[one, other] = np.arange(len(one))
    votes_against = above[other, one] - above[one, other]
    constant = float(above[one, other].sum())
    # Whole multiples of ``weight`` order by disagreement, what is below it by contradiction of the Borda order.
    unit = _unit(above)
    weight = len(one) + 1.0
    cost = weight * votes_against / unit - 1.0
    best = _improved(np.arange(count), above)
    bound = float(np.minimum(above[one, other], above[other, one]).sum())
    rows: list[tuple[int, int, int]] = []
    while True:
        left = deadline - time.monotonic()
        if left <= 0:
            return best, bound
        constraints = []
        if rows:
            a, b, c = np.array(rows).T
            numbers = np.arange(len(rows))
            matrix = csr_array(
                (
                    np.repeat([1.0, 1.0, -1.0], len(rows)),
                    (np.tile(numbers, 3), np.concatenate([column[a, b], column[b, c], column[a, c]])),
                ),
                shape=(len(rows), len(one)),
            )
            constraints = [LinearConstraint(matrix, 0.0, 1.0)]
        answer = milp(
            cost,
            integrality=np.ones(len(one)),
            bounds=Bounds(0, 1),
            constraints=constraints,
            options={"time_limit": left, "mip_rel_gap": 0.0},
        )
        if answer.status != 0 or answer.x is None:
            return best, bound
        before = np.rint(answer.x).astype(int)
        contradicted = constant + float((votes_against * before).sum())
        bound = max(bound, contradicted)
        violated = _violated(before, one, other, count)
        if not violated:
            wins = np.zeros((count, count))
            wins[one, other], wins[other, one] = before, 1 - before
            return np.argsort(-wins.sum(axis=1), kind="stable"), contradicted
        rows += violated


def _unit(above: Matrix) -> float:
    """The greatest step of which all votes are multiples, 1 for plain counts."""
    values = np.unique(np.abs(above[above != 0]))
    if np.allclose(values, np.rint(values)):
        return 1.0
    # Halves where counts are halves; other fractions where some take no part in a decision on a pair.
    fractions = [Fraction(float(value)).limit_denominator(MOST_PARTS) for value in values]
    parts = lcm(*(one.denominator for one in fractions))
    return gcd(*(int(one * parts) for one in fractions)) / parts


def _violated(
    before: NDArray[np.int64], one: NDArray[np.int64], other: NDArray[np.int64], count: int
) -> list[tuple[int, int, int]]:
    """Triples a < b < c that go round in a circle, at most a few for each pair."""
    wins = np.zeros((count, count), dtype=bool)
    wins[one, other], wins[other, one] = before == 1, before == 0
    found: list[tuple[int, int, int]] = []
    for a in range(count - 2):
        b, c = np.nonzero(np.triu(wins[a + 1 :, a + 1 :] | wins[a + 1 :, a + 1 :].T, 1))
        b, c = b + a + 1, c + a + 1
        forth = wins[a, b] & wins[b, c] & wins[c, a]
        back = wins[b, a] & wins[c, b] & wins[a, c]
        for place in np.flatnonzero(forth | back)[: 4 * count].tolist():
            found.append((a, int(b[place]), int(c[place])))
    return found


def _improved(order: NDArray[np.int64], above: Matrix) -> NDArray[np.int64]:
    """Moves single items while that lowers the disagreement: a plan for when time runs out."""
    order = order.copy()
    margin = above - above.T
    for _round in range(50):
        better = False
        for start in range(len(order)):
            item = order[start]
            rest = np.delete(order, start)
            # Moving the item to place p changes the disagreement by the margins of those it passes.
            gains = np.concatenate([[0.0], np.cumsum(margin[rest, item])])
            target = int(np.argmax(gains))
            if gains[target] > gains[start] + 1e-12:
                order = np.insert(rest, target, item)
                better = True
        if not better:
            break
    return order
