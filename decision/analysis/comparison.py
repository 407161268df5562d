"""What a comparison of portfolios shows: parks, measures side by side, and each one under the others' yardsticks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from decision.language import Message, _, _n, percent
from decision.model.base import Text
from decision.model.notebook import NotebookTable

if TYPE_CHECKING:
    from decision.analysis.compared import Compared

Group = Literal["summary", "year", "district", "model", "sector", "outcome", "scorecard", "rule"]
MONEY = "mln_rub"
SHARE = "share"


@dataclass(frozen=True)
class Measure:
    """One figure of every portfolio; None where a portfolio has none."""

    group: Group
    key: str
    """What is measured: a year, a district's code, a column, a rule (``rule`` or ``rule:part``)."""
    quantity: str
    """Which figure of it: paid, ceiling, grant, parks, value, slack …"""
    label: Message | Text | str
    unit: str
    """mln_rub, parks, share, or the unit of the data."""
    values: tuple[float | None, ...]
    """In the order of the portfolios."""
    target: float | None = None
    """Scorecard: the target, where all portfolios have the same."""

    @property
    def differences(self) -> tuple[float | None, ...]:
        """Each value minus the first portfolio's."""
        first = self.values[0]
        return tuple(None if first is None or value is None else value - first for value in self.values)

    @property
    def differs(self) -> bool:
        """Whether the portfolios do not all have the same figure."""
        first = self.values[0]
        return any(
            value != first
            and (value is None or first is None or abs(value - first) > 1e-9 * max(1.0, abs(first)))
            for value in self.values
        )


@dataclass(frozen=True)
class Cross:
    """One portfolio under another side's criteria, objective and rules."""

    by: str
    """Label of the side whose yardstick it is."""
    of: str
    """Label of the portfolio measured."""
    value: float | None
    """What the portfolio is worth there; None where it funds a park that is not eligible there, or does not fit the
    years."""
    best: float | None
    """What the side's own portfolio is worth."""
    bound: float | None
    """Proven: no portfolio of that side is worth more."""
    breaks: tuple[str, ...]
    """Hard rules, pins, ``budget`` and ``terms`` of that side that it does not keep."""
    unknown: tuple[str, ...]
    """Parks it funds that are not eligible there."""

    @property
    def loss(self) -> float | None:
        """(best − value) / |best|: what the side would lose by it.

        Negative where it is worth more: within the gap of the side's own portfolio, or because it breaks a rule.
        """
        if self.value is None or not self.best:
            return None
        return (self.best - self.value) / abs(self.best)

    @property
    def allowed(self) -> bool:
        """Whether it could be chosen there."""
        return not self.breaks and not self.unknown and self.value is not None


