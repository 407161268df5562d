"""What F1 says of each window; it opens over the window, and Esc comes back to it."""

from __future__ import annotations

from decision.language import Message, _
from tui.format import Line, wrap

WINDOWS: dict[str, tuple[Message, ...]] = {
    "window": (
        _("↑ ↓ choose; Enter or a click takes the line with the mark >. Tab goes to the next field."),
    ),
    "picker": (
        _(
            "Type part of a word, in English or Russian: the list shows what fits, the best first. ↑ ↓ choose, Enter "
            "or a click takes. At the right stands the key that does the same without this window."
        ),
    ),
    "number": (
        _(
            "Type the new figure and press Enter. A comma and a point mean the same; a share is typed as 30 or 30 %. "
            "Files are not changed before you save with F2; Backspace takes the change back."
        ),
    ),
    "conflict": (
        _(
            "The rules named above cannot all be kept. Each line is a way out: which rule gives way, from which figure "
            "to which, and what the plan is then worth and how many parks it funds; … is still being computed."
        ),
        _(
            "Enter takes the line with the mark > and solves again; Backspace afterwards takes it back. Esc leaves the "
            "conflict as it is: the previous plan stays on the screen, marked, and Backspace takes back the decision "
            "that led here."
        ),
    ),
    "protocol": (
        _(
            "The document, the workbook and the run record go into one new folder; a line says which when they are "
            "written. Enter on a line with brackets takes it in or leaves it out."
        ),
        _(
            "Name and reason stand in the protocol beside everything that departs from the files; Tab goes to their "
            "fields."
        ),
    ),
    "sliders": (
        _(
            "← → change a weight by 0.01, with Shift by 0.05; Space locks it while the others give way. Tab goes to "
            "the lines below: keep the weights for the session, or keep and use them at once."
        ),
    ),
    "pairs": (
        _(
            "Each line compares two criteria: ← → say how many times as important the one on that side is, 1 : 1 to "
            "9 : 1. Below: the weights that follow, and how consistent the judgements are."
        ),
        _("Tab goes to the lines below: keep the weights for the session, or keep and use them at once."),
    ),
}

ALWAYS: Message = _("Esc closes the window and leaves everything as it was.")


def window_help(window: str, cells: int) -> list[Line]:
    """The paragraphs of a window."""
    lines: list[Line] = []
    for paragraph in (*WINDOWS[window], ALWAYS):
        lines.append([])
        lines += [[(" " + text, "")] for text in wrap(str(paragraph), cells - 2)]
    return [*lines, []]
