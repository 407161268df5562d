"""Text into cells: numbers of the current language, widths, bars. No widget, no state."""

from __future__ import annotations

import re
import textwrap
from functools import lru_cache

from rich.cells import cell_len, set_cell_size

from decision import language

Span = tuple[str, str]
"""A piece of text and the name of its style (``good``, ``dim`` …; empty: plain)."""

Line = list[Span]

FULL, HALF, EMPTY = "█", "▌", "░"
GLYPHS = frozenset("№█▌░▒▓▲▼●○■×–—✓✗△◌│─…·≥≤≈→←↑↓−±«»≠×└├§")
"""Signs beyond ASCII and letters that may be drawn: one cell wide in every terminal tried; no emoji."""


@lru_cache(maxsize=20_000)
def _number(value: float, digits: int, _spoken: str) -> str:
    return language.number(value, digits)


def number(value: float | None, digits: int = 0) -> str:
    """``language.number``, remembered: a frame writes the same figures again and again."""
    if value is None or value != value:
        return "–"
    text = _number(round(float(value), digits), digits, language.current_language())
    return text.replace("-", "−") if text.startswith("-") else text


def percent(share: float | None, digits: int = 0) -> str:
    """A share as a percentage."""
    return "–" if share is None or share != share else f"{number(share * 100, digits)} %"


def compact(value: float | None) -> str:
    """A figure with as many decimals as it deserves: 24 318, 116,3, 0,42."""
    if value is None or value != value:
        return "–"
    size = abs(value)
    digits = 0 if size >= 1000 or value == int(value) else 1 if size >= 10 else 2
    return number(value, digits)


def width(text: str) -> int:
    """Cells that ``text`` takes on the screen."""
    return cell_len(text)


def fit(text: str, cells: int, align: str = "left") -> str:
    """``text`` in exactly ``cells`` cells, cut with … where it is too long."""
    taken = cell_len(text)
    if taken == cells:
        return text
    if taken > cells:
        return (
            text
            if cells < 0
            else "…"[:cells]
            if cells <= 1
            else set_cell_size(text, cells - 1).rstrip()
            + "…"
            + (" " * (cells - 1 - cell_len(set_cell_size(text, cells - 1).rstrip())))
        )
    space = " " * (cells - taken)
    return space + text if align == "right" else text + space


def abbreviate(text: str, cells: int) -> str:
    """``text`` in at most ``cells`` cells with its words shortened alike: North-Western → North-West."""
    if cell_len(text) <= cells:
        return text
    pieces = re.split(r"([ -])", text)
    # Two letters of each word are a riddle: rather the beginning in full.
    for letters in range(max(map(len, pieces)), 2, -1):
        short = "".join(p if len(p) <= letters + 1 else p[:letters] + "." for p in pieces)
        if cell_len(short) <= cells:
            return short
    return fit(text, cells)


def bar(share: float, cells: int) -> tuple[str, str]:
    """A bar from zero: the filled part and the track, ``cells`` cells together, half a cell fine."""
    halves = round(min(max(share, 0.0), 1.0) * cells * 2)
    if share > 0 and halves == 0:
        halves = 1
    filled = FULL * (halves // 2) + (HALF if halves % 2 else "")
    return filled, EMPTY * (cells - len(filled))


def wrap(text: str, cells: int, indent: str = "") -> list[str]:
    """Paragraphs of ``text`` folded to ``cells`` cells; ``indent`` begins every line but the first."""
    lines: list[str] = []
    for paragraph in text.splitlines() or [""]:
        lines += textwrap.wrap(
            paragraph, max(cells, 8), subsequent_indent=indent, break_on_hyphens=False
        ) or [""]
    return lines


def line_width(line: Line) -> int:
    """Cells that a line takes."""
    return sum(cell_len(text) for text, _ in line)


def spread(left: Line, right: Line, cells: int) -> Line:
    """``left`` and ``right`` at the ends of a line; ``left`` is cut, ``right`` goes when need be."""
    space = cells - line_width(left) - line_width(right)
    if space >= 1:
        return [*left, (" " * space, ""), *right]
    if not right or cells - line_width(right) < 20:
        return cut(left, cells)
    room = cells - line_width(right) - 1
    if line_width(left) > room:
        return cut(left, cells)
    return [*left, (" ", ""), *right]


def cut(line: Line, cells: int) -> Line:
    """``line`` in at most ``cells`` cells, with … where it was cut."""
    result: Line = []
    left = cells
    for text, style in line:
        taken = cell_len(text)
        if taken > left:
            if left > 0:
                result.append((fit(text, left), style))
            return result
        result.append((text, style))
        left -= taken
    return result


def read_share(text: str) -> float | None:
    """A share written as 0,45, .45, 45 or 45 %; None when it is none."""
    cleaned = text.replace(",", ".").replace("%", "").replace("\u00a0", "").strip()
    try:
        value = float(cleaned)
    except ValueError:
        return None
    if value > 1 or "%" in text:
        value /= 100
    return value if 0.0 <= value <= 1.0 else None
