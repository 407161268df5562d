"""The audit: a plan checked from its own figures, without the solver and what it was told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from decision.allocation.numbers import ceil_units, floor_units
from decision.allocation.plan import Plan
from decision.allocation.problem import gain_by_measure
from decision.allocation.rows import Row
from decision.language import _


def breaches(plan: Plan, rows: Sequence[Row]) -> list[str]:
    """Everything that a plan breaks, in words; empty for a plan that may be shown."""
    return [*_terms(plan), *_payments(plan), *_ceilings(plan), *_rules(plan, rows)]


def objective_value(plan: Plan, rows: Sequence[Row], pairs: Sequence[tuple[int, int, float]]) -> float:
    """The objective of a plan: Σ gain · measure · discount + synergies − Σ penalty · violation."""
    measure, gain = gain_by_measure(plan.candidates)
    kind = {"count": "count", "grant": "grant"}.get(measure, "fraction")
    amount = plan.measure(kind)  # type: ignore[arg-type]
    worth = float((gain * amount * plan.discount()).sum())
    funded = plan.funded
    worth += sum(value for one, other, value in pairs if funded[one] and funded[other])
    return worth - sum(row.penalty * row.violation(plan) for row in rows if row.penalty)


def _terms(plan: Plan) -> Iterator[str]:
    candidates, funded = plan.candidates, plan.funded
    start = np.maximum(plan.start, 0)
    here = np.arange(len(candidates))
    wrong_start = funded & ~candidates.admissible[here, start]
    least, most = ceil_units(candidates.least), floor_units(candidates.most[here, start])
    wrong_grant = np.where(funded, (plan.grant < least) | (plan.grant > most), plan.grant != 0)
    for place in np.flatnonzero(wrong_start):
        yield str(_("{park} starts in a year in which it cannot", park=candidates.ids[place]))
    for place in np.flatnonzero(wrong_grant):
        yield str(
            _(
                "{park} gets {grant:.3f} mln RUB, allowed are {least:.3f} to {most:.3f}",
                park=candidates.ids[place],
                grant=plan.money[place],
                least=candidates.least[place],
                most=float(candidates.most[place, start[place]]),
            )
        )


def _payments(plan: Plan) -> Iterator[str]:
    """Payments add up to the grant, lie in the building years and keep their shares to the nearest unit."""
    candidates, terms = plan.candidates, plan.candidates.programme.terms
    ids = candidates.ids
    for place in np.flatnonzero(plan.payments.sum(axis=1) != plan.grant):
        yield str(_("the payments of {park} do not add up to its grant", park=ids[place]))
    wait = np.arange(len(candidates.years))[None, :] - plan.start[:, None]
    grant = plan.grant[:, None]
    if terms.tranches == "flexible":
        building = (wait >= 0) & (wait < candidates.build_years[:, None])
        low, high = terms.yearly_share[0] * grant, terms.yearly_share[1] * grant
    else:
        building = (wait >= 0) & (wait < len(terms.tranches))
        low = high = np.array(terms.tranches)[np.clip(wait, 0, len(terms.tranches) - 1)] * grant
    building &= plan.funded[:, None]
    inside = np.where(
        building, (plan.payments >= low - 1.001) & (plan.payments <= high + 1.001), plan.payments == 0
    )
    for place in np.flatnonzero(~inside.all(axis=1)):
        yield str(_("the payments of {park} do not keep their yearly shares", park=ids[place]))


def _ceilings(plan: Plan) -> Iterator[str]:
    """paid_u ≤ B_u + c_u with c_{u+1} = κ · (B_u + c_u − paid_u)."""
    budget = plan.candidates.programme.budget
    paid = plan.payments.sum(axis=0)
    onward = 0.0
    for offset, year in enumerate(plan.candidates.years):
        ceiling = (budget.by_year or {}).get(year)
        if ceiling is None:
            onward = 0.0
            continue
        available = ceiling * 1000 + onward
        if paid[offset] > available + 1e-6:
            yield str(
                _(
                    "{year}: {paid:.3f} mln RUB are paid of {available:.3f}",
                    year=year,
                    paid=float(paid[offset]) / 1000,
                    available=available / 1000,
                )
            )
        onward = budget.carry_over * max(available - paid[offset], 0.0)


def _rules(plan: Plan, rows: Sequence[Row]) -> Iterator[str]:
    for row in rows:
        if row.penalty is None and row.violation(plan) > row.tolerance(plan):
            yield str(_("{row}, but it is {value:.6g}", row=str(row), value=row.measured(plan)))
