"""The decision matrix: missing values, knock-outs, scales, value functions, faults."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from decision.errors import InputProblems
from decision.language import speaking
from decision.model.criteria import CriteriaModel
from decision.model.parks import Parks
from decision.ranking.matrix import build_matrix
from decision.ranking.rank import rank_parks

TABLE = pd.DataFrame(
    {
        "name": ["A", "B", "C", "D"],
        "jobs": [10.0, np.nan, 30.0, 50.0],
        "revenue": [100.0, 200.0, 0.0, 400.0],
        "rnd": [5.0, 10.0, 3.0, 40.0],
        "region": ["RU-A", "RU-B", "RU-C", "RU-D"],
    },
    index=pd.Index(["A", "B", "C", "D"], name="park_id"),
)


def model(*criteria, **options):
    return CriteriaModel.model_validate(
        {"title": "t", "method": "wsm", "criteria": list(criteria), **options}
    )


def values(*criteria):
    matrix = build_matrix(Parks(TABLE), model(*criteria))
    return dict(zip(matrix.parks, matrix.values[:, 0].tolist(), strict=True)), matrix


@pytest.mark.parametrize(
    ("missing", "goal", "extra", "expected"),
    [
        ("median", "max", {}, 30.0),
        ("worst", "max", {}, 10.0),
        ("worst", "min", {}, 50.0),
        ("worst", "max", {"scale": {"worst": 2, "best": 60}}, 2.0),
        ({"value": 17}, "max", {}, 17.0),
    ],
)
def test_missing_values_are_filled_as_declared(missing, goal, extra, expected):
    found, matrix = values({"id": "jobs", "column": "jobs", "goal": goal, "missing": missing, **extra})
    assert found["B"] == expected
    assert "1 missing value counts as" in str(matrix.warnings[0])
    assert matrix.filled_with_median == ({"jobs"} if missing == "median" else set())


def test_missing_values_are_not_filled_silently():
    found, matrix = values({"id": "jobs", "column": "jobs", "name": {"en": "New jobs"}})
    assert set(found) == {"A", "C", "D"}
    assert [str(reason) for reason in matrix.ineligible["B"]] == ["New jobs: no value"]


def test_every_reason_of_an_ineligible_park_is_given():
    ranking = rank_parks(
        Parks(TABLE),
        model(
            {"id": "jobs", "column": "jobs", "accept": {"min": 20}},
            {"id": "share", "expression": "rnd / revenue", "accept": {"min": 0.055, "max": 0.0999}},
            {"id": "rnd", "column": "rnd", "accept": {"max": 39.5}},
        ),
    )
    reasons = {park: [str(reason) for reason in said] for park, said in ranking.ineligible.items()}
    assert reasons == {
        "A": ["jobs is 10, at least 20 is required", "share is 0.05, at least 0.055 is required"],
        "B": ["jobs: no value", "share is 0.05, at least 0.055 is required"],
        "C": ["share: no value"],
        "D": ["share is 0.1, at most 0.0999 is allowed", "rnd is 40, at most 39.5 is allowed"],
    }
    assert ranking.table.empty
    assert ranking.contributions.columns.tolist() == ["jobs", "share", "rnd"]
    assert "no park is eligible" in str(ranking.warnings[-1])
    with speaking("ru"):
        assert "0,0999" in str(ranking.ineligible["D"][0])


def test_values_beyond_the_scale_count_as_its_end():
    found, matrix = values({"id": "rnd", "column": "rnd", "scale": {"worst": 4, "best": 20}})
    assert found == {"A": 5.0, "B": 10.0, "C": 4.0, "D": 20.0}
    assert str(matrix.warnings[0]).startswith("rnd: 2 parks lie beyond the ends of the scale")


def test_value_function_gives_a_worth_and_the_goal_max():
    points = [[0, 1], [10, 0.5], [30, 0]]
    found, matrix = values({"id": "rnd", "column": "rnd", "goal": "min", "value": points, "do_nothing": 20})
    assert found == {"A": 0.75, "B": 0.5, "C": 0.85, "D": 0.0}
    assert (matrix.types[0], matrix.worst[0], matrix.best[0], matrix.do_nothing[0]) == (1, 0.0, 1.0, 0.25)
    assert "1 park lies beyond the ends of the value function" in str(matrix.warnings[0])


def test_all_faults_at_once_with_path_and_nearest_spelling():
    with pytest.raises(InputProblems) as caught:
        rank_parks(
            Parks(TABLE),
            model(
                {"id": "a", "column": "job"},
                {
                    "id": "g",
                    "criteria": [{"id": "b", "expression": "rnd / revenu"}, {"id": "c", "column": "region"}],
                },
                {"id": "d", "expression": "__import__('os')"},
            ),
            method="topsi",
            weights={"a": -1, "e": 2, "b": float("nan")},
        )
    said = [str(problem) for problem in caught.value.problems]
    assert said[:5] == [
        "method: no ranking method is called topsi; did you mean topsis?",
        "weights.a: the weight -1 is negative; a weight is zero or more",
        "weights.e: no criterion or group has the id e",
        "weights.b: the weight nan is not a number",
        "criteria[0].column: the parks have no column job; did you mean jobs?",
    ]
    assert (
        said[5]
        == "criteria[1].criteria[0].expression: the parks have no column revenu; did you mean revenue?"
    )
    assert (
        said[6]
        == "criteria[1].criteria[1].column: column region is not numeric: RU-A (park A) and 4 values in all"
    )
    assert said[7].startswith("criteria[2].expression: ")


def test_columns_without_any_value():
    table = TABLE.assign(jobs=np.nan)
    with pytest.raises(InputProblems, match="no park has a value, so there is no median"):
        build_matrix(Parks(table), model({"id": "jobs", "column": "jobs", "missing": "median"}))


def test_a_reader_is_told_that_uncertain_cells_are_ranked_by_their_most_likely_value():
    ranges = pd.DataFrame(
        {"low": [8.0, 20.0, 30.0, 50.0], "mode": [10.0, 25.0, 30.0, 50.0], "high": [12.0, 30.0, 30.0, 50.0]},
        index=TABLE.index,
    )
    parks = Parks(TABLE.assign(jobs=ranges["mode"]), ranges={"jobs": ranges})
    for criterion in ({"id": "j", "column": "jobs"}, {"id": "j", "expression": "jobs / rnd"}):
        matrix = build_matrix(parks, model(criterion))
        assert [str(warning) for warning in matrix.warnings] == [
            "j: the values of 2 parks are uncertain; their most likely values are ranked"
        ]
    assert not build_matrix(parks, model({"id": "r", "column": "rnd"})).warnings
