"""The committee: members' weights and rankings, how far they agree, and who loses what under which plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType

from decision.language import _
from tui.columns import Column
from tui.findings import MEANS, names_of, regret_key, shares_of, whose, whose_name
from tui.format import Line, abbreviate, fit, number, percent, wrap
from tui.messages import ActionChosen, ParkOpened, ParkSelected
from tui.pagemessages import MemberOpened, MemberSelected
from tui.panels.regrets import RegretText
from tui.state import Session
from tui.table import Table

FIRST_TO_STAY = 4
"""Weights of so many criteria stay when the table gets narrow."""

W_WORDS = (
    (0.9, _("almost unanimous")),
    (0.7, _("strong agreement")),
    (0.5, _("moderate agreement")),
    (0.3, _("weak agreement")),
    (0.0, _("hardly any agreement")),
)
"""Kendall's W from which a word holds; the words are ours."""


class Members(Table):
    """A row for each member and each mean: weights as shares of the whole, agreement, regret."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("insert", "add", show=False)]

    def title(self) -> str:
        """Name of the pane."""
        return str(_("Committee: whose weights"))

    def note(self) -> str:
        """The keys."""
        return str(_("Enter use or change · N new member"))

    def columns(self) -> Sequence[Column]:
        """Mark, name, weights, agreement with the others, regret."""
        study = self.session.study if self.session is not None else None
        leaves = study.leaves if study is not None else ()
        return [
            Column("on", "", 1),
            Column("name", _("Member"), 16, 34),
            *(
                Column(
                    f"w:{leaf.id}",
                    abbreviate(leaf.label, 12),
                    6,
                    18,
                    align="right",
                    keep=1 + place if place < FIRST_TO_STAY else 100 + place,
                )
                for place, leaf in enumerate(leaves)
            ),
            Column("agrees", _("with others"), 7, align="right", keep=50),
            Column("regret", _("regret now"), 7, align="right", keep=60),
        ]

    def row_keys(self) -> Sequence[str]:
        """Members, then the means."""
        return list(shares_of(self.session)) if self.session is not None else ()

    def empty(self) -> str:
        """What to do."""
        session = self.session
        if session is None or session.study is None:
            return str(_("reading…"))
        return str(
            _("no committee yet: N adds a member, or name a folder in study.yaml: committee: members/")
        )

    def cell(self, key: str, column: Column, cells: int) -> Line:
        """One cell."""
        session = self.session
        assert session is not None
        assert session.study is not None
        if column.id == "on":
            return [("✓" if whose(session) == key else "", "accent")]
        if column.id == "name":
            name = whose_name(session, key)
            text = f"{name} · {_('not saved')}" if key in session.own_weights else name
            return [(fit(text, cells), "dim" if key in MEANS else "")]
        if column.id.startswith("w:"):
            return [(percent(_whole(session, key, column.id[2:]), 0), "strong" if key not in MEANS else "")]
        if column.id == "agrees":
            agreed = session.room.agreement
            if agreed is None or key not in agreed.spearman.columns:
                return []
            others = [float(agreed.spearman[other][key]) for other in agreed.members if other != key]
            return [(number(sum(others) / len(others), 2), "")]
        regret = session.room.regret
        under = regret.regrets.get("study", {}) if regret is not None else {}
        old = session.room.regret_key != regret_key(session)
        return [(percent(under[key].most, 1), "dim" if old else "")] if key in under else []

    def action_add(self) -> None:
        """A new member."""
        self.post_message(ActionChosen("add_member"))

    def action_open(self) -> None:
        """Add the first member, or tell what can be done with the one under the cursor."""
        if self.keys:
            super().action_open()
        else:
            self.action_add()

    def selected(self) -> str | None:
        """The selected member."""
        return self.session.member if self.session is not None else None

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        """Title, heads, a row each."""
        return 2 + max(1, len(self.row_keys()))

    @on(Table.Moved)
    def _moved(self, event: Table.Moved) -> None:
        self.post_message(MemberSelected(event.key))

    @on(Table.Opened)
    def _opened(self, event: Table.Opened) -> None:
        self.post_message(MemberOpened(event.key))


def _whole(session: Session, member: str, criterion: str) -> float:
    """Weight of a criterion as a share of the whole: the product of the shares on the way down to it."""
    shares = shares_of(session)[member]
    assert session.study is not None
    parents = {node.id: node.parent for node in session.study.nodes}
    share, at = 1.0, criterion
    while True:
        share *= shares.get(at, 0.0)
        above = parents[at]
        if above is None:
            return share
        at = above


class RoomText(RegretText):
    """How far the members agree, who disagrees with whom about what, and their regrets."""

    def title(self) -> str:
        """Name of the pane."""
        return str(_("Agreement and regrets"))

    def note(self) -> str:
        """The key."""
        return str(_("Enter computes regrets"))

    def lines(self, cells: int) -> list[Line]:
        """Kendall's W; pairs; regrets."""
        session = self.session
        if session is None or session.study is None:
            return []
        members = names_of(session)
        if not members:
            says = _(
                "Members' weights come from the study's committee folder. "
                "N adds a member: a name, then sliders; F2 writes the file."
            )
            return [[(f" {piece}", "dim")] for piece in wrap(str(says), cells - 2)]
        agreement = self._concordance(session, cells)
        return [
            *agreement,
            *self.regret_block(session, cells, len(agreement)),
            *self._pairs(session, cells),
        ]

    def _concordance(self, session: Session, cells: int) -> list[Line]:
        room = session.room
        if len(names_of(session)) < 2:
            return [[(f" {_('agreement needs at least two members')}", "dim")]]
        if room.failure is not None:
            return [
                [(f" ✗ {piece}", "bad")] for piece in wrap(" ".join(str(room.failure).split()), cells - 4)
            ]
        found = room.agreement
        if found is None:
            return [[(f" ◌ {_('computing: the ranking of each member')}", "accent")]]
        concordance = found.by_ranks.concordance
        lines: list[Line] = []
        if concordance is not None:
            word = next(word for least, word in W_WORDS if concordance >= least)
            lines.append(
                [(f" {_('Kendall W')} ", ""), (number(concordance, 2), "strong"), (f" · {word}", "accent")]
            )
        return [*lines, []]

    def _pairs(self, session: Session, cells: int) -> list[Line]:
        found = session.room.agreement
        if found is None:
            return []
        lines: list[Line] = [[], [(f" {_('Who disagrees, those who agree least first')}", "strong")]]
        labels = {id: str(label) for id, label in found.labels.items()}
        names = session.study.names if session.study is not None else {}
        for pair in found.pairs[:6]:
            one, other = whose_name(session, pair.first), whose_name(session, pair.second)
            text = _(
                "{one} – {other}: Spearman {spearman}; most about {criterion} ({first} / {second})",
                one=one,
                other=other,
                spearman=number(pair.spearman, 2),
                criterion=labels.get(pair.criterion, pair.criterion),
                first=percent(pair.weights[0]),
                second=percent(pair.weights[1]),
            )
            says = str(text).replace(" %", "\u00a0%")
            lines += [[(f" {piece}", "")] for piece in wrap(says, cells - 4, "  ")]
            if pair.parks:
                park, first, second = pair.parks[0]
                far = _(
                    "furthest apart: {park}, places {first} and {second}",
                    park=names.get(park, park),
                    first=first,
                    second=second,
                )
                lines += [[(f"   {piece}", "dim")] for piece in wrap(str(far), cells - 4)]
        return lines


