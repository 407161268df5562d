"""parkfund: ranks candidate parks and distributes a programme's money among them.

``from decision import load_study, rank, allocate`` is the whole interface; importing this package is light, each
name loads what it needs when first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from decision.allocation.revising import Reviser as Reviser
    from decision.analysis.budget import budget_sweep as budget_sweep
    from decision.analysis.compare import compare as compare
    from decision.analysis.compared import Compared as Compared
    from decision.analysis.explain import explain as explain
    from decision.analysis.explanation import Explanation as Explanation
    from decision.analysis.frontier import frontier as frontier
    from decision.checks import load_study as load_study
    from decision.decisions import Decision as Decision
    from decision.decisions import allocate as allocate
    from decision.decisions import decide as decide
    from decision.decisions import rank as rank
    from decision.errors import InputProblems as InputProblems
    from decision.errors import ParkfundError as ParkfundError
    from decision.files.load import make_study as make_study
    from decision.model.options import SolveOptions as SolveOptions
    from decision.model.results import Portfolio as Portfolio
    from decision.model.results import Ranking as Ranking

_HOMES = {
    "Compared": "decision.analysis.compared",
    "Decision": "decision.decisions",
    "Explanation": "decision.analysis.explanation",
    "InputProblems": "decision.errors",
    "ParkfundError": "decision.errors",
    "Portfolio": "decision.model.results",
    "Ranking": "decision.model.results",
    "Reviser": "decision.allocation.revising",
    "SolveOptions": "decision.model.options",
    "allocate": "decision.decisions",
    "budget_sweep": "decision.analysis.budget",
    "compare": "decision.analysis.compare",
    "decide": "decision.decisions",
    "explain": "decision.analysis.explain",
    "frontier": "decision.analysis.frontier",
    "load_study": "decision.checks",
    "make_study": "decision.files.load",
    "rank": "decision.decisions",
}

__all__ = [*sorted(_HOMES), "__version__"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
