"""Text in tables that people open in a spreadsheet: names come from applicants, and a name must not compute."""

from __future__ import annotations

from typing import Any

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def no_formula(value: Any) -> Any:
    """The value as a spreadsheet may read it from CSV: text that begins like a formula gets an apostrophe."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value
