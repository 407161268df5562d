"""Weights from the parks' data: spread, contrast, removal effects. They say nothing about importance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from decision.errors import Problem
from decision.language import Message, _
from decision.ranking.wording import Figure, Listed

Matrix = NDArray[np.float64]
Vector = NDArray[np.float64]
Types = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class DataMethod:
    """One data-driven method and what it needs of the values."""

    raw: Callable[[Matrix, Types], Vector]
    """Weights before they are scaled to sum 1."""
    values: Literal["any", "not_negative", "positive", "cost_positive"] = "any"
    """not_negative with at least one positive; cost_positive: also positive where less is better."""
    constant: Literal["zero", "refused"] = "zero"
    """What happens to a criterion in which all parks are equal."""
    scale_free: bool = True
    """Whether the unit of a criterion does not matter."""


def _pymcdm(name: str, matrix: Matrix, types: Types) -> Vector:
    from pymcdm import weights

    return np.asarray(getattr(weights, name)(matrix, types), dtype=float)


def _varying_only(compute: Callable[[Matrix, Types], Vector]) -> Callable[[Matrix, Types], Vector]:
    """The same formula over the criteria in which parks differ; the others weigh 0."""

    def over_varying(matrix: Matrix, types: Types) -> Vector:
        varies = ~constant_columns(matrix)
        result = np.zeros(matrix.shape[1])
        if varies.any():
            result[varies] = compute(matrix[:, varies], types[varies])
        return result

    return over_varying


def entropy(matrix: Matrix, types: Types) -> Vector:
    """w_j ∝ 1 + (1 / ln m) Σ_i p_ij ln p_ij with p_ij = x_ij / Σ_i x_ij and 0 ln 0 = 0 (Shannon 1948; Zeleny 1982).

    pymcdm 1.4 refuses a single zero, which the formula takes; hence computed here.
    """
    shares = matrix / matrix.sum(axis=0)
    logs = np.log(np.where(shares > 0, shares, 1.0))
    return np.asarray(np.maximum(1.0 + (shares * logs).sum(axis=0) / np.log(matrix.shape[0]), 0.0))


def critic(matrix: Matrix, types: Types) -> Vector:
    """w_j ∝ σ_j Σ_k (1 − r_jk), from values scaled to [0, 1], best at 1 (Diakoulaki et al. 1995).

    pymcdm 1.4 leaves the goals out of the scaling, so that a cost and a benefit that always conflict count as
    agreeing; turned round before it is called.
    """
    return critic_as_is(matrix * types, types)


def critic_as_is(matrix: Matrix, types: Types) -> Vector:
    """:func:`critic` of the columns as they stand, whatever the goals (Tuş & Aytaç Adalı 2019)."""
    if matrix.shape[1] < 2 or (1.0 - np.corrcoef(matrix, rowvar=False)).max() < 1e-12:
        return np.zeros(
            matrix.shape[1]
        )  # no conflict at all: pymcdm would divide rounding errors by their sum
    return _pymcdm("critic_weights", matrix, types)


def lopcow(matrix: Matrix, types: Types) -> Vector:
    """w_j ∝ |ln(√(Σ_i r_ij² / m) / σ_j)| · 100, r scaled to [0, 1], best at 1, σ of a sample (Ecer & Pamucar 2022).

    As pymcdm, but a criterion where one park is at the best end and all others at the worst (so any two parks) has
    exactly weight 0, not a rounding error.
    """
    oriented = matrix * types
    scaled = (oriented - oriented.min(axis=0)) / np.ptp(oriented, axis=0)
    percentage = 100.0 * np.abs(np.log(np.sqrt((scaled**2).mean(axis=0)) / scaled.std(axis=0, ddof=1)))
    return np.asarray(np.where(percentage < 1e-9, 0.0, percentage))


def angle(matrix: Matrix, types: Types) -> Vector:
    """w_j ∝ the angle between the column and the column of equal values (Shuai et al. 2012).

    tan = standard deviation / mean, which keeps small angles that an arc cosine rounds away.
    """
    return np.asarray(np.arctan2(matrix.std(axis=0), matrix.mean(axis=0)), dtype=float)


def cilos(matrix: Matrix, types: Types) -> Vector:
    """The weights q > 0 at which the relative losses of the criteria balance, F q = 0 (Zavadskas & Podvezko 2016).

    Costs become min x / x, columns sum to 1; a_ij is the value of criterion j at the park that is best in i;
    P_ij = (a_jj − a_ij) / a_jj; F = P − diag(Σ_i P_ij). Where several parks are best in i the mean of their rows
    is taken (pymcdm takes the first of the file). Empty when more than one q balances the losses.
    """
    benefit = np.where(types == 1, matrix, matrix.min(axis=0) / np.where(types == 1, 1.0, matrix))
    benefit = benefit / benefit.sum(axis=0)
    top = benefit == benefit.max(axis=0)
    at_best = (top.T @ benefit) / top.sum(axis=0)[:, None]
    greatest = np.diag(at_best)
    losses = (greatest - at_best) / greatest
    balance = losses - np.diag(losses.sum(axis=0))
    _left, singular, right = np.linalg.svd(balance)
    if (singular <= 1e-10 * max(1.0, float(singular.max(initial=0.0)))).sum() != 1:
        return np.empty(0)
    found = np.abs(right[-1])
    found[found < 1e-12] = 0.0
    return np.asarray(found / found.sum(), dtype=float)


def idocriw(matrix: Matrix, types: Types) -> Vector:
    """w_j ∝ q_j W_j: CILOS times entropy (Zavadskas & Podvezko 2016)."""
    losses = cilos(matrix, types)
    return losses * entropy(matrix, types) if losses.size else losses


DATA_METHODS: dict[str, DataMethod] = {
    "entropy": DataMethod(entropy, "not_negative"),
    "critic": DataMethod(_varying_only(critic)),
    "merec": DataMethod(lambda x, t: _pymcdm("merec_weights", x, t), "positive"),
    "standard_deviation": DataMethod(
        lambda x, t: _pymcdm("standard_deviation_weights", x, t), scale_free=False
    ),
    "variance": DataMethod(_varying_only(lambda x, t: _pymcdm("variance_weights", x, t))),
    "gini": DataMethod(lambda x, t: _pymcdm("gini_weights", x, t), "not_negative"),
    "angle": DataMethod(angle, "not_negative"),
    "cilos": DataMethod(cilos, "cost_positive", "refused"),
    "idocriw": DataMethod(idocriw, "cost_positive", "refused"),
    "lopcow": DataMethod(lopcow, constant="refused"),
}
"""By the name in the criteria model."""

CRITIC_AS_IS = DataMethod(_varying_only(critic_as_is))


def constant_columns(matrix: Matrix) -> NDArray[np.bool_]:
    """Criteria in which all parks are equal."""
    return np.asarray((matrix == matrix[0]).all(axis=0))


def weigh_data(
    name: str, matrix: Matrix, types: Types, labels: Sequence[Any], path: str, *, ignore_goals: bool = False
) -> tuple[Vector | None, list[Problem], list[Message]]:
    """Weights that sum to 1, or every reason why there are none; and what deserves a look.

    Args:
        name: one of ``DATA_METHODS``.
        matrix: parks × criteria, finite.
        types: 1 where more is better, -1 where less is.
        labels: names of the criteria, for messages.
        path: YAML path of the method.
        ignore_goals: critic only; see :func:`critic_as_is`.
    """
    method = CRITIC_AS_IS if name == "critic" and ignore_goals else DATA_METHODS[name]
    if matrix.shape[1] == 1:
        return np.ones(1), [], []
    problems = _unfit(name, method, matrix, types, labels, path)
    if problems:
        return None, problems, []
    with np.errstate(all="ignore"):
        raw = method.raw(matrix, types)
    if not raw.size:
        says = _(
            "{method} has no single answer: the parks best in some criteria are best in others too, so no "
            "criterion loses by another",
            method=name,
        )
        return None, [Problem(says, field=path, remedy=_copes(("entropy", "critic", "gini")))], []
    if constant_columns(matrix).any():
        raw = np.where(constant_columns(matrix), 0.0, raw)
    # a difference of rounding errors is no spread: two parks by lopcow, agreeing criteria by critic
    if not np.isfinite(raw).all() or raw.sum() <= 1e-12:
        says = _("{method} gives every criterion the weight zero with these parks", method=name)
        return None, [Problem(says, field=path, remedy=_copes(("standard_deviation", "gini", "equal")))], []
    weights = np.asarray(np.maximum(raw, 0.0) / np.maximum(raw, 0.0).sum(), dtype=float)
    return weights, [], _warnings(name, method, matrix, weights, labels)


def _unfit(
    name: str, method: DataMethod, matrix: Matrix, types: Types, labels: Sequence[Any], path: str
) -> list[Problem]:
    """Every reason why the formula has no answer for these values."""
    if matrix.shape[0] < 2:
        says = _("{method} weighs criteria by how parks differ, and fewer than two are eligible", method=name)
        return [Problem(says, field=path, remedy=_("direct, swing, ahp and others weigh without parks"))]
    same = constant_columns(matrix)
    if same.all():
        says = _(
            "{method} weighs criteria by how parks differ, and all are equal in every criterion", method=name
        )
        return [Problem(says, field=path, remedy=_("direct, swing, ahp and others weigh without parks"))]
    problems = []
    if method.constant == "refused":
        for label in _chosen(labels, same):
            says = _(
                "{criterion}: all parks are equal, and {method} divides by their difference",
                criterion=label,
                method=name,
            )
            problems.append(Problem(says, field=path, remedy=_copes_with_constant()))
    any_sign = ("standard_deviation", "variance", "critic", "lopcow")
    floor_is_zero = method.values in ("not_negative", "cost_positive")
    for label, column, kind in zip(labels, matrix.T, types, strict=True):
        least = float(column.min())
        if method.values == "positive" and least <= 0:
            says = _(
                "{criterion}: {value} is not positive, and {method} takes its logarithm",
                criterion=label,
                value=Figure(least),
                method=name,
            )
        elif method.values == "cost_positive" and kind == -1 and least <= 0:
            says = _(
                "{criterion}: {value} is not positive, and {method} divides by it",
                criterion=label,
                value=Figure(least),
                method=name,
            )
        elif floor_is_zero and least < 0:
            says = _(
                "{criterion}: {value} is negative, and {method} takes shares of the sum",
                criterion=label,
                value=Figure(least),
                method=name,
            )
        elif floor_is_zero and column.max() <= 0 and method.constant != "refused":
            says = _(
                "{criterion}: all values are zero, and {method} divides by their sum",
                criterion=label,
                method=name,
            )
        else:
            continue
        problems.append(Problem(says, field=path, remedy=_copes(any_sign)))
    return problems


def _warnings(
    name: str, method: DataMethod, matrix: Matrix, weights: Vector, labels: Sequence[Any]
) -> list[Message]:
    warnings = [
        _(
            "the weights come from the applicants' data ({method}): they reward spread, not importance, and one "
            "applicant more or less changes them",
            method=name,
        )
    ]
    warnings += [
        _("{criterion}: all parks are equal, so {method} gives it no weight", criterion=label, method=name)
        for label in _chosen(labels, constant_columns(matrix))
    ]
    if not method.scale_free:
        warnings.append(
            _(
                "{method} depends on units: a criterion in thousands weighs a thousand times less than in ones; "
                "variance and critic scale first",
                method=name,
            )
        )
    if name == "cilos" and float(weights.max()) >= 1.0 - 1e-9:
        warnings.append(
            _(
                "cilos puts the whole weight on {criterion}, because whoever is best elsewhere is best in it too",
                criterion=labels[int(np.argmax(weights))],
            )
        )
    return warnings


def _copes(names: Sequence[str]) -> Message:
    return _("{methods} cope", methods=Listed(names))


def _copes_with_constant() -> Message:
    names = [name for name, method in DATA_METHODS.items() if method.constant == "zero"]
    return _(
        "leave the criterion out, or choose {methods}, which give it no weight", methods=Listed(names, 9)
    )


def _chosen(labels: Sequence[Any], mask: NDArray[np.bool_]) -> list[Any]:
    return [label for label, own in zip(labels, mask, strict=True) if own]
