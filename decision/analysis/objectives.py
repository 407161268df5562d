"""Objectives by name: what a frontier trades off, as costs of the solver's columns and as figures of a plan.

merit, value, merit_count, merit_money: the programme's objective with that word in ``objective.maximise``: discount,
size, partnerships and soft rules count as the programme says. count: number of funded parks. grant: money granted,
million RUB. Any other name is a column of the parks: Σ column · grant / request, as among the outcomes of a
portfolio. A minus before the name asks for less of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from decision.allocation.audit import objective_value
from decision.allocation.numbers import FloatArray, numeric
from decision.allocation.plan import Plan
from decision.allocation.problem import Problem, cost_with
from decision.allocation.question import Question
from decision.decisions import gains
from decision.errors import InputProblems
from decision.errors import Problem as Fault
from decision.language import Message, _
from decision.model.base import Text
from decision.model.results import Ranking
from decision.model.study import Study

BY_RANKING: dict[str, Message] = {
    "merit": _("merit over doing nothing"),
    "value": _("additive value over doing nothing"),
    "merit_count": _("merit of the funded parks"),
    "merit_money": _("merit times money"),
}
COUNT, GRANT = "count", "grant"
FEWEST, MOST = 2, 3


@dataclass(frozen=True, eq=False)
class Objective:
    """One objective of a trade-off."""

    name: str
    """As written, without the minus."""
    sense: float
    """1: more is better; −1: less is better."""
    label: Message | Text
    unit: str
    asked: Question
    """The study's question with this objective (those by the ranking), else as it is."""

    @property
    def written(self) -> str:
        """As asked for: with a minus where less is better."""
        return self.name if self.sense > 0 else f"-{self.name}"

    def cost(self, problem: Problem) -> FloatArray:
        """Costs of all columns of the study's problem, to be maximised."""
        width = len(problem.programme.cost)
        if self.name in BY_RANKING:
            candidates = self.asked.candidates
            cost = cost_with(problem, candidates.gain, programme=candidates.programme)
        elif self.name == COUNT:
            cost = problem.form("count").dense(np.ones(len(problem.candidates)), width)
        elif self.name == GRANT:
            cost = problem.form("grant").dense(np.ones(len(problem.candidates)), width)
        else:
            cost = problem.form("fraction").dense(self._cells(problem), width)
        return self.sense * cost

    def value(self, plan: Plan, problem: Problem) -> float:
        """The objective of a plan, in its own unit and sign."""
        if self.name in BY_RANKING:
            own = replace(plan, candidates=self.asked.candidates)
            return objective_value(own, problem.rows, problem.pairs)
        if self.name == COUNT:
            return float(plan.funded.sum())
        if self.name == GRANT:
            return float(plan.grant.sum()) / 1000.0
        return float(self._cells(problem) @ plan.fraction)

    def _cells(self, problem: Problem) -> FloatArray:
        return np.nan_to_num(numeric(problem.candidates.table, self.name), nan=0.0)


def objectives_of(
    names: Iterable[str], study: Study, ranking: Ranking, asked: Question
) -> tuple[Objective, ...]:
    """Objectives by their names.

    Raises:
        InputProblems: a name that is none, a column without numbers, one name twice, or not two or three.
    """
    written = [name.strip() for name in names if name.strip()]
    problems = []
    if not FEWEST <= len(written) <= MOST:
        says = _("a frontier has two or three objectives, not {count}", count=len(written))
        problems.append(Fault(says, file="--objectives", remedy=_known(study)))
    bare = [name.lstrip("+-") for name in written]
    if len(set(bare)) < len(bare):
        problems.append(Fault(_("an objective is named twice"), file="--objectives"))
    for name in bare:
        if name in BY_RANKING or name in (COUNT, GRANT):
            continue
        if name not in study.parks.table:
            problems.append(
                Fault(_("no objective {name}", name=name), file="--objectives", remedy=_known(study, name))
            )
        elif not pd.to_numeric(study.parks.table[name], errors="coerce").notna().any():
            says = _("the column {column} holds no numbers", column=name)
            problems.append(Fault(says, file="--objectives", remedy=_known(study)))
    if problems:
        raise InputProblems(problems)
    return tuple(
        _objective(name, -1.0 if whole.startswith("-") else 1.0, study, ranking, asked)
        for name, whole in zip(bare, written, strict=True)
    )


def _known(study: Study, name: str | None = None) -> Message:
    from difflib import get_close_matches

    table = study.parks.table
    columns = [str(column) for column in table if pd.api.types.is_numeric_dtype(table[column])]
    fixed = [*BY_RANKING, COUNT, GRANT]
    near = get_close_matches(name, [*fixed, *columns], n=1) if name is not None else []
    if near:
        return _("did you mean {near}?", near=near[0])
    return _(
        "choose from {choice} and the columns of the parks that hold numbers; a minus before a name asks for less",
        choice=", ".join(fixed),
    )


def _objective(name: str, sense: float, study: Study, ranking: Ranking, asked: Question) -> Objective:
    if name in BY_RANKING:
        objective = asked.programme.objective.model_copy(update={"maximise": name})
        programme = asked.programme.model_copy(update={"objective": objective})
        own = replace(asked, programme=programme, gain=gains(ranking, study, programme))
        return Objective(name, sense, BY_RANKING[name], "", own)
    if name == COUNT:
        return Objective(name, sense, _("funded parks"), "parks", asked)
    if name == GRANT:
        return Objective(name, sense, _("money granted"), "mln_rub", asked)
    column = study.parks.column(name)
    return Objective(name, sense, column.title, column.unit or "", asked)
