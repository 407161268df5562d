"""Studies, programmes, criteria models and members: sources, columns that exist, scales that fit."""

import ast
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parents[2]
STUDIES = ["illustrative-2025", "parks-ru"]
MODELS = {
    "criteria/three-criteria.yaml": "illustrative-2025",
    "criteria/four-approaches.yaml": "illustrative-2025",
    "datasets/parks-ru/criteria.yaml": "parks-ru",
}
MARKS = ("[law", "[press", "[observed]", "[old]", "[derived]", "[scenario]")


def english(text: Any) -> str:
    return text["en"] if isinstance(text, dict) else text


def leaves(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [leaf for node in nodes for leaf in (leaves(node["criteria"]) if "criteria" in node else [node])]


def middle(cells: pd.Series) -> pd.Series:
    """Uncertain cells by their middle: low..high, low/mode/high."""

    def one(cell: str) -> float:
        parts = [float(part) for part in cell.replace("..", "/").split("/")]
        return parts[1] if len(parts) == 3 else sum(parts) / len(parts)

    return cells.dropna().astype(str).map(one)


def values(leaf: dict[str, Any], table: pd.DataFrame) -> pd.Series:
    if "column" in leaf:
        return middle(table[leaf["column"]])
    return table.eval(leaf["expression"]).dropna()


def columns_of(rule: dict[str, Any]) -> set[str]:
    measure = rule.get("measure")
    used = set(rule.get("where", {})) | ({rule["each"]} if "each" in rule else set())
    if isinstance(measure, dict):
        used |= {measure[key] for key in ("column", "numerator", "denominator") if key in measure}
    elif measure not in ("count", "grant", "starts", "payments"):
        used.add(measure)
    return used


@pytest.mark.parametrize("name", STUDIES)
def test_study_names_files_that_exist(name: str, read_yaml) -> None:
    folder = ROOT / "datasets" / name
    study = read_yaml(f"datasets/{name}/study.yaml")
    assert study["title"]["en"]
    assert study["title"]["ru"]
    for key in ("parks", "programme", "partnerships"):
        assert key not in study or (folder / study[key]).is_file()
    model = study["criteria"]
    assert (folder / model).is_file() or (ROOT / "criteria" / f"{model}.yaml").is_file()
    assert "committee" not in study or len(list((folder / study["committee"]).glob("*.yaml"))) >= 3


@pytest.mark.parametrize("name", STUDIES)
def test_every_rule_has_a_name_and_a_marked_source(name: str, read_yaml) -> None:
    table = pd.read_csv(ROOT / "datasets" / name / "parks.csv")
    programme = read_yaml(f"datasets/{name}/programme.yaml")
    assert programme["budget"]["source"]
    assert programme["terms"]["source"]
    ids = [rule["id"] for rule in programme["rules"]]
    assert len(ids) == len(set(ids))
    for rule in programme["rules"]:
        assert rule["name"]["en"], rule
        assert rule["name"]["ru"], rule
        assert any(mark in english(rule["source"]) for mark in MARKS), rule
        assert any(word in english(rule["source"]) for word in ("http", "[scenario]", "[derived]")), rule
        assert columns_of(rule) <= set(table.columns), rule
    for line in programme["scorecard"]:
        assert line["source"]
        assert line["unit"]
        assert columns_of(line) <= set(table.columns), line


def test_programme_of_the_illustrative_round(read_yaml) -> None:
    programme = read_yaml("datasets/illustrative-2025/programme.yaml")
    assert programme["budget"]["total"] == 30_000 == sum(programme["budget"]["by_year"].values())
    assert list(programme["budget"]["by_year"]) == programme["years"] == list(range(2025, 2031))
    assert programme["budget"]["by_year"][2026] == 7800
    assert programme["terms"]["cap"]["values"] == {"low_security": 500, "middle": 350, "high": 200}
    assert programme["terms"]["cap_share_of_capex"] == pytest.approx(0.8 * 0.7)
    rules = {rule["id"]: rule for rule in programme["rules"]}
    for number, rule in {
        "A2": "hundred_parks",
        "A3": "far_east",
        "A4": "private_cofinancing",
        "A5": "regional_cofinancing",
        "A10": "twelve_residents",
        "A12": "purpose",
        "A13": "start_by_2028",
    }.items():
        assert english(rules[rule]["source"]).startswith(number + " ")
        assert rules[rule].get("active", True)
        assert "soft" not in rules[rule]
    for rule, number in {
        "low_security_starts": "A8",
        "border_one_a_year": "A9",
        "border_share": "A9",
        "listed_regions_only": "A11",
    }.items():
        assert english(rules[rule]["source"]).startswith(number + " ")
        assert rules[rule]["active"] is False
    targets = {(line.get("year"), line["target"]) for line in programme["scorecard"]}
    assert {(2030, t) for t in (100, 0.7, 8400, 69, 358_000, 70_000, 95_000, 60_000)} <= targets
    assert {(None, t) for t in (3.225, 0.65, 0.6, 96_750, 19_500, 18_000)} <= targets


@pytest.mark.parametrize(("path", "folder"), MODELS.items())
def test_criteria_fit_their_table(path: str, folder: str, read_yaml) -> None:
    model = read_yaml(path)
    table = pd.read_csv(ROOT / "datasets" / folder / "parks.csv")
    found = leaves(model["criteria"])
    assert len({leaf["id"] for leaf in found}) == len(found)
    for leaf in found:
        assert leaf["name"]["en"], leaf
        assert leaf["name"]["ru"], leaf
        assert leaf["unit"], leaf
        assert ("column" in leaf) != ("expression" in leaf)
        names = (
            {node.id for node in ast.walk(ast.parse(leaf["expression"])) if isinstance(node, ast.Name)}
            if "expression" in leaf
            else {leaf["column"]}
        )
        assert names <= set(table.columns), leaf
        worst, best = leaf["scale"]["worst"], leaf["scale"]["best"]
        assert (best > worst) == (leaf["goal"] == "max")
        assert min(worst, best) <= leaf["do_nothing"] <= max(worst, best)
        if "value" in leaf:
            points = leaf["value"]
            assert [p[0] for p in points] == sorted({p[0] for p in points})
            assert (points[0][0], points[-1][0]) == (worst, best)
        seen = values(leaf, table)
        clipped = (~seen.between(min(worst, best), max(worst, best))).mean()
        assert clipped <= (0.05 if folder == "illustrative-2025" else 0.15), (leaf["id"], clipped)


def test_three_criteria_are_those_of_the_study(read_yaml) -> None:
    model = read_yaml("criteria/three-criteria.yaml")
    assert {c["id"]: c["weight"] for c in model["criteria"]} == {
        "rnd_intensity": 40,
        "import_substitution": 35,
        "job_creation": 25,
    }
    assert (model["method"], model["normalization"]) == ("topsis", "minmax")


def test_four_approaches_are_groups(read_yaml) -> None:
    model = read_yaml("criteria/four-approaches.yaml")
    assert [group["id"] for group in model["criteria"]] == ["resource", "process", "organisational", "actor"]
    assert all(2 <= len(group["criteria"]) <= 4 for group in model["criteria"])


def test_members_differ_clearly_and_weigh_the_shared_criteria(read_yaml) -> None:
    known = {c["id"] for c in read_yaml("criteria/three-criteria.yaml")["criteria"]}
    folder = ROOT / "datasets" / "illustrative-2025" / "members"
    weights = {}
    for path in sorted(folder.glob("*.yaml")):
        member = read_yaml(path.relative_to(ROOT).as_posix())
        assert set(member) <= {"name", "role", "weights", "note"}
        assert "ictional" in member["note"]["en"]
        assert set(member["weights"]) == known
        weights[path.stem] = pd.Series(member["weights"]) / sum(member["weights"].values())
    assert len(weights) == 5
    heaviest = [w.idxmax() for name, w in weights.items() if name in ("science", "industry", "regions")]
    assert set(heaviest) == known
    names = sorted(weights)
    for i, a in enumerate(names):
        for b in names[i + 1 :]:
            assert (weights[a] - weights[b]).abs().sum() >= 0.15, (a, b)


def test_parks_rich_in_merit_may_be_ineligible(candidates: pd.DataFrame) -> None:
    c = candidates
    additive = (
        0.40 * (c.rnd_mln_rub / c.revenue_mln_rub / 0.12).clip(upper=1)
        + 0.35 * c.import_substitution_share
        + 0.25 * (c.new_jobs / 600).clip(upper=1)
    )
    best = c.loc[additive.nlargest(30).index]
    assert ((best.private_share < 0.30) | (best.residents < 12)).sum() >= 3
    assert best.requested_mln_rub.max() > 2 * best.requested_mln_rub.min()
    assert additive.round(6).is_unique


YAML_FILES = [p for folder in ("datasets", "criteria") for p in sorted((ROOT / folder).rglob("*.yaml"))]


@pytest.mark.parametrize("path", YAML_FILES, ids=lambda p: p.name)
def test_first_line_names_the_schema(path: Path) -> None:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    prefix = "# yaml-language-server: $schema="
    assert first.startswith(prefix)
    target = (path.parent / first.removeprefix(prefix)).resolve()
    assert target.parent == ROOT / "criteria" / "schema"
    assert target.name in {"study.json", "criteria.json", "programme.json", "member.json", "scenarios.json"}


def sources(inside: Any) -> list[Any]:
    """Everything under the key ``source``, however deep."""
    if isinstance(inside, dict):
        own = [inside["source"]] if isinstance(inside.get("source"), (str, dict)) else []
        return own + [found for value in inside.values() for found in sources(value)]
    return [found for value in inside for found in sources(value)] if isinstance(inside, list) else []


FILES = [
    *MODELS,
    *(f"datasets/{name}/{file}" for name in STUDIES for file in ("programme.yaml", "datapackage.json")),
    *(str(path.relative_to(ROOT)) for path in sorted((ROOT / "criteria" / "programmes").glob("*.yaml"))),
]
NO_WORDS = r"https?://\S+|\[[a-z/]+\]|\S+\.(csv|yaml|py)\b|\b[a-z]+(_[a-z]+)+\b|\bA\d+\b|^kind$"
"""Addresses, marks, files and columns are the same in every language."""


@pytest.mark.parametrize("file", FILES)
def test_sources_are_told_in_both_languages(file: str, read_yaml) -> None:
    found = sources(read_yaml(file))
    assert found
    for source in found:
        words = (
            {key: re.sub(NO_WORDS, "", text) for key, text in source.items()}
            if isinstance(source, dict)
            else {}
        )
        if words:
            assert re.search("[а-яё]{2}", words["ru"]), source
            assert not re.search("[а-яё]", words["en"], re.IGNORECASE), source
            # the same documents are named in both
            assert re.findall(r"https?://\S+\w", source["en"]) == re.findall(r"https?://\S+\w", source["ru"])
            assert re.findall(r"\[[a-z/]+\]", source["en"]) == re.findall(r"\[[a-z/]+\]", source["ru"])
        else:
            assert not re.search("[A-Za-z]{2}", re.sub(NO_WORDS, "", source)), source
