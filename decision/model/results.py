"""What the computations give: frozen results whose tables are handed out as copies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd

from decision.language import Message
from decision.model.base import Source, Text
from decision.model.conflicts import Conflict
from decision.model.notebook import NotebookTable
from decision.model.proofs import Ending, PriorityReport, SolverReport


@dataclass(frozen=True)
class WeightedCriterion:
    """A criterion with the weight it has in a ranking; the weights of a ranking sum to 1."""

    id: str
    label: Text
    weight: float
    goal: Literal["max", "min"]
    unit: Text | None = None


@dataclass(frozen=True, eq=False)
class Ranking(NotebookTable):
    """Parks ordered by merit under one criteria model and method.

    ``table`` is indexed by park_id in the order of the ranking (ties by id) with the columns ``name``, ``rank``
    (1 = best; equal preferences share a rank), ``preference`` (native to the method), ``merit`` (0–1, higher better)
    and ``value`` (additive value on fixed scales over doing nothing, NaN without scales). ``contributions`` has a
    column for each criterion and the same index; a row sums to the park's merit.
    """

    method: str
    criteria: tuple[WeightedCriterion, ...]
    table: pd.DataFrame
    contributions: pd.DataFrame
    contributions_exact: bool
    """Whether the method is additive; else merit is apportioned by weighted normalised values."""
    ineligible: Mapping[str, tuple[Message, ...]] = field(default_factory=dict)
    """Parks that are not ranked, with every reason."""
    merit_of_doing_nothing: float | None = None
    """Merit of the virtual park ``do nothing``; None when a criterion lacks ``scale`` or ``do_nothing``."""
    independent_of_others: bool = False
    """Whether a park's merit stays the same whoever else applies."""
    merit_drives_money: bool = True
    """False for net flows (PROMETHEE), which have no zero and may not be added up."""
    warnings: tuple[Message, ...] = ()

    def to_frame(self) -> pd.DataFrame:
        """The ranking as a table, contributions as columns ``contribution:ID``."""
        extra = self.contributions.add_prefix("contribution:")
        return self.table.join(extra)

    def to_dict(self) -> dict[str, Any]:
        """The JSON of ``parkfund rank`` (design, section 5)."""
        contributions = self.contributions.to_dict("index")
        return {
            "method": self.method,
            "criteria": [
                {"id": c.id, "name": str(c.label), "weight": c.weight, "goal": c.goal} for c in self.criteria
            ],
            "ranking": [
                {
                    "park_id": park,
                    "name": row["name"],
                    "rank": int(row["rank"]),
                    "preference": float(row["preference"]),
                    "merit": float(row["merit"]),
                    "value": None if pd.isna(row["value"]) else float(row["value"]),
                    "contributions": contributions[park],
                }
                for park, row in self.table.to_dict("index").items()
            ],
            "ineligible": [
                {"park_id": park, "reason": "; ".join(str(reason) for reason in reasons)}
                for park, reasons in self.ineligible.items()
            ],
            "contributions_exact": self.contributions_exact,
            "merit_of_doing_nothing": self.merit_of_doing_nothing,
            "independent_of_others": self.independent_of_others,
            "warnings": [str(warning) for warning in self.warnings],
        }


@dataclass(frozen=True)
class FundedPark:
    """One funded park: money in million RUB."""

    park_id: str
    name: str
    rank: int | None
    merit: float | None
    grant_mln_rub: float
    requested_mln_rub: float
    funded_fraction: float
    start_year: int
    payments: Mapping[int, float]


@dataclass(frozen=True)
class BudgetYear:
    """One year's money, million RUB; ``ceiling`` is None where the programme sets none."""

    ceiling: float | None
    paid: float
    carried: float
    """Unspent money taken over from the year before."""


@dataclass(frozen=True)
class RuleReport:
    """How one rule (or one row of it) stands in a portfolio.

    ``value``, ``min`` and ``max`` are in the measure's unit, or shares for share rules; ``slack`` is the distance to
    the nearer bound (negative when violated).
    """

    id: str
    label: Text
    value: float
    min: float | None
    max: float | None
    slack: float
    binding: bool
    soft: bool
    violation: float
    unit: str
    part: str = ""
    """Which year or which value of ``each`` the row is about; empty for a rule with one row."""
    share: bool = False
    """Whether value and bounds are shares."""
    source: Source | None = None


@dataclass(frozen=True)
class ScorecardReport:
    """One indicator of a portfolio beside its target, both in ``unit``."""

    label: Text
    value: float | None
    target: float | None
    unit: Text | None
    year: int | None
    source: Source | None


