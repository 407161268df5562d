"""The protocol from the interface: ordered by keys alone, by mouse alone, written beside the run record."""

from __future__ import annotations

import pytest
from tui_pilot import english, need, opened, same_as_snapshot, settle

from tui.dialogs import Choices
from tui.protocoldialog import ProtocolDialog, ProtocolOrder

__all__ = ["english"]


async def test_it_is_ordered_by_keys_alone() -> None:
    async with opened((80, 24)) as (app, pilot, engine):
        await pilot.press("f8")
        await settle(pilot)
        await pilot.press("f2", "end", "enter")
        await pilot.pause()
        assert isinstance(app.screen, ProtocolDialog)
        await pilot.press("shift+tab", "shift+tab", *"Ada", "enter", *"it floods", "enter")
        await pilot.press("home", "enter", "down", "down", "enter", "down", "down", "enter")
        await pilot.pause()
        ((answer, wanted),) = engine.protocols
    assert answer is app.session.answer
    assert wanted == ProtocolOrder(("ru",), True, False, True, "Ada", "it floods")


async def test_it_is_ordered_by_mouse_alone() -> None:
    async with opened((80, 24)) as (app, pilot, engine):
        await pilot.click("#keys", offset=(9, 0))
        await settle(pilot)
        choices = app.screen.query_one(Choices)
        await pilot.click(choices, offset=(3, len(choices.items) - 1))
        await settle(pilot)
        for row in (1, 4):
            await pilot.click(app.screen.query_one(Choices), offset=(3, row))
            await settle(pilot)
        ((_answer, wanted),) = engine.protocols
    assert wanted == ProtocolOrder(("en",), document=False)


async def test_escape_orders_nothing_and_a_previous_plan_is_no_protocol() -> None:
    async with opened((80, 24)) as (app, pilot, engine):
        await pilot.press("P")
        await pilot.press("escape")
        engine.hold = True
        await pilot.press("f8")
        await settle(pilot)
        app.action_protocol()
        await pilot.pause()
        assert not isinstance(app.screen, ProtocolDialog)
        assert engine.protocols == []


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_the_window(language: str) -> None:
    need(language)
    async with opened((80, 24)) as (_app, pilot, _engine):
        await pilot.press("f8")
        await settle(pilot)
        await pilot.press("P")
        await same_as_snapshot(pilot, f"protocol-80x24-{language}")
