"""Collects what a document is made of: the record, the solver's reasons, robustness and regret."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from threading import Event
from typing import TYPE_CHECKING, Any

from decision.report.evidence import Evidence

if TYPE_CHECKING:
    from decision.analysis.explanation import Explanation
    from decision.analysis.regret import CommitteeRegret
    from decision.analysis.robust_result import Robust

Told = Callable[[int, int], None]
SMALL = 30
"""Up to so many parks robustness is computed without being asked for."""
SMALL_SAMPLES = 200
EXACT_SECONDS = 10.0
CHANGES = ("budget", "fund", "reject", "settings")


def with_reasons(
    evidence: Evidence,
    *,
    seconds: float | None = None,
    thresholds: bool = False,
    parks: Collection[str] | None = None,
    stop: Event | None = None,
    told: Told | None = None,
) -> Evidence:
    """The evidence with the solver's reason for every eligible park that is not funded.

    Args:
        evidence: the record.
        seconds: for all of them together; parks for which no time is left have no reason, and the document says so.
        thresholds: also the merit and the request at which each park would be funded; several times the work.
        parks: only these of them.
        stop: set from another thread to stop.
        told: called with the number of parks done and of all.
    """
    if evidence.portfolio.objective is None or not evidence.portfolio.not_funded:
        return evidence
    return replace(
        evidence, explanation=_reasons(evidence, seconds, thresholds, parks, stop or Event(), told)
    )


def _reasons(
    evidence: Evidence,
    seconds: float | None,
    thresholds: bool,
    parks: Collection[str] | None,
    stop: Event,
    told: Told | None,
) -> Explanation:
    from decision.analysis.explainer import Explainer
    from decision.analysis.explanation import Explanation, Interval
    from decision.decisions import question
    from decision.model.options import SolveOptions

    began = time.perf_counter()
    asked = question(evidence.study, ranking=evidence.ranking, **changes_of(evidence.record))
    options = SolveOptions(stop=stop, gap=evidence.portfolio.asked_gap, time_limit=seconds)
    explainer = Explainer(evidence.study, asked, evidence.ranking, evidence.portfolio, options)
    wanted = [park for park in evidence.portfolio.not_funded if parks is None or park in parks]
    found = []
    for park in wanted:
        if stop.is_set() or (seconds is not None and time.perf_counter() - began > seconds):
            break
        found.append(explainer.park(park, detailed=thresholds))
        if told is not None:
            told(len(found), len(wanted))
    best = explainer.variations.best
    return Explanation(
        evidence.portfolio,
        None if best.found is None else Interval(best.found, best.bound),
        evidence.portfolio.maximised,
        tuple(found),
        complete=len(found) == len(wanted),
    )


def changes_of(record: Mapping[str, Any]) -> dict[str, Any]:
    """What the record's computation changed of the study, as :func:`decision.decisions.question` takes it."""
    arguments = record.get("arguments") or {}
    return {name: arguments[name] for name in CHANGES if arguments.get(name) is not None}


def with_trust(
    evidence: Evidence,
    *,
    samples: int | None = None,
    seed: int = 1,
    jobs: int = 1,
    seconds: float | None = 60.0,
    stop: Event | None = None,
    progress: Callable[[Any], None] | None = None,
) -> Evidence:
    """The evidence with core, borderline and exterior parks and the committee's regrets.

    Args:
        evidence: the record.
        samples: weight vectors; None: as many as a small study affords, and nothing for a large one.
        seed: of the samples.
        jobs: how many processes.
        seconds: for each solve, and for the regrets together.
        stop: set from another thread to stop.
        progress: of the samples.
    """
    if evidence.portfolio.objective is None:
        return evidence
    if samples is None:
        if len(evidence.study.parks) > SMALL:
            return evidence
        samples = SMALL_SAMPLES
    stop = stop or Event()
    robust = _robust(evidence, samples, seed, jobs, seconds, stop, progress)
    regret = None if stop.is_set() else _regret(evidence, seconds, stop)
    return replace(evidence, robust=robust, regret=regret)


def _robust(
    evidence: Evidence,
    samples: int,
    seed: int,
    jobs: int,
    seconds: float | None,
    stop: Event,
    progress: Callable[[Any], None] | None,
) -> Robust:
    from decision.analysis.polytope import polytope, simplex
    from decision.analysis.robust import robust
    from decision.analysis.smaa_inputs import inputs_of
    from decision.model.options import SolveOptions

    study, method = evidence.study, _method(evidence)
    drawn = inputs_of(study, weights=None, concentration=50.0, data="off", samples=samples, method=method)
    admissible = polytope(study.criteria) if study.criteria.incomplete else simplex(study.criteria)
    return robust(
        study,
        drawn.sampler,
        samples=samples,
        seed=seed,
        method=method,
        weights=admissible,
        exact_seconds=EXACT_SECONDS,
        options=SolveOptions(gap=evidence.portfolio.asked_gap, time_limit=seconds),
        jobs=jobs,
        progress=progress,
        stop=stop,
        **changes_of(evidence.record),
    )


def _regret(evidence: Evidence, seconds: float | None, stop: Event) -> CommitteeRegret | None:
    if not evidence.study.members:
        return None
    from decision.analysis.regret import committee_regret
    from decision.model.options import SolveOptions

    options = SolveOptions(gap=evidence.portfolio.asked_gap, time_limit=seconds, stop=stop)
    return committee_regret(evidence.study, options, method=_method(evidence), **changes_of(evidence.record))


def _method(evidence: Evidence) -> Any:
    return (evidence.record.get("arguments") or {}).get("method")
