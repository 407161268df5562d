"""Methods where pymcdm 1.4 deviates from the source, breaks on many parks or lacks a parameter.

Each function says what is different and computes it right; where pymcdm's answer is right for the case at
hand, pymcdm gives it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from decision.language import _
from decision.ranking.parameters import CodasParameters, VikorParameters
from decision.ranking.problem import CannotScore, Matrix, RankingProblem, Scores, Step
from decision.ranking.wording import Listed

OWN = "parkfund"
_BLOCK_PAIRS = 2_000_000
_EQUAL = 1e-12
"""VIKOR's S and R lie in [0, 1]; a spread below this is rounding."""


def copras(problem: RankingProblem, explain: bool = False) -> Scores:
    """Complex proportional assessment (Zavadskas, Kaklauskas & Sarka 1994).

    With d_ij = w_j x_ij / Σ_i x_ij, S⁺_i and S⁻_i the sums of d over the criteria to be great and small,

        Q_i = S⁺_i + min S⁻ · Σ S⁻ / ( S⁻_i · Σ (min S⁻ / S⁻) ),      preference = Q_i / max Q.

    pymcdm 1.4 lacks the two sums, so that its Q is S⁺ + S⁻ and rewards costs; it also refuses a problem
    without costs, where the published formula is Q = S⁺.
    """
    matrix = problem.matrix
    if (matrix < 0).any():
        raise CannotScore(_("COPRAS needs values of zero or more"))
    with np.errstate(all="ignore"):
        shares = matrix / matrix.sum(axis=0)
        weighted = shares * problem.weights
        gained = weighted[:, problem.types == 1].sum(axis=1)
        lost = weighted[:, problem.types == -1].sum(axis=1)
        significance = gained
        if (problem.types == -1).any():
            if (lost <= 0).any():
                raise CannotScore(_("COPRAS divides by the costs of a park, and a park has none"))
            # min S⁻ cancels out of the published fraction
            significance = gained + lost.sum() / (lost * (1.0 / lost).sum())
        preference = significance / significance.max()
    steps = (
        Step("Normalized decision matrix", "r_ij", shares, "parks", "criteria"),
        Step("Weighted normalized decision matrix", "v_ij", weighted, "parks", "criteria"),
        Step("Sum of maximising indices", "S+_i", gained),
        Step("Sum of minimising indices", "S-_i", lost),
        Step("Relative significance", "Q_i", significance),
        Step("Final preference (utility degree)", "P_i", preference),
    )
    return Scores(preference, steps=steps if explain else (), engine=OWN)


def mabac(problem: RankingProblem, explain: bool = False) -> Scores:
    """Distance from the border approximation area (Pamučar & Ćirović 2015): Σ_j (v_ij − g_j).

    v_ij = w_j (r_ij + 1), g_j = (Π_i v_ij)^(1/m). pymcdm multiplies m numbers below 1 before taking the root,
    which underflows to 0 from some hundred parks on; the mean of logarithms does not.
    """
    values = problem.normalised()
    if (values <= -1.0).any():
        raise CannotScore(_("MABAC needs normalised values above −1; choose normalization minmax"))
    weighted = (values + 1.0) * problem.weights
    border = problem.weights * np.exp(np.log1p(values).mean(axis=0))
    distance = weighted - border
    preference = distance.sum(axis=1)
    steps = (
        Step("Normalized decision matrix", "n_ij", values, "parks", "criteria"),
        Step("Weighted normalized decision matrix", "v_ij", weighted, "parks", "criteria"),
        Step("Border approximation area matrix", "g_j", border, "criteria"),
        Step("Distances from border approximation matrix", "q_ij", distance, "parks", "criteria"),
        Step("Final preference values", "S_i", preference),
    )
    return Scores(preference, distance, steps if explain else (), engine=OWN)


def moora(problem: RankingProblem, explain: bool = False) -> Scores:
    """Ratio system (Brauers & Zavadskas 2006): Σ_max w_j x*_ij − Σ_min w_j x*_ij, x* = x / √Σx².

    pymcdm gives it where there is a cost criterion and refuses a problem without one, which the formula does
    not.
    """
    from decision.ranking.pymcdm_call import call

    norms = np.sqrt((problem.matrix**2).sum(axis=0))
    if (norms == 0).any():
        faulty = [c.label for c, norm in zip(problem.criteria, norms, strict=True) if norm == 0]
        raise CannotScore(
            _("MOORA divides by the values, and all are zero for {criteria}", criteria=Listed(faulty))
        )
    ratios = problem.matrix / norms
    parts = ratios * problem.weights * problem.types
    if (problem.types == -1).any():
        preference, steps = call("MOORA", problem, explain)
        return Scores(preference, parts, steps)
    preference = parts.sum(axis=1)
    steps = (
        Step("Normalized decision matrix", "r_ij", ratios, "parks", "criteria"),
        Step("Weighted normalized decision matrix", "v_ij", parts, "parks", "criteria"),
        Step("Final preference values", "P_i", preference),
    )
    return Scores(preference, parts, steps if explain else (), engine=OWN)


