"""What people mistype: exit code 2, a sentence with place and remedy, every fault at once, never a traceback."""

from pathlib import Path

import pytest
from shell import call, parkfund


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("alocate",), ["allocate"]),
        (("allocate",), ["STUDY"]),
        (("allocate", "ilustrative-2025"), ["illustrative-2025"]),
        (("allocate", "six", "--bugdet", "3"), ["--budget"]),
        (("allocate", "six", "--fund", "P9", "--reject", "Q1"), ["P9"]),
        (("allocate", "six", "--set", "rules.eats.min=2", "--set", "x"), ["KEY=VALUE"]),
        (("allocate", "six", "--set", "rules.eats.min=2", "--set", "budgt.total=1"), ["east", "budget"]),
        (("allocate", "six", "--set", "budget.total=much"), ["budget.total", "much"]),
        (("allocate", "six", "--solver", "gurobi"), ["highs"]),
        (("allocate", "six", "--gap", "2"), ["--gap"]),
        (("rank", "six", "--method", "topsi"), ["topsis"]),
        (("rank",), ["--parks", "--criteria"]),
        (("rank", "six", "--weights", "none.yaml"), ["none.yaml"]),
        (("methods", "vikro"), ["vikor"]),
        (("rules", "cuont"), ["count"]),
        (("schema", "programm"), ["programme"]),
        (("studies", "--lang", "de"), ["en", "ru"]),
        (("init", "six"), ["six"]),
    ],
)
def test_a_slip_is_answered_with_the_remedy(
    six_parks: Path, arguments: tuple[str, ...], words: list[str]
) -> None:
    answer = call(*arguments, folder=six_parks.parent)
    assert answer.code == 2, answer
    assert answer.out == ""
    assert "Traceback" not in answer.err
    for word in words:
        assert word in answer.err, answer.err


def test_every_fault_of_every_file_at_once(six_parks: Path) -> None:
    (six_parks / "criteria.yaml").write_text(
        "title: Six\nmethod: wsm\ncriteria:\n  - {id: jobs, column: jbos, wieght: 3}\n", encoding="utf-8"
    )
    programme = (six_parks / "programme.yaml").read_text(encoding="utf-8").replace("where:", "wher:")
    (six_parks / "programme.yaml").write_text(programme, encoding="utf-8")
    (six_parks / "parks.csv").write_text("park_id,name,jobs\nP1,Alpha,1\nP1,Beta,2\n", encoding="utf-8")
    for command in ("check", "allocate", "rank"):
        answer = parkfund(command, ".", folder=six_parks)
        said = answer.err + answer.out
        assert answer.code == 2
        assert "criteria.yaml:4" in said
        assert "weight" in said
        assert "programme.yaml:6" in said
        assert "where" in said
        assert "parks.csv:3" in said
        assert str(six_parks) not in said


def test_check_says_when_nothing_is_wrong(six_parks: Path) -> None:
    answer = call("check", ".", folder=six_parks)
    assert (answer.code, answer.out) == (0, "")
    assert "no problems" in answer.err


def test_a_study_without_any_eligible_park_is_told_not_crashed(six_parks: Path) -> None:
    (six_parks / "parks.csv").write_text(
        "park_id,name,district,requested_mln_rub,jobs,share\nP1,Alpha,CFO,100,,\n", encoding="utf-8"
    )
    for command in ("rank", "allocate"):
        answer = call(command, ".", folder=six_parks)
        assert answer.code in (0, 1, 2)
        assert "Traceback" not in answer.err
        assert "defect" not in answer.err


def test_an_empty_table_of_parks_is_one_fault_not_one_a_partnership(six_parks: Path) -> None:
    table = (six_parks / "parks.csv").read_text(encoding="utf-8")
    (six_parks / "parks.csv").write_text(table.splitlines()[0] + "\n", encoding="utf-8")
    (six_parks / "partners.csv").write_text(
        "park,partner,kind,strength\nP1,P2,supply,0.5\nP3,P4,supply,0.5\n", encoding="utf-8"
    )
    with (six_parks / "study.yaml").open("a", encoding="utf-8") as study:
        study.write("partnerships: partners.csv\n")
    for command in ("check", "allocate"):
        answer = call(command, ".", folder=six_parks)
        assert answer.code == 2
        assert "parks.csv: the table holds no parks" in answer.out + answer.err
        assert "partners.csv" not in answer.out + answer.err


