"""Two to four portfolios side by side: parks, money, outcomes, rules, and each one by the others' criteria.

Nothing is solved here. Every figure is the portfolio's own or follows from its grants: money of a group is the sum of
the grants of its parks, an outcome is Σ column · grant / request (a column that only one programme names is worked out
for the others too). What portfolio j is worth to side i is i's objective, with i's gains, discount, partnerships and
soft rules, at j's grants and start years; with it goes what j breaks of i's hard rules, pins, money and terms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Literal

import numpy as np
import pandas as pd

from decision.analysis.compared import Compared
from decision.analysis.comparison import MONEY, SHARE, Comparison, Cross, Measure
from decision.errors import ParkfundError
from decision.language import Message, _
from decision.model.base import Text
from decision.model.results import Portfolio, RuleReport, ScorecardReport

MOST = 4
Column = Literal["district", "model", "sector"]
GROUPED: tuple[Column, ...] = ("district", "model", "sector")


def compare(items: Sequence[Compared]) -> Comparison:
    """Compare two to four portfolios; the first is the one that differences refer to.

    Args:
        items: portfolios with the study and ranking behind them, under labels that differ.

    Raises:
        ParkfundError: there are fewer than two or more than four, or two have the same label.
        InputProblems: the arguments of a side do not fit its study.
    """
    sides = tuple(items)
    if not 2 <= len(sides) <= MOST:
        raise ParkfundError(_("compare two to four portfolios, not {count}", count=len(sides)))
    if len({side.label for side in sides}) < len(sides):
        raise ParkfundError(_("portfolios that are compared need different labels"))
    funded = [{park.park_id for park in side.portfolio.funded} for side in sides]
    planned = [some for side, some in zip(sides, funded, strict=True) if side.portfolio.objective is not None]
    everywhere = set.intersection(*planned) if planned else set()
    anywhere = set.union(*planned) if planned else set()
    grid = _grid(sides, funded)
    in_order = [str(park) for park in grid.index]
    only = {}
    for place, side in enumerate(sides):
        others = set().union(*(one for other, one in enumerate(funded) if other != place))
        only[side.label] = tuple(park for park in in_order if park in funded[place] - others)
    return Comparison(
        items=sides,
        parks=grid,
        in_all=tuple(park for park in in_order if park in everywhere),
        in_some=tuple(park for park in in_order if park in anywhere - everywhere),
        in_none=tuple(park for park in in_order if park not in anywhere),
        only=only,
        measures=(
            *_summary(sides),
            *_years(sides),
            *(measure for column in GROUPED for measure in _by(column, sides)),
            *_outcomes(sides),
            *_scorecard(sides),
            *_rules(sides),
        ),
        crosses=tuple(_cross(by, of) for by in sides for of in sides),
        remarks=tuple(_remarks(sides)),
    )


def _grid(sides: Sequence[Compared], funded: Sequence[set[str]]) -> pd.DataFrame:
    """Park × what each portfolio does with it: those that are apart first, then by the first side's rank."""
    names: dict[str, str] = {}
    for side in sides:
        names |= {
            str(park): str(name) for park, name in side.study.parks.names().items() if str(park) not in names
        }
    frame = pd.DataFrame({"name": pd.Series(names, dtype=object)})
    frame["funded_by"] = [sum(park in some for some in funded) for park in frame.index]
    for side in sides:
        parks = side.portfolio.funded
        grants = {park.park_id: park.grant_mln_rub for park in parks}
        starts = {park.park_id: park.start_year for park in parks}
        table = side.ranking.table
        frame[f"{side.label}:grant"] = pd.Series(grants, dtype=float).reindex(frame.index)
        frame[f"{side.label}:start"] = pd.Series(starts, dtype="Int64").reindex(frame.index)
        frame[f"{side.label}:rank"] = table["rank"].astype("Int64").reindex(frame.index)
        frame[f"{side.label}:merit"] = table["merit"].reindex(frame.index)
    with_plan = sum(side.portfolio.objective is not None for side in sides)
    part = np.where(frame["funded_by"] == 0, 2, np.where(frame["funded_by"] == with_plan, 1, 0))
    rank = frame[f"{sides[0].label}:rank"].astype(float).fillna(np.inf)
    frame = frame.iloc[np.lexsort((frame.index.astype(str), rank, part))]
    frame.index.name = "park_id"
    return frame


