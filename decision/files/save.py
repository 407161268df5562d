"""Weights back into the file they came from; comments, order and layout stay."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from decision.errors import InputProblems, Problem
from decision.files.edit import Plain, with_values, write_beside_and_rename
from decision.files.problems import validated
from decision.files.textfile import sha256
from decision.files.words import nearest_or_choice, quoted
from decision.files.yamltext import Path_, YamlText, read_yaml
from decision.language import _
from decision.model.criteria import CriteriaModel, Member, nodes_with_paths

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def save_weights(
    path: Path, weights: Mapping[str, float], *, digest: str | None = None, known: Collection[str] = ()
) -> None:
    """Write weights into a criteria model or a member's file.

    Only the numbers change. A criteria model whose weights come from elsewhere (``weights: {method: equal}``, or
    judgements) becomes ``direct``, since the numbers would not count otherwise.

    Args:
        path: the file.
        weights: weight by the id of a criterion or group; those left out stay as they are.
        digest: SHA-256 of the file as it was read; if it has changed since, nothing is written.
        known: ids that a member's file may name; those that it does not name yet are added to it.

    Raises:
        InputProblems: unknown ids, weights that are no numbers from 0 on, a file that is faulty, has changed
            or cannot be written.
    """
    text, content = read_yaml(Path(path), Path(path).name)
    if digest is not None and sha256(content) != digest:
        says = _("the file has changed since it was read; nothing was written")
        raise InputProblems([Problem(says, file=text.file, remedy=_("read it again, then save"))])
    places = _places(text)
    if isinstance(text.content, dict) and "criteria" not in text.content:
        places = {identifier: ("weights", identifier) for identifier in known} | places
    problems = []
    for identifier, weight in weights.items():
        if identifier not in places:
            says = _("no criterion or group has the id {id}", id=identifier)
            problems.append(Problem(says, text.file, remedy=nearest_or_choice(identifier, places)))
        elif not (math.isfinite(weight) and weight >= 0):
            says = _("{value} is not a weight", value=quoted(float(weight)))
            problems.append(Problem(says, text.file, field=identifier))
    if problems:
        raise InputProblems(problems)
    values: dict[Path_, Plain] = {places[identifier]: float(weight) for identifier, weight in weights.items()}
    if "criteria" in text.content and isinstance(text.content.get("weights"), dict):
        values |= dict.fromkeys(_methods(text.content["weights"], ("weights",)), "direct")
    changed = with_values(text, values).encode("utf-8")
    mark = _BYTE_ORDER_MARK if content.startswith(_BYTE_ORDER_MARK) else b""
    write_beside_and_rename(Path(path), mark + changed)


def _methods(weighting: Mapping[str, Any], path: Path_) -> list[Path_]:
    """Paths of the weighting methods that would keep the numbers written from counting."""
    found: list[Path_] = [(*path, "method")] if weighting.get("method", "direct") != "direct" else []
    groups = weighting.get("groups")
    for group, own in groups.items() if isinstance(groups, dict) else ():
        if isinstance(own, dict):
            found += _methods(own, (*path, "groups", group))
    return found


def _places(text: YamlText) -> dict[str, Path_]:
    """Id → path of its weight."""
    if isinstance(text.content, dict) and "criteria" not in text.content and "weights" in text.content:
        return {identifier: ("weights", identifier) for identifier in validated(Member, text).weights}
    model = validated(CriteriaModel, text)
    return {node.id: (*path, "weight") for path, node in nodes_with_paths(model.criteria)}
