"""Tables of any format as a plain grid of cells: CSV, XLSX, Parquet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from decision.errors import InputProblems, Problem
from decision.files.cells import Cell, is_empty
from decision.files.textfile import decode, read_bytes
from decision.language import Message, _, _n

MOST_BYTES = 100_000_000
MOST_ROWS = 200_000
MOST_COLUMNS = 1_000
LONGEST_CELL = 10_000
SHOWN_FAULTS = 50
_DELIMITERS = ",;\t"
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_NOTE = re.compile(r"sep=(.)(?:\r\n|\n|\r|\Z)", re.IGNORECASE)
ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".parquet")


@dataclass
class Grid:
    """A header and rows of as many cells; ``lines`` are those of the file, the header mostly being line 1."""

    shown: str
    header: list[str]
    rows: list[list[Cell]]
    lines: list[int] | None
    """None for a table in memory, which has no lines."""
    decimal_comma: bool
    problems: list[Problem]
    header_line: int = 1


def limited(problems: list[Problem], most: int = SHOWN_FAULTS) -> list[Problem]:
    """The first ``most`` problems and a word about how many more there are."""
    if len(problems) <= most:
        return problems
    more = len(problems) - most
    says = _n("and {count} more fault in this table", "and {count} more faults in this table", more)
    return [
        *problems[:most],
        Problem(says, file=problems[0].file, warning=all(p.warning for p in problems[most:])),
    ]


def read_grid(path: Path, shown: str) -> tuple[Grid, bytes]:
    """A table file as a grid, and its bytes.

    Raises:
        InputProblems: the file is no table at all; what is wrong with single rows is in the grid.
    """
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        if path.exists():
            says = _("tables are .csv, .xlsx or .parquet files, not {ending}", ending=ending or path.name)
            raise InputProblems([Problem(says, file=shown)])
        ending = ".csv"
    content = read_bytes(path, shown, MOST_BYTES)
    if ending == ".xlsx":
        from decision.files.workbooks import workbook_grid

        return workbook_grid(content, shown), content
    if ending == ".parquet":
        from decision.files.frames import parquet_grid

        return parquet_grid(content, shown), content
    return text_grid(decode(content, shown), shown), content


def text_grid(text: str, shown: str) -> Grid:
    """A CSV text as a grid; comma, semicolon or tab, whichever the header uses.

    Raises:
        InputProblems: no header, or quotation marks that do not close.
    """
    skipped = 0
    note = _NOTE.match(text)
    if note is not None:
        # Excel's own note on the delimiter.
        delimiter, skipped = note.group(1), 1
        text = text[note.end() :]
    else:
        delimiter = _delimiter(text)
    # One row beyond the bound and the header is enough to refuse a table that is too long.
    rows = (record for record in _records(text, delimiter, shown, skipped) if not _is_blank(record[1]))
    records = list(islice(rows, MOST_ROWS + 2))
    return square(records, shown, decimal_comma=delimiter != ",")


def _delimiter(text: str) -> str:
    header = re.split(r"[\r\n]", text.lstrip(), maxsplit=1)[0]

    def cells(delimiter: str) -> list[str]:
        try:
            row = next(csv.reader([header], delimiter=delimiter), [])
        except csv.Error:
            # A cell that is too long by this delimiter; reading the table says so if it is by every other, too.
            return []
        return [cell.strip() for cell in row]

    return max(_DELIMITERS, key=lambda delimiter: ("park_id" in cells(delimiter), len(cells(delimiter))))


def _records(text: str, delimiter: str, shown: str, skipped: int) -> Iterator[tuple[int, list[Cell]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = skipped + 1
    try:
        for row in reader:
            yield begins, list(row)
            begins = skipped + reader.line_num + 1
    except csv.Error as wrong:
        remedy = _("a quotation mark inside a quoted cell is written twice")
        if "field larger" in str(wrong):
            says = _(
                "a cell of this row has more than {most} characters, or a quotation mark is never closed",
                most=csv.field_size_limit(),
            )
        elif "unexpected end" in str(wrong):
            says = _("a quotation mark opened in this row is never closed")
        else:
            says = _("the quotation marks in this row do not fit")
        raise InputProblems([Problem(says, file=shown, line=begins, remedy=remedy)]) from None


def square(records: list[tuple[int, list[Cell]]], shown: str, *, decimal_comma: bool) -> Grid:
    """Header and rows made of records with their lines: blank rows dropped, ragged ones reported.

    Raises:
        InputProblems: there is no header, or the table is larger than the bounds.
    """
    filled = [(line, row) for line, row in records if not _is_blank(row)]
    if not filled:
        raise InputProblems([Problem(_("the table is empty"), file=shown)])
    header_line, first = filled[0]
    header = ["" if cell is None else " ".join(str(cell).split()) for cell in first]
    width = max((i + 1 for i, name in enumerate(header) if name), default=0)
    _within_bounds(width, len(filled) - 1, shown)
    problems = _header_problems(header[:width], shown, header_line)
    rows: list[list[Cell]] = []
    lines: list[int] = []
    for line, row in filled[1:]:
        problem = _row_problem(row, width, shown, line)
        if problem is not None:
            problems.append(problem)
            continue
        rows.append(list(row[:width]))
        lines.append(line)
    return Grid(shown, header[:width], rows, lines, decimal_comma, problems, header_line)


def _is_blank(row: list[Cell]) -> bool:
    return all(is_empty(cell) for cell in row)


def _within_bounds(columns: int, rows: int, shown: str) -> None:
    says: Message | None = None
    if columns > MOST_COLUMNS:
        says = _("the table has {count} columns; at most {most} are taken", count=columns, most=MOST_COLUMNS)
    elif rows > MOST_ROWS:
        says = _("the table has more than {most} rows", most=MOST_ROWS)
    if says is not None:
        raise InputProblems([Problem(says, file=shown)])


def _header_problems(header: list[str], shown: str, line: int) -> list[Problem]:
    problems = []
    seen: dict[str, int] = {}
    for place, name in enumerate(header, start=1):
        if not name:
            problems.append(Problem(_("column {place} of the header has no name", place=place), shown, line))
        elif name in seen:
            says = _("columns {first} and {second} have the same name", first=seen[name], second=place)
            problems.append(Problem(says, shown, line, field=name))
        elif not name.isprintable() or len(name) > 200:
            says = _("the name of column {place} is too long or holds control characters", place=place)
            problems.append(Problem(says, shown, line))
        seen.setdefault(name, place)
    return problems


def _row_problem(row: list[Cell], width: int, shown: str, line: int) -> Problem | None:
    beyond = [cell for cell in row[width:] if not is_empty(cell)]
    if len(row) < width or beyond:
        says = _n(
            "the row has {count} cell, the header has {width}",
            "the row has {count} cells, the header has {width}",
            len(row),
            width=width,
        )
        remedy = _("a text that holds the delimiter goes in quotation marks") if beyond else None
        return Problem(says, shown, line, remedy=remedy)
    texts = [cell for cell in row[:width] if isinstance(cell, str)]
    if any(len(cell) > LONGEST_CELL for cell in texts):
        return Problem(_("a cell has more than {most} characters", most=LONGEST_CELL), shown, line)
    whole = "".join(texts)
    if not whole.isprintable() and _CONTROL.search(whole):
        return Problem(_("a cell holds a control character"), shown, line)
    return None
