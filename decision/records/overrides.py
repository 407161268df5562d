"""The departures from a study that are given with a command (design 4.6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from decision.files.overriding import value_at
from decision.model.overrides import Kind
from decision.model.overrides import Override as Override

if TYPE_CHECKING:
    from decision.model.study import Study

NEAR = 1e-9
"""Weights as shares of the whole that differ by no more are the same."""


def given_overrides(
    study: Study | None, arguments: Mapping[str, Any], by: str | None, reason: str | None
) -> tuple[Override, ...]:
    """The departures given with a command.

    Args:
        study: what they depart from.
        arguments: ``fund``, ``reject``, ``settings``, ``budget``, ``method``, ``weights`` as far as given.
        by: who asked for them.
        reason: why.
    """
    found: list[Override] = []
    programme = study.programme if study is not None else None

    def note(kind: Kind, subject: str, before: Any, after: Any) -> None:
        found.append(Override(kind, subject, before, after, by or None, reason or None))

    method = arguments.get("method")
    if method is not None and study is not None:
        name = method if isinstance(method, str) else getattr(method, "name", str(method))
        if name != study.criteria.method.name:
            note("method", "method", study.criteria.method.name, name)
    if arguments.get("weights") and _are_others(study, arguments["weights"]):
        note(
            "weights",
            "weights",
            None,
            dict(arguments["weights"]) if _is_mapping(arguments["weights"]) else None,
        )
    if arguments.get("budget") is not None:
        before = programme.budget.total if programme is not None else None
        if before != arguments["budget"]:
            note("budget", "budget.total", before, arguments["budget"])
    for park in _texts(arguments.get("fund")):
        note("fund", park, None, None)
    for park in _texts(arguments.get("reject")):
        note("reject", park, None, None)
    for key, value in (arguments.get("settings") or {}).items():
        note("setting", key, value_at(programme, key), read(value))
    return tuple(found)


def _are_others(study: Study | None, weights: Any) -> bool:
    """Whether weights are not those of the study."""
    from decision.errors import ParkfundError
    from decision.ranking.weights import leaf_weights

    if study is None or not _is_mapping(weights):
        return True
    try:
        own, given = leaf_weights(study.criteria), leaf_weights(study.criteria, weights)
    except ParkfundError:
        return True
    return any(abs(own[leaf] - given[leaf]) > NEAR for leaf in own)


def _is_mapping(value: Any) -> bool:
    return isinstance(value, Mapping)


def _texts(values: Iterable[str] | None) -> tuple[str, ...]:
    return tuple(values or ())


def read(value: Any) -> Any:
    """A setting's value as YAML reads it; what it cannot read stays text."""
    from decision.errors import InputProblems
    from decision.files.yamltext import read_value

    if not isinstance(value, str):
        return value
    try:
        return read_value(value)
    except InputProblems:
        return value
