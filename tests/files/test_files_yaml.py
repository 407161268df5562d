"""YAML: what it means, where it stands, and every kind of damage told in our words."""

import random
from pathlib import Path

import pytest

from decision.errors import InputProblems
from decision.files.load import load_programme
from decision.files.yamltext import parse, read_value, read_yaml, spell

BROKEN = {
    "a: 1\n\tb: 2\n": "f.yaml:2:1: a tab; YAML is indented with spaces",
    "a: b: c\n": "f.yaml:1:5: a colon that YAML does not expect here; put a text that holds “: ” in "
    "quotation marks, "
    "and check the indentation of the line above",
    "a: [1, 2\nb: 3\n": "f.yaml:1:4: the list opened here with [ is not closed, or a comma is missing in it",
    "{a: 1\n": "f.yaml:1:1: the mapping opened here with { is not closed, or a comma is missing in it",
    "a: 'x\n": "f.yaml:1:4: the quotation mark opened here is never closed",
    "- a\nb: 1\n": "f.yaml:2:1: the indentation does not fit the lines above; keys of one mapping, "
    "and the dashes of "
    "one list, begin in the same column",
    "a: *u\n": "f.yaml:1:4: the alias *u has no anchor",
    "a: &x [*x]\n": "f.yaml:1:8: the alias *x refers to itself",
    "a: \x07\n": "f.yaml:1:4: a control character is not allowed in a text",
    "a: @x\n": "f.yaml:1:4: a text cannot begin with @ unless it is in quotation marks",
    'a: "\\q"\n': "f.yaml:1:6: a backslash that means nothing here; use single quotation marks "
    "around the text",
    "a: 1\n---\nb: 2\n": "f.yaml:2:1: a second document begins here; a file holds one",
    "? [a]\n: 1\n": "f.yaml:1:3: a key is a word or a number",
    "a: - b\n": "f.yaml:1:4: a list entry cannot begin here; begin the list on a new line",
    "a: |x\n": "f.yaml:1:5: after | or > the text begins on the next line, indented with spaces",
    "a: !!python/object:os.system x\n": "f.yaml:1:4: the tag python/object:os.system is not "
    "allowed: files hold plain "
    "values only",
    "": "f.yaml: the file is empty",
    "# only a remark\n": "f.yaml: the file is empty",
    "[" * 60: "f.yaml:1:41: nested deeper than 40 levels",
}


@pytest.mark.parametrize("text", list(BROKEN))
def test_syntax_faults_are_told_in_our_words(text):
    with pytest.raises(InputProblems) as caught:
        parse(text, "f.yaml")
    assert str(caught.value) == BROKEN[text]


def test_every_duplicate_key_and_tag_is_told_at_once():
    with pytest.raises(InputProblems) as caught:
        parse("a: {b: 1, b: {c: 1, c: 2}}\nx: !foo 1\na: 2\n", "f.yaml")
    assert str(caught.value).splitlines() == [
        "f.yaml:1:11: a.b: the key is written twice, first in line 1",
        "f.yaml:1:21: a.b.c: the key is written twice, first in line 1",
        "f.yaml:2:4: the tag !foo is not allowed: files hold plain values only",
        "f.yaml:3:1: a: the key is written twice, first in line 1",
    ]


def test_aliases_cannot_multiply_without_bound():
    """The “billion laughs”: ten lines that stand for 10^10 values."""
    lines = ["a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 10)]
    with pytest.raises(InputProblems, match="more than 200000 values, aliases counted in full"):
        parse("\n".join(lines), "f.yaml")


def test_an_honest_alias_is_followed():
    assert parse("a: &x {k: [1]}\nb: *x\n", "f").content == {"a": {"k": [1]}, "b": {"k": [1]}}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("true", True),
        ("1e3", 1000.0),
        ("0o17", 15),
        ("0x1F", 31),
        (".5", 0.5),
        ("~", None),
        ("", None),
        ("'5'", "5"),
        ("!!str 5", "5"),
        ("1_000", "1_000"),
        ("12:30:45", "12:30:45"),
        ("2020-01-01", "2020-01-01"),
        ("-.inf", float("-inf")),
        ("{a: [1, x]}", {"a": [1, "x"]}),
    ],
)
def test_words_mean_what_yaml_1_2_says(written, meant):
    value = read_value(written)
    assert value == meant
    assert type(value) is type(meant)


