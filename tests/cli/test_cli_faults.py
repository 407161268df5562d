"""What people mistype: exit code 2, a sentence with place and remedy, every fault at once, never a traceback."""

from pathlib import Path

import pytest
from shell import parkfund


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
    answer = parkfund(*arguments, folder=six_parks.parent)
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
    answer = parkfund("check", ".", folder=six_parks)
    assert (answer.code, answer.out) == (0, "")
    assert "no problems" in answer.err


def test_a_study_without_any_eligible_park_is_told_not_crashed(six_parks: Path) -> None:
    (six_parks / "parks.csv").write_text(
        "park_id,name,district,requested_mln_rub,jobs,share\nP1,Alpha,CFO,100,,\n", encoding="utf-8"
    )
    for command in ("rank", "allocate"):
        answer = parkfund(command, ".", folder=six_parks)
        assert answer.code in (0, 1, 2)
        assert "Traceback" not in answer.err
        assert "defect" not in answer.err


def test_a_negative_request_is_a_fault_with_its_line(six_parks: Path) -> None:
    table = (six_parks / "parks.csv").read_text(encoding="utf-8").replace("SFO,50,20", "SFO,-50,20")
    (six_parks / "parks.csv").write_text(table, encoding="utf-8")
    for command in ("check", "allocate"):
        answer = parkfund(command, ".", folder=six_parks)
        assert answer.code == 2
        assert "parks.csv:5: requested_mln_rub: park P4: -50" in answer.out + answer.err


def test_what_ranking_and_allocation_refuse_has_file_and_line_too(six_parks: Path) -> None:
    text = (six_parks / "criteria.yaml").read_text(encoding="utf-8").replace("method: wsm", "method: wsmm")
    (six_parks / "criteria.yaml").write_text(text, encoding="utf-8")
    answer = parkfund("rank", ".", folder=six_parks)
    assert answer.code == 2
    assert answer.err.startswith("criteria.yaml:2: method: ")
    assert "wsm" in answer.err
    (six_parks / "criteria.yaml").write_text(text.replace("wsmm", "wsm"), encoding="utf-8")
    text = (six_parks / "programme.yaml").read_text(encoding="utf-8").replace("district: DFO", "distrct: DFO")
    (six_parks / "programme.yaml").write_text(text, encoding="utf-8")
    answer = parkfund("allocate", ".", folder=six_parks)
    assert answer.code == 2
    assert answer.err.startswith("programme.yaml:6: rules[0].where.distrct: ")
    assert "district" in answer.err
