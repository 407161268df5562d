"""The criteria model: which qualities of a park count, in which direction, and for how much."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from decision.language import _
from decision.model.base import (
    Coherent,
    Contradiction,
    NotNegative,
    Slug,
    SourceText,
    Strict,
    Text,
    fault,
)
from decision.model.preferences import Preference
from decision.model.statements import StatementText
from decision.model.weighting import GroupWeighting, Weighting

__all__ = [
    "CriteriaGroup",
    "CriteriaModel",
    "Criterion",
    "CriterionOrGroup",
    "GroupWeighting",
    "Limits",
    "Member",
    "MethodSettings",
    "MissingValue",
    "Preference",
    "Scale",
    "Weighting",
]


class Limits(Strict):
    """A knock-out: a park outside these limits is not eligible, and the report says why."""

    min: float | None = None
    """Least acceptable value of the criterion, in its own unit."""
    max: float | None = None
    """Greatest acceptable value of the criterion, in its own unit."""

    @model_validator(mode="after")
    def _in_order(self) -> Limits:
        if self.min is None and self.max is None:
            raise fault(_("accept needs min, max or both"))
        if self.min is not None and self.max is not None and self.min > self.max:
            raise fault(_("min is greater than max: no park could be accepted"))
        return self


class Scale(Strict):
    """Fixed ends of a criterion, so that one more applicant does not move everybody's score."""

    worst: float
    """The value that scores 0, in the criterion's unit."""
    best: float
    """The value that scores 1, in the criterion's unit."""

    @model_validator(mode="after")
    def _apart(self) -> Scale:
        if self.worst == self.best:
            raise fault(_("worst and best are equal"))
        return self


class MissingValue(Strict):
    """A missing cell counts as this value."""

    value: float
    """In the criterion's unit."""


class Criterion(Coherent):
    """A measured quality of a park with a goal and a weight."""

    id: Slug
    """Short name used in files, results and on the command line."""
    name: Text | None = None
    """Name shown to people; the id when left out."""
    column: str | None = None
    """The column of the parks table that holds the value."""
    expression: str | None = None
    """Instead of a column: arithmetic on columns, such as ``rnd_mln_rub / revenue_mln_rub``."""
    unit: Text | None = None
    """Unit of the value, shown beside it."""
    goal: Literal["max", "min"] = "max"
    """max: more is better; min: less is better."""
    weight: NotNegative = 1.0
    """Any non-negative number; siblings are normalised to sum 1."""
    missing: Literal["reject", "median", "worst"] | MissingValue = "reject"
    """What a missing value means: reject (the park is not eligible), median of the known values, worst, or a value."""
    accept: Limits | None = None
    """Knock-out limits on the value."""
    value: tuple[tuple[float, float], ...] | None = None
    """Piecewise-linear value function: points [value, worth], worth between 0 and 1."""
    preference: Preference | None = None
    """PROMETHEE only."""
    scale: Scale | None = None
    """Fixed ends of the criterion."""
    do_nothing: float | None = None
    """What the region has without the park: the zero of what the money maximises, in the criterion's unit."""
    source: SourceText = None
    """Where the criterion, its scale or its weight comes from."""
    note: Text | None = None
    """Remark for readers."""

    @model_validator(mode="after")
    def _measured_somehow(self) -> Criterion:
        if (self.column is None) == (self.expression is None):
            raise fault(_("a criterion needs either a column or an expression"))
        return self

    def contradictions(self) -> Iterator[Contradiction]:
        """A value function that is none, and a scale against the goal."""
        if self.value is not None:
            if len(self.value) < 2:
                yield Contradiction(("value",), _("a value function needs at least two points"))
            if any(b[0] <= a[0] for a, b in itertools.pairwise(self.value)):
                says = _("the points of a value function must go from the smallest value to the greatest")
                yield Contradiction(("value",), says)
            if any(not 0.0 <= point[1] <= 1.0 for point in self.value):
                yield Contradiction(("value",), _("the worths of a value function lie between 0 and 1"))
        if self.scale is not None and (self.scale.best > self.scale.worst) != (self.goal == "max"):
            says = _(
                "goal {goal} does not fit the scale: best and worst are the wrong way round", goal=self.goal
            )
            yield Contradiction(("scale",), says)

    @property
    def label(self) -> Text:
        """The name to show."""
        return self.name or Text(en=self.id)


class CriteriaGroup(Strict):
    """A group of criteria: its children share its weight."""

    id: Slug
    """Short name used in files and results."""
    name: Text | None = None
    """Name shown to people; the id when left out."""
    weight: NotNegative = 1.0
    """Any non-negative number; siblings are normalised to sum 1."""
    criteria: tuple[CriterionOrGroup, ...] = Field(min_length=1)
    """The criteria and groups inside."""
    source: SourceText = None
    """Where the group or its weight comes from."""
    note: Text | None = None
    """Remark for readers."""

    @property
    def label(self) -> Text:
        """The name to show."""
        return self.name or Text(en=self.id)


def _criterion_or_group(value: Any) -> str:
    if isinstance(value, dict):
        return "group" if "criteria" in value else "criterion"
    return "group" if isinstance(value, CriteriaGroup) else "criterion"


