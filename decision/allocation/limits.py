"""The most that a park may get, limit by limit, and why a park cannot be funded at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from decision.allocation.conditions import codes
from decision.allocation.numbers import BoolArray, FloatArray, floor_units, from_units, numeric
from decision.language import Message, _
from decision.model.programme import CapByGroup, Programme

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Reason:
    """Why a park cannot be funded at all, and where that is written."""

    says: Message
    column: str = ""
    """The park's cell; empty when none is to blame."""
    key: str = ""
    """The setting of the programme; empty when the park's own figures are to blame."""
    remedy: Message | None = None
    """What to do about the park's own figures."""


Reasons = dict[str, list[Reason]]


@dataclass(frozen=True, eq=False)
class Limit:
    """One upper bound on grants."""

    name: Message
    key: str
    most: FloatArray
    """Park × start year, million RUB."""


def most_grants(
    table: pd.DataFrame, programme: Programme, request: FloatArray, reasons: Reasons
) -> tuple[FloatArray, list[Limit]]:
    """Most grant by park and start year, and each park's tightest limit.

    u = min(request, cap, share · capex, sum per hectare · area)        (million RUB)
    """
    terms, years = programme.terms, programme.years
    limits = [Limit(_("its request"), "", np.repeat(request[:, None], len(years), axis=1))]
    if isinstance(terms.cap, CapByGroup):
        caps = _cap_by_group(table, terms.cap, years, reasons)
        limits.append(Limit(_("the cap of its group"), "terms.cap", caps))
    elif terms.cap is not None:
        limits.append(Limit(_("the cap"), "terms.cap", np.full((len(table), len(years)), float(terms.cap))))
    if terms.cap_share_of_capex is not None:
        key = "terms.cap_share_of_capex"
        share = _share_of_capex(table, terms.cap_share_of_capex, reasons)
        missing = Reason(_("its capital cost is not stated"), "capex_mln_rub", key)
        cap = share * _needed(table, missing, reasons, share != np.inf)
        name = _("the share of its capital cost")
        limits.append(Limit(name, key, np.repeat(cap[:, None], len(years), axis=1)))
    if terms.cap_per_hectare is not None:
        key = "terms.cap_per_hectare"
        every = np.ones(len(table), dtype=bool)
        missing = Reason(_("its area is not stated"), "area_ha", key)
        cap = terms.cap_per_hectare * _needed(table, missing, reasons, every)
        limits.append(Limit(_("the cap per hectare"), key, np.repeat(cap[:, None], len(years), axis=1)))
    stack = np.stack([np.nan_to_num(limit.most, nan=0.0, posinf=1e12) for limit in limits])
    tightest = stack.min(axis=2).argmin(axis=0)
    return from_units(floor_units(stack.min(axis=0))), [limits[place] for place in tightest]


def _cap_by_group(
    table: pd.DataFrame, cap: CapByGroup, years: tuple[int, ...], reasons: Reasons
) -> FloatArray:
    groups = codes(table, cap.column)
    for park, group in zip(table.index, groups, strict=True):
        if group is None:
            says = _("its cap depends on {column}, which is not stated", column=cap.column)
            reasons[park].append(Reason(says, cap.column, "terms.cap"))
    caps = np.full((len(table), len(years)), np.inf)
    in_force = dict(cap.values)
    changes = sorted(cap.from_year.items())
    for offset, year in enumerate(years):
        for since, values in changes:
            if since <= year:
                in_force.update(values)
        caps[:, offset] = [in_force.get(group, np.inf) if group else np.inf for group in groups]
    return caps


def _share_of_capex(table: pd.DataFrame, share: float | dict[str, float], reasons: Reasons) -> FloatArray:
    if not isinstance(share, dict):
        return np.full(len(table), float(share))
    models = codes(table, "model")
    for park, model in zip(table.index, models, strict=True):
        if model is None:
            says = _("its cap depends on {column}, which is not stated", column="model")
            reasons[park].append(Reason(says, "model", "terms.cap_share_of_capex"))
    return np.array([share.get(model, np.inf) if model else np.inf for model in models], dtype=float)


def _needed(table: pd.DataFrame, missing: Reason, reasons: Reasons, where: BoolArray) -> FloatArray:
    cells = numeric(table, missing.column)
    for place in np.flatnonzero(np.isnan(cells) & where).tolist():
        reasons[table.index[place]].append(missing)
    return np.where(where, cells, 1.0)
