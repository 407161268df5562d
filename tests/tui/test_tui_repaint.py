"""What is repainted when: no more than what differs, and never less."""

from __future__ import annotations

import pytest
from textual._compositor import Compositor
from tui_pilot import at_rest, english, opened, text_of

from tui.app import ParkfundApp
from tui.lines import Lines
from tui.panels.ranking import Ranking

__all__ = ["english"]


def rebuilt(app: ParkfundApp) -> str:
    """The screen after every pane was asked anew."""
    for pane in app.screen.query(Lines):
        pane.rebuild()
    return text_of(app)


async def test_panes_that_do_not_listen_to_the_selected_park_say_nothing_of_it() -> None:
    async with opened((160, 50)) as (app, pilot, _fake):
        for page in ("decide", "plan", "explain", "trust", "data"):
            app.action_page(page)
            await at_rest(pilot)
            parks = app.session.order.parks
            app.show(park=parks[parks.index(app.session.park) + 1])
            await at_rest(pilot)
            shown = text_of(app)
            assert shown == rebuilt(app), page


async def test_a_step_of_the_cursor_does_not_repaint_the_whole_screen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole: list[str] = []
    paint = Compositor.render_full_update
    async with opened() as (app, pilot, _fake):
        await at_rest(pilot)
        with monkeypatch.context() as watched:
            watched.setattr(
                Compositor,
                "render_full_update",
                lambda self, **how: (whole.append(""), paint(self, **how))[1],
            )
            await pilot.press("down", "down", "pagedown", "down")
        assert app.query_one(Ranking).scroll_offset.y > 0
        assert app.session.park == app.query_one(Ranking).cursor != app.session.order.parks[0]
        assert not whole


async def test_a_state_that_lags_behind_the_keys_takes_no_step_back() -> None:
    async with opened() as (app, pilot, _fake):
        table = app.query_one(Ranking)
        table.action_first()
        await pilot.pause()
        table.action_line_down()
        table.action_line_down()
        app.show(park=table.keys[1])  # what the first of the two steps asked for
        assert table.cursor == table.keys[2]
        await pilot.pause()
        assert app.session.park == table.cursor == table.keys[2]
        app.show(park=table.keys[0])
        assert table.cursor == table.keys[0], "what is selected elsewhere is followed"
