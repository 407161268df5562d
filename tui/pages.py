"""The pages, mounted once the first frame is seen; ``styles.tcss`` says how they share the screen."""

from __future__ import annotations

from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import ContentSwitcher, Label

from tui.dialogs import quiet_input
from tui.panels.changes import Changes
from tui.panels.chart import Chart
from tui.panels.committee import MemberRanking, Members, RoomText
from tui.panels.compare import Differing, SideBySide
from tui.panels.detail import Card, Detail
from tui.panels.districts import DistrictDetail, Districts, Measures
from tui.panels.money import Money
from tui.panels.parkdata import ParkData
from tui.panels.plan import Plan
from tui.panels.problems import Problems
from tui.panels.ranking import Ranking
from tui.panels.regrets import TrustText
from tui.panels.rules import RuleDetail, Rules
from tui.panels.scorecard import Scorecard, Targets
from tui.panels.statements import Statements
from tui.panels.trade import TradeTable
from tui.panels.trust import TrustHead, TrustTable
from tui.panels.weights import Weights
from tui.panels.why import Why


def pages(panes: list[Widget]) -> list[Widget]:
    """The pages and the line to find a park with; every pane that shows the state is put on the list ``panes``."""

    def bound(pane: Widget) -> Widget:
        panes.append(pane)
        return pane

    def page(id: str, *panes: Widget) -> Widget:
        return Vertical(*panes, id=id, classes="page")

    return [
        ContentSwitcher(
            page(
                "decide",
                Horizontal(
                    Vertical(
                        bound(Weights(id="weights")),
                        bound(Money(id="money")),
                        bound(Scorecard(id="scorecard")),
                        bound(Changes(id="changes")),
                        id="side",
                    ),
                    Vertical(bound(Ranking(id="ranking")), id="centre"),
                    Vertical(bound(Card(id="card")), bound(Changes(id="right-changes")), id="right"),
                    id="upper",
                ),
                bound(Detail(id="detail")),
            ),
            page("plan", bound(Plan()), bound(Targets(id="targets"))),
            page("rules", bound(Rules(id="rules-table")), bound(RuleDetail(id="rule-detail"))),
            page("explain", bound(Why(id="why"))),
            page("compare", bound(SideBySide(id="side-by-side")), bound(Differing(id="differing"))),
            page("trade", bound(TradeTable(id="trade-table")), bound(Chart(id="chart"))),
            page("data", bound(Problems(id="problems")), bound(ParkData(id="park-data"))),
            page(
                "trust",
                bound(TrustHead(id="trust-head")),
                Horizontal(
                    bound(TrustTable()),
                    Vertical(
                        bound(Statements(id="statements")), bound(TrustText(id="trust-text")), id="trust-side"
                    ),
                    id="trust-body",
                ),
            ),
            page(
                "committee",
                bound(Members(id="members")),
                Horizontal(
                    bound(RoomText(id="room-text")),
                    bound(MemberRanking(id="member-ranking")),
                    id="committee-body",
                ),
            ),
            page(
                "districts",
                bound(Measures(id="measures")),
                bound(Districts(id="districts-table")),
                bound(DistrictDetail(id="district-detail")),
            ),
            initial="decide",
            id="pages",
        ),
        Horizontal(Label(id="find-label"), quiet_input(id="find-field"), id="find"),
    ]
