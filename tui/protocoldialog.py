"""The window in which a protocol is ordered: who answers for it and why, in which language, which files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Label

from decision.language import Message, _, current_language
from tui.dialogs import Choices, Dialog, Item, Reading, quiet_input
from tui.format import Line, wrap
from tui.table import Table


@dataclass(frozen=True)
class ProtocolOrder:
    """What is to be written beside the run record."""

    languages: tuple[str, ...] = ("en",)
    document: bool = True
    """The protocol, .docx."""
    workbook: bool = True
    """The workbook, .xlsx."""
    reasons: bool = True
    """The solver's reason for every park that is not funded."""
    by: str | None = None
    """Who answers for what departs from the files."""
    reason: str | None = None


LANGUAGES: tuple[tuple[tuple[str, ...], Message], ...] = (
    (("en",), _("English")),
    (("ru",), _("Russian")),
    (("en", "ru"), _("English and Russian")),
)


class ProtocolDialog(Dialog[ProtocolOrder]):
    """Two fields and a list whose entries Enter or a click turns on and off."""

    HELP = "protocol"

    def __init__(self, sentences: Sequence[str], folder: str, last: ProtocolOrder | None = None) -> None:
        super().__init__()
        self._sentences, self._folder = sentences, folder
        signed = (last.by, last.reason) if last is not None else (None, None)
        self._order = ProtocolOrder((current_language(),), by=signed[0], reason=signed[1])

    def compose(self) -> ComposeResult:
        """Sentences, fields, entries."""
        with Vertical(classes="dialog"):
            yield Reading(str(_("Write the protocol")), self._text, f"Tab · Enter · Esc {_('cancel')}")
            for id, says, value in (
                ("protocol-by", _("who answers for the changes"), self._order.by),
                ("protocol-reason", _("why they are made"), self._order.reason),
            ):
                with Horizontal(classes="dialog-field"):
                    yield Label(f" {says}:")
                    yield quiet_input(id=id, value=value or "", select_on_focus=False)
            yield Choices(self._items(), "write")

    def on_mount(self) -> None:
        """Enter writes at once."""
        self.query_one(Reading).can_focus = False
        self.query_one(Choices).focus()

    def _text(self, cells: int) -> list[Line]:
        return [[(" " + piece, "")] for said in self._sentences for piece in wrap(said, cells - 2)]

    def _items(self) -> list[Item]:
        order = self._order
        spoken = next(says for languages, says in LANGUAGES if languages == order.languages)

        def box(on: bool, says: Message) -> str:
            return f"[{'x' if on else ' '}] {says}"

        return [
            Item("language", _("Language: {language}", language=spoken)),
            Item("document", box(order.document, _("protocol, .docx"))),
            Item("workbook", box(order.workbook, _("workbook, .xlsx"))),
            Item("reasons", box(order.reasons, _("the reason for every park that is not funded"))),
            Item(
                "write", _("Write into a new folder in {folder}/, with the run record", folder=self._folder)
            ),
            Item("cancel", _("Leave as it was (Esc)")),
        ]

    @on(Input.Submitted)
    def _typed(self) -> None:
        self.focus_next()

    @on(Table.Opened)
    def _opened(self, event: Table.Opened) -> None:
        order = self._order
        if event.key == "cancel":
            self.dismiss(None)
            return
        if event.key == "write":
            by = self.query_one("#protocol-by", Input).value.strip()
            reason = self.query_one("#protocol-reason", Input).value.strip()
            self.dismiss(replace(order, by=by or None, reason=reason or None))
            return
        if event.key == "language":
            spoken = [languages for languages, _says in LANGUAGES]
            self._order = replace(order, languages=spoken[(spoken.index(order.languages) + 1) % len(spoken)])
        else:
            turned: dict[str, Any] = {event.key: not getattr(order, event.key)}
            self._order = replace(order, **turned)
        choices = self.query_one(Choices)
        choices.items = {item.id: item for item in self._items()}
        choices.rebuild()
