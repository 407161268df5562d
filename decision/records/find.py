"""Finding records: all of a folder, or the one that a person means."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from decision.errors import InputProblems, Problem
from decision.files.words import nearest_or_choice
from decision.language import Message, _
from decision.model.base import Text
from decision.records.content import FORMAT_VERSION
from decision.records.read import Record, read_record
from decision.records.write import RECORD, stamp_of

LAST = "last"


@dataclass(frozen=True)
class Summary:
    """A record in one line; it is not checked against its digests."""

    name: str
    time: str
    command: str
    title: Text | None
    ending: str | None
    objective: float | None
    digest: str
    """The first twelve digits, as in the folder's name."""
    result_sha256: str
    fault: Message | None = None
    """Why it cannot be read."""

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "run": self.name,
            "time": self.time,
            "command": self.command,
            "title": str(self.title) if self.title is not None else None,
            "ending": self.ending,
            "objective": self.objective,
            "digest": self.digest,
            "result_sha256": self.result_sha256,
            "fault": str(self.fault) if self.fault is not None else None,
        }


def records_in(folder: Path) -> list[Summary]:
    """The records of a folder, oldest first; halves of writes under way are no records."""
    return [_summary(path) for path in _folders(folder)]


def _folders(folder: Path) -> Iterator[Path]:
    try:
        entries = sorted(folder.iterdir(), key=lambda path: path.name)
    except OSError:
        return
    for path in entries:
        if stamp_of(path.name) and path.is_dir():
            yield path


def _summary(folder: Path) -> Summary:
    name = folder.name
    digest = name.partition("-")[2]
    try:
        content = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        if content["format"] > FORMAT_VERSION:
            fault = _("written by a newer version of parkfund")
            return Summary(name, stamp_of(name), "", None, None, None, digest, "", fault)
        title = Text.model_validate(content["title"]) if content["title"] else None
        return Summary(
            name, content["time"], content["command"], title, content["ending"], content["objective"],
            digest, content["result_sha256"],
        )  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError):
        fault = _("damaged or cut short")
        return Summary(name, stamp_of(name), "", None, None, None, digest, "", fault)


def find_record(run: str, folder: Path) -> Record:
    """The record that a person means.

    Args:
        run: a record's folder, its ``run.json``, the beginning of its name or of its digest, or ``last``.
        folder: where the records lie.

    Raises:
        InputProblems: there is none or more than one such record, or it is damaged.
    """
    path = Path(run)
    if (path / RECORD).is_file() or (path.name == RECORD and path.is_file()):
        return read_record(path)
    known = list(_folders(folder))
    if run == LAST:
        if not known:
            raise InputProblems([Problem(_("there is no record yet"), file=folder.name or str(folder))])
        return read_record(known[-1])
    chosen = [one for one in known if run and (one.name.startswith(run) or _digest(one).startswith(run))]
    if len(chosen) == 1:
        return read_record(chosen[0])
    if chosen:
        names = ", ".join(one.name for one in chosen[:5])
        remedy = _("write more of it: {names}", names=names)
        says = _("{count} records begin like this", count=len(chosen))
        raise InputProblems([Problem(says, file=run, remedy=remedy)])
    near = nearest_or_choice(run, [one.name for one in known[-5:]]) if known else None
    raise InputProblems([Problem(_("no such record"), file=run, remedy=near or _("see parkfund runs"))])


def _digest(folder: Path) -> str:
    return folder.name.partition("-")[2]
