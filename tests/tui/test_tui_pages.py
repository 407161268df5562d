"""Explain, conflicts and bounds over the fake engine: by keys alone, by mouse alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tui_fake_engine import FakeEngine
from tui_pilot import english, opened, settle, text_of

from decision.analysis.explanation import BarringLifted, BarringRule, Interval
from decision.model.base import Text
from tui import messages
from tui.app import ParkfundApp
from tui.conflictdialog import ConflictDialog
from tui.explaining import Explaining
from tui.kept import Kept

__all__ = ["english"]


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Explanations begin without the pause that a moving cursor deserves."""
    monkeypatch.setattr(Explaining, "explain_after", 0.01)


def spot(app: ParkfundApp, text: str) -> tuple[int, int]:
    """Where on the screen a text stands, for the mouse."""
    for y, line in enumerate(text_of(app).splitlines()):
        if text in line:
            return line.index(text) + 1, y
    raise AssertionError(f"{text!r} is not on the screen:\n{text_of(app)}")


async def click(app: ParkfundApp, pilot: object, text: str, times: int = 1) -> None:
    await pilot.click(offset=spot(app, text), times=times)  # type: ignore[attr-defined]
    await pilot.pause()  # type: ignore[attr-defined]


async def test_f3_explains_the_park_and_arrows_go_to_others() -> None:
    async with opened() as (app, pilot, engine):
        await pilot.press("end", "up", "f3")
        await settle(pilot)
        assert app.session.page == "explain"
        said = text_of(app)
        for wanted in (
            app.session.park,
            "not funded",
            "Forced in",
            "0.31",
            "Rules in the way",
            "Far East floor",
        ):
            assert wanted in said, wanted
        assert "confirmed by the solver" in said
        assert "Why below its neighbour" in said
        assert engine.explained == [app.session.park]
        copied: list[str] = []
        app.copy_to_clipboard = copied.append  # type: ignore[method-assign]
        await pilot.press("ctrl+c")
        assert "Forced in" in copied[0]
        assert app.session.park in copied[0]
        assert "request" in copied[0]
        await pilot.press("left")
        await settle(pilot)
        assert engine.explained[-1] == app.session.park != engine.explained[0]
        await pilot.press("right")
        await settle(pilot)
        assert len(engine.explained) == 2, "what was explained before is not asked again"
        assert "Forced in" in text_of(app)


async def test_parts_arrive_one_by_one_and_esc_keeps_what_is_there() -> None:
    async with opened() as (app, pilot, engine):
        await pilot.press("end", "up")
        engine.hold = True
        await pilot.press("4")
        await settle(pilot)
        assert "The solver is asked" in text_of(app)
        first, *rest = engine.held
        app.post_message(first)
        await pilot.pause()
        assert "1 of 4 done" in text_of(app)
        assert "Forced in" not in text_of(app)
        await pilot.press("escape")
        assert engine.jobs_stopped[-1] == "explain"
        for late in rest:
            app.post_message(late)
        await pilot.pause()
        assert "Stopped" in text_of(app)
        assert "Why below its neighbour" in text_of(app)
        assert "Forced in" not in text_of(app), "what comes after Esc is dropped"


async def test_a_stale_explanation_is_dropped_and_a_new_plan_asks_anew() -> None:
    async with opened() as (app, pilot, engine):
        await pilot.press("4")
        await settle(pilot)
        engine.hold = True
        await pilot.press("right")
        await settle(pilot)
        stale, engine.held = engine.held, []
        engine.hold = False
        await pilot.press("right")
        await settle(pilot)
        shown = app.session.explained
        for late in stale:
            app.post_message(late)
        await pilot.pause()
        assert app.session.explained is shown
        asked = len(engine.explained)
        await pilot.press("f8")
        await settle(pilot, 0.2)
        assert len(engine.explained) == asked + 1
        assert app.session.explained.key != shown.key


async def test_an_ineligible_park_says_its_reasons_and_a_failure_its_sentence() -> None:
    async with opened() as (app, pilot, _engine):
        app.show(park="C004")
        await pilot.press("f3")
        await settle(pilot)
        assert "least acceptable" in text_of(app)
        app.show(park=app.session.order.parks[3])
        await settle(pilot)
        app.post_message(messages.ExplanationFailed(app.session.explained.turn, "no time left"))
        await pilot.pause()
        assert "no time left" in text_of(app)


