"""Records that are written while others write, and while the process is killed: whole, or not there at all."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from decision import SolveOptions, decide, load_study
from decision.records import read_record, records_in, write_record

ROOT = Path(__file__).resolve().parents[2]
WRITER = """
import json, sys
from datetime import UTC, datetime
from pathlib import Path
from decision.records.copies import Input
from decision.records.write import write_folder
model, runs, count = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
content = json.loads((model / "run.json").read_text(encoding="utf-8"))
inputs = [Input(**one, content=(model / one["copy"]).read_bytes()) for one in content["inputs"]]
for key in ("parts", "digest", "tables"):
    del content[key]
print("ready", flush=True)
for number in range(count):
    write_folder(runs, {**content, "seed": number}, inputs, {}, datetime.now(UTC))
"""
"""Writes a record again and again, without the seconds that computing one takes."""


@pytest.fixture
def model(six_parks: Path, tmp_path: Path) -> Path:
    """A record to be written again."""
    decision = decide(load_study(six_parks))
    return write_record(decision, folder=tmp_path / "model", arguments={}, options=SolveOptions())


def writer(model: Path, runs: Path, count: int) -> subprocess.Popen:
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(model), str(runs), str(count)],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def count(runs: Path) -> int:
    """Whole records of a folder, by their names alone."""
    return len([path for path in runs.glob("*") if not path.name.startswith(".")])


def test_a_killed_process_leaves_whole_records_or_none(model: Path, tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    random_source = random.Random(7)
    for _turn in range(2):
        before = count(runs)
        process = writer(model, runs, 10_000)
        while count(runs) == before:
            assert process.poll() is None
            time.sleep(0.005)
        time.sleep(random_source.uniform(0.02, 0.3))
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=600)
    found = records_in(runs)
    assert found
    assert all(summary.fault is None for summary in found)
    for summary in found[-3:]:
        assert read_record(runs / summary.name).portfolio().granted == 350
    # What is no record is a half, hidden, of which the killed processes leave at most one each.
    halves = [path.name for path in runs.iterdir() if path.name not in {one.name for one in found}]
    assert len(halves) <= 2
    assert all(name.startswith(".part-") for name in halves)


def test_halves_of_long_ago_are_taken_away(six_parks: Path, tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    old, young = runs / ".part-old", runs / ".part-young"
    for half in (old, young):
        half.mkdir(parents=True)
        (half / "run.json").write_text("{", encoding="utf-8")
    os.utime(old, (0, 0))
    write_record(decide(load_study(six_parks)), folder=runs, arguments={}, options=SolveOptions())
    assert not old.exists()
    assert young.exists()


def test_two_processes_in_one_folder_never_take_each_others_name(model: Path, tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    pair = [writer(model, runs, 25) for _ in range(2)]
    for process in pair:
        _out, err = process.communicate(timeout=600)
        assert process.returncode == 0, err
    found = records_in(runs)
    assert len(found) == 50
    assert all(summary.fault is None for summary in found)
    assert len({summary.name for summary in found}) == 50
