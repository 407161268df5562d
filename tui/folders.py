"""Where the interface keeps what belongs to a person and not to a study: state and settings."""

from __future__ import annotations

import os
from pathlib import Path


def state_folder() -> Path:
    """Reports of defects, journals of sessions whose study lies where nothing can be written."""
    home = os.environ.get("XDG_STATE_HOME") or os.environ.get("LOCALAPPDATA")
    return Path(home) / "parkfund" if home else Path.home() / ".local" / "state" / "parkfund"


def settings_folder() -> Path:
    """The person's own keys, and whether the tour was shown."""
    home = os.environ.get("XDG_CONFIG_HOME") or os.environ.get("APPDATA")
    return Path(home) / "parkfund" if home else Path.home() / ".config" / "parkfund"
