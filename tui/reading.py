"""Texts that dialogs show: help of a pane, the keys, a park's card, a conflict."""

from __future__ import annotations

from collections.abc import Sequence

from decision.language import Message, _
from tui.actions import ACTIONS, key_name, twin
from tui.format import Line, fit, number, width, wrap
from tui.helptexts import EVERYWHERE, HELP
from tui.opened import OpenStudy
from tui.panels.detail import card
from tui.state import Session


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


def both_text(session: Session, study: OpenStudy, cells: int) -> list[Line]:
    """What the files said, what they say now, and what was decided here, where the three are not one."""
    assert session.question is not None
    assert session.study is not None
    before, now, mine = session.study.question, study.question, session.question
    rows: list[tuple[str, str, str, str]] = []
    for node in study.nodes:
        figures = [question.weights.get(node.id) for question in (before, now, mine)]
        said = [number(figure, 2) for figure in figures]
        if len(set(said)) > 1:
            rows.append((node.label, said[0], said[1], said[2]))
    if len({before.method, now.method, mine.method}) > 1:
        rows.append((str(_("method")), before.method, now.method, mine.method))
    for rule in study.rules.values():
        old = session.study.rules.get(rule.id)
        on = [old.active if old is not None else None, rule.active, mine.rules.get(rule.id, rule.active)]
        if len(set(on)) > 1:
            said = ["–" if active is None else str(_("on") if active else _("off")) for active in on]
            rows.append((str(rule.label), said[0], said[1], said[2]))
    heads = [str(_("files before")), str(_("files now")), str(_("mine"))]
    columns = [
        max(width(text) for text in texts) for texts in zip(heads, *(row[1:] for row in rows), strict=True)
    ]
    name = cells - sum(columns) - 3 * len(columns) - 1

    def line(label: str, texts: Sequence[str], style: str = "") -> Line:
        figures = "".join("   " + fit(text, wide, "right") for text, wide in zip(texts, columns, strict=True))
        return [(" " + fit(label, max(name, 8)), style), (figures, style)]

    lines: list[Line] = [[], line("", heads, "dim"), *(line(row[0], row[1:]) for row in rows)]
    for park in mine.fund:
        lines.append([(" " + fit(str(_("pinned in: {park}", park=_park(study, park))), cells - 2), "")])
    for park in mine.reject:
        lines.append([(" " + fit(str(_("kept out: {park}", park=_park(study, park))), cells - 2), "")])
    if not rows:
        lines.append(
            [(" " + str(_("weights, method and rules agree; other settings of the files changed")), "")]
        )
    return [*lines, []]


def _park(study: OpenStudy, park: str) -> str:
    return f"{park} {study.names.get(park, '')}".strip()


def command_text(command: str, unsaid: Sequence[Message], cells: int) -> list[Line]:
    """Commands for the shell, folded at the edge, and what they cannot tell it."""
    lines: list[Line] = [[]]
    says = _(
        "This line prints in the shell what the screen shows; it is on the clipboard if your terminal allows it."
    )
    lines += [[(" " + piece, "")] for piece in wrap(str(says), cells - 2)]
    lines.append([])
    for line in command.splitlines():
        lines += [[(" " + line[at : at + cells - 2], "accent")] for at in range(0, len(line), cells - 2)]
        lines.append([])
    if unsaid:
        lines += [
            [(" " + piece, "warn")] for piece in wrap(str(_("What the shell cannot be told:")), cells - 2)
        ]
        for each in unsaid:
            pieces = wrap(str(each), cells - 5)
            lines += [
                [(f" {'△' if not place else ' '} {piece}", "warn")] for place, piece in enumerate(pieces)
            ]
        lines.append([])
    return lines
