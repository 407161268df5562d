"""The measures of page 5 as lines: value of each plan, and its difference to the first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from decision.language import Message, _
from tui.format import Line, bar, compact, fit, number, percent, width
from tui.kept import ORIGINS, Comparing, Kept
from tui.state import Session
from tui.words import differences

if TYPE_CHECKING:
    from decision.analysis.comparison import Comparison, Measure
    from tui.keptnotes import NotedPlan
    from tui.opened import Question

BAR = 5


def figures(cells: int, count: int) -> tuple[int, int]:
    """Cells of the column of names, and of each plan's column."""
    label = 24 if cells < 110 else 32
    return label, max(12, min(30, (cells - label) // max(1, count)))


def measure_lines(session: Session, comparing: Comparing, cells: int) -> list[Line]:
    """Every measure; those in which the plans differ first, the others dim."""
    comparison = comparing.comparison
    assert comparison is not None
    label, each = figures(cells, len(comparing.kept))
    rows = [
        _proven(comparing, label, each),
        *_worth(comparison, comparing.kept[0].letter, label, each),
        *_regrets(comparing, label, each),
    ]
    measures = [one for one in comparison.measures if _shown(one)]
    room = max((width(_figure(one, value)) for one in measures for value in one.values), default=1)
    rows += [_row(one, label, each, room) for one in measures if one.differs]
    rows += [
        [(text, "dim") for text, _style in _row(one, label, each, room)]
        for one in measures
        if not one.differs
    ]
    for remark in comparison.remarks:
        rows.append([(" ! ", "warn"), (fit(str(remark), cells - 4).rstrip(), "dim")])
    return rows


def _shown(measure: Measure) -> bool:
    if measure.group == "rule":
        return measure.quantity == "value" and measure.differs
    if measure.group == "summary":
        return measure.key not in ("objective", "gap")
    return measure.quantity not in ("ceiling",) and measure.group != "scorecard"


def _proven(comparing: Comparing, label: int, each: int) -> Line:
    line: Line = [(fit(" " + str(_("Proven")), label), "")]
    for kept in comparing.kept:
        portfolio = kept.answer.portfolio
        if portfolio.ending == "optimal":
            text, style = f"✓ {_('within {gap}', gap=percent(portfolio.asked_gap, 1))}", "good"
        else:
            text, style = f"△ {_('within {gap}', gap=percent(portfolio.gap, 1))}", "warn"
        line.append((fit(" " + text, each), style))
    return line


def _worth(comparison: Comparison, letter: str, label: int, each: int) -> list[Line]:
    """By the weights and rules of the first plan, which has this letter, and by each plan's own."""
    first = comparison.labels[0]
    by_first: Line = [(fit(" " + str(_("Value, first's weights")), label), "")]
    by_own: Line = [(fit(" " + str(_("Value, own weights")), label), "")]
    for name in comparison.labels:
        cross = next(one for one in comparison.crosses if one.by == first and one.of == name)
        own = next(one for one in comparison.crosses if one.by == name and one.of == name)
        text = number(cross.value, 3)
        if name != first and cross.loss is not None:
            text += f" {_signed(-cross.loss * 100, 2)} %"
        if not cross.allowed:
            said = f"{text} ✗ {_('breaks rules of {plan}', plan=letter)}"
            text = said if width(said) + 2 <= each else f"{text} ✗ {_('rules of {plan}', plan=letter)}"
        by_first.append((fit(" " + text, each), "warn" if not cross.allowed else "strong"))
        by_own.append((fit(" " + number(own.value, 3), each), ""))
    return [by_first, by_own]


def _regrets(comparing: Comparing, label: int, each: int) -> list[Line]:
    """What members lose under each plan: the greatest, then every member's."""
    found = comparing.regrets
    if comparing.regretting:
        return [[(f" {_('◌ regrets: computing')}", "accent")]]
    if comparing.regret_failure is not None:
        text = " ".join(str(comparing.regret_failure).split())
        return [
            [
                (
                    fit(f" ✗ {_('no regrets: {reason}', reason=text)}", label + each * len(comparing.kept)),
                    "warn",
                )
            ]
        ]
    if found is None:
        return []
    worst = {plan: found.greatest(plan) for plan in found.regrets}
    greatest: Line = [(fit(f" {_('Greatest regret')}", label), "")]
    for kept in comparing.kept:
        if kept.label not in worst:
            greatest.append((fit(f" {_('other files')}", each), "dim"))
            continue
        least = worst[kept.label] <= min(worst.values()) + 1e-9 and len(worst) > 1
        text = f" {percent(worst[kept.label], 1)}" + (f" ✓ {_('least of these')}" if least else "")
        greatest.append((fit(text, each), "good" if least else "strong"))
    rows = [greatest]
    for member, name in found.names.items():
        line: Line = [(fit(f"   {name}", label), "dim")]
        for kept in comparing.kept:
            regret = found.regrets.get(kept.label, {}).get(member)
            if regret is None:
                line.append((fit(" –", each), "dim"))
                continue
            top = regret.most >= worst[kept.label] - 1e-12 and regret.most > 1e-9
            line.append(
                (fit(f" {percent(regret.most, 1)}{' △' if top else ''}", each), "warn" if top else "")
            )
        rows.append(line)
    return rows


def _row(measure: Measure, label: int, each: int, figure: int) -> Line:
    line: Line = [(fit(f" {_name(measure)}", label), "")]
    shown = [abs(value) for value in measure.values if value is not None]
    most = max(shown, default=0.0)
    for place, (value, difference) in enumerate(zip(measure.values, measure.differences, strict=True)):
        text = fit(_figure(measure, value), min(figure, each - 2), "right")
        if place and difference is not None and abs(difference) > 1e-9:
            share = measure.unit == "share"
            apart = _signed(difference * 100, 1) if share else _signed_compact(difference)
            text += f" {apart}" if apart.strip("+−0.,") else ""
        piece = fit(" " + text, each)
        room = each - width(" " + text) - 1
        if room >= BAR + 1 and value is not None and most > 0:
            filled, track = bar(abs(value) / most, BAR)
            line += [(fit(" " + text, each - BAR - 1), ""), (filled, "bar"), (track, "track"), (" ", "")]
        else:
            line.append((piece, ""))
    return line


def _figure(measure: Measure, value: float | None) -> str:
    if value is None:
        return "–"
    return percent(value, 1) if measure.unit == "share" else compact(value)


def _name(measure: Measure) -> str:
    name = str(measure.label)
    name = name[:1].upper() + name[1:]
    if measure.group in ("district", "model", "sector"):
        unit: Message = _("parks") if measure.quantity == "parks" else _("mln RUB")
        return f"{name}, {unit}"
    if measure.unit == "mln_rub":
        return f"{name}, {_('mln RUB')}"
    if measure.unit and measure.unit not in ("parks", "share"):
        return f"{name}, {measure.unit}"
    return name


def _signed(value: float, digits: int) -> str:
    return ("+" if value > 0 else "") + number(value, digits)


def _signed_compact(value: float) -> str:
    return ("+" if value > 0 else "") + compact(value)


def said_of(kept: Kept, session: Session) -> str:
    """What was decided for it against the files."""
    return _said(kept, kept.study.question, session)


def told_apart(plans: Sequence[Kept], session: Session) -> list[str]:
    """What was decided for each, what all have in common last: a narrow column must begin with what differs."""
    decided = [differences(each.study.question, each.decided, session) for each in plans]
    common = (
        [said for said in decided[0] if all(said in others for others in decided)] if len(plans) > 1 else []
    )
    heads = []
    for each, said in zip(plans, decided, strict=True):
        own = [str(ORIGINS[each.origin])] if each.origin else []
        own += [one for one in said if one not in common]
        heads.append("; ".join([*own, *common]) or str(_("as in the file")))
    return heads


def _said(kept: Kept | NotedPlan, base: Question, session: Session) -> str:
    said = differences(base, kept.decided, session)
    if kept.origin:
        said = [str(ORIGINS[kept.origin]), *said]
    return "; ".join(said) if said else str(_("as in the file"))


def plans_put_aside(session: Session, plans: Iterable[Kept | NotedPlan]) -> list[str]:
    """The plans of page 5, which stand in no file, a phrase each."""
    if session.study is None:
        return []
    base = session.study.question
    return [
        str(_("kept plan {letter}: {decisions}", letter=each.letter, decisions=_said(each, base, session)))
        for each in plans
    ]