def _figures(
    sides: Sequence[Compared], read: Callable[[Portfolio], float | None], *, plan: bool = True
) -> tuple[float | None, ...]:
    """A figure of every portfolio; None where there is no plan."""
    return tuple(
        None if plan and side.portfolio.objective is None else read(side.portfolio) for side in sides
    )


def _summary(sides: Sequence[Compared]) -> Iterator[Measure]:
    def line(key: str, label: Message, unit: str, *values: float | None) -> Measure:
        return Measure("summary", key, "value", label, unit, values)

    yield line("objective", _("objective"), "", *_figures(sides, lambda one: one.objective))
    yield line("gap", _("gap"), SHARE, *_figures(sides, lambda one: one.gap))
    yield line("parks", _("parks"), "parks", *_figures(sides, lambda one: float(len(one.funded))))
    yield line("granted", _("granted"), MONEY, *_figures(sides, lambda one: one.granted))
    yield line(
        "budget_total", _("total budget"), MONEY, *_figures(sides, lambda one: one.budget_total, plan=False)
    )


def _years(sides: Sequence[Compared]) -> Iterator[Measure]:
    for year in sorted({year for side in sides for year in side.portfolio.by_year}):

        def paid(portfolio: Portfolio, year: int = year) -> float | None:
            money = portfolio.by_year.get(year)
            return None if money is None else money.paid

        def ceiling(portfolio: Portfolio, year: int = year) -> float | None:
            money = portfolio.by_year.get(year)
            return None if money is None else money.ceiling

        label = _("paid in {year}", year=year)
        yield Measure("year", str(year), "paid", label, MONEY, _figures(sides, paid))
        ceilings = _figures(sides, ceiling, plan=False)
        if any(value is not None for value in ceilings):
            yield Measure("year", str(year), "ceiling", _("ceiling of {year}", year=year), MONEY, ceilings)


def _by(column: Column, sides: Sequence[Compared]) -> Iterator[Measure]:
    """Money and number of parks by a column of the parks; sides whose parks lack it have none."""
    tables = [side.study.parks.table for side in sides]
    with_column = [table for table in tables if column in table]
    for code in sorted({str(code) for table in with_column for code in table[column].dropna()}):
        sums: list[float | None] = []
        counts: list[float | None] = []
        for side, table in zip(sides, tables, strict=True):
            if column not in table or side.portfolio.objective is None:
                sums.append(None)
                counts.append(None)
                continue
            here = table[column].astype(str)
            grants = [park.grant_mln_rub for park in side.portfolio.funded if here[park.park_id] == code]
            sums.append(float(np.round(sum(grants), 3)))
            counts.append(float(len(grants)))
        shown: Text | str = code
        for side in sides:
            text = side.study.parks.column(column).categories.get(code)
            if text is not None:
                shown = text
                break
        yield Measure(column, code, "grant", shown, MONEY, tuple(sums))
        yield Measure(column, code, "parks", shown, "parks", tuple(counts))


def _outcomes(sides: Sequence[Compared]) -> Iterator[Measure]:
    from decision.allocation.report import outcome_columns

    # In the order of the programmes: a portfolio from a record has its outcomes in the order of the alphabet.
    order = [name for side in sides for name in outcome_columns(side.study.programme, side.study.parks)]
    found = sorted({name for side in sides for name in side.portfolio.outcomes})
    names = [*(name for name in dict.fromkeys(order) if name in found), *(n for n in found if n not in order)]
    for name in names:
        known = next(side.study.parks for side in sides if name in side.portfolio.outcomes)
        values = tuple(_outcome(side, name) for side in sides)
        column = known.column(name)
        yield Measure("outcome", name, "value", column.title, column.unit or "", values)


def _outcome(side: Compared, name: str) -> float | None:
    """Σ column · grant / request, also where the side's own programme does not name the column."""
    if side.portfolio.objective is None:
        return None
    if name in side.portfolio.outcomes:
        return side.portfolio.outcomes[name]
    if name not in side.study.parks.table:
        return None
    cells = pd.to_numeric(side.study.parks.table[name], errors="coerce").fillna(0.0)
    return float(sum(cells[park.park_id] * park.funded_fraction for park in side.portfolio.funded))


