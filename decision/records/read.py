"""Reading a record: it is taken only where it is whole and nothing in it was changed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from math import isfinite
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from decision.errors import InputProblems, Problem
from decision.files.noticing import copies_instead
from decision.files.references import Found
from decision.files.textfile import decode, read_bytes, sha256
from decision.language import Message, _
from decision.model.base import Text
from decision.records.content import (
    ANSWER,
    DECISION,
    FORMAT_VERSION,
    RESULTS,
    UNSEALED,
    digest_of_result,
)
from decision.records.digests import digest
from decision.records.kept import in_words, portfolio_from, ranking_from
from decision.records.overrides import Override
from decision.records.write import RECORD

if TYPE_CHECKING:
    from decision.decisions import Decision
    from decision.model.results import Portfolio, Ranking
    from decision.model.study import Study

MOST_BYTES = 500_000_000
NEEDED = (
    "kind",
    "command",
    "time",
    "inputs",
    "arguments",
    "versions",
    "result_sha256",
    "tables",
    "overrides",
)


@dataclass(frozen=True, eq=False)
class Record:
    """A record that was found whole and unchanged."""

    folder: Path
    content: Mapping[str, Any] = field(repr=False)
    """``run.json``."""

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.folder.name

    @property
    def digest(self) -> str:
        """SHA-256 of the whole record: to be quoted wherever its answer is."""
        return str(self.content["digest"])

    @property
    def command(self) -> str:
        """Which command computed it; ``tui``: the interface."""
        return str(self.content["command"])

    @property
    def is_decision(self) -> bool:
        """Whether it holds a ranking and a portfolio as results, not only an answer as JSON."""
        return bool(self.content["kind"] == DECISION)

    @property
    def time(self) -> str:
        """When it was computed, UTC, ISO 8601."""
        return str(self.content["time"])

    @property
    def title(self) -> Text | None:
        """Title of the study."""
        title = self.content.get("title")
        return Text.model_validate(title) if title else None

    @property
    def answer(self) -> Any:
        """What ``--format json`` printed; of a decision, its portfolio."""
        return self.content["portfolio"] if self.is_decision else self.content["answer"]

    @property
    def overrides(self) -> tuple[Override, ...]:
        """Every departure from the study as written, with name and reason."""
        return tuple(map(Override.from_dict, self.content["overrides"]))

    @property
    def seal(self) -> Mapping[str, Any] | None:
        """Whether the seal held when the answer was computed; None: the study was never sealed."""
        return self.content.get("seal")

    @property
    def recusals(self) -> Mapping[str, Mapping[str, str]]:
        """Member → park it is recused from → reason (may be empty)."""
        return self.content.get("recusals") or {}

    def portfolio(self) -> Portfolio:
        """The portfolio, rebuilt from the record without computing.

        Raises:
            InputProblems: the record holds none.
        """
        if self.is_decision:
            content, kept = self.content["portfolio"], self.content["kept"]
            notice = self.content["notice"]
            said = {
                "portfolio": in_words(content["portfolio"], kept),
                "notice": None if notice is None else str(Text.model_validate(notice)),
            }
            return portfolio_from({**content, **said}, kept["portfolio"])
        raise InputProblems([Problem(self._holds_no(_("portfolio")), file=self.name)])

    def ranking(self) -> Ranking:
        """The ranking, rebuilt from the record without computing.

        Raises:
            InputProblems: the record holds none.
        """
        if self.is_decision:
            content, kept = self.content["ranking"], self.content["kept"]
            return ranking_from({**content, "ranking": in_words(content["ranking"], kept)}, kept["ranking"])
        answer = self.content["answer"]
        if self.command == "rank" and isinstance(answer, dict) and "contributions_exact" in answer:
            return ranking_from(answer, {})
        raise InputProblems([Problem(self._holds_no(_("ranking")), file=self.name)])

    def _holds_no(self, what: Message) -> Message:
        return _("this record of {command} holds no {what}", command=f"parkfund {self.command}", what=what)

    def study(self, number: int = 0) -> Study:
        """The study, loaded from the copies in the record.

        Args:
            number: which of several studies, from 0.

        Raises:
            InputProblems: there is no such study in the record, or this version reads its files otherwise.
        """
        from decision.files.load import load_study

        with self.copies():
            return load_study(self.study_file(number))

    def decision(self) -> Decision:
        """Study, ranking and portfolio together."""
        from decision.decisions import Decision

        return Decision(self.study(), self.ranking(), self.portfolio())

    def study_file(self, number: int = 0) -> Path:
        """The copy of a study file.

        Raises:
            InputProblems: there is none.
        """
        for one in self.content["inputs"]:
            if one["study"] == number and one["role"] == "study":
                return self.folder / str(one["copy"])
        raise InputProblems([Problem(self._holds_no(_("study")), file=self.name)])

    @cached_property
    def studies(self) -> tuple[int, ...]:
        """Numbers of the studies whose copies it holds."""
        return tuple(sorted({one["study"] for one in self.content["inputs"] if one["role"] == "study"}))

    @contextmanager
    def copies(self) -> Iterator[None]:
        """Inside the block the studies of the record read its copies and nothing else."""
        with ExitStack() as stack:
            for number in self.studies:
                parts = [one for one in self.content["inputs"] if one["study"] == number]
                found = {one["role"]: Found(self.folder / one["copy"], one["name"]) for one in parts}
                member = found.pop("member", None)
                if member is not None:
                    shown = member.shown.rpartition("/")[0]
                    found["committee"] = Found(member.path.parent, shown)
                stack.enter_context(copies_instead(self.study_file(number).parent, found))
            yield


def read_record(where: str | Path) -> Record:
    """A record, from its folder or its ``run.json``.

    Raises:
        InputProblems: everything that is missing, damaged or changed in it, and which part; or that it was written by
            a newer version.
    """
    path = Path(where)
    folder = path.parent if path.name == RECORD else path
    shown = f"{folder.name}/{RECORD}"
    text = decode(read_bytes(folder / RECORD, shown, MOST_BYTES), shown)
    try:
        content = json.loads(text, parse_constant=_no_number, parse_float=_finite)
    except (ValueError, RecursionError) as wrong:
        says = _("the record is damaged or cut short")
        line = getattr(wrong, "lineno", None)
        raise InputProblems([Problem(says, file=shown, line=line, remedy=_("compute it anew"))]) from None
    problems = [Problem(says, file=shown, field=part) for part, says in _faults(content)]
    if not problems:
        problems = [*_changed_files(folder, content)]
    if problems:
        raise InputProblems(problems)
    return Record(folder.resolve(), content)


def _no_number(name: str) -> float:
    raise ValueError(name)


def _finite(digits: str) -> float:
    """A number that was written as one: ``1e999`` never was."""
    number = float(digits)
    return number if isfinite(number) else _no_number(digits)


def _faults(content: Any) -> Iterator[tuple[str | None, Message]]:
    """What is wrong with ``run.json`` itself."""
    if not isinstance(content, dict) or "format" not in content:
        yield None, _("this is no run record of parkfund")
        return
    version = content["format"]
    if not isinstance(version, int) or version > FORMAT_VERSION:
        yield (
            "format",
            _(
                "the record was written by a newer version of parkfund (format {found}, known up to {known}); "
                "update it",
                found=version,
                known=FORMAT_VERSION,
            ),
        )
        return
    if version < FORMAT_VERSION:
        yield "format", _("records of format {found} are no longer read; compute it anew", found=version)
        return
    parts = content.get("parts")
    changed = not isinstance(parts, dict)
    if isinstance(parts, dict):
        for key in sorted({*parts, *content} - set(UNSEALED)):
            if key not in content:
                changed = True
                yield key, _("this part was taken out of the record")
            elif key not in parts:
                changed = True
                yield key, _("this part was added to the record by hand")
            elif digest(content[key]) != parts[key]:
                changed = True
                yield key, _("this part was changed after the record was written: its digest does not fit")
        if not changed and digest(parts) != content.get("digest"):
            changed = True
            yield "digest", _("the record was changed after it was written: its digest does not fit")
    elif changed:
        yield "parts", _("the digests of the record's parts are missing")
    if not changed:
        yield from _wrong_shape(content)


def _wrong_shape(content: dict[str, Any]) -> Iterator[tuple[str | None, Message]]:
    """What a record made up by hand with fitting digests may still lack."""
    kind = content.get("kind")
    if kind not in RESULTS:
        yield "kind", _("choose one of {choice}", choice=f"{DECISION}, {ANSWER}")
        return
    missing = [key for key in (*NEEDED, *RESULTS[kind]) if key not in content]
    for key in missing:
        yield key, _("this part was taken out of the record")
    if missing:
        return
    for place, one in enumerate(content["inputs"]):
        if not isinstance(one, dict) or not {"role", "name", "copy", "sha256", "study"} <= set(one):
            yield f"inputs[{place}]", _("an input needs role, name, copy, sha256 and study")
        elif not _inside(one["copy"]):
            yield f"inputs[{place}].copy", _("{path} leads out of the record", path=repr(one["copy"]))
    for name in content["tables"]:
        if not _inside(name):
            yield "tables", _("{path} leads out of the record", path=repr(name))
    if digest_of_result(content) != content["result_sha256"]:
        yield "result_sha256", _("the result was changed after the record was written")


def _inside(copy: Any) -> bool:
    """Whether a path stays in the record's folder by its spelling."""
    if not isinstance(copy, str) or not copy or "\\" in copy or "\0" in copy:
        return False
    path = PurePosixPath(copy)
    return not path.is_absolute() and ".." not in path.parts and ":" not in path.parts[0]


def _changed_files(folder: Path, content: dict[str, Any]) -> Iterator[Problem]:
    """Copies and tables that are missing, changed, or links out of the record."""
    top = folder.resolve()
    expected = {one["copy"]: one["sha256"] for one in content["inputs"]} | content["tables"]
    for name, known in expected.items():
        path = folder / name
        shown = f"{folder.name}/{name}"
        if not path.resolve().is_relative_to(top):
            yield Problem(_("{path} leads out of the record", path=repr(name)), file=shown)
        elif not path.is_file():
            yield Problem(_("this file is missing from the record"), file=shown)
        elif sha256(path.read_bytes()) != known:
            yield Problem(_("this file was changed after the record was written"), file=shown)
