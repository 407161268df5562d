"""What the interface tests share: an app over the fake engine, the screen as text, snapshots."""

from __future__ import annotations

import gettext
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot
from tui_fake_engine import FakeEngine

from decision import language
from tui.app import ParkfundApp

SNAPSHOTS = Path(__file__).parent / "snapshots"


@asynccontextmanager
async def opened(
    size: tuple[int, int] = (120, 35), engine: FakeEngine | None = None, theme: str = "parkfund-dark"
) -> AsyncIterator[tuple[ParkfundApp, Pilot[None], FakeEngine]]:
    """The app over a fake engine, the first answer on the screen."""
    fake = engine if engine is not None else FakeEngine()
    app = ParkfundApp("made-up", engine=fake, theme=theme)  # type: ignore[arg-type]
    app.solve_after = 0.04
    fake.app = app  # type: ignore[assignment]
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await pilot.pause()
        yield app, pilot, fake


async def settle(pilot: Pilot[None], seconds: float = 0.1) -> None:
    """Let the solver's delay pass."""
    await pilot.pause(seconds)
    await pilot.pause()


def text_of(app: ParkfundApp) -> str:
    """What stands on the screen."""
    strips = app.screen._compositor.render_strips()
    lines = ["".join(segment.text for segment in strip).replace("\u00a0", " ").rstrip() for strip in strips]
    return "\n".join(lines).rstrip() + "\n"


def same_as_snapshot(app: ParkfundApp, name: str) -> None:
    """Compare the screen with the stored text; PARKFUND_SNAPSHOTS=update stores it anew."""
    path = SNAPSHOTS / f"{name}.txt"
    shown = text_of(app)
    if os.environ.get("PARKFUND_SNAPSHOTS") == "update":
        SNAPSHOTS.mkdir(exist_ok=True)
        path.write_text(shown, encoding="utf-8", newline="\n")
        return
    assert path.exists(), (
        f"no snapshot {name}: run the test with PARKFUND_SNAPSHOTS=update and look at the file"
    )
    assert shown == path.read_text(encoding="utf-8")


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
