"""The candidate parks: a table, what is known about its columns, and where each value stands in the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from decision.model.base import Source, Text

Provenance = Literal["real", "derived", "synthetic", "unknown"]


@dataclass(frozen=True)
class Column:
    """What the data package says of one column."""

    name: str
    title: Text
    unit: str | None = None
    provenance: Provenance = "unknown"
    source: Source | None = None
    categories: Mapping[str, Text] = field(default_factory=dict)
    """Names to show for the codes of a coded column."""

    def show(self, code: object) -> str:
        """The name of a code in the current language; the code itself when it has none."""
        text = self.categories.get(str(code))
        return str(code) if text is None else str(text)


@dataclass(frozen=True, eq=False)
class Parks:
    """Candidate parks, in the order of their ids whatever the order of the file.

    ``table`` is indexed by ``park_id`` (text, unique, sorted) and keeps the file's column names; numbers are floats,
    missing cells are NaN. Money is million RUB. A column with uncertain cells holds the most likely value (the middle
    of ``low..high``) and its ``low`` and ``high`` stand in ``ranges``.
    """

    table: pd.DataFrame
    file: str = "parks"
    columns: Mapping[str, Column] = field(default_factory=dict)
    ranges: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    """Column → frame indexed by park_id with the columns low, mode, high; only columns with uncertain cells."""
    lines: Mapping[str, int] = field(default_factory=dict)
    """Line (CSV) or row (XLSX) of each park in its file, the header being 1."""
    title: Text | None = None
    notice: Text | None = None
    """What must be said wherever these data are shown."""
    synthetic: bool = False
    """Whether any figure is synthetic: said on every screen, report and export."""
    triangles: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Column → parks whose range was written with a most likely value, ``low/mode/high``: a triangular distribution.
    In the other ranges, ``low..high``, all values are equally likely."""

    def __len__(self) -> int:
        return len(self.table)

    def names(self) -> pd.Series[str]:
        """Name of each park in the current language (column ``name_ru`` for Russian where there is one)."""
        from decision.language import current_language

        localized = f"name_{current_language()}"
        names = self.table["name"].astype(object)
        if localized in self.table:
            return self.table[localized].astype(object).where(self.table[localized].notna(), names)
        return names

    def column(self, name: str) -> Column:
        """What is known of a column; a bare description when the data package is silent."""
        return self.columns.get(name) or Column(name, Text(en=name))
