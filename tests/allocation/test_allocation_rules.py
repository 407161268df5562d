"""Every kind of rule: its rows of numbers, a portfolio it forbids, and nothing else."""

from typing import Any

import numpy as np
import pytest
from allocation_examples import allocate, funded, programme, table

from decision.allocation.problem import Problem, build, own_rows
from decision.allocation.rules import RULE_KINDS, kind_of, rows_of
from decision.allocation.terms import candidates_of
from decision.model.programme import Programme

PARKS = table(
    [
        {"requested_mln_rub": 40.0, "gain": 9.0, "district": "A", "jobs": 100.0, "code": 7, "open": True},
        {"requested_mln_rub": 30.0, "gain": 8.0, "district": "A", "jobs": 50.0, "code": 7, "open": False},
        {"requested_mln_rub": 30.0, "gain": 7.0, "district": "B", "jobs": 20.0, "code": 8, "open": True},
        {"requested_mln_rub": 20.0, "gain": 3.0, "district": None, "jobs": np.nan, "code": 9, "open": True},
    ]
)
YEARLY = {"budget": {"by_year": {2025: 60, 2026: 60}}}
"""A programme with ceilings models start years and payments."""


def ready(plan: Programme) -> Problem:
    ranking = PARKS.assign(rank=[1, 2, 3, 4], merit=PARKS["gain"])[["rank", "merit"]]
    candidates, __ = candidates_of(PARKS, plan, PARKS["gain"], ranking, {})
    pins, money = own_rows(candidates)
    return build(candidates, (*rows_of(plan, candidates), *pins, *money))


def lines(problem: Problem) -> list[tuple[Any, ...]]:
    """Every row of the linear programme as text-like tuples, for comparing two programmes."""
    p = problem.programme
    return [
        (
            tuple(p.columns[p.starts[k] : p.starts[k + 1]].tolist()),
            tuple(p.coefficients[p.starts[k] : p.starts[k + 1]].round(9).tolist()),
            float(p.row_lower[k]),
            float(p.row_upper[k]),
        )
        for k in range(len(p.row_lower))
    ]


# One example a kind: the rule, the sums of its rows over (y or s or g/r or p of each park), its bounds.
EXAMPLES: dict[str, tuple[dict[str, Any], list[list[float]], list[tuple[float | None, float | None]]]] = {
    "count": ({"measure": "count", "where": {"district": "A"}, "max": 1}, [[1, 1, 0, 0]], [(None, 1)]),
    "grant": (
        {"measure": "grant", "where": {"district": ["B"]}, "min_share": 0.5},
        [[0, 0, 1, 0]],
        [(0.5, None)],
    ),
    "starts": ({"measure": "starts", "each_year": True, "max": 1}, [[1, 1, 1, 1]] * 2, [(None, 1)] * 2),
    "payments": ({"measure": "payments", "years": [2025], "max": 35}, [[1, 1, 1, 1]], [(None, 35)]),
    "column": ({"measure": "jobs", "max": 110}, [[100, 50, 20, 0]], [(None, 110)]),
    "column_count": (
        {"measure": {"column": "jobs", "per": "count"}, "min": 60, "max": 110},
        [[100, 50, 20, 0]],
        [(60, 110)],
    ),
    "fund": ({"fund": ["P4", "P3"]}, [[0, 0, 0, 1], [0, 0, 1, 0]], [(1, None)] * 2),
    "reject": ({"reject": ["P1"]}, [[1, 0, 0, 0]], [(None, 0)]),
    "at_most": ({"at_most": 1, "of": ["P1", "P2"]}, [[1, 1, 0, 0]], [(None, 1)]),
    "at_least": ({"at_least": 2, "of": ["P4", "P1"]}, [[1, 0, 0, 1]], [(2, None)]),
    "exactly": ({"exactly": 1, "of": ["P1", "P2"]}, [[1, 1, 0, 0]], [(1, 1)]),
    "together": (
        {"together": ["P1", "P4", "P3"]},
        [[-1, 0, 0, 1], [-1, 0, 1, 0]],
        [(0, 0)] * 2,
    ),
    "excludes": ({"excludes": ["P1", "P3"]}, [[1, 0, 1, 0]], [(None, 1)]),
    "requires": ({"park": "P1", "requires": "P4"}, [[1, 0, 0, -1]], [(None, 0)]),
    "co_financing": (
        {"co_financing": {"column": "jobs", "min_share": 0.8}, "where": {"district": ["A", "B"]}},
        [[2.5, 50 / 30, 20 / 30, 0]],
        [(0.8, None)],
    ),
    "park_cap": (
        {"park_cap": {"column": "jobs", "times": 0.5}, "where": {"code": [7, 8]}},
        [[0, 1, 1, 0]],
        [(None, 0)],
    ),
    "equity": (
        {"equity": {"population": {"A": 2000, "B": 2000}, "min_ratio": 0.8}},
        [[1, 1, 0, 0], [0, 0, 1, 0]],
        [(0.4, None)] * 2,
    ),
}


