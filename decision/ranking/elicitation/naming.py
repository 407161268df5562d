"""Ids in judgements: unknown ones, ones of another group, missing ones, ones named twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from decision.errors import Problem
from decision.language import _
from decision.ranking.wording import Listed, nearest_or_all


def unknown_id(
    identifier: str, siblings: Sequence[str], homes: Mapping[str, str | None], path: str
) -> Problem:
    """Why an id cannot stand here: it belongs elsewhere in the tree, or nowhere.

    Args:
        identifier: the id as written.
        siblings: those that are judged here.
        homes: every id of the tree → the group it stands in, None for the top level.
        path: YAML path of the place.
    """
    if identifier not in homes:
        says = _("no criterion or group has the id {id}", id=identifier)
        return Problem(says, field=path, remedy=nearest_or_all(identifier, siblings))
    home = homes[identifier]
    says = _(
        "{id} is not judged together with these; here stand {siblings}",
        id=identifier,
        siblings=Listed(siblings),
    )
    if home is None:
        return Problem(says, field=path, remedy=_("it belongs to the top level of weights"))
    remedy = _("it belongs to the group {group}: write it under weights, groups, {group}", group=home)
    return Problem(says, field=path, remedy=remedy)


def each_once(
    named: Iterable[str],
    siblings: Sequence[str],
    homes: Mapping[str, str | None],
    path: str,
    *,
    missing_allowed: Iterable[str] = (),
) -> list[Problem]:
    """Problems unless every sibling is named exactly once."""
    problems: list[Problem] = []
    seen: set[str] = set()
    for identifier in named:
        if identifier not in siblings:
            problems.append(unknown_id(identifier, siblings, homes, path))
        elif identifier in seen:
            problems.append(Problem(_("{id} is named twice", id=identifier), field=path))
        seen.add(identifier)
    left_out = [name for name in siblings if name not in seen and name not in set(missing_allowed)]
    problems += [Problem(_("{id} is missing", id=identifier), field=path) for identifier in left_out]
    return problems
