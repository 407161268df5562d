"""The ranking methods on offer: what each computes, from which paper, and how it was checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from decision.errors import ParkfundError
from decision.language import Message, _
from decision.ranking.merit import MAP_TEXTS, MapName
from decision.ranking.normalisations import NORMALISATIONS, Normalisation
from decision.ranking.parameters import Parameters
from decision.ranking.problem import RankingProblem, Scores
from decision.ranking.wording import nearest_or_all


@dataclass(frozen=True, eq=False)
class Method:
    """One ranking method."""

    id: str
    name: str
    formula: Message
    """In plain text, with the symbols explained."""
    source: str
    """The paper that defines it."""
    run: Callable[[RankingProblem, bool], Scores]
    """Preference of each row; the second argument asks for the intermediate tables."""
    merit: MapName
    """Map of the preference to merit; under a normalisation whose images do not reach 1 ``identity`` becomes
    ``range``."""
    checked_against: Message
    """Published case or second implementation that the tests compare with."""
    higher_is_better: bool = True
    normalisations: tuple[str, ...] = ()
    """Those that can be chosen, the default first; empty: the method's own only."""
    parameters: type[Parameters] = Parameters
    additive: bool = False
    """Whether the preference is a sum over criteria, so that contributions are exact."""
    monotone: bool = True
    """Whether a park never falls below one that it dominates."""
    independent: bool | frozenset[str] = False
    """Whether merit is independent of other applicants once every criterion has a scale, or under which
    normalisations."""
    needs_ends: bool = False
    """Whether the method measures from end to end of each criterion and compares no parks."""
    drives_money: bool = True
    """Whether merits have a zero and may be added up over parks."""
    deviation: Message | None = None
    """Where pymcdm deviates from the source, and what is done about it."""
    caution: Message | None = None
    """What a user should know before choosing it."""

    @property
    def default_normalisation(self) -> Normalisation | None:
        """The normalisation when none is chosen; None where the method has its own."""
        return NORMALISATIONS[self.normalisations[0]] if self.normalisations else None

    def map_to_merit(self, normalisation: Normalisation | None) -> MapName:
        """The map of the preference to merit under a normalisation."""
        if self.merit == "identity" and normalisation is not None and self.id in ("wsm", "wpm", "waspas"):
            return "identity" if normalisation.within_unit and normalisation.fixed_by_ends else "range"
        return self.merit

    def is_independent(self, normalisation: Normalisation | None) -> bool:
        """Whether merit stays the same whoever else applies, once every criterion has fixed ends."""
        if isinstance(self.independent, bool):
            return self.independent
        return normalisation is not None and normalisation.id in self.independent

    def parameter_list(self) -> list[dict[str, Any]]:
        """Name, default and meaning of each parameter."""
        return [
            {
                "name": info.alias or name,
                "default": info.get_default(call_default_factory=True),
                "description": info.description,
            }
            for name, info in self.parameters.model_fields.items()
        ]

    def to_dict(self) -> dict[str, Any]:
        """The JSON of ``parkfund methods`` (design, section 5)."""
        independent = (
            self.independent
            if isinstance(self.independent, bool)
            else sorted(self.independent & set(self.normalisations))
        )
        return {
            "id": self.id,
            "name": self.name,
            "formula": str(self.formula),
            "source": self.source,
            "direction": "higher" if self.higher_is_better else "lower",
            "normalizations": list(self.normalisations),
            "default_normalization": self.normalisations[0] if self.normalisations else None,
            "parameters": self.parameter_list(),
            "merit": str(MAP_TEXTS[self.map_to_merit(self.default_normalisation)]),
            "additive": self.additive,
            "monotone": self.monotone,
            "independent_of_others_with_scales": independent,
            "drives_money": self.drives_money,
            "checked_against": str(self.checked_against),
            "deviation": None if self.deviation is None else str(self.deviation),
            "caution": None if self.caution is None else str(self.caution),
        }


@cache
def _methods() -> dict[str, Method]:
    from decision.ranking.catalogue_ideals import IDEAL_METHODS
    from decision.ranking.catalogue_outranking import OTHER_METHODS
    from decision.ranking.catalogue_sums import SUM_METHODS

    every = (*SUM_METHODS, *IDEAL_METHODS, *OTHER_METHODS)
    return {method.id: method for method in sorted(every, key=lambda method: method.id)}


class _Methods(Mapping[str, Method]):
    """The methods by id, made when first looked at."""

    def __getitem__(self, identifier: str) -> Method:
        return _methods()[identifier]

    def __iter__(self) -> Any:
        return iter(_methods())

    def __len__(self) -> int:
        return len(_methods())


METHODS: Mapping[str, Method] = _Methods()


def find(name: str) -> Method:
    """The method of that lower-case name.

    Raises:
        ParkfundError: there is none; the message gives the nearest spelling.
    """
    known = METHODS.get(name)
    if known is None:
        raise ParkfundError(
            _(
                "no ranking method is called {name}; {remedy}",
                name=name,
                remedy=nearest_or_all(name.lower(), METHODS),
            )
        )
    return known
