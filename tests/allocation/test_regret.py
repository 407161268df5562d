"""Least regret against all portfolios of small programmes."""

from __future__ import annotations

import itertools
from dataclasses import replace
from threading import Event

import numpy as np
import pandas as pd
import pytest
from allocation_examples import EXACT, programme, table

from decision.allocation.allocate import answer
from decision.allocation.question import Question
from decision.allocation.regret import LeastRegret, least_regret, optima, portfolio_value, regrets
from decision.errors import ParkfundError
from decision.model.options import SolveOptions
from decision.model.parks import Parks
from decision.model.programme import Programme

BUDGET = 110


def members(seed: int, plan: Programme, count: int = 3) -> tuple[pd.DataFrame, dict[str, Question]]:
    draw = np.random.default_rng(seed)
    parks = table(
        [
            {
                "requested_mln_rub": float(draw.integers(10, 40)),
                "gain": 1.0,
                "district": "AB"[k % 2],
                "build_years": 1.0,
            }
            for k in range(9)
        ]
    )
    questions = {}
    for k in range(count):
        gain = pd.Series(draw.uniform(1, 30, len(parks)), index=parks.index)
        ranking = pd.DataFrame({"rank": gain.rank(ascending=False), "merit": gain})
        questions[f"m{k}"] = Question(Parks(parks.sort_index()), gain, ranking, plan)
    return parks, questions


def by_hand(
    parks: pd.DataFrame, questions: dict[str, Question], relative: bool
) -> tuple[float, dict[frozenset[str], dict[str, float]]]:
    """The least greatest regret, and every feasible set's regrets; whole grants, one year, two of A at least."""
    sets = [
        frozenset(chosen)
        for size in range(len(parks) + 1)
        for chosen in itertools.combinations(parks.index, size)
        if parks.loc[list(chosen), "requested_mln_rub"].sum() <= BUDGET
        and (parks.loc[list(chosen), "district"] == "A").sum() >= 2
    ]
    values = {one: {m: float(q.gain.loc[sorted(one)].sum()) for m, q in questions.items()} for one in sets}
    best = {m: max(values[one][m] for one in sets) for m in questions}
    lost = {
        one: {m: (best[m] - v) / (best[m] if relative else 1) for m, v in values[one].items()} for one in sets
    }
    return min(max(one.values()) for one in lost.values()), lost


PLAN = programme(total=BUDGET, rules=[{"id": "a", "measure": "count", "where": {"district": "A"}, "min": 2}])


def chosen(found: LeastRegret) -> frozenset[str]:
    assert found.portfolio is not None
    return frozenset(park.park_id for park in found.portfolio.funded)


@pytest.mark.parametrize("relative", [True, False])
@pytest.mark.parametrize("seed", range(5))
def test_no_portfolio_has_a_smaller_greatest_regret(seed: int, relative: bool) -> None:
    parks, questions = members(seed, PLAN)
    least, lost = by_hand(parks, questions, relative)
    found = least_regret(questions, EXACT, relative)
    assert found.greatest == pytest.approx(least, abs=1e-6)
    assert found.proven_least == pytest.approx(least, abs=1e-6)
    assert found.proven_least <= least + 1e-9
    expected = lost[chosen(found)]
    assert {m: one.most for m, one in found.regrets.items()} == pytest.approx(expected, abs=1e-6)
    # Nobody can be better off in the sum among portfolios of the same greatest regret.
    equals = [sum(one.values()) for one in lost.values() if max(one.values()) <= least + 1e-9]
    assert sum(expected.values()) == pytest.approx(min(equals), abs=1e-6)


