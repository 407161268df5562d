"""The rules a portfolio must or should meet: one settings class a kind of rule that needs one, and the rule itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, model_validator

from decision.language import _
from decision.model.base import (
    Coherent,
    Contradiction,
    NotNegative,
    Positive,
    Share,
    Slug,
    SourceText,
    Strict,
    Text,
    fault,
    refuse,
)

Year = Annotated[int, Field(ge=1900, le=2200)]

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

Per = Literal["fraction", "count"]


class ColumnMeasure(Strict):
    """A column added up over the funded parks."""

    column: str
    """The column."""
    per: Per = "fraction"
    """fraction: times the funded fraction; count: in full for every funded park."""


class Soft(Strict):
    """A rule that should hold: breaking it costs, or is made as small as can be before the objective counts."""

    penalty: NotNegative | None = None
    """What each unit of violation takes from the objective."""
    priority: Annotated[int, Field(ge=1)] | None = None
    """1: its violation, relative to its bound, is made as small as can be before anything else; then 2, and so on."""

    @model_validator(mode="after")
    def _one_way(self) -> Soft:
        if (self.penalty is None) == (self.priority is None):
            raise fault(_("a soft rule has either a penalty or a priority"))
        return self


class CoFinancing(Strict):
    """Money that others bring: a share of all the money of the funded parks."""

    column: str
    """The column with that money, million RUB."""
    min_share: Share
    """Least share of it in itself and the grants together."""
    per: Per = "fraction"
    """fraction: it shrinks with the funded fraction; count: it comes in full for every funded park."""
    each_park: bool = False
    """true: the share holds for every funded park by itself, not only for all together."""


class ParkCap(Strict):
    """The most that one park may get, by a column of its own."""

    column: str
    """The column, such as floor_area_m2 or the taxes that the park will pay."""
    times: Positive = 1.0
    """Million RUB for each unit of the column."""


class Equity(Strict):
    """Money per head of the population, compared between the districts (or the values of another column)."""

    population: str | dict[str, Positive]
    """Persons by district, or the column of the parks that holds the population of the park's district."""
    by: str = "district"
    """The column that tells a park's district."""
    min_rub_per_head: Positive | None = None
    """Least grants per head in each district, RUB."""
    min_ratio: Share | None = None
    """Least grants per head in each district, as a share of the grants per head in all of them together."""
    max_gini: Share | None = None
    """Greatest Gini index of grants per head: 0 where all districts get the same per head."""

    @model_validator(mode="after")
    def _says_something(self) -> Equity:
        if self.min_rub_per_head is None and self.min_ratio is None and self.max_gini is None:
            raise fault(_("equity needs min_rub_per_head, min_ratio or max_gini"))
        return self


RuleKindName = Literal[
    "measure",
    "fund",
    "reject",
    "at_most",
    "at_least",
    "exactly",
    "together",
    "excludes",
    "requires",
    "co_financing",
    "park_cap",
    "equity",
]
KIND_KEYS: tuple[RuleKindName, ...] = (
    "measure",
    "fund",
    "reject",
    "at_most",
    "at_least",
    "exactly",
    "together",
    "excludes",
    "requires",
    "co_financing",
    "park_cap",
    "equity",
)
"""A rule has exactly one of these keys; it tells the kind."""

KINDS_WITH_WHERE = ("measure", "co_financing", "park_cap", "equity")
KINDS_WITH_EACH = ("measure", "co_financing")
KINDS_WITH_OF = ("at_most", "at_least", "exactly")


