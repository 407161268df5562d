"""The interface over the real engine on a small study of files: what is typed reaches the solver."""

from __future__ import annotations

import asyncio
import json
import shlex
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from shell import call
from textual.pilot import Pilot
from tui_pilot import english, settle, text_of

from tui.app import ParkfundApp
from tui.conflictdialog import ConflictDialog, Ways
from tui.protocoldialog import ProtocolDialog, ProtocolOrder

__all__ = ["english"]

PARKS = """\
park_id,name,district,requested_mln_rub,novelty,jobs
A1,Alpha,N,100,0.9,10
B2,Beta,N,100,0.8,20
C3,Gamma,S,100,0.2,90
D4,Delta,S,100,0.1,95
E5,Epsilon,S,100,0.5,50
"""

CRITERIA = """\
title: Two criteria
method: wsm
criteria:
  # what the committee argues about
  - {id: novelty, column: novelty, weight: 90, scale: {worst: 0, best: 1}, do_nothing: 0}
  - {id: jobs, column: jobs, weight: 10, scale: {worst: 0, best: 100}, do_nothing: 0}
"""

PROGRAMME = """\
title: Two parks
years: [2025, 2026]
budget: {total: 200}
rules:
  - {id: both_sides, measure: count, where: {district: S}, min: 0, max: 2}
  - {id: one_north, measure: count, where: {district: N}, max: 1, active: false}
scorecard:
  - {measure: jobs, name: Jobs, target: 100}
"""

STUDY = """\
title: Small
parks: parks.csv
criteria: criteria.yaml
programme: programme.yaml
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A study of five parks of which two can be paid."""
    files = {"parks.csv": PARKS, "criteria.yaml": CRITERIA, "programme.yaml": PROGRAMME, "study.yaml": STUDY}
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


async def until(condition: Callable[[], bool], pilot: Pilot[None], seconds: float = 180.0) -> None:
    """Wait for what workers bring."""
    for _ in range(int(seconds / 0.05)):
        await pilot.pause()
        if condition():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("the interface did not get there: " + text_of(pilot.app))  # type: ignore[arg-type]


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[tuple[ParkfundApp, Pilot[None]]]:
    app = ParkfundApp(folder)
    async with app.run_test(size=(120, 35)) as pilot:
        await until(lambda: app.session.standing in ("proven", "unreadable"), pilot)
        yield app, pilot


def funded(app: ParkfundApp) -> set[str]:
    assert app.session.answer is not None
    return set(app.session.answer.funded)


async def test_weights_ranking_and_plan_follow(folder: Path) -> None:
    async with opened(folder) as (app, pilot):
        assert app.session.order.parks[:2] == ("A1", "B2")
        assert funded(app) == {"A1", "B2"}
        app.query_one("#weights").focus()
        await pilot.press("0", "enter")  # novelty weighs nothing, jobs everything
        await pilot.pause()
        assert app.session.order.parks[:2] == ("D4", "C3")
        await until(lambda: app.session.standing == "proven", pilot)
        assert funded(app) == {"C3", "D4"}
        assert "Jobs" in text_of(app)
        await pilot.press("backspace")
        await pilot.pause()
        assert app.session.standing == "proven", "an answer given before comes back at once"
        assert funded(app) == {"A1", "B2"}


async def test_pins_and_rules_reach_the_solver(folder: Path) -> None:
    async with opened(folder) as (app, pilot):
        await pilot.press("f8")
        await until(lambda: app.session.standing == "proven" and "A1" not in funded(app), pilot)
        await pilot.press("end", "f6")
        pinned = app.session.park
        await until(lambda: app.session.standing == "proven" and pinned in funded(app), pilot)
        await pilot.press("backspace", "backspace")
        await until(lambda: app.session.standing == "proven" and funded(app) == {"A1", "B2"}, pilot)
        await pilot.press("3", "down", "space")
        await until(lambda: app.session.standing == "proven" and funded(app) == {"A1", "E5"}, pilot)


