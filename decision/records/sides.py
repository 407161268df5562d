"""A recorded portfolio as one side of a comparison: as it was decided, with its own inputs; nothing is solved."""

from __future__ import annotations

from decision.analysis.compared import Compared
from decision.records.read import Record
from decision.records.replay import asked


def side_of(record: Record, label: str | None = None) -> Compared:
    """The portfolio of a record beside the study and the ranking it came from.

    Args:
        record: a record of a decision.
        label: what to call it; left out: the record's name.

    Raises:
        InputProblems: the record holds no portfolio, or this version cannot read its copies.
    """
    portfolio, ranking = record.portfolio(), record.ranking()
    beside = {key: value for key, value in asked(record).items() if key not in ("method", "weights")}
    return Compared(label or record.name, record.study(), ranking, portfolio, beside)
