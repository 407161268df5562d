"""What can be set on each ranking method: ``method: {name: vikor, v: 0.5}``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, model_validator

from decision.errors import Problem
from decision.language import Message, _
from decision.model.base import NotNegative, Positive, Share, Strict, fault
from decision.ranking.wording import nearest_or_all


class Parameters(Strict):
    """A method without parameters, and the base of all that have some.

    A field that maps criteria's ids to numbers is named in ``by_criterion`` of its class.
    """

    @classmethod
    def by_criterion(cls) -> tuple[str, ...]:
        """Names of the parameters that are given by the id of a criterion."""
        return tuple(
            name
            for name, info in cls.model_fields.items()
            if "dict[str" in str(info.annotation).replace("typing.", "").lower()
        )


class VikorParameters(Parameters):
    """VIKOR."""

    v: Share = 0.5
    """Weight of the group utility S against the greatest regret R."""


class MixParameters(Parameters):
    """WASPAS, CoCoSo."""

    l: Annotated[float, Field(alias="lambda", ge=0.0, le=1.0)] = 0.5  # noqa: E741  (the papers' and pymcdm's name)
    """Share of the weighted sum; the rest is the weighted product's."""


class CodasParameters(Parameters):
    """CODAS."""

    tau: NotNegative = 0.02
    """Euclidean distances that differ by less are equal, and taxicab distances do not count then."""


class SpotisParameters(Parameters):
    """SPOTIS."""

    expected: dict[str, float] = Field(default_factory=dict)
    """Expected solution point by criterion, in its unit; the best end where left out."""


class BalancedSpotisParameters(SpotisParameters):
    """Balanced SPOTIS."""

    alpha: Share = 0.5
    """Trust in the expected point against the ideal one."""


class AromanParameters(Parameters):
    """AROMAN."""

    beta: Share = 0.5
    """Share of the min-max normalisation; the rest is the vector normalisation's."""
    lam: Annotated[float, Field(alias="lambda", ge=0.0, le=1.0)] = 0.5
    """Exponent of the sum over cost criteria; 1 − λ is the exponent of the sum over benefit criteria."""


class RimParameters(Parameters):
    """RIM."""

    ideal: dict[str, float | tuple[float, float]] = Field(default_factory=dict)
    """Ideal value or interval by criterion, in its unit; the best end where left out."""

    @model_validator(mode="after")
    def _in_order(self) -> RimParameters:
        if any(isinstance(ideal, tuple) and ideal[0] > ideal[1] for ideal in self.ideal.values()):
            raise fault(_("an interval goes from the smaller value to the greater"))
        return self


class RafsiParameters(Parameters):
    """RAFSI."""

    n1: Positive = 1.0
    """Image of the lower end of every criterion."""
    n2k: Positive = 6.0
    """Image of the upper end: how many times better the ideal is than the anti-ideal."""

    @model_validator(mode="after")
    def _in_order(self) -> RafsiParameters:
        if self.n1 >= self.n2k:
            raise fault(_("n1 must be smaller than n2k"))
        return self


class ErvdParameters(Parameters):
    """ERVD."""

    reference: dict[str, float] = Field(default_factory=dict)
    """Reference point by criterion, in its unit; do_nothing where left out, else the mean of the parks."""
    lambd: Annotated[float, Field(alias="lambda", gt=0.0)] = 2.25
    """How much heavier a loss weighs than a gain."""
    alpha: Annotated[float, Field(gt=0.0, le=1.0)] = 0.88
    """Diminishing sensitivity: gains and losses are raised to this power."""


class CometParameters(Parameters):
    """COMET."""

    characteristic_values: Annotated[int, Field(ge=2, le=9)] = 3
    """How many values, evenly from end to end, each criterion contributes to the characteristic objects."""
    expert: Literal["topsis", "wsm"] = "topsis"
    """Which method compares the characteristic objects."""


class LopmParameters(Parameters):
    """Limits on properties."""

    limits: dict[str, float] = Field(default_factory=dict)
    """Limit by criterion, in its unit; the knock-out limit where left out, else the best end."""
    targets: dict[str, float] = Field(default_factory=dict)
    """Target by criterion, in its unit, for criteria where neither more nor less is better."""


def parse(parameters: type[Parameters], given: Mapping[str, Any]) -> tuple[Parameters | None, list[Problem]]:
    """The parameters as a checked model, or None and everything wrong with them (fields ``method.NAME``)."""
    known = set(parameters.model_fields)
    aliases = {info.alias for info in parameters.model_fields.values() if info.alias}
    problems = []
    for name in given:
        if name not in known | aliases:
            remedy: Message = (
                nearest_or_all(name, sorted(known | aliases)) if known else _("this method has no parameters")
            )
            problems.append(
                Problem(_("no such parameter: {name}", name=name), field=f"method.{name}", remedy=remedy)
            )
    usable = {name: value for name, value in given.items() if name in known | aliases}
    try:
        checked = parameters.model_validate(usable)
    except ValidationError as error:
        for fault_found in error.errors():
            path = ".".join(str(step) for step in fault_found["loc"])
            problems.append(Problem(_sentence(fault_found), field=f"method.{path}" if path else "method"))
        return None, problems
    return (None if problems else checked), problems


def unknown_criteria(parameters: Parameters, known: Iterable[str]) -> list[Problem]:
    """Ids of criteria in the parameters that do not exist."""
    choice = list(known)
    problems = []
    for name in parameters.by_criterion():
        for identifier in getattr(parameters, name):
            if identifier not in choice:
                says = _("no criterion has the id {id}", id=identifier)
                remedy = nearest_or_all(identifier, choice)
                problems.append(Problem(says, field=f"method.{name}.{identifier}", remedy=remedy))
    return problems


def _sentence(found: Any) -> Message:
    context = found.get("ctx", {})
    given = found.get("input")
    kind = found["type"]
    if kind == "fault":
        sentence: Message = context["sentence"]
        return sentence
    if kind in ("greater_than_equal", "greater_than"):
        least = context.get("ge", context.get("gt"))
        return (
            _("{given} is too small: {least} or more is allowed", given=given, least=least)
            if "ge" in context
            else _("{given} is too small: more than {least} is allowed", given=given, least=least)
        )
    if kind in ("less_than_equal", "less_than"):
        return _(
            "{given} is too great: at most {most} is allowed",
            given=given,
            most=context.get("le", context.get("lt")),
        )
    if kind == "literal_error":
        return _("{given} is not one of {allowed}", given=given, allowed=context.get("expected"))
    if kind.startswith(("float", "int")) or kind == "finite_number":
        return _("{given} is not a number", given=given)
    return _("{given} is not allowed here", given=given)
