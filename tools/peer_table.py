"""Scores, ranks and weights by scikit-criteria on fixed problems, for the test of agreement with our own.

Run it in an environment that has scikit-criteria: ``python tools/peer_table.py``. It writes
``tests/data/peer_scikit_criteria.json``; the tests need the table only.
"""

from __future__ import annotations

import json
import platform
import warnings
from importlib.metadata import version
from pathlib import Path

import numpy as np

TABLE = Path(__file__).resolve().parents[1] / "tests" / "data" / "peer_scikit_criteria.json"
SEEDS = (1, 2, 3)
METHODS = {
    # our method: (module, class, keyword arguments)
    "aras": ("aras", "ARAS", {}),
    "cocoso": ("cocoso", "CoCoSo", {}),
    "codas": ("codas", "CODAS", {}),
    "copras": ("copras", "COPRAS", {}),
    "edas": ("edas", "EDAS", {}),
    "ervd": ("ervd", "ERVD", {}),
    "mabac": ("mabac", "MABAC", {}),
    "mairca": ("mairca", "MAIRCA", {}),
    "marcos": ("marcos", "MARCOS", {}),
    "moora": ("moora", "RatioMOORA", {}),
    "ocra": ("ocra", "OCRA", {}),
    "probid": ("probid", "PROBID", {}),
    "sprobid": ("probid", "SimplifiedPROBID", {}),
    "ram": ("ram", "RAM", {}),
    "rim": ("rim", "RIM", {}),
    "spotis": ("spotis", "SPOTIS", {}),
    "topsis": ("topsis", "TOPSIS", {}),
    "vikor": ("vikor", "VIKOR", {"use_compromise_set": False}),
    "waspas": ("waspas", "WASPAS", {}),
    "wpm": ("simple", "WeightedProductModel", {}),
    "wsm": ("simple", "WeightedSumModel", {}),
}
WEIGHTERS = {
    "entropy": "EntropyWeighter",
    "critic": "CRITIC",
    "merec": "MEREC",
    "standard_deviation": "StdWeighter",
    "gini": "GiniWeighter",
    "equal": "EqualWeighter",
}


def problem(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Positive values, weights of sum 1, both goals."""
    random = np.random.default_rng(seed)
    matrix = np.round(random.uniform(1.0, 10.0, (9, 4)), 3)
    weights = np.round(random.dirichlet(np.ones(4) * 3), 4)
    weights[-1] = round(1.0 - weights[:-1].sum(), 4)
    return matrix, weights, np.array([1, -1, 1, -1])


def main() -> None:
    """Compute and write the table."""
    import importlib

    import skcriteria
    from skcriteria.preprocessing import weighters

    warnings.simplefilter("ignore")
    problems = []
    for seed in SEEDS:
        matrix, weights, goals = problem(seed)
        entry = {
            "seed": seed,
            "matrix": matrix.tolist(),
            "weights": weights.tolist(),
            "goals": goals.tolist(),
            "methods": {},
            "weighters": {},
        }
        low, high = matrix.min(axis=0), matrix.max(axis=0)
        scaled = np.where(goals == 1, (matrix - low) / (high - low), (high - matrix) / (high - low))
        vector = matrix / np.sqrt((matrix**2).sum(axis=0))
        linear = np.where(goals == 1, matrix / high, low / matrix)
        forms = {
            "raw": (matrix, goals),
            "minmax": (scaled, abs(goals)),
            "linear": (linear, abs(goals)),
            "vector": (vector, goals),
            "sum": (matrix / matrix.sum(axis=0), goals),
        }
        for ours, (module, name, arguments) in METHODS.items():
            decider = getattr(importlib.import_module(f"skcriteria.agg.{module}"), name)
            for form, (values, own_goals) in forms.items():
                data = skcriteria.mkdm(values, list(map(int, own_goals)), weights=weights)
                extra = {}
                if ours == "ervd":
                    extra = {"reference_points": values.mean(axis=0)}
                if ours == "spotis":
                    extra = {"bounds": np.column_stack([values.min(axis=0), values.max(axis=0)])}
                if ours == "rim":
                    best = np.where(own_goals == 1, values.max(axis=0), values.min(axis=0))
                    extra = {
                        "ranges": list(
                            zip(values.min(axis=0).tolist(), values.max(axis=0).tolist(), strict=True)
                        ),
                        "ref_ideals": [(value, value) for value in best.tolist()],
                    }
                try:
                    result = decider(**arguments).evaluate(data, **extra)
                except Exception as refused:
                    entry["methods"].setdefault(ours, {})[form] = {"refused": str(refused)[:120]}
                    continue
                scores = {
                    key: np.asarray(value, dtype=float).tolist()
                    for key, value in result.e_.items()
                    if np.shape(value) == (len(matrix),) and np.asarray(value).dtype.kind in "fi"
                }
                entry["methods"].setdefault(ours, {})[form] = {
                    "rank": np.asarray(result.rank_).tolist(),
                    "scores": scores,
                }
        data = skcriteria.mkdm(matrix, list(map(int, goals)))
        for ours, name in WEIGHTERS.items():
            try:
                weighter = getattr(weighters, name)()
                entry["weighters"][ours] = weighter.transform(data).weights.to_numpy().tolist()
            except Exception as refused:
                entry["weighters"][ours] = {"refused": str(refused)[:120]}
        problems.append(entry)
    content = {
        "provenance": {
            "package": "scikit-criteria",
            "version": version("scikit-criteria"),
            "python": platform.python_version(),
            "numpy": version("numpy"),
            "date": "2026-11-24",
            "made_by": "tools/peer_table.py",
        },
        "problems": problems,
    }
    TABLE.parent.mkdir(parents=True, exist_ok=True)
    TABLE.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
