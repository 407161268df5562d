"""Writing a file whole or not at all, and what to tell a person whose disk refuses."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from pathlib import Path

from decision.errors import InputProblems, Problem
from decision.language import Message, _

FULL = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})
SHUT = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


def put(path: Path, content: bytes) -> None:
    """Replace a file in one step: a reader sees the old content or the new, never half of it.

    What a link leads to is replaced, not the link; a file that was there keeps its permissions.

    Raises:
        OSError: it cannot be written; the old file is as it was, and nothing lies beside it.
    """
    target = path.resolve()
    # A short name of its own: the target's may be as long as a name can be.
    beside = target.with_name(f".parkfund-{os.getpid()}-{secrets.token_hex(4)}.part")
    try:
        with beside.open("xb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        if target.exists():
            beside.chmod(stat.S_IMODE(target.stat().st_mode))
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def refusal(wrong: OSError, file: Path | str, says: Message | None = None) -> InputProblems:
    """What to raise where a file cannot be written: which, why, and what to do about it.

    Args:
        wrong: what the system said.
        file: as shown to people.
        says: what could not be written, with its reason; left out: that the file could not.
    """
    said = says if says is not None else _("cannot be written: {reason}", reason=reason_of(wrong))
    return InputProblems([Problem(said, file=str(file), remedy=remedy_of(wrong))])


def reason_of(wrong: OSError) -> str:
    """The system's own words."""
    return wrong.strerror or str(wrong)


def remedy_of(wrong: OSError) -> Message | None:
    """What helps against it; None where the reason says it all."""
    if wrong.errno in FULL:
        return _("nothing was left half-written: make room, or name a place on another disk")
    if wrong.errno in SHUT:
        return _("name a place that you may write to")
    return None
