"""What SMAA draws, from words and files: ``uniform``, ``dirichlet``, ``incomplete``, ``fixed``, or tables of draws."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from decision.analysis.kernels import batch_ranking
from decision.analysis.polytope import polytope
from decision.analysis.sampling import Dirichlet, Fixed, Given, InPolytope, Uniform, WeightSampler
from decision.errors import InputProblems, Problem
from decision.files.noticing import notice_file
from decision.language import _
from decision.model.study import Study

if TYPE_CHECKING:
    import pandas as pd

Matrix = NDArray[np.float64]

KINDS = ("uniform", "dirichlet", "incomplete", "fixed")
TABLES = (".csv", ".parquet")


@dataclass(frozen=True, eq=False)
class SmaaInputs:
    """Where weights and values come from, and what identifies them."""

    sampler: WeightSampler
    data: bool
    given: Matrix | None
    samples: int
    """As wanted, or as many as the tables hold."""
    digest: str


def inputs_of(
    study: Study,
    *,
    weights: str | None,
    concentration: float,
    data: str,
    samples: int,
    method: str | None,
) -> SmaaInputs:
    """The samplers of a study.

    Args:
        study: its criteria model has the weights and the statements of ``incomplete``.
        weights: one of :data:`KINDS`, a table's path, or None: ``incomplete`` where there are statements, else
            ``uniform``.
        concentration: of ``dirichlet``.
        data: ``on``, ``off`` or a table's path.
        samples: how many are wanted.
        method: the ranking method, which decides what is refused.

    Raises:
        InputProblems: whatever is wrong with words, tables and statements.
    """
    kind = weights or ("incomplete" if study.criteria.incomplete else "uniform")
    if not concentration > 0 or not np.isfinite(concentration):
        says = _("the concentration {value} must be above zero", value=str(concentration))
        raise InputProblems([Problem(says, file="--concentration")])
    ids = [leaf.id for leaf in study.criteria.leaves()]
    marks: list[str] = [kind, data]
    most = samples
    sampler: WeightSampler
    if kind == "uniform":
        sampler = Uniform(len(ids))
    elif kind == "incomplete":
        sampler = InPolytope(_placed(study))
    elif kind in ("dirichlet", "fixed"):
        own = batch_ranking(study.parks, study.criteria, method=method).weights
        marks += [own.tobytes().hex(), str(concentration)]
        sampler = Fixed(own) if kind == "fixed" else Dirichlet(own, float(concentration))
    else:
        table, mark = _table(kind, "--weights", KINDS)
        marks.append(mark)
        found = _numbers(table, ids, kind)
        if (found < 0).any() or (found.sum(axis=1) <= 0).any():
            says = _("weights are zero or more, and not all zero in a sample")
            raise InputProblems([Problem(says, file=kind)])
        sampler = Given(found)
        most = min(most, len(found))
    given = None
    if data not in ("on", "off"):
        table, mark = _table(data, "--data", ("on", "off"))
        marks.append(mark)
        given = _draws(table, study, ids, data, method)
        most = min(most, len(given))
    digest = hashlib.sha256("\n".join(marks).encode()).hexdigest()
    return SmaaInputs(sampler, data == "on", given, most, digest)


def _placed(study: Study) -> Any:
    """The polytope of the study's statements; what is wrong is said with file and line."""
    try:
        return polytope(study.criteria)
    except InputProblems as wrong:
        problems = []
        for problem in wrong.problems:
            file, line = study.places.get(
                f"criteria:{problem.field}", study.places.get("criteria", (None, None))
            )
            problems.append(
                Problem(problem.says, file=file, line=line, field=problem.field, remedy=problem.remedy)
            )
        raise InputProblems(problems) from None


