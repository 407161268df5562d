"""Bytes from disk, bounded, and bytes to text, with a plain word about other encodings."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from decision.errors import InputProblems, Problem
from decision.files.noticing import notice_file
from decision.files.words import did_you_mean
from decision.language import Message, _

_WIDE = (b"\xff\xfe", b"\xfe\xff")
_WORKBOOK = b"PK\x03\x04"


def sha256(content: bytes) -> str:
    """Digest of a file's bytes."""
    return hashlib.sha256(content).hexdigest()


def read_bytes(path: Path, shown: str, most: int) -> bytes:
    """The file's bytes.

    Args:
        path: which file.
        shown: its name in messages.
        most: largest size taken, in bytes.

    Raises:
        InputProblems: the file does not exist (with the nearest name), cannot be read or is too large.
    """
    try:
        if path.is_dir():
            raise InputProblems([Problem(_("this is a folder, a file is needed"), file=shown)])
        with path.open("rb") as stream:
            content = stream.read(most + 1)
    except FileNotFoundError:
        raise InputProblems([Problem(_("no such file"), file=shown, remedy=nearest_file(path))]) from None
    except (OSError, ValueError) as refused:
        reason = getattr(refused, "strerror", None) or str(refused)
        raise InputProblems(
            [Problem(_("the file cannot be read: {reason}", reason=reason), file=shown)]
        ) from None
    if len(content) > most:
        says = _("the file is larger than {most} MB", most=most // 1_000_000)
        raise InputProblems([Problem(says, file=shown)])
    notice_file(path, shown, content)
    return content


def nearest_file(path: Path) -> Message | None:
    """``did you mean …?`` with the closest name in the same folder."""
    try:
        names = sorted(entry.name for entry in path.parent.iterdir() if not entry.name.startswith("."))
    except (OSError, ValueError):
        return None
    return did_you_mean(path.name, names)


def decode(content: bytes, shown: str) -> str:
    """UTF-8 text, with or without a byte order mark.

    Raises:
        InputProblems: another encoding or not a text at all, with what to do about it.
    """

    def refuse(says: Message, remedy: Message, line: int | None = None) -> InputProblems:
        return InputProblems([Problem(says, file=shown, line=line, remedy=remedy)])

    save_as = _("save it as UTF-8 (in Excel: “CSV UTF-8”)")
    if content.startswith(_WIDE):
        raise refuse(_("the file is in UTF-16"), save_as)
    if content.startswith(_WORKBOOK):
        raise refuse(_("this is a workbook or an archive, not a text"), _("give it the ending .xlsx"))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = content.count(b"\n", 0, wrong.start) + 1
        if _looks_like_windows_1251(content):
            says = _("the file is not in UTF-8 but, it seems, in Windows-1251")
        else:
            says = _("the file is not in UTF-8")
        raise refuse(says, save_as, line) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise refuse(_("this is not a text file: it holds a zero byte"), save_as, line)
    return text


def _looks_like_windows_1251(content: bytes) -> bool:
    # Single accented letters of another encoding also decode to Cyrillic; words do not.
    text = content.decode("cp1251", errors="replace").lower()
    words = re.findall("[а-яё]+", text)
    return "\0" not in text and any(len(word) >= 4 for word in words)
