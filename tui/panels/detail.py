"""The selected park: three lines at the bottom of medium screens, a card at the right of broad ones."""

from __future__ import annotations

from typing import ClassVar

from textual import events

from decision.language import _
from tui.format import Line, bar, compact, fit, line_width, number, percent, width, wrap
from tui.lines import Lines
from tui.messages import ActionChosen
from tui.opened import OpenStudy
from tui.state import Session, barring, outcome
from tui.words import barred_by_figures, outcome_line

FACTS = ("region", "kind", "model", "sector", "stage")
"""Coded columns that describe a park, where the data have them."""


def _merit_of(session: Session, park: str) -> float | None:
    return session.order.merit.get(park) if session.order is not None else None


def _named(study: OpenStudy, park: str) -> str:
    """Id and name: agendas and protocols speak of the id."""
    return f"{park} {study.names.get(park, '')}".rstrip()


class Detail(Lines):
    """Name and kind in the title; what the merit is made of; request, grant and years."""

    UNMOVED_BY: ClassVar[frozenset[str]] = frozenset({"elapsed", "progress"})

    can_focus = False

    def title(self) -> str:
        """The park, and what it is."""
        session = self.session
        if session is None or session.study is None or session.park is None:
            return str(_("Park"))
        study, park = session.study, session.park
        facts = [study.shown(column, park) for column in FACTS]
        said = [_named(study, park), *(fact for fact in facts if fact)]
        text = ""
        for piece in said:
            longer = f"{text} · {piece}" if text else piece
            if width(longer) > self._cells() - 16:
                break
            text = longer
        return text or fit(said[0], max(10, self._cells() - 12)).rstrip()

    def note(self) -> str:
        """The key that tells more."""
        return f"F3 {_('why')}"

    def on_click(self, event: events.Click) -> None:
        """A click tells why."""
        self.post_message(ActionChosen("why"))

    def lines(self, cells: int) -> list[Line]:
        """Merit and its parts; money."""
        session = self.session
        if session is None or session.study is None or session.park is None or session.order is None:
            return [[]]
        return [_composition(session, session.park, cells), _money(session, session.park, cells)]


def _composition(session: Session, park: str, cells: int) -> Line:
    assert session.order is not None
    reasons = session.order.ranking.ineligible.get(park)
    if reasons:
        said = "; ".join(str(reason) for reason in reasons)
        return [(" ", ""), (str(_("not eligible")) + ": ", "bad"), (said, "")]
    exact = session.order.ranking.contributions_exact
    line: Line = [(f" {_('merit')} ", "dim"), (number(_merit_of(session, park), 3), "strong")]
    for place, (label, amount) in enumerate(session.order.contributions(park)):
        sign = (" = " if exact else " ≈ ") if place == 0 else " + " if amount >= 0 else " − "
        line += [(sign, "dim"), (f"{label} ", ""), (number(abs(amount), 3), "accent")]
    if line_width(line) > cells:
        while line_width(line) > cells - 2 and len(line) > 5:
            line = line[:-3]
        line.append((" …", "dim"))
    return line


def _money(session: Session, park: str, cells: int) -> Line:
    assert session.study is not None
    study = session.study
    line: Line = [(" ", ""), *outcome_line(outcome(session, park), session.stale)]
    funded = session.answer.funded.get(park) if session.answer is not None else None
    pieces: list[str] = (
        [barred_by_figures(study, rule, park) for rule in barring(session, park)] if funded is None else []
    )
    if funded is not None:
        share = f" ({percent(funded.funded_fraction)})" if funded.funded_fraction < 0.9995 else ""
        pieces.append(f"{_('grant')} {number(funded.grant_mln_rub, 1)}{share}")
        pieces += [f"{year}: {number(paid, 1)}" for year, paid in funded.payments.items() if paid > 0]
    request = study.figure("requested_mln_rub", park)
    if request is not None:
        pieces.insert(0 if funded is not None else len(pieces), f"{_('request')} {number(request, 1)}")
    pieces += outcomes_of(session, park)
    for piece in pieces:
        if line_width(line) + width(piece) + 3 > cells:
            break
        line += [(" · ", "dim"), (piece, "")]
    return line


def outcomes_of(session: Session, park: str) -> list[str]:
    """The columns that the scorecard adds up, for one park."""
    assert session.study is not None
    study, said = session.study, []
    for line in study.study.programme.scorecard:
        column = line.measure if isinstance(line.measure, str) else None
        value = study.figure(column, park) if column not in (None, "count", "grant") else None
        if column is not None and value is not None:
            said.append(f"{study.study.parks.column(column).title} {compact(value)}")
    return said


