"""How far weights can move before the funded set changes, and what one irrelevant applicant more would change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from threading import Event
from typing import Any

import numpy as np
import pandas as pd

from decision.allocation.answers import Answer
from decision.allocation.numbers import FloatArray
from decision.allocation.parametric import Reach, nothing_better, reach
from decision.allocation.question import Question
from decision.allocation.searches import search
from decision.allocation.session import Session
from decision.analysis.portfolio_stability_result import (
    EndOfStability,
    FundedSetStability,
    PortfolioStability,
    Transfer,
)
from decision.decisions import gains, question, rank
from decision.errors import ParkfundError
from decision.language import Message, _
from decision.model.options import SolveOptions
from decision.model.study import Study
from decision.ranking.moving import MovingWeights, Node

SCAN_STEPS = 20
"""Steps of a scan from 0 to 1 where gains are not linear in the weights."""
SCAN_END = 1e-4
"""Width to which the end of an interval is bisected in a scan."""
LINEAR_WITHIN = 1e-9

Gains = Callable[[FloatArray], "pd.Series[float]"]


class _Portfolio:
    """The decided portfolio as columns, and objectives at other weights."""

    def __init__(
        self, study: Study, moving: MovingWeights, asked: Question, options: SolveOptions, method: Any
    ):
        self.study, self.moving, self.asked, self.options, self.method = study, moving, asked, options, method
        self.problem = asked.problem()
        self.session = Session(self.problem.programme)
        self.relaxed = Session(self.problem.programme, relaxed=True)
        found = self._search(None)
        if found.values is None:
            raise ParkfundError(_("no portfolio was found, so there is none whose stability could be told"))
        self.x = found.values
        self.order = [str(park) for park in asked.ranking.sort_values("rank", kind="stable").index]

    def _search(self, cost: FloatArray | None) -> Answer:
        options = self.options
        return search(
            self.problem,
            self.session,
            cost=cost,
            gap=options.gap / 2,
            time_limit=options.time_limit,
            stop=options.stop,
        )

    def cost(self, weights: FloatArray) -> FloatArray:
        """Costs of all columns at leaf weights."""
        own = dict(zip(self.moving.leaves, weights.tolist(), strict=True))
        ranking = rank(self.study, method=self.method, weights=own)
        changed = replace(self.asked, gain=gains(ranking, self.study, self.asked.programme))
        return changed.problem().programme.cost

    def turned(self, x: FloatArray | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Parks that another plan drops and takes in."""
        if x is None:
            return (), ()
        before, after = (self._funded(values) for values in (self.x, x))
        left = tuple(park for park in self.order if park in before - after)
        return left, tuple(park for park in self.order if park in after - before)

    def _funded(self, x: FloatArray) -> set[str]:
        chosen = x[self.problem.formulation.funded_column] > 0.5
        return {park for park, yes in zip(self.asked.candidates.ids, chosen, strict=True) if yes}

    def holds(self, cost: FloatArray) -> tuple[bool, FloatArray | None, bool]:
        """Whether no plan is better by more than the gap; else a better one; whether that is proven."""
        options = self.options
        if nothing_better(self.relaxed, cost, float(cost @ self.x), options.gap):
            return True, None, True
        found = self._search(cost)
        own = float(cost @ self.x)
        if found.values is None or found.objective is None:
            return True, None, False
        better = found.objective > own + options.gap * max(abs(own), abs(found.objective)) + 1e-9
        return not better, found.values if better else None, found.ending == "optimal"


