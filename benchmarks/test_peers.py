"""Ranking sweeps against what can be installed today; peers run in an environment of their own (``peers.txt``)."""

import numpy as np
import pytest
from test_sweeps import best_of, problem

from decision.analysis.kernels import batch_ranking
from decision.analysis.sampling import Uniform
from decision.analysis.smaa import smaa

CRITERIA = 12
SAMPLES = {100: 4096, 500: 4096, 5000: 2048}
GOALS = {500: {"topsis": "≥ 35", "wsm": "≥ 35", "vikor": "≥ 20"}}


@pytest.mark.parametrize("parks", [100, 500, 5000])
@pytest.mark.parametrize("method", ["topsis", "wsm", "vikor"])
def test_smaa_over_pysensmcda(told, peer_seconds, method: str, parks: int) -> None:
    """The fastest peer that does SMAA-2; on the same weights, so that indices must be identical."""
    candidates, model, values, types = problem(parks, CRITERIA, method)
    samples = SAMPLES[parks]
    weights = np.vstack([Uniform(CRITERIA).block(1, number) for number in range(10)])[:samples]
    other, acceptability = peer_seconds("pysensmcda", method, values, types, weights)
    mine = best_of(lambda: smaa(candidates, model, Uniform(CRITERIA), samples=samples)) / samples
    found = smaa(candidates, model, Uniform(CRITERIA), samples=samples).rank_acceptability
    same = np.abs(found - acceptability).max()
    goal = GOALS.get(parks, {}).get(method, "≥ 15")
    said = "identical indices" if same < 1e-9 else f"indices differ by {same:.1g}"
    told.add("SMAA-2: pysensmcda over ours", f"{method}, {parks}×{CRITERIA} ({said})", other / mine, goal)


@pytest.mark.parametrize("peer", ["scikit-criteria", "pyDecision"])
@pytest.mark.parametrize("method", ["topsis", "wsm", "vikor"])
@pytest.mark.parametrize("parks", [100, 500])
def test_sweep_over_peers(told, peer_seconds, peer: str, method: str, parks: int) -> None:
    """Their loop over weight vectors against our scores and full order of the same vectors."""
    candidates, model, values, types = problem(parks, CRITERIA, method)
    weights = Uniform(CRITERIA).block(1, 0)
    other, _none = peer_seconds(peer, method, values, types, weights[:40])
    batch = batch_ranking(candidates, model)

    def ours() -> None:
        for _start, scores in batch.blocks(weights):
            np.argsort(scores, axis=1)

    told.add("Sweeps of rankings: peers over ours", f"{peer}, {method}, {parks}×{CRITERIA}",
             other / (best_of(ours) / len(weights)))  # fmt: skip
