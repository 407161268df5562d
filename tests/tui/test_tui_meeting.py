"""What a committee's secretary stumbled over in a meeting played by the screen alone."""

from __future__ import annotations

import threading
from pathlib import Path
from types import SimpleNamespace

import pytest
from tui_pilot import at_rest, english, need, opened, settle, text_of

from tui.columns import Column, choose
from tui.comparisontext import told_apart
from tui.journal import Journal, unfinished
from tui.lines import Lines
from tui.panels.ranking import Ranking
from tui.words import PAGES, barred_by_figures, differences
from tui.work import Work

__all__ = ["english"]


class Told:
    """An app that only takes messages."""

    def __init__(self) -> None:
        self.messages: list[object] = []

    def post_message(self, message: object) -> None:
        self.messages.append(message)


def test_a_job_stopped_before_it_began_says_so_and_one_overtaken_does_not() -> None:
    work = Work(Told())  # type: ignore[arg-type]
    release, ended = threading.Event(), threading.Event()
    told: list[str] = []
    work.begin_job("sweep", lambda stop: release.wait(30) and None, lambda says: None)
    work.begin_job(
        "sweep", lambda stop: told.append("ran"), lambda says: None, lambda: told.append("overtaken")
    )
    work.begin_job("sweep", lambda stop: told.append("ran"), lambda says: None, ended.set)
    work.stop_job("sweep")  # while the first still works
    release.set()
    assert ended.wait(30), "nothing would end the word that it is being stopped"
    assert told == []


async def test_a_park_that_was_found_stands_on_the_screen() -> None:
    async with opened(size=(80, 24)) as (app, pilot, _engine):
        table = app.query_one(Ranking)
        last = table.keys[-1]
        await pilot.press("home", "f7", *last, "enter")
        await settle(pilot)
        assert app.session.park == last
        place = table._places[last]
        assert table.scroll_offset.y <= place < table.scroll_offset.y + table.page_rows()


async def test_an_explanation_that_was_stopped_is_asked_again() -> None:
    async with opened() as (app, pilot, engine):
        await pilot.press("end", "up")
        engine.hold = True
        await pilot.press("f3")
        await settle(pilot)
        await pilot.press("escape")
        await pilot.pause()
        assert "F3 ask again" in text_of(app)
        engine.hold = False
        await pilot.press("f3")
        await settle(pilot)
        assert "Forced in" in text_of(app)
        engine.hold = True
        await pilot.press("left")
        await settle(pilot)
        await pilot.press("escape", "1")
        engine.hold = False
        await pilot.press("4")
        await settle(pilot)
        assert not app.session.explained.running
        assert not app.session.explained.stopped, "coming back to the page asks again too"


async def test_a_point_of_the_frontier_gives_exactly_its_parks() -> None:
    async with opened() as (app, pilot, _engine):
        await pilot.press("7", "v", "space")
        await settle(pilot)
        await pilot.press("home", "enter")
        await settle(pilot)
        point = app.session.trading.run(app.session.study).points[0]
        wanted = {park.park_id for park in point.portfolio.funded}
        assert len(wanted) < len(app.session.first.funded), "money is left over for more"
        assert set(app.session.answer.funded) == wanted
        assert "grants are solved anew" in " ".join(note.message for note in app._notifications)


async def test_a_total_is_typed_and_all_ceilings_go_with_it_in_one_step() -> None:
    async with opened() as (app, pilot, _engine):
        budget = app.session.study.study.programme.budget
        await pilot.press("b")
        await pilot.pause()
        assert "ceilings move in proportion" in text_of(app)
        await pilot.press("ctrl+u", *f"{budget.total / 2:g}", "enter")
        await settle(pilot)
        assert app.session.answer.portfolio.budget_total == budget.total / 2
        for year, ceiling in (budget.by_year or {}).items():
            assert float(app.session.question.settings[f"budget.by_year.{year}"]) == ceiling / 2
        said = differences(app.session.study.question, app.session.question, app.session)
        assert len(said) == 1, "one decision, one phrase"
        await pilot.press("backspace")
        await settle(pilot)
        assert app.session.question.settings == {}


