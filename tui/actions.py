"""One table of everything a person can do; bindings, key bar, help and the F9 menu all read it.

A letter is only ever an extra: each is bound together with the letter that the same key gives on the
Russian layout.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from textual.binding import Binding

from decision.language import Message, _

_LATIN = "qwertyuiopasdfghjklzxcvbnm/"
_CYRILLIC = "йцукенгшщзфывапролдячсмить."
TWINS = dict(zip(_LATIN, _CYRILLIC, strict=True)) | dict(zip(_LATIN.upper(), _CYRILLIC.upper(), strict=True))

_NAMES = {
    "backspace": "Backspace",
    "escape": "Esc",
    "enter": "Enter",
    "space": "Space",
    "question_mark": "?",
    "tab": "Tab",
    "shift+tab": "Shift+Tab",
}


_OWN: dict[str, tuple[str, ...]] = {}


def use_keymap(own: Mapping[str, tuple[str, ...]]) -> None:
    """From now on these actions have these keys instead of the ones they come with."""
    _OWN.clear()
    _OWN.update(own)


@dataclass(frozen=True)
class Action:
    """Something a person can do; ``id`` names the app's method ``action_ID``."""

    id: str
    short: Message
    """For the key bar at 80 columns: ten of them fit."""
    long: Message
    """For the key bar on wide screens."""
    says: Message
    """For the menu and the list of keys: a whole phrase."""
    default_keys: tuple[str, ...]
    bar: bool = False
    """Whether it stands in the key bar."""

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that do it: the person's own, else the ones it comes with."""
        return _OWN.get(self.id, self.default_keys)

    @property
    def key_name(self) -> str:
        """The first key as people call it; empty when there is none."""
        return key_name(self.keys[0]) if self.keys else ""


def key_name(key: str) -> str:
    """A key as people call it."""
    if key in _NAMES:
        return _NAMES[key]
    if key.startswith("ctrl+"):
        return "Ctrl+" + key[5:].upper()
    return key.upper() if key[0] == "f" and key[1:].isdigit() else key


def twin(key: str) -> str | None:
    """What the same physical key sends on the Russian layout; None where the layouts agree."""
    prefix, _plus, letter = key.rpartition("+")
    other = TWINS.get(letter)
    return None if other is None else f"{prefix}+{other}" if prefix else other


def _bar(id: str, short: Message, long: Message, says: Message, *keys: str) -> Action:
    return Action(id, short, long, says, keys, bar=True)


def _more(id: str, says: Message, *keys: str) -> Action:
    return Action(id, says, says, says, keys)


ACTIONS: tuple[Action, ...] = (
    _bar("help", _("Help"), _("Help"), _("What this pane shows and which keys it has"), "f1"),
    _bar("save", _("Save"), _("Save"), _("Write weights and rules to their files"), "f2", "ctrl+s"),
    _bar("why", _("Why"), _("Why?"), _("Why the park stands where it does; which rules conflict"), "f3", "e"),
    _bar("edit", _("Edit"), _("Edit"), _("Open the file in your editor"), "f4"),
    _bar(
        "keep",
        _("Keep"),
        _("Keep plan"),
        _("Put the present plan aside for comparison, under a letter"),
        "f5",
        "k",
    ),
    _bar("pin", _("Pin"), _("Pin in"), _("Pin the park in: it is funded whatever it costs"), "f6", "p"),
    _bar("find", _("Find"), _("Find"), _("Find a park"), "f7", "/"),
    _bar("keep_out", _("Out"), _("Keep out"), _("Keep the park out"), "f8", "x"),
    _bar("menu", _("Menu"), _("Menu"), _("Menu of everything"), "f9", "ctrl+p"),
    _bar("leave", _("Quit"), _("Quit"), _("Leave parkfund"), "f10", "ctrl+q"),
    _more("undo", _("Undo the last decision"), "backspace", "ctrl+z", "u"),
    _more("redo", _("Redo what was undone"), "ctrl+y", "U"),
    _more("reset_weights", _("Back to the weights of the file"), "r"),
    _more("method", _("Choose the ranking method"), "m"),
    _more("stop", _("Stop computing and keep the best plan so far"), "escape"),
    _more("go_on", _("Go on computing for a proof")),
    _more("budget", _("Money: type another total"), "b"),
    _more("free_all", _("Free all parks that are pinned in or kept out")),
    _more("trade", _("Trade-offs: solve the points")),
    _more("other_view", _("Trade-offs: budgets, or the frontier")),
    _more("adopt_point", _("Trade-offs: make the chosen point the present plan")),
    _more("adopt_kept", _("Make the chosen kept plan the present one")),
    _more("remove_kept", _("Remove the chosen kept plan")),
    _more("all_parks", _("Compare: all parks, or only those that differ")),
    _more("page('decide')", _("Page: Decide"), "1"),
    _more("page('plan')", _("Page: Plan"), "2"),
    _more("page('rules')", _("Page: Rules"), "3"),
    _more("page('explain')", _("Page: Explain, why a park is in or out"), "4"),
    _more("page('compare')", _("Page: Compare kept plans"), "5"),
    _more("page('trust')", _("Page: Trust, the plan under many weights"), "6"),
    _more("page('trade')", _("Page: Trade-offs, other budgets and the frontier"), "7"),
    _more("page('committee')", _("Page: Committee"), "8"),
    _more("page('data')", _("Page: Data, remarks and sources"), "9"),
    _more("page('districts')", _("Page: Districts by years"), "0"),
    _more("sweep", _("Robustness: start, or go on where it was stopped"), "t"),
    _more("spread", _("Robustness: which weights are drawn")),
    _more("regret", _("Regrets of the members, and the plan of least regret")),
    _more("adopt_regret", _("Make the plan of least regret the present one")),
    _more("keep_regret", _("Put the plan of least regret into the comparison"), "g"),
    _more("whose_weights", _("Weights: whose are on (a member's, a mean, the file's)"), "w"),
    _more("add_member", _("Committee: add a member"), "n"),
    _more("switch_language", _("Language: English, Russian"), "L"),
    _more("switch_theme", _("Next theme: dark, light, high contrast"), "f12"),
    _more("copy_pane", _("Copy the pane as a table, to the clipboard and to a file"), "ctrl+c"),
    _more("copy_command", _("Copy the command that reproduces the screen in the shell"), "c"),
    _more("protocol", _("Write the protocol: document, workbook and run record"), "P"),
    _more("record", _("Leave a run record of the present plan")),
    _more("read_again", _("Read the files again")),
    _more("keys", _("All keys"), "question_mark"),
    _more("tour", _("The short tour")),
)

BY_ID = {action.id: action for action in ACTIONS}


def bindings() -> Iterator[Binding]:
    """A binding for each key of each action, with its twin on the Russian layout."""
    for action in ACTIONS:
        for key in action.keys:
            for each in (key, twin(key)):
                if each is not None:
                    yield Binding(_textual_name(each), action.id, show=False, priority=each == "ctrl+q")


def _textual_name(key: str) -> str:
    return {"/": "slash", ".": "full_stop", ",": "comma"}.get(key, key)
