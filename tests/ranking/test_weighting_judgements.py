"""Faulty judgements and data: each its own sentence, all at once, with the pair or the criterion named."""

from __future__ import annotations

import numpy as np
import pytest
from pydantic import ValidationError
from ranking_examples import parks_of
from weighting_examples import flat, grouped, named, pairs_of

from decision.errors import InputProblems
from decision.model.criteria import CriteriaModel
from decision.ranking.check import problems
from decision.ranking.weighting import weigh


def sentences(criteria, parks=None, method=None):
    with pytest.raises(InputProblems) as caught:
        weigh(criteria, parks, method)
    return [str(problem) for problem in caught.value.problems]


def test_every_faulty_judgement_is_named_at_once():
    judged = {
        "a/b": 0,
        "b/a": 2,
        "a/c": 3,
        "c/a": 3,
        "b/c": -2,
        "c/d": 12,
        "a/a": 1,
        "a/x": 2,
        "ab": 2,
        "b/d": "more",
    }
    said = sentences(named("abcd", method="ahp", pairwise=judged))
    assert said == [
        "weights.pairwise.a/a: a is compared with itself; leave it out",
        "weights.pairwise.a/x: no criterion or group has the id x; choose one of a, b, c, d",
        "weights.pairwise.ab: ab is not a pair; write two ids with a stroke between them, a/b",
        "weights.pairwise.a/b: the judgement a/b is zero; nothing is zero times as important; 1 means equally "
        "important, 9 far more important, 1/9 far less important",
        "weights.pairwise.c/a: the judgements a/c: 3 and c/a: 3 contradict each other; keep one of the two; the other "
        "follows from it",
        "weights.pairwise.b/c: the judgement b/c is negative: -2; 1 means equally important, 9 far more important, "
        "1/9 far less important",
        "weights.pairwise.c/d: the judgement c/d is 12, beyond the scale from 1/9 to 9; what is more than nine times "
        "as important belongs on another level: make groups",
        "weights.pairwise.b/d: the judgement b/d is more; ahp takes a number from 1/9 to 9; 1 means equally important, "
        "9 far more important, 1/9 far less important",
        "weights.pairwise: the judgement a/d is missing",
    ]


@pytest.mark.parametrize("second", [1 / 3, 0.33, "1/3"])
def test_a_reciprocal_written_twice_is_no_contradiction(second):
    once = weigh(named("ab", method="ahp", pairwise={"a/b": 3})).weights
    assert weigh(named("ab", method="ahp", pairwise={"a/b": 3, "b/a": second})).weights == once
    assert weigh(named("ab", method="ahp", pairwise={"b/a": second, "a/b": 3})).weights == once
    assert once == pytest.approx({"a": 0.75, "b": 0.25})


def test_not_a_number_is_refused_where_it_stands():
    with pytest.raises(ValidationError) as caught:
        named(
            "ab",
            method="ahp",
            pairwise={"a/b": float("nan"), "b/c": "much", "c/d": True},
            swings={"a": -1, "b": 101},
        )
    places = {".".join(map(str, error["loc"])) for error in caught.value.errors()}
    for place in ("pairwise.a/b", "pairwise.b/c", "pairwise.c/d", "swings.a", "swings.b"):
        assert any(place in found for found in places), place


@pytest.mark.parametrize("weight", [float("nan"), float("inf"), -1])
def test_direct_weights_that_are_no_weights(weight):
    with pytest.raises(ValidationError):
        CriteriaModel.model_validate(
            {"title": "t", "method": "wsm", "criteria": [{"id": "a", "column": "a", "weight": weight}]}
        )


def test_direct_weights_all_zero():
    model = CriteriaModel.model_validate(
        {"title": "t", "method": "wsm", "criteria": [{"id": i, "column": i, "weight": 0} for i in "ab"]}
    )
    assert sentences(model) == ["criteria: all weights are zero; give at least one criterion a weight"]
    assert weigh(model, method="equal").weights == {"a": 0.5, "b": 0.5}


