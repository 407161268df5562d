"""The interface over the real engine on a small study of files: what is typed reaches the solver."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot
from tui_pilot import english, text_of

from tui.app import ParkfundApp

__all__ = ["english"]

PARKS = """\
park_id,name,district,requested_mln_rub,novelty,jobs
A1,Alpha,N,100,0.9,10
B2,Beta,N,100,0.8,20
C3,Gamma,S,100,0.2,90
D4,Delta,S,100,0.1,95
E5,Epsilon,S,100,0.5,50
"""

CRITERIA = """\
title: Two criteria
method: wsm
criteria:
  # what the committee argues about
  - {id: novelty, column: novelty, weight: 90, scale: {worst: 0, best: 1}, do_nothing: 0}
  - {id: jobs, column: jobs, weight: 10, scale: {worst: 0, best: 100}, do_nothing: 0}
"""

PROGRAMME = """\
title: Two parks
years: [2025, 2026]
budget: {total: 200}
rules:
  - {id: both_sides, measure: count, where: {district: S}, min: 0, max: 2}
  - {id: one_north, measure: count, where: {district: N}, max: 1, active: false}
scorecard:
  - {measure: jobs, name: Jobs, target: 100}
"""

STUDY = """\
title: Small
parks: parks.csv
criteria: criteria.yaml
programme: programme.yaml
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A study of five parks of which two can be paid."""
    files = {"parks.csv": PARKS, "criteria.yaml": CRITERIA, "programme.yaml": PROGRAMME, "study.yaml": STUDY}
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


async def until(condition: Callable[[], bool], pilot: Pilot[None], seconds: float = 20.0) -> None:
    """Wait for what workers bring."""
    for _ in range(int(seconds / 0.05)):
        await pilot.pause()
        if condition():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("the interface did not get there: " + text_of(pilot.app))  # type: ignore[arg-type]


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[tuple[ParkfundApp, Pilot[None]]]:
    app = ParkfundApp(folder)
    async with app.run_test(size=(120, 35)) as pilot:
        await until(lambda: app.session.standing in ("proven", "unreadable"), pilot)
        yield app, pilot


def funded(app: ParkfundApp) -> set[str]:
    assert app.session.answer is not None
    return set(app.session.answer.funded)


async def test_weights_ranking_and_plan_follow(folder: Path) -> None:
    async with opened(folder) as (app, pilot):
        assert app.session.order.parks[:2] == ("A1", "B2")
        assert funded(app) == {"A1", "B2"}
        app.query_one("#weights").focus()
        await pilot.press("0", "enter")  # novelty weighs nothing, jobs everything
        await pilot.pause()
        assert app.session.order.parks[:2] == ("D4", "C3")
        await until(lambda: app.session.standing == "proven", pilot)
        assert funded(app) == {"C3", "D4"}
        assert "Jobs" in text_of(app)
        await pilot.press("backspace")
        await pilot.pause()
        assert app.session.standing == "proven", "an answer given before comes back at once"
        assert funded(app) == {"A1", "B2"}


async def test_pins_and_rules_reach_the_solver(folder: Path) -> None:
    async with opened(folder) as (app, pilot):
        await pilot.press("f8")
        await until(lambda: app.session.standing == "proven" and "A1" not in funded(app), pilot)
        await pilot.press("end", "f6")
        pinned = app.session.park
        await until(lambda: app.session.standing == "proven" and pinned in funded(app), pilot)
        await pilot.press("backspace", "backspace")
        await until(lambda: app.session.standing == "proven" and funded(app) == {"A1", "B2"}, pilot)
        await pilot.press("3", "down", "space")
        await until(lambda: app.session.standing == "proven" and funded(app) == {"A1", "E5"}, pilot)


async def test_pins_that_contradict_a_rule_give_a_proof_and_the_names(folder: Path) -> None:
    async with opened(folder) as (app, pilot):
        for park in ("C3", "D4", "E5"):
            app.show(park=park)
            app.action_pin()
        await until(lambda: app.session.standing == "conflict", pilot)
        assert funded(app) == {"A1", "B2"}, "the previous plan stays"
        assert app.session.refused.conflict is not None
        assert "PREVIOUS PLAN SHOWN" in text_of(app)


async def test_a_bad_file_on_disk_keeps_the_answer_and_names_the_line(folder: Path) -> None:
    async with opened(folder) as (app, pilot):
        path = folder / "programme.yaml"
        path.write_text(
            PROGRAMME.replace("measure: count, where: {district: S}", "measure: cuont, where: {distrct: S}")
        )
        await until(lambda: app.session.standing == "faulty", pilot)
        assert funded(app) == {"A1", "B2"}
        await pilot.press("9")
        await pilot.pause()
        shown = text_of(app)
        assert "programme.yaml:5" in shown
        assert "district" in shown
        path.write_text(PROGRAMME.replace("total: 200", "total: 300"))
        await until(lambda: app.session.standing == "proven" and len(funded(app)) == 3, pilot)
        assert "programme.yaml:5" not in text_of(app)


async def test_a_study_that_is_faulty_from_the_start_opens_once_mended(folder: Path) -> None:
    (folder / "criteria.yaml").write_text(CRITERIA.replace("method: wsm", "method: wmm"))
    async with opened(folder) as (app, pilot):
        assert app.session.standing == "unreadable"
        assert "criteria.yaml" in text_of(app)
        (folder / "criteria.yaml").write_text(CRITERIA)
        await until(lambda: app.session.standing == "proven", pilot)


async def test_saved_weights_keep_comments_and_the_scale_of_the_file(folder: Path) -> None:
    async with opened(folder) as (app, pilot):
        app.query_one("#weights").focus()
        await pilot.press("shift+left", "down", "0", "full_stop", "1", "5", "1", "2", "3", "4", "5", "enter")
        await pilot.pause()
        await pilot.press("f2")
        await pilot.pause()
        await pilot.press("enter")
        await until(lambda: not app.session.unsaved and app.session.standing == "proven", pilot)
        text = (folder / "criteria.yaml").read_text(encoding="utf-8")
        assert "# what the committee argues about" in text
        assert "weight: 84.8766" in text or "weight: 84.8765" in text
        assert "weight: 15.1234" in text or "weight: 15.1235" in text


async def test_weights_changed_in_the_file_are_taken_over(folder: Path) -> None:
    async with opened(folder) as (app, pilot):
        (folder / "criteria.yaml").write_text(CRITERIA.replace("weight: 90", "weight: 0"))
        await until(lambda: app.session.standing == "proven" and funded(app) == {"C3", "D4"}, pilot)
        assert not app.session.unsaved


async def test_another_method_is_chosen_from_the_list(folder: Path) -> None:
    async with opened(folder) as (app, pilot):
        await pilot.press("m", *"topsis", "enter")
        await until(
            lambda: app.session.standing == "proven" and app.session.answer.question.method == "topsis", pilot
        )
        assert app.session.order.ranking.method == "topsis"
