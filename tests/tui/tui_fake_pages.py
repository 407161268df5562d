"""What the made-up engine says on the pages Explain, Compare and Trade-offs, and of ways out of a conflict."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from decision.analysis.compare import compare
from decision.analysis.compared import Compared
from decision.analysis.explanation import Entry, Interval, ParkExplanation, RuleInTheWay
from decision.decisions import changed_programme
from decision.language import _
from decision.model.base import Text
from decision.model.conflicts import Conflict, Relaxation
from decision.model.results import Portfolio
from decision.ranking.places import CriterionDifference, PairExplanation
from tui import messages, pagemessages
from tui.kept import Kept
from tui.opened import Answer, OpenStudy, Order, Question
from tui.trading import TradePoint, at_total, totals_of, with_parks

Point = Callable[[Question, Portfolio], tuple[Question, float]]
RELAXATIONS = (
    Relaxation("ten", Text(en="At least ten parks", ru="Не менее десяти парков"), "", "min", 10, 8, False,
               "rules.ten.min=8", True),
    Relaxation("east", Text(en="Far East floor", ru="Доля Дальнего Востока"), "", "min_share", 0.1, 0.05, False,
               "rules.east.min_share=0.05", True),
    Relaxation("ten", Text(en="At least ten parks", ru="Не менее десяти парков"), "", "min", 10, 9, True,
               "rules.ten.min=9", True),
    Relaxation("budget", Text(en="total budget", ru="общий бюджет"), "", "budget.total", 3000, 3100, True,
               "budget.total=3100", True),
)  # fmt: skip


def with_ways(conflict: Conflict) -> Conflict:
    """A conflict with two single ways out and a joint one."""
    return replace(conflict, relaxations=RELAXATIONS, alone={"ten": "enough", "east": "enough"})


class FakePages:
    """Everything is answered at once unless ``hold`` is set."""

    def __init__(self) -> None:
        self.jobs_stopped: list[str] = []
        self.explained: list[str] = []
        self.remembered: list[Answer] = []
        self.swept: list[str] = []
        self.tried: list[dict[str, Question]] = []

    def stop_job(self, kind: str) -> None:
        self.jobs_stopped.append(kind)

    def check_settings(self, study: OpenStudy, question: Question) -> None:
        changed_programme(study.study, settings=question.changes)

    def try_questions(
        self, turn: int, study: OpenStudy, order: Order, questions: dict[str, Question], limit: float = 10.0
    ) -> None:
        self.tried.append(dict(questions))
        for way, question in questions.items():
            ending, self.ending = self.ending, "optimal"
            answer = Answer(question, self.portfolio(study, question, order))
            self.ending = ending
            self._post(messages.WayTried(turn, way, answer))

    def remember(self, study: OpenStudy, answer: Answer) -> None:
        self.remembered.append(answer)

    def as_answer(self, study: OpenStudy, question: Question, portfolio: Portfolio) -> Answer:
        return Answer(question, portfolio)

    def compare(self, turn: int, kept: tuple[Kept, ...], own: object) -> None:
        sides = [
            Compared(
                each.label,
                each.study.study,
                each.order.ranking,
                each.answer.portfolio,
                {
                    "fund": each.question.fund,
                    "reject": each.question.reject,
                    "settings": each.question.changes,
                },
            )
            for each in kept
        ]
        self._post(pagemessages.PlansCompared(turn, compare(sides)))
        self._post(pagemessages.PlansRegretted(turn, None))

    def sweep_budgets(self, turn: int, run: str, study: OpenStudy, question: Question) -> None:
        self._trade(turn, run, study, question, lambda asked, plan: (asked, plan.budget_total))

    def frontier(self, turn: int, run: str, study: OpenStudy, question: Question, column: str) -> None:
        def point(asked: Question, plan: Portfolio) -> tuple[Question, float]:
            return with_parks(question, study, plan), plan.outcomes.get(column, float(len(plan.funded)))

        self._trade(turn, run, study, question, point)

    def _trade(self, turn: int, run: str, study: OpenStudy, question: Question, point: Point) -> None:
        totals = totals_of(study)[3:]
        self.swept.append(run)
        for done, total in enumerate(reversed(totals), 1):
            asked = at_total(question, study, total)
            plan = self.portfolio(study, asked, self.rank(study, asked))
            wanted, x = point(asked, plan)
            found = TradePoint(f"{total:g}", x, plan.objective, plan, wanted, True)
            self._post(messages.TradePointFound(turn, run, found, done, len(totals)))
        self._post(messages.TradeEnded(turn, run, (_("proven: these are all"),)))

    def explain(self, turn: int, study: OpenStudy, answer: Answer, order: Order, park: str) -> None:
        self.explained.append(park)
        if park not in order.rank:
            found = ParkExplanation(park, "", None, None, 100.0, False, order.ranking.ineligible[park], False)
            self._post(messages.ExplanationAdvanced(turn, 2, 2, None, found))
            return
        pair = _pair(study, order, park)
        self._post(messages.ExplanationAdvanced(turn, 1, 4, pair))
        funded = park in answer.funded
        others = [p for p in order.parks if (p in answer.funded) != funded and p in order.rank][:2]
        request = study.figure("requested_mln_rub", park) or 0.0
        merit = order.merit[park]
        found = ParkExplanation(
            park, study.names[park], order.rank[park], merit, request, funded, (), True, Interval(0.31, 0.312),
            () if funded else tuple(others), tuple(others) if funded else ("C009",),
        )  # fmt: skip
        self._post(messages.ExplanationAdvanced(turn, 2, 4, None, found))
        full = replace(
            found,
            merit_to_enter=None if funded else Entry(merit, merit + 0.1, 0.001, True),
            request_to_enter=None if funded else Entry(request, request * 0.6, 0.2, True),
            rules=()
            if funded
            else (
                RuleInTheWay("ten", study.rules["ten"].label, "enters"),
                RuleInTheWay("east", study.rules["east"].label, "possible"),
            ),
            detailed=True,
        )
        self._post(messages.ExplanationAdvanced(turn, 4, 4, None, full))


def _pair(study: OpenStudy, order: Order, park: str) -> PairExplanation:
    place = order.place[park]
    other = order.parks[place - 1 if place else 1]
    above, below = (other, park) if place else (park, other)
    one, two = dict(order.contributions(above)), dict(order.contributions(below))
    criteria = [
        CriterionDifference(c.id, c.label, c.weight, 0.0, 0.0, one[str(c.label)] - two[str(c.label)], (0.0, 1.0))
        for c in order.ranking.criteria
    ]  # fmt: skip
    criteria.sort(key=lambda each: -each.difference)
    apart = order.merit[above] - order.merit[below]
    return PairExplanation(
        above,
        below,
        False,
        apart,
        tuple(criteria),
        {},
        True,
        ("rnd", 0.4, 0.45),
        None,
        study.rules["ten"].label,
    )  # type: ignore[arg-type]
