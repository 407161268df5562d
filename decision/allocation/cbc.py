"""Where CBC, the solver beside HiGHS, lies on this machine."""

from __future__ import annotations

from shutil import which


def cbc_path() -> str | None:
    """CBC's program: the one that pip installs, or the machine's own."""
    try:
        import cbcbox

        return str(cbcbox.cbc_bin_path())
    except (ImportError, AttributeError, OSError):
        return which("cbc")