class MemberRanking(Table):
    """The ranking by the weights of the selected member, beside the one that is on."""

    def title(self) -> str:
        """Whose."""
        session = self.session
        member = self._member()
        return (
            str(_("Ranking: {name}", name=whose_name(session, member)))
            if session and member
            else str(_("Ranking"))
        )

    def _member(self) -> str:
        session = self.session
        if session is None or session.room.agreement is None:
            return ""
        known = session.room.agreement.rankings
        return (
            session.member
            if session.member is not None and session.member in known
            else next(iter(known), "")
        )

    def columns(self) -> Sequence[Column]:
        """Place, place now, park, in the plan."""
        return [
            Column("rank", _("No."), 3, align="right"),
            Column("now", _("now"), 4, align="right"),
            Column("park", _("Park"), 14, 40),
            Column("plan", "", 1),
        ]

    def row_keys(self) -> Sequence[str]:
        """Parks in the member's order."""
        session, member = self.session, self._member()
        if session is None or not member or session.room.agreement is None:
            return ()
        table = session.room.agreement.rankings[member].table
        self._ranks = dict(zip(map(str, table.index), table["rank"].tolist(), strict=True))
        return list(self._ranks)

    def empty(self) -> str:
        """Why there are no rows."""
        session = self.session
        if session is not None and (session.room.conferring or len(names_of(session)) >= 2):
            return str(_("computing…"))
        return str(_("needs at least two members"))

    def cell(self, key: str, column: Column, cells: int) -> Line:
        """One cell."""
        session = self.session
        assert session is not None
        assert session.study is not None
        match column.id:
            case "rank":
                return [(str(int(self._ranks[key])), "strong")]
            case "now":
                now = session.order.rank.get(key) if session.order is not None else None
                return [(str(now) if now is not None else "", "dim")]
            case "park":
                return [(fit(session.study.names.get(key, key), cells), "")]
        funded = session.answer is not None and key in session.answer.funded
        return [("●", "good") if funded else ("○", "dim")]

    @on(Table.Moved)
    def _moved(self, event: Table.Moved) -> None:
        self.post_message(ParkSelected(event.key))

    @on(Table.Opened)
    def _opened(self, event: Table.Opened) -> None:
        self.post_message(ParkOpened(event.key))
