"""What the keys do: one method for each action of the table in ``actions.py``.

The methods decide nothing about the state themselves: they ask another question, open a window or call the
engine.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual import events, on
from textual.app import App
from textual.widgets import ContentSwitcher, Input, Label

from decision.language import _, current_language, use_language
from tui import windows
from tui.actions import ACTIONS
from tui.folders import remember_language
from tui.opened import Question
from tui.state import Session
from tui.table import Table
from tui.themes import THEMES, following
from tui.words import PAGES, differences

if TYPE_CHECKING:
    from tui.engine import Engine

FOCUS_OF_PAGE = {
    "decide": "#ranking",
    "plan": "#plan-table",
    "rules": "#rules-table",
    "explain": "#why",
    "compare": "#differing",
    "trade": "#trade-table",
    "data": "#problems",
    "trust": "#trust-table",
    "committee": "#members",
    "districts": "#districts-table",
}
FINDING = ("decide", "plan", "trust")
"""Pages whose tables F7 filters; from the others it goes to the first."""


class Commands(App[None], inherit_bindings=False):
    """The actions; :class:`tui.app.ParkfundApp` gives them the state and the engine."""

    remembers = False
    """Whether what a person chooses for good (the language) is kept for the next start."""

    session: Any
    engine: Engine
    where: str | Path

    def ask(self, question: Question) -> None:
        """Take another question, the present one kept for undo."""
        raise NotImplementedError

    def travel(self, session: Session) -> None:
        """Go to a session with another question."""
        raise NotImplementedError

    def go_on(self) -> None:
        """Compute longer."""
        raise NotImplementedError

    def cancel_timer(self) -> None:
        """Do not start the solver that was to start in a moment."""
        raise NotImplementedError

    def show(self, **changes: Any) -> None:
        """Change what is shown, not what is asked."""
        raise NotImplementedError

    def action_help(self) -> None:
        """F1."""
        focused = self.focused
        pane = focused.id if focused is not None else None
        if pane not in windows.HELP:
            pane = FOCUS_OF_PAGE[self.session.page][1:]
        self.push_screen(windows.ReadingDialog(str(_("Help")), partial(windows.help_text, pane)))

    def action_keys(self) -> None:
        """All keys."""
        self.push_screen(windows.ReadingDialog(str(_("All keys")), windows.keys_text))

    def action_card(self) -> None:
        """Enter on a park: everything known of it."""
        session = self.session
        if session.park is not None and session.order is not None:
            self.push_screen(
                windows.ReadingDialog(str(_("The park")), partial(windows.card_text, session, session.park))
            )

    def action_page(self, page: str) -> None:
        """Digits: another page."""
        if len(self.screen_stack) > 1 or page not in {id for id, *_rest in PAGES}:
            return
        self.query_one("#pages", ContentSwitcher).current = page
        self.show(page=page)
        self.query_one(FOCUS_OF_PAGE[page]).focus()

    def action_pin(self) -> None:
        """F6."""
        self._toggle_park("fund", "reject")

    def action_keep_out(self) -> None:
        """F8."""
        self._toggle_park("reject", "fund")

    def _toggle_park(self, into: str, out_of: str) -> None:
        session = self.session
        park, question = session.park, session.question
        if park is None or question is None or session.order is None:
            return
        if into == "fund" and park in session.order.ranking.ineligible:
            self.notify(str(_("a park that is not eligible cannot be pinned in")), markup=False)
            return
        chosen = getattr(question, into)
        parks = tuple(p for p in chosen if p != park) if park in chosen else (*chosen, park)
        others = tuple(p for p in getattr(question, out_of) if p != park)
        self.ask(replace(question, **{into: parks, out_of: others}))

    def action_free_all(self) -> None:
        """No park is pinned in or kept out by hand any more."""
        if self.session.question is not None:
            self.ask(replace(self.session.question, fund=(), reject=()))

    def action_undo(self) -> None:
        """Backspace."""
        undone = self.session.undone()
        if undone is None or undone.study is None:
            self.notify(str(_("nothing to undo")), markup=False, timeout=2)
            return
        said = differences(undone.question, self.session.question, undone)
        self.travel(undone)
        if said:
            self.notify(str(_("taken back: {change}", change="; ".join(said[:3]))), markup=False, timeout=3)

    def action_redo(self) -> None:
        """Ctrl+Y."""
        redone = self.session.redone()
        if redone is None:
            self.notify(str(_("nothing to redo")), markup=False, timeout=2)
        elif redone.study is not None:
            self.travel(redone)

    def action_reset_weights(self) -> None:
        """R."""
        session = self.session
        if session.study is not None and session.question is not None:
            self.ask(replace(session.question, weights=session.study.file_weights, locked=frozenset()))

    def action_method(self) -> None:
        """M."""
        session = self.session
        if session.study is None or session.question is None:
            return
        items = [
            windows.Item(id, name, note=id if id != name.lower() else "")
            for id, name in session.study.methods
        ]

        def picked(method: str | None) -> None:
            if method is not None and self.session.question is not None:
                self.ask(replace(self.session.question, method=method))

        self.push_screen(windows.Picker(str(_("Ranking method")), items, session.question.method), picked)

    def action_stop(self) -> None:
        """Esc."""
        if self.query_one("#find").has_class("open"):
            self._close_find(keep=None)
        elif self.session.computing:
            self.cancel_timer()
            self.engine.stop()

    def action_go_on(self) -> None:
        """Enter when the plan is the best so far."""
        self.go_on()

    def action_find(self) -> None:
        """F7."""
        if self.session.page not in FINDING:
            self.action_page(FINDING[0])
        self._found_from = self.session.park
        self.query_one("#find").add_class("open")
        self.query_one("#find-label", Label).update(str(_("find:")))
        field = self.query_one("#find-field", Input)
        field.value = ""
        field.focus()

    def _close_find(self, keep: str | None) -> None:
        self.query_one("#find").remove_class("open")
        park = keep or getattr(self, "_found_from", None) or self.session.park
        self.show(find="", park=park)
        table = self._found_in()
        table.focus()
        if park is not None:
            # Only after the repaint can the table scroll as far as all its rows reach again.
            self.call_after_refresh(table.go_to, park, True)

    def _found_in(self) -> Table:
        page = self.session.page
        return self.query_one(FOCUS_OF_PAGE[page if page in FINDING else FINDING[0]], Table)

    @on(Input.Changed, "#find-field")
    def _find_typed(self, event: Input.Changed) -> None:
        if event.value != self.session.find:
            self.show(find=event.value)

    @on(Input.Submitted, "#find-field")
    def _find_done(self) -> None:
        self._close_find(keep=self._found_in().cursor)

    def action_menu(self) -> None:
        """F9."""
        items = [
            windows.Item(action.id, action.says, action.key_name) for action in ACTIONS if action.id != "menu"
        ]

        async def picked(action: str | None) -> None:
            if action is not None:
                await self.run_action(action)

        self.push_screen(windows.Picker(str(_("Menu")), items), picked)

    def action_switch_language(self) -> None:
        """L."""
        use_language("ru" if current_language() == "en" else "en")
        self.show(language=current_language())
        if self.remembers and not self.is_web:  # a guest's choice is no habit of the one who serves
            remember_language(current_language())

    def action_switch_theme(self) -> None:
        """F12."""
        self.theme = following(self.theme)
        self.notify(str(_("colours: {name}", name=THEMES[self.theme][1])), markup=False, timeout=2)

    def action_read_again(self) -> None:
        """Read the files again."""
        self.engine.read(self.where, ())

    # Panes -----------------------------------------------------------------------------------------

    def action_focus_next(self) -> None:
        """Tab: the next pane; with one pane at a time, the hidden one comes forward."""
        self._walk(1)

    def action_focus_previous(self) -> None:
        """Shift+Tab."""
        self._walk(-1)

    def _walk(self, by: int) -> None:
        if len(self.screen_stack) > 1:
            self.screen.focus_next() if by > 0 else self.screen.focus_previous()
            return
        one_pane = self.screen.has_class("-narrow") or self.screen.has_class("-low")
        if one_pane and self.session.page == "decide":
            page = self.query_one("#decide")
            page.toggle_class("at-weights")
            target = "#weights" if page.has_class("at-weights") else "#ranking"
            self.call_after_refresh(self.query_one(target).focus)
            return
        self.screen.focus_next() if by > 0 else self.screen.focus_previous()

    def on_resize(self, event: events.Resize) -> None:
        """Bring the pane with the focus forward when only one fits."""
        self.query("#decide").remove_class("at-weights")  # none before the first frame
