"""Small windows over a page: a choice, a text, a list to pick from, a number to type. Esc leaves each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, Generic, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from decision.language import Message, _, speaking
from tui.columns import Column
from tui.format import Line, fit, read_share, width, wrap
from tui.lines import Lines
from tui.table import Table
from tui.windowhelp import window_help

Result = TypeVar("Result")


class Dialog(ModalScreen[Result], Generic[Result]):
    """A window that Esc closes without a result."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", show=False),
        Binding("f10", "cancel", show=False),
        Binding("f1", "window_help", show=False),
    ]
    HELP: ClassVar[str] = "window"
    """Which text F1 shows over it."""

    def action_window_help(self) -> None:
        """F1: what this window asks; Esc comes back to it."""
        text = partial(window_help, self.HELP)
        self.app.push_screen(ReadingDialog(str(_("Help")), text))

    def action_cancel(self) -> None:
        """Close without a result."""
        self.dismiss(None)


class Reading(Lines):
    """A text to read; it scrolls."""

    can_focus = True

    def __init__(self, heading: str, say: Callable[[int], list[Line]], hint: str) -> None:
        super().__init__(classes="dialog-text")
        self._heading, self._say, self.hint = heading, say, hint

    def title(self) -> str:
        """The heading."""
        return self._heading

    def note(self) -> str:
        """How to close."""
        return self.hint

    def lines(self, cells: int) -> list[Line]:
        """The text."""
        return self._say(cells)

    def on_click(self, event: events.Click) -> None:
        """A click on Esc in the heading does what the key does: the mouse alone can leave a window."""
        _before, escape, after = self.hint.rpartition("Esc")
        spot = self._cells() - 1 - width(escape + after)
        if escape and event.y == 0 and event.x >= spot and isinstance(self.screen, Dialog):
            self.screen.action_cancel()


