"""A study's room for manoeuvre: the portfolios that are worth nearly as much as the best one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from decision.decisions import question, rank, told
from decision.language import Message, _, _n, percent
from decision.model.criteria import MethodSettings
from decision.model.options import SolveOptions
from decision.model.study import Study

if TYPE_CHECKING:
    from decision.allocation.near_optimal_result import NearOptimal


@dataclass(frozen=True, eq=False)
class Alternatives:
    """Near-optimal portfolios of a study, with the parks' names."""

    near: NearOptimal
    names: Mapping[str, str]
    """Parks by id."""

    def to_frame(self) -> pd.DataFrame:
        """One row a portfolio, the best one first (number 0)."""
        best = self.near.best
        rows = []
        if best.objective is not None:
            rows.append(
                {
                    "number": 0,
                    "objective": best.objective,
                    "loss": 0.0,
                    "parks": len(best.funded),
                    "granted_mln_rub": best.granted,
                    "distance": 0,
                    "enters": "",
                    "leaves": "",
                }
            )
        for number, one in enumerate(self.near.alternatives, 1):
            rows.append(
                {
                    "number": number,
                    "objective": one.portfolio.objective,
                    "loss": one.loss,
                    "parks": len(one.portfolio.funded),
                    "granted_mln_rub": one.portfolio.granted,
                    "distance": one.distance,
                    "enters": ", ".join(one.enters),
                    "leaves": ", ".join(one.leaves),
                }
            )
        heads = ["number", "objective", "loss", "parks", "granted_mln_rub", "distance", "enters", "leaves"]
        return pd.DataFrame(rows, columns=heads)

    def parks(self) -> pd.DataFrame:
        """Parks that can change sides or may do so: in which of the portfolios of :meth:`to_frame` each one is."""
        near = self.near
        sets = [{park.park_id for park in near.best.funded}]
        sets += [{park.park_id for park in one.portfolio.funded} for one in near.alternatives]
        rows = [
            {
                "park_id": park,
                "name": self.names.get(park, ""),
                "best": park in sets[0],
                "alternatives": sum(park in one for one in sets[1:]),
                "undecided": park in near.undecided,
            }
            for park in sorted((*near.in_some, *near.undecided))
        ]
        return pd.DataFrame(rows, columns=["park_id", "name", "best", "alternatives", "undecided"])

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        near = self.near
        return {
            "within": near.within,
            "best": near.best.to_dict(),
            "floor": near.floor,
            "others": near.others,
            "counted_all": near.counted_all,
            "alternatives": [
                {
                    "objective": one.portfolio.objective,
                    "loss": one.loss,
                    "distance": one.distance,
                    "enters": list(one.enters),
                    "leaves": list(one.leaves),
                    "granted_mln_rub": one.portfolio.granted,
                    "funded": [park.park_id for park in one.portfolio.funded],
                }
                for one in near.alternatives
            ],
            "most_different_at_most": near.most_different_bound,
            "most_different_proven": near.most_different_proven,
            "in_all": list(near.in_all),
            "in_none": list(near.in_none),
            "in_some": list(near.in_some),
            "undecided": list(near.undecided),
            "says": [str(sentence) for sentence in self.says()],
        }

    def says(self) -> list[Message]:
        """What was found and what of it is proven, in sentences."""
        near = self.near
        if near.floor is None:
            return []
        share = percent(near.within, 2)
        if near.counted_all:
            lines = [
                _n(
                    "exactly {count} other portfolio lies within {share} of the best value",
                    "exactly {count} other portfolios lie within {share} of the best value",
                    near.others,
                    share=share,
                )
            ]
        else:
            lines = [
                _n(
                    "at least {count} other portfolio lies within {share} of the best value",
                    "at least {count} other portfolios lie within {share} of the best value",
                    near.others,
                    share=share,
                )
            ]
        if near.best.gap:
            lines.append(
                _(
                    "the best value is proven to {gap}: the share refers to the best portfolio found",
                    gap=percent(near.best.gap, 3),
                )
            )
        if near.alternatives:
            distance = max(one.distance for one in near.alternatives)
            lines.append(
                _n(
                    "the most different one changes {count} park (proven)",
                    "the most different one changes {count} parks (proven)",
                    distance,
                )
                if near.most_different_proven
                else _(
                    "the most different one found changes {count} parks; none changes more than {bound}",
                    count=distance,
                    bound=near.most_different_bound if near.most_different_bound is not None else "–",
                )
            )
        lines.append(
            _(
                "proven: {all} parks are in all of these portfolios, {none} in none; {some} can change sides",
                all=len(near.in_all),
                none=len(near.in_none),
                some=len(near.in_some),
            )
        )
        if near.undecided:
            lines.append(
                _n(
                    "{count} park is not settled in the time",
                    "{count} parks are not settled in the time",
                    len(near.undecided),
                )
            )
        return lines


def alternatives(
    study: Study,
    within: float = 0.01,
    count: int = 5,
    options: SolveOptions | None = None,
    *,
    method: str | MethodSettings | None = None,
    weights: Mapping[str, float] | None = None,
    budget: float | None = None,
    fund: Iterable[str] = (),
    reject: Iterable[str] = (),
    settings: Mapping[str, str] | None = None,
) -> Alternatives:
    """The portfolios of a study within a share of the best value.

    Args:
        study: parks, criteria and programme.
        within: share of the best value that may be lost, 0.01 for 1 %.
        count: how many alternatives are shown.
        options: time limit for everything, stop event.
        method: another ranking method.
        weights: other weights, by the id of a criterion or group.
        budget: another total, million RUB.
        fund: parks pinned in.
        reject: parks kept out.
        settings: changes to the programme.

    Raises:
        InputProblems: a park, setting or rule that does not exist or contradicts itself.
    """
    from dataclasses import replace

    from decision.allocation.near_optimal import near_optimal

    ranking = rank(study, method=method, weights=weights)
    asked = question(study, ranking=ranking, budget=budget, fund=fund, reject=reject, settings=settings)
    found = near_optimal(asked, within, count, options)
    found = replace(found, best=told(found.best, study, asked, ranking))
    names = {str(park): str(name) for park, name in study.parks.names().items()}
    return Alternatives(found, names)
