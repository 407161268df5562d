"""The command line: parse, call, print. Starting it is light; every command imports what it needs."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import sys
from pathlib import Path

from decision.cli.interrupts import HEARD, listening, write_down
from decision.errors import ExitCode, InputProblems, ParkfundError, Problem
from decision.language import LANGUAGES, _, current_language, language_of_environment, use_language

WIDTH_OF_HELP = 80
UNWRITABLE = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG)
"""What a full or broken disk answers when stdout is written to."""


def main(arguments: list[str] | None = None) -> None:
    """Run ``parkfund`` with these arguments (default: the process's) and leave with its exit code."""
    _never_fail_on_a_stream()
    use_language(language_of_environment())
    HEARD.clear()
    try:
        with listening(write_down):
            code = _run(list(sys.argv[1:] if arguments is None else arguments))
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader of our output has gone (``parkfund … | head``), which is its right.
        _write_no_more()
        code = ExitCode.DONE
    except OSError as wrong:
        # Every fault of a file that is read or written by name has been told by its name before.
        _write_no_more()
        reason = wrong.strerror or str(wrong)
        print(_("the answer could not be written: {reason}", reason=reason), file=sys.stderr)
        code = ExitCode.STOPPED
    raise SystemExit(int(code))


def _run(arguments: list[str]) -> int:
    try:
        arguments = _choose_language(arguments)
        if arguments in (["--help"], ["-h"]) and (stored := _first_help()) is not None:
            print(stored, end="")
            return ExitCode.DONE
        from decision.cli.app import run_command

        return run_command(arguments)
    except ParkfundError as error:
        tell(error)
        return error.exit_code
    except KeyboardInterrupt:
        return _interrupted()
    except OSError as wrong:
        if isinstance(wrong, BrokenPipeError) or wrong.errno in UNWRITABLE:
            raise
        return _defect(wrong)
    except Exception as defect:
        return _interrupted() if _from_interrupt(defect) else _defect(defect)


def _first_help() -> str | None:
    """The help of the whole program as ``make pages`` stores it; None where a narrow terminal wants other lines."""
    if shutil.get_terminal_size().columns < WIDTH_OF_HELP:
        return None
    path = Path(__file__).with_name("help") / f"parkfund.{current_language()}.txt"
    with contextlib.suppress(OSError):
        return path.read_text(encoding="utf-8")
    return None


def _interrupted() -> int:
    print(_("interrupted"), file=sys.stderr)
    return ExitCode.INTERRUPTED


def _from_interrupt(error: BaseException) -> bool:
    """Whether Ctrl-C is behind it: an extension module that is interrupted while it loads raises ImportError."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, KeyboardInterrupt):
            return True
        seen = seen.__cause__ or seen.__context__
    return False


def _defect(defect: Exception) -> int:
    if os.environ.get("PARKFUND_DEBUG"):
        raise defect
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
        use_language(chosen, wished=True)
    return rest


def _never_fail_on_a_stream() -> None:
    """A stream that was closed swallows what it is given; one that knows fewer letters shows ``?`` for the others."""
    # In the order of their numbers, so that no file opened later takes the number of a closed stream.
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "r" if name == "stdin" else "w", encoding="utf-8"))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]


def _write_no_more() -> None:
    """Nothing more may be written to stdout, not even what its buffer holds when the process ends."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
