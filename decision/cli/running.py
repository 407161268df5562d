"""What commands that solve have in common: their options, Ctrl-C, progress, and the words around them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from decision.errors import InputProblems, Problem
from decision.language import _, number, percent

if TYPE_CHECKING:
    from decision.model.options import SolveProgress

TICK_SECONDS = 0.2
T = TypeVar("T")

Method = Annotated[
    str | None, typer.Option("--method", "-m", help=str(_("Another ranking method.")), show_default=False)
]
Budget = Annotated[
    float | None,
    typer.Option("--budget", min=0, help=str(_("Another total, mln RUB.")), show_default=False),
]
Fund = Annotated[
    list[str] | None,
    typer.Option(
        "--fund",
        metavar="ID",
        help=str(_("Pin parks in; repeat, or separate by commas.")),
        show_default=False,
    ),
]
Reject = Annotated[
    list[str] | None,
    typer.Option(
        "--reject",
        metavar="ID",
        help=str(_("Keep parks out; repeat, or separate by commas.")),
        show_default=False,
    ),
]
Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="KEY=VALUE",
        help=str(_("Change a setting of the programme, such as rules.ID.active=false; repeat.")),
        show_default=False,
    ),
]
Gap = Annotated[
    float,
    typer.Option(
        "--gap", min=0, max=1, help=str(_("Relative gap at which a plan counts as optimal; 0 proves it."))
    ),
]
TimeLimit = Annotated[
    float,
    typer.Option(
        "--time-limit", min=0, help=str(_("Seconds until the best plan so far is taken; 0: no limit."))
    ),
]


def _known_solver(solver: str) -> str:
    """List the solvers and leave where asked to; a word about those that are here for a name that is not.

    Raises:
        InputProblems: a solver that cannot be used here.
    """
    if solver == "highs":
        return solver
    from decision.allocation.solver import available_solvers, other_solvers, solver_name, solver_version

    known = available_solvers()
    if solver == "list":
        for name in known:
            print(f"{name}  {solver_name(name)} {solver_version(name)}")
        for name in other_solvers():
            print(f"{name}  {_('found by PuLP; not offered, since its bound cannot be read')}")
        raise typer.Exit
    if solver not in known:
        remedy = _("choose one of {choice}", choice=", ".join(known))
        raise InputProblems(
            [Problem(_("no solver {solver} on this machine", solver=solver), file="--solver", remedy=remedy)]
        )
    return solver


Solver = Annotated[
    str,
    typer.Option(
        "--solver",
        help=str(
            _("highs, or cbc where installed; list, or no name, shows those that PuLP finds on this machine.")
        ),
        callback=_known_solver,
        is_eager=True,
    ),
]


def ids(values: list[str] | None) -> tuple[str, ...]:
    """Ids as given: an option repeated, or separated by commas."""
    return tuple(part.strip() for value in values or () for part in value.split(",") if part.strip())


def settings_of(values: list[str] | None) -> dict[str, str]:
    """The values of --set by key.

    Raises:
        InputProblems: those that are no KEY=VALUE.
    """
    changes, problems = {}, []
    for value in values or ():
        key, equals, text = value.partition("=")
        if not equals or not key.strip():
            remedy = _("write it as {example}", example="budget.total=25000")
            problems.append(Problem(_("{value} is no KEY=VALUE", value=value), file="--set", remedy=remedy))
        changes[key.strip()] = text.strip()
    if problems:
        raise InputProblems(problems)
    return changes


def departures(
    method: str | None,
    weights: Path | None,
    budget: float | None,
    fund: list[str] | None,
    reject: list[str] | None,
    settings: list[str] | None,
) -> dict[str, Any]:
    """What the options change in a study, as the functions of :mod:`decision` take it.

    Raises:
        InputProblems: weights that cannot be read, or a setting that is no KEY=VALUE.
    """
    from decision.files.load import load_weights

    return {
        "method": method,
        "weights": load_weights(weights) if weights is not None else None,
        "budget": budget,
        "fund": ids(fund),
        "reject": ids(reject),
        "settings": settings_of(settings),
    }


def narrator() -> Callable[[SolveProgress], None] | None:
    """Progress on stderr, on a terminal only: one line that is written over."""
    if not sys.stderr.isatty():
        return None

    def narrate(progress: SolveProgress) -> None:
        line = _(
            "solving: {seconds} s, best {objective}, bound {bound}, gap {gap}",
            seconds=number(progress.seconds, 0),
            objective=number(progress.objective, 3),
            bound=number(progress.bound, 3),
            gap=percent(progress.gap, 2),
        )
        print(f"\r\x1b[2K{line}", end="\r", file=sys.stderr, flush=True)

    return narrate


def until_done(compute: Callable[[], T], stop: Event) -> tuple[T, bool]:
    """Compute in a thread, so that Ctrl-C is heard at once: it asks for the best answer so far; a second one leaves.

    Args:
        compute: what takes long; it looks at ``stop``.
        stop: set by the first Ctrl-C.

    Returns:
        The answer, and whether Ctrl-C was pressed.
    """
    from concurrent.futures import ThreadPoolExecutor
    from concurrent.futures import TimeoutError as NotYet

    from decision.cli.interrupts import listening, raise_if_heard

    def pressed(*_signal: object) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    raise_if_heard()
    with ThreadPoolExecutor(max_workers=1) as worker, listening(pressed):
        future = worker.submit(compute)
        while True:
            try:
                result = future.result(timeout=TICK_SECONDS)
                break
            except NotYet:
                if future.done():
                    raise
    if sys.stderr.isatty():
        print("\r\x1b[2K", end="", file=sys.stderr)
    return result, stop.is_set()
