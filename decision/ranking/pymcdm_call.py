"""The one way pymcdm's methods are called: a new object each time, no slow checks, tables on demand."""

from __future__ import annotations

import re
import warnings
from typing import Any

import numpy as np

from decision.language import _
from decision.ranking.problem import CannotScore, RankingProblem, Scores, Step, Vector

_PARK_LABEL = re.compile(r"\$A_\{(\d+)\}\$")


def call(
    name: str, problem: RankingProblem, explain: bool = False, **settings: Any
) -> tuple[Vector, tuple[Step, ...]]:
    """Preference of each row by pymcdm's method of that class name, and its intermediate tables if asked for.

    Args:
        name: class in ``pymcdm.methods``.
        problem: what to rank; its normalisation is passed on when it has one.
        explain: whether the intermediate tables are wanted.
        settings: arguments of the method's constructor.

    Raises:
        CannotScore: pymcdm refuses the values.
    """
    from pymcdm import methods

    if problem.normalisation is not None:
        settings["normalization_function"] = problem.normalisation.function()
    # numpy's warnings about divisions say nothing that the check for non-finite preferences does not say
    # better
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            method = getattr(methods, name)(**settings)
            answer = method(problem.matrix, problem.weights, problem.types, validation=False, verbose=explain)
        except ValueError as refused:
            raise CannotScore(_("pymcdm refuses these values: {reason}", reason=refused)) from None
    if not explain:
        return np.asarray(answer, dtype=float), ()
    tables = answer.results
    return np.asarray(tables[-1].data, dtype=float), tuple(_step(table, problem) for table in tables)


def scored(name: str, problem: RankingProblem, explain: bool, **settings: Any) -> Scores:
    """:func:`call` for a method that pymcdm computes alone and that is not additive."""
    preference, steps = call(name, problem, explain, **settings)
    return Scores(preference, steps=steps)


def _step(table: Any, problem: RankingProblem) -> Step:
    description = table.desc
    data = np.asarray(table.data, dtype=float)
    rows = _labels(description.rows, data.shape[0], problem)
    columns = None if data.ndim == 1 else _labels(description.cols, data.shape[1], problem)
    symbol = "" if description.symbol is None else description.symbol
    return Step(_plain(description.caption), _plain(symbol), data, rows, columns)


def _labels(wanted: Any, length: int, problem: RankingProblem) -> Any:
    if wanted == "A":
        return "parks" if length == problem.rows else tuple(str(place + 1) for place in range(length))
    if wanted == "C":
        return "criteria"
    labels = wanted(length) if callable(wanted) else wanted
    names = (*problem.parks, *problem.virtual)

    def name(label: str) -> str:
        found = _PARK_LABEL.fullmatch(label)
        if not found:
            return _plain(label)
        number = int(found.group(1))
        return names[number - 1] if number else "ideal"

    return tuple(name(label) for label in labels)


def _plain(latex: str) -> str:
    """Pymcdm's captions and symbols without the marks of LaTeX."""
    text = re.sub(r"\\(bar|hat|overline)\{([^{}]*)\}", r"\2", latex)
    greek = {
        "\\phi": "φ",
        "\\varphi": "φ",
        "\\mu": "μ",
        "\\pi": "π",
        "\\xi": "ξ",
        "\\vartheta": "ϑ",
        "\\prime": "′",
    }
    for mark, letter in greek.items():
        text = text.replace(mark, letter)
    return re.sub(r"[${}\\^]|(?<=_)\s", "", text).strip().rstrip(".")
