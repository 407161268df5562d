"""A figure of the programme to type."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from decision.language import _
from tui.bounds import Bound, read_figure
from tui.dialogs import Dialog, Reading, quiet_input
from tui.format import Line, fit, number, wrap


class TypeFigure(Dialog[float]):
    """One bound: what it is now, what the file says, and a field."""

    HELP = "number"

    def __init__(self, heading: str, bound: Bound, now: float, note: str = "") -> None:
        super().__init__()
        self._heading, self._bound, self._now, self._note = heading, bound, now, note

    def compose(self) -> ComposeResult:
        """The figures and a field."""
        with Vertical(classes="dialog small"):
            yield Reading(fit(self._heading, 30).rstrip(), self._text, f"Enter · Esc {_('cancel')}")
            yield quiet_input(value=self._begun(), select_on_focus=True)

    def _begun(self) -> str:
        value = self._now * 100 if self._bound.share else self._now
        digits = 0 if value == int(value) else 3
        return (
            number(value, digits)
            .replace("\u00a0", "")
            .replace("\u202f", "")
            .replace(",", "." if digits else "")
        )

    def _text(self, cells: int) -> list[Line]:
        unit = f" ({_('in percent')})" if self._bound.share else ""
        lines: list[Line] = [[(f" {self._bound.says}{unit}", "strong")]]
        lines += [[(" " + piece, "")] for piece in wrap(self._note, cells - 2)] if self._note else []
        in_file = self._bound.shown()
        lines.append([(" " + str(_("in the file: {figure}", figure=in_file)), "dim")])
        return lines

    def on_mount(self) -> None:
        """Type at once."""
        self.query_one(Reading).can_focus = False
        self.query_one(Input).focus()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        value = read_figure(event.value, self._bound)
        if value is None:
            says = _("a whole number, such as 12") if self._bound.whole else _("a number, such as 12.5")
            if self._bound.share:
                says = _("a percentage between 0 and 100, such as 30")
            self.notify(str(says), markup=False)
        else:
            self.dismiss(value)
