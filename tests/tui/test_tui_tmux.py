"""The main flow in a real terminal: keys sent through tmux, the screen as tmux sees it, and a kill in the middle."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

TMUX = shutil.which("tmux")
ROOT = Path(__file__).resolve().parents[2]
STUDY = {
    "parks.csv": "park_id,name,requested_mln_rub,novelty,jobs\nA1,Alpha,100,0.9,10\nB2,Beta,100,0.8,20\n"
    "C3,Gamma,100,0.2,90\nD4,Delta,100,0.1,95\n",
    "criteria.yaml": "title: Two\nmethod: wsm\ncriteria:\n"
    "  - {id: novelty, column: novelty, weight: 90, scale: {worst: 0, best: 1}, do_nothing: 0}\n"
    "  - {id: jobs, column: jobs, weight: 10, scale: {worst: 0, best: 100}, do_nothing: 0}\n",
    "programme.yaml": "title: Two parks\nyears: [2025, 2026]\nbudget: {total: 200}\nrules: []\n",
    "study.yaml": "title: Small\nparks: parks.csv\ncriteria: criteria.yaml\nprogramme: programme.yaml\n",
}


class Terminal:
    """One tmux server of our own, 80×24, TERM=xterm inside."""

    def __init__(self, folder: Path) -> None:
        self.socket = str(folder / "tmux.sock")
        home = {f"XDG_{name}_HOME": str(folder / "home") for name in ("STATE", "CONFIG")}
        self.environment = {k: v for k, v in os.environ.items() if k != "TMUX"} | home | {
            "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", "PARKFUND_LANG": "ru",
        }  # fmt: skip

    def tmux(self, *arguments: str) -> str:
        done = subprocess.run(
            [str(TMUX), "-u", "-S", self.socket, "-f", os.devnull, *arguments],
            env=self.environment, capture_output=True, text=True, encoding="utf-8", check=True, timeout=300,
        )  # fmt: skip
        return done.stdout

    def start(self, folder: Path) -> None:
        command = f"TERM=xterm exec {sys.executable} -m decision tui {folder}"
        self.tmux("new-session", "-d", "-x", "80", "-y", "24", "-s", "room", command)
        self.tmux("set-option", "-t", "room", "remain-on-exit", "on")

    def keys(self, *keys: str) -> None:
        self.tmux("send-keys", "-t", "room", *keys)

    def screen(self) -> str:
        return self.tmux("capture-pane", "-p", "-t", "room")

    def until(self, *signs: str, seconds: float = 300) -> str:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            shown = self.screen()
            if all(sign in shown for sign in signs):
                return shown
            time.sleep(0.1)
        raise AssertionError(f"{signs} did not come:\n{self.screen()}")

    def process(self) -> int:
        return int(self.tmux("display-message", "-p", "-t", "room", "#{pane_pid}"))


def wait_for_end(process: int, seconds: float = 300) -> None:
    """Until the process is gone; tmux tells of it only when nobody holds its terminal open any more."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return
        except OSError:
            return
        time.sleep(0.1)
    raise AssertionError("the process did not end")


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    room = Terminal(tmp_path)
    yield room
    subprocess.run([str(TMUX), "-S", room.socket, "kill-server"], capture_output=True, check=False)


@pytest.mark.slow
@pytest.mark.skipif(TMUX is None, reason="tmux is not installed")
def test_the_main_flow_in_a_real_terminal_and_after_a_lost_line(terminal: Terminal, tmp_path: Path) -> None:
    study = tmp_path / "round"
    study.mkdir()
    for name, text in STUDY.items():
        (study / name).write_text(text, encoding="utf-8")
    terminal.start(study)
    terminal.until("1/5")  # the tour of the first run
    terminal.keys("Escape")
    shown = terminal.until("птимален", "Alpha", "F10")
    assert "3/5" not in shown
    assert all(len(line) <= 80 for line in shown.splitlines())
    terminal.keys("ч")  # the Russian layout's X: keep the park out
    terminal.until("× исключён", "не сохранено")
    terminal.keys("Д")  # the language
    terminal.until("× kept out", "not saved")
    terminal.keys("L")
    terminal.keys("2")
    terminal.until("[2 Пл", "платится", "Beta")
    process = terminal.process()
    os.kill(process, 9)  # a crash
    wait_for_end(process)
    assert list(study.glob(".parkfund-session-*"))
    terminal.tmux("kill-session", "-t", "room")
    terminal.start(study)
    terminal.until("Незавершённый сеанс", "A1")
    terminal.keys("Enter")
    terminal.until("× исключён", "не сохранено")
    process = terminal.process()
    terminal.tmux("kill-session", "-t", "room")  # the terminal is closed: SIGHUP
    wait_for_end(process)
    terminal.start(study)
    terminal.until("Незавершённый сеанс", "A1")
    terminal.keys("Down", "Enter")
    terminal.until("● в плане")
    process = terminal.process()
    terminal.keys("F10")
    wait_for_end(process)
    assert not list(study.glob(".parkfund-session-*"))