async def test_explaining_by_mouse() -> None:
    async with opened() as (app, pilot, _engine):
        await click(app, pilot, app.session.study.names[app.session.order.parks[3]])
        await click(app, pilot, "F3")
        await settle(pilot)
        assert app.session.page == "explain"
        assert app.session.park == app.session.order.parks[3]
        assert "Left out" in text_of(app) or "Forced in" in text_of(app)
        await click(app, pilot, "1 Decide")
        assert app.session.page == "decide"


async def conflict(app: ParkfundApp, pilot: object, engine: FakeEngine) -> None:
    engine.ending = "infeasible"
    await pilot.press("f8")  # type: ignore[attr-defined]
    await settle(pilot)  # type: ignore[arg-type]
    assert app.session.standing == "conflict"
    engine.ending = "optimal"


async def test_a_conflict_is_resolved_by_keys_and_undone() -> None:
    async with opened() as (app, pilot, engine):
        engine.ending = "infeasible"
        await pilot.press("f8")
        await settle(pilot)
        await pilot.press("f3")
        await pilot.pause()
        said = text_of(app)
        ways = ("At least ten parks: 10 → 8", "Far East floor: 10 % → 5 %", "all a little")
        joint = "At least ten parks: 10 → 9 · all the money, mln RUB: 3,000 → 3,100"
        for wanted in ("programme.yaml:7", "programme.yaml:9", *ways, joint):
            assert wanted in said, wanted
        tried = app.session.tried["ten"]
        assert str(len(tried.portfolio.funded)) in said.split("At least ten parks: 10 → 8")[1].splitlines()[0]
        engine.ending = "optimal"
        await pilot.press("down", "enter")
        await settle(pilot)
        assert app.session.question.settings == {"rules.east.min_share": "0.05"}
        assert engine.asked[-1].changes == {"rules.east.min_share": "0.05"}
        assert app.session.standing == "proven"
        await pilot.press("backspace")
        assert app.session.question.settings == {}


async def test_a_conflict_is_resolved_by_mouse() -> None:
    async with opened() as (app, pilot, engine):
        await conflict(app, pilot, engine)
        asked = len(engine.asked)
        await pilot.press("f3", "escape")
        await settle(pilot)
        assert len(engine.asked) == asked, "leaving changes nothing"
        assert app.session.standing == "conflict"
        await click(app, pilot, "F3 which rules")
        assert isinstance(app.screen, ConflictDialog)
        await click(app, pilot, "all a little")
        await settle(pilot)
        assert app.session.question.settings == {"rules.ten.min": "9", "budget.total": "3100"}
        assert app.session.standing == "proven"


async def test_a_study_without_a_plan_from_the_start_opens_on_the_conflict() -> None:
    engine = FakeEngine()
    engine.ending = "infeasible"
    async with opened(engine=engine) as (app, pilot, _engine):
        await settle(pilot)
        assert isinstance(app.screen, ConflictDialog)
        engine.ending = "optimal"
        await pilot.press("enter")
        await settle(pilot)
        assert app.session.question.settings == {"rules.ten.min": "8"}
        assert app.session.standing == "proven"


async def test_a_bound_is_edited_by_keys_and_undone() -> None:
    async with opened() as (app, pilot, engine):
        await pilot.press("3", "enter")
        await pilot.pause()
        assert "in the file: 10" in text_of(app)
        await pilot.press("1", "2", ".", "5", "enter")
        await pilot.pause()
        assert app.session.question.settings == {}, "half a park is refused"
        await pilot.press("backspace", "backspace", "enter")
        await settle(pilot)
        assert app.session.question.settings == {"rules.ten.min": "12"}
        assert engine.asked[-1].changes == {"rules.ten.min": "12"}
        assert "10 → 12" in text_of(app)
        await pilot.press("down", "enter", "2", "5", "enter")
        await settle(pilot)
        assert app.session.question.settings["rules.east.min_share"] == "0.25"
        await pilot.press("backspace", "up", "enter", "1", "0", "enter")
        await pilot.pause()
        assert app.session.question.settings == {}, "back at the value of the file: no change"
        assert not app.session.unsaved
        await pilot.press("backspace")
        assert app.session.question.settings == {"rules.ten.min": "12"}


