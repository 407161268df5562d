"""Methods that pymcdm computes right: what each is given, and its additive parts where it is additive."""

from __future__ import annotations

import numpy as np

from decision.language import _
from decision.ranking.normalisations import NORMALISATIONS
from decision.ranking.parameters import AromanParameters, MixParameters
from decision.ranking.problem import CannotScore, RankingProblem, Scores
from decision.ranking.pymcdm_call import call, scored
from decision.ranking.wording import Listed


def topsis(problem: RankingProblem, explain: bool = False) -> Scores:
    """D⁻ / (D⁺ + D⁻), distances of weighted normalised values from best and worst (Hwang & Yoon 1981)."""
    return scored("TOPSIS", problem, explain)


def wsm(problem: RankingProblem, explain: bool = False) -> Scores:
    """Σ w_j r_ij (Fishburn 1967)."""
    assert problem.normalisation is not None
    if problem.normalisation.id == "none" and (problem.types == -1).any():
        costs = [
            criterion.label
            for criterion, kind in zip(problem.criteria, problem.types, strict=True)
            if kind == -1
        ]
        raise CannotScore(
            _(
                "without normalisation a weighted sum cannot add what is to be small: {criteria}; "
                "choose normalization minmax",
                criteria=Listed(costs),
            )
        )
    preference, steps = call("WSM", problem, explain)
    return Scores(preference, problem.normalised() * problem.weights, steps)


def wpm(problem: RankingProblem, explain: bool = False) -> Scores:
    """Π r_ij^w_j (Bridgman 1922, Miller & Starr 1969)."""
    return scored("WPM", problem, explain)


def waspas(problem: RankingProblem, explain: bool = False) -> Scores:
    """λ Σ w_j r_ij + (1 − λ) Π r_ij^w_j (Zavadskas et al. 2012)."""
    assert isinstance(problem.parameters, MixParameters)
    return scored("WASPAS", problem, explain, l=problem.parameters.l)


def aras(problem: RankingProblem, explain: bool = False) -> Scores:
    """S_i / S_0, weighted sums of normalised values against the ideal park's (Zavadskas & Turskis 2010)."""
    from decision.ranking.normalisations import normalised

    assert problem.normalisation is not None
    preference, steps = call("ARAS", problem, explain)
    ideal = np.where(problem.types == 1, problem.matrix.max(axis=0), problem.matrix.min(axis=0))
    extended = (
        normalised(np.vstack([ideal, problem.matrix]), problem.types, problem.normalisation) * problem.weights
    )
    return Scores(preference, extended[1:] / extended[0].sum(), steps)


def edas(problem: RankingProblem, explain: bool = False) -> Scores:
    """Mean of normalised distances above and below the average (Keshavarz Ghorabaee et al. 2015)."""
    average = problem.matrix.mean(axis=0)
    if (average <= 0).any():
        faulty = [c.label for c, value in zip(problem.criteria, average, strict=True) if value <= 0]
        raise CannotScore(
            _("EDAS divides by the average, which must be above zero for {criteria}", criteria=Listed(faulty))
        )
    return scored("EDAS", problem, explain)


def mairca(problem: RankingProblem, explain: bool = False) -> Scores:
    """Total gap Σ (1/m) w_j (1 − r_ij), lower is better (Pamučar et al. 2014)."""
    preference, steps = call("MAIRCA", problem, explain)
    return Scores(preference, problem.weights * (1.0 - problem.normalised()) / problem.rows, steps)


def cocoso(problem: RankingProblem, explain: bool = False) -> Scores:
    """Mean of three appraisal scores plus their geometric mean (Yazdani et al. 2019)."""
    assert isinstance(problem.parameters, MixParameters)
    return scored("COCOSO", problem, explain, l=problem.parameters.l)


def aroman(problem: RankingProblem, explain: bool = False) -> Scores:
    """L_i^λ + A_i^(1−λ) over two normalisations (Bošković et al. 2023)."""
    assert isinstance(problem.parameters, AromanParameters)
    return scored("AROMAN", problem, explain, beta=problem.parameters.beta, lam=problem.parameters.lam)


def probid(problem: RankingProblem, explain: bool = False) -> Scores:
    """1 / (1 + R²) + S_avg over the ranked ideal solutions (Wang, Rangaiah & Wang 2021)."""
    return scored("PROBID", problem, explain)


def ocra(problem: RankingProblem, explain: bool = False) -> Scores:
    """Ratings of costs and benefits relative to the least value of each criterion (Parkan & Wu 1997)."""
    least, greatest = problem.matrix.min(axis=0), problem.matrix.max(axis=0)
    require_positive(problem, "OCRA")
    preference, steps = call("OCRA", problem, explain)
    gain = np.where(problem.types == 1, problem.matrix - least, greatest - problem.matrix) / least
    return Scores(preference, gain * problem.weights, steps)


def ram(problem: RankingProblem, explain: bool = False) -> Scores:
    """(2 + S⁺)^(1 / (2 + S⁻)) (Sotoudeh-Anvari 2023)."""
    if (problem.matrix < 0).any() or (problem.matrix.sum(axis=0) == 0).any():
        raise CannotScore(_("RAM takes shares of the sum: no negative value, not all zero"))
    # shares of the sum for costs too, so that pymcdm's refusal of zeros has no ground
    return scored("RAM", problem, explain, normalization_function=NORMALISATIONS["sum"].function())


def require_positive(problem: RankingProblem, method: str, reference: np.ndarray | None = None) -> None:
    """Refuse values of zero or less (``reference``: columns where zero is harmless)."""
    low = problem.matrix.min(axis=0)
    broken = low <= 0 if reference is None else np.where(reference, low < 0, low <= 0)
    if broken.any():
        faulty = [c.label for c, out in zip(problem.criteria, broken, strict=True) if out]
        raise CannotScore(
            _(
                "{method} divides by the values, which must be above zero for {criteria}",
                method=method,
                criteria=Listed(faulty),
            )
        )
