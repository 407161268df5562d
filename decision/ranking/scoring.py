"""From parks and criteria to scores: what ranking, its steps and the comparison of methods share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from decision.errors import InputProblems, Problem
from decision.language import Message, _
from decision.model.criteria import CriteriaModel, MethodSettings
from decision.model.parks import Parks
from decision.ranking.matrix import DecisionMatrix, build_matrix, column_problems
from decision.ranking.methods import METHODS, Method
from decision.ranking.normalisations import NORMALISATIONS, Normalisation
from decision.ranking.parameters import Parameters, parse, unknown_criteria
from decision.ranking.problem import CannotScore, RankingProblem, Scores, VirtualPark
from decision.ranking.weighting_result import WeighingResult
from decision.ranking.weights import weigh_matrix, weigh_nobody, weight_problems
from decision.ranking.wording import Listed, nearest_or_all


@dataclass(frozen=True, eq=False)
class Chosen:
    """A method with its checked parameters and normalisation."""

    method: Method
    parameters: Parameters
    normalisation: Normalisation | None
    warnings: tuple[Message, ...] = ()


@dataclass(frozen=True, eq=False)
class Scored:
    """Scores of the parks and, after them, of the virtual parks that entered."""

    chosen: Chosen
    matrix: DecisionMatrix
    weights: Mapping[str, float]
    """Of every criterion, zero ones included; sum 1."""
    problem: RankingProblem | None
    """None when no park is eligible."""
    scores: Scores | None
    warnings: tuple[Message, ...] = ()
    weighed: WeighingResult | None = None
    """Where the weights come from and how good they are."""


def settings_of(method: str | MethodSettings) -> MethodSettings:
    """A name as settings without parameters."""
    return MethodSettings(name=method) if isinstance(method, str) else method


def choose(
    criteria: CriteriaModel, method: str | MethodSettings | None = None
) -> tuple[Chosen | None, list[Problem]]:
    """The method that applies and everything wrong with how it is set.

    The criteria model's normalisation was chosen for its own method: with another method it is used where
    that method allows it, and left out with a warning where not. A parameter ``normalization`` overrides it.
    """
    settings = settings_of(criteria.method if method is None else method)
    if settings.name not in METHODS:
        return None, [unknown_method(settings.name)]
    found = METHODS[settings.name]
    given: dict[str, Any] = settings.parameters
    problems: list[Problem] = []
    warnings: tuple[Message, ...] = ()
    own = "normalization" in given
    wanted = given.pop("normalization", criteria.normalization)
    normalisation = found.default_normalisation
    if wanted is not None:
        if wanted in found.normalisations:
            normalisation = NORMALISATIONS[wanted]
        elif own or settings.name == criteria.method.name:
            problems.append(
                _bad_normalisation(found, str(wanted), "method.normalization" if own else "normalization")
            )
        else:
            warnings = (
                _(
                    "{method} does not take the criteria model's normalization {wanted} and uses its own",
                    method=found.name,
                    wanted=wanted,
                ),
            )
    parameters, wrong = parse(found.parameters, given)
    problems += wrong
    if parameters is not None:
        problems += unknown_criteria(parameters, [leaf.id for leaf in criteria.leaves()])
    if problems or parameters is None:
        return None, problems
    return Chosen(found, parameters, normalisation, warnings), []


def unknown_method(name: str) -> Problem:
    """No method is called so."""
    says = _("no ranking method is called {name}", name=name)
    return Problem(says, field="method", remedy=nearest_or_all(name.lower(), METHODS))


def _bad_normalisation(method: Method, wanted: str, field: str) -> Problem:
    if not method.normalisations:
        says = _("{method} has a normalisation of its own and takes no other", method=method.name)
        return Problem(says, field=field, remedy=_("leave it out"))
    says = _("{method} does not take the normalization {wanted}", method=method.name, wanted=wanted)
    return Problem(says, field=field, remedy=nearest_or_all(wanted, method.normalisations))


def score(
    parks: Parks,
    criteria: CriteriaModel,
    *,
    method: str | MethodSettings | None = None,
    weights: Mapping[str, float] | None = None,
    explain: bool = False,
) -> Scored:
    """Preferences of the eligible parks and of the virtual parks.

    Where every criterion that weighs something has fixed ends (``scale`` or ``value``), a park at all best
    and one at all worst ends enter the matrix, and with ``do_nothing`` everywhere a third that does nothing.
    A method that has no answer with them (it would divide by the zero at an end) is tried without, with a
    warning.

    Raises:
        InputProblems: everything wrong with criteria, weights, method and columns, all at once.
        CannotScore: the method has no answer for these values.
    """
    chosen, problems = choose(criteria, method)
    problems = [*problems, *weight_problems(criteria, weights), *column_problems(parks, criteria)]
    if problems or chosen is None:
        raise InputProblems(problems)
    matrix = build_matrix(parks, criteria)
    if not matrix.parks:
        weighed = weigh_nobody(criteria, weights)
        warning = _("no park is eligible; the reasons are listed with each park")
        said = (*chosen.warnings, *matrix.warnings, *weighed.warnings, warning)
        return Scored(chosen, matrix, weighed.weights, None, None, said, weighed)
    weighed = weigh_matrix(criteria, matrix, weights)
    problem, scores, said = scores_with(matrix, weighed.weights, chosen, explain=explain)
    warnings = (*chosen.warnings, *matrix.warnings, *weighed.warnings, *said)
    return Scored(chosen, matrix, weighed.weights, problem, scores, warnings, weighed)


def scores_with(
    matrix: DecisionMatrix, weights: Mapping[str, float], chosen: Chosen, *, explain: bool = False
) -> tuple[RankingProblem, Scores, tuple[Message, ...]]:
    """Scores of one decision matrix under given leaf weights, and what must be said of them.

    Raises:
        CannotScore: the method has no answer for these values.
    """
    problem = _problem(matrix, weights, chosen)
    warnings: list[Message] = []
    try:
        scores = _run(problem, chosen, explain)
    except CannotScore:
        if not problem.virtual:
            raise
        problem = _without_virtual(problem)
        scores = _run(problem, chosen, explain)
        warnings.append(
            _(
                "{method} has no answer for a park at the ends of the scales, so merits depend on who else "
                "applied and "
                "doing nothing has no merit; criteria without a zero end, or another method, would cope",
                method=chosen.method.name,
            )
        )
    if chosen.method.id == "aroman" and (problem.types == -1).any() and chosen.method.caution is not None:
        warnings.append(chosen.method.caution)
    return problem, scores, tuple(warnings)


def _problem(matrix: DecisionMatrix, weights: Mapping[str, float], chosen: Chosen) -> RankingProblem:
    """The criteria that weigh something, their ends, and the virtual parks below the parks."""
    weighed = np.array([weights[criterion.id] > 0 for criterion in matrix.criteria])
    values = matrix.values[:, weighed]
    types = matrix.types[weighed]
    worst, best, nothing = matrix.worst[weighed], matrix.best[weighed], matrix.do_nothing[weighed]
    fixed = bool(np.isfinite(worst).all())
    low, high = values.min(axis=0), values.max(axis=0)
    virtual: tuple[VirtualPark, ...] = ()
    rows = values
    if fixed:
        virtual = ("best", "worst")
        rows = np.vstack([values, best, worst])
        if np.isfinite(nothing).all():
            virtual = ("best", "worst", "do_nothing")
            rows = np.vstack([rows, nothing])
    active = np.array([weights[c.id] for c, own in zip(matrix.criteria, weighed, strict=True) if own])
    return RankingProblem(
        matrix=rows,
        weights=active / active.sum(),
        types=types,
        criteria=tuple(c for c, own in zip(matrix.criteria, weighed, strict=True) if own),
        parks=matrix.parks,
        virtual=virtual,
        worst=np.where(np.isnan(worst), np.where(types == 1, low, high), worst),
        best=np.where(np.isnan(best), np.where(types == 1, high, low), best),
        fixed_ends=fixed,
        do_nothing=nothing,
        parameters=chosen.parameters,
        normalisation=chosen.normalisation,
    )


def _without_virtual(problem: RankingProblem) -> RankingProblem:
    return replace(problem, matrix=problem.matrix[: len(problem.parks)], virtual=())


def _run(problem: RankingProblem, chosen: Chosen, explain: bool) -> Scores:
    method = chosen.method
    _check_differences(problem, method)
    _check_normalisation(problem, method)
    scores = method.run(problem, explain)
    if not np.isfinite(scores.preference).all():
        raise CannotScore(_no_answer(problem, method))
    return scores


def _check_differences(problem: RankingProblem, method: Method) -> None:
    """A method that compares parks needs two that differ."""
    if method.needs_ends and problem.fixed_ends:
        return
    if (problem.matrix == problem.matrix[0]).all():
        remedy = _("give every criterion a scale and do_nothing, and each park is measured against those")
        if len(problem.parks) == 1:
            raise CannotScore(
                _(
                    "{method} compares parks with each other, and only one is eligible; {remedy}",
                    method=method.name,
                    remedy=remedy,
                )
            )
        raise CannotScore(
            _(
                "{method} compares parks with each other, and all are equal in every criterion; {remedy}",
                method=method.name,
                remedy=remedy,
            )
        )


def _check_normalisation(problem: RankingProblem, method: Method) -> None:
    if problem.normalisation is None:
        return
    faults = [
        _("{criterion}: {reason}", criterion=criterion.label, reason=reason)
        for criterion, column, kind in zip(problem.criteria, problem.matrix.T, problem.types, strict=True)
        if (reason := problem.normalisation.fault(column, bool(kind == -1))) is not None
    ]
    if faults:
        others = [name for name in method.normalisations if name != problem.normalisation.id]
        advice = (
            _("choose normalization minmax")
            if "minmax" in others
            else _("choose another method, such as topsis")
        )
        raise CannotScore(
            _(
                "{method} with normalization {normalization} cannot take these values: {faults}; {advice}",
                method=method.name,
                normalization=problem.normalisation.id,
                faults=Listed(faults),
                advice=advice,
            )
        )


def _no_answer(problem: RankingProblem, method: Method) -> Message:
    constant = (problem.matrix == problem.matrix[0]).all(axis=0)
    if constant.any():
        same = [criterion.label for criterion, flat in zip(problem.criteria, constant, strict=True) if flat]
        return _(
            "{method} has no answer: all parks are equal in {criteria}; leave it out, or choose a method "
            "that copes, such "
            "as topsis or wsm with normalization minmax",
            method=method.name,
            criteria=Listed(same),
        )
    return _(
        "{method} has no answer for these values: its formula divides by zero; choose another normalization "
        "or another "
        "method, such as topsis",
        method=method.name,
    )
