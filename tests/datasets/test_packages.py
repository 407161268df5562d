"""Every bundled table is described in full, and the description is of the bytes that lie beside it."""

import csv
import hashlib
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parents[2]
DATASETS = ROOT / "datasets"
FOLDERS = ["national", "illustrative-2025", "parks-ru"]


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_table_is_described(folder: str, package) -> None:
    described = package(folder)
    assert described["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert set(described["title"]) == set(described["notice"]) == {"en", "ru"}
    tables = {path.name for path in (DATASETS / folder).glob("*.csv")}
    assert {resource["path"] for resource in described["resources"]} == tables
    for resource in described["resources"]:
        content = (DATASETS / folder / resource["path"]).read_bytes()
        assert resource["hash"] == "sha256:" + hashlib.sha256(content).hexdigest()
        assert resource["bytes"] == len(content)
        assert b"\r" not in content


def test_the_refresher_finds_nothing_to_do() -> None:
    run = [sys.executable, "-B", "tools/data_packages.py", "--check"]
    done = subprocess.run(run, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_column_has_title_unit_type_and_provenance(folder: str, package) -> None:
    for resource in package(folder)["resources"]:
        with (DATASETS / folder / resource["path"]).open(encoding="utf-8", newline="") as file:
            header = next(csv.reader(file))
        fields = resource["schema"]["fields"]
        assert [field["name"] for field in fields] == header
        for field in fields:
            assert field["title"]["en"], field
            assert re.search("[а-яё]", field["title"]["ru"].lower()), field
            assert field["type"] in {"string", "number", "integer"}
            assert "unit" in field
            assert field["provenance"]["label"] in {"real", "derived", "synthetic"}
            assert field["provenance"]["source"]


@pytest.mark.parametrize("folder", FOLDERS)
def test_cells_have_the_type_and_the_codes_they_are_said_to_have(folder: str, package) -> None:
    for resource in package(folder)["resources"]:
        table = pd.read_csv(DATASETS / folder / resource["path"], dtype=str, keep_default_na=False)
        for field in resource["schema"]["fields"]:
            cells = table[field["name"]]
            known = cells[cells != ""]
            if field.get("constraints", {}).get("required"):
                assert len(known) == len(cells), field["name"]
            if field.get("uncertain"):
                known = known[~known.str.contains(r"\.\.|/")]
            if field["type"] == "integer":
                assert known.str.fullmatch(r"-?\d+").all(), field["name"]
            if field["type"] == "number":
                assert pd.to_numeric(known).notna().all(), field["name"]
            if "categories" in field:
                codes = {category["value"] for category in field["categories"]}
                assert set(known) <= codes, (field["name"], set(known) - codes)
                assert all(c["label"]["en"] and c["label"]["ru"] for c in field["categories"])
        key = resource["schema"].get("primaryKey", [])
        assert not key or not table.duplicated(key).any()


def test_nothing_bundled_names_a_machine_or_a_registry() -> None:
    files = [p for folder in ("datasets", "criteria") for p in (ROOT / folder).rglob("*") if p.is_file()]
    files += list((ROOT / "tools").glob("*.py"))
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"(?<![\w.-])/(work|tmp|home|root)/|localhost|\bpypi\b", text), path
