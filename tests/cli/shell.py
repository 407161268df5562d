"""Runs the program: as a process, as a shell does, or quicker inside this one."""

import contextlib
import os
import subprocess
import sys
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from unittest import mock

LANGUAGE_OF_THE_LOCALE = ("PARKFUND_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


@dataclass(frozen=True)
class Finished:
    code: int
    out: str
    err: str


def surrounding(**environment: str) -> dict[str, str]:
    """The environment of a process that speaks English, unless told otherwise."""
    kept = {key: value for key, value in os.environ.items() if key not in LANGUAGE_OF_THE_LOCALE}
    return kept | {"PYTHONUTF8": "1", "PYTHONPATH": str(Path(__file__).resolve().parents[2])} | environment


def parkfund(*arguments: object, folder: Path, **environment: str) -> Finished:
    """Run ``python -m decision`` in a folder and wait; standard input is empty."""
    done = subprocess.run(
        [sys.executable, "-m", "decision", *map(str, arguments)],
        cwd=folder,
        env=surrounding(**environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=600,
        check=False,
    )
    return Finished(done.returncode, done.stdout, done.stderr)


def call(*arguments: object, folder: Path) -> Finished:
    """Run the same ``main()`` without the two seconds that a new process takes to import the engine.

    The command line's own modules are loaded anew, since they hold help texts in the language of the last call.
    """
    for name in [name for name in sys.modules if name == "decision.cli" or name.startswith("decision.cli.")]:
        del sys.modules[name]
    out, err = StringIO(), StringIO()
    code: object = None
    with (
        mock.patch.dict(os.environ),
        contextlib.chdir(folder),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        for name in LANGUAGE_OF_THE_LOCALE:
            os.environ.pop(name, None)
        from decision.cli import main

        try:
            main([str(argument) for argument in arguments])
        except SystemExit as left:
            code = left.code
    assert isinstance(code, int), code
    return Finished(code, out.getvalue(), err.getvalue())
