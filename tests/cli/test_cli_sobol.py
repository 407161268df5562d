"""Global sensitivity through the command line."""

import json
from pathlib import Path

from shell import call


def test_indices_of_the_portfolio(six_parks: Path) -> None:
    done = call("sobol", ".", "--samples", 4, "--jobs", 1, "--format", "json", folder=six_parks)
    assert done.code == 0, done.err
    found = json.loads(done.out)
    assert found["factors"] == ["weight:jobs", "weight:share", "budget"]
    assert found["evaluations"] == 4 * 5
    assert {row["output"] for row in found["indices"]} >= {"value"}
    shown = call("sobol", ".", "--analysis", "morris", "--samples", 3, "--jobs", 1, folder=six_parks)
    assert shown.code == 0, shown.err
    assert "Morris" in shown.out
    assert "in the figure's own unit" in " ".join(shown.out.split())


def test_slips(six_parks: Path) -> None:
    assert "power of two" in call("sobol", ".", "--samples", 10, folder=six_parks).err
    few = call("sobol", ".", "--analysis", "morris", "--samples", 0, folder=six_parks)
    assert few.code == 2
    assert "at least 2" in few.err
    assert "power of two" not in few.err
    assert "0.8,1.2" in call("sobol", ".", "--budget-range", "wide", folder=six_parks).err
    assert call("sobol", ".", "--budget-range", "1,0", folder=six_parks).code == 2
