"""Which columns of the parks a criteria model and a programme use, and how."""

from __future__ import annotations

from dataclasses import dataclass, field

from decision.errors import Problem
from decision.files.words import nearest_or_choice
from decision.files.yamltext import YamlText
from decision.language import _
from decision.model.criteria import CriteriaModel, Criterion, nodes_with_paths
from decision.model.expressions import BadExpression, columns_of
from decision.model.parks import Parks
from decision.model.programme import CapByGroup, ColumnMeasure, Condition, Programme, RatioMeasure, Rule

KNOWN_NUMBERS = frozenset(
    {"requested_mln_rub", "minimum_mln_rub", "capex_mln_rub", "area_ha", "earliest_start", "build_years"}
    | {"earlier_support_mln_rub"}
)
"""Columns that the funding terms know and that hold numbers wherever they occur."""

KNOWN_TEXTS = frozenset(
    {"park_id", "name", "name_en", "name_ru", "region", "district", "kind", "model", "sector", "stage"}
)
"""Columns that hold names or codes even when these look like numbers."""

_MEASURES = ("count", "grant", "starts", "payments")
_OBJECTIVES = ("merit", "value", "merit_count", "merit_money")


@dataclass
class Use:
    """Columns by what they are used for."""

    numbers: set[str] = field(default_factory=set)
    """Must hold numbers."""
    texts: set[str] = field(default_factory=set)
    """Codes: compared as text unless they must hold numbers."""

    def __or__(self, other: Use) -> Use:
        return Use(self.numbers | other.numbers, self.texts | other.texts)


def use_by_criteria(criteria: CriteriaModel) -> Use:
    """Columns and expressions of all criteria."""
    numbers: set[str] = set()
    for criterion in criteria.leaves():
        numbers.update(_columns(criterion))
    return Use(numbers)


def _columns(criterion: Criterion) -> tuple[str, ...]:
    if criterion.column is not None:
        return (criterion.column,)
    try:
        return columns_of(criterion.expression or "")
    except BadExpression:
        return ()


def use_by_programme(programme: Programme) -> Use:
    """Columns of terms, objective, rules and scorecard."""
    use = Use()
    if isinstance(programme.terms.cap, CapByGroup):
        use.texts.add(programme.terms.cap.column)
    objective = programme.objective
    if objective.maximise not in _OBJECTIVES:
        use.numbers.add(objective.maximise)
    if objective.size is not None:
        use.numbers.add(objective.size)
    for rule in programme.rules:
        _add_rule(use, rule)
    for line in programme.scorecard:
        if isinstance(line.measure, RatioMeasure):
            use.numbers.update((line.measure.numerator, line.measure.denominator))
        elif line.measure not in _MEASURES:
            use.numbers.add(line.measure)
    return use


def _add_rule(use: Use, rule: Rule) -> None:
    if isinstance(rule.measure, ColumnMeasure):
        use.numbers.add(rule.measure.column)
    elif rule.measure is not None and rule.measure not in _MEASURES:
        use.numbers.add(rule.measure)
    for settings in (rule.co_financing, rule.park_cap):
        if settings is not None:
            use.numbers.add(settings.column)
    if rule.equity is not None:
        if isinstance(rule.equity.population, str):
            use.numbers.add(rule.equity.population)
        use.texts.add(rule.equity.by)
    for column, condition in rule.where.items():
        if isinstance(condition, Condition):
            bounds = (condition.min, condition.max, condition.above, condition.below)
            if any(bound is not None for bound in bounds):
                use.numbers.add(column)
            elif condition.exclude and all(isinstance(value, str) for value in condition.exclude):
                use.texts.add(column)
        else:
            values = condition if isinstance(condition, tuple) else (condition,)
            if all(isinstance(value, str) for value in values):
                use.texts.add(column)


def missing_columns(criteria: CriteriaModel, parks: Parks, text: YamlText | None) -> list[Problem]:
    """Columns that criteria name and the parks lack, with the nearest spelling, at their place."""
    known = [str(column) for column in parks.table.columns]
    problems = []
    for path, criterion in nodes_with_paths(criteria.criteria):
        if not isinstance(criterion, Criterion):
            continue
        for column in _columns(criterion):
            if column in parks.table:
                continue
            says = _("the parks have no column {column}", column=column)
            where = (*path, "column" if criterion.column is not None else "expression")
            remedy = nearest_or_choice(column, known)
            if text is not None:
                problems.append(text.problem(says, where, at_value=True, remedy=remedy))
            else:
                problems.append(Problem(says, remedy=remedy))
    return problems
