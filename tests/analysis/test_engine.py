"""Pieces of work: in order, whoever does them; kept, whole or not at all; on a cluster of this machine."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Condition, Event

import numpy as np
import pytest

from decision.analysis.chunks import Chunks, digest_of, key_of, spans, sweep
from decision.analysis.engine import Clock, Progress, cores, each
from decision.errors import InputProblems

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 180.0
"""Seconds that are enough on a machine busy with other work; nothing that goes well takes so long."""


def squared(number: int) -> int:
    return number * number


def slowly(first: int, number: int) -> int:
    time.sleep(0.15 if number == first else 0.0)
    return number


def drawn(span: tuple[int, int], calls: list | None = None) -> dict:
    if calls is not None:
        calls.append(span)
    return {"sum": np.arange(*span).sum(), "random": np.random.default_rng(span[0]).random(3)}


@pytest.mark.parametrize(
    ("jobs", "workers"), [(1, "threads"), (2, "threads"), (2, "processes"), (0, "threads")]
)
def test_results_come_in_the_order_of_the_pieces(jobs, workers):
    function = squared if workers == "processes" else partial(slowly, 0)
    found = list(each(function, range(12), jobs=jobs, workers=workers))
    assert found == [(number, function(number)) for number in range(12)]


def test_nothing_to_do():
    assert list(each(squared, [], jobs=4)) == []


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_stop_lets_pieces_under_way_finish_and_begins_no_more(jobs):
    stop, begun = Event(), []
    # Workers never run far ahead of what was taken, however late the machine lets this thread go on.
    moved, found = Condition(), []

    def work(number):
        begun.append(number)
        with moved:  # at most four ahead of what was given back
            assert moved.wait_for(lambda: number < len(found) + 4 or stop.is_set(), timeout=PATIENCE)
        return number

    for place, _result in each(work, range(100), jobs=jobs, stop=stop):
        with moved:
            found.append(place)
            if place == 4:
                stop.set()
            moved.notify_all()
    assert found[:5] == [0, 1, 2, 3, 4]
    assert sorted(begun) == found
    assert len(found) < 20


def broken(number):
    raise ValueError(f"piece {number}")


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_fault_of_a_piece_reaches_the_caller(jobs):
    with pytest.raises(ValueError, match=r"piece [01]"):
        list(each(broken, range(3), jobs=jobs))


def test_bad_jobs_and_backends_are_refused():
    with pytest.raises(InputProblems, match="at least 0"):
        each(squared, [1], jobs=-1)
    with pytest.raises(InputProblems, match="no backend is called ray; choose one of local, dask"):
        each(squared, [1], backend="ray")
    assert cores() >= 1


def test_progress_has_rate_and_time_left():
    progress = Progress(done=300, total=1100, seconds=2.0, begun_at=100)
    assert progress.rate == 100
    assert progress.seconds_left == 8
    assert str(progress.text) == "300 of 1,100, 100 a second, 8 s left"
    seen = []
    Clock(10, seen.append, begun_at=4).add(3)
    assert (seen[0].done, seen[0].total, seen[0].begun_at) == (7, 10, 4)


def test_finished_pieces_are_not_computed_again(tmp_path):
    pieces, calls = spans(10, 3), []
    assert pieces == [(0, 3), (3, 6), (6, 9), (9, 10)]
    chunks = Chunks(tmp_path, "t", "a" * 64)
    first = list(sweep(partial(drawn, calls=calls), pieces[:2], chunks=chunks))
    again = list(sweep(partial(drawn, calls=calls), pieces, chunks=chunks))
    assert calls == pieces
    assert [piece for piece, _arrays in again] == pieces
    for (_one, kept), (_other, fresh) in zip(again, first, strict=False):
        np.testing.assert_array_equal(kept["random"], fresh["random"])
    chunks.clear()
    assert not chunks.folder.exists()


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"",
        lambda content: content[: len(content) // 2],
        lambda content: content[:60] + bytes([content[60] ^ 255]) + content[61:],
        lambda content: b"not a chunk at all",
    ],
)
def test_a_damaged_piece_is_computed_again_and_named(tmp_path, damage):
    pieces = spans(9, 3)
    whole = Chunks(tmp_path, "t", "a" * 64)
    expected = list(sweep(drawn, pieces, chunks=whole))
    path = whole.file(key_of(pieces[1]))
    path.write_bytes(damage(path.read_bytes()))
    chunks = Chunks(tmp_path, "t", "a" * 64)
    found = list(sweep(drawn, pieces, chunks=chunks))
    assert chunks.damaged == [path.name]
    assert path.name in str(chunks.remark)
    for (one, arrays), (other, own) in zip(found, expected, strict=True):
        assert one == other
        np.testing.assert_array_equal(arrays["random"], own["random"])
    assert list(sweep(drawn, pieces, chunks=Chunks(tmp_path, "t", "a" * 64)))[1][1]["sum"] == 12


def test_pieces_of_another_question_are_not_taken(tmp_path):
    one = Chunks(tmp_path, "t", digest_of(seed=1))
    one.save("x", {"a": np.arange(3)})
    other = Chunks(tmp_path, "t", digest_of(seed=2))
    assert other.load("x") is None
    one.file("x").rename(tmp_path / "stray.npz")
    other.folder.mkdir()
    (tmp_path / "stray.npz").rename(other.file("x"))
    assert other.load("x") is None
    assert other.damaged == ["chunk-x.npz"]
    assert digest_of(a=1, b=2) == digest_of(b=2, a=1) != digest_of(a=1, b=3)


KILLED = """
import sys, time, numpy as np
from pathlib import Path
from decision.analysis.chunks import Chunks, spans, sweep