def portfolio_stability(
    study: Study,
    *,
    options: SolveOptions | None = None,
    method: Any = None,
    weights: Mapping[str, float] | None = None,
    told: Callable[[int, int], None] | None = None,
    **arguments: Any,
) -> PortfolioStability:
    """How far each weight can move before another funded set is better, and the smallest change that does it.

    Linear gains (objective ``value``, or a merit that adds up weighted worths on fixed scales): exact by
    :func:`decision.allocation.parametric.reach`. Others: the solves themselves along the weight.

    The smallest joint change: what the best plan gains over the decided one is convex in the weights, so within
    Σ |change| ≤ 2 r it is greatest where r goes from one criterion to another, as long as r is at most every
    criterion's weight. So the smallest transfer is the smallest joint change while that holds, and the result says so.

    Args:
        study: with a programme.
        options: effort of each solve; the gap is also by how much another portfolio must be better to count.
        method: another ranking method.
        weights: other weights by id.
        told: called with the number of lines done and of all.
        **arguments: budget, fund, reject, settings, as in :func:`decision.decisions.allocate`.

    Raises:
        ParkfundError: there is no portfolio.
    """
    options = options or SolveOptions()
    moving = MovingWeights(study.parks, study.criteria, method=method, weights=weights)
    ranking = rank(study, method=method, weights=weights)
    asked = question(study, ranking=ranking, **arguments)
    portfolio = _Portfolio(study, moving, asked, options, method)
    nodes = moving.nodes()
    pairs = [
        (source, target)
        for source in range(len(moving.leaves))
        for target in range(len(moving.leaves))
        if source != target and moving.now[source] > 0
    ]
    done, every = 0, len(nodes) + len(pairs)
    found = []
    for node in nodes:
        found.append(_of_node(portfolio, node))
        done += 1
        if told is not None:
            told(done, every)
        if _stopped(options.stop):
            break
    linear = all(node.exact for node in found)
    transfers: list[Transfer] = []
    if linear and not _stopped(options.stop):
        for source, target in pairs:
            transfer = _transfer(portfolio, source, target)
            done += 1
            if told is not None:
                told(done, every)
            if transfer is not None:
                transfers.append(transfer)
    smallest = min(transfers, key=lambda one: (one.share, one.source, one.target), default=None)
    warnings: tuple[Message, ...] = ()
    if not linear:
        warnings = (
            _(
                "gains are not linear in the weights under {method}: found by a scan in steps of {steps} and "
                "bisection; a change that is undone within one step is not seen",
                method=moving.scored.chosen.method.name,
                steps=f"1/{SCAN_STEPS}",
            ),
        )
    if _stopped(options.stop):
        warnings += (_("interrupted: what was found until then"),)
    positive = moving.now[moving.now > 0]
    joint = (
        smallest is not None and len(positive) == len(moving.now) and smallest.share <= positive.min() + 1e-12
    )
    return PortfolioStability(tuple(found), smallest, bool(joint), options.gap, warnings)


def _stopped(stop: Event | None) -> bool:
    return stop is not None and stop.is_set()


def _of_node(portfolio: _Portfolio, node: Node) -> FundedSetStability:
    now = node.weight
    if not node.movable:
        still = EndOfStability(0.0, (), (), True), EndOfStability(1.0, (), (), True)
        return FundedSetStability(node.id, node.label, now, *still, exact=True)
    at_now = portfolio.cost(node.at(now))
    ends = {}
    exact = True
    for end in (0.0, 1.0):
        if abs(end - now) < 1e-12:
            ends[end] = EndOfStability(end, (), (), True)
            continue
        at_end, middle = portfolio.cost(node.at(end)), portfolio.cost(node.at((now + end) / 2))
        size = max(float(np.abs(at_end).max(initial=0.0)), float(np.abs(at_now).max(initial=0.0)), 1e-300)
        if float(np.abs(middle - (at_now + at_end) / 2).max(initial=0.0)) <= LINEAR_WITHIN * size:
            options = portfolio.options
            found = reach(
                portfolio.session, portfolio.x, at_now, at_end,
                gap=options.gap, relaxed=portfolio.relaxed, time_limit=options.time_limit, stop=options.stop,
            )  # fmt: skip
            ends[end] = _end(portfolio, found, now, end)
        else:
            exact = False
            ends[end] = _scanned(portfolio, node, end)
    return FundedSetStability(node.id, node.label, now, ends[0.0], ends[1.0], exact)


def _end(portfolio: _Portfolio, found: Reach, now: float, end: float) -> EndOfStability:
    whole = found.share >= 1.0
    left, entered = portfolio.turned(None if whole else found.following)
    return EndOfStability(now + found.share * (end - now), left, entered, found.proven)


def _scanned(portfolio: _Portfolio, node: Node, end: float) -> EndOfStability:
    proven = True
    good = node.weight
    steps = max(1, int(np.ceil(abs(end - good) * SCAN_STEPS)))
    for share in np.linspace(good, end, steps + 1)[1:].tolist():
        holds, better, sure = portfolio.holds(portfolio.cost(node.at(share)))
        proven = proven and sure
        if holds:
            good = share
            continue
        bad = share
        while abs(bad - good) > SCAN_END:
            middle = (good + bad) / 2
            holds, other, sure = portfolio.holds(portfolio.cost(node.at(middle)))
            proven = proven and sure
            good, bad, better = (middle, bad, better) if holds else (good, middle, other)
        return EndOfStability(good, *portfolio.turned(better), proven)
    return EndOfStability(end, (), (), proven)


def _transfer(portfolio: _Portfolio, source: int, target: int) -> Transfer | None:
    moving, options = portfolio.moving, portfolio.options
    everything = moving.now.copy()
    everything[target] += everything[source]
    everything[source] = 0.0
    found = reach(
        portfolio.session, portfolio.x, portfolio.cost(moving.now), portfolio.cost(everything),
        gap=options.gap, relaxed=portfolio.relaxed, time_limit=options.time_limit, stop=options.stop,
    )  # fmt: skip
    if found.share >= 1.0 or found.following is None:
        return None
    left, entered = portfolio.turned(found.following)
    share = found.share * float(moving.now[source])
    return Transfer(moving.leaves[source], moving.leaves[target], share, left, entered)
