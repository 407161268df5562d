"""What must hold on every page, whatever it shows: nothing cut, readable, labelled, and no key that breaks it."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from textual.color import Color
from tui_pilot import english, need, opened, settle, text_of

from tui.app import ParkfundApp
from tui.dialogs import Dialog
from tui.lines import Lines
from tui.panels.keybar import KeyBar
from tui.panels.tabs import Tabs
from tui.table import Table
from tui.words import PAGES

__all__ = ["english"]

WINDOWS = ("f1", "f2", "f9", "m", "question_mark", "c")


def cut_places(app: ParkfundApp) -> list[str]:
    """Titles, heads of columns and whole lines of the frame that were cut; names of parks may be."""
    found = []
    for pane in app.screen.query(Lines):
        if not pane.display or not pane.region.area or not pane.is_attached:
            continue
        cells = pane._cells()
        if isinstance(pane, (KeyBar, Tabs)):
            found += [
                "".join(t for t, _ in line)
                for line in pane.lines(cells)
                if sum(len(t) for t, _ in line) > cells
            ]
            continue
        fixed = pane._title_line(cells)
        if isinstance(pane, Table):
            fixed += pane.top_lines(cells)
        said = ["".join(text for text, _ in line) for line, _row in fixed]
        if isinstance(app.screen, Dialog) and not isinstance(pane, Table):
            said += ["".join(text for text, _ in pane.row(i, cells)) for i in range(pane.row_count())]
        found += [f"{pane.id}: {text.strip()}" for text in said if text.rstrip().endswith("…")]
    return found


@pytest.mark.parametrize("language", [pytest.param("en", marks=pytest.mark.slow), "ru"])
async def test_nothing_of_the_frame_is_cut_at_80_columns(language: str) -> None:
    need(language)
    async with opened((80, 24)) as (app, pilot, _engine):
        for page, digit, *_names in PAGES:
            await pilot.press(digit)
            await settle(pilot)
            assert app.session.page == page
            assert not cut_places(app), page
            await pilot.press("f1")
            await pilot.pause()
            assert not cut_places(app), f"F1 of {page}"
            await pilot.press("escape")
        await pilot.press("1")
        for key in WINDOWS:
            await pilot.press(key)
            await pilot.pause()
            assert isinstance(app.screen, Dialog), key
            assert not cut_places(app), key
            await pilot.press("escape")
            await pilot.pause()


@pytest.mark.parametrize("size", [(60, 15), (80, 24)])
async def test_synthetic_data_are_labelled_on_every_page(size: tuple[int, int]) -> None:
    async with opened(size) as (app, pilot, _engine):
        for page, digit, *_names in PAGES:
            await pilot.press(digit)
            await pilot.pause()
            assert app.session.page == page
            assert "SYNTHETIC DATA" in text_of(app).splitlines()[0]


def luminance(color: Color) -> float:
    parts = [c / 255 for c in color.rgb]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def unreadable(app: ParkfundApp) -> list[tuple[str, float]]:
    """Text below a contrast of 4.5, after the filters that NO_COLOR puts over a frame."""
    found = []
    ground = app.screen.background_colors[1]
    for strip in app.screen._compositor.render_strips():
        for line_filter in app._filters:
            strip = strip.apply_filter(line_filter, ground)
        for segment in strip:
            style = segment.style
            if style is None or not any(sign.isalnum() for sign in segment.text):
                continue
            assert style.color is not None, segment
            assert style.bgcolor is not None, segment
            pair = sorted(
                (luminance(Color.from_rich_color(c)) for c in (style.color, style.bgcolor)), reverse=True
            )
            ratio = (pair[0] + 0.05) / (pair[1] + 0.05)
            if ratio < 4.5:
                found.append((segment.text, round(ratio, 2)))
    return found


async def test_every_letter_of_every_page_can_be_read_without_colours(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The themes themselves are tried in ``test_tui_parts``."""
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened((100, 30)) as (app, pilot, engine):
        assert app._filters, "NO_COLOR put no filter over the frame"
        engine.ending = "feasible"
        await pilot.press("f8")
        for _page, digit, *_names in PAGES:
            await pilot.press(digit)
            await settle(pilot)
            assert not unreadable(app), digit


async def test_a_chart_is_drawn_without_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened() as (app, pilot, _engine):
        await pilot.press("7", "space")
        await settle(pilot)
        plot = app.query_one("#chart PlotWidget")
        lines = app.screen._compositor.render_strips()[plot.region.y : plot.region.bottom]
        assert "┃" in "".join(segment.text for line in lines for segment in line), "its axis"


KEYS = [
    *("up", "down", "left", "right", "pageup", "pagedown", "home", "end", "tab", "shift+tab", "shift+left"),
    *("enter", "space", "escape", "backspace", "ctrl+z", "ctrl+y", "ctrl+c", "comma", "plus", "slash"),
    *("f1", "f2", "f3", "f5", "f6", "f7", "f8", "f9", "f12", "question_mark", "shift+right"),
    *"1234567890asdgйцукLДuUгxpekmrcntw",
]


async def anything(pressed: int, seed: int) -> None:
    chance = random.Random(seed)
    async with opened((100, 30)) as (app, pilot, engine):
        app.solve_after = 0.0
        for number in range(pressed):
            if number % 25 == 24:
                await pilot.resize_terminal(chance.randint(40, 200), chance.randint(10, 60))
                engine.ending = chance.choice(["optimal", "optimal", "feasible", "infeasible", "stopped"])
            await pilot.press(chance.choice(KEYS))
            if app._exit:
                return
        assert app._exception is None


async def test_a_hundred_and_fifty_random_keys_and_resizes_raise_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    await anything(60, 20251125)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
async def test_a_thousand_random_keys_and_resizes_raise_nothing(
    seed: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    await anything(1000, seed)
