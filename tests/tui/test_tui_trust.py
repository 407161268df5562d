"""The page of trust over the fake engine: a sweep by keys and by mouse, cancelled, marked stale, answered."""

from __future__ import annotations

import pytest
from tui_fake_engine import FakeEngine
from tui_pilot import FRAMES, english, need, opened, same_as_snapshot, settle, text_of

from tui import pagemessages
from tui.dialogs import Choice, ReadingDialog
from tui.panels.trust import TrustTable

__all__ = ["english"]


def with_members() -> FakeEngine:
    engine = FakeEngine()
    engine.committee = True
    return engine


async def test_a_sweep_by_keys_from_the_empty_page_to_the_answer_of_a_statement() -> None:
    async with opened(engine=with_members()) as (app, pilot, engine):
        await pilot.press("6")
        await pilot.pause()
        assert "T or a click here starts" in text_of(app)
        await pilot.press("enter")  # on the empty table
        await pilot.pause()
        assert engine.swept == [(app.session.question, (), "")]
        shown = text_of(app)
        assert "200 plans found" in shown
        robust = app.session.sweep.robust
        assert f"borderline {robust.categories.count('borderline')}" in shown
        table = app.query_one(TrustTable)
        assert {robust.categories[robust.parks.index(park)] for park in table.keys} == {"borderline"}
        await pilot.press("right")
        assert {robust.categories[robust.parks.index(park)] for park in table.keys} == {"core"}
        await pilot.press("left", "down", "enter")
        await pilot.pause()
        assert isinstance(app.screen, ReadingDialog), "a park's card"
        assert app.session.park == table.keys[1]
        await pilot.press("escape", "tab", "enter")
        await pilot.pause()
        assert isinstance(app.screen, Choice)
        assert "R&D intensity weighs at least as much as Job creation" in text_of(app)
        before = robust.categories.count("borderline")
        await pilot.press("down", "enter")
        await pilot.pause()
        assert app.session.statements == ("rnd <= jobs",)
        assert engine.swept[-1] == (app.session.question, ("rnd <= jobs",), "")
        assert app.session.sweep.robust.categories.count("borderline") < before
        assert "1 answer of yours counts" in text_of(app)
        assert not app.session.unsaved, "an answer changes no weights"
        await pilot.press("delete")
        await pilot.pause()
        assert app.session.statements == ()
        assert len(engine.swept) == 3


async def test_a_sweep_by_mouse() -> None:
    async with opened(engine=with_members()) as (app, pilot, engine):
        await pilot.click("#tabs", offset=(text_of(app).splitlines()[1].index("Trust"), 0))
        await pilot.click("#trust-head", offset=(5, 1))
        await pilot.pause()
        assert len(engine.swept) == 1
        await pilot.click("#trust-table", offset=(3, 0))
        assert app.query_one(TrustTable).showing == "core"
        await pilot.click("#statements", offset=(5, 3), times=2)
        await pilot.pause()
        assert isinstance(app.screen, Choice)
        await pilot.click("Choices", offset=(3, 0))
        await pilot.pause()
        assert app.session.statements == ("rnd >= substitution",)
        await pilot.click("#trust-text", offset=(4, 1))
        await pilot.pause()
        assert "Petrov" in text_of(app)
        assert "4.0 %" in text_of(app)


async def test_a_sweep_runs_while_one_goes_on_working_and_belongs_to_its_weights() -> None:
    async with opened() as (app, pilot, engine):
        engine.hold = True
        await pilot.press("t")
        await pilot.pause()
        assert app.session.page == "trust"
        assert app.session.sweep.running
        engine.hold = False
        begun, *rest = engine.held
        app.post_message(begun)
        await pilot.press("1", "tab", "right")
        await settle(pilot)
        assert app.session.standing == "proven", "the plan is solved while the sweep runs"
        for message in rest:
            app.post_message(message)
        await pilot.pause()
        await pilot.press("6")
        await pilot.pause()
        assert not app.session.sweep.running
        assert "FOR OTHER WEIGHTS OR RULES" in text_of(app)
        await pilot.press("1", "backspace", "6")
        await settle(pilot)
        assert "FOR OTHER WEIGHTS" not in text_of(app), "undo brings the weights of the sweep back"
        await pilot.press("1", "right", "6", "t")
        await settle(pilot)
        assert engine.swept[-1][0].weights == app.session.question.weights
        assert "FOR OTHER WEIGHTS" not in text_of(app)


