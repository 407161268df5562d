"""Weights drawn at random: the right distribution, the right polytope, the same numbers whoever draws them."""

from __future__ import annotations

import itertools
from math import factorial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.stats import kstest

from decision.analysis.polytope import least, polytope, simplex, vertices
from decision.analysis.sampling import BLOCK, Dirichlet, Fixed, Given, InPolytope, Uniform
from decision.errors import InputProblems
from decision.model.criteria import CriteriaModel
from decision.model.statements import BadStatement, parse_statement


def model(count: int, incomplete=(), groups: bool = False) -> CriteriaModel:
    leaves = [{"id": name, "column": name} for name in "abcdefghijkl"[:count]]
    if groups:
        leaves = [leaves[0], {"id": "rest", "criteria": leaves[1:]}]
    return CriteriaModel.model_validate(
        {"title": "t", "method": "wsm", "criteria": leaves, "incomplete": list(incomplete)}
    )


def drawn(sampler, blocks: int = 20) -> np.ndarray:
    return np.concatenate([sampler.block(7, number) for number in range(blocks)])


@pytest.mark.parametrize(
    ("text", "coefficients", "relation", "bound"),
    [
        ("a >= b", {"a": 1, "b": -1}, ">=", 0),
        ("a ≥ 2*b", {"a": 1, "b": -2}, ">=", 0),
        ("a + b <= 60%", {"a": 1, "b": 1}, "<=", 0.6),
        ("a-b - 0.5 * c = .1", {"a-b": 1, "c": -0.5}, "==", 0.1),
        ("0.3 - a < b*3 - 1e-1", {"a": -1, "b": -3}, "<=", -0.4),
        ("-доля > −0.4", {"доля": -1}, ">=", -0.4),
    ],
)
def test_statements_are_read(text, coefficients, relation, bound):
    (found,) = parse_statement(text).relations
    assert found.coefficients == coefficients
    assert (found.relation, found.bound) == (relation, pytest.approx(bound))


def test_a_chain_states_each_two_neighbours():
    found = parse_statement("0.2 <= a <= 2*b <= 0.5").relations
    assert [one.relation for one in found] == ["<="] * 3
    assert [dict(one.coefficients) for one in found] == [{"a": -1}, {"a": 1, "b": -2}, {"b": 2}]
    assert [one.bound for one in found] == [-0.2, 0, 0.5]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a", "no relation"),
        ("a >= ", "is no statement"),
        ("a >= b >= ", "is no statement"),
        ("a b >= 1", "is no statement"),
        ("a * b >= 0.2", "not linear"),
        ("a >= (b)", "is no statement"),
        ("a >= a", "says nothing"),
        ("0.1 <= 0.2", "says nothing"),
        ("a >= 2b", "is no statement"),
        ("a + * b > 1", "is no statement"),
        ("__import__('os') >= 1", "is no statement"),
        ("a >= " + "1" * 600, "at most 500"),
    ],
)
def test_texts_that_are_no_statements_are_refused(text, says):
    with pytest.raises(BadStatement, match=says):
        parse_statement(text)


def test_an_unknown_id_is_named_with_the_nearest():
    with pytest.raises(
        InputProblems, match=r"incomplete\[1\]: no criterion or group has the id reste; did you mean"
    ):
        polytope(model(3, ["a >= b", "reste >= 0.2"], groups=True))


@pytest.mark.parametrize(
    ("statements", "guilty"),
    [
        (["a >= b", "b >= c", "c >= a + 0.1", "d >= 0.1"], {0, 1, 2}),
        (["d <= 0.3", "a >= 0.6", "b >= 0.3", "c >= 0.2"], {1, 2, 3}),
        (["a >= 1.2", "b >= c"], {0}),
        (["b >= c", "a = 0.4", "a = 0.5"], {1, 2}),
    ],
)
def test_contradictions_are_named_by_a_smallest_set(statements, guilty):
    with pytest.raises(InputProblems) as raised:
        polytope(model(4, statements))
    assert {problem.field for problem in raised.value.problems} == {
        f"incomplete[{place}]" for place in guilty
    }
    # irreducible: without any one of them there are weights
    for left_out in guilty:
        polytope(model(4, [statements[place] for place in sorted(guilty - {left_out})]))


