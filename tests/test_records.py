"""A run record is whole, says everything, and gives nothing of the machine away."""

import getpass
import hashlib
import json
import socket
from pathlib import Path

import pytest

from decision import SolveOptions, decide, load_study
from decision.records import result_digest, write_record


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
