"""What each park may get: the funding terms turned into numbers, and who cannot be funded at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from decision.allocation.limits import Limit, Reason, Reasons, most_grants
from decision.allocation.numbers import (
    BoolArray,
    FloatArray,
    IntArray,
    ceil_units,
    from_units,
    numeric,
    to_units,
)
from decision.language import Message, _
from decision.model.parks import Parks
from decision.model.programme import Programme, Terms

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Candidates:
    """The eligible parks as numbers, in the order of their ids; money in million RUB, whole thousandths.

    ``most`` and ``admissible`` are park × start year; ``most`` is 0 where a start is not admissible.
    """

    programme: Programme
    table: pd.DataFrame
    """Rows of the eligible parks."""
    everyone: pd.DataFrame
    """Rows of all parks."""
    ids: tuple[str, ...]
    years: tuple[int, ...]
    request: FloatArray
    least: FloatArray
    most: FloatArray
    admissible: BoolArray
    build_years: IntArray
    gain: FloatArray
    rank: FloatArray
    merit: FloatArray

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def greatest(self) -> FloatArray:
        """The most a park may get, whatever its start year."""
        return self.most.max(axis=1) if len(self) else np.zeros(0)

    @property
    def fixed(self) -> BoolArray:
        """Parks whose grant is one amount only, whenever they start."""
        least = np.where(self.admissible, self.most, np.inf).min(axis=1) if len(self) else np.zeros(0)
        return (self.least >= self.greatest - 1e-9) & (self.least >= least - 1e-9)


def candidates_of(
    table: pd.DataFrame,
    programme: Programme,
    gain: pd.Series[float],
    ranking: pd.DataFrame,
    ineligible: Mapping[str, tuple[Message, ...]],
) -> tuple[Candidates, dict[str, tuple[Message, ...]]]:
    """The parks that can be funded, and every reason why the others cannot.

    Args:
        table: all parks, indexed by park_id.
        programme: years and funding terms.
        gain: what funding a park in full adds to the objective, by park_id.
        ranking: columns rank and merit, by park_id.
        ineligible: parks already ruled out, with reasons.
    """
    table = table.sort_index(kind="stable")
    reasons: Reasons = {park: [Reason(says) for says in ineligible.get(park, ())] for park in table.index}
    years = programme.years
    gains = np.asarray(gain.reindex(table.index), dtype=float)
    for place in np.flatnonzero(np.isnan(gains)).tolist():
        if not reasons[table.index[place]]:
            reasons[table.index[place]].append(Reason(_("it is not ranked")))

    amounts = _amounts(table, programme, reasons)
    admissible = amounts.admissible
    keep = np.fromiter((not reasons[park] for park in table.index), dtype=bool, count=len(table))
    chosen = table.loc[keep]
    return (
        Candidates(
            programme=programme,
            table=chosen,
            everyone=table,
            ids=tuple(str(park) for park in chosen.index),
            years=years,
            request=amounts.request[keep],
            least=amounts.least[keep],
            most=np.where(admissible, amounts.most, 0.0)[keep],
            admissible=admissible[keep],
            build_years=amounts.build_years[keep],
            gain=gains[keep],
            rank=np.asarray(ranking["rank"].reindex(chosen.index), dtype=float),
            merit=np.asarray(ranking["merit"].reindex(chosen.index), dtype=float),
        ),
        {park: tuple(reason.says for reason in why) for park, why in reasons.items() if why},
    )


def never_funded(parks: Parks, programme: Programme) -> Reasons:
    """The parks that the programme's terms shut out whatever their merit, with every reason."""
    reasons: Reasons = {park: [] for park in parks.table.index}
    _amounts(parks.table, programme, reasons)
    return {park: why for park, why in reasons.items() if why}


@dataclass(frozen=True, eq=False)
class _Amounts:
    """What the terms say of all parks; arrays as in :class:`Candidates`."""

    request: FloatArray
    least: FloatArray
    most: FloatArray
    admissible: BoolArray
    build_years: IntArray


