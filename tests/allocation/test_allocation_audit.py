"""Audit and rounding: what is shown holds to the thousandth, and a wrong plan is never shown."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from allocation_examples import EXACT, allocate, programme, random_case, table
from hypothesis import given, settings
from hypothesis import strategies as st

from decision.allocation import clock as module
from decision.allocation.audit import breaches, objective_value
from decision.allocation.plan import Plan
from decision.allocation.problem import own_rows
from decision.allocation.rounding import controlled_rounding
from decision.allocation.rules import rows_of
from decision.allocation.terms import candidates_of
from decision.errors import AuditFailed
from decision.model.options import SolveOptions
from decision.model.programme import Programme
from decision.model.results import Portfolio

CONTENT: dict[str, Any] = {
    "title": "t",
    "years": [2025, 2026, 2027],
    "budget": {"total": 60, "by_year": {2025: 25, 2026: 25, 2027: 25}},
    "terms": {"funding": "partial", "minimum_share": 0.5, "yearly_share": [0.2, 0.8], "build_years": 2},
    "rules": [{"id": "two", "measure": "count", "max": 2}],
}
PARKS = table([{"requested_mln_rub": 30.0, "gain": 3.0 - n} for n in range(3)])
SOUND = {"start": [0, 1, -1], "grant": [30, 20, 0], "payments": [[20, 10, 0], [0, 10, 10], [0, 0, 0]]}


def plan_of(content: dict[str, Any] = CONTENT, **changes: Any) -> tuple[Plan, list[Any]]:
    plan = Programme.model_validate(content)
    ranking = PARKS.assign(rank=[1, 2, 3], merit=PARKS["gain"])[["rank", "merit"]]
    candidates, __ = candidates_of(PARKS, plan, PARKS["gain"], ranking, {})
    pins, money = own_rows(candidates)
    figures = {**SOUND, **changes}
    units = {key: np.rint(np.array(figures[key]) * 1000).astype(np.int64) for key in ("grant", "payments")}
    return Plan(candidates, np.array(figures["start"]), **units), [*rows_of(plan, candidates), *pins, *money]


def test_a_sound_plan_passes() -> None:
    plan, rows = plan_of()
    assert breaches(plan, rows) == []
    assert objective_value(plan, rows, ()) == pytest.approx(3.0 + 2.0 * 20 / 30)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"payments": [[20, 10, 0], [0, 10, 9.999], [0, 0, 0]]}, "do not add up"),
        ({"payments": [[20, 10, 0], [10, 10, 0], [0, 0, 0]]}, "yearly shares"),
        ({"payments": [[25, 5, 0], [0, 10, 10], [0, 0, 0]]}, "yearly shares"),
        ({"grant": [30.001, 20, 0], "payments": [[20.001, 10, 0], [0, 10, 10], [0, 0, 0]]}, "allowed are"),
        ({"grant": [30, 14.999, 0], "payments": [[20, 10, 0], [0, 9.999, 5], [0, 0, 0]]}, "allowed are"),
        ({"grant": [30, 20, 1]}, "allowed are"),
        ({"start": [0, 2, -1], "payments": [[20, 10, 0], [0, 0, 20], [0, 0, 0]]}, "in which it cannot"),
        ({"payments": [[10, 20, 0], [0, 10, 10], [0, 0, 0]]}, "2026"),
        (
            {"start": [0, 1, 0], "grant": [15, 15, 15], "payments": [[9, 6, 0], [0, 9, 6], [9, 6, 0]]},
            "two: count over 3 parks ≤ 2",
        ),
    ],
)
def test_a_wrong_plan_is_noticed(changes: dict[str, Any], said: str) -> None:
    plan, rows = plan_of(**changes)
    assert any(said in breach for breach in breaches(plan, rows)), breaches(plan, rows)


def test_the_total_is_exact_to_the_thousandth() -> None:
    content = {**CONTENT, "budget": {"total": 49.999}}
    plan, rows = plan_of(content)
    assert any(breach.startswith("budget") for breach in breaches(plan, rows))
    plan, rows = plan_of({**CONTENT, "budget": {"total": 50}})
    assert breaches(plan, rows) == []


def test_carry_over_is_counted_in_a_chain() -> None:
    """2025: 5 of 25 left, half goes on; 2026: 7.5 of 27.5 left, half goes on; 2027: 10 are there and paid."""
    by_year = {2025: 25, 2026: 25, 2027: 6.25}
    content = {**CONTENT, "budget": {"total": 60, "by_year": by_year, "carry_over": 0.5}}
    plan, rows = plan_of(content)
    assert breaches(plan, rows) == []
    tighter = {**content, "budget": {**content["budget"], "by_year": {**by_year, 2025: 24.9}}}
    plan, rows = plan_of(tighter)
    assert any(breach.startswith("2027") for breach in breaches(plan, rows))


def test_a_wrong_answer_of_the_solver_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    true_solve = module.solve

    def generous(*arguments: Any, **options: Any) -> Any:
        answer = true_solve(*arguments, **options)
        return answer if answer.values is None else replace(answer, values=np.ones_like(answer.values))

    monkeypatch.setattr(module, "solve", generous)
    with pytest.raises(AuditFailed, match="budget"):
        allocate(PARKS, programme(total=60), options=SolveOptions())


def test_a_wrong_objective_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    true_solve = module.solve

    def boasting(*arguments: Any, **options: Any) -> Any:
        answer = true_solve(*arguments, **options)
        return replace(answer, objective=answer.objective * 1.01)

    monkeypatch.setattr(module, "solve", boasting)
    with pytest.raises(AuditFailed, match="the solver says"):
        allocate(PARKS, programme(total=60), options=SolveOptions())


def assert_exact(portfolio: Portfolio, plan: Programme) -> None:
    """Money in whole thousands, adding up exactly: checked in integers from what is shown."""
    units = {park.park_id: round(park.grant_mln_rub * 1000) for park in portfolio.funded}
    for park in portfolio.funded:
        assert park.grant_mln_rub * 1000 == pytest.approx(units[park.park_id], abs=1e-6)
        payments = [round(amount * 1000) for amount in park.payments.values()]
        assert sum(payments) == units[park.park_id]
        assert min(payments, default=1) > 0
    assert round(portfolio.granted * 1000) == sum(units.values())
    assert sum(units.values()) <= plan.budget.total * 1000 + 1e-6
    left = 0.0
    for year, money in portfolio.by_year.items():
        paid = sum(round(park.payments.get(year, 0.0) * 1000) for park in portfolio.funded)
        assert round(money.paid * 1000) == paid
        if money.ceiling is None:
            left = 0.0
            continue
        assert paid <= money.ceiling * 1000 + left + 1e-6
        assert money.carried * 1000 == pytest.approx(left, abs=1.001)
        left = plan.budget.carry_over * (money.ceiling * 1000 + left - paid)


@pytest.mark.parametrize("seed", range(30))
def test_awkward_money_still_adds_up(seed: int) -> None:
    """Thirds and sevenths everywhere, ceilings that bind, shares and sums of money as rules."""
    draw = np.random.default_rng(seed)
    n = 12
    parks = table(
        [
            {
                "requested_mln_rub": round(float(draw.uniform(10, 60)) / 7, 5),
                "gain": float(draw.uniform(1, 9)),
                "district": str(draw.choice(["A", "B", "C"])),
                "build_years": float(draw.integers(1, 4)),
            }
            for __ in range(n)
        ]
    )
    whole = float(parks["requested_mln_rub"].sum())
    of_a = float(parks.loc[parks["district"] == "A", "requested_mln_rub"].sum())
    plan = Programme.model_validate(
        {
            "title": "t",
            "years": [2025, 2026, 2027],
            "budget": {
                "total": whole * 0.6,
                "by_year": {2025 + k: whole / 7 * (1 + k / 3) for k in range(3)},
                "carry_over": float(draw.choice([0.0, 1 / 3, 1.0])),
            },
            "terms": {
                "funding": "partial",
                "minimum_share": 1 / 3,
                "yearly_share": [0.1, 0.9] if seed % 3 else [0.0, 1.0],
                "tranches": [1 / 3, 2 / 3] if seed % 5 == 0 else "flexible",
                "build_years": 2,
            },
            "rules": [
                {"id": "a", "measure": "grant", "where": {"district": "A"}, "min": of_a / 7},
                {"id": "b", "measure": "grant", "where": {"district": "B"}, "max_share": 1 / 3},
                {"id": "first", "measure": "payments", "years": [2025], "max": whole / 9},
            ],
        }
    )
    if plan.terms.tranches == "flexible" and plan.terms.yearly_share[1] < 1:
        parks["build_years"] = parks["build_years"].clip(lower=2)
    portfolio = allocate(parks, plan, options=EXACT if seed % 2 else SolveOptions())
    assert portfolio.ending == "optimal"
    assert_exact(portfolio, plan)


@pytest.mark.parametrize("seed", range(10))
def test_random_programmes_add_up(seed: int) -> None:
    parks, content = random_case(700 + seed, partial=True)
    plan = Programme.model_validate(content)
    portfolio = allocate(parks, plan)
    if portfolio.ending == "optimal":
        assert_exact(portfolio, plan)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_controlled_rounding_keeps_rows_and_columns(data: st.DataObject) -> None:
    rows, columns = data.draw(st.integers(1, 8)), data.draw(st.integers(1, 6))
    share = st.lists(st.floats(0.0, 1.0), min_size=columns, max_size=columns)
    shares = np.array(data.draw(st.lists(share, min_size=rows, max_size=rows)))
    shares[shares.sum(axis=1) == 0, 0] = 1.0
    sums = np.array(data.draw(st.lists(st.integers(0, 1000), min_size=rows, max_size=rows)), dtype=np.int64)
    target = shares / shares.sum(axis=1, keepdims=True) * sums[:, None]
    rounded = controlled_rounding(target, sums)
    assert (rounded.sum(axis=1) == sums).all()
    assert (np.abs(rounded - target) < 1 + 1e-3).all()
    assert (np.abs(rounded.sum(axis=0) - target.sum(axis=0)) < 1 + 1e-3).all()
