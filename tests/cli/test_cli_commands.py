"""The other commands as processes, and how light the start is."""

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from shell import call, parkfund

HEAVY = (
    "numpy",
    "pandas",
    "pymcdm",
    "matplotlib",
    "pulp",
    "highspy",
    "openpyxl",
    "scipy",
    "textual",
    "pydantic",
)


def test_help_names_every_command_and_shows_examples(tmp_path: Path) -> None:
    for language, word in (("en", "Examples:"), ("ru", "Примеры:")):
        answer = parkfund("--help", "--lang", language, folder=tmp_path)
        assert answer.code == 0
        for command in (
            "tui",
            "init",
            "check",
            "studies",
            "methods",
            "rules",
            "schema",
            "rank",
            "weights",
            "allocate",
        ):
            assert f"  {command} " in answer.out
        assert word in answer.out
    for command in ("init", "check", "rank", "allocate"):
        assert f"parkfund {command}" in parkfund(command, "--help", folder=tmp_path).out


@pytest.mark.parametrize(
    "statement",
    ["import decision", "import decision.cli.app", "import sys; sys.argv = ['parkfund', '--help']; main()"],
)
def test_the_start_is_light(statement: str) -> None:
    program = (
        "import sys, contextlib, io\nfrom decision.cli import main\n"
        f"with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):\n    {statement}\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=600
    )
    assert done.stdout.strip() == "[]"


def test_bundled_studies_are_listed(tmp_path: Path) -> None:
    studies = {
        study["name"]: study for study in json.loads(call("studies", "--format", "json", folder=tmp_path).out)
    }
    assert studies["illustrative-2025"]["synthetic"] is True
    assert studies["illustrative-2025"]["parks"] == 180
    assert studies["parks-ru"]["synthetic"] is False
    assert studies["parks-ru"]["notice"]


def test_methods_and_rules_explain_themselves(tmp_path: Path) -> None:
    methods = json.loads(call("methods", "--format", "json", folder=tmp_path).out)
    asked = "topsis vikor promethee_ii wsm wpm waspas copras aras edas codas mabac mairca marcos moora spotis cocoso"
    assert set(asked.split()) <= {method["id"] for method in methods}
    assert all(method["formula"] and method["source"] and method["merit"] for method in methods)
    rules = json.loads(call("rules", "--format", "json", folder=tmp_path).out)
    assert {"count", "grant", "starts", "fund", "reject", "at_most", "requires"} <= {
        rule["id"] for rule in rules
    }
    assert all(rule["formula"] and rule["example"] for rule in rules)


def test_rank_agrees_with_the_design(six_parks: Path) -> None:
    content = json.loads(call("rank", ".", "--format", "json", folder=six_parks).out)
    assert content["method"] == "wsm"
    assert [criterion["weight"] for criterion in content["criteria"]] == pytest.approx([0.6, 0.4])
    first = content["ranking"][0]
    assert (first["park_id"], first["rank"], first["name"]) == ("P1", 1, "Alpha")
    assert first["merit"] == pytest.approx(0.6 * 90 / 200 + 0.4 * 0.9)
    assert first["contributions"] == pytest.approx({"jobs": 0.27, "share": 0.36})
    assert content["ineligible"] == []


def test_rank_without_a_study(six_parks: Path) -> None:
    answer = call(
        "rank", "--parks", "parks.csv", "--criteria", "criteria.yaml", "--format", "csv", folder=six_parks
    )
    assert answer.code == 0, answer.err
    assert answer.out.splitlines()[1].split(",")[1] == "P1"


def test_other_weights_and_several_methods(six_parks: Path) -> None:
    (six_parks / "mine.yaml").write_text("jobs: 1\nshare: 0\n", encoding="utf-8")
    content = json.loads(
        call("rank", ".", "--weights", "mine.yaml", "--format", "json", folder=six_parks).out
    )
    assert content["ranking"][0]["park_id"] == "P5"
    several = json.loads(
        call("rank", ".", "--method", "wsm,topsis", "--format", "json", folder=six_parks).out
    )
    assert several["methods"] == ["wsm", "topsis"]
    every = call("rank", ".", "--method", "all", folder=six_parks)
    assert every.code == 0, every.err
    steps = call("rank", ".", "--method", "topsis", "--steps", folder=six_parks)
    assert "Weighted normalized" in steps.out


def test_init_gives_a_study_that_can_be_checked_and_run(tmp_path: Path) -> None:
    assert parkfund("init", "mine", "--from", "parks-ru", folder=tmp_path).code == 0
    assert parkfund("check", "mine", folder=tmp_path).code == 0
    assert parkfund("allocate", "mine", folder=tmp_path).code == 0
    assert len(pd.read_csv(tmp_path / "mine" / "parks.csv")) == 126


def test_real_parks_are_never_judged_without_saying_what_the_figures_are(tmp_path: Path) -> None:
    for command in ("rank", "allocate"):
        answer = call(command, "parks-ru", folder=tmp_path)
        assert "different years" in answer.out
        assert "SYNTHETIC" not in answer.out


def test_the_main_job_without_a_terminal_prints_and_records(tmp_path: Path) -> None:
    answer = parkfund(folder=tmp_path)
    assert answer.code == 0, answer.err
    for part in ("Ranking by topsis", "Portfolio", "Scorecard", "Rules", "SYNTHETIC DATA", "gap"):
        assert part in answer.out
    (record,) = (tmp_path / "runs").iterdir()
    assert (record / "run.json").is_file()


def test_the_interface_refuses_without_a_terminal(tmp_path: Path) -> None:
    answer = parkfund("tui", folder=tmp_path)
    assert answer.code == 2
    assert "terminal" in answer.err


def test_weights_side_by_side_and_saved_with_the_comments(six_parks: Path) -> None:
    criteria = six_parks / "criteria.yaml"
    text = criteria.read_text(encoding="utf-8").replace("method: wsm", "method: wsm   # agreed on 12 May")
    criteria.write_text(
        text + "weights: {method: rank_order_centroid, order: [share, jobs]}\n", encoding="utf-8"
    )
    content = json.loads(call("weights", ".", "--format", "json", folder=six_parks).out)
    by_method = {entry["method"]: entry["weights"] for entry in content["methods"]}
    # Rank-order centroid of two: (1 + 1/2) / 2 and (1/2) / 2.
    assert by_method["rank_order_centroid"] == pytest.approx({"share": 0.75, "jobs": 0.25})
    assert by_method["equal"] == pytest.approx({"share": 0.5, "jobs": 0.5})
    ranked = json.loads(call("rank", ".", "--format", "json", folder=six_parks).out)
    assert {c["id"]: c["weight"] for c in ranked["criteria"]} == pytest.approx({"share": 0.75, "jobs": 0.25})
    saved = call("weights", ".", "--save", "equal", folder=six_parks)
    assert saved.code == 0, saved.err
    assert "# agreed on 12 May" in criteria.read_text(encoding="utf-8")
    ranked = json.loads(call("rank", ".", "--format", "json", folder=six_parks).out)
    assert [c["weight"] for c in ranked["criteria"]] == pytest.approx([0.5, 0.5])


def test_weights_of_a_bundled_model_are_not_written(tmp_path: Path) -> None:
    answer = call("weights", "illustrative-2025", "--save", "entropy", folder=tmp_path)
    assert answer.code == 2
    assert "parkfund init" in answer.err
