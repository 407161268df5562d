"""What the interface tests share: an app over the fake engine, the screen as text, snapshots."""

from __future__ import annotations

import asyncio
import gettext
import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot
from tui_fake_engine import FakeEngine

from decision import language
from tui.app import ParkfundApp
from tui.journal import Journal

SNAPSHOTS = Path(__file__).parent / "snapshots"

FRAMES = [
    pytest.param((80, 24), "ru", id="80x24-ru"),
    pytest.param((120, 35), "en", id="120x35-en"),
    pytest.param((80, 24), "en", id="80x24-en", marks=pytest.mark.slow),
    pytest.param((120, 35), "ru", id="120x35-ru", marks=pytest.mark.slow),
]
"""Sizes and languages in which every page is stored; the longer words in the narrow frame come first."""


@asynccontextmanager
async def opened(
    size: tuple[int, int] = (120, 35),
    engine: FakeEngine | None = None,
    theme: str = "parkfund-dark",
    journal: Journal | None = None,
) -> AsyncIterator[tuple[ParkfundApp, Pilot[None], FakeEngine]]:
    """The app over a fake engine, the first answer on the screen."""
    fake = engine if engine is not None else FakeEngine()
    app = ParkfundApp("made-up", engine=fake, theme=theme, journal=journal)  # type: ignore[arg-type]
    app.solve_after = 0.04
    fake.app = app  # type: ignore[assignment]
    async with app.run_test(size=size) as pilot:
        await asyncio.wait_for(app.furnished.wait(), 60)
        await pilot.pause()
        await pilot.pause()
        yield app, pilot, fake


async def settle(pilot: Pilot[None], seconds: float = 0.1) -> None:
    """Let the solver's delay pass, and then whatever it set going, however slow the machine is."""
    await pilot.pause(seconds)
    await at_rest(pilot)


async def at_rest(pilot: Pilot[None]) -> None:
    """Wait until nothing is timed, asked or explained any more and the screen has stopped changing.

    A page that computes on purpose (a held engine) is taken as it stands once its screen is still.
    """
    app = pilot.app
    assert isinstance(app, ParkfundApp)
    shown = ""
    for _turn in range(400):
        await pilot.pause()
        waiting = app._solve_timer is not None or app._explain_timer is not None
        now = "" if waiting else text_of(app)
        if now and now == shown:
            return
        shown = now
        if waiting:
            await pilot.pause(0.02)


def text_of(app: ParkfundApp) -> str:
    """What stands on the screen."""
    strips = app.screen._compositor.render_strips()
    lines = ["".join(segment.text for segment in strip).replace("\u00a0", " ").rstrip() for strip in strips]
    return "\n".join(lines).rstrip() + "\n"


async def same_as_snapshot(pilot: Pilot[None], name: str) -> None:
    """Compare the screen at rest with the stored text; PARKFUND_SNAPSHOTS=update stores it anew."""
    await at_rest(pilot)
    assert isinstance(pilot.app, ParkfundApp)
    app = pilot.app
    path = SNAPSHOTS / f"{name}.txt"
    shown = without_thumb(without_tabs(text_of(app)))
    if os.environ.get("PARKFUND_SNAPSHOTS") == "update":
        SNAPSHOTS.mkdir(exist_ok=True)
        path.write_text(shown, encoding="utf-8", newline="\n")
        return
    assert path.exists(), (
        f"no snapshot {name}: run the test with PARKFUND_SNAPSHOTS=update and look at the file"
    )
    assert shown == without_thumb(path.read_text(encoding="utf-8"))


def without_tabs(shown: str) -> str:
    """A frame without the line of pages, which grows with the pages; it has a test of its own."""
    first, line, *rest = shown.split("\n")
    return "\n".join([first, "(pages)" if "1 " in line and "2 " in line and "3 " in line else line, *rest])


def without_thumb(shown: str) -> str:
    """A frame without the end of a scrollbar, which moves whenever a list such as the menu grows."""
    return re.sub("[▁▂▃▄▅▆▇](?=│(?:.{0,4}$))", " ", shown, flags=re.MULTILINE)


def need(spoken: str) -> None:
    """Skip where the catalogue of a language is not there yet."""
    if spoken == "ru" and gettext.find(language.DOMAIN, str(language.CATALOGUE_FOLDER), ["ru"]) is None:
        pytest.skip("the Russian catalogue has not been compiled (make catalogue)")
    language.use_language(spoken)


@pytest.fixture(autouse=True)
def english() -> AsyncIterator[None]:  # type: ignore[misc]
    """Every test begins and ends in English."""
    language.use_language("en")
    yield
    language.use_language("en")
