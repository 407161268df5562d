"""The report file of a defect: a traceback without the values of variables, which may be somebody's data."""

from __future__ import annotations

import os
import platform
import tempfile
import traceback
from datetime import datetime
from pathlib import Path

from tui.folders import state_folder


def write_report(error: BaseException) -> Path:
    """Write what is needed to mend a defect, and say where."""
    import decision
    from decision.files.writing import put

    said = "".join(traceback.format_exception(error))
    head = f"parkfund {decision.__version__}, Python {platform.python_version()}, {platform.system()}"
    size = "×".join(os.environ.get(name, "?") for name in ("COLUMNS", "LINES"))
    text = f"{head}\nterminal {os.environ.get('TERM', '?')} {size}\n\n{said}"
    name = f"parkfund-report-{datetime.now():%Y%m%d-%H%M%S}-{os.getpid()}.txt"
    for folder in (state_folder(), Path(tempfile.gettempdir())):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / name
            put(path, text.encode())
        except OSError:
            continue
        return path
    return Path(name)
