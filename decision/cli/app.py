"""The commands and their help, in the language chosen before this module is imported."""

from __future__ import annotations

import contextlib
import io
import re
import sys
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Annotated, Any

import typer

from decision.cli import (
    allocation,
    alternatives,
    budget,
    c_optimal,
    committee,
    compare,
    explain,
    frontier,
    ranking,
    reference,
    report,
    robust,
    runs,
    scenarios,
    seal,
    sensitivity,
    serve,
    smaa,
    stability,
    studies,
    weights,
)
from decision.cli.options import Epilog
from decision.cli.recording import RecordingTyper
from decision.errors import ExitCode, InputProblems, Problem
from decision.language import Message, _, current_language

try:
    from typer._click import exceptions as usage
except ImportError:  # Typer before it carried its own click
    from click import exceptions as usage  # type: ignore[no-redef]

HELP = _(
    "Ranks candidate industrial-technological parks and distributes a programme's money among them.\n\n"
    "STUDY is a study file, a folder holding study.yaml, or the name of a bundled study. Without a command the "
    "interface opens on the bundled study; where there is no terminal, its answer is printed."
)

TYPER_WORDS = (
    _("Usage:"),
    _("Options:"),
    _("Arguments:"),
    _("Commands:"),
    _("Show this message and exit."),
    _("[required]"),
    _("[default:"),
)
COMPLETION_HELP = {
    "install_completion": _("Install completion for the current shell."),
    "show_completion": _("Show completion for the current shell."),
}
COMMANDS = (
    "tui",
    "serve",
    "init",
    "check",
    "studies",
    "methods",
    "rules",
    "schema",
    "rank",
    "weights",
    "stability",
    "smaa",
    "committee",
    "consensus",
    "allocate",
    "explain",
    "report",
    "alternatives",
    "compare",
    "frontier",
    "budget",
    "c-optimal",
    "scenarios",
    "robust",
    "sobol",
    "runs",
    "show",
    "replay",
    "seal",
)
REWORDED = {
    r"greater than or equal to (?P<bound>\S+)$": _("it must be at least {bound}"),
    r"less than or equal to (?P<bound>\S+)$": _("it must be at most {bound}"),
    r"unable to parse string as an integer$": _("it must be a whole number"),
    r"unable to parse string as a number$": _("it must be a number"),
    r"is not one of (?P<choice>.+)$": _("choose one of {choice}"),
    r"^Got unexpected extra argument\S* \((?P<rest>.*)\)$": _("there is no place for {rest}"),
    r"^Option '(?P<option>[^']+)' requires an argument$": _("{option} needs a value"),
}
"""Typer's reasons, as patterns, in our words."""
UNKNOWN_COMMAND = re.compile(r"No such command '(?P<name>[^']*)'")

app = RecordingTyper(
    name="parkfund",
    help=str(HELP),
    epilog=Epilog.PARKFUND.text(),
    add_completion=True,
    no_args_is_help=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)
studies.add_to(app)
reference.add_to(app)
ranking.add_to(app)
weights.add_to(app)
stability.add_to(app)
smaa.add_to(app)
committee.add_to(app)
allocation.add_to(app)
explain.add_to(app)
report.add_to(app)
alternatives.add_to(app)
compare.add_to(app)
frontier.add_to(app)
budget.add_to(app)
c_optimal.add_to(app)
scenarios.add_to(app)
robust.add_to(app)
sensitivity.add_to(app)
serve.add_to(app)
runs.add_to(app)
seal.add_to(app)


def _version(wanted: bool) -> None:
    if wanted:
        from decision import __version__

        print(f"parkfund {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def parkfund(
    context: typer.Context,
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_version, is_eager=True, help=str(_("Print the version and leave."))
        ),
    ] = False,
    lang: Annotated[
        str,
        typer.Option("--lang", help=str(_("Language: en or ru; anywhere in the line.")), show_default=False),
    ] = "",
) -> None:
    """Open the interface or do the main job where no command is given."""
    if context.invoked_subcommand is None:
        allocation.main_job()


def run_command(arguments: list[str]) -> int:
    """Run one command; returns its exit code."""
    command: Any = typer.main.get_command(app)
    if arguments[-1:] == ["--solver"]:
        arguments = [*arguments, "list"]
    for option in command.params:
        if option.name in COMPLETION_HELP:
            option.help = str(COMPLETION_HELP[option.name])
    try:
        with _typer_speaks_too(arguments):
            result: Any = command.main(args=arguments, prog_name="parkfund", standalone_mode=False)
    except typer.Abort:
        raise KeyboardInterrupt from None
    except SystemExit as left:
        # Typer leaves with 1 where the reader of a pipe has gone, but 1 says that no portfolio is feasible.
        raise BrokenPipeError from left
    except usage.UsageError as wrong:
        where = wrong.ctx.command_path if wrong.ctx is not None else "parkfund"
        remedy = _("see {command} --help", command=where)
        raise InputProblems([Problem(_in_our_words(wrong), file=where, remedy=remedy)]) from None
    except typer.Exit as left:
        return int(left.exit_code)
    except usage.ClickException as wrong:
        print(wrong.format_message(), file=sys.stderr)
        return ExitCode.BAD_INPUT
    if result == ExitCode.INTERRUPTED and not isinstance(result, ExitCode):
        # Typer makes a plain 130 of Ctrl-C; a command that stopped with what it had has said so itself.
        raise KeyboardInterrupt
    return int(result) if isinstance(result, int) else ExitCode.DONE


def _in_our_words(wrong: Any) -> Message | str:
    """Typer's usage errors, which it words in English only."""
    said: str = wrong.format_message().rstrip(".")
    if isinstance(wrong, usage.NoSuchOption):
        near = get_close_matches(wrong.option_name, wrong.possibilities or (), n=1)
        if near:
            return _("no such option: {option}; did you mean {near}?", option=wrong.option_name, near=near[0])
        return _("no such option: {option}", option=wrong.option_name)
    if isinstance(wrong, usage.MissingParameter):
        parameter: Any = wrong.param
        names = [parameter.metavar or parameter.name or ""]
        if parameter.param_type_name == "option":
            names.insert(0, max(parameter.opts, key=len))
        return _("{parameter} is missing", parameter=" ".join(names))
    slip = UNKNOWN_COMMAND.match(said)
    if slip is not None:
        near = get_close_matches(slip["name"], COMMANDS, n=1)
        if near:
            return _("no such command: {command}; did you mean {near}?", command=slip["name"], near=near[0])
        return _("no such command: {command}", command=slip["name"])
    if isinstance(wrong, usage.BadParameter) and wrong.param is not None:
        option = max(wrong.param.opts, key=len, default=wrong.param.name)
        reason = _reworded(wrong.message.rstrip("."))
        return _("{option} is not right: {reason}", option=option, reason=reason)
    return _reworded(said)


def _reworded(said: str) -> Message | str:
    for pattern, words in REWORDED.items():
        match = re.search(pattern, said)
        if match is not None:
            return Message(words.template, match.groupdict())
    return said


@contextlib.contextmanager
def _typer_speaks_too(arguments: list[str]) -> Iterator[None]:
    """Put the headings of a help text, which Typer words in English only, into the current language."""
    if current_language() == "en" or not {"--help", "-h"} & set(arguments):
        yield
        return
    text = io.StringIO()
    try:
        with contextlib.redirect_stdout(text):
            yield
    finally:
        words = text.getvalue()
        for heading in TYPER_WORDS:
            words = words.replace(heading.template, str(heading))
        print(words, end="")