def test_statements_that_leave_no_volume_are_refused_unless_written_as_equal():
    with pytest.raises(InputProblems, match="no volume") as raised:
        polytope(model(3, ["c >= 0.1", "a >= b", "b >= a"]))
    assert {problem.field for problem in raised.value.problems} == {"incomplete[1]", "incomplete[2]"}
    found = drawn(InPolytope(polytope(model(3, ["c >= 0.1", "a = b"]))), 2)
    np.testing.assert_allclose(found[:, 0], found[:, 1], atol=1e-12)
    assert found[:, 2].min() >= 0.1 - 1e-12
    assert kstest(found[:, 2], "uniform", args=(0.1, 0.9)).pvalue > 1e-3
    point = InPolytope(polytope(model(2, ["a = 3*b"])))
    np.testing.assert_allclose(point.block(1, 0), [[0.75, 0.25]] * BLOCK)


def test_vertices_of_an_order_are_its_averages():
    found = vertices(polytope(model(4, ["a >= b >= c >= d"])))
    expected = [[1, 0, 0, 0], [0.5, 0.5, 0, 0], [1 / 3, 1 / 3, 1 / 3, 0], [0.25] * 4]
    np.testing.assert_allclose(found, sorted(expected), atol=1e-15)


@pytest.mark.parametrize("count", [1, 2, 3, 12])
def test_vertices_of_the_simplex_are_single_criteria(count):
    np.testing.assert_array_equal(vertices(simplex(model(count))), np.eye(count)[::-1])


def brute_force(found) -> np.ndarray:
    """Every choice of as many facets as dimensions, solved, kept where inside."""
    count = len(found.criteria)
    rows = np.vstack([-np.eye(count), found.upper])
    right = np.concatenate([np.zeros(count), found.bounds])
    points = []
    for chosen in itertools.combinations(range(len(rows)), count - 1):
        matrix = np.vstack([np.ones(count), rows[list(chosen)]])
        if abs(np.linalg.det(matrix)) > 1e-9:
            point = np.linalg.solve(matrix, np.concatenate([[1.0], right[list(chosen)]]))
            if found.contains(point)[0]:
                points.append(np.round(point, 9) + 0.0)
    return np.unique(points, axis=0)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10_000), count=st.integers(2, 5))
def test_vertices_are_those_of_brute_force_and_hold_the_optima(seed, count):
    rng = np.random.default_rng(seed)
    inside = rng.dirichlet(np.ones(count))
    statements = []
    for _statement in range(rng.integers(1, 5)):
        factors = rng.integers(-2, 3, count)
        if factors.any():
            side = " + ".join(
                f"{value} * {name}" for value, name in zip(factors, "abcde", strict=False) if value
            )
            statements.append(
                f"{side.replace('+ -', '- ')} <= {factors @ inside + rng.uniform(0.01, 0.2):.6f}"
            )
    try:
        found = polytope(model(count, statements))
    except InputProblems:
        return  # rounding of the bound
    corners = vertices(found)
    np.testing.assert_allclose(np.unique(np.round(corners, 9) + 0.0, axis=0), brute_force(found), atol=2e-9)
    cost = rng.normal(size=count)
    rows = {"A_ub": found.upper, "b_ub": found.bounds} if len(found.upper) else {}
    optimum = linprog(cost, A_eq=np.ones((1, count)), b_eq=[1.0], **rows).fun
    assert (corners @ cost).min() == pytest.approx(optimum, abs=1e-9)
    assert least(found, cost)[0] == pytest.approx(optimum, abs=1e-9)


def test_a_group_weighs_what_its_criteria_weigh_together():
    found = polytope(model(4, ["rest <= 0.3"], groups=True))
    corners = vertices(found)
    assert corners[:, 1:].sum(axis=1).max() == pytest.approx(0.3)
    assert len(corners) == 4


