"""A round small enough to check by hand, and a clean surrounding for every test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from decision.language import use_language

# The suite says the same of the same code whenever it runs; ``pytest --hypothesis-profile=default`` searches anew.
settings.register_profile("parkfund", derandomize=True, deadline=None)
settings.load_profile("parkfund")

SIX_PARKS = """park_id,name,district,requested_mln_rub,jobs,share
P1,Alpha,CFO,100,90,0.9
P2,Beta,CFO,100,80,0.2
P3,Gamma,SFO,150,120,0.5
P4,Delta,SFO,50,20,0.8
P5,Epsilon,DFO,200,150,0.4
P6,Zeta,DFO,80,60,0.1
"""

SIX_CRITERIA = """title: Six
method: wsm
normalization: minmax
criteria:
  - {id: jobs, column: jobs, weight: 60, scale: {worst: 0, best: 200}, do_nothing: 0}
  - {id: share, column: share, weight: 40, scale: {worst: 0, best: 1}, do_nothing: 0}
"""

SIX_PROGRAMME = """title: Six
years: [2025, 2026]
budget: {total: 350}
terms: {funding: whole}
rules:
  - {id: east, measure: count, where: {district: DFO}, min: 1}
  - {id: few, measure: count, max: 3}
"""


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Every test starts and ends in English, whatever the last one did."""
    use_language("en")
    yield
    use_language("en")


@pytest.fixture(scope="session")
def six_files() -> dict[str, str]:
    """The files of a study of six parks: the best portfolio is P1, P5 and P4 (worth 1.62 for 350 mln RUB)."""
    return {
        "parks.csv": SIX_PARKS,
        "criteria.yaml": SIX_CRITERIA,
        "programme.yaml": SIX_PROGRAMME,
        "study.yaml": "title: {en: Six parks, ru: Шесть парков}\n"
        "parks: parks.csv\ncriteria: criteria.yaml\nprogramme: programme.yaml\n",
    }


@pytest.fixture
def six_parks(tmp_path: Path, six_files: dict[str, str]) -> Path:
    """The folder of the study of six parks."""
    folder = tmp_path / "six"
    folder.mkdir()
    for name, text in six_files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder
