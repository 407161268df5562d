"""Robust portfolios through the command line."""

import json
from pathlib import Path

from shell import call


def test_shares_categories_and_the_core_index(six_parks: Path) -> None:
    done = call("robust", ".", "--samples", 12, "--jobs", 1, "--gap", 0, "--format", "json", folder=six_parks)
    assert done.code == 0, done.err
    found = json.loads(done.out)
    assert found["exact"] is True
    assert found["samples"] == 12
    for park in found["parks"]:
        assert (park["category"] == "core") == (park["core_index"] == 1)
        assert 0 <= park["inclusion_share"] <= 1
    again = call(
        "robust", ".", "--samples", 12, "--jobs", 2, "--gap", 0, "--format", "json", folder=six_parks
    )
    assert again.out == done.out
    assert not (six_parks / "runs" / "sweeps").exists()
    shown = call("robust", ".", "--samples", 8, "--exact-seconds", 0, folder=six_parks)
    assert "from samples, not proven" in shown.out


def test_slips(six_parks: Path) -> None:
    assert call("robust", ".", "--samples", 0, folder=six_parks).code == 2
    assert "uniform" in call("robust", ".", "--weights", "unifrom", folder=six_parks).err
    told = call("robust", ".", "--fund", "P1,P2,P3,P4", "--samples", 2, folder=six_parks)
    assert told.code in (1, 2, 3)
    assert "no portfolio is feasible" in told.err
