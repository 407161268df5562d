"""What F1 says of each pane, in plain words."""

from __future__ import annotations

from decision.language import Message, _

HELP: dict[str, tuple[Message, tuple[Message, ...]]] = {
    "weights": (
        _("Criteria weights"),
        (
            _(
                "How much each quality of a park counts. The weights of a group always sum to 1: "
                "when one grows, the "
                "others give way in proportion."
            ),
            _(
                "← → change a weight by 0.01, with Shift by 0.05. 0 or a comma begins a number: "
                "0,45. Enter types one too."
            ),
            _(
                "Space locks a weight ■: it stays while the others give way. R goes back to the "
                "weights of the file."
            ),
            _(
                "The ranking follows at once. The plan follows a moment later; until then the line "
                "at the top says that "
                "the previous plan is shown."
            ),
            _("F2 writes the weights to the criteria file; comments and order in the file stay."),
        ),
    ),
    "ranking": (
        _("Ranking and plan"),
        (
            _(
                "Every candidate park in the order of its merit (0 to 1, higher is better) and, in "
                "the same row, what "
                "the plan gives it: the year it starts and the grant in million RUB."
            ),
            _(
                "● funded · ○ not funded · ■ pinned in by you · × kept out by you · – not eligible, "
                "with the reason "
                "below. + and − mark parks that came into the plan or left it with the last answer."
            ),
            _("▲ ▼ say how many places a park moved against the ranking that the files ask for."),
            _(
                "F6 pins a park in, F8 keeps it out; the same key frees it. F7 finds a park. Enter "
                "shows its card."
            ),
        ),
    ),
    "plan-table": (
        _("Plan"),
        (
            _(
                "The funded parks with the payments of each year, million RUB. At the bottom: what "
                "is paid in each year, "
                "the ceiling of that year, and what is left; ! marks a year whose money is used up."
            ),
            _("S changes the order of rows. Enter shows the park's card."),
            _("Below: the scorecard with targets and their sources; ✓ target reached, △ short of it."),
        ),
    ),
    "rules-table": (
        _("Rules of the programme"),
        (
            _(
                "Every rule with the value that the plan reaches, the bound, and how much room is "
                "left. ! binding: "
                "without this rule a better plan might exist. A rule with several parts (years, "
                "regions) shows the part "
                "with least room; the pane below lists them."
            ),
            _(
                "Space switches a rule off or on and solves again; the file is not changed. "
                "Backspace takes it back."
            ),
        ),
    ),
    "problems": (
        _("Data: remarks and sources"),
        (
            _(
                "Errors in the files with file, line and remedy. While there is one, the last good "
                "answer stays on the "
                "screen; mend the file in any editor and it is read again by itself."
            ),
            _(
                "Enter or F4 opens the place in your editor. Below: remarks, what must be said of "
                "the data, the files."
            ),
        ),
    ),
}

EVERYWHERE: tuple[Message, ...] = (
    _(
        "Tab goes to the next pane, 1 2 3 9 to the pages. F9 lists everything that can be done. ? "
        "lists the keys."
    ),
    _("L switches between English and Russian, F12 changes the colours. Shift and the mouse select text."),
    _("Esc stops computing and keeps the best plan found so far. Backspace takes back the last decision."),
)
