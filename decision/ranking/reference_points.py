"""Methods that measure from fixed ends, expected points or limits of each criterion; pymcdm computes them."""

from __future__ import annotations

import numpy as np

from decision.errors import ParkfundError
from decision.language import _
from decision.ranking.engines import require_positive
from decision.ranking.parameters import (
    BalancedSpotisParameters,
    CometParameters,
    ErvdParameters,
    LopmParameters,
    RafsiParameters,
    RimParameters,
    SpotisParameters,
)
from decision.ranking.problem import CannotScore, Matrix, RankingProblem, Scores, Step, Vector
from decision.ranking.pymcdm_call import call, scored
from decision.ranking.wording import Listed

MOST_CHARACTERISTIC_OBJECTS = 20_000
"""COMET compares this many objects at most; 9 criteria of 3 values each are 19 683."""


def ervd(problem: RankingProblem, explain: bool = False) -> Scores:
    """Relative closeness over gains and losses against a reference point (Shyur et al. 2015)."""
    assert isinstance(problem.parameters, ErvdParameters)
    totals = problem.matrix.sum(axis=0)
    if (problem.matrix < 0).any() or (totals == 0).any():
        raise CannotScore(_("ERVD takes shares of the sum: no negative value, not all zero"))
    parameters = problem.parameters
    parks = problem.matrix[: len(problem.parks)]
    default = np.where(np.isnan(problem.do_nothing), parks.mean(axis=0), problem.do_nothing)
    reference = _by_criterion(problem, parameters.reference, default)
    if (problem.matrix > 0).all():
        return scored(
            "ERVD", problem, explain, ref_point=reference, lambd=parameters.lambd, alpha=parameters.alpha
        )
    # pymcdm refuses a zero, which the formula does not
    shares = problem.matrix / totals
    gain = (shares - reference / totals) * problem.types
    worth = np.where(gain > 0, 1.0, -parameters.lambd) * np.abs(gain) ** parameters.alpha
    near = np.abs(worth - worth.max(axis=0)) @ problem.weights
    far = np.abs(worth - worth.min(axis=0)) @ problem.weights
    with np.errstate(all="ignore"):
        preference = far / (near + far)
    steps = (
        Step("Normalized decision matrix", "r_ij", shares, "parks", "criteria"),
        Step("Matrix of relative performance of alternatives", "v_ij", worth, "parks", "criteria"),
        Step("Individual separation measures from the PIS", "S+_i", near),
        Step("Individual separation measures from the NIS", "S-_i", far),
        Step("Final preference values (relative closeness)", "φ_i", preference),
    )
    return Scores(preference, steps=steps if explain else (), engine="parkfund")


def spotis(problem: RankingProblem, explain: bool = False) -> Scores:
    """Σ w_j |x_ij − s_j| / (max_j − min_j), lower is better (Dezert et al. 2020)."""
    assert isinstance(problem.parameters, SpotisParameters)
    _apart(problem, "SPOTIS")
    expected = _inside(problem, _by_criterion(problem, problem.parameters.expected, problem.best), "expected")
    preference, steps = call("SPOTIS", problem, explain, bounds=problem.bounds, esp=expected)
    return Scores(preference, _distances(problem, expected), steps)


def balanced_spotis(problem: RankingProblem, explain: bool = False) -> Scores:
    """(1 − α) distance from the ideal + α distance from the expected point (Shekhovtsov et al. 2025)."""
    assert isinstance(problem.parameters, BalancedSpotisParameters)
    _apart(problem, "Balanced SPOTIS")
    alpha = problem.parameters.alpha
    expected = _inside(problem, _by_criterion(problem, problem.parameters.expected, problem.best), "expected")
    preference, steps = call(
        "BalancedSPOTIS", problem, explain, bounds=problem.bounds, esp=expected, alpha=alpha
    )
    parts = (1.0 - alpha) * _distances(problem, problem.best) + alpha * _distances(problem, expected)
    return Scores(preference, parts, steps)


def rim(problem: RankingProblem, explain: bool = False) -> Scores:
    """I⁻ / (I⁺ + I⁻) around a reference ideal interval (Cables, Lamata & Verdegay 2016)."""
    assert isinstance(problem.parameters, RimParameters)
    _apart(problem, "RIM")
    ideal = np.column_stack([problem.best, problem.best])
    for identifier, given in problem.parameters.ideal.items():
        place = problem.place(identifier)
        if place is not None:
            ideal[place] = given
    _inside(problem, ideal[:, 0], "ideal")
    _inside(problem, ideal[:, 1], "ideal")
    return scored("RIM", problem, explain, bounds=problem.bounds, ref_ideal=ideal)


def rafsi(problem: RankingProblem, explain: bool = False) -> Scores:
    """Weighted sum of criteria mapped to one interval [n1, n2k] (Žižović et al. 2020)."""
    assert isinstance(problem.parameters, RafsiParameters)
    _apart(problem, "RAFSI")
    n1, n2k = problem.parameters.n1, problem.parameters.n2k
    low, high = problem.bounds.T
    preference, steps = call("RAFSI", problem, explain, ideal=high, anti_ideal=low, n1=n1, n2k=n2k)
    mapped = n1 + (n2k - n1) * (problem.matrix - low) / (high - low)
    harmonic = 2.0 / (1.0 / n1 + 1.0 / n2k)
    parts = np.where(problem.types == 1, mapped / (n1 + n2k), harmonic / (2.0 * mapped)) * problem.weights
    return Scores(preference, parts, steps)


