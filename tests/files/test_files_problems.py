"""What the models refuse, put into words byte for byte: place, fault, allowed values, nearest spelling."""

import pytest
from pydantic import ValidationError

from decision.errors import InputProblems
from decision.files.problems import problems_of, validated
from decision.files.yamltext import parse
from decision.model.criteria import CriteriaModel, Member
from decision.model.programme import Programme
from decision.model.study import StudyFile


def faults(model: type, text: str) -> list[str]:
    with pytest.raises(InputProblems) as caught:
        validated(model, parse(text, "f.yaml"))
    return str(caught.value).splitlines()


def test_programme_all_faults_at_once():
    text = """\
title: {fr: x}
years: []
budget: {total: .inf, by_year: {abc: 1, 2025: -1}}
1: 2
terms: {cap: -5, tranches: flexibel, yearly_share: [0.1], cap_share_of_capex: {rental: 2}, build_years: 1.5}
rules:
  - {id: a, measure: {column: x, pre: count}, min: 1}
  - {id: b, measure: 5, min: x, where: {d: {mn: 1}, e: [[1]]}}
  - 5
  - {id: c, mesure: count, min: 1}
  - id: d
    measure: grant
    where: {distrct: {abvoe: 3}}
    whree: {x: 1}
    fund: [7, "x"]
"""
    assert faults(Programme, text) == [
        "f.yaml:1:9: title.fr: no such key; allowed: en, ru",
        "f.yaml:2:8: years: the list is empty",
        "f.yaml:3:17: budget.total: inf is not a finite number",
        "f.yaml:3:33: budget.by_year.abc: the key 'abc' is not a whole number",
        "f.yaml:3:47: budget.by_year.2025: -1 is less than 0, the least allowed",
        "f.yaml:4:1: 1: no such key; allowed: objective, scorecard, note",
        "f.yaml:5:14: terms.cap: -5 is not greater than 0",
        "f.yaml:5:28: terms.tranches: expected one of: flexible, a list; not 'flexibel'; did you "
        "mean 'flexible'?",
        "f.yaml:5:38: terms.yearly_share[1]: an entry is missing at the end of the list",
        "f.yaml:5:88: terms.cap_share_of_capex.rental: 2 is greater than 1, the most allowed",
        "f.yaml:5:105: terms.build_years: expected a whole number, not 1.5",
        "f.yaml:7:34: rules[0].measure.pre: no such key; did you mean 'per'?",
        "f.yaml:8:22: rules[1].measure: expected one of: count, grant, starts, payments, a mapping "
        "with the keys "
        "column, per, a text; not 5",
        "f.yaml:8:30: rules[1].min: expected a number, not 'x'",
        "f.yaml:8:45: rules[1].where.d.mn: no such key; did you mean 'min'?",
        "f.yaml:8:57: rules[1].where.e[0]: expected one of: a text, a whole number, a number, true "
        "or false; not a list",
        "f.yaml:9:5: rules[2]: expected a mapping with the keys id, name, source, note, active, "
        "soft, measure, where, "
        "min, max, min_share, max_share, each_year, years, each, fund, reject, at_most, of, park, …, not 5",
        "f.yaml:10:13: rules[3].mesure: no such key; did you mean 'measure'?",
        "f.yaml:13:23: rules[4].where.distrct.abvoe: no such key; did you mean 'above'?",
        "f.yaml:14:5: rules[4].whree: no such key; did you mean 'where'?",
        "f.yaml:15:12: rules[4].fund[0]: expected a text, not 7; put it in quotation marks",
    ]


def test_a_misspelt_key_is_not_reported_as_missing_as_well():
    text = "title: x\nyears: [2025]\nbudget: {totl: 3}\nterms: {cap: {colum: x, values: {}}}\n"
    assert faults(Programme, text) == [
        "f.yaml:3:10: budget.totl: no such key; did you mean 'total'?",
        "f.yaml:4:15: terms.cap.colum: no such key; did you mean 'column'?",
    ]


def test_a_missing_key_stands_at_what_lacks_it():
    text = "title: x\nyears: [2025]\nbudget:\n  carry_over: 0\nrules:\n  - measure: count\n    min: 1\n"
    assert faults(Programme, text) == [
        "f.yaml:3:1: budget.total: this key is missing",
        "f.yaml:6:5: rules[0].id: this key is missing",
    ]


