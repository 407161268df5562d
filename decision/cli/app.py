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

from decision.cli import allocation, ranking, reference, studies, weights
from decision.cli.options import Epilog
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
COMMANDS = ("tui", "init", "check", "studies", "methods", "rules", "schema", "rank", "weights", "allocate")
UNKNOWN_COMMAND = re.compile(r"No such command '(?P<name>[^']*)'")

app = typer.Typer(
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
allocation.add_to(app)


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
    for option in command.params:
        if option.name in COMPLETION_HELP:
            option.help = str(COMPLETION_HELP[option.name])
    try:
        with _typer_speaks_too(arguments):
            result: Any = command.main(args=arguments, prog_name="parkfund", standalone_mode=False)
    except typer.Abort:
        return ExitCode.INTERRUPTED
    except usage.UsageError as wrong:
        where = wrong.ctx.command_path if wrong.ctx is not None else "parkfund"
        remedy = _("see {command} --help", command=where)
        raise InputProblems([Problem(_in_our_words(wrong), file=where, remedy=remedy)]) from None
    except typer.Exit as left:
        return int(left.exit_code)
    except usage.ClickException as wrong:
        print(wrong.format_message(), file=sys.stderr)
        return ExitCode.BAD_INPUT
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
        return _("{parameter} is missing", parameter=parameter.metavar or parameter.name or "")
    slip = UNKNOWN_COMMAND.match(said)
    if slip is not None:
        near = get_close_matches(slip["name"], COMMANDS, n=1)
        if near:
            return _("no such command: {command}; did you mean {near}?", command=slip["name"], near=near[0])
        return _("no such command: {command}", command=slip["name"])
    if isinstance(wrong, usage.BadParameter) and wrong.param is not None:
        option = wrong.param.opts[-1] if wrong.param.opts else wrong.param.name
        return _("{option} is not right: {reason}", option=option, reason=wrong.message.rstrip("."))
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