def comet(problem: RankingProblem, explain: bool = False) -> Scores:
    """Interpolation between characteristic objects that an expert method has compared (Sałabun 2015)."""
    assert isinstance(problem.parameters, CometParameters)
    _apart(problem, "COMET")
    count = problem.parameters.characteristic_values
    objects = count ** len(problem.criteria)
    if objects > MOST_CHARACTERISTIC_OBJECTS:
        raise CannotScore(
            _(
                "COMET would have to compare {objects} characteristic objects, at most {most} are feasible; "
                "lower characteristic_values or weigh fewer criteria",
                objects=objects,
                most=MOST_CHARACTERISTIC_OBJECTS,
            )
        )
    values = [np.linspace(low, high, count) for low, high in problem.bounds]
    span = problem.best - problem.worst

    def expert(compared: Matrix) -> tuple[Vector, None]:
        """How many objects each one beats; differences below 1e-12 are ties, whatever the rounding."""
        worth = (compared - problem.worst) / span
        if problem.parameters.expert == "wsm":  # type: ignore[attr-defined]
            score = worth @ problem.weights
        else:
            beneath = np.sqrt(((worth * problem.weights) ** 2).sum(axis=1))
            above = np.sqrt((((1.0 - worth) * problem.weights) ** 2).sum(axis=1))
            score = beneath / (beneath + above)
        rounded = np.round(score, 12)
        ordered = np.sort(rounded)
        below = np.searchsorted(ordered, rounded, side="left")
        level = np.searchsorted(ordered, rounded, side="right")
        return (below + level) / 2.0, None

    preference, steps = call("COMET", problem, explain, cvalues=values, expert_function=expert)
    if explain:
        names = tuple(str(place + 1) for place in range(count))
        steps = (Step("Characteristic values", "C", np.array(values), "criteria", names), *steps)
    return Scores(preference, steps=steps)


def lopm(problem: RankingProblem, explain: bool = False) -> Scores:
    """Σ α_j Y_j / x_ij + Σ α_j x_ij / Y_j + Σ α_j |x_ij / Y_j − 1|, lower is better (Farag 2020)."""
    assert isinstance(problem.parameters, LopmParameters)
    require_positive(problem, "LoPM", reference=problem.types == -1)
    limits = problem.best.copy()
    for place, criterion in enumerate(problem.criteria):
        if criterion.accept is not None and criterion.value is None:
            own = criterion.accept.min if criterion.goal == "max" else criterion.accept.max
            limits[place] = limits[place] if own is None else own
    limits = _by_criterion(problem, problem.parameters.limits, limits)
    limits = _by_criterion(problem, problem.parameters.targets, limits)
    targets = np.array([criterion.id in problem.parameters.targets for criterion in problem.criteria])
    kinds = np.where(targets, 0, problem.types)
    faulty = [c.label for c, limit in zip(problem.criteria, limits, strict=True) if limit <= 0]
    if faulty:
        raise CannotScore(
            _("LoPM divides by limits, which must be above zero for {criteria}", criteria=Listed(faulty))
        )
    preference, steps = call("LoPM", problem, explain, property_limits=limits, property_types=kinds)
    with np.errstate(all="ignore"):
        parts = np.where(kinds == 1, limits / problem.matrix, problem.matrix / limits)
    parts = np.where(kinds == 0, np.abs(problem.matrix / limits - 1.0), parts) * problem.weights
    return Scores(preference, parts, steps)


def _distances(problem: RankingProblem, target: Vector) -> Matrix:
    return np.abs(problem.matrix - target) / np.abs(problem.best - problem.worst) * problem.weights


def _by_criterion(problem: RankingProblem, given: dict[str, float], default: Vector) -> Vector:
    result = np.array(default, dtype=float)
    for identifier, value in given.items():
        place = problem.place(identifier)
        if place is not None:
            result[place] = value
    return result


def _apart(problem: RankingProblem, method: str) -> None:
    """Refuse criteria whose ends coincide: nothing to measure against."""
    faulty = [
        c.label
        for c, low, high in zip(problem.criteria, problem.worst, problem.best, strict=True)
        if low == high
    ]
    if faulty:
        raise CannotScore(
            _(
                "{method} measures from end to end of a criterion, and all parks are equal in {criteria}; "
                "give it a scale, leave it out, or choose a method that copes, such as topsis",
                method=method,
                criteria=Listed(faulty),
            )
        )


def _inside(problem: RankingProblem, target: Vector, parameter: str) -> Vector:
    low, high = problem.bounds.T
    outside = (target < low) | (target > high)
    if outside.any():
        faulty = [c.label for c, out in zip(problem.criteria, outside, strict=True) if out]
        raise ParkfundError(
            _(
                "method.{parameter}: the point lies outside the scale (or the parks' range) of {criteria}",
                parameter=parameter,
                criteria=Listed(faulty),
            )
        )
    return target
