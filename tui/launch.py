"""Opens the interface: what the command line calls."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from decision.language import language_is_wished, use_language
from tui.actions import use_keymap
from tui.app import ParkfundApp
from tui.engine import import_solver_now
from tui.folders import language_chosen, tour_was_shown
from tui.journal import Journal
from tui.keeping import RecordKeeper
from tui.keymap import read_keymap
from tui.start import prepare_terminal

BUNDLED = "illustrative-2025"


def run(study: str | Path | None = None, *, record: bool = True, runs: Path | None = None) -> int:
    """Open the interface on a study file, a folder with one, or a bundled study; the bundled one by default.

    Args:
        study: what to open.
        record: whether every answer leaves a run record.
        runs: where records lie; left out: see :func:`decision.records.write.runs_folder`.

    Returns:
        The exit code: 0, 128 + the number of the signal that ended it, or 3 after a defect.

    Raises:
        ParkfundError: there is no terminal to draw on.
    """
    if "web_driver" not in os.environ.get("TEXTUAL_DRIVER", ""):  # a browser is no terminal, and needs none
        prepare_terminal()
    if sys.platform == "win32" or os.environ.get("TEXTUAL_DRIVER"):
        import_solver_now()
    where = study if study is not None else BUNDLED
    speak_as_before()
    own, faults = read_keymap()
    use_keymap(own)
    keeper = RecordKeeper(runs, writes=record)
    app = ParkfundApp(where, journal=Journal(where), keeper=keeper)
    app.remembers = True
    app.first_run = not tour_was_shown()
    app.keymap_faults = faults
    app.run()
    return app.return_code or 0


def speak_as_before() -> None:
    """Speak the language that was chosen in the interface the last time, unless one is named for this run."""
    chosen = language_chosen()
    if chosen is not None and not language_is_wished():
        use_language(chosen)
