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
                "Space, or two clicks on its name, locks a weight ■: it stays while the others give way. "
                "R goes back to the weights of the file."
            ),
            _(
                "The ranking follows at once. The plan follows a moment later; until then the line "
                "at the top says that "
                "the previous plan is shown."
            ),
            _("F2 writes the weights to the criteria file; comments and order in the file stay."),
            _("F2, or P at once, also writes the protocol, the workbook and the run record into one folder."),
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
            _("F3 says why a park is funded or not. F5 puts the plan aside for comparison."),
            _(
                "The third line: whether the plan is proven, and its goal. Merit over doing nothing: what each funded "
                "park merits above one that does nothing, times the funded share of its request, added up."
            ),
            _(
                "The fourth line of the screen: parks and money of the plan, by how much the last decision moved its "
                "value, and what it brings. Money by year: ! marks a year whose money is used up; B changes the total. "
                "Scorecard: ✓ target reached, △ short of it; page 2 lists all targets."
            ),
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
            _(
                "S changes the order of rows, G groups them by district, model, sector or year of start, F7 shows "
                "only what you type. Enter shows the park's card."
            ),
            _(
                "+ marks parks that the plan of the files does not fund; those that it funds and this plan does "
                "not stand below the others, marked −. Money that a year did not spend is carried over to the next."
            ),
            _("Below: the scorecard with targets and their sources; ✓ target reached, △ short of it."),
        ),
    ),
    "targets": (
        _("Scorecard"),
        (
            _(
                "What the plan brings beside the targets of the programme: value, target, unit, the year of the "
                "target, and where the target is written. ✓ reached, △ short of it. ↑ ↓ scroll."
            ),
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
                "Space switches a rule off or on, Enter changes its bound; the plan is solved again, the file is not "
                "changed until you save. Backspace takes it back."
            ),
        ),
    ),
    "trust-table": (
        _("Trust: the plan under many weights"),
        (
            _(
                "Nobody knows the weights exactly. A sweep draws many sets of weights, finds the best plan of each, "
                "and counts how often a park is funded: core – always, borderline – under some weights, exterior – "
                "never. ± is the sampling error of the share (95 %)."
            ),
            _(
                "T starts and goes on where it was stopped; Esc stops, and what is done stays. You can go on working: "
                "the plan that you are looking at is always computed first. After an edit the findings are marked as "
                "those of other weights; T computes them anew."
            ),
            _(
                "← → shows the core, the borderline, the exterior or all parks; Enter opens a park's card. Mean rank "
                "and first: the park's place over 10 000 sets of weights, and the share of them in which it leads."
            ),
            _(
                "F9, “which weights are drawn”: all alike, those that the statements leave open, or those near "
                "the present ones."
            ),
        ),
    ),
    "statements": (
        _("What would settle most?"),
        (
            _(
                "Each line is a question to the committee: does the first criterion weigh at least as much as the "
                "second? yes and no say how many borderline parks would be settled by that answer. The best question "
                "stands first."
            ),
            _(
                "Enter answers it for this session and computes the sweep anew; Delete takes the last answer back."
            ),
        ),
    ),
    "trust-text": (
        _("Regrets and room for weights"),
        (
            _(
                "Regret: by how much the plan on the screen falls short of a member's own best plan, as a share of "
                "the latter's value. △ marks the greatest. Enter computes the regrets and the plan whose greatest "
                "regret is least; G puts that plan into the comparison."
            ),
            _(
                "Below: between which values each weight can move, the others keeping their proportions, before "
                "another park comes first, and before another set of parks is better."
            ),
        ),
    ),
    "members": (
        _("Committee"),
        (
            _(
                "Each member's weights as shares of the whole, then the means of all. ✓ marks whose weights are on; "
                "the first line of the screen names them. With others: mean rank correlation (Spearman) with the "
                "other members; 1 is the same order."
            ),
            _(
                "Enter: use these weights now, or enter a member's weights – with sliders, or by comparing pairs; the "
                "window shows how consistent the comparisons are and which to look at again. N adds a member."
            ),
            _(
                "What was entered is kept for the session, marked as not saved; F2 on this page writes the members' "
                "files."
            ),
        ),
    ),
    "room-text": (
        _("Agreement and regrets"),
        (
            _(
                "Kendall's W: 1 when all members rank the parks alike, 0 when they have nothing in common. Below: who "
                "disagrees with whom, about which criterion most, and over which park."
            ),
            _(
                "Enter computes what each member loses under the plan on the screen, and the plan of least regret, "
                "which G puts into the comparison (page 5)."
            ),
        ),
    ),
    "member-ranking": (
        _("A member's ranking"),
        (
            _(
                "The parks in the order of the member chosen above, beside their place by the weights that are on; "
                "● is funded by the plan on the screen."
            ),
        ),
    ),
    "districts-table": (
        _("Districts by years"),
        (
            _(
                "What each district gets in each year. The darker the shade, the greater the figure; the figure "
                "itself stands in every cell. ← → goes from money to parks and to the outcomes of the scorecard, "
                "which are counted in the year in which a park starts."
            ),
            _(
                "RUB a head: money over all years for an inhabitant (population of 2017, or that of a rule of "
                "equity). The Gini index says how unevenly money falls on people: 0 is alike everywhere."
            ),
            _("Enter lists the parks of the district with how each stands."),
        ),
    ),
    "why": (
        _("Why a park is in or out"),
        (
            _(
                "What the plan would lose if the park were forced in (or, for a funded one, out), which parks would go "
                "and come, which rules are in the way, and at which request or merit it would be funded by itself. "
                "Each figure is found by solving again, so the parts arrive one by one; Esc stops and keeps them, "
                "F3 asks again."
            ),
            _(
                "Below: what separates it from its neighbour in the ranking, the weight at which the two would swap, "
                "and what its merit is made of."
            ),
            _("← → go to the parks above and below in the ranking, ↑ ↓ scroll. Ctrl+C copies the text."),
        ),
    ),
    "differing": (
        _("Kept plans"),
        (
            _(
                "F5 (or K) on any page puts the present plan aside under a letter, with its weights, pins, rules and "
                "money. Here two to four of them stand side by side."
            ),
            _(
                "Above: figures with the difference to the first plan; those in which the plans differ come first. "
                "Tab goes there to scroll. Below: the parks that some plans fund and others do not; Space shows all."
            ),
            _(
                "✗ rules of A: by the rules, pins and money of plan A, the first, this one would not be allowed; it "
                "keeps its own."
            ),
            _(
                "← → choose a plan; Enter makes it the present one (Backspace takes it back); Delete removes it from "
                "the comparison."
            ),
        ),
    ),
    "trade-table": (
        _("Trade-offs"),
        (
            _(
                "What the plan would be with less money and with more: Space solves it at other budgets, one after "
                "another, the yearly ceilings in proportion. The bars begin at zero. B, on any page, asks for a total "
                "of your own."
            ),
            _(
                "V shows the other view: plans that give up some value for more of another figure, such as jobs. None "
                "of them is beaten in both. ← → change the figure."
            ),
            _(
                "Enter on a row, or a click on a point of the chart, makes it the present plan: another budget, or "
                "exactly its parks, pinned in, and the others kept out. Backspace takes it back. F5 puts it into the "
                "comparison. Esc stops; the points that are there stay."
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
    "park-data": (
        _("The parks as they were read"),
        (
            _(
                "Every column of the table of parks; below each head where its figures come from. ← → choose a column, "
                "S sorts by it, then falling, then as in the file. The cursor is the park that is selected everywhere."
            ),
            _(
                "△ and ✗ mark parks with remarks or faults, – a missing figure, ≈ one that is given as a range."
            ),
        ),
    ),
}

HELP["side-by-side"] = HELP["differing"]

EVERYWHERE: tuple[Message, ...] = (
    _(
        "Tab goes to the next pane, a digit to a page; » stands before the title of the pane that has the keys. F9 "
        "lists everything that can be done. ? lists the keys."
    ),
    _(
        "L switches between English and Russian, also for the next start; F12 changes the colours. Shift and the "
        "mouse select text."
    ),
    _("Esc stops computing and keeps the best plan found so far. Backspace takes back the last decision."),
)
