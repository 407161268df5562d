"""Rankings from a file: ballots in YAML or JSON, or a table of ranks with a column for each ranking."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from decision.errors import InputProblems, Problem
from decision.files.cells import NotANumberError, amount
from decision.files.grids import ENDINGS, read_grid
from decision.files.problems import validated
from decision.files.textfile import sha256
from decision.files.yamltext import read_yaml
from decision.language import _
from decision.model.ballots import Ballots

if TYPE_CHECKING:
    import pandas as pd

YAML_ENDINGS = (".yaml", ".yml", ".json")


def load_rankings(path: str | Path) -> tuple[pd.DataFrame, list[float], str]:
    """Rankings of the same items.

    Args:
        path: .yaml, .yml or .json with ballots, or a table (.csv, .xlsx, .parquet) whose first column names the items
            and whose other columns hold one ranking each: 1 is best, equal ranks are a tie, an empty cell leaves out.

    Returns:
        Items × rankings (NaN: left out), how many hold each, and the file's SHA-256.

    Raises:
        InputProblems: every fault of the file.
    """
    path = Path(path)
    if path.suffix.lower() in ENDINGS:
        return _from_table(path)
    if path.suffix.lower() not in YAML_ENDINGS and path.exists():
        says = _("rankings are {choice} files", choice=", ".join((*YAML_ENDINGS, *ENDINGS)))
        raise InputProblems([Problem(says, file=path.name)])
    import pandas as pd

    text, content = read_yaml(path, path.name)
    read = validated(Ballots, text)
    names = [ballot.name or str(number) for number, ballot in enumerate(read.ballots, 1)]
    if len(set(names)) < len(names):
        names = [f"{number} {name}" for number, name in enumerate(names, 1)]
    columns = {name: pd.Series(ballot.ranks()) for name, ballot in zip(names, read.ballots, strict=True)}
    table = pd.DataFrame(columns, dtype=float).reindex(list(read.items()))
    return table, [ballot.count for ballot in read.ballots], sha256(content)


def _from_table(path: Path) -> tuple[pd.DataFrame, list[float], str]:
    import pandas as pd

    grid, content = read_grid(path, path.name)
    problems = list(grid.problems)
    if len(grid.header) < 2:
        says = _("a table of ranks needs a column of items and a column for each ranking")
        raise InputProblems([*problems, Problem(says, file=path.name, line=1)])
    items: dict[str, list[float]] = {}
    for line, row in zip(grid.lines or (), grid.rows, strict=True):
        item = str(row[0]).strip() if row[0] is not None else ""
        if not item or item in items:
            says = _("an item has no name") if not item else _("{item} stands in the table twice", item=item)
            problems.append(Problem(says, file=path.name, line=line, field=grid.header[0]))
            continue
        items[item] = []
        for name, cell in zip(grid.header[1:], row[1:], strict=True):
            value = float("nan")
            if cell is not None and str(cell).strip():
                try:
                    value = amount(cell, decimal_comma=grid.decimal_comma).mode
                    if value <= 0:
                        raise NotANumberError(_("a rank is 1 or more"))
                except NotANumberError as wrong:
                    problems.append(
                        Problem(wrong.says, file=path.name, line=line, field=name, remedy=wrong.remedy)
                    )
            items[item].append(value)
    if not items and not problems:
        problems.append(Problem(_("the table has no rows"), file=path.name))
    if problems:
        raise InputProblems(problems)
    table = pd.DataFrame.from_dict(items, orient="index", columns=list(grid.header[1:]), dtype=float)
    return table, [1.0] * (len(grid.header) - 1), sha256(content)
