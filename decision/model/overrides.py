"""Every departure from the study as written: what, by whom, why (design 4.6)."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from decision.language import Message, _, number
from decision.model.base import Strict, Text, fault

Kind = Literal["fund", "reject", "setting", "budget", "method", "weights"]
Parks = Annotated[tuple[str, ...], Field(min_length=1)]


class WrittenDecision(Strict):
    """A departure from programme or ranking that a person decided, as written under ``decisions`` of a study."""

    fund: Parks | None = None
    """Parks pinned in."""
    reject: Parks | None = None
    """Parks kept out."""
    set: dict[str, Any] | None = None
    """Settings of the programme by their path, ``{rules.hundred_parks.min: 90, rules.a8.active: false}``."""
    by: Annotated[str, Field(min_length=1)] | None = None
    """Who decided it."""
    reason: Text | None = None
    """Why."""
    date: datetime.date | None = None
    """When."""

    @model_validator(mode="after")
    def _one_thing(self) -> WrittenDecision:
        given = [name for name in ("fund", "reject", "set") if getattr(self, name)]
        if len(given) != 1:
            raise fault(_("a decision has exactly one of fund, reject and set"))
        return self


@dataclass(frozen=True)
class Override:
    """One departure from the study as written."""

    kind: Kind
    subject: str
    """The park, the setting's key, ``budget.total``, ``method`` or ``weights``."""
    before: Any = None
    """What the study says, where it says something."""
    after: Any = None
    by: str | None = None
    reason: str | None = None
    place: str | None = None
    """``file:line`` where it is written down; None: it was given with the command."""

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "kind": self.kind,
            "subject": self.subject,
            "from": self.before,
            "to": self.after,
            "by": self.by,
            "reason": self.reason,
            "place": self.place,
        }

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> Override:
        """What :meth:`to_dict` gave."""
        return cls(
            content["kind"], content["subject"], content["from"], content["to"], content["by"],
            content["reason"], content["place"],
        )  # fmt: skip

    @property
    def what(self) -> Message:
        """What was changed, in words."""
        if self.kind == "fund":
            return _("{park} is pinned in", park=self.subject)
        if self.kind == "reject":
            return _("{park} is kept out", park=self.subject)
        if self.kind == "method":
            return _("ranked by {after} instead of {before}", after=self.after, before=self.before)
        if self.kind == "weights":
            return _("other weights than the study's")
        words = self.subject.split(".")
        if len(words) == 3 and words[0] == "rules" and words[2] == "active":
            if self.after is False:
                return _("rule {rule} is switched off", rule=words[1])
            return _("rule {rule} is switched on", rule=words[1])
        if self.before is None:
            return _("{setting} is set to {after}", setting=self.subject, after=self._shown(self.after))
        return _(
            "{setting}: {after} instead of {before}",
            setting=self.subject,
            after=self._shown(self.after),
            before=self._shown(self.before),
        )

    def _shown(self, value: Any) -> Any:
        return value if isinstance(value, str) else _Setting(value, self.subject.endswith("years"))

    @property
    def says(self) -> Message:
        """What, by whom and why, in one sentence."""
        by = self.by or _("nobody named")
        reason = self.reason or _("no reason given")
        return _("{what} – {by}: {reason}", what=self.what, by=by, reason=reason)

    @property
    def complete(self) -> bool:
        """Whether it carries a name and a reason."""
        return bool(self.by and self.reason)


class _Setting:
    """A value of a setting, put into words when it is shown: numbers in the format of the language."""

    def __init__(self, value: Any, is_year: bool) -> None:
        self.value, self.is_year = value, is_year

    def __str__(self) -> str:
        return self._words(self.value)

    def _words(self, value: Any) -> str:
        if value is None:
            return "–"
        if isinstance(value, bool):
            return str(_("yes") if value else _("no"))
        if isinstance(value, (int, float)) and math.isfinite(value) and not self.is_year:
            return number(value, _decimals(value))
        if isinstance(value, Mapping):
            return "; ".join(f"{key}: {self._words(one)}" for key, one in value.items())
        if isinstance(value, (list, tuple)):
            return "; ".join(map(self._words, value))
        return str(value)


def _decimals(value: float) -> int:
    """As many decimals as six significant digits need; none for a whole number."""
    return len(f"{value:.6g}".partition(".")[2]) if abs(value) < 1e6 else 0
