"""``parkfund check``: every problem of every file, warnings too, with file and line."""

from dataclasses import replace
from pathlib import Path

import pytest

from decision.checks import check, check_study
from decision.files import bundled
from decision.files.initialise import initialise
from decision.files.load import load_study


@pytest.fixture
def mine(tmp_path: Path, monkeypatch) -> Path:
    initialise(tmp_path / "mine", "illustrative-2025")
    monkeypatch.chdir(tmp_path)
    return Path("mine")


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize("name", bundled.study_names())
def test_bundled_studies_have_warnings_at_most(name):
    problems = check([name])
    assert [str(problem) for problem in problems if not problem.warning] == []
    assert all(problem.file and problem.line for problem in problems)
    assert problems == check_study(load_study(name))


@pytest.mark.parametrize("name", bundled.criteria_names())
def test_bundled_criteria_have_warnings_at_most(name):
    assert [str(problem) for problem in check([name]) if not problem.warning] == []


def test_reading_ranking_and_allocation_all_have_their_say(mine):
    change(mine / "three-criteria.yaml", "method: topsis", "method: topsys")
    change(mine / "three-criteria.yaml", "column: new_jobs", "column: new_job")
    change(mine / "programme.yaml", "where: {district: DFO}", "where: {distrct: DFO}")
    change(mine / "members/chair.yaml", "job_creation", "jobs_creation")
    told = {(problem.file, problem.field): problem for problem in check([mine]) if not problem.warning}
    assert set(told) == {
        ("three-criteria.yaml", "method"),
        ("three-criteria.yaml", "criteria[2].column"),
        ("programme.yaml", "rules[1].where.distrct"),
        ("members/chair.yaml", "weights.jobs_creation"),
    }
    lines = (mine / "programme.yaml").read_text(encoding="utf-8").splitlines()
    at = told[("programme.yaml", "rules[1].where.distrct")]
    assert "distrct" in lines[at.line - 1]
    assert "topsys" in (mine / "three-criteria.yaml").read_text().splitlines()[
        told[("three-criteria.yaml", "method")].line - 1
    ]  # fmt: skip
    assert all(problem.remedy for problem in told.values())


def test_a_faulty_file_does_not_hide_the_faults_of_the_others(mine):
    change(mine / "three-criteria.yaml", "goal: max", "gaol: max")
    change(mine / "programme.yaml", "where: {district: DFO}", "where: {distrct: DFO}")
    files = [problem.file for problem in check([mine]) if not problem.warning]
    assert files.count("three-criteria.yaml") == 3
    assert files.count("programme.yaml") == 1


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        (
            "study.yaml",
            "programme: programme.yaml",
            "programe: programme.yaml",
            "study.yaml:5:1: programe: no such key",
        ),
        (
            "programme.yaml",
            "total: 30000",
            "total: all",
            "programme.yaml:8:10: budget.total: expected a number",
        ),
        (
            "three-criteria.yaml",
            "goal: max",
            "goal: most",
            "three-criteria.yaml:20:11: criteria[0].goal: 'most' is not",
        ),
        (
            "members/chair.yaml",
            "{rnd_intensity: 40",
            "{rnd_intensity: x",
            "weights.rnd_intensity: expected a number",
        ),
        (
            "parks.csv",
            "C001,Bikin aviation",
            "C002,Bikin aviation",
            "parks.csv:3: park_id: the id 'C002' is used twice",
        ),
    ],
)
def test_single_files_are_recognised(mine, file, old, new, says):
    assert [str(problem) for problem in check([mine / file]) if not problem.warning] == []
    change(mine / file, old, new)
    (told, *_others) = [str(problem) for problem in check([mine / file])]
    assert says in told


def test_a_file_is_recognised_by_its_keys_when_nothing_else_tells(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_text("years: [2025]\n")
    assert {str(problem) for problem in check([path])} == {
        "x.yaml:1:1: title: this key is missing",
        "x.yaml:1:1: budget: this key is missing",
    }
    path.write_text("colour: red\n")
    assert [str(problem) for problem in check([path])] == [
        "x.yaml:1:1: this is none of study, criteria, programme, member, scenarios: its keys belong to no such file"
    ]


def test_several_studies_at_once_are_told_apart(mine):
    initialise(Path("other"), "parks-ru")
    change(mine / "programme.yaml", "total: 30000", "total: all")
    change(Path("other/programme.yaml"), "total:", "totl:")
    told = [problem.file for problem in check(["mine", "other", "parks-rus"]) if not problem.warning]
    assert told == ["mine/programme.yaml", "other/programme.yaml", "parks-rus"]


def test_check_of_a_loaded_study_places_what_it_finds(mine):
    study = load_study(mine)
    broken = study.programme.model_copy(
        update={"objective": study.programme.objective.model_copy(update={"maximise": "new_job"})}
    )
    problems = [p for p in check_study(replace(study, programme=broken)) if not p.warning]
    lines = (mine / "programme.yaml").read_text(encoding="utf-8").splitlines()
    assert [problem.file for problem in problems] == ["programme.yaml"]
    assert lines[problems[0].line - 1].strip().startswith(("objective:", "maximise:"))
