"""Tables: every way people write numbers, every format, and every fault of a table at once."""

import io
import zipfile
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from decision.errors import InputProblems
from decision.files.cells import NotANumberError, amount
from decision.files.load import load_parks


def parks(folder: Path, text: str | bytes, name: str = "parks.csv", **options):
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_parks(folder / name, **options)


def faults(folder: Path, text: str | bytes, name: str = "parks.csv", **options) -> list[str]:
    with pytest.raises(InputProblems) as caught:
        parks(folder, text, name, **options)
    return str(caught.value).splitlines()


FAULTY_ROWS = """\
park_id,name,x
a,A,abc
a,B,nan
,C,1e999
d,,14..10
e,E,5,6
f,F
g,G,"1,5"
h,H,12%
i,I,-
j,J,2025-01-02
k,K,1/2
l,L,3/2/1
m,M,inf
"""


def test_all_faults_of_a_table_at_once_with_line_and_value(tmp_path):
    assert faults(tmp_path, FAULTY_ROWS, numbers=["x"]) == [
        "parks.csv:2: x: park a: 'abc' is not a number",
        "parks.csv:3: park_id: the id 'a' is used twice, first in line 2",
        "parks.csv:3: x: park a: 'nan' is not a finite number; leave an unknown cell empty",
        "parks.csv:4: park_id: the park has no id",
        "parks.csv:4: x: '1e999' is not a finite number",
        "parks.csv:5: x: park d: the range '14..10' goes the wrong way; write low..high or "
        "low/mode/high, the least first",
        "parks.csv:5: name: the park 'd' has no name",
        "parks.csv:6: the row has 4 cells, the header has 3; a text that holds the delimiter goes "
        "in quotation marks",
        "parks.csv:7: the row has 2 cells, the header has 3",
        "parks.csv:8: x: park g: '1,5' is not a number here: commas set the cells of this file "
        "apart; write a decimal "
        "point, or set the cells apart by semicolons",
        "parks.csv:9: x: park h: '12%' is not a number; write a share as a fraction, 0.12 for 12 %",
        "parks.csv:10: x: park i: '-' is not a number; leave an unknown cell empty",
        "parks.csv:11: x: park j: '2025-01-02' is a date, not a number; a spreadsheet may have "
        "taken 1.2 for a date: "
        "format the column as a number and type it again",
        "parks.csv:12: x: park k: '1/2' is not a number",
        "parks.csv:13: x: park l: the range '3/2/1' goes the wrong way; write low..high or "
        "low/mode/high, the least first",
        "parks.csv:14: x: park m: 'inf' is not a finite number; leave an unknown cell empty",
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "the table is empty"),
        ("park_id,name\n", "the table holds no parks"),
        ("park,nam,x\na,A,1\n", "there is no column park_id; is it 'park'?"),
        ("park_id,name,x,x\na,A,1,2\n", "x: columns 3 and 4 have the same name"),
        ("park_id,name,,x\na,A,1,2\n", "column 3 of the header has no name"),
        ('park_id,name\na,"A\nb,B\n', "a quotation mark opened in this row is never closed"),
        ('park_id,name\na,"A"x\n', "the quotation marks in this row do not fit"),
        ("park_id,name\na,A\x1b[31m\n", "a cell holds a control character"),
        ("park_id,name\na," + "A" * 10_001 + "\n", "a cell has more than 10000 characters"),
        (
            "park_id,name," + ",".join(f"c{i}" for i in range(1000)),
            "the table has 1002 columns; at most 1000 are taken",
        ),
        ("park_id,name\n" + "a,A\n" * 200_001, "the table has more than 200000 rows"),
        ("park_id,name\na,Парк\n".encode("cp1251"), "it seems, in Windows-1251; save it as UTF-8"),
        ("park_id,name\na,Парк\n".encode("utf-16"), "the file is in UTF-16"),
        (b"PK\x03\x04abc", "this is a workbook or an archive, not a text; give it the ending .xlsx"),
        (b"park_id,name\na,\0\n", "this is not a text file: it holds a zero byte"),
    ],
)
def test_tables_that_are_none(tmp_path, text, says):
    assert says in faults(tmp_path, text)[0]


def test_a_long_list_of_faults_is_cut_and_says_so(tmp_path):
    told = faults(tmp_path, "park_id,name\n" + "".join(f"p{i:03},\n" for i in range(63)))
    assert len(told) == 51
    assert told[0] == "parks.csv:2: name: the park 'p000' has no name"
    assert told[-1] == "parks.csv: and 13 more faults in this table"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\N{BYTE ORDER MARK}"])
def test_delimiters_line_ends_and_byte_order_mark_give_the_same_parks(tmp_path, delimiter, line_end, mark):
    rows = [["park_id", "name", "x"], ["b", f'"B{delimiter} ""b"""', "2.5"], ["", "", ""], ["a", "Парк", ""]]
    text = mark + line_end.join(delimiter.join(row) for row in rows) + line_end
    read = parks(tmp_path, text)
    assert list(read.table.index) == ["a", "b"]
    assert list(read.table["name"]) == ["Парк", " ".join(f'B{delimiter} "b"'.split())]
    assert read.table["x"].tolist()[1] == 2.5
    assert np.isnan(read.table["x"].iloc[0])
    assert read.lines == {"b": 2, "a": 4}


