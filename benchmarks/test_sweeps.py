"""Sweeps over weights: kernels over pymcdm's loop, SMAA over one product and one sort, cost as samples grow.

Ratios of one run; times mean nothing on another machine. BLAS uses one thread.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd
import pytest

from decision.analysis.kernels import batch_ranking
from decision.analysis.sampling import Uniform
from decision.analysis.smaa import smaa
from decision.model.criteria import CriteriaModel
from decision.model.parks import Parks

SIZES = [(100, 5), (500, 12), (5000, 12)]
METHODS = ["wsm", "topsis", "vikor", "promethee_ii", "spotis", "mabac", "copras", "edas", "marcos", "waspas"]
THRESHOLD, TURNS = 3.0, 8
GOALS = {
    "vikor": "≥ 25",
    "promethee_ii": "≥ 50 000",
    "copras": "≥ 50 for one product; these are two and a reciprocal",
}
"""Of design 10; 50 for the others."""
LIMITS = {("wsm", 500): "≤ 1.4", ("topsis", 500): "≤ 1.4", ("wsm", 5000): "≤ 1.4", ("topsis", 5000): "≤ 1.4"}
"""The design's figure is that of one product at 500 parks; 100 parks are dearer by the fixed cost of each step, and
VIKOR's maxima are no product: both are told without a goal."""


