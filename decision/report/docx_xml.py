"""Tables of a Word document as XML: python-docx takes minutes for the cells of a large round, text takes none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.sax.saxutils import escape

NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
UNIT = re.compile(r"(?<=\d) (?=(?:%|млн|млрд|тыс\.|руб\.|mln|bn|thousand|RUB)(?!\w))")
"""The space between a figure and its unit."""
TWIPS_PER_POINT = 20
GREY = "D9E2EC"


def clean(text: object) -> str:
    """The text without the characters that no XML document may hold."""
    return NOT_IN_XML.sub("", str(text))


def typeset(text: object) -> str:
    """The clean text as a page shows it: a figure and its unit stay on one line."""
    return UNIT.sub("\u00a0", clean(text))


def run(text: str, *, bold: bool = False, size: float | None = None) -> str:
    """A run of text; line ends and tabs become breaks and tabs."""
    marks = ("<w:b/>" if bold else "") + (f'<w:sz w:val="{round(size * 2)}"/>' if size else "")
    marks = f"<w:rPr>{marks}</w:rPr>" if marks else ""
    parts = []
    for number, line in enumerate(typeset(text).split("\n")):
        parts.append("<w:br/>" if number else "")
        parts.append(f'<w:t xml:space="preserve">{escape(line)}</w:t>')
    return f"<w:r>{marks}{''.join(parts)}</w:r>"


def paragraph(
    text: str, *, right: bool = False, bold: bool = False, size: float, together: bool = False
) -> str:
    """A paragraph of a cell, without space around it."""
    named = "<w:keepNext/>" if together else ""
    side = '<w:jc w:val="right"/>' if right else '<w:jc w:val="left"/>'
    spacing = '<w:spacing w:before="20" w:after="20" w:line="240" w:lineRule="auto"/><w:ind w:firstLine="0"/>'
    # The mark at the end has a size of its own, by which an empty cell gets its height.
    mark = f'<w:rPr><w:sz w:val="{round(size * 2)}"/></w:rPr>'
    return f"<w:p><w:pPr>{named}{spacing}{side}{mark}</w:pPr>{run(text, bold=bold, size=size)}</w:p>"


def cell(content: str, width: int, *, fill: str = "", borders: str = "") -> str:
    """A cell around its paragraph."""
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{borders}{shade}</w:tcPr>{content}</w:tc>'


def table(
    titles: Sequence[str],
    rows: Sequence[Sequence[str]],
    total: Sequence[str] | None,
    widths: Sequence[int],
    right: Sequence[bool],
    *,
    size: float,
) -> str:
    """A table whose header row is repeated on every page and whose rows are not torn apart.

    Args:
        titles: of the columns; all empty: no header row.
        rows: texts.
        total: a last row in bold.
        widths: of the columns, in twentieths of a point.
        right: which columns stand to the right.
        size: of the letters, points.
    """
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="7F7F7F"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    margins = '<w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar>'
    shape = (
        f'<w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{sides}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/>{margins}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
    )
    lines = []
    if any(titles):
        heads = "".join(
            cell(paragraph(title, right=side, bold=True, size=size), width, fill=GREY)
            for title, width, side in zip(titles, widths, right, strict=True)
        )
        lines.append(f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{heads}</w:tr>")
    for row in (*rows, *([total] if total is not None else [])):
        bold = row is total
        cells = "".join(
            cell(paragraph(text, right=side, bold=bold, size=size), width)
            for text, width, side in zip(row, widths, right, strict=True)
        )
        lines.append(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>")
    return f"<w:tbl {NAMESPACE}>{shape}{''.join(lines)}</w:tbl>"


def lines_to_fill(
    rows: Sequence[Sequence[str]], widths: Sequence[int], *, size: float, together: bool = False
) -> str:
    """A table without borders: a text in the first column, lines to write on in the others.

    With ``together`` it is not torn apart between two pages.
    """
    below = (
        '<w:tcBorders><w:bottom w:val="single" w:sz="4" w:space="0" w:color="000000"/></w:tcBorders>'
        '<w:vAlign w:val="bottom"/>'
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    shape = (
        f'<w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>"
    )
    lines = []
    for row in rows:
        cells = "".join(
            cell(
                paragraph(text, size=size, together=together),
                width,
                borders=below if number and width > 400 else '<w:vAlign w:val="bottom"/>',
            )
            for number, (text, width) in enumerate(zip(row, widths, strict=True))
        )
        height = '<w:trHeight w:val="480" w:hRule="atLeast"/>'
        lines.append(f"<w:tr><w:trPr><w:cantSplit/>{height}</w:trPr>{cells}</w:tr>")
    return f"<w:tbl {NAMESPACE}>{shape}{''.join(lines)}</w:tbl>"
