"""The answer strip: two lines that say what the numbers on every page are worth."""

from __future__ import annotations

from typing import ClassVar

from textual import events

from decision.language import _, _n
from tui.format import Line, compact, line_width, number, percent, spread, width
from tui.lines import Lines
from tui.messages import ActionChosen
from tui.state import Session
from tui.words import answer_keys, goal_words, rule_label, standing_line


class AnswerStrip(Lines):
    """First line: proven, computing, best so far, conflict or bad file. Second line: the plan in figures."""

    UNMOVED_BY: ClassVar[frozenset[str]] = frozenset({"park"})

    can_focus = False

    def lines(self, cells: int) -> list[Line]:
        """Both lines."""
        session = self.session
        if session is None:
            return [[], []]
        left: Line = [(" ", ""), *standing_line(session, cells)]
        right = [*(answer_keys(session) or self._against_file(session)), (" ", "")]
        room = cells - line_width(left) - line_width(right) - 4
        said = next((words for words in goal_words(session) if width(words) <= room), "")
        if said:
            left += [(f" · {said}", "dim")]
        second = self._conflict(session) if session.standing == "conflict" else self._figures(session, cells)
        return [spread(left, right, cells), second]

    def on_click(self, event: events.Click) -> None:
        """A click on the first line does what the key offered there does."""
        offers = {
            "computing": "stop",
            "best": "go_on",
            "nothing": "go_on",
            "conflict": "why",
            "faulty": "page('data')",
            "unreadable": "page('data')",
            "failed": "undo",
        }
        action = offers.get(self.session.standing) if self.session is not None else None
        if action is not None and event.y == 0:
            self.post_message(ActionChosen(action))

    def _conflict(self, session: Session) -> Line:
        conflict = session.refused.conflict if session.refused is not None else None
        if conflict is None:
            return []
        line: Line = [(" ", "")]
        for rule, label, place in zip(conflict.rules, conflict.labels, conflict.places, strict=True):
            known = rule_label(session, rule, label)
            line += [
                (" · " if len(line) > 1 else "", "dim"),
                (known, ""),
                (f" {place}" if place else "", "dim"),
            ]
        return line

    def _against_file(self, session: Session) -> Line:
        first, answer = session.first, session.answer
        if first is None or answer is None or first.portfolio is answer.portfolio or not first.has_plan:
            return []
        came = len(answer.funded.keys() - first.funded.keys())
        went = len(first.funded.keys() - answer.funded.keys())
        if not came and not went:
            return []
        return [(str(_("against the files: +{came} −{went} parks", came=came, went=went)), "dim")]

    def _figures(self, session: Session, cells: int) -> Line:
        if session.answer is None or not session.answer.has_plan:
            if session.news is not None:
                return [(" " + str(session.news), "dim")]
            return []
        portfolio = session.answer.portfolio
        style = "dim" if session.stale else ""
        pieces = [
            str(_n("{count} park", "{count} parks", len(portfolio.funded))),
            str(
                _(
                    "{granted} of {total} mln RUB",
                    granted=number(portfolio.granted),
                    total=number(portfolio.budget_total),
                )
            ),
        ]
        pieces += outcomes(session)
        if (cost := price_of_decision(session)) is not None:
            pieces.insert(2, cost)
        if session.news is not None:
            pieces.insert(2, str(session.news))
        result: Line = [(" ", "")]
        for place, piece in enumerate(pieces):
            more: Line = [(" · " if place else "", "dim"), (piece, style)]
            if line_width(result) + line_width(more) > cells:
                continue
            result += more
        return result


def price_of_decision(session: Session) -> str | None:
    """By how much the last decision moved the value of the plan; None where the two values do not compare."""
    answer, before = session.answer, session.before
    if answer is None or before is None or session.stale or not (answer.has_plan and before.has_plan):
        return None
    now, then = answer.portfolio, before.portfolio
    if answer.question.ranking_key != before.question.ranking_key or now.maximised != then.maximised:
        return None
    if answer.question.key == before.question.key or now.objective is None or not then.objective:
        return None
    share = (now.objective - then.objective) / abs(then.objective)
    if abs(share) < 5e-5:
        return None
    sign = "+" if share > 0 else ""
    return str(_("last decision: value {change}", change=sign + percent(share, 2)))


def outcomes(session: Session) -> list[str]:
    """What the plan yields in the columns that the scorecard adds up: title and amount."""
    if session.study is None or session.answer is None:
        return []
    study, portfolio = session.study.study, session.answer.portfolio
    measures = [line.measure for line in study.programme.scorecard if isinstance(line.measure, str)]
    columns = [column for column in dict.fromkeys(measures) if column in portfolio.outcomes]
    return [f"{study.parks.column(column).title} {compact(portfolio.outcomes[column])}" for column in columns]
