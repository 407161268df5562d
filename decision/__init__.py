"""parkfund: ranks candidate parks and distributes a programme's money among them.

``from decision import load_study, rank, allocate`` is the whole interface; importing this package is light, each
name loads what it needs when first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from decision.decisions import Decision as Decision
    from decision.decisions import allocate as allocate
    from decision.decisions import decide as decide
    from decision.decisions import rank as rank
    from decision.errors import InputProblems as InputProblems
    from decision.errors import ParkfundError as ParkfundError
    from decision.files.load import load_study as load_study
    from decision.files.load import make_study as make_study
    from decision.model.options import SolveOptions as SolveOptions
    from decision.model.results import Portfolio as Portfolio
    from decision.model.results import Ranking as Ranking

_HOMES = {
    "Decision": "decision.decisions",
    "InputProblems": "decision.errors",
    "ParkfundError": "decision.errors",
    "Portfolio": "decision.model.results",
    "Ranking": "decision.model.results",
    "SolveOptions": "decision.model.options",
    "allocate": "decision.decisions",
    "decide": "decision.decisions",
    "load_study": "decision.files.load",
    "make_study": "decision.files.load",
    "rank": "decision.decisions",
}

__all__ = [*sorted(_HOMES), "__version__"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
