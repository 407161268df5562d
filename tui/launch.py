"""Opens the interface: what the command line calls."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tui.app import ParkfundApp
from tui.engine import import_solver_now
from tui.start import prepare_terminal


def run(study: str | Path | None = None) -> None:
    """Open the interface on a study file, a folder with one, or a bundled study; the bundled one by default.

    Raises:
        ParkfundError: there is no terminal to draw on.
        SystemExit: the interface was ended by a signal or a defect.
    """
    prepare_terminal()
    if sys.platform == "win32" or os.environ.get("TEXTUAL_DRIVER"):
        import_solver_now()
    app = ParkfundApp(study if study is not None else "illustrative-2025")
    app.run()
    if app.return_code:
        raise SystemExit(app.return_code)
