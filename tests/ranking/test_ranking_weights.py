"""Weights multiplied down the tree, replaced from outside, and what is wrong with them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decision.errors import InputProblems
from decision.model.criteria import CriteriaModel
from decision.ranking.weights import leaf_weights


def tree(**options):
    return CriteriaModel.model_validate(
        {
            "title": "t",
            "method": "wsm",
            "criteria": [
                {"id": "a", "column": "a", "weight": 1},
                {
                    "id": "g",
                    "weight": 3,
                    "criteria": [
                        {"id": "b", "column": "b", "weight": 10},
                        {
                            "id": "h",
                            "weight": 30,
                            "criteria": [{"id": "c", "column": "c"}, {"id": "d", "column": "d"}],
                        },
                    ],
                },
            ],
            **options,
        }
    )


def test_weights_are_multiplied_down():
    assert leaf_weights(tree()) == pytest.approx({"a": 0.25, "b": 0.1875, "c": 0.28125, "d": 0.28125})


def test_equal_weights_are_equal_among_siblings():
    equal = tree(weights={"method": "equal"})
    assert leaf_weights(equal) == pytest.approx({"a": 0.5, "b": 0.25, "c": 0.125, "d": 0.125})


def test_leaf_ids_alone_are_the_weights_themselves():
    assert leaf_weights(tree(), {"a": 1, "c": 3}) == pytest.approx({"a": 0.25, "b": 0, "c": 0.75, "d": 0})


def test_a_group_id_makes_the_numbers_those_of_the_tree():
    weights = leaf_weights(tree(), {"g": 2, "a": 2, "b": 5})
    assert weights == pytest.approx({"a": 0.5, "b": 0.5, "c": 0, "d": 0})  # h left out beside b
    assert leaf_weights(tree(), {"g": 7}) == pytest.approx({"a": 0, "b": 0.25, "c": 0.375, "d": 0.375})


@given(st.lists(st.floats(0, 1e6), min_size=4, max_size=4).filter(lambda numbers: sum(numbers) > 1e-3))
def test_weights_sum_to_1(numbers):
    assert sum(leaf_weights(tree(), dict(zip("abcd", numbers, strict=True))).values()) == pytest.approx(
        1.0, abs=1e-12
    )


@pytest.mark.parametrize(
    ("weights", "says"),
    [
        ({"a": 0, "b": 0}, "weights: all weights are zero"),
        ({}, "weights: all weights are zero"),
        ({"a": -2}, "weights.a: the weight -2 is negative"),
        ({"a": float("inf")}, "weights.a: the weight inf is not a number"),
        ({"a": True}, "weights.a: the weight True is not a number"),
        ({"a": 1, "gg": 2}, "did you mean g?"),
        ({"g": 1, "b": 0}, "all weights inside the group g are zero"),
    ],
)
def test_faulty_weights(weights, says):
    with pytest.raises(InputProblems) as caught:
        leaf_weights(tree(), weights)
    assert says in str(caught.value)


def test_weights_of_a_model_that_are_all_zero():
    model = CriteriaModel.model_validate(
        {"title": "t", "method": "wsm", "criteria": [{"id": "a", "column": "a", "weight": 0}]}
    )
    with pytest.raises(InputProblems, match="all weights are zero"):
        leaf_weights(model)
