"""Clear answers or clear errors at the edges; check, steps and comparison of methods."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from ranking_examples import criteria_of, parks_of, random_problem

from decision.errors import InputProblems, ParkfundError
from decision.ranking import methods
from decision.ranking.agreement import kendall_tau
from decision.ranking.check import problems
from decision.ranking.compare import compare_methods
from decision.ranking.methods import METHODS
from decision.ranking.rank import rank_parks
from decision.ranking.steps import steps

EVERY = sorted(METHODS)


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize(
    "matrix",
    [
        [[3.0, 4.0]],
        [[3.0, 4.0], [5.0, 2.0]],
        [[3.0, 4.0], [5.0, 6.0]],
        [[3.0, 4.0]] * 3,
        [[3.0, 4.0], [3.0, 5.0], [3.0, 2.0]],
        [[0.0, 0.0], [0.0, 1.0], [2.0, 0.0]],
    ],
    ids=["one", "two", "two, unclear", "all equal", "one criterion constant", "zeros"],
)
@pytest.mark.parametrize("fixed", [False, True])
def test_never_nan_never_a_traceback(name, matrix, fixed):
    options = {"scales": [(0, 10), (0, 10)], "do_nothing": [1, 9]} if fixed else {}
    try:
        ranking = rank_parks(parks_of(matrix), criteria_of([2, 1], [1, -1], name, **options))
    except ParkfundError as error:
        said = str(error)
    else:
        said = ""
    if said:
        assert METHODS[name].name in said
        return
    assert np.isfinite(ranking.table[["rank", "preference", "merit"]].to_numpy(dtype=float)).all()
    assert np.isfinite(ranking.contributions.to_numpy()).all()


@pytest.mark.parametrize("name", EVERY)
def test_one_park_cannot_be_compared(name):
    with pytest.raises(ParkfundError, match=r"only one is eligible|from end to end"):
        rank_parks(parks_of([[3.0, 4.0]]), criteria_of([2, 1], [1, -1], name))


def test_one_park_is_measured_against_fixed_ends():
    model = criteria_of([3, 1], [1, -1], "mairca", scales=[(0, 10), (0, 10)], do_nothing=[0, 10])
    assert rank_parks(parks_of([[5.0, 8.0]]), model).table.loc["P0000", "merit"] == pytest.approx(0.425)


def test_a_constant_criterion_is_named():
    with pytest.raises(ParkfundError, match=r"SPOTIS .* all parks are equal in c00; give it a scale"):
        rank_parks(parks_of([[3.0, 4.0], [3.0, 5.0]]), criteria_of([1, 1], [1, 1], "spotis"))


def test_values_a_normalisation_cannot_take_are_named_with_a_way_out():
    with pytest.raises(ParkfundError) as caught:
        rank_parks(parks_of([[-3.0, 0.0], [3.0, 5.0]]), criteria_of([1, 1], [1, -1], "wsm"))
    assert "c00: a value is below zero" in str(caught.value)
    assert "c01: goal min divides by the values" in str(caught.value)
    assert "choose normalization minmax" in str(caught.value)


def test_a_method_that_fails_at_the_ends_of_the_scales_says_so():
    model = criteria_of([1, 1], [1, -1], "copras", scales=[(0, 10), (0, 10)], do_nothing=[1, 9])
    ranking = rank_parks(parks_of([[3.0, 4.0], [5.0, 5.0]]), model)
    assert ranking.merit_of_doing_nothing is None
    assert not ranking.independent_of_others
    assert any("depend on who else applied" in str(warning) for warning in ranking.warnings)


@pytest.mark.parametrize(
    ("method", "normalization", "says"),
    [
        ("topsys", None, "no ranking method is called topsys; did you mean topsis?"),
        ("TOPSIS", None, "did you mean topsis?"),
        ({"name": "vikor", "w": 1}, None, "method.w: no such parameter: w; did you mean v?|choose one of v"),
        ({"name": "wsm", "v": 1}, None, "method.v: no such parameter: v; this method has no parameters"),
        ({"name": "vikor", "v": 1.5}, None, "method.v: 1.5 is too great: at most 1.0 is allowed"),
        ({"name": "vikor", "v": "much"}, None, "method.v: much is not a number"),
        ({"name": "comet", "expert": "topsi"}, None, "method.expert: topsi is not one of"),
        ({"name": "rafsi", "n1": 7}, None, "n1 must be smaller than n2k"),
        ({"name": "spotis", "expected": {"c0": 1}}, None, "method.expected.c0: .* did you mean c0"),
        (
            "topsis",
            "minmix",
            "normalization: TOPSIS does not take the normalization minmix; did you mean minmax?",
        ),
        ("edas", "minmax", "EDAS has a normalisation of its own"),
    ],
)
def test_faulty_methods(method, normalization, says):
    model = criteria_of([1, 1], [1, -1], method, normalization=normalization)
    with pytest.raises(InputProblems, match=says):
        rank_parks(parks_of([[3.0, 4.0], [5.0, 5.0]]), model)
    assert any(not problem.warning for problem in problems(model))


def test_another_method_leaves_a_normalisation_it_cannot_use():
    model = criteria_of([1, 1], [1, -1], "topsis", normalization="logarithmic")
    parks = parks_of([[3.0, 4.0], [5.0, 5.0]])
    ranking = rank_parks(parks, model, method="waspas")
    assert "uses its own" in str(ranking.warnings[0])
    kept = criteria_of([1, 1], [1, -1], "topsis", normalization="sum")
    plain = rank_parks(parks, criteria_of([1, 1], [1, -1], "waspas"))
    assert (
        rank_parks(parks, kept, method="waspas").table["preference"].tolist()
        != plain.table["preference"].tolist()
    )


def test_find_gives_the_nearest_spelling():
    assert methods.find("vikor") is METHODS["vikor"]
    with pytest.raises(ParkfundError, match="did you mean promethee_ii"):
        methods.find("promethee")


@pytest.mark.parametrize("name", EVERY)
def test_methods_describe_themselves(name):
    described = METHODS[name].to_dict()
    assert all(
        described[key] for key in ("id", "name", "formula", "source", "merit", "checked_against", "direction")
    )
    for parameter in described["parameters"]:
        assert parameter["description"], parameter


def messages(model, parks=None):
    return [str(problem) for problem in problems(model, parks) if problem.warning]


def test_check_warns_of_what_is_legal_but_deserves_a_look():
    preferences = [{"function": "usual"}, None]
    found = messages(
        criteria_of([1, 1], [1, -1], "topsis", preferences=preferences), parks_of([[1.0, 2], [1.0, 3]])
    )
    assert "criteria[0].preference: preference is used by promethee_ii only, not by topsis" in found
    assert any(
        line.startswith("criteria[1]: without a scale the merits depend on who else applied")
        for line in found
    )
    assert any(line.startswith("criteria[0]: without do_nothing merit has no zero") for line in found)
    assert "criteria[0]: all 2 eligible parks are equal in this criterion" in found


def test_check_is_silent_about_a_sound_model():
    model = criteria_of([1, 1], [1, -1], "topsis", scales=[(0, 9), (0, 9)], do_nothing=[1, 8])
    assert problems(model, parks_of([[1.0, 2], [2.0, 3]])) == []


def test_check_names_methods_that_look_at_the_others():
    model = criteria_of([1, 1], [1, -1], "edas", scales=[(1, 9), (1, 9)], do_nothing=[1, 8])
    assert any("merits by EDAS depend on who else applied" in line for line in messages(model))


def test_check_refuses_doing_nothing_beyond_the_scale():
    model = criteria_of([1], [1], "topsis", scales=[(1, 9)], do_nothing=[0])
    assert [str(p) for p in problems(model)] == [
        "criteria[0].do_nothing: do_nothing 0 lies outside the scale 1 to 9; widen the scale"
    ]


def test_check_says_that_the_method_has_no_answer():
    found = problems(criteria_of([1], [1], "wsm"), parks_of([[-1.0], [2.0]]))
    assert any(problem.field == "method" and not problem.warning for problem in found)


@pytest.mark.parametrize("name", EVERY)
def test_steps_end_in_the_ranking(name):
    matrix, weights, types = random_problem(31, rows=8)
    options = {"scales": [(0.5, 11)] * 4, "do_nothing": [2, 9, 2, 9]}
    if name == "cocoso":
        options = {}
    model = criteria_of(weights, types, name, **options)
    tables = steps(parks_of(matrix), model)
    captions = [str(caption) for caption, _table in tables]
    assert len(tables) >= 4
    assert all("$" not in caption and "\\" not in caption and "{" not in caption for caption in captions)
    ranking = rank_parks(parks_of(matrix), model)
    last = tables[-1][1]
    np.testing.assert_array_equal(last.loc[ranking.table.index, "merit"], ranking.table["merit"])
    shown = tables[-2][1].iloc[:, 0]
    np.testing.assert_allclose(shown.loc[ranking.table.index], ranking.table["preference"], atol=1e-12)


def test_comparison_lists_what_cannot_be_applied_and_why():
    matrix, weights, types = random_problem(32)
    matrix[0, 1] = 0.0
    compared = compare_methods(parks_of(matrix), criteria_of(weights, types, "topsis"))
    assert set(compared.rankings) | set(compared.not_applicable) == set(METHODS)
    assert "must be above zero" in str(compared.not_applicable["ocra"])
    assert compared.table["topsis"].to_dict() == compared.rankings["topsis"].table["rank"].to_dict()
    np.testing.assert_allclose(np.diag(compared.spearman), 1.0)
    assert compared.to_dict()["methods"] == list(compared.rankings)


def test_correlations_are_those_of_pymcdm():
    from pymcdm.correlations import kendall_tau as theirs

    first, second = np.array([1, 2, 2, 4, 5.0]), np.array([2, 1, 5, 4, 3.0])
    assert kendall_tau(first, second) == pytest.approx(theirs(first, second), abs=1e-15)


def test_pymcdm_is_not_loaded_before_it_is_needed():
    code = (
        "import sys, decision.ranking.rank, decision.ranking.methods, decision.ranking.check as check;"
        "list(decision.ranking.methods.METHODS);"
        "assert not {'pymcdm', 'matplotlib'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
