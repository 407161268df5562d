"""The best portfolio of each size: published PROMETHEE V problems, enumeration, and no dependence on a constant."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from allocation_examples import EXACT, programme, table
from test_allocation_published import as_programme, cases, net_flows

from decision.allocation.c_optimal import CardinalityTable, c_optimal
from decision.allocation.question import Question
from decision.errors import ParkfundError
from decision.model.options import SolveOptions
from decision.model.parks import Parks
from decision.model.programme import Programme


def question(parks: pd.DataFrame, plan: Programme, gains: Any, **more: Any) -> Question:
    gain = pd.Series(np.asarray(gains, float), index=parks.index)
    ranking = pd.DataFrame({"rank": gain.rank(ascending=False, method="min"), "merit": gain})
    return Question(Parks(parks), gain, ranking, plan, **more)


def holds(constraint: dict[str, Any], chosen: tuple[int, ...]) -> bool:
    total = sum(constraint["coefficients"][place] for place in chosen)
    sense = {"<=": total <= constraint["rhs"] + 1e-9, ">=": total >= constraint["rhs"] - 1e-9}
    return sense.get(constraint["sense"], abs(total - constraint["rhs"]) < 1e-9)


PROMETHEE_V = cases("promethee_v")


@pytest.mark.parametrize("path", PROMETHEE_V, ids=lambda path: path.stem if path else "absent")
def test_published_problems_size_by_size(path: Path) -> None:
    """Every row is the best of its size; the published portfolio is the row of its size, and the best row at k = 0."""
    case = json.loads(path.read_text())
    flow = np.array(case["expected"].get("net_flows") or net_flows(case))
    for name, problem in case["inputs"]["problems"].items():
        parks, plan = as_programme(list(flow), problem["constraints"])
        found = c_optimal(question(parks, plan, flow), options=EXACT)
        rows = {row.size: row for row in found.rows}
        for size in range(len(flow) + 1):
            values = [
                float(flow[list(chosen)].sum())
                for chosen in itertools.combinations(range(len(flow)), size)
                if all(holds(constraint, chosen) for constraint in problem["constraints"])
            ]
            row = rows.get(size)
            if not values:
                assert row is None or row.ending == "infeasible", (name, size)
                continue
            assert row is not None
            assert row.total == pytest.approx(max(values), abs=1e-6)
            assert (row.ending, row.gap, len(row.parks)) == ("optimal", 0.0, size)
        feasible = [size for size, row in rows.items() if row.total is not None]
        assert found.feasible == (min(feasible), max(feasible))
        alternatives = case["inputs"]["alternatives"]
        published = case["expected"]["selected"][name]
        row = rows[len(published)]
        assert {alternatives[int(park[1:])] for park in row.parks} == set(published)
        assert row.total == max(row.total for row in rows.values() if row.total is not None)


def plain(found: CardinalityTable) -> list[tuple[Any, ...]]:
    return [(r.size, r.ending, r.parks, r.entered, r.left, r.gap, r.granted_mln_rub) for r in found.rows]


@pytest.mark.parametrize("constant", [-3.7, 0.2, 0.5, 1000.0])
def test_a_constant_added_to_all_net_flows_changes_no_row(constant: float) -> None:
    """Neither parks nor gaps; sums and bounds by c times the constant."""
    draw = np.random.default_rng(7)
    flow = draw.normal(size=12)
    flow -= flow.mean()
    parks = table([{"requested_mln_rub": float(r)} for r in draw.integers(5, 30, 12)])
    rules = [{"id": "x", "measure": "count", "where": {"requested_mln_rub": {"above": 15}}, "min": 2}]
    plan = programme(total=89, rules=rules)
    first = c_optimal(question(parks, plan, flow), options=EXACT)
    shifted = c_optimal(question(parks, plan, flow + constant), options=EXACT)
    assert plain(first) == plain(shifted)
    for one, other in zip(first.rows, shifted.rows, strict=True):
        assert other.total == pytest.approx(one.total + constant * one.size)
        assert other.bound == pytest.approx(one.bound + constant * one.size)


def test_sizes_change_the_best_sum() -> None:
    """The trap itself: a large enough constant makes the largest portfolio win."""
    flow = np.array([0.4, 0.3, -0.1, -0.2, -0.4])
    parks = table([{"requested_mln_rub": 10.0} for _park in flow])
    found = [c_optimal(question(parks, programme(total=40), flow + k), options=EXACT) for k in (0.0, 0.5)]
    best = [max(one.rows, key=lambda row: row.total).size for one in found]
    assert best == [2, 4]
    assert [row.parks for row in found[0].rows] == [row.parks for row in found[1].rows]


def test_partial_funding_gives_each_size_its_least_money() -> None:
    parks = table([{"requested_mln_rub": r} for r in (10.0, 20.0, 30.0)])
    plan = programme(total=40, terms={"funding": "partial", "minimum_share": 0.5})
    found = c_optimal(question(parks, plan, [1.0, 2.0, 3.0]), options=EXACT)
    assert [(row.size, row.total, row.granted_mln_rub) for row in found.rows] == [
        (0, 0.0, 0.0),
        (1, 3.0, 15.0),
        (2, 5.0, 25.0),
        (3, 6.0, 30.0),
    ]
    assert [(row.entered, row.left) for row in found.rows[1:]] == [
        (("P3",), ()),
        (("P2",), ()),
        (("P1",), ()),
    ]


def test_years_rules_and_pins_hold_at_every_size() -> None:
    draw = np.random.default_rng(11)
    parks = table(
        [
            {
                "requested_mln_rub": float(draw.integers(10, 40)),
                "build_years": float(draw.integers(1, 3)),
                "d": str(draw.choice(["A", "B"])),
            }
            for _park in range(9)
        ]
    )
    gains = draw.normal(size=9)
    rules = [
        {"id": "x", "measure": "count", "where": {"d": "A"}, "max": 3},
        {"id": "y", "exactly": 1, "of": ["P1", "P2"]},
    ]
    plan = programme(2, 200, rules=rules, budget={"by_year": {2025: 70, 2026: 80}})
    found = c_optimal(question(parks, plan, gains, fund=("P5",)), options=EXACT)
    from allocation_examples import allocate

    assert found.rows
    for row in found.rows:
        exactly = [*rules, {"id": "c", "measure": "count", "min": row.size, "max": row.size}]
        direct = allocate(
            parks,
            programme(
                2,
                200,
                rules=exactly,
                budget={"by_year": {2025: 70, 2026: 80}},
                objective={"maximise": "merit_count"},
            ),
            gains,
            fund=["P5"],
        )
        assert direct.objective == pytest.approx(row.total, abs=1e-6)
        assert "P5" in row.parks
        assert len({"P1", "P2"} & set(row.parks)) == 1


def test_sizes_that_cannot_be_are_told_and_soft_rules_refused() -> None:
    parks = table([{"requested_mln_rub": 10.0} for _park in range(3)])
    found = c_optimal(question(parks, programme(total=20), [1, 2, 3]), [7, 3, 2, -1], EXACT)
    assert [(row.size, row.ending) for row in found.rows] == [
        (-1, "infeasible"),
        (2, "optimal"),
        (3, "infeasible"),
        (7, "infeasible"),
    ]
    assert list(found.to_frame()["parks"]) == ["", "P3 P2", "", ""]
    assert found.to_dict()["c_optimal"][1]["parks"] == ["P3", "P2"]
    soft = [{"id": "x", "measure": "count", "max": 1, "soft": {"penalty": 1}}]
    with pytest.raises(ParkfundError, match="soft rules"):
        c_optimal(question(parks, programme(rules=soft), [1, 2, 3]), options=EXACT)


def test_a_stop_is_heard() -> None:
    from threading import Event

    stop = Event()
    stop.set()
    parks = table([{"requested_mln_rub": 10.0} for _park in range(3)])
    found = c_optimal(question(parks, programme(total=20), [1, 2, 3]), [1, 2], SolveOptions(stop=stop))
    assert [row.ending for row in found.rows] == ["stopped", "stopped"]
