"""The first-run tour: a few cards that anybody may skip, shown once."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from decision.language import Message, _
from tui.dialogs import Dialog, Reading
from tui.format import Line, wrap

CARDS: tuple[tuple[Message, tuple[Message, ...]], ...] = (
    (
        _("What this is for"),
        (
            _(
                "Candidate parks are ranked by criteria; a programme's money is distributed among them by its rules."
            ),
            _("Everything is computed again as you decide; nothing is written to a file before you say so."),
        ),
    ),
    (
        _("Weights, ranking, plan"),
        (
            _("Tab goes from pane to pane. On the weights, ← → make a criterion count more or less."),
            _(
                "The ranking follows at once, the plan a moment later. Backspace takes back the last decision."
            ),
        ),
    ),
    (
        _("What the numbers are worth"),
        (
            _("The third line says it: ✓ proven optimal, △ best found so far, ◌ computing, ✗ conflict."),
            _("While computing, the previous plan is shown and marked. Esc stops and keeps the best plan."),
        ),
    ),
    (
        _("Parks and rules"),
        (
            _("F6 pins the chosen park in, F8 keeps it out, F3 says why it is in or out."),
            _("Digits open the pages: plan, rules, explanations, comparison, committee, data and more."),
        ),
    ),
    (
        _("When in doubt"),
        (
            _(
                "F1 explains the pane you are in, F9 lists everything that can be done, ? lists the keys, F2 saves."
            ),
            _("If the program or the line breaks, your decisions are offered again at the next start."),
        ),
    ),
)


class Tour(Dialog[None]):
    """The cards; Esc skips the rest."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space,right", "turn(1)", show=False, priority=True),
        Binding("left,backspace", "turn(-1)", show=False, priority=True),
    ]

    card = 0

    def compose(self) -> ComposeResult:
        """One card."""
        with Vertical(classes="dialog"):
            yield Reading(str(_("A short tour")), self._text, self._hint())

    def _hint(self) -> str:
        last = self.card == len(CARDS) - 1
        return f"Enter {_('begin') if last else _('next')} · Esc {_('skip')}"

    def _text(self, cells: int) -> list[Line]:
        heading, paragraphs = CARDS[self.card]
        lines: list[Line] = [[], [(f" {self.card + 1}/{len(CARDS)}  {heading}", "strong")]]
        for paragraph in paragraphs:
            lines.append([])
            lines += [[(" " + text, "")] for text in wrap(str(paragraph), cells - 2)]
        return [*lines, []]

    def action_turn(self, by: int) -> None:
        """The next card, or the one before; after the last one the session begins."""
        if self.card + by >= len(CARDS):
            self.dismiss(None)
            return
        self.card = max(0, self.card + by)
        pane = self.query_one(Reading)
        pane.hint = self._hint()
        pane.refresh(layout=True)
        pane.rebuild()
