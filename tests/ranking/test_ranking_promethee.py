"""Net flows by sorting against pymcdm's tables of all pairs and against a plain double loop."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ranking_examples import criteria_of, parks_of, random_problem

from decision.model.criteria import Preference
from decision.ranking import promethee
from decision.ranking.promethee import net_flow
from decision.ranking.rank import rank_parks
from decision.ranking.scoring import score

values = st.lists(
    st.one_of(st.integers(-5, 5).map(float), st.floats(-1e3, 1e3, allow_nan=False)), min_size=2, max_size=40
)
thresholds = st.tuples(st.floats(0, 5), st.floats(1e-3, 500)).map(lambda pair: (pair[0], pair[0] + pair[1]))


def by_pymcdm(column, function, q, p):
    from pymcdm.methods import PROMETHEE_II

    settings = {"usual": {}, "vshape": {"p": [p]}, "vshape_2": {"q": [q], "p": [p]}}
    settings |= {"ushape": {"q": [q]}, "level": {"q": [q], "p": [p]}}
    method = PROMETHEE_II(function, **settings[function])
    with np.errstate(all="ignore"):
        return method(column[:, None], np.array([1.0]), np.array([1]), validation=False)


@settings(max_examples=150, deadline=None)
@given(values, thresholds, st.sampled_from(["usual", "vshape", "vshape_2", "ushape", "level"]))
def test_flow_equals_pymcdm(column, limits, function):
    column, (q, p) = np.array(column), limits
    flow = net_flow(column, Preference(function=function, q=q, p=p))
    np.testing.assert_allclose(flow, by_pymcdm(column, function, q, p), atol=1e-12, rtol=0)


@pytest.mark.parametrize("function", ["usual", "vshape", "vshape_2"])
@pytest.mark.parametrize("p", [1e-6, 0.02, 3.0, 5.0, 1e4])
def test_flow_equals_pymcdm_for_many_values_far_from_zero(function, p):
    """Prefix sums of values near a million must not lose the twelfth digit, however narrow the threshold."""
    rng = np.random.default_rng(3)
    column = 1e6 + np.round(rng.uniform(0, 50, 700), 2)
    flow = net_flow(column, Preference(function=function, q=p / 4, p=p))
    # a difference near a threshold is known to 1e-16 of a million only; relative to p that may be much
    tolerance = max(1e-12, 1e-9 / p)
    np.testing.assert_allclose(flow, by_pymcdm(column, function, p / 4, p), atol=tolerance, rtol=0)


def test_gaussian_by_a_double_loop():
    column, s = np.random.default_rng(4).uniform(0, 10, 30), 2.5
    expected = np.zeros(30)
    for i, a in enumerate(column):
        for b in column:
            strength = 1 - math.exp(-((a - b) ** 2) / (2 * s * s))
            expected[i] += math.copysign(strength, a - b) / 29 if a != b else 0.0
    np.testing.assert_allclose(net_flow(column, Preference(function="gaussian", s=s)), expected, atol=1e-12)


def test_many_parks_and_few_parks_agree(monkeypatch):
    matrix, weights, types = random_problem(13, rows=60)
    chosen = [{"function": "vshape_2", "q": 0.5, "p": 4.0}] * 4
    model = criteria_of(weights, types, "promethee_ii", preferences=chosen)
    few = score(parks_of(matrix), model)
    monkeypatch.setattr(promethee, "PYMCDM_UP_TO_ROWS", 10)
    many = score(parks_of(matrix), model)
    assert (few.scores.engine, many.scores.engine) == ("pymcdm", promethee.SORTED_ENGINE)
    np.testing.assert_allclose(few.scores.preference, many.scores.preference, atol=1e-12)


def test_net_flows_never_drive_money():
    matrix, weights, types = random_problem(14)
    ranking = rank_parks(parks_of(matrix), criteria_of(weights, types, "promethee_ii"))
    assert not ranking.merit_drives_money
    np.testing.assert_allclose(ranking.table["merit"], (ranking.table["preference"] + 1) / 2, atol=1e-15)
    assert ranking.table["preference"].sum() == pytest.approx(0.0, abs=1e-12)
