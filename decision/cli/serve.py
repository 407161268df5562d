"""The command ``serve``: the interface in a browser."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from decision.cli.options import OptionalStudy
from decision.cli.recording import Record, Runs
from decision.errors import InputProblems, ParkfundError, Problem
from decision.language import _, current_language

BUNDLED_STUDY = "illustrative-2025"


def add_to(app: typer.Typer) -> None:
    """Register the command of this module."""
    app.command("serve", help=str(_("Open the interface in a browser.")))(serve)


def serve(
    study: OptionalStudy = None,
    host: Annotated[
        str,
        typer.Option(
            "--host",
            help=str(_("Address to listen on; the default is reached from this machine alone.")),
        ),
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help=str(_("Port to listen on.")))] = 8000,
    sessions: Annotated[int, typer.Option("--sessions", min=1, help=str(_("Sessions at a time.")))] = 8,
    record: Record = True,
    runs: Runs = None,
) -> None:
    """Serve the interface to browsers."""
    from decision.cli.output import narrate
    from decision.files.references import find_study

    where = study if study is not None else BUNDLED_STUDY
    find_study(where)
    try:
        from tui.web.server import LOOPBACK, GuardedServer
    except ModuleNotFoundError as missing:
        raise ParkfundError(
            _(
                "the browser needs the extra web: pip install 'parkfund[web]' ({module} is missing)",
                module=missing.name or "",
            )
        ) from None
    command = [sys.executable, "-m", "decision", "--lang", current_language(), "tui", where]
    command += [] if record else ["--no-record"]
    command += [] if runs is None else ["--runs", str(runs)]
    server = GuardedServer(command, host=host, port=port, sessions=sessions)
    if host not in LOOPBACK:
        narrate(
            _(
                "warning: {host} can be reached from other machines, and the connection is not encrypted; whoever "
                "knows the address can decide",
                host=host,
            )
        )
    _refuse_if_taken(host, port)
    print(server.address, flush=True)
    narrate(_("open this address in a browser; Ctrl+C ends"))
    server.serve()


def _refuse_if_taken(host: str, port: int) -> None:
    import socket

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((host, port))
        except OSError as refused:
            reason = refused.strerror or str(refused)
            says = _("cannot listen on {host}:{port}: {reason}", host=host, port=port, reason=reason)
            raise InputProblems([Problem(says, file="--port", remedy=_("name another port"))]) from None
