"""The c-optimal table of a study: net flows of PROMETHEE (or merits) added up over portfolios of one size each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from decision import decisions
from decision.allocation.c_optimal import CardinalityTable
from decision.allocation.c_optimal import c_optimal as table_of
from decision.model.criteria import MethodSettings
from decision.model.options import SolveOptions
from decision.model.results import Ranking
from decision.model.study import Study

NEUTRAL = "requested_mln_rub"
"""A column that every study with money has; stands in while the question is built, since it is replaced at once."""


@dataclass(frozen=True, eq=False)
class CardinalityReport:
    """The table, the ranking it comes from, and what is added up."""

    ranking: Ranking
    summed: str
    """preference: the method's net flows; merit: for methods whose merit may drive money."""
    table: CardinalityTable

    def to_dict(self) -> dict[str, Any]:
        """The JSON of ``parkfund c-optimal``."""
        return {"method": self.ranking.method, "summed": self.summed, **self.table.to_dict()}


def c_optimal(
    study: Study,
    sizes: Iterable[int] | None = None,
    *,
    method: str | MethodSettings | None = None,
    weights: Mapping[str, float] | None = None,
    budget: float | None = None,
    fund: Iterable[str] = (),
    reject: Iterable[str] = (),
    settings: Mapping[str, str] | None = None,
    options: SolveOptions | None = None,
    progress: Callable[[int, int], None] | None = None,
    least: int | None = None,
    greatest: int | None = None,
) -> CardinalityReport:
    """The best portfolio of exactly c parks for each c, by net flows or merits.

    Args:
        study: parks, criteria and programme.
        sizes: the sizes wanted; left out: every size that a portfolio can have.
        method: another ranking method than the study's.
        weights: other weights.
        budget: another total, million RUB.
        fund: parks pinned in.
        reject: parks kept out.
        settings: changes to the programme.
        options: gap of each size, time limit and stop of the whole.
        progress: called with sizes done and sizes asked for.
        least: with ``sizes`` left out, no smaller size.
        greatest: likewise no greater one.

    Raises:
        InputProblems: a park, setting or rule that does not exist or contradicts itself.
        ParkfundError: the programme has soft rules.
    """
    ranking = decisions.rank(study, method=method, weights=weights)
    summed = "merit" if ranking.merit_drives_money else "preference"
    asked = decisions.question(
        study,
        ranking=ranking,
        budget=budget,
        fund=fund,
        reject=reject,
        settings={**(settings or {}), "objective.maximise": NEUTRAL},
    )
    asked = replace(asked, gain=ranking.table[summed].astype(float))
    table = table_of(asked, sizes, options, progress, least=least, greatest=greatest)
    return CardinalityReport(ranking, summed, table)
