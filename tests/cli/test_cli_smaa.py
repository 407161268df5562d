"""``parkfund smaa`` as a person runs it: published cases, bad input, stopped and killed sweeps."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from shell import call, parkfund, surrounding

CASES = Path(__file__).resolve().parents[2] / ".." / "shared" / "cases"


def case(name: str) -> dict:
    path = CASES / f"{name}.json"
    if not path.is_file():
        pytest.skip("the folder of published cases is absent")
    return json.loads(path.read_text(encoding="utf-8"))


def answer_of(*arguments: object, folder: Path) -> dict:
    answer = call("smaa", *arguments, "--format", "json", folder=folder)
    assert answer.code == 0, answer.err
    return json.loads(answer.out)


@pytest.mark.parametrize("name", ["smaa_thrombolytics_nopref", "smaa_thrombolytics_exact_swing"])
def test_published_cases(name: str, tmp_path: Path) -> None:
    """The rates are drawn by their beta distributions and given as a table; partial values are expressions."""
    content = case(name)
    inputs, expected, tolerance = content["inputs"], content["expected"], content["tolerance"]
    ids = ["prox", "dist", "bleed"]
    fixed = inputs["weights"].get("values", [1, 1, 1])
    criteria = [
        f"  - {{id: {own}, column: {own}, weight: {weight}}}\n"
        for own, weight in zip(ids, fixed, strict=True)
    ]
    (tmp_path / "criteria.yaml").write_text(
        "title: thrombolytics\nmethod: wsm\nnormalization: none\ncriteria:\n" + "".join(criteria)
    )
    rng = np.random.default_rng(7)
    samples = 30_000
    table: dict[str, np.ndarray] = {
        "sample": np.repeat(np.arange(samples), 2),
        "park_id": np.tile(["A", "B"], samples),
    }
    for own, criterion in zip(ids, inputs["criteria"], strict=True):
        low, high = inputs["value_ranges"][criterion]
        both = [
            rng.beta(measured["alpha"], measured["beta"], samples)
            for measured in (inputs["measurements"][criterion][one] for one in inputs["alternatives"])
        ]
        table[own] = (high - np.column_stack(both).ravel()) / (high - low)
    pd.DataFrame(table).to_csv(tmp_path / "draws.csv", index=False)
    parks = pd.DataFrame(table).iloc[:2].drop(columns="sample")
    parks.assign(name=inputs["alternatives"]).to_csv(tmp_path / "parks.csv", index=False)
    weights = "uniform" if inputs["weights"]["type"] == "uniform_simplex" else "fixed"
    found = answer_of(
        "--parks", "parks.csv", "--criteria", "criteria.yaml", "--data", "draws.csv", "--weights", weights,
        folder=tmp_path,
    )  # fmt: skip
    assert found["samples"] == samples
    by_park = {park["park_id"]: park for park in found["parks"]}
    for row, park in enumerate("AB"):
        own = by_park[park]
        np.testing.assert_allclose(
            own["rank_acceptability"],
            expected["rank_acceptability"][row],
            atol=tolerance["rank_acceptability"],
        )
        if "central_weights" in expected:
            central = [own["central_weights"][identifier] for identifier in ids]
            np.testing.assert_allclose(
                central, expected["central_weights"][row], atol=tolerance["central_weights"]
            )
            assert own["confidence_factor"] == pytest.approx(
                expected["confidence_factors"][row], abs=tolerance["confidence_factors"]
            )


def incomplete(folder: Path, *statements: str) -> None:
    path = folder / "criteria.yaml"
    lines = "".join(f"  - {text}\n" for text in statements)
    path.write_text(path.read_text(encoding="utf-8") + f"incomplete:\n{lines}", encoding="utf-8")


def test_statements_of_the_model_hold_by_themselves(six_parks: Path) -> None:
    free = answer_of(".", "--samples", 20_000, folder=six_parks)
    assert free["weights"] == {"distribution": "uniform"}
    incomplete(six_parks, "jobs >= share", "jobs <= 0.7")
    found = answer_of(".", "--samples", 20_000, folder=six_parks)
    assert found["weights"]["statements"] == ["jobs >= share", "jobs <= 0.7"]
    assert found["weights"]["exact"]
    by_park = {park["park_id"]: park for park in found["parks"]}
    # of jobs' weight w in [0.5, 0.7]: P1 = 0.45 w + 0.9 (1−w); P5 = 0.75 w + 0.4 (1−w); equal at w = 0.625
    assert by_park["P1"]["first_rank"] == pytest.approx(0.125 / 0.2, abs=0.015)
    assert by_park["P5"]["first_rank"] == pytest.approx(0.075 / 0.2, abs=0.015)
    assert by_park["P5"]["central_weights"]["jobs"] == pytest.approx((0.625 + 0.7) / 2, abs=0.002)
    assert call("smaa", ".", "--samples", 2000, folder=six_parks).out.count("P1") >= 2


@pytest.mark.parametrize(
    ("statements", "says"),
    [
        (
            ["jobs >= 0.7", "share >= 0.4"],
            ["criteria.yaml:8: incomplete[0]: jobs >= 0.7 contradicts share >= 0.4",
             "criteria.yaml:9: incomplete[1]: share >= 0.4 contradicts jobs >= 0.7"],
        ),
        (["jobs >= share", "share >= jobs"], ["leaves no room together with", "write = where you mean"]),
        (["jobs >= shares"], ["criteria.yaml:8", "no criterion or group has the id shares", "did you mean", "share"]),
        (["jobs more than share"], ["criteria.yaml:8", "is no statement on weights"]),
    ],
)  # fmt: skip
def test_statements_that_cannot_hold_are_named_with_their_lines(six_parks: Path, statements, says) -> None:
    incomplete(six_parks, *statements)
    answer = call("smaa", ".", "--samples", 2000, folder=six_parks)
    assert answer.code == 2
    for part in says:
        assert part in answer.err
    assert answer.out == ""


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--samples", 0), "at least 1"),
        (("--weights", "unifrom"), "did you mean uniform?"),
        (("--weights", "none.csv"), "none.csv: cannot be read"),
        (("--weights", "draws.csv"), "the table has no column share"),
        (("--data", "parks.csv"), "the table has no column sample"),
        (("--data", "maybe"), "choose one of on, off"),
        (("--concentration", "0", "--weights", "dirichlet"), "must be above zero"),
        (("--method", "topsi"), "did you mean topsis"),
        (("--backend", "dask"), "a cluster needs"),
        (("--out", "x.doc"), "no format has this ending"),
    ],
)
def test_bad_input(six_parks: Path, arguments, says) -> None:
    (six_parks / "draws.csv").write_text("jobs\n1\n", encoding="utf-8")
    answer = call("smaa", ".", *arguments, folder=six_parks)
    assert answer.code == 2
    assert says in answer.err
    assert "Traceback" not in answer.err


def test_jobs_change_no_byte_and_files_hold_every_rank(six_parks: Path) -> None:
    one = call("smaa", ".", "--samples", 50_000, "--jobs", 1, "--format", "json", folder=six_parks)
    two = call("smaa", ".", "--samples", 50_000, "--jobs", 2, "--format", "json", folder=six_parks)
    assert one.out == two.out
    assert not (six_parks / "runs" / "sweeps").exists()  # pieces of a delivered sweep are taken away
    assert call("smaa", ".", "--samples", 3000, "--out", "a.csv", folder=six_parks).code == 0
    table = pd.read_csv(six_parks / "a.csv")
    assert [f"rank:{rank}" in table for rank in range(1, 7)] == [True] * 6
    np.testing.assert_allclose(table[[f"rank:{rank}" for rank in range(1, 7)]].sum(axis=1), 1.0)
    pytest.importorskip("pyarrow")
    assert call("smaa", ".", "--samples", 3000, "--out", "a.parquet", folder=six_parks).code == 0
    pd.testing.assert_frame_equal(pd.read_parquet(six_parks / "a.parquet"), table, check_dtype=False)


SWEEP = ("smaa", ".", "--method", "topsis", "--samples", "320000", "--jobs", "1", "--format", "json")
"""Four pieces."""

HELD = """
import sys, time
from collections.abc import Sequence
from pathlib import Path
from decision.analysis.chunks import Chunks
from decision.cli import main

