"""Shown beside a portfolio for a fair procedure: earlier support, and money that lapses (design 4.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from decision.language import Message, _, _n, money

if TYPE_CHECKING:
    from decision.model.results import Portfolio
    from decision.model.study import Study

SUPPORT = "earlier_support_mln_rub"


def earlier_support(study: Study) -> dict[str, float]:
    """Park → what it got before, mln RUB; parks without earlier support are left out."""
    table = study.parks.table
    if SUPPORT not in table:
        return {}
    return {str(park): float(value) for park, value in table[SUPPORT].items() if _is_positive(value)}


def _is_positive(value: Any) -> bool:
    try:
        return float(value) > 0
    except (TypeError, ValueError):
        return False


def support_lines(portfolio: Portfolio, study: Study) -> list[Message]:
    """How many funded parks were supported before, with how much, and where the figures come from."""
    before = earlier_support(study)
    twice = [before[park.park_id] for park in portfolio.funded if park.park_id in before]
    if not twice:
        return []
    source = study.parks.column(SUPPORT).source
    return [
        _n(
            "{count} funded park was supported before, with {amount} mln RUB{source}",
            "{count} funded parks were supported before, with {amount} mln RUB together{source}",
            len(twice),
            amount=money(sum(twice)),
            source=_(" (source: {source})", source=source) if source else "",
        )
    ]


def lapse_lines(portfolio: Portfolio) -> list[Message]:
    """What the yearly ceilings leave unspent: it lapses on 31 December unless the programme carries it over.

    Nothing is said where there is no plan.
    """
    lapsing = {year: amount for year, amount in portfolio.lapsing.items() if amount}
    if not lapsing or portfolio.objective is None:
        return []
    listed = ", ".join(f"{year} {money(amount)}" for year, amount in lapsing.items())
    return [_("lapses on 31 December, not carried over (mln RUB): {listed}", listed=listed)]
