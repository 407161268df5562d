"""Judgements of one set of siblings: what is wrong with them, and the shares that follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from decision.errors import Problem
from decision.language import Message, _
from decision.model.weighting import GroupWeighting
from decision.ranking.elicitation.ahp import weigh_ahp
from decision.ranking.elicitation.bwm import Comparisons, weigh_bwm
from decision.ranking.elicitation.naming import each_once, unknown_id
from decision.ranking.elicitation.orders import RANK_WEIGHTS, from_order, from_swings, tiers_of
from decision.ranking.elicitation.pairs import rancom_matrix, read_rancom, read_saaty, saaty_matrix
from decision.ranking.elicitation.rancom import matrix_of_order, weigh_rancom
from decision.ranking.weighting_result import SiblingWeights
from decision.ranking.wording import Figure

Homes = Mapping[str, str | None]
"""Every id of the tree → the group it stands in, None for the top level."""

JUDGED = (*RANK_WEIGHTS, "swing", "ahp", "bwm", "rancom")
"""Methods that need judgements of people."""


def judgement_problems(
    weighting: GroupWeighting, siblings: Sequence[str], homes: Homes, path: str
) -> list[Problem]:
    """Everything wrong with the judgements that the method needs, all at once; nothing for one sibling alone."""
    if weighting.method not in JUDGED or len(siblings) < 2:
        return []
    if weighting.method in RANK_WEIGHTS:
        return _order_problems(weighting, siblings, homes, path)
    if weighting.method == "swing":
        return _swing_problems(weighting, siblings, homes, path)
    if weighting.method == "bwm":
        return _bwm_problems(weighting, siblings, homes, path)
    if weighting.method == "rancom" and weighting.order is not None:
        return _order_problems(weighting, siblings, homes, path)
    if weighting.pairwise is None:
        example = f"{{{siblings[0]}/{siblings[1]}: {'3' if weighting.method == 'ahp' else 'more'}, …}}"
        return [_needed(weighting.method, "pairwise", path, example)]
    reader = read_saaty if weighting.method == "ahp" else read_rancom
    return reader(siblings, weighting.pairwise, homes, f"{path}.pairwise").problems


def weigh_siblings(weighting: GroupWeighting, siblings: Sequence[str], group: str | None) -> SiblingWeights:
    """Shares of siblings from judgements without problems.

    Args:
        weighting: method, one of ``JUDGED``, and judgements.
        siblings: ids in the order of the file.
        group: the group that they form; None for the top level.
    """
    if len(siblings) == 1:
        return SiblingWeights((1.0,))
    if weighting.method in RANK_WEIGHTS:
        return from_order(weighting.method, siblings, tiers_of(weighting.order or ()))
    if weighting.method == "swing":
        return from_swings(siblings, weighting.swings or {})
    if weighting.method == "bwm":
        return weigh_bwm(_comparisons(weighting, siblings), weighting.model, group)
    if weighting.method == "ahp":
        matrix = saaty_matrix(siblings, weighting.pairwise or {})
        return weigh_ahp(siblings, matrix, weighting.priorities, group)
    if weighting.order is not None:
        return weigh_rancom(siblings, matrix_of_order(siblings, tiers_of(weighting.order)), group)
    return weigh_rancom(siblings, rancom_matrix(siblings, weighting.pairwise or {}), group)


def _needed(method: str, key: str, path: str, example: str) -> Problem:
    says = _("{method} needs {key}", method=method, key=key)
    return Problem(says, field=path, remedy=_("write {key}: {example}", key=key, example=example))


def _order_problems(
    weighting: GroupWeighting, siblings: Sequence[str], homes: Homes, path: str
) -> list[Problem]:
    if weighting.order is None:
        return [_needed(weighting.method, "order", path, f"[{', '.join(siblings)}]")]
    named = [identifier for tier in tiers_of(weighting.order) for identifier in tier]
    return each_once(named, siblings, homes, f"{path}.order")


def _swing_problems(
    weighting: GroupWeighting, siblings: Sequence[str], homes: Homes, path: str
) -> list[Problem]:
    if weighting.swings is None:
        example = f"{{{siblings[0]}: 100, {siblings[1]}: 60, …}}"
        return [_needed("swing", "swings", path, example)]
    path = f"{path}.swings"
    problems = each_once(weighting.swings, siblings, homes, path)
    greatest = max(weighting.swings.values(), default=0.0)
    if greatest == 0.0:
        remedy = _("the most valued move from worst to best is 100, the others are measured against it")
        problems.append(Problem(_("all swings are zero"), field=path, remedy=remedy))
    elif greatest != 100.0:
        says = _("the greatest swing is {value}, not 100", value=Figure(greatest))
        remedy = _("the most valued move from worst to best is 100, the others are measured against it")
        problems.append(Problem(says, field=path, remedy=remedy))
    return problems


def _bwm_problems(
    weighting: GroupWeighting, siblings: Sequence[str], homes: Homes, path: str
) -> list[Problem]:
    problems = []
    best, worst = weighting.best, weighting.worst
    for key, identifier in (("best", best), ("worst", worst)):
        if identifier is None:
            problems.append(_needed("bwm", key, path, siblings[0] if key == "best" else siblings[-1]))
        elif identifier not in siblings:
            problems.append(unknown_id(identifier, siblings, homes, f"{path}.{key}"))
    if best is not None and best == worst:
        says = _("{id} is both the best and the worst", id=best)
        problems.append(Problem(says, field=f"{path}.worst", remedy=_("name two different ones")))
    to_others, to_worst = weighting.best_to_others, weighting.others_to_worst
    for key, given in (("best_to_others", to_others), ("others_to_worst", to_worst)):
        if given is None:
            problems.append(_needed("bwm", key, path, f"{{{siblings[1]}: 3, …}}"))
    if problems or best is None or worst is None or to_others is None or to_worst is None:
        return problems
    # a_BW may stand in either list; a comparison with itself is 1
    spare = {best, *([worst] if best in to_worst else [])}
    problems += each_once(to_others, siblings, homes, f"{path}.best_to_others", missing_allowed=spare)
    spare = {worst, *([best] if worst in to_others else [])}
    problems += each_once(to_worst, siblings, homes, f"{path}.others_to_worst", missing_allowed=spare)
    for key, given, own in (("best_to_others", to_others, best), ("others_to_worst", to_worst, worst)):
        if given.get(own, 1.0) != 1.0:
            says = _("{id} is compared with itself and must be 1", id=own)
            problems.append(Problem(says, field=f"{path}.{key}.{own}"))
    if worst in to_others and best in to_worst and to_others[worst] != to_worst[best]:
        says = _(
            "the comparisons of {best} with {worst} contradict each other: {one} in best_to_others, {other} in "
            "others_to_worst",
            best=best,
            worst=worst,
            one=Figure(to_others[worst]),
            other=Figure(to_worst[best]),
        )
        problems.append(Problem(says, field=f"{path}.others_to_worst.{best}"))
    return problems


def _comparisons(weighting: GroupWeighting, siblings: Sequence[str]) -> Comparisons:
    assert weighting.best is not None
    assert weighting.worst is not None
    best, worst = weighting.best, weighting.worst
    to_others = {**(weighting.best_to_others or {}), best: 1.0}
    to_worst = {**(weighting.others_to_worst or {}), worst: 1.0}
    direct = to_others.get(worst, to_worst.get(best, 1.0))
    to_others[worst] = to_worst[best] = direct
    return Comparisons(
        tuple(siblings),
        list(siblings).index(best),
        list(siblings).index(worst),
        np.array([to_others[identifier] for identifier in siblings], dtype=float),
        np.array([to_worst[identifier] for identifier in siblings], dtype=float),
    )


def swing_warnings(weighting: GroupWeighting, unscaled: Sequence[object]) -> list[Message]:
    """A swing is the move between two ends; without fixed ends nobody knows which move was judged."""
    if weighting.method != "swing":
        return []
    return [
        _(
            "{criterion} has no scale: the move from worst to best that its swing stands for is that of the applicants",
            criterion=label,
        )
        for label in unscaled
    ]
