"""Why parks are funded or not, and what every rule costs: asked of the solver, not argued (design 4.3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from decision.analysis.explainer import Asking, Explainer, Told
from decision.analysis.explanation import Explanation
from decision.decisions import allocate, known_parks, question, rank
from decision.errors import InputProblems, Problem
from decision.model.criteria import MethodSettings
from decision.model.options import SolveOptions
from decision.model.study import Study


def explain(
    study: Study,
    parks: Iterable[str] = (),
    *,
    options: SolveOptions | None = None,
    every_park: bool = False,
    method: str | MethodSettings | None = None,
    weights: Mapping[str, float] | None = None,
    budget: float | None = None,
    fund: Iterable[str] = (),
    reject: Iterable[str] = (),
    settings: Mapping[str, str] | None = None,
    told: Told | None = None,
    asking: Asking | None = None,
) -> Explanation:
    """Explain a study's portfolio: parks asked for in depth; without any, the rules and their prices.

    Args:
        study: parks, criteria, programme.
        parks: ids to explain in depth: loss, displaced parks, merit and request to enter, rules in the way.
        options: gap of the portfolio that is explained; seconds for the portfolio, and as many again for the
            explanation; stop event; progress of the portfolio's own solve.
        every_park: what forcing each park in or out costs, without the details.
        method: another ranking method.
        weights: other weights, by the id of a criterion or group.
        budget: another total, million RUB.
        fund: parks pinned in.
        reject: parks kept out.
        settings: changes to the programme.
        told: called with the number of steps done and of all.
        asking: called before each question about a park with what is asked now.

    Raises:
        InputProblems: a park, setting or rule that does not exist.
    """
    options = options or SolveOptions()
    parks, fund, reject = tuple(parks), tuple(fund), tuple(reject)
    problems: list[Problem] = []
    for named, where in ((parks, "PARK"), (fund, "--fund"), (reject, "--reject")):
        try:
            known_parks(study, named, where)
        except InputProblems as faults:
            problems += faults.problems
    if problems:
        raise InputProblems(problems)
    ranking = rank(study, method=method, weights=weights)
    changes: dict[str, Any] = {"budget": budget, "fund": fund, "reject": reject, "settings": settings}
    asked = question(study, ranking=ranking, **changes)
    portfolio = allocate(study, ranking=ranking, options=options, **changes)
    return Explainer(study, asked, ranking, portfolio, options).explanation(parks, every_park, told, asking)
