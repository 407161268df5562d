"""Agreement with scikit-criteria where both have a method: its scores and ranks, stored with their provenance.

``tools/peer_table.py`` makes the table anew where scikit-criteria is installed. Methods of ours without a counterpart
there: AROMAN, balanced SPOTIS, COMET, LMAW, LoPM, PROMETHEE II, RAFSI.
"""

import json
from pathlib import Path

import numpy as np
import pytest
from ranking_examples import criteria_of, parks_of

from decision.ranking.methods import METHODS
from decision.ranking.rank import rank_parks
from decision.ranking.weighting_compare import compare_weightings

TABLE = json.loads(
    (Path(__file__).resolve().parents[1] / "data" / "peer_scikit_criteria.json").read_text("utf-8")
)
NO_COUNTERPART = {"aroman", "balanced_spotis", "comet", "lmaw", "lopm", "promethee_ii", "rafsi"}

# Ours → the form in which scikit-criteria is given the matrix (it leaves scaling to the user in most methods), our
# normalisation for the same, and its score; "log10": it gives the logarithm; "share": ours is divided by the greatest.
SAME = {
    "aras": ("linear", "linear", "score", None),
    "cocoso": ("minmax", "minmax", "score", None),
    "codas": ("linear", "linear", "score", None),
    "copras": ("sum", None, "score", "share"),
    "edas": ("raw", None, "score", None),
    "ervd": ("sum", None, "similarity", None),
    "mabac": ("linear", "linear", "score", None),
    "mairca": ("raw", "minmax", "values", None),
    "marcos": ("raw", None, "utility_scores", None),
    "moora": ("vector", None, "score", None),
    "ocra": ("raw", None, "performance", None),
    "probid": ("vector", None, "score", None),
    "sprobid": ("vector", None, "score", None),
    "ram": ("sum", None, "score", None),
    "rim": ("raw", None, "score", None),
    "spotis": ("raw", None, "score", None),
    "topsis": ("minmax", "minmax", "similarity", None),
    "vikor": ("raw", None, "q_k", None),
    "waspas": ("linear", "linear", "score", None),
    "wpm": ("linear", "linear", "score", "log10"),
    "wsm": ("minmax", "minmax", "score", None),
}


def test_every_method_is_compared_or_has_no_counterpart() -> None:
    assert set(SAME) | NO_COUNTERPART == set(METHODS)
    assert TABLE["provenance"]["package"] == "scikit-criteria"
    assert TABLE["provenance"]["version"] == "0.10"


@pytest.mark.parametrize("number", range(len(TABLE["problems"])))
@pytest.mark.parametrize("method", sorted(SAME))
def test_scores_and_ranks_agree(method: str, number: int) -> None:
    form, normalisation, key, change = SAME[method]
    problem = TABLE["problems"][number]
    peer = problem["methods"][method][form]
    criteria = criteria_of(problem["weights"], problem["goals"], method, normalization=normalisation)
    ours = rank_parks(parks_of(problem["matrix"]), criteria).table.sort_index()
    scores = np.array(peer["scores"][key])
    if change == "log10":
        scores = 10.0**scores
    if change == "share":
        scores = scores / scores.max()
    assert ours["preference"].to_numpy() == pytest.approx(scores, rel=1e-9, abs=1e-12)
    assert ours["rank"].tolist() == peer["rank"]


@pytest.mark.parametrize("number", range(len(TABLE["problems"])))
def test_weights_from_data_agree(number: int) -> None:
    problem = TABLE["problems"][number]
    criteria = criteria_of(problem["weights"], problem["goals"], "topsis")
    found = compare_weightings(parks_of(problem["matrix"]), criteria, list(problem["weighters"])).weights
    for method, weights in problem["weighters"].items():
        assert found[method].to_numpy() == pytest.approx(weights, abs=1e-12), method
