"""What differs between two contents, field by field, and between the versions they were computed with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from decision.language import Message, _

NAMES = ("park_id", "id", "rule", "member", "method", "criterion", "year", "key")
"""Keys by which the entries of a list are told apart, looked at in this order."""


@dataclass(frozen=True)
class Difference:
    """One field that is not as recorded."""

    kind: Literal["version", "result"]
    field: str
    """Path of the field: ``portfolio.portfolio[C007].grant_mln_rub``."""
    recorded: Any
    found: Any

    @property
    def says(self) -> Message:
        """The difference in words."""
        if self.kind == "version":
            return _(
                "version of {library}: {recorded} when recorded, {found} now",
                library=self.field,
                recorded=_shown(self.recorded),
                found=_shown(self.found),
            )
        return _(
            "{field}: {recorded} recorded, {found} computed now",
            field=self.field,
            recorded=_shown(self.recorded),
            found=_shown(self.found),
        )

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {"kind": self.kind, "field": self.field, "recorded": self.recorded, "found": self.found}


def _shown(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, (Mapping, list)):
        return "…"
    return repr(value) if isinstance(value, float) else str(value)


def differences(recorded: Any, found: Any, field: str = "") -> Iterator[Difference]:
    """Every field in which two contents differ, in the order of the fields.

    Entries of lists that have ids are compared by id, so that one entry more is one difference.
    """
    if isinstance(recorded, Mapping) and isinstance(found, Mapping):
        for key in sorted({*recorded, *found}):
            where = f"{field}.{key}" if field else str(key)
            yield from differences(recorded.get(key), found.get(key), where)
        return
    if isinstance(recorded, list) and isinstance(found, list):
        yield from _in_lists(recorded, found, field)
        return
    # 1 and 1.0 are the same number; true is no number.
    if recorded != found or isinstance(recorded, bool) != isinstance(found, bool):
        yield Difference("result", field, recorded, found)


def _in_lists(recorded: Sequence[Any], found: Sequence[Any], field: str) -> Iterator[Difference]:
    name = next((name for name in NAMES if _tells_apart(recorded, name) and _tells_apart(found, name)), None)
    if name is None:
        for place in range(max(len(recorded), len(found))):
            before = recorded[place] if place < len(recorded) else None
            after = found[place] if place < len(found) else None
            yield from differences(before, after, f"{field}[{place}]")
        return
    before_by = {entry[name]: entry for entry in recorded}
    after_by = {entry[name]: entry for entry in found}
    for key in dict.fromkeys([*before_by, *after_by]):
        before, after = before_by.get(key), after_by.get(key)
        if before is None or after is None:
            yield Difference("result", f"{field}[{key}]", before and key, after and key)
        else:
            yield from differences(before, after, f"{field}[{key}]")
    before_order = [key for key in before_by if key in after_by]
    after_order = [key for key in after_by if key in before_by]
    if before_order != after_order:
        yield Difference(
            "result", f"{field} ({name})", ", ".join(map(str, before_order)), ", ".join(map(str, after_order))
        )


def _tells_apart(entries: Sequence[Any], name: str) -> bool:
    if not entries or not all(isinstance(entry, Mapping) and name in entry for entry in entries):
        return False
    values = [entry[name] for entry in entries]
    return all(isinstance(value, (str, int)) for value in values) and len(set(values)) == len(values)


def version_differences(recorded: Mapping[str, Any], found: Mapping[str, Any]) -> list[Difference]:
    """Libraries whose versions are not those of the record."""
    return [
        Difference("version", name, recorded.get(name), found.get(name))
        for name in sorted({*recorded, *found})
        if recorded.get(name) != found.get(name)
    ]