async def test_pins_that_contradict_a_rule_give_a_proof_and_the_names(folder: Path) -> None:
    async with opened(folder) as (app, pilot):
        for park in ("C3", "D4", "E5"):
            app.show(park=park)
            app.action_pin()
        await until(lambda: app.session.standing == "conflict", pilot)
        assert funded(app) == {"A1", "B2"}, "the previous plan stays"
        assert app.session.refused.conflict is not None
        assert "PREVIOUS PLAN SHOWN" in text_of(app)


async def test_a_bad_file_on_disk_keeps_the_answer_and_names_the_line(folder: Path) -> None:
    async with opened(folder) as (app, pilot):
        path = folder / "programme.yaml"
        path.write_text(
            PROGRAMME.replace("measure: count, where: {district: S}", "measure: cuont, where: {distrct: S}")
        )
        await until(lambda: app.session.standing == "faulty", pilot)
        assert funded(app) == {"A1", "B2"}
        await pilot.press("9")
        await pilot.pause()
        shown = text_of(app)
        assert "programme.yaml:5" in shown
        assert "district" in shown
        path.write_text(PROGRAMME.replace("total: 200", "total: 300"))
        await until(lambda: app.session.standing == "proven" and len(funded(app)) == 3, pilot)
        assert "programme.yaml:5" not in text_of(app)


async def test_a_study_that_is_faulty_from_the_start_opens_once_mended(folder: Path) -> None:
    (folder / "criteria.yaml").write_text(CRITERIA.replace("method: wsm", "method: wmm"))
    async with opened(folder) as (app, pilot):
        assert app.session.standing == "unreadable"
        assert "criteria.yaml" in text_of(app)
        (folder / "criteria.yaml").write_text(CRITERIA)
        await until(lambda: app.session.standing == "proven", pilot)


async def test_saved_weights_keep_comments_and_the_scale_of_the_file(folder: Path) -> None:
    async with opened(folder) as (app, pilot):
        app.query_one("#weights").focus()
        await pilot.press("shift+left", "down", "0", "full_stop", "1", "5", "1", "2", "3", "4", "5", "enter")
        await pilot.pause()
        await pilot.press("f2")
        await pilot.pause()
        await pilot.press("enter")
        await until(lambda: not app.session.unsaved and app.session.standing == "proven", pilot)
        text = (folder / "criteria.yaml").read_text(encoding="utf-8")
        assert "# what the committee argues about" in text
        assert "weight: 84.8766" in text or "weight: 84.8765" in text
        assert "weight: 15.1234" in text or "weight: 15.1235" in text


async def test_weights_changed_in_the_file_are_taken_over(folder: Path) -> None:
    async with opened(folder) as (app, pilot):
        (folder / "criteria.yaml").write_text(CRITERIA.replace("weight: 90", "weight: 0"))
        await until(lambda: app.session.standing == "proven" and funded(app) == {"C3", "D4"}, pilot)
        assert not app.session.unsaved


async def test_another_method_is_chosen_from_the_list(folder: Path) -> None:
    async with opened(folder) as (app, pilot):
        await pilot.press("m", *"topsis", "enter")
        await until(
            lambda: app.session.standing == "proven" and app.session.answer.question.method == "topsis", pilot
        )
        assert app.session.order.ranking.method == "topsis"


async def test_a_file_that_vanishes_keeps_the_answer_and_f2_never_overwrites_an_edit(folder: Path) -> None:
    async with opened(folder) as (app, pilot):
        parks = (folder / "parks.csv").read_text()
        (folder / "parks.csv").unlink()
        await until(lambda: app.session.standing == "faulty", pilot)
        assert funded(app) == {"A1", "B2"}
        assert any("parks.csv" in str(problem) for problem in app.session.problems)
        (folder / "parks.csv").write_text(parks)
        await until(lambda: app.session.standing == "proven", pilot)
        app.query_one("#weights").focus()
        await pilot.press("shift+left")
        mine = app.session.question
        theirs = CRITERIA.replace("weight: 90", "weight: 70")
        (folder / "criteria.yaml").write_text(theirs)
        await until(lambda: app.asking_whose, pilot)
        await pilot.press("escape")  # neither mine nor theirs: the file and the decisions stay apart
        await settle(pilot)
        assert app.session.question is mine
        await pilot.press("f2")
        await pilot.pause()
        await pilot.press("enter")
        await until(lambda: any("changed since" in str(note.message) for note in app._notifications), pilot)
        assert (folder / "criteria.yaml").read_text() == theirs
        await pilot.press("f9", *"read the files", "enter")
        await until(lambda: app.asking_whose, pilot)
        await pilot.press("enter")
        await until(lambda: not app.asking_whose and app.session.standing == "proven", pilot)
        assert app.session.question.weights == mine.weights
        assert app.session.study.file_weights["novelty"] == pytest.approx(0.875)


