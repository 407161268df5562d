"""One cell of a table to a number or a range of numbers, as people and spreadsheets write them."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace

from decision.files.words import quoted
from decision.language import Message, _

Cell = str | float | None
"""A text, a number that the file itself holds as one, or nothing."""

_SPACES = (
    " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}\N{FIGURE SPACE}"
    "'\N{RIGHT SINGLE QUOTATION MARK}"
)
_GROUPED = re.compile(rf"[+-]?[0-9]{{1,3}}(?:[{_SPACES}][0-9]{{3}})+(?:[.,][0-9]+)?\Z")
_PLAIN = re.compile(r"[+-]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE][+-]?[0-9]+)?\Z")
_DIGITS = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?\Z")
_NOT_FINITE = {"nan", "inf", "infinity", "-inf", "+inf", "-infinity", "+infinity", "∞"}
_UNKNOWN = {"-", "–", "—", "?", "n/a", "na", "none", "null", "н/д", "нет", "нет данных", "…"}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MOST_DIGITS = 400


@dataclass(frozen=True)
class Amount:
    """A number, with the range that it may lie in; for a certain one low = mode = high."""

    low: float
    mode: float
    high: float
    triangle: bool = False
    """Whether it was written ``low/mode/high``, the middle more likely than the ends; else all are equally likely."""

    @property
    def is_certain(self) -> bool:
        """Whether there is no range."""
        return self.low == self.high


class NotANumberError(Exception):
    """Says why a cell is not a number, and what to do."""

    def __init__(self, says: Message, remedy: Message | None = None) -> None:
        super().__init__(says)
        self.says = says
        self.remedy = remedy


def plain_number(cell: Cell) -> float | None:
    """The number of a cell that holds digits and a point only, as nearly all do; None for others."""
    if isinstance(cell, str) and _DIGITS.match(cell):
        return float(cell)
    return None


def is_empty(cell: Cell) -> bool:
    """Whether nothing stands in the cell."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def amount(cell: Cell, *, decimal_comma: bool) -> Amount:
    """The number in a cell that is not empty: ``12.5``, ``1 250``, ``10..14``, ``10/12/14``.

    Args:
        cell: what stands in the cell.
        decimal_comma: whether ``12,5`` is twelve and a half (not where commas set cells apart).

    Raises:
        NotANumberError: with the reason.
    """
    if isinstance(cell, (int, float)):
        value = _finite(float(cell), cell)
        return Amount(value, value, value)
    text = (cell or "").strip()
    if ".." in text:
        parts = text.split("..")
        if len(parts) == 2:
            low, high = (_number(part, text, decimal_comma) for part in parts)
            return _ordered(low, (low + high) / 2, high, text)
    elif text.count("/") == 2:
        low, mode, high = (_number(part, text, decimal_comma) for part in text.split("/"))
        return replace(_ordered(low, mode, high, text), triangle=True)
    value = _number(text, text, decimal_comma)
    return Amount(value, value, value)


def _ordered(low: float, mode: float, high: float, text: str) -> Amount:
    if not low <= mode <= high:
        raise NotANumberError(
            _("the range {cell} goes the wrong way", cell=quoted(text)),
            _("write low..high or low/mode/high, the least first"),
        )
    return Amount(low, mode, high)


def _number(text: str, cell: str, decimal_comma: bool) -> float:
    text = text.strip().replace("\N{MINUS SIGN}", "-")
    if len(text) > MOST_DIGITS:
        raise NotANumberError(_("{cell} is not a number", cell=quoted(cell)))
    if _GROUPED.match(text):
        text = re.sub(rf"[{_SPACES}]", "", text)
    if not _PLAIN.match(text):
        raise _refusal(text, cell)
    if "," in text:
        if not decimal_comma:
            raise NotANumberError(
                _("{cell} is not a number here: commas set the cells of this file apart", cell=quoted(cell)),
                _("write a decimal point, or set the cells apart by semicolons"),
            )
        text = text.replace(",", ".")
    return _finite(float(text), cell)


def _finite(value: float, cell: Cell) -> float:
    if not math.isfinite(value):
        raise NotANumberError(_("{cell} is not a finite number", cell=quoted(cell)))
    return value


def _refusal(text: str, cell: str) -> NotANumberError:
    lowered = text.casefold()
    if lowered in _NOT_FINITE:
        return NotANumberError(
            _("{cell} is not a finite number", cell=quoted(cell)), _("leave an unknown cell empty")
        )
    not_a_number = _("{cell} is not a number", cell=quoted(cell))
    if lowered in _UNKNOWN or not lowered:
        return NotANumberError(not_a_number, _("leave an unknown cell empty"))
    if lowered.endswith("%"):
        return NotANumberError(
            _("{cell} is not a number", cell=quoted(cell)), _("write a share as a fraction, 0.12 for 12 %")
        )
    if _DAY.match(text):
        return NotANumberError(
            _("{cell} is a date, not a number", cell=quoted(cell)),
            _("a spreadsheet may have taken 1.2 for a date: format the column as a number and type it again"),
        )
    return NotANumberError(_("{cell} is not a number", cell=quoted(cell)))


def as_text(cell: Cell) -> str | None:
    """The cell as a text without outer spaces; a whole number without ``.0``; None when empty."""
    if cell is None:
        return None
    if isinstance(cell, (int, float)):
        value = float(cell)
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
    return " ".join(cell.split()) or None
