"""Every published case of kind ranking and weights once more, through files and the command line."""

import json
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
import test_ranking_published
import test_weighting_published
from ruamel.yaml import YAML
from shell import call

from decision.model.criteria import CriteriaModel
from decision.model.parks import Parks


def written(folder: Path, criteria: CriteriaModel, parks: Parks | None) -> tuple[str, ...]:
    """The problem as files, and the options that name them."""
    content = json.loads(criteria.model_dump_json(by_alias=True, exclude_unset=True))
    YAML().dump(content, folder / "criteria.yaml")
    if parks is None:
        columns = {leaf.column for leaf in criteria.leaves()}
        table = pd.DataFrame(
            {"park_id": ["A", "B"], "name": ["A", "B"], **{column: [1, 2] for column in columns}}
        )
    else:
        table = parks.table.reset_index()
    table.to_csv(folder / "parks.csv", index=False)
    return ("--parks", "parks.csv", "--criteria", "criteria.yaml", "--format", "json")


def answer(folder: Path, *arguments: str) -> dict:
    done = call(*arguments, folder=folder)
    assert done.code == 0, done.err
    assert "NaN" not in done.out
    return json.loads(done.out)


@pytest.mark.parametrize("case", test_ranking_published.cases())
def test_ranking(case: dict, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def through_the_shell(parks: Parks, criteria: CriteriaModel) -> SimpleNamespace:
        found = answer(tmp_path, "rank", *written(tmp_path, criteria, parks))
        return SimpleNamespace(table=pd.DataFrame(found["ranking"]).set_index("park_id"))

    monkeypatch.setattr(test_ranking_published, "rank_parks", through_the_shell)
    test_ranking_published.test_published_case(case)


@pytest.mark.parametrize("case", test_weighting_published.cases())
def test_weights(case: dict, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def through_the_shell(criteria: CriteriaModel, parks: Parks | None = None) -> SimpleNamespace:
        method = criteria.weights.method
        found = answer(tmp_path, "weights", *written(tmp_path, criteria, parks), "--method", method)
        (own,) = [one for one in found["methods"] if one["method"] == method]
        quality = [SimpleNamespace(**figure) for figure in own["quality"]]
        return SimpleNamespace(weights=own["weights"], shares=own["shares"], quality=quality)

    monkeypatch.setattr(test_weighting_published, "weigh", through_the_shell)
    test_weighting_published.test_published_case(case)


def test_weights_are_saved_into_a_criteria_model_named_alone(six_parks: Path) -> None:
    files = ("--parks", "parks.csv", "--criteria", "criteria.yaml")
    done = call("weights", *files, "--method", "equal", "--save", "equal", folder=six_parks)
    assert done.code == 0, done.err
    text = (six_parks / "criteria.yaml").read_text(encoding="utf-8")
    assert "weight: 0.5" in text
    assert "scale: {worst: 0, best: 200}" in text
