"""The models: strict, frozen, a sentence for everything they refuse; each sentence has an input that triggers it."""

import ast
import math
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

import decision.model.base
from decision.model.ballots import Ballots
from decision.model.base import Strict, Text
from decision.model.criteria import CriteriaModel, Criterion, Member, MethodSettings
from decision.model.overrides import WrittenDecision
from decision.model.programme import Programme, Rule
from decision.model.rules import KIND_KEYS
from decision.model.scenarios import Scenarios
from decision.model.study import StudyFile


def models() -> list[type[BaseModel]]:
    """Every model that a file is read into, however deep."""
    found: list[type[BaseModel]] = []
    queue = list(Strict.__subclasses__())
    while queue:
        model = queue.pop()
        queue += model.__subclasses__()
        if model.__module__.startswith("decision.model"):
            found.append(model)
    return sorted(found, key=lambda model: model.__name__)


@pytest.mark.parametrize("model", models(), ids=lambda model: model.__name__)
def test_every_model_is_frozen_and_refuses_unknown_keys_and_infinities(model):
    assert model.model_config["frozen"] is True
    assert model.model_config["allow_inf_nan"] is False
    assert model.model_config["extra"] == ("allow" if model is MethodSettings else "forbid")
    for name, field in model.model_fields.items():
        assert field.description, f"{model.__name__}.{name} has no description for help, schema and editors"


def criterion(**settings: Any) -> dict[str, Any]:
    return {"title": "t", "method": "topsis", "criteria": [{"id": "a", "column": "x"} | settings]}


def programme(**settings: Any) -> dict[str, Any]:
    return {"title": "t", "years": [2025, 2026], "budget": {"total": 1}} | settings


def rule(**settings: Any) -> dict[str, Any]:
    return programme(rules=[{"id": "a"} | settings])


