"""A budget sweep: value, portfolio and what a ruble more adds, total by total."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from decision.language import Message, _, _n, money
from decision.model.notebook import NotebookTable

if TYPE_CHECKING:
    from decision.model.results import Portfolio, Ranking
    from decision.model.study import Study

NAMED = 4
"""More parks than this are not named in a sentence; the table of parks has all."""


@dataclass(frozen=True, eq=False)
class BudgetPoint:
    """The portfolio at one total; changes are against the next smaller total that has a portfolio."""

    total: float
    """Million RUB."""
    portfolio: Portfolio
    shadow_price: float | None
    """Of the linear relaxation: value per million RUB; None where infeasible or not asked for."""
    infeasible_since: float | None = None
    """Infeasible because this larger total is, whose conflict it repeats."""
    entered: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    """Parks that more money pushes out."""
    marginal: float | None = None
    """Difference quotient: value gained per million RUB since the total before."""
    marginal_least: float | None = None
    """Proven: no less."""
    marginal_most: float | None = None
    """Proven: no more."""


@dataclass(frozen=True, eq=False)
class BudgetSweep(NotebookTable):
    """Portfolios over growing totals."""

    study: Study
    ranking: Ranking
    points: tuple[BudgetPoint, ...]
    scale_years: bool
    """Whether the yearly ceilings moved with the total."""
    own_total: float
    """The programme's own total."""
    ceilings: float | None
    """Sum of the programme's yearly ceilings; None without any."""
    complete: bool
    """Whether all totals asked for are there."""

    @property
    def planned(self) -> tuple[BudgetPoint, ...]:
        """The points that have a portfolio."""
        return tuple(point for point in self.points if point.portfolio.objective is not None)

    @cached_property
    def pushed_out(self) -> dict[str, tuple[float, ...]]:
        """Park → totals at which it leaves although there is more money."""
        found: dict[str, list[float]] = {}
        for point in self.points:
            for park in point.left:
                found.setdefault(park, []).append(point.total)
        return {park: tuple(totals) for park, totals in found.items()}

    def to_frame(self) -> pd.DataFrame:
        """One row a total."""
        heads = [
            "total_mln_rub",
            "ending",
            "gap",
            "objective",
            "bound",
            "parks",
            "granted_mln_rub",
            "marginal",
        ]
        heads += ["marginal_least", "marginal_most", "relaxation_price", "entered", "left", "conflict"]
        return pd.DataFrame(self._rows(), columns=heads)

    def _rows(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        for point in self.points:
            portfolio = point.portfolio
            has_plan = portfolio.objective is not None
            conflict = portfolio.conflict
            rows.append(
                {
                    "total_mln_rub": point.total,
                    "ending": portfolio.ending,
                    "gap": portfolio.gap,
                    "objective": portfolio.objective,
                    "bound": portfolio.solver.bound if has_plan else None,
                    "parks": len(portfolio.funded) if has_plan else None,
                    "granted_mln_rub": portfolio.granted if has_plan else None,
                    "marginal": point.marginal,
                    "marginal_least": point.marginal_least,
                    "marginal_most": point.marginal_most,
                    "relaxation_price": point.shadow_price,
                    "entered": ", ".join(point.entered),
                    "left": ", ".join(point.left),
                    "conflict": "" if conflict is None else ", ".join(conflict.rules),
                }
            )
        return rows

    def parks(self) -> pd.DataFrame:
        """Parks that are funded at some totals: from which total on, at how many, and the grant at each (NaN: none)."""
        names = self.study.parks.names()
        rows: dict[str, dict[str, Any]] = {}
        for park in map(str, self.ranking.table.index):
            grants = [
                {one.park_id: one.grant_mln_rub for one in point.portfolio.funded}.get(park)
                for point in self.planned
            ]
            if all(grant is None for grant in grants):
                continue
            totals = [
                point.total for point, grant in zip(self.planned, grants, strict=True) if grant is not None
            ]
            rows[park] = {
                "name": str(names.get(park, "")),
                "first_total_mln_rub": totals[0],
                "funded_at": len(totals),
                "pushed_out": park in self.pushed_out,
                **{
                    f"grant_{point.total:g}": grant for point, grant in zip(self.planned, grants, strict=True)
                },
            }
        frame = pd.DataFrame.from_dict(rows, orient="index")
        frame.index.name = "park_id"
        return frame

    def to_dict(self) -> dict[str, Any]:
        """The JSON of ``parkfund budget``."""
        points = []
        for point, row in zip(self.points, self._rows(), strict=True):
            conflict = point.portfolio.conflict
            line = row | {
                "entered": list(point.entered),
                "left": list(point.left),
                "funded": [park.park_id for park in point.portfolio.funded],
                "grants": {park.park_id: park.grant_mln_rub for park in point.portfolio.funded},
                "by_year": {str(year): paid.paid for year, paid in point.portfolio.by_year.items()},
                "infeasible_since": point.infeasible_since,
                "conflict": None if conflict is None else conflict.to_dict(),
            }
            points.append(line)
        return {
            "points": points,
            "scale_years": self.scale_years,
            "own_total": self.own_total,
            "ceilings": self.ceilings,
            "complete": self.complete,
            "pushed_out": {park: list(totals) for park, totals in self.pushed_out.items()},
            "says": [str(sentence) for sentence in self.says()],
        }

    def says(self) -> list[Message]:
        """What stands out, and how the figures are meant."""
        lines: list[Message] = []
        if self.ceilings is not None:
            lines.append(
                _("the yearly ceilings move in proportion to the total")
                if self.scale_years
                else _(
                    "the yearly ceilings stay as they are ({ceilings} mln RUB in all): more cannot be paid",
                    ceilings=money(self.ceilings),
                )
            )
        without = [point for point in self.points if point.portfolio.ending == "infeasible"]
        if without and without[-1].portfolio.conflict is not None:
            lines.append(
                _(
                    "no portfolio up to {total} mln RUB (proven): these rules cannot hold together: {rules}",
                    total=money(without[-1].total),
                    rules=", ".join(map(str, without[-1].portfolio.conflict.labels)),
                )
            )
        if self.pushed_out:
            names = self.study.parks.names()
            parks = [f"{park} {names.get(park, '')}".rstrip() for park in self.pushed_out]
            lines.append(
                _n(
                    "{count} park leaves although money grows: {parks}",
                    "{count} parks leave although money grows: {parks}",
                    len(parks),
                    parks=", ".join(parks[:NAMED]) + (" …" if len(parks) > NAMED else ""),
                )
            )
        elif len(self.planned) > 1:
            lines.append(_("no park leaves as money grows"))
        loose = [point for point in self.planned if point.portfolio.ending == "feasible"]
        if loose:
            lines.append(
                _n(
                    "{count} total is not proven within the gap in the time",
                    "{count} totals are not proven within the gap in the time",
                    len(loose),
                )
            )
        if not self.complete:
            lines.append(_("stopped: the smaller totals were not reached"))
        return lines
