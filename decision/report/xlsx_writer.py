"""Workbooks (.xlsx): real numbers with formats; text stays text, whatever it begins with."""

from __future__ import annotations

import re
from datetime import datetime
from io import BytesIO
from typing import Any

from decision.files.spreadsheets import FORMULA_STARTS
from decision.language import _
from decision.report.content import Cell, Number, numbers_in
from decision.report.docx_xml import clean
from decision.report.workbook import Sheet, Workbook

WIDEST = 60
LONGEST_CELL = 32_767
"""Characters that a cell of a spreadsheet may hold."""
FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
EPOCH = datetime(2025, 1, 1)
DRAWN_ROWS = 20


def write_xlsx(workbook: Workbook) -> bytes:
    """The workbook, in the language spoken; the same content gives the same bytes."""
    import xlsxwriter

    memory = BytesIO()
    book = xlsxwriter.Workbook(
        memory,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties({"title": clean(workbook.title), "author": "", "created": EPOCH})
    formats = _Formats(book)
    taken: set[str] = set()
    # First, so that nobody sees figures without what must be said about them.
    about = book.add_worksheet(_sheet_name(_("about"), taken))
    about.set_column(0, 0, 110)
    about.write_string(0, 0, clean(workbook.title), formats.get(bold=True))
    for line, said in enumerate(workbook.about, start=1):
        about.write_string(line, 0, clean(said), formats.get(wrap=True))
        # A spreadsheet does not make room for wrapped lines by itself.
        about.set_row(line, 15 * (1 + len(clean(said)) // 105))
    for sheet in workbook.sheets:
        _sheet(book, sheet, _sheet_name(sheet.name, taken), formats)
    book.close()
    return memory.getvalue()


class _Formats:
    """Formats by what they do, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[Any, ...], Any] = {}

    def get(
        self,
        number: str = "",
        *,
        bold: bool = False,
        wrap: bool = False,
        head: bool = False,
        quoted: bool = False,
    ) -> Any:
        key = (number, bold, wrap, head, quoted)
        if key not in self._made:
            settings: dict[str, Any] = {"num_format": number} if number else {}
            settings |= {"bold": True} if bold or head else {}
            settings |= {"text_wrap": True, "valign": "top"} if wrap or head else {}
            settings |= {"bg_color": "#D9E2EC", "border": 1} if head else {}
            # As if typed with an apostrophe: it stays text even when somebody edits the cell.
            settings |= {"quote_prefix": True} if quoted else {}
            self._made[key] = self._book.add_format(settings)
        return self._made[key]


def number_format(number: Number) -> str:
    """The format of a number in a spreadsheet, which shows it by its own language."""
    decimals = "." + "0" * number.digits if number.digits else ""
    if number.plain:
        return "0"
    return f"0{decimals}%" if number.share else f"#,##0{decimals}"


def _sheet_name(name: object, taken: set[str]) -> str:
    """A name that spreadsheets allow: no brackets or slashes, 31 letters at most, none twice."""
    plain = FORBIDDEN.sub(" ", clean(name)).strip().strip("'") or "sheet"
    wanted, count = plain[:31], 1
    while wanted.casefold() in taken:
        count += 1
        ending = f" {count}"
        wanted = plain[: 31 - len(ending)] + ending
    taken.add(wanted.casefold())
    return wanted


def _sheet(book: Any, sheet: Sheet, name: str, formats: _Formats) -> None:
    table = sheet.table
    page = book.add_worksheet(name)
    page.freeze_panes(1, 0)
    for place, column in enumerate(table.columns):
        page.write_string(0, place, clean(column.title), formats.get(head=True))
    lines = [*table.rows, *([table.total] if table.total is not None else [])]
    for line, row in enumerate(lines, start=1):
        for place, cell in enumerate(row):
            _write(page, line, place, cell, formats, bold=row is table.total)
    for place, column in enumerate(table.columns):
        longest = max((len(clean(row[place])) for row in lines if row[place] is not None), default=0)
        heading = max(map(len, clean(column.title).split() or [""]))
        page.set_column(place, place, min(WIDEST, max(longest, heading, 6) + 3))
    if table.rows:
        page.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    if sheet.chart and table.rows:
        _chart(book, page, sheet, name)


def _write(page: Any, line: int, place: int, cell: Cell, formats: _Formats, *, bold: bool) -> None:
    if cell is None:
        return
    if isinstance(cell, Number):
        if cell.value is not None and cell.value == cell.value:
            page.write_number(line, place, cell.value, formats.get(number_format(cell), bold=bold))
        return
    text = clean(cell)[:LONGEST_CELL]
    if text:
        page.write_string(line, place, text, formats.get(bold=bold, quoted=text.startswith(FORMULA_STARTS)))


def _chart(book: Any, page: Any, sheet: Sheet, name: str) -> None:
    """A chart of the spreadsheet's own beside the table: it follows when somebody changes a number."""
    from decision.report.charts.chart import PALETTE

    table, (first, last) = sheet.table, sheet.drawn
    rows = min(len(table.rows), DRAWN_ROWS)
    stacked = sheet.chart == "stacked"
    chart = book.add_chart({"type": "bar", "subtype": "stacked"} if stacked else {"type": "column"})
    names = 2 if stacked else 0
    for number, place in enumerate(range(first, last + 1)):
        if not any(list(numbers_in(row[place])) for row in table.rows):
            continue
        chart.add_series(
            {
                "name": [name, 0, place],
                "categories": [name, 1, names, rows, names],
                "values": [name, 1, place, rows, place],
                "fill": {"color": PALETTE[number % len(PALETTE)]},
                "gap": 40,
            }
        )
    chart.set_title({"name": clean(table.title), "name_font": {"size": 11}})
    chart.set_legend({"position": "bottom"})
    if stacked:
        chart.set_y_axis({"reverse": True})
    chart.set_size({"width": 720, "height": 520 if stacked else 380})
    page.insert_chart(1, len(table.columns) + 1, chart)