def test_a_negative_request_is_a_fault_with_its_line(six_parks: Path) -> None:
    table = (six_parks / "parks.csv").read_text(encoding="utf-8").replace("SFO,50,20", "SFO,-50,20")
    (six_parks / "parks.csv").write_text(table, encoding="utf-8")
    for command in ("check", "allocate"):
        answer = call(command, ".", folder=six_parks)
        assert answer.code == 2
        assert "parks.csv:5: requested_mln_rub: park P4: -50" in answer.out + answer.err


def test_what_ranking_and_allocation_refuse_has_file_and_line_too(six_parks: Path) -> None:
    text = (six_parks / "criteria.yaml").read_text(encoding="utf-8").replace("method: wsm", "method: wsmm")
    (six_parks / "criteria.yaml").write_text(text, encoding="utf-8")
    answer = call("rank", ".", folder=six_parks)
    assert answer.code == 2
    assert answer.err.startswith("criteria.yaml:2: method: ")
    assert "wsm" in answer.err
    (six_parks / "criteria.yaml").write_text(text.replace("wsmm", "wsm"), encoding="utf-8")
    text = (six_parks / "programme.yaml").read_text(encoding="utf-8").replace("district: DFO", "distrct: DFO")
    (six_parks / "programme.yaml").write_text(text, encoding="utf-8")
    answer = call("allocate", ".", folder=six_parks)
    assert answer.code == 2
    assert answer.err.startswith("programme.yaml:6: rules[0].where.distrct: ")
    assert "district" in answer.err


CRITERIA = (
    "title: t\nmethod: {method}\ncriteria:\n  - {{id: cost, column: requested_mln_rub, goal: min}}\n{more}"
)


def test_faults_of_a_criteria_model_without_a_study_name_its_file_and_line(six_parks: Path) -> None:
    judgements = (
        "  - {id: jobs, column: jobs}\n  - {id: both, expression: jobs + requested_mln_rub}\n"
        "weights:\n  method: ahp\n  pairwise: {cost/jobs: 3, jobs/both: 2}\n"
    )
    path = six_parks / "c.yaml"
    path.write_text(CRITERIA.format(method="topsis", more=judgements), encoding="utf-8")
    for command in (["rank"], ["rank", "--method", "all"], ["stability"]):
        told = call(*command, "--parks", "parks.csv", "--criteria", "c.yaml", folder=six_parks)
        assert told.code == 2
        assert "c.yaml:9: weights.pairwise: the judgement cost/both is missing" in told.err
    path.write_text(CRITERIA.format(method="topsys", more=""), encoding="utf-8")
    told = call("rank", "--parks", "parks.csv", "--criteria", "c.yaml", folder=six_parks)
    assert told.err.startswith("c.yaml:2: method: no ranking method is called topsys; did you mean topsis?")


def test_methods_asked_for_that_do_not_exist_are_all_named_at_the_option(six_parks: Path) -> None:
    told = call("rank", ".", "--method", "topsiss,wsm,vikkor", folder=six_parks)
    assert told.code == 2
    assert told.err.splitlines()[:2] == [
        "--method: no ranking method is called topsiss; did you mean topsis?",
        "--method: no ranking method is called vikkor; did you mean vikor?",
    ]


def test_parks_that_no_method_can_rank_are_no_empty_table(six_parks: Path) -> None:
    lines = (six_parks / "parks.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (six_parks / "one.csv").write_text("".join(lines[:2]), encoding="utf-8")
    path = six_parks / "c.yaml"
    path.write_text(CRITERIA.format(method="wsm", more=""), encoding="utf-8")
    told = call(
        "rank", "--parks", "one.csv", "--criteria", "c.yaml", "--method", "wsm,topsis", folder=six_parks
    )
    assert (told.code, told.out) == (2, "")
    assert told.err.count("only one is eligible") == 2


def test_what_is_missing_from_a_line_is_named_as_it_is_written(six_parks: Path) -> None:
    told = call("frontier", ".", folder=six_parks)
    assert (told.code, told.err) == (
        2,
        "parkfund frontier: --objectives A,B[,C] is missing; see parkfund frontier --help\n",
    )
    told = call("compare", "round", folder=six_parks)
    assert told.code == 2
    assert told.err.startswith(
        "parkfund compare: compare two to four portfolios, not 1; "
        "for instance: parkfund compare round round@method=vikor\n"
    )


def test_a_misspelt_key_is_known_though_the_right_one_is_written_already() -> None:
    told = call("allocate", "illustrative-2025", "--set", "objective.maximize=value", folder=Path())
    assert (told.code, told.err) == (
        2,
        "--set: objective.maximize: no such key; did you mean 'maximise'?\n",
    )
