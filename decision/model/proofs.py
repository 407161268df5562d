"""How an answer ended and what was proven of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from decision.language import Message, _

Ending = Literal["optimal", "feasible", "infeasible", "stopped"]
"""optimal within the asked gap · feasible, stopped by the clock or the person · proven infeasible · no answer."""
Proof = Literal[
    "branch and bound", "LP bound of a core", "reduced-cost fixing", "LP bound of the plan before"
]
"""Where a bound comes from: the whole search · the linear relaxation, over a small core (large rounds) · a search over
what reduced costs leave open · the linear relaxation, over the plan that was there before."""

_SAYS: dict[str, Message] = {
    "LP bound of a core": _("bound of the linear relaxation; a core of undecided parks was searched"),
    "reduced-cost fixing": _("bound of a search over the parks that reduced costs leave open"),
    "LP bound of the plan before": _("the plan before, unchanged; bound of the linear relaxation"),
}


@dataclass(frozen=True)
class SolverReport:
    """Who solved it, how long it took, and what was proven."""

    name: str
    version: str
    seconds: float
    bound: float | None
    """Proven bound on the objective: no portfolio is worth more."""
    proof: Proof = "branch and bound"

    @property
    def proof_says(self) -> Message | None:
        """Where the bound comes from, in words; None for a search over the whole programme."""
        return None if self.bound is None else _SAYS.get(self.proof)


@dataclass(frozen=True)
class PriorityReport:
    """How far the soft rules of one priority are kept, before lower priorities and the objective counted."""

    priority: int
    rules: Mapping[str, float]
    """Rule → by how much it is broken, relative to its bound; 0: kept."""
    violation: float
    """The sum of these."""
    least: float | None
    """Proven: no portfolio has less, the priorities before kept as they are."""
    proven: bool
    """Whether ``violation`` is the least to within the gap of the solve."""

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return vars(self) | {"rules": dict(self.rules)}
