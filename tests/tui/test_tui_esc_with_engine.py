"""Esc while the real solver works: the best plan so far stays, and it is said how far from the optimum it may be."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from test_tui_with_engine import funded, until
from tui_pilot import english, text_of

from tui.app import ParkfundApp

__all__ = ["english"]

SITES = 150
CHANCE = 0.1


@pytest.fixture
def conflicts(tmp_path: Path) -> set[tuple[str, str]]:
    """Pairs of parks that exclude one another, at random: a largest independent set, minutes of work to prove."""
    chance = random.Random(1)
    parks = [f"P{number:03d}" for number in range(SITES)]
    pairs = {(a, b) for a in parks for b in parks if a < b and chance.random() < CHANCE}
    rules = "".join(f"  - {{id: {a}_{b}, excludes: [{a}, {b}]}}\n" for a, b in sorted(pairs))
    table = "".join(f"{park},Site {park},N,1,{0.5 + chance.random() / 10:.3f}\n" for park in parks)
    files = {
        "parks.csv": "park_id,name,district,requested_mln_rub,novelty\n" + table,
        "criteria.yaml": "title: One\nmethod: wsm\ncriteria:\n"
        "  - {id: novelty, column: novelty, weight: 1, scale: {worst: 0, best: 1}, do_nothing: 0}\n",
        "programme.yaml": f"title: Sites\nyears: [2025]\nbudget: {{total: {SITES}}}\nrules:\n{rules}",
        "study.yaml": "title: Sites\nparks: parks.csv\ncriteria: criteria.yaml\nprogramme: programme.yaml\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return pairs


async def test_esc_keeps_the_best_plan_with_its_gap(tmp_path: Path, conflicts: set[tuple[str, str]]) -> None:
    app = ParkfundApp(tmp_path)
    async with app.run_test(size=(120, 35)) as pilot:
        await until(lambda: (told := app.session.progress) is not None and told.objective is not None, pilot)
        assert app.session.standing == "computing"
        await pilot.press("escape")
        await until(lambda: app.session.standing != "computing", pilot)
        assert app.session.standing == "best"
        portfolio = app.session.answer.portfolio  # type: ignore[union-attr]
        assert portfolio.gap > portfolio.asked_gap
        assert portfolio.objective > 0
        chosen = funded(app)
        assert chosen
        assert not [pair for pair in conflicts if set(pair) <= chosen]
        assert "Best plan found, within" in text_of(app)
        await pilot.press("down")  # the interface goes on
        assert app.session.park is not None