class Rule(Coherent):
    """One named condition on the portfolio; ``parkfund rules`` explains each kind with its formula."""

    id: Slug
    """Short name used in results and on the command line."""
    name: Text | None = None
    """Name shown to people; the id when left out."""
    source: SourceText = None
    """The act, page or decision that the rule comes from."""
    note: Text | None = None
    """Remark for readers."""
    active: bool = True
    """false: the rule is kept in the file but not applied."""
    soft: Soft | None = None
    """A rule that should hold, with its penalty or its priority; left out: it must hold."""

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
    """The parks that at_most, at_least or exactly speaks of."""
    park: str | None = None
    """This park may be funded only together with the one in ``requires``."""
    requires: str | None = None
    """The park that must be funded as well."""
    at_least: Annotated[int, Field(ge=0)] | None = None
    """At least so many of the parks listed in ``of``."""
    exactly: Annotated[int, Field(ge=0)] | None = None
    """Exactly so many of the parks listed in ``of``."""
    together: tuple[str, ...] | None = None
    """All of these parks are funded, or none of them."""
    excludes: tuple[str, ...] | None = None
    """Of these parks at most one is funded."""
    co_financing: CoFinancing | None = None
    """Money that others bring, as a share of all the money."""
    park_cap: ParkCap | None = None
    """The most that one park may get, by a column."""
    equity: Equity | None = None
    """Money per head of the population, by district."""

    @property
    def label(self) -> Text:
        """The name to show."""
        return self.name or Text(en=self.id)

    @property
    def kind(self) -> RuleKindName:
        """Which kind of rule it is."""
        return next(name for name in KIND_KEYS if getattr(self, name) is not None)

    @model_validator(mode="after")
    def _one_kind(self) -> Rule:
        kinds = [name for name in KIND_KEYS if getattr(self, name) is not None]
        known = ", ".join(KIND_KEYS)
        if not kinds:
            raise fault(_("a rule needs one of {known}", known=known))
        if len(kinds) > 1:
            said = ", ".join(kinds)
            raise fault(_("a rule has only one of {known}; here {said}", known=known, said=said))
        refuse("Rule", self._keys_of_the_kind(kinds[0]))
        return self

    def _keys_of_the_kind(self, kind: RuleKindName) -> Iterator[Contradiction]:
        """Only the keys that go with the kind stand there, and those that it needs."""
        if (kind in KINDS_WITH_OF) != (self.of is not None):
            says = _("of goes with at_most, at_least or exactly, and each of them with of")
            yield Contradiction((), says)
        if (self.park is None) != (self.requires is None):
            yield Contradiction((), _("park and requires go together"))
        bounds = [n for n in ("min", "max", "min_share", "max_share") if getattr(self, n) is not None]
        if kind == "measure":
            if not bounds:
                says = _("a rule with a measure needs a bound: min, max, min_share or max_share")
                yield Contradiction((), says)
            return
        extra = [*bounds, *(n for n in ("each_year", "years") if getattr(self, n))]
        extra += ["where"] if self.where and kind not in KINDS_WITH_WHERE else []
        extra += ["each"] if self.each and kind not in KINDS_WITH_EACH else []
        for key in extra:
            yield Contradiction((key,), _("{key} does not go with {kind}", key=key, kind=kind))

    def contradictions(self) -> Iterator[Contradiction]:
        """Bounds that no portfolio could meet, and keys that shut each other out."""
        least = self.at_least if self.exactly is None else self.exactly
        if self.of is not None and least is not None and least > len(set(self.of)):
            yield Contradiction(("of",), _("of lists fewer parks than are asked for"))
        for key in ("together", "excludes"):
            listed = getattr(self, key)
            if listed is not None and len(set(listed)) < 2:
                yield Contradiction((key,), _("together and excludes name at least two parks"))
        if self.each is not None and self.co_financing is not None and self.co_financing.each_park:
            yield Contradiction(("each",), _("each and each_park do not go together"))
        yearly = self.measure in ("starts", "payments")
        if self.measure is not None and (self.each_year or self.years is not None) and not yearly:
            key = "each_year" if self.each_year else "years"
            says = _("each_year and years go with the measures starts and payments")
            yield Contradiction((key,), says)
        yield from self._bounds()

    def _bounds(self) -> Iterator[Contradiction]:
        for key in ("min", "max"):
            if isinstance(getattr(self, key), dict) and not self.each_year:
                yield Contradiction((key,), _("a bound by year needs each_year: true"))
        for year in _crossed(self.min, self.max):
            says = _("min is greater than max: no portfolio could meet the rule")
            yield Contradiction(("min",) if year is None else ("min", year), says)
        if self.min_share is not None and self.max_share is not None and self.min_share > self.max_share:
            says = _("min_share is greater than max_share: no portfolio could meet the rule")
            yield Contradiction(("min_share",), says)


def _crossed(
    least: float | dict[int, float] | None, most: float | dict[int, float] | None
) -> Iterator[int | None]:
    """The years in which a least bound lies above the greatest; None where neither is written by year."""
    if least is None or most is None:
        return
    if not isinstance(least, dict) and not isinstance(most, dict):
        if least > most:
            yield None
        return
    for year in least if isinstance(least, dict) else most:  # type: ignore[union-attr]
        low = least.get(year) if isinstance(least, dict) else least
        high = most.get(year) if isinstance(most, dict) else most
        if low is not None and high is not None and low > high:
            yield year if isinstance(least, dict) else None
