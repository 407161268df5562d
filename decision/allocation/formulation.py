"""The columns and structural rows of the programme: funded, grants, start years, payments (design 4.2).

Sparse form: "funded" y_i and "grant" g_i are explicit columns and side rules are
written on them. What a programme does not ask for is not modelled: no start years without ceilings, discount
or rules on years; no grant column for a park that gets all or nothing.

Payments by start year: with G_is the grant of park i if it starts in s (Σ_s G_is = g_i; its least amount is
switched on with s_is, what comes on top is a column of its own) and D building years,
instalment k < D is ``lo·G_is + q_isk`` with ``0 ≤ q_isk ≤ (hi − lo)·G_is`` and the last one is what remains.
So the yearly shares are shares of the grant exactly, for partial funding too, and no row needs a big M.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from decision.allocation.linear import Builder, Entries, Form
from decision.allocation.numbers import BoolArray, FloatArray, IntArray
from decision.allocation.terms import Candidates


@dataclass(frozen=True)
class Needs:
    """Which parts of the formulation a programme asks for."""

    starts: bool
    payments: bool
    start_grants: bool

    @classmethod
    def of(
        cls, candidates: Candidates, measures: Collection[str], *, ceilings: bool, objective: bool
    ) -> Needs:
        """What the rows' measures, the ceilings, the discount and the caps ask for."""
        payments = ceilings or "payments" in measures
        most = np.where(candidates.admissible, candidates.most, np.nan)
        varying = False
        if len(candidates):
            varying = bool((np.nanmax(most, axis=1) - np.nanmin(most, axis=1) > 1e-9).any())
        discounted = objective and candidates.programme.objective.discount > 0
        return cls(
            starts=payments or "starts" in measures or discounted or varying,
            payments=payments,
            start_grants=payments or discounted or varying,
        )


@dataclass(frozen=True, eq=False)
class Formulation:
    """The builder with all structural columns and rows, and the linear forms that speak of them."""

    builder: Builder
    needs: Needs
    money: float
    """Million RUB to one unit of the solver's money columns."""
    funded: Form
    grant: Form
    start: Form
    start_grant: Form
    payment: Form
    funded_column: IntArray
    start_column: IntArray
    """Park × start year; −1 where a start is not admissible."""

    def fraction(self, candidates: Candidates) -> Form:
        """Funded fraction g_i / r_i."""
        factor = self.grant.factor / candidates.request[self.grant.park]
        return Form(self.grant.park, self.grant.year, self.grant.column, factor)


def formulate(candidates: Candidates, needs: Needs) -> Formulation:
    """Columns and structural rows for the eligible parks, without money limits and rules."""
    programme = candidates.programme
    builder = Builder()
    parks = np.arange(len(candidates))
    fixed, greatest = candidates.fixed, candidates.greatest
    typical = float(np.median(greatest)) if len(candidates) else 1.0
    money = 2.0 ** round(np.log2(max(typical, 1e-3)))

    funded = builder.columns(len(parks), 0.0, 1.0, integer=True)
    partial = np.flatnonzero(~fixed)
    grant_column = funded.copy()
    grant_column[partial] = builder.columns(len(partial), 0.0, greatest[partial], scale=money)
    grant = Form.of(parks, grant_column, np.where(fixed, greatest, 1.0))

    start_column, pair_park, pair_year = _starts(builder, candidates, funded, needs)
    start = Form.of(pair_park, start_column[pair_park, pair_year], 1.0, pair_year)
    grants = None
    if needs.start_grants:
        grants = _start_grants(builder, candidates, grant_column, start_column, pair_park, pair_year, money)
        start_grant = grants.form()
    else:
        start_grant = Form.join([])
        rows = np.arange(len(partial))
        most, least = greatest[partial], candidates.least[partial]
        own = [(rows, grant_column[partial], 1.0)]
        builder.rows([*own, (rows, funded[partial], -most)], -np.inf, 0.0, len(partial))
        builder.rows([*own, (rows, funded[partial], -least)], 0.0, np.inf, len(partial))
    payment = Form.join([])
    if grants is not None and needs.payments:
        if programme.terms.tranches == "flexible":
            payment = _flexible(builder, candidates, grants, money)
        else:
            payment = _profile(grants, programme.terms.tranches)
    return Formulation(
        builder=builder,
        needs=needs,
        money=money,
        funded=Form.of(parks, funded),
        grant=grant,
        start=start,
        start_grant=start_grant,
        payment=payment,
        funded_column=funded,
        start_column=start_column,
    )


def _starts(
    builder: Builder, candidates: Candidates, funded: IntArray, needs: Needs
) -> tuple[IntArray, IntArray, IntArray]:
    """s_it for every admissible start, Σ_t s_it = y_i; a park with one start that matters uses y_i."""
    admissible = candidates.admissible
    if not needs.starts:
        first = admissible.argmax(axis=1) if len(candidates) else np.zeros(0, int)
        admissible = np.zeros_like(admissible)
        admissible[np.arange(len(candidates)), first] = True
    several = admissible.sum(axis=1) > 1
    column = np.full(admissible.shape, -1, dtype=np.int64)
    park, year = np.nonzero(admissible)
    column[park, year] = funded[park]
    own = several[park]
    column[park[own], year[own]] = builder.columns(int(own.sum()), 0.0, 1.0, integer=True)
    place = np.cumsum(several) - 1
    count = int(several.sum())
    builder.rows(
        [
            (place[park[own]], column[park[own], year[own]], 1.0),
            (np.arange(count), funded[several], -1.0),
        ],
        0.0,
        0.0,
        count,
    )
    return column, park, year