def _table(name: str, option: str, words: Sequence[str]) -> tuple[pd.DataFrame, str]:
    """A table of draws and the digest of its file."""
    from io import BytesIO

    import pandas as pd

    path = Path(name)
    if path.suffix.lower() not in TABLES:
        near = get_close_matches(name.lower(), words, n=1)
        choice = ", ".join([*words, *(f"*{ending}" for ending in TABLES)])
        remedy = (
            _("did you mean {near}?", near=near[0]) if near else _("choose one of {choice}", choice=choice)
        )
        raise InputProblems(
            [Problem(_("{value} is none of the choices", value=name), file=option, remedy=remedy)]
        )
    try:
        content = path.read_bytes()
    except OSError as wrong:
        says = _("cannot be read: {reason}", reason=wrong.strerror or str(wrong))
        raise InputProblems([Problem(says, file=name)]) from None
    notice_file(path, path.name, content)
    try:
        if path.suffix.lower() == ".csv":
            # as texts: pandas' own reading of numbers is off by a last bit now and then
            table = pd.read_csv(BytesIO(content), dtype=str, keep_default_na=False)
        else:
            table = pd.read_parquet(BytesIO(content))
    except ImportError:
        remedy = _("install parkfund[scale], or save the table as CSV or XLSX")
        raise InputProblems(
            [Problem(_("Parquet needs pyarrow, which is not installed"), name, remedy=remedy)]
        ) from None
    except Exception:
        # pandas and pyarrow raise their own errors for every kind of damage; to a reader they mean the same
        raise InputProblems([Problem(_("this is not a table of numbers"), file=name)]) from None
    if table.empty:
        raise InputProblems([Problem(_("the table holds no rows"), file=name)])
    return table, hashlib.sha256(content).hexdigest()


def _numbers(table: pd.DataFrame, ids: list[str], name: str) -> Matrix:
    import pandas as pd

    problems = []
    columns = []
    for identifier in ids:
        if identifier not in table:
            near = get_close_matches(identifier, [str(column) for column in table.columns], n=1)
            remedy = _("did you mean {near}?", near=near[0]) if near else None
            says = _("the table has no column {column}", column=identifier)
            problems.append(Problem(says, file=name, remedy=remedy))
            continue
        try:
            column = np.asarray(table[identifier].to_numpy(dtype=object), dtype=float)
        except (TypeError, ValueError):
            column = pd.to_numeric(table[identifier], errors="coerce").to_numpy(dtype=float)
        faulty = np.flatnonzero(~np.isfinite(column))
        if len(faulty):
            says = _("column {column} has no number in row {row}", column=identifier, row=int(faulty[0]) + 2)
            problems.append(Problem(says, file=name))
        columns.append(column)
    if problems:
        raise InputProblems(problems)
    return np.column_stack(columns)


def _draws(table: pd.DataFrame, study: Study, ids: list[str], name: str, method: str | None) -> Matrix:
    """Decision matrices of the eligible parks, one for each sample."""
    from decision.ranking.matrix import _worth

    missing = [column for column in ("sample", "park_id") if column not in table]
    if missing:
        says = _("the table has no column {column}", column=missing[0])
        raise InputProblems([Problem(says, file=name)])
    ranking = batch_ranking(study.parks, study.criteria, method=method)
    parks = list(ranking.parks)
    rows = table[table["park_id"].astype(str).isin(parks)]
    numbers = _numbers(rows, ["sample"], name)[:, 0]
    rows = rows.assign(park_id=rows["park_id"].astype(str), sample=numbers)
    rows = rows.sort_values(["sample", "park_id"], kind="stable")
    counts = rows.groupby("sample", sort=True)["park_id"].agg(list)
    faulty = [sample for sample, own in counts.items() if own != parks]
    if faulty or counts.empty:
        says = _(
            "sample {sample} does not have each eligible park once ({parks})",
            sample=f"{faulty[0]:g}" if faulty else "1",
            parks=", ".join(parks[:6]) + (", …" if len(parks) > 6 else ""),
        )
        raise InputProblems([Problem(says, file=name)])
    values = _numbers(rows, ids, name).reshape(len(counts), len(parks), len(ids))
    for place, criterion in enumerate(study.criteria.leaves()):
        values[:, :, place] = _worth(values[:, :, place], criterion)[0]
    return values
