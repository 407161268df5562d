"""What a newcomer meets: the tour, help for every pane, own keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from tui_pilot import english, need, opened, settle, text_of

from decision.language import current_language, use_language
from tui.actions import ACTIONS, bindings, use_keymap
from tui.dialogs import ReadingDialog
from tui.folders import remember_tour, tour_was_shown
from tui.helptexts import HELP
from tui.journal import Journal
from tui.keymap import name_of, read_keymap
from tui.launch import speak_as_before
from tui.lines import Lines
from tui.tour import CARDS, Tour
from tui.words import PAGES

__all__ = ["english"]


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    return tmp_path / "parkfund"


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_the_tour_is_shown_once_and_can_be_skipped(language: str) -> None:
    need(language)
    assert not tour_was_shown()
    async with opened((80, 24), journal=Journal("made-up")) as (app, pilot, _engine):
        app.action_tour()
        await pilot.pause()
        for number in range(1, len(CARDS) + 1):
            shown = text_of(app)
            assert f"{number}/{len(CARDS)}" in shown
            assert "…" not in "".join(
                line[3:77] for line in shown.splitlines() if line.strip().startswith("│")
            )
            await pilot.press("enter")
            await pilot.pause()
        assert not isinstance(app.screen, Tour)
        assert tour_was_shown()
        await pilot.press("f9", *"tour", "enter")
        await settle(pilot)
        assert isinstance(app.screen, Tour), "the menu shows it again"
        await pilot.press("escape")
        await pilot.pause()
        assert not isinstance(app.screen, Tour)


async def test_the_first_run_begins_with_the_tour() -> None:
    from tui.app import ParkfundApp

    remember_tour()
    assert tour_was_shown()
    assert not ParkfundApp.first_run
    async with opened(journal=Journal("made-up")) as (app, pilot, _engine):
        await pilot.pause()
        assert not isinstance(app.screen, Tour)
        app.first_run = True
        app._offer()
        await pilot.pause()
        assert isinstance(app.screen, Tour)


async def test_the_language_chosen_in_the_interface_is_spoken_at_the_next_start(
    folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PARKFUND_LANG", raising=False)
    async with opened() as (app, pilot, _engine):
        await pilot.press("L")
        await pilot.pause()
        assert not folders.exists(), "an app that was not launched keeps nothing"
        await pilot.press("L")
        app.remembers = True
        await pilot.press("L")
        await pilot.pause()
    use_language("en")
    speak_as_before()
    assert current_language() == "ru"
    use_language("en", wished=True)
    speak_as_before()
    assert current_language() == "en", "--lang goes before it"
    use_language("en")
    monkeypatch.setenv("PARKFUND_LANG", "en")
    speak_as_before()
    assert current_language() == "en"
    monkeypatch.delenv("PARKFUND_LANG")
    (folders / "language").write_bytes(b"\xff\xfe")
    speak_as_before()
    assert current_language() == "en", "a damaged file says nothing"


async def test_every_pane_that_can_be_reached_has_help_and_every_page_too() -> None:
    missing = []
    async with opened((160, 45)) as (app, pilot, _engine):
        for page, digit, *_names in PAGES:
            await pilot.press(digit)
            await pilot.pause()
            assert app.session.page == page
            reached = [pane for pane in app.query_one(f"#{page}").query(Lines) if pane.can_focus and pane.id]
            assert reached, page
            missing += [f"{page}: {pane.id}" for pane in reached if pane.id not in HELP]
            await pilot.press("f1")
            await pilot.pause()
            assert isinstance(app.screen, ReadingDialog)
            await pilot.press("escape")
    assert not missing, f"F1 says nothing of {missing}"


def test_own_keys_replace_those_of_an_action_and_get_their_twins(folders: Path) -> None:
    folders.mkdir(exist_ok=True)
    (folders / "keys.yaml").write_text(
        "undo: [ctrl+z, z]\npage-plan: F2x\npin: f8\nfly: f\n", encoding="utf-8"
    )
    own, problems = read_keymap()
    said = " ".join(map(str, problems))
    assert "no action is called fly" in said
    assert "f8 belongs to keep-out already; pin does not get it" in said
    assert own["undo"] == ("ctrl+z", "z")
    assert own["pin"] == ()
    try:
        use_keymap(own)
        keys = {binding.key: binding.action for binding in bindings()}
        assert keys["z"] == keys["я"] == keys["ctrl+z"] == keys["ctrl+я"] == "undo"
        assert keys["f8"] == "keep_out"
        assert "backspace" not in keys
        assert next(action for action in ACTIONS if action.id == "undo").key_name == "Ctrl+Z"
    finally:
        use_keymap({})
    assert "backspace" in {binding.key for binding in bindings()}


async def test_an_own_key_works_and_a_faulty_file_is_told(folders: Path) -> None:
    folders.mkdir(exist_ok=True)
    (folders / "keys.yaml").write_text("keep-out: z\n", encoding="utf-8")
    own, problems = read_keymap()
    assert not problems
    try:
        use_keymap(own)
        async with opened() as (app, pilot, _engine):
            await pilot.press("я")
            assert app.session.question.reject == ("C011",)
            await pilot.press("f8")
            assert app.session.question.reject == ("C011",), "the old key is free"
    finally:
        use_keymap({})
    (folders / "keys.yaml").write_text("- [", encoding="utf-8")
    own, problems = read_keymap()
    assert own == {}
    assert problems


def test_actions_have_names_that_a_file_can_hold() -> None:
    names = [name_of(action.id) for action in ACTIONS]
    assert len(names) == len(set(names))
    assert all(name.replace("-", "").isalnum() for name in names)


async def test_the_mouse_alone_locks_a_weight_and_leaves_a_window() -> None:
    async with opened((120, 35)) as (app, pilot, _engine):
        lines = text_of(app).splitlines()
        place = next(y for y, says in enumerate(lines) if "Import substitution" in says[:36])
        await pilot.click(offset=(3, place), times=2)
        await settle(pilot)
        assert app.session.question.locked == {"substitution"}
        await pilot.press("f1")
        await pilot.pause()
        assert isinstance(app.screen, ReadingDialog)
        heading = next(says for says in text_of(app).splitlines() if "Esc close" in says)
        place = text_of(app).splitlines().index(heading)
        await pilot.click(offset=(heading.index("Esc close") - 4, place))
        await pilot.pause()
        assert isinstance(app.screen, ReadingDialog), "beside it nothing happens"
        await pilot.click(offset=(heading.index("Esc close"), place))
        await pilot.pause()
        assert not isinstance(app.screen, ReadingDialog)