save = Chunks.save
def held(self, *arguments):
    save(self, *arguments)
    while len(list(self.folder.glob("chunk-*.npz"))) == int(sys.argv[1]) and not Path("go-on").exists():
        time.sleep(0.01)
Chunks.save = held
main(sys.argv[2:])
"""
"""The program that waits after so many pieces, however fast or slow the machine is, for a file to go on."""


def begin(folder: Path, pieces: int, *options: str, sweep: Sequence[str] = SWEEP) -> subprocess.Popen[str]:
    """The sweep, past so many pieces and waiting."""
    process = subprocess.Popen(
        [sys.executable, "-c", HELD, str(pieces), *sweep, *options],
        cwd=folder,
        env=surrounding(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    late = time.monotonic() + 300
    while len(list(folder.glob("runs/sweeps/*/chunk-*.npz"))) < pieces:
        assert time.monotonic() < late
        assert process.poll() is None
        time.sleep(0.02)
    return process


def test_killed_or_interrupted_and_resumed_equals_a_sweep_that_ran_through(six_parks: Path) -> None:
    whole = parkfund(*SWEEP, folder=six_parks)
    assert whole.code == 0
    victim = begin(six_parks, 1)
    os.kill(victim.pid, signal.SIGKILL)
    victim.communicate()
    stopped = begin(six_parks, 2, "--resume")
    stopped.send_signal(signal.SIGINT)
    (six_parks / "go-on").touch()
    out, err = stopped.communicate(timeout=600)
    assert stopped.returncode == 130
    partial = json.loads(out)
    assert not partial["complete"]
    assert 0 < partial["samples"] < 320_000
    assert "--resume goes on" in err
    again = parkfund(*SWEEP, "--resume", folder=six_parks)
    assert again.out == whole.out
    assert not (six_parks / "runs" / "sweeps").exists()


@pytest.mark.parametrize(
    "sweep",
    [
        SWEEP,
        ("robust", ".", "--samples", "12", "--exact-seconds", "0", "--jobs", "1", "--format", "json"),
        ("sobol", ".", "--samples", "4", "--jobs", "1", "--format", "json"),
    ],
    ids=lambda sweep: sweep[0],
)
def test_a_damaged_piece_is_computed_again_and_said(six_parks: Path, sweep: tuple[str, ...]) -> None:
    whole = parkfund(*sweep, folder=six_parks)
    assert whole.code == 0
    victim = begin(six_parks, 1, sweep=sweep)
    os.kill(victim.pid, signal.SIGKILL)
    victim.communicate()
    (piece,) = six_parks.glob("runs/sweeps/*/chunk-*.npz")
    piece.write_bytes(piece.read_bytes()[:100])
    again = parkfund(*sweep, "--resume", folder=six_parks)
    assert again.code == 0
    assert f"damaged and computed again: {piece.name}" in again.err
    own, expected = json.loads(again.out), json.loads(whole.out)
    own.pop("warnings", None), expected.pop("warnings", None)
    assert own == expected
