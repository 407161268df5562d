"""Windows in which a member's weights are entered: by slider, by comparing pairs; and a name to type."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input

from decision.language import _
from tui import messages
from tui.dialogs import Choices, Dialog, Item, Reading, TypeNumber, quiet_input
from tui.opened import Shares
from tui.panels.weights import Weights
from tui.state import Session
from tui.table import Table
from tui.transitions import give_way

if TYPE_CHECKING:
    pass

Entered = tuple[Shares, bool]
"""Shares among siblings, and whether they are to be used now."""


class Entry(Dialog[Entered]):
    """A window that ends in weights: F2 keeps them, Esc does not."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f2,ctrl+s,ctrl+ы", "keep", show=False)]

    def answers(self) -> Choices:
        """What can be done with what was entered."""
        items = [
            Item("keep", _("Keep for the session (F2)")),
            Item("use", _("Keep and use now")),
            Item("cancel", _("Leave as it was (Esc)")),
        ]
        return Choices(items, "keep")

    def entered(self) -> Shares | None:
        """The weights as they stand; None while they cannot be used."""
        raise NotImplementedError

    def action_keep(self) -> None:
        """Keep what was entered."""
        self._end("keep")

    def _end(self, answer: str) -> None:
        if answer == "cancel":
            self.dismiss(None)
        elif (shares := self.entered()) is not None:
            self.dismiss((shares, answer == "use"))

    @on(Table.Opened)
    def _opened(self, event: Table.Opened) -> None:
        if isinstance(event.table, Choices):
            self._end(event.key)


class MemberWeights(Entry):
    """A member's weights by slider: the pane of the first page, over a session of its own."""

    HELP = "sliders"

    def __init__(self, name: str, session: Session, shares: Shares) -> None:
        super().__init__()
        assert session.study is not None
        assert session.question is not None
        self._heading = name
        question = replace(session.question, weights=dict(shares), locked=frozenset())
        self._session = replace(
            session, study=replace(session.study, shares=dict(shares)), question=question, past=()
        )

    def compose(self) -> ComposeResult:
        """Sliders and answers."""
        with Vertical(classes="dialog"):
            yield Reading(self._heading, lambda cells: [], str(_("← → change · Tab · F2 keep · Esc")))
            yield Weights(id="member-weights")
            yield self.answers()

    def on_mount(self) -> None:
        """Slide at once."""
        self.query_one(Reading).can_focus = False
        weights = self.query_one(Weights)
        weights.session = self._session
        weights.focus()

    def entered(self) -> Shares:
        """The weights as they stand."""
        assert self._session.question is not None
        return self._session.question.weights

    def _give(self, criterion: str, value: float) -> None:
        study, question = self._session.study, self._session.question
        assert study is not None
        assert question is not None
        shares = give_way(question.weights, criterion, value, study.siblings(criterion), question.locked)
        self._take(weights=shares, locked=question.locked - {criterion})

    def _take(self, **changes: object) -> None:
        assert self._session.question is not None
        question = replace(self._session.question, **changes)  # type: ignore[arg-type]
        self._session = replace(self._session, question=question)
        self.query_one(Weights).session = self._session

    @on(messages.WeightMoved)
    def _moved(self, event: messages.WeightMoved) -> None:
        event.stop()
        self._give(event.criterion, round(self.entered()[event.criterion] + event.step, 2))

    @on(messages.WeightSet)
    def _set(self, event: messages.WeightSet) -> None:
        event.stop()
        self._give(event.criterion, event.value)

    @on(messages.WeightLocked)
    def _locked(self, event: messages.WeightLocked) -> None:
        event.stop()
        assert self._session.question is not None
        self._take(locked=self._session.question.locked ^ {event.criterion})

    @on(messages.WeightTyped)
    def _typed(self, event: messages.WeightTyped) -> None:
        event.stop()
        assert self._session.study is not None
        label = next(node.label for node in self._session.study.nodes if node.id == event.criterion)

        def typed(value: float | None) -> None:
            if value is not None:
                self._give(event.criterion, value)

        self.app.push_screen(TypeNumber(label, event.begun), typed)


class TypeName(Dialog[str]):
    """A name to type."""

    def __init__(self, heading: str) -> None:
        super().__init__()
        self._heading = heading

    def compose(self) -> ComposeResult:
        """One field."""
        with Vertical(classes="dialog small"):
            yield Reading(self._heading, lambda cells: [], f"Enter · Esc {_('cancel')}")
            yield quiet_input(max_length=80)

    def on_mount(self) -> None:
        """Type at once."""
        self.query_one(Reading).can_focus = False
        self.query_one(Input).focus()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        name = " ".join(event.value.split())
        if name:
            self.dismiss(name)
