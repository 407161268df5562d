"""Sobol and Morris: what cannot matter does not, what must matter does, and single evaluations are plain optima."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from decision.analysis.global_sensitivity import factors_of, quantile, sensitivity
from decision.decisions import allocate
from decision.errors import InputProblems
from decision.files.load import load_study
from decision.model.options import SolveOptions

PROOF = SolveOptions(gap=0.0)


@pytest.fixture
def no_rules(six_parks: Path) -> Path:
    text = (six_parks / "programme.yaml").read_text(encoding="utf-8")
    (six_parks / "programme.yaml").write_text(text[: text.index("rules:")], encoding="utf-8")
    return six_parks


def table(found, output: str, column: str) -> dict[str, float]:
    rows = found.indices[found.indices["output"] == output]
    return dict(zip(rows["factor"], rows[column], strict=True))


def test_an_outcome_that_no_weight_touches_hangs_on_the_budget_alone(no_rules: Path) -> None:
    study = load_study(no_rules)
    for analysis, column in (("sobol", "st"), ("morris", "mu_star")):
        found = sensitivity(
            study, analysis=analysis, samples=16, settings={"objective.maximise": "jobs"}, options=PROOF
        )
        indices = table(found, "value", column)
        assert indices["weight:jobs"] == pytest.approx(0.0, abs=1e-9)
        assert indices["weight:share"] == pytest.approx(0.0, abs=1e-9)
        assert indices["budget"] > 0.5


def test_evaluations_are_plain_allocations(no_rules: Path) -> None:
    from SALib.sample import sobol

    study = load_study(no_rules)
    found = sensitivity(study, samples=4, options=PROOF)
    space = {"num_vars": 3, "names": list(found.factors), "bounds": [[0, 1], [0, 1], [0.8, 1.2]]}
    points = sobol.sample(space, 4, calc_second_order=False, seed=1)
    assert found.factors == ("weight:jobs", "weight:share", "budget")
    assert found.evaluations == len(points)
    count = dict.fromkeys(found.inclusion, 0)
    for jobs, share, budget in points:
        plan = allocate(study, weights={"jobs": jobs, "share": share}, budget=350 * budget, options=PROOF)
        for park in plan.funded:
            count[park.park_id] += 1
    assert found.inclusion == pytest.approx({park: own / len(points) for park, own in count.items()})


def test_jobs_change_nothing(no_rules: Path) -> None:
    study = load_study(no_rules)
    one, two = (sensitivity(study, samples=4, options=PROOF, jobs=jobs).to_dict() for jobs in (1, 2))
    assert json.dumps(one) == json.dumps(two)


def test_uncertain_columns_move_along_their_distributions(no_rules: Path) -> None:
    text = (no_rules / "parks.csv").read_text(encoding="utf-8")
    text = text.replace("CFO,100,90,0.9", "CFO,100,80..100,0.9").replace(
        "SFO,150,120,0.5", "SFO,150,100/120/180,0.5"
    )
    (no_rules / "parks.csv").write_text(text, encoding="utf-8")
    study = load_study(no_rules)
    assert factors_of(study)[-1] == "data:jobs"
    at = [quantile(study, "jobs", share) for share in (0.0, 0.25, 1.0)]
    assert [column["P1"] for column in at] == [80.0, 85.0, 100.0]
    # Triangle 100, 120, 180: its lower quarter ends at the mode.
    assert [column["P3"] for column in at] == pytest.approx([100.0, 120.0, 180.0])
    assert all(column["P2"] == 80.0 for column in at)
    found = sensitivity(study, samples=8, options=PROOF)
    assert table(found, "value", "st")["data:jobs"] > 0
    frozen = replace(study, parks=replace(study.parks, ranges={}, triangles={}))
    assert "data:jobs" not in factors_of(frozen)
    assert isinstance(found.to_frame(), pd.DataFrame)
    assert not np.isnan(found.indices["st"]).any()


def test_slips(no_rules: Path) -> None:
    study = load_study(no_rules)
    with pytest.raises(InputProblems) as told:
        sensitivity(study, samples=10, budget_range=(1.2, 0.8))
    assert len(told.value.problems) == 2