@pytest.mark.parametrize("count", [2, 3, 8])
def test_uniform_weights_have_the_simplex_s_marginals(count):
    """Each weight is Beta(1, k − 1); normalised uniform numbers would fail this."""
    weights = drawn(Uniform(count))
    np.testing.assert_allclose(weights.sum(axis=1), 1.0, atol=1e-12)
    for column in weights.T:
        assert kstest(column, "beta", args=(1, count - 1)).pvalue > 1e-3


def test_dirichlet_has_the_stated_mean_and_deviation():
    own = np.array([0.5, 0.3, 0.2, 0.0])
    weights = drawn(Dirichlet(own, 24.0))
    np.testing.assert_allclose(weights.mean(axis=0), own, atol=0.003)
    np.testing.assert_allclose(weights.std(axis=0), np.sqrt(own * (1 - own) / 25), atol=0.002)
    assert (weights[:, 3] == 0).all()


@pytest.mark.parametrize(
    ("count", "statements", "way"),
    [
        (3, ["0.2 <= a <= 0.5", "b >= c"], "triangulation"),
        (5, ["a >= b", "c <= 0.3", "d + e >= 0.2"], "triangulation"),
        (9, ["a >= b >= c >= d >= e >= f >= g >= h >= i"], "triangulation"),
        (9, ["a + b <= 0.5", "a + c <= 0.6"], "rejection"),
    ],
)
def test_weights_inside_a_polytope_are_uniform(count, statements, way):
    """Against rejection from the whole simplex: same distribution of every weight."""
    found = polytope(model(count, statements))
    sampler = InPolytope(found)
    assert sampler.way == way
    weights = drawn(sampler, 12)
    assert found.contains(weights).all()
    if way == "rejection" or count < 9:
        raw = np.random.default_rng(3).dirichlet(np.ones(count), 120_000)
        expected = raw[found.contains(raw)]
    else:
        expected = -np.sort(-np.random.default_rng(3).dirichlet(np.ones(count), 12_000), axis=1)
    for own, other in zip(weights.T, expected.T, strict=True):
        assert kstest(own, other).pvalue > 1e-3


def test_hit_and_run_is_near_uniform_where_nothing_exact_is_cheap():
    """Eight criteria, an order of importance cut by bounds, against sorted simplex draws that keep the bounds."""
    order = ["a >= b >= c >= d >= e >= f >= g >= h"]
    found = polytope(model(8, [*order, "a <= 0.45", "h >= 0.005"]))
    sampler = InPolytope(found)
    assert sampler.way == "hit-and-run"
    assert not sampler.describe()["exact"]
    weights = drawn(sampler, 6)
    assert found.contains(weights).all()
    raw = -np.sort(-np.random.default_rng(3).dirichlet(np.ones(8), 60_000), axis=1)
    expected = raw[found.contains(raw)]
    np.testing.assert_allclose(weights.mean(axis=0), expected.mean(axis=0), atol=0.004)
    np.testing.assert_allclose(np.cov(weights.T), np.cov(expected.T), atol=3e-4)


def test_volume_by_triangulation_is_right():
    """An order of k criteria holds 1/k! of the simplex: so often do uniform weights keep it."""
    found = polytope(model(4, ["a >= b >= c >= d"]))
    assert found.contains(drawn(Uniform(4), 60)).mean() == pytest.approx(1 / factorial(4), abs=0.003)


@pytest.mark.parametrize(
    "sampler",
    [
        Uniform(5),
        Dirichlet(np.arange(1.0, 6.0)),
        Fixed(np.arange(1.0, 6.0)),
        Given(np.arange(1.0, 3001.0).reshape(600, 5)),
        InPolytope(polytope(model(5, ["a >= b"]))),
        InPolytope(polytope(model(9, ["a + b <= 0.5", "a + c <= 0.6"]))),
    ],
)
def test_a_sample_hangs_on_seed_and_number_alone(sampler):
    later = sampler.block(3, 2)
    again = type(sampler)(**{name: getattr(sampler, name) for name in sampler.__dataclass_fields__})
    again.block(9, 0)
    np.testing.assert_array_equal(again.block(3, 2), later)
    assert later.shape[0] == BLOCK
    if not isinstance(sampler, (Fixed, Given)):
        assert not np.array_equal(sampler.block(3, 1), later)
        assert not np.array_equal(sampler.block(4, 2), later)
