"""What a session is about: study, question, ranking, plan, each with what the screens need at hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from decision.errors import Problem
from decision.language import current_language

if TYPE_CHECKING:
    from decision.analysis.territory import Territory
    from decision.model.criteria import CriteriaGroup, Criterion
    from decision.model.programme import Rule
    from decision.model.results import FundedPark, Portfolio, Ranking
    from decision.model.study import Study

QUICK_PARKS = 1000
"""Up to so many parks time limits are as written; see :attr:`OpenStudy.patience`."""

Shares = Mapping[str, float]
"""Weight of each criterion and group among its siblings; siblings sum to 1."""


@dataclass(frozen=True)
class Question:
    """Everything that a person decides in a session; an answer belongs to exactly one question."""

    weights: Shares
    method: str
    locked: frozenset[str] = frozenset()
    fund: tuple[str, ...] = ()
    reject: tuple[str, ...] = ()
    rules: Mapping[str, bool] = field(default_factory=dict)
    """Rules switched against the file: id → active."""
    settings: Mapping[str, str] = field(default_factory=dict)
    """Bounds and money set against the file, as ``--set`` takes them: ``rules.ten.min`` → ``8``."""

    @property
    def changes(self) -> dict[str, str]:
        """Everything about the programme that differs from the file, as ``--set`` takes it."""
        switched = {f"rules.{rule}.active": str(active).lower() for rule, active in self.rules.items()}
        return switched | dict(self.settings)

    @property
    def key(self) -> tuple[object, ...]:
        """What the answer depends on; equal keys have equal answers."""
        return (
            *self.ranking_key,
            tuple(sorted(self.fund)),
            tuple(sorted(self.reject)),
            tuple(sorted(self.rules.items())),
            tuple(sorted(self.settings.items())),
        )

    @property
    def ranking_key(self) -> tuple[object, ...]:
        """What the ranking depends on."""
        return (self.method, tuple((id, round(share, 9)) for id, share in sorted(self.weights.items())))


@dataclass(frozen=True, eq=False)
class Node:
    """A criterion or a group of criteria as a line of the weights pane."""

    id: str
    depth: int
    parent: str | None
    weight: float
    """As written in the file."""
    group: bool
    criterion: Criterion | CriteriaGroup

    @property
    def label(self) -> str:
        """The name in the current language."""
        return str(self.criterion.label)


@dataclass(frozen=True, eq=False)
class OpenStudy:
    """A study with what the screens need of it ready to hand."""

    study: Study
    writable: bool = True
    """Whether F2 may write to its criteria file."""
    criteria_file: str = ""
    """As shown to people."""
    programme_file: str = ""
    """As shown to people; empty where F2 may not write to it."""
    methods: tuple[tuple[str, str], ...] = ()
    """Ranking methods: id and name."""
    remarks: tuple[Problem, ...] = ()
    """What is legal in the files but deserves a look."""
    shares: Mapping[str, float] = field(default_factory=dict)
    """Share of each criterion and group among its siblings, where judgements or data give them; else as written."""
    members: Mapping[str, Shares] = field(default_factory=dict)
    """Shares among siblings of each committee member, for all criteria and groups."""
    members_writable: bool = False
    """Whether members' files may be written."""
    barred: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Rule of the kind "none of these" → the parks that it shuts out."""

    @property
    def patience(self) -> float:
        """How many times its usual seconds a computation gets: more parks get as many times more."""
        return max(1.0, len(self.names) / QUICK_PARKS)

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """The criteria tree, top down."""
        result: list[Node] = []

        def walk(children: Iterable[Criterion | CriteriaGroup], parent: str | None, depth: int) -> None:
            for child in children:
                inner = getattr(child, "criteria", None)
                result.append(Node(child.id, depth, parent, child.weight, inner is not None, child))
                if inner is not None:
                    walk(inner, child.id, depth + 1)

        walk(self.study.criteria.criteria, None, 0)
        return tuple(result)

    @cached_property
    def file_weights(self) -> dict[str, float]:
        """The weights of the file as shares among siblings."""
        if self.shares:
            return dict(self.shares)
        written = {node.id: node.weight for node in self.nodes}
        return {
            node.id: written[node.id] / (sum(written[s] for s in self.siblings(node.id)) or 1.0)
            for node in self.nodes
        }

    def siblings(self, id: str) -> tuple[str, ...]:
        """The criteria that share a sum of 1 with ``id``, itself among them."""
        parent = next((node.parent for node in self.nodes if node.id == id), None)
        return tuple(node.id for node in self.nodes if node.parent == parent)

    def written_weights(self, shares: Shares) -> dict[str, float]:
        """Shares in the scale of the file: where it says 40, 35, 25, the sum stays 100."""
        result = {}
        for node in self.nodes:
            total = sum(other.weight for other in self.nodes if other.parent == node.parent) or 1.0
            value = round(shares[node.id] * total, 6 if total <= 1.5 else 4)
            result[node.id] = float(int(value)) if value == int(value) else value
        return result

    @property
    def leaves(self) -> tuple[Node, ...]:
        """The criteria without the groups."""
        return tuple(node for node in self.nodes if not node.group)

    @cached_property
    def _names(self) -> dict[str, dict[str, str]]:
        return {}

    @property
    def names(self) -> dict[str, str]:
        """Name of each park in the current language."""
        spoken = current_language()
        if spoken not in self._names:
            names = self.study.parks.names()
            self._names[spoken] = {
                str(park): str(name) for park, name in zip(names.index, names, strict=True)
            }
        return self._names[spoken]

    @cached_property
    def _codes(self) -> dict[str, dict[str, object]]:
        return {}

    def value(self, column: str, park: str) -> object:
        """The cell of a park; None where the column or the value is missing."""
        if column not in self.study.parks.table:
            return None
        if column not in self._codes:
            series = self.study.parks.table[column]
            self._codes[column] = {
                str(id): cell for id, cell in zip(series.index, series.tolist(), strict=True)
            }
        cell = self._codes[column].get(park)
        return None if cell is None or cell != cell else cell

    def figure(self, column: str, park: str) -> float | None:
        """A numeric cell of a park."""
        cell = self.value(column, park)
        return float(cell) if isinstance(cell, (int, float)) else None

    def shown(self, column: str, park: str) -> str:
        """The cell of a park with the name of its code; empty where missing."""
        cell = self.value(column, park)
        return "" if cell is None else self.study.parks.column(column).show(cell)

    @cached_property
    def rules(self) -> dict[str, Rule]:
        """Every rule of the programme by its id, in the order of the file."""
        return {rule.id: rule for rule in self.study.programme.rules}

    @cached_property
    def question(self) -> Question:
        """What the files ask."""
        return Question(self.file_weights, self.study.criteria.method.name)


@dataclass(frozen=True, eq=False)
class Order:
    """A ranking with what the screens need of it ready to hand."""

    ranking: Ranking
    key: tuple[object, ...] = ()

    @cached_property
    def parks(self) -> tuple[str, ...]:
        """The ranked parks, then those that are not eligible in the order of their ids."""
        return (*(str(park) for park in self.ranking.table.index), *sorted(self.ranking.ineligible))

    @cached_property
    def rank(self) -> dict[str, int]:
        """Rank of each ranked park."""
        table = self.ranking.table
        return {str(park): int(rank) for park, rank in zip(table.index, table["rank"].tolist(), strict=True)}

    @cached_property
    def merit(self) -> dict[str, float]:
        """Merit of each ranked park."""
        table = self.ranking.table
        return {str(park): merit for park, merit in zip(table.index, table["merit"].tolist(), strict=True)}

    @cached_property
    def place(self) -> dict[str, int]:
        """Position of each park in :attr:`parks`."""
        return {park: index for index, park in enumerate(self.parks)}

    def contributions(self, park: str) -> list[tuple[str, float]]:
        """What each criterion gives to the park's merit: label and amount, the greatest first."""
        if park not in self.rank:
            return []
        row: Any = self.ranking.contributions.loc[park]
        labels = {criterion.id: str(criterion.label) for criterion in self.ranking.criteria}
        parts = [
            (labels.get(id, id), float(amount))
            for id, amount in zip(labels, row[list(labels)].tolist(), strict=True)
        ]
        return sorted(parts, key=lambda part: -abs(part[1]))


@dataclass(frozen=True, eq=False)
class Answer:
    """A portfolio and the question it answers."""

    question: Question
    portfolio: Portfolio
    territory: Territory | None = None
    """The portfolio by district and year, where the parks' table tells districts."""

    @cached_property
    def funded(self) -> dict[str, FundedPark]:
        """The funded parks by id."""
        return {park.park_id: park for park in self.portfolio.funded}

    @property
    def has_plan(self) -> bool:
        """Whether there is a plan at all."""
        return self.portfolio.ending in ("optimal", "feasible")
