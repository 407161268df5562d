"""An own copy of a bundled study: whole, loadable, editable, and never over somebody's files."""

import json
from pathlib import Path

import pandas as pd
import pytest

from decision.errors import InputProblems
from decision.files import bundled
from decision.files.initialise import initialise
from decision.files.load import load_scenarios, load_study
from decision.files.save import save_weights


@pytest.mark.parametrize("name", bundled.study_names())
def test_the_copy_gives_the_same_study_from_its_own_files(tmp_path: Path, name):
    written = initialise(tmp_path / "new" / "mine", name)
    folder = tmp_path / "new" / "mine"
    assert sorted(path for path in folder.rglob("*") if path.is_file()) == written
    original, copy = load_study(name), load_study(folder)
    pd.testing.assert_frame_equal(copy.parks.table, original.parks.table)
    assert copy.criteria == original.criteria
    assert copy.programme == original.programme
    assert copy.members == original.members
    assert str(copy.notice) == str(original.notice)
    assert all(folder in file.path.parents for file in copy.files)
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["mine"]


def test_schemas_come_along_and_the_modelines_point_to_them(tmp_path: Path):
    for path in initialise(tmp_path / "mine", "illustrative-2025"):
        first = path.read_text(encoding="utf-8").splitlines()[0]
        if path.suffix == ".yaml":
            schema = path.parent / first.partition("$schema=")[2]
            assert json.loads(schema.read_text(encoding="utf-8"))["$schema"].endswith("2020-12/schema")


def test_scenarios_that_lie_beside_a_study_come_along(tmp_path: Path):
    initialise(tmp_path / "mine", "illustrative-2025")
    asked, _digest = load_scenarios(tmp_path / "mine" / "scenarios.yaml")
    assert [scenario.id for scenario in asked.scenarios][:2] == ["cut_2027", "cut_total"]


def test_the_copy_can_be_edited(tmp_path: Path):
    initialise(tmp_path / "mine", "illustrative-2025")
    criteria = next(file for file in load_study(tmp_path / "mine").files if file.role == "criteria")
    save_weights(criteria.path, {"job_creation": 99})
    assert [leaf.weight for leaf in load_study(tmp_path / "mine").criteria.leaves()][-1] == 99


def test_an_empty_folder_is_filled_and_a_full_one_left_alone(tmp_path: Path):
    folder = tmp_path / "mine"
    folder.mkdir()
    initialise(folder, "parks-ru")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(
        InputProblems, match="the folder is not empty; nothing was written; name another folder"
    ):
        initialise(folder, "illustrative-2025")
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_refusals(tmp_path: Path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputProblems, match="there is a file of this name"):
        initialise(tmp_path / "file", "parks-ru")
    with pytest.raises(InputProblems, match="did you mean 'parks-ru'"):
        initialise(tmp_path / "mine", "park-ru")
    assert not (tmp_path / "mine").exists()


def test_a_copy_of_a_copy(tmp_path: Path):
    initialise(tmp_path / "first", "illustrative-2025")
    initialise(tmp_path / "second", tmp_path / "first")
    assert load_study(tmp_path / "second").digests == load_study(tmp_path / "first").digests