CriterionOrGroup = Annotated[
    Annotated[Criterion, Tag("criterion")] | Annotated[CriteriaGroup, Tag("group")],
    Discriminator(_criterion_or_group),
]


class MethodSettings(Strict):
    """A ranking method with its own parameters, ``{name: vikor, v: 0.5}``; ``parkfund methods NAME`` lists them."""

    model_config = Strict.model_config | {"extra": "allow"}

    name: str
    """Lower-case name of the method."""

    @model_validator(mode="before")
    @classmethod
    def _from_string(cls, value: Any) -> Any:
        return {"name": value} if isinstance(value, str) else value

    @property
    def parameters(self) -> dict[str, Any]:
        """Everything but the name; checked by the method itself."""
        return dict(self.model_extra or {})


class CriteriaModel(Coherent):
    """The criteria tree with weights and method: one YAML file."""

    asked_in_part: ClassVar[bool] = True

    title: Text
    """Title shown to people."""
    method: MethodSettings
    """Ranking method: a name, or ``{name: …, parameter: …}``."""
    normalization: str | None = None
    """Normalisation of the decision matrix, where the method lets one choose; default: the method's own."""
    criteria: tuple[CriterionOrGroup, ...] = Field(min_length=1)
    """The criteria, or groups of them."""
    weights: Weighting = Weighting()
    """Where the weights come from."""
    incomplete: tuple[StatementText, ...] = ()
    """What holds of the weights when exact numbers are not agreed: linear statements on the ids of criteria and groups,
    such as ``rnd >= jobs``, ``0.2 <= jobs <= 0.5``, ``rnd >= 2*jobs``; the weights of all criteria sum to 1."""
    source: SourceText = None
    """Where the model comes from."""
    note: Text | None = None
    """Remark for readers."""

    def contradictions(self) -> Iterator[Contradiction]:
        """Ids that are used twice."""
        seen: set[str] = set()
        for path, node in nodes_with_paths(self.criteria):
            if node.id in seen:
                yield Contradiction((*path, "id"), _("the id {id} is used twice", id=node.id))
            seen.add(node.id)

    def nodes(self) -> Iterator[Criterion | CriteriaGroup]:
        """Every criterion and group, top down, in the order of the file."""

        def walk(children: tuple[Criterion | CriteriaGroup, ...]) -> Iterator[Criterion | CriteriaGroup]:
            for child in children:
                yield child
                if isinstance(child, CriteriaGroup):
                    yield from walk(child.criteria)

        return walk(self.criteria)

    def leaves(self) -> tuple[Criterion, ...]:
        """The criteria themselves, without the groups, in the order of the file."""
        return tuple(node for node in self.nodes() if isinstance(node, Criterion))

    def with_weights(
        self, shares: Mapping[str, float], incomplete: Iterable[str] | None = None
    ) -> CriteriaModel:
        """The same criteria with other numbers at them, which then count whatever the model's ``weights`` says.

        Args:
            shares: number by the id of a criterion or group; those left out keep theirs.
            incomplete: other statements on the weights; None: the model's own.
        """

        def walk(children: tuple[Criterion | CriteriaGroup, ...]) -> tuple[Criterion | CriteriaGroup, ...]:
            changed: list[Criterion | CriteriaGroup] = []
            for child in children:
                update: dict[str, Any] = {"weight": float(shares.get(child.id, child.weight))}
                if isinstance(child, CriteriaGroup):
                    update["criteria"] = walk(child.criteria)
                changed.append(child.model_copy(update=update))
            return tuple(changed)

        update: dict[str, Any] = {"criteria": walk(self.criteria), "weights": Weighting()}
        if incomplete is not None:
            update["incomplete"] = tuple(incomplete)
        return self.model_copy(update=update)


def nodes_with_paths(
    children: tuple[CriterionOrGroup, ...], inside: tuple[str | int, ...] = ()
) -> list[tuple[tuple[str | int, ...], Criterion | CriteriaGroup]]:
    """Every criterion and group with its path in the file, top down."""
    found: list[tuple[tuple[str | int, ...], Criterion | CriteriaGroup]] = []
    for place, child in enumerate(children):
        path = (*inside, "criteria", place)
        found.append((path, child))
        if isinstance(child, CriteriaGroup):
            found += nodes_with_paths(child.criteria, path)
    return found


class Member(Strict):
    """A committee member's own weights on the shared criteria: one YAML file."""

    name: Text
    """Name or role shown to people."""
    role: Text | None = None
    """Whom the member speaks for."""
    weights: dict[str, NotNegative]
    """Weight by the id of a criterion or a group; siblings are normalised to sum 1, those left out weigh 0."""
    recused: tuple[str, ...] | dict[str, str] = ()
    """Parks whose decision the member takes no part in: a list of ids, or each id with the reason."""
    note: Text | None = None
    """Remark for readers."""

    @property
    def recusals(self) -> dict[str, str]:
        """Park → why the member is recused from it; an empty text where no reason is given."""
        return dict(self.recused) if isinstance(self.recused, dict) else dict.fromkeys(self.recused, "")