async def test_kept_plans_begin_with_what_tells_them_apart() -> None:
    async with opened(size=(80, 24)) as (app, pilot, _engine):
        await pilot.press("home", "f8")
        await settle(pilot)
        await pilot.press("f5", "down", "f8")
        await settle(pilot)
        await pilot.press("f5", "5")
        await settle(pilot)
        first, second = app.session.question.reject
        heads = told_apart(app.session.comparing.kept, app.session)
        assert first in heads[0]
        assert second in heads[1].partition(";")[0]
        assert first in heads[1].partition(";")[2], "what both share comes last"


async def test_a_pin_says_what_it_did_to_the_value_and_undo_says_what_it_took_back() -> None:
    async with opened() as (app, pilot, _engine):
        park = app.session.order.parks[0]
        before = app.session.answer.portfolio.objective
        await pilot.press("home", "f8")
        await settle(pilot)
        lost = (app.session.answer.portfolio.objective - before) / before * 100
        assert lost < 0
        assert f"last decision: value −{-lost:.2f}" in text_of(app)
        await pilot.press("backspace")
        await pilot.pause()
        assert f"taken back: kept out: {park}" in " ".join(note.message for note in app._notifications)
        await settle(pilot)
        app.query_one("#weights").focus()
        await pilot.press("shift+right")
        await settle(pilot)
        assert "last decision: value" not in text_of(app), "under other weights the two values do not compare"


async def test_f1_in_a_window_explains_it_and_esc_comes_back_to_the_window() -> None:
    async with opened() as (app, pilot, engine):
        engine.ending = "infeasible"
        await pilot.press("home", "f8")
        await settle(pilot)
        await pilot.press("f3", "f1")
        await pilot.pause()
        assert "is a way out" in text_of(app)
        await pilot.press("escape")
        await pilot.pause()
        assert "what should give way" in text_of(app)
        await pilot.press("escape", "3", "home", "enter")
        await pilot.pause()
        asked = text_of(app).partition("at least")[2].partition("in the file")[0]
        assert "parks" in asked, "a bare bound does not say of what"
        await pilot.press("f1")
        await pilot.pause()
        assert "press Enter" in text_of(app)


async def test_leaving_can_keep_the_decisions_for_the_next_start(tmp_path: Path) -> None:
    study = tmp_path / "made-up"
    study.mkdir()
    async with opened(journal=Journal(study)) as (app, pilot, _engine):
        park = app.session.order.parks[0]
        await pilot.press("home", "f8")
        await settle(pilot)
        await pilot.press("f10", "down", "enter")
        await pilot.pause()
    left = unfinished(study)
    assert left is not None
    assert left.notes[-1]["question"]["reject"] == [park]


async def test_all_pins_are_freed_in_one_step() -> None:
    async with opened() as (app, pilot, _engine):
        await pilot.press("home", "f6", "down", "f8", "down", "f8")
        await settle(pilot)
        await pilot.press("f9", *"free all", "enter")
        await settle(pilot)
        assert (app.session.question.fund, app.session.question.reject) == ((), ())
        await pilot.press("backspace")
        assert len(app.session.question.reject) == 2


async def test_the_protocol_remembers_who_signs() -> None:
    async with opened() as (app, pilot, _engine):
        await pilot.press("P", "shift+tab", *"a vote", "shift+tab", *"Ivanova", "tab", "tab", "enter")
        await pilot.pause()
        assert "writing the protocol" in text_of(app)
        await pilot.press("P")
        await pilot.pause()
        shown = text_of(app)
        assert "who answers for the changes: Ivanova" in " ".join(shown.split())
        assert "why they are made: a vote" in " ".join(shown.split())


def test_a_rule_that_bars_a_park_stands_beside_the_parks_own_figure() -> None:
    study = StudyOf({"residents": 9.0})
    assert barred_by_figures(study, "twelve", "C1") == "At least 12 residents (Residents 9)"  # type: ignore[arg-type]


