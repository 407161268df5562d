"""Three themes of our own: dark, light and high contrast.

Blue, yellow and orange stay apart for people who do not tell red from green; every state is a glyph and a
word as well, so colour only helps. The colours of the parts that the program draws itself are theme
variables, because an automatic colour can come out white on white.
"""

from __future__ import annotations

from textual.theme import Theme

from decision.language import Message, _

VARIABLES = (
    "dim",
    "bar",
    "track",
    "cursor",
    "cursor-text",
    "trace",
    "title",
    "title-text",
    "badge",
    "badge-text",
)
"""What every theme of ours must say beside Textual's own colours."""

DARK = Theme(
    name="parkfund-dark",
    dark=True,
    primary="#56B4E9",
    secondary="#8FA9C2",
    accent="#56B4E9",
    success="#56B4E9",
    warning="#F0E442",
    error="#FF8A5C",
    foreground="#E8EDF2",
    background="#0E141B",
    surface="#141C25",
    panel="#1E2935",
    variables={
        "dim": "#9FB0C0",
        "bar": "#2F78A8",
        "track": "#3A4A5A",
        "cursor": "#1F5F8B",
        "cursor-text": "#FFFFFF",
        "trace": "#24323F",
        "title": "#1E2935",
        "title-text": "#C8D5E1",
        "badge": "#F0E442",
        "badge-text": "#10161D",
        "scrollbar": "#33475A",
        "scrollbar-hover": "#46627C",
        "scrollbar-active": "#56B4E9",
        "scrollbar-background": "#141C25",
        "scrollbar-background-hover": "#141C25",
        "scrollbar-background-active": "#141C25",
        "scrollbar-corner-color": "#141C25",
        "input-selection-background": "#2F6F9E",
    },
)

LIGHT = Theme(
    name="parkfund-light",
    dark=False,
    primary="#005A9C",
    secondary="#4A5A6A",
    accent="#005A9C",
    success="#005A9C",
    warning="#7A5A00",
    error="#B03A00",
    foreground="#16202B",
    background="#E9EEF3",
    surface="#FFFFFF",
    panel="#DDE5ED",
    variables={
        "dim": "#4C5B6A",
        "bar": "#2F7FB8",
        "track": "#B9C6D2",
        "cursor": "#005A9C",
        "cursor-text": "#FFFFFF",
        "trace": "#E2ECF5",
        "title": "#DDE5ED",
        "title-text": "#24384B",
        "badge": "#7A5A00",
        "badge-text": "#FFFFFF",
        "scrollbar": "#A9B8C6",
        "scrollbar-hover": "#7F93A6",
        "scrollbar-active": "#005A9C",
        "scrollbar-background": "#FFFFFF",
        "scrollbar-background-hover": "#FFFFFF",
        "scrollbar-background-active": "#FFFFFF",
        "scrollbar-corner-color": "#FFFFFF",
        "input-selection-background": "#9CC7E6",
    },
)

HIGH_CONTRAST = Theme(
    name="parkfund-contrast",
    dark=True,
    primary="#7FD0FF",
    secondary="#FFFFFF",
    accent="#7FD0FF",
    success="#7FD0FF",
    warning="#FFF34D",
    error="#FFA27A",
    foreground="#FFFFFF",
    background="#000000",
    surface="#000000",
    panel="#1A1A1A",
    variables={
        "dim": "#D6D6D6",
        "bar": "#7FD0FF",
        "track": "#8A8A8A",
        "cursor": "#FFF34D",
        "cursor-text": "#000000",
        "trace": "#2B2B2B",
        "title": "#333333",
        "title-text": "#FFFFFF",
        "badge": "#FFF34D",
        "badge-text": "#000000",
        "scrollbar": "#8A8A8A",
        "scrollbar-hover": "#FFFFFF",
        "scrollbar-active": "#FFF34D",
        "scrollbar-background": "#000000",
        "scrollbar-background-hover": "#000000",
        "scrollbar-background-active": "#000000",
        "scrollbar-corner-color": "#000000",
        "input-selection-background": "#555555",
    },
)

THEMES: dict[str, tuple[Theme, Message]] = {
    DARK.name: (DARK, _("dark")),
    LIGHT.name: (LIGHT, _("light")),
    HIGH_CONTRAST.name: (HIGH_CONTRAST, _("high contrast")),
}
"""Theme and name to show, in the order in which F12 goes round."""


def following(name: str) -> str:
    """The theme after ``name``."""
    names = list(THEMES)
    return names[(names.index(name) + 1) % len(names)] if name in names else names[0]
