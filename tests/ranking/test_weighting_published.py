"""The published weights, through the public interface."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from ranking_examples import parks_of
from weighting_examples import flat, named, pairs_of

from decision.model.criteria import CriteriaModel
from decision.ranking.weighting import weigh

CASES = Path(__file__).resolve().parents[2] / ".." / "shared" / "cases"
DATA = {
    "CILOS": "cilos",
    "CRITIC": "critic",
    "ENTROPY": "entropy",
    "IDOCRIW": "idocriw",
    "MEREC": "merec",
    "STD": "standard_deviation",
}


def cases():
    if not CASES.is_dir():
        return [
            pytest.param(None, marks=pytest.mark.skip(reason="the folder of published cases is not there"))
        ]
    every = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(CASES.glob("*.json"))]
    return [pytest.param(case, id=case["id"]) for case in every if case["kind"] == "weights"]


def ids(count):
    return [f"c{j:02d}" for j in range(count)]


def elicited(given):
    kind = given["method"]
    if kind == "AHP":
        names = ids(len(given["items"]))
        return flat(len(names), {"method": "ahp", "pairwise": pairs_of(given["matrix"], names)})
    if kind == "ROC":
        return flat(given["n"], {"method": "rank_order_centroid", "order": ids(given["n"])})
    if kind == "SWING":
        names = ids(len(given["swings"]))
        return flat(len(names), {"method": "swing", "swings": dict(zip(names, given["swings"], strict=True))})
    if kind == "BWM_NONLINEAR":
        names = ids(len(given["criteria"]))
        judged = {
            "best": names[given["best"]],
            "worst": names[given["worst"]],
            "best_to_others": dict(zip(names, given["best_to_others"], strict=True)),
            "others_to_worst": dict(zip(names, given["others_to_worst"], strict=True)),
        }
        return flat(len(names), {"method": "bwm", "model": "nonlinear", **judged})
    assert kind == "RANCOM"
    names = ids(len(given["matrix"]))
    return flat(len(names), {"method": "rancom", "pairwise": pairs_of(given["matrix"], names)})


@pytest.mark.parametrize("case", cases())
def test_published_case(case):
    given, expected, tolerance = case["inputs"], case["expected"], case["tolerance"]
    if given["method"] == "AHP_HIERARCHY":
        hierarchy(given, expected, tolerance)
        return
    if given["method"] in DATA:
        matrix = np.array(given["matrix"], dtype=float)
        criteria = flat(matrix.shape[1], {"method": DATA[given["method"]]}, given.get("types"))
        result = weigh(criteria, parks_of(matrix))
    else:
        result = weigh(elicited(given))
    wanted = np.array(expected["weights"], dtype=float)
    scale = 100.0 if wanted.sum() > 10 else 1.0
    found = np.array(list(result.weights.values())) * scale
    np.testing.assert_allclose(found, wanted, atol=tolerance["weights"])
    figures = {figure.id: figure.value for figure in result.quality}
    if "cr" in expected:
        assert figures["consistency_ratio"] == pytest.approx(expected["cr"], abs=tolerance["cr"])
    if "xi" in expected:
        assert figures["xi"] == pytest.approx(expected["xi"], abs=tolerance["xi"])


def hierarchy(given, expected, tolerance):
    """The whole tree as one criteria model: at the bottom of each branch stand the six cars."""
    groups: dict[str, dict] = {}
    count = [0]

    def node(branch, name, weight_id):
        count[0] += 1
        own = f"n{count[0]}"
        below = branch.get("children")
        if below is None:
            leaves = [f"{own}.car{k}" for k in range(len(branch["matrix"]))]
            groups[own] = {"method": "ahp", "pairwise": pairs_of(branch["matrix"], leaves)}
            return {"id": own, "criteria": [{"id": leaf, "column": "x"} for leaf in leaves]}
        children = [node(child, None, None) for child in below]
        groups[own] = {
            "method": "ahp",
            "pairwise": pairs_of(branch["matrix"], [child["id"] for child in children]),
        }
        return {"id": own, "criteria": children}

    top = [node(child, None, None) for child in given["tree"]["children"]]
    weights = {
        "method": "ahp",
        "pairwise": pairs_of(given["tree"]["matrix"], [child["id"] for child in top]),
        "groups": groups,
    }
    model = CriteriaModel.model_validate({"title": "t", "method": "wsm", "criteria": top, "weights": weights})
    result = weigh(model)
    shares = [result.shares[child["id"]] for child in top]
    np.testing.assert_allclose(shares, expected["criteria_weights"], atol=tolerance["criteria_weights"])
    cars = np.zeros(len(given["alternatives"]))
    for leaf, weight in result.weights.items():
        cars[int(leaf.rpartition("car")[2])] += weight
    np.testing.assert_allclose(cars, expected["weights"], atol=tolerance["weights"])


SHUAI = [[30, 30, 38, 29], [19, 54, 86, 29], [19, 15, 85, 28.9], [68, 70, 60, 29]]


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        # Xu 2004, EJOR 156(2); Shuai et al. 2012, CCDC
        ("entropy", [0.4630, 0.3992, 0.1378, 0.0000]),
        ("angle", [0.4150, 0.3612, 0.2227, 0.0012]),
    ],
)
def test_four_by_four(method, expected):
    result = weigh(flat(4, {"method": method}), parks_of(SHUAI))
    np.testing.assert_allclose(list(result.weights.values()), expected, atol=5e-5)


def test_critic_as_it_stands():
    """Tuş & Aytaç Adalı 2019, Opsearch 56(2): the price is a cost, and their scaling does not turn it round."""
    matrix = [
        [5000, 3, 3, 4, 3, 2],
        [680, 5, 3, 2, 2, 1],
        [2000, 3, 2, 3, 4, 3],
        [600, 4, 3, 1, 2, 2],
        [800, 2, 4, 3, 3, 4],
    ]
    types = [-1, 1, 1, 1, 1, 1]
    published = [0.157, 0.249, 0.168, 0.121, 0.154, 0.151]
    as_is = weigh(flat(6, {"method": "critic", "ignore_goals": True}, types), parks_of(matrix))
    np.testing.assert_allclose(list(as_is.weights.values()), published, atol=5e-4)
    turned = weigh(flat(6, {"method": "critic"}, types), parks_of(matrix))
    assert abs(turned.weights["c00"] - 0.157) > 0.02


def test_lopcow_banks():
    """Ecer & Pamucar 2022, Omega 112: nine banks, the last seven criteria are costs."""
    matrix = [
        [
            21.8,
            14.1,
            10.7,
            1.6,
            1.8,
            770,
            12750,
            18,
            5100,
            1.5,
            9.1,
            1.054,
            4.196,
            29.407,
            7.03,
            15.08,
            9.705,
        ],
        [
            16.4,
            8.5,
            13.9,
            1.2,
            1.3,
            524,
            12087,
            5.7,
            2941,
            2.208,
            15.2,
            1.123,
            3.86,
            5.228,
            14.724,
            32.103,
            19,
        ],
        [
            14.5,
            7,
            2.3,
            0.2,
            0.2,
            238,
            3265,
            1.9,
            320,
            2.32,
            16.202,
            1.008,
            3.095,
            5.549,
            17.34,
            65.129,
            32.056,
        ],
        [
            18.2,
            10.3,
            11.4,
            1.2,
            1.1,
            835,
            16037,
            21.3,
            4332,
            0.875,
            9.484,
            0.856,
            2.191,
            23.75,
            13.1,
            58.157,
            27.46,
        ],
        [18.5, 8.1, 11.1, 1, 1.1, 504, 9464, 1.4, 1743, 2.95, 0.7, 0.479, 2.44, 8.77, 13.48, 33.45, 17.68],
        [
            18.7,
            11.4,
            10.8,
            1.3,
            1.5,
            1227,
            24053,
            20,
            6521,
            0.733,
            1.6,
            0.857,
            2.377,
            4.985,
            11.743,
            26.732,
            24.485,
        ],
        [
            18.5,
            12.6,
            10.8,
            1.4,
            1.8,
            912,
            18800,
            18.2,
            5300,
            1.29,
            8.27,
            0.558,
            0.635,
            5.22,
            13.829,
            31.914,
            7.515,
        ],
        [
            16.4,
            6.7,
            12.6,
            0.9,
            0.9,
            951,
            16767,
            22,
            3917,
            2.46,
            3.9,
            0.724,
            0.568,
            4.491,
            14.357,
            28.869,
            7.313,
        ],
        [
            15.2,
            6.3,
            6.9,
            0.5,
            0.5,
            1013,
            20170,
            10.97,
            4060,
            1.67,
            1.7,
            0.704,
            2.96,
            3.24,
            10.029,
            60.981,
            23.541,
        ],
    ]
    published = [
        0.0495, 0.0366, 0.0846, 0.0706, 0.0637, 0.0661, 0.0699, 0.0504, 0.0690, 0.0492, 0.0556, 0.0487, 0.0482,
        0.0763, 0.0551, 0.0532, 0.0534,
    ]  # fmt: skip
    result = weigh(flat(17, {"method": "lopcow"}, [1] * 10 + [-1] * 7), parks_of(matrix))
    np.testing.assert_allclose(list(result.weights.values()), published, atol=1e-4)


def test_gini_cameras():
    """Bączkiewicz et al. 2021, camera selection, table of weights: the first four criteria and the price."""
    columns = {
        "c00": [29.4, 30, 29.28, 33.6, 21, 35, 47, 28.3, 36.9, 32, 28.4, 29.8, 20.2, 33, 29, 29, 29.8, 28.8, 24, 30],
        "c01": [114, 117, 58, 159, 66, 134, 158, 116, 130, 60, 126, 47, 70, 59, 55, 182, 65, 70, 60, 201],
        "c02": [1717.75, 2389, 239.99, 2099, 439, 1087, 2499, 999.99, 1099, 302.96, 1629, 2099, 699.99, 388, 299, 249,
                219.99, 1399.99, 269.99, 199.99],
    }  # fmt: skip
    found = weigh(flat(3, {"method": "gini"}), parks_of(np.array(list(columns.values())).T)).weights
    published = np.array([0.0362, 0.0984, 0.1690])
    np.testing.assert_allclose(list(found.values()), published / published.sum(), atol=2e-4)


def test_linear_best_worst_consistent_example():
    """Rezaei 2016: fully consistent comparisons give exactly w_j ∝ a_jW and ξ* = 0, by both models."""
    judged = {
        "best": "b",
        "worst": "e",
        "best_to_others": {"a": 2, "c": 4, "d": 2, "e": 8},
        "others_to_worst": {"a": 4, "b": 8, "c": 2, "d": 4},
    }
    for model in ("linear", "nonlinear"):
        result = weigh(named("abcde", method="bwm", model=model, **judged))
        assert result.weights == pytest.approx(
            {"a": 4 / 19, "b": 8 / 19, "c": 2 / 19, "d": 4 / 19, "e": 1 / 19}
        )
        assert {figure.id: figure.value for figure in result.quality}["xi"] == pytest.approx(0, abs=1e-9)
        assert not result.warnings
