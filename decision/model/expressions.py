"""Arithmetic on columns: ``rnd_mln_rub / revenue_mln_rub``. Numbers, columns, + - * / ** and parentheses, no more.

The text is parsed into Python's syntax tree and walked by hand; nothing of it is ever evaluated as Python.
"""

from __future__ import annotations

import ast
from collections.abc import Callable

import numpy as np
import pandas as pd

from decision.errors import ParkfundError
from decision.language import _

MAX_LENGTH = 500

_BINARY: dict[type[ast.operator], Callable[[pd.Series | float, pd.Series | float], pd.Series | float]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
    ast.Pow: lambda a, b: a**b,
}


class BadExpression(ParkfundError):
    """The text is not arithmetic on columns."""


def _parse(expression: str) -> ast.expr:
    if len(expression) > MAX_LENGTH:
        raise BadExpression(_("an expression has at most {most} characters", most=MAX_LENGTH))
    try:
        tree = ast.parse(expression.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise BadExpression(_("{text} is not arithmetic on columns", text=expression)) from None
    for node in ast.walk(tree):
        allowed = isinstance(
            node,
            (ast.BinOp, ast.UnaryOp, ast.Name, ast.Load, ast.UAdd, ast.USub, ast.operator, ast.Constant),
        )
        if isinstance(node, ast.operator):
            allowed = type(node) in _BINARY
        if isinstance(node, ast.Constant):
            allowed = isinstance(node.value, (int, float)) and not isinstance(node.value, bool)
        if not allowed:
            raise BadExpression(
                _(
                    "{text}: only columns, numbers, + - * / ** and parentheses are allowed here",
                    text=expression,
                )
            )
    return tree


def columns_of(expression: str) -> tuple[str, ...]:
    """The columns that an expression names, sorted.

    Raises:
        BadExpression: the text is not arithmetic on columns.
    """
    return tuple(sorted({node.id for node in ast.walk(_parse(expression)) if isinstance(node, ast.Name)}))


def evaluate(expression: str, table: pd.DataFrame) -> pd.Series[float]:
    """The expression's value for each row; NaN where a cell is missing or a division has no value.

    Raises:
        BadExpression: the text is not arithmetic on columns, or names a column that the table lacks.
    """
    missing = [name for name in columns_of(expression) if name not in table]
    if missing:
        raise BadExpression(_("{text}: no column {column}", text=expression, column=missing[0]))

    def value(node: ast.expr) -> pd.Series | float:
        if isinstance(node, ast.Name):
            return pd.to_numeric(table[node.id], errors="coerce").astype(float)
        if isinstance(node, ast.Constant):
            return float(node.value)  # type: ignore[arg-type]
        if isinstance(node, ast.UnaryOp):
            operand = value(node.operand)
            return -operand if isinstance(node.op, ast.USub) else operand
        assert isinstance(node, ast.BinOp)
        found = _BINARY[type(node.op)](value(node.left), value(node.right))
        if isinstance(found, complex):
            raise OverflowError
        return found

    try:
        with np.errstate(all="ignore"):
            result = value(_parse(expression))
    except (ZeroDivisionError, OverflowError, RecursionError):
        raise BadExpression(_("{text} cannot be computed", text=expression)) from None
    series = result if isinstance(result, pd.Series) else pd.Series(result, index=table.index)
    return series.where(np.isfinite(series.to_numpy(dtype=float)), np.nan).astype(float)