def _scorecard(sides: Sequence[Compared]) -> Iterator[Measure]:
    """Indicators by name, year and target, so that one name with two targets stays two lines."""
    lines: dict[tuple[str, int | None, float | None], dict[int, ScorecardReport]] = {}
    for place, side in enumerate(sides):
        for line in side.portfolio.scorecard:
            name = line.label.en or line.label.ru or ""
            lines.setdefault((name, line.year, line.target), {})[place] = line
    for (name, __, target), found in lines.items():
        one = next(iter(found.values()))
        values = tuple(found[place].value if place in found else None for place in range(len(sides)))
        unit = "" if one.unit is None else str(one.unit)
        yield Measure("scorecard", name, "value", one.label, unit, values, target)


def _rules(sides: Sequence[Compared]) -> Iterator[Measure]:
    """Value and slack of every row of every rule book; a rule that a side does not have is None there."""
    rows: dict[tuple[str, str], dict[int, RuleReport]] = {}
    for place, side in enumerate(sides):
        for rule in side.portfolio.rules:
            rows.setdefault((rule.id, rule.part), {})[place] = rule
    for (identifier, part), found in rows.items():
        one = next(iter(found.values()))
        unit = SHARE if one.share else one.unit
        key = f"{identifier}:{part}" if part else identifier
        for quantity in ("value", "slack"):
            values = tuple(
                getattr(found[place], quantity) if place in found else None for place in range(len(sides))
            )
            yield Measure("rule", key, quantity, one.label, unit, values)


def _cross(by: Compared, of: Compared) -> Cross:
    """What ``of`` is worth to ``by``, and whether it could be chosen there."""
    from decision.allocation.audit import objective_value
    from decision.allocation.audited import broken_by, misfits, plan_of
    from decision.allocation.problem import pairs_of

    best, bound = by.portfolio.objective, by.portfolio.solver.bound
    if of.portfolio.objective is None:
        return Cross(by.label, of.label, None, best, bound, (), ())
    asked = by.question
    known = set(asked.candidates.ids)
    unknown = tuple(park.park_id for park in of.portfolio.funded if park.park_id not in known)
    if misfits(of.portfolio, asked.candidates):
        return Cross(by.label, of.label, None, best, bound, (), unknown)
    plan = plan_of(of.portfolio, asked.candidates)
    value = objective_value(plan, asked.rows, pairs_of(asked.candidates, asked.partnerships))
    breaks = broken_by(of.portfolio, asked.candidates, asked.rows)
    return Cross(by.label, of.label, value, best, bound, breaks, ())


def _remarks(sides: Sequence[Compared]) -> Iterator[Message]:
    """What keeps figures from being comparable, and how each portfolio ended."""
    for side in sides:
        for remark in side.remarks:
            yield _("{label}: {remark}", label=side.label, remark=remark)
        portfolio = side.portfolio
        if portfolio.ending == "infeasible":
            rules = ", ".join(portfolio.conflict.rules) if portfolio.conflict is not None else "–"
            yield _(
                "{label} has no portfolio (proven): these rules cannot hold together: {rules}",
                label=side.label,
                rules=rules,
            )
        elif portfolio.ending == "stopped":
            yield _("{label} was stopped before a portfolio was found", label=side.label)
        elif portfolio.ending == "feasible":
            yield _("{label} is not proven optimal", label=side.label)
    if len({side.portfolio.maximised for side in sides}) > 1:
        yield _("the portfolios maximise different things: their objectives are not to be compared")
    elif len({_yardstick(side) for side in sides}) > 1:
        yield _(
            "the portfolios are measured by different weights or methods: their objectives are not to be compared; "
            "see what each is worth by the others' criteria"
        )
    tables = {tuple(file.sha256 for file in side.study.files if file.role == "parks") for side in sides}
    if len(tables) > 1:
        yield _(
            "the tables of parks are not the same file: parks are matched by their ids, their figures may differ"
        )


def _yardstick(side: Compared) -> tuple[object, ...]:
    """What the gains come from."""
    weights = tuple((criterion.id, round(criterion.weight, 12)) for criterion in side.ranking.criteria)
    return (side.ranking.method, weights)
