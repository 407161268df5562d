"""What a running command has read and answered so far, for whoever listens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from decision.analysis.chunks import Chunks
    from decision.cli.output import Table
    from decision.decisions import Decision
    from decision.files.noticing import Noticed
    from decision.model.options import SolveOptions


@dataclass
class Recorder:
    """What a running command has read and answered so far."""

    command: str
    noticed: Noticed
    silent: bool = False
    """Whether the answer is caught and not shown: a replay."""
    runs: Path | None = None
    """Where records lie, as given on the command line."""
    by: str | None = None
    reason: str | None = None
    answered: bool = False
    content: Any = None
    tables: Sequence[Table] = ()
    decision: Decision | None = None
    options: SolveOptions | None = None
    arguments: Mapping[str, Any] = field(default_factory=dict)
    """Of a decision: what was asked beside the study, read from its files."""
    chunks: Chunks | None = None
    pieces: list[dict[str, str]] = field(default_factory=list)

    def answer(self, tables: Sequence[Table], content: Any) -> None:
        """Note what the command answers."""
        self.answered, self.tables, self.content = True, tables, content

    def note_pieces(self) -> None:
        """Note which pieces a sweep has on disk, before they are taken away."""
        from decision.files.textfile import sha256

        if self.chunks is not None and self.chunks.folder.is_dir():
            self.pieces = [
                {"file": path.name, "sha256": sha256(path.read_bytes())}
                for path in sorted(self.chunks.folder.glob("chunk-*.npz"))
            ]


_recorders: list[Recorder] = []


@contextmanager
def listening(recorder: Recorder) -> Iterator[Recorder]:
    """Inside the block what is answered is told to this recorder."""
    _recorders.append(recorder)
    try:
        yield recorder
    finally:
        _recorders.remove(recorder)


def current() -> Recorder | None:
    """The recorder of the command that runs, if it is recorded."""
    return _recorders[-1] if _recorders else None


def note_decision(decision: Decision, options: SolveOptions, arguments: Mapping[str, Any]) -> None:
    """Tell the recorder that the answer is a ranking with a portfolio."""
    recorder = current()
    if recorder is not None:
        recorder.decision, recorder.options, recorder.arguments = decision, options, arguments
