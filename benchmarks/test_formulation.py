"""The model over the best formulation of the study before it: the same rules and the same optimum."""

from dataclasses import replace
from statistics import median
from time import process_time

import pytest
from formulations import by_year
from test_allocation_speed import WEIGHTS

from decision.allocation import formulation


@pytest.mark.parametrize("funding", ["whole", "partial"])
@pytest.mark.parametrize(("count", "weightings"), [(200, 4), (500, 2), (2000, 1)])
def test_the_model_over_the_best_formulation(
    told, round_of, monkeypatch, count: int, weightings: int, funding: str
) -> None:
    """Whole searches, without the certified core, which is another matter; the reference has a minute at most."""
    from decision import rank
    from decision.allocation.session import Session
    from decision.decisions import question

    study = round_of(count)
    terms = study.programme.terms.model_copy(update={"funding": funding})
    study = replace(study, programme=study.programme.model_copy(update={"terms": terms}))
    ratios = []
    for weights in WEIGHTS[:weightings]:
        ranking = rank(study, weights=weights)
        ours = question(study, ranking=ranking).problem()
        with monkeypatch.context() as patched:
            patched.setattr(formulation, "_flexible", by_year)
            reference = question(study, ranking=ranking).problem()
        found, seconds = [], []
        for problem in (ours, reference):
            start = process_time()
            found.append(Session(problem.programme).solve(gap=1e-3, time_limit=60))
            seconds.append(process_time() - start)
        one, other = found
        # no plan of one is worth more than the bound of the other: they have the same optimum
        assert one.objective <= other.bound * (1 + 1e-9)
        assert other.objective is None or other.objective <= one.bound * (1 + 1e-9)
        ratios.append(seconds[0] / seconds[1])
    told.add(
        "The model over the best formulation of the study before it (processor time to a proven 0.1 %)",
        f"{count} parks, {funding} grants, median of {len(ratios)}",
        median(ratios),
        "≤ 1.2",
    )
