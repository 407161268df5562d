"""Options that several commands share, and the examples that end each help text."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from decision.language import _


class Format(str, Enum):  # noqa: UP042  Typer shows the values of such an enum as the choices
    """How a table is printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


class Epilog(Enum):
    """Examples at the end of a help text, one command a line."""

    PARKFUND = (
        "parkfund",
        "parkfund allocate illustrative-2025",
        "parkfund init my-round && parkfund check my-round && parkfund tui my-round",
        "parkfund rank my-round --method topsis,vikor,wsm",
        "parkfund allocate my-round --budget 25000 --fund C007 --format json --lang ru",
    )
    RANK = (
        "parkfund rank illustrative-2025 --top 20",
        "parkfund rank illustrative-2025 --method all",
        "parkfund rank --parks parks.csv --criteria criteria.yaml --steps",
        "parkfund rank my-round --weights members/science.yaml --out ranking.xlsx",
    )
    ALLOCATE = (
        "parkfund allocate illustrative-2025 --format json",
        "parkfund allocate my-round --budget 25000 --gap 0",
        "parkfund allocate my-round --fund C007 --reject C013,C021",
        "parkfund allocate my-round --set rules.hundred_parks.min=110 --set objective.maximise=value",
    )
    WEIGHTS = (
        "parkfund weights my-round",
        "parkfund weights my-round --method ahp,entropy,equal",
        "parkfund weights my-round --save ahp",
    )
    CHECK = ("parkfund check my-round", "parkfund check criteria.yaml programme.yaml parks.csv")
    INIT = ("parkfund init my-round", "parkfund init my-parks --from parks-ru")

    def text(self) -> str:
        r"""The examples under their heading; ``\\b`` keeps the lines apart."""
        lines = "\n".join(f"  {line}" for line in self.value)
        heading = _("Examples:")
        return f"\b\n{heading}\n{lines}"


Study = Annotated[
    str,
    typer.Argument(
        metavar="STUDY",
        help=str(_("Study file, folder holding study.yaml, or name of a bundled study.")),
        show_default=False,
    ),
]
OptionalStudy = Annotated[
    str | None,
    typer.Argument(
        metavar="[STUDY]",
        help=str(_("Study file, folder holding study.yaml, or name of a bundled study.")),
        show_default=False,
    ),
]
FormatOption = Annotated[
    Format | None,
    typer.Option(
        "--format",
        "-f",
        help=str(_("How to print; left out: a table.")),
        show_default=False,
        case_sensitive=False,
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out",
        "-o",
        help=str(_("Write to this file instead: .csv, .json, .xlsx or .parquet.")),
        show_default=False,
    ),
]
Weights = Annotated[
    Path | None,
    typer.Option(
        "--weights",
        help=str(_("Other weights: a member file, or a YAML mapping from criterion to number.")),
        show_default=False,
    ),
]
