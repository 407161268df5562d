"""What the first frame shows: what is opened, the pages there are, what is happening, the keys."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.widget import Widget

from tui.panels.answer import AnswerStrip
from tui.panels.header import Header
from tui.panels.keybar import KeyBar
from tui.panels.tabs import Tabs
from tui.panels.toosmall import TooSmall

BEFORE_PAGES = "#answer"
"""The pages stand below this pane."""


def frame(bound: Callable[[Widget], Widget]) -> ComposeResult:
    """Everything around the pages; ``bound`` binds a pane to the state."""
    yield bound(Header(id="header"))
    yield bound(Tabs(id="tabs"))
    yield bound(AnswerStrip(id="answer"))
    yield bound(TooSmall(id="too-small"))
    yield bound(KeyBar(id="keys"))