def test_an_inconsistent_matrix_still_weighs_and_says_what_to_change():
    judged = {"a/b": 7, "a/c": 3, "b/c": 5}
    result = weigh(named("abc", method="ahp", pairwise=judged))
    assert sum(result.weights.values()) == pytest.approx(1)
    assert not result.quality[0].acceptable
    worst = result.doubtful[0]
    assert len(result.warnings) == 1
    said = str(result.warnings[0])
    assert f"consistency ratio {result.quality[0].value:.3f}" in said
    assert f"change {worst.first}/{worst.second} from {worst.value:g}" in said
    assert worst.consistency_ratio < 0.10
    consistent = weigh(named("abc", method="ahp", pairwise={"a/b": 2, "b/c": 2, "a/c": 4}))
    assert consistent.quality[0].value == 0
    assert consistent.warnings == consistent.doubtful == ()


def test_the_planted_judgement_is_found():
    """Perfectly consistent but for one."""
    weights = np.array([8.0, 4, 4, 2, 1])
    ids = list("abcde")
    judged = pairs_of(weights[:, None] / weights[None, :], ids) | {"b/d": 1 / 7}
    result = weigh(named("abcde", method="ahp", pairwise=judged))
    found = result.doubtful[0]
    assert (found.first, found.second) == ("d", "b")
    assert (found.value, found.fitting) == (pytest.approx(7), pytest.approx(0.5))
    assert "change d/b from 7 to about 1/2" in str(result.warnings[0])


@pytest.mark.parametrize("method", ["rank_order_centroid", "rank_sum", "rank_reciprocal", "rancom"])
def test_faulty_order(method):
    said = sentences(named("abc", method=method, order=["a", ["a", "x"]]))
    assert said == [
        "weights.order: a is named twice",
        "weights.order: no criterion or group has the id x; choose one of a, b, c",
        "weights.order: b is missing",
        "weights.order: c is missing",
    ]


@pytest.mark.parametrize(
    ("method", "key"),
    [("rank_sum", "order"), ("swing", "swings"), ("ahp", "pairwise"), ("rancom", "pairwise")],
)
def test_judgements_that_the_method_needs(method, key):
    (said,) = sentences(named("ab", method=method))
    assert said.startswith(f"weights: {method} needs {key}; write {key}: ")


def test_faulty_swings():
    said = sentences(named("abc", method="swing", swings={"a": 80, "b": 0, "d": 10}))
    assert said == [
        "weights.swings: no criterion or group has the id d; choose one of a, b, c",
        "weights.swings: c is missing",
        "weights.swings: the greatest swing is 80, not 100; the most valued move from worst to best is 100, the others "
        "are measured against it",
    ]
    (zero,) = sentences(named("ab", method="swing", swings={"a": 0, "b": 0}))
    assert "all swings are zero" in zero


def test_swings_without_a_scale_deserve_a_look():
    result = weigh(named("ab", method="swing", swings={"a": 100, "b": 50}))
    assert result.weights == pytest.approx({"a": 2 / 3, "b": 1 / 3})
    assert len(result.warnings) == 2
    assert "a has no scale" in str(result.warnings[0])


def test_faulty_best_worst_comparisons():
    assert sentences(named("abc", method="bwm", best="x", worst="c")) == [
        "weights.best: no criterion or group has the id x; choose one of a, b, c",
        "weights: bwm needs best_to_others; write best_to_others: {b: 3, …}",
        "weights: bwm needs others_to_worst; write others_to_worst: {b: 3, …}",
    ]
    both = {"best_to_others": {"a": 2, "c": 6, "d": 2}, "others_to_worst": {"a": 4}}
    assert sentences(named("abcd", method="bwm", best="a", worst="c", **both)) == [
        "weights.best_to_others: b is missing",
        "weights.others_to_worst: b is missing",
        "weights.others_to_worst: d is missing",
        "weights.best_to_others.a: a is compared with itself and must be 1",
        "weights.others_to_worst.a: the comparisons of a with c contradict each other: 6 in best_to_others, 4 in "
        "others_to_worst",
    ]
    same = {"best_to_others": {"b": 2}, "others_to_worst": {"b": 2}}
    assert (
        "a is both the best and the worst"
        in sentences(named("ab", method="bwm", best="a", worst="a", **same))[0]
    )
    with pytest.raises(ValidationError):
        named("ab", method="bwm", best="a", worst="b", best_to_others={"b": 0.5}, others_to_worst={"a": 10})


