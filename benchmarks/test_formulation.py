"""The model over the best formulation of the study before it: the same rules and optimum, payments by park and year.

The study's sparse form (its F2zg) has one payment column for each park and year, bounded by whether the park is being
built in that year; the model has one for each park, start and instalment. For whole grants the reference is that form
exactly; for partial ones its bounds are shares of the grant, as the rules say.
"""

from dataclasses import replace
from statistics import median
from time import process_time

import numpy as np
import pytest
from test_allocation_speed import WEIGHTS

from decision.allocation import formulation
from decision.allocation.linear import Form


def by_year(builder, candidates, grants, money):
    """Payments p_iu = lo Σ_s G_is + q_iu over the starts under way in u, with Σ_u q_iu what remains of the grant."""
    least, most = candidates.programme.terms.yearly_share
    (years,) = set(candidates.build_years.tolist())
    low = max(least, 1 - (years - 1) * most)
    high = min(most, 1 - (years - 1) * least)
    park, year = (np.concatenate([side] * years) for side in (grants.park, grants.year))
    year = year + np.repeat(np.arange(years), len(grants.park))
    span = int(year.max()) + 1
    places, place = np.unique(park * span + year, return_inverse=True)
    size = np.zeros(len(places))
    np.maximum.at(size, place, np.tile(grants.base + grants.room, years))
    column = builder.columns(len(places), 0.0, (high - low) * size, scale=money)
    count, owner = len(places), places // span
    under_way = [
        (
            place.reshape(years, -1)[:, rows].ravel(),
            np.tile(columns, years),
            np.tile(np.broadcast_to(factor, len(columns)), years),
        )
        for rows, columns, factor in grants.entries(-(high - low))
    ]
    builder.rows([(np.arange(count), column, 1.0), *under_way], -np.inf, 0.0, count)
    rest = [(grants.park[rows], columns, factor) for rows, columns, factor in grants.entries(years * low - 1)]
    builder.rows([(owner, column, 1.0), *rest], 0.0, 0.0, len(candidates))
    paid = [grants.form(low, wait) for wait in range(years)]
    return Form.join([*paid, Form.of(owner, column, 1.0, places % span)])


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
