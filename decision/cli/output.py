"""Printing and writing tables: one description of a table, many ways to show it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from decision.cli.options import Format
from decision.cli.recorder import current
from decision.errors import InputProblems, Problem
from decision.language import Message, _, _n, number, percent

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

PLAIN_WIDTH = 400
LISTED = 12
"""Names of a list that a table shows."""
ENDINGS = (".csv", ".json", ".xlsx", ".parquet")


class Percentage(float):
    """A fraction that is shown as a percentage in a column of other numbers."""


@dataclass(frozen=True)
class Head:
    """One column: its key in files, its title for people, and how its numbers are shown."""

    key: str
    title: Message | str
    digits: int | None = None
    """Decimals of a number; None: a text."""
    share: bool = False
    """Whether a fraction is shown as a percentage."""
    listed: bool = False
    """Whether a text is a list of names, of which a drawn table shows the first ones; files have them all."""

    def draw(self, value: Any) -> str:
        """A cell of a drawn table, which people read: a long list ends with how many more there are."""
        names = str(value).split(", ") if self.listed and value else []
        if len(names) <= LISTED + 1:
            return self.show(value)
        return f"{', '.join(names[:LISTED])} {_('and {count} more', count=len(names) - LISTED)}"

    def show(self, value: Any) -> str:
        """A cell in the current language's format."""
        if value is None or value != value:
            return "–" if self.digits is not None else ""
        if self.digits is None or isinstance(value, str):
            return str(value)
        if self.share or isinstance(value, Percentage):
            return percent(value, self.digits)
        return number(value, self.digits)


@dataclass(frozen=True)
class Table:
    """A table for people and files: raw values by key, shown as the heads say."""

    name: str
    """Name of the sheet."""
    title: Message | str
    heads: Sequence[Head]
    rows: Sequence[Mapping[str, Any]]

    def to_frame(self) -> pd.DataFrame:
        """The raw values."""
        import pandas as pd

        keys = [head.key for head in self.heads]
        return pd.DataFrame([[row.get(key) for key in keys] for row in self.rows], columns=keys)


def narrate(*sentences: object) -> None:
    """Say something beside the data: on stderr."""
    for sentence in sentences:
        print(sentence, file=sys.stderr)


def deliver(
    tables: Sequence[Table],
    content: Any,
    *,
    format: Format | None,
    out: Path | None,
    lines: Iterable[object] = (),
) -> None:
    """Print the answer, or write it to a file.

    Args:
        tables: what a table shows; CSV has the first of them.
        content: what JSON holds.
        format: as asked for.
        out: a file; its ending decides the format.
        lines: sentences that stand above the tables: what the data are, what to mind. Where no table is shown they
            are told beside the data, and a workbook has them on its first sheet.

    Raises:
        InputProblems: the file cannot be written or its ending is unknown.
    """
    lines = list(lines)
    recorder = current()
    if recorder is not None:
        recorder.answer(tables, content)
        if recorder.silent:
            return
    if out is None and format not in (Format.JSON, Format.CSV):
        show(tables, lines)
        return
    narrate(*lines)
    if out is not None:
        write(tables, content, out, lines)
        narrate(_("written: {file}", file=str(out)))
    elif format is Format.JSON:
        print(to_json(content))
    else:
        print(tables[0].to_frame().to_csv(index=False, lineterminator="\n"), end="")


def to_json(content: Any) -> str:
    """JSON as the command line prints it; a NaN would be a defect and raises."""
    return json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False, default=_plain)


def _plain(value: Any) -> Any:
    if hasattr(value, "item"):
        return value.item()
    return str(value)


def show(tables: Sequence[Table], lines: Iterable[object] = ()) -> None:
    """Print tables for people: drawn on a terminal, plain aligned text elsewhere."""
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, emoji=False, markup=False)
    if not console.is_terminal:
        text = StringIO()
        console = Console(
            file=text, highlight=False, emoji=False, markup=False, width=PLAIN_WIDTH, no_color=True
        )
    for line in lines:
        console.print(Text(str(line)), soft_wrap=True)
    for table in tables:
        console.print()
        if str(table.title):
            console.print(Text(str(table.title), style="bold"), soft_wrap=True)
        _draw(table, console)
    if not console.is_terminal:
        print("\n".join(line.rstrip() for line in text.getvalue().splitlines()))


