"""Districts by years and the plan by groups: by keys, by mouse, against sums made by hand."""

from __future__ import annotations

import pytest
from tui_fake_engine import FakeEngine
from tui_pilot import FRAMES, english, need, opened, same_as_snapshot, settle, text_of

from decision.analysis.territory import gini
from tui.dialogs import Picker, ReadingDialog
from tui.panels.districts import Districts
from tui.panels.plan import GROUP, Plan

__all__ = ["english"]


def test_gini_is_nothing_when_alike_and_known_for_two() -> None:
    assert gini({"a": 2.0, "b": 4.0}, {"a": 1.0, "b": 2.0}) == pytest.approx(0)
    # everything to one of two equal districts: Lorenz curve 0, then 1, so 1 − 1/2
    assert gini({"a": 0.0, "b": 5.0}, {"a": 1.0, "b": 1.0}) == pytest.approx(0.5)
    assert gini({"a": 0.0}, {"a": 1.0}) is None


async def test_districts_by_keys() -> None:
    async with opened() as (app, pilot, _engine):
        await pilot.press("0")
        await pilot.pause()
        portfolio = app.session.answer.portfolio
        found = app.session.answer.territory
        home = app.session.study.study.parks.table["district"]
        money = dict.fromkeys(found.districts, 0.0)
        for park in portfolio.funded:
            money[home[park.park_id]] += park.grant_mln_rub
        assert {code: found.measures[0].total(code) for code in money} == pytest.approx(money)
        assert sum(map(found.measures[2].total, found.districts)) == pytest.approx(
            portfolio.outcomes["new_jobs"]
        )
        shown = text_of(app)
        assert "[money]" in shown
        assert "█" in shown
        assert "1,500" in shown, "the ceiling of 2026"
        await pilot.press("right")
        await pilot.pause()
        assert app.session.measure == "count"
        assert "[parks]" in text_of(app)
        await pilot.press("left", "left")
        await pilot.pause()
        assert app.session.measure == "new_jobs"
        await pilot.press("down", "enter")
        await pilot.pause()
        assert isinstance(app.screen, Picker)
        assert "Ural: parks" in text_of(app)
        assert "C002" in text_of(app)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, ReadingDialog)
        assert home[app.session.park] == "UFO"


async def test_districts_by_mouse() -> None:
    async with opened() as (app, pilot, _engine):
        line = text_of(app).splitlines()[1]
        await pilot.click("#tabs", offset=(line.index("Districts"), 0))
        await pilot.pause()
        assert app.session.page == "districts"
        top = app.query_one("#measures")
        await pilot.click("#measures", offset=(text_of(app).splitlines()[top.region.y].index("New jobs"), 0))
        await pilot.pause()
        assert app.session.measure == "new_jobs"
        await pilot.click("#districts-table", offset=(3, 4), times=2)
        await pilot.pause()
        assert isinstance(app.screen, Picker)
        assert "Far East: parks" in text_of(app)


async def test_a_study_without_districts_says_what_to_do() -> None:
    class Nowhere(FakeEngine):
        def solve(self, turn, study, question, order, limit):  # type: ignore[no-untyped-def]
            super().solve(turn, study, question, order, limit)

    async with opened(engine=Nowhere()) as (app, pilot, _engine):
        from dataclasses import replace

        app.session = replace(app.session, answer=replace(app.session.answer, territory=None))
        await pilot.press("0", "right", "enter")
        await pilot.pause()
        assert "no column district" in text_of(app)


async def test_the_plan_is_grouped_filtered_and_compared_with_that_of_the_files() -> None:
    async with opened() as (app, pilot, _engine):
        await pilot.press("2", "g")
        await pilot.pause()
        table = app.query_one(Plan)
        heads = [key for key in table.keys if key.startswith(GROUP)]
        assert heads == sorted(heads)
        assert "Ural: 2" in text_of(app)
        rows = [key for key in table.keys if not key.startswith(GROUP)]
        assert sorted(rows) == sorted(app.session.answer.funded)
        await pilot.press("home", "up", "enter")
        await pilot.pause()
        assert app.session.park in app.session.study.names, "the head of a group is no park"
        assert len(app.screen_stack) == 1
        await pilot.press("п", "s", "ы")
        assert (table.grouping, table.sorting) == ("start", "start")
        await pilot.press("f7", *"chem")
        await pilot.pause()
        assert app.session.page == "plan"
        assert all("chem" in app.session.study.names[key] for key in table.keys if not key.startswith(GROUP))
        await pilot.press("escape")
        # keep a funded park out: it stands below the others as one that left
        park = next(iter(app.session.answer.funded))
        app.show(park=park)
        await pilot.press("f8")
        await settle(pilot)
        assert table.keys[-1] == park
        await pilot.press("end")
        await pilot.pause()
        shown = text_of(app)
        assert f"left: {app.session.study.names[park]}" in shown
        assert "since the files +" in shown


async def test_money_carried_over_has_a_row_of_its_own() -> None:
    async with opened() as (app, pilot, _engine):
        from dataclasses import replace

        answer = app.session.answer
        by_year = {year: replace(money, carried=12.0) for year, money in answer.portfolio.by_year.items()}
        app.session = replace(
            app.session, answer=replace(answer, portfolio=replace(answer.portfolio, by_year=by_year))
        )
        await pilot.press("2")
        await pilot.pause()
        assert "carried over" in text_of(app)


@pytest.mark.parametrize(("size", "language"), FRAMES)
async def test_frames(size: tuple[int, int], language: str) -> None:
    need(language)
    async with opened(size) as (app, pilot, _engine):
        await pilot.press("f8")
        await settle(pilot)
        for name, keys in (("districts", ["0", "down"]), ("groups", ["2", "g", "home"])):
            await pilot.press(*keys)
            await pilot.pause()
            await same_as_snapshot(pilot, f"{name}-{size[0]}x{size[1]}-{language}")
        assert app.query_one(Districts).cursor == "UFO"
