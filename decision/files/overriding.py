"""What people decided beside the rules, written under ``decisions`` of a study: applied, and told with name and reason.

A pin becomes a hard rule of its own, ``decision_1``, so that every analysis keeps it and a conflict names it with file
and line; a setting changes the programme before anything is computed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from decision.errors import InputProblems, Problem
from decision.files.changes import apply
from decision.files.words import nearest_or_choice
from decision.files.yamltext import YamlText
from decision.language import _
from decision.model.base import Text
from decision.model.overrides import Override, WrittenDecision
from decision.model.parks import Parks
from decision.model.programme import Programme
from decision.model.rules import Rule


def overridden(
    programme: Programme,
    decisions: tuple[WrittenDecision, ...],
    text: YamlText,
    parks: Parks | None,
    *,
    whole: bool = True,
) -> tuple[Programme, tuple[Override, ...], list[Problem]]:
    """The programme with the decisions made, what they change, and what is wrong with them or missing.

    Args:
        programme: as its file has it.
        decisions: as the study has them.
        text: the study file, for the places.
        parks: the candidates, as far as they could be read.
        whole: False: the programme is only what is sound of a faulty file, whose own faults are told already.
    """
    known = set() if whole else _own_faults(programme)
    overrides: list[Override] = []
    problems: list[Problem] = []
    rules: list[Rule] = []
    changed = programme
    for number, decision in enumerate(decisions):
        path = ("decisions", number)
        place = f"{text.file}:{text.place(path).line}"
        by, reason = decision.by, str(decision.reason) if decision.reason is not None else None
        if by is None or reason is None:
            says = _("this decision has no name") if by is None else _("this decision has no reason")
            remedy = _("add by and reason")
            problems.append(text.problem(says, path, remedy=remedy, warning=True))
        for kind in ("fund", "reject"):
            listed = getattr(decision, kind)
            if listed is None:
                continue
            problems += _unknown(listed, kind, text, number, parks)
            overrides += [Override(kind, park, None, None, by, reason, place) for park in listed]
            rules.append(_pin(kind, listed, number, decision))
        for key, value in (decision.set or {}).items():
            before = value_at(changed, key)
            try:
                changed = apply(changed, {key: value})
            except InputProblems as wrong:
                problems += [
                    text.problem(_say(problem), (*path, "set", key), remedy=_remedy(problem))
                    for problem in wrong.problems
                    if (problem.field, str(problem.says)) not in known
                ]
                continue
            overrides.append(Override("setting", key, before, value, by, reason, place))
    if rules and not any(not problem.warning for problem in problems):
        changed = changed.model_copy(update={"rules": (*changed.rules, *rules)})
    return changed, tuple(overrides), problems


def _own_faults(programme: Programme) -> set[tuple[str | None, str]]:
    """What would be said against a programme whatever is changed in it."""
    try:
        apply(programme, {})
    except InputProblems as wrong:
        return {(problem.field, str(problem.says)) for problem in wrong.problems}
    return set()


def _say(problem: Problem) -> Any:
    return problem.says


def _remedy(problem: Problem) -> Any:
    return problem.remedy


def _unknown(
    listed: tuple[str, ...], kind: str, text: YamlText, number: int, parks: Parks | None
) -> list[Problem]:
    known = [str(park) for park in parks.table.index] if parks is not None else []
    known = known or list(listed)
    return [
        text.problem(
            _("no park has the id {park}", park=park),
            ("decisions", number, kind, place),
            at_value=True,
            remedy=nearest_or_choice(park, known) if len(known) < 20 else _near(park, known),
        )
        for place, park in enumerate(listed)
        if park not in known
    ]


def _near(park: str, known: list[str]) -> Any:
    from decision.files.words import did_you_mean

    return did_you_mean(park, known)


def _pin(kind: str, listed: tuple[str, ...], number: int, decision: WrittenDecision) -> Rule:
    name = Text(en=f"Decision {number + 1}", ru=f"Решение {number + 1}")
    if decision.by is not None:
        name = Text(en=f"{name.en} of {decision.by}", ru=f"{name.ru} ({decision.by})")
    reason = str(decision.reason) if decision.reason is not None else None
    return Rule.model_validate({"id": f"decision_{number + 1}", "name": name, kind: listed, "source": reason})


def value_at(programme: Programme | None, key: str) -> Any:
    """What a programme says at the path of a setting; None where it says nothing."""
    if programme is None:
        return None
    target: Any = programme.model_dump(mode="json", by_alias=True)
    for place, step in enumerate(key.split(".")):
        if place == 1 and isinstance(target, list):
            target = next((rule for rule in target if rule.get("id") == step), None)
        elif isinstance(target, Mapping):
            target = target.get(step)
        else:
            return None
    return target
