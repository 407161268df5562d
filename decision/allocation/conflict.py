"""Why there is no plan: irreducible sets of rules that cannot hold together, found by leaving rules out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from decision.allocation.changes import relaxations
from decision.allocation.problem import BUDGET, build, ceiling_unit
from decision.allocation.relaxation import Relaxer, Solve, Verdict
from decision.allocation.rows import Row
from decision.allocation.terms import Candidates
from decision.model.base import Text
from decision.model.conflicts import Conflict, Relaxation

MOST_CONFLICTS = 5
"""How many conflicts that share no rule are looked for."""


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
    """The conflict of a programme that is proven to have no plan, with the ways out of it.

    An irreducible set (:func:`_irreducible`), then among the remaining rules the next one as long as they too
    contradict each other; then for each rule of the first set how much it alone would have to give, and the
    cheapest joint change of all rules and money limits (:mod:`decision.allocation.relaxation`).
    """
    units = units_of(rows, candidates)

    def impossible(kept: Sequence[str]) -> bool | None:
        dropped = set(units) - set(kept)
        answer = solve(build(candidates, rows, dropped=dropped, objective=False).programme)
        return {"infeasible": True, "stopped": None}.get(answer.ending, False)

    found = [_irreducible(units, impossible)]
    rest = [unit for unit in units if unit not in found[0][0]]
    while len(found) < MOST_CONFLICTS and rest and impossible(rest):
        found.append(_irreducible(rest, impossible))
        rest = [unit for unit in rest if unit not in found[-1][0]]
    first, *others = (_conflict(kept, rows, places, proven) for kept, proven in found)
    return _with_ways_out(first, tuple(others), units, Relaxer(candidates, rows, solve), rows)


def _irreducible(
    units: Sequence[str], impossible: Callable[[Sequence[str]], bool | None]
) -> tuple[list[str], bool]:
    """An irreducible conflict among units that cannot hold together, and whether that is proven.

    First every unit alone, so that an impossible rule is named at once; then all yearly ceilings together,
    then units one by one in the order of :func:`units_of`, are left out and stay out while the rest is still
    impossible. What remains is irreducible, and it is one such set of possibly several. A question that time
    did not allow to settle keeps its unit, and the result says that it is not proven irreducible.
    """
    for unit in units:
        if impossible([unit]):
            return [unit], True
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
    return kept, proven


def _with_ways_out(
    conflict: Conflict,
    others: tuple[Conflict, ...],
    units: Sequence[str],
    relaxer: Relaxer,
    rows: Sequence[Row],
) -> Conflict:
    labels = {unit: _label(unit, rows) for unit in units}
    verdicts: dict[str, Verdict] = {}
    offered: list[Relaxation] = []
    __, way = relaxer.together(units)
    for unit in conflict.rules:
        # Where another conflict shares no rule with this one, no rule of this one can be enough.
        verdicts[unit], alone = ("not_enough", None) if others else relaxer.alone(unit)
        if alone is not None:
            offered += relaxations(alone, labels, joint=False)
    if way is not None:
        offered += relaxations(way, labels, joint=True)
    return replace(conflict, relaxations=tuple(offered), alone=verdicts, others=others)


def _conflict(
    units: Sequence[str], rows: Sequence[Row], places: Mapping[str, tuple[str, int]], proven: bool
) -> Conflict:
    shown, where = [], []
    for unit in units:
        shown.append(_label(unit, rows))
        place = places.get(BUDGET if unit.startswith(BUDGET) else f"rule:{unit}")
        where.append(f"{place[0]}:{place[1]}" if place else "")
    return Conflict(tuple(units), tuple(shown), tuple(where), proven)


def _label(unit: str, rows: Sequence[Row]) -> Text:
    written = next((row.label for row in rows if row.rule == unit), None)
    if written is not None:
        return written
    year = unit.partition(":")[2]
    return Text(en=f"ceiling of {year}", ru=f"предел {year} года")
