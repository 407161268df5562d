"""Studies as a whole: what is read, where it stands, and the faults of all files at once."""

import hashlib
import os
from pathlib import Path

import pandas as pd
import pytest

from decision.errors import InputProblems
from decision.files import bundled
from decision.files.load import load_criteria, load_programme, load_study, load_weights, make_study

STUDY = """\
title: Little round
parks: parks.csv
criteria: criteria.yaml
programme: programme.yaml
partnerships: partnerships.csv
committee: members
"""
CRITERIA = """\
title: Two criteria
method: topsis
criteria:
  - {id: jobs, column: new_jobs, weight: 60}
  - id: money
    criteria:
      - id: leverage
        expression: private / requested_mln_rub
        weight: 40
"""
PROGRAMME = """\
title: Little programme
years: [2025, 2026]
budget: {total: 100}
rules:
  - {id: some, measure: count, min: 1}
  - {id: east, measure: grant, where: {district: [DFO]}, min_share: 0.1}
"""
PARKS = """\
park_id;name;district;new_jobs;private;requested_mln_rub
P2;Второй;DFO;10,5;20;40
P1;Первый;CFO;12;10..30;50
"""
PARTNERSHIPS = "park,partner,kind,strength\nP2,P1,supply,0.5\nP1,University,research,1\n"
MEMBER = "name: Chair\nweights: {jobs: 1, money: 2}\n"


@pytest.fixture
def study(tmp_path: Path) -> Path:
    files = {
        "study.yaml": STUDY,
        "criteria.yaml": CRITERIA,
        "programme.yaml": PROGRAMME,
        "parks.csv": PARKS,
        "partnerships.csv": PARTNERSHIPS,
        "members/chair.yaml": MEMBER,
        "members/README.md": "not a member",
    }
    folder = tmp_path / "round"
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    return folder


def test_a_study_is_read_whole(study):
    read = load_study(study)
    assert str(read.title) == "Little round"
    assert list(read.parks.table.index) == ["P1", "P2"]
    assert read.parks.table["private"].tolist() == [20, 20]
    assert [node.id for node in read.criteria.nodes()] == ["jobs", "money", "leverage"]
    assert [rule.id for rule in read.programme.rules] == ["some", "east"]
    assert read.partnerships.to_dict("list") == {
        "park": ["P1", "P2"],
        "partner": ["University", "P1"],
        "kind": ["research", "supply"],
        "strength": [1.0, 0.5],
    }
    assert list(read.members) == ["chair"]
    assert read.path == study / "study.yaml"
    assert load_study(study / "study.yaml").digests == read.digests


def test_every_input_is_kept_with_its_digest_and_without_the_machine(study):
    read = load_study(study)
    assert {file.shown: file.role for file in read.files} == {
        "study.yaml": "study",
        "criteria.yaml": "criteria",
        "programme.yaml": "programme",
        "parks.csv": "parks",
        "partnerships.csv": "partnerships",
        "members/chair.yaml": "member",
    }
    for file in read.files:
        on_disk = (study / file.shown).read_bytes()
        assert file.content == on_disk
        assert file.sha256 == hashlib.sha256(on_disk).hexdigest()


def test_places_of_rules_criteria_and_every_key(study):
    places = load_study(study).places
    assert places["criterion:leverage"] == ("criteria.yaml", 7)
    assert places["criteria:criteria[1].criteria[0].expression"] == ("criteria.yaml", 8)
    assert places["rule:east"] == ("programme.yaml", 6)
    assert places["programme:rules[1].where.district"] == ("programme.yaml", 6)
    assert places["budget"] == ("programme.yaml", 3)
    assert places["method"] == ("criteria.yaml", 2)
    assert places["member:chair:weights.jobs"] == ("members/chair.yaml", 2)


