"""Rules that cannot hold together, and what would have to give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from decision.model.base import Text


@dataclass(frozen=True)
class Relaxation:
    """One bound that gives way: a way out of a conflict, or a part of one."""

    rule: str
    """The rule, ``budget``, ``budget:YEAR``, or a pin (``--fund C007``)."""
    label: Text
    part: str
    """The year of a bound by year; else empty."""
    bound: str
    """min, max, min_share, max_share, at_most, budget.total, budget.by_year.YEAR; active: the rule is switched off;
    fund, reject: the pin is taken out."""
    before: float | None
    after: float | None
    """The new bound, rounded outward; None where there is no number."""
    joint: bool
    """Whether it is a part of the cheapest joint change; else it gives way alone."""
    setting: str
    """What ``--set`` takes; for a pin ``drop --fund C007``."""
    proven: bool
    """Whether it is proven that less is not enough (in the joint change: that none is cheaper)."""

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "rule": self.rule,
            "part": self.part,
            "bound": self.bound,
            "from": self.before,
            "to": self.after,
            "joint": self.joint,
            "setting": self.setting,
            "proven": self.proven,
        }


@dataclass(frozen=True)
class Conflict:
    """An irreducible set of rules that cannot hold together: without any one of them the others can."""

    rules: tuple[str, ...]
    labels: tuple[Text, ...]
    places: tuple[str, ...]
    """``file:line`` of each rule; empty text where unknown."""
    proven_irreducible: bool = True
    relaxations: tuple[Relaxation, ...] = ()
    """Ways out: those of one rule alone (all its entries together), then the joint one (all its entries together)."""
    alone: Mapping[str, Literal["enough", "not_enough", "not_settled"]] = field(default_factory=dict)
    """Whether a rule's giving way is enough by itself, all others kept."""
    others: tuple[Conflict, ...] = ()
    """Further conflicts that share no rule with this one or with one another."""

    def ways_out(self) -> tuple[tuple[Relaxation, ...], ...]:
        """Each way out with all its entries; the joint one only where it is not one rule's giving way over again."""
        alone: dict[str, list[Relaxation]] = {}
        for each in self.relaxations:
            if not each.joint:
                alone.setdefault(each.rule, []).append(each)
        ways = [tuple(parts) for parts in alone.values()]
        joint = tuple(each for each in self.relaxations if each.joint)
        given = {(each.rule, each.setting) for each in joint}
        if joint and all({(each.rule, each.setting) for each in parts} != given for parts in ways):
            ways.append(joint)
        return tuple(ways)

    def to_dict(self) -> dict[str, Any]:
        """The key ``conflict`` of the JSON of ``parkfund allocate``."""
        return {
            "rules": list(self.rules),
            "names": [str(label) for label in self.labels],
            "places": list(self.places),
            "proven_irreducible": self.proven_irreducible,
            "relaxations": [relaxation.to_dict() for relaxation in self.relaxations],
            "alone": dict(self.alone),
            "others": [
                {
                    "rules": list(other.rules),
                    "names": [str(label) for label in other.labels],
                    "places": list(other.places),
                    "proven_irreducible": other.proven_irreducible,
                }
                for other in self.others
            ],
        }