def test_places_of_keys_and_values():
    text = parse("a: no\nlist:\n  - {x: 1}\n  -\n    y: 'two'\n2025: 3\n", "f")
    found = {spell(path): (place.line, place.column) for path, place in text.places.items() if path}
    assert found == {
        "a": (1, 1),
        "list": (2, 1),
        "list[0]": (3, 5),
        "list[0].x": (3, 6),
        "list[1]": (5, 5),
        "list[1].y": (5, 5),
        "2025": (6, 1),
    }
    place = text.places[("list", 1, "y")]
    assert text.text[place.value_start : place.value_end] == "'two'"


def test_byte_order_mark_and_line_ends_do_not_matter(tmp_path: Path):
    path = tmp_path / "f.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + "a: парк\r\nb: 2\r\n".encode())
    assert read_yaml(path, "f.yaml")[0].content == {"a": "парк", "b": 2}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("a: парк\n".encode("cp1251"), "f.yaml:1: the file is not in UTF-8 but, it seems, in Windows-1251"),
        ("a: парк\n".encode("utf-16"), "f.yaml: the file is in UTF-16"),
        (b"a: 1\nb: \xff\xfe\x00\n", "f.yaml:2: the file is not in UTF-8"),
    ],
)
def test_other_encodings_are_named_with_the_remedy(tmp_path: Path, content, says):
    path = tmp_path / "f.yaml"
    path.write_bytes(content)
    with pytest.raises(InputProblems) as caught:
        read_yaml(path, "f.yaml")
    assert str(caught.value) == f"{says}; save it as UTF-8 (in Excel: “CSV UTF-8”)"


def test_a_file_beyond_the_bound_is_refused(tmp_path: Path):
    path = tmp_path / "f.yaml"
    path.write_bytes(b"a: 1\n" + b"#" * 2_000_001)
    with pytest.raises(InputProblems, match=r"f\.yaml: the file is larger than 2 MB"):
        read_yaml(path, "f.yaml")


def test_mutations_never_end_in_a_traceback(tmp_path: Path):
    """Five hundred ways of slipping on the keyboard: a programme, or problems with the file's "
    "name; nothing else."""
    chooser = random.Random(20250701)
    original = PROGRAMME
    path = tmp_path / "programme.yaml"
    letters = ":-[]{}'\"|>&*!#\t\n ,%@`?~09.eax—\x00\N{BYTE ORDER MARK}"
    refused = 0
    for _ in range(500):
        text = original
        for _ in range(chooser.randint(1, 3)):
            at = chooser.randrange(len(text))
            cut = chooser.choice([0, 0, 1, 1, 2, 9, 40])
            text = text[:at] + "".join(chooser.choices(letters, k=chooser.randint(0, 3))) + text[at + cut :]
        path.write_text(text, encoding="utf-8", newline="")
        problems = ()
        try:
            load_programme(path)
        except InputProblems as wrong:
            refused += 1
            problems = wrong.problems
        for problem in problems:
            assert str(problem).startswith("programme.yaml"), text
            # Neither pydantic's nor the parser's own words may reach a reader.
            for foreign in ("Input should", "Field required", "Extra inputs", "expected <", "while "):
                assert foreign not in str(problem), text
    assert refused > 100


PROGRAMME = """\
title: {en: Round, ru: Конкурс}
years: [2025, 2026, 2027]
budget:
  total: 3000
  by_year: {2025: 500, 2026: 1500, 2027: 1000}   # ceilings
  carry_over: 0.1
terms:
  funding: partial
  minimum_share: 0.6
  cap: {column: group, values: {a: 100, b: 200}, from_year: {2026: {a: 150}}}
  cap_share_of_capex: {rental: 0.5, service: 0.25}
  tranches: [0.5, 0.5]
objective: {maximise: merit, discount: 0.02}
rules:
  - {id: many, measure: count, min: 10}
  - id: east
    name: "Far East: at least 15 %"
    measure: grant
    where: {district: [SFO, DFO], share: {below: 0.3}}
    min_share: 0.15
    soft: {penalty: 0.001}
  - {id: starts, measure: starts, each_year: true, max: {2025: 3, 2026: 4}}
  - {id: never, reject: [C001, "007"]}
scorecard:
  - {measure: {numerator: tax, denominator: requested_mln_rub}, target: 0.6, year: 2030}
"""
