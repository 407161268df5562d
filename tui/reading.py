"""Texts that dialogs show: help of a pane, the keys, a park's card, a conflict."""

from __future__ import annotations

from decision.language import _, _n
from tui.actions import ACTIONS, key_name, twin
from tui.format import Line, fit, wrap
from tui.helptexts import EVERYWHERE, HELP
from tui.panels.detail import card
from tui.state import Session
from tui.words import rule_label


def help_text(pane: str, cells: int) -> list[Line]:
    """What F1 says of a pane."""
    heading, paragraphs = HELP.get(pane, HELP["ranking"])
    lines: list[Line] = [[], [(f" {heading}", "strong")]]
    for paragraph in (*paragraphs, *EVERYWHERE):
        lines.append([])
        lines += [[(" " + text, "")] for text in wrap(str(paragraph), cells - 2)]
    return [*lines, []]


def keys_text(cells: int) -> list[Line]:
    """Every key, with the letter that it is on the Russian layout."""
    lines: list[Line] = [[]]
    rows: list[tuple[str, str]] = []
    for action in ACTIONS:
        if action.keys:
            keys = " ".join(_both(key) for key in action.keys)
            rows.append((keys, str(action.says)))
    for keys, message in (
        ("← →  Shift+← →", _("change the weight under the cursor by 0.01, by 0.05")),
        ("0 , Enter", _("type the weight under the cursor")),
        ("Space", _("lock a weight; switch a rule")),
        ("Tab  Shift+Tab", _("next pane, previous pane")),
    ):
        rows.append((keys, str(message)))
    for keys, says in rows:
        for place, text in enumerate(wrap(says, cells - 24)):
            lines.append([(" " + fit("" if place else keys, 21) + " ", "accent"), (text, "")])
    return [*lines, []]


def _both(key: str) -> str:
    other = twin(key)
    name = key_name(key)
    return (
        f"{name}/{other}"
        if other is not None and "+" not in key and len(key) == 1 and key.isalpha()
        else name
    )


def card_text(session: Session, park: str, cells: int) -> list[Line]:
    """A park's card."""
    return [[], *card(session, park, cells), []]


def conflict_text(session: Session, cells: int) -> list[Line]:
    """Which rules cannot hold together, where they are written, and what to do."""
    refused = session.refused
    conflict = refused.conflict if refused is not None else None
    lines: list[Line] = [[]]

    def say(text: str, style: str = "") -> None:
        lines.extend([(" " + piece, style)] for piece in wrap(text, cells - 2))

    if conflict is None:
        say(str(_("No plan can keep all rules; which of them conflict could not be found out in time.")))
        return [*lines, []]
    count = len(conflict.rules)
    labels = [
        rule_label(session, rule, label) for rule, label in zip(conflict.rules, conflict.labels, strict=True)
    ]
    says = _n(
        "{count} rule that cannot be kept (proven):",
        "{count} rules that cannot be kept together (proven):",
        count,
    )
    say(str(says), "strong")
    lines.append([])
    for place, (label, where) in enumerate(zip(labels, conflict.places, strict=True), start=1):
        lines.append([(f"  {place}  ", "accent"), (str(label), ""), (f"   {where}", "dim")])
    lines.append([])
    if conflict.proven_irreducible and count > 1:
        say(str(_("Without any one of them the others can be kept.")))
    say(str(_("Page 3 switches a rule off with Space; Backspace takes back your last decision.")))
    return [*lines, []]