async def test_a_bound_and_a_switch_by_mouse() -> None:
    async with opened() as (app, pilot, _engine):
        await click(app, pilot, "3 Rules")
        await click(app, pilot, "✓ holds")
        await settle(pilot)
        assert app.session.question.rules == {"ten": False}
        await click(app, pilot, "Far East floor", times=2)
        await pilot.pause()
        assert "in the file: 10 %" in text_of(app)


async def keep_two(app: ParkfundApp, pilot: object) -> None:
    await pilot.press("f5")  # type: ignore[attr-defined]
    app.query_one("#weights").focus()
    await pilot.press("shift+right", "shift+right", "shift+right", "shift+right")  # type: ignore[attr-defined]
    await settle(pilot)  # type: ignore[arg-type]
    await pilot.press("k")  # type: ignore[attr-defined]
    await pilot.pause()  # type: ignore[attr-defined]


async def test_plans_are_kept_compared_and_adopted_by_keys() -> None:
    async with opened() as (app, pilot, engine):
        await pilot.press("5")
        await pilot.pause()
        assert "F5 on any page" in text_of(app)
        await pilot.press("f5", "1")
        await pilot.pause()
        first = app.session.answer
        await pilot.press("f5")
        assert len(app.session.comparing.kept) == 1, "the same plan is not kept twice"
        app.query_one("#weights").focus()
        await pilot.press("shift+right", "shift+right", "shift+right", "shift+right")
        await settle(pilot)
        await pilot.press("k", "5")
        await settle(pilot)
        said = text_of(app)
        comparison = app.session.comparing.comparison
        assert comparison is not None
        assert f"in some {len(comparison.in_some)}" in said
        shown = app.query_one("#differing")
        assert set(shown.keys) == set(comparison.in_some)
        assert all((park in first.funded) != (park in app.session.answer.funded) for park in shown.keys)
        await pilot.press("space")
        await pilot.pause()
        assert len(shown.keys) == 40
        await pilot.press("space", "left", "left", "enter")
        await settle(pilot)
        assert app.session.question.key == first.question.key
        assert set(app.session.answer.funded) == set(first.funded)
        await pilot.press("backspace")
        await settle(pilot)
        assert app.session.question.key != first.question.key
        await pilot.press("right", "delete")
        await pilot.pause()
        assert [each.label for each in app.session.comparing.kept] == ["A"]
        assert "One plan is kept" in text_of(app)
        assert engine.remembered[0] is first


async def test_plans_are_compared_by_mouse() -> None:
    async with opened() as (app, pilot, _engine):
        await keep_two(app, pilot)
        first = app.session.comparing.kept[0]
        await click(app, pilot, "5 Compare")
        await settle(pilot)
        await click(app, pilot, "Space all parks")
        assert "All parks" in text_of(app)
        await click(app, pilot, " A as in the file")
        assert app.session.comparing.chosen == 0
        await click(app, pilot, "Enter make it")
        await settle(pilot)
        assert app.session.question.key == first.question.key
        await click(app, pilot, "Delete remove")
        assert len(app.session.comparing.kept) == 1


async def test_a_stale_plan_and_a_fifth_are_not_kept() -> None:
    async with opened() as (app, pilot, engine):
        session = app.session
        engine.hold = True
        app.query_one("#weights").focus()
        await pilot.press("right", "f5")
        assert app.session.comparing.kept == ()
        await settle(pilot)
        engine.release()
        await pilot.pause()
        kept = [Kept(place, session.study, session.answer, session.order) for place in range(4)]
        app.show(comparing=replace(app.session.comparing, kept=tuple(kept)))
        await pilot.press("f5")
        assert [each.place for each in app.session.comparing.kept] == [0, 1, 2, 3]


async def test_budgets_are_swept_and_a_point_is_adopted_by_keys() -> None:
    async with opened() as (app, pilot, engine):
        await pilot.press("7")
        await pilot.pause()
        assert "Space solves" in text_of(app)
        await pilot.press("space")
        await settle(pilot)
        run = app.session.trading.run(app.session.study)
        assert [point.x for point in run.points] == [
            2200,
            2400,
            2600,
            2800,
            3000,
            3200,
            3400,
            3600,
            3800,
            4000,
        ]
        assert app.session.trading.chosen == "3000"
        assert "← present" in text_of(app)
        await pilot.press("down", "down", "enter")
        await settle(pilot)
        # the yearly ceilings follow in proportion
        assert app.session.question.settings == {
            "budget.total": "3400", "budget.by_year.2025": "1020", "budget.by_year.2026": "1700",
            "budget.by_year.2027": "1020",
        }  # fmt: skip
        assert app.session.answer.portfolio.budget_total == 3400
        assert app.session.trading.run(app.session.study).fresh(app.session.question, app.session.study)
        await pilot.press("backspace")
        assert app.session.question.settings == {}
        await pilot.press("1", "f8", "7")
        await settle(pilot)
        assert "of an earlier question" in text_of(app)
        assert engine.swept == ["budget"]


