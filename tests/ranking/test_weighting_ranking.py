"""Weights in the tree, in the ranking, side by side; nothing depends on names or on the order of the file."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ranking_examples import criteria_of, parks_of, random_problem
from weighting_examples import flat, grouped, named

from decision.errors import InputProblems
from decision.model.criteria import CriteriaModel, Limits
from decision.model.parks import Parks
from decision.ranking.check import problems
from decision.ranking.rank import rank_parks
from decision.ranking.weighting import WEIGHTINGS, available, weigh
from decision.ranking.weighting_compare import compare_weightings
from decision.ranking.weights import leaf_weights

TREE = {"a": 4, "b": 1, "c": 3, "d": 2, "e": 5, "f": 7}
DATA_DRIVEN = [info.id for info in WEIGHTINGS.values() if info.origin == "data"]


def tree_parks(rows=8, seed=0):
    rng = np.random.default_rng(seed)
    table = pd.DataFrame(rng.uniform(1, 9, (rows, 6)), columns=list("abcdef"))
    table.index = pd.Index([f"P{i}" for i in range(rows)], name="park_id", dtype=object)
    table.insert(0, "name", table.index)
    return Parks(table)


def test_judgements_hold_for_the_siblings_they_are_about():
    model = grouped(
        method="rank_sum",
        order=["g", "a", "f"],
        groups={"h": {"method": "swing", "swings": {"d": 100, "e": 25}}},
    )
    weights = weigh(model).weights
    g = 3 / 6
    assert (weights["a"], weights["f"]) == pytest.approx((2 / 6, 1 / 6))
    assert (weights["b"], weights["c"]) == pytest.approx((g / 8, g * 3 / 8))
    assert (weights["d"], weights["e"]) == pytest.approx((g / 2 * 0.8, g / 2 * 0.2))
    assert leaf_weights(model) == weights


def test_equal_and_direct_inside_each_other():
    equal = weigh(grouped(method="equal")).weights
    assert equal == pytest.approx({"a": 1 / 3, "b": 1 / 9, "c": 1 / 9, "d": 1 / 18, "e": 1 / 18, "f": 1 / 3})
    mixed = weigh(grouped(method="equal", groups={"g": {"method": "direct"}})).weights
    assert mixed == pytest.approx(
        {"a": 1 / 3, "b": 1 / 24, "c": 3 / 24, "d": 4 / 24 / 5, "e": 4 / 24 * 4 / 5, "f": 1 / 3}
    )
    inner = weigh(grouped(groups={"h": {"method": "equal"}})).weights
    assert inner["d"] == inner["e"] == pytest.approx(2 / 4 * 4 / 8 / 2)
    assert inner["a"] == pytest.approx(1 / 4)


@pytest.mark.parametrize("method", DATA_DRIVEN)
def test_data_weigh_all_criteria_of_a_tree_at_once(method):
    parks = tree_parks()
    flat_model = named("abcdef", method=method)
    model = grouped(method=method)
    result = weigh(model, parks)
    assert result.weights == pytest.approx(weigh(flat_model, parks).weights)
    assert result.shares["g"] == pytest.approx(sum(result.weights[i] for i in "bcde"))
    assert any("numbers at the groups do not count" in str(warning) for warning in result.warnings)


def test_a_group_weighed_by_data_keeps_its_own_weight():
    parks = tree_parks()
    result = weigh(grouped(groups={"g": {"method": "entropy"}}), parks)
    inside = weigh(named("bcde", method="entropy"), parks).weights
    for identifier, weight in inside.items():
        assert result.weights[identifier] == pytest.approx(weight * 2 / 4)
    assert result.from_data


def test_shares_written_into_the_file_give_the_same_weights():
    for weights in (
        {"method": "critic"},
        {"method": "equal"},
        {"groups": {"h": {"method": "rank_sum", "order": ["e", "d"]}}},
    ):
        result = weigh(grouped(**weights), tree_parks())
        assert leaf_weights(grouped(), result.shares) == pytest.approx(dict(result.weights))


def test_ranking_uses_the_weights_of_the_model():
    matrix, _weights, types = random_problem(5)
    parks = parks_of(matrix)
    for method in ("entropy", "merec", "critic"):
        model = flat(4, {"method": method}, types)
        own = weigh(model, parks)
        ranking = rank_parks(parks, model)
        plain = rank_parks(parks, flat(4, {"method": "direct"}, types), weights=own.weights)
        assert {c.id: c.weight for c in ranking.criteria} == pytest.approx(dict(own.weights))
        pd.testing.assert_frame_equal(ranking.table, plain.table)
        assert any("applicants' data" in str(warning) for warning in ranking.warnings)
        assert not any("applicants' data" in str(warning) for warning in plain.warnings)


def scaled(weights):
    plain = criteria_of(
        [1, 1, 1], [1, 1, 1], "wsm", scales=[(0, 10)] * 3, do_nothing=[0, 0, 0], normalization="minmax"
    )
    return CriteriaModel.model_validate(plain.model_dump() | {"method": "wsm", "weights": weights})


def test_weights_from_data_depend_on_who_else_applies():
    matrix, _weights, _types = random_problem(2, columns=3)
    parks, fewer = parks_of(matrix), parks_of(matrix[:-1])
    judged = scaled({"method": "ahp", "pairwise": {"c00/c01": 2, "c01/c02": 2, "c00/c02": 4}})
    assert rank_parks(parks, judged).independent_of_others
    by_data = scaled({"method": "critic"})
    ranking = rank_parks(parks, by_data)
    assert not ranking.independent_of_others
    assert not np.allclose(
        ranking.table["merit"].reindex(fewer.table.index),
        rank_parks(fewer, by_data).table["merit"].reindex(fewer.table.index),
    )
    # weights given from outside replace them, and with them the dependence
    assert rank_parks(parks, by_data, weights={"c00": 1, "c01": 1, "c02": 1}).independent_of_others
    assert any(
        p.field == "weights" and p.warning and "applicants' data" in str(p) for p in problems(by_data, parks)
    )


def test_only_eligible_parks_count():
    matrix, _weights, _types = random_problem(4, columns=3)
    parks = parks_of(matrix)
    limited = scaled({"method": "gini"})
    first = limited.criteria[0].model_copy(update={"accept": Limits(min=3.0)})
    limited = CriteriaModel.model_validate(
        limited.model_dump()
        | {"criteria": [first.model_dump(), *(c.model_dump() for c in limited.criteria[1:])]}
    )
    kept = parks_of(matrix[matrix[:, 0] >= 3.0])
    assert len(kept) < len(parks)
    assert weigh(limited, parks).weights == pytest.approx(weigh(scaled({"method": "gini"}), kept).weights)


def test_nobody_eligible_is_a_ranking_without_parks_not_an_error():
    model = scaled({"method": "entropy"})
    parks = parks_of(np.full((2, 3), np.nan))
    ranking = rank_parks(parks, model)
    assert len(ranking.table) == 0
    assert set(ranking.ineligible) == {"P0000", "P0001"}
    assert sum(c.weight for c in ranking.criteria) == pytest.approx(1)


def test_one_park_cannot_be_weighed_by_data():
    with pytest.raises(InputProblems, match="fewer than two are eligible"):
        rank_parks(parks_of([[1.0, 2.0, 3.0]]), scaled({"method": "entropy"}))
    assert any(
        "fewer than two" in str(p)
        for p in problems(scaled({"method": "entropy"}), parks_of([[1.0, 2.0, 3.0]]))
    )


@pytest.mark.parametrize("method", DATA_DRIVEN)
def test_shuffling_and_renaming_change_nothing(method):
    matrix, _weights, types = random_problem(11)
    model = flat(4, {"method": method}, types)
    weights = np.array(list(weigh(model, parks_of(matrix)).weights.values()))
    rows = np.random.default_rng(1).permutation(len(matrix))
    shuffled = np.array(list(weigh(model, parks_of(matrix[rows])).weights.values()))
    np.testing.assert_allclose(shuffled, weights, rtol=1e-9)
    columns = [2, 0, 3, 1]
    turned = weigh(flat(4, {"method": method}, types[columns]), parks_of(matrix[:, columns]))
    np.testing.assert_allclose(list(turned.weights.values()), weights[columns], rtol=1e-8)


@pytest.mark.parametrize("method", [name for name in DATA_DRIVEN if name != "standard_deviation"])
def test_units_do_not_matter(method):
    matrix, _weights, types = random_problem(12)
    model = flat(4, {"method": method}, types)
    weights = weigh(model, parks_of(matrix)).weights
    assert weigh(model, parks_of(matrix * [1000.0, 1, 0.01, 7])).weights == pytest.approx(
        dict(weights), rel=1e-8
    )


def test_standard_deviation_says_that_units_matter():
    matrix, _weights, types = random_problem(12)
    result = weigh(flat(4, {"method": "standard_deviation"}, types), parks_of(matrix))
    assert any("depends on units" in str(warning) for warning in result.warnings)


SCALE = [1 / k for k in range(9, 1, -1)] + list(range(1, 10))


@settings(max_examples=40, deadline=None)
@given(values=st.lists(st.sampled_from(SCALE), min_size=6, max_size=6), order=st.permutations(list("abcd")))
def test_judgements_do_not_depend_on_the_order_of_the_file(values, order):
    pairs = ["a/b", "a/c", "a/d", "b/c", "b/d", "c/d"]
    judged = dict(zip(pairs, values, strict=True))
    turned = {f"{pair[2]}/{pair[0]}": 1 / value for pair, value in judged.items()}
    first = weigh(named("abcd", method="ahp", pairwise=judged))
    second = weigh(named("".join(order), method="ahp", pairwise=turned))
    assert dict(second.weights) == pytest.approx(dict(first.weights), rel=1e-6)
    assert second.quality[0].value == pytest.approx(first.quality[0].value, abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(
    to_others=st.lists(st.integers(1, 9), min_size=3, max_size=3),
    to_worst=st.lists(st.integers(1, 9), min_size=3, max_size=3),
    order=st.permutations(list("abcd")),
    model=st.sampled_from(["linear", "nonlinear"]),
)
def test_comparisons_do_not_depend_on_the_order_of_the_file(to_others, to_worst, order, model):
    judged = {
        "best": "a",
        "worst": "d",
        "best_to_others": dict(zip("bcd", to_others, strict=True)),
        "others_to_worst": dict(zip("bc", to_worst, strict=False)),
        "model": model,
    }
    first = weigh(named("abcd", method="bwm", **judged))
    second = weigh(named("".join(order), method="bwm", **judged))
    assert dict(second.weights) == pytest.approx(dict(first.weights), abs=1e-9)


def test_methods_side_by_side():
    parks = tree_parks(rows=12)
    model = grouped(
        method="swing",
        swings={"a": 100, "g": 60, "f": 20},
        order=["a", "g", "f"],
    )
    comparison = compare_weightings(parks, model)
    assert comparison.own == "swing"
    assert next(iter(comparison.results)) == "swing"
    assert {"direct", "equal", "rank_sum", "rancom", "entropy", "lopcow"} <= set(comparison.results)
    assert "ahp" not in comparison.results
    assert "bwm" not in available(model)
    assert comparison.weights.sum().to_numpy() == pytest.approx(1)
    assert comparison.implied.loc["swing", ["spearman", "kendall", "same_top"]].tolist() == pytest.approx(
        [1, 1, 5]
    )
    for method, result in comparison.results.items():
        assert comparison.weights[method].to_dict() == pytest.approx(dict(result.weights))
        again = rank_parks(parks, model, weights=result.weights)
        assert list(comparison.top[method]) == list(again.table.index[:5])
        expected = again.table["rank"].corr(rank_parks(parks, model).table["rank"], method="pearson")
        assert comparison.implied.loc[method, "spearman"] == pytest.approx(expected)
    plain = comparison.to_dict()
    assert [entry["method"] for entry in plain["methods"]] == list(comparison.results)
    assert list(comparison.to_frame().columns) == ["name", *comparison.results]


def test_methods_that_cannot_weigh_are_listed_with_the_reason():
    matrix = np.array([[3.0, -5, 2], [1, 4, 7], [2, 5, 3]])
    comparison = compare_weightings(
        parks_of(matrix), flat(3, {"method": "direct"}), ["entropy", "ahp", "critic"]
    )
    assert list(comparison.results) == ["direct", "critic"]
    assert "c01: -5 is negative" in str(comparison.not_applicable["entropy"][0])
    assert "ahp needs pairwise" in str(comparison.not_applicable["ahp"][0])
    with pytest.raises(InputProblems, match="did you mean entropy"):
        compare_weightings(parks_of(matrix), flat(3, {}), ["entropie"])
