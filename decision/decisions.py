"""The whole story in one page: parks and criteria give a ranking, ranking and programme give a portfolio."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from decision.errors import InputProblems, ParkfundError, Problem
from decision.language import _
from decision.model.criteria import MethodSettings
from decision.model.options import SolveOptions
from decision.model.programme import Programme
from decision.model.results import Portfolio, Ranking
from decision.model.study import Study

if TYPE_CHECKING:
    from decision.allocation.question import Question
    from decision.allocation.revising import Reviser


@dataclass(frozen=True, eq=False)
class Decision:
    """A ranking and the portfolio that follows from it."""

    study: Study
    ranking: Ranking
    portfolio: Portfolio


def rank(
    study: Study, *, method: str | MethodSettings | None = None, weights: Mapping[str, float] | None = None
) -> Ranking:
    """Parks of the study ordered by merit.

    Args:
        study: what to rank.
        method: another method than the criteria model's, by its lower-case name or with its parameters.
        weights: other weights, by the id of a criterion or group; siblings are normalised to sum 1.

    Raises:
        InputProblems: a criterion, weight or method that cannot be used with these parks.
    """
    from decision.checks import in_place
    from decision.ranking.rank import rank_parks

    with in_place(study, "criteria", asked=method is not None):
        return rank_parks(study.parks, study.criteria, method=method, weights=weights)


def gains(ranking: Ranking, study: Study, programme: Programme) -> pd.Series[float]:
    """What funding a park in full adds to the objective (design 4.1, point 5), by park_id.

    ``merit``: merit over doing nothing. ``value``: additive value over doing nothing. ``merit_count`` and
    ``merit_money``: merit. Otherwise an outcome column. ``size`` multiplies the gain by a column.

    Raises:
        ParkfundError: net flows would drive money, or the value needs scales that the criteria lack.
        InputProblems: the objective names a column that the parks lack.
    """
    objective = programme.objective
    table = ranking.table
    driven_by_merit = objective.maximise in ("merit", "merit_count", "merit_money")
    if driven_by_merit and not ranking.merit_drives_money:
        raise ParkfundError(
            _(
                "{method} gives net flows, which have no zero and must not be added up over parks; "
                "maximise value instead (--set objective.maximise=value) or choose another method",
                method=ranking.method,
            )
        )
    if objective.maximise == "merit":
        gain = table["merit"] - (ranking.merit_of_doing_nothing or 0.0)
    elif objective.maximise == "value":
        if table["value"].isna().any():
            raise ParkfundError(
                _(
                    "objective value needs scale and do_nothing at every criterion of {title}",
                    title=study.criteria.title,
                )
            )
        gain = table["value"]
    elif driven_by_merit:
        gain = table["merit"]
    else:
        gain = _outcome(study, "maximise", objective.maximise, table.index)
    if objective.size is not None:
        gain = gain * _outcome(study, "size", objective.size, table.index)
    return gain.astype(float)


def _outcome(study: Study, key: str, column: str, parks: pd.Index[str]) -> pd.Series[float]:
    if column not in study.parks.table:
        says = _("the objective names the column {column}, which the parks lack", column=column)
        raise InputProblems([Problem(says, field=f"objective.{key}")])
    return pd.to_numeric(study.parks.table[column], errors="coerce").reindex(parks).fillna(0.0)


def allocate(
    study: Study,
    *,
    ranking: Ranking | None = None,
    method: str | MethodSettings | None = None,
    weights: Mapping[str, float] | None = None,
    budget: float | None = None,
    fund: Iterable[str] = (),
    reject: Iterable[str] = (),
    settings: Mapping[str, str] | None = None,
    options: SolveOptions | None = None,
    reviser: Reviser | None = None,
) -> Portfolio:
    """The portfolio that follows from the study's ranking and its programme.

    Args:
        study: parks, criteria and programme.
        ranking: a ranking already computed; left out, it is computed with ``method`` and ``weights``.
        method: as in :func:`rank`.
        weights: as in :func:`rank`.
        budget: another total, million RUB.
        fund: parks pinned in.
        reject: parks kept out.
        settings: changes to the programme, ``{"rules.a8.active": "true"}``; see :func:`decision.settings.apply`.
        options: gap, time limit, solver, stop event, progress.
        reviser: keeps the last portfolio between calls and gives it again where a bound proves that it is within the
            gap of the best (``portfolio.unchanged``); for a person who edits, not for records and sweeps.

    Raises:
        InputProblems: a park, setting or rule that does not exist or contradicts itself.
        AuditFailed: the solver's plan breaks a rule (never shown as a plan).
    """
    from decision.allocation.allocate import answer
    from decision.checks import in_place

    if ranking is None:
        ranking = rank(study, method=method, weights=weights)
    asked = question(study, ranking=ranking, budget=budget, fund=fund, reject=reject, settings=settings)
    with in_place(study, "programme"):
        portfolio = (answer if reviser is None else reviser.answer)(asked, options or SolveOptions())
    return told(portfolio, study, asked, ranking)


def question(
    study: Study,
    *,
    ranking: Ranking | None = None,
    method: str | MethodSettings | None = None,
    weights: Mapping[str, float] | None = None,
    budget: float | None = None,
    fund: Iterable[str] = (),
    reject: Iterable[str] = (),
    settings: Mapping[str, str] | None = None,
) -> Question:
    """What the study asks of the money, for those who ask it in variations; arguments as in :func:`allocate`.

    Raises:
        InputProblems: a park, setting or rule that does not exist or contradicts itself.
    """
    from decision.allocation.question import Question
    from decision.checks import in_place

    programme = changed_programme(study, budget=budget, settings=settings)
    pinned_in, pinned_out = known_parks(study, fund, "--fund"), known_parks(study, reject, "--reject")
    if ranking is None:
        ranking = rank(study, method=method, weights=weights)
    with in_place(study, "programme"):
        gain = gains(ranking, study, programme)
    asked = Question(
        parks=study.parks,
        gain=gain,
        ranking=ranking.table[["rank", "merit"]],
        programme=programme,
        ineligible=ranking.ineligible,
        partnerships=study.partnerships,
        fund=pinned_in,
        reject=pinned_out,
        places=study.places,
    )
    with in_place(study, "programme"):
        assert asked.rows is not None
    return asked


def told(portfolio: Portfolio, study: Study, asked: Question, ranking: Ranking) -> Portfolio:
    """A portfolio with what must be said of the study it comes from."""
    warnings = portfolio.warnings
    if asked.programme.objective.maximise == "merit" and ranking.merit_of_doing_nothing is None:
        warnings += (
            _(
                "criteria without scale and do_nothing: the zero of merit is a convention, "
                "not what doing nothing is worth"
            ),
        )
    return replace(
        portfolio,
        warnings=warnings,
        inputs=study.digests,
        synthetic=study.synthetic,
        notice=str(study.notice) if study.notice is not None else None,
    )


def decide(
    study: Study,
    *,
    method: str | MethodSettings | None = None,
    weights: Mapping[str, float] | None = None,
    budget: float | None = None,
    fund: Iterable[str] = (),
    reject: Iterable[str] = (),
    settings: Mapping[str, str] | None = None,
    options: SolveOptions | None = None,
) -> Decision:
    """Rank, then allocate; arguments as in :func:`allocate`."""
    ranking = rank(study, method=method, weights=weights)
    portfolio = allocate(
        study, ranking=ranking, budget=budget, fund=fund, reject=reject, settings=settings, options=options
    )
    return Decision(study, ranking, portfolio)


def changed_programme(
    study: Study, *, budget: float | None = None, settings: Mapping[str, str] | None = None
) -> Programme:
    """The study's programme with another total and other settings, checked as strictly as a file.

    Raises:
        InputProblems: a setting that does not exist or whose value is not allowed.
    """
    from decision.settings import apply

    changes = dict(settings or {})
    if budget is not None:
        changes["budget.total"] = repr(float(budget))
    return apply(study.programme, changes) if changes else study.programme


def known_parks(study: Study, parks: Iterable[str], option: str) -> tuple[str, ...]:
    """The parks named, each once.

    Raises:
        InputProblems: ids that no park has, with the nearest one there is.
    """
    from difflib import get_close_matches

    chosen = tuple(dict.fromkeys(parks))
    known = study.parks.table.index
    problems = []
    for park in chosen:
        if park not in known:
            near = get_close_matches(park, list(known), n=1)
            remedy = _("did you mean {near}?", near=near[0]) if near else None
            problems.append(Problem(_("no park has the id {park}", park=park), file=option, remedy=remedy))
    if problems:
        raise InputProblems(problems)
    return chosen
