"""The programme: the money, what one park may get, what is maximised, and the rules a portfolio must meet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from decision.language import _
from decision.model.base import (
    Coherent,
    Contradiction,
    NotNegative,
    Positive,
    Share,
    SourceText,
    Strict,
    Text,
)
from decision.model.rules import CoFinancing as CoFinancing
from decision.model.rules import ColumnMeasure as ColumnMeasure
from decision.model.rules import Condition as Condition
from decision.model.rules import Equity as Equity
from decision.model.rules import ParkCap as ParkCap
from decision.model.rules import Rule as Rule
from decision.model.rules import Scalar as Scalar
from decision.model.rules import Soft as Soft
from decision.model.rules import Where as Where
from decision.model.rules import Year as Year

ROUNDING_MLN_RUB = 1e-6
"""Sums that differ by less are equal."""


@dataclass(frozen=True)
class AskedCeilings:
    """Validation context of a programme that was changed beside its file.

    Ceilings left as they were may lie above a total that was asked for: to ask what less money would bring is no slip.
    """

    years: frozenset[int] = frozenset()
    """Years whose ceilings were asked for: these must fit the total."""


class Budget(Coherent):
    """The money, in million RUB."""

    asked_in_part: ClassVar[bool] = True

    total: NotNegative
    """All the money of the programme, million RUB."""
    by_year: dict[Year, NotNegative] | None = None
    """Ceiling of each year's payments, million RUB; a year left out has no ceiling of its own."""
    carry_over: Share = 0.0
    """Share of a year's unspent ceiling that may be used the year after; 0: appropriations lapse."""
    source: SourceText = None
    """Where the figures come from."""
    note: Text | None = None
    """Remark for readers."""

    def contradictions(self) -> Iterator[Contradiction]:
        """Ceilings of a year above the total: one of the two figures is a slip."""
        for year, ceiling in (self.by_year or {}).items():
            if ceiling > self.total + ROUNDING_MLN_RUB:
                says = _(
                    "the ceiling of {year}, {ceiling:g} mln RUB, is above the total budget of {total:g}",
                    year=year,
                    ceiling=ceiling,
                    total=self.total,
                )
                remedy = _("lower the ceiling or raise the total; a year left out has no ceiling")
                yield Contradiction(("by_year", year), says, remedy)

    def _held_against(self, context: Any) -> Iterator[Contradiction]:
        if not isinstance(context, AskedCeilings):
            return self.contradictions()
        return (one for one in self.contradictions() if one.path[-1] in context.years)


class CapByGroup(Strict):
    """A cap that depends on a column of the parks, and may change from a start year on; million RUB a park."""

    column: str
    """The column that tells the group of a park."""
    values: dict[str, Positive]
    """Cap by group, million RUB."""
    from_year: dict[Year, dict[str, Positive]] = {}
    """Caps that replace the ones above for parks that start in that year or later."""


class Terms(Coherent):
    """What one park may get."""

    asked_in_part: ClassVar[bool] = True

    funding: Literal["whole", "partial"] = "whole"
    """whole: all of the request or nothing; partial: any sum from the minimum to the request."""
    minimum_share: Share = 1.0
    """Least grant as a share of the request, unless the park states minimum_mln_rub (partial funding only)."""
    cap: Positive | CapByGroup | None = None
    """Most that one park may get, million RUB."""
    cap_share_of_capex: Share | dict[str, Share] | None = None
    """Most that one park may get as a share of capex_mln_rub: one number, or by the park's model."""
    cap_per_hectare: Positive | None = None
    """Most that one park may get for each hectare of area_ha, million RUB."""
    tranches: Literal["flexible"] | tuple[Share, ...] = "flexible"
    """flexible, or the share of the grant paid in the start year and each year after it."""
    yearly_share: tuple[Share, Share] = (0.0, 1.0)
    """Flexible tranches: least and most of the grant paid in any one building year."""
    build_years: Annotated[int, Field(ge=1, le=50)] = 1
    """Years over which a park is built and paid, unless the park states its own build_years."""
    source: SourceText = None
    """Where the terms come from."""
    note: Text | None = None
    """Remark for readers."""

    def contradictions(self) -> Iterator[Contradiction]:
        """A profile that pays more or less than the grant, and shares the wrong way round."""
        if isinstance(self.tranches, tuple):
            if not self.tranches:
                yield Contradiction(("tranches",), _("a tranche profile needs at least one share"))
            elif abs(sum(self.tranches) - 1.0) > 1e-9:
                total = sum(self.tranches)
                says = _("the shares of a tranche profile sum to 1, not to {total:g}", total=total)
                yield Contradiction(("tranches",), says)
        least, most = self.yearly_share
        if least > most:
            says = _("the least share is greater than the most")
            yield Contradiction(("yearly_share",), says)


