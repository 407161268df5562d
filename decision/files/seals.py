"""Seals on disk: ``study.seal.json`` beside ``study.yaml``, written once and compared ever after."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from decision.errors import InputProblems, Problem
from decision.files import bundled
from decision.files.noticing import copies_of
from decision.files.references import Found, input_file
from decision.files.textfile import decode, read_bytes
from decision.files.writing import refusal
from decision.language import _
from decision.model.criteria import CriteriaGroup, CriteriaModel, Criterion, Member
from decision.model.programme import Programme
from decision.model.seals import Change, SealState

if TYPE_CHECKING:
    from decision.files.load import StudyRead

FORMAT = 1
MOST_BYTES = 5_000_000
WORDS = frozenset({"name", "note", "source", "title", "label"})
"""What is said about a thing and is not the thing: wording may be mended after the seal."""


def seal_path(study: Path) -> Path:
    """Where the seal of a study file lies."""
    return study.with_name(f"{study.stem}.seal.json")


def sealed_things(
    criteria: CriteriaModel, programme: Programme, members: Mapping[str, Member]
) -> dict[str, Any]:
    """Everything that a seal fixes, by what people call it: criteria, weights, method, money, terms, objective, rules.

    Wording (names, notes, sources), the scorecard and members' recusals are left free.
    """
    things: dict[str, Any] = {}
    for node in criteria.nodes():
        things[f"criterion {node.id}"] = _criterion(node)
        things[f"weight {node.id}"] = node.weight
    model = criteria.model_dump(mode="json", by_alias=True, exclude_none=True)
    for key in ("method", "normalization", "weights", "incomplete"):
        if model.get(key):
            things["weighting" if key == "weights" else key] = model[key]
    money = _bare(programme.model_dump(mode="json", by_alias=True, exclude_none=True))
    for key in ("years", "budget", "terms", "objective"):
        things[key] = money[key]
    for rule in programme.rules:
        things[f"rule {rule.id}"] = _bare(rule.model_dump(mode="json", by_alias=True, exclude_none=True))
    for member, own in sorted(members.items()):
        things[f"weights of {member}"] = dict(own.weights)
    # As JSON gives it back: lists for tuples, texts for keys.
    plain: dict[str, Any] = json.loads(json.dumps(things, ensure_ascii=False))
    return plain


def _criterion(node: Criterion | CriteriaGroup) -> Any:
    content = _bare(node.model_dump(mode="json", by_alias=True, exclude_none=True, exclude={"weight"}))
    if isinstance(node, CriteriaGroup):
        content["criteria"] = [child.id for child in node.criteria]
    return content


def _bare(content: Any) -> Any:
    if isinstance(content, dict):
        return {key: _bare(value) for key, value in content.items() if key not in WORDS}
    return [_bare(value) for value in content] if isinstance(content, list) else content


def _digest(content: Mapping[str, Any]) -> str:
    covered = {key: value for key, value in content.items() if key != "digest"}
    text = json.dumps(covered, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def write_seal(read: StudyRead, *, by: str | None = None) -> tuple[Path, SealState]:
    """Seal a study: fix criteria, weights and rules as they are now; the candidates are not opened.

    Args:
        read: the study, read without its candidates.
        by: who seals it.

    Returns:
        The seal's file, and its state.

    Raises:
        InputProblems: the study is faulty or bundled, sealed already, or the file cannot be written.
    """
    faults = [problem for problem in read.problems if not problem.warning]
    if faults:
        raise InputProblems(faults)
    assert read.path is not None
    assert read.file is not None
    assert read.criteria is not None
    assert read.programme is not None
    path = seal_path(read.path)
    if bundled.is_bundled(read.path):
        remedy = _("copy the study first: parkfund init my-round")
        raise InputProblems([Problem(_("a bundled study is not sealed"), file=read.path.name, remedy=remedy)])
    content: dict[str, Any] = {
        "format": FORMAT,
        "sealed": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "by": by,
        "candidates": {
            "file": Path(read.file.parks).name,
            "present": (read.path.parent / read.file.parks).exists(),
        },
        "things": sealed_things(read.criteria, read.written_programme or read.programme, read.members),
    }
    content["digest"] = _digest(content)
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        try:
            beside.write_text(text, encoding="utf-8")
            # A link is never made over a file that is there, so of two who seal at once one is refused.
            os.link(beside, path)
        finally:
            beside.unlink(missing_ok=True)
    except FileExistsError:
        remedy = _("parkfund seal --check compares; to seal anew, take {file} away by hand", file=path.name)
        raise InputProblems(
            [Problem(_("the study is sealed already"), file=path.name, remedy=remedy)]
        ) from None
    except OSError as wrong:
        raise refusal(wrong, path.name) from None
    return path, _state(content, content["things"])


def read_seal(read: StudyRead, study: Found) -> None:
    """Read the seal beside a study file, if there is one, and compare it with what the study says now."""
    copies = copies_of(study.path.parent)
    path = seal_path(study.path) if copies is None else copies["seal"].path if "seal" in copies else None
    if path is None or not path.is_file():
        return
    shown = seal_path(Path(study.shown)).as_posix()
    try:
        content = read_bytes(path, shown, MOST_BYTES)
        read.files.append(input_file("seal", Found(path, shown), content))
        sealed = json.loads(decode(content, shown))
        whole = isinstance(sealed, dict) and sealed.get("digest") == _digest(sealed)
    except (InputProblems, ValueError, RecursionError):
        whole = False
    if not whole:
        fault = _("{file}: the seal was changed or damaged: its digest does not fit", file=shown)
        read.seal = SealState("", None, "", False, fault=fault)
    elif sealed.get("format") != FORMAT:
        fault = _("{file}: the seal was made by another version of parkfund", file=shown)
        read.seal = SealState("", None, "", False, fault=fault)
    elif read.criteria is not None and read.programme is not None:
        read.seal = _state(sealed, sealed_things(read.criteria, read.programme, read.members))


def _state(sealed: Mapping[str, Any], now: Mapping[str, Any]) -> SealState:
    then = sealed["things"]
    changes = tuple(
        change
        for item in dict.fromkeys([*then, *now])
        for change in _changes(item, then.get(item), now.get(item))
    )
    return SealState(
        sealed["sealed"], sealed["by"], sealed["digest"], bool(sealed["candidates"]["present"]), changes
    )


def _changes(item: str, before: Any, after: Any) -> Iterator[Change]:
    """What differs in a sealed thing, key by key."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys([*before, *after]):
            yield from _changes(f"{item}: {key}", before.get(key), after.get(key))
    elif before != after:
        yield Change(item, before, after)
