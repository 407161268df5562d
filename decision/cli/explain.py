"""The command ``explain``."""

from __future__ import annotations

import sys
from shutil import get_terminal_size
from threading import Event
from typing import Annotated, Any

import typer

from decision.cli.options import Epilog, FormatOption, Out, Study, Weights
from decision.cli.running import (
    Budget,
    Fund,
    Gap,
    Method,
    Reject,
    Set,
    departures,
    ids,
    narrator,
    settings_of,
    until_done,
)
from decision.errors import ExitCode
from decision.language import Message, _


def add_to(app: typer.Typer) -> None:
    """Register the command of this module."""
    app.command(
        "explain",
        help=str(_("Why parks are funded or not, what rules cost, and what stands in the way.")),
        epilog=Epilog.EXPLAIN.text(),
    )(explain)


def explain(
    study: Study,
    parks: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PARK...]",
            help=str(_("Parks to explain in depth; left out: the rules and their prices.")),
            show_default=False,
        ),
    ] = None,
    every_park: Annotated[
        bool, typer.Option("--all", help=str(_("Every park in brief: what forcing it in or out costs.")))
    ] = False,
    letter: Annotated[
        bool,
        typer.Option(
            "--letter", help=str(_("Write the refusal letter of the park instead: text, .docx, .md or .txt."))
        ),
    ] = False,
    method: Method = None,
    weights: Weights = None,
    budget: Budget = None,
    fund: Fund = None,
    reject: Reject = None,
    settings: Set = None,
    gap: Gap = 0.001,
    time_limit: Annotated[
        float,
        typer.Option(
            "--time-limit",
            min=0,
            help=str(_("Seconds for the portfolio, and as many again for the explanation; 0: no limit.")),
        ),
    ] = 300.0,
    format: FormatOption = None,
    out: Out = None,
) -> int:
    """Why parks are funded or not, what rules cost, and what stands in the way."""
    from decision.analysis.explain import explain as explain_study
    from decision.checks import load_study
    from decision.cli.allocation import EXIT_CODES
    from decision.cli.explain_views import lines_of, tables_of
    from decision.cli.output import deliver, narrate, refuse_early
    from decision.cli.views import heading, study_keys
    from decision.model.options import SolveOptions

    if letter:
        return _letter(study, list(ids(parks)), locals())
    refuse_early(out)
    chosen = load_study(study)
    arguments = departures(method, weights, budget, fund, reject, settings)
    stop = Event()
    options = SolveOptions(gap=gap, time_limit=time_limit or None, stop=stop, progress=narrator())
    if sys.stderr.isatty():
        narrating = _Narrator()
        arguments |= {"told": narrating.told, "asking": narrating.asking}
    found, interrupted = until_done(
        lambda: explain_study(chosen, ids(parks), options=options, every_park=every_park, **arguments),
        stop,
    )
    if interrupted:
        narrate(_("interrupted: what was found until then"))
    tables = tables_of(found)
    lines = [*heading(chosen), *lines_of(found)]
    wants_table = (format is not None and format.value == "csv") or (
        out is not None and out.suffix != ".json"
    )
    if not tables and wants_table:
        narrate(*lines)
    else:
        deliver(tables, found.to_dict() | study_keys(chosen), format=format, out=out, lines=lines)
    return ExitCode.INTERRUPTED if interrupted else EXIT_CODES[found.portfolio.ending]


class _Narrator:
    """How many questions are answered and which one is asked now: one line on stderr that is written over."""

    def __init__(self) -> None:
        self.done, self.wanted = 0, 0

    def told(self, done: int, wanted: int) -> None:
        """So many are answered."""
        self.done, self.wanted = done, wanted
        self._write(_("explaining: {done} of {wanted} questions", done=done, wanted=wanted))

    def asking(self, question: Message) -> None:
        """This is asked now."""
        self._write(
            _(
                "explaining: {done} of {wanted} questions; now: {question}",
                done=self.done,
                wanted=self.wanted,
                question=question,
            )
        )

    def _write(self, line: Message) -> None:
        # A line longer than the terminal could not be written over.
        shown = str(line)[: get_terminal_size().columns - 1]
        print(f"\r\x1b[2K{shown}", end="\r", file=sys.stderr, flush=True)


def _letter(study: str, parks: list[str], given: dict[str, Any]) -> int:
    """Write the refusal letter instead of the tables."""
    from decision.cli.letter import write_refusal
    from decision.model.options import SolveOptions

    stop = Event()
    options = SolveOptions(
        gap=given["gap"], time_limit=given["time_limit"] or None, stop=stop, progress=narrator()
    )
    arguments = {
        "method": given["method"],
        "weights": given["weights"],
        "budget": given["budget"],
        "fund": ids(given["fund"]),
        "reject": ids(given["reject"]),
        "settings": settings_of(given["settings"]),
    }
    return write_refusal(study, parks, arguments, options, stop, given["out"])
