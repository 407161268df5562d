"""The protocol as PDF, without another program: ReportLab with the DejaVu fonts that matplotlib brings."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from decision.language import _
from decision.report.content import Blank, Block, Picture, Protocol, Signatures, Table, Words
from decision.report.docx_xml import clean, typeset
from decision.report.html_writer import figure_caption, table_caption

FONT, BOLD = "ParkfundSerif", "ParkfundSerif-Bold"
WIDTH_MM = 172.5
LINE = "#000000"
ROOM_MM = 45.0
"""A section does not begin with less room than this at the foot of a page."""


def write_pdf(protocol: Protocol) -> bytes:
    """The protocol as PDF, in the language spoken; the same content gives the same bytes."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.units import mm
    from reportlab.platypus import CondPageBreak, SimpleDocTemplate

    _fonts()
    memory = BytesIO()
    document = SimpleDocTemplate(
        memory,
        pagesize=A4,
        leftMargin=25 * mm,
        rightMargin=12.5 * mm,
        topMargin=18 * mm,
        bottomMargin=20 * mm,
        title=clean(protocol.title),
        subject=clean(protocol.subtitle),
        author="",
        creator="parkfund",
        producer="parkfund",
        invariant=1,
    )
    styles = _styles()
    story = [_text(protocol.title, styles["title"]), _text(protocol.subtitle, styles["subtitle"])]
    story += [_text(notice, styles["notice"]) for notice in protocol.notices]
    count = {"tables": 0, "pictures": 0}
    for number, section in enumerate(protocol.sections, start=1):
        story += [CondPageBreak(ROOM_MM * mm), _text(f"{number}. {section.title}", styles["heading"])]
        for block in section.blocks:
            story += _flowables(block, styles, count)
    document.build(story, canvasmaker=_numbered(str(protocol.footer)))
    return memory.getvalue()


def _fonts() -> None:
    """DejaVu Serif, with Cyrillic letters and the mathematical signs of formulas."""
    import matplotlib
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    for name, file in ((FONT, "DejaVuSerif.ttf"), (BOLD, "DejaVuSerif-Bold.ttf")):
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, str(folder / file)))


def _styles() -> dict[str, Any]:
    from reportlab.lib.enums import TA_CENTER, TA_RIGHT
    from reportlab.lib.styles import ParagraphStyle

    body = ParagraphStyle("body", fontName=FONT, fontSize=9.5, leading=13, spaceAfter=4)

    def like(name: str, **changes: Any) -> Any:
        return ParagraphStyle(name, parent=body, **changes)

    return {
        "plain": body,
        "title": like("title", fontName=BOLD, fontSize=15, leading=19, alignment=TA_CENTER, spaceAfter=2),
        "subtitle": like("subtitle", fontSize=12, leading=15, alignment=TA_CENTER, spaceAfter=8),
        "notice": like(
            "notice",
            fontName=BOLD,
            borderColor="#c00000",
            borderWidth=1,
            borderPadding=4,
            spaceBefore=6,
            spaceAfter=8,
        ),
        "heading": like("heading", fontName=BOLD, fontSize=12, leading=15, spaceBefore=12, spaceAfter=5),
        "part": like("part", fontName=BOLD, fontSize=10, spaceBefore=6),
        "item": like("item", leftIndent=12, bulletIndent=2),
        "small": like("small", fontSize=8, leading=10.5),
        "caption": like("caption", fontName=BOLD, fontSize=8.5, leading=11, spaceBefore=6),
        "under": like("under", fontName=BOLD, fontSize=8.5, leading=11, alignment=TA_CENTER),
        "right": like("right", fontSize=7, leading=9, alignment=TA_RIGHT),
    }


def _text(text: object, style: Any, bullet: str | None = None) -> Any:
    from reportlab.platypus import Paragraph

    return Paragraph(escape(typeset(text)).replace("\n", "<br/>"), style, bulletText=bullet)


