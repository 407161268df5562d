"""The protocol as one web page that needs nothing else: pictures inside, no scripts."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path
from typing import Any

from decision.language import Message, _, current_language
from decision.report.content import Picture, Protocol, Table

TEMPLATES = Path(__file__).parent / "templates"


def write_html(protocol: Protocol) -> bytes:
    """The protocol as HTML, in the language spoken. Every text is escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    text: str = environment.get_template("protocol.html").render(
        protocol=protocol,
        language=current_language(),
        kind_of=lambda block: type(block).__name__,
        has_heads=_has_heads,
        shown=_shown,
        picture=_picture,
        table_caption=table_caption,
        figure_caption=figure_caption,
        signature_line=_("signature · name · date"),
    )
    return text.encode()


def table_caption(number: int, title: object) -> Message:
    """``Table 3. Title``."""
    return _("Table {number}. {title}", number=number, title=str(title))


def figure_caption(number: int, title: object) -> Message:
    """``Figure 3. Title``."""
    return _("Figure {number}. {title}", number=number, title=str(title))


def _has_heads(table: Table) -> bool:
    return any(str(column.title) for column in table.columns)


def _shown(cell: Any) -> Any:
    return "" if cell is None else str(cell)


def _picture(block: Picture) -> str:
    return "data:image/svg+xml;base64," + b64encode(block.chart.to_bytes("svg", titled=False)).decode()
