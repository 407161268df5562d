"""Figures of a portfolio: sums, ratios of sums, years, order, warnings; invariants of any portfolio."""

import json

import numpy as np
import pytest
from allocation_examples import allocate, funded, programme, table
from hypothesis import given, settings
from hypothesis import strategies as st

PARKS = table(
    [
        {
            "requested_mln_rub": 40.0,
            "gain": 9.0,
            "new_jobs": 100.0,
            "wages": 8000.0,
            "private_investment_mln_rub": 70.0,
        },
        {
            "requested_mln_rub": 30.0,
            "gain": 8.0,
            "new_jobs": 50.0,
            "wages": 2000.0,
            "private_investment_mln_rub": np.nan,
        },
        {
            "requested_mln_rub": 30.0,
            "gain": 7.0,
            "new_jobs": np.nan,
            "wages": 900.0,
            "private_investment_mln_rub": 10.0,
        },
        {
            "requested_mln_rub": 90.0,
            "gain": 3.0,
            "new_jobs": 1.0,
            "wages": 1.0,
            "private_investment_mln_rub": 10.0,
        },
    ]
)
CARD = [
    {"measure": "count", "target": 5},
    {"measure": "grant"},
    {"measure": "new_jobs"},
    {
        "measure": {"numerator": "wages", "denominator": "new_jobs"},
        "target": 60,
        "unit": "thousand RUB",
        "year": 2030,
    },
]


def test_sums_and_ratios() -> None:
    terms = {"funding": "partial", "minimum_share": 0.5}
    portfolio = allocate(PARKS, programme(total=85, terms=terms, scorecard=CARD))
    # by gain a ruble: P2 30, P3 30, P1 25 of 40
    fraction = {park.park_id: park.funded_fraction for park in portfolio.funded}
    assert fraction == pytest.approx({"P1": 25 / 40, "P2": 1.0, "P3": 1.0})
    assert portfolio.outcomes["new_jobs"] == pytest.approx(62.5 + 50)
    assert portfolio.outcomes["private_investment_mln_rub"] == pytest.approx(70 * 0.625 + 10)
    count, grant, jobs, wage = portfolio.scorecard
    assert (count.value, count.target) == (3.0, 5.0)
    assert grant.value == pytest.approx(85)
    assert jobs.value == pytest.approx(112.5)
    # a ratio of sums over the parks that know both
    assert wage.value == pytest.approx((8000 * 0.625 + 2000) / 112.5)
    assert [str(w) for w in portfolio.warnings] == [
        "new_jobs: 1 funded park has no value and adds nothing",
        "private_investment_mln_rub: 1 funded park has no value and adds nothing",
    ]
    assert [park.park_id for park in portfolio.funded] == ["P1", "P2", "P3"]
    assert portfolio.not_funded == ("P4",)
    assert portfolio.objective == pytest.approx(9 * 0.625 + 8 + 7)


def test_json_is_whole_and_serialisable() -> None:
    portfolio = allocate(PARKS, programme(2, 85, budget={"by_year": {2025: 50}}, scorecard=CARD))
    content = json.loads(json.dumps(portfolio.to_dict()))
    assert content["budget"]["by_year"]["2026"]["ceiling"] is None
    assert content["budget"]["by_year"]["2025"]["paid"] <= 50
    assert sum(line["grant_mln_rub"] for line in content["portfolio"]) == content["budget"]["granted"]
    assert content["solver"]["name"] == "HiGHS"
    assert content["solver"]["bound"] == pytest.approx(content["objective"])
    assert len(portfolio.to_frame()) == len(content["portfolio"])


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(1, 30), st.integers(1, 20), st.sampled_from("AB")), min_size=2, max_size=9
    ),
    st.integers(5, 120),
    st.booleans(),
)
def test_invariants(rows: list[tuple[int, int, str]], total: int, partial: bool) -> None:
    """More money is never worse; a rule never helps; a park funded stays worth no more when pinned out."""
    parks = table([{"requested_mln_rub": float(r), "gain": float(g), "district": d} for r, g, d in rows])
    terms = {"funding": "partial", "minimum_share": 0.4} if partial else {}
    rule = {"id": "x", "measure": "count", "where": {"district": "A"}, "max": 1}
    base = allocate(parks, programme(total=total, terms=terms))
    richer = allocate(parks, programme(total=total + 7, terms=terms))
    bound = allocate(parks, programme(total=total, terms=terms, rules=[rule]))
    assert base.objective is not None
    assert richer.objective >= base.objective - 0.05
    assert bound.objective <= base.objective + 0.05
    assert base.granted <= total
    assert funded(base) | set(base.not_funded) == set(parks.index)
    if base.funded:
        park = base.funded[0].park_id
        without = allocate(parks, programme(total=total, terms=terms), reject=[park])
        assert park not in funded(without)
        assert without.objective <= base.objective + 0.05
        with_it = allocate(parks, programme(total=total, terms=terms), fund=[park])
        assert with_it.objective == pytest.approx(base.objective, abs=0.05)


def test_a_ratio_counts_only_parks_that_know_both_sides() -> None:
    parks = PARKS.assign(wages=[np.nan, 2000.0, 900.0, 1.0], new_jobs=[100.0, 50.0, np.nan, 1.0])
    portfolio = allocate(parks, programme(total=100, scorecard=CARD))
    assert funded(portfolio) == {"P1", "P2", "P3"}
    assert portfolio.scorecard[3].value == pytest.approx(2000 / 50)
