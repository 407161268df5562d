"""One ranking with everything around it, over pymcdm's bare method call with its validation off."""

from time import perf_counter

import pytest


@pytest.mark.parametrize("count", [180, 500, 5000])
def test_topsis(benchmark, told, round_of, count: int) -> None:
    from pymcdm.methods import TOPSIS

    from decision.ranking.rank import rank_parks

    study = round_of(count)
    matrix = study.parks.table[["rnd", "share", "new_jobs"]].to_numpy(dtype=float)
    start = perf_counter()
    for _run in range(20):
        TOPSIS()(matrix, [0.4, 0.35, 0.25], [1, 1, 1], validation=False)
    bare = (perf_counter() - start) / 20
    benchmark(rank_parks, study.parks, study.criteria)
    ratio = benchmark.stats["median"] / bare
    benchmark.extra_info["over pymcdm alone"] = round(ratio, 1)
    told.add("One ranking", f"TOPSIS with contributions over pymcdm's bare call, {count} parks", ratio)
