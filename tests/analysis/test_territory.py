"""Districts against sums made by hand, and the population that money per head is counted with."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from decision.analysis.territory import population, territory
from decision.model.parks import Parks
from decision.model.programme import Programme


def study(rules: list[dict[str, object]] | None = None, district: str = "district") -> SimpleNamespace:
    """Three parks of two districts."""
    table = pd.DataFrame(
        {district: ["SFO", "CFO", "SFO"], "jobs": [10.0, 20.0, 40.0]},
        index=pd.Index(["A", "B", "C"], name="park_id"),
    )
    programme = Programme.model_validate(
        {
            "title": "T",
            "years": [2025, 2026],
            "budget": {"total": 100},
            "scorecard": [{"measure": "jobs"}],
            "rules": rules or [],
        }
    )
    return SimpleNamespace(parks=Parks(table, "parks.csv"), programme=programme)


PORTFOLIO = SimpleNamespace(
    funded=(
        SimpleNamespace(park_id="A", start_year=2025, funded_fraction=1.0, payments={2025: 30.0, 2026: 10.0}),
        SimpleNamespace(park_id="B", start_year=2026, funded_fraction=0.5, payments={2026: 20.0}),
    ),
    outcomes={"jobs": 20.0},
)


def test_money_by_payment_parks_and_outcomes_by_start() -> None:
    found = territory(study(), PORTFOLIO)  # type: ignore[arg-type]
    assert found is not None
    assert found.districts == ("CFO", "SFO")
    assert found.parks == {"SFO": ("A", "C"), "CFO": ("B",)}
    money, count, jobs = found.measures
    assert money.by_year == {"CFO": (0.0, 20.0), "SFO": (30.0, 10.0)}
    assert count.by_year == {"CFO": (0.0, 1.0), "SFO": (1.0, 0.0)}
    assert jobs.by_year == {"CFO": (0.0, 10.0), "SFO": (10.0, 0.0)}
    # Rosstat's population of 2017: 39.26 and 19.33 million in datasets/national
    assert found.per_head["CFO"] == pytest.approx(20 / 39.26)
    assert found.gini is not None


def test_the_population_of_a_rule_goes_before_the_published_one() -> None:
    rule = {"id": "fair", "equity": {"population": {"CFO": 100, "SFO": 400}, "min_ratio": 0.1}}
    found = territory(study([rule]), PORTFOLIO)  # type: ignore[arg-type]
    assert found is not None
    assert found.per_head == pytest.approx({"CFO": 20e6 / 100, "SFO": 40e6 / 400})
    # 20 for 100 people, 40 for 400: |20·400 − 40·100| / (500 · 60)
    assert found.gini == pytest.approx(4000 / 30000)


def test_without_districts_or_their_population() -> None:
    assert territory(study(district="region"), PORTFOLIO) is None  # type: ignore[arg-type]
    assert population(study(), ("CFO", "Atlantis")) is None  # type: ignore[arg-type]
