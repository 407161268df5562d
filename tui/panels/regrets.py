"""What members lose under which plan, and how far each weight can move before something changes."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType

from decision.language import _
from tui.findings import names_of, regret_ended_empty, regret_key
from tui.format import Line, bar, fit, number, percent, width, wrap
from tui.lines import Lines
from tui.messages import ActionChosen
from tui.state import Session


class RegretText(Lines):
    """A pane with the members' regrets: Enter, or a click on the sentence that offers them, computes them."""

    can_focus = True

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "compute", show=False)]

    _offer: range = range(0)

    def action_compute(self) -> None:
        """Compute the regrets."""
        self.post_message(ActionChosen("regret"))

    def regret_block(self, session: Session, cells: int, after: int) -> list[Line]:
        """The lines about regrets, which follow ``after`` others."""
        lines = regret_lines(session, cells)
        room = session.room
        if room.regretting or not names_of(session):
            offered = 0
        elif room.regret is None or regret_ended_empty(session):
            offered = len(lines)
        else:  # the head alone, where it says that the plan is an earlier one
            offered = int(room.regret_key != regret_key(session))
        self._offer = range(after, after + offered)
        return lines

    def on_click(self, event: events.Click) -> None:
        """A click on the sentence does what Enter does."""
        if self.body_index(event.y) in self._offer:
            self.action_compute()


class TrustText(RegretText):
    """Members' regrets under the plan on the screen, and how far each weight can move."""

    def title(self) -> str:
        """Name of the pane."""
        return str(_("Regrets and room for weights"))

    def lines(self, cells: int) -> list[Line]:
        """Regrets, then intervals."""
        session = self.session
        if session is None or session.study is None:
            return []
        return [
            *self.regret_block(session, cells, 0),
            *self._intervals(session, cells),
            *self._funded_set(session, cells),
        ]

    def _intervals(self, session: Session, cells: int) -> list[Line]:
        found = session.sweep.stability
        if found is None or not found.order:
            return []
        names = session.study.names if session.study is not None else {}
        first = names.get(found.order[0], found.order[0])
        says = _("First place, {park}: stays while the weight is", park=first)
        lines: list[Line] = [[], *([(f" {piece}", "strong")] for piece in wrap(str(says), cells - 2))]
        for node in found.nodes:
            low, high = node.first
            figures = f"{number(low, 2)}–{number(high, 2)}"
            now = number(node.weight, 2)
            room = cells - width(figures) - width(now) - 6
            lines.append(
                [(f" {fit(str(node.label), room)} ", ""), (now, "accent"), (f"  {figures}", "strong")]
            )
        return lines

    def _funded_set(self, session: Session, cells: int) -> list[Line]:
        found = session.sweep.funded_set
        if found is None:
            return []
        names = session.study.names if session.study is not None else {}
        lines: list[Line] = [[], [(f" {_('Funded set: stays while the weight is')}", "strong")]]
        for node in found.nodes:
            figures = f"{number(node.low.weight, 3)}–{number(node.high.weight, 3)}"
            room = cells - width(figures) - 3
            lines.append([(f" {fit(str(node.label), room)} ", ""), (figures, "strong")])
        if found.smallest is not None:
            change = found.smallest
            labels = (
                {node.id: node.label for node in session.study.nodes} if session.study is not None else {}
            )
            text = _(
                "the smallest change that turns it: {share} from {source} to {target} (in: {entered}; out: {left})",
                share=number(change.share, 3),
                source=labels.get(change.source, change.source),
                target=labels.get(change.target, change.target),
                entered=", ".join(names.get(park, park) for park in change.entered) or "–",
                left=", ".join(names.get(park, park) for park in change.left) or "–",
            )
            lines += [[(f" {piece}", "")] for piece in wrap(str(text), cells - 2)]
        return lines


def regret_lines(session: Session, cells: int) -> list[Line]:
    """What each member loses under the plan on the screen, and the least that the greatest loss can be."""
    room = session.room
    members = names_of(session)
    if not members:
        says = _("No committee: page 8 adds members; then their regrets stand here.")
        return [[(f" {piece}", "dim")] for piece in wrap(str(says), cells - 2)]
    if room.regretting:
        done, every = room.done
        says = (
            _("◌ regrets: {done} of {all} plans found", done=done, all=every)
            if every
            else _("◌ regrets: computing")
        )
        return [[(f" {says}", "accent"), (f" · {_('Esc stops')}", "dim")]]
    if room.regret_failure is not None:
        text = " ".join(str(room.regret_failure).split())
        return [
            [(f" ✗ {piece}" if not place else f"   {piece}", "bad")]
            for place, piece in enumerate(wrap(text, cells - 4))
        ]
    found = room.regret
    if found is not None and "study" not in found.regrets:
        text = " ".join([*map(str, found.says()), str(_("Enter here looks again, longer."))])
        return [
            [(f" {'△' if not place else ' '} {piece}", "warn")]
            for place, piece in enumerate(wrap(text, cells - 4))
        ]
    if found is None:
        says = _("Enter here computes what each member loses under this plan.")
        return [[(f" {piece}", "accent")] for piece in wrap(str(says), cells - 2)]
    old = room.regret_key != regret_key(session)
    head: Line = [(f" {_('Regret under this plan')}", "strong")]
    if old:
        head += [(" ", ""), (f" {_('OF AN EARLIER PLAN')} ", "badge")]
    lines = [head]
    under = found.regrets["study"]
    least = found.regrets.get("least_regret", {})
    greatest = max((regret.most for regret in under.values()), default=0.0) or 1.0
    label = max(8, min(max(map(width, members.values())), cells - 30))
    for member, regret in under.items():
        filled, track = bar(regret.most / greatest, max(4, cells - label - 22))
        worst = regret.most >= greatest - 1e-12 and greatest > 1e-9
        lines.append(
            [
                (f" {fit(members.get(member, member), label)} ", ""),
                (filled, "bar"),
                (track, "track"),
                (fit(percent(regret.most, 1), 8, "right"), "dim" if old else "strong"),
                (" △" if worst else "  ", "warn"),
                (fit(percent(least[member].most, 1), 8, "right") if member in least else "", "dim"),
            ]
        )
    for sentence in found.says():
        lines += [[(f" {piece}", "dim")] for piece in wrap(str(sentence), cells - 2)]
    if least:
        says = _("last column: the plan of least regret; G puts it into page 5")
        lines += [[(f" {piece}", "dim")] for piece in wrap(str(says), cells - 2)]
    return lines
