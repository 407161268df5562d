"""The command lines that print what a page shows, and what of it the shell cannot be told: "copy as command"."""

from __future__ import annotations

import shlex
from dataclasses import replace

from decision.language import Message, _
from tui.opened import OpenStudy, Question
from tui.state import ROUNDED, Session
from tui.sweeps import CONCENTRATION, PLANS, RANKINGS, SEED
from tui.trading import LEVELS, totals_of, value_of, without_money

DIGITS = 9
"""Decimals of a weight: questions whose weights agree in these are one question."""


def command_of(session: Session) -> str:
    """The ``parkfund …`` lines that reproduce the page with all that was decided; empty while no study is open."""
    study, question = session.study, session.question
    if study is None or question is None:
        return ""
    return "\n".join(shlex.join(["parkfund", *words]) for words in _lines(session, study, question))


def _lines(session: Session, study: OpenStudy, question: Question) -> list[list[str]]:
    opened, said = session.opened, options(study, question)
    match session.page:
        case "data":
            return [["check", opened]]
        case "explain" if session.park is not None:
            return [["explain", opened, session.park, *said]]
        case "compare" if len(session.comparing.kept) >= 2:
            return [
                ["compare", *(_side(opened, each.study, each.question) for each in session.comparing.kept)]
            ]
        case "trust":
            weights = options(study, Question(question.weights, question.method))
            drawn = ["--weights", _drawn(session, study), "--seed", str(SEED)]
            if session.spread == "dirichlet":
                drawn += ["--concentration", f"{CONCENTRATION:g}"]
            return [
                ["stability", opened, *weights],
                ["smaa", opened, *_method(study, question), "--samples", str(RANKINGS), *drawn],
                ["robust", opened, *_without_weights(study, question), "--samples", str(PLANS), *drawn],
            ]
        case "trade":
            return [_trade(session, study, question)]
        case "committee":
            return [["committee", opened, "--regret", *_without_weights(study, question)]]
        case "decide":
            ranked = options(study, Question(question.weights, question.method))
            return [["rank", opened, *ranked], ["allocate", opened, *said]]
    return [["allocate", opened, *said]]


def _trade(session: Session, study: OpenStudy, question: Question) -> list[str]:
    totals = totals_of(study)
    if session.trading.kind == "budget" and totals:
        steps = ["--from", f"{totals[0]:g}", "--to", f"{totals[-1]:g}", "--steps", str(len(totals))]
        years = ["--scale-years"] if study.study.programme.budget.by_year else []
        return ["budget", session.opened, *steps, *years, *options(study, without_money(question))]
    column = session.trading.column(study) or "count"
    traded = ["--objectives", f"{value_of(study, column)},{column}", "--points", str(LEVELS)]
    return ["frontier", session.opened, *traded, *options(study, question)]


def _side(opened: str, study: OpenStudy, question: Question) -> str:
    """One side of a comparison: the study with what it differs in."""
    said = options(study, question)
    changes = [
        f"{option.removeprefix('--')}={value}" for option, value in zip(said[::2], said[1::2], strict=True)
    ]
    return "@".join([opened, *(change.removeprefix("set=") for change in changes)])


def _drawn(session: Session, study: OpenStudy) -> str:
    return session.spread or ("incomplete" if study.study.criteria.incomplete else "uniform")


def _without_weights(study: OpenStudy, question: Question) -> list[str]:
    return options(study, replace(question, weights=study.file_weights))


def _method(study: OpenStudy, question: Question) -> list[str]:
    return options(study, Question(study.file_weights, question.method))


def unsaid(session: Session) -> list[Message]:
    """What the page hangs on and the shell has no option for: it reads that from files only."""
    study = session.study
    said: list[Message] = []
    if study is None:
        return said
    if session.page == "committee" and session.own_weights:
        said.append(_("members' weights that are in no file: F2 on page 8 writes them"))
    if session.page == "committee" and session.weights_unsaved:
        said.append(
            _("the weights on the screen: F2 writes them, then the study's own plan is the one shown")
        )
    if session.page == "trust" and session.statements:
        said.append(_("your answers to statements: write them under incomplete: in the criteria file"))
    if session.page == "trust" and session.spread == "dirichlet" and session.weights_unsaved:
        said.append(_("the weights that the sweep is drawn around: F2 writes them"))
    if session.page == "compare" and any(each.study is not study for each in session.comparing.kept):
        said.append(_("files as they were before they changed"))
    return said


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