class ReadingDialog(Dialog[None]):
    """A text to read: help, keys, a park's card, a conflict."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space,f1,f3", "cancel", show=False)]

    def __init__(self, heading: str, say: Callable[[int], list[Line]]) -> None:
        super().__init__()
        self._heading, self._say = heading, say

    def compose(self) -> ComposeResult:
        """The text in a window."""
        with Vertical(classes="dialog wide"):
            yield Reading(self._heading, self._say, f"Esc {_('close')}")


@dataclass(frozen=True)
class Item:
    """Something to pick: what comes back, what is shown, the key that does the same."""

    id: str
    says: Message | str
    key: str = ""
    note: str = ""

    def words(self) -> str:
        """What a search looks through: both languages and the key, so that either language finds it."""
        found = [self.key, self.note, self.id]
        for language in ("en", "ru"):
            with speaking(language):
                found.append(str(self.says))
        return " ".join(found).casefold()


def match(wanted: str, words: str) -> int:
    """How well ``words`` answer ``wanted``; 0: not at all. Whole pieces beat letters strewn in order."""
    wanted = wanted.casefold().strip()
    if not wanted:
        return 1
    if wanted in words:
        at = words.index(wanted)
        return 1000 - at if at == 0 or words[at - 1] == " " else 700 - min(at, 600)
    place = 0
    gaps = 0
    for letter in wanted.replace(" ", ""):
        found = words.find(letter, place)
        if found < 0:
            return 0
        gaps += found - place
        place = found + 1
    return max(1, 90 - gaps)


class Items(Table):
    """The list of a picker."""

    can_focus = True

    def __init__(self, items: Sequence[Item], chosen: str | None) -> None:
        super().__init__(classes="dialog-list")
        self.items = {item.id: item for item in items}
        self.wanted = ""
        self.cursor = chosen

    def columns(self) -> Sequence[Column]:
        """What it does, a note, the key."""
        return [
            Column("says", "", 20, 70),
            Column("note", "", max((width(i.note) for i in self.items.values()), default=0) or 1, keep=2),
            Column("key", "", 10, align="right", keep=1),
        ]

    def top_lines(self, cells: int) -> list[tuple[Line, str]]:
        """No heads."""
        return []

    def row_keys(self) -> Sequence[str]:
        """What matches, the best first."""
        scores = {item.id: match(self.wanted, item.words()) for item in self.items.values()}
        found = [id for id, score in scores.items() if score > 0]
        return sorted(found, key=lambda id: -scores[id]) if self.wanted.strip() else found

    def cell(self, key: str, column: Column, cells: int) -> Line:
        """One cell."""
        item = self.items[key]
        if column.id == "says":
            return [(fit(str(item.says), cells), "")]
        return [(item.note, "dim")] if column.id == "note" else [(item.key, "accent")]

    def empty(self) -> str:
        """Nothing matches."""
        return str(_("nothing matches"))

    def on_click(self, event: events.Click) -> None:
        """One click picks."""
        index = self.body_index(event.y)
        if index is not None and self.keys:
            self.go_to(self.keys[index], quiet=True)
            self.action_open()


class Picker(Dialog[str]):
    """A list with a search field: the F9 menu, the ranking methods."""

    HELP = "picker"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(-1)", show=False, priority=True),
        Binding("down", "step(1)", show=False, priority=True),
        Binding("pageup", "step(-8)", show=False, priority=True),
        Binding("pagedown", "step(8)", show=False, priority=True),
    ]

    def __init__(self, heading: str, items: Sequence[Item], chosen: str | None = None) -> None:
        super().__init__()
        self._heading, self._items, self._chosen = heading, items, chosen

    def compose(self) -> ComposeResult:
        """Field and list."""
        with Vertical(classes="dialog"):
            yield Reading(self._heading, lambda cells: [], f"Enter · Esc {_('close')}")
            yield quiet_input(placeholder=str(_("type a word, in English or Russian")))
            yield Items(self._items, self._chosen)

    def on_mount(self) -> None:
        """Type at once."""
        self.query_one(Reading).can_focus = False
        self.query_one(Input).focus()
        items = self.query_one(Items)
        if self._chosen is not None:
            self.call_after_refresh(items.go_to, self._chosen, True)

    def action_step(self, by: int) -> None:
        """Move in the list while the field keeps the focus."""
        self.query_one(Items)._step(by)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        items = self.query_one(Items)
        items.wanted = event.value
        if event.value:
            items.cursor = None
        items.rebuild()
        items.scroll_to(y=0, animate=False)

    @on(Input.Submitted)
    def _submitted(self) -> None:
        cursor = self.query_one(Items).cursor
        if cursor is not None:
            self.dismiss(cursor)

    @on(Table.Opened)
    def _opened(self, event: Table.Opened) -> None:
        self.dismiss(event.key)


class Choices(Items):
    """The answers of a question."""

    def columns(self) -> Sequence[Column]:
        """The answer alone."""
        return [Column("says", "", 20, 200)]

    def row_keys(self) -> Sequence[str]:
        """All of them."""
        return list(self.items)


class Choice(Dialog[str]):
    """A question with a few answers; Enter takes the one under the cursor."""

    def __init__(self, heading: str, sentences: Sequence[str], items: Sequence[Item]) -> None:
        super().__init__()
        self._heading, self._sentences, self._items = heading, sentences, items

    def compose(self) -> ComposeResult:
        """Sentences and answers."""
        with Vertical(classes="dialog"):
            yield Reading(self._heading, self._text, f"Enter · Esc {_('cancel')}")
            yield Choices(self._items, self._items[0].id)

    def _text(self, cells: int) -> list[Line]:
        lines: list[Line] = [[]]
        for sentence in self._sentences:
            lines += [[(" " + piece, "")] for piece in wrap(sentence, cells - 2)]
        return [*lines, []]

    def on_mount(self) -> None:
        """Choose at once."""
        self.query_one(Reading).can_focus = False
        self.query_one(Choices).focus()

    @on(Table.Opened)
    def _opened(self, event: Table.Opened) -> None:
        self.dismiss(event.key)


class TypeNumber(Dialog[float]):
    """A weight to type: 0,45 or 0.45; a number above 1 is read as a percentage."""

    HELP = "number"

    def __init__(self, heading: str, begun: str) -> None:
        super().__init__()
        self._heading, self._begun = heading, begun

    def compose(self) -> ComposeResult:
        """One field."""
        with Vertical(classes="dialog small"):
            yield Reading(self._heading, lambda cells: [], f"Enter · Esc {_('cancel')}")
            yield quiet_input(value=self._begun, select_on_focus=False)

    def on_mount(self) -> None:
        """Type at once, after what was begun."""
        self.query_one(Reading).can_focus = False
        field = self.query_one(Input)
        field.focus()
        field.cursor_position = len(self._begun)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        value = read_share(event.value)
        if value is None:
            self.notify(
                str(_("a number between 0 and 1, such as 0.45, or a percentage, such as 45")), markup=False
            )
        else:
            self.dismiss(value)


def quiet_input(**options: Any) -> Input:
    """A field whose cursor does not blink: an idle screen sends nothing over a slow connection."""
    field = Input(compact=True, **options)
    field.cursor_blink = False
    return field
