"""Where the panes stand; ``styles.tcss`` says how they share the screen at each size."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import ContentSwitcher, Label

from tui.dialogs import quiet_input
from tui.panels.answer import AnswerStrip
from tui.panels.changes import Changes
from tui.panels.detail import Card, Detail
from tui.panels.header import Header
from tui.panels.keybar import KeyBar
from tui.panels.money import Money
from tui.panels.plan import Plan
from tui.panels.problems import Problems
from tui.panels.ranking import Ranking
from tui.panels.rules import RuleDetail, Rules
from tui.panels.scorecard import Scorecard, Targets
from tui.panels.tabs import Tabs
from tui.panels.toosmall import TooSmall
from tui.panels.weights import Weights


def panes(bound: Callable[[Widget], Widget]) -> ComposeResult:
    """Header, pages, key bar; ``bound`` binds a pane to the state."""
    yield bound(Header(id="header"))
    yield bound(Tabs(id="tabs"))
    yield bound(AnswerStrip(id="answer"))
    with ContentSwitcher(initial="decide", id="pages"):
        with Vertical(id="decide", classes="page"):
            with Horizontal(id="upper"):
                with Vertical(id="side"):
                    yield bound(Weights(id="weights"))
                    yield bound(Money(id="money"))
                    yield bound(Scorecard(id="scorecard"))
                    yield bound(Changes(id="changes"))
                with Vertical(id="centre"):
                    yield bound(Ranking(id="ranking"))
                    with Horizontal(id="find"):
                        yield Label(id="find-label")
                        yield quiet_input(id="find-field")
                with Vertical(id="right"):
                    yield bound(Card(id="card"))
                    yield bound(Changes(id="right-changes"))
            yield bound(Detail(id="detail"))
        with Vertical(id="plan", classes="page"):
            yield bound(Plan())
            yield bound(Targets(id="targets"))
        with Vertical(id="rules", classes="page"):
            yield bound(Rules(id="rules-table"))
            yield bound(RuleDetail(id="rule-detail"))
        with Vertical(id="data", classes="page"):
            yield bound(Problems(id="problems"))
    yield bound(TooSmall(id="too-small"))
    yield bound(KeyBar(id="keys"))
