"""The kind of rule that compares money per head of the population between districts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from decision.allocation.conditions import code, coded, matching
from decision.allocation.numbers import FloatArray, numeric
from decision.allocation.rows import Row
from decision.allocation.rule_rows import members_of, row_of
from decision.allocation.terms import Candidates
from decision.model.rules import Rule

RUB_IN_MLN = 1e6


def equity(rule: Rule, candidates: Candidates) -> Iterator[Row]:
    """Money per head of the population does not differ too much between districts.

    m_d = Σ_{i∈M, i in d} g_i, p_d persons of district d, P = Σ_d p_d, m = Σ_d m_d
    min_rub_per_head  m_d ≥ min_rub_per_head · p_d / 10⁶ for every district d        (million RUB)
    min_ratio         m_d ≥ min_ratio · (p_d / P) · m for every district d
    max_gini          Σ_{d<e} |m_d · p_e − m_e · p_d| / P ≤ max_gini · m
    The last is the Gini index of money per head, Σ_{d,e} |m_d/p_d − m_e/p_e| · p_d · p_e ≤ 2 · max_gini · P · m, which
    is linear: each absolute value has a column d_de with d_de ≥ ±(m_d · p_e − m_e · p_d) / P. Districts of the
    mapping without parks count, with nothing.
    """
    terms = rule.equity
    assert terms is not None
    persons = populations(rule, candidates)
    members = members_of(rule, candidates)
    places, known = coded(candidates.table, terms.by)
    districts = sorted(persons)
    people = np.array([persons[district] for district in districts], dtype=float)
    everyone = float(people.sum())
    inside = np.zeros((len(districts), len(candidates)))
    for number, district in enumerate(districts):
        here = np.array([*(text == district for text in known), False], dtype=bool)[places]
        inside[number] = members & here
    counted = inside.sum(axis=0)
    if terms.min_rub_per_head is not None:
        for district, weight, heads in zip(districts, inside, people, strict=True):
            least = float(terms.min_rub_per_head * heads / RUB_IN_MLN)
            yield row_of(rule, "grant", weight, "mln_rub", minimum=least, part=district)
    if terms.min_ratio is not None:
        for district, weight, heads in zip(districts, inside, people, strict=True):
            share = float(terms.min_ratio * heads / everyone)
            yield row_of(rule, "grant", weight, "mln_rub", minimum=share, whole=counted, part=district)
    if terms.max_gini is not None:
        apart = _apart(inside, people)
        nothing = np.zeros(len(candidates))
        yield row_of(
            rule,
            "grant",
            nothing,
            "mln_rub",
            maximum=terms.max_gini,
            whole=counted,
            distances=apart,
            part="Gini",
        )


def populations(rule: Rule, candidates: Candidates) -> dict[str, float]:
    """Persons by district: the mapping of the rule, or the column of all parks it speaks of, eligible or not."""
    terms = rule.equity
    assert terms is not None
    if isinstance(terms.population, Mapping):
        return {code(district): float(persons) for district, persons in terms.population.items()}
    table = candidates.everyone.loc[matching(candidates.everyone, rule.where)]
    places, known = coded(table, terms.by)
    persons = numeric(table, terms.population)
    found: dict[str, float] = {}
    for place, heads in zip(places, persons, strict=True):
        if place >= 0 and heads > 0:
            found.setdefault(known[place], float(heads))
    return found


def _apart(inside: FloatArray, people: FloatArray) -> FloatArray:
    """(m_d · p_e − m_e · p_d) / P for every two districts, as weights of the parks' grants."""
    first, second = np.triu_indices(len(people), k=1)
    share = people / people.sum()
    return np.asarray(share[second, None] * inside[first] - share[first, None] * inside[second])
