"""Changes of single settings: applied to a programme, and told as ``--set`` takes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from decision.allocation.elastic import Give
from decision.model.base import Text
from decision.model.conflicts import Relaxation
from decision.model.programme import Programme, Rule

SHARE_DIGITS = 6
"""Decimals to which a share is written."""


@dataclass(frozen=True)
class Change:
    """One setting changed; ``after`` None leaves the rule or pin out."""

    give: Give
    after: float | None


@dataclass(frozen=True)
class WayOut:
    """Changes that together make the programme feasible."""

    changes: tuple[Change, ...]
    proven: bool


def changed(programme: Programme, changes: Sequence[Change]) -> Programme:
    """The programme with the changes made; pins are no part of it."""
    budget, rules = programme.budget, {rule.id: rule for rule in programme.rules}
    for change in changes:
        give = change.give
        if give.bound == "budget":
            budget = budget.model_copy(update={"total": change.after})
        elif give.bound == "ceiling" and give.year is not None:
            by_year = {**(budget.by_year or {}), give.year: change.after or 0.0}
            budget = budget.model_copy(update={"by_year": by_year})
        elif give.bound not in ("fund", "reject"):
            rules[give.unit] = _changed_rule(rules[give.unit], change)
    return programme.model_copy(update={"budget": budget, "rules": tuple(rules.values())})


def _changed_rule(rule: Rule, change: Change) -> Rule:
    give = change.give
    if give.bound == "active" or change.after is None:
        return rule.model_copy(update={"active": False})
    if give.bound == "at_most":
        return rule.model_copy(update={"at_most": round(change.after)})
    if give.year is None:
        return rule.model_copy(update={give.bound: change.after})
    return rule.model_copy(update={give.bound: {**getattr(rule, give.bound), give.year: change.after}})


def relaxations(way: WayOut, labels: dict[str, Text], *, joint: bool) -> list[Relaxation]:
    """A way out in the words of results."""
    told = []
    for change in way.changes:
        give = change.give
        key, setting = _setting(change)
        told.append(
            Relaxation(
                rule=give.unit,
                label=labels[give.unit],
                part="" if give.year is None else str(give.year),
                bound=key,
                before=None if give.whole else give.value,
                after=change.after,
                joint=joint,
                setting=setting,
                proven=way.proven,
            )
        )
    return told


def _setting(change: Change) -> tuple[str, str]:
    give = change.give
    if give.bound in ("fund", "reject"):
        return give.bound, f"drop {give.unit}"
    if give.bound == "active" or change.after is None:
        return "active", f"rules.{give.unit}.active=false"
    figure = written(change.after)
    if give.bound == "budget":
        return "budget.total", f"budget.total={figure}"
    if give.bound == "ceiling":
        key = f"budget.by_year.{give.year}"
        return key, f"{key}={figure}"
    key = give.bound if give.year is None else f"{give.bound}.{give.year}"
    return give.bound, f"rules.{give.unit}.{key}={figure}"


def written(figure: float) -> str:
    """A number as YAML has it, without exponent and needless zeros."""
    return f"{figure:.{SHARE_DIGITS}f}".rstrip("0").rstrip(".") or "0"


def dearness(change: Change) -> float:
    """A change in relation to its bound, weighted; what is left out counts as a whole change."""
    give = change.give
    if change.after is None:
        return give.weight
    return give.weight * abs(change.after - give.value) / (abs(give.value) or give.at_zero)
