"""Weight intervals: published cases, the method itself at both sides of each end, and brute force."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ranking_examples import criteria_of, parks_of, random_problem

from decision.errors import InputProblems, ParkfundError
from decision.model.criteria import CriteriaModel
from decision.ranking.moving import MovingWeights
from decision.ranking.places import Places
from decision.ranking.rank import rank_parks
from decision.ranking.stability import stability

CASES = Path(__file__).resolve().parents[2] / ".." / "shared" / "cases"
there = pytest.mark.skipif(not CASES.is_dir(), reason="the folder of published cases is not there")
LINEAR = ["wsm", "mabac", "spotis", "promethee_ii", "marcos", "mairca", "moora", "ocra", "aras"]
OTHERS = ["topsis", "vikor", "wpm", "waspas", "copras", "codas", "lmaw"]


def case(name: str) -> dict:
    return json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))


@there
def test_published_intervals_of_a_weighted_sum() -> None:
    given = case("stability_computed_wsm_intervals")
    criteria = criteria_of(given["inputs"]["weights"], given["inputs"]["types"], "wsm", normalization="none")
    found = stability(parks_of(given["inputs"]["matrix"]), criteria)
    assert found.exact
    tolerance = given["tolerance"]["interval"]
    for node, first, order in zip(
        found.nodes,
        given["expected"]["intervals"]["first"],
        given["expected"]["intervals"]["full"],
        strict=True,
    ):
        assert node.first == pytest.approx(first, abs=tolerance)
        assert node.order == pytest.approx(order, abs=tolerance)


@there
def test_goodwin_and_wrights_break_even_of_a_group() -> None:
    given = case("stability_goodwin_wright_turnover")
    inputs, expected = given["inputs"], given["expected"]
    inside = [name in inputs["group"] for name in inputs["attributes"]]
    entries = [
        {"id": f"c{j:02d}", "column": f"c{j:02d}", "weight": swing}
        for j, swing in enumerate(inputs["raw_swings"])
    ]
    groups = [
        {
            "id": "turnover",
            "weight": inputs["current_group_weight"],
            "criteria": [entry for entry, yes in zip(entries, inside, strict=True) if yes],
        },
        {
            "id": "conditions",
            "weight": 100 - inputs["current_group_weight"],
            "criteria": [entry for entry, yes in zip(entries, inside, strict=True) if not yes],
        },
    ]
    criteria = CriteriaModel.model_validate(
        {"title": "office", "method": "wsm", "normalization": "none", "criteria": groups}
    )
    parks = parks_of(np.array(inputs["values"]), inputs["alternatives"])
    found = stability(parks, criteria, pairs=[tuple(expected["break_even_between"]), ("G", "C")])
    node = next(node for node in found.nodes if node.id == "turnover")
    assert node.weight == pytest.approx(0.81)
    low, high = node.pairs["A", "E"]
    assert low * 100 == pytest.approx(
        expected["break_even_weight"], abs=given["tolerance"]["break_even_weight"]
    )
    assert high == 1.0
    assert node.pairs["G", "C"] == (0.0, 1.0)
    for share, leader in expected["first_at"].items():
        at = float(share) / 100
        assert any(one.low <= at <= one.high and one.park_id == leader for one in node.leaders)
    moving = MovingWeights(parks, criteria)
    (turnover,) = [one for one in moving.nodes() if one.id == "turnover"]
    for share, key in ((0.0, "value_at_0"), (1.0, "value_at_100")):
        values = dict(zip(moving.parks, moving.oriented(turnover.at(share)), strict=True))
        for park, value in expected[key].items():
            assert values[park] == pytest.approx(value, abs=given["tolerance"]["value"])


@there
@pytest.mark.parametrize("share", [k / 10 for k in range(11)])
def test_waspas_keeps_its_order_at_every_lambda(share: float) -> None:
    given = case("stability_waspas_lambda_chakraborty2015")
    criteria = criteria_of(
        given["inputs"]["weights"], given["inputs"]["types"], {"name": "waspas", "lambda": share}
    )
    table = rank_parks(parks_of(given["inputs"]["matrix"]), criteria).table.sort_index()
    assert list(table["rank"]) == given["expected"]["ranks"]
    expected = given["expected"]["scores"][f"{share:g}"]
    assert table["preference"].to_numpy() == pytest.approx(expected, abs=given["tolerance"]["scores"])


def order_at(moving: MovingWeights, node, share: float) -> tuple[str, ...]:
    values = moving.oriented(node.at(share))
    return tuple(moving.parks[place] for place in np.lexsort((np.arange(len(values)), -values)))


@pytest.mark.parametrize("method", [*LINEAR, *OTHERS])
@pytest.mark.parametrize("seed", [1, 2])
def test_the_method_itself_changes_at_the_ends_and_nowhere_inside(method: str, seed: int) -> None:
    matrix, weights, types = random_problem(seed, rows=6)
    criteria = criteria_of(weights, types, method)
    parks = parks_of(matrix)
    moving = MovingWeights(parks, criteria)
    ranked = list(rank_parks(parks, criteria).table.index)
    found = stability(parks, criteria, pairs=[(ranked[2], ranked[1])])
    assert found.exact == (method in LINEAR)
    for node, result in zip(moving.nodes(), found.nodes, strict=True):
        ((above, below), pair) = next(iter(result.pairs.items()))
        assert (above, below) == (ranked[1], ranked[2])
        checks = (
            (result.order, lambda order: list(order) == ranked),
            (result.first, lambda order: order[0] == ranked[0]),
            (pair, lambda order: order.index(ranked[1]) < order.index(ranked[2])),
        )
        for (low, high), holds in checks:
            assert low <= node.weight <= high
            for share in np.linspace(low, high, 9)[1:-1]:
                assert holds(order_at(moving, node, share))
            if low > 1e-6:
                assert not holds(order_at(moving, node, low - 1e-7))
            if high < 1 - 1e-6:
                assert not holds(order_at(moving, node, high + 1e-7))
        # The leaders follow each other without gaps from 0 to 1.
        ends = [leader.high for leader in result.leaders]
        assert result.leaders[0].low == 0.0
        assert ends[-1] == pytest.approx(1.0)
        assert [leader.low for leader in result.leaders[1:]] == pytest.approx(ends[:-1], abs=1e-9)
        for leader in result.leaders:
            if leader.high - leader.low > 1e-6:
                assert order_at(moving, node, (leader.low + leader.high) / 2)[0] == leader.park_id


@given(st.integers(0, 10**6), st.sampled_from(["wsm", "mabac", "promethee_ii"]))
@settings(max_examples=40, deadline=None)
def test_the_least_joint_change_makes_two_parks_meet_and_nothing_less_does(seed: int, method: str) -> None:
    from scipy.optimize import linprog

    matrix, weights, types = random_problem(seed, rows=5, columns=4)
    places = Places(parks_of(matrix), criteria_of(weights, types, method))
    order = list(places.ranking.table.index)
    pair = places.pair(order[0], order[1])
    moving = MovingWeights(parks_of(matrix), criteria_of(weights, types, method))
    lead = (
        moving.coefficients[moving.parks.index(order[0])] - moving.coefficients[moving.parks.index(order[1])]
    )
    # min Σ (up + down) over w + up − down on the simplex with lead · w' ≤ 0
    n = len(weights)
    answer = linprog(
        np.ones(2 * n),
        A_ub=[np.concatenate([lead, -lead])],
        b_ub=[-float(lead @ moving.now)],
        A_eq=[np.concatenate([np.ones(n), -np.ones(n)])],
        b_eq=[0.0],
        bounds=[(0, None)] * n + [(0, w) for w in moving.now],
    )
    if pair.joint_change is None:
        assert answer.status == 2
        return
    changed = np.array([pair.joint_change[leaf] for leaf in moving.leaves])
    assert changed.sum() == pytest.approx(1.0)
    assert (changed >= -1e-12).all()
    values = moving.oriented(np.maximum(changed, 0))
    size = np.abs(values).max()
    assert values[moving.parks.index(order[0])] <= values[moving.parks.index(order[1])] + 1e-9 * max(size, 1)
    assert np.abs(changed - moving.now).sum() == pytest.approx(answer.fun, abs=1e-9)


def test_what_cannot_be_asked_is_told() -> None:
    matrix, weights, types = random_problem(3)
    parks, criteria = parks_of(matrix), criteria_of(weights, types)
    with pytest.raises(InputProblems) as told:
        stability(parks, criteria, pairs=[("P0001", "P9999"), ("P001", "P0002")])
    assert len(told.value.problems) == 2
    assert "P0001" in str(told.value.problems[1].remedy)
    places = Places(parks, criteria)
    with pytest.raises(ParkfundError, match="P9999"):
        places.place("P9999")
    with pytest.raises(ParkfundError, match="itself"):
        places.pair("P0001", "P0001")


def test_a_single_criterion_has_nothing_to_move() -> None:
    found = stability(parks_of([[1.0], [2.0], [3.0]]), criteria_of([1.0], [1], "wsm"))
    assert [(node.first, node.order, len(node.leaders)) for node in found.nodes] == [
        ((0.0, 1.0), (0.0, 1.0), 1)
    ]


def test_a_criterion_of_weight_zero_can_be_moved_up() -> None:
    # The second criterion weighs nothing now; from a third on it turns the order: 2(1−t) = 1(1−t) + 2t·(1/1)…
    parks = parks_of([[1.0, 0.0], [0.5, 1.0]])
    found = stability(parks, criteria_of([1.0, 0.0], [1, 1], "wsm", normalization="none"))
    second = found.nodes[1]
    assert second.weight == 0.0
    assert second.first == pytest.approx((0.0, 1 / 3))
