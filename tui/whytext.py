"""The text of page 4: loss, displaced parks, rules in the way, thresholds, the neighbour, the contributions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from decision.language import Message, _
from tui.format import Line, fit, number, percent, width
from tui.panels.detail import contribution_lines
from tui.state import Session, barring
from tui.whypins import amount, beside_lines, hang, pin_lines
from tui.words import barred_by_figures

if TYPE_CHECKING:
    from decision.analysis.explanation import Entry, ParkExplanation
    from decision.ranking.places import PairExplanation

SHOWN_PARKS = 8
SHOWN_RULES = 8

VERDICTS: dict[str, tuple[str, Message, str]] = {
    "enters": ("✓", _("without it the park is funded"), "good"),
    "possible": ("△", _("without it the park could be funded, but others are worth more"), "warn"),
    "not_settled": ("…", _("not settled in the time"), "dim"),
}


def why_lines(session: Session, cells: int) -> list[Line]:
    """Why the selected park is in or out, as far as it is known."""
    if session.park is None or session.order is None or session.study is None:
        return _said(
            _("Choose a park on page 1 and press F3: this page says why it is funded or not."), cells
        )
    park = session.park
    lines: list[Line] = []
    shown = session.explained if session.explained is not None and session.explained.park == park else None
    if shown is None and (session.answer is None or session.stale):
        lines += [*_said(_("Waiting for the plan: an explanation belongs to a fresh plan."), cells), []]
    reasons = session.order.ranking.ineligible.get(park, ())
    found = shown.found if shown is not None else None
    reasons = reasons or (found.reasons if found is not None else ())
    if reasons:
        lines.append([(" – ", "bad"), (str(_("It cannot be funded at all:")), "strong")])
        for reason in reasons:
            lines += [[(text, "")] for text in hang(str(reason), cells, "   · ")]
        lines.append([])
    elif found is not None:
        lines += _plan_lines(session, found, cells)
    elif shown is not None and shown.running:
        lines += [
            [(" … ", "dim"), (str(_("what the plan would lose or gain, which rules are in the way")), "dim")],
            [],
        ]
    if shown is not None and shown.pair is not None:
        lines += [*pair_lines(session, shown.pair, park, cells), []]
    if park in session.order.rank:
        lines += contribution_lines(session, park, min(cells, 90))
    return lines


def _plan_lines(session: Session, found: ParkExplanation, cells: int) -> list[Line]:
    assert session.study is not None
    lines: list[Line] = []
    numbered = 0

    def point(line: Line) -> None:
        nonlocal numbered
        numbered += 1
        lines.append([(f" {numbered}  ", "accent"), *line])

    lines.extend(pin_lines(found, cells))
    point(_loss_line(session, found))
    lines.extend(_moved_lines(session, found, cells))
    lines.extend(beside_lines(found, cells))
    if found.conflict is not None:
        told = zip(found.conflict.rules, found.conflict.labels, found.conflict.places, strict=True)
        shut = barring(session, found.park_id)
        for id, label, place in told:
            if not id.startswith("--"):
                named = barred_by_figures(session.study, id, found.park_id) if id in shut else str(label)
                lines.append([("    ✗ ", "bad"), (named, ""), (f"  {place}", "dim")])
    if found.funded:
        return [*lines, []]
    rules = [rule for rule in found.rules if rule.verdict != "no"]
    barred = barring(session, found.park_id)
    if found.detailed or barred:
        if rules:
            point([(str(_("Rules in the way:")), "strong")])
            room = min(max(width(str(rule.label)) for rule in rules), max(20, cells // 2 - 6))
            for rule in rules[:SHOWN_RULES]:
                glyph, says, style = VERDICTS[rule.verdict]
                lines.append(
                    [(f"    {glyph} ", style), (fit(str(rule.label), room), ""), (f"  {says}", style)]
                )
        elif found.detailed and found.possible:
            point(
                [
                    (
                        str(
                            _(
                                "No single rule is in the way: the money goes to parks that are worth more for it."
                            )
                        ),
                        "",
                    )
                ]
            )
    if found.detailed and found.possible:
        point([(str(_("It would be funded, everything else as it is, with")), "strong")])
        entries = (
            (_("request, mln RUB"), found.request_to_enter, "≤", 1),
            (_("merit"), found.merit_to_enter, "≥", 3),
        )
        for says, entry, sign, digits in entries:
            lines.append(_entry_line(says, entry, sign, digits))
    return [*lines, []]


def _loss_line(session: Session, found: ParkExplanation) -> Line:
    if found.possible is False:
        says = (
            _("No plan can do without it: rules or pins hold it in.")
            if found.funded
            else _("No plan can contain it together with these rules:")
            if found.conflict is not None
            else _("No plan can contain it.")
        )
        return [(str(says), "strong")]
    if found.loss is None:
        return [(str(_("What forcing it costs was not settled in the time.")), "dim")]
    if found.loss.most is None and found.loss.least < 5e-4:  # nothing is known yet but that it costs
        return [("…", "dim")]
    falls = amount(found.loss)
    whole = session.answer.portfolio.objective if session.answer is not None else None
    if whole and found.loss.most is not None:
        falls += f" ({percent(found.loss.most / abs(whole), 2)})"
    if found.loss.most is not None and found.loss.most < 5e-7 * max(1.0, abs(whole or 1.0)):
        falls = "0"
    says = (
        _("Left out, the value of the plan falls by {amount}.", amount=falls)
        if found.funded
        else _("Forced in, the value of the plan falls by {amount}.", amount=falls)
    )
    return [(str(says), "strong")]


def _moved_lines(session: Session, found: ParkExplanation, cells: int) -> list[Line]:
    assert session.study is not None
    lines: list[Line] = []
    for says, parks in ((_("Out would go"), found.leave), (_("In would come"), found.enter)):
        if not parks:
            continue
        names = [_named(session, park) for park in parks[:SHOWN_PARKS]]
        if len(parks) > SHOWN_PARKS:
            names.append(str(_("and {count} more", count=len(parks) - SHOWN_PARKS)))
        lines += [[(text, "")] for text in hang(f"{says}: {', '.join(names)}", cells, "    ")]
    return lines


def _named(session: Session, park: str) -> str:
    assert session.study is not None
    request = session.study.figure("requested_mln_rub", park)
    name = f"{park} {session.study.names.get(park, '')}".strip()
    return f"{name} ({number(request, 1)})" if request is not None else name


def _entry_line(says: Message, entry: Entry | None, sign: str, digits: int) -> Line:
    label = fit(str(says), 18)
    if entry is None:
        return [("    ", ""), (label, ""), (str(_("no figure is enough")), "dim")]
    line: Line = [
        ("    ", ""),
        (label, ""),
        (fit(f"{sign} {number(entry.enters, digits)}", 9), "accent"),
        ("   " + str(_("now {figure}", figure=number(entry.now, digits))), "dim"),
    ]
    checked = _("confirmed by the solver") if entry.confirmed else _("not confirmed in the time")
    return [*line, (f"   {'✓' if entry.confirmed else '…'} {checked}", "good" if entry.confirmed else "dim")]


def pair_lines(session: Session, pair: PairExplanation, park: str, cells: int) -> list[Line]:
    """What separates the park from its neighbour, and which weights would make them swap."""
    assert session.study is not None
    other = pair.above if park == pair.below else pair.below
    name = f"{other} {session.study.names.get(other, '')}".strip()
    apart = number(abs(pair.merit_difference), 3)
    if pair.equal:
        says = _("Level with its neighbour {park}", park=name)
    elif park == pair.below:
        says = _("Why below its neighbour {park}, which is ahead by {merit}", park=name, merit=apart)
    else:
        says = _("Why above its neighbour {park}, ahead by {merit}", park=name, merit=apart)
    lines: list[Line] = [[(" " + fit(str(says), cells - 2).rstrip(), "strong")]]
    sign = 1 if park == pair.above else -1
    size = max((abs(one.difference) for one in pair.criteria), default=0.0) or 1.0
    room = min(max(width(str(one.label)) for one in pair.criteria), max(12, cells - 44))
    for one in pair.criteria:
        difference = sign * one.difference
        blocks = round(abs(difference) / size * 8)
        left = fit("▓" * blocks if difference < 0 else "", 8, "right")
        right = "█" * blocks if difference > 0 else ""
        figure = ("+" if difference > 0 else "") + number(difference, 3)
        lines.append(
            [
                ("   " + fit(str(one.label), room) + " ", ""),
                (fit(figure, 7, "right") + " ", "good" if difference > 0 else "warn" if difference < 0 else "dim"),
                (left, "warn"),
                ("│", "dim"),
                (right, "good"),
            ]
        )  # fmt: skip
    return [*lines, *_swap_lines(session, pair, cells)]


def _swap_lines(session: Session, pair: PairExplanation, cells: int) -> list[Line]:
    assert session.study is not None
    labels = {node.id: node.label for node in session.study.nodes}
    if pair.nearest_swap is None:
        return [[("   " + str(_("No change of a single weight makes them swap.")), "dim")]]
    criterion, now, at = pair.nearest_swap
    says = _(
        "They would swap with the weight of {criterion} at {at} instead of {now}, the others in proportion.",
        criterion=labels.get(criterion, criterion),
        at=number(at, 3),
        now=number(now, 3),
    )
    return [[(text, "")] for text in hang(str(says), cells, "   ")]


def _said(message: Message, cells: int) -> list[Line]:
    return [[(text, "dim")] for text in hang(str(message), cells, " ")]