def _draw(table: Table, console: Console) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table as Drawn
    from rich.text import Text

    from decision.cli.fitting import fit

    columns = [
        (head, str(head.title), [head.draw(row.get(head.key)) for row in table.rows]) for head in table.heads
    ]
    columns = [column for column in columns if column[1] or any(column[2])]
    titles, cells = [title for _head, title, _cells in columns], [shown for _head, _title, shown in columns]
    window = console.width if console.is_terminal else PLAIN_WIDTH
    widths = fit(titles, cells, [head.digits is not None for head, _title, _cells in columns], window)
    drawn = Drawn(
        box=SIMPLE_HEAD if console.is_terminal else None,
        show_edge=False,
        padding=(0, 1, 0, 0) if console.is_terminal else (0, 2, 0, 0),
        pad_edge=False,
        show_header=any(titles),
    )
    for (head, title, _shown), width in zip(columns, widths, strict=False):
        side: Literal["left", "right"] = "left" if head.digits is None else "right"
        drawn.add_column(title, justify=side, width=width, overflow="fold")
    for row in zip(*cells[: len(widths)], strict=True):
        drawn.add_row(*map(Text, row))
    console.print(drawn)
    left_out = titles[len(widths) :]
    if left_out:
        sentence = _n(
            "{count} column does not fit this window: {columns}. --format csv and --out have it",
            "{count} columns do not fit this window: {columns}. --format csv and --out have them",
            len(left_out),
            columns=", ".join(left_out),
        )
        console.print(Text(str(sentence), style="dim"), soft_wrap=True)


def write(tables: Sequence[Table], content: Any, out: Path, lines: Sequence[object] = ()) -> None:
    """Write the answer to a file, beside it first, then renamed.

    Raises:
        InputProblems: the file cannot be written or its ending is unknown.
    """
    from decision.files.spreadsheets import no_formula

    refuse_early(out)
    ending = out.suffix.lower()
    if ending == ".json":
        written = (to_json(content) + "\n").encode()
    elif ending == ".csv":
        written = tables[0].to_frame().map(no_formula).to_csv(index=False, lineterminator="\n").encode()
    elif ending == ".xlsx":
        written = _workbook(tables, lines)
    else:
        memory = BytesIO()
        try:
            tables[0].to_frame().to_parquet(memory, index=False)
        except ImportError:
            remedy = _("install parkfund[scale], or choose .csv")
            raise InputProblems([Problem(_("Parquet needs pyarrow"), file=str(out), remedy=remedy)]) from None
        written = memory.getvalue()
    put(written, out)


def refuse_early(out: Path | None) -> None:
    """Say before a long computation what would keep its answer from being written.

    Raises:
        InputProblems: the ending is unknown, or there is no such folder.
    """
    if out is None:
        return
    if out.suffix.lower() not in ENDINGS:
        remedy = _("choose one of {choice}", choice=", ".join(ENDINGS))
        raise InputProblems([Problem(_("no format has this ending"), file=str(out), remedy=remedy)])
    if not out.parent.is_dir():
        raise InputProblems([Problem(_("there is no such folder"), file=str(out))])


def put(content: bytes, out: Path) -> None:
    """Write a file in one step: beside it first, then renamed.

    Raises:
        InputProblems: the file cannot be written.
    """
    from decision.files import writing

    try:
        writing.put(out, content)
    except OSError as wrong:
        raise writing.refusal(wrong, out) from None


def _workbook(tables: Sequence[Table], lines: Sequence[object]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    if lines:
        # First, so that nobody sees figures without what must be said about them.
        about = book.create_sheet(str(_("about")))
        about.column_dimensions["A"].width = 120
        for line in lines:
            about.append([_text_cell(about, str(line))])
    for table in tables:
        sheet = book.create_sheet(table.name[:31])
        sheet.freeze_panes = "A2"
        for place, head in enumerate(table.heads):
            letter = get_column_letter(place + 1)
            longest = max([len(str(head.title)), *(len(head.show(row.get(head.key))) for row in table.rows)])
            sheet.column_dimensions[letter].width = min(60, longest + 2)
        titles = []
        for head in table.heads:
            cell = _text_cell(sheet, str(head.title))
            cell.font = Font(bold=True)
            titles.append(cell)
        sheet.append(titles)
        for row in table.rows:
            sheet.append([_cell(sheet, head, row.get(head.key)) for head in table.heads])
    memory = BytesIO()
    book.save(memory)
    return memory.getvalue()


def _text_cell(sheet: Any, text: str) -> Any:
    """A cell that stays text even where it begins like a formula."""
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"
    return cell


def _cell(sheet: Any, head: Head, value: Any) -> Any:
    from openpyxl.cell import WriteOnlyCell

    if value is None or value != value:
        return None
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, str):
        return _text_cell(sheet, value)
    cell = WriteOnlyCell(sheet, value=value)
    if head.digits is not None:
        decimals = "." + "0" * head.digits if head.digits else ""
        cell.number_format = f"0{decimals}%" if head.share else f"#,##0{decimals}"
    return cell
