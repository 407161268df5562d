"""Rounds of any size."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from ruamel.yaml import YAML

from decision import make_study
from decision.model.study import Study


def candidates(count: int, seed: int = 1) -> pd.DataFrame:
    """A round of ``count`` synthetic parks with the columns of the bundled programme."""
    random = np.random.default_rng(seed)
    cost = random.lognormal(6.3, 0.4, count).round(1)
    request = (0.5 * cost).clip(80, 500).round(1)
    return pd.DataFrame(
        {
            "park_id": [f"B{number:05d}" for number in range(count)],
            "name": [f"Park {number}" for number in range(count)],
            "district": random.choice(["CFO", "PFO", "SFO", "DFO"], count),
            "requested_mln_rub": request,
            "minimum_mln_rub": (0.6 * request).round(1),
            "new_jobs": random.lognormal(5, 0.6, count).round(),
            "share": random.beta(2, 3, count).round(3),
            "rnd": random.beta(1.5, 20, count).round(4),
        }
    )


CRITERIA = {
    "title": "Benchmark",
    "method": "topsis",
    "normalization": "minmax",
    "criteria": [
        {"id": "rnd", "column": "rnd", "weight": 40, "scale": {"worst": 0, "best": 0.3}, "do_nothing": 0},
        {"id": "share", "column": "share", "weight": 35, "scale": {"worst": 0, "best": 1}, "do_nothing": 0},
        {
            "id": "jobs",
            "column": "new_jobs",
            "weight": 25,
            "scale": {"worst": 0, "best": 900},
            "do_nothing": 0,
        },
    ],
}


def programme_for(parks: pd.DataFrame) -> dict[str, Any]:
    """A programme like the bundled one, with money for six tenths of what these parks ask for."""
    budget = float(0.6 * parks["requested_mln_rub"].sum())
    years = range(2025, 2031)
    return {
        "title": "Benchmark",
        "years": list(years),
        "budget": {"total": budget, "by_year": dict.fromkeys(years, budget / 5)},
        "terms": {"funding": "partial", "yearly_share": [0.1, 0.7], "build_years": 2},
        "objective": {"discount": 0.02},
        "rules": [
            {"id": "count", "measure": "count", "min": len(parks) // 2},
            {"id": "east", "measure": "grant", "where": {"district": "DFO"}, "min_share": 0.1},
        ],
    }


def round_of(count: int) -> Study:
    """A study of so many parks under a programme like the bundled one."""
    parks = candidates(count)
    return make_study(parks, CRITERIA, programme_for(parks))


def write_round(count: int, folder: Path) -> None:
    """The same study as files."""
    parks = candidates(count)
    parks["name"] = [f"Park {number:05d}" for number in range(count)]
    parks.to_csv(folder / "parks.csv", index=False)
    study = {"title": "Benchmark", **{name: f"{name}.yaml" for name in ("criteria", "programme")}}
    files = {"study": study | {"parks": "parks.csv"}, "criteria": CRITERIA, "programme": programme_for(parks)}
    for name, content in files.items():
        with (folder / f"{name}.yaml").open("w", encoding="utf-8") as file:
            YAML(typ="safe").dump(content, file)
