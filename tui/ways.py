"""Ways out of a conflict, as a person picks them: each is a change of the question that undo takes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from decision.language import _
from tui.bounds import BUDGET, bound_of, without_file_values
from tui.opened import OpenStudy, Question
from tui.state import Session
from tui.words import rule_label

if TYPE_CHECKING:
    from decision.model.conflicts import Conflict, Relaxation

JOINT = "together"


@dataclass(frozen=True, eq=False)
class Way:
    """One way out: all its changes together make the rules agree."""

    id: str
    parts: tuple[Relaxation, ...]

    @property
    def joint(self) -> bool:
        """Whether several rules give way a little."""
        return self.id == JOINT


def ways_out(conflict: Conflict | None) -> tuple[Way, ...]:
    """The ways that the solver found: each rule alone, then all a little."""
    found = conflict.ways_out() if conflict is not None else ()
    return tuple(Way(JOINT if parts[0].joint else parts[0].rule, parts) for parts in found)


def with_way(question: Question, study: OpenStudy, way: Way) -> Question:
    """The question with a way out taken."""
    fund, reject = question.fund, question.reject
    settings = dict(question.settings)
    rules: Mapping[str, bool] = question.rules
    for part in way.parts:
        if part.bound == "fund":
            fund = tuple(park for park in fund if park != part.setting.split()[-1])
        elif part.bound == "reject":
            reject = tuple(park for park in reject if park != part.setting.split()[-1])
        elif part.bound == "active":
            rules = switched(rules, study, part.rule, False)
        else:
            key, _sign, figure = part.setting.partition("=")
            settings[key] = figure
    settings = without_file_values(study, settings)
    return replace(question, fund=fund, reject=reject, rules=rules, settings=settings)


def switched(rules: Mapping[str, bool], study: OpenStudy, rule: str, active: bool) -> dict[str, bool]:
    """The switches against the file, with one rule on or off."""
    others = {id: on for id, on in rules.items() if id != rule}
    return others if study.rules[rule].active == active else {**others, rule: active}


def way_words(session: Session, way: Way) -> str:
    """What gives way, in words."""
    said = [_part_words(session, part) for part in way.parts]
    return " · ".join(said)


def _part_words(session: Session, part: Relaxation) -> str:
    label = rule_label(session, part.rule, part.label)
    if part.bound in ("fund", "reject"):
        return str(_("{rule}: take the pin out", rule=label))
    if part.bound == "active" or part.after is None:
        return str(_("{rule}: switch off", rule=label))
    bound = bound_of(session.study, part.setting.partition("=")[0]) if session.study is not None else None
    if bound is None:
        return f"{label} → {part.after:g}"
    figure = bound.shown(part.after)
    if part.before is not None:
        figure = f"{bound.shown(part.before)} → {figure}"
    if part.rule.startswith(BUDGET):
        return f"{bound.says}: {figure}"
    year = f" {part.part}" if part.part else ""
    return f"{label}{year}: {figure}"
