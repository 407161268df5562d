"""A terminal that goes without a word: the process that drew on it ends too."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.tui.test_tui_tmux import STUDY

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals of Unix")
def test_without_a_hang_up_signal_the_interface_ends_with_its_terminal(tmp_path: Path) -> None:
    for name, text in STUDY.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    ours, theirs = os.openpty()
    homes = {f"XDG_{name}_HOME": str(tmp_path / "home") for name in ("STATE", "CONFIG")}
    # a session of its own that controls no terminal: nobody sends it a signal
    process = subprocess.Popen(
        [sys.executable, "-m", "decision", "tui", str(tmp_path)],
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
