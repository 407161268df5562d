"""Run records: one folder that names and keeps everything a computation was made from, and what came out."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from decision.language import speaking

if TYPE_CHECKING:
    from decision.decisions import Decision
    from decision.model.options import SolveOptions

FORMAT_VERSION = 1
LIBRARIES = ("highspy", "numpy", "pandas", "parkfund", "pulp", "pydantic", "pymcdm", "scipy")


def canonical(content: Any) -> str:
    """JSON that is the same text for the same content: sorted keys, no spaces, no NaN."""
    return json.dumps(
        content, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_plain
    )


def result_digest(decision: Decision) -> str:
    """SHA-256 of ranking and portfolio, leaving out how long the solver took and which version it was."""
    with speaking("en"):
        portfolio = {key: value for key, value in decision.portfolio.to_dict().items() if key != "solver"}
        content = {"ranking": decision.ranking.to_dict(), "portfolio": portfolio}
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def write_record(
    decision: Decision, *, folder: Path, arguments: Mapping[str, Any], options: SolveOptions
) -> Path:
    """Write a record into ``folder/<UTC time>-<digest>/``, beside first and then renamed: a whole one or none.

    Args:
        decision: what was computed.
        folder: where the records lie; made when it does not exist.
        arguments: what was asked for beside the study (method, weights, budget, pins, settings).
        options: gap, time limit and solver.

    Returns:
        The record's folder. It names no path, user or machine.

    Raises:
        OSError: the folder cannot be written.
    """
    with speaking("en"):
        content = _content(decision, arguments, options)
    digest = hashlib.sha256(canonical(content).encode()).hexdigest()
    folder.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=".part-", dir=folder))
    try:
        for file in decision.study.files:
            copy = beside / "inputs" / PurePosixPath(_inside(file.shown))
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(file.content)
        decision.ranking.to_frame().to_csv(beside / "ranking.csv", lineterminator="\n")
        decision.portfolio.to_frame().to_csv(beside / "portfolio.csv", index=False, lineterminator="\n")
        text = json.dumps(
            content, sort_keys=True, ensure_ascii=False, allow_nan=False, indent=1, default=_plain
        )
        (beside / "run.json").write_text(text + "\n", encoding="utf-8")
        beside.chmod(0o755)
        return _named(beside, folder, f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{digest[:12]}")
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise


def _named(beside: Path, folder: Path, name: str) -> Path:
    """Rename to the first free name; two runs in one second with one result must not collide."""
    count = 1
    while True:
        target = folder / (name if count == 1 else f"{name}-{count}")
        try:
            # A folder is never renamed over one that holds something, so this is safe between processes.
            os.rename(beside, target)
        except OSError:
            if not target.exists():
                raise
            count += 1
        else:
            return target


def _inside(shown: str) -> str:
    """The name of an input inside the record: never above it."""
    parts = [part for part in PurePosixPath(shown).parts if part not in ("..", "/", ".")]
    return "/".join(parts) or "input"


def _content(decision: Decision, arguments: Mapping[str, Any], options: SolveOptions) -> dict[str, Any]:
    from decision.decisions import changed_programme

    study = decision.study
    programme = changed_programme(study, budget=arguments.get("budget"), settings=arguments.get("settings"))
    return {
        "format": FORMAT_VERSION,
        "kind": "allocate",
        "title": study.title.model_dump(),
        "synthetic": study.synthetic,
        "inputs": [
            {
                "role": file.role,
                "name": file.shown,
                "copy": f"inputs/{_inside(file.shown)}",
                "sha256": file.sha256,
            }
            for file in study.files
        ],
        "arguments": {key: value for key, value in arguments.items() if value},
        "options": {"gap": options.gap, "time_limit": options.time_limit, "solver": options.solver},
        "criteria": study.criteria.model_dump(mode="json", by_alias=True, exclude_unset=True),
        "programme": programme.model_dump(mode="json", by_alias=True, exclude_unset=True),
        "versions": {"python": platform.python_version(), **{name: _version(name) for name in LIBRARIES}},
        "ranking": decision.ranking.to_dict(),
        "portfolio": decision.portfolio.to_dict(),
        "result_sha256": result_digest(decision),
    }


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else str(value)
