"""Criteria models with judgements for the tests of weighting."""

from __future__ import annotations

from typing import Any

import numpy as np
from ranking_examples import criteria_of

from decision.model.criteria import CriteriaModel


def flat(count: int, weights: dict[str, Any], types: Any = None) -> CriteriaModel:
    """Criteria c00, c01 … without groups."""
    plain = criteria_of(np.ones(count), np.ones(count) if types is None else types)
    return CriteriaModel.model_validate(plain.model_dump() | {"method": "topsis", "weights": weights})


def named(ids: str, **weights: Any) -> CriteriaModel:
    """Criteria with these one-letter ids."""
    return CriteriaModel.model_validate(
        {
            "title": "t",
            "method": "wsm",
            "criteria": [{"id": name, "column": name} for name in ids],
            "weights": weights,
        }
    )


def pairs_of(matrix: Any, ids: list[str]) -> dict[str, float]:
    """The upper triangle of a matrix as judgements."""
    return {f"{ids[i]}/{ids[j]}": matrix[i][j] for i in range(len(ids)) for j in range(i + 1, len(ids))}


def grouped(**weights: Any) -> CriteriaModel:
    """a, g = {b, c, h = {d, e}}, f; numbers 1 to 6 and the groups' own."""
    return CriteriaModel.model_validate(
        {
            "title": "t",
            "method": "wsm",
            "normalization": "minmax",
            "criteria": [
                {"id": "a", "column": "a", "weight": 1},
                {
                    "id": "g",
                    "weight": 2,
                    "criteria": [
                        {"id": "b", "column": "b", "weight": 1},
                        {"id": "c", "column": "c", "weight": 3},
                        {
                            "id": "h",
                            "weight": 4,
                            "criteria": [
                                {"id": "d", "column": "d", "weight": 1},
                                {"id": "e", "column": "e", "weight": 4},
                            ],
                        },
                    ],
                },
                {"id": "f", "column": "f", "weight": 1},
            ],
            "weights": weights,
        }
    )