def test_one_sentence_for_a_union_whatever_stands_there():
    text = """\
title: x
years: [2025]
budget: {total: 3}
terms: {cap: [1], tranches: [2, a], yearly_share: [0.1, .2, .3], cap_share_of_capex: x}
scorecard: [{measure: [x]}, {measure: {numerator: a}}]
rules:
  - {id: a, measure: count, min: [1]}
  - {id: b, measure: starts, each_year: true, min: {2025: x}, where: {d: }}
"""
    assert faults(Programme, text) == [
        "f.yaml:4:14: terms.cap: expected one of: a number, a mapping with the keys column, values, "
        "from_year; "
        "not a list",
        "f.yaml:4:30: terms.tranches[0]: 2 is greater than 1, the most allowed",
        "f.yaml:4:33: terms.tranches[1]: expected a number, not 'a'",
        "f.yaml:4:51: terms.yearly_share: the list takes at most 2 entries, here are 3",
        "f.yaml:4:86: terms.cap_share_of_capex: expected a number, not 'x'",
        "f.yaml:5:23: scorecard[0].measure: expected one of: count, grant, a mapping with the keys "
        "numerator, "
        "denominator, a text; not a list",
        "f.yaml:5:30: scorecard[1].measure.denominator: this key is missing",
        "f.yaml:7:34: rules[0].min: expected one of: a number, a mapping; not a list",
        "f.yaml:8:59: rules[1].min.2025: expected a number, not 'x'",
        "f.yaml:8:73: rules[1].where.d: expected one of: a text, a whole number, a number, true or "
        "false, a list, "
        "a mapping with the keys min, max, above, below, not; not an empty value",
    ]


def test_criteria_in_groups():
    text = """\
title: 5
method: 5
criteria:
- id: g
  criteria: [{id: a b, goal: maxx, column: 7, missing: rejekt, value: [[0],[1,2,3],5]}]
- 7
- {id: x, missing: {valu: 3}, column: c, weight: true}
- {id: y, column: c, missing: 5, accept: {min: 3, max: 2}}
- {id: z, column: c, weight: -1, Gaol: min}
"""
    assert faults(CriteriaModel, text) == [
        "f.yaml:1:8: title: expected a text, or {en: …, ru: …}, not 5",
        "f.yaml:2:9: method: expected the name of a method, or {name: …, parameter: …}, not 5",
        "f.yaml:5:19: criteria[0].criteria[0].id: an id has no spaces and no slash",
        "f.yaml:5:30: criteria[0].criteria[0].goal: 'maxx' is not one of max, min; did you mean 'max'?",
        "f.yaml:5:44: criteria[0].criteria[0].column: expected a text, not 7; put it in quotation marks",
        "f.yaml:5:56: criteria[0].criteria[0].missing: expected one of: reject, median, worst, a "
        "mapping with the keys "
        "value; not 'rejekt'; did you mean 'reject'?",
        "f.yaml:5:72: criteria[0].criteria[0].value[0][1]: an entry is missing at the end of the list",
        "f.yaml:5:76: criteria[0].criteria[0].value[1]: the list takes at most 2 entries, here are 3",
        "f.yaml:5:84: criteria[0].criteria[0].value[2]: expected a list, not 5",
        "f.yaml:6:3: criteria[1]: expected a mapping with the keys id, name, column, expression, "
        "unit, goal, weight, "
        "missing, accept, value, preference, scale, do_nothing, source, note, not 7",
        "f.yaml:7:21: criteria[2].missing.valu: no such key; did you mean 'value'?",
        "f.yaml:7:50: criteria[2].weight: expected a number, not true",
        "f.yaml:8:31: criteria[3].missing: expected one of: reject, median, worst, a mapping with "
        "the keys value; not 5",
        "f.yaml:8:34: criteria[3].accept: min is greater than max: no park could be accepted",
        "f.yaml:9:30: criteria[4].weight: -1 is less than 0, the least allowed",
        "f.yaml:9:34: criteria[4].Gaol: no such key; did you mean 'goal'?",
    ]


def test_other_documents():
    assert faults(StudyFile, "- 1") == [
        "f.yaml:1:1: expected a mapping with the keys title, parks, criteria, programme, "
        "partnerships, committee, "
        "notice, decisions, not a list"
    ]
    assert faults(StudyFile, "title: x\npark: p.csv\nprograme: x\n") == [
        "f.yaml:1:1: criteria: this key is missing",
        "f.yaml:2:1: park: no such key; did you mean 'parks'?",
        "f.yaml:3:1: programe: no such key; did you mean 'programme'?",
    ]
    assert faults(Member, "name: x\nweights: {a: -1, b: .nan, c: '1', d: false}\n") == [
        "f.yaml:2:14: weights.a: -1 is less than 0, the least allowed",
        "f.yaml:2:21: weights.b: nan is not a finite number",
        "f.yaml:2:38: weights.d: expected a number, not false",
    ]


def test_without_a_text_there_is_a_path_but_no_line():
    content = {
        "title": "x",
        "years": [2025],
        "budget": {"total": 1},
        "rules": [{"id": "a", "mesure": "count"}],
    }
    with pytest.raises(ValidationError) as caught:
        Programme.model_validate(content)
    told = problems_of(caught.value, Programme, content, file="--set")
    assert [str(problem) for problem in told] == [
        "--set: rules[0].mesure: no such key; did you mean 'measure'?"
    ]


def test_a_long_or_dangerous_value_is_shown_short_and_harmless():
    (told,) = faults(StudyFile, f'title: x\nparks: p\ncriteria: c\nprogramme: ["\\e[31m{"x" * 500}"]\n')
    assert told == "f.yaml:4:12: programme: expected a text, not a list"
    (told,) = faults(Programme, f'title: x\nyears: [2025]\nbudget: {{total: "\\e[31m{"x" * 500}"}}\n')
    assert "\x1b" not in told
    assert len(told) < 150
