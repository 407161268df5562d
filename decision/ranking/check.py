"""What ranking would refuse or deserves a look, for ``parkfund check`` and for loading."""

from __future__ import annotations

import numpy as np

from decision.errors import InputProblems, ParkfundError, Problem
from decision.language import _
from decision.model.criteria import CriteriaModel, Criterion
from decision.model.parks import Parks
from decision.model.statements import parse_statement
from decision.ranking.matrix import DecisionMatrix, build_matrix, column_problems, expression_problems
from decision.ranking.scoring import Chosen, choose, score
from decision.ranking.weighting_result import WeighingResult
from decision.ranking.weighting_shares import unused_judgements
from decision.ranking.weights import weigh_matrix, weigh_nobody, weight_problems
from decision.ranking.wording import Figure, leaf_paths, nearest


def problems(criteria: CriteriaModel, parks: Parks | None = None) -> list[Problem]:
    """Everything wrong, and everything legal that deserves a look (``warning``), all at once.

    ``field`` is the path of the YAML key, ``criteria[0].column``. Without parks only the model itself is
    looked at.
    """
    chosen, found = choose(criteria)
    found += weight_problems(criteria) + unused_judgements(criteria) + statement_problems(criteria)
    paths = leaf_paths(criteria)
    for criterion in criteria.leaves():
        found += _criterion_problems(criterion, paths[criterion.id], chosen)
    if parks is not None:
        found += column_problems(parks, criteria)
    else:
        found += expression_problems(criteria)
    if chosen is not None and not any(not problem.warning for problem in found):
        matrix = None if parks is None or not len(parks) else build_matrix(parks, criteria)
        try:
            weighed = (
                weigh_matrix(criteria, matrix)
                if matrix is not None and matrix.parks
                else weigh_nobody(criteria)
            )
        except InputProblems as wrong:
            return found + list(wrong.problems)
        found += [Problem(says, field="weights", warning=True) for says in weighed.warnings]
        found += _independence_warnings(criteria, chosen, weighed)
        if matrix is not None and parks is not None:
            found += _matrix_warnings(matrix, criteria)
            found += _applicability(criteria, parks)
    return found


def statement_problems(criteria: CriteriaModel) -> list[Problem]:
    """Statements of ``incomplete`` that name no criterion or group, with the nearest spelling."""
    known = [node.id for node in criteria.nodes()]
    return [
        Problem(
            _("no criterion or group has the id {id}", id=name),
            field=f"incomplete[{place}]",
            remedy=nearest(name, known),
        )
        for place, text in enumerate(criteria.incomplete)
        for name in parse_statement(text).ids
        if name not in known
    ]


def _criterion_problems(criterion: Criterion, path: str, chosen: Chosen | None) -> list[Problem]:
    found = []
    nothing = criterion.do_nothing
    if nothing is not None and criterion.scale is not None:
        low, high = sorted((criterion.scale.worst, criterion.scale.best))
        if not low <= nothing <= high:
            says = _(
                "do_nothing {value} lies outside the scale {low} to {high}",
                value=Figure(nothing),
                low=Figure(low),
                high=Figure(high),
            )
            found.append(Problem(says, field=f"{path}.do_nothing", remedy=_("widen the scale")))
    elif nothing is not None and criterion.value is not None:
        low, high = criterion.value[0][0], criterion.value[-1][0]
        if not low <= nothing <= high:
            says = _(
                "do_nothing {value} lies outside the value function, which goes from {low} to {high}",
                value=Figure(nothing),
                low=Figure(low),
                high=Figure(high),
            )
            found.append(Problem(says, field=f"{path}.do_nothing", warning=True))
    if criterion.preference is not None and chosen is not None:
        if chosen.method.id != "promethee_ii":
            says = _("preference is used by promethee_ii only, not by {method}", method=chosen.method.id)
            found.append(Problem(says, field=f"{path}.preference", warning=True))
        elif criterion.value is not None:
            says = _("with a value function the preference thresholds apply to the worth between 0 and 1")
            found.append(Problem(says, field=f"{path}.preference", warning=True))
    if criterion.value is not None and criterion.goal == "min":
        first, last = criterion.value[0][1], criterion.value[-1][1]
        if last > first:
            says = _("goal is min, but the value function gives greater values a greater worth")
            found.append(Problem(says, field=f"{path}.value", warning=True))
    return found


def _independence_warnings(
    criteria: CriteriaModel, chosen: Chosen, weighing: WeighingResult
) -> list[Problem]:
    """Merits that depend on who else applied, and why."""
    weights = weighing.weights
    paths = leaf_paths(criteria)
    weighed = [criterion for criterion in criteria.leaves() if weights[criterion.id] > 0]
    found = []
    loose = [criterion for criterion in weighed if criterion.scale is None and criterion.value is None]
    for criterion in loose:
        says = _("without a scale the merits depend on who else applied")
        remedy = _("give the criterion scale: {worst: …, best: …}")
        found.append(Problem(says, field=paths[criterion.id], remedy=remedy, warning=True))
    for criterion in weighed:
        if criterion.do_nothing is None:
            says = _(
                "without do_nothing merit has no zero: an optimiser that adds it up follows a convention"
            )
            found.append(Problem(says, field=paths[criterion.id], warning=True))
        if criterion.missing == "median":
            says = _("the median of the known values depends on who else applied")
            found.append(Problem(says, field=f"{paths[criterion.id]}.missing", warning=True))
    if not loose and not chosen.method.is_independent(chosen.normalisation):
        says = _(
            "merits by {method} depend on who else applied, even with fixed scales", method=chosen.method.name
        )
        remedy = _("topsis, vikor, wsm with normalization minmax and others keep them fixed")
        found.append(Problem(says, field="method", remedy=remedy, warning=True))
    if (
        chosen.method.id == "aroman"
        and chosen.method.caution is not None
        and any(c.goal == "min" for c in weighed)
    ):
        found.append(Problem(chosen.method.caution, field="method", warning=True))
    return found


def _matrix_warnings(matrix: DecisionMatrix, criteria: CriteriaModel) -> list[Problem]:
    paths = leaf_paths(criteria)
    found = [Problem(says, field="criteria", warning=True) for says in matrix.warnings]
    if len(matrix.parks) > 1:
        constant = (matrix.values == matrix.values[0]).all(axis=0)
        for place in np.flatnonzero(constant):
            criterion = matrix.criteria[place]
            says = _("all {count} eligible parks are equal in this criterion", count=len(matrix.parks))
            found.append(Problem(says, field=paths[criterion.id], warning=True))
    return found


def _applicability(criteria: CriteriaModel, parks: Parks) -> list[Problem]:
    """Whether the method has an answer for these parks at all."""
    try:
        scored = score(parks, criteria)
    except InputProblems as wrong:
        return list(wrong.problems)
    except ParkfundError as refused:
        return [Problem(refused.says, field="method")]
    said = scored.weighed.warnings if scored.weighed is not None else ()
    known = {str(says) for says in (*scored.matrix.warnings, *scored.chosen.warnings, *said)}
    return [Problem(says, field="method", warning=True) for says in scored.warnings if str(says) not in known]