async def test_the_copied_command_gives_what_the_screen_shows(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(folder) as (app, pilot):
        copied: list[str] = []
        monkeypatch.setattr(app, "copy_to_clipboard", copied.append)
        app.query_one("#weights").focus()
        await pilot.press("0", "full_stop", "3", "3", "enter")
        app.show(park="A1")
        await pilot.press("f8")
        app.show(park="E5")
        await pilot.press("f6")
        await pilot.press("m", *"topsis", "enter")
        await pilot.press("3", "down", "space", "1")
        await until(lambda: not app.session.computing and not app.session.stale, pilot)
        shown = app.session.answer.portfolio
        await pilot.press("c")
        await settle(pilot)
        (lines,) = copied
        ranked, line = lines.splitlines()
        assert ranked.startswith("parkfund rank ")
        assert "parkfund allocate" in text_of(app)
        for option in ("--method topsis", "--weights novelty=0.33,jobs=0.67", "--fund E5", "--reject A1"):
            assert option in line
        assert "--set rules.one_north.active=true" in line
        answered = call(*shlex.split(line)[1:], "--format", "json", "--no-record", folder=folder)
        content = json.loads(answered.out)
        assert [park["park_id"] for park in content["portfolio"]] == [park.park_id for park in shown.funded]
        assert content["objective"] == pytest.approx(shown.objective)
        assert [park["merit"] for park in content["portfolio"]] == pytest.approx(
            [park.merit for park in shown.funded]
        )


async def test_a_pane_is_copied_as_a_table_and_the_file_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    async with opened(folder) as (app, pilot):
        copied: list[str] = []
        monkeypatch.setattr(app, "copy_to_clipboard", copied.append)
        await pilot.press("ctrl+c")
        await pilot.press("shift+tab", "ctrl+с")
        await settle(pilot)
        ranking, weights = (folder / "runs" / f"copied-{pane}.tsv" for pane in ("ranking", "weights"))
        assert [ranking.read_text(), weights.read_text()] == copied
        rows = [row.split("\t") for row in copied[0].splitlines()]
        assert len(rows) == 6
        assert {len(row) for row in rows} == {len(rows[0])}
        assert "Alpha" in rows[1]
        assert "novelty\tnovelty\t0.9000" in copied[1]
        said = " ".join(str(note.message) for note in app._notifications)
        assert str(Path("runs", "copied-ranking.tsv")) in said
        assert "clipboard" in said


async def test_the_present_plan_leaves_a_record_that_replays(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = folder / "kept"
    monkeypatch.setenv("PARKFUND_RUNS", str(runs))
    async with opened(folder) as (app, pilot):
        app.query_one("#weights").focus()
        await pilot.press("0", "enter")
        app.show(park="D4")
        app.action_keep_out()
        await until(lambda: app.session.standing == "proven" and "D4" not in funded(app), pilot)
        app.action_record()
        await until(lambda: runs.is_dir() and any(path.name[0] != "." for path in runs.iterdir()), pilot)
        plan = funded(app)
    (record,) = (path for path in runs.iterdir() if path.name[0] != ".")
    content = json.loads((record / "run.json").read_text(encoding="utf-8"))
    assert {park["park_id"] for park in content["portfolio"]["portfolio"]} == plan
    assert [(one["kind"], one["subject"]) for one in content["overrides"]] == [
        ("weights", "weights"), ("reject", "D4"),
    ]  # fmt: skip
    done = call("replay", "last", "--runs", str(runs), "--format", "json", folder=folder)
    assert (done.code, json.loads(done.out)["way"]) == (0, "computed"), done.out


async def test_record_and_documents_lie_in_one_folder_and_name_who_and_why(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = folder / "kept"
    monkeypatch.setenv("PARKFUND_RUNS", str(runs))
    async with opened(folder) as (app, pilot):
        app.show(park="D4")
        app.action_keep_out()
        await until(lambda: app.session.standing == "proven" and not app.session.stale, pilot)
        study, order, answer = app.session.study, app.session.order, app.session.answer
        assert study is not None
        assert order is not None
        assert answer is not None
        wanted = ProtocolOrder(("en", "ru"), workbook=False, by="Ada", reason="it floods")
        app.engine.write_protocol(study, order, answer, wanted)
        await until(lambda: "protocol-ru.docx" in "".join(str(n.message) for n in app._notifications), pilot)
    (record,) = (path for path in runs.iterdir() if path.name[0] != ".")
    assert {"run.json", "protocol-en.docx", "protocol-ru.docx"} <= {path.name for path in record.iterdir()}
    content = json.loads((record / "run.json").read_text(encoding="utf-8"))
    told = [(one["kind"], one["subject"], one["by"], one["reason"]) for one in content["overrides"]]
    assert told == [("reject", "D4", "Ada", "it floods")]


async def test_a_conflict_is_solved_by_a_way_out_that_f2_writes_to_the_file(folder: Path) -> None:
    programme = (folder / "programme.yaml").read_text(encoding="utf-8")
    stricter = programme.replace("min: 0, max: 2}", "min: 3, max: 5}  # agreed in May")
    (folder / "programme.yaml").write_text(stricter, encoding="utf-8")
    app = ParkfundApp(folder)
    async with app.run_test(size=(120, 35)) as pilot:
        await until(lambda: isinstance(app.screen, ConflictDialog), pilot)
        ways = app.screen.query_one(Ways)
        await until(lambda: len(app.session.tried) == len(ways.ways), pilot)
        assert "programme.yaml:5" in text_of(app)
        tried = app.session.tried["both_sides"]
        assert tried is not None
        assert len(tried.funded) == 2
        ways.go_to("both_sides")
        await pilot.press("enter")
        await until(lambda: app.session.standing == "proven", pilot)
        assert app.session.question.settings == {"rules.both_sides.min": "2"}
        assert funded(app) == set(tried.funded)
        await pilot.press("f2")
        await pilot.pause()
        assert "programme.yaml" in text_of(app)
        await pilot.press("enter")
        await until(lambda: not app.session.unsaved and app.session.standing == "proven", pilot)
    written = (folder / "programme.yaml").read_text(encoding="utf-8")
    assert written == stricter.replace("min: 3", "min: 2"), "all else in the file stays, comments too"


async def test_an_explanation_a_comparison_and_a_sweep_come_from_the_core(folder: Path) -> None:
    async with opened(folder) as (app, pilot):
        await pilot.press("end", "f3")
        await until(lambda: (shown := app.session.explained) is not None and not shown.running, pilot)
        found = app.session.explained.found
        assert found.park_id == app.session.order.parks[-1]
        # requests are equal and two can be paid: forced in, the last takes the place of the second
        merit = app.session.order.merit
        assert found.loss.least == pytest.approx(merit["B2"] - merit[found.park_id], abs=1e-4)
        assert found.leave == ("B2",)
        assert "B2 Beta" in text_of(app)
        await pilot.press("f5", "1", "f8")
        await until(lambda: app.session.standing == "proven", pilot)
        await pilot.press("home", "f8")
        await until(lambda: app.session.standing == "proven" and "A1" not in funded(app), pilot)
        await pilot.press("f5", "5")
        await until(lambda: app.session.comparing.comparison is not None, pilot)
        assert set(app.session.comparing.comparison.in_some) == {"A1", "E5"}
        await pilot.press("7", "space")
        run = app.session.trading
        await until(lambda: app.session.trading.run(app.session.study).done > 0, pilot)
        await until(lambda: not app.session.trading.run(app.session.study).running, pilot)
        points = {point.x: point.y for point in app.session.trading.run(app.session.study).points}
        assert run.kind == "budget"
        assert points[200.0] == pytest.approx(app.session.answer.portfolio.objective)
        assert sorted(points.values()) == list(points.values()), "more money is never worth less"


async def test_what_a_pin_costs_comes_from_the_core(folder: Path) -> None:
    async with opened(folder) as (app, pilot):
        app.show(park="E5")
        await pilot.press("f6")
        await until(lambda: app.session.standing == "proven" and "E5" in funded(app), pilot)
        await pilot.press("f3")
        await until(lambda: (shown := app.session.explained) is not None and not shown.running, pilot)
        found = app.session.explained.found
        merit = app.session.order.merit
        assert found.pinned == "fund"
        assert found.pin_costs.least == pytest.approx(merit["B2"] - merit["E5"], abs=1e-3)
        assert app.session.explained.done == app.session.explained.of == 4
        assert "Pinned in by hand." in text_of(app)


async def test_the_workbook_of_the_protocol_window_holds_the_figures_of_its_record(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = folder / "kept"
    monkeypatch.setenv("PARKFUND_RUNS", str(runs))
    async with opened(folder) as (app, pilot):
        app.show(park="A1")
        app.action_keep_out()
        await until(lambda: app.session.standing == "proven" and "A1" not in funded(app), pilot)
        await pilot.press("P")
        await until(lambda: isinstance(app.screen, ProtocolDialog), pilot)
        await pilot.press("enter")
        await until(lambda: "workbook-en.xlsx" in "".join(str(n.message) for n in app._notifications), pilot)
    (record,) = runs.iterdir()
    content = json.loads((record / "run.json").read_text(encoding="utf-8"))
    book = load_workbook(record / "workbook-en.xlsx")
    rows = {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}
    assert [row[:4] for row in rows["ranking"][1:]] == [
        [park["rank"], park["park_id"], park["name"], pytest.approx(park["merit"])]
        for park in content["ranking"]["ranking"]
    ]
    plan = content["portfolio"]["portfolio"]
    head, *lines = rows["portfolio"]
    where = {title: place for place, title in enumerate(head)}
    columns = [where[title] for title in ("park", "grant, mln RUB", "start")]
    assert [[line[column] for column in columns] for line in lines[: len(plan)]] == [
        [park["park_id"], park["grant_mln_rub"], park["start_year"]] for park in plan
    ]
    head, *lines = rows["payments"]
    for park, line in zip(plan, lines, strict=False):
        paid = {year: line[head.index(year)] for year in head if year.isdigit() and line[head.index(year)]}
        assert paid == {year: amount for year, amount in park["payments"].items() if amount}
    assert {row[1]: row[2] for row in rows["files"][1:]} == {
        one["name"]: one["sha256"] for one in content["inputs"]
    }
    assert any(content["digest"] in str(cell) for row in rows["about"] for cell in row)
    # With Gamma the plan would lose Epsilon, by the solver.
    reasons = {row[1]: row for row in rows["explanations"][1:]}
    merit = {park["park_id"]: park["merit"] for park in content["ranking"]["ranking"]}
    assert reasons["C3"][4] == pytest.approx(merit["E5"] - merit["C3"], abs=1e-4)


async def test_a_total_below_the_ceilings_of_the_file_is_asked_but_not_written(folder: Path) -> None:
    """What less money brings may be asked; a file whose ceilings lie above its total could not be read again."""
    file = folder / "programme.yaml"
    money = "{total: 200, by_year: {2025: 150, 2026: 150}}  # of the law"
    file.write_text(file.read_text(encoding="utf-8").replace("{total: 200}", money), encoding="utf-8")
    before = file.read_text(encoding="utf-8")
    async with opened(folder) as (app, pilot):
        asked = replace(app.session.question, settings={"budget.total": "120"})
        app._ask_where_allowed(asked)
        await until(lambda: app.session.question == asked and app.session.standing == "proven", pilot)
        assert app.session.answer is not None
        assert app.session.answer.portfolio.budget_total == 120
        await pilot.press("f2")
        await pilot.pause()
        await pilot.press("enter")
        refusal = "above the total budget of 120"
        await until(lambda: any(refusal in note.message for note in app._notifications), pilot)
        assert app.session.unsaved
        assert file.read_text(encoding="utf-8") == before
