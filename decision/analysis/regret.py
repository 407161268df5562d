"""The committee's regrets: what each member loses under each portfolio on the table, and the least greatest loss."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from decision.decisions import question, rank, told
from decision.errors import ParkfundError
from decision.language import Message, _
from decision.model.base import Text
from decision.model.criteria import MethodSettings
from decision.model.notebook import NotebookTable
from decision.model.options import SolveOptions
from decision.model.results import Portfolio, Ranking
from decision.model.study import Study
from decision.ranking.recusal import neutral_gains, recusals

if TYPE_CHECKING:
    from decision.allocation.question import Question
    from decision.allocation.regret import LeastRegret, Regret

LEAST = "least_regret"
STUDY = "study"
GIVEN = "given:"


def regret_table(regrets: Mapping[str, Mapping[str, Regret]], members: list[str], index: str) -> pd.DataFrame:
    """Rows × members: the upper ends of the regrets, and the greatest of each row."""
    rows = {name: {member: regret.most for member, regret in row.items()} for name, row in regrets.items()}
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=members)
    frame.index.name = index
    return frame.assign(greatest=frame.max(axis=1))


@dataclass(frozen=True, eq=False)
class CommitteeRegret(NotebookTable):
    """Every member's regret under every portfolio on the table."""

    names: Mapping[str, Text]
    """Members by id."""
    least: LeastRegret
    """The portfolio of least greatest regret, with its proof."""
    portfolios: Mapping[str, Portfolio]
    """``least_regret`` (where found), ``study`` (the study's own weights), each member's own by ``member:ID``, and any
    other that was brought in by ``given:NAME``."""
    regrets: Mapping[str, Mapping[str, Regret]]
    """Portfolio → member → regret."""
    recusals: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Member → park it is recused from → reason: in its value such a park counts with the others' mean gain."""
    breaks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Portfolio brought in → rules, pins, ``budget`` and ``terms`` that it does not keep; none: it could be chosen."""

    def to_frame(self) -> pd.DataFrame:
        """Portfolios × members: regrets (upper ends, from the proven bounds), and the greatest of each row."""
        return regret_table(self.regrets, list(self.names), "portfolio")

    def to_dict(self) -> dict[str, Any]:
        """Plain data: regrets as shares of each member's best value, or in units of value."""
        least = self.least
        return {
            "relative": least.relative,
            "members": [{"id": member, "name": str(name)} for member, name in self.names.items()],
            "greatest_regret": least.greatest,
            "greatest_regret_proven_least": least.proven_least,
            "gap": least.gap,
            "optima": {
                member: {
                    "ending": best.ending,
                    "objective": best.objective,
                    "bound": best.solver.bound,
                    "gap": best.gap,
                }
                for member, best in least.optima.items()
            },
            "regrets": {
                name: {member: regret.to_dict() for member, regret in by_member.items()}
                for name, by_member in self.regrets.items()
            },
            "funded": {
                name: [park.park_id for park in portfolio.funded]
                for name, portfolio in self.portfolios.items()
            },
            "breaks": {name: list(rules) for name, rules in self.breaks.items()},
            "portfolio": None if least.portfolio is None else self.portfolios[LEAST].to_dict(),
            "recusals": {member: dict(parks) for member, parks in self.recusals.items()},
            "says": [str(sentence) for sentence in self.says()],
        }

    def says(self) -> list[Message]:
        """What was found and what of it is proven, in sentences."""
        from decision.language import number, percent

        least = self.least
        unsolved = [member for member, best in least.optima.items() if best.objective is None]
        if unsolved:
            return [
                _(
                    "no best portfolio was found in the time for {members}: without it there is no regret",
                    members=", ".join(str(self.names[member]) for member in unsolved),
                )
            ]
        if least.greatest is None:
            return [_("stopped before a portfolio of least regret was found"), *self._broken()]

        def show(figure: float | None) -> str:
            return percent(figure, 2) if least.relative else number(figure, 4)

        return [
            _(
                "least greatest regret {greatest}; proven: no portfolio has less than {proven}",
                greatest=show(least.greatest),
                proven=show(least.proven_least),
            ),
            *self._broken(),
        ]

    def _broken(self) -> list[Message]:
        return [
            _(
                "{portfolio} cannot be chosen here: it breaks {rules}",
                portfolio=name.removeprefix(GIVEN),
                rules=", ".join(rules),
            )
            for name, rules in self.breaks.items()
            if rules
        ]


