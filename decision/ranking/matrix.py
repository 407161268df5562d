"""The decision matrix: missing values, knock-outs, scales and value functions applied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from decision.errors import InputProblems, Problem
from decision.language import Message, _, _n
from decision.model.criteria import CriteriaModel, Criterion, MissingValue
from decision.model.expressions import BadExpression, columns_of, evaluate
from decision.model.parks import Parks
from decision.ranking.wording import Figure, leaf_paths, nearest

Reasons = dict[str, list[Message]]


@dataclass(frozen=True, eq=False)
class DecisionMatrix:
    """Eligible parks × criteria, ready to be ranked.

    ``values`` holds each criterion in its own unit, or its worth in [0, 1] where it has a value function;
    ``types`` is 1 where more is better (always for a worth) and -1 where less is. ``worst``, ``best`` and
    ``do_nothing`` are in the same terms, NaN where the criterion does not say; a value function's ends are
    worth 0 and 1.
    """

    parks: tuple[str, ...]
    criteria: tuple[Criterion, ...]
    values: NDArray[np.float64]
    types: NDArray[np.int64]
    worst: NDArray[np.float64]
    best: NDArray[np.float64]
    do_nothing: NDArray[np.float64]
    ineligible: Mapping[str, tuple[Message, ...]]
    filled_with_median: frozenset[str] = frozenset()
    """Criteria where a missing value was replaced by the median, which depends on who else applied."""
    warnings: tuple[Message, ...] = ()


@dataclass(frozen=True, eq=False)
class _Column:
    values: pd.Series[float]
    ineligible: Reasons
    warnings: list[Message] = field(default_factory=list)
    median_used: bool = False


def build_matrix(parks: Parks, criteria: CriteriaModel) -> DecisionMatrix:
    """The decision matrix of these parks, rows in the order of the park ids.

    For each criterion, in this order: the column or expression; a missing value is treated as declared
    (``median`` and ``worst`` refer to all parks that have a value; ``worst`` is the scale's worst end where
    there is a scale); knock-out limits are tested; with a scale, a value beyond its ends counts as the end;
    the value function is applied, constant beyond its first and last point.

    Raises:
        InputProblems: columns that do not exist or are not numeric, expressions that are not arithmetic.
    """
    problems = column_problems(parks, criteria)
    if problems:
        raise InputProblems(problems)
    table = parks.table.sort_index()
    leaves = criteria.leaves()
    columns = [_column(table, criterion) for criterion in leaves]
    reasons: Reasons = {}
    warnings: list[Message] = []
    for column in columns:
        warnings += column.warnings
        for park, said in column.ineligible.items():
            reasons.setdefault(park, []).extend(said)
    warnings += [said for criterion in leaves for said in _uncertain(parks, criterion)]
    eligible = table.index[~table.index.isin(list(reasons))] if reasons else table.index
    shown = np.empty((len(eligible), len(leaves)))
    for place, (criterion, column) in enumerate(zip(leaves, columns, strict=True)):
        own = column.values.reindex(eligible) if reasons else column.values
        inside = np.asarray(own, dtype=np.float64)
        shown[:, place], beyond = _worth(inside, criterion)
        if beyond:
            warnings.append(_beyond(criterion, beyond))
    ends = np.array([_ends(criterion) for criterion in leaves], dtype=float).reshape(len(leaves), 3)
    return DecisionMatrix(
        parks=tuple(map(str, eligible.to_numpy(dtype=object))),
        criteria=leaves,
        values=shown,
        types=np.array([1 if c.value is not None or c.goal == "max" else -1 for c in leaves], dtype=np.int64),
        worst=ends[:, 0],
        best=ends[:, 1],
        do_nothing=ends[:, 2],
        ineligible={park: tuple(reasons[park]) for park in sorted(reasons)},
        filled_with_median=frozenset(
            c.id for c, column in zip(leaves, columns, strict=True) if column.median_used
        ),
        warnings=tuple(warnings),
    )


def _uncertain(parks: Parks, criterion: Criterion) -> list[Message]:
    """A word on cells that hold a range: one ranking takes their most likely value."""
    columns = [str(criterion.column)] if criterion.expression is None else columns_of(criterion.expression)
    uncertain = [parks.ranges[column] for column in columns if column in parks.ranges]
    wide = {str(park) for ranges in uncertain for park in ranges.index[ranges["low"] < ranges["high"]]}
    if not wide:
        return []
    return [
        _n(
            "{criterion}: the value of {count} park is uncertain; its most likely value is ranked",
            "{criterion}: the values of {count} parks are uncertain; their most likely values are ranked",
            len(wide),
            criterion=criterion.label,
        )
    ]


def column_problems(parks: Parks, criteria: CriteriaModel) -> list[Problem]:
    """Columns and expressions that cannot be used with these parks, all at once."""
    problems = []
    table = parks.table
    paths = leaf_paths(criteria)
    for criterion in criteria.leaves():
        path = paths[criterion.id]
        if criterion.expression is not None:
            problems += _expression_problems(table, criterion.expression, f"{path}.expression")
        elif criterion.column not in table:
            says = _("the parks have no column {column}", column=criterion.column)
            remedy = nearest(str(criterion.column), map(str, table.columns))
            problems.append(Problem(says, field=f"{path}.column", remedy=remedy))
        else:
            problems += _text_problems(table[criterion.column], str(criterion.column), f"{path}.column")
        needs_known = criterion.missing == "median" or (
            criterion.missing == "worst" and criterion.scale is None
        )
        if needs_known and len(table) and not problems and _read(table, criterion).notna().sum() == 0:
            says = _(
                "no park has a value, so there is no {policy} to put in its place", policy=criterion.missing
            )
            problems.append(Problem(says, field=f"{path}.missing"))
    return problems


def expression_problems(criteria: CriteriaModel) -> list[Problem]:
    """Expressions that are no arithmetic, whatever the parks."""
    problems = []
    for criterion in criteria.leaves():
        if criterion.expression is not None:
            try:
                columns_of(criterion.expression)
            except BadExpression as bad:
                path = f"{leaf_paths(criteria)[criterion.id]}.expression"
                problems.append(Problem(bad.says, field=path))
    return problems


def _expression_problems(table: pd.DataFrame, expression: str, path: str) -> list[Problem]:
    try:
        names = columns_of(expression)
    except BadExpression as bad:
        return [Problem(bad.says, field=path)]
    problems = []
    for name in names:
        if name not in table:
            says = _("the parks have no column {column}", column=name)
            problems.append(Problem(says, field=path, remedy=nearest(name, map(str, table.columns))))
        else:
            problems += _text_problems(table[name], name, path)
    if not problems:
        try:
            evaluate(expression, table)
        except BadExpression as bad:
            problems.append(Problem(bad.says, field=path))
    return problems


def _text_problems(values: pd.Series, name: str, path: str) -> list[Problem]:
    if values.dtype == np.float64:
        return []
    faulty = values[values.notna() & pd.to_numeric(values, errors="coerce").isna()]
    if faulty.empty:
        return []
    says = _n(
        "column {column} is not numeric: {value} (park {park})",
        "column {column} is not numeric: {value} (park {park}) and {count} values in all",
        len(faulty),
        column=name,
        value=faulty.iloc[0],
        park=faulty.index[0],
    )
    return [Problem(says, field=path)]


def _read(table: pd.DataFrame, criterion: Criterion) -> pd.Series[float]:
    if criterion.expression is not None:
        return evaluate(criterion.expression, table)
    values = pd.to_numeric(table[criterion.column], errors="coerce").astype(float)
    finite = np.isfinite(values.to_numpy(dtype=float))
    return values if finite.all() else values.where(finite, np.nan)


def _column(table: pd.DataFrame, criterion: Criterion) -> _Column:
    values = _read(table, criterion)
    missing = values.isna().to_numpy()
    reasons: Reasons = {}
    warnings: list[Message] = []
    median_used = False
    if missing.any():
        if criterion.missing == "reject":
            reasons = {
                str(park): [_("{criterion}: no value", criterion=criterion.label)]
                for park in table.index[missing]
            }
        else:
            substitute = _substitute(values, criterion)
            values = values.fillna(substitute)
            median_used = criterion.missing == "median"
            warnings.append(
                _n(
                    "{criterion}: {count} missing value counts as {value} ({policy})",
                    "{criterion}: {count} missing values count as {value} ({policy})",
                    int(missing.sum()),
                    criterion=criterion.label,
                    value=Figure(substitute),
                    policy=_policy(criterion),
                )
            )
    if criterion.accept is not None:
        for park, said in _knock_outs(values, criterion):
            reasons.setdefault(park, []).append(said)
    return _Column(values, reasons, warnings, median_used)


def _policy(criterion: Criterion) -> Message:
    if isinstance(criterion.missing, MissingValue):
        return _("the value given for missing ones")
    return _("the median of the known ones") if criterion.missing == "median" else _("the worst")


def _substitute(values: pd.Series[float], criterion: Criterion) -> float:
    if isinstance(criterion.missing, MissingValue):
        return criterion.missing.value
    if criterion.missing == "median":
        return float(values.median())
    if criterion.scale is not None:
        return criterion.scale.worst
    return float(values.min() if criterion.goal == "max" else values.max())


def _knock_outs(values: pd.Series[float], criterion: Criterion) -> list[tuple[str, Message]]:
    assert criterion.accept is not None
    least, most = criterion.accept.min, criterion.accept.max
    failed = []
    if least is not None:
        for park, value in values[values < least].items():
            says = _(
                "{criterion} is {value}, at least {limit} is required",
                criterion=criterion.label,
                value=Figure(value),
                limit=Figure(least),
            )
            failed.append((str(park), says))
    if most is not None:
        for park, value in values[values > most].items():
            says = _(
                "{criterion} is {value}, at most {limit} is allowed",
                criterion=criterion.label,
                value=Figure(value),
                limit=Figure(most),
            )
            failed.append((str(park), says))
    return failed


def _worth(values: NDArray[np.float64], criterion: Criterion) -> tuple[NDArray[np.float64], int]:
    """Values clipped to the scale and put through the value function; how many lay beyond the ends."""
    beyond = np.zeros(values.shape, dtype=bool)
    if criterion.scale is not None:
        low, high = sorted((criterion.scale.worst, criterion.scale.best))
        beyond |= (values < low) | (values > high)
        values = np.clip(values, low, high)
    if criterion.value is not None:
        places, worths = np.array(criterion.value, dtype=float).T
        beyond |= (values < places[0]) | (values > places[-1])
        values = np.interp(values, places, worths)
    return values, int(beyond.sum())


def _ends(criterion: Criterion) -> tuple[float, float, float]:
    """Worst, best and do-nothing value in the terms of the matrix, NaN where the criterion does not say."""
    nothing = np.nan
    if criterion.do_nothing is not None:
        nothing = float(_worth(np.array([criterion.do_nothing]), criterion)[0][0])
    if criterion.value is not None:
        return 0.0, 1.0, nothing
    if criterion.scale is not None:
        return criterion.scale.worst, criterion.scale.best, nothing
    return np.nan, np.nan, nothing


def _beyond(criterion: Criterion, count: int) -> Message:
    if criterion.value is not None:
        return _n(
            "{criterion}: {count} park lies beyond the ends of the value function and counts as the end",
            "{criterion}: {count} parks lie beyond the ends of the value function and count as the end",
            count,
            criterion=criterion.label,
        )
    return _n(
        "{criterion}: {count} park lies beyond the ends of the scale and counts as the end",
        "{criterion}: {count} parks lie beyond the ends of the scale and count as the end",
        count,
        criterion=criterion.label,
    )