@dataclass(frozen=True, eq=False)
class Portfolio(NotebookTable):
    """Which parks are funded, each one's grant, start year and payments; money in million RUB.

    When ``ending`` is infeasible or stopped there is no plan: ``funded`` is empty, ``gap`` and ``objective`` are None
    and, for infeasible, ``conflict`` names the rules.
    """

    ending: Ending
    gap: float | None
    """Relative distance of the objective to the proven bound."""
    asked_gap: float
    objective: float | None
    maximised: str
    """The programme's objective: merit, value, merit_count, merit_money or a column."""
    budget_total: float
    granted: float
    by_year: Mapping[int, BudgetYear]
    funded: tuple[FundedPark, ...]
    not_funded: tuple[str, ...]
    """Eligible parks without money, in the order of the ranking."""
    ineligible: Mapping[str, tuple[Message, ...]]
    outcomes: Mapping[str, float]
    """Column → Σ column · funded fraction."""
    scorecard: tuple[ScorecardReport, ...]
    rules: tuple[RuleReport, ...]
    solver: SolverReport
    ties: Literal["ordered", "perturbed", "not_proven", "none"] = "none"
    """How equal optima were told apart: by a second solve, by a perturbation proven too small to matter, or not at
    all because optimality was not proven to gap 0."""
    conflict: Conflict | None = None
    priorities: tuple[PriorityReport, ...] = ()
    """Soft rules with a priority: what each priority reached, the first first."""
    inputs: Mapping[str, str] = field(default_factory=dict)
    """File → SHA-256."""
    notice: str | None = None
    synthetic: bool = False
    warnings: tuple[Message, ...] = ()

    @property
    def unchanged(self) -> bool:
        """Whether this is the plan before, proven by a bound to be good enough for what is asked now."""
        return self.solver.proof == "LP bound of the plan before"

    @property
    def lapsing(self) -> dict[int, float | None]:
        """What of each year's money lapses on 31 December: ceiling + carried − paid − carried on; None: no ceiling."""
        years = list(self.by_year)
        lapses: dict[int, float | None] = {}
        for year, following in zip(years, [*years[1:], None], strict=True):
            money = self.by_year[year]
            onward = self.by_year[following].carried if following is not None else 0.0
            left = None if money.ceiling is None else money.ceiling + money.carried - money.paid - onward
            lapses[year] = None if left is None else max(round(left, 3), 0.0)
        return lapses

    def to_frame(self) -> pd.DataFrame:
        """The funded parks as a table, one column ``paid_YEAR`` for each year."""
        rows = [
            {
                "park_id": park.park_id,
                "name": park.name,
                "rank": park.rank,
                "merit": park.merit,
                "grant_mln_rub": park.grant_mln_rub,
                "requested_mln_rub": park.requested_mln_rub,
                "funded_fraction": park.funded_fraction,
                "start_year": park.start_year,
                **{f"paid_{year}": amount for year, amount in park.payments.items()},
            }
            for park in self.funded
        ]
        columns = [
            "park_id",
            "name",
            "rank",
            "merit",
            "grant_mln_rub",
            "requested_mln_rub",
            "funded_fraction",
        ]
        columns += ["start_year", *(f"paid_{year}" for year in self.by_year)]
        return pd.DataFrame(rows, columns=columns).fillna({f"paid_{year}": 0.0 for year in self.by_year})

    def to_dict(self) -> dict[str, Any]:
        """The JSON of ``parkfund allocate`` (design, section 5)."""
        result: dict[str, Any] = {
            "ending": self.ending,
            "gap": self.gap,
            "asked_gap": self.asked_gap,
            "objective": self.objective,
            "maximised": self.maximised,
            "budget": {
                "total": self.budget_total,
                "granted": self.granted,
                "by_year": {
                    str(year): {
                        "ceiling": money.ceiling,
                        "paid": money.paid,
                        "carried": money.carried,
                        "lapses": self.lapsing[year],
                    }
                    for year, money in self.by_year.items()
                },
            },
            "portfolio": [
                {
                    "park_id": park.park_id,
                    "name": park.name,
                    "rank": park.rank,
                    "merit": park.merit,
                    "grant_mln_rub": park.grant_mln_rub,
                    "requested_mln_rub": park.requested_mln_rub,
                    "funded_fraction": park.funded_fraction,
                    "start_year": park.start_year,
                    "payments": {str(year): amount for year, amount in park.payments.items()},
                }
                for park in self.funded
            ],
            "not_funded": list(self.not_funded),
            "ineligible": [
                {"park_id": park, "reason": "; ".join(str(reason) for reason in reasons)}
                for park, reasons in self.ineligible.items()
            ],
            "outcomes": dict(self.outcomes),
            "scorecard": [
                vars(line)
                | {
                    "label": str(line.label),
                    "unit": line.unit and str(line.unit),
                    "source": line.source and str(line.source),
                }
                for line in self.scorecard
            ],
            "rules": [
                {
                    "id": rule.id,
                    "name": str(rule.label),
                    "part": rule.part,
                    "value": rule.value,
                    "min": rule.min,
                    "max": rule.max,
                    "slack": rule.slack,
                    "binding": rule.binding,
                    "soft": rule.soft,
                    "violation": rule.violation,
                    "unit": rule.unit,
                    "share": rule.share,
                    "source": rule.source and str(rule.source),
                }
                for rule in self.rules
            ],
            "priorities": [priority.to_dict() for priority in self.priorities],
            "ties": self.ties,
            "solver": vars(self.solver),
            "inputs": dict(self.inputs),
            "synthetic": self.synthetic,
            "notice": self.notice,
            "warnings": [str(warning) for warning in self.warnings],
        }
        if self.conflict is not None:
            result["conflict"] = self.conflict.to_dict()
        return result
