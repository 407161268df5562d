"""Runs the program as a process, as a shell does."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Finished:
    code: int
    out: str
    err: str


def parkfund(*arguments: object, folder: Path, **environment: str) -> Finished:
    """Run ``python -m decision`` in a folder and wait; standard input is empty."""
    surrounding = {
        k: v for k, v in os.environ.items() if k not in ("PARKFUND_LANG", "LANG", "LC_ALL", "LC_MESSAGES")
    }
    done = subprocess.run(
        [sys.executable, "-m", "decision", *map(str, arguments)],
        cwd=folder,
        env=surrounding
        | {"PYTHONUTF8": "1", "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
        | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    return Finished(done.returncode, done.stdout, done.stderr)