def lmaw(problem: RankingProblem, explain: bool = False) -> Scores:
    """Logarithm methodology of additive weights (Pamučar et al. 2021).

    ϑ = (x + max) / max, for costs (x + min) / x; φ_ij = ln ϑ_ij / ln Π_i ϑ_ij;
    Q_i = Σ_j 2 φ^w / ( (2 − φ)^w + φ^w ). pymcdm multiplies m numbers up to 2, which overflows from about a
    thousand parks on and then gives every park the same; the sum of logarithms does not.
    """
    matrix = problem.matrix
    low, high = matrix.min(axis=0), matrix.max(axis=0)
    bad = np.where(problem.types == 1, (low < 0) | (high <= 0), low <= 0)
    if bad.any():
        faulty = [c.label for c, out in zip(problem.criteria, bad, strict=True) if out]
        raise CannotScore(
            _(
                "LMAW takes logarithms of ratios: no negative value, no zero cost, not all zero ({criteria})",
                criteria=Listed(faulty),
            )
        )
    with np.errstate(all="ignore"):
        standard = np.where(problem.types == 1, (matrix + high) / high, (matrix + low) / matrix)
        logs = np.log(standard)
        share = logs / logs.sum(axis=0)
        power = share**problem.weights
        parts = 2.0 * power / ((2.0 - share) ** problem.weights + power)
    preference = parts.sum(axis=1)
    steps = (
        Step("Standardized decision matrix", "ϑ_ij", standard, "parks", "criteria"),
        Step("Logarithmic normalised matrix", "φ_ij", share, "parks", "criteria"),
        Step("Weighted standardized decision matrix", "ξ_ij", parts, "parks", "criteria"),
        Step("Final preference values", "Q_i", preference),
    )
    return Scores(preference, parts, steps if explain else (), engine=OWN)


def vikor(problem: RankingProblem, explain: bool = False) -> Scores:
    """Compromise ranking (Opricovic & Tzeng 2004), lower is better.

    S_i = Σ_j w_j (f*_j − f_ij)/(f*_j − f⁻_j), R_i = max_j of the same terms,
    Q_i = v (S_i − S*)/(S⁻ − S*) + (1 − v)(R_i − R*)/(R⁻ − R*).

    pymcdm refuses a criterion on which all parks are equal and divides by zero where all S or all R are
    equal; here such a term is 0: what does not tell parks apart causes no regret.
    """
    assert isinstance(problem.parameters, VikorParameters)
    v = problem.parameters.v
    oriented = problem.matrix * problem.types
    best, worst = oriented.max(axis=0), oriented.min(axis=0)
    terms = problem.weights * _ratio(best - oriented, best - worst)
    group, regret = terms.sum(axis=1), terms.max(axis=1)
    preference = v * _spread(group) + (1.0 - v) * _spread(regret)
    steps = (
        Step("Best values of all criterion functions", "f*_j", best * problem.types, "criteria"),
        Step("Worst values of all criterion functions", "f-_j", worst * problem.types, "criteria"),
        Step("Weighted regrets by criterion", "d_ij", terms, "parks", "criteria"),
        Step("Group utility", "S_i", group),
        Step("Greatest individual regret", "R_i", regret),
        Step("Compromise index", "Q_i", preference),
    )
    told_apart = (best > worst).all() and np.ptp(group) > _EQUAL and np.ptp(regret) > _EQUAL
    if told_apart:
        from decision.ranking.pymcdm_call import call

        preference, _unused = call("VIKOR", problem, v=v)
        return Scores(preference, steps=steps if explain else ())
    return Scores(preference, steps=steps if explain else (), engine=OWN)


