"""Screens as text, at the sizes and in the languages that matter; a changed frame must be looked at."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tui_fake_engine import FakeEngine
from tui_pilot import FRAMES, SNAPSHOTS, english, need, opened, same_as_snapshot, settle, text_of

from decision.errors import Problem
from decision.language import _
from tui import messages
from tui.format import GLYPHS, width
from tui.panels.tabs import tab_line
from tui.words import PAGES

__all__ = ["english"]


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 35), (160, 45), (200, 60)])
async def test_decide(size: tuple[int, int], language: str) -> None:
    need(language)
    async with opened(size) as (_app, pilot, _engine):
        await pilot.press("down", "f6", "tab")
        await settle(pilot)
        await same_as_snapshot(pilot, f"decide-{size[0]}x{size[1]}-{language}")


@pytest.mark.parametrize(("size", "language"), FRAMES)
async def test_pages(size: tuple[int, int], language: str) -> None:
    need(language)
    async with opened(size) as (_app, pilot, _engine):
        for page, digit in (("plan", "2"), ("rules", "3"), ("data", "9")):
            await pilot.press(digit)
            await pilot.pause()
            await same_as_snapshot(pilot, f"{page}-{size[0]}x{size[1]}-{language}")


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_windows(language: str) -> None:
    need(language)
    async with opened((80, 24)) as (_app, pilot, _engine):
        for key in ("f1", "f2", "f3", "f9", "m", "question_mark"):
            await pilot.press(key)
            await pilot.pause()
            await same_as_snapshot(pilot, f"window-{key}-80x24-{language}")
            await pilot.press("escape")


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_endings(language: str) -> None:
    need(language)
    async with opened((80, 24)) as (_app, pilot, engine):
        for ending in ("infeasible", "stopped", "feasible"):
            engine.ending = ending
            await pilot.press("f8")
            await settle(pilot)
            await same_as_snapshot(pilot, f"ending-{ending}-80x24-{language}")
            await pilot.press("backspace")
            await settle(pilot)


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_bad_file_keeps_the_last_good_answer(language: str) -> None:
    need(language)
    async with opened((80, 24)) as (app, pilot, _engine):
        plan = app.session.answer
        problems = (
            Problem(
                _("no such key"),
                "study.yaml",
                39,
                5,
                "rules[2].wher",
                _("did you mean {near}?", near="where"),
            ),
            Problem(_("no such key"), "parks.csv", 57, None, "request"),
        )
        app.post_message(messages.StudyRefused(problems))
        await pilot.pause()
        assert app.session.answer is plan
        await same_as_snapshot(pilot, f"bad-file-decide-80x24-{language}")
        await pilot.press("9")
        await pilot.pause()
        await same_as_snapshot(pilot, f"bad-file-data-80x24-{language}")


async def test_a_study_that_cannot_be_read_at_all_says_where() -> None:
    engine = FakeEngine()
    engine.problems = (
        Problem(_("no such key"), "study.yaml", 3, 1, "park", _("did you mean {near}?", near="parks")),
    )
    async with opened((80, 24), engine) as (app, pilot, _engine):
        await same_as_snapshot(pilot, "unreadable-80x24-en")
        assert "study.yaml:3:1" in text_of(app)


async def test_too_small_says_what_is_needed() -> None:
    async with opened((52, 12)) as (app, _pilot, _engine):
        assert "60×15" in text_of(app)
        assert "52×12" in text_of(app)


def test_every_stored_frame_fits_and_uses_safe_glyphs() -> None:
    frames = sorted(SNAPSHOTS.glob("*.txt"))
    assert frames
    for path in frames:
        for line in path.read_text(encoding="utf-8").splitlines():
            size = next((part for part in path.stem.split("-") if "x" in part and part[0].isdigit()), "80x24")
            assert width(line) <= int(size.split("x")[0]), path.name
            for sign in line:
                known = sign.isascii() or sign.isalpha() or sign in GLYPHS or sign in "╭╮╰╯▁▂▃▄▅▆▇▎"
                if path.stem.startswith("trade"):  # charts only
                    known = known or sign in "┏┓┗┛━┃┣┫┳┻" or "⠀" <= sign <= "⣿"
                assert known, f"{path.name}: {sign!r}"


async def test_real_data_carry_no_such_label() -> None:
    async with opened() as (app, pilot, _engine):
        study = app.session.study
        assert study is not None
        real = replace(study.study, parks=replace(study.study.parks, synthetic=False))
        app.post_message(messages.StudyRead(replace(study, study=real)))
        await pilot.pause()
        assert "SYNTHETIC" not in text_of(app).splitlines()[0]


def test_no_stored_frame_is_left_over() -> None:
    tests = sorted(Path(__file__).parent.glob("test_tui*.py"))
    source = "".join(path.read_text(encoding="utf-8") for path in tests)
    for path in SNAPSHOTS.glob("*.txt"):
        assert path.stem.split("-")[0] in source, f"{path.name} belongs to no test"


@pytest.mark.parametrize(("size", "language"), FRAMES)
async def test_explain_and_compare(size: tuple[int, int], language: str) -> None:
    need(language)
    name = f"{size[0]}x{size[1]}-{language}"
    async with opened(size) as (app, pilot, engine):
        await pilot.press("5")
        await pilot.pause()
        await same_as_snapshot(pilot, f"compare-empty-{name}")
        await pilot.press("1", "end", "up", "f3")
        await settle(pilot, 0.3)
        await same_as_snapshot(pilot, f"explain-{name}")
        await pilot.press("f5", "1")
        app.query_one("#weights").focus()
        await pilot.press(*["shift+right"] * 4)
        await settle(pilot)
        await pilot.press("f5", "5")
        await settle(pilot)
        app.clear_notifications()
        await pilot.pause()
        await same_as_snapshot(pilot, f"compare-{name}")
        engine.ending = "infeasible"
        await pilot.press("f8")
        await settle(pilot)
        await pilot.press("f3")
        await pilot.pause()
        await same_as_snapshot(pilot, f"conflict-{name}")


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_line_of_pages(language: str) -> None:
    need(language)
    for cells in (60, 80, 120):
        for page, *_rest in PAGES:
            line, _spots = tab_line(cells, page)
            assert sum(width(text) for text, _style in line) <= cells


@pytest.mark.parametrize(("size", "language"), FRAMES)
async def test_trade_offs(size: tuple[int, int], language: str) -> None:
    need(language)
    name = f"{size[0]}x{size[1]}-{language}"
    async with opened(size) as (_app, pilot, _engine):
        await pilot.press("7")
        await pilot.pause()
        await same_as_snapshot(pilot, f"trade-empty-{name}")
        await pilot.press("space")
        await settle(pilot)
        await same_as_snapshot(pilot, f"trade-budget-{name}")
        await pilot.press("v", "space")
        await settle(pilot)
        await same_as_snapshot(pilot, f"trade-frontier-{name}")
        await pilot.press("f1")
        await pilot.pause()
        await same_as_snapshot(pilot, f"trade-help-{name}")
