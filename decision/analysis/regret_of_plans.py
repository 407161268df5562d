"""What each member of a committee loses under plans that are there already, without looking for a better one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from decision.analysis.regret import questions_of_members, regret_table
from decision.errors import ParkfundError
from decision.language import _
from decision.model.base import Text
from decision.model.criteria import MethodSettings
from decision.model.options import SolveOptions
from decision.model.results import Portfolio
from decision.model.study import Study

if TYPE_CHECKING:
    import pandas as pd

    from decision.allocation.regret import Regret


@dataclass(frozen=True, eq=False)
class RegretOfPlans:
    """Every member's regret under each plan, as a share of the best value that the member could have."""

    names: Mapping[str, Text]
    """Members by id."""
    regrets: Mapping[str, Mapping[str, Regret]]
    """Plan → member → regret; below 0 where a plan is worth more to a member than the rules asked about allow."""
    optima: Mapping[str, Portfolio]
    """Each member's own best portfolio: may be given to the next question about other plans."""

    def greatest(self, plan: str) -> float:
        """The greatest regret under a plan."""
        return max(regret.most for regret in self.regrets[plan].values())

    def to_frame(self) -> pd.DataFrame:
        """Plans × members: regrets (upper ends, from the proven bounds), and the greatest of each row."""
        return regret_table(self.regrets, list(self.names), "plan")

    def to_dict(self) -> dict[str, Any]:
        """Plain data: regrets as shares of each member's best value."""
        return {
            "members": [{"id": member, "name": str(name)} for member, name in self.names.items()],
            "optima": {
                member: {
                    "ending": best.ending,
                    "objective": best.objective,
                    "bound": best.solver.bound,
                    "gap": best.gap,
                }
                for member, best in self.optima.items()
            },
            "regrets": {
                plan: {member: regret.to_dict() for member, regret in by_member.items()}
                for plan, by_member in self.regrets.items()
            },
            "greatest_regret": {plan: self.greatest(plan) for plan in self.regrets},
        }


def regret_of_plans(
    study: Study,
    plans: Mapping[str, Portfolio],
    options: SolveOptions | None = None,
    *,
    method: str | MethodSettings | None = None,
    fund: Iterable[str] = (),
    reject: Iterable[str] = (),
    settings: Mapping[str, str] | None = None,
    optima: Mapping[str, Portfolio] | None = None,
) -> RegretOfPlans:
    """Every member's regret under each plan, against the member's best portfolio under the rules, money and pins given.

    Args:
        study: a study with a committee.
        plans: by name; each funds parks of this study.
        options: time limit for all members together, stop event.
        method: another ranking method, for all.
        fund: parks pinned in, in the members' own portfolios.
        reject: parks kept out of them.
        settings: changes to the programme.
        optima: the members' best portfolios where they are known for the same question.

    Raises:
        ParkfundError: no committee; a member has no best portfolio, or one without positive value; a plan funds what
            this study cannot.
        InputProblems: a park, setting or rule that does not exist or contradicts itself.
    """
    from decision.allocation.audited import misfits
    from decision.allocation.regret import optima as solve_optima
    from decision.allocation.regret import regrets

    if not study.members:
        raise ParkfundError(
            _("{study} has no committee: name a folder of member files in the study file", study=study.title)
        )
    change = {"budget": None, "fund": tuple(fund), "reject": tuple(reject), "settings": settings}
    _rankings, questions = questions_of_members(study, method, change)
    for name, plan in plans.items():
        strangers = misfits(plan, next(iter(questions.values())).candidates)
        if strangers:
            raise ParkfundError(
                _(
                    "{portfolio} funds what this study cannot: {parks}",
                    portfolio=name,
                    parks=", ".join(strangers[:5]),
                )
            )
    best = dict(optima) if optima is not None else solve_optima(questions, options or SolveOptions())
    unsolved = [member for member, one in best.items() if one.objective is None]
    names = {member: one.name for member, one in study.members.items()}
    if unsolved:
        members = ", ".join(str(names[member]) for member in unsolved)
        raise ParkfundError(
            _(
                "no best portfolio was found in the time for {members}: without it there is no regret",
                members=members,
            )
        )
    return RegretOfPlans(names, {name: regrets(plan, questions, best) for name, plan in plans.items()}, best)