FAULTS: list[tuple[type[BaseModel], dict[str, Any], str]] = [
    (CriteriaModel, criterion() | {"title": {}}, "a text needs at least one of en, ru"),
    (WrittenDecision, {"fund": ["a"], "reject": ["b"]}, "a decision has exactly one of fund, reject and set"),
    (CriteriaModel, criterion(id="a b"), "an id has no spaces and no slash"),
    (CriteriaModel, criterion(id="a/b"), "an id has no spaces and no slash"),
    (CriteriaModel, criterion(accept={}), "accept needs min, max or both"),
    (
        CriteriaModel,
        criterion() | {"weights": {"method": "ahp", "pairwise": {"a/b": "much"}}},
        "a judgement is a number such as 3 or 1/3, or one of more, equal, less",
    ),
    (
        CriteriaModel,
        criterion(accept={"min": 2, "max": 1}),
        "min is greater than max: no park could be accepted",
    ),
    (CriteriaModel, criterion(scale={"worst": 1, "best": 1}), "worst and best are equal"),
    (
        CriteriaModel,
        criterion(preference={"function": "level", "q": 1}),
        "preference function level needs p",
    ),
    (
        CriteriaModel,
        criterion(preference={"function": "gaussian"}),
        "preference function gaussian needs s",
    ),
    (
        CriteriaModel,
        criterion(preference={"function": "vshape_2", "q": 2, "p": 1}),
        "p is less than q: the preference threshold lies below the indifference threshold",
    ),
    (CriteriaModel, criterion(expression="x / y"), "a criterion needs either a column or an expression"),
    (CriteriaModel, criterion(column=None), "a criterion needs either a column or an expression"),
    (CriteriaModel, criterion(value=[[0, 0]]), "a value function needs at least two points"),
    (
        CriteriaModel,
        criterion(value=[[1, 0], [0, 1]]),
        "the points of a value function must go from the smallest value to the greatest",
    ),
    (CriteriaModel, criterion(value=[[0, 0], [1, 2]]), "the worths of a value function lie between 0 and 1"),
    (
        CriteriaModel,
        criterion(scale={"worst": 1, "best": 0}),
        "goal max does not fit the scale: best and worst are the wrong way round",
    ),
    (
        CriteriaModel,
        criterion() | {"criteria": [{"id": "a", "criteria": [{"id": "a", "column": "x"}]}]},
        "the id a is used twice",
    ),
    (Programme, programme(years=[2025, 2027]), "years must follow one another without gaps"),
    (
        Programme,
        programme(budget={"total": 1, "by_year": {2031: 1}}),
        "2031 is not a year of the programme",
    ),
    (
        Programme,
        programme(rules=[{"id": "a", "fund": ["x"]}, {"id": "a", "reject": ["x"]}]),
        "the rule id a is used twice",
    ),
    (Programme, programme(terms={"tranches": []}), "a tranche profile needs at least one share"),
    (
        Programme,
        programme(terms={"tranches": [0.5, 0.25]}),
        "the shares of a tranche profile sum to 1, not to 0.75",
    ),
    (
        Programme,
        programme(terms={"yearly_share": [0.5, 0.25]}),
        "the least share is greater than the most",
    ),
    (
        Programme,
        rule(measure="count", min=1, where={"x": {}}),
        "a condition needs min, max, above, below or not",
    ),
    (
        Programme,
        rule(min=1),
        f"a rule needs one of {', '.join(KIND_KEYS)}",
    ),
    (
        Programme,
        rule(measure="count", min=1, fund=["x"]),
        f"a rule has only one of {', '.join(KIND_KEYS)}; here measure, fund",
    ),
    (
        Programme,
        rule(measure="count"),
        "a rule with a measure needs a bound: min, max, min_share or max_share",
    ),
    (Programme, rule(fund=["x"], min=1), "min does not go with fund"),
    (Programme, rule(fund=["x"], where={"a": 1}), "where does not go with fund"),
    (Programme, rule(at_most=1), "of goes with at_most, at_least or exactly, and each of them with of"),
    (Programme, rule(at_least=3, of=["a", "b", "a"]), "of lists fewer parks than are asked for"),
    (Programme, rule(excludes=["a", "a"]), "together and excludes name at least two parks"),
    (
        Programme,
        rule(co_financing={"column": "x", "min_share": 0.2, "each_park": True}, each="region"),
        "each and each_park do not go together",
    ),
    (
        Programme,
        rule(equity={"population": {"A": 1}}),
        "equity needs min_rub_per_head, min_ratio or max_gini",
    ),
    (
        Programme,
        rule(measure="count", min=1, soft={"penalty": 1, "priority": 1}),
        "a soft rule has either a penalty or a priority",
    ),
    (
        Programme,
        programme(terms={"tranches": [0.25] * 4}),
        "the tranches last longer than the programme",
    ),
    (
        Programme,
        programme(budget={"total": 1, "by_year": {2025: 2}}),
        "the ceiling of 2025, 2 mln RUB, is above the total budget of 1",
    ),
    (
        Programme,
        rule(measure="starts", each_year=True, min={2025: 2}, max=1),
        "min is greater than max: no portfolio could meet the rule",
    ),
    (Programme, rule(requires="x"), "park and requires go together"),
    (
        Programme,
        rule(measure="count", min=1, each_year=True),
        "each_year and years go with the measures starts and payments",
    ),
    (Programme, rule(measure="starts", min={2025: 1}), "a bound by year needs each_year: true"),
    (
        Programme,
        rule(measure="count", min=2, max=1),
        "min is greater than max: no portfolio could meet the rule",
    ),
    (
        Programme,
        rule(measure="grant", min_share=0.5, max_share=0.4),
        "min_share is greater than max_share: no portfolio could meet the rule",
    ),
    (
        Ballots,
        {"ballots": [{"order": ["a", ["b", "a"]]}]},
        "ballot 1 names a twice",
    ),
    (
        Ballots,
        {"candidates": ["a"], "ballots": [{"order": ["a", "b"]}]},
        "ballot 1 names b, who is no candidate",
    ),
    (
        Scenarios,
        {"scenarios": [{"id": "a", "note": "nothing"}]},
        "a scenario needs one of budget, by_year, price_growth, cost_growth, overrun, lose",
    ),
]


@pytest.mark.parametrize(
    ("model", "content", "says"), FAULTS, ids=[says for _model, _content, says in FAULTS]
)
def test_every_fault_has_its_sentence(model, content, says):
    with pytest.raises(ValidationError) as caught:
        model.model_validate(content)
    told = [error["ctx"]["sentence"] for error in caught.value.errors() if error["type"] == "fault"]
    assert [str(sentence) for sentence in told] == [says]