def work(span):
    while span[0] >= 7 and not Path(sys.argv[2]).exists():
        time.sleep(0.01)
    return {"random": np.random.default_rng(span[0]).random(4)}

for piece, arrays in sweep(work, spans(30, 1), chunks=Chunks(Path(sys.argv[1]), "t", "k" * 64)):
    print(piece[0], arrays["random"].tobytes().hex(), flush=True)
"""


def surrounding() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT)}


def test_a_sweep_killed_and_resumed_equals_one_that_ran_through(tmp_path):
    gate = tmp_path / "gate"  # closed for the victim, which waits there for its end
    command = [sys.executable, "-c", KILLED, str(tmp_path / "killed"), str(gate)]
    victim = subprocess.Popen(command, env=surrounding(), stdout=subprocess.PIPE, text=True)
    assert victim.stdout is not None
    for _line in range(5):
        victim.stdout.readline()
    victim.send_signal(signal.SIGKILL)
    victim.communicate()
    kept = len(list((tmp_path / "killed").glob("t-*/chunk-*.npz")))
    assert 5 <= kept < 30
    gate.touch()
    resumed = subprocess.run(command, env=surrounding(), capture_output=True, text=True, check=True).stdout
    command[-2] = str(tmp_path / "whole")
    whole = subprocess.run(command, env=surrounding(), capture_output=True, text=True, check=True).stdout
    assert resumed == whole
    assert len(whole.splitlines()) == 30


@contextmanager
def started(workers: int) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A scheduler and workers of one thread on this machine, as processes, the way the documentation starts them."""
    distributed = pytest.importorskip(
        "distributed", reason="dask.distributed is not installed: no cluster to try"
    )
    command = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0",
               "--no-dashboard"]  # fmt: skip
    scheduler = subprocess.Popen(command, env=surrounding(), stderr=subprocess.PIPE, text=True)
    running = [scheduler]
    try:
        assert scheduler.stderr is not None
        address = next(
            (line.split("at:")[1].strip() for line in scheduler.stderr if "Scheduler at:" in line), ""
        )
        assert address, "the scheduler did not start"
        # Without a nanny and with a time of death, no worker outlives a run of these tests that was cut off.
        command = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "1",
                   "--no-dashboard", "--no-nanny", "--death-timeout", str(int(PATIENCE))]  # fmt: skip
        running += [
            subprocess.Popen(command, env=surrounding(), stderr=subprocess.DEVNULL, text=True)
            for _worker in range(workers)
        ]
        with distributed.Client(address, timeout=PATIENCE, set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=PATIENCE)
        yield address, scheduler
    finally:
        for process in running:
            process.kill()
        for process in running:
            process.wait()
        if scheduler.stderr is not None:
            scheduler.stderr.close()


