"""The page of the committee over the fake engine: members' weights by slider and by pairs, used, saved."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest
from tui_fake_engine import FakeEngine
from tui_fake_rooms import MEMBERS
from tui_pilot import FRAMES, english, need, opened, same_as_snapshot, settle, text_of

from tui.dialogs import Choice, Picker
from tui.memberdialogs import MemberWeights, TypeName
from tui.pairwise import SCALE, Pairs, Pairwise

__all__ = ["english"]


def with_members() -> FakeEngine:
    engine = FakeEngine()
    engine.committee = True
    return engine


async def test_a_members_weights_are_used_by_keys_and_the_first_line_names_them() -> None:
    async with opened(engine=with_members()) as (app, pilot, _engine):
        await pilot.press("8")
        await pilot.pause()
        shown = text_of(app)
        assert "Kendall W" in shown
        assert "Ivanov – Petrov" in shown
        assert "arithmetic mean" in shown
        await pilot.press("down", "enter", "enter")  # Petrov, use these weights now
        await settle(pilot)
        assert app.session.question.weights == pytest.approx({"rnd": 0.1, "substitution": 0.2, "jobs": 0.7})
        assert "weights: Petrov" in text_of(app).splitlines()[0]
        await pilot.press("end", "up", "enter", "enter")  # the arithmetic mean
        await settle(pilot)
        mean = {
            id: sum(member.weights[id] for member in MEMBERS.values()) / 300
            for id in app.session.question.weights
        }
        assert app.session.question.weights == pytest.approx(mean)
        assert "weights: arithmetic mean" in text_of(app).splitlines()[0]
        await pilot.press("backspace", "backspace")
        await settle(pilot)
        assert "weights:" not in text_of(app).splitlines()[0]
        await pilot.press("w", *"sidor", "enter")
        await settle(pilot)
        assert app.session.question.weights["jobs"] == pytest.approx(0.4)


async def test_a_members_weights_by_slider_are_kept_and_saved_on_request() -> None:
    async with opened(engine=with_members()) as (app, pilot, engine):
        await pilot.press("8", "enter", "down", "enter")
        await pilot.pause()
        assert isinstance(app.screen, MemberWeights)
        await pilot.press("shift+left", "down", "space", "down", "right", "f2")
        await pilot.pause()
        own = app.session.own_weights["ivanov"].shares
        assert own["substitution"] == pytest.approx(0.2 + 0.05 * 2 / 3)
        assert sum(own.values()) == pytest.approx(1)
        assert app.session.question.weights == app.session.study.file_weights, "the weights that are on stay"
        shown = text_of(app)
        assert "Ivanov · not saved" in shown
        assert app.session.unsaved
        await pilot.press("f2", "enter")
        await pilot.pause()
        assert engine.saved[0]["ivanov"].shares == own
        assert app.session.own_weights == {}


async def test_esc_leaves_a_member_as_it_was_and_what_was_entered_is_taken_back() -> None:
    async with opened(engine=with_members()) as (app, pilot, _engine):
        await pilot.press("8", "enter", "down", "enter", "right", "escape")
        assert app.session.own_weights == {}
        await pilot.press("enter", "down", "enter", "right", "f2")
        assert "ivanov" in app.session.own_weights
        await pilot.press("enter", "down", "down", "down", "enter")
        assert app.session.own_weights == {}


async def test_pairs_name_the_judgement_that_does_not_fit_the_others() -> None:
    async with opened(engine=with_members()) as (app, pilot, _engine):
        await pilot.press("8", "down", "down", "enter", "down", "down", "enter")  # Sidorova, by pairs
        await pilot.pause()
        assert isinstance(app.screen, Pairwise)
        assert "✓ consistency ratio 0" in text_of(app)
        # rnd 1 : 1 substitution, rnd 1 : 1 jobs, and now substitution 9 times jobs
        await pilot.press("down", "down", *["left"] * 8)
        await pilot.pause()
        shown = text_of(app)
        assert "△ consistency ratio" in shown
        # any value of Saaty's scale in its place: the one that makes the ratio least is found here by trying all
        assert "look again at R&D intensity against Job creation: 9 : 1 instead of 1 : 1" in " ".join(
            shown.split()
        )
        # the weights are those of the principal eigenvector of that matrix, found here by power iteration
        import numpy as np

        matrix = np.array([[1, 1, 1], [1, 1, 9], [1, 1 / 9, 1]])
        vector = np.ones(3)
        for _step in range(200):
            vector = matrix @ vector
            vector /= vector.sum()
        await pilot.press("tab", "down", "enter")  # keep and use now
        await settle(pilot)
        weights = app.session.question.weights
        assert [weights[id] for id in ("rnd", "substitution", "jobs")] == pytest.approx(
            vector.tolist(), abs=1e-6
        )
        assert "weights: Sidorova" in text_of(app).splitlines()[0]


async def test_pairs_by_mouse() -> None:
    async with opened(engine=with_members()) as (app, pilot, _engine):
        await pilot.click("#tabs", offset=(text_of(app).splitlines()[1].index("Committee"), 0))
        await pilot.click("#members", offset=(5, 2), times=2)
        await pilot.pause()
        assert isinstance(app.screen, Choice)
        await pilot.click("Choices", offset=(3, 2))
        await pilot.pause()
        assert isinstance(app.screen, Pairwise)
        pairs = app.screen.query_one(Pairs)
        line = text_of(app).splitlines()[pairs.region.y + 1]
        start = line.index("·") - pairs.region.x
        await pilot.click(Pairs, offset=(start + len(SCALE) - 1, 1))
        await pilot.pause()
        assert "1 : 9" in text_of(app).splitlines()[pairs.region.y + 1]
        await pilot.click("Choices", offset=(3, 0))
        await pilot.pause()
        assert app.session.own_weights["ivanov"].shares["rnd"] < 0.3, "it was 0.7"


async def test_a_member_is_added_where_there_was_no_committee() -> None:
    async with opened() as (app, pilot, _engine):
        await pilot.press("8")
        await pilot.pause()
        assert "no committee yet: N adds a member" in text_of(app)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, TypeName)
        await pilot.press(*"Ada B", "enter")
        await pilot.pause()
        assert isinstance(app.screen, MemberWeights)
        await pilot.press("right", "f2")
        await pilot.pause()
        own = app.session.own_weights["ada-b"]
        assert own.new
        assert own.shares["rnd"] == pytest.approx(0.41)
        assert "Ada B · not saved" in text_of(app)
        await pilot.press("n", *"Ada B", "enter", "f2")
        assert "ada-b-2" in app.session.own_weights
        await pilot.pause()
        assert "Kendall W" in text_of(app), "two members can agree"


async def test_regrets_are_computed_told_and_marked_once_the_plan_changes() -> None:
    async with opened(engine=with_members()) as (app, pilot, engine):
        engine.hold = False
        await pilot.press("8", "tab", "enter")
        await pilot.pause()
        shown = text_of(app)
        assert "4.0 % △" in shown
        assert "least greatest regret 2.2 %" in shown
        await pilot.press("f8")
        await settle(pilot)
        assert "OF AN EARLIER PLAN" in text_of(app)


async def test_regrets_take_longer_with_many_parks_and_when_asked_again_after_nothing_was_found() -> None:
    async with opened(engine=with_members()) as (app, pilot, engine):
        await pilot.press("8")
        await pilot.pause()
        lines = text_of(app).splitlines()
        line = next(y for y, says in enumerate(lines) if "computes what each member loses" in says)
        await pilot.click(offset=(5, line))
        await pilot.pause()
        assert engine.regret_limits == [120], "one click on the sentence"
        nothing = SimpleNamespace(regrets={}, portfolios={}, says=lambda: ["nothing was found"])
        app.show(room=replace(app.session.room, regret=nothing))
        await pilot.pause()
        assert "nothing was found Enter here looks again" in text_of(app)
        await pilot.press("enter")
        await pilot.pause()
        assert engine.regret_limits == [120, 480]
        app.action_regret()
        assert engine.regret_limits[-1] == 120, "found: another search is like the first"
        app.session.study._names["en"] = {f"C{number:04}": "" for number in range(5000)}
        app.action_regret()
        assert engine.regret_limits[-1] == 600


async def test_the_plan_of_least_regret_is_adopted_by_pins_and_undone() -> None:
    async with opened(engine=with_members()) as (app, pilot, _engine):
        await pilot.press("f9", *"make the plan of least", "enter")
        await pilot.pause()
        assert app.session.question.fund == (), "nothing was computed yet"
        app.action_regret()
        await pilot.pause()
        await pilot.press("f9", *"make the plan of least", "enter")
        await settle(pilot)
        assert app.session.question.fund == ("C002",)
        assert app.session.answer.funded.keys() == {"C002"}, "the money left over goes to no one else"
        await pilot.press("backspace")
        await settle(pilot)
        assert app.session.question.fund == ()
        assert app.session.question.reject == ()


async def test_regrets_stop_on_escape() -> None:
    async with opened(engine=with_members()) as (app, pilot, engine):
        await pilot.press("8")
        engine.hold = True
        app.action_regret()
        app.post_message(engine.held[0])
        await pilot.pause()
        assert "regrets: 2 of 4 plans found" in text_of(app)
        await pilot.press("escape")
        assert engine.stopped[-1] == "regret"


async def test_without_a_plan_or_a_committee_regrets_say_what_they_need() -> None:
    async with opened() as (app, pilot, _engine):
        await pilot.press("f9", *"regrets of", "enter")
        await pilot.pause()
        assert not app.session.room.regretting
        assert not isinstance(app.screen, Picker)


@pytest.mark.parametrize(("size", "language"), FRAMES)
async def test_frames(size: tuple[int, int], language: str) -> None:
    need(language)
    async with opened(size, with_members()) as (app, pilot, _engine):
        await pilot.press("8", "down", "enter", "enter")
        await settle(pilot)
        app.action_regret()
        await pilot.pause()
        await same_as_snapshot(pilot, f"committee-{size[0]}x{size[1]}-{language}")
        await pilot.press("enter", "down", "enter")
        await pilot.pause()
        await same_as_snapshot(pilot, f"sliders-{size[0]}x{size[1]}-{language}")
        await pilot.press("escape", "enter", "down", "down", "enter", "down", "right", "right")
        await pilot.pause()
        await same_as_snapshot(pilot, f"pairs-{size[0]}x{size[1]}-{language}")