@dataclass(frozen=True, eq=False)
class StartGrants:
    """G_is for every (park, start): ``base·x[switch] + x[extra]``; ``extra`` is −1 for a fixed amount."""

    park: IntArray
    year: IntArray
    switch: IntArray
    base: FloatArray
    extra: IntArray
    room: FloatArray
    """Most that ``extra`` can be."""

    def form(self, factor: float = 1.0, wait: int = 0) -> Form:
        """``factor · G_is`` as paid ``wait`` years after the start."""
        free = self.extra >= 0
        return Form.join(
            [
                Form.of(self.park, self.switch, factor * self.base, self.year + wait),
                Form.of(self.park[free], self.extra[free], factor, self.year[free] + wait),
            ]
        )

    def entries(self, factor: float) -> list[Entries]:
        """``factor · G_is`` in row k for pair k."""
        rows = np.arange(len(self.park))
        free = self.extra >= 0
        return [(rows, self.switch, factor * self.base), (rows[free], self.extra[free], factor)]

    def some(self, chosen: BoolArray) -> StartGrants:
        """Only some pairs."""
        parts = (self.park, self.year, self.switch, self.base, self.extra, self.room)
        return StartGrants(*(part[chosen] for part in parts))  # type: ignore[arg-type]


def _start_grants(
    builder: Builder,
    candidates: Candidates,
    grant_column: IntArray,
    start_column: IntArray,
    park: IntArray,
    year: IntArray,
    money: float,
) -> StartGrants:
    """G_is = least_i s_is + h_is with 0 ≤ h_is ≤ (most_is − least_i) s_is, and Σ_s G_is = g_i."""
    fixed = candidates.fixed
    switch = start_column[park, year]
    base = np.where(fixed[park], candidates.most[park, year], candidates.least[park])
    room = candidates.most[park, year] - base
    extra = np.full(len(park), -1, dtype=np.int64)
    free = room > 1e-9
    count = int(free.sum())
    extra[free] = builder.columns(count, 0.0, room[free], scale=money)
    rows = np.arange(count)
    builder.rows([(rows, extra[free], 1.0), (rows, switch[free], -room[free])], -np.inf, 0.0, count)
    grants = StartGrants(park, year, switch, base, extra, room)
    partial = np.flatnonzero(~fixed)
    place = np.full(len(candidates), -1, dtype=np.int64)
    place[partial] = np.arange(len(partial))
    owner = place[park[~fixed[park]]]
    entries = grants.some(~fixed[park]).entries(1.0)
    sums: list[Entries] = [(owner[np.asarray(rows)], columns, one) for rows, columns, one in entries]
    builder.rows([*sums, (np.arange(len(partial)), grant_column[partial], -1.0)], 0.0, 0.0, len(partial))
    return grants


def _profile(grants: StartGrants, shares: tuple[float, ...]) -> Form:
    """p_iu = Σ_s φ_{u−s} G_is."""
    return Form.join([grants.form(share, wait) for wait, share in enumerate(shares) if share > 0])


def _flexible(builder: Builder, candidates: Candidates, grants: StartGrants, money: float) -> Form:
    """Instalments of every (park, start): see the module's description."""
    shares = candidates.programme.terms.yearly_share
    length = candidates.build_years[grants.park]
    forms: list[Form] = []
    for years in np.unique(length):
        forms += _instalments(builder, grants.some(length == years), int(years), shares, money)
    return Form.join(forms)


def _instalments(
    builder: Builder, grants: StartGrants, years: int, shares: tuple[float, float], money: float
) -> list[Form]:
    least, most = shares
    if years == 1:
        return [grants.form()]
    rest = years - 1
    low, high = max(least, 1 - rest * most), min(most, 1 - rest * least)
    free = max(high - low, 0.0)
    forms = [grants.form(low, wait) for wait in range(rest)]
    last = [grants.form(1 - rest * low, rest)]
    if free <= 1e-12:
        return forms + last
    count = len(grants.park)
    taken: list[Entries] = []
    for wait in range(rest):
        column = builder.columns(count, 0.0, free * (grants.base + grants.room), scale=money)
        own = (np.arange(count), column, 1.0)
        builder.rows([own, *grants.entries(-free)], -np.inf, 0.0, count)
        forms.append(Form.of(grants.park, column, 1.0, grants.year + wait))
        last.append(Form.of(grants.park, column, -1.0, grants.year + rest))
        taken.append(own)
    if years > 2:
        # What remains for the last year keeps its shares as well; with two years low and high see to it.
        most_taken, least_taken = 1 - rest * low - least, 1 - rest * low - most
        builder.rows([*taken, *grants.entries(-most_taken)], -np.inf, 0.0, count)
        if least_taken > 1e-12:
            builder.rows([*taken, *grants.entries(-least_taken)], 0.0, np.inf, count)
    return forms + last
