"""The programme: the money, what one park may get, what is maximised, and the rules a portfolio must meet."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from decision.language import _
from decision.model.base import NotNegative, Positive, Share, Slug, Strict, Text, fault

Year = Annotated[int, Field(ge=1900, le=2200)]


class Budget(Strict):
    """The money, in million RUB."""

    total: NotNegative
    """All the money of the programme, million RUB."""
    by_year: dict[Year, NotNegative] | None = None
    """Ceiling of each year's payments, million RUB; a year left out has no ceiling of its own."""
    carry_over: Share = 0.0
    """Share of a year's unspent ceiling that may be used the year after; 0: appropriations lapse."""
    source: str | None = None
    """Where the figures come from."""
    note: Text | None = None
    """Remark for readers."""


class CapByGroup(Strict):
    """A cap that depends on a column of the parks, and may change from a start year on; million RUB a park."""

    column: str
    """The column that tells the group of a park."""
    values: dict[str, Positive]
    """Cap by group, million RUB."""
    from_year: dict[Year, dict[str, Positive]] = {}
    """Caps that replace the ones above for parks that start in that year or later."""


class Terms(Strict):
    """What one park may get."""

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
    source: str | None = None
    """Where the terms come from."""
    note: Text | None = None
    """Remark for readers."""

    @model_validator(mode="after")
    def _consistent(self) -> Terms:
        if isinstance(self.tranches, tuple):
            if not self.tranches:
                raise fault(_("a tranche profile needs at least one share"))
            if abs(sum(self.tranches) - 1.0) > 1e-9:
                raise fault(
                    _("the shares of a tranche profile sum to 1, not to {total:g}", total=sum(self.tranches))
                )
        least, most = self.yearly_share
        if least > most:
            raise fault(_("yearly_share: the least share is greater than the most"))
        return self


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


Scalar = str | int | float | bool


class Condition(Strict):
    """A condition on one column of the parks."""

    min: float | None = None
    """At least this."""
    max: float | None = None
    """At most this."""
    above: float | None = None
    """More than this."""
    below: float | None = None
    """Less than this."""
    exclude: tuple[Scalar, ...] | None = Field(default=None, alias="not")
    """None of these values."""

    @model_validator(mode="after")
    def _says_something(self) -> Condition:
        if all(getattr(self, name) is None for name in ("min", "max", "above", "below", "exclude")):
            raise fault(_("a condition needs min, max, above, below or not"))
        return self


Where = dict[str, Scalar | tuple[Scalar, ...] | Condition]
"""Which parks a rule speaks of: column → a value, a list of values, or a condition; all must hold."""


class ColumnMeasure(Strict):
    """A column added up over the funded parks."""

    column: str
    """The column."""
    per: Literal["fraction", "count"] = "fraction"
    """fraction: times the funded fraction; count: in full for every funded park."""


class Soft(Strict):
    """A rule that should hold: breaking it costs instead of being forbidden."""

    penalty: NotNegative
    """What each unit of violation takes from the objective."""