def test_every_kind_has_an_example_a_formula_and_a_title() -> None:
    assert set(EXAMPLES) == set(RULE_KINDS)
    for kind in RULE_KINDS.values():
        assert any(sign in kind.formula for sign in "≤≥"), kind.id
        assert kind.summary
        assert str(kind.title)
        assert kind.id in kind.example or "measure" in kind.example


@pytest.mark.parametrize("kind", EXAMPLES)
def test_rows_are_the_numbers_of_the_formula(kind: str) -> None:
    rule, weights, limits = EXAMPLES[kind]
    plan = programme(2, 100, rules=[{"id": "x", **rule}], **YEARLY)
    assert kind_of(plan.rules[0]).id == kind
    rows = [row for row in ready(plan).rows if row.rule == "x"]
    assert [row.weight.tolist() for row in rows] == weights
    assert [(row.minimum, row.maximum) for row in rows] == limits
    assert all(str(row).startswith("x") for row in rows)


@pytest.mark.parametrize("kind", EXAMPLES)
def test_adding_a_rule_adds_exactly_its_rows(kind: str) -> None:
    rule, __, limits = EXAMPLES[kind]
    before = ready(programme(2, 100, **YEARLY))
    after = ready(programme(2, 100, rules=[{"id": "x", **rule}], **YEARLY))
    remaining = lines(after)
    for line in lines(before):
        remaining.remove(line)
    bounds = sum((low is not None) + (high is not None) for low, high in limits)
    assert len(remaining) == bounds
    for array in ("cost", "lower", "upper", "integer"):
        assert (getattr(before.programme, array) == getattr(after.programme, array)).all()


@pytest.mark.parametrize("kind", EXAMPLES)
def test_every_kind_forbids_a_portfolio(kind: str) -> None:
    """The best plan without the rule is out with it, and the new one is worse."""
    rule, __, __ = EXAMPLES[kind]
    free = allocate(PARKS, programme(2, 100, **YEARLY))
    bound = allocate(PARKS, programme(2, 100, rules=[{"id": "x", **rule}], **YEARLY))
    assert funded(free) == {"P1", "P2", "P3"}
    assert bound.ending == "optimal"
    plan_of = [(p.park_id, p.start_year, dict(p.payments)) for p in bound.funded]
    assert plan_of != [(p.park_id, p.start_year, dict(p.payments)) for p in free.funded]
    if kind not in ("starts", "payments"):  # these two only move money in time
        assert bound.objective < free.objective
    assert all(report.slack >= 0 and report.violation == 0 for report in bound.rules)


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({"district": "A"}, [1, 1, 0, 0]),
        ({"district": ["A", "B"]}, [1, 1, 1, 0]),
        ({"district": {"not": ["A"]}}, [0, 0, 1, 0]),
        ({"jobs": {"min": 50}}, [1, 1, 0, 0]),
        ({"jobs": {"above": 50}}, [1, 0, 0, 0]),
        ({"jobs": {"max": 50}}, [0, 1, 1, 0]),
        ({"jobs": {"below": 50}}, [0, 0, 1, 0]),
        ({"jobs": {"min": 20, "below": 100}}, [0, 1, 1, 0]),
        ({"jobs": {"not": [20]}}, [1, 1, 0, 0]),
        ({"code": 7}, [1, 1, 0, 0]),
        ({"code": "8"}, [0, 0, 1, 0]),
        ({"open": True, "district": "A"}, [1, 0, 0, 0]),
        ({"open": "true"}, [1, 0, 1, 1]),
        ({}, [1, 1, 1, 1]),
    ],
)
def test_where(where: dict[str, Any], expected: list[int]) -> None:
    plan = programme(rules=[{"id": "x", "measure": "count", "where": where, "max": 9}])
    (row,) = [row for row in ready(plan).rows if row.rule == "x"]
    assert row.weight.tolist() == expected


