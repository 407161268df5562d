"""XLSX workbooks as a grid: the first sheet, values only."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from datetime import date, datetime, time, timedelta
from typing import Any

from decision.errors import InputProblems, Problem
from decision.files.cells import Cell
from decision.files.grids import MOST_COLUMNS, MOST_ROWS, Grid, square
from decision.language import Message, _

MOST_UNPACKED_BYTES = 300_000_000
MOST_PARTS = 2_000
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")


_DAMAGE = (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, RuntimeError, ValueError, EOFError)
"""What the standard library raises for a damaged archive."""


def workbook_grid(content: bytes, shown: str) -> Grid:
    """The first sheet of a workbook.

    Raises:
        InputProblems: not a workbook, larger than the bounds, or formulas that were never computed.
    """
    _check_archive(content, shown)
    records = _records(content, shown, values=True)
    grid = square(records, shown, decimal_comma=True)
    grid.problems += _error_values(records, shown)
    if _has_formulas(content):
        grid.problems += _never_computed(records, _records(content, shown, values=False), shown)
    return grid


def _refuse(says: Message, shown: str, remedy: Message | None = None) -> InputProblems:
    return InputProblems([Problem(says, file=shown, remedy=remedy)])


def _check_archive(content: bytes, shown: str) -> None:
    remedy = _("save it anew as .xlsx")
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise _refuse(_("this is an old .xls workbook or a workbook with a password"), shown, remedy)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED_BYTES:
                says = _(
                    "unpacked, the workbook is larger than {most} MB", most=MOST_UNPACKED_BYTES // 1_000_000
                )
                raise _refuse(says, shown)
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels")):
                    with archive.open(part) as stream:
                        if b"<!DOCTYPE" in stream.read(2_000).upper():
                            raise _refuse(
                                _("the workbook holds declarations that no spreadsheet writes"), shown
                            )
    except _DAMAGE:
        raise _refuse(_("this is not an .xlsx workbook"), shown, remedy) from None


def _has_formulas(content: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [name for name in archive.namelist() if re.match(r"xl/worksheets/.*\.xml\Z", name)]
        try:
            return any(_FORMULA.search(archive.read(name)) for name in sheets)
        except _DAMAGE:
            # A damaged part other than the first sheet, which could be read.
            return True


def _records(content: bytes, shown: str, *, values: bool) -> list[tuple[int, list[Cell]]]:
    import warnings

    from openpyxl import load_workbook

    records: list[tuple[int, list[Cell]]] = []
    try:
        with warnings.catch_warnings():
            # openpyxl warns about styles and extensions, which hold no values.
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=values, keep_links=False)
            try:
                sheet = book.worksheets[0]
                # The stated extent of a sheet is often wrong and sometimes absurd.
                sheet.reset_dimensions()
                for line, row in enumerate(sheet.iter_rows(values_only=True), start=1):
                    if line > 2 * MOST_ROWS or len(row) > 20 * MOST_COLUMNS:
                        raise _refuse(_("the table has more than {most} rows", most=MOST_ROWS), shown)
                    records.append((line, [_cell(value) for value in row]))
            finally:
                book.close()
    except InputProblems:
        raise
    except Exception:
        # A broken part may fail anywhere inside openpyxl or the XML parser; all means the same to a reader.
        raise _refuse(_("the workbook cannot be read"), shown, _("save it anew as .xlsx")) from None
    width = len(records[0][1]) if records else 0
    # Rows end at their last filled cell: an empty cell at the end is not a missing one.
    return [(line, row + [None] * (width - len(row))) for line, row in records]


def _cell(value: Any) -> Cell:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return float(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, (date, time, timedelta)):
        return str(value)
    return str(value)


_ERRORS = {
    "#DIV/0!",
    "#N/A",
    "#NAME?",
    "#NULL!",
    "#NUM!",
    "#REF!",
    "#VALUE!",
    "#GETTING_DATA",
    "#SPILL!",
    "#CALC!",
}


def _error_values(records: list[tuple[int, list[Cell]]], shown: str) -> list[Problem]:
    return [
        Problem(
            _("column {place} holds the spreadsheet's error {error}", place=place, error=cell), shown, line
        )
        for line, row in records
        for place, cell in enumerate(row, start=1)
        if isinstance(cell, str) and cell in _ERRORS
    ]


def _never_computed(
    values: list[tuple[int, list[Cell]]], formulas: list[tuple[int, list[Cell]]], shown: str
) -> list[Problem]:
    missing = [
        (line, place)
        for (line, row), (_line, texts) in zip(values, formulas, strict=False)
        for place, (cell, text) in enumerate(zip(row, texts, strict=False), start=1)
        if cell is None and isinstance(text, str) and text.startswith("=")
    ]
    return [
        Problem(
            _("column {place} holds a formula whose value was never computed", place=place),
            shown,
            line,
            remedy=_("open the workbook in a spreadsheet program and save it"),
        )
        for line, place in missing
    ]
