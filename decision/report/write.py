"""Writing documents: which endings there are, and files that are whole or not there."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from decision.errors import InputProblems, Problem
from decision.files.writing import refusal
from decision.language import _

if TYPE_CHECKING:
    from decision.report.evidence import Evidence

ENDINGS = (".docx", ".xlsx", ".html", ".pdf")


def refuse_early(out: Path) -> None:
    """Say before a long computation what would keep the document from being written.

    Raises:
        InputProblems: the ending is unknown, there is no such folder, or it is not writable.
    """
    if out.suffix.lower() not in ENDINGS:
        remedy = _("choose one of {choice}", choice=", ".join(ENDINGS))
        raise InputProblems([Problem(_("no format has this ending"), file=str(out), remedy=remedy)])
    if not out.parent.is_dir():
        raise InputProblems([Problem(_("there is no such folder"), file=str(out))])
    if out.is_dir():
        raise InputProblems([Problem(_("this is a folder"), file=str(out))])
    if not os.access(out.parent, os.W_OK):
        raise InputProblems([Problem(_("the folder is not writable"), file=str(out))])


def refuse_folder_early(folder: Path) -> None:
    """Say before a long computation what would keep letters from being written.

    Raises:
        InputProblems: it is a file, its own folder does not exist, or it is not writable.
    """
    if folder.exists() and not folder.is_dir():
        raise InputProblems([Problem(_("this is a file, not a folder"), file=str(folder))])
    if not folder.is_dir() and not folder.parent.is_dir():
        raise InputProblems([Problem(_("there is no such folder"), file=str(folder.parent))])
    if not os.access(folder if folder.is_dir() else folder.parent, os.W_OK):
        raise InputProblems([Problem(_("the folder is not writable"), file=str(folder))])


def write_letters(evidence: Evidence, folder: Path) -> int:
    """Write a refusal letter for every park that is not funded; returns how many. Without any there is no folder.

    All are written beside first, and renamed when the last one is whole: a disk that fills up midway leaves none.

    Raises:
        InputProblems: the folder cannot be made, or a file cannot be written.
    """
    from decision.report.letters import letters, write_letter

    made = {letter.file: write_letter(letter) for letter in letters(evidence)}
    if not made:
        return 0
    beside = {name: folder / f".{name}.{os.getpid()}.part" for name in made}
    is_new = not folder.exists()
    try:
        folder.mkdir(exist_ok=True)
        try:
            for name, content in made.items():
                beside[name].write_bytes(content)
            for name, part in beside.items():
                part.replace(folder / name)
        finally:
            for part in beside.values():
                part.unlink(missing_ok=True)
    except OSError as wrong:
        if is_new:
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise refusal(wrong, folder) from None
    return len(made)


def document(evidence: Evidence, ending: str, sections: Sequence[str] = ()) -> bytes:
    """A document's bytes, in the language spoken.

    Args:
        evidence: what it is made of.
        ending: ``.docx``, ``.pdf``, ``.html``: the protocol; ``.xlsx``: the workbook.
        sections: of the protocol; none: all that apply.

    Raises:
        InputProblems: a section that does not exist.
    """
    from decision.report.gather import check_sections, protocol

    check_sections(sections)
    if ending == ".xlsx":
        from decision.report.workbook import workbook
        from decision.report.xlsx_writer import write_xlsx

        return write_xlsx(workbook(evidence))
    return _writer(ending)(protocol(evidence, sections))


def _writer(ending: str) -> Callable[..., bytes]:
    if ending == ".docx":
        from decision.report.docx_writer import write_docx

        return write_docx
    if ending == ".pdf":
        from decision.report.pdf_writer import write_pdf

        return write_pdf
    from decision.report.html_writer import write_html

    return write_html
