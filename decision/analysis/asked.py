"""What a session asks of a study beside its files, and the answers to it: one way for screen, record and replay.

Everything here is said in plain values, so that a record holds it and a replay asks the same once more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from decision.model.base import Text
from decision.model.criteria import Member

if TYPE_CHECKING:
    from decision.analysis.budget_result import BudgetSweep
    from decision.analysis.compared import Compared
    from decision.analysis.explanation import ParkExplanation
    from decision.analysis.frontier_result import Frontier, FrontierPoint
    from decision.analysis.regret import CommitteeRegret
    from decision.analysis.regret_of_plans import RegretOfPlans
    from decision.language import Message
    from decision.model.options import SolveOptions
    from decision.model.results import Portfolio, Ranking
    from decision.model.study import Study
    from decision.ranking.committee import Agreement
    from decision.ranking.places import PairExplanation

Advanced = Callable[[int, int], None]
"""Told how many of how many are done."""
ExplanationTold = Callable[["PairExplanation | None", "ParkExplanation | None"], bool]
"""Told every part of an explanation; returns whether to go on."""


@dataclass(frozen=True)
class Asked:
    """What a person has decided in a session."""

    weights: Mapping[str, float] = field(default_factory=dict)
    """Share of each criterion and group among its siblings."""
    method: str | None = None
    """None: the study's own."""
    fund: tuple[str, ...] = ()
    reject: tuple[str, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
    statements: tuple[str, ...] = ()
    """On weights, beside those of the criteria model."""
    members: Mapping[str, tuple[str, Mapping[str, float]]] = field(default_factory=dict)
    """Members whose weights stand in no file, or otherwise: id → name and shares among siblings."""

    @property
    def of_plan(self) -> dict[str, Any]:
        """Pins and settings as functions of this package take them."""
        return {"fund": self.fund, "reject": self.reject, "settings": dict(self.settings)}

    @property
    def of_decision(self) -> dict[str, Any]:
        """The same with method and weights."""
        return {"method": self.method, "weights": dict(self.weights), **self.of_plan}

    def to_dict(self) -> dict[str, Any]:
        """Plain data: what is asked at all."""
        content = {
            **self.of_decision,
            "statements": list(self.statements),
            "members": {
                id: {"name": name, "weights": dict(shares)} for id, (name, shares) in self.members.items()
            },
        }
        return {key: value for key, value in content.items() if value}

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> Asked:
        """What :meth:`to_dict` made."""
        return cls(
            weights=content.get("weights", {}),
            method=content.get("method"),
            fund=tuple(content.get("fund", ())),
            reject=tuple(content.get("reject", ())),
            settings=content.get("settings", {}),
            statements=tuple(content.get("statements", ())),
            members={id: (one["name"], one["weights"]) for id, one in content.get("members", {}).items()},
        )

    def study(self, study: Study) -> Study:
        """The study with the weights, statements and members of the session."""
        statements = (*study.criteria.incomplete, *self.statements)
        return replace(
            study,
            criteria=study.criteria.with_weights(self.weights, statements),
            members=self.everyone(study),
        )

    def everyone(self, study: Study) -> dict[str, Member]:
        """The members of the files with the weights entered in the session; who is recused stays so."""
        entered = {
            id: study.members[id].model_copy(update={"weights": dict(shares)})
            if id in study.members
            else Member(name=Text(en=name), weights=dict(shares))
            for id, (name, shares) in self.members.items()
        }
        return dict(sorted({**study.members, **entered}.items()))


def budgets(
    study: Study,
    asked: Asked,
    totals: tuple[float, ...],
    options: SolveOptions,
    told: Callable[[float, Portfolio], None] | None = None,
) -> BudgetSweep:
    """The plan at other totals, the yearly ceilings in proportion.

    Totals are in million RUB; see :func:`decision.analysis.budget.budget_sweep`.
    """
    from decision.analysis.budget import budget_sweep

    return budget_sweep(
        study,
        totals,
        scale_years=bool(study.programme.budget.by_year),
        prices=False,
        options=options,
        told=told,
        **asked.of_decision,
    )


def trade_off(
    study: Study,
    asked: Asked,
    objectives: tuple[str, str],
    points: int,
    options: SolveOptions,
    told: Callable[[FrontierPoint], None] | None = None,
) -> Frontier:
    """Value against a figure; see :func:`decision.analysis.frontier.frontier`."""
    from decision.analysis.frontier import frontier

    return frontier(study, list(objectives), points=points, options=options, told=told, **asked.of_decision)


def explanation(
    study: Study,
    asked: Asked,
    ranking: Ranking,
    portfolio: Portfolio,
    park: str,
    options: SolveOptions,
    told: ExplanationTold = lambda _pair, _found: True,
    asking: Callable[[Message], None] | None = None,
) -> dict[str, Any]:
    """Why a park stands where it stands, and why it is in the plan or not, part by part.

    Args:
        study: with its programme.
        asked: what the session asks.
        ranking: of the parks.
        portfolio: the plan that is explained.
        park: its id.
        options: effort, and how to stop.
        told: told every part.
        asking: called before each question of the last part with what is asked now.

    Returns:
        Plain data: ``pair``, the park against the one above it (of the first: below it), and ``park``.
    """
    from decision.analysis.explainer import Explainer
    from decision.decisions import question
    from decision.ranking.places import Places

    order = [str(one) for one in ranking.table.index]
    pair = found = None
    if park in order and len(order) > 1:
        place = order.index(park)
        places = Places(study.parks, study.criteria, method=asked.method, weights=asked.weights)
        pair = places.pair(order[place - 1 if place else 1], park)
    if told(pair, None):
        asks = question(study, ranking=ranking, **asked.of_plan)
        explainer = Explainer(study, asks, ranking, portfolio, options)
        parts: tuple[Callable[[], ParkExplanation], ...] = (
            lambda: explainer.proven(park),
            lambda: explainer.park(park, detailed=False),
            lambda: explainer.park(park, told=asking),
        )
        for part in parts:
            found = part()
            if not told(None, found):
                break
    return {
        "pair": None if pair is None else pair.to_dict(),
        "park": None if found is None else found.to_dict(),
    }


def members_agreement(study: Study, asked: Asked) -> Agreement:
    """How far the members agree under the method of the session."""
    from decision.ranking.committee import agreement

    return agreement(study.parks, study.criteria, asked.everyone(study), method=asked.method)


def members_regret(
    study: Study,
    asked: Asked,
    portfolio: Portfolio,
    options: SolveOptions,
    advanced: Advanced | None = None,
) -> CommitteeRegret:
    """What each member loses under the present plan and under others."""
    from decision.analysis.regret import committee_regret

    return committee_regret(
        asked.study(study),
        options,
        method=asked.method,
        present=portfolio,
        advanced=advanced,
        **asked.of_plan,
    )


def side(label: str, study: Study, asked: Asked, ranking: Ranking, portfolio: Portfolio) -> Compared:
    """A plan of the session as one side of a comparison."""
    from decision.analysis.compared import Compared

    return Compared(label, study, ranking, portfolio, asked.of_plan)


def plans_regret(
    study: Study,
    asked: Asked,
    plans: Mapping[str, Portfolio],
    options: SolveOptions,
    optima: Mapping[str, Portfolio] | None = None,
) -> RegretOfPlans | None:
    """What each member loses under plans that are put aside; None where there is no committee.

    Args:
        study: with its programme.
        asked: under whose rules, money and pins the members' own best portfolios are looked for.
        plans: by label.
        options: effort, and how to stop.
        optima: the members' best portfolios where they are known for the same question.

    Raises:
        ParkfundError: see :func:`decision.analysis.regret_of_plans.regret_of_plans`.
    """
    from decision.analysis.regret_of_plans import regret_of_plans

    members = asked.everyone(study)
    if not members:
        return None
    return regret_of_plans(
        replace(study, members=members), plans, options, method=asked.method, optima=optima, **asked.of_plan
    )
