"""Every kind of rule has words in the protocol, in both languages, and none of its figures is left out."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from ruamel.yaml import YAML

from decision.allocation.rules import RULE_KINDS
from decision.language import speaking
from decision.model.base import Text
from decision.model.parks import Column
from decision.model.rules import KIND_KEYS, Rule
from decision.report.content import Number
from decision.report.wording_rules import rule_words


def example(kind: str) -> dict[str, Any]:
    return YAML(typ="safe", pure=True).load(RULE_KINDS[kind].example)


def evidence(rule: Rule) -> Any:
    """What a protocol asks of the evidence, with names and figures straight from the rule."""
    content = rule.model_dump(mode="json", by_alias=True)

    def number(_rules: str, _place: int, *path: object, source: str, **form: Any) -> Number:
        value: Any = content
        for key in path:
            value = value[str(key)]
        return Number(float(value), source, **form)

    parks = SimpleNamespace(column=lambda name: Column(name, Text(en=f"the {name}", ru=f"столбец {name}")))
    return SimpleNamespace(study=SimpleNamespace(parks=parks), names={}, number=number)


def figures(inside: Any) -> Iterator[float]:
    if isinstance(inside, dict):
        inside = [one for key, value in inside.items() if key != "soft" for one in (key, value)]
    if isinstance(inside, list):
        for one in inside:
            yield from figures(one)
    elif isinstance(inside, (int, float)) and not isinstance(inside, bool):
        yield inside


@pytest.mark.parametrize("kind", RULE_KINDS)
def test_every_kind_of_rule_is_told_with_all_its_figures(kind: str) -> None:
    rule = Rule.model_validate(example(kind))
    told = {}
    for language in ("en", "ru"):
        with speaking(language):
            told[language] = str(rule_words(rule, 0, evidence(rule)))
    assert all(told.values())
    assert any("а" <= letter <= "я" for letter in told["ru"].replace("столбец", ""))
    for figure in figures({key: value for key, value in example(kind).items() if key != "id"}):
        shown = {f"{figure:g}", f"{figure:,.0f}" if figure >= 1000 else "", f"{figure * 100:g} %"} - {""}
        assert any(one in told["en"] for one in shown), (figure, told["en"])


def test_a_population_that_stands_in_the_table_is_told_by_its_column() -> None:
    rule = Rule.model_validate({"id": "e", "equity": {"population": "people", "min_ratio": 0.5}})
    assert "population: the people;" in str(rule_words(rule, 0, evidence(rule)))


def test_the_examples_cover_every_kind_that_a_file_may_hold() -> None:
    assert {Rule.model_validate(example(kind)).kind for kind in RULE_KINDS} == set(KIND_KEYS)
