"""One answer: the written order among equal optima, and indifference to the order of rows."""

import itertools
import json
from typing import Any

import numpy as np
import pandas as pd
import pytest
from allocation_examples import allocate, funded, programme, random_case, table

from decision.model.options import SolveOptions
from decision.model.programme import Programme


def test_less_money_first() -> None:
    parks = table([{"requested_mln_rub": m, "gain": 5.0} for m in (40.0, 30.0, 35.0, 20.0)])
    plan = programme(total=100, rules=[{"id": "two", "measure": "count", "max": 2}])
    portfolio = allocate(parks, plan)
    assert funded(portfolio) == {"P2", "P4"}
    assert portfolio.ties == "ordered"


def test_then_better_ranks_then_ids() -> None:
    parks = table([{"requested_mln_rub": 10.0, "gain": 1.0, "jobs": 5.0} for __ in range(6)])
    plan = programme(
        total=20, objective={"maximise": "jobs"}, rules=[{"id": "two", "measure": "count", "max": 2}]
    )
    ranking = pd.DataFrame({"rank": [3, 1, 2, 2, 1, 3], "merit": 0.5}, index=parks.index)
    from decision.allocation.allocate import allocate_parks
    from decision.model.parks import Parks

    def chosen(ranks: list[int]) -> set[str]:
        table_ = ranking.assign(rank=ranks)
        return funded(
            allocate_parks(
                Parks(parks),
                gain=parks["jobs"],
                ranking=table_,
                programme=plan,
                options=SolveOptions(gap=0.0),
            )
        )

    assert chosen([3, 1, 2, 2, 1, 3]) == {"P2", "P5"}
    assert chosen([3, 2, 2, 2, 1, 3]) == {"P2", "P5"}
    assert chosen([1, 1, 1, 1, 1, 1]) == {"P1", "P2"}


def test_then_earlier_starts_and_earlier_money() -> None:
    parks = table([{"requested_mln_rub": 30.0, "gain": 3.0, "build_years": 2.0} for __ in range(3)])
    plan = programme(
        4, 90, budget={"by_year": {2025: 40, 2026: 90, 2027: 90}}, terms={"yearly_share": [0.2, 0.8]}
    )
    portfolio = allocate(parks, plan)
    by_id = {park.park_id: park for park in portfolio.funded}
    assert [by_id[p].start_year for p in ("P1", "P2", "P3")] == [2025, 2025, 2025]
    assert [by_id[p].payments[2025] for p in ("P1", "P2", "P3")] == [24.0, 10.0, 6.0]


def test_a_gap_is_not_called_ordered() -> None:
    parks, content = random_case(1, partial=False)
    portfolio = allocate(parks, Programme.model_validate(content), options=SolveOptions(gap=0.01))
    assert portfolio.ties == "not_proven"


@pytest.mark.parametrize("seed", range(8))
def test_the_order_among_equals_against_enumeration(seed: int) -> None:
    """Many equal optima (small whole numbers): value, then money, then ranks, then places of the ids."""
    draw = np.random.default_rng(seed)
    n = 8
    parks = table(
        [
            {"requested_mln_rub": float(draw.integers(1, 4)), "gain": float(draw.integers(1, 4))}
            for __ in range(n)
        ]
    )
    budget = float(parks["requested_mln_rub"].sum() // 2)
    portfolio = allocate(parks, programme(total=budget))
    rank = parks["gain"].rank(ascending=False, method="min")

    def order(chosen: tuple[int, ...]) -> tuple[float, ...]:
        rows = parks.iloc[list(chosen)]
        ranks = rank.iloc[list(chosen)].sum()
        return (-rows["gain"].sum(), rows["requested_mln_rub"].sum(), ranks, sum(chosen))

    every = itertools.chain.from_iterable(itertools.combinations(range(n), k) for k in range(n + 1))
    allowed = [c for c in every if parks["requested_mln_rub"].iloc[list(c)].sum() <= budget]
    best = min(order(c) for c in allowed)
    assert order(tuple(sorted(parks.index.get_loc(p) for p in funded(portfolio)))) == best


def as_bytes(portfolio: Any) -> str:
    content = portfolio.to_dict()
    content["solver"] = {k: v for k, v in content["solver"].items() if k != "seconds"}
    return json.dumps(content, sort_keys=True)


@pytest.mark.parametrize("gap", [0.0, 0.001, 0.05])
def test_shuffled_rows_give_the_same_bytes(gap: float) -> None:
    from decision.allocation.allocate import allocate_parks
    from decision.model.parks import Parks

    draw = np.random.default_rng(11)
    n = 30
    parks = table(
        [
            {
                "park_id": f"P{k:02d}",
                "requested_mln_rub": float(draw.integers(2, 9)),
                "gain": float(draw.integers(1, 5)),
                "district": str(draw.choice(["A", "B"])),
                "build_years": float(draw.integers(1, 3)),
            }
            for k in range(n)
        ]
    )
    plan = Programme.model_validate(
        {
            "title": "t",
            "years": [2025, 2026, 2027],
            "budget": {"total": 70, "by_year": {2025: 20, 2026: 30, 2027: 30}},
            "terms": {"funding": "partial", "minimum_share": 0.5},
            "rules": [{"id": "a", "measure": "grant", "where": {"district": "A"}, "max_share": 0.5}],
        }
    )

    def answer(order: np.ndarray) -> str:
        shuffled = parks.iloc[order]
        gain = shuffled["gain"]
        ranking = pd.DataFrame({"rank": gain.rank(ascending=False, method="min"), "merit": gain})
        return as_bytes(
            allocate_parks(
                Parks(shuffled),
                gain=gain.sample(frac=1, random_state=3),
                ranking=ranking,
                programme=plan,
                options=SolveOptions(gap=gap),
            )
        )

    first = answer(np.arange(n))
    for seed in range(3):
        assert answer(np.random.default_rng(seed).permutation(n)) == first
