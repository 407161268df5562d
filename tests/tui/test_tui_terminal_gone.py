"""A terminal that goes without a word: the process that drew on it ends too."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.tui.test_tui_tmux import STUDY
from tui.start import outlive_the_terminal

ROOT = Path(__file__).resolve().parents[2]


def test_what_is_drawn_after_the_terminal_has_gone_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    linux_driver = pytest.importorskip("textual.drivers.linux_driver")
    for owner, name in ((linux_driver, "WriterThread"), (linux_driver.LinuxDriver, "_sigcont_application")):
        monkeypatch.setattr(owner, name, getattr(owner, name))  # put back afterwards
    outlive_the_terminal()
    ours, theirs = os.openpty()
    with contextlib.suppress(OSError), os.fdopen(theirs, "w") as terminal:
        writer = linux_driver.WriterThread(terminal)
        writer.start()
        os.close(ours)

        def draw() -> None:
            for _line in range(200):  # the driver's queue holds thirty
                writer.write("x" * 1000)
            writer.stop()

        drawing = threading.Thread(target=draw, daemon=True)
        drawing.start()
        drawing.join(60)
        assert not drawing.is_alive()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals of Unix")
@pytest.mark.parametrize("signalled", [True, False], ids=["hang-up", "in silence"])
def test_the_interface_ends_with_its_terminal(tmp_path: Path, signalled: bool) -> None:
    for name, text in STUDY.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    ours, theirs = os.openpty()
    homes = {f"XDG_{name}_HOME": str(tmp_path / "home") for name in ("STATE", "CONFIG")}
    # A session of its own: one that controls the terminal gets SIGHUP and SIGCONT, another gets nothing.
    opens = "import fcntl, os, sys, termios\nif sys.argv[1] == 'True':\n    fcntl.ioctl(0, termios.TIOCSCTTY, 0)\n"
    runs = "os.execv(sys.executable, [sys.executable, '-m', 'decision', 'tui', sys.argv[2]])"
    process = subprocess.Popen(
        [sys.executable, "-c", opens + runs, str(signalled), str(tmp_path)],
        stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True, cwd=ROOT,
        env=os.environ | homes | {"TERM": "xterm", "LC_ALL": "C.UTF-8", "COLUMNS": "100", "LINES": "30"},
    )  # fmt: skip
    os.close(theirs)
    shown = bytearray()
    seen = threading.Event()

    def read() -> None:
        while not seen.is_set():
            try:
                shown.extend(os.read(ours, 65_536))
            except OSError:
                return
            if b"Two parks" in shown or b"Alpha" in shown:
                seen.set()

    threading.Thread(target=read, daemon=True).start()
    try:
        assert seen.wait(300), shown[-2000:]
        os.close(ours)
        assert process.wait(300) == 129
    finally:
        if process.poll() is None:
            process.kill()
