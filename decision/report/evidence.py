"""What a document is made of: a run record, and what was computed beside it; and the way from a number back to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from decision.language import current_language
from decision.model.base import Text
from decision.model.programme import AskedCeilings, Programme
from decision.report.content import How, Number

if TYPE_CHECKING:
    from decision.analysis.explanation import Explanation
    from decision.analysis.regret import CommitteeRegret
    from decision.analysis.robust_result import Robust
    from decision.model.results import Portfolio, Ranking
    from decision.model.study import Study
    from decision.records import Record


@dataclass(frozen=True, eq=False)
class Evidence:
    """A record, the study of its copies, and explanation, robustness and regret computed from the two."""

    record: Mapping[str, Any]
    """What ``run.json`` says."""
    study: Study
    ranking: Ranking
    portfolio: Portfolio
    explanation: Explanation | None = None
    robust: Robust | None = None
    regret: CommitteeRegret | None = None
    name: str = ""
    """Name of the record's folder."""

    @classmethod
    def of(cls, record: Record) -> Evidence:
        """The evidence of a record: all of it read from the record's own folder.

        Raises:
            InputProblems: the record holds no ranking and portfolio, or no study.
        """
        return cls(record.content, record.study(), record.ranking(), record.portfolio(), name=record.name)

    @cached_property
    def programme(self) -> Programme:
        """The programme as it was resolved for the run."""
        return Programme.model_validate(self.record["programme"], context=AskedCeilings())

    @cached_property
    def barring(self) -> dict[str, list[Text]]:
        """Park → active rules that shut it out whatever its merit."""
        from decision.allocation.rules import barred_by

        active = {rule.id: rule.label for rule in self.programme.active_rules()}
        found: dict[str, list[Text]] = {}
        for rule, parks in barred_by(self.programme, self.study.parks.table).items():
            for park in parks if rule in active else ():
                found.setdefault(park, []).append(active[rule])
        return found

    @property
    def names(self) -> dict[str, str]:
        """Names of the parks in the language spoken."""
        language = current_language()
        if language not in self._names:
            self._names[language] = {str(park): str(name) for park, name in self.study.parks.names().items()}
        return self._names[language]

    @cached_property
    def _names(self) -> dict[str, dict[str, str]]:
        return {}

    @cached_property
    def sources(self) -> dict[str, Any]:
        """Everything that a number may come from, as plain data.

        ``record``: run.json · ``programme``, ``criteria``: the resolved models with their defaults · ``parks``: the
        cells of the table of parks · ``explanation``, ``robust``, ``regret``: what was computed for the document.
        """
        table = self.study.parks.table
        found: dict[str, Any] = {
            "record": self.record,
            "programme": self.programme.model_dump(mode="json", by_alias=True),
            "criteria": {
                one.id: one.model_dump(mode="json", by_alias=True) for one in self.study.criteria.nodes()
            },
            "parks": {str(park): dict(row) for park, row in table.to_dict("index").items()},
        }
        for name in ("explanation", "robust", "regret"):
            answer = getattr(self, name)
            if answer is not None:
                found[name] = answer.to_dict()
        if self.robust is not None:
            categories = self.robust.categories
            found["robust"]["counts"] = {
                name: categories.count(name) for name in ("core", "borderline", "exterior")
            }
        return found

    def number(
        self,
        *path: object,
        digits: int = 0,
        share: bool = False,
        plain: bool = False,
        how: How = "value",
        source: str = "record",
    ) -> Number:
        """The number that stands at this place.

        Args:
            path: keys and places, top down; ``*`` for every entry.
            digits: decimals shown.
            share: a fraction, shown as a percentage.
            plain: without a separator of thousands.
            how: the value, the sum of all entries, or their number.
            source: which of :attr:`sources`.
        """
        place = pointer(source, *path)
        return Number(resolve(self.sources, place, how), place, digits, share, plain, how)


def pointer(source: str, *path: object) -> str:
    """A JSON pointer (RFC 6901) with the name of its source before it."""
    keys = (str(key).replace("~", "~0").replace("/", "~1") for key in path)
    return f"{source}:/" + "/".join(keys)


def resolve(sources: Mapping[str, Any], place: str, how: How = "value") -> float | None:
    """The number at a place; None where it holds none.

    Raises:
        KeyError: there is no such place.
    """
    source, _colon, path = place.partition(":/")
    keys = [key.replace("~1", "/").replace("~0", "~") for key in path.split("/")] if path else []
    entries = list(_entries(sources[source], keys))
    if how == "count":
        return float(len(entries))
    numbers = [float(entry) for entry in entries if entry is not None]
    if how == "sum":
        return sum(numbers)
    return numbers[0] if numbers else None


def _entries(inside: Any, keys: list[str]) -> Iterator[Any]:
    if not keys:
        yield inside
        return
    key, *rest = keys
    if key == "*":
        for entry in inside.values() if isinstance(inside, Mapping) else inside:
            yield from _entries(entry, rest)
    elif isinstance(inside, Mapping):
        yield from _entries(inside[key], rest)
    else:
        yield from _entries(inside[int(key)], rest)
