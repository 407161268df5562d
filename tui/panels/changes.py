"""What changed between the last two plans, and by which decision."""

from __future__ import annotations

from decision.language import _, _n
from tui.format import Line, fit, number
from tui.lines import Lines
from tui.words import differences


class Changes(Lines):
    """The decision, then the parks that came in and those that went."""

    can_focus = False

    def title(self) -> str:
        """Name of the pane."""
        return str(_("What changed"))

    def note(self) -> str:
        """How many came and went."""
        session = self.session
        if session is None or session.answer is None or session.before is None:
            return ""
        now, then = session.answer.funded.keys(), session.before.funded.keys()
        return f"+{len(now - then)} −{len(then - now)}"

    def lines(self, cells: int) -> list[Line]:
        """The lines."""
        session = self.session
        if session is None or session.study is None:
            return []
        answer, before = session.answer, session.before
        if answer is None or before is None:
            return [[(" " + str(_("nothing yet: ← → move a weight")), "dim")]]
        lines: list[Line] = [
            [(" " + fit(text, cells - 1).rstrip(), "accent")]
            for text in differences(before.question, answer.question, session)
        ]
        names = session.study.names
        for sign, style, parks in (
            ("+", "plus", [park for park in answer.portfolio.funded if park.park_id not in before.funded]),
            ("−", "minus", [park for park in before.portfolio.funded if park.park_id not in answer.funded]),
        ):
            for park in parks:
                money = number(park.grant_mln_rub, 1)
                name = fit(names.get(park.park_id, park.park_id), cells - len(money) - 5)
                lines.append([(f" {sign} ", style), (name, ""), (f" {money}", "dim")])
        if not any(line[0][0].strip() in ("+", "−") for line in lines):
            lines.append([(" " + str(_("the plan stays the same")), "dim")])
        moved = [
            park
            for park in answer.portfolio.funded
            if park.park_id in before.funded and before.funded[park.park_id].start_year != park.start_year
        ]
        if moved:
            text = _n(
                "{count} park starts in another year", "{count} parks start in another year", len(moved)
            )
            lines.append([(" " + str(text), "dim")])
        return lines
