"""What one park may get: caps, groups, areas, years; and every reason why a park gets nothing."""

from typing import Any

import numpy as np
import pytest
from allocation_examples import allocate, funded, programme, table

from decision.model.results import Portfolio


def one(park: dict[str, Any], years: int = 3, total: float = 1000, **terms: Any) -> Portfolio:
    return allocate(
        table([{"requested_mln_rub": 100.0, "gain": 1.0, **park}]), programme(years, total, terms=terms)
    )


PARTIAL = {"funding": "partial", "minimum_share": 0.2}


@pytest.mark.parametrize(
    ("park", "terms", "grant"),
    [
        ({}, {}, 100.0),
        ({}, {**PARTIAL, "cap": 80}, 80.0),
        ({"capex_mln_rub": 120.0}, {**PARTIAL, "cap_share_of_capex": 0.5}, 60.0),
        (
            {"capex_mln_rub": 120.0, "model": "r"},
            {**PARTIAL, "cap_share_of_capex": {"r": 0.25, "s": 1}},
            30.0,
        ),
        ({"area_ha": 3.0}, {**PARTIAL, "cap_per_hectare": 15}, 45.0),
        ({"g": "low"}, {**PARTIAL, "cap": {"column": "g", "values": {"low": 70, "high": 30}}}, 70.0),
        ({"capex_mln_rub": 100.0}, {**PARTIAL, "cap_share_of_capex": 1 / 3}, 33.333),
    ],
)
def test_the_tightest_cap_holds(park: dict[str, Any], terms: dict[str, Any], grant: float) -> None:
    portfolio = one(park, **terms)
    assert portfolio.granted == pytest.approx(grant, abs=1e-9)
    assert portfolio.funded[0].funded_fraction == pytest.approx(grant / 100)


def test_a_cap_may_change_from_a_start_year_on() -> None:
    cap = {"column": "g", "values": {"low": 50}, "from_year": {2026: {"low": 60}, 2027: {"low": 90}}}
    portfolio = one({"g": "low"}, **PARTIAL, cap=cap)
    assert (portfolio.granted, portfolio.funded[0].start_year) == (90.0, 2027)
    waiting = allocate(
        table([{"requested_mln_rub": 100.0, "gain": 1.0, "g": "low"}]),
        programme(3, 1000, terms={**PARTIAL, "cap": cap}, objective={"discount": 0.3}),
    )
    # 50 now, 60 · 0.7 = 42 a year later, 90 · 0.49 = 44.1 two years later
    assert (waiting.granted, waiting.funded[0].start_year) == (50.0, 2025)
    whole = one({"g": "low", "requested_mln_rub": 58.0}, cap=cap)
    assert (whole.granted, whole.funded[0].start_year) == (58.0, 2026)


def test_the_parks_own_minimum_comes_before_the_share() -> None:
    portfolio = one({"minimum_mln_rub": 75.0}, total=70, **PARTIAL)
    assert portfolio.funded == ()
    assert one({"minimum_mln_rub": 65.0}, total=70, **PARTIAL).granted == 70.0
    assert one({"minimum_mln_rub": np.nan}, total=30, **PARTIAL).granted == 30.0


@pytest.mark.parametrize(
    ("park", "terms", "said"),
    [
        ({"requested_mln_rub": np.nan}, {}, "no requested sum"),
        ({"requested_mln_rub": 0.0}, {}, "no requested sum"),
        ({}, {"cap": 80}, "the cap allows at most 80"),
        (
            {},
            {**PARTIAL, "minimum_share": 0.9, "cap": 80},
            "needs at least 90 mln RUB, but the cap allows at most 80",
        ),
        ({"capex_mln_rub": np.nan}, {**PARTIAL, "cap_share_of_capex": 0.5}, "capital cost is not stated"),
        ({"area_ha": np.nan}, {**PARTIAL, "cap_per_hectare": 5}, "area is not stated"),
        ({"earliest_start": 2027.0, "build_years": 2.0}, {}, "may start in 2027 and needs 2 years"),
        ({"earliest_start": 2031.0}, {}, "not ready before the programme ends"),
        ({}, {"build_years": 1, "yearly_share": [0.0, 0.7]}, "cannot be paid"),
    ],
)
def test_every_reason_is_told(park: dict[str, Any], terms: dict[str, Any], said: str) -> None:
    portfolio = one(park, **terms)
    assert portfolio.funded == ()
    (reasons,) = portfolio.ineligible.values()
    assert any(said in str(reason) for reason in reasons), [str(reason) for reason in reasons]
    assert portfolio.not_funded == ()


