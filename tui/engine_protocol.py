"""The part of the engine that writes the protocol: a run record, and the documents made of it beside it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from decision.language import speaking
from tui import messages
from tui.opened import Answer, OpenStudy, Order
from tui.writing import Writer

if TYPE_CHECKING:
    from decision.report.evidence import Evidence
    from tui.protocoldialog import ProtocolOrder

REASONS_SECONDS = 60.0
"""For the reasons of all parks together: the document says for which parks the time was too short."""


class ProtocolWriter(Writer):
    """Everything that leaves the meeting, in one folder."""

    def write_protocol(self, study: OpenStudy, order: Order, answer: Answer, wanted: ProtocolOrder) -> None:
        """Write record and documents in a worker; ends in ProtocolWritten or WritingFailed."""

        def written(stop: Event) -> None:
            from decision.records import read_record
            from decision.report.collect import with_reasons
            from decision.report.evidence import Evidence

            folder = self.record_of(study, order, answer, wanted.by, wanted.reason)
            evidence = Evidence.of(read_record(folder))
            if wanted.reasons and (wanted.document or wanted.workbook):
                evidence = with_reasons(evidence, seconds=REASONS_SECONDS, stop=stop)
            documents = tuple(
                put_beside(folder / f"{name}-{language}{ending}", evidence, language)
                for language in wanted.languages
                for name, ending, on in (
                    ("protocol", ".docx", wanted.document),
                    ("workbook", ".xlsx", wanted.workbook),
                )
                if on
            )
            self._post(messages.ProtocolWritten(folder.as_posix(), documents))

        def guarded(stop: Event) -> None:
            self._guard_writing(partial(written, stop))

        self.begin_job("protocol", guarded, lambda says: self._post(messages.WritingFailed(says)))


def put_beside(path: Path, evidence: Evidence, language: str) -> Path:
    """Make a document in a language and write it, whole or not at all.

    Raises:
        OSError: it cannot be written.
    """
    from decision.files.writing import put
    from decision.report import write

    with speaking(language):
        content = write.document(evidence, path.suffix)
    put(path, content)
    return path
