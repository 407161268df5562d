"""Dask against local processes on this machine: the same pieces, the same bytes."""

from typing import Any

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
    from test_sweeps import problem, quickest_over

    from decision.analysis.robust import robust
    from decision.analysis.sampling import Uniform
    from decision.analysis.smaa import smaa

    study, heading = round_of(200), "Dask against local processes, two each"
    cluster = {"backend": "dask", "scheduler": scheduler}
    found: dict[str, Any] = {}

    def solves(name: str, how: dict[str, Any], samples: int = 192) -> None:
        found[name] = robust(study, Uniform(3), samples=samples, exact_seconds=0, **how)

    for name, how in (("local", {"jobs": 2}), ("dask", cluster)):
        solves(name, how, 8)
    ratio = quickest_over(lambda: solves("local", {"jobs": 2}), lambda: solves("dask", cluster), 7)
    same = found["local"].to_dict() == found["dask"].to_dict()
    told.add(
        heading,
        f"optimisations, 8 a task ({'the same answer' if same else 'ANOTHER ANSWER'})",
        ratio,
        "≥ 0.95",
    )
    assert same
    candidates, model, _values, _types = problem(500, 12, "topsis")

    def ranks(name: str, how: dict[str, Any], samples: int = 1_024_000) -> None:
        found[name] = smaa(candidates, model, Uniform(12), samples=samples, **how)

    for name, how in (("local", {"jobs": 2}), ("dask", cluster)):
        ranks(name, how, 819_200)
    ratio = quickest_over(lambda: ranks("local", {"jobs": 2}), lambda: ranks("dask", cluster), 7)
    assert np.array_equal(found["local"].rank_acceptability, found["dask"].rank_acceptability)
    told.add(heading, "SMAA-2, 81 920 samples a task (the same answer)", ratio, "≥ 0.95")
