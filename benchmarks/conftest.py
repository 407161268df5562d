"""Helpers of the benchmarks: rounds of any size, peers, and where figures are put."""

import os

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

import subprocess  # noqa: E402
import sys  # noqa: E402
from collections.abc import Callable  # noqa: E402
from pathlib import Path  # noqa: E402
from statistics import median  # noqa: E402
from time import perf_counter  # noqa: E402

import numpy as np  # noqa: E402
import pytest  # noqa: E402
import rounds  # noqa: E402
from results import Results  # noqa: E402

from decision.model.study import Study  # noqa: E402

PEERS = Path(__file__).resolve().parents[1] / ".venv-peers"


def pytest_addoption(parser):
    parser.addoption("--results", help="write the page of results to this file")
    parser.addoption("--peers", default=str(PEERS), help="environment in which peers are installed")


def pytest_configure(config):
    config.bench_results, config.bench_began = Results(), perf_counter()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item):
    """The page after each piece of work: what is measured stays, whatever stops the run."""
    config, path = item.config, item.config.getoption("--results")
    if path and config.bench_results.rows:
        config.bench_results.write(Path(path), perf_counter() - config.bench_began)


@pytest.fixture
def told(request) -> Results:
    """Where a figure is put: ``told.add(heading, work, ratio, goal)``."""
    return request.config.bench_results


@pytest.fixture
def peer_seconds(request, tmp_path) -> Callable[..., tuple[float, np.ndarray]]:
    """Seconds a weight vector that a peer takes in its own environment, and its rank acceptabilities if any."""
    folder = Path(request.config.getoption("--peers"))
    results: Results = request.config.bench_results

    def measure(peer: str, method: str, values, types, weights) -> tuple[float, np.ndarray]:
        import json

        python = next(
            (path for path in (folder / "bin/python", folder / "Scripts/python.exe") if path.exists()), None
        )
        if python is None:
            results.remark("peers were not installed: `make bench` installs them where it can")
            pytest.skip("no environment of peers")
        file = tmp_path / "work.npz"
        np.savez(file, values=values, types=types, weights=weights)
        loops = Path(__file__).with_name("peer_loops.py")
        done = subprocess.run(
            [python, loops, peer, method, file], capture_output=True, text=True, timeout=300, check=False
        )
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["no word"])[-1]
            results.remark(f"{peer} with {method} was left out: {last[:100]}")
            pytest.skip(last)
        told = json.loads(done.stdout.splitlines()[-1])
        results.versions[peer] = told["version"]
        with np.load(f"{file}.out.npz") as held:
            return told["seconds"], held["acceptability"]

    return measure


@pytest.fixture(name="round_of")
def _round_of() -> Callable[[int], Study]:
    """A study of so many parks under a programme like the bundled one."""
    return rounds.round_of


@pytest.fixture
def seconds_of() -> Callable[[str], float]:
    """Median wall time of a fresh Python process that runs a program."""

    def measure(program: str, runs: int = 7) -> float:
        times = []
        for _run in range(runs):
            start = perf_counter()
            subprocess.run([sys.executable, "-c", program], check=True, stdout=subprocess.DEVNULL)
            times.append(perf_counter() - start)
        return median(times)

    return measure