async def test_escape_stops_a_sweep_keeps_what_is_done_and_t_goes_on() -> None:
    async with opened() as (app, pilot, engine):
        engine.hold = True
        await pilot.press("t")
        turn, study, stops = engine.sweep_turn, app.session.study, len(engine.stopped)
        engine.held = []
        app.post_message(pagemessages.SweepFound(turn, "smaa", engine.ranks(study)))
        from decision.analysis.engine import Progress

        app.post_message(pagemessages.SweepAdvanced(turn, "robust", Progress(120, 200, 100.0)))
        await pilot.pause()
        shown = text_of(app)
        assert "part 3 of 4" in shown
        assert "120 of 200" in shown
        assert "67 s left" in shown
        await pilot.press("escape")
        assert engine.stopped[-1] == "sweep"
        assert len(engine.stopped) == stops + 1
        assert app.session.sweep.stopping
        app.post_message(pagemessages.SweepFound(turn, "robust", engine.robust(study, 0, samples=120)))
        app.post_message(pagemessages.SweepEnded(turn, None, True))
        await pilot.pause()
        assert "stopped: 120 of 200" in text_of(app)
        assert app.query_one(TrustTable).keys, "what is done stays"
        engine.hold = False
        await pilot.press("t")
        await pilot.pause()
        assert app.session.sweep.turn == turn + 1
        assert "200 plans found" in text_of(app)


async def test_findings_of_an_older_sweep_and_failures() -> None:
    async with opened() as (app, pilot, _engine):
        await pilot.press("t")
        await pilot.pause()
        found = app.session.sweep.robust
        app.post_message(pagemessages.SweepFound(app.session.sweep.turn - 1, "robust", None))
        await pilot.pause()
        assert app.session.sweep.robust is found
        app.post_message(pagemessages.SweepEnded(app.session.sweep.turn, "no portfolio is feasible", False))
        await pilot.pause()
        assert "✗ no portfolio is feasible" in text_of(app)


async def test_the_weights_of_the_sweep_are_chosen_from_the_menu() -> None:
    async with opened() as (app, pilot, engine):
        await pilot.press("f9", *"which weights are drawn", "enter")
        await pilot.pause()
        assert isinstance(app.screen, Choice)
        await pilot.press("down", "down", "enter")
        await pilot.pause()
        assert engine.swept[-1][2] == "dirichlet"
        assert app.session.page == "trust"


async def test_find_filters_the_parks_of_the_sweep() -> None:
    async with opened() as (app, pilot, _engine):
        await pilot.press("t", "f7", *"Volga")
        await pilot.pause()
        table = app.query_one(TrustTable)
        assert table.keys
        assert all("Volga" in app.session.study.names[park] for park in table.keys)


@pytest.mark.parametrize(("size", "language"), FRAMES)
async def test_frames(size: tuple[int, int], language: str) -> None:
    need(language)
    async with opened(size, with_members()) as (app, pilot, _engine):
        await pilot.press("6")
        await pilot.pause()
        await same_as_snapshot(pilot, f"untried-{size[0]}x{size[1]}-{language}")
        app.action_regret()
        await pilot.press("t", "down", "down")
        await pilot.pause()
        await same_as_snapshot(pilot, f"trust-{size[0]}x{size[1]}-{language}")
        await pilot.press("f8")
        await settle(pilot)
        await same_as_snapshot(pilot, f"overtaken-{size[0]}x{size[1]}-{language}")
