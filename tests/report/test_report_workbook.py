"""The workbook: real numbers, text that never computes, and the same figures read back by other programs."""

from __future__ import annotations

import csv
import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from report_examples import impossible_evidence, whole_evidence

from decision.language import use_language
from decision.report.content import Number
from decision.report.workbook import workbook
from decision.report.xlsx_writer import write_xlsx


@pytest.mark.parametrize("language", ["en", "ru"])
def test_openpyxl_reads_the_same_numbers_back(language: str) -> None:
    use_language(language)
    content = workbook(whole_evidence())
    book = load_workbook(BytesIO(write_xlsx(content)))
    assert book.sheetnames[1:] == [str(sheet.name) for sheet in content.sheets]
    numbers = 0
    for sheet in content.sheets:
        page = book[str(sheet.name)]
        assert page.freeze_panes == "A2"
        assert [cell.value or "" for cell in page[1]] == [str(column.title) for column in sheet.table.columns]
        assert not sheet.table.rows or page.auto_filter.ref.startswith("A1:")
        lines = [*sheet.table.rows, *([sheet.table.total] if sheet.table.total is not None else [])]
        for line, row in enumerate(lines, start=2):
            for place, cell in enumerate(row, start=1):
                read = page.cell(line, place)
                assert read.data_type != "f"
                if isinstance(cell, Number):
                    # A workbook holds 16 digits.
                    assert read.value == (
                        None if cell.value is None else pytest.approx(cell.value, rel=1e-15)
                    )
                    numbers += 1
                    if cell.share and cell.value is not None:
                        assert read.number_format.endswith("%")
                else:
                    assert (read.value or "") == ("" if cell is None else str(cell))
    assert numbers > 100


def test_the_sheets_are_there_with_charts() -> None:
    book = load_workbook(BytesIO(write_xlsx(workbook(whole_evidence()))))
    wanted = ["about", "ranking", "portfolio", "payments", "years", "rules", "scorecard", "explanations"]
    assert book.sheetnames == [*wanted, "robustness", "regret", "inputs", "files"]
    assert len(book["ranking"]._charts) == len(book["years"]._charts) == 1
    assert book["portfolio"].column_dimensions["B"].width > 8


def test_names_never_become_formulas() -> None:
    book = load_workbook(BytesIO(write_xlsx(workbook(whole_evidence()))))
    cells = {cell.value: cell for row in book["inputs"].iter_rows() for cell in row if cell.value}
    for name in ("=1+1", "+Gamma", "@Delta", "-Epsilon"):
        assert cells[name].data_type == "s"
        assert cells[name].quotePrefix
    assert not cells["Zeta"].quotePrefix


def test_an_impossible_round_has_its_conflict_as_sheets() -> None:
    book = load_workbook(BytesIO(write_xlsx(workbook(impossible_evidence()))))
    assert "conflict" in book.sheetnames
    assert "portfolio" not in book.sheetnames
    assert book["conflict"]["A2"].value == "off"


def test_the_same_content_gives_the_same_bytes() -> None:
    assert write_xlsx(workbook(whole_evidence())) == write_xlsx(workbook(whole_evidence()))


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_reads_the_same_numbers_back(tmp_path: Path) -> None:
    content = workbook(whole_evidence())
    (tmp_path / "book.xlsx").write_bytes(write_xlsx(content))
    # Filter options: comma, quotes, UTF-8, first line, all as text, cells as they are stored, every sheet (-1).
    options = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", options,
         "--outdir", str(tmp_path), str(tmp_path / "book.xlsx")],
        check=True, capture_output=True, timeout=600,
    )  # fmt: skip
    for sheet in content.sheets:
        with (tmp_path / f"book-{sheet.name}.csv").open(encoding="utf-8", newline="") as file:
            lines = list(csv.reader(file))
        for line, row in zip(lines[1:], sheet.table.rows, strict=False):
            for text, cell in zip(line, row, strict=False):
                if isinstance(cell, Number) and cell.value is not None:
                    figure = float(text.rstrip("%")) / (100 if text.endswith("%") else 1)
                    assert figure == pytest.approx(cell.value, rel=1e-12)
                elif isinstance(cell, str):
                    assert text == cell


def test_the_tables_of_commands_are_as_safe_and_may_be_wide() -> None:
    from decision.cli.output import Head, Table, _workbook

    heads = [Head("name", "name"), *(Head(f"k{place}", f"column {place}", 2) for place in range(80))]
    rows = [{"name": name, "k79": 1.5} for name in ("=1+1", "+1", "-1", "@x", "\tx", "http://x")]
    page = load_workbook(BytesIO(_workbook([Table("wide", "", heads, rows)], ["=2"])))["wide"]
    assert [page.cell(line, 1).data_type for line in range(2, 8)] == ["s"] * 6
    assert page.cell(2, 1).hyperlink is None
    assert page.cell(2, 81).value == 1.5
    assert page.column_dimensions["CC"].width == len("column 79") + 2
