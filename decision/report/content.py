"""What a document says, as data: sections of words, tables and pictures, every number with the place it comes from.

Nothing here knows a file format, and nothing is put into words before it is shown, so that one content is written in
either language and in every format.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from decision.language import Message, number, percent
from decision.model.base import Text
from decision.report.charts.chart import Chart

How = Literal["value", "sum", "count"]


@dataclass(frozen=True)
class Number:
    """One number, its format, and where it stands in the record or beside it."""

    value: float | None
    source: str
    """``SOURCE:/POINTER``: a JSON pointer (RFC 6901) into one of the sources of the evidence; ``*``: every entry."""
    digits: int = 0
    share: bool = False
    """A fraction, shown as a percentage."""
    plain: bool = False
    """A year: no separator of thousands."""
    how: How = "value"
    """The value itself, the sum of all entries, or how many there are."""

    def __str__(self) -> str:
        if self.value is None or self.value != self.value:
            return "–"
        if self.plain:
            return f"{self.value:.0f}"
        return percent(self.value, self.digits) if self.share else number(self.value, self.digits)

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)


@dataclass(frozen=True)
class Several:
    """Parts of a sentence one after the other, each put into the reader's language only when shown."""

    parts: tuple[object, ...]
    between: str = "; "

    def __str__(self) -> str:
        return self.between.join(text for part in self.parts if (text := str(part)))

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)


@dataclass(frozen=True)
class Sentence:
    """What is said in lower case and without a stop elsewhere, as a sentence of its own."""

    said: object

    def __str__(self) -> str:
        text = str(self.said).strip()
        first = text.split(" ", 1)[0]
        # A file, a column or a key stays as it is written.
        if first.strip(",;:").isalpha():
            text = text[:1].upper() + text[1:]
        return text if text.endswith((".", "!", "?", "…")) else f"{text}."

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)


Said = Message | Several | Sentence | Text | str
Cell = Number | Message | Several | Sentence | Text | str | None


@dataclass(frozen=True)
class Words:
    """A paragraph."""

    text: Said
    style: Literal["plain", "item", "notice", "small", "heading"] = "plain"
    """notice: what must not be overlooked; item: one of a list; small: a remark; heading: of a part of a section."""

    def numbers(self) -> Iterator[Number]:
        """The numbers in the sentence."""
        yield from numbers_in(self.text)


@dataclass(frozen=True)
class Column:
    """A column of a table."""

    title: Said
    width: float = 1.0
    """Relative to the other columns."""
    right: bool = False
    """Numbers stand to the right."""


@dataclass(frozen=True)
class Table:
    """A table with its title."""

    name: str
    title: Said
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    total: Sequence[Cell] | None = None
    """A last row that sums up."""
    dense: bool = False
    """Long codes: smaller letters."""

    def without_empty(self) -> Table:
        """The table without the columns in which nothing stands."""
        filled = [
            place for place in range(len(self.columns)) if any(str(row[place] or "") for row in self.rows)
        ]
        return replace(
            self,
            columns=[self.columns[place] for place in filled],
            rows=[[row[place] for place in filled] for row in self.rows],
            total=None if self.total is None else [self.total[place] for place in filled],
        )

    def numbers(self) -> Iterator[Number]:
        """Every number in it."""
        for row in (*self.rows, *([self.total] if self.total is not None else [])):
            for cell in row:
                yield from numbers_in(cell)


@dataclass(frozen=True)
class Picture:
    """A chart with its caption."""

    chart: Chart
    caption: Said


@dataclass(frozen=True)
class Blank:
    """A line to be filled in by hand: a name before it, a line after it."""

    label: Said
    lines: int = 1


@dataclass(frozen=True)
class Signatures:
    """Who signs: a role, room for the signature and the name."""

    roles: Sequence[Said]


Block = Words | Table | Picture | Blank | Signatures


@dataclass(frozen=True)
class Section:
    """A numbered part of the document."""

    id: str
    title: Said
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Protocol:
    """A whole document."""

    title: Said
    subtitle: Said
    notices: Sequence[Said]
    """What must be said on the first page and above everything else."""
    sections: Sequence[Section]
    footer: Said
    """At the foot of every page, before the page number."""
    digest: str = ""

    def numbers(self) -> Iterator[Number]:
        """Every number of the document."""
        for section in self.sections:
            for block in section.blocks:
                if isinstance(block, (Words, Table)):
                    yield from block.numbers()
        for notice in self.notices:
            yield from numbers_in(notice)

    def tables(self) -> Iterator[Table]:
        """Every table, in the order of the document."""
        for section in self.sections:
            yield from (block for block in section.blocks if isinstance(block, Table))


def numbers_in(cell: object) -> Iterator[Number]:
    """The numbers of a cell or of a sentence, also of sentences inside sentences."""
    if isinstance(cell, Number):
        yield cell
    elif isinstance(cell, Message):
        for value in cell.values.values():
            yield from numbers_in(value)
    elif isinstance(cell, Sentence):
        yield from numbers_in(cell.said)
    elif isinstance(cell, Several):
        for part in cell.parts:
            yield from numbers_in(part)
