"""Changes to a programme from outside its file: ``rules.a8.active=true``, ``budget.total=25000``."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from decision.errors import InputProblems, Problem
from decision.language import Message, _
from decision.model.programme import AskedCeilings, Programme


def apply(programme: Programme, changes: Mapping[str, Any]) -> Programme:
    """The programme with the changes made, checked as strictly as a file.

    A key is the path of a setting, rules are named by their id: ``terms.funding``, ``rules.hundred_parks.min``. A
    text is read as a YAML value; other values are taken as they are.

    Raises:
        InputProblems: every key that does not exist and every value that is not allowed.
    """
    from pydantic import ValidationError

    from decision.files.problems import problems_of

    content = programme.model_dump(by_alias=True, exclude_unset=True, mode="python")
    problems: list[Problem] = []
    for key, text in changes.items():
        try:
            _set(content, key.split("."), _value(text))
        except KeyError as unknown:
            says, remedy = unknown.args
            problems.append(Problem(says, file="--set", field=key, remedy=remedy))
    if problems:
        raise InputProblems(problems)
    try:
        return Programme.model_validate(content, context=_asked_ceilings(changes))
    except ValidationError as error:
        raise InputProblems(problems_of(error, Programme, content, file="--set")) from None


def _asked_ceilings(changes: Mapping[str, Any]) -> AskedCeilings | None:
    """The ceilings that the changes speak of; None: of all."""
    if {"budget", "budget.by_year"} & set(changes):
        return None
    years = (key.removeprefix("budget.by_year.") for key in changes if key.startswith("budget.by_year."))
    return AskedCeilings(frozenset(int(year) for year in years if year.isdigit()))


def _value(text: Any) -> Any:
    from decision.files.yamltext import read_value

    return read_value(text) if isinstance(text, str) else text


def _set(content: dict[str, Any], path: list[str], value: Any) -> None:
    target: Any = content
    for place, step in enumerate(path[:-1]):
        if place == 1 and path[0] == "rules":
            target = _rule(target, step)
        else:
            existing = target.get(step)
            if existing is None and place == 0 and step not in Programme.model_fields:
                raise KeyError(_("no such setting"), _near(step, Programme.model_fields))
            target = target.setdefault(_year(step), {})
        if not isinstance(target, (dict, list, tuple)):
            raise KeyError(_("{step} has no settings inside", step=step), None)
    if not isinstance(target, dict) or (len(path) == 1 and path[0] not in Programme.model_fields):
        raise KeyError(_("no such setting"), _near(path[-1], Programme.model_fields))
    target[_year(path[-1])] = value


def _year(step: str) -> Any:
    return int(step) if step.isdigit() else step


def _rule(rules: Any, identifier: str) -> dict[str, Any]:
    for rule in rules or ():
        if rule["id"] == identifier:
            return rule  # type: ignore[no-any-return]
    raise KeyError(_("no rule has this id"), _near(identifier, [rule["id"] for rule in rules or ()]))


def _near(word: str, among: Any) -> Message | None:
    near = get_close_matches(word, list(among), n=1)
    return _("did you mean {near}?", near=near[0]) if near else None
