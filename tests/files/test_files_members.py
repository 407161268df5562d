"""Members' files: only numbers change, the scale of the file stays, new members and committees get what they need."""

from __future__ import annotations

from pathlib import Path

import pytest

from decision.errors import InputProblems
from decision.files.initialise import initialise
from decision.files.load import load_study
from decision.files.members import member_id, save_member
from decision.ranking.weights import leaf_weights

OWN = {"rnd_intensity": 0.5, "import_substitution": 0.125, "job_creation": 0.375}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An own copy of the bundled study."""
    initialise(tmp_path / "own", "illustrative-2025")
    return tmp_path / "own"


def test_a_members_numbers_change_and_nothing_else(folder: Path) -> None:
    study = load_study(folder)
    path = folder / "members" / "science.yaml"
    before = path.read_text(encoding="utf-8")
    assert save_member(study, "science", OWN, "not used") == (path,)
    line = "weights: {rnd_intensity: 70, import_substitution: 20, job_creation: 10}"
    assert line in before
    after = before.replace(
        line, "weights: {rnd_intensity: 50, import_substitution: 12.5, job_creation: 37.5}"
    )
    assert path.read_text(encoding="utf-8") == after
    with pytest.raises(InputProblems, match="changed since"):
        save_member(study, "science", OWN, "")


def test_a_criterion_that_a_member_left_out_is_added(folder: Path) -> None:
    path = folder / "members" / "science.yaml"
    path.write_text("name: S\nweights:\n  job_creation: 1  # all of it\n", encoding="utf-8")
    save_member(load_study(folder), "science", OWN, "")
    assert "# all of it" in path.read_text(encoding="utf-8")
    written = load_study(folder).members["science"].weights
    assert written == pytest.approx(OWN)


def test_a_new_member_and_a_committee_where_there_was_none(folder: Path) -> None:
    text = (folder / "study.yaml").read_text(encoding="utf-8")
    (folder / "study.yaml").write_text(text.replace("committee: members/\n", ""), encoding="utf-8")
    for path in (folder / "members").iterdir():
        path.unlink()
    study = load_study(folder)
    assert save_member(study, "yes", OWN, "Да: yes")[-1] == folder / "members" / "yes.yaml"
    assert save_member(study, "no", OWN, "No") == (folder / "members" / "no.yaml",)
    again = load_study(folder)
    assert list(again.members) == ["no", "yes"]
    assert str(again.members["yes"].name) == "Да: yes"
    assert again.members["yes"].weights == pytest.approx({id: 100 * share for id, share in OWN.items()})
    lines = (folder / "study.yaml").read_text(encoding="utf-8").splitlines()
    lines.remove("committee: members/")
    assert lines == text.replace("committee: members/\n", "").splitlines()
    with pytest.raises(InputProblems, match="exists already"):
        save_member(study, "yes", OWN, "")


def test_groups_become_weights_of_criteria_in_a_new_file(folder: Path) -> None:
    text = (folder / "study.yaml").read_text(encoding="utf-8")
    (folder / "study.yaml").write_text(
        text.replace("three-criteria.yaml", "four-approaches"), encoding="utf-8"
    )
    for path in (folder / "members").iterdir():
        path.unlink()
    study = load_study(folder)
    shares = {node.id: 1.0 + place for place, node in enumerate(study.criteria.nodes())}
    save_member(study, "new", shares, "New")
    written = load_study(folder).members["new"].weights
    expected = leaf_weights(study.criteria.with_weights(shares))
    assert leaf_weights(study.criteria, written) == pytest.approx(expected, abs=1e-5)


def test_names_become_ids_that_are_free() -> None:
    assert member_id("Ada  Lovelace, Dr.", {}) == "ada-lovelace-dr"
    assert member_id("Пётр", {"пётр", "пётр-2"}) == "пётр-3"
    assert member_id("…", {}) == "member"
