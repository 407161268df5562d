"""Doors that stay shut: no network, no object construction, no names that climb, no secrets in what is kept."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

WATCHED = """
import sys
def watch(event, arguments):
    if event in ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname", "urllib.Request"):
        if not str(arguments).count("AF_UNIX"):
            raise SystemExit("reached for the network: " + event)
sys.addaudithook(watch)
from decision.cli import main
main(sys.argv[1:])
"""


def watched(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", WATCHED, *arguments],
        cwd=folder, capture_output=True, text=True, check=False, timeout=600,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "PARKFUND_LANG": "en"}, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def test_a_sweep_on_both_cores_does_not_reach_for_the_network(six_parks: Path) -> None:
    done = watched("smaa", ".", "--samples", "2000", "--jobs", "2", folder=six_parks)
    assert done.returncode == 0, done.stderr


def test_the_watch_would_notice(six_parks: Path) -> None:
    program = WATCHED.split("from decision")[0] + "import socket\nsocket.socket().connect(('127.0.0.1', 9))\n"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=600
    )
    assert "reached for the network" in done.stderr


def test_a_record_names_no_user_no_machine_and_no_place_and_needs_no_network(six_parks: Path) -> None:
    done = watched("allocate", str(six_parks), folder=six_parks)
    assert done.returncode == 0, done.stderr
    (record,) = (six_parks / "runs").iterdir()
    names = {str(six_parks), str(Path.home()), str(ROOT), socket.gethostname(), sys.prefix}
    for name in ("USER", "LOGNAME", "HOSTNAME"):
        if len(os.environ.get(name, "")) > 3:
            names.add(os.environ[name])
    for path in record.rglob("*"):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            assert [name for name in names if name in text] == [], path.name
    assert json.loads((record / "run.json").read_text(encoding="utf-8"))["digest"]


@pytest.mark.parametrize("written", ["../outside.csv", "/etc/passwd"])
def test_what_a_study_names_is_read_only_as_a_table_and_never_written(six_parks: Path, written: str) -> None:
    """A study may lie beside its tables; a file that is no table of parks ends in a sentence that quotes no content."""
    (six_parks.parent / "outside.csv").write_text("secret,word\n1,hunter2\n", encoding="utf-8")
    study = six_parks / "study.yaml"
    study.write_text(study.read_text(encoding="utf-8").replace("parks.csv", written), encoding="utf-8")
    done = watched("check", ".", folder=six_parks)
    assert done.returncode == 2
    assert "hunter2" not in done.stdout + done.stderr
    assert "root:" not in done.stdout + done.stderr
