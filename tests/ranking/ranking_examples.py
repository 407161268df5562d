"""Small parks and criteria for the ranking tests, made from plain matrices."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from decision.model.criteria import CriteriaModel
from decision.model.parks import Parks


def parks_of(matrix: Any, ids: list[str] | None = None) -> Parks:
    values = np.array(matrix, dtype=float)
    names = ids or [f"P{i:04d}" for i in range(len(values))]
    table = pd.DataFrame(
        values,
        columns=[f"c{j:02d}" for j in range(values.shape[1])],
        index=pd.Index(names, name="park_id", dtype=object),
    )
    table.insert(0, "name", [f"Park {name}" for name in names])
    return Parks(table.sort_index())


def criteria_of(
    weights: Any,
    types: Any,
    method: Any = "topsis",
    *,
    scales: Any = None,
    do_nothing: Any = None,
    normalization: str | None = None,
    preferences: Any = None,
    **extra: Any,
) -> CriteriaModel:
    criteria = []
    for j, (weight, kind) in enumerate(zip(weights, types, strict=True)):
        entry: dict[str, Any] = {
            "id": f"c{j:02d}",
            "column": f"c{j:02d}",
            "goal": "max" if kind == 1 else "min",
            "weight": float(weight),
        }
        if scales is not None:
            low, high = scales[j]
            entry["scale"] = {"worst": low, "best": high} if kind == 1 else {"worst": high, "best": low}
        if do_nothing is not None:
            entry["do_nothing"] = float(do_nothing[j])
        if preferences is not None:
            entry["preference"] = preferences[j]
        criteria.append(entry)
    model = {"title": "test", "method": method, "normalization": normalization, "criteria": criteria, **extra}
    return CriteriaModel.model_validate(model)


def random_problem(seed: int, rows: int = 9, columns: int = 4) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Positive values, weights summing to 1, and at least one criterion of each goal."""
    rng = np.random.default_rng(seed)
    matrix = np.round(rng.uniform(1.0, 10.0, (rows, columns)), 3)
    weights = rng.dirichlet(np.ones(columns) * 3)
    types = rng.choice([1, -1], columns)
    types[0], types[1] = 1, -1
    return matrix, weights, types