def test_faults_of_all_files_at_once(study):
    (study / "criteria.yaml").write_text(
        CRITERIA.replace("new_jobs", "new_job").replace("private /", "privat /")
    )
    (study / "programme.yaml").write_text(PROGRAMME.replace("where", "whree"))
    (study / "parks.csv").write_text(PARKS.replace("50", "fifty"))
    (study / "partnerships.csv").write_text(
        PARTNERSHIPS + "P3,P1,supply,0.5\nP1,P2,supply,2\nP2,P2,x,\nP2,P9,x,0.1\n"
    )
    (study / "members/chair.yaml").write_text(MEMBER.replace("jobs", "job"))
    (study / "members/second.yaml").write_text("nam: x\nweights: {jobs: -1}\n")
    with pytest.raises(InputProblems) as caught:
        load_study(study)
    assert str(caught.value).splitlines() == [
        "programme.yaml:6:32: rules[1].whree: no such key; did you mean 'where'?",
        "parks.csv:3: requested_mln_rub: park P1: 'fifty' is not a number",
        "criteria.yaml:4:24: criteria[0].column: the parks have no column new_job; did you mean 'new_jobs'?",
        "criteria.yaml:8:21: criteria[1].criteria[0].expression: the parks have no column privat; "
        "did you mean "
        "'private'?",
        "partnerships.csv:4: park: no park has the id 'P3'",
        "partnerships.csv:5: strength: 2 does not lie between 0 and 1",
        "partnerships.csv:5: partner: this partnership is written twice, first in line 2",
        "partnerships.csv:6: strength: the cell is empty",
        "partnerships.csv:6: partner: a park cannot be its own partner",
        "members/chair.yaml:2:11: weights.job: no criterion or group has the id job; did you mean 'jobs'?",
        "members/second.yaml:1:1: nam: no such key; did you mean 'name'?",
        "members/second.yaml:2:17: weights.jobs: -1 is less than 0, the least allowed",
    ]


def test_an_outside_partner_that_looks_like_a_park_is_worth_a_look(study):
    text = PARKS.replace("P1", "PARK-01").replace("P2", "PARK-02")
    (study / "parks.csv").write_text(text, encoding="utf-8")
    (study / "partnerships.csv").write_text(
        "park,partner,strength\nPARK-01,PARK-03,1\nPARK-01,University,1\n"
    )
    (warning,) = load_study(study).warnings
    assert warning.warning
    assert str(warning).startswith(
        "partnerships.csv:2: partner: no park has the id 'PARK-03'; it is taken for a partner"
    )


def test_names_of_files_that_are_not_there(study):
    text = STUDY.replace("parks.csv", "park.csv").replace("criteria.yaml", "three-criterias")
    text = text.replace("programme.yaml", "nothing-like-it").replace("members", "member")
    (study / "study.yaml").write_text(text)
    with pytest.raises(InputProblems) as caught:
        load_study(study)
    told = str(caught.value).splitlines()
    assert (
        told[0] == "study.yaml:3:11: criteria: no such file: three-criterias; did you mean 'three-criteria'?"
    )
    assert told[1].startswith("study.yaml:4:12: programme: no such file: nothing-like-it; allowed: ")
    assert "illustrative-2025" in told[1]
    assert told[2] == "study.yaml:2:8: parks: no such file: park.csv; did you mean 'parks.csv'?"
    assert told[3] == "study.yaml:6:12: committee: no such folder: member; did you mean 'members'?"


@pytest.mark.parametrize(
    ("name", "says"),
    [
        (
            "ilustrative-2025",
            "no file, folder or bundled study of this name; did you mean 'illustrative-2025'?",
        ),
        ("folder", "folder: the folder holds no study.yaml"),
        ("folder/stdy.yaml", "folder/stdy.yaml: no such file"),
    ],
)
def test_a_study_that_is_not_there(tmp_path, monkeypatch, name, says):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    with pytest.raises(InputProblems) as caught:
        load_study(name)
    assert says in str(caught.value)


