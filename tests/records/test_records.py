"""A run record is whole, says everything, and gives nothing of the machine away."""

import getpass
import hashlib
import json
import socket
from pathlib import Path

import pandas as pd
import pytest

from decision import SolveOptions, decide, load_study
from decision.model.study import InputFile
from decision.records import copy_places, result_digest, write_record


def record(folder: Path, study: Path, **arguments: object) -> dict:
    decision = decide(load_study(study), **arguments)  # type: ignore[arg-type]
    written = write_record(decision, folder=folder, arguments=arguments, options=SolveOptions())
    return json.loads((written / "run.json").read_text(encoding="utf-8")) | {"folder": written}


def test_inputs_are_named_copied_and_digested(six_parks: Path, tmp_path: Path) -> None:
    content = record(tmp_path / "runs", six_parks)
    names = {entry["name"] for entry in content["inputs"]}
    assert names == {"study.yaml", "parks.csv", "criteria.yaml", "programme.yaml"}
    for entry in content["inputs"]:
        copy = (content["folder"] / entry["copy"]).read_bytes()
        assert copy == (six_parks / entry["name"]).read_bytes()
        assert hashlib.sha256(copy).hexdigest() == entry["sha256"]
    assert load_study(content["folder"] / "inputs").digests == {
        e["name"]: e["sha256"] for e in content["inputs"]
    }


def test_the_resolved_programme_has_the_changes(six_parks: Path, tmp_path: Path) -> None:
    content = record(
        tmp_path / "runs", six_parks, budget=300.0, settings={"rules.few.max": "2"}, fund=("P2",)
    )
    assert content["programme"]["budget"]["total"] == 300
    assert content["programme"]["rules"][1]["max"] == 2
    assert content["arguments"]["fund"] == ["P2"]


def test_the_digest_tells_results_apart_and_times_not(six_parks: Path) -> None:
    study = load_study(six_parks)
    assert result_digest(decide(study)) == result_digest(decide(study))
    assert result_digest(decide(study)) != result_digest(decide(study, budget=200.0))


def test_records_never_collide_and_leave_no_halves(six_parks: Path, tmp_path: Path) -> None:
    decision = decide(load_study(six_parks))
    folders = {
        write_record(decision, folder=tmp_path / "runs", arguments={}, options=SolveOptions())
        for _ in range(5)
    }
    assert len(folders) == 5
    assert set((tmp_path / "runs").iterdir()) == folders


def test_a_failed_write_leaves_nothing(
    six_parks: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decision = decide(load_study(six_parks))

    def full(*_args: object, **_kwargs: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_text", full)
    with pytest.raises(OSError, match="No space"):
        write_record(decision, folder=tmp_path / "runs", arguments={}, options=SolveOptions())
    assert list((tmp_path / "runs").iterdir()) == []


def test_nothing_of_the_machine_is_in_it(six_parks: Path, tmp_path: Path) -> None:
    content = record(tmp_path / "runs", six_parks)
    text = (content["folder"] / "run.json").read_text(encoding="utf-8")
    for secret in (str(tmp_path), str(Path.home()), socket.gethostname()):
        assert secret not in text
    if len(getpass.getuser()) > 4:
        assert getpass.getuser() not in text


def test_inputs_of_the_same_name_are_kept_apart_and_still_find_each_other(
    six_parks: Path, tmp_path: Path
) -> None:
    folder = six_parks / "this" / "round"
    folder.mkdir(parents=True)
    (six_parks / "criteria.yaml").rename(six_parks / "this" / "a.yaml")
    (six_parks / "programme.yaml").rename(folder / "a.yaml")
    (folder / "study.yaml").write_text(
        "title: Apart\nparks: ../../parks.csv\ncriteria: ../a.yaml\nprogramme: a.yaml\n", encoding="utf-8"
    )
    content = record(tmp_path / "runs", folder)
    assert len({entry["copy"] for entry in content["inputs"]}) == 4
    for entry in content["inputs"]:
        copy = content["folder"] / entry["copy"]
        assert hashlib.sha256(copy.read_bytes()).hexdigest() == entry["sha256"]
        assert (content["folder"] / "inputs") in copy.resolve().parents
    (study,) = [entry["copy"] for entry in content["inputs"] if entry["role"] == "study"]
    assert load_study(content["folder"] / study).digests == load_study(folder).digests


def test_equal_names_from_other_folders_do_not_overwrite_each_other() -> None:
    files = [InputFile("x", Path(name), name, "", b"") for name in ("a.csv", "A.csv", "a.csv", "../../a.csv")]
    places = copy_places(files)
    assert len({place.casefold() for place in places}) == 4
    assert not any(place.startswith(("..", "/")) for place in places)


def test_the_tables_lie_beside_and_do_not_compute(six_parks: Path, tmp_path: Path) -> None:
    parks = six_parks / "parks.csv"
    parks.write_text(parks.read_text(encoding="utf-8").replace("Alpha", "=1+1"), encoding="utf-8")
    content = record(tmp_path / "runs", six_parks)
    tables = {
        name: pd.read_csv(content["folder"] / f"{name}.csv") for name in ("ranking", "portfolio", "rules")
    }
    assert list(tables["ranking"]["park_id"]) == ["P1", "P5", "P3", "P4", "P2", "P6"]
    assert tables["portfolio"]["grant_mln_rub"].sum() == 350
    # P1, P4 and P5 are funded, one of them in the east; at least 1 and at most 3 are asked for.
    rules = tables["rules"].set_index("id")
    assert (rules.loc["east", "value"], rules.loc["east", "min"], rules.loc["few", "max"]) == (1, 1, 3)
    assert "'=1+1" in set(tables["ranking"]["name"]) & set(tables["portfolio"]["name"])


def test_a_record_of_a_round_without_a_portfolio_is_whole_too(six_parks: Path, tmp_path: Path) -> None:
    content = record(tmp_path / "runs", six_parks, fund=("P1", "P2", "P3", "P4"), budget=1000.0)
    assert content["portfolio"]["ending"] == "infeasible"
    assert {path.name for path in content["folder"].iterdir()} == {
        "inputs", "run.json", "ranking.csv", "portfolio.csv", "rules.csv",
    }  # fmt: skip
