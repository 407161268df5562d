"""What commands that sweep over many samples have in common: their options, what is kept, and progress."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from decision.cli.recorder import current
from decision.language import Message, _, number

if TYPE_CHECKING:
    from decision.analysis.chunks import Chunks
    from decision.analysis.engine import Progress
    from decision.model.study import Study

KEPT = Path("runs") / "sweeps"
"""Where finished pieces of a sweep lie until it is done."""


class Backend(str, Enum):  # noqa: UP042  Typer shows the values of such an enum as the choices
    """Where the work is done."""

    LOCAL = "local"
    DASK = "dask"


Samples = Annotated[int, typer.Option("--samples", help=str(_("How many samples are drawn.")))]
Seed = Annotated[int, typer.Option("--seed", min=0, help=str(_("The same seed draws the same samples.")))]
Jobs = Annotated[
    int,
    typer.Option(
        "--jobs", "-j", min=0, help=str(_("How many at once on this machine; 0: one for each core."))
    ),
]
BackendOption = Annotated[
    Backend, typer.Option("--backend", help=str(_("local, or dask for a cluster of dask.distributed.")))
]
Scheduler = Annotated[
    str | None,
    typer.Option(
        "--scheduler",
        metavar="ADDRESS",
        help=str(_("The cluster's scheduler, such as tcp://10.0.0.5:8786.")),
        show_default=False,
    ),
]
Resume = Annotated[
    bool, typer.Option("--resume", help=str(_("Go on with the same sweep where it was stopped or killed.")))
]


def one_thread_each() -> None:
    """Let libraries of linear algebra use one thread: the sweep itself uses the cores. Before NumPy is imported."""
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def kept_pieces(command: str, study: Study, resume: bool, **arguments: object) -> Chunks:
    """Where the pieces of this very question lie: the folder's name is the digest of inputs and arguments.

    Without ``resume`` what lies there is taken away.
    """
    from decision import __version__
    from decision.analysis.chunks import Chunks, question_of

    digest = question_of(study.digests, command=command, parkfund=__version__, **arguments)
    chunks = Chunks(KEPT, command, digest)
    if not resume:
        chunks.clear()
    recorder = current()
    if recorder is not None:
        recorder.chunks = chunks
    return chunks


def finished(chunks: Chunks) -> None:
    """Take away the pieces of a sweep that has been delivered; its record names them."""
    recorder = current()
    if recorder is not None:
        recorder.note_pieces()
    chunks.clear()
    for folder in (KEPT, KEPT.parent):
        try:
            folder.rmdir()  # only where nothing else lies there
        except OSError:
            return


def sweep_narrator() -> Callable[[Progress], None] | None:
    """Progress with rate and time left on stderr, on a terminal only: one line that is written over."""
    if not sys.stderr.isatty():
        return None

    def narrate(progress: Progress) -> None:
        print(f"\r\x1b[2K{progress.text}", end="\r", file=sys.stderr, flush=True)

    return narrate


def damage_lines(chunks: Chunks) -> list[Message]:
    """What is said of kept pieces that could not be read; their samples were computed again."""
    return [] if chunks.remark is None else [_("warning: {problem}", problem=chunks.remark)]


def stopped_line(done: int, wanted: int) -> Message:
    """What is said of a sweep that was stopped."""
    return _(
        "stopped: {done} of {total} samples; what is done is kept, the same command with --resume goes on",
        done=number(done, 0),
        total=number(wanted, 0),
    )
