"""The command line: parse, call, print. Starting it is light; every command imports what it needs."""

from __future__ import annotations

import contextlib
import os
import sys

from decision.errors import ExitCode, InputProblems, ParkfundError, Problem
from decision.language import LANGUAGES, _, language_of_environment, use_language


def main(arguments: list[str] | None = None) -> None:
    """Run ``parkfund`` with these arguments (default: the process's) and leave with its exit code."""
    _never_fail_on_a_letter()
    use_language(language_of_environment())
    try:
        code = _run(list(sys.argv[1:] if arguments is None else arguments))
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader of our output has gone (``parkfund … | head``); nothing more may be written, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = ExitCode.DONE
    raise SystemExit(int(code))


def _run(arguments: list[str]) -> int:
    try:
        arguments = _choose_language(arguments)
        from decision.cli.app import run_command

        return run_command(arguments)
    except ParkfundError as error:
        tell(error)
        return error.exit_code
    except KeyboardInterrupt:
        print(_("interrupted"), file=sys.stderr)
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        raise
    except Exception as defect:
        if os.environ.get("PARKFUND_DEBUG"):
            raise
        sentence = _(
            "parkfund has a defect here ({kind}: {text}); nothing was changed. PARKFUND_DEBUG=1 shows where: "
            "please report it",
            kind=type(defect).__name__,
            text=str(defect),
        )
        print(sentence, file=sys.stderr)
        return ExitCode.STOPPED


def tell(error: ParkfundError) -> None:
    """Say on stderr what is wrong, every problem on a line of its own."""
    if isinstance(error, InputProblems):
        for problem in error.problems:
            print(problem, file=sys.stderr)
        if len(error.problems) > 1:
            print(error.says, file=sys.stderr)
    else:
        print(error, file=sys.stderr)


def _choose_language(arguments: list[str]) -> list[str]:
    """Take ``--lang`` out of the arguments, wherever it stands, before any text is made."""
    rest: list[str] = []
    chosen: str | None = None
    waiting = iter(arguments)
    for argument in waiting:
        if argument == "--":
            rest += [argument, *waiting]
        elif argument == "--lang":
            chosen = next(waiting, "")
        elif argument.startswith("--lang="):
            chosen = argument.partition("=")[2]
        else:
            rest.append(argument)
    if chosen is not None:
        if chosen not in LANGUAGES:
            remedy = _("choose one of {choice}", choice=", ".join(LANGUAGES))
            raise InputProblems(
                [
                    Problem(
                        _("{value} is not a language parkfund speaks", value=repr(chosen)),
                        file="--lang",
                        remedy=remedy,
                    )
                ]
            )
        use_language(chosen)
    return rest


def _never_fail_on_a_letter() -> None:
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
