"""The first frame, and what a person may do before the pages are there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from textual import events
from textual.geometry import Size
from tui_fake_engine import FakeEngine
from tui_pilot import need, text_of

from tui.app import ParkfundApp


class Held(ParkfundApp):
    """An app whose pages come when they are let in."""

    def __init__(self) -> None:
        fake = FakeEngine()
        super().__init__("made-up", engine=fake)  # type: ignore[arg-type]
        fake.app = self  # type: ignore[assignment]
        self.framed, self.let_in, self.there = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def _bring_pages(self) -> None:
        self.framed.set()
        await self.let_in.wait()
        await super()._bring_pages()
        self.there.set()


async def until(holds: Callable[[], object]) -> None:
    """Wait for a condition, however slow the machine is."""
    for _turn in range(3000):
        if holds():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not come about")


@asynccontextmanager
async def framed() -> AsyncIterator[Held]:
    app = Held()  # without a pilot, which would wait for the pages
    running = asyncio.create_task(app.run_async(headless=True, size=(120, 30)))
    try:
        await asyncio.wait_for(app.framed.wait(), 60)
        yield app
    finally:
        app.let_in.set()
        await asyncio.wait_for(app.there.wait(), 60)
        app.exit()
        await asyncio.wait_for(running, 60)


@pytest.mark.parametrize(
    ("spoken", "words"),
    [
        (
            "en",
            (
                "parkfund · made-up",
                "[1 Decide]",
                "0 Districts",
                "Reading the study made-up",
                "F1 Help",
                "F10 Quit",
            ),
        ),
        ("ru", ("Паркфонд · made-up", "[1 Решение]", "made-up…", "F1 ", "F10 ")),
    ],
)
async def test_the_first_frame_says_what_is_opened_what_happens_and_which_keys_there_are(
    spoken: str, words: tuple[str, ...]
) -> None:
    need(spoken)
    async with framed() as app:
        shown = text_of(app)
        assert not app.query("#pages")
        assert [word for word in words if word not in shown] == [], shown


async def test_what_the_first_frame_shows_stays_where_it_is_when_the_pages_come() -> None:
    async with framed() as app:
        frame = text_of(app).split("\n")
        app.let_in.set()
        await until(lambda: "Ranking" in text_of(app))
        whole = text_of(app).split("\n")
        assert (whole[1], whole[29]) == (frame[1], frame[29])
        assert "F10" in frame[29]


async def test_keys_before_the_pages_act_on_them_in_their_order() -> None:
    async with framed() as app:
        for key in ("2", "3", "f9"):
            app.post_message(events.Key(key, key if len(key) == 1 else None))
        assert (app.session.page, len(app.screen_stack)) == ("decide", 1)
        app.let_in.set()
        await until(lambda: len(app.screen_stack) == 2)
        assert app.session.page == "rules"
        assert app.screen_stack[0].query_one("#rules").display


async def test_a_window_that_becomes_too_small_before_the_pages_come_says_so() -> None:
    async with framed() as app:
        app.post_message(events.Resize(Size(40, 10), Size(40, 10)))
        app.let_in.set()
        await asyncio.wait_for(app.there.wait(), 60)
        await until(lambda: "60×15" in text_of(app))
        assert not app.query_one("#pages").display
