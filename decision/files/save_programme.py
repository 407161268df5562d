"""Settings of a programme back into the file they came from; comments, order and layout stay."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from decision.errors import InputProblems, Problem
from decision.files.edit import Plain, with_values, write_beside_and_rename
from decision.files.problems import validated
from decision.files.textfile import sha256
from decision.files.yamltext import Path_, YamlText, parse, read_value, read_yaml
from decision.language import _
from decision.model.programme import Programme

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def save_settings(path: Path, settings: Mapping[str, str], *, digest: str | None = None) -> None:
    """Write settings, as ``--set`` takes them, into a programme file.

    Only the values change; a key that is not there yet (``active``) is added to its rule.

    Args:
        path: the file.
        settings: ``{"rules.a8.active": "false", "budget.total": "25000"}``.
        digest: SHA-256 of the file as it was read; if it has changed since, nothing is written.

    Raises:
        InputProblems: settings that do not exist or are not allowed, a file that is faulty, has changed or cannot be
            written.
    """
    text, content = read_yaml(Path(path), Path(path).name)
    if digest is not None and sha256(content) != digest:
        says = _("the file has changed since it was read; nothing was written")
        raise InputProblems([Problem(says, file=text.file, remedy=_("read it again, then save"))])
    validated(Programme, text)
    values: dict[Path_, Plain] = {_place(text, key): read_value(value) for key, value in settings.items()}
    changed = with_values(text, values)
    validated(Programme, parse(changed, text.file))
    mark = _BYTE_ORDER_MARK if content.startswith(_BYTE_ORDER_MARK) else b""
    write_beside_and_rename(Path(path), mark + changed.encode("utf-8"))


def _place(text: YamlText, key: str) -> Path_:
    """Where a setting stands: rules by their number in the file, years as numbers."""
    steps: list[str | int] = [int(step) if step.isdigit() else step for step in key.split(".")]
    if steps[0] == "rules":
        ids = [rule.get("id") for rule in text.content.get("rules") or ()]
        if steps[1] not in ids:
            raise InputProblems([Problem(_("no rule has this id"), file=text.file, field=key)])
        steps[1] = ids.index(steps[1])
    return tuple(steps)
