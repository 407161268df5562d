"""C on a page gives lines for the shell; run, they print what the page shows."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import pytest
from shell import call
from test_tui_rooms_with_engine import folder
from test_tui_with_engine import funded, opened, until
from tui_pilot import english, text_of

from tui import sweeps
from tui.app import ParkfundApp
from tui.commandline import command_of

__all__ = ["english", "folder"]


def answers(app: ParkfundApp, folder: Path) -> dict[str, Any]:
    """Command → what it prints as JSON, for the page that is on."""
    found = {}
    for line in command_of(app.session).splitlines():
        words = shlex.split(line)[1:]
        done = call(*words, "--format", "json", "--no-record", folder=folder)
        assert done.code == 0, done.err
        found[words[0]] = json.loads(done.out)
    return found


def parks(portfolio: dict[str, Any]) -> set[str]:
    return {row["park_id"] for row in portfolio["portfolio"]}


@pytest.mark.slow
async def test_every_page_gives_the_lines_that_print_what_it_shows(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.commandline.PLANS", 8)
    monkeypatch.setattr("tui.commandline.RANKINGS", 512)
    monkeypatch.setattr(sweeps, "PLANS", 8)
    monkeypatch.setattr(sweeps, "RANKINGS", 512)
    async with opened(folder) as (app, pilot):
        await pilot.press("f5", "f8")  # A: as in the file; then A1 is kept out, weights move, a rule goes on
        app.query_one("#weights").focus()
        await pilot.press("0", ".", "6", "enter")
        await pilot.press("3", "end", "space")
        await until(lambda: app.session.standing == "proven" and app.session.question.rules != {}, pilot)
        await pilot.press("f5", "1")
        session = lambda: app.session  # noqa: E731
        assert session().question.weights["novelty"] == pytest.approx(0.6)
        plan = session().answer.portfolio

        found = answers(app, folder)
        assert [row["park_id"] for row in found["rank"]["ranking"]] == list(session().order.parks)
        assert parks(found["allocate"]) == funded(app)
        assert found["allocate"]["objective"] == pytest.approx(plan.objective)

        await pilot.press("end", "f3")
        await until(lambda: (shown := session().explained) is not None and not shown.running, pilot)
        (explained,) = answers(app, folder)["explain"]["parks"]
        assert explained["park_id"] == session().park
        assert explained["loss"][0] == pytest.approx(session().explained.found.loss.least, abs=1e-6)

        await pilot.press("5")
        await until(lambda: session().comparing.comparison is not None, pilot)
        compared = answers(app, folder)["compare"]
        assert compared["parks"]["in_some"] == list(session().comparing.comparison.in_some)

        await pilot.press("7", "space")
        run = lambda: session().trading.run(session().study)  # noqa: E731
        for command in ("budget", "frontier"):
            await until(lambda: run().points and not run().running, pilot)
            printed = answers(app, folder)[command]
            shown = sorted((point.x, point.y) for point in run().points)
            if command == "budget":
                values = [(row["total_mln_rub"], row["objective"]) for row in printed["points"]]
            else:
                values = [tuple(reversed(row["values"].values())) for row in printed["points"]]
            assert sorted(values) == [pytest.approx(pair) for pair in shown]
            await pilot.press("v", "space")

        await pilot.press("t")
        await until(lambda: session().sweep.begun and not session().sweep.running, pilot)
        drawn = answers(app, folder)
        shares = dict(
            zip(session().sweep.robust.parks, session().sweep.robust.inclusion.tolist(), strict=True)
        )
        assert {row["park_id"]: row["inclusion_share"] for row in drawn["robust"]["parks"]} == pytest.approx(
            shares
        )
        assert drawn["smaa"]["samples"] == 512
        assert drawn["stability"]["order"][0] == session().sweep.stability.order[0]

        await pilot.press("r", "8")
        await until(lambda: session().standing == "proven" and session().room.agreement is not None, pilot)
        app.action_regret()
        await until(lambda: session().room.regret is not None, pilot)
        regret = answers(app, folder)["committee"]["regret"]
        assert regret["greatest_regret"] == pytest.approx(session().room.regret.least.greatest, abs=1e-6)
        await pilot.press("1")
        app.query_one("#weights").focus()
        await pilot.press("right", "8", "c")
        await pilot.pause()
        assert "What the shell cannot be told" in text_of(app), "the committee command takes no weights"
