"""Page 9's table of the parks: what was read, where it comes from, in any order, with the cursor of the other pages."""

from __future__ import annotations

from dataclasses import replace

from tui_fake_engine import FakeEngine
from tui_pilot import english, opened, settle, text_of

from decision.errors import Problem
from decision.language import _
from tui.panels.parkdata import ParkData

__all__ = ["english"]


async def test_columns_are_sorted_and_the_cursor_is_the_park_of_the_other_pages() -> None:
    async with opened() as (app, pilot, _engine):
        study = app.session.study
        table = study.study.parks.table
        await pilot.press("down", "9", "tab")
        await settle(pilot)
        pane = app.query_one(ParkData)
        assert app.focused is pane
        assert pane.cursor == app.session.park
        assert list(pane.keys) == list(table.index)
        shown = text_of(app)
        assert "synthetic" in shown, "where the figures of a column come from"
        assert "not told" in shown
        await pilot.press("right", "s")
        assert pane.sorting == "requested_mln_rub"
        assert list(table.loc[list(pane.keys), "requested_mln_rub"]) == sorted(table["requested_mln_rub"])
        await pilot.press("s")
        falling = sorted(table["requested_mln_rub"], reverse=True)
        assert list(table.loc[list(pane.keys), "requested_mln_rub"]) == falling
        await pilot.press("home")
        await settle(pilot)
        assert app.session.park == pane.keys[0]
        await pilot.press("1")
        await settle(pilot)
        assert app.query_one("#ranking").cursor == pane.keys[0]
        await pilot.press("9", "tab", "s")
        assert list(pane.keys) == list(table.index)


async def test_parks_with_remarks_are_marked_and_missing_figures_come_last() -> None:
    async with opened() as (app, pilot, _engine):
        opened_study = app.session.study
        parks = opened_study.study.parks
        table = parks.table.copy()
        table.loc["C007", "new_jobs"] = float("nan")
        remark = Problem(_("no such method"), file=parks.file, line=parks.lines["C003"], warning=True)
        inner = replace(opened_study.study, parks=replace(parks, table=table), warnings=(remark,))
        app.show(study=replace(opened_study, study=inner))
        await pilot.press("9", "tab")
        pane = app.query_one(ParkData)
        pane.chosen = pane.names.index("new_jobs")
        await pilot.press("s")
        await settle(pilot)
        assert pane.keys[-1] == "C007"
        assert [text for text, _style in pane.cell("C007", pane._shown[-1][0], 9)] != []
        fault = pane.columns()[0]
        assert pane.cell("C003", fault, 1) == [("△", "warn")]
        assert pane.cell("C004", fault, 1) == []


async def test_a_repaint_and_a_step_cost_the_visible_rows_only() -> None:
    async def cells_drawn(count: int) -> int:
        async with opened((120, 35), FakeEngine(count)) as (app, pilot, _engine):
            await pilot.press("9", "tab")
            await settle(pilot)
            pane = app.query_one(ParkData)
            drawn, cell = 0, pane.cell

            def counting(*arguments: object) -> object:
                nonlocal drawn
                drawn += 1
                return cell(*arguments)  # type: ignore[arg-type]

            pane.cell = counting  # type: ignore[method-assign, assignment]
            pane.rebuild()
            return drawn

    assert 0 < await cells_drawn(2000) <= 1.2 * await cells_drawn(100)
