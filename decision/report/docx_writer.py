"""Word documents (.docx): the protocol, and what letters share with it."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from decision.language import _, current_language
from decision.report import docx_xml
from decision.report.content import (
    Blank,
    Block,
    Column,
    Picture,
    Protocol,
    Said,
    Section,
    Signatures,
    Table,
    Words,
)
from decision.report.docx_xml import clean, typeset

FONT = "Times New Roman"
BODY_POINTS = 11
TEXT_WIDTH = 9780
"""A4 less the margins of 25 and 12.5 mm, in twentieths of a point."""
PICTURE_CENTIMETRES = 16.6
EPOCH = datetime(2025, 1, 1)
"""Word asks for a date of creation; the real one would make every file another."""
LOCALES = {"en": "en-GB", "ru": "ru-RU"}


def write_docx(protocol: Protocol) -> bytes:
    """The protocol as a Word document, in the language spoken; the same content gives the same bytes."""
    document = WordDocument(str(protocol.title), protocol.footer)
    document.title(protocol.title, protocol.subtitle)
    for notice in protocol.notices:
        document.notice(notice)
    for number, section in enumerate(protocol.sections, start=1):
        document.section(number, section)
    return document.to_bytes()


class WordDocument:
    """A document that grows from top to bottom: A4, heading styles, page numbers, tables that repeat their heads."""

    def __init__(self, name: str, footer: Said) -> None:
        from docx import Document
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Cm, Pt, RGBColor

        self._tables = self._pictures = 0
        self._align: Any = WD_ALIGN_PARAGRAPH
        self._points: Any = Pt
        self._cm: Any = Cm
        self.document: Any = Document()
        page = self.document.sections[0]
        page.page_width, page.page_height = Cm(21.0), Cm(29.7)
        page.left_margin, page.right_margin = Cm(2.5), Cm(1.25)
        page.top_margin, page.bottom_margin = Cm(2.0), Cm(2.0)
        styles = self.document.styles
        for style, size, bold in (
            ("Normal", BODY_POINTS, None), ("Title", 16, True), ("Heading 1", 13, True), ("Heading 2", 11.5, True),
            ("Caption", 10, True), ("List Bullet", BODY_POINTS, None),
        ):  # fmt: skip
            font = styles[style].font
            font.name, font.size = FONT, Pt(size)
            font.color.rgb = RGBColor(0, 0, 0)
            if bold is not None:
                font.bold, font.italic = bold, False
            self._fonts(styles[style])
        normal = styles["Normal"].paragraph_format
        normal.space_after, normal.space_before, normal.line_spacing = Pt(4), Pt(0), 1.1
        for style, before, after in (("Heading 1", 14, 6), ("Heading 2", 8, 3), ("Caption", 8, 3)):
            shape = styles[style].paragraph_format
            shape.space_before, shape.space_after, shape.keep_with_next = Pt(before), Pt(after), True
        about = self.document.core_properties
        about.title, about.author, about.comments = clean(name), "", ""
        about.created = about.modified = EPOCH
        about.language = LOCALES[current_language()]
        self._foot(page.footer.paragraphs[0], footer)

    @staticmethod
    def _fonts(style: Any) -> None:
        """The font for Cyrillic letters too, and the language of the spelling."""
        from docx.oxml.ns import qn

        properties = style.element.get_or_add_rPr()
        fonts = properties.get_or_add_rFonts()
        for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{kind}"), FONT)
        for kind in ("asciiTheme", "hAnsiTheme", "cstheme", "eastAsiaTheme"):
            fonts.attrib.pop(qn(f"w:{kind}"), None)
        for old in properties.findall(qn("w:lang")):
            properties.remove(old)
        language = properties.makeelement(qn("w:lang"), {qn("w:val"): LOCALES[current_language()]})
        properties.append(language)

    def _foot(self, paragraph: Any, footer: Said) -> None:
        paragraph.text = f"{clean(footer)}    "
        before, _star, rest = str(_("Page {page} of {pages}", page="*", pages="#")).partition("*")
        between, _hash, after = rest.partition("#")
        paragraph.add_run(before)
        self._field(paragraph, "PAGE")
        paragraph.add_run(between)
        self._field(paragraph, "NUMPAGES")
        paragraph.add_run(after)
        paragraph.alignment = self._align.RIGHT
        for one in paragraph.runs:
            one.font.size = self._points(8)

    @staticmethod
    def _field(paragraph: Any, code: str) -> None:
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        for kind, text in (("begin", None), (None, code), ("separate", None), ("", "1"), ("end", None)):
            run = paragraph.add_run()
            if kind is None:
                element = OxmlElement("w:instrText")
                element.set(qn("xml:space"), "preserve")
                element.text = f" {text} "
            elif kind == "":
                run.text = text
                continue
            else:
                element = OxmlElement("w:fldChar")
                element.set(qn("w:fldCharType"), kind)
            run._r.append(element)

    def title(self, title: Said, subtitle: Said) -> None:
        """The title in the middle, the study below it."""
        heading = self.document.add_paragraph(clean(title), style="Title")
        heading.alignment = self._align.CENTER
        for border in heading._p.xpath(".//w:pBdr"):
            border.getparent().remove(border)
        below = self.document.add_paragraph(clean(subtitle))
        below.alignment = self._align.CENTER
        for run in below.runs:
            run.font.size = self._points(13)

    def notice(self, text: Said) -> None:
        """What must not be overlooked: framed."""
        from docx.oxml import parse_xml

        paragraph = self.document.add_paragraph()
        paragraph.add_run(clean(text)).bold = True
        sides = "".join(
            f'<w:{side} w:val="single" w:sz="8" w:space="4" w:color="C00000"/>'
            for side in ("top", "left", "bottom", "right")
        )
        paragraph._p.get_or_add_pPr().append(parse_xml(f"<w:pBdr {docx_xml.NAMESPACE}>{sides}</w:pBdr>"))

    def section(self, number: int, section: Section) -> None:
        """A numbered section."""
        self.document.add_paragraph(clean(f"{number}. {section.title}"), style="Heading 1")
        for block in self._joined(section.blocks):
            self.block(block)

    @staticmethod
    def _joined(blocks: Sequence[Block]) -> list[Block | list[Blank]]:
        """Blanks that follow each other stand in one table."""
        result: list[Block | list[Blank]] = []
        for block in blocks:
            if isinstance(block, Blank):
                if result and isinstance(result[-1], list):
                    result[-1].append(block)
                else:
                    result.append([block])
            else:
                result.append(block)
        return result

    def block(self, block: Block | list[Blank]) -> None:
        """One block of a section."""
        if isinstance(block, list):
            self._blanks(block)
        elif isinstance(block, Words):
            self._words(block)
        elif isinstance(block, Table):
            self.table(block)
        elif isinstance(block, Picture):
            self._picture(block)
        elif isinstance(block, Signatures):
            self._signatures(block)

    def _words(self, words: Words) -> None:
        text = typeset(words.text)
        if words.style == "notice":
            self.notice(text)
        elif words.style == "heading":
            self.document.add_paragraph(text, style="Heading 2")
        elif words.style == "item":
            self.document.add_paragraph(text, style="List Bullet")
        else:
            paragraph = self.document.add_paragraph(text)
            if words.style == "small":
                for run in paragraph.runs:
                    run.font.size = self._points(9)

    def table(self, table: Table) -> None:
        """A table under its number and title."""
        self._tables += 1
        caption = _("Table {number}. {title}", number=self._tables, title=str(table.title))
        self.document.add_paragraph(clean(caption), style="Caption")
        size = (
            7.5 if table.dense else 8.0 if len(table.columns) > 7 else 8.5 if len(table.columns) > 4 else 9.5
        )
        self._insert(
            docx_xml.table(
                [str(column.title) for column in table.columns],
                [[_shown(cell) for cell in row] for row in table.rows],
                None if table.total is None else [_shown(cell) for cell in table.total],
                _widths(table.columns),
                [column.right for column in table.columns],
                size=size,
            )
        )

    def _insert(self, xml: str) -> None:
        from docx.oxml import parse_xml

        self.document.element.body.insert_element_before(parse_xml(xml), "w:sectPr")
        # Word joins tables that touch.
        gap = self.document.add_paragraph()
        gap.paragraph_format.space_after = self._points(2)

    def _picture(self, picture: Picture) -> None:
        self._pictures += 1
        content = BytesIO(picture.chart.to_bytes("png", titled=False))
        paragraph = self.document.add_paragraph()
        paragraph.alignment = self._align.CENTER
        paragraph.paragraph_format.keep_with_next = True
        width, height = picture.chart.size
        wide = min(PICTURE_CENTIMETRES, 22.0 * width / height)
        shape = paragraph.add_run().add_picture(content, width=self._cm(wide))
        caption = clean(_("Figure {number}. {title}", number=self._pictures, title=str(picture.caption)))
        shape._inline.docPr.set("descr", caption)
        shape._inline.docPr.set("name", picture.chart.name)
        below = self.document.add_paragraph(caption, style="Caption")
        below.paragraph_format.keep_with_next = False
        below.alignment = self._align.CENTER

    def _blanks(self, blanks: Sequence[Blank]) -> None:
        rows = [
            [str(blank.label) if line == 0 else "", ""]
            for blank in blanks
            for line in range(max(blank.lines, 1))
        ]
        self._insert(docx_xml.lines_to_fill(rows, (3600, TEXT_WIDTH - 3600), size=BODY_POINTS))

    def _signatures(self, signatures: Signatures) -> None:
        rows = [[str(role), "", "", "", ""] for role in signatures.roles]
        self._insert(
            docx_xml.lines_to_fill(rows, (4200, 2400, 200, 2780, 200), size=BODY_POINTS, together=True)
        )
        line = self.document.add_paragraph(clean(_("signature · name · date")))
        line.alignment = self._align.RIGHT
        line.runs[0].font.size = self._points(8)

    def to_bytes(self) -> bytes:
        """The file; its parts carry no time of day."""
        memory = BytesIO()
        self.document.save(memory)
        return timeless(memory.getvalue())


def timeless(archive: bytes) -> bytes:
    """The same ZIP file with a fixed date at every member."""
    memory = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(archive)) as old,
        zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            member = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o600 << 16
            new.writestr(member, old.read(name))
    return memory.getvalue()


def _shown(cell: Any) -> str:
    return "" if cell is None else str(cell)


def _widths(columns: Sequence[Column]) -> list[int]:
    """Widths in twentieths of a point that fill the page."""
    whole = sum(column.width for column in columns)
    widths = [int(TEXT_WIDTH * column.width / whole) for column in columns]
    widths[-1] += TEXT_WIDTH - sum(widths)
    return widths
