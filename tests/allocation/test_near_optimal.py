"""Near-optimal portfolios against all sets of parks looked at one by one."""

from __future__ import annotations

import itertools
from threading import Event

import numpy as np
import pandas as pd
import pytest
from allocation_examples import EXACT, allocate, funded, programme, random_case, table

from decision.allocation.near_optimal import near_optimal
from decision.allocation.near_optimal_result import NearOptimal
from decision.allocation.question import Question
from decision.model.options import SolveOptions
from decision.model.parks import Parks
from decision.model.programme import Programme

Values = dict[frozenset[str], float]


def question_of(parks: pd.DataFrame, plan: Programme) -> Question:
    gain = parks["gain"].astype(float)
    ranking = pd.DataFrame({"rank": gain.rank(ascending=False, method="min"), "merit": gain})
    return Question(Parks(parks.sort_index()), gain, ranking, plan)


def near(values: Values, within: float) -> tuple[frozenset[str], set[frozenset[str]]]:
    """The best set, and the other sets within a share of its value."""
    best = max(values, key=lambda one: values[one])
    floor = values[best] * (1 - within)
    return best, {one for one, value in values.items() if value >= floor and one != best}


def check(found: NearOptimal, values: Values, within: float, parks: list[str]) -> None:
    best, others = near(values, within)
    # Other sets may be worth as much as the best one: what counts is the best one that was found.
    own = frozenset(park.park_id for park in found.best.funded)
    assert values[own] == pytest.approx(values[best])
    others = (others | {best}) - {own}
    assert (found.others, found.counted_all) == (len(others), True)
    everything = [own, *others]
    assert found.in_all == tuple(p for p in parks if all(p in one for one in everything))
    assert found.in_none == tuple(p for p in parks if not any(p in one for one in everything))
    assert found.undecided == ()
    assert set(found.in_some) == set(parks) - set(found.in_all) - set(found.in_none)
    farthest = max((len(own ^ one) for one in others), default=0)
    assert found.most_different_bound == farthest
    assert found.most_different_proven
    before = [own]
    for one in found.alternatives:
        chosen = frozenset(park.park_id for park in one.portfolio.funded)
        assert chosen in others
        assert (set(one.enters), set(one.leaves)) == (chosen - own, own - chosen)
        assert one.portfolio.objective == pytest.approx(values[chosen], rel=1e-4)
        assert one.loss == pytest.approx(1 - values[chosen] / values[own], abs=1e-4)
        # Greedy: no near portfolio is farther from its nearest predecessor.
        reach = max(min(len(other ^ known) for known in before) for other in others)
        assert min(len(chosen ^ known) for known in before) == reach
        before.append(chosen)


@pytest.mark.parametrize("seed", range(8))
def test_everything_near_the_optimum_of_a_knapsack_with_rules(seed: int) -> None:
    draw = np.random.default_rng(seed)
    parks = table(
        [
            {
                "requested_mln_rub": float(draw.integers(10, 40)),
                "gain": float(draw.integers(10, 40)) + float(draw.random()),
                "district": "AB"[k % 2],
            }
            for k in range(9)
        ]
    )
    plan = programme(total=120, rules=[{"id": "a", "measure": "count", "where": {"district": "A"}, "min": 2}])
    values: Values = {}
    for size in range(10):
        for chosen in itertools.combinations(parks.index, size):
            rows = parks.loc[list(chosen)]
            if rows["requested_mln_rub"].sum() <= 120 and (rows["district"] == "A").sum() >= 2:
                values[frozenset(chosen)] = float(rows["gain"].sum())
    within = (0.02, 0.1, 0.2)[seed % 3]
    found = near_optimal(question_of(parks, plan), within, 4, EXACT)
    check(found, values, within, list(parks.index))
    assert len(found.alternatives) == min(4, found.others)


@pytest.mark.parametrize("seed", range(4))
def test_years_partial_sums_and_soft_rules(seed: int) -> None:
    """The value of a set is that of the best plan which funds just its parks."""
    parks, content = random_case(seed, partial=True)
    plan = Programme.model_validate(content)
    values: Values = {}
    for size in range(len(parks) + 1):
        for chosen in itertools.combinations(parks.index, size):
            rest = [park for park in parks.index if park not in chosen]
            portfolio = allocate(parks, plan, fund=chosen, reject=rest)
            if portfolio.objective is not None:
                values[frozenset(chosen)] = portfolio.objective
    assert max(values.values()) > 0, "no plan is worth anything"
    check(near_optimal(question_of(parks, plan), 0.35, 3, EXACT), values, 0.35, list(parks.index))


def test_more_than_wanted_are_not_counted() -> None:
    parks = table([{"requested_mln_rub": 10.0, "gain": 1.0 + k / 1000} for k in range(12)])
    found = near_optimal(question_of(parks, programme(total=60)), 0.2, 2, EXACT, counted=30)
    assert found.others > 30
    assert not found.counted_all


def test_an_only_portfolio_has_no_others() -> None:
    parks = table([{"requested_mln_rub": 10.0, "gain": 5.0}, {"requested_mln_rub": 95.0, "gain": 1.0}])
    found = near_optimal(question_of(parks, programme()), 0.01, 5, EXACT)
    assert (found.others, found.counted_all, found.alternatives) == (0, True, ())
    assert (found.in_all, found.in_none, found.in_some) == (("P1",), ("P2",), ())


def test_without_a_plan_there_is_nothing_near() -> None:
    parks = table([{"requested_mln_rub": 10.0, "gain": 5.0}])
    plan = programme(rules=[{"id": "two", "measure": "count", "min": 2}])
    found = near_optimal(question_of(parks, plan), 0.01, 5, EXACT)
    assert (found.best.ending, found.floor, found.others) == ("infeasible", None, 0)


def test_stopped_at_once_nothing_is_claimed() -> None:
    parks = table([{"requested_mln_rub": 10.0 + k, "gain": 5.0 + k} for k in range(8)])
    stop = Event()
    stop.set()
    found = near_optimal(question_of(parks, programme()), 0.1, 5, SolveOptions(stop=stop))
    assert found.best.ending == "stopped"
    assert not found.counted_all
    assert not found.in_all
    assert funded(found.best) == set()
