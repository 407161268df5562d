"""Scenarios through the command line."""

import json
from pathlib import Path

from shell import call

FILE = """scenarios:
  - {id: cut, budget: 0.8}
  - {id: lost, lose: {district: DFO}}
"""


def test_every_scenario_is_told(six_parks: Path) -> None:
    (six_parks / "s.yaml").write_text(FILE, encoding="utf-8")
    done = call("scenarios", ".", "s.yaml", "--gap", 0, "--format", "json", folder=six_parks)
    assert done.code == 0, done.err
    found = json.loads(done.out)
    cut, lost = found["scenarios"]
    assert cut["unchanged"]["missing_mln_rub"] == {"total": 70.0}
    assert cut["adapted"]["granted_mln_rub"] <= 280
    assert lost["adapted"]["ending"] == "infeasible"
    assert lost["adapted"]["conflict"] == ["east"]
    assert "s.yaml" in found["inputs"]
    shown = call("scenarios", ".", "s.yaml", folder=six_parks)
    assert "no portfolio meets these rules together: east" in shown.out


def test_faults_are_told_with_the_file(six_parks: Path) -> None:
    (six_parks / "s.yaml").write_text("scenarios:\n  - {id: a, budgt: 0.8}\n  - {id: b}\n", encoding="utf-8")
    told = call("scenarios", ".", "s.yaml", folder=six_parks)
    assert told.code == 2
    assert "s.yaml:2" in told.err
    assert "budget" in told.err
    (six_parks / "s.yaml").write_text("scenarios:\n  - {id: a, by_year: {2030: 0.5}}\n", encoding="utf-8")
    told = call("scenarios", ".", "s.yaml", folder=six_parks)
    assert told.code == 2
    assert "s.yaml" in told.err
    assert "2030" in told.err


def test_the_bundled_scenarios_fit_the_bundled_round(tmp_path: Path) -> None:
    from decision.files.bundled import folder
    from decision.files.load import load_scenarios, load_study

    read, _digest = load_scenarios(folder("datasets") / "illustrative-2025" / "scenarios.yaml")
    from decision.analysis.scenarios import _problems
    from decision.decisions import question

    asked = question(load_study("illustrative-2025"))
    assert [problem for scenario in read.scenarios for problem in _problems(scenario, asked)] == []