def test_inconsistent_best_worst_comparisons_are_weighed_with_a_warning():
    judged = {"best_to_others": {"b": 9, "c": 9}, "others_to_worst": {"b": 9}}
    for model in ("linear", "nonlinear"):
        result = weigh(named("abc", method="bwm", best="a", worst="c", model=model, **judged))
        assert sum(result.weights.values()) == pytest.approx(1)
        assert "look at b again: a to b times b to c is 81, while a to c is 9" in str(result.warnings[0])
        figure = next(f for f in result.quality if f.id == "input_based_consistency_ratio")
        assert (figure.value, figure.limit, figure.acceptable) == (pytest.approx(1), 0.1359, False)


def test_rancom_in_a_circle():
    circle = {"a/b": "more", "b/c": "more", "a/c": "less"}
    result = weigh(named("abc", method="rancom", pairwise=circle))
    assert result.weights == pytest.approx({"a": 1 / 3, "b": 1 / 3, "c": 1 / 3})
    assert "a above b, b above c, c above a" in str(result.warnings[0])
    said = sentences(named("abc", method="rancom", pairwise={"a/b": 3, "b/c": "more", "c/b": "more"}))
    assert said == [
        "weights.pairwise.a/b: the judgement a/b is 3; rancom takes more, equal, less (or 1, 0.5, 0)",
        "weights.pairwise.c/b: the judgements b/c: more and c/b: more contradict each other; keep one of the two; the "
        "other follows from it",
        "weights.pairwise: the judgement a/c is missing",
    ]


def test_groups_that_are_none_and_judgements_in_the_wrong_place():
    said = sentences(
        grouped(
            method="rank_sum",
            order=["a", "b", "g", "f"],
            groups={
                "a": {"method": "equal"},
                "gg": {},
                "h": {"method": "swing", "swings": {"d": 100, "f": 50}},
            },
        )
    )
    assert said == [
        "weights.groups.a: a is a criterion, not a group",
        "weights.groups.gg: no group has the id gg; did you mean g?",
        "weights.order: b is not judged together with these; here stand a, g, f; it belongs to the group g: write it "
        "under weights, groups, g",
        "weights.groups.h.swings: f is not judged together with these; here stand d, e; it belongs to the top level of "
        "weights",
        "weights.groups.h.swings: e is missing",
    ]


CONSTANT = np.array([[3.0, 5, 2], [1, 5, 7], [2, 5, 3]])


@pytest.mark.parametrize("method", ["cilos", "idocriw", "lopcow"])
def test_a_constant_criterion_is_refused_by_name_with_what_copes(method):
    (said,) = sentences(flat(3, {"method": method}), parks_of(CONSTANT))
    assert said == (
        f"weights.method: c01: all parks are equal, and {method} divides by their difference; leave the criterion "
        "out, or choose entropy, critic, merec, standard_deviation, variance, gini, angle, which give it no weight"
    )


@pytest.mark.parametrize(
    "method", ["entropy", "critic", "merec", "standard_deviation", "variance", "gini", "angle"]
)
def test_a_constant_criterion_weighs_nothing_where_that_is_promised(method):
    result = weigh(flat(3, {"method": method}, [1, 1, -1]), parks_of(CONSTANT))
    assert result.weights["c01"] == 0
    assert all(np.isfinite(weight) and weight >= 0 for weight in result.weights.values())
    assert sum(result.weights.values()) == pytest.approx(1)
    assert f"c01: all parks are equal, so {method} gives it no weight" in [str(w) for w in result.warnings]


