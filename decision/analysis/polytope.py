"""The weights that statements leave open: a polytope, its extreme points, and what contradicts what.

Weights w of the criteria are not negative and sum to 1; each statement of the criteria model's ``incomplete`` adds
linear relations (a group weighs what its criteria weigh together). The polytope is looked at in its own space,
w = origin + directions · x, where sums and equalities hold by construction.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from decision.analysis.polytope_shape import TOLERANCE, Matrix, Polytope, Vector, least, vertices
from decision.errors import InputProblems, Problem
from decision.language import Message, _
from decision.model.criteria import CriteriaGroup, CriteriaModel, Criterion
from decision.model.statements import Relation, parse_statement

__all__ = ["Matrix", "Polytope", "Vector", "least", "polytope", "simplex", "vertices"]


def polytope(criteria: CriteriaModel, statements: Sequence[str] | None = None) -> Polytope:
    """The weights that the statements leave open.

    Args:
        criteria: the criteria; without ``statements`` its own ``incomplete`` holds.
        statements: other ones.

    Raises:
        InputProblems: a text that is no statement, an id that does not exist, statements that contradict each other
            (a smallest set of them is named) or that leave no room without saying so by ``=``.
    """
    texts = tuple(criteria.incomplete if statements is None else statements)
    result = _relations(criteria, texts)
    _refuse_contradictions(result)
    return result


def simplex(criteria: CriteriaModel) -> Polytope:
    """All weights: nothing is stated."""
    return polytope(criteria, ())


def _relations(criteria: CriteriaModel, texts: tuple[str, ...]) -> Polytope:
    from decision.model.statements import BadStatement
    from decision.ranking.wording import nearest

    leaves = [leaf.id for leaf in criteria.leaves()]
    members = {node.id: _leaves_of(node) for node in criteria.nodes()}
    upper: list[Vector] = []
    bounds: list[float] = []
    equal: list[Vector] = []
    values: list[float] = []
    upper_from: list[int] = []
    equal_from: list[int] = []
    problems = []

    def row(relation: Relation) -> Vector:
        result = np.zeros(len(leaves))
        for name, factor in relation.coefficients.items():
            for leaf in members[name]:
                result[leaves.index(leaf)] += factor
        return result

    for place, text in enumerate(texts):
        try:
            statement = parse_statement(text)
        except BadStatement as bad:
            problems.append(Problem(bad.says, field=f"incomplete[{place}]"))
            continue
        unknown = [name for name in statement.ids if name not in members]
        problems += [
            Problem(
                _("no criterion or group has the id {id}", id=name),
                field=f"incomplete[{place}]",
                remedy=nearest(name, members),
            )
            for name in unknown
        ]
        if unknown:
            continue
        for relation in statement.relations:
            if relation.relation == "==":
                equal.append(row(relation))
                values.append(relation.bound)
                equal_from.append(place)
            else:
                sign = 1.0 if relation.relation == "<=" else -1.0
                upper.append(sign * row(relation))
                bounds.append(sign * relation.bound)
                upper_from.append(place)
    if problems:
        raise InputProblems(problems)
    return Polytope(
        tuple(leaves),
        texts,
        np.array(upper).reshape(-1, len(leaves)),
        np.array(bounds, dtype=float),
        np.array(equal).reshape(-1, len(leaves)),
        np.array(values, dtype=float),
        tuple(upper_from),
        tuple(equal_from),
    )


def _leaves_of(node: Criterion | CriteriaGroup) -> list[str]:
    if isinstance(node, Criterion):
        return [node.id]
    return [leaf for child in node.criteria for leaf in _leaves_of(child)]


def _only(whole: Polytope, kept: Sequence[int]) -> Polytope:
    """The polytope of some of the statements."""
    upper = [row for row, place in enumerate(whole.upper_from) if place in kept]
    equal = [row for row, place in enumerate(whole.equal_from) if place in kept]
    return Polytope(
        whole.criteria,
        tuple(whole.statements[place] for place in kept),
        whole.upper[upper],
        whole.bounds[upper],
        whole.equal[equal],
        whole.values[equal],
    )


def _room(polytope: Polytope) -> float:
    """Radius of the largest ball inside; negative where nothing is inside, infinite where there is one point only."""
    origin, directions = polytope.space
    equal = np.vstack([np.ones((1, len(polytope.criteria))), polytope.equal])
    right = np.concatenate([[1.0], polytope.values])
    if np.abs(equal @ origin - right).max() > TOLERANCE:
        return -1.0
    rows = np.vstack([-np.eye(len(polytope.criteria)), polytope.upper])
    rest = np.concatenate([np.zeros(len(polytope.criteria)), polytope.bounds]) - rows @ origin
    idle = np.linalg.norm(rows @ directions, axis=1) <= TOLERANCE
    if (rest[idle] < -TOLERANCE).any():
        return -1.0
    return np.inf if polytope.dimension == 0 else polytope.centre[1]


def _refuse_contradictions(whole: Polytope) -> None:
    room = _room(whole)
    if room > TOLERANCE:
        return
    empty = room < -TOLERANCE
    guilty = _smallest(whole, -TOLERANCE if empty else TOLERANCE)
    problems = []
    for place in guilty:
        others = [whole.statements[other] for other in guilty if other != place]
        if empty:
            says: Message = (
                _(
                    "{statement} contradicts {others}",
                    statement=whole.statements[place],
                    others="; ".join(others),
                )
                if others
                else _("no weights keep {statement}", statement=whole.statements[place])
            )
            remedy = _("weights are not negative and sum to 1; take one of these statements back")
        else:
            says = (
                _(
                    "{statement} leaves no room together with {others}: the weights between them have no volume",
                    statement=whole.statements[place],
                    others="; ".join(others),
                )
                if others
                else _(
                    "{statement} leaves no room: the weights that keep it have no volume",
                    statement=whole.statements[place],
                )
            )
            remedy = _("widen a bound, or write = where you mean that weights are equal")
        problems.append(Problem(says, field=f"incomplete[{place}]", remedy=remedy))
    raise InputProblems(problems)


def _smallest(whole: Polytope, least: float) -> list[int]:
    """Places of statements of which none can be left out without giving more room than ``least``."""
    kept = list(range(len(whole.statements)))
    for place in range(len(whole.statements)):
        without = [other for other in kept if other != place]
        if _room(_only(whole, without)) <= least:
            kept = without
    return kept