@pytest.fixture
def patient(monkeypatch):
    """The engine waits for a slow machine's cluster."""
    monkeypatch.setattr("decision.analysis.engine.CONNECT_SECONDS", PATIENCE)


@pytest.mark.filterwarnings("default")
def test_a_cluster_of_one_thread_works_the_pieces_itself_and_stops_and_fails_like_others(patient, tmp_path):
    from decision.analysis.engine import ClusterFailed

    # Functions of a test travel whole: workers cannot import this file.
    def where(number):
        (tmp_path / str(number)).touch()
        return number, os.getpid()

    def faulty(number):
        raise ValueError(f"piece {number}")

    def cut_off():
        for place, _result in each(where, range(10_000), backend="dask", scheduler=address):
            if place == 2:
                scheduler.kill()

    with started(1) as (address, scheduler):
        stop, found = Event(), []
        for place, result in each(where, range(1000), backend="dask", scheduler=address, stop=stop):
            found.append((place, result))
            if place == 4:
                stop.set()
        assert [(place, number) for place, (number, _process) in found] == [(n, n) for n in range(len(found))]
        processes = {process for _place, (_number, process) in found}
        assert len(processes) == 1
        assert os.getpid() not in processes
        assert {int(path.name) for path in tmp_path.iterdir()} == set(range(len(found)))
        assert 5 <= len(found) < 1000
        with pytest.raises(ValueError, match="piece 0"):
            list(each(faulty, range(3), backend="dask", scheduler=address))
        with pytest.raises(ClusterFailed, match="failed"):
            cut_off()


@pytest.mark.filterwarnings("default")
def test_a_cluster_gives_the_same_bytes_and_its_death_is_said(patient, tmp_path):
    from decision.analysis.engine import ClusterFailed
    from decision.analysis.sampling import Uniform
    from decision.analysis.smaa import smaa

    sys.path.insert(0, str(ROOT / "tests" / "ranking"))
    from ranking_examples import criteria_of, parks_of, random_problem

    matrix, _weights, types = random_problem(3, rows=30)
    parks, model = parks_of(matrix), criteria_of([1] * 4, types, "topsis")
    options = {"samples": 9000, "seed": 3, "chunk": 1024, "pairs": 3}
    here = smaa(parks, model, Uniform(4), **options)
    with started(2) as (address, scheduler):
        there = smaa(parks, model, Uniform(4), backend="dask", scheduler=address, **options)
        for name in ("rank_counts", "central_weights", "confidence", "pair_counts"):
            assert getattr(there, name).tobytes() == getattr(here, name).tobytes(), name
        chunks = Chunks(tmp_path, "smaa", "c" * 64)

        def die(progress):
            if progress.done >= 3 * 1024:
                scheduler.kill()

        with pytest.raises(ClusterFailed, match=r"failed: [^;(]*; what is done is kept, .* --resume goes on"):
            smaa(parks, model, Uniform(4), backend="dask", scheduler=address, chunks=chunks, progress=die,
                 **(options | {"samples": 4_000_000}))  # fmt: skip
        kept = len(list(chunks.folder.glob("chunk-*.npz")))
        assert kept >= 3


@pytest.mark.filterwarnings("default")
def test_a_scheduler_that_does_not_answer(monkeypatch):
    pytest.importorskip("distributed", reason="dask.distributed is not installed")
    monkeypatch.setattr("decision.analysis.engine.CONNECT_SECONDS", 1.0)
    with pytest.raises(InputProblems, match=r"no scheduler answers at tcp://127\.0\.0\.1:9"):
        list(each(squared, [1], backend="dask", scheduler="tcp://127.0.0.1:9"))
    with pytest.raises(InputProblems, match="needs its scheduler's address"):
        list(each(squared, [1], backend="dask"))