@dataclass(frozen=True, eq=False)
class Comparison(NotebookTable):
    """Two to four portfolios side by side.

    ``parks`` is indexed by park_id: name, ``funded_by`` (number of portfolios), and for each label ``LABEL:grant``
    (million RUB, NaN where not funded), ``LABEL:start``, ``LABEL:rank``, ``LABEL:merit``; parks that are funded by some
    but not all come first, then those funded by all, then those funded by none.
    """

    items: tuple[Compared, ...]
    parks: pd.DataFrame
    in_all: tuple[str, ...]
    in_some: tuple[str, ...]
    """Funded by some portfolios, not by all."""
    in_none: tuple[str, ...]
    only: Mapping[str, tuple[str, ...]]
    """Label → parks that no other portfolio funds."""
    measures: tuple[Measure, ...]
    crosses: tuple[Cross, ...]
    """Every side's yardstick on every portfolio, its own included."""
    remarks: tuple[Message, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """The portfolios in their order."""
        return tuple(item.label for item in self.items)

    def group(self, group: Group) -> tuple[Measure, ...]:
        """The measures of one group."""
        return tuple(measure for measure in self.measures if measure.group == group)

    def to_frame(self) -> pd.DataFrame:
        """One row a measure: a column for each portfolio, and ``difference:LABEL`` to the first."""
        rows = []
        for measure in self.measures:
            row: dict[str, Any] = {
                "group": measure.group,
                "key": measure.key,
                "quantity": measure.quantity,
                "name": str(measure.label),
                "unit": measure.unit,
            }
            row |= dict(zip(self.labels, measure.values, strict=True))
            apart = zip(self.labels[1:], measure.differences[1:], strict=True)
            rows.append(row | {f"difference:{label}": value for label, value in apart})
        heads = ["group", "key", "quantity", "name", "unit", *self.labels]
        heads += [f"difference:{label}" for label in self.labels[1:]]
        return pd.DataFrame(rows, columns=heads)

    def to_dict(self) -> dict[str, Any]:
        """The JSON of ``parkfund compare``."""
        return {
            "items": [_item(item) for item in self.items],
            "parks": {
                "in_all": list(self.in_all),
                "in_some": list(self.in_some),
                "in_none": list(self.in_none),
                "only": {label: list(parks) for label, parks in self.only.items()},
                "grid": [
                    self._line(str(park), {str(key): value for key, value in row.items()})
                    for park, row in self.parks.to_dict("index").items()
                ],
            },
            "measures": [
                {
                    "group": measure.group,
                    "key": measure.key,
                    "quantity": measure.quantity,
                    "name": str(measure.label),
                    "unit": measure.unit,
                    "values": dict(zip(self.labels, measure.values, strict=True)),
                    "differences": dict(zip(self.labels, measure.differences, strict=True)),
                    **({} if measure.target is None else {"target": measure.target}),
                }
                for measure in self.measures
            ],
            "under_each_other": [
                {
                    "by": cross.by,
                    "of": cross.of,
                    "value": cross.value,
                    "best": cross.best,
                    "bound": cross.bound,
                    "loss": cross.loss,
                    "allowed": cross.allowed,
                    "breaks": list(cross.breaks),
                    "unknown": list(cross.unknown),
                }
                for cross in self.crosses
            ],
            "remarks": [str(remark) for remark in self.remarks],
            "says": [str(sentence) for sentence in self.says()],
        }

    def _line(self, park: str, row: Mapping[str, Any]) -> dict[str, Any]:
        def plain(value: Any) -> Any:
            return None if pd.isna(value) else value

        return {
            "park_id": park,
            "name": row["name"],
            "funded_by": int(row["funded_by"]),
            **{
                key: {label: plain(row[f"{label}:{key}"]) for label in self.labels}
                for key in ("grant", "start", "rank", "merit")
            },
        }

    def says(self) -> list[Message]:
        """What stands out, in sentences."""
        planned = [item.label for item in self.items if item.portfolio.objective is not None]
        lines: list[Message] = []
        if len(planned) == len(self.items):
            lines.append(
                _(
                    "{all} parks are in every portfolio, {some} in some of them, {none} in none",
                    all=len(self.in_all),
                    some=len(self.in_some),
                    none=len(self.in_none),
                )
            )
        for label, parks in self.only.items():
            if parks:
                lines.append(
                    _n(
                        "only {label} funds {count} park: {parks}",
                        "only {label} funds {count} parks: {parks}",
                        len(parks),
                        label=label,
                        parks=", ".join(parks[:8]) + (" …" if len(parks) > 8 else ""),
                    )
                )
        for cross in self.crosses:
            if cross.by == cross.of or cross.best is None or cross.of not in planned:
                continue
            lines += self._cross_says(cross)
        return lines

    def _cross_says(self, cross: Cross) -> list[Message]:
        if cross.unknown:
            return [
                _n(
                    "by what {by} asks, {of} cannot be chosen: {count} of its parks is not eligible there",
                    "by what {by} asks, {of} cannot be chosen: {count} of its parks are not eligible there",
                    len(cross.unknown),
                    by=cross.by,
                    of=cross.of,
                )
            ]
        if cross.value is None:
            return [_("{of} does not fit the years of {by}", of=cross.of, by=cross.by)]
        if cross.breaks:
            return [
                _(
                    "by what {by} asks, {of} cannot be chosen: it breaks {rules}",
                    by=cross.by,
                    of=cross.of,
                    rules=", ".join(cross.breaks),
                )
            ]
        if cross.loss is None:
            return []
        if cross.loss <= 1e-9:
            return [
                _(
                    "by what {by} asks, {of} is worth no less than its own portfolio: both lie within the proven gap",
                    by=cross.by,
                    of=cross.of,
                )
            ]
        return [
            _(
                "by what {by} asks, {of} is worth {loss} less than its own portfolio",
                by=cross.by,
                of=cross.of,
                loss=percent(cross.loss, 2),
            )
        ]


def _item(item: Compared) -> dict[str, Any]:
    portfolio = item.portfolio
    return {
        "label": item.label,
        "title": str(item.study.title),
        "asked": {key: value for key, value in item.arguments.items() if value},
        "method": item.ranking.method,
        "weights": {criterion.id: criterion.weight for criterion in item.ranking.criteria},
        "maximised": portfolio.maximised,
        "ending": portfolio.ending,
        "gap": portfolio.gap,
        "asked_gap": portfolio.asked_gap,
        "bound": portfolio.solver.bound,
        "objective": portfolio.objective,
        "budget_total": portfolio.budget_total,
        "granted": portfolio.granted,
        "parks": len(portfolio.funded),
        "conflict": None if portfolio.conflict is None else list(portfolio.conflict.rules),
        "synthetic": item.study.synthetic,
        "notice": None if item.study.notice is None else str(item.study.notice),
        "inputs": item.study.digests,
        "warnings": [str(warning) for warning in (*item.remarks, *portfolio.warnings)],
    }
