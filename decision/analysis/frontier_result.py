"""A frontier: its points with their portfolios, what is proven of each, and whether others lie between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from decision.language import Message, _, _n, number, percent
from decision.model.base import Text
from decision.model.notebook import NotebookTable

if TYPE_CHECKING:
    from decision.model.results import Portfolio, Ranking
    from decision.model.study import Study

Ending = Literal["complete", "limited", "time", "stopped", "infeasible"]
"""the search ran to its end · as many points as were asked for · a solve ran out of time · stopped by a person (or
without a first answer) · proven: there is no portfolio."""

TOLERANCE = 1e-6
"""Gap that a proof to gap 0 may leave in a programme with money in fractions."""


@dataclass(frozen=True)
class Axis:
    """One objective of a frontier."""

    name: str
    maximised: bool
    label: Message | Text
    unit: str
    kind: Literal["whole", "discrete", "continuous"]
    resolution: float
    """Values nearer to each other than this are one point; the unit of whole values."""
    free: bool
    """The one that is maximised while the others are kept at levels."""
    grid_step: float | None
    """Distance of two levels, where the objective takes a grid."""
    ideal: float | None
    """Best value of the objective alone."""
    nadir: float | None
    """Worst value among non-dominated points: exact where all were enumerated or there are two objectives, else the
    worst in the payoff table, an estimate."""

    @property
    def written(self) -> str:
        """As asked for."""
        return self.name if self.maximised else f"-{self.name}"


@dataclass(frozen=True, eq=False)
class FrontierPoint:
    """One non-dominated portfolio."""

    values: tuple[float, ...]
    """In the order of the axes, each in its own unit."""
    portfolio: Portfolio
    bound: float | None
    """Proven: with the other objectives no worse than the levels asked for, the free one is no better than this."""
    gap: float | None
    """Distance of the free objective to that bound."""
    proven: bool
    """Whether the gap is within the one asked for."""
    efficient: bool
    """Whether it is also proven that no other objective can be better without loss."""


@dataclass(frozen=True, eq=False)
class Frontier(NotebookTable):
    """The non-dominated portfolios of two or three objectives, the best in the first objective first."""

    study: Study
    ranking: Ranking
    axes: tuple[Axis, ...]
    points: tuple[FrontierPoint, ...]
    ending: Ending
    gap: float
    """Asked of each point."""
    solves: int
    soft_free: bool = False
    """Whether there are soft rules that none of the objectives counts: points may break them at no cost."""
    nothing: Portfolio | None = None
    """Where there are no points: the answer that says why (a conflict, or stopped)."""

    @property
    def grid(self) -> bool:
        """Whether an objective takes levels only, so that other non-dominated portfolios may lie between the points."""
        return any(axis.grid_step is not None for axis in self.axes)

    @property
    def exact(self) -> bool:
        """Whether these are all non-dominated points (told apart to the axes' resolution), proven to gap 0.

        That is to the tolerance of the solver, :data:`TOLERANCE` of the value.
        """
        proven = all(
            point.proven and point.efficient and (point.gap or 0.0) <= TOLERANCE for point in self.points
        )
        return self.ending == "complete" and not self.grid and self.gap == 0 and proven

    def to_frame(self) -> pd.DataFrame:
        """One row a point: the objectives by name, parks, money, gap and proof."""
        rows = []
        for place, point in enumerate(self.points, 1):
            row: dict[str, Any] = {"point": place}
            row |= {axis.name: value for axis, value in zip(self.axes, point.values, strict=True)}
            rows.append(
                row
                | {
                    "parks": len(point.portfolio.funded),
                    "granted_mln_rub": point.portfolio.granted,
                    "gap": point.gap,
                    "proven": point.proven,
                    "efficient": point.efficient,
                }
            )
        heads = ["point", *(axis.name for axis in self.axes)]
        heads += ["parks", "granted_mln_rub", "gap", "proven", "efficient"]
        return pd.DataFrame(rows, columns=heads)

    def to_dict(self) -> dict[str, Any]:
        """The JSON of ``parkfund frontier``."""
        return {
            "objectives": [
                {
                    "name": axis.name,
                    "maximised": axis.maximised,
                    "title": str(axis.label),
                    "unit": axis.unit,
                    "kind": axis.kind,
                    "resolution": axis.resolution,
                    "free": axis.free,
                    "grid_step": axis.grid_step,
                    "ideal": axis.ideal,
                    "nadir": axis.nadir,
                }
                for axis in self.axes
            ],
            "points": [
                {
                    "values": {axis.name: v for axis, v in zip(self.axes, point.values, strict=True)},
                    "bound": point.bound,
                    "gap": point.gap,
                    "proven": point.proven,
                    "efficient": point.efficient,
                    "granted_mln_rub": point.portfolio.granted,
                    "funded": [park.park_id for park in point.portfolio.funded],
                    "grants": {park.park_id: park.grant_mln_rub for park in point.portfolio.funded},
                }
                for point in self.points
            ],
            "ending": self.ending,
            "exact": self.exact,
            "grid": self.grid,
            "asked_gap": self.gap,
            "solves": self.solves,
            "nothing": None if self.nothing is None else self.nothing.to_dict(),
            "says": [str(sentence) for sentence in self.says()],
        }

    def says(self) -> list[Message]:
        """What was found and what of it is proven, in sentences."""
        if self.ending == "infeasible":
            return []
        lines = [
            _n("{count} non-dominated point", "{count} non-dominated points", len(self.points)),
            self._completeness(),
        ]
        for axis in self.axes:
            if axis.grid_step is not None:
                lines.append(
                    _(
                        "{objective} takes levels {step} apart: other non-dominated portfolios lie between them",
                        objective=axis.written,
                        step=number(axis.grid_step, 3 if axis.grid_step < 10 else 1),
                    )
                )
            elif axis.kind == "discrete" and not axis.free:
                lines.append(
                    _(
                        "{objective} has no common unit: values less than {step} apart count as one",
                        objective=axis.written,
                        step=f"{axis.resolution:.3g}",
                    )
                )
        if self.soft_free:
            lines.append(
                _("soft rules count in merit and value only: these points may break them at no cost")
            )
        loose = [point for point in self.points if not (point.proven and point.efficient)]
        if loose:
            lines.append(
                _n(
                    "{count} point is the best found in the time, not proven within the gap",
                    "{count} points are the best found in the time, not proven within the gap",
                    len(loose),
                )
            )
        return lines

    def _completeness(self) -> Message:
        if self.exact:
            return _("proven: these are all")
        if self.ending == "limited":
            return _("the search ended at as many points as were asked for: there are more")
        if self.ending == "stopped":
            return _("stopped: there may be others")
        if self.ending == "time":
            return _("a solve ran out of time: there may be others")
        if self.grid:
            return _("each point is proven non-dominated within {gap}", gap=percent(self.gap, 2))
        if self.gap == 0:
            return _("every level was looked at, but not every point is proven: there may be others")
        return _(
            "every level was looked at, each to a gap of {gap}; --gap 0 proves that these are all",
            gap=percent(self.gap, 2),
        )