class Rule(Strict):
    """One named condition on the portfolio; ``parkfund rules`` explains each kind with its formula."""

    id: Slug
    """Short name used in results and on the command line."""
    name: Text | None = None
    """Name shown to people; the id when left out."""
    source: str | None = None
    """The act, page or decision that the rule comes from."""
    note: Text | None = None
    """Remark for readers."""
    active: bool = True
    """false: the rule is kept in the file but not applied."""
    soft: Soft | None = None
    """A rule that should hold, with its penalty; left out: it must hold."""

    measure: Literal["count", "grant", "starts", "payments"] | ColumnMeasure | str | None = None
    """What is added up: count, grant (million RUB), starts, payments (million RUB), or a column of the parks."""
    where: Where = {}
    """Which parks the rule speaks of; left out: all."""
    min: float | dict[Year, float] | None = None
    """At least this much; by year with each_year."""
    max: float | dict[Year, float] | None = None
    """At most this much; by year with each_year."""
    min_share: Share | None = None
    """At least this share of the same measure over all funded parks."""
    max_share: Share | None = None
    """At most this share of the same measure over all funded parks."""
    each_year: bool = False
    """Measures starts and payments: the bounds hold for each year by itself."""
    years: tuple[Year, ...] | None = None
    """Measures starts and payments: only these years count."""
    each: str | None = None
    """A column: the bounds hold for each of its values by itself (at most 3 parks in each region)."""

    fund: tuple[str, ...] | None = None
    """These parks must be funded."""
    reject: tuple[str, ...] | None = None
    """These parks must not be funded."""
    at_most: Annotated[int, Field(ge=0)] | None = None
    """At most so many of the parks listed in ``of``."""
    of: tuple[str, ...] | None = None
    """The parks that at_most speaks of."""
    park: str | None = None
    """This park may be funded only together with the one in ``requires``."""
    requires: str | None = None
    """The park that must be funded as well."""

    @property
    def label(self) -> Text:
        """The name to show."""
        return self.name or Text(en=self.id)

    @property
    def kind(self) -> Literal["measure", "fund", "reject", "at_most", "requires"]:
        """Which kind of rule it is."""
        if self.measure is not None:
            return "measure"
        if self.fund is not None:
            return "fund"
        if self.reject is not None:
            return "reject"
        return "at_most" if self.at_most is not None else "requires"

    @model_validator(mode="after")
    def _one_kind(self) -> Rule:
        kinds = [
            name
            for name in ("measure", "fund", "reject", "at_most", "requires")
            if getattr(self, name) is not None
        ]
        if not kinds:
            raise fault(_("a rule needs one of measure, fund, reject, at_most, requires"))
        if len(kinds) > 1:
            said = ", ".join(kinds)
            raise fault(
                _("a rule has only one of measure, fund, reject, at_most, requires; here {said}", said=said)
            )
        bounds = [
            name for name in ("min", "max", "min_share", "max_share") if getattr(self, name) is not None
        ]
        if self.measure is not None and not bounds:
            raise fault(_("a rule with a measure needs a bound: min, max, min_share or max_share"))
        if self.measure is None:
            extra = [*bounds, *(n for n in ("where", "each_year", "years", "each") if getattr(self, n))]
            if extra:
                raise fault(_("{key} goes with a measure only", key=extra[0]))
        if (self.at_most is None) != (self.of is None):
            raise fault(_("at_most and of go together"))
        if (self.park is None) != (self.requires is None):
            raise fault(_("park and requires go together"))
        yearly = self.measure in ("starts", "payments")
        if (self.each_year or self.years is not None) and not yearly:
            raise fault(_("each_year and years go with the measures starts and payments"))
        if (isinstance(self.min, dict) or isinstance(self.max, dict)) and not self.each_year:
            raise fault(_("a bound by year needs each_year: true"))
        if isinstance(self.min, (int, float)) and isinstance(self.max, (int, float)) and self.min > self.max:
            raise fault(_("min is greater than max: no portfolio could meet the rule"))
        if self.min_share is not None and self.max_share is not None and self.min_share > self.max_share:
            raise fault(_("min_share is greater than max_share: no portfolio could meet the rule"))
        return self


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
    source: str | None = None
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


class Programme(Strict):
    """The money, the funding terms, the objective and the rules: one YAML file."""

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

    @model_validator(mode="after")
    def _consistent(self) -> Programme:
        if any(b != a + 1 for a, b in zip(self.years, self.years[1:], strict=False)):
            raise fault(_("years must follow one another without gaps"))
        outside = sorted(set(self.budget.by_year or {}) - set(self.years))
        if outside:
            raise fault(_("budget.by_year: {year} is not a year of the programme", year=outside[0]))
        seen: set[str] = set()
        for rule in self.rules:
            if rule.id in seen:
                raise fault(_("the rule id {id} is used twice", id=rule.id))
            seen.add(rule.id)
        return self

    def active_rules(self) -> tuple[Rule, ...]:
        """The rules that apply, in the order of the file."""
        return tuple(rule for rule in self.rules if rule.active)
