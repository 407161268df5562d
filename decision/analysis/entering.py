"""What a park that is not funded would have to be to be funded: its merit, its request, as people know them."""

from __future__ import annotations

import pandas as pd

from decision.allocation.thresholds import gain_to_enter, request_to_enter
from decision.allocation.variations import Best, Variations
from decision.analysis.explanation import Entry


def merit_entry(asked: Variations, park: str, forced: Best, doing_nothing: float) -> Entry | None:
    """The threshold of the gain, told as what the gain is made of.

    Args:
        asked: the question.
        park: a park that is not funded.
        forced: the best value with it.
        doing_nothing: merit of doing nothing.
    """
    if asked.effort.over:
        return None
    found = gain_to_enter(asked, park, forced)
    if found is None:
        return None
    objective, table = asked.question.programme.objective, asked.question.parks.table
    size = 1.0
    if objective.size is not None:
        size = float(pd.to_numeric(table.loc[[park], objective.size]).iloc[0])
    if not size > 0:
        return None
    zero = doing_nothing if objective.maximise == "merit" else 0.0
    now = float(asked.question.gain[park]) / size + zero
    most = 1.0 if objective.maximise.startswith("merit") else None
    return Entry(now, found.enters / size + zero, found.tolerance / size, found.confirmed, most)


def request_entry(asked: Variations, park: str, forced: Best) -> Entry | None:
    """The greatest request at which it would be funded, million RUB; None: none was found."""
    now = request_of(asked.question.parks.table, park)
    if now is None or asked.effort.over:
        return None
    found = request_to_enter(asked, park, forced)
    return None if found is None else Entry(now, found.enters, found.tolerance, found.confirmed)


def request_of(table: pd.DataFrame, park: str) -> float | None:
    """What a park asks for, million RUB."""
    cell = table.loc[park].get("requested_mln_rub")
    return None if cell is None or pd.isna(cell) else float(cell)
