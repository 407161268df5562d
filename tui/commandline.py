"""The command that prints what the screen shows: "copy as command"."""

from __future__ import annotations

import shlex

from tui.opened import OpenStudy, Question
from tui.state import ROUNDED, Session

DIGITS = 9
"""Decimals of a weight: questions whose weights agree in these are one question."""


def command_of(session: Session) -> str:
    """The ``parkfund …`` line that reproduces the page: ``check`` for the files, else ``allocate`` with all decisions.

    Empty while no study is open.
    """
    study, question = session.study, session.question
    if study is None or question is None:
        return ""
    if session.page == "data":
        return shlex.join(["parkfund", "check", session.opened])
    return shlex.join(["parkfund", "allocate", session.opened, *options(study, question)])


def options(study: OpenStudy, question: Question) -> list[str]:
    """What a question differs in from the files, as options of the command line."""
    said: list[str] = []
    if question.method != study.question.method:
        said += ["--method", question.method]
    if any(abs(question.weights[id] - share) > ROUNDED for id, share in study.file_weights.items()):
        said += ["--weights", ",".join(f"{id}={_plain(share)}" for id, share in question.weights.items())]
    for option, parks in (("--fund", question.fund), ("--reject", question.reject)):
        if parks:
            said += [option, ",".join(parks)]
    for key, value in question.changes.items():
        said += ["--set", f"{key}={value}"]
    return said


def _plain(share: float) -> str:
    return f"{share:.{DIGITS}f}".rstrip("0").rstrip(".") or "0"
