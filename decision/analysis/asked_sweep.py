"""The sweep over weights that a session asks for: four answers, one after another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from threading import Event
from time import perf_counter
from typing import TYPE_CHECKING, Any, Literal

from decision.analysis.asked import Asked
from decision.analysis.engine import Progress

if TYPE_CHECKING:
    from decision.analysis.chunks import Chunks
    from decision.model.study import Study

Part = Literal["stability", "smaa", "robust", "funded_set"]


@dataclass(frozen=True)
class SweepEffort:
    """How much is drawn and how long is solved; the answers hang on it."""

    spread: str = ""
    """One of :data:`decision.analysis.smaa_inputs.KINDS`; empty: what statements leave open, else all weights."""
    rankings: int = 10_000
    plans: int = 200
    seed: int = 1
    seconds_a_plan: float = 20.0
    concentration: float = 50.0
    """Around the present weights: deviation of a weight w is √(w (1 − w) / 51), 7 hundredths at one half."""
    exact_from: int = 60
    """With no more parks than this all non-dominated portfolios are enumerated too."""
    exact_seconds: float = 10.0

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return asdict(self)


@dataclass(frozen=True)
class SweepWatch:
    """Who is told of what, and who stops it."""

    stop: Event
    begin: Callable[[Part], None] = lambda _part: None
    advance: Callable[[Part, Progress], None] = lambda _part, _progress: None
    found: Callable[[Part, Any], None] = lambda _part, _found: None


def sweep(
    study: Study,
    asked: Asked,
    effort: SweepEffort,
    watch: SweepWatch | None = None,
    chunks: Callable[[str], Chunks] | None = None,
) -> dict[Part, Any]:
    """How far weights can move before the first place or the funded set changes, and both under many weights.

    Args:
        study: as its files are.
        asked: what the session departs from them.
        effort: how much is drawn.
        watch: told of every part; its event ends the sweep with the parts done so far.
        chunks: from the digest of what is drawn, where finished pieces of the funded sets are kept.

    Returns:
        Results by part, in order; fewer than four where it was stopped.
    """
    from decision.analysis.polytope import polytope
    from decision.analysis.portfolio_stability import portfolio_stability
    from decision.analysis.robust import robust
    from decision.analysis.smaa import smaa
    from decision.analysis.smaa_inputs import inputs_of
    from decision.model.options import SolveOptions
    from decision.ranking.stability import stability

    watch = watch if watch is not None else SweepWatch(Event())
    stop = watch.stop
    changed, method = asked.study(study), asked.method
    drawn = inputs_of(
        changed, weights=effort.spread or None, concentration=effort.concentration, data="on",
        samples=effort.rankings, method=method,
    )  # fmt: skip

    def ranks() -> Any:
        return smaa(
            changed.parks, changed.criteria, drawn.sampler, samples=effort.rankings, seed=effort.seed,
            method=method, chunk=2048, progress=partial(watch.advance, "smaa"), stop=stop,
        )  # fmt: skip

    def funded_sets() -> Any:
        few = len(changed.parks.table) <= effort.exact_from
        return robust(
            changed, drawn.sampler, samples=effort.plans, seed=effort.seed, method=method,
            weights=polytope(changed.criteria) if few and effort.spread != "dirichlet" else None,
            exact_seconds=effort.exact_seconds if few else 0.0,
            options=SolveOptions(time_limit=effort.seconds_a_plan),
            chunks=None if chunks is None else chunks(drawn.digest),
            progress=partial(watch.advance, "robust"), stop=stop, **asked.of_plan,
        )  # fmt: skip

    def moved() -> Any:
        began = perf_counter()
        return portfolio_stability(
            changed,
            options=SolveOptions(time_limit=effort.seconds_a_plan, stop=stop),
            method=method,
            told=lambda done, every: watch.advance(
                "funded_set", Progress(done, every, perf_counter() - began)
            ),
            **asked.of_plan,
        )

    parts: Mapping[Part, Callable[[], Any]] = {
        "stability": lambda: stability(changed.parks, changed.criteria, method=method),
        "smaa": ranks,
        "robust": funded_sets,
        "funded_set": moved,
    }
    results: dict[Part, Any] = {}
    for part, compute in parts.items():
        watch.begin(part)
        found = compute()
        if part == "funded_set" and stop.is_set():
            break
        results[part] = found
        watch.found(part, found)
        if stop.is_set():
            break
    return results
