"""Where the interface keeps what belongs to a person and not to a study: state and settings."""

from __future__ import annotations

import os
from pathlib import Path

from decision.language import LANGUAGES

TOUR_SHOWN = "tour-seen"
"""A file of this name in the settings: the person has had the tour."""

LANGUAGE = "language"
"""A file of this name in the settings: the language that the person chose in the interface."""


def state_folder() -> Path:
    """Reports of defects, journals of sessions whose study lies where nothing can be written."""
    home = os.environ.get("XDG_STATE_HOME") or os.environ.get("LOCALAPPDATA")
    return Path(home) / "parkfund" if home else Path.home() / ".local" / "state" / "parkfund"


def settings_folder() -> Path:
    """The person's own keys, the language chosen, and whether the tour was shown."""
    home = os.environ.get("XDG_CONFIG_HOME") or os.environ.get("APPDATA")
    return Path(home) / "parkfund" if home else Path.home() / ".config" / "parkfund"


def tour_was_shown() -> bool:
    """Whether this person has had the tour."""
    return (settings_folder() / TOUR_SHOWN).exists()


def remember_tour() -> None:
    """Do not show it again; a folder that cannot be written costs another tour, nothing else."""
    try:
        settings_folder().mkdir(parents=True, exist_ok=True)
        (settings_folder() / TOUR_SHOWN).touch()
    except OSError:
        return


def language_chosen() -> str | None:
    """The language that was chosen in the interface the last time; None: none was, or the file is damaged."""
    try:
        found = (settings_folder() / LANGUAGE).read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        return None
    return found if found in LANGUAGES else None


def remember_language(language: str) -> None:
    """Begin in it the next time; a folder that cannot be written costs another key, nothing else."""
    try:
        settings_folder().mkdir(parents=True, exist_ok=True)
        (settings_folder() / LANGUAGE).write_text(language + "\n", encoding="utf-8")
    except OSError:
        return
