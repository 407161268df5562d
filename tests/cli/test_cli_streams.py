"""What a shell does to a process: pipes that close, disks that are full, Ctrl-C, letters a terminal lacks."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from shell import call, surrounding

COMMAND = [sys.executable, "-m", "decision"]
pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals and /dev of a POSIX system")


def in_shell(line: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run a line of bash in which $P is the program."""
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", line],
        cwd=folder,
        env=surrounding(P=" ".join(COMMAND), **environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=600,
        check=False,
    )


@pytest.mark.parametrize("format", ["table", "json"])
def test_a_reader_that_leaves_is_no_fault(tmp_path: Path, format: str) -> None:
    # 1 would say that no portfolio is feasible.
    done = in_shell(f"$P rank illustrative-2025 --format {format} | head -n 1", tmp_path)
    assert (done.returncode, len(done.stdout.splitlines())) == (0, 1)
    assert b"Traceback" not in done.stderr
    assert b"defect" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_named(tmp_path: Path) -> None:
    done = in_shell("$P --version > /dev/full", tmp_path)
    assert done.returncode == 3
    assert done.stderr.decode().splitlines() == ["the answer could not be written: No space left on device"]


def test_closed_streams_are_no_fault(six_parks: Path) -> None:
    done = in_shell("$P allocate . --out plan.csv --no-record >&- 2>&- <&-", six_parks)
    assert done.returncode == 0
    assert (six_parks / "plan.csv").read_text(encoding="utf-8").startswith("rank,park_id")


def test_letters_that_a_terminal_lacks_are_replaced(six_parks: Path) -> None:
    done = in_shell("$P rank . --lang ru", six_parks, PYTHONUTF8="0", PYTHONIOENCODING="ascii", LC_ALL="C")
    assert done.returncode == 0, done.stderr
    assert done.stdout.decode("ascii").startswith("????? ??????")


def interrupted(*arguments: str, folder: Path, when: str) -> tuple[int, str, str]:
    """Run, press Ctrl-C as soon as stderr or a file says so, and wait."""
    process = subprocess.Popen(
        [*COMMAND, *arguments], cwd=folder, env=surrounding(), stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
    )  # fmt: skip
    deadline = time.monotonic() + 300
    # The solver's library is mapped into the process from the moment that the engine starts.
    while when not in Path(f"/proc/{process.pid}/maps").read_text() and time.monotonic() < deadline:
        assert process.poll() is None, process.communicate()
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=600)
    return process.returncode, out, err


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="no /proc here")
def test_ctrl_c_ends_with_130_and_says_so(tmp_path: Path) -> None:
    # Proving this round to gap 0 takes far longer than the start of the solver.
    code, out, err = interrupted(
        "allocate", "illustrative-2025", "--gap", "0", "--time-limit", "0", "--format", "json", "--no-record",
        folder=tmp_path, when="highs",
    )  # fmt: skip
    assert code == 130
    assert "interrupted" in err
    assert "Traceback" not in err
    if out:
        assert json.loads(out)["ending"] in ("optimal", "feasible", "stopped")


def test_ctrl_c_during_a_solve_keeps_the_best_plan(six_parks: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import decision.decisions

    decide = decision.decisions.decide

    def pressed(study, *, options, **arguments):
        signal.raise_signal(signal.SIGINT)
        assert options.stop.wait(10), "the solver was never asked to stop"
        return decide(study, options=type(options)(), **arguments)

    monkeypatch.setattr(decision.decisions, "decide", pressed)
    answer = call("allocate", ".", "--format", "json", "--no-record", folder=six_parks)
    assert answer.code == 130
    assert len(json.loads(answer.out)["portfolio"]) == 3
    assert "interrupted: what was found until then" in answer.err


def test_ctrl_c_before_a_first_plan_says_so_and_draws_no_conclusions(
    six_parks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import decision.decisions

    decide = decision.decisions.decide

    def pressed(study, *, options, **arguments):
        signal.raise_signal(signal.SIGINT)
        assert options.stop.wait(10), "the solver was never asked to stop"
        return decide(study, options=options, **arguments)

    monkeypatch.setattr(decision.decisions, "decide", pressed)
    answer = call("allocate", ".", "--no-record", "--set", "budget.by_year={2025: 10}", folder=six_parks)
    assert answer.code == 130
    assert "interrupted before a first plan was found" in answer.err
    assert "without an answer" in answer.out
    assert "lapses" not in answer.out


def test_a_defect_is_one_line_without_a_traceback(six_parks: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object, **_kwargs: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr("decision.decisions.rank", broken)
    answer = call("rank", ".", folder=six_parks)
    assert (answer.code, answer.out) == (3, "")
    assert len(answer.err.splitlines()) == 1
    assert "ZeroDivisionError: division by zero" in answer.err
    monkeypatch.setenv("PARKFUND_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        call("rank", ".", folder=six_parks)


@pytest.mark.parametrize("place", ["before", "after"])
def test_the_language_is_taken_before_and_after_the_command(six_parks: Path, place: str) -> None:
    rest = ["rank", ".", "--top", "1"]
    arguments = ["--lang", "ru", *rest] if place == "before" else [*rest, "--lang=ru"]
    assert call(*arguments, folder=six_parks).out.startswith("Шесть парков")


def test_usage_errors_are_russian_in_russian(six_parks: Path) -> None:
    for slip in (
        ("--gap", "2"), ("--gap", "x"), ("--budget", "-1"), ("--format", "xml"), ("--fund",), ("more",),
    ):  # fmt: skip
        answer = call("allocate", ".", *slip, "--lang", "ru", folder=six_parks)
        assert answer.code == 2
        words = re.findall(
            r"[A-Za-z]{3,}", re.sub(r"--?\w+|parkfund|allocate|table|json|csv|more", "", answer.err)
        )
        assert words == [], answer.err


def test_the_version_is_that_of_the_package(tmp_path: Path) -> None:
    from decision import __version__

    assert call("--version", folder=tmp_path).out == f"parkfund {__version__}\n"


def test_ctrl_c_inside_a_loading_library_is_an_interruption(
    six_parks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def loading(*_args: object, **_kwargs: object) -> None:
        # What pybind11 makes of Ctrl-C while highspy is being imported.
        raise ImportError("initialization failed") from KeyboardInterrupt()

    monkeypatch.setattr("decision.decisions.rank", loading)
    answer = call("rank", ".", folder=six_parks)
    assert (answer.code, answer.err.strip()) == (130, "interrupted")
