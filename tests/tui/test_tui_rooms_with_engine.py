"""Sweep, regrets and members' files through the real engine, on a study of five parks."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest
from test_tui_with_engine import CRITERIA, PARKS, PROGRAMME, STUDY, opened, until
from tui_pilot import english, text_of

from decision.files.load import load_study
from tui import rooms, sweeps

__all__ = ["english"]

MEMBERS = {"ann": "{novelty: 90, jobs: 10}   # as she said on Monday", "bob": "{novelty: 0, jobs: 100}"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Five parks, two of which can be paid; two members of opposite minds."""
    study = STUDY + "committee: members/\n"
    files = {"parks.csv": PARKS, "criteria.yaml": CRITERIA, "programme.yaml": PROGRAMME, "study.yaml": study}
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "members").mkdir()
    for id, weights in MEMBERS.items():
        (tmp_path / "members" / f"{id}.yaml").write_text(f"name: {id.title()}\nweights: {weights}\n")
    return tmp_path


async def test_a_sweep_regrets_and_a_members_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeps, "PLANS", 24)
    monkeypatch.setattr(sweeps, "RANKINGS", 2048)
    async with opened(folder) as (app, pilot):
        await pilot.press("t")
        await until(lambda: app.session.sweep.begun and not app.session.sweep.running, pilot)
        found = app.session.sweep.robust
        assert app.session.sweep.failure is None
        assert found.samples == 24
        # money for two of five: the shares of all parks add up to two
        assert found.inclusion.sum() == pytest.approx(2)
        share = dict(zip(found.parks, found.inclusion.tolist(), strict=True))
        # E5 has half of both; a pair of specialists is better at any weight, so that the ends decide
        assert share["A1"] > 0.2
        assert share["D4"] > 0.2
        assert app.session.sweep.smaa.samples == 2048
        assert app.session.sweep.stability.order[0] == "A1"
        assert app.session.sweep.funded_set is not None

        await pilot.press("8")
        await until(lambda: app.session.room.agreement is not None, pilot)
        assert app.session.room.means["arithmetic"]["novelty"] == pytest.approx(0.45)
        app.action_regret()
        await until(lambda: not app.session.room.regretting, pilot)
        regrets = app.session.room.regret.regrets["study"]
        # the plan on the screen is Ann's own best one; Bob would have C3 and D4, worth 0.9 + 0.95, and has 0.1 + 0.2
        assert regrets["ann"].most == pytest.approx(0, abs=1e-3)
        assert regrets["bob"].most == pytest.approx(1 - 0.3 / 1.85, abs=1e-3)

        await pilot.press("enter", "down", "enter", "shift+left", "f2", "f2", "enter")
        path = folder / "members" / "ann.yaml"
        await until(lambda: "85" in path.read_text(encoding="utf-8"), pilot)
        await until(lambda: not app.session.own_weights and app.session.standing == "proven", pilot)
        assert path.read_text(encoding="utf-8") == (
            "name: Ann\nweights: {novelty: 85, jobs: 15}   # as she said on Monday\n"
        )
        assert app.session.study.members["ann"]["novelty"] == pytest.approx(0.85)
        assert "Ann" in text_of(app)


def test_members_of_groups_and_criteria_left_out_are_understood(folder: Path) -> None:
    (folder / "members" / "bob.yaml").write_text("name: Bob\nweights: {jobs: 100}\n")
    shares = rooms.shares_of_members(load_study(folder))
    assert shares["bob"] == {"novelty": 0.0, "jobs": 1.0}


async def test_kept_plans_have_the_members_regrets_and_those_found_elsewhere_go_in_by_one_key(
    folder: Path,
) -> None:
    async with opened(folder) as (app, pilot):
        await pilot.press("8")
        await until(lambda: app.session.room.agreement is not None, pilot)
        await pilot.press("g")
        assert app.session.comparing.kept == (), "nothing is known of regrets yet"
        app.action_regret()
        await until(lambda: not app.session.room.regretting, pilot)
        await pilot.press("f5", "g", "5")
        comparing = lambda: app.session.comparing  # noqa: E731
        await until(lambda: comparing().regrets is not None, pilot)
        best, least = comparing().kept
        assert set(best.answer.funded) == {"A1", "B2"}
        # Values of the five parks by hand: Ann 0.9 novelty + 0.1 jobs, Bob jobs alone; all requests are equal.
        worth = {
            "ann": {"A1": 0.82, "B2": 0.74, "C3": 0.27, "D4": 0.185, "E5": 0.5},
            "bob": {"A1": 0.1, "B2": 0.2, "C3": 0.9, "D4": 0.95, "E5": 0.5},
        }
        lost = {
            pair: max(
                1 - sum(one[p] for p in pair) / sum(sorted(one.values())[-2:]) for one in worth.values()
            )
            for pair in combinations(sorted(worth["ann"]), 2)
        }
        found = comparing().regrets
        assert lost[tuple(sorted(least.answer.funded))] == pytest.approx(min(lost.values()))
        assert found.greatest("A") == pytest.approx(lost["A1", "B2"], abs=1e-3)
        assert found.greatest("B") == pytest.approx(min(lost.values()), abs=1e-3)
        shown = text_of(app)
        assert "B least regret" in shown
        assert "✓ least of these" in next(line for line in shown.splitlines() if "Greatest regret" in line)
        assert app.session.question.fund == (), "putting a plan aside decides nothing"

        await pilot.press("7", "v", "space")
        run = lambda: app.session.trading.run(app.session.study)  # noqa: E731
        await until(lambda: run().points and not run().running, pilot)
        await pilot.press("end", "f5", "5")
        await until(lambda: comparing().regrets is not None and "C" in comparing().regrets.regrets, pilot)
        kept, point = comparing().kept[2], app.session.trading.point(app.session.study)
        assert kept.answer.portfolio is point.portfolio
        assert "C point of the frontier" in text_of(app)
        assert app.session.question.fund == ()