def codas(problem: RankingProblem, explain: bool = False) -> Scores:
    """Distances from the negative-ideal park (Keshavarz Ghorabaee et al. 2016).

    E Euclidean and T taxicab distance of weighted normalised values from the worst;
    H_i = Σ_k (E_i − E_k) + ψ(E_i − E_k)(T_i − T_k), ψ(x) = 1 where |x| ≥ τ, else 0. pymcdm fixes τ at 0.02
    and loops over all pairs in Python; here τ is a parameter and pairs are taken by blocks.
    """
    assert isinstance(problem.parameters, CodasParameters)
    tau = problem.parameters.tau
    values = problem.normalised()
    weighted = values * problem.weights
    worst = weighted.min(axis=0)
    euclidean = np.sqrt(((weighted - worst) ** 2).sum(axis=1))
    taxicab = np.abs(weighted - worst).sum(axis=1)
    preference = np.empty(problem.rows)
    block = max(1, _BLOCK_PAIRS // problem.rows)
    for start in range(0, problem.rows, block):
        d = euclidean[start : start + block, None] - euclidean[None, :]
        t = taxicab[start : start + block, None] - taxicab[None, :]
        preference[start : start + block] = (d + np.where(np.abs(d) >= tau, t, 0.0)).sum(axis=1)
    steps = (
        Step("Normalized decision matrix", "r_ij", values, "parks", "criteria"),
        Step("Weighted normalized decision matrix", "v_ij", weighted, "parks", "criteria"),
        Step("Negative-ideal Solution", "ns_j", worst, "criteria"),
        Step("Euclidean distances from the negative-ideal solution", "E_i", euclidean),
        Step("Manhattan distances from the negative-ideal solution", "T_i", taxicab),
        Step("Final preference values (assessment score)", "H_i", preference),
    )
    return Scores(preference, steps=steps if explain else (), engine=OWN)


def marcos(problem: RankingProblem, explain: bool = False) -> Scores:
    """Compromise between ideal and anti-ideal park (Stević et al. 2020).

    n = x / x_ideal, for costs x_ideal / x; K⁺ = S_i / S_ideal, K⁻ = S_i / S_anti;
    f(K) = (K⁺ + K⁻) / (1 + (1 − f⁺)/f⁺ + (1 − f⁻)/f⁻), f⁺ = K⁻/(K⁺ + K⁻), f⁻ = K⁺/(K⁺ + K⁻).
    Since K⁺/K⁻ = ρ = S_anti / S_ideal is the same for every park, f(K_i) = K⁺_i (1 + ρ) / (1 + ρ + ρ²):
    additive, and defined where the anti-ideal is worth nothing (ρ = 0), where pymcdm divides by zero.
    """
    from decision.ranking.pymcdm_call import call

    types, matrix = problem.types, problem.matrix
    ideal = np.where(types == 1, matrix.max(axis=0), matrix.min(axis=0))
    anti = np.where(types == 1, matrix.min(axis=0), matrix.max(axis=0))
    bad = np.where(types == 1, (matrix.min(axis=0) < 0) | (ideal <= 0), matrix.min(axis=0) <= 0)
    if bad.any():
        faulty = [c.label for c, out in zip(problem.criteria, bad, strict=True) if out]
        raise CannotScore(
            _(
                "MARCOS takes ratios: no negative value, no zero cost, not all zero ({criteria})",
                criteria=Listed(faulty),
            )
        )

    def weighted(rows: Matrix) -> Matrix:
        with np.errstate(all="ignore"):
            return np.asarray(np.where(types == 1, rows / ideal, ideal / rows) * problem.weights)

    own, at_ideal, at_anti = weighted(matrix), weighted(ideal[None, :]).sum(), weighted(anti[None, :]).sum()
    rho = at_anti / at_ideal
    parts = own / at_ideal * (1.0 + rho) / (1.0 + rho + rho * rho)
    if rho > 0:
        preference, steps = call("MARCOS", problem, explain)
        return Scores(preference, parts, steps)
    steps = (
        Step("Weighted normalized decision matrix", "v_ij", own, "parks", "criteria"),
        Step("Utility degree in relation to ideal solution", "K+_i", own.sum(axis=1) / at_ideal),
        Step("Final preference score", "f(K_i)", parts.sum(axis=1)),
    )
    return Scores(parts.sum(axis=1), parts, steps if explain else (), engine=OWN)


def sprobid(problem: RankingProblem, explain: bool = False) -> Scores:
    """Simpler PROBID (Wang, Rangaiah & Wang 2021): the top and bottom quarter of ideal solutions only.

    P_i = S⁻_i / S⁺_i, S⁺ = Σ_k≤m/4 S_i(k)/k, S⁻ = Σ_k>m−m/4 S_i(k)/(m − k + 1), at least one solution each.
    Below four parks pymcdm takes whole rows of the distance table instead of its first and last column.
    """
    from decision.ranking.pymcdm_call import call

    if problem.rows >= 4:
        preference, steps = call("SPROBID", problem, explain)
        return Scores(preference, steps=steps)
    with np.errstate(all="ignore"):
        weighted = problem.matrix / np.sqrt((problem.matrix**2).sum(axis=0)) * problem.weights
        top = np.where(problem.types == 1, weighted.max(axis=0), weighted.min(axis=0))
        bottom = np.where(problem.types == 1, weighted.min(axis=0), weighted.max(axis=0))
        near = np.sqrt(((weighted - top) ** 2).sum(axis=1))
        far = np.sqrt(((weighted - bottom) ** 2).sum(axis=1))
        preference = far / near
    steps = (
        Step("Weighted normalized decision matrix", "v_ij", weighted, "parks", "criteria"),
        Step("Overall positive-ideal distance", "S+_i", near),
        Step("Overall negative-ideal distance", "S-_i", far),
        Step("Final preference values", "P_i", preference),
    )
    return Scores(preference, steps=steps if explain else (), engine=OWN)


def _ratio(part: Matrix, whole: np.ndarray) -> Matrix:
    """Part / whole, 0 where the whole is 0."""
    return np.asarray(np.divide(part, whole, out=np.zeros_like(part), where=whole > 0))


def _spread(values: np.ndarray) -> NDArray[np.float64]:
    """(x − min) / (max − min), 0 where all are equal."""
    spread = np.ptp(values)
    return (values - values.min()) / spread if spread > _EQUAL else np.zeros_like(values)
