"""Trade-offs: the plan at other budgets, and the frontier of value against another figure, point by point."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import floor, log10
from typing import TYPE_CHECKING, Literal

from decision.language import Message
from tui.bounds import setting_text, without_file_values
from tui.opened import OpenStudy, Question

if TYPE_CHECKING:
    from decision.model.results import Portfolio

Kind = Literal["budget", "frontier"]
BELOW, ABOVE = 7, 5
"""Steps of the sweep below and above the programme's own total."""
LEVELS = 9
"""Levels of a frontier."""


@dataclass(frozen=True, eq=False)
class TradePoint:
    """One plan on the way; adopting it asks ``question``."""

    key: str
    x: float
    """Total, million RUB; or the figure that is traded."""
    y: float | None
    """Value of the plan; None: no plan."""
    portfolio: Portfolio
    question: Question
    proven: bool


@dataclass(frozen=True, eq=False)
class Run:
    """One sweep, as far as it has come."""

    asked: Question | None = None
    study: OpenStudy | None = None
    points: tuple[TradePoint, ...] = ()
    """In the order of x."""
    turn: int = 0
    running: bool = False
    stopped: bool = False
    done: int = 0
    of: int = 0
    says: tuple[Message, ...] = ()
    failure: Message | str | None = None

    def fresh(self, question: Question | None, study: OpenStudy | None) -> bool:
        """Whether it belongs to these files, and to the present question or one that adopting a point of it asked."""
        if question is None or self.asked is None or self.study is not study:
            return False
        return question.key in {self.asked.key, *(point.question.key for point in self.points)}

    def with_point(self, point: TradePoint, done: int, of: int) -> Run:
        """With one point more."""
        others = [each for each in self.points if each.key != point.key]
        points = tuple(sorted([*others, point], key=lambda each: each.x))
        return replace(self, points=points, done=done, of=of)


@dataclass(frozen=True, eq=False)
class Trading:
    """Everything that page 7 shows."""

    kind: Kind = "budget"
    against: int = 0
    """Which of the figures value is traded against."""
    runs: Mapping[str, Run] = field(default_factory=dict)
    chosen: str | None = None
    turn: int = 0

    def run_id(self, study: OpenStudy | None) -> str:
        """Which run is on the screen."""
        if self.kind == "budget" or study is None:
            return "budget"
        return f"frontier:{self.column(study)}"

    def column(self, study: OpenStudy) -> str | None:
        """The figure that value is traded against."""
        known = traded(study)
        return known[self.against % len(known)] if known else None

    def run(self, study: OpenStudy | None) -> Run:
        """The run on the screen."""
        return self.runs.get(self.run_id(study), Run())

    def point(self, study: OpenStudy | None) -> TradePoint | None:
        """The chosen point."""
        return next((point for point in self.run(study).points if point.key == self.chosen), None)


def traded(study: OpenStudy) -> tuple[str, ...]:
    """Figures that value can be traded against: what the scorecard adds up, then the number of parks."""
    table = study.study.parks.table
    columns = [line.measure for line in study.study.programme.scorecard if isinstance(line.measure, str)]
    return (*(each for each in dict.fromkeys(columns) if each in table), "count")


def value_of(study: OpenStudy, column: str) -> str:
    """What a plan is worth, where it is traded against a column: the programme's own objective, or merit."""
    from decision.analysis.objectives import BY_RANKING

    own = study.study.programme.objective.maximise
    return own if own in BY_RANKING and own != column else "merit"


def totals_of(study: OpenStudy) -> tuple[float, ...]:
    """Budgets around the programme's own, a round step apart, million RUB."""
    own = study.study.programme.budget.total
    if own <= 0:
        return ()
    rough = own / 15
    power = 10 ** floor(log10(rough))
    step = min((1, 2, 2.5, 5, 10), key=lambda factor: abs(factor * power - rough)) * power
    return tuple(round(own + place * step, 6) for place in range(-BELOW, ABOVE + 1) if own + place * step > 0)


def without_money(question: Question) -> Question:
    """The question with the money of the file."""
    return replace(
        question, settings={k: v for k, v in question.settings.items() if not k.startswith("budget.")}
    )


def at_total(question: Question, study: OpenStudy, total: float) -> Question:
    """The question at another total, the yearly ceilings in proportion."""
    budget = study.study.programme.budget
    settings = {**without_money(question).settings, "budget.total": setting_text(total)}
    for year, ceiling in (budget.by_year or {}).items():
        settings[f"budget.by_year.{year}"] = setting_text(ceiling * total / budget.total)
    return replace(question, settings=without_file_values(study, settings))


def with_parks(question: Question, study: OpenStudy, portfolio: Portfolio) -> Question:
    """The question with the parks of a portfolio pinned in and the others kept out: exactly they are funded.

    Without the latter the money that the chosen parks leave would go to further parks, and people would get another
    plan than the one they chose. What a rule bars needs no pin.
    """
    funded = tuple(park.park_id for park in portfolio.funded)
    barred = {
        park
        for rule, parks in study.barred.items()
        if question.rules.get(rule, study.rules[rule].active)
        for park in parks
    }
    others = [park for park in portfolio.not_funded if park not in barred]
    kept_out = dict.fromkeys([*(park for park in question.reject if park not in funded), *others])
    return replace(question, fund=funded, reject=tuple(kept_out))
