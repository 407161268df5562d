"""What page 4 says of pins, of rules that shut a park out by name, and of plans that are as good but for the gap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from decision.language import _
from tui.format import Line, number, width, wrap

if TYPE_CHECKING:
    from decision.analysis.explanation import Interval, ParkExplanation


def pin_lines(found: ParkExplanation, cells: int) -> list[Line]:
    """That somebody pinned the park, what that costs, and that the rest is told as if nobody had."""
    if not found.pinned:
        return []
    pinned = _("Pinned in by hand.") if found.pinned == "fund" else _("Kept out by hand.")
    lines: list[Line] = [[(" ■ ", "warn"), (str(pinned), "strong")]]
    if found.pin_costs is not None:
        cost = _("The pin takes {amount} of the value of the plan.", amount=amount(found.pin_costs))
        lines += [[(text, "")] for text in hang(str(cost), cells, "   ")]
    told = _("What follows is told as if nobody had pinned it.")
    return [*lines, *([(text, "dim")] for text in hang(str(told), cells, "   ")), []]


def beside_lines(found: ParkExplanation, cells: int) -> list[Line]:
    """Rules that bar the park by name, priorities that it would break, and what a plan within the gap decides."""
    lines: list[Line] = []
    for rule in found.barred_by:
        lines.append([("    ✗ ", "bad"), (str(rule.label), ""), (f"  {_('bars it')}", "bad")])
        if rule.place:
            lines[-1].append((f"  {rule.place}", "dim"))
    lines += _lifted_lines(found, cells)
    if found.breaks_priorities:
        says = _("It would be possible only if rules with a priority were broken more than they must be.")
        lines += [[(text, "warn")] for text in hang(str(says), cells, "    △ ")]
    if found.otherwise_in_best:
        says = _("A plan that is better by less than the gap decides otherwise about it.")
        lines += [[(text, "dim")] for text in hang(str(says), cells, "    ")]
    return lines


def _lifted_lines(found: ParkExplanation, cells: int) -> list[Line]:
    """All rules that bar it switched off together: one alone is not enough."""
    lifted = found.barring_lifted
    if lifted is None:
        return []
    if lifted.verdict == "enters":
        glyph, style, says = "✓", "good", _("without all of these it is funded")
    elif lifted.verdict == "no":
        glyph, style, says = "✗", "bad", _("even without all of these no plan can contain it")
    elif lifted.verdict == "possible" and lifted.loss is not None:
        cost = amount(lifted.loss)
        glyph, style = "△", "warn"
        says = _("without all of these it could be funded; the plan would lose {amount}", amount=cost)
    else:
        glyph, style, says = "…", "dim", _("without all of these: not settled in the time")
    return [[(text, style)] for text in hang(str(says), cells, f"    {glyph} ")]


def amount(interval: Interval) -> str:
    """A figure between two proven ends."""
    if interval.most is None:
        return str(_("{least} or more", least=number(interval.least, 3)))
    low, high = number(interval.least, 3), number(interval.most, 3)
    return high if low == high else f"{low}–{high}"


def hang(text: str, cells: int, lead: str) -> list[str]:
    """A text in lines, the first behind ``lead``, the others under it."""
    indent = " " * width(lead)
    pieces = wrap(text, cells - width(lead) - 1)
    return [(lead if place == 0 else indent) + piece for place, piece in enumerate(pieces)]
