"""Kept plans and answers to statements survive a killed session, through the real engine and the real journal."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from test_tui_safety import crash, state
from test_tui_with_engine import PROGRAMME, folder, funded, until
from textual.pilot import Pilot
from tui_pilot import english, text_of

from tui.app import ParkfundApp
from tui.dialogs import Choice
from tui.journal import Journal

__all__ = ["english", "folder", "state"]


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[tuple[ParkfundApp, Pilot[None]]]:
    app = ParkfundApp(folder, journal=Journal(folder))
    async with app.run_test(size=(120, 35)) as pilot:
        await until(lambda: app.session.standing == "proven", pilot)
        yield app, pilot


async def keep_two_and_crash(folder: Path) -> list[dict[str, object]]:
    """Plans A, B and C; B is removed; a statement is answered; the process dies."""
    async with opened(folder) as (app, pilot):
        await pilot.press("f5", "f8")
        await until(lambda: app.session.standing == "proven" and "A1" not in funded(app), pilot)
        await pilot.press("f5", "backspace", "down", "f8")
        await until(lambda: app.session.standing == "proven" and "B2" not in funded(app), pilot)
        await pilot.press("f5", "5")
        app.action_stop()
        await until(lambda: app.session.comparing.comparison is not None, pilot)
        await pilot.press("left", "delete")
        app.show(statements=("novelty >= jobs",), spread="dirichlet")
        plans = [each.answer.portfolio.to_dict() for each in app.session.comparing.kept]
        assert [each.letter for each in app.session.comparing.kept] == ["A", "C"]
        crash(app)
    return plans


async def test_kept_plans_and_answers_come_back_as_they_were(
    folder: Path, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plans = await keep_two_and_crash(folder)
    (old,) = folder.glob(".parkfund-session-*")
    async with opened(folder) as (app, pilot):
        await until(lambda: isinstance(app.screen, Choice), pilot)
        shown = text_of(app)
        assert "kept plan A: as in the file" in shown
        assert "kept plan C: kept out: B2" in shown
        assert "kept plan B" not in shown
        assert "answer: novelty ≥ jobs" in shown

        def never(*_arguments: object) -> None:
            raise AssertionError("a plan of the same files is not solved again")

        with monkeypatch.context() as context:
            context.setattr(app.engine, "_answer", never)
            await pilot.press("enter")
            await until(lambda: len(app.session.comparing.kept) == 2, pilot)
        assert [each.answer.portfolio.to_dict() for each in app.session.comparing.kept] == plans
        assert app.session.statements == ("novelty >= jobs",)
        assert app.session.spread == "dirichlet"
        await until(lambda: app.session.comparing.comparison is not None, pilot)
        await until(lambda: not old.exists(), pilot)
        (new,) = folder.glob(".parkfund-session-*")
        notes = [json.loads(line).get("note", {}) for line in new.read_text().splitlines()[1:]]
        assert sorted(note["put_aside"] for note in notes if "put_aside" in note) == [0, 2]
        await pilot.press("f10")  # leaving asks: kept plans are in no file
        await pilot.pause()
        assert "kept plan C: kept out: B2" in text_of(app)
        await pilot.press("end", "enter")
        await pilot.pause()
    assert not list(folder.glob(".parkfund-session-*"))


async def test_plans_of_files_that_changed_are_solved_anew_and_said_so(folder: Path, state: Path) -> None:
    await keep_two_and_crash(folder)
    (folder / "programme.yaml").write_text(PROGRAMME.replace("total: 200", "total: 300"))
    async with opened(folder) as (app, pilot):
        await until(lambda: isinstance(app.screen, Choice), pilot)
        await pilot.press("enter")
        await until(lambda: len(app.session.comparing.kept) == 2, pilot)
        assert [len(each.answer.funded) for each in app.session.comparing.kept] == [3, 3]
        said = " ".join(str(note.message) for note in app._notifications)
        assert "solved anew: A, C" in said
