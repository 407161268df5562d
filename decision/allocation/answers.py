"""How a solve ended, in words that mean the same for every solver."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from decision.allocation.numbers import FloatArray
from decision.model.proofs import Proof


@dataclass(frozen=True, eq=False)
class Answer:
    """How a solve ended. ``values`` only when there is a plan; objective and bound of the maximisation."""

    ending: Literal["optimal", "feasible", "infeasible", "stopped"]
    values: FloatArray | None
    objective: float | None
    bound: float | None
    seconds: float
    claimed: bool = False
    """Optimality is the solver's own claim, not proven by a bound (CBC)."""
    proof: Proof = "branch and bound"
    """Where the bound comes from."""


def relative_gap(objective: float | None, bound: float | None) -> float | None:
    """(bound − objective) / |objective|; 0 for a proof, None when either is unknown."""
    if objective is None or bound is None:
        return None
    distance = max(bound - objective, 0.0)
    return (
        0.0 if distance <= 1e-9 * max(abs(objective), abs(bound)) else distance / max(abs(objective), 1e-12)
    )