def test_a_quoted_cell_of_several_lines_does_not_shift_the_lines_after_it(tmp_path):
    read = parks(tmp_path, 'park_id,name\na,"two\nlines"\nb,B\n')
    assert read.table.loc["a", "name"] == "two lines"
    assert read.lines == {"a": 2, "b": 4}


@pytest.mark.parametrize(
    ("cell", "means"),
    [
        ("1250.5", 1250.5),
        ("1250,5", 1250.5),
        ("1 250,5", 1250.5),
        ("1\u00a0250\u00a0000", 1250000),
        ("1\u202f250", 1250),
        ("1'250", 1250),
        ("\u22123,5", -3.5),
        ("+4", 4),
        (",5", 0.5),
        ("1e3", 1000),
        ("10..14", 12),
        ("1,5..2,5", 2),
        ("1 000..3 000", 2000),
        ("10/12/16", 12),
        ("0,1/0,2/0,4", 0.2),
    ],
)
def test_numbers_as_people_write_them(tmp_path, cell, means):
    read = parks(tmp_path, f"park_id;name;x\na;A;{cell}\n", numbers=["x"])
    assert read.table.loc["a", "x"] == pytest.approx(means)


@pytest.mark.parametrize(
    "cell", ["1 25", "12 3456", "1,2,3", "1.5.2", "0x10", "12 руб.", "1..2..3", "..", "1//2", "٣"]
)
def test_what_is_not_a_number(cell):
    with pytest.raises(NotANumberError):
        amount(cell, decimal_comma=True)


@given(st.floats(allow_nan=False, allow_infinity=False, width=64))
def test_any_float_written_by_python_comes_back(value):
    read = amount(repr(value), decimal_comma=False)
    assert (read.low, read.mode, read.high) == (value, value, value)


@given(st.text(max_size=12))
def test_any_text_is_a_number_or_a_reason(text):
    reason, read = None, None
    try:
        read = amount(text, decimal_comma=True)
    except NotANumberError as wrong:
        reason = str(wrong.says)
    assert reason if read is None else read.low <= read.mode <= read.high


def test_ranges_in_one_cell_and_in_columns_beside(tmp_path):
    text = "park_id,name,x,y,y_low,y_high,z_low,z_high\nb,B,10..14,5,4,7,1,3\na,A,3,,1,3,,\n"
    read = parks(tmp_path, text, numbers=["x", "z"])
    assert read.table["x"].to_dict() == {"a": 3, "b": 12}
    assert read.table["y"].to_dict() == {"a": 2, "b": 5}
    assert read.table.loc["b", "z"] == 2
    assert np.isnan(read.table.loc["a", "z"])
    assert {name: frame.to_dict("index") for name, frame in read.ranges.items() if name != "z"} == {
        "x": {"a": {"low": 3, "mode": 3, "high": 3}, "b": {"low": 10, "mode": 12, "high": 14}},
        "y": {"a": {"low": 1, "mode": 2, "high": 3}, "b": {"low": 4, "mode": 5, "high": 7}},
    }
    assert faults(tmp_path, "park_id,name,x,x_low,x_high\na,A,5,6,7\n") == [
        "parks.csv:2: x: park a: x_low ≤ x ≤ x_high does not hold"
    ]


def test_what_is_text_and_what_is_a_number(tmp_path):
    text = "park_id,name,region,code,note,x,mixed,empty\n007,12,77,010,abc,1,2,\n12,B,50,011,,2.5,b,\n"
    read = parks(tmp_path, text)
    assert list(read.table.index) == ["007", "12"]
    assert read.table["name"].tolist() == ["12", "B"]
    assert read.table["region"].tolist() == ["77", "50"]
    assert read.table["code"].tolist() == ["010", "011"]
    assert read.table["mixed"].tolist() == ["2", "b"]
    assert read.table["note"].isna().tolist() == [False, True]
    assert read.table["x"].dtype == float
    assert not pd.api.types.is_numeric_dtype(read.table["empty"])
    assert parks(tmp_path, text, numbers=["empty"]).table["empty"].dtype == float


def test_order_of_rows_does_not_matter(tmp_path):
    rows = [f"p{i},Park {i},{i * 1.5}" for i in (5, 3, 10, 1)]
    first = parks(tmp_path, "park_id,name,x\n" + "\n".join(rows))
    second = parks(tmp_path, "park_id,name,x\n" + "\n".join(reversed(rows)))
    pd.testing.assert_frame_equal(first.table, second.table)
    assert list(first.table.index) == ["p1", "p10", "p3", "p5"]


def test_a_note_on_the_delimiter_is_skipped(tmp_path):
    read = parks(tmp_path, "sep=;\npark_id;name\na;A\n")
    assert read.lines == {"a": 3}