EVERY = [
    "entropy",
    "critic",
    "merec",
    "standard_deviation",
    "variance",
    "gini",
    "angle",
    "cilos",
    "idocriw",
    "lopcow",
]


@pytest.mark.parametrize("method", EVERY)
@pytest.mark.parametrize(
    "matrix",
    [
        [[1.0, 2.0, 3.0]],
        [[1.0, 2.0, 3.0], [1.0, 2.0, 3.0]],
        [[1.0, 2.0, 3.0], [3.0, 1.0, 5.0]],
        [[0.0, 2.0, 3.0], [3.0, 0.0, 5.0], [1.0, 0.0, 0.0]],
        [[0.0, -2.0, 3.0], [3.0, 0.0, 5.0], [1.0, 5.0, 0.0]],
        [[0.0, 2.0, 3.0], [0.0, 4.0, 6.0], [0.0, 6.0, 9.0]],
        [[1.0, 1.0, 1.0], [2.0, 2.0, 2.0], [4.0, 4.0, 4.0]],
    ],
    ids=["one park", "two equal", "two parks", "zeros", "negative", "zero column", "one best in all"],
)
@pytest.mark.parametrize("kinds", [[1, 1, 1], [1, -1, 1]])
def test_awkward_data_give_weights_or_a_reason_never_nan(method, matrix, kinds):
    criteria, parks = flat(3, {"method": method}, kinds), parks_of(matrix)
    try:
        weights = np.array(list(weigh(criteria, parks).weights.values()))
    except InputProblems as refused:
        for problem in refused.problems:
            assert problem.field == "weights.method"
            assert problem.remedy is not None
    else:
        assert np.isfinite(weights).all()
        assert (weights >= 0).all()
        assert weights.sum() == pytest.approx(1)


def test_reasons_of_awkward_data():
    def said(method, matrix, kinds=(1, 1)):
        return sentences(flat(2, {"method": method}, kinds), parks_of(matrix))[0]

    assert "entropy weighs criteria by how parks differ, and fewer than two are eligible" in said(
        "entropy", [[1, 2]]
    )
    assert "c00: 0 is not positive, and merec takes its logarithm" in said("merec", [[0, 2], [1, 3]])
    assert "c01: -3 is negative, and gini takes shares of the sum" in said("gini", [[0, 2], [1, -3]])
    assert "c01: 0 is not positive, and cilos divides by it" in said("cilos", [[1, 2], [2, 0]], (1, -1))
    assert "c00: all values are zero, and angle divides by their sum" in said("angle", [[0, 2], [0, 3]])
    assert "lopcow gives every criterion the weight zero" in said("lopcow", [[1, 2], [2, 1]])
    assert "critic gives every criterion the weight zero" in said("critic", [[1, 2], [2, 4], [3, 6]])
    assert "cilos has no single answer" in said("cilos", [[1, 1], [2, 2], [3, 3]])


def test_unknown_method_and_missing_parks():
    criteria = named("ab")
    assert sentences(criteria, None, "entrpy") == [
        "weights.method: no weighting method is called entrpy; did you mean entropy?"
    ]
    assert "there are no parks here" in sentences(criteria, None, "entropy")[0]


def test_check_reports_faults_and_a_forgotten_method():
    faulty = problems(named("ab", method="ahp", pairwise={"a/b": 0}))
    assert any(problem.field == "weights.pairwise.a/b" and not problem.warning for problem in faulty)
    forgotten = problems(named("ab", pairwise={"a/b": 3}))
    (found,) = [problem for problem in forgotten if problem.field == "weights.pairwise"]
    assert found.warning
    assert "the method here is direct" in str(found)
    doubtful = problems(named("abc", method="ahp", pairwise={"a/b": 7, "a/c": 3, "b/c": 5}))
    (found,) = [problem for problem in doubtful if problem.field == "weights"]
    assert found.warning
    assert "inconsistent" in str(found)