class Objective(Strict):
    """What the money maximises."""

    maximise: str = "merit"
    """merit · value · merit_count · merit_money · or an outcome column of the parks."""
    size: str | None = None
    """Optional column that scales a park's gain, so that a large park counts for more than a small one."""
    discount: Annotated[float, Field(ge=0.0, lt=1.0)] = 0.0
    """A year's delay costs this share of the value."""
    synergy: NotNegative = 0.0
    """Added value of a partnership of strength 1 when both ends are funded."""


class RatioMeasure(Strict):
    """A ratio of sums over the funded parks: intensive figures are never averaged."""

    numerator: str
    """Column added up above the line."""
    denominator: str
    """Column added up below the line."""


class ScorecardLine(Strict):
    """An indicator shown beside every portfolio; not a constraint."""

    measure: Literal["count", "grant"] | RatioMeasure | str
    """count, grant, a column (Σ column · funded fraction) or a ratio of two column sums."""
    name: Text | None = None
    """Name shown to people."""
    unit: Text | None = None
    """Unit of the indicator and its target."""
    target: float | None = None
    """Target, in the unit."""
    year: Year | None = None
    """Year of the target."""
    source: SourceText = None
    """Where the target comes from."""
    note: Text | None = None
    """Remark for readers."""

    @property
    def label(self) -> Text:
        """The name to show."""
        if self.name is not None:
            return self.name
        if isinstance(self.measure, RatioMeasure):
            return Text(en=f"{self.measure.numerator} / {self.measure.denominator}")
        return Text(en=self.measure)


class Programme(Coherent):
    """The money, the funding terms, the objective and the rules: one YAML file."""

    asked_in_part: ClassVar[bool] = True

    title: Text
    """Title shown to people."""
    years: tuple[Year, ...] = Field(min_length=1)
    """The years of the programme, one after the other."""
    budget: Budget
    """The money."""
    terms: Terms = Terms()
    """What one park may get."""
    objective: Objective = Objective()
    """What the money maximises."""
    rules: tuple[Rule, ...] = ()
    """The conditions a portfolio must or should meet."""
    scorecard: tuple[ScorecardLine, ...] = ()
    """Indicators shown beside every portfolio."""
    note: Text | None = None
    """Remark for readers."""

    def contradictions(self) -> Iterator[Contradiction]:
        """Years with gaps, ceilings and tranches beyond them, and rule ids that are used twice."""
        if any(b != a + 1 for a, b in zip(self.years, self.years[1:], strict=False)):
            yield Contradiction(("years",), _("years must follow one another without gaps"))
        for year in sorted(set(self.budget.by_year or {}) - set(self.years)):
            says = _("{year} is not a year of the programme", year=year)
            yield Contradiction(("budget", "by_year", year), says)
        profile = self.terms.tranches
        if not isinstance(profile, str) and len(profile) > len(self.years):
            says = _("the tranches last longer than the programme")
            remedy = _("it has {count} years: write at most as many shares", count=len(self.years))
            yield Contradiction(("terms", "tranches"), says, remedy)
        seen: set[str] = set()
        for place, rule in enumerate(self.rules):
            if rule.id in seen:
                yield Contradiction(("rules", place, "id"), _("the rule id {id} is used twice", id=rule.id))
            seen.add(rule.id)

    def active_rules(self) -> tuple[Rule, ...]:
        """The rules that apply, in the order of the file."""
        return tuple(rule for rule in self.rules if rule.active)