class StudyOf:
    """As much of a study as a rule and one park need."""

    def __init__(self, row: dict[str, float]) -> None:
        self.rules = {"twelve": SimpleNamespace(label="At least 12 residents", where={"residents": None})}
        self.study = SimpleNamespace(
            parks=SimpleNamespace(column=lambda id: SimpleNamespace(title=id.title()))
        )
        self._row = row

    def value(self, column: str, _park: str) -> float:
        return self._row[column]


@pytest.mark.parametrize("columns", [60, 80, 100, 120, 150])
async def test_what_f1_promises_of_the_ranking_is_there_at_every_width(columns: int) -> None:
    async with opened(size=(columns, 24)) as (app, _pilot, _engine):
        table = app.query_one(Ranking)
        shown = {column.id for column, _cells in table._shown}
        assert {"rank", "park", "outcome", "merit"} <= shown
        if columns >= 80:
            assert {"change", "start", "grant"} <= shown, "▲ ▼, the start and the grant"


async def test_the_pane_that_has_the_keys_is_told_by_a_sign_and_not_by_colour_alone() -> None:
    async with opened() as (app, pilot, _engine):
        for page, digit, *_names in PAGES[::4]:  # three of them: each page costs most of a second
            await pilot.press(digit)
            await settle(pilot)
            for _turn in range(3):
                focused = app.focused
                assert isinstance(focused, Lines), page
                shown = text_of(app)
                assert f"»{focused.title()}" in shown, f"{page}: {focused.id}"
                assert shown.count("»") == 1, page
                await pilot.press("tab")
                await at_rest(pilot)


async def test_a_plan_that_breaks_rules_is_said_to_break_whose() -> None:
    for columns, says in ((80, "✗ rules of A"), (120, "✗ breaks rules of A")):
        async with opened(size=(columns, 35)) as (app, pilot, _engine):
            await pilot.press("home", "f5", "f8")
            await settle(pilot)
            await pilot.press("f5", "5")
            await settle(pilot)
            crosses = app.session.comparing.comparison.crosses
            assert not all(cross.allowed for cross in crosses if cross.by == crosses[0].by)
            assert says in text_of(app)


async def test_another_view_does_not_stop_points_without_a_word() -> None:
    async with opened(size=(80, 24)) as (app, pilot, engine):
        engine.hold = True

        def told() -> str:
            return " ".join(note.message for note in app._notifications)

        await pilot.press("7", "v", "space")
        await settle(pilot)
        assert "solving the first of 9 plans" in text_of(app), "nothing shows that it works"
        assert "solving 0/9" in text_of(app)
        await pilot.press("v")
        await pilot.pause()
        assert "go on being solved" in told()
        assert app.session.trading.runs["frontier:new_jobs"].running
        await pilot.press("space")
        await pilot.pause()
        assert "are stopped" in told()
        assert not app.session.trading.runs["frontier:new_jobs"].running


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_the_screen_says_what_the_plan_is_to_maximise(language: str) -> None:
    need(language)
    full, short = (("goal: merit over doing nothing", "goal: merit") if language == "en" else
                   ("цель: оценка сверх бездействия", "цель: оценка"))  # fmt: skip
    async with opened(size=(80, 24)) as (app, pilot, _engine):
        assert full in text_of(app).split("\n")[2]
        await pilot.press("home", "f8")
        await settle(pilot)
        assert short in text_of(app).split("\n")[2]


def test_names_of_rules_come_before_a_column_that_repeats_the_pane_below() -> None:
    rule, part = Column("rule", "Rule", 34, 52), Column("part", "Tightest at", 12, 24, keep=4)
    fixed = [Column(name, "", cells) for name, cells in (("state", 12), ("value", 9), ("bound", 10))]
    shown, _gap = choose([fixed[0], rule, *fixed[1:], Column("slack", "", 8, keep=2), part], 80)
    assert {column.id: cells for column, cells in shown}["rule"] >= 34
    assert "slack" in {column.id for column, _cells in shown}


async def test_an_empty_column_takes_no_room_from_the_names_of_rules() -> None:
    async with opened(size=(80, 24)) as (app, pilot, _engine):
        await pilot.press("3")
        await settle(pilot)
        assert "Tightest at" not in text_of(app), "no rule of this programme has parts"
