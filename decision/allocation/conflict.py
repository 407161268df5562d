"""Why there is no plan: an irreducible set of rules that cannot hold together, found by leaving rules out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from decision.allocation.answers import Answer
from decision.allocation.linear import LinearProgramme
from decision.allocation.problem import BUDGET, build, ceiling_unit
from decision.allocation.rows import Row
from decision.allocation.terms import Candidates
from decision.model.base import Text
from decision.model.results import Conflict

Solve = Callable[[LinearProgramme], Answer]


def units_of(rows: Sequence[Row], candidates: Candidates) -> tuple[str, ...]:
    """What can be left out: rules in the order of the file, yearly ceilings, the total, pins.

    Soft rules contradict nobody; what building and paying a park takes stays.
    """
    hard = list(dict.fromkeys(row.rule for row in rows if row.penalty is None))
    rules = [unit for unit in hard if unit != BUDGET and not unit.startswith("--")]
    ceilings = [ceiling_unit(year) for year in sorted(candidates.programme.budget.by_year or {})]
    pins = [unit for unit in hard if unit.startswith("--")]
    return (*rules, *ceilings, *([BUDGET] if BUDGET in hard else []), *pins)


def conflict_of(
    candidates: Candidates, rows: Sequence[Row], solve: Solve, places: Mapping[str, tuple[str, int]]
) -> Conflict:
    """The conflict of a programme that is proven to have no plan.

    First every unit alone, so that an impossible rule is named at once; then all yearly ceilings together,
    then units one by one in the order of :func:`units_of`, are left out and stay out while the rest is still
    impossible. What remains is irreducible, and it is one such set of possibly several. A question that time
    did not allow to settle keeps its unit, and the result says that it is not proven irreducible.
    """
    units = units_of(rows, candidates)

    def impossible(kept: Sequence[str]) -> bool | None:
        dropped = set(units) - set(kept)
        answer = solve(build(candidates, rows, dropped=dropped, objective=False).programme)
        return {"infeasible": True, "stopped": None}.get(answer.ending, False)

    for unit in units:
        if impossible([unit]):
            return _conflict([unit], rows, places, True)
    kept, proven = list(units), True
    rules_only = [unit for unit in units if not unit.startswith(f"{BUDGET}:")]
    if len(rules_only) < len(units) and impossible(rules_only):
        kept = rules_only
    for unit in list(kept):
        fewer = [other for other in kept if other != unit]
        verdict = impossible(fewer)
        if verdict:
            kept = fewer
        proven = proven and verdict is not None
    return _conflict(kept, rows, places, proven)


def _conflict(
    units: Sequence[str], rows: Sequence[Row], places: Mapping[str, tuple[str, int]], proven: bool
) -> Conflict:
    labels = {row.rule: row.label for row in rows}
    shown, where = [], []
    for unit in units:
        shown.append(labels.get(unit) or _ceiling_label(unit))
        place = places.get(BUDGET if unit.startswith(BUDGET) else f"rule:{unit}")
        where.append(f"{place[0]}:{place[1]}" if place else "")
    return Conflict(tuple(units), tuple(shown), tuple(where), proven)


def _ceiling_label(unit: str) -> Text:
    year = unit.partition(":")[2]
    return Text(en=f"ceiling of {year}", ru=f"предел {year} года")