def workbook(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.create_sheet("other").append(["not", "this"])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_a_workbook_reads_like_the_csv(tmp_path):
    content = workbook(
        [
            ["park_id", "name", "x", "y", "note"],
            [7, "A", 1.5, "10..14", None],
            [],
            ["b", "B", "1 250,5", 2, "n"],
        ]
    )
    read = parks(tmp_path, content, "parks.xlsx", numbers=["x", "y"])
    assert list(read.table.index) == ["7", "b"]
    assert read.table["x"].tolist() == [1.5, 1250.5]
    assert read.table["y"].tolist() == [12, 2]
    assert read.lines == {"7": 2, "b": 4}


def test_faults_of_a_workbook(tmp_path):
    import datetime

    content = workbook(
        [
            ["park_id", "name", "x"],
            ["a", "A", "=1+1"],
            ["b", "B", "#DIV/0!"],
            ["c", "C", datetime.datetime(2025, 2, 1)],
            ["d", "D", True],
        ]
    )
    assert faults(tmp_path, content, "parks.xlsx", numbers=["x"]) == [
        "parks.xlsx:2: column 3 holds a formula whose value was never computed; open the workbook "
        "in a spreadsheet "
        "program and save it",
        "parks.xlsx:3: column 3 holds the spreadsheet's error #DIV/0!",
        "parks.xlsx:3: x: park b: '#DIV/0!' is not a number",
        "parks.xlsx:4: x: park c: '2025-02-01 00:00:00' is a date, not a number; a spreadsheet may "
        "have taken 1.2 for "
        "a date: format the column as a number and type it again",
        "parks.xlsx:5: x: park d: 'true' is not a number",
    ]


def test_a_stored_value_of_a_formula_is_taken(tmp_path):
    content = workbook([["park_id", "name", "x"], ["a", "A", "=1+1"]])
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    assert b"<v></v>" in sheet or b"<v />" in sheet or b"<v/>" in sheet
    for empty in (b"<v></v>", b"<v />", b"<v/>"):
        sheet = sheet.replace(empty, b"<v>2</v>")
    parts["xl/worksheets/sheet1.xml"] = sheet
    assert parks(tmp_path, zipped(parts), "parks.xlsx", numbers=["x"]).table.loc["a", "x"] == 2


def zipped(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"nothing of the kind", "parks.xlsx: this is not an .xlsx workbook; save it anew as .xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "parks.xlsx: this is an old .xls workbook or a workbook with "
        "a password; save it "
         "anew as .xlsx"),
        ({"x.txt": lambda: b"x"}, "parks.xlsx: the workbook cannot be read; save it anew as .xlsx"),
        ({"x.xml": lambda: b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'b'>]><a/>"},
         "parks.xlsx: the workbook holds declarations that no spreadsheet writes"),
        ({"x.bin": lambda: b"\0" * 300_000_001}, "parks.xlsx: unpacked, the workbook is larger than 300 MB"),
    ],
    ids=["text", "old", "archive", "entities", "bomb"],
)  # fmt: skip
def test_workbooks_that_are_none(tmp_path, content, says):
    if isinstance(content, dict):  # parts of an archive, made here and not whenever tests are collected
        content = zipped({name: make() for name, make in content.items()})
    assert faults(tmp_path, content, "parks.xlsx") == [says]


def test_a_damaged_workbook_is_never_a_traceback(tmp_path):
    import random

    content = bytearray(workbook([["park_id", "name", "x"], ["a", "A", 1], ["b", "B", 2]]))
    chooser = random.Random(7)
    for _ in range(60):
        damaged = bytearray(content)
        for _ in range(chooser.randint(1, 6)):
            damaged[chooser.randrange(len(damaged))] = chooser.randrange(256)
        (tmp_path / "parks.xlsx").write_bytes(damaged)
        problems = ()
        try:
            load_parks(tmp_path / "parks.xlsx")
        except InputProblems as wrong:
            problems = wrong.problems
        assert all(problem.file == "parks.xlsx" for problem in problems)


def test_other_endings(tmp_path):
    assert faults(tmp_path, "x", "parks.ods") == [
        "parks.ods: tables are .csv, .xlsx or .parquet files, not .ods"
    ]
    with pytest.raises(InputProblems) as caught:
        load_parks(tmp_path / "park.ods")
    assert str(caught.value).startswith("park.ods: no such file; did you mean 'parks.ods'?")


def test_parquet_without_pyarrow_says_what_to_install(tmp_path):
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        assert faults(tmp_path, b"PAR1", "parks.parquet") == [
            "parks.parquet: Parquet needs pyarrow, which is not installed; install parkfund[scale], "
            "or save the table "
            "as CSV or XLSX"
        ]
    else:
        assert faults(tmp_path, b"PAR1", "parks.parquet") == ["parks.parquet: this is not a Parquet file"]


def test_parquet_reads_like_the_csv(tmp_path):
    pytest.importorskip("pyarrow", reason="pyarrow is in the extra scale")
    frame = pd.DataFrame({"park_id": ["b", "a"], "name": ["B", "A"], "x": [1.5, None]})
    frame.to_parquet(tmp_path / "parks.parquet")
    read = load_parks(tmp_path / "parks.parquet", numbers=["x"])
    assert read.table["x"].loc["b"] == 1.5
    assert np.isnan(read.table["x"].loc["a"])