def test_each_gives_a_row_for_every_value_even_where_no_park_is_eligible() -> None:
    parks = table(
        [
            {"requested_mln_rub": 10.0, "gain": 2.0, "district": "A"},
            {"requested_mln_rub": 10.0, "gain": 2.0, "district": "A"},
            {"requested_mln_rub": None, "gain": 1.0, "district": "B"},
        ]
    )
    capped = allocate(parks, programme(rules=[{"id": "x", "measure": "count", "each": "district", "max": 1}]))
    assert [(report.part, report.value) for report in capped.rules] == [("A", 1.0), ("B", 0.0)]
    wanted = allocate(parks, programme(rules=[{"id": "x", "measure": "count", "each": "district", "min": 1}]))
    assert wanted.ending == "infeasible"
    assert wanted.conflict is not None
    assert wanted.conflict.rules == ("x",)


def test_bounds_by_year() -> None:
    rule = {"id": "x", "measure": "starts", "each_year": True, "max": {2025: 1, 2026: 2}, "min": {2026: 1}}
    portfolio = allocate(PARKS, programme(3, 120, rules=[rule]))
    by_part = {report.part: (report.min, report.max, report.value) for report in portfolio.rules}
    assert {part: bounds[:2] for part, bounds in by_part.items()} == {"2025": (None, 1.0), "2026": (1.0, 2.0)}
    assert by_part["2025"][2] <= 1
    assert 1 <= by_part["2026"][2] <= 2
    assert len(portfolio.funded) == 4


def test_a_soft_rule_costs_its_violation() -> None:
    rule = {"id": "x", "measure": "count", "where": {"district": "A"}, "max": 1}
    cheap = allocate(PARKS, programme(1, 100, rules=[{**rule, "soft": {"penalty": 0.5}}]))
    dear = allocate(PARKS, programme(1, 100, rules=[{**rule, "soft": {"penalty": 20}}]))
    free = allocate(PARKS, programme(1, 100))
    assert cheap.objective == pytest.approx(free.objective - 0.5)
    assert (cheap.rules[0].violation, cheap.rules[0].soft) == (1.0, True)
    assert dear.rules[0].violation == 0.0
    assert len(funded(dear) & {"P1", "P2"}) == 1


def test_an_inactive_rule_does_nothing() -> None:
    rule = {"id": "x", "measure": "count", "max": 0}
    assert funded(allocate(PARKS, programme(1, 100, rules=[rule]))) == set()
    off = allocate(PARKS, programme(1, 100, rules=[{**rule, "active": False}]))
    assert len(off.funded) == 3
    assert off.rules == ()


def test_share_rule_reports_shares() -> None:
    rule = {"id": "x", "measure": "grant", "where": {"district": "B"}, "min_share": 0.4}
    portfolio = allocate(PARKS, programme(1, 100, rules=[rule]))
    (report,) = portfolio.rules
    of_b = sum(p.grant_mln_rub for p in portfolio.funded if p.park_id == "P3")
    assert report.share
    assert report.value == pytest.approx(of_b / portfolio.granted)
    assert report.value >= 0.4
    assert report.slack == pytest.approx(report.value - 0.4)


def test_each_speaks_only_of_the_parks_that_where_leaves() -> None:
    rule = {"id": "x", "measure": "count", "where": {"open": True}, "each": "district", "max": 9}
    rows = [row for row in ready(programme(rules=[rule])).rows if row.rule == "x"]
    assert [(row.part, row.weight.tolist()) for row in rows] == [("A", [1, 0, 0, 0]), ("B", [0, 0, 1, 0])]
