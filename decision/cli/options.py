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
        "parkfund rank my-round --explain C007",
        "parkfund rank my-round --explain C007,C021",
        "parkfund rank my-round --withdraw each",
    )
    STABILITY = (
        "parkfund stability illustrative-2025",
        "parkfund stability my-round --method wsm --pair C007,C021",
    )
    COMMITTEE = (
        "parkfund committee illustrative-2025",
        "parkfund committee my-round --top 30 --out committee.xlsx",
    )
    ALTERNATIVES = (
        "parkfund alternatives illustrative-2025",
        "parkfund alternatives my-round --within 0.005 --count 10 --out alternatives.xlsx",
    )
    COMPARE = (
        "parkfund compare my-round my-round@budget=25000",
        "parkfund compare my-round my-round@method=vikor my-round@rules.far_east.active=false",
        "parkfund compare runs/20251125T101500Z-0123456789ab my-round --format json",
    )
    FRONTIER = (
        "parkfund frontier illustrative-2025 --objectives merit,new_jobs --points 7",
        "parkfund frontier my-round --objectives merit,count --out frontier.xlsx",
        "parkfund frontier my-round --objectives merit,new_jobs,-grant --points 4 --gap 0.002",
    )
    BUDGET = (
        "parkfund budget illustrative-2025 --from 16000 --to 40000 --steps 13",
        "parkfund budget my-round --scale-years --out budget.xlsx",
    )
    C_OPTIMAL = (
        "parkfund c-optimal my-round --method promethee_ii --from 90 --to 110",
        "parkfund c-optimal my-round --method promethee_ii --out c-optimal.csv",
    )
    SCENARIOS = (
        "parkfund scenarios my-round my-round/scenarios.yaml",
        "parkfund scenarios my-round scenarios.yaml --format json --out scenarios.json",
    )
    ROBUST = (
        "parkfund robust illustrative-2025 --samples 200 --jobs 2",
        "parkfund robust my-round --weights incomplete --set objective.maximise=value",
        "parkfund robust my-round --samples 2000 --resume --out robust.csv",
    )
    SOBOL = (
        "parkfund sobol illustrative-2025 --analysis morris --samples 10",
        "parkfund sobol my-round --samples 64 --jobs 2 --resume",
    )
    REPORT = (
        "parkfund report illustrative-2025 --out protocol.docx --out workbook.xlsx",
        "parkfund report my-round --out protocol.pdf --robust 200 --lang ru",
        "parkfund report last --letters letters",
    )
    CONSENSUS = ("parkfund consensus ballots.yaml", "parkfund consensus ranks.csv --format json")
    ALLOCATE = (
        "parkfund allocate illustrative-2025 --format json",
        "parkfund allocate my-round --budget 25000 --gap 0",
        "parkfund allocate my-round --fund C007 --reject C013,C021",
        "parkfund allocate my-round --set rules.hundred_parks.min=110 --set objective.maximise=value",
    )
    EXPLAIN = (
        "parkfund explain illustrative-2025",
        "parkfund explain illustrative-2025 C002",
        "parkfund explain my-round --all --out parks.xlsx",
        "parkfund explain my-round C036 --budget 25000 --format json",
        "parkfund explain my-round C036 --letter --lang ru --out letter.docx",
    )
    WEIGHTS = (
        "parkfund weights my-round",
        "parkfund weights my-round --method ahp,entropy,equal",
        "parkfund weights my-round --save ahp",
    )
    SMAA = (
        "parkfund smaa illustrative-2025 --top 20",
        "parkfund smaa my-round --weights dirichlet --concentration 100 --method topsis",
        "parkfund smaa my-round --samples 1000000 --jobs 8 --out acceptability.parquet",
        "parkfund smaa my-round --samples 10000000 --backend dask --scheduler tcp://10.0.0.5:8786 --resume",
    )
    SEAL = ("parkfund seal my-round --by Secretary", "parkfund seal my-round --check")
    RUNS = ("parkfund runs", "parkfund runs --runs archive/2025 --format json")
    SHOW = ("parkfund show last", "parkfund show 20251125T1533 --format json")
    REPLAY = (
        "parkfund replay last",
        "parkfund replay runs/20251125T153209.143Z-ddb319749d23 --format json",
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
ParksFile = Annotated[
    Path | None,
    typer.Option("--parks", help=str(_("A table of parks, instead of a study.")), show_default=False),
]
CriteriaFile = Annotated[
    str | None,
    typer.Option(
        "--criteria", help=str(_("A criteria model: a file, or a bundled name.")), show_default=False
    ),
]
Top = Annotated[
    int | None,
    typer.Option("--top", min=1, help=str(_("Only the first so many parks.")), show_default=False),
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
        help=str(
            _("Other weights: a member file, a YAML mapping from criterion to number, or ID=NUMBER,… itself.")
        ),
        show_default=False,
    ),
]