def committee_regret(
    study: Study,
    options: SolveOptions | None = None,
    *,
    relative: bool = True,
    method: str | MethodSettings | None = None,
    budget: float | None = None,
    fund: Iterable[str] = (),
    reject: Iterable[str] = (),
    settings: Mapping[str, str] | None = None,
    present: Portfolio | None = None,
    given: Mapping[str, Portfolio] | None = None,
    advanced: Callable[[int, int], None] | None = None,
) -> CommitteeRegret:
    """Every member's regret under the portfolio of least greatest regret, the study's own, and each member's own.

    Args:
        study: a study with a committee.
        options: time limit for everything, stop event; gap 0 proves the least regret outright.
        relative: regrets as shares of the members' best values; else in units of value.
        method: another ranking method, for all.
        budget: another total, million RUB.
        fund: parks pinned in.
        reject: parks kept out.
        settings: changes to the programme.
        present: the portfolio on the table in place of the study's own, which is then not solved.
        given: any other portfolios, by name, whose regrets are wanted too.
        advanced: called with the number of portfolios found and of all wanted.

    Raises:
        ParkfundError: the study has no committee, a member's best value is not positive (relative regret), or a
            portfolio given funds a park that is not eligible.
        InputProblems: a park, setting or rule that does not exist or contradicts itself.
    """
    from dataclasses import replace

    from decision.allocation.regret import LeastRegret, least_regret, optima, regrets

    if not study.members:
        raise ParkfundError(
            _("{study} has no committee: name a folder of member files in the study file", study=study.title)
        )
    options = options or SolveOptions()
    judged = {name: one for name, one in (given or {}).items() if one.objective is not None}
    change: dict[str, Any] = {
        "budget": budget,
        "fund": tuple(fund),
        "reject": tuple(reject),
        "settings": settings,
    }
    rankings, questions = questions_of_members(study, method, change)
    own_ranking = rank(study, method=method)
    own = question(study, ranking=own_ranking, **change)
    breaks = {f"{GIVEN}{name}": _breaks(name, portfolio, own) for name, portfolio in judged.items()}
    # A third of the time for the best portfolios of the members and of the study itself, the rest for the least regret.
    limit = options.time_limit
    part = limit and limit / 3
    every, done = len(questions) + (present is None) + 1, 0

    def one_more() -> None:
        nonlocal done
        done += 1
        if advanced is not None:
            advanced(done, every)

    best = optima(
        questions,
        replace(options, time_limit=part and part * len(questions) / (len(questions) + 1)),
        one_more,
    )
    if present is None:
        studys = optima(
            {STUDY: own}, replace(options, time_limit=part and part / (len(questions) + 1)), one_more
        )[STUDY]
    else:
        studys = present
    names = {member: one.name for member, one in study.members.items()}
    if any(one.objective is None for one in best.values()):
        return CommitteeRegret(
            names, LeastRegret(relative, None, {}, best, None), {}, {}, recusals(study.members)
        )
    found = least_regret(
        questions,
        replace(options, time_limit=limit and limit * 2 / 3),
        relative,
        best=best,
        shown=own,
    )
    one_more()
    table: dict[str, Portfolio] = {}
    if found.portfolio is not None:
        table[LEAST] = told(found.portfolio, study, own, own_ranking)
    if studys.objective is not None:
        table[STUDY] = told(studys, study, own, own_ranking)
    for member, portfolio in best.items():
        table[f"member:{member}"] = told(portfolio, study, questions[member], rankings[member])
    for name, portfolio in judged.items():
        table[f"{GIVEN}{name}"] = portfolio
    under: dict[str, Mapping[str, Regret]] = {
        name: regrets(portfolio, questions, best, relative=relative) for name, portfolio in table.items()
    }
    return CommitteeRegret(names, found, table, under, recusals(study.members), breaks)


def questions_of_members(
    study: Study, method: str | MethodSettings | None, change: Mapping[str, Any]
) -> tuple[dict[str, Ranking], dict[str, Question]]:
    """Each member's ranking, and what it asks of the money; parks it is recused from count with the others' mean gain.

    Args:
        study: a study with a committee.
        method: another ranking method, for all.
        change: budget, fund, reject, settings, as in :func:`decision.decisions.question`.

    Raises:
        InputProblems: a park, setting or rule that does not exist or contradicts itself.
    """
    from dataclasses import replace

    rankings = {
        member: rank(study, method=method, weights=own.weights) for member, own in study.members.items()
    }
    asked = {member: question(study, ranking=ranking, **change) for member, ranking in rankings.items()}
    neutral = neutral_gains({member: one.gain for member, one in asked.items()}, study.members)
    return rankings, {member: replace(one, gain=neutral[member]) for member, one in asked.items()}


def _breaks(name: str, portfolio: Portfolio, asked: Question) -> tuple[str, ...]:
    """What a portfolio brought in does not keep of the rules.

    Raises:
        ParkfundError: it funds a park that is not eligible here, or in other years.
    """
    from decision.allocation.audited import broken_by, misfits

    strangers = misfits(portfolio, asked.candidates)
    if strangers:
        raise ParkfundError(
            _(
                "{portfolio} funds what this study cannot: {parks}",
                portfolio=name,
                parks=", ".join(strangers[:5]),
            )
        )
    return broken_by(portfolio, asked.candidates, asked.rows)
