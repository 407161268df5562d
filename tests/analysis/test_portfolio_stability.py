"""Stability of the funded set: the optima themselves on both sides of each end, and an applicant who cannot matter."""

from pathlib import Path

import numpy as np
import pytest

from decision.analysis.irrelevant import irrelevant_applicant
from decision.analysis.portfolio_stability import portfolio_stability
from decision.decisions import allocate
from decision.files.load import load_study
from decision.model.options import SolveOptions
from decision.ranking.moving import MovingWeights

PROOF = SolveOptions(gap=0.0)


def funded(study, method, weights) -> set[str]:
    return {park.park_id for park in allocate(study, method=method, weights=weights, options=PROOF).funded}


@pytest.mark.parametrize("method", ["wsm", "topsis"])
def test_the_funded_set_turns_at_the_ends_and_nowhere_inside(six_parks: Path, method: str) -> None:
    study = load_study(six_parks)
    found = portfolio_stability(study, method=method, options=PROOF)
    now = funded(study, method, None)
    moving = MovingWeights(study.parks, study.criteria, method=method)
    turned = 0
    for node, line in zip(found.nodes, moving.nodes(), strict=True):
        assert node.exact == (method == "wsm")
        assert node.low.proven
        assert node.high.proven
        margin = 1e-4 if node.exact else 2e-4

        def at(share: float, line=line) -> set[str]:
            weights = dict(zip(moving.leaves, line.at(share).tolist(), strict=True))
            return funded(study, method, weights)

        for share in np.linspace(node.low.weight + margin, node.high.weight - margin, 5):
            assert at(share) == now
        for end, step in ((node.low, -2 * margin), (node.high, 2 * margin)):
            if 0 < end.weight < 1:
                turned += 1
                beyond = at(end.weight + step)
                assert beyond != now
                assert now - set(end.left) | set(end.entered) == beyond
    assert turned, "nothing turns: choose another example"


def test_the_smallest_transfer_turns_the_funded_set_and_half_of_it_does_not(six_parks: Path) -> None:
    study = load_study(six_parks)
    found = portfolio_stability(study, method="wsm", options=PROOF)
    smallest = found.smallest
    assert smallest is not None
    now = funded(study, "wsm", None)
    weights = {"jobs": 0.6, "share": 0.4}
    for part, same in ((0.5, True), (0.999, True), (1.001, False)):
        moved = dict(weights)
        moved[smallest.source] -= part * smallest.share
        moved[smallest.target] += part * smallest.share
        assert (funded(study, "wsm", moved) == now) == same
    # Two criteria: a joint change is a transfer, so the smallest interval end is the smallest change.
    ends = [
        abs(end.weight - node.weight)
        for node in found.nodes
        for end in (node.low, node.high)
        if 0 < end.weight < 1
    ]
    assert smallest.share == pytest.approx(min(ends), abs=1e-6)


def test_an_irrelevant_applicant(six_parks: Path) -> None:
    study = load_study(six_parks)
    fixed = irrelevant_applicant(study, options=PROOF)
    assert (fixed.reversed_pairs, fixed.portfolio_turns) == (0, False)
    assert fixed.largest_merit_change == pytest.approx(0.0, abs=1e-12)
    text = (six_parks / "criteria.yaml").read_text(encoding="utf-8")
    for scale in (
        ", scale: {worst: 0, best: 200}, do_nothing: 0",
        ", scale: {worst: 0, best: 1}, do_nothing: 0",
    ):
        text = text.replace(scale, "")
    (six_parks / "criteria.yaml").write_text(
        text.replace("normalization: minmax", "normalization: sum"), encoding="utf-8"
    )
    moving = irrelevant_applicant(load_study(six_parks))
    assert moving.largest_merit_change > 0
    assert moving.portfolio_turns is None
