"""Tables on screens of any width and in files: nothing that matters is lost, nothing unsaid, nothing computes."""

import io
import json
import os
import pty
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from rich.cells import cell_len
from shell import call, surrounding

from decision.cli.fitting import BETWEEN, LONGEST_WORD, fit

TEXT = st.text(st.sampled_from("ab я漢"), max_size=60)


def on_terminal(*arguments: str, folder: Path, columns: int) -> list[str]:
    """What the program draws on a terminal so many columns wide."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "decision", *arguments], cwd=folder, stdin=subprocess.DEVNULL, stdout=theirs,
        stderr=subprocess.DEVNULL, env=surrounding(COLUMNS=str(columns), LINES="24", TERM="xterm"),
    )  # fmt: skip
    os.close(theirs)
    drawn = io.BytesIO()
    while True:
        try:
            piece = os.read(ours, 4096)
        except OSError:  # Linux says so at the end of a terminal
            break
        if not piece:
            break
        drawn.write(piece)
    os.close(ours)
    assert process.wait(60) == 0
    return re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", drawn.getvalue().decode()).replace("\r", "").split("\n")


@pytest.mark.parametrize("language", ["en", "ru"])
def test_an_80_column_terminal_shows_which_park_it_is(tmp_path: Path, language: str) -> None:
    lines = on_terminal(
        "rank", "illustrative-2025", "--top", "30", "--lang", language, folder=tmp_path, columns=80
    )
    top = json.loads(
        call("rank", "illustrative-2025", "--format", "json", "--lang", language, folder=tmp_path).out
    )
    rule = next(place for place, line in enumerate(lines) if line.startswith("──"))
    body = lines[rule + 1 :]
    for park in top["ranking"][:30]:
        (line,) = [line for line in body if park["park_id"] in line]
        assert line.split()[0] == str(park["rank"])
        assert park["name"].split()[0] in line
        assert f"{park['merit']:.3f}".replace(".", "," if language == "ru" else ".") in line
    assert all(cell_len(line) <= 80 for line in lines[rule : rule + 31])
    # What does not fit is named.
    assert any("--format csv" in line for line in body)


@given(st.data())
def test_columns_fit_any_window_from_the_left(data: st.DataObject) -> None:
    columns = data.draw(st.integers(1, 8))
    titles = data.draw(st.lists(TEXT, min_size=columns, max_size=columns))
    cells = [data.draw(st.lists(TEXT, min_size=2, max_size=2)) for _column in range(columns)]
    numbers = data.draw(st.lists(st.booleans(), min_size=columns, max_size=columns))
    window = data.draw(st.integers(1, 300))
    widths = fit(titles, cells, numbers, window)
    assert 1 <= len(widths) <= columns
    if len(widths) > 1:
        assert sum(widths) + BETWEEN * len(widths) <= window
    for title, column, number, width in zip(titles, cells, numbers, widths, strict=False):
        if number:
            assert width >= max(map(cell_len, column)), "a number was cut"
        for word in " ".join([title, *column]).split():
            if cell_len(word) <= LONGEST_WORD:
                assert width >= cell_len(word), "a word was cut"
    if sum(max(map(cell_len, [t, *c])) + BETWEEN for t, c in zip(titles, cells, strict=True)) <= window:
        assert len(widths) == columns


@pytest.mark.parametrize(
    "arguments", [("rank",), ("rank", "--method", "wsm,topsis"), ("weights",), ("allocate", "--no-record")]
)
def test_what_must_be_said_of_the_data_is_said_in_every_format(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    command, *options = arguments
    said = "The figures are of different years and many are plans"
    assert said in call(command, "parks-ru", *options, folder=tmp_path).out
    as_json = json.loads(call(command, "parks-ru", *options, "--format", "json", folder=tmp_path).out)
    assert said in as_json["notice"]
    assert as_json["synthetic"] is False
    as_csv = call(command, "parks-ru", *options, "--format", "csv", folder=tmp_path)
    assert said in as_csv.err
    assert said not in as_csv.out
    assert call(command, "parks-ru", *options, "--out", "a.xlsx", folder=tmp_path).code == 0
    first = load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert any(said in str(row[0].value) for row in first.iter_rows())


def test_a_heading_that_looks_like_a_formula_stays_text(six_parks: Path) -> None:
    text = (
        (six_parks / "criteria.yaml")
        .read_text(encoding="utf-8")
        .replace("id: jobs,", "id: jobs, name: =1+1,")
    )
    (six_parks / "criteria.yaml").write_text(text, encoding="utf-8")
    assert call("rank", ".", "--out", "a.xlsx", folder=six_parks).code == 0
    heads = next(load_workbook(six_parks / "a.xlsx")["ranking"].iter_rows(max_row=1))
    assert [cell.data_type for cell in heads if str(cell.value).startswith("=1+1")] == ["s"]
    assert {cell.data_type for cell in heads} == {"s"}


def test_a_new_file_may_be_read_by_others(six_parks: Path) -> None:
    old = os.umask(0o022)
    try:
        for command in (("rank", "."), ("schema", "study")):
            assert call(*command, "--out", "a.json", folder=six_parks).code == 0
            assert stat.S_IMODE((six_parks / "a.json").stat().st_mode) == 0o644
            (six_parks / "a.json").unlink()
    finally:
        os.umask(old)


def test_a_place_that_cannot_be_written_is_refused_before_the_work(
    six_parks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("it computed first")

    monkeypatch.setattr("decision.decisions.decide", never)
    for place in ("nowhere/a.csv", "a.doc"):
        answer = call("allocate", ".", "--out", place, folder=six_parks)
        assert answer.code == 2
        assert answer.err.startswith(place)


def test_a_long_list_of_names_is_cut_on_the_screen_and_whole_in_files(
    capsys: pytest.CaptureFixture[str],
) -> None:
    from decision.cli.options import Format
    from decision.cli.output import LISTED, Head, Table, deliver

    names = [f"P{number:03d}" for number in range(LISTED + 25)]
    heads = [Head("enters", "enter", listed=True), Head("leaves", "leave", listed=True)]
    table = Table("t", "t", heads, [{"enters": ", ".join(names), "leaves": ", ".join(names[: LISTED + 1])}])
    deliver([table], {}, format=None, out=None)
    drawn = capsys.readouterr().out
    assert f"{names[LISTED - 1]} and 25 more" in drawn
    assert names[-1] not in drawn
    assert drawn.count(names[LISTED]) == 1, "one name is not cut: the count would be as long"
    deliver([table], {}, format=Format.CSV, out=None)
    assert names[-1] in capsys.readouterr().out