def test_no_message_names_a_folder_of_this_machine(study, tmp_path):
    elsewhere = tmp_path / "elsewhere.csv"
    elsewhere.write_text("park_id,name\na,\n")
    (study / "study.yaml").write_text(STUDY.replace("parks.csv", str(elsewhere)))
    with pytest.raises(InputProblems) as caught:
        load_study(study)
    assert str(tmp_path) not in str(caught.value)
    elsewhere.write_text(PARKS, encoding="utf-8")
    read = load_study(study)
    assert all(str(tmp_path) not in file.shown for file in read.files)


@pytest.mark.skipif(os.name != "posix" or os.getuid() == 0, reason="the superuser reads everything")
def test_an_unreadable_file_is_told(study):
    (study / "parks.csv").chmod(0)
    with pytest.raises(InputProblems, match=r"parks\.csv: the file cannot be read"):
        load_study(study)


@pytest.mark.parametrize("name", bundled.study_names())
def test_bundled_studies_load_without_a_word(name):
    read = load_study(name)
    assert read.warnings == ()
    assert read.notice is not None
    described = {study.name: study for study in bundled.studies()}[name]
    assert described.parks == len(read.parks)
    assert described.synthetic == read.synthetic


def test_a_bundled_criteria_model_is_named_without_its_folder():
    shown = {file.role: file.shown for file in load_study("illustrative-2025").files}
    assert shown["criteria"] == "criteria/three-criteria.yaml"
    assert load_criteria("three-criteria").title == load_criteria("three-criteria.yaml").title
    assert load_programme("illustrative-2025").budget.total == 30000


def test_weights_from_a_member_or_a_plain_mapping(study, tmp_path):
    assert load_weights("jobs=1,money=2.5") == {"jobs": 1, "money": 2.5}
    with pytest.raises(InputProblems, match="is not a weight"):
        load_weights("jobs=1,money=x,=3")
    assert load_weights(study / "members/chair.yaml") == {"jobs": 1, "money": 2}
    plain = tmp_path / "weights.yaml"
    plain.write_text("jobs: 1\nmoney: 2.5\n")
    assert load_weights(plain) == {"jobs": 1, "money": 2.5}
    plain.write_text("jobs: 1\nmoney: much\n")
    with pytest.raises(InputProblems) as caught:
        load_weights(plain)
    assert str(caught.value) == "weights.yaml:2:8: weights.money: expected a number, not 'much'"


FRAME = pd.DataFrame({"park_id": ["b", "a"], "name": ["B", "A"], "x": [1, 2.5], "code": ["q", None]})
MODEL = {"title": "t", "method": "topsis", "criteria": [{"id": "x", "column": "x"}]}


def test_a_study_in_memory():
    read = make_study(FRAME, MODEL)
    assert list(read.parks.table.index) == ["a", "b"]
    assert read.parks.table["x"].tolist() == [2.5, 1]
    assert make_study(FRAME.set_index("park_id"), MODEL).parks.table.equals(read.parks.table)
    assert make_study(read.parks, read.criteria, read.programme, title={"ru": "Имя"}).title.ru == "Имя"


def test_a_study_in_memory_is_checked_as_strictly():
    programme = {"title": "p", "years": [2025], "budget": {"totl": 1}}
    with pytest.raises(InputProblems) as caught:
        make_study(
            FRAME.assign(x=["1", "one"]),
            MODEL,
            programme,
            partnerships=pd.DataFrame({"park": ["z"], "partner": ["a"], "strength": [0.5]}),
        )
    assert str(caught.value).splitlines() == [
        "programme: budget.totl: no such key; did you mean 'total'?",
        "parks: x: park a: 'one' is not a number",
        "partnerships: park: no park has the id 'z'",
    ]
    with pytest.raises(InputProblems, match="the parks have no column x; allowed: name, y"):
        make_study(FRAME[["park_id", "name"]].assign(y=1.0), MODEL)
    with pytest.raises(InputProblems, match="the id 'a' is used twice"):
        make_study(FRAME.assign(park_id="a"), MODEL)


def test_an_infinite_number_in_memory_is_refused():
    with pytest.raises(InputProblems, match="park a: inf is not a finite number"):
        make_study(FRAME.assign(x=[1.0, float("inf")]), MODEL)
