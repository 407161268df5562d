"""Dask against local processes on this machine: the same pieces, the same bytes."""

from time import perf_counter

import numpy as np
import pytest


@pytest.fixture
def scheduler():
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    ) as cluster:
        yield cluster.scheduler_address


def test_dask_over_local(told, round_of, scheduler) -> None:
    from test_sweeps import problem

    from decision.analysis.robust import robust
    from decision.analysis.sampling import Uniform
    from decision.analysis.smaa import smaa

    study, heading = round_of(200), "Dask against local processes, two each"
    cluster = {"backend": "dask", "scheduler": scheduler}
    times, found = {}, {}
    for name, how in (("local", {"jobs": 2}), ("dask", cluster)):
        robust(study, Uniform(3), samples=8, exact_seconds=0, **how)
        start = perf_counter()
        found[name] = robust(study, Uniform(3), samples=192, exact_seconds=0, **how)
        times[name] = perf_counter() - start
    same = found["local"].to_dict() == found["dask"].to_dict()
    told.add(heading, f"optimisations, 4 a task ({'the same answer' if same else 'ANOTHER ANSWER'})",
             times["local"] / times["dask"], "≥ 0.95")  # fmt: skip
    assert same, "the same bytes"
    candidates, model, _values, _types = problem(500, 12, "topsis")
    for name, how in (("local", {"jobs": 2}), ("dask", cluster)):
        smaa(candidates, model, Uniform(12), samples=819_200, **how)
        start = perf_counter()
        found[name] = smaa(candidates, model, Uniform(12), samples=1_024_000, **how)
        times[name] = perf_counter() - start
    assert np.array_equal(found["local"].rank_acceptability, found["dask"].rank_acceptability)
    told.add(heading, "SMAA-2, 20 samples × 1 024 a task, local processes over Dask (the same answer)",
             times["local"] / times["dask"], "≥ 0.95")  # fmt: skip
