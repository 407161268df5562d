"""What a committee's secretary stumbled over in a meeting played by the screen alone."""

from __future__ import annotations

import threading

from tui_pilot import english, opened, settle, text_of

from tui.panels.ranking import Ranking
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
