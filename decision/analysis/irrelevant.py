"""The irrelevant-applicant test: what one more applicant who can neither lead nor be funded changes for the others."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from decision.allocation.allocate import answer
from decision.allocation.audit import objective_value
from decision.allocation.problem import pairs_of
from decision.allocation.replanning import plan_of
from decision.decisions import question, rank
from decision.errors import ParkfundError
from decision.language import _
from decision.model.options import SolveOptions
from decision.model.study import Study

NEW = "irrelevant-applicant"


@dataclass(frozen=True, eq=False)
class IrrelevantApplicant:
    """What a copy of the last-ranked park that nobody could fund changes."""

    copy_of: str
    reversed_pairs: int
    """Pairs of other parks whose order turns."""
    largest_merit_change: float
    portfolio_turns: bool | None
    """Whether another portfolio becomes better by more than the gap; None where money is not asked about."""
    left: tuple[str, ...] = ()
    entered: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "copy_of": self.copy_of,
            "reversed_pairs": self.reversed_pairs,
            "largest_merit_change": self.largest_merit_change,
            "portfolio_turns": self.portfolio_turns,
            "left": list(self.left),
            "entered": list(self.entered),
        }


def irrelevant_applicant(
    study: Study,
    *,
    method: Any = None,
    weights: Any = None,
    options: SolveOptions | None = None,
    **arguments: Any,
) -> IrrelevantApplicant:
    """Add a copy of the last-ranked park, kept out of the money, and see what changes for the others (design 4.1).

    Args:
        study: what is decided on.
        method: another ranking method.
        weights: other weights by id.
        options: effort of the solves; None: only the ranking is looked at.
        **arguments: budget, fund, reject, settings, as in :func:`decision.decisions.allocate`.

    Raises:
        ParkfundError: no park is ranked.
    """
    before = rank(study, method=method, weights=weights)
    if before.table.empty:
        raise ParkfundError(_("no park is ranked"))
    last = str(before.table.index[-1])
    table = study.parks.table
    copied = table.loc[[last]].set_axis(pd.Index([NEW], name=table.index.name, dtype=object))
    larger = replace(study, parks=replace(study.parks, table=pd.concat([table, copied]).sort_index()))
    after = rank(larger, method=method, weights=weights)
    others = before.table.index
    first, second = before.table["rank"].to_numpy(), after.table["rank"].reindex(others).to_numpy(dtype=float)
    turned = (first[:, None] < first[None, :]) & (second[:, None] > second[None, :])
    merit = (after.table["merit"].reindex(others) - before.table["merit"]).abs().max()
    result = IrrelevantApplicant(last, int(turned.sum()), float(merit), None)
    if options is None:
        return result
    base = answer(question(study, ranking=before, **arguments), options)
    rejected = (*arguments.pop("reject", ()), NEW)
    asked = question(larger, ranking=after, reject=rejected, **arguments)
    found = answer(asked, options)
    if base.objective is None or found.objective is None:
        return result
    own = objective_value(
        plan_of(base, asked.candidates), asked.rows, pairs_of(asked.candidates, asked.partnerships)
    )
    turns = bool(found.objective > own + options.gap * max(abs(own), abs(found.objective)) + 1e-9)
    old, new = ({park.park_id for park in one.funded} for one in (base, found))
    order = [str(park) for park in others]
    return replace(
        result,
        portfolio_turns=turns,
        left=tuple(park for park in order if turns and park in old - new),
        entered=tuple(park for park in order if turns and park in new - old),
    )
