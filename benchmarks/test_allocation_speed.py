"""One allocation with everything around it (rows, PuLP, audit, report), over the solver's own time."""

from time import perf_counter

import pytest


@pytest.mark.parametrize("count", [180, 500])
def test_allocation(benchmark, round_of, count: int) -> None:
    from decision import allocate, rank

    study = round_of(count)
    ranking = rank(study)
    solver_seconds: list[float] = []

    def whole() -> None:
        portfolio = allocate(study, ranking=ranking)
        assert portfolio.ending == "optimal"
        solver_seconds.append(portfolio.solver.seconds)

    start = perf_counter()
    benchmark.pedantic(whole, rounds=3, warmup_rounds=1)
    assert perf_counter() > start
    ratio = benchmark.stats["median"] / sorted(solver_seconds[1:])[1]
    benchmark.extra_info["over the solver"] = round(ratio, 2)
    print(f"\n{count} parks, allocation over the solver's own time: {ratio:.2f}")
