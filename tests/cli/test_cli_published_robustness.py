"""Every published case of kind rpm and stability, through files and the command line."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from ruamel.yaml import YAML
from shell import call

CASES = Path(__file__).resolve().parents[2] / ".." / "shared" / "cases"


def cases(kind: str, variant: str | None = None) -> list[Any]:
    found = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(CASES.glob("*.json"))]
    own = [
        pytest.param(
            case,
            id=case["id"],
            marks=[pytest.mark.slow] if len(case["inputs"].get("scores", ())) > 12 else [],
        )
        for case in found
        if case["kind"] == kind and variant in (None, case["inputs"].get("variant"))
    ]
    return own or [pytest.param(None, marks=pytest.mark.skip(reason="the folder shared/cases is not here"))]


def written(folder: Path, name: str, content: dict) -> None:
    YAML().dump(content, folder / name)


def table(folder: Path, ids: list[str], values: list[list[float]], **columns: list) -> None:
    frame = pd.DataFrame(values, columns=[f"c{place}" for place in range(len(values[0]))])
    frame.insert(0, "park_id", ids)
    frame.insert(1, "name", ids)
    frame.assign(**columns).to_csv(folder / "parks.csv", index=False)


def answer(folder: Path, *arguments: object) -> dict:
    done = call(*arguments, "--format", "json", folder=folder)
    assert done.code == 0, done.err
    return json.loads(done.out)


@pytest.mark.parametrize("case", cases("rpm", "no_weight_information"))
def test_rpm(case: dict, tmp_path: Path) -> None:
    scores, costs = case["inputs"]["scores"], case["inputs"]["costs"]
    ids = [f"P{place:03d}" for place in range(len(scores))]
    table(tmp_path, ids, scores, requested_mln_rub=costs)
    top = max(max(row) for row in scores)
    criteria = [
        {"id": f"c{place}", "column": f"c{place}", "scale": {"worst": 0, "best": top}, "do_nothing": 0}
        for place in range(len(scores[0]))
    ]
    written(
        tmp_path,
        "criteria.yaml",
        {"title": "t", "method": "wsm", "normalization": "minmax", "criteria": criteria},
    )
    written(
        tmp_path,
        "programme.yaml",
        {
            "title": "t",
            "years": [2025],
            "budget": {"total": case["inputs"]["budget"]},
            "terms": {"funding": "whole"},
            "objective": {"maximise": "value"},
        },
    )
    study = {"title": "t", "parks": "parks.csv", "criteria": "criteria.yaml", "programme": "programme.yaml"}
    written(tmp_path, "study.yaml", study)
    found = answer(
        tmp_path, "robust", ".", "--samples", 4, "--gap", 0, "--exact-seconds", 200, "--regret-seconds", 0
    )
    expected = case["expected"]
    published = {
        frozenset(park for park, bit in zip(ids, portfolio, strict=True) if str(bit) == "1")
        for portfolio in expected["portfolios"]
    }
    assert found["exact"]
    assert found["non_dominated_portfolios"] == len(published)
    assert {frozenset(one) for one in found["non_dominated"]} == published
    index = {park["park_id"]: park["core_index"] for park in found["parks"]}
    assert [index[park] for park in ids] == pytest.approx(
        expected["core_index"], abs=case["tolerance"]["core_index"]
    )


@pytest.mark.parametrize("case", cases("stability", "wsm_intervals"))
def test_intervals_of_weights(case: dict, tmp_path: Path) -> None:
    inputs, expected = case["inputs"], case["expected"]["intervals"]
    table(tmp_path, [f"A{place}" for place in range(len(inputs["matrix"]))], inputs["matrix"])
    criteria = [
        {"id": f"c{place}", "column": f"c{place}", "weight": weight, "goal": "max" if kind == 1 else "min"}
        for place, (weight, kind) in enumerate(zip(inputs["weights"], inputs["types"], strict=True))
    ]
    written(
        tmp_path,
        "criteria.yaml",
        {"title": "t", "method": "wsm", "normalization": inputs["normalization"], "criteria": criteria},
    )
    found = answer(tmp_path, "stability", "--parks", "parks.csv", "--criteria", "criteria.yaml")
    assert found["exact"]
    for own, first, whole in zip(found["criteria"], expected["first"], expected["full"], strict=True):
        assert own["first"] == pytest.approx(first, abs=case["tolerance"]["interval"])
        assert own["order"] == pytest.approx(whole, abs=case["tolerance"]["interval"])


@pytest.mark.parametrize("case", cases("stability", "wsm_group_weight_break_even"))
def test_break_even_of_a_group(case: dict, tmp_path: Path) -> None:
    inputs, expected = case["inputs"], case["expected"]
    table(tmp_path, inputs["alternatives"], inputs["values"])
    leaves = [
        {"id": f"c{place}", "column": f"c{place}", "weight": swing}
        for place, swing in enumerate(inputs["raw_swings"])
    ]
    inside = [name in inputs["group"] for name in inputs["attributes"]]
    groups = [
        {
            "id": name,
            "weight": weight,
            "criteria": [leaf for leaf, own in zip(leaves, inside, strict=True) if own == wanted],
        }
        for name, weight, wanted in (
            ("group", inputs["current_group_weight"], True),
            ("rest", 100 - inputs["current_group_weight"], False),
        )
    ]
    written(
        tmp_path,
        "criteria.yaml",
        {"title": "t", "method": "wsm", "normalization": "none", "criteria": groups},
    )
    one, other = expected["break_even_between"]
    found = answer(
        tmp_path,
        "stability", "--parks", "parks.csv", "--criteria", "criteria.yaml", "--pair", f"{one},{other}",
        "--pair", ",".join(expected["always_above"]),
    )  # fmt: skip
    (group,) = [node for node in found["criteria"] if node["id"] == "group"]
    ends = {(pair["above"], pair["below"]): pair["interval"] for pair in group["pairs"]}
    assert ends[one, other][0] * 100 == pytest.approx(
        expected["break_even_weight"], abs=case["tolerance"]["break_even_weight"]
    )
    assert ends[tuple(expected["always_above"])] == [0.0, 1.0]
    for share, leader in expected["first_at"].items():
        at = float(share) / 100
        assert leader in [lead["park_id"] for lead in group["leaders"] if lead["from"] <= at <= lead["to"]]


@pytest.mark.parametrize("case", cases("stability", "waspas_lambda_sweep"))
def test_waspas_at_every_lambda(case: dict, tmp_path: Path) -> None:
    inputs, expected = case["inputs"], case["expected"]
    ids = [f"A{place}" for place in range(len(inputs["matrix"]))]
    table(tmp_path, ids, inputs["matrix"])
    criteria = [
        {"id": f"c{place}", "column": f"c{place}", "weight": weight, "goal": "max" if kind == 1 else "min"}
        for place, (weight, kind) in enumerate(zip(inputs["weights"], inputs["types"], strict=True))
    ]
    for share, scores in list(expected["scores"].items())[::5]:
        method = {"name": "waspas", "lambda": float(share)}
        written(tmp_path, "criteria.yaml", {"title": "t", "method": method, "criteria": criteria})
        found = answer(tmp_path, "rank", "--parks", "parks.csv", "--criteria", "criteria.yaml")
        own = {park["park_id"]: park["preference"] for park in found["ranking"]}
        assert [own[park] for park in ids] == pytest.approx(scores, abs=case["tolerance"]["scores"])
