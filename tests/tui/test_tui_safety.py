"""What a session decides survives crashes and edits of the files under it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from tui_fake_engine import make_study
from tui_pilot import english, opened, settle, text_of

from tui import messages
from tui.app import ParkfundApp
from tui.dialogs import Choice
from tui.journal import Journal, places, unfinished
from tui.opened import OpenStudy, Question

__all__ = ["english"]


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Journals of studies without a folder go here."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state" / "parkfund" / "sessions"


def crash(app: ParkfundApp) -> None:
    """End the journal as a killed process does: the lock goes, the file stays."""
    assert app.journal is not None
    app.journal.close(forget=False)
    app.journal = None


async def decide_and_crash() -> Question:
    async with opened(journal=Journal("made-up")) as (app, pilot, _engine):
        app.query_one("#weights").focus()
        await pilot.press("shift+right", "space")
        await pilot.press("f8", "down", "3", "down", "space")
        await settle(pilot)
        asked = app.session.question
        crash(app)
    return asked


async def test_a_killed_session_is_offered_and_continued_with_its_undo(state: Path) -> None:
    asked = await decide_and_crash()
    (file,) = state.glob(".parkfund-session-*.jsonl")
    async with opened(journal=Journal("made-up")) as (app, pilot, _engine):
        await pilot.pause()
        assert isinstance(app.screen, Choice)
        shown = text_of(app)
        assert "R&D intensity 0.40 → 0.45" in shown
        assert "kept out: C011" in shown
        assert "rule off: Far East floor" in shown
        assert app.session.question.reject == (), "nothing is taken before the person says so"
        await pilot.press("enter")
        await settle(pilot)
        assert app.session.question == asked
        assert app.session.question.locked == {"rnd"}
        assert not file.exists()
        assert list(state.glob(".parkfund-session-*.jsonl")), "the decisions are in the new journal now"
        await pilot.press("backspace")
        assert app.session.question.rules == {}
        assert app.session.question.reject == ("C011",)
        crash(app)
    async with opened(journal=Journal("made-up")) as (app, pilot, _engine):
        await pilot.pause()
        await pilot.press("down", "enter")
        await pilot.pause()
        assert not app.session.unsaved
        assert not list(state.glob("*"))


async def test_a_clean_leave_forgets_and_an_exit_from_outside_keeps(
    state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with opened(journal=Journal("made-up")) as (app, pilot, _engine):
        await pilot.press("f8", "f10", "end", "enter")
        await pilot.pause()
        assert app._exit
    assert not list(state.glob("*"))
    async with opened(journal=Journal("made-up")) as (app, pilot, _engine):
        await pilot.press("f8")
        app._end_by_signal(143)
        await pilot.pause()
    assert app.return_code == 143
    assert list(state.glob("*")), "SIGTERM and SIGHUP keep the session"
    assert "open the study again" in capsys.readouterr().err


async def test_decisions_taken_back_leave_nothing_to_offer(state: Path) -> None:
    async with opened(journal=Journal("made-up")) as (app, pilot, _engine):
        await pilot.press("f8", "f8")
        crash(app)
    async with opened(journal=Journal("made-up")) as (app, pilot, _engine):
        await pilot.pause()
        assert not isinstance(app.screen, Choice)
        assert not list(state.glob("*"))


def test_a_journal_lies_beside_the_study_or_where_something_can_be_written(
    tmp_path: Path, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = tmp_path / "round"
    study.mkdir()
    (study / "study.yaml").write_text("x")
    journal = Journal(study)
    journal.note({"question": {"method": "wsm"}})
    assert unfinished(study) is None, "a session that is alive is not offered"
    journal.close(forget=False)
    found = unfinished(study / "study.yaml")
    assert found is not None
    assert found.path.parent == study
    assert found.notes == ({"question": {"method": "wsm"}},)
    assert found.path.stat().st_mode & 0o077 == 0
    found.path.unlink()
    real = os.open

    def refuse(path: object, *rest: int) -> int:
        if isinstance(path, Path) and path.parent == study:
            raise PermissionError(13, "read-only")
        return real(path, *rest)  # type: ignore[arg-type]

    with monkeypatch.context() as context:
        context.setattr(os, "open", refuse)
        journal = Journal(study)
        journal.note({"question": {"method": "topsis"}})
        journal.close(forget=False)
    found = unfinished(study)
    assert found is not None
    assert found.path.parent == state
    assert places("illustrative-2025") == ((state, "illustrative-2025"),)


def test_a_line_torn_by_a_kill_costs_only_itself(tmp_path: Path) -> None:
    (tmp_path / "study.yaml").write_text("x")
    journal = Journal(tmp_path)
    for method in ("wsm", "topsis"):
        journal.note({"question": {"method": method}})
    journal.close(forget=False)
    (file,) = tmp_path.glob(".parkfund-session-*")
    whole = file.read_bytes()
    file.write_bytes(whole[:-20])
    found = unfinished(tmp_path)
    assert found is not None
    assert found.notes == ({"question": {"method": "wsm"}},)
    file.write_bytes(b"\xff{")
    assert unfinished(tmp_path) is None


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_what_was_noted_survives_sigkill(tmp_path: Path) -> None:
    (tmp_path / "study.yaml").write_text("x")
    program = (
        "import os, signal, sys; from tui.journal import Journal; j = Journal(sys.argv[1]);"
        "[j.note({'question': {'method': str(i)}}) for i in range(50)]; os.kill(os.getpid(), signal.SIGKILL)"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path)], cwd=root, check=False)
    assert done.returncode == -signal.SIGKILL
    found = unfinished(tmp_path)
    assert found is not None
    assert len(found.notes) == 50


def edited_study(jobs_weight: float) -> OpenStudy:
    """The made-up study after somebody gave another weight to jobs."""
    study = make_study(jobs_weight=jobs_weight)
    files = tuple(replace(file, sha256="fedcba9876543210") for file in study.files)
    return OpenStudy(replace(study, files=files), criteria_file="criteria.yaml", methods=(("wsm", "WSM"),))


@pytest.mark.parametrize("answer", ["mine", "theirs", "later"])
async def test_a_file_edited_under_open_decisions_asks(answer: str) -> None:
    async with opened() as (app, pilot, engine):
        app.query_one("#weights").focus()
        await pilot.press("shift+right", "f8")
        await settle(pilot)
        mine = app.session.question
        app.post_message(messages.StudyRead(edited_study(5), ("criteria.yaml",)))
        await pilot.pause()
        assert isinstance(app.screen, Choice)
        assert app.session.question is mine, "nothing is taken before the person says so"
        await pilot.press("down", "down", "enter")
        await settle(pilot)
        assert re.search(r"R&D intensity +0\.40 +0\.50 +0\.45", text_of(app))
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(app.screen, Choice)
        await pilot.press(*{"mine": ["enter"], "theirs": ["down", "enter"], "later": ["escape"]}[answer])
        await settle(pilot)
        weights = app.session.question.weights
        if answer == "mine":
            assert weights == mine.weights
            assert app.session.study.file_weights["rnd"] == pytest.approx(0.5)
            assert app.session.question.reject == mine.reject
        elif answer == "theirs":
            assert weights["rnd"] == pytest.approx(0.5)
            assert not app.session.unsaved
            await pilot.press("backspace")
            assert app.session.question.key == mine.key
            await settle(pilot)
        else:
            assert app.session.study.file_weights["rnd"] == pytest.approx(0.4)
            assert "not read yet" in text_of(app)
        assert app.session.standing == "proven"
        assert engine.written == []


async def test_other_peoples_edits_are_taken_where_nothing_is_open_and_own_writes_never_ask() -> None:
    async with opened() as (app, pilot, engine):
        app.post_message(messages.StudyRead(edited_study(5), ("criteria.yaml",)))
        await pilot.pause()
        assert not isinstance(app.screen, Choice)
        assert app.session.question.weights["rnd"] == pytest.approx(0.5)
    async with opened() as (app, pilot, engine):
        await pilot.press("f8")
        await settle(pilot)
        engine.digests_written.add("fedcba9876543210")
        app.post_message(messages.StudyRead(edited_study(5), ("criteria.yaml",)))
        await pilot.pause()
        assert not isinstance(app.screen, Choice)
        assert app.session.question.reject


async def test_a_crash_says_that_the_decisions_are_kept(monkeypatch: pytest.MonkeyPatch, state: Path) -> None:
    said: list[object] = []
    with pytest.raises(ZeroDivisionError):  # noqa: PT012
        async with opened(journal=Journal("made-up")) as (app, pilot, _engine):
            monkeypatch.setattr(app, "_print_error_renderables", lambda: said.extend(app._exit_renderables))
            await pilot.press("f8")
            app.call_later(lambda: 1 / 0)
            await pilot.pause()
    (sentence,) = set(map(str, said))
    assert "open the study again" in sentence
    (file,) = state.glob(".parkfund-session-*")
    assert json.loads(file.read_text().splitlines()[-1])["note"]["question"]["reject"] == ["C011"]
