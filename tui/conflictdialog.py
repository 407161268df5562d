"""The window of a conflict: which rules, where they are written, and what could give way, with what comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from decision.language import _, _n
from tui.columns import Column
from tui.dialogs import Dialog, Reading
from tui.format import Line, fit, number, wrap
from tui.opened import Answer
from tui.state import Session
from tui.table import Table
from tui.ways import Way, way_words, ways_out
from tui.words import rule_label

EDIT = "edit"


class Ways(Table):
    """The ways out; Enter or a click takes one."""

    can_focus = True

    def __init__(self, ways: Sequence[Way]) -> None:
        super().__init__(id="ways", classes="dialog-list")
        self.ways = {way.id: way for way in ways}

    def columns(self) -> Sequence[Column]:
        """What gives way; the value and the parks of the plan that follows."""
        return [
            Column("way", _("What gives way"), 30, 70),
            Column("value", _("Plan value"), 8, align="right"),
            Column("parks", _("Parks"), 6, align="right"),
        ]

    def row_keys(self) -> Sequence[str]:
        """The ways."""
        return tuple(self.ways)

    def cell(self, key: str, column: Column, cells: int) -> Line:
        """One cell."""
        session = self.session
        if session is None:
            return []
        if column.id == "way":
            way = self.ways[key]
            several = way.joint and len(way.parts) > 1
            words = str(_("all a little, the cheapest together:")) if several else way_words(session, way)
            return [(fit(words, cells), "")]
        tried = session.tried.get(key)
        if not isinstance(tried, Answer):
            return [("…" if tried is None else "–", "dim")]
        if not tried.has_plan:
            return [("–", "dim")]
        if column.id == "parks":
            return [(number(len(tried.portfolio.funded)), "")]
        proven = "" if tried.portfolio.ending == "optimal" else "≥ "
        return [(proven + number(tried.portfolio.objective, 3), "")]

    def on_click(self, event: events.Click) -> None:
        """One click takes the way."""
        index = self.body_index(event.y)
        if index is not None and self.keys:
            self.go_to(self.keys[index], quiet=True)
            self.action_open()


class ConflictDialog(Dialog[str]):
    """Names, files and lines, each single way out with what comes of it, the cheapest joint one."""

    HELP = "conflict"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f3", "cancel", show=False),
        Binding("f4", "edit", show=False),
        Binding("up", "step(-1)", show=False, priority=True),
        Binding("down", "step(1)", show=False, priority=True),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        refused = session.refused
        self.conflict = refused.conflict if refused is not None else None

    def compose(self) -> ComposeResult:
        """The text, the ways, the keys."""
        with Vertical(classes="dialog wide"):
            yield Reading(str(_("Rules in conflict: what should give way?")), self._text, f"Esc {_('close')}")
            ways = Ways(ways_out(self.conflict))
            ways.display = bool(ways.ways)
            yield ways
            yield Reading("", self._keys, "")

    def on_mount(self) -> None:
        """Choose at once; follow the state, which brings what comes of each way."""
        for text in self.query(Reading):
            text.can_focus = False
        ways = self.query_one(Ways)
        ways.focus()

        def shown(session: Any) -> None:
            ways.session = session

        self.watch(self.app, "session", shown)

    def _text(self, cells: int) -> list[Line]:
        session, conflict = self._session, self.conflict
        lines: list[Line] = [[]]

        def say(text: object, style: str = "") -> None:
            lines.extend([(" " + piece, style)] for piece in wrap(str(text), cells - 2))

        if conflict is None:
            say(_("No plan can keep all rules; which of them conflict could not be found out in time."))
            return [*lines, []]
        count = len(conflict.rules)
        says = _n(
            "{count} rule that cannot be kept (proven):",
            "{count} rules that cannot be kept together (proven):",
            count,
        )
        say(says, "strong")
        for number_, (rule, label, place) in enumerate(
            zip(conflict.rules, conflict.labels, conflict.places, strict=True), start=1
        ):
            said = rule_label(session, rule, label)
            lines.append([(f"  {number_}  ", "accent"), (said, ""), (f"   {place}", "dim")])
        if conflict.proven_irreducible and count > 1:
            say(_("Without any one of them the others can be kept."))
        for other in conflict.others:
            say(_("Beside these, further rules conflict with one another:"), "strong")
            for label, place in zip(other.labels, other.places, strict=True):
                lines.append([("     ", ""), (str(label), ""), (f"   {place}", "dim")])
        told = dict(zip(conflict.rules, conflict.labels, strict=True))
        alone = [rule for rule, verdict in conflict.alone.items() if verdict == "not_enough" and rule in told]
        if alone and conflict.relaxations and not conflict.others:
            rules = ", ".join(rule_label(session, rule, told[rule]) for rule in alone)
            say(_("No other figure of this rule alone would be enough: {rules}", rules=rules), "dim")
        if not conflict.relaxations:
            say(
                _(
                    "No way out was found in the time: switch a rule off on page 3, or take the last decision back."
                )
            )
        return [*lines, []]

    def _keys(self, cells: int) -> list[Line]:
        offered = bool(ways_out(self.conflict))
        keys = [("Enter", _("take it and solve again"))] if offered else []
        keys += [("F4", _("open the file")), ("Esc", _("leave it")), ("F1", _("help"))]
        line: Line = []
        for key, says in keys:
            line += [(" " + key, "key"), (f" {says} ", "dim")]
        joint = next((way for way in ways_out(self.conflict) if way.joint and len(way.parts) > 1), None)
        text = wrap(way_words(self._session, joint), cells - 4) if joint is not None else []
        return [*[[("   " + piece, "dim")] for piece in text], [], line]

    def action_step(self, by: int) -> None:
        """Arrows go over the ways."""
        ways = self.query_one(Ways)
        ways.action_line_down() if by > 0 else ways.action_line_up()

    def action_edit(self) -> None:
        """F4."""
        self.dismiss(EDIT)

    @on(Table.Opened)
    def _opened(self, event: Table.Opened) -> None:
        self.dismiss(event.key)
