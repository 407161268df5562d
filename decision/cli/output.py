"""Printing and writing tables: one description of a table, many ways to show it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from decision.cli.options import Format
from decision.errors import InputProblems, Problem
from decision.language import Message, _, number, percent

if TYPE_CHECKING:
    import pandas as pd

PLAIN_WIDTH = 400
ENDINGS = (".csv", ".json", ".xlsx", ".parquet")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


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
        lines: sentences that stand above the tables.

    Raises:
        InputProblems: the file cannot be written or its ending is unknown.
    """
    if out is not None:
        write(tables, content, out)
        narrate(_("written: {file}", file=str(out)))
    elif format is Format.JSON:
        print(to_json(content))
    elif format is Format.CSV:
        print(tables[0].to_frame().to_csv(index=False, lineterminator="\n"), end="")
    else:
        show(tables, lines)


def to_json(content: Any) -> str:
    """JSON as the command line prints it; a NaN would be a defect and raises."""
    return json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False, default=_plain)


def _plain(value: Any) -> Any:
    if hasattr(value, "item"):
        return value.item()
    return str(value)


def show(tables: Sequence[Table], lines: Iterable[object] = ()) -> None:
    """Print tables for people: drawn on a terminal, plain aligned text elsewhere."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table as Drawn
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
        drawn = Drawn(
            box=SIMPLE_HEAD if console.is_terminal else None,
            padding=(0, 1, 0, 0) if console.is_terminal else (0, 2, 0, 0),
            pad_edge=False,
            show_header=any(str(head.title) for head in table.heads),
        )
        for head in table.heads:
            drawn.add_column(
                str(head.title),
                justify="left" if head.digits is None else "right",
                no_wrap=head.digits is not None,
            )
        for row in table.rows:
            drawn.add_row(*(Text(head.show(row.get(head.key))) for head in table.heads))
        console.print()
        if str(table.title):
            console.print(Text(str(table.title), style="bold"), soft_wrap=True)
        console.print(drawn)
    if not console.is_terminal:
        print("\n".join(line.rstrip() for line in text.getvalue().splitlines()))


def write(tables: Sequence[Table], content: Any, out: Path) -> None:
    """Write the answer to a file, beside it first, then renamed.

    Raises:
        InputProblems: the file cannot be written or its ending is unknown.
    """
    ending = out.suffix.lower()
    if ending not in ENDINGS:
        remedy = _("choose one of {choice}", choice=", ".join(ENDINGS))
        raise InputProblems([Problem(_("no format has this ending"), file=str(out), remedy=remedy)])
    beside = out.with_name(f".{out.name}.part{ending}")
    try:
        if ending == ".json":
            beside.write_text(to_json(content) + "\n", encoding="utf-8")
        elif ending == ".csv":
            frame = tables[0].to_frame()
            frame.map(_no_formula).to_csv(beside, index=False, lineterminator="\n")
        elif ending == ".xlsx":
            _write_workbook(tables, beside)
        else:
            tables[0].to_frame().to_parquet(beside, index=False)
        beside.replace(out)
    except ImportError:
        remedy = _("install parkfund[scale], or choose .csv")
        raise InputProblems([Problem(_("Parquet needs pyarrow"), file=str(out), remedy=remedy)]) from None
    except OSError as wrong:
        says = _("cannot be written: {reason}", reason=wrong.strerror or str(wrong))
        raise InputProblems([Problem(says, file=str(out))]) from None
    finally:
        beside.unlink(missing_ok=True)


def _no_formula(value: Any) -> Any:
    """A spreadsheet reads text that begins like a formula as one; an apostrophe keeps it text."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


def _write_workbook(tables: Sequence[Table], path: Path) -> None:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    for table in tables:
        sheet = book.create_sheet(table.name[:31])
        sheet.freeze_panes = "A2"
        for place, head in enumerate(table.heads):
            letter = chr(ord("A") + place) if place < 26 else "A" + chr(ord("A") + place - 26)
            longest = max([len(str(head.title)), *(len(head.show(row.get(head.key))) for row in table.rows)])
            sheet.column_dimensions[letter].width = min(60, longest + 2)
        titles = []
        for head in table.heads:
            cell = WriteOnlyCell(sheet, value=str(head.title))
            cell.font = Font(bold=True)
            titles.append(cell)
        sheet.append(titles)
        for row in table.rows:
            sheet.append([_cell(sheet, head, row.get(head.key)) for head in table.heads])
    book.save(path)


def _cell(sheet: Any, head: Head, value: Any) -> Any:
    from openpyxl.cell import WriteOnlyCell

    if value is None or value != value:
        return None
    if hasattr(value, "item"):
        value = value.item()
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"
    elif head.digits is not None:
        decimals = "." + "0" * head.digits if head.digits else ""
        cell.number_format = f"0{decimals}%" if head.share else f"#,##0{decimals}"
    return cell
