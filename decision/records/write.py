"""Writing a record: beside first and then renamed, so that a killed process leaves a whole record or none."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time as clock
from collections.abc import Collection, Iterable, Mapping, MutableMapping
from dataclasses import asdict, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from decision.language import speaking
from decision.records.content import Procedure, answer_content, decision_content, sealed
from decision.records.copies import Input, Inputs, study_inputs
from decision.records.digests import as_read, plain
from decision.records.overrides import given_overrides

if TYPE_CHECKING:
    import pandas as pd

    from decision.decisions import Decision
    from decision.model.options import SolveOptions
    from decision.model.study import Study

DEFAULT_FOLDER = "runs"
ENVIRONMENT = "PARKFUND_RUNS"
RECORD = "run.json"
BESIDE = ".part-"
STAMP = "%Y%m%dT%H%M%S"
FORGOTTEN_AFTER_SECONDS = 3600.0
"""What a killed process left beside is taken away after so long."""

Known = MutableMapping[str, Path]
"""SHA-256 of an input → its copy in an earlier record of the same folder: the same bytes are stored once."""


def runs_folder(given: Path | None = None) -> Path:
    """Where records lie: as given, else where the environment variable PARKFUND_RUNS says, else ``runs``."""
    return given if given is not None else Path(os.environ.get(ENVIRONMENT) or DEFAULT_FOLDER)


def write_record(
    decision: Decision,
    *,
    folder: Path,
    arguments: Mapping[str, Any],
    options: SolveOptions,
    command: str = "allocate",
    interrupted: bool = False,
    by: str | None = None,
    reason: str | None = None,
    known: Known | None = None,
) -> Path:
    """Write a record of a ranking and a portfolio into ``folder/<UTC time>-<digest>/``.

    Args:
        decision: what was computed.
        folder: where the records lie; made when it does not exist.
        arguments: what was asked for beside the study (method, weights, budget, fund, reject, settings).
        options: gap, time limit and solver.
        command: which command computed it; ``tui`` for the interface.
        interrupted: whether a person stopped it.
        by: who asked for what the arguments change.
        reason: why.
        known: copies of inputs that lie in earlier records; those of this one are added.

    Returns:
        The record's folder. It names no path, user or machine.

    Raises:
        OSError: the folder cannot be written.
    """
    now = datetime.now(UTC)
    study = decision.study
    inputs = study_inputs(study)
    procedure = procedure_of([study], given_overrides(study, arguments, by, reason))
    content = decision_content(
        decision, arguments, options, inputs, procedure, command=command, time=now, interrupted=interrupted
    )
    with speaking("en"):
        tables = _tables(decision)
    return write_folder(folder, content, inputs, tables, now, known)


def write_answer(
    answer: Any,
    *,
    folder: Path,
    command: str,
    arguments: Mapping[str, Any],
    studies: Iterable[Study],
    inputs: Inputs,
    tables: Mapping[str, pd.DataFrame],
    procedure: Procedure,
    interrupted: bool = False,
    sweep: Mapping[str, Any] | None = None,
    plan: Mapping[str, Any] | None = None,
    plans: Mapping[str, Mapping[str, Any]] | None = None,
    known: Known | None = None,
) -> Path:
    """Write a record of any other answer; see :func:`write_record`.

    Args:
        answer: what ``--format json`` prints.
        folder: where the records lie.
        command: which command computed it.
        arguments: its arguments, those that name inputs as ``{"input": copy}``.
        studies: the studies that were read.
        inputs: the files that were read.
        tables: what is shown, by name.
        procedure: overrides, seal and recusals.
        interrupted: whether a person stopped it.
        sweep: the pieces of a sweep: which question, which files.
        plan: the portfolio that the answer is about, where that is no answer of its own.
        plans: the same of several, by label.
        known: see :func:`write_record`.

    Raises:
        OSError: the folder cannot be written.
        ValueError: the answer holds a figure that JSON has no word for.
    """
    now = datetime.now(UTC)
    content = answer_content(
        answer, arguments, studies, inputs.inputs, procedure,
        command=command, time=now, interrupted=interrupted, sweep=sweep,
    )  # fmt: skip
    if plan is not None:
        content["plan"] = as_read(plan)
    if plans is not None:
        content["plans"] = as_read(plans)
    return write_folder(folder, content, inputs.inputs, tables, now, known)


def procedure_of(studies: Iterable[Study], overrides: Iterable[Any]) -> Procedure:
    """Overrides as given, seal and recusals as the first study has them."""
    study = next(iter(studies), None)
    if study is None:
        return Procedure(tuple(overrides))
    from decision.ranking.recusal import recusals

    seal = study.seal.to_dict() if study.seal is not None else None
    return Procedure((*study.overrides, *overrides), seal, recusals(study.members))


def write_folder(
    folder: Path,
    content: Mapping[str, Any],
    inputs: Collection[Input],
    tables: Mapping[str, pd.DataFrame],
    now: datetime,
    known: Known | None = None,
) -> Path:
    """Write ``run.json``, the copies and the tables beside, then give the folder its name.

    Raises:
        OSError: the folder cannot be written.
    """
    from decision.files.spreadsheets import no_formula
    from decision.files.textfile import sha256

    texts = {
        f"{name}.csv": table.map(no_formula).to_csv(index=False, lineterminator="\n").encode()
        for name, table in tables.items()
    }
    whole = sealed({**content, "tables": {name: sha256(text) for name, text in texts.items()}})
    folder.mkdir(parents=True, exist_ok=True)
    _forget_halves(folder)
    beside = Path(tempfile.mkdtemp(prefix=BESIDE, dir=folder))
    try:
        for one in inputs:
            copy = beside / one.copy
            copy.parent.mkdir(parents=True, exist_ok=True)
            _put(one, copy, known)
        for name, text in texts.items():
            (beside / name).write_bytes(text)
        said = json.dumps(whole, sort_keys=True, ensure_ascii=False, allow_nan=False, indent=1, default=plain)
        (beside / RECORD).write_text(said + "\n", encoding="utf-8")
        beside.chmod(0o755)
        target = _named(beside, folder, whole["digest"][:12], now)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    if known is not None:
        known.update({one.sha256: target / one.copy for one in inputs})
    return target


def _put(one: Input, copy: Path, known: Known | None) -> None:
    """Write a copy of an input, or give the same bytes of an earlier record a second name."""
    from decision.files.textfile import sha256

    earlier = known.get(one.sha256) if known is not None else None
    if earlier is not None:
        try:
            if sha256(earlier.read_bytes()) == one.sha256:
                os.link(earlier, copy)
                return
        except OSError:  # no such links on this file system, or the earlier record is gone
            pass
    copy.write_bytes(one.content)


def _named(beside: Path, folder: Path, digest: str, now: datetime) -> Path:
    """Rename to a name that sorts behind every other one, also where the clock has gone backwards since."""
    while True:
        latest = max((name for entry in folder.iterdir() if stamp_of(name := entry.name)), default="")
        stamp = stamped(now)
        if stamp <= stamp_of(latest):
            stamp = stamped(_moment(stamp_of(latest)) + timedelta(milliseconds=1))
        target = folder / f"{stamp}-{digest}"
        try:
            # A folder is never renamed over one that holds something, so this is safe between processes.
            os.rename(beside, target)
        except OSError:
            if not target.exists():
                raise
        else:
            return target


def stamped(moment: datetime) -> str:
    """A moment as the names of records begin: UTC, to the millisecond."""
    return f"{moment:{STAMP}}.{moment.microsecond // 1000:03d}Z"


def stamp_of(name: str) -> str:
    """The moment in a record's name; empty where it is no record's name."""
    stamp, dash, digest = name.partition("-")
    return stamp if dash and digest and len(stamp) == 20 and stamp[8] == "T" and stamp[-1] == "Z" else ""


def _moment(stamp: str) -> datetime:
    try:
        return datetime.strptime(stamp, f"{STAMP}.%fZ").replace(tzinfo=UTC)
    except ValueError:
        return datetime.now(UTC)


def _forget_halves(folder: Path) -> None:
    """Take away what processes that were killed long ago left beside."""
    for left in folder.glob(f"{BESIDE}*"):
        try:
            if clock.time() - left.stat().st_mtime > FORGOTTEN_AFTER_SECONDS:
                shutil.rmtree(left, ignore_errors=True)
        except OSError:
            continue


def _tables(decision: Decision) -> dict[str, pd.DataFrame]:
    """The tables that lie beside ``run.json``, for people and spreadsheets."""
    import pandas as pd

    from decision.model.results import RuleReport

    rules = [
        asdict(rule) | {"label": str(rule.label), "source": rule.source and str(rule.source)}
        for rule in decision.portfolio.rules
    ]
    return {
        "ranking": decision.ranking.to_frame().reset_index(),
        "portfolio": decision.portfolio.to_frame(),
        "rules": pd.DataFrame(rules, columns=[field.name for field in fields(RuleReport)]),
    }
