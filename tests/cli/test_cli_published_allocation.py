"""Every published case of kind knapsack and promethee_v once more, through files and the command line."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from ruamel.yaml import YAML
from shell import call
from test_allocation_published import as_programme, cases, net_flows

CRITERIA = {
    "title": "value",
    "method": "wsm",
    "normalization": "minmax",
    "criteria": [{"id": "gain", "column": "gain"}],
}


def answer(folder: Path, parks: pd.DataFrame, plan: Any, *command: str) -> dict[str, Any]:
    """The problem as the files of a study, and what the command says of it."""
    yaml = YAML()
    programme = json.loads(plan.model_dump_json(by_alias=True, exclude_unset=True))
    study = {
        "title": "case",
        "parks": "parks.csv",
        "criteria": "criteria.yaml",
        "programme": "programme.yaml",
    }
    yaml.dump(programme, folder / "programme.yaml")
    yaml.dump(CRITERIA, folder / "criteria.yaml")
    yaml.dump(study, folder / "study.yaml")
    parks.reset_index().to_csv(folder / "parks.csv", index=False)
    done = call(*command, ".", "--gap", "0", "--format", "json", "--no-record", folder=folder)
    assert done.code == 0, done.err
    found: dict[str, Any] = json.loads(done.out)
    return found


def funded(content: dict[str, Any]) -> list[int]:
    return [int(park["park_id"][1:]) for park in content["portfolio"]]


@pytest.mark.parametrize("path", cases("knapsack"), ids=lambda path: path.stem if path else "absent")
def test_knapsack(path: Path, tmp_path: Path) -> None:
    case = json.loads(path.read_text())
    parks, plan = as_programme(case["inputs"]["values"], case["inputs"]["constraints"])
    found = answer(tmp_path, parks, plan, "allocate")
    assert (found["ending"], found["gap"]) == ("optimal", pytest.approx(0.0, abs=1e-9))
    tolerance = case["tolerance"]["objective"]
    assert found["objective"] == pytest.approx(case["expected"]["objective"], abs=tolerance)
    value = sum(case["inputs"]["values"][place] for place in funded(found))
    assert value == pytest.approx(case["expected"]["objective"], abs=tolerance)
    if "selected" in case["expected"]:
        projects = case["inputs"]["projects"]
        assert {projects[place] for place in funded(found)} == set(case["expected"]["selected"])


@pytest.mark.parametrize("path", cases("promethee_v"), ids=lambda path: path.stem if path else "absent")
def test_promethee_v(path: Path, tmp_path: Path) -> None:
    """The published portfolio by the column of net flows."""
    case = json.loads(path.read_text())
    flow = [float(one) for one in case["expected"].get("net_flows") or net_flows(case)]
    for name, problem in case["inputs"]["problems"].items():
        parks, plan = as_programme(flow, problem["constraints"])
        found = answer(tmp_path, parks, plan, "allocate")
        chosen = {case["inputs"]["alternatives"][place] for place in funded(found)}
        assert chosen == set(case["expected"]["selected"][name]), name
