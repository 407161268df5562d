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
from tui.panels.chart import Chart
from tui.panels.committee import MemberRanking, Members, RoomText
from tui.panels.compare import Differing, SideBySide
from tui.panels.detail import Card, Detail
from tui.panels.districts import DistrictDetail, Districts, Measures
from tui.panels.header import Header
from tui.panels.keybar import KeyBar
from tui.panels.money import Money
from tui.panels.parkdata import ParkData
from tui.panels.plan import Plan
from tui.panels.problems import Problems
from tui.panels.ranking import Ranking
from tui.panels.regrets import TrustText
from tui.panels.rules import RuleDetail, Rules
from tui.panels.scorecard import Scorecard, Targets
from tui.panels.statements import Statements
from tui.panels.tabs import Tabs
from tui.panels.toosmall import TooSmall
from tui.panels.trade import TradeTable
from tui.panels.trust import TrustHead, TrustTable
from tui.panels.weights import Weights
from tui.panels.why import Why


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
        with Vertical(id="explain", classes="page"):
            yield bound(Why(id="why"))
        with Vertical(id="compare", classes="page"):
            yield bound(SideBySide(id="side-by-side"))
            yield bound(Differing(id="differing"))
        with Vertical(id="trade", classes="page"):
            yield bound(TradeTable(id="trade-table"))
            yield bound(Chart(id="chart"))
        with Vertical(id="data", classes="page"):
            yield bound(Problems(id="problems"))
            yield bound(ParkData(id="park-data"))
        with Vertical(id="trust", classes="page"):
            yield bound(TrustHead(id="trust-head"))
            with Horizontal(id="trust-body"):
                yield bound(TrustTable())
                with Vertical(id="trust-side"):
                    yield bound(Statements(id="statements"))
                    yield bound(TrustText(id="trust-text"))
        with Vertical(id="committee", classes="page"):
            yield bound(Members(id="members"))
            with Horizontal(id="committee-body"):
                yield bound(RoomText(id="room-text"))
                yield bound(MemberRanking(id="member-ranking"))
        with Vertical(id="districts", classes="page"):
            yield bound(Measures(id="measures"))
            yield bound(Districts(id="districts-table"))
            yield bound(DistrictDetail(id="district-detail"))
    with Horizontal(id="find"):
        yield Label(id="find-label")
        yield quiet_input(id="find-field")
    yield bound(TooSmall(id="too-small"))
    yield bound(KeyBar(id="keys"))