def test_regrets_of_any_portfolio() -> None:
    parks, questions = members(7, PLAN)
    __, lost = by_hand(parks, questions, True)
    other = answer(replace(questions["m1"], reject=("P1", "P2")), EXACT)
    own = frozenset(park.park_id for park in other.funded)
    known = optima(questions, EXACT)
    found = regrets(other, questions, known)
    assert {m: one.most for m, one in found.items()} == pytest.approx(lost[own], abs=1e-9)
    assert regrets(other, questions, options=EXACT) == found
    for member, best in known.items():
        assert regrets(best, questions, known)[member].most == 0
        assert portfolio_value(best, questions[member]) == pytest.approx(best.objective)


def test_members_who_agree_regret_nothing() -> None:
    __, questions = members(1, PLAN, 1)
    found = least_regret({**questions, "twin": questions["m0"]}, EXACT)
    assert found.greatest == pytest.approx(0, abs=1e-9)
    assert chosen(found) == {park.park_id for park in found.optima["m0"].funded}


@pytest.mark.parametrize("seed", range(3))
def test_loose_optima_give_intervals_that_hold_the_truth(seed: int) -> None:
    """Members' optima known to 20 % only: the true regrets lie between the two ends, the bound below the truth."""
    parks, questions = members(seed, PLAN)
    least, lost = by_hand(parks, questions, True)
    loose = {}
    for member, question in questions.items():
        best = answer(question, EXACT)
        worse = answer(replace(question, reject=(best.funded[0].park_id,)), EXACT)
        assert best.objective is not None
        loose[member] = replace(worse, solver=replace(worse.solver, bound=best.objective * 1.1))
    found = least_regret(questions, EXACT, best=loose)
    assert found.proven_least is not None
    assert found.proven_least <= least + 1e-9
    for member, regret in found.regrets.items():
        truth = lost[chosen(found)][member]
        assert regret.least - 1e-9 <= truth <= regret.most + 1e-9
    assert found.gap == pytest.approx(max(r.most for r in found.regrets.values()) - found.proven_least)


def test_partial_sums_over_years_share_the_money_between_members() -> None:
    """Two parks, money for one: half and half is what both regret least."""
    parks = table(
        [
            {"requested_mln_rub": 100.0, "gain": 1.0},
            {"requested_mln_rub": 100.0, "gain": 1.0},
        ]
    )
    plan = programme(2, 100, terms={"funding": "partial", "minimum_share": 0.4})
    questions = {}
    for name, gain in (("one", (1.0, 0.0)), ("other", (0.0, 1.0))):
        gains = pd.Series(gain, index=parks.index)
        ranking = pd.DataFrame({"rank": gains.rank(ascending=False), "merit": gains})
        questions[name] = Question(Parks(parks), gains, ranking, plan)
    found = least_regret(questions, EXACT)
    assert found.portfolio is not None
    assert [park.grant_mln_rub for park in found.portfolio.funded] == [50.0, 50.0]
    assert found.greatest == pytest.approx(0.5)


def test_what_cannot_be_compared_is_refused() -> None:
    __, questions = members(0, PLAN)
    with pytest.raises(ParkfundError, match="at least one member"):
        least_regret({})
    other = replace(questions["m0"], programme=programme(total=50))
    with pytest.raises(ParkfundError, match="does not share"):
        least_regret({**questions, "other": other}, EXACT)
    worthless = replace(questions["m0"], gain=questions["m0"].gain * 0)
    with pytest.raises(ParkfundError, match="not positive"):
        least_regret({**questions, "nothing": worthless}, EXACT)
    assert least_regret({**questions, "nothing": worthless}, EXACT, relative=False).portfolio is not None


def test_without_plan_or_time_there_is_no_regret() -> None:
    __, questions = members(0, programme(rules=[{"id": "x", "measure": "count", "min": 10}]))
    found = least_regret(questions, EXACT)
    assert (found.portfolio, found.greatest, found.gap) == (None, None, None)
    assert {best.ending for best in found.optima.values()} == {"infeasible"}
    stop = Event()
    stop.set()
    assert least_regret(members(0, PLAN)[1], SolveOptions(stop=stop)).portfolio is None
