"""What a person does and what follows, over the fake engine: keys in, state and screen out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tui_fake_engine import FakeEngine
from tui_pilot import english, need, opened, settle, text_of

from decision.errors import Problem
from decision.language import _
from tui import messages
from tui.app import ParkfundApp
from tui.conflictdialog import ConflictDialog
from tui.dialogs import Choice, Picker, TypeNumber, match
from tui.format import read_share
from tui.panels.ranking import Ranking

__all__ = ["english"]


def weights_of(app: ParkfundApp) -> dict[str, float]:
    assert app.session.question is not None
    return dict(app.session.question.weights)


async def test_a_weight_moves_the_ranking_in_the_same_frame_and_the_plan_a_moment_later() -> None:
    async with opened() as (app, pilot, engine):
        engine.hold = True
        before = app.session.answer
        app.query_one("#weights").focus()
        await pilot.press("right")
        await pilot.pause()
        assert weights_of(app)["rnd"] == pytest.approx(0.41)
        assert sum(weights_of(app).values()) == pytest.approx(1)
        # the ranking on the screen is that of the new weights, the plan is marked as the previous one
        assert app.session.order is not None
        assert app.session.order.key == app.session.question.ranking_key
        assert app.session.standing == "computing"
        assert app.session.stale
        assert app.session.answer is before
        assert "PREVIOUS PLAN SHOWN" in text_of(app)
        await settle(pilot)
        engine.release()
        await pilot.pause()
        assert app.session.standing == "proven"
        assert app.session.answer is not before
        assert "PREVIOUS PLAN" not in text_of(app)


async def test_shift_moves_by_five_hundredths_and_the_others_give_way_in_proportion() -> None:
    async with opened() as (app, pilot, _engine):
        app.query_one("#weights").focus()
        await pilot.press("shift+right")
        weights = weights_of(app)
        assert weights["rnd"] == pytest.approx(0.45)
        assert weights["substitution"] / weights["jobs"] == pytest.approx(35 / 25)


async def test_a_burst_of_keys_is_solved_once() -> None:
    async with opened() as (app, pilot, engine):
        asked = len(engine.asked)
        for _key in range(6):
            app.post_message(messages.WeightMoved("rnd", 0.01))
        await settle(pilot)
        assert len(engine.asked) == asked + 1
        assert engine.asked[-1].weights["rnd"] == pytest.approx(0.46)


async def test_a_stale_answer_is_dropped_and_older_solves_are_stopped() -> None:
    async with opened() as (app, pilot, engine):
        app.query_one("#weights").focus()
        engine.hold = True
        await pilot.press("right")
        await settle(pilot)
        (stale,) = engine.held
        stops = engine.stops
        engine.held = []
        await pilot.press("right")
        assert engine.stops > stops
        shown = app.session.answer
        app.post_message(stale)
        await pilot.pause()
        assert app.session.answer is shown, "the answer to an older question was taken"
        assert app.session.computing
        await settle(pilot)
        engine.release()
        await pilot.pause()
        assert app.session.answer is not None
        assert app.session.answer.question.weights["rnd"] == pytest.approx(0.42)


async def test_a_slow_ranking_goes_through_a_worker_and_a_stale_one_is_dropped() -> None:
    async with opened() as (app, pilot, engine):
        engine.slow = engine.hold = True
        app.query_one("#weights").focus()
        await pilot.press("right", "right")
        first, second = engine.held
        app.post_message(first)
        await pilot.pause()
        assert app.session.order.key != app.session.question.ranking_key
        app.post_message(second)
        await pilot.pause()
        assert app.session.order.key == app.session.question.ranking_key


async def test_a_locked_weight_stays() -> None:
    async with opened() as (app, pilot, _engine):
        app.query_one("#weights").focus()
        await pilot.press("down", "space", "up", "shift+right")
        weights = weights_of(app)
        assert weights["substitution"] == pytest.approx(0.35)
        assert weights["jobs"] == pytest.approx(0.20)
        await pilot.press("down", "down", "space", "up", "up", "right")
        assert weights_of(app) == weights, "with all others locked nothing can give way"


@pytest.mark.parametrize(
    ("keys", "expected"), [("0 . 5 enter", 0.5), ("0 comma 6 2 enter", 0.62), ("enter 3 0 enter", 0.3)]
)
async def test_a_weight_is_typed(keys: str, expected: float) -> None:
    async with opened() as (app, pilot, _engine):
        app.query_one("#weights").focus()
        await pilot.press(*keys.replace(".", "full_stop").split())
        await pilot.pause()
        assert weights_of(app)["rnd"] == pytest.approx(expected)


async def test_nonsense_typed_for_a_weight_keeps_the_window_open() -> None:
    async with opened() as (app, pilot, _engine):
        app.query_one("#weights").focus()
        await pilot.press("0", "x", "enter")
        assert isinstance(app.screen, TypeNumber)
        await pilot.press("escape")
        assert weights_of(app)["rnd"] == pytest.approx(0.4)


def test_shares_are_read_as_people_write_them() -> None:
    said = {"0,45": 0.45, ".5": 0.5, "45": 0.45, "45 %": 0.45, "1": 1.0, "0": 0.0, "100": 1.0}
    for text, value in said.items():
        assert read_share(text) == pytest.approx(value)
    for text in ("", "x", "-1", "101", "nan"):
        assert read_share(text) is None


@pytest.mark.parametrize(
    ("pin", "out", "undo", "redo"),
    [("f6", "f8", "backspace", "ctrl+y"), ("p", "x", "u", "U"), ("з", "ч", "г", "Г")],
)
async def test_pin_in_and_keep_out_toggle_and_can_be_undone(pin: str, out: str, undo: str, redo: str) -> None:
    async with opened() as (app, pilot, _engine):
        park = app.session.park
        await pilot.press(out)
        assert app.session.question.reject == (park,)
        assert "× kept out" in text_of(app)
        await settle(pilot)
        assert park not in app.session.answer.funded
        await pilot.press(pin)
        assert app.session.question.reject == ()
        assert app.session.question.fund == (park,)
        await settle(pilot)
        assert park in app.session.answer.funded
        await pilot.press(undo)
        assert app.session.question.reject == (park,)
        await pilot.press(redo)
        assert app.session.question.fund == (park,)
        await pilot.press(pin)
        assert app.session.question.fund == ()


async def test_an_ineligible_park_cannot_be_pinned_in_and_says_why() -> None:
    async with opened() as (app, pilot, _engine):
        await pilot.press("end")
        assert app.session.park == "C004"
        assert "below the least acceptable" in text_of(app)
        await pilot.press("f6")
        assert app.session.question.fund == ()


async def test_the_cursor_follows_the_park_while_the_table_has_the_focus() -> None:
    async with opened(engine=FakeEngine(200)) as (app, pilot, _engine):
        table = app.query_one(Ranking)
        await pilot.press("pagedown", "pagedown", "pagedown", "up", "up")
        park = table.cursor
        place = table.keys.index(park)
        line = place - table.scroll_offset.y
        app._give_weight("jobs", 0.9)
        await settle(pilot)
        assert table.cursor == park
        assert app.session.park == park
        moved = table.keys.index(park)
        assert moved != place, "the test needs a park that moves"
        assert moved - table.scroll_offset.y == line, "the park left its line on the screen"


async def test_the_table_stays_where_it_is_while_the_weights_have_the_focus() -> None:
    async with opened() as (app, pilot, _engine):
        table = app.query_one(Ranking)
        await pilot.press("pagedown")
        top = table.scroll_offset.y
        app.query_one("#weights").focus()
        await pilot.press("shift+right", "shift+right", "shift+right")
        await pilot.pause()
        assert table.scroll_offset.y == top


async def test_rules_are_switched_off_and_on_again() -> None:
    async with opened() as (app, pilot, engine):
        await pilot.press("3", "down", "space")
        await settle(pilot)
        assert app.session.question.rules == {"east": False}
        assert engine.asked[-1].rules == {"east": False}
        await pilot.press("down", "space")
        assert app.session.question.rules == {"east": False, "south": True}
        await pilot.press("up", "space", "down", "space")
        assert app.session.question.rules == {}
        assert not app.session.unsaved


async def test_a_conflict_names_the_rules_with_file_and_line_and_keeps_the_plan() -> None:
    async with opened() as (app, pilot, engine):
        plan = app.session.answer
        engine.ending = "infeasible"
        await pilot.press("f8")
        await settle(pilot)
        assert app.session.standing == "conflict"
        assert app.session.answer is plan
        shown = text_of(app)
        assert "PREVIOUS PLAN SHOWN" in shown
        assert "At least ten parks programme.yaml:7" in shown
        await pilot.press("f3")
        await pilot.pause()
        assert isinstance(app.screen, ConflictDialog)
        assert "Far East floor" in text_of(app)
        await pilot.press("escape", "backspace")
        await settle(pilot)
        engine.ending = "optimal"


async def test_the_best_plan_so_far_can_be_computed_on() -> None:
    async with opened() as (app, pilot, engine):
        engine.ending = "feasible"
        await pilot.press("f8")
        await settle(pilot)
        assert app.session.standing == "best"
        engine.ending = "optimal"
        await pilot.press("enter")
        await settle(pilot)
        assert app.session.standing == "proven"
        assert app.session.limit > 60


async def test_a_solver_stopped_before_a_first_plan_can_go_on() -> None:
    async with opened() as (app, pilot, engine):
        found = app.session.answer
        app.show(answer=None, refused=replace(found.portfolio, ending="stopped"))
        assert app.session.standing == "nothing"
        await pilot.press("2")
        await settle(pilot)
        assert text_of(app).count("Enter") >= 2, "the strip and the empty page name the key"
        engine.ending = "optimal"
        await pilot.press("enter")
        await settle(pilot)
        assert app.session.standing == "proven"
        assert app.session.limit > 60


async def test_escape_asks_the_solver_to_stop() -> None:
    async with opened() as (app, pilot, engine):
        engine.hold = True
        await pilot.press("f8")
        await settle(pilot)
        stops = engine.stops
        await pilot.press("escape")
        assert engine.stops == stops + 1
        assert app.session.computing, "the state changes only when the engine answers"


async def test_a_method_that_cannot_be_used_says_so_and_undo_returns() -> None:
    async with opened() as (app, pilot, engine):
        engine.forbidden = frozenset({"vikor"})
        await pilot.press("m")
        assert isinstance(app.screen, Picker)
        await pilot.press(*"vik", "enter")
        await settle(pilot)
        assert app.session.standing == "failed"
        assert "no such method" in text_of(app)
        await pilot.press("backspace")
        await settle(pilot)
        assert app.session.standing == "proven"


async def test_find_filters_and_keeps_what_was_found() -> None:
    async with opened() as (app, pilot, _engine):
        table = app.query_one(Ranking)
        everything = len(table.keys)
        await pilot.press("f7", *"shipb")
        await pilot.pause()
        assert 0 < len(table.keys) < everything
        assert all("shipbuilding" in app.session.study.names[park] for park in table.keys)
        await pilot.press("enter")
        await pilot.pause()
        assert len(table.keys) == everything
        assert "shipbuilding" in app.session.study.names[app.session.park]
        assert table.has_focus
        before = app.session.park
        await pilot.press("slash", *"Волга", "escape")
        await pilot.pause()
        assert app.session.park == before
        assert app.session.question.fund == (), "letters typed into a field are no commands"


async def test_the_language_switches_live_without_asking_anything() -> None:
    need("ru")
    from decision.language import use_language

    use_language("en")
    async with opened() as (app, pilot, engine):
        asked = len(engine.asked)
        for key, sign in (("L", "Рейтинг и план"), ("Д", "Ranking and plan"), ("L", "Рейтинг и план")):
            await pilot.press(key)
            await pilot.pause()
            assert sign in text_of(app)
        assert "Амур: станки" in text_of(app)
        assert "0,869" in text_of(app)
        assert len(engine.asked) == asked


async def test_leaving_asks_only_when_something_is_unsaved() -> None:
    async with opened() as (app, pilot, _engine):
        await pilot.press("f10")
        await pilot.pause()
        assert app._exit
    async with opened() as (app, pilot, _engine):
        await pilot.press("f8", "f10")
        await pilot.pause()
        assert isinstance(app.screen, Choice)
        assert "kept out: C011" in text_of(app)
        await pilot.press("escape")
        assert not app._exit
        await pilot.press("f10", "end", "enter")
        await pilot.pause()
        assert app._exit


async def test_saving_shows_the_file_first_and_writes_in_the_scale_of_the_file() -> None:
    async with opened() as (app, pilot, engine):
        app.query_one("#weights").focus()
        await pilot.press("shift+right", "f2")
        await pilot.pause()
        assert engine.written == []
        assert "criteria.yaml" in text_of(app)
        await pilot.press("enter")
        await pilot.pause()
        ((file, weights),) = engine.written
        assert file == "criteria.yaml"
        assert weights["rnd"] == pytest.approx(45)
        assert sum(weights.values()) == pytest.approx(100)


async def test_the_menu_finds_in_either_language() -> None:
    async with opened() as (app, pilot, _engine):
        await pilot.press("f9", *"keep the", "enter")
        await pilot.pause()
        assert app.session.question.reject == ("C011",)
    need("ru")
    from decision.language import use_language

    use_language("en")
    async with opened() as (app, pilot, _engine):
        await pilot.press("f9", *"исключ", "enter")
        await pilot.pause()
        assert app.session.question.reject == ("C011",)


def test_fuzzy_matching_prefers_whole_pieces() -> None:
    assert match("pin", "f6 pin the park in") > match("pin", "spin") > match("pin", "p i n") > 0
    assert match("zzz", "pin") == 0
    assert match("", "anything") > 0


async def test_digits_and_clicks_change_the_page() -> None:
    async with opened() as (app, pilot, _engine):
        for digit, page in (("2", "plan"), ("3", "rules"), ("9", "data"), ("1", "decide")):
            await pilot.press(digit)
            assert app.session.page == page
        await pilot.click("#tabs", offset=(13, 0))
        assert app.session.page == "plan"
        line = text_of(app).splitlines()[-1]
        await pilot.click("#keys", offset=(line.index("F9") + 1, 0))
        await pilot.pause()
        assert isinstance(app.screen, Picker)


async def test_files_changed_on_disk_are_read_again_and_decisions_stay() -> None:
    async with opened() as (app, pilot, _engine):
        await pilot.press("f8")
        await settle(pilot)
        turn = app.session.turn
        app.post_message(messages.FilesChanged(("criteria.yaml",)))
        await settle(pilot)
        assert app.session.turn > turn
        assert app.session.question.reject == ("C011",)
        assert app.session.standing == "proven"
        assert "C011" not in app.session.answer.funded


async def test_a_file_that_was_mended_clears_the_problem() -> None:
    async with opened() as (app, pilot, engine):
        engine.problems = (Problem(_("no such key"), "study.yaml", 39),)
        app.post_message(messages.FilesChanged(("study.yaml",)))
        await pilot.pause()
        assert app.session.standing == "faulty"
        assert "study.yaml:39" in text_of(app)
        assert app.session.answer is not None
        engine.problems = ()
        app.post_message(messages.FilesChanged(("study.yaml",)))
        await settle(pilot)
        assert app.session.standing == "proven"
        assert "study.yaml:39" not in text_of(app)


async def test_every_size_between_the_least_and_the_largest_works() -> None:
    async with opened((120, 35)) as (app, pilot, _engine):
        for size in ((80, 24), (60, 15), (52, 12), (79, 40), (100, 20), (150, 30), (200, 60), (80, 24)):
            await pilot.resize_terminal(*size)
            await settle(pilot)
            lines = text_of(app).splitlines()
            assert len(lines) <= size[1]
            if size != (52, 12):
                assert "F1" in lines[-1]
                assert any("machine tools" in line for line in lines)


async def test_one_pane_at_a_time_on_small_screens() -> None:
    async with opened((60, 15)) as (app, pilot, _engine):
        assert "Ranking and plan" in text_of(app)
        assert "Criteria weights" not in text_of(app)
        await pilot.press("tab")
        await pilot.pause()
        assert "Criteria weights" in text_of(app)
        assert app.focused is app.query_one("#weights")
        await pilot.press("right")
        await settle(pilot)
        assert weights_of(app)["rnd"] == pytest.approx(0.41)
        await pilot.press("tab")
        await pilot.pause()
        assert "Ranking and plan" in text_of(app)


async def test_a_repaint_costs_the_visible_rows_only() -> None:
    async def cells_drawn(count: int) -> int:
        async with opened((120, 35), FakeEngine(count)) as (app, pilot, _engine):
            table = app.query_one(Ranking)
            drawn = 0
            cell = table.cell

            def counting(*args: object) -> object:
                nonlocal drawn
                drawn += 1
                return cell(*args)  # type: ignore[arg-type]

            table.cell = counting  # type: ignore[method-assign, assignment]
            app._give_weight("rnd", 0.6)
            await settle(pilot)
            assert drawn, "another weight repaints the ranking"
            # How often a turn of the loop repaints depends on the machine: one rebuild, without the loop, is counted.
            drawn = 0
            table.rebuild()
            return drawn

    assert 0 < await cells_drawn(2000) <= 1.2 * await cells_drawn(100)


async def test_reading_says_so_until_there_is_a_study() -> None:
    class Patient(FakeEngine):
        def read(self, where: object, changed: tuple[str, ...] = ()) -> None: ...

    async with opened((80, 24), Patient()) as (app, pilot, _engine):
        assert "Reading the study made-up" in text_of(app)
        await pilot.press("right", "f6", "f8", "2", "f2", "m", "f3", "backspace", "f7", "escape", "space")
        assert "Reading the study made-up" in text_of(app)