def _sentences(function: ast.FunctionDef) -> set[str]:
    """Templates in a function, without those of remedies."""
    remedies = {
        id(node.value)
        for node in ast.walk(function)
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "remedy"
    }
    return {
        ast.literal_eval(node.args[0])
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "_" and id(node) not in remedies
    }


def test_no_sentence_is_without_its_test():
    """The templates of all faults and contradictions in the models, against those that the table above triggers."""
    written = set()
    for source in Path(decision.model.base.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "fault":
                (message,) = node.args
                if isinstance(message, ast.Call):
                    written.add(ast.literal_eval(message.args[0]))
            if isinstance(node, ast.FunctionDef) and "Contradiction(" in ast.unparse(node):
                written |= _sentences(node)
    triggered = set()
    for model, content, _says in FAULTS:
        with pytest.raises(ValidationError) as caught:
            model.model_validate(content)
        triggered |= {e["ctx"]["sentence"].template for e in caught.value.errors() if e["type"] == "fault"}
    assert written - triggered == set()


@pytest.mark.parametrize(
    ("model", "content"),
    [
        (CriteriaModel, criterion()),
        (CriteriaModel, criterion(column=None, expression="x / y", missing={"value": 1}, goal="min")),
        (CriteriaModel, criterion(preference={"function": "vshape_2", "q": 1, "p": 1})),
        (Programme, programme()),
        (Programme, rule(measure="starts", each_year=True, max={2025: 3})),
        (
            Programme,
            rule(measure={"column": "x", "per": "count"}, min_share=0.5, where={"a": {"not": ["b"]}}),
        ),
        (Programme, rule(at_most=1, of=["a", "b"])),
        (Programme, rule(park="a", requires="b", soft={"penalty": 0})),
        (Programme, rule(exactly=1, of=["a", "b"], soft={"priority": 1})),
        (Programme, rule(co_financing={"column": "x", "min_share": 0.2}, each="region", where={"a": 1})),
        (Programme, rule(park_cap={"column": "x", "times": 0.5}, where={"a": 1})),
        (Programme, rule(equity={"population": {"A": 1, "B": 2.5}, "max_gini": 0})),
        (StudyFile, {"title": "t", "parks": "p", "criteria": "c", "programme": "m"}),
        (Member, {"name": "n", "weights": {"a": 0}}),
    ],
)
def test_what_is_allowed_is_taken_and_comes_back(model, content):
    read = model.model_validate(content)
    assert model.model_validate(read.model_dump(by_alias=True, exclude_unset=True)) == read


def test_nothing_can_be_changed_afterwards():
    read = CriteriaModel.model_validate(criterion())
    with pytest.raises(ValidationError):
        read.title = Text(en="other")
    with pytest.raises(ValidationError):
        read.criteria[0].weight = 2


@pytest.mark.parametrize("weight", [math.inf, math.nan, -1, "many", None, [1]])
def test_weights_are_numbers_from_zero_on(weight):
    with pytest.raises(ValidationError):
        Criterion.model_validate({"id": "a", "column": "x", "weight": weight})


def test_a_text_speaks_the_reader_s_language_or_the_other():
    from decision.language import speaking

    both, one = Text(en="park", ru="парк"), Text.model_validate("park")
    assert (str(both), str(one)) == ("park", "park")
    with speaking("ru"):
        assert (str(both), str(one)) == ("парк", "park")


def test_kinds_of_rules():
    kinds = {
        "measure": {"measure": "count", "min": 1},
        "fund": {"fund": ["a"]},
        "reject": {"reject": ["a"]},
        "at_most": {"at_most": 0, "of": ["a"]},
        "at_least": {"at_least": 1, "of": ["a"]},
        "exactly": {"exactly": 0, "of": ["a"]},
        "together": {"together": ["a", "b"]},
        "excludes": {"excludes": ["a", "b"]},
        "requires": {"park": "a", "requires": "b"},
        "co_financing": {"co_financing": {"column": "x", "min_share": 0.3}},
        "park_cap": {"park_cap": {"column": "x"}},
        "equity": {"equity": {"population": "persons", "min_ratio": 0.3}},
    }
    assert set(kinds) == set(KIND_KEYS)
    for kind, content in kinds.items():
        assert Rule.model_validate({"id": "x"} | content).kind == kind
