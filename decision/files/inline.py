"""Weights written in the command line itself, so that a line reproduces a screen without a file."""

from __future__ import annotations

import math

from decision.errors import Problem
from decision.files.parktables import refuse_if_faulty
from decision.language import _


def inline_weights(text: str) -> dict[str, float]:
    """Weights by id from ``rnd=0.4,jobs=0.6``.

    Raises:
        InputProblems: every piece that is no weight.
    """
    weights: dict[str, float] = {}
    problems = []
    for piece in text.split(","):
        identifier, _equals, written = piece.partition("=")
        try:
            value = float(written)
        except ValueError:
            value = math.nan
        if identifier.strip() and math.isfinite(value) and value >= 0:
            weights[identifier.strip()] = value
        else:
            says = _("{piece} is not a weight", piece=repr(piece))
            remedy = _("write ID=NUMBER,ID=NUMBER, such as rnd=0.4,jobs=0.6")
            problems.append(Problem(says, file="--weights", remedy=remedy))
    refuse_if_faulty(problems)
    return weights
