"""Committee members as files: a new one beside the others, and the weights of one that is there."""

from __future__ import annotations

from collections.abc import Container, Mapping
from contextlib import suppress
from pathlib import Path

from decision.errors import InputProblems, Problem
from decision.files.edit import Plain, with_values, write_beside_and_rename, written
from decision.files.save import save_weights
from decision.files.writing import reason_of, refusal
from decision.files.yamltext import Path_, read_yaml
from decision.language import _
from decision.model.criteria import CriteriaGroup, CriteriaModel, Criterion
from decision.model.study import Study

FOLDER = "members"


def save_member(study: Study, member: str, own: Mapping[str, float], name: str) -> tuple[Path, ...]:
    """Write a member's weights; comments and the scale of the file stay, and a new member gets a new file.

    A study without a committee gets the folder ``members`` and names it.

    Args:
        study: read from files.
        member: id, the file's name without its ending.
        own: shares among siblings by the id of every criterion and group.
        name: shown to people; for a new file.

    Returns:
        the files written, the member's own last.

    Raises:
        InputProblems: the file is faulty or cannot be written.
    """
    found = next((file for file in study.files if file.role == "member" and file.path.stem == member), None)
    if found is not None:
        before = study.members[member].weights
        weights = _in_scale(study.criteria, own, before)
        save_weights(
            found.path, weights, digest=found.sha256, known=[node.id for node in study.criteria.nodes()]
        )
        return (found.path,)
    folder, named = _folder(study)
    path = folder / f"{member}.yaml"
    if path.exists():
        says = _("{file} exists already and stays as it is", file=path.name)
        raise InputProblems([Problem(says, file=f"{folder.name}/{path.name}")])
    weights = _in_scale(study.criteria, own, {})
    lines = [
        f"name: {written(name)}",
        "weights:",
        *(f"  {id}: {written(value)}" for id, value in weights.items()),
    ]
    is_new = not folder.exists()
    try:
        folder.mkdir(exist_ok=True)
        write_beside_and_rename(path, ("\n".join(lines) + "\n").encode("utf-8"))
        try:
            # Last, so that a study never names a committee that could not be written.
            changed = () if named else _name_committee(study)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
    except BaseException as refused:
        if is_new:
            with suppress(OSError):
                folder.rmdir()
        if isinstance(refused, OSError):
            says = _("the folder cannot be made: {reason}", reason=reason_of(refused))
            raise refusal(refused, folder.name, says) from None
        raise
    return (*changed, path)


def _in_scale(
    criteria: CriteriaModel, own: Mapping[str, float], before: Mapping[str, float]
) -> dict[str, float]:
    """Shares as numbers of the kind and size that the file has: of criteria alone or of groups too, sum 1 or 100."""
    leaves = {leaf.id for leaf in criteria.leaves()}
    if before and set(before) <= leaves:
        total = sum(before.values()) or 1.0
        return {id: _rounded(share * total, total) for id, share in _leaf_shares(criteria, own).items()}
    if not before:
        chosen = _leaf_shares(criteria, own)
        return {id: _rounded(share * 100, 100) for id, share in chosen.items()}
    result: dict[str, float] = {}
    for siblings in _levels(criteria):
        total = sum(before.get(id, 0.0) for id in siblings) or 1.0
        if any(id in before for id in siblings):
            result |= {id: _rounded(own[id] * total, total) for id in siblings}
    return result


def _leaf_shares(criteria: CriteriaModel, own: Mapping[str, float]) -> dict[str, float]:
    """Weight of each criterion: the product of the shares on the way down to it."""
    result: dict[str, float] = {}

    def walk(siblings: tuple[Criterion | CriteriaGroup, ...], available: float) -> None:
        total = sum(own[node.id] for node in siblings) or 1.0
        for node in siblings:
            share = available * own[node.id] / total
            if isinstance(node, CriteriaGroup):
                walk(node.criteria, share)
            else:
                result[node.id] = share

    walk(criteria.criteria, 1.0)
    return result


def _levels(criteria: CriteriaModel) -> list[tuple[str, ...]]:
    levels = [tuple(node.id for node in criteria.criteria)]
    for node in criteria.nodes():
        inner = getattr(node, "criteria", None)
        if inner is not None:
            levels.append(tuple(child.id for child in inner))
    return levels


def _rounded(value: float, total: float) -> float:
    return round(value, 6 if total <= 1.5 else 4)


def _folder(study: Study) -> tuple[Path, bool]:
    """The committee's folder, and whether the study names it."""
    known = next((file.path.parent for file in study.files if file.role == "member"), None)
    if known is not None:
        return known, True
    assert study.path is not None
    text, _content = read_yaml(study.path, study.path.name)
    named = text.content.get("committee") if isinstance(text.content, dict) else None
    return study.path.parent / str(named or FOLDER), named is not None


def _name_committee(study: Study) -> tuple[Path, ...]:
    """Write the folder of the committee into a study that has none."""
    assert study.path is not None
    text, _content = read_yaml(study.path, study.path.name)
    values: dict[Path_, Plain] = {("committee",): f"{FOLDER}/"}
    write_beside_and_rename(study.path, with_values(text, values).encode("utf-8"))
    return (study.path,)


def member_id(name: str, taken: Container[str]) -> str:
    """A file name for a member of this name, not taken yet: letters and digits, the rest hyphens."""
    base = "-".join("".join(sign if sign.isalnum() else " " for sign in name.casefold()).split()) or "member"
    found, number = base, 2
    while found in taken:
        found, number = f"{base}-{number}", number + 1
    return found
