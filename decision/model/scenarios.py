"""Scenarios: what may happen to the money, the costs and the parks after the decision."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from decision.language import _
from decision.model.base import NotNegative, Share, Slug, Strict, Text, fault
from decision.model.programme import Where, Year


class Overrun(Strict):
    """Some parks cost more than they asked for, nobody knows which (Bertsimas & Sim 2004)."""

    parks: Annotated[int, Field(ge=1)]
    """How many parks overrun at most: Γ, the price of protection grows with it."""
    share: Share
    """By which share of its grant a park overruns."""


class Scenario(Strict):
    """One thing that may happen; several keys together happen at once."""

    id: Slug
    """Short name used in results."""
    name: Text | None = None
    """Name shown to people; the id when left out."""
    note: Text | None = None
    """Remark for readers."""
    budget: NotNegative | None = None
    """The total and every ceiling become this share of what they were: 0.9 is a cut by a tenth."""
    by_year: dict[Year, NotNegative] = {}
    """Ceilings of single years become this share of what they were; the total falls by the same money."""
    price_growth: Annotated[float, Field(gt=-1.0, le=10.0)] | None = None
    """Prices rise by this share a year: later ceilings, and the total with them, buy less."""
    cost_growth: Annotated[float, Field(gt=-1.0, le=10.0)] | None = None
    """Every request and minimum rises by this share."""
    overrun: Overrun | None = None
    """Up to so many parks overrun their grants, whichever they are."""
    lose: Where = {}
    """Parks that can no longer be funded, as in a rule's where: ``{district: [DFO]}``."""

    @property
    def label(self) -> Text:
        """The name to show."""
        return self.name or Text(en=self.id)

    @model_validator(mode="after")
    def _says_something(self) -> Scenario:
        said = (self.budget, self.price_growth, self.cost_growth, self.overrun)
        if all(value is None for value in said) and not self.by_year and not self.lose:
            raise fault(
                _("a scenario needs one of budget, by_year, price_growth, cost_growth, overrun, lose")
            )
        return self


class Scenarios(Strict):
    """What may happen: one YAML file."""

    title: Text | None = None
    """Title shown to people."""
    scenarios: tuple[Scenario, ...] = Field(min_length=1)
    """The scenarios, in the order in which they are shown."""

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Scenarios:
        seen: set[str] = set()
        for scenario in self.scenarios:
            if scenario.id in seen:
                raise fault(_("the id {id} is used twice", id=scenario.id))
            seen.add(scenario.id)
        return self
