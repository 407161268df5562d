"""Kinds of rules that set a grant against another sum of the same park: co-financing and caps by a column."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from decision.allocation.numbers import BoolArray, FloatArray
from decision.allocation.rows import Addend, Row
from decision.allocation.rule_rows import cells_of, members_of, parts_of, row_of
from decision.allocation.terms import Candidates
from decision.model.rules import Rule


def co_financing(rule: Rule, candidates: Candidates) -> Iterator[Row]:
    """Others bring at least a share of all the money. A missing cell is nothing.

    Σ_{i∈M} o_i ≥ min_share · Σ_{i∈M} (g_i + o_i)        (million RUB)
    o_i = a_i · g_i / r_i with per: fraction (it shrinks with the grant), a_i · y_i with per: count (in full)
    with each: for the parks of each value by themselves
    with each_park, for every park i in M:
      per: fraction  y_i ≤ 0 where a_i < min_share · (r_i + a_i)
      per: count     g_i ≤ a_i · (1 − min_share) / min_share
    """
    terms = rule.co_financing
    assert terms is not None
    own, members = cells_of(candidates, terms.column), members_of(rule, candidates)
    if terms.each_park and terms.per == "fraction":
        short = members & (own < terms.min_share * (candidates.request + own) * (1 - 1e-12))
        yield row_of(rule, "count", short.astype(float), "parks", maximum=0.0)
        return
    if terms.each_park:
        with np.errstate(divide="ignore"):
            room = (1.0 - terms.min_share) / np.float64(terms.min_share)
            limit = own * room if terms.min_share > 0 else np.full(len(own), np.inf)
        yield from _limits(rule, candidates, members, limit)
        return
    for value, part in parts_of(rule, candidates):
        one = part.astype(float)
        if terms.per == "fraction":
            brought = one * own / candidates.request
            yield row_of(
                rule, "grant", brought, "mln_rub", minimum=terms.min_share, whole=brought + one, part=value
            )
        else:
            in_full = Addend("count", one * own, one * own)
            nothing = np.zeros(len(one))
            yield row_of(
                rule,
                "grant",
                nothing,
                "mln_rub",
                minimum=terms.min_share,
                whole=one,
                also=(in_full,),
                part=value,
            )


def park_cap(rule: Rule, candidates: Candidates) -> Iterator[Row]:
    """A park gets at most so much for each unit of a column of its own. A missing cell allows nothing.

    g_i ≤ times · a_i for every park i in M        (million RUB)
    """
    terms = rule.park_cap
    assert terms is not None
    limit = terms.times * np.maximum(cells_of(candidates, terms.column), 0.0)
    yield from _limits(rule, candidates, members_of(rule, candidates), limit)


def _limits(rule: Rule, candidates: Candidates, members: BoolArray, limit: FloatArray) -> Iterator[Row]:
    """g_i ≤ limit_i, a row for each park that could get more, and y_i ≤ 0 for those that need more."""
    barred = members & (limit < candidates.least - 5e-4)
    yield row_of(rule, "count", barred.astype(float), "parks", maximum=0.0)
    here = np.zeros(len(candidates))
    for place in np.flatnonzero(members & ~barred & (limit < candidates.greatest - 1e-9)):
        weight = here.copy()
        weight[place] = 1.0
        most = max(float(limit[place]), float(candidates.least[place]))
        yield row_of(rule, "grant", weight, "mln_rub", maximum=most, part=candidates.ids[place])
