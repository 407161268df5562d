"""Why a park is funded or not, and what rules cost: findings of the solver, each an interval with its proof."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd

from decision.language import Message
from decision.model.base import Text
from decision.model.conflicts import Conflict
from decision.model.notebook import NotebookTable
from decision.model.results import Portfolio, RuleReport

InTheWay = Literal["enters", "possible", "no", "not_settled"]
"""Without the rule the park is funded · could be, but is not worth it · still cannot or is not · not settled."""


@dataclass(frozen=True)
class Interval:
    """A figure between two proven ends; ``most`` None: no proof from above."""

    least: float
    most: float | None

    def to_list(self) -> list[float | None]:
        """Plain data."""
        return [self.least, self.most]


@dataclass(frozen=True)
class Entry:
    """The merit, or the request, at which a park would be funded, everything else as it is."""

    now: float
    enters: float
    """At this figure the park is funded."""
    tolerance: float
    """How far the true threshold may lie from it."""
    confirmed: bool
    """Whether the whole programme was solved again at ``enters`` and the park was funded."""
    most: float | None = None
    """The greatest value there is (merit: 1); None: no limit."""

    @property
    def reachable(self) -> bool:
        """False: not even the greatest value would be enough."""
        return self.most is None or self.enters - self.tolerance <= self.most

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "now": self.now,
            "enters": self.enters,
            "tolerance": self.tolerance,
            "confirmed": self.confirmed,
            "reachable": self.reachable,
        }


@dataclass(frozen=True)
class BarringRule:
    """A rule that shuts a park out whatever it is worth."""

    rule: str
    label: Text
    place: str
    """``file:line``; empty where unknown."""


@dataclass(frozen=True)
class RuleInTheWay:
    """What becomes of a park when one rule is switched off."""

    rule: str
    label: Text
    verdict: InTheWay
    place: str = ""
    """``file:line``; empty where unknown."""


@dataclass(frozen=True)
class BarringLifted:
    """What becomes of a park when all the rules that bar it are switched off together."""

    rules: tuple[str, ...]
    verdict: InTheWay
    loss: Interval | None = None
    """Where it could be funded but is not worth it: value that it takes from the best portfolio without the rules."""

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "rules": list(self.rules),
            "verdict": self.verdict,
            "loss": None if self.loss is None else self.loss.to_list(),
        }


@dataclass(frozen=True, eq=False)
class ParkExplanation:
    """Why one park is funded or not."""

    park_id: str
    name: str
    rank: int | None
    merit: float | None
    requested_mln_rub: float | None
    funded: bool
    """In the portfolio explained."""
    reasons: tuple[Message, ...] = ()
    """Why it cannot be funded at all."""
    possible: bool | None = True
    """Whether a portfolio with it (without it, for a funded one) exists; None: not settled in the time."""
    loss: Interval | None = None
    """Value lost when it is forced in, or for a funded park when it is forced out."""
    leave: tuple[str, ...] = ()
    """Parks that lose their money then, in the order of the ranking."""
    enter: tuple[str, ...] = ()
    """Parks that get money then, apart from it."""
    merit_to_enter: Entry | None = None
    request_to_enter: Entry | None = None
    """Million RUB."""
    rules: tuple[RuleInTheWay, ...] = ()
    conflict: Conflict | None = None
    """When no portfolio with it exists: the rules that shut it out, and the ways out."""
    pinned: Literal["fund", "reject", ""] = ""
    """Pinned in or kept out by hand; everything is then told as if it were not."""
    pin_costs: Interval | None = None
    """Value that the pin takes from the portfolio."""
    barred_by: tuple[BarringRule, ...] = ()
    """Rules of the kind "none of these" that name it."""
    barring_lifted: BarringLifted | None = None
    """Where several bar it, so that lifting one alone is not enough: all of them lifted together."""
    breaks_priorities: bool = False
    """It would be possible only if soft rules with a priority were broken more than they need be."""
    otherwise_in_best: bool = False
    """A portfolio that is better by less than the gap decides otherwise about it."""
    detailed: bool = False
    """Whether thresholds and rules were looked for."""

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "park_id": self.park_id,
            "name": self.name,
            "rank": self.rank,
            "merit": self.merit,
            "requested_mln_rub": self.requested_mln_rub,
            "funded": self.funded,
            "reasons": [str(reason) for reason in self.reasons],
            "possible": self.possible,
            "loss": None if self.loss is None else self.loss.to_list(),
            "leave": list(self.leave),
            "enter": list(self.enter),
            "merit_to_enter": None if self.merit_to_enter is None else self.merit_to_enter.to_dict(),
            "request_to_enter_mln_rub": None
            if self.request_to_enter is None
            else self.request_to_enter.to_dict(),
            "rules": [
                {"id": one.rule, "name": str(one.label), "place": one.place, "verdict": one.verdict}
                for one in self.rules
            ],
            "pinned": self.pinned,
            "pin_costs": None if self.pin_costs is None else self.pin_costs.to_list(),
            "barred_by": [
                {"id": one.rule, "name": str(one.label), "place": one.place} for one in self.barred_by
            ],
            "barring_lifted": None if self.barring_lifted is None else self.barring_lifted.to_dict(),
            "breaks_priorities": self.breaks_priorities,
            "otherwise_in_best": self.otherwise_in_best,
            "conflict": None if self.conflict is None else self.conflict.to_dict(),
            "detailed": self.detailed,
        }


@dataclass(frozen=True)
class RulePrice:
    """What one rule costs."""

    rule: str
    label: Text
    price: Interval | None
    """Value gained when it alone is switched off; None: not settled in the time."""
    binding: bool
    """Whether a row of it is at its bound in the portfolio."""
    tightest: RuleReport | None = None
    """Its row with the least slack."""

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "id": self.rule,
            "name": str(self.label),
            "price": None if self.price is None else self.price.to_list(),
            "binding": self.binding,
        } | (
            {}
            if (row := self.tightest) is None
            else {
                "value": row.value,
                "min": row.min,
                "max": row.max,
                "slack": row.slack,
                "part": row.part,
                "unit": row.unit,
                "share": row.share,
            }
        )


@dataclass(frozen=True)
class BoundPrice:
    """Shadow price of one bound: linear programme with the funded parks and start years fixed."""

    rule: str
    part: str
    price: float
    unit: str


@dataclass(frozen=True, eq=False)
class Explanation(NotebookTable):
    """A portfolio explained."""

    portfolio: Portfolio
    best: Interval | None
    """The best value: found and proven, finer than the portfolio's own gap."""
    objective: str
    """What is maximised; the unit of value, loss and price."""
    parks: tuple[ParkExplanation, ...] = ()
    rules: tuple[RulePrice, ...] = ()
    shadow_prices: tuple[BoundPrice, ...] = ()
    complete: bool = True
    """False when stopped midway or time ran out."""
    names: Mapping[str, str] = field(default_factory=dict)
    """All parks by id."""

    @property
    def better_exists(self) -> bool:
        """Whether a portfolio was found that is better than the one explained, by less than its gap."""
        shown = self.portfolio.objective
        return self.best is not None and shown is not None and self.best.least > shown * (1 + 1e-7)

    def to_frame(self) -> pd.DataFrame:
        """One row a park."""
        rows = [
            {
                "park_id": park.park_id,
                "name": park.name,
                "rank": park.rank,
                "merit": park.merit,
                "requested_mln_rub": park.requested_mln_rub,
                "funded": park.funded,
                "possible": park.possible,
                "loss_least": None if park.loss is None else park.loss.least,
                "loss_most": None if park.loss is None else park.loss.most,
                "leave": ", ".join(park.leave),
                "enter": ", ".join(park.enter),
                "merit_to_enter": None if park.merit_to_enter is None else park.merit_to_enter.enters,
                "request_to_enter_mln_rub": (
                    None if park.request_to_enter is None else park.request_to_enter.enters
                ),
                "barred_by": "; ".join(rule.rule for rule in park.barred_by),
                "reasons": "; ".join(str(reason) for reason in park.reasons),
            }
            for park in self.parks
        ]
        return pd.DataFrame(rows)

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "ending": self.portfolio.ending,
            "gap": self.portfolio.gap,
            "objective": self.portfolio.objective,
            "maximised": self.objective,
            "best": None if self.best is None else self.best.to_list(),
            "funded": [park.park_id for park in self.portfolio.funded],
            "parks": [park.to_dict() for park in self.parks],
            "rules": [rule.to_dict() for rule in self.rules],
            "shadow_prices": [
                vars(price) | {"of": "linear programme with funded parks and start years fixed"}
                for price in self.shadow_prices
            ],
            "better_exists": self.better_exists,
            "complete": self.complete,
            "inputs": dict(self.portfolio.inputs),
            "synthetic": self.portfolio.synthetic,
        } | ({} if self.portfolio.conflict is None else {"conflict": self.portfolio.conflict.to_dict()})
