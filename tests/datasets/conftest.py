"""The bundled files as anybody would read them: pandas, json and ruamel.yaml, nothing of parkfund."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[2]
DATASETS = ROOT / "datasets"


@pytest.fixture(scope="session")
def package() -> Callable[[str], dict[str, Any]]:
    """The data package of a folder."""
    return lambda folder: json.loads((DATASETS / folder / "datapackage.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def read_yaml() -> Callable[[str], Any]:
    """A YAML file by its path in the repository; duplicate keys are errors."""
    return lambda path: YAML(typ="safe", pure=True).load((ROOT / path).read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def candidates() -> pd.DataFrame:
    return pd.read_csv(DATASETS / "illustrative-2025" / "parks.csv", index_col="park_id")


@pytest.fixture(scope="session")
def real_parks() -> pd.DataFrame:
    return pd.read_csv(DATASETS / "parks-ru" / "parks.csv", index_col="park_id")


@pytest.fixture(scope="session")
def facts() -> pd.Series:
    """Values of the national facts that are numbers, by key."""
    table = pd.read_csv(DATASETS / "national" / "facts.csv", index_col="key")
    return pd.to_numeric(table["value"])