def _amounts(table: pd.DataFrame, programme: Programme, reasons: Reasons) -> _Amounts:
    terms, years = programme.terms, programme.years
    request = _request(table, reasons)
    least = _least(table, terms, request)
    most, which = most_grants(table, programme, request, reasons)
    span, build_years = _building(table, terms, reasons)
    first = _earliest_start(table, years)
    start_offsets = np.arange(len(years))
    admissible = (start_offsets[None, :] >= first[:, None]) & (
        start_offsets[None, :] + span[:, None] <= len(years)
    )
    affordable = most >= least[:, None] - 1e-9
    for place, park in enumerate(table.index):
        if reasons[park]:
            continue
        if not admissible[place].any():
            reasons[park].append(
                _no_time(
                    int(span[place]),
                    years[int(first[place])] if first[place] < len(years) else None,
                    years[-1],
                )
            )
        elif not (affordable & admissible)[place].any():
            limit = float(most[place][admissible[place]].max())
            reasons[park].append(
                _too_much(terms, float(request[place]), float(least[place]), limit, which[place])
            )
    return _Amounts(request, least, most, admissible & affordable, build_years)


def _request(table: pd.DataFrame, reasons: Reasons) -> FloatArray:
    request = (
        numeric(table, "requested_mln_rub") if "requested_mln_rub" in table else np.full(len(table), np.nan)
    )
    request = from_units(to_units(np.nan_to_num(request, nan=0.0, posinf=0.0, neginf=0.0)))
    says, remedy = _("it states no requested sum"), _("write the sum into its row")
    for place in np.flatnonzero(~(request > 0)).tolist():
        reasons[table.index[place]].append(Reason(says, "requested_mln_rub", remedy=remedy))
    return request


def _least(table: pd.DataFrame, terms: Terms, request: FloatArray) -> FloatArray:
    """Least grant: the request (whole), or the park's minimum, or its share of the request; never nothing."""
    if terms.funding == "whole":
        return request.copy()
    least = terms.minimum_share * request
    if "minimum_mln_rub" in table:
        own = numeric(table, "minimum_mln_rub")
        least = np.where(np.isnan(own), least, own)
    return np.asarray(from_units(np.maximum(ceil_units(least), 1)))


def _building(table: pd.DataFrame, terms: Terms, reasons: Reasons) -> tuple[IntArray, IntArray]:
    """Years a park needs from its start, and years over which it is paid.

    A fixed profile is used as given: it may be longer than the building (a last payment after completion) or
    shorter (paid in advance); both must fit into the programme's years.
    """
    building = np.full(len(table), terms.build_years, dtype=np.int64)
    if "build_years" in table:
        own = numeric(table, "build_years")
        building = np.where(np.isnan(own), building, np.ceil(np.nan_to_num(own, nan=1.0))).astype(np.int64)
    building = np.maximum(building, 1)
    if terms.tranches != "flexible":
        profile = len(terms.tranches)
        return np.maximum(building, profile), building
    least, most = terms.yearly_share
    for place in np.flatnonzero((building * most < 1 - 1e-9) | (building * least > 1 + 1e-9)).tolist():
        says = _(
            "in {years} building years the grant cannot be paid at {least:g} to {most:g} of it a year",
            years=int(building[place]),
            least=least,
            most=most,
        )
        column = "build_years" if "build_years" in table else ""
        reasons[table.index[place]].append(Reason(says, column, "terms.yearly_share"))
    return building, building


def _earliest_start(table: pd.DataFrame, years: tuple[int, ...]) -> IntArray:
    """Offset of the first year in which a park is ready; the programme's first year unless it states one."""
    if "earliest_start" not in table:
        return np.zeros(len(table), dtype=np.int64)
    own = np.nan_to_num(numeric(table, "earliest_start"), nan=float(years[0]))
    return np.asarray(np.clip(np.ceil(own) - years[0], 0, len(years)), dtype=np.int64)


def _no_time(span: int, first: int | None, last: int) -> Reason:
    if first is None:
        says = _("it is not ready before the programme ends in {last}", last=last)
        return Reason(says, "earliest_start", "years")
    says = _(
        "it cannot be finished by {last}: it may start in {first} and needs {span} years",
        last=last,
        first=first,
        span=span,
    )
    return Reason(says, "earliest_start", "years")


def _too_much(terms: Terms, request: float, least: float, most: float, limit: Limit) -> Reason:
    if terms.funding == "whole":
        says = _(
            "it asks for {request:g} mln RUB, but {which} allows at most {limit:g}",
            request=request,
            which=limit.name,
            limit=most,
        )
        return Reason(says, "requested_mln_rub", limit.key)
    says = _(
        "it needs at least {least:g} mln RUB, but {which} allows at most {limit:g}",
        least=least,
        which=limit.name,
        limit=most,
    )
    remedy = None if limit.key else _("one of the two figures must be wrong")
    return Reason(says, "minimum_mln_rub", limit.key, remedy)