def card(session: Session, park: str, cells: int) -> list[Line]:
    """Everything known of a park, for the card at the right and for the dialog."""
    study, order = session.study, session.order
    if study is None or order is None:
        return []
    lines: list[Line] = [[(" " + text, "strong")] for text in wrap(_named(study, park), cells - 2)]
    facts = [fact for fact in (study.shown(column, park) for column in ("district", *FACTS)) if fact]
    lines += [[(" " + text, "dim")] for text in wrap(" · ".join(dict.fromkeys(facts)), cells - 2)]
    lines += [[], _standing(session, park)]
    reasons = order.ranking.ineligible.get(park)
    if reasons:
        for reason in reasons:
            lines += [
                [(("   " if place else " – ") + text, "")]
                for place, text in enumerate(wrap(str(reason), cells - 4))
            ]
    else:
        for rule in barring(session, park):
            text = _("shut out by the rule: {rule}", rule=barred_by_figures(study, rule, park))
            lines += [[(" " + piece, "warn")] for piece in wrap(str(text), cells - 2)]
        lines += [[], *contribution_lines(session, park, cells)]
    lines += [[], *_money_lines(session, park, cells), [], *_fact_lines(study, park, cells)]
    return lines


def _standing(session: Session, park: str) -> Line:
    assert session.order is not None
    line: Line = [(" ", ""), *outcome_line(outcome(session, park), session.stale)]
    rank = session.order.rank.get(park)
    if rank is not None:
        line += [(" · ", "dim"), (str(_("rank {rank} of {all}", rank=rank, all=len(session.order.rank))), "")]
    return line


def contribution_lines(session: Session, park: str, cells: int) -> list[Line]:
    """What each criterion gives to the merit, with bars from zero."""
    assert session.order is not None
    parts = session.order.contributions(park)
    heading = (
        _("Merit is the sum of")
        if session.order.ranking.contributions_exact
        else _("Merit comes from, roughly")
    )
    total = number(_merit_of(session, park), 3)
    says = str(heading)
    lines: list[Line] = [
        [(" " + fit(says, cells - width(total) - 3), "dim"), (" " + total, "strong")],
    ]
    greatest = max((abs(amount) for _label, amount in parts), default=1.0) or 1.0
    label_cells = max(8, min(max((width(label) for label, _a in parts), default=8), cells - 20))
    bar_cells = max(4, cells - label_cells - 10)
    for label, amount in parts:
        filled, track = bar(abs(amount) / greatest, bar_cells)
        lines.append(
            [
                (" " + fit(label, label_cells) + " ", ""),
                (filled, "bar"),
                (track, "track"),
                (fit(number(amount, 3), 7, "right"), "accent"),
            ]
        )
    return lines


def _money_lines(session: Session, park: str, cells: int) -> list[Line]:
    assert session.study is not None
    rows: list[tuple[str, str]] = []
    request = session.study.figure("requested_mln_rub", park)
    if request is not None:
        rows.append((str(_("request")), number(request, 1)))
    funded = session.answer.funded.get(park) if session.answer is not None else None
    if funded is not None:
        rows.append(
            (str(_("grant")), f"{number(funded.grant_mln_rub, 1)} · {percent(funded.funded_fraction)}")
        )
        rows += [(f"  {year}", number(paid, 1)) for year, paid in funded.payments.items() if paid > 0]
    if not rows:
        return []
    head: Line = [(" " + str(_("Money, mln RUB")), "dim")]
    return [head, *([(" " + fit(label, 14), ""), (value, "strong")] for label, value in rows)]


def _fact_lines(study: OpenStudy, park: str, cells: int) -> list[Line]:
    """The columns that criteria and scorecard use, each once, figures below one another."""
    measures = [line.measure for line in study.study.programme.scorecard]
    named = [getattr(node.criterion, "column", None) for node in study.leaves]
    named += [
        measure for measure in measures if isinstance(measure, str) and measure not in ("count", "grant")
    ]
    facts = []
    for column in dict.fromkeys(filter(None, named)):
        known = study.study.parks.column(column)
        value = study.value(column, park)
        text = compact(value) if isinstance(value, (int, float)) else "–" if value is None else str(value)
        unit = known.unit if known.unit and known.unit not in ("share", "1") else ""
        facts.append((str(known.title), text, unit))
    figures = max((width(text) for _title, text, _unit in facts), default=0)
    units = min(max((width(unit) for _title, _text, unit in facts), default=0), 14) if cells >= 44 else 0
    lines: list[Line] = []
    for title, text, unit in facts:
        room = cells - figures - units - 4
        lines.append(
            [
                (f" {fit(title, room)} ", "dim"),
                (fit(text, figures, "right"), ""),
                (" " + fit(unit, units), "dim"),
            ]
        )
    place = study.study.parks.lines.get(park)
    if place is not None:
        lines.append([(f" {study.study.parks.file}:{place}", "dim")])
    return lines


class Card(Lines):
    """The card at the right of broad screens."""

    UNMOVED_BY: ClassVar[frozenset[str]] = frozenset({"elapsed", "progress"})

    can_focus = False

    def title(self) -> str:
        """Name of the pane."""
        return str(_("The park"))

    def note(self) -> str:
        """Its id."""
        return self.session.park or "" if self.session is not None else ""

    def lines(self, cells: int) -> list[Line]:
        """The card."""
        session = self.session
        if session is None or session.park is None:
            return []
        return card(session, session.park, cells)