def _flowables(block: Block, styles: dict[str, Any], count: dict[str, int]) -> list[Any]:
    from reportlab.lib.units import mm
    from reportlab.platypus import CondPageBreak, Image, KeepTogether, Spacer

    if isinstance(block, Words):
        style = {"notice": "notice", "small": "small", "item": "item", "heading": "part"}.get(
            block.style, "plain"
        )
        return [_text(block.text, styles[style], "•" if block.style == "item" else None)]
    if isinstance(block, Table):
        count["tables"] += 1
        caption = _text(table_caption(count["tables"], block.title), styles["caption"])
        return [CondPageBreak(ROOM_MM / 2 * mm), caption, _table(block), Spacer(1, 3 * mm)]
    if isinstance(block, Picture):
        count["pictures"] += 1
        width, height = block.chart.size
        wide = min(WIDTH_MM, 215 * width / height) * mm
        picture = Image(
            BytesIO(block.chart.to_bytes("png", titled=False)), width=wide, height=wide * height / width
        )
        under = _text(figure_caption(count["pictures"], block.caption), styles["under"])
        return [KeepTogether([picture, under])]
    if isinstance(block, Blank):
        rows = [[str(block.label) if line == 0 else "", ""] for line in range(max(block.lines, 1))]
        return [_lines(rows, (58, WIDTH_MM - 58))]
    if isinstance(block, Signatures):
        rows = [[str(role), "", "", ""] for role in block.roles]
        signed = _lines(rows, (72, 42, 4, WIDTH_MM - 118))
        return [signed, _text(_("signature · name · date"), styles["right"])]
    return []


def _table(table: Table) -> Any:
    """A table whose header row is repeated and whose numbers stand to the right."""
    from reportlab.lib.enums import TA_RIGHT
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.lib.units import mm
    from reportlab.platypus import LongTable, TableStyle

    size = 6.2 if table.dense else 6.8 if len(table.columns) > 7 else 7.2 if len(table.columns) > 4 else 8
    left = ParagraphStyle("cell", fontName=FONT, fontSize=size, leading=size * 1.25, splitLongWords=1)
    head = ParagraphStyle("head", parent=left, fontName=BOLD)
    right_head = ParagraphStyle("right-head", parent=head, alignment=TA_RIGHT)
    columns = table.columns
    titled = any(str(column.title) for column in columns)
    lines = []
    if titled:
        lines.append([_text(column.title, right_head if column.right else head) for column in columns])
    for row in (*table.rows, *([table.total] if table.total is not None else [])):
        own = head if row is table.total else left
        cells = []
        for cell, column in zip(row, columns, strict=True):
            shown = "" if cell is None else clean(cell)
            cells.append(shown if column.right else _text(shown, own))
        lines.append(cells)
    whole = sum(column.width for column in columns)
    widths = [WIDTH_MM * mm * column.width / whole for column in columns]
    drawn = LongTable(lines or [[""]], colWidths=widths, repeatRows=1 if titled else 0)
    look: list[Any] = [
        ("GRID", (0, 0), (-1, -1), 0.4, "#7f7f7f"),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("FONT", (0, 0), (-1, -1), FONT, size, size * 1.25),
        *((side, (0, 0), (-1, -1), 2) for side in ("LEFTPADDING", "RIGHTPADDING")),
        *((side, (0, 0), (-1, -1), 1.2) for side in ("TOPPADDING", "BOTTOMPADDING")),
        *(("ALIGN", (i, 1), (i, -1), "RIGHT") for i, column in enumerate(columns) if column.right),
    ]
    if titled:
        look.append(("BACKGROUND", (0, 0), (-1, 0), "#d9e2ec"))
    if table.total is not None:
        look.append(("FONT", (0, -1), (-1, -1), BOLD, size, size * 1.25))
    drawn.setStyle(TableStyle(look))
    return drawn


def _lines(rows: Sequence[Sequence[str]], widths: Sequence[float]) -> Any:
    """A text and lines to write on."""
    from reportlab.lib.units import mm
    from reportlab.platypus import Table as Drawn
    from reportlab.platypus import TableStyle

    drawn = Drawn([list(map(clean, row)) for row in rows], colWidths=[width * mm for width in widths])
    below = [
        ("LINEBELOW", (i, 0), (i, -1), 0.5, LINE) for i, width in enumerate(widths) if i > 0 and width > 10
    ]
    drawn.setStyle(
        TableStyle([("FONT", (0, 0), (-1, -1), FONT, 9.5), ("LEFTPADDING", (0, 0), (-1, -1), 0), *below])
    )
    return drawn


def _numbered(footer: str) -> Any:
    """A canvas that knows how many pages there are before it writes the foot of the first."""
    from reportlab.lib.units import mm
    from reportlab.pdfgen.canvas import Canvas

    class Numbered(Canvas):  # type: ignore[misc]
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            self._pages: list[dict[str, Any]] = []

        def showPage(self) -> None:  # noqa: N802  the name is ReportLab's
            self._pages.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for number, page in enumerate(self._pages, start=1):
                self.__dict__.update(page)
                self.setFont(FONT, 7)
                shown = _("Page {page} of {pages}", page=number, pages=len(self._pages))
                self.drawRightString(197.5 * mm, 11 * mm, f"{clean(footer)}    {shown}")
                super().showPage()
            super().save()

    return Numbered
