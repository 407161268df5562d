"""A seal: criteria, weights and rules as they stood before the candidates were known (design 4.6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from decision.language import Message, _, _n, moment

SHOWN = 6


@dataclass(frozen=True)
class Change:
    """One sealed thing that is not as it was."""

    item: str
    """``rule few``, ``weight rnd_intensity``, ``budget`` …"""
    before: Any
    """None: it was not there."""
    after: Any
    """None: it is no longer there."""

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {"item": self.item, "from": self.before, "to": self.after}

    @property
    def says(self) -> Message | str:
        """The change in a few words."""
        if self.before is None:
            return _("{item} is new", item=self.item)
        if self.after is None:
            return _("{item} was taken out", item=self.item)
        if isinstance(self.before, (str, int, float)) and isinstance(self.after, (str, int, float)):
            return _(
                "{item}: {after} instead of {before}",
                item=self.item,
                after=_shown(self.after),
                before=_shown(self.before),
            )
        return _("{item} was changed", item=self.item)


def _shown(value: str | float) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:g}" if isinstance(value, float) else str(value)


@dataclass(frozen=True)
class SealState:
    """Whether what was sealed is still so."""

    sealed: str
    """When, UTC, ISO 8601; empty where the seal is damaged."""
    by: str | None
    digest: str
    """SHA-256 of what was sealed: what the minutes of the meeting quote."""
    candidates_present: bool
    """Whether the table of candidates lay there already when the seal was made."""
    changes: tuple[Change, ...] = ()
    fault: Message | None = None
    """Why the seal itself is not to be trusted: it was edited or cannot be read."""

    @property
    def held(self) -> bool:
        """Whether everything is as it was sealed."""
        return not self.changes and self.fault is None

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "held": self.held,
            "sealed": self.sealed or None,
            "by": self.by,
            "digest": self.digest or None,
            "candidates_present": self.candidates_present,
            "changes": [change.to_dict() for change in self.changes],
            "fault": str(self.fault) if self.fault is not None else None,
        }

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> SealState:
        """What :meth:`to_dict` gave."""
        fault = content.get("fault")
        return cls(
            content["sealed"] or "",
            content["by"],
            content["digest"] or "",
            content["candidates_present"],
            tuple(Change(one["item"], one["from"], one["to"]) for one in content["changes"]),
            Message("{text}", {"text": fault}) if fault else None,
        )

    def says(self) -> list[Message]:
        """Whether it held, and what changed, in sentences."""
        if self.fault is not None:
            return [_("warning: {problem}", problem=self.fault)]
        lines = []
        who = self.by or _("nobody named")
        if self.held:
            lines.append(
                _(
                    "criteria, weights and rules are as sealed on {time} by {who}",
                    time=moment(self.sealed),
                    who=who,
                )
            )
        else:
            listed = "; ".join(str(change.says) for change in self.changes[:SHOWN])
            more = "; …" if len(self.changes) > SHOWN else ""
            lines.append(
                _n(
                    "warning: {count} thing was changed since the seal of {time} by {who}: {listed}",
                    "warning: {count} things were changed since the seal of {time} by {who}: {listed}",
                    len(self.changes),
                    time=moment(self.sealed),
                    who=who,
                    listed=listed + more,
                )
            )
        if self.candidates_present:
            lines.append(_("the table of candidates lay there already when the seal was made"))
        return lines