async def test_the_frontier_is_walked_and_a_point_is_adopted() -> None:
    async with opened() as (app, pilot, engine):
        await pilot.press("7", "v", "space")
        await settle(pilot)
        assert "Value against New jobs" in text_of(app)
        await pilot.press("home", "enter")
        await settle(pilot)
        point = app.session.trading.run(app.session.study).points[0]
        assert set(app.session.answer.funded) >= {park.park_id for park in point.portfolio.funded}
        assert set(app.session.question.fund) == {park.park_id for park in point.portfolio.funded}
        await pilot.press("right", "space")
        await settle(pilot)
        assert engine.swept == ["frontier:new_jobs", "frontier:count"]


async def test_points_come_one_by_one_and_esc_keeps_them() -> None:
    async with opened() as (app, pilot, engine):
        engine.hold = True
        await pilot.press("7", "space")
        await settle(pilot)
        for found in engine.held[:2]:
            app.post_message(found)
        await pilot.pause()
        assert "solving 2/10" in text_of(app)
        await pilot.press("escape")
        for late in engine.held[2:]:
            app.post_message(late)
        await pilot.pause()
        assert engine.jobs_stopped[-1] == "trade"
        assert "stopped" in text_of(app)
        assert len(app.session.trading.run(app.session.study).points) == 2


async def test_a_click_on_a_point_of_the_chart_adopts_it() -> None:
    async with opened() as (app, pilot, _engine):
        await click(app, pilot, "7 Trade-offs")
        await click(app, pilot, "Space solve  V")
        await settle(pilot)
        plot = app.query_one("#chart PlotWidget")
        canvas = plot.query_one("#plot")
        point = app.session.trading.run(app.session.study).points[-1]
        x, y = plot.get_pixel_from_coordinate(point.x, point.y)
        await pilot.click(canvas, offset=(x, y))
        await settle(pilot)
        assert app.session.question.key == point.question.key
        assert app.session.answer.portfolio.budget_total == 4000
        await click(app, pilot, "V frontier")
        assert "Space solves the plans between" in text_of(app)


async def test_f2_writes_bounds_and_switches_to_the_programme() -> None:
    async with opened() as (app, pilot, engine):
        await pilot.press("3", "enter", "9", "enter", "down", "space")
        await settle(pilot)
        await pilot.press("f2")
        await pilot.pause()
        assert "10 → 9" in text_of(app)
        await pilot.press("enter")
        await pilot.pause()
        changes = {"rules.ten.min": "9", "rules.east.active": "false"}
        assert engine.written == [("programme.yaml", changes)], "the weights are those of the file"


async def test_a_pinned_park_is_said_to_be_told_as_if_it_were_not() -> None:
    async with opened((80, 24)) as (app, pilot, _engine):
        await pilot.press("f3")
        await settle(pilot, 0.3)
        shown = app.session.explained
        assert shown is not None
        assert shown.found is not None
        assert "by hand" not in text_of(app)
        found = replace(
            shown.found,
            pinned="fund",
            pin_costs=Interval(0.25, 0.27),
            barred_by=(BarringRule("no_east", Text(en="None of the East", ru="Без Востока"), "programme.yaml:12"),),
            barring_lifted=BarringLifted(("no_east", "big"), "possible", Interval(0.125, 0.125)),
            breaks_priorities=True,
            otherwise_in_best=True,
        )  # fmt: skip
        app.show(explained=replace(shown, found=found))
        await pilot.pause()
        text = text_of(app)
    assert "Pinned in by hand." in text
    assert "The pin takes 0.250–0.270 of the value of the plan." in text
    assert "told as if nobody had pinned it" in text
    assert "None of the East  bars it  programme.yaml:12" in text
    assert "without all of these it could be funded; the plan would lose 0.125" in text
    assert "rules with a priority were broken" in text
    assert "better by less than the gap" in text
