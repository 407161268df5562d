"""A disk that fills up midway, for everything that writes: the old file stays, nothing half-written is left.

The limit is the system's own: no file of the process may grow beyond some bytes, so that a write ends after a part of
it as on a full disk. One process (full_disk_trials.py) tries all writers, each in a folder of its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from shell import surrounding

pytest.importorskip("resource", reason="this system has no limits of this kind")

TRIALS = Path(__file__).with_name("full_disk_trials.py")
BYTES = 60
"""Every file tried is longer; some of init are shorter, so that it ends between two of them."""

NAMES = [
    "csv", "json", "xlsx", "parquet", "png", "svg", "docx", "pdf", "html", "workbook", "letter-docx", "letter-txt",
    "letters", "temporary", "schema", "seal", "init", "weights", "pieces", "F2 weights", "F2 rules", "F2 copy",
    "F2 member", "F2 members", "journal",
]  # fmt: skip


@pytest.fixture(scope="module")
def trials(tmp_path_factory: pytest.TempPathFactory, six_files: dict[str, str]) -> dict[str, Any]:
    """What each writer did."""
    top, small = tmp_path_factory.mktemp("full"), tmp_path_factory.mktemp("small")
    for name, text in six_files.items():
        (small / name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(TRIALS), str(top), str(BYTES), str(small)],
        env=surrounding(PYTHONDONTWRITEBYTECODE="1"), stdin=subprocess.DEVNULL, capture_output=True, text=True,
        encoding="utf-8", timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize("name", NAMES)
def test_a_disk_that_fills_up_midway(trials: dict[str, Any], name: str) -> None:
    trial = trials[name]
    assert trial["same"], trial
    assert trial["code"] == 2, trial
    assert "left half-written: make room" in trial["says"], trial


@pytest.mark.parametrize("name", ["record", "record midway"])
def test_a_record_that_cannot_be_written_costs_no_answer(trials: dict[str, Any], name: str) -> None:
    trial = trials[name]
    assert trial["same"], trial
    assert trial["code"] == 0, trial
    assert "warning: no run record was written: File too large" in trial["says"], trial


def test_every_writer_is_tried(trials: dict[str, Any]) -> None:
    assert set(trials) == {*NAMES, "record", "record midway"}
