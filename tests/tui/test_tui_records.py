"""Every answer the interface shows leaves a record that the shell lists and replays; without a folder it goes on."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from shell import call
from test_tui_rooms_with_engine import folder
from test_tui_with_engine import funded, until
from textual.pilot import Pilot
from tui_pilot import english, text_of

from decision.records import read_record
from decision.records.content import digest_of_result, sealed
from decision.records.interface import answer_again
from decision.records.replay import replay
from tui import sweeps
from tui.app import ParkfundApp
from tui.conflictdialog import ConflictDialog, Ways
from tui.keeping import RecordKeeper

__all__ = ["english", "folder"]


@asynccontextmanager
async def kept(folder: Path, keeper: RecordKeeper) -> AsyncIterator[tuple[ParkfundApp, Pilot[None]]]:
    """The interface on a study, with records; when left, all of them are written."""
    app = ParkfundApp(folder, keeper=keeper)
    async with app.run_test(size=(120, 35)) as pilot:
        await until(lambda: app.session.standing == "proven", pilot)
        yield app, pilot
    keeper.join()


def records(runs: Path) -> dict[str, dict[str, Any]]:
    """Contents of the records by their names, the oldest first."""
    return {
        path.name: json.loads((path / "run.json").read_text(encoding="utf-8"))
        for path in sorted(runs.iterdir())
    }


async def test_every_answer_is_recorded_and_replays_to_the_same_bytes(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeps, "PLANS", 12)
    monkeypatch.setattr(sweeps, "RANKINGS", 256)
    runs = folder / "kept"
    async with kept(folder, RecordKeeper(runs, settle_seconds=0)) as (app, pilot):
        app.query_one("#weights").focus()
        await pilot.press("0", "enter")
        await until(lambda: app.session.standing == "proven" and funded(app) == {"C3", "D4"}, pilot)
        app.show(park="D4")
        app.action_keep_out()
        await until(lambda: app.session.standing == "proven" and "D4" not in funded(app), pilot)
        await pilot.press("4")
        await until(lambda: app.session.explained is not None and not app.session.explained.running, pilot)
        await pilot.press("7", "space")
        await until(lambda: app.session.trading.run(app.session.study).says != (), pilot)
        await pilot.press("v", "space")
        await until(lambda: app.session.trading.run(app.session.study).says != (), pilot)
        await pilot.press("t")
        await until(lambda: app.session.sweep.begun and not app.session.sweep.running, pilot)
        await pilot.press("8")
        await until(lambda: app.session.room.agreement is not None, pilot)
        app.action_regret()
        await until(lambda: not app.session.room.regretting, pilot)
        shown = app.session.room.regret.least.greatest
    found = records(runs)
    assert {one["command"] for one in found.values()} == {
        "tui", "tui explain", "tui budget", "tui frontier", "tui sweep", "tui committee", "tui regret",
    }  # fmt: skip
    by_command = {one["command"]: one for one in found.values()}
    assert by_command["tui regret"]["answer"]["greatest_regret"] == shown
    assert {"reject", "weights"} == {one["kind"] for one in by_command["tui explain"]["overrides"]}
    assert set(by_command["tui sweep"]["answer"]) == {"stability", "smaa", "robust", "funded_set"}
    listed = call("runs", "--runs", runs, "--format", "json", folder=folder)
    assert {one["run"] for one in json.loads(listed.out)} == set(found)
    for name in found:
        again = replay(read_record(runs / name), answer_again)
        assert (again.way, again.differences) == ("computed", ())
        assert again.result_sha256 == found[name]["result_sha256"]
    done = call("replay", by_command["tui frontier"]["digest"][:8], "--runs", runs, folder=folder)
    assert (done.code, "the same bytes" in done.out) == (0, True), done.out + done.err
    copies = {path.stat().st_ino for path in runs.glob("*/inputs/parks.csv")}
    assert len(copies) == 1 or not hasattr(os, "link"), "the same input takes its place on the disk once"


async def test_a_plan_that_another_replaces_at_once_is_not_recorded(folder: Path) -> None:
    runs = folder / "kept"
    async with kept(folder, RecordKeeper(runs, settle_seconds=60)) as (app, pilot):
        for park in ("A1", "B2"):
            app.show(park=park)
            app.action_keep_out()
            await until(lambda p=park: app.session.standing == "proven" and p not in funded(app), pilot)
        last = funded(app)
        assert not runs.exists()
    ((_name, content),) = records(runs).items()
    assert {park["park_id"] for park in content["portfolio"]["portfolio"]} == last


async def test_a_plan_put_aside_is_recorded_though_another_replaces_it_at_once(folder: Path) -> None:
    runs, shown = folder / "kept", []
    async with kept(folder, RecordKeeper(runs, settle_seconds=60)) as (app, pilot):
        for park in ("A1", "B2"):
            app.show(park=park)
            app.action_keep_out()
            await until(lambda p=park: app.session.standing == "proven" and p not in funded(app), pilot)
            shown.append(funded(app))
            if park == "A1":
                app.action_keep()
    found = records(runs).values()
    plans = [{park["park_id"] for park in one["portfolio"]["portfolio"]} for one in found]
    assert sorted(map(sorted, plans)) == sorted(map(sorted, shown))


async def compared(app: ParkfundApp, pilot: Pilot[None], plans: str) -> None:
    """Wait until page 5 shows these plans with their regrets."""

    def settled() -> bool:
        regrets = app.session.comparing.regrets
        return regrets is not None and "".join(sorted(regrets.regrets)) == plans

    await until(settled, pilot)


async def test_a_comparison_of_kept_plans_is_recorded_with_its_regrets_and_replays_in_another_folder(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    runs, programme = folder / "kept", folder / "programme.yaml"
    # Two outcomes that are not in the order of the alphabet, in which a record keeps them.
    text = programme.read_text(encoding="utf-8").replace("scorecard:", "scorecard:\n  - {measure: novelty}")
    programme.write_text(text, encoding="utf-8")
    async with kept(folder, RecordKeeper(runs, settle_seconds=60)) as (app, pilot):
        app.action_keep()
        for park, plans in (("A1", "AB"), ("B2", "ABC")):
            app.show(park=park)
            app.action_keep_out()
            await until(lambda p=park: app.session.standing == "proven" and p not in funded(app), pilot)
            app.action_keep()
            await compared(app, pilot, plans)
        shown = app.session.comparing
        # A plan taken out and put aside again leaves the same comparison.
        app.action_remove_kept()
        await compared(app, pilot, "AB")
        app.action_keep()
        await compared(app, pilot, "ABC")
    found = {name: one for name, one in records(runs).items() if one["command"] == "tui compare"}
    # The one of A and B did not stand, nor did any without regrets.
    ((name, content),) = found.items()
    assert content["answer"]["comparison"]["parks"]["in_some"] == list(shown.comparison.in_some)
    assert content["answer"]["regret"]["greatest_regret"] == {
        label: shown.regrets.greatest(label) for label in "ABC"
    }
    assert content["arguments"]["plans"]["C"]["reject"] == ["A1", "B2"]
    assert str(folder) not in (runs / name / "run.json").read_text(encoding="utf-8")

    elsewhere = tmp_path_factory.mktemp("elsewhere")
    shutil.move(runs / name, elsewhere / "runs" / name)
    shutil.rmtree(folder)
    listed = call("runs", "--format", "json", folder=elsewhere)
    assert [(one["run"], one["command"]) for one in json.loads(listed.out)] == [(name, "tui compare")]
    told = call("show", "last", folder=elsewhere)
    assert (told.code, "kept out: A1, B2" in told.out) == (0, True), told.out
    done = call("replay", "last", folder=elsewhere)
    assert (done.code, "the same bytes" in done.out) == (0, True), done.out + done.err

    content["answer"]["regret"]["greatest_regret"]["A"] += 0.25
    forged = sealed({**content, "result_sha256": digest_of_result(content)})
    (elsewhere / "runs" / name / "run.json").write_text(json.dumps(forged), encoding="utf-8")
    done = call("replay", "last", folder=elsewhere)
    assert (done.code, "greatest_regret.A" in done.out) == (4, True), done.out


async def test_ways_out_of_a_conflict_are_recorded_once_each_and_replay(folder: Path) -> None:
    programme = (folder / "programme.yaml").read_text(encoding="utf-8")
    (folder / "programme.yaml").write_text(programme.replace("min: 0, max: 2}", "min: 3, max: 5}"))
    runs = folder / "kept"
    keeper = RecordKeeper(runs, settle_seconds=0)
    app = ParkfundApp(folder, keeper=keeper)

    def tried() -> bool:
        return isinstance(app.screen, ConflictDialog) and len(app.session.tried) == len(
            app.screen.query_one(Ways).ways
        )

    async with app.run_test(size=(120, 35)) as pilot:
        await until(tried, pilot)
        plans = {way: set(answer.funded) for way, answer in app.session.tried.items() if answer is not None}
        await pilot.press("escape")
        app.action_conflict()
        await until(tried, pilot)
        app.screen.query_one(Ways).go_to("both_sides")
        await pilot.press("enter")
        await until(lambda: app.session.standing == "proven", pilot)
    keeper.join()
    found = records(runs)
    ways = {one["arguments"]["way"]: name for name, one in found.items() if one["command"] == "tui way"}
    assert sorted(one["command"] for one in found.values()) == ["tui", *["tui way"] * len(plans)], (
        "the conflict, and each way once, also where it is tried twice and taken"
    )
    assert {
        way: {park["park_id"] for park in found[name]["portfolio"]["portfolio"]} for way, name in ways.items()
    } == plans
    told = [(one["subject"], one["to"]) for one in found[ways["both_sides"]]["overrides"]]
    assert told == [("rules.both_sides.min", 2)]
    for name in found:
        again = replay(read_record(runs / name), answer_again)
        assert (again.way, again.differences) == ("computed", ())


async def test_a_folder_that_cannot_be_written_is_said_once_and_work_goes_on(folder: Path) -> None:
    runs = folder / "a file"
    runs.write_text("no folder", encoding="utf-8")
    async with kept(folder, RecordKeeper(runs, settle_seconds=0)) as (app, pilot):
        await until(lambda: "no run records are written" in text_of(app), pilot)
        app.show(park="A1")
        app.action_keep_out()
        await until(lambda: app.session.standing == "proven" and "A1" not in funded(app), pilot)
        await pilot.press("4")
        await until(lambda: app.session.explained is not None and not app.session.explained.running, pilot)
        assert app.session.news is None
    assert runs.read_text(encoding="utf-8") == "no folder"


def test_a_session_takes_no_more_of_the_disk_than_its_share(tmp_path: Path) -> None:
    keeper, said, full = RecordKeeper(tmp_path, settle_seconds=0, most_bytes=100), [], Event()

    def told(says: object) -> None:
        said.append(str(says))
        full.set()

    def write(folder: Path, _known: object) -> Path:
        record = folder / f"record-{len(list(folder.iterdir()))}"
        record.mkdir()
        (record / "run.json").write_bytes(b"x" * 60)
        return record

    keeper.failed = told
    for key in range(6):
        keeper.leave(key, write)
    assert full.wait(20)
    keeper.close()
    keeper.join()
    assert len(list(tmp_path.iterdir())) == 2
    assert len(said) == 1
    assert "on demand" in said[0]


def test_nothing_is_written_where_records_are_switched_off(tmp_path: Path) -> None:
    keeper = RecordKeeper(tmp_path / "runs", writes=False, settle_seconds=0)
    keeper.leave("one", lambda folder, _known: folder)
    keeper.close()
    keeper.join()
    assert not (tmp_path / "runs").exists()
    assert keeper.folder == tmp_path / "runs"
