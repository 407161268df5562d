"""The command ``seal``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from decision.cli.options import Epilog, FormatOption, Out, Study
from decision.errors import ExitCode, InputProblems, Problem
from decision.language import _

if TYPE_CHECKING:
    from decision.cli.output import Table
    from decision.model.seals import SealState


def add_to(app: typer.Typer) -> None:
    """Register the command of this module."""
    app.command(
        "seal",
        help=str(
            _(
                "Fix criteria, weights and rules before the candidates are known; later answers say whether they held."
            )
        ),
        epilog=Epilog.SEAL.text(),
    )(seal)


def seal(
    study: Study,
    check: Annotated[
        bool,
        typer.Option(
            "--check", help=str(_("Compare with the seal and write nothing; exit code 4 if broken."))
        ),
    ] = False,
    by: Annotated[
        str | None,
        typer.Option("--by", metavar="NAME", help=str(_("Who seals.")), show_default=False),
    ] = None,
    format: FormatOption = None,
    out: Out = None,
) -> int:
    """Fix criteria, weights and rules before the candidates are known."""
    from decision.cli.output import deliver, narrate, refuse_early
    from decision.files.load import read_study
    from decision.files.seals import seal_path, write_seal

    refuse_early(out)
    read = read_study(study, candidates=False)
    if check:
        if read.seal is None:
            faults = [problem for problem in read.problems if not problem.warning]
            name = seal_path(read.path).name if read.path is not None else study
            remedy = _("parkfund seal fixes criteria, weights and rules")
            raise InputProblems(faults or [Problem(_("the study is not sealed"), file=name, remedy=remedy)])
        state = read.seal
    else:
        path, state = write_seal(read, by=by)
        narrate(_("written: {file}", file=path.name))
        if by is None:
            narrate(_("warning: {problem}", problem=_("the seal names nobody; --by says who sealed")))
    lines = [
        *state.says(),
        *([_("digest of the seal {digest}", digest=state.digest)] if state.digest else []),
    ]
    deliver(_tables(state), state.to_dict(), format=format, out=out, lines=lines)
    return ExitCode.DONE if state.held else ExitCode.REPLAY_DIFFERS


def _tables(state: SealState) -> list[Table]:
    from decision.cli.output import Head, Table

    rows = [
        {"item": one.item, "before": _short(one.before), "after": _short(one.after)} for one in state.changes
    ]
    heads = [Head("item", _("what")), Head("before", _("sealed")), Head("after", _("now"))]
    return [Table("seal", _("Changed since the seal"), heads, rows)] if rows else []


def _short(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_short(entry)}" for key, entry in value.items())
    return ", ".join(map(_short, value)) if isinstance(value, list) else str(value)
