"""A study: parks, criteria model and programme (and committee, partnerships) that belong together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pandas as pd

from decision.errors import Problem
from decision.model.base import Strict, Text
from decision.model.criteria import CriteriaModel, Member
from decision.model.overrides import Override, WrittenDecision
from decision.model.parks import Parks
from decision.model.programme import Programme
from decision.model.seals import SealState


class StudyFile(Strict):
    """A study as written in ``study.yaml``; paths are relative to that file."""

    title: Text
    """Title shown to people."""
    parks: str
    """Table of candidates: .csv, .xlsx or .parquet."""
    criteria: str
    """A criteria model: a path, or the name of a bundled one."""
    programme: str
    """A programme: a path, or the name of a bundled one."""
    partnerships: str | None = None
    """Optional table: park, partner (a park or anybody else), kind, strength."""
    committee: str | None = None
    """Optional folder of member files."""
    notice: Text | None = None
    """What must be said wherever the study is shown."""
    decisions: tuple[WrittenDecision, ...] = ()
    """What people decided beside the rules: pins and changed settings, each with name and reason."""


@dataclass(frozen=True)
class InputFile:
    """One file that a study was read from."""

    role: Literal["study", "parks", "package", "criteria", "programme", "partnerships", "member", "seal"]
    path: Path
    shown: str
    """Path relative to the study, as printed in messages and records; never a path of this machine."""
    sha256: str
    content: bytes = field(repr=False)
    """What was read: a record keeps a copy."""


@dataclass(frozen=True, eq=False)
class Study:
    """Everything a computation needs, read and checked."""

    title: Text
    parks: Parks
    criteria: CriteriaModel
    programme: Programme
    partnerships: pd.DataFrame | None = None
    """Columns park, partner, kind (text) and strength (0–1); partnerships of two parks only count in the objective."""
    members: Mapping[str, Member] = field(default_factory=dict)
    """Committee members by id (file name without its ending), in the order of the ids."""
    notice: Text | None = None
    overrides: tuple[Override, ...] = ()
    """What ``decisions`` changed, with who and why."""
    seal: SealState | None = None
    """Whether criteria, weights and rules are those that were sealed; None: they never were."""
    path: Path | None = None
    """The study file, or None for a study made in memory."""
    files: tuple[InputFile, ...] = ()
    warnings: tuple[Problem, ...] = ()
    """What is legal but surely deserves a look."""
    places: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    """Where things were written: ``rule:ID``, ``criterion:ID``, ``budget`` → (file, line)."""

    @property
    def digests(self) -> dict[str, str]:
        """SHA-256 of every input, by the name shown."""
        return {file.shown: file.sha256 for file in self.files}

    @property
    def synthetic(self) -> bool:
        """Whether the parks' figures are synthetic, wholly or in part."""
        return self.parks.synthetic