def problem(parks: int, criteria: int, method: str) -> tuple[Parks, CriteriaModel, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(1)
    values = rng.uniform(1, 10, (parks, criteria))
    types = np.array([1, -1] * criteria)[:criteria]
    index = pd.Index([f"P{number:05d}" for number in range(parks)], name="park_id")
    table = pd.DataFrame(values, columns=[f"c{n}" for n in range(criteria)], index=index)
    table.insert(0, "name", index)
    leaves = [
        {
            "id": f"c{n}",
            "column": f"c{n}",
            "goal": "max" if kind == 1 else "min",
            "preference": {"function": "vshape", "p": THRESHOLD},
        }
        for n, kind in enumerate(types)
    ]
    model = CriteriaModel.model_validate({"title": "b", "method": method, "criteria": leaves})
    return Parks(table), model, values, types


def best_of(function: Callable[[], Any], runs: int = 3) -> float:
    times = []
    for _run in range(runs):
        start = perf_counter()
        function()
        times.append(perf_counter() - start)
    return min(times)


def in_turns(one: Callable[[], Any], other: Callable[[], Any], rounds: int) -> list[tuple[float, float]]:
    """Seconds of both, in turns: both meet the machine's good and bad moments."""
    every = []
    for _round in range(rounds):
        took = []
        for function in (one, other):
            start = perf_counter()
            function()
            took.append(perf_counter() - start)
        every.append((took[0], took[1]))
    return every


def times_over(one: Callable[[], Any], other: Callable[[], Any], rounds: int = 9) -> float:
    """How many times as long one takes as the other: the median of rounds."""
    return median(first / second for first, second in in_turns(one, other, rounds))


def quickest_over(one: Callable[[], Any], other: Callable[[], Any], rounds: int) -> float:
    """The same of runs of many seconds, in which moments change: the quickest of both."""
    first, second = zip(*in_turns(one, other, rounds), strict=True)
    return min(first) / min(second)


def loop(method: str, values: np.ndarray, types: np.ndarray, weights: np.ndarray) -> Callable[[], Any]:
    """pymcdm, vector by vector, with its validation off."""
    from pymcdm import methods

    if method == "copras":
        made: Any = published_copras()
    else:
        made = getattr(methods, {"promethee_ii": "PROMETHEE_II"}.get(method, method.upper()))
    columns = values.shape[1]
    settings: dict[str, Any] = {}
    if method == "spotis":
        settings["bounds"] = np.column_stack([values.min(axis=0), values.max(axis=0)])

    def run() -> None:
        for row in weights:
            if method == "promethee_ii":  # an object works once when it has thresholds
                settings.update(preference_function="vshape", p=[THRESHOLD] * columns)
            made(**settings)(values, row, types, validation=False)

    return run


def published_copras() -> Any:
    """pymcdm's COPRAS with the two sums that its formula lacks, so that both compute the same."""
    from pymcdm.methods import COPRAS

    class Published(COPRAS):  # type: ignore[misc]
        def _method(self, matrix, weights, types):
            shares = matrix / np.sum(matrix, axis=0)
            weighted = shares * weights
            gained = np.sum(weighted[:, types == 1], axis=1)
            lost = np.sum(weighted[:, types == -1], axis=1)
            least = np.min(lost)
            significance = gained + (least * np.sum(lost)) / (lost * np.sum(least / lost))
            return shares, weighted, lost, gained, significance, significance / np.max(significance)

    return Published


@pytest.mark.parametrize(("parks", "criteria"), SIZES)
@pytest.mark.parametrize("method", METHODS)
def test_scores_over_pymcdm(told, method: str, parks: int, criteria: int) -> None:
    candidates, model, values, types = problem(parks, criteria, method)
    weights = Uniform(criteria).block(1, 0)
    batch = batch_ranking(candidates, model)
    batch.scores(weights[:2])
    few = {True: 2, False: 20}[parks == 5000 or method == "promethee_ii"]
    if method == "promethee_ii" and parks == 5000:
        pytest.skip("pymcdm takes seconds a vector and gigabytes; the ratio is above a million")

    def blocks() -> None:
        for _start, _scores in batch.blocks(weights):
            pass

    def many() -> None:  # the loop before leaves nothing of the kernel in the cache
        for _turn in range(TURNS):
            blocks()

    blocks()
    if method == "copras":
        once = published_copras()()(values, weights[0], types, validation=False)
        np.testing.assert_allclose(batch.scores(weights[:1])[0], once, rtol=1e-12)
    ratio = times_over(loop(method, values, types, weights[:few]), many) / few * TURNS * len(weights)
    goal = GOALS.get(method, "≥ 50") if (parks, criteria) == (500, 12) else ""
    told.add(
        "Batched scores: pymcdm's loop (validation off) over our kernel",
        f"{method}, {parks}×{criteria}",
        ratio,
        goal,
    )


@pytest.mark.parametrize(("parks", "criteria"), SIZES)
@pytest.mark.parametrize("method", ["wsm", "topsis", "vikor"])
def test_smaa_over_a_product_and_a_sort(told, method: str, parks: int, criteria: int) -> None:
    """The bound: one matrix product and one argsort of the same rows; as many samples as the command draws."""
    candidates, model, _values, _types = problem(parks, criteria, method)
    samples, rounds = 100_000, 3 if parks == 5000 else 9
    weights = Uniform(criteria).block(1, 0)
    terms = np.random.default_rng(2).random((criteria, parks))
    step = batch_ranking(candidates, model).block_rows

    def limit() -> None:
        for _turn in range(8):
            for start in range(0, len(weights), step):
                np.argsort(weights[start : start + step] @ terms, axis=1)

    smaa(candidates, model, Uniform(criteria), samples=len(weights))
    many = times_over(lambda: smaa(candidates, model, Uniform(criteria), samples=samples), limit, rounds)
    told.add(
        "SMAA-2 over one matrix product and one argsort of the same rows, 100 000 samples",
        f"{method}, {parks}×{criteria}",
        many / samples * 8 * len(weights),
        LIMITS.get((method, parks), ""),
    )


@pytest.mark.parametrize("parks", [500, 5000])
def test_promethee_flows_over_pymcdm(benchmark, told, parks: int) -> None:
    from decision.model.criteria import Preference
    from decision.ranking.promethee import net_flow

    columns = 12 if parks == 500 else 2  # pymcdm keeps a table of parks × parks for each criterion
    _parks, _model, values, types = problem(parks, columns, "promethee_ii")
    bare = best_of(
        loop("promethee_ii", values, types, np.full((1, columns), 1 / columns)), 1 if parks > 500 else 3
    )
    own = Preference(function="vshape", p=THRESHOLD)
    benchmark(lambda: [net_flow(column, own) for column in (values * types).T])
    ratio = bare / benchmark.stats["median"]
    told.add(
        "PROMETHEE II, one ranking",
        f"pymcdm over ours, {parks}×{columns}",
        ratio,
        "≥ 30" if parks == 500 else "≥ 1 500",
    )
    twice = problem(2 * parks, columns, "promethee_ii")[2] * types
    ratio = times_over(
        lambda: [net_flow(column, own) for column in twice.T],
        lambda: [net_flow(column, own) for column in (values * types).T],
        25,
    )
    told.add("PROMETHEE II, one ranking", f"{2 * parks} parks over {parks}", ratio, "≤ 2.3")


def test_cost_a_sample_and_memory_as_samples_grow(benchmark, told) -> None:
    """In a process of its own, whose peak memory is the sweep's."""
    program = (
        f"import sys, resource; sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "from time import perf_counter\n"
        "from test_sweeps import Uniform, problem, smaa\n"
        "parks, model, _v, _t = problem(500, 12, 'topsis')\n"
        "smaa(parks, model, Uniform(12), samples=2000)\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "cost = dict.fromkeys((1_000, 10_000, 100_000, 1_000_000), 1.0)\n"
        "for samples in 5 * (*cost, 100_000, 100_000):\n"
        "    start = perf_counter(); smaa(parks, model, Uniform(12), samples=samples)\n"
        "    cost[samples] = min(cost[samples], (perf_counter() - start) / samples)\n"
        "for samples in cost: print(samples, cost[samples])\n"
        "print('extra', (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)\n"
    )
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[1])}

    def run() -> str:
        done = subprocess.run(
            [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
        )
        return done.stdout

    words = benchmark.pedantic(run, rounds=1).split()
    cost = dict(zip(map(int, words[:8:2]), map(float, words[1:8:2]), strict=True))
    heading = "SMAA-2 as samples and parks grow (TOPSIS, 500×12 unless named)"
    for few, many in ((1_000, 10_000), (10_000, 100_000), (100_000, 1_000_000)):
        goal = "≤ 1.05" if many == 1_000_000 else ""
        told.add(heading, f"cost a sample at {many:,} over {few:,}", cost[many] / cost[few], goal)
    told.add(heading, "extra memory at 1,000,000 samples", f"{float(words[9]):.0f} MiB", "≤ 64 MiB")


def test_cost_as_parks_grow(told) -> None:
    heading = "SMAA-2 as samples and parks grow (TOPSIS, 500×12 unless named)"
    cost = {}
    for parks in (100, 500, 1000, 5000):
        candidates, model, _values, _types = problem(parks, 12, "topsis")
        smaa(candidates, model, Uniform(12), samples=2048)
        cost[parks] = (
            best_of(lambda one=candidates, two=model: smaa(one, two, Uniform(12), samples=8192), 2) / 8192
        )
    for few, many in ((100, 500), (500, 1000), (1000, 5000)):
        told.add(
            heading, f"cost a sample at {many} parks over {few}, a park", cost[many] / cost[few] * few / many
        )


def test_jobs(told) -> None:
    """Long enough for processes; they have been started before."""
    candidates, model, _values, _types = problem(500, 12, "topsis")

    def sweep(jobs: int) -> None:
        smaa(candidates, model, Uniform(12), samples=1_024_000, jobs=jobs)

    sweep(2)
    ratio = times_over(lambda: sweep(1), lambda: sweep(2), 3)
    told.add("Two at once", "SMAA-2, 1 024 000 samples of 500×12: one process over two", ratio)
