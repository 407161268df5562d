"""The best formulation of the study before the model, to be measured against: payments by park and year.

The study's sparse form (its F2zg) has one payment column for each park and year, bounded by whether the park is being
built in that year; the model has one for each park, start and instalment. For whole grants this is that form
exactly; for partial ones its bounds are shares of the grant, as the rules say.
"""

import numpy as np

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
