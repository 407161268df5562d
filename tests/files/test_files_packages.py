"""datapackage.json: titles, units, codes and provenance; a faulty one warns, and the data can "
"still be used."""

import json

import pytest

from decision.errors import InputProblems
from decision.files.load import load_parks, read_parks

PACKAGE = {
    "title": {"en": "Parks", "ru": "Парки"},
    "notice": "Look out",
    "resources": [
        {"path": "other.csv"},
        {
            "path": "parks.csv",
            "schema": {
                "fields": [
                    {"name": "park_id", "type": "string"},
                    {
                        "name": "x",
                        "title": {"en": "Jobs", "ru": "Места"},
                        "unit": "jobs",
                        "type": "number",
                        "provenance": {"label": "derived", "formula": "a / b"},
                    },
                    {
                        "name": "code",
                        "type": "string",
                        "categories": [{"value": 1, "label": {"en": "One"}}, 2],
                    },
                ]
            },
        },
    ],
}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "parks.csv").write_text("park_id,name,x,code\na,A,1,1\nb,B,2,2\n")
    return tmp_path


def write(folder, package) -> None:
    text = package if isinstance(package, str) else json.dumps(package)
    (folder / "datapackage.json").write_text(text, encoding="utf-8")


def test_columns_are_described(folder):
    write(folder, PACKAGE)
    parks = load_parks(folder / "parks.csv")
    column = parks.column("x")
    assert (str(column.title), column.unit, column.provenance, str(column.source)) == (
        "Jobs",
        "jobs",
        "derived",
        "a / b",
    )
    assert parks.table["code"].tolist() == ["1", "2"]
    assert [parks.column("code").show(code) for code in ("1", "2")] == ["One", "2"]
    assert str(parks.notice) == "Look out"
    assert not parks.synthetic
    assert str(parks.column("name").title) == "name"


def test_a_column_said_to_be_a_number_must_be_one(folder):
    write(folder, PACKAGE)
    (folder / "parks.csv").write_text("park_id,name,x\na,A,much\n")
    with pytest.raises(InputProblems, match=r"parks\.csv:2: x: park a: 'much' is not a number"):
        load_parks(folder / "parks.csv")


@pytest.mark.parametrize("where", ["package", "column"])
def test_synthetic_figures_are_known_from_the_package_or_any_column(folder, where):
    package = json.loads(json.dumps(PACKAGE))
    if where == "package":
        package["synthetic"] = True
    else:
        package["resources"][1]["schema"]["fields"][1]["provenance"] = {
            "label": "synthetic",
            "generator": "g",
        }
    write(folder, package)
    assert load_parks(folder / "parks.csv").synthetic


def test_what_is_wrong_with_a_package_warns(folder):
    package = json.loads(json.dumps(PACKAGE))
    fields = package["resources"][1]["schema"]["fields"]
    fields[0] = {"nam": "park_id"}
    fields[1] |= {"provenance": {"label": "synthetik"}, "unit": 5, "title": {"fr": "x"}}
    fields[2]["categories"] = [{"label": "One"}]
    package["synthetic"] = "yes"
    write(folder, package)
    problems = read_parks(folder / "parks.csv").problems
    assert all(problem.warning for problem in problems)
    at = "datapackage.json: resources[1].schema.fields"
    assert [str(problem) for problem in problems] == [
        f"{at}[0]: a field needs a name",
        f"{at}[1].unit: expected a text, not 5",
        f"{at}[1].provenance.label: 'synthetik' is not one of real, derived, synthetic, unknown; "
        "did you mean 'synthetic'?",
        f"{at}[1].title: expected a text, or {{en: …, ru: …}}",
        f"{at}[2].categories[0]: a category is {{value: …, label: …}}",
        "datapackage.json: synthetic: expected true or false, not 'yes'",
    ]


def test_a_package_that_speaks_of_another_table(folder):
    write(folder, {"resources": [{"path": "park.csv"}]})
    (problem,) = read_parks(folder / "parks.csv").problems
    assert (
        str(problem)
        == "datapackage.json: resources: no resource describes parks.csv; did you mean 'park.csv'?"
    )


@pytest.mark.parametrize(
    "text", ["{", "[1]", "[" * 5000, '{"a": 1,}', "\ufeffnull", '{"resources": 5}', '{"title": []}']
)
def test_no_package_ends_in_a_traceback(folder, text):
    write(folder, text)
    read = read_parks(folder / "parks.csv")
    assert all(problem.file == "datapackage.json" for problem in read.problems)
    assert read.problems
    assert read.parks is not None