def test_reasons_from_the_ranking_are_kept() -> None:
    from decision.language import _

    parks = table([{"requested_mln_rub": 10.0, "gain": 1.0}, {"requested_mln_rub": 10.0, "gain": 2.0}])
    portfolio = allocate(parks, programme(), ineligible={"P2": (_("too few residents"),)})
    assert funded(portfolio) == {"P1"}
    assert [str(reason) for reason in portfolio.ineligible["P2"]] == ["too few residents"]


def test_a_fixed_profile_is_used_as_given() -> None:
    longer = one({"build_years": 1.0}, tranches=[0.5, 0.3, 0.2])
    assert dict(longer.funded[0].payments) == {2025: 50.0, 2026: 30.0, 2027: 20.0}
    shorter = one({"build_years": 3.0}, tranches=[1.0])
    assert dict(shorter.funded[0].payments) == {2025: 100.0}
    assert one({"build_years": 1.0, "earliest_start": 2026.0}, tranches=[0.5, 0.3, 0.2]).funded == ()
    assert one({"build_years": 3.0, "earliest_start": 2026.0}, tranches=[1.0]).funded == ()


SHARES = [
    (years, (least, most))
    for years in (1, 2, 3, 4)
    for least, most in ((0.0, 1.0), (0.1, 0.5), (0.2, 0.35))
    if years * least <= 1 <= years * most
]


@pytest.mark.parametrize(("build_years", "share"), SHARES)
def test_flexible_payments_keep_their_shares(build_years: int, share: tuple[float, float]) -> None:
    """With ceilings that leave a park no more than its least in the early years."""
    parks = table([{"requested_mln_rub": 100.0, "gain": 1.0, "build_years": float(build_years)}])
    late = {2025 + k: (30.0 if k < 2 else 200.0) for k in range(5)}
    plan = programme(
        5,
        1000,
        budget={"by_year": late},
        terms={**PARTIAL, "yearly_share": list(share)},
        objective={"discount": 0.5},
    )
    portfolio = allocate(parks, plan)
    (park,) = portfolio.funded
    years = range(park.start_year, park.start_year + build_years)
    assert set(park.payments) <= set(years)
    for year in years:
        paid = park.payments.get(year, 0.0)
        assert share[0] * park.grant_mln_rub - 0.0011 <= paid <= share[1] * park.grant_mln_rub + 0.0011
        assert paid <= late[year]


def test_discount_brings_money_forward_and_synergy_counts_pairs_once() -> None:
    import pandas as pd

    parks = table([{"requested_mln_rub": 10.0, "gain": g} for g in (5.0, 4.0, 4.5)])
    pairs = pd.DataFrame(
        {
            "park": ["P1", "P2", "P1", "P3"],
            "partner": ["P2", "P1", "University", "P3"],
            "kind": "x",
            "strength": [0.5, 0.8, 1.0, 1.0],
        }
    )
    plain = allocate(parks, programme(total=20))
    assert funded(plain) == {"P1", "P3"}
    joint = allocate(parks, programme(total=20, objective={"synergy": 1.0}), partnerships=pairs)
    assert funded(joint) == {"P1", "P2"}
    assert joint.objective == pytest.approx(9.0 + 0.8)
    late = allocate(
        parks,
        programme(2, 30, budget={"by_year": {2025: 20, 2026: 20}}, objective={"discount": 0.1}),
    )
    assert {park.park_id: park.start_year for park in late.funded} == {"P1": 2025, "P3": 2025, "P2": 2026}
    assert late.objective == pytest.approx(5 + 4.5 + 4 * 0.9)
