"""Settings written back into a programme file: only the values change."""

from __future__ import annotations

from pathlib import Path

import pytest

from decision.errors import InputProblems
from decision.files.save_programme import save_settings
from decision.files.textfile import sha256

PROGRAMME = """\
# by the board, 12 May
title: Two parks
years: [2025, 2026]
budget:
  total: 200  # mln RUB
  by_year: {2025: 120, 2026: 120}
rules:
  - {id: north, measure: count, where: {district: N}, max: 1}   # in one line
  - id: jobs
    measure: jobs
    min: 40
    source: Order 5
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "programme.yaml"
    path.write_text(PROGRAMME, encoding="utf-8")
    return path


def test_only_the_values_change(file: Path) -> None:
    save_settings(
        file,
        {
            "budget.total": "250",
            "budget.by_year.2026": "150.5",
            "rules.north.max": "2",
            "rules.jobs.active": "false",
        },
    )
    wanted = PROGRAMME.replace("total: 200", "total: 250").replace("2026: 120", "2026: 150.5")
    wanted = wanted.replace("max: 1", "max: 2").replace("- id: jobs\n", "- id: jobs\n    active: false\n")
    assert file.read_text(encoding="utf-8") == wanted


@pytest.mark.parametrize(
    "settings", [{"rules.none.min": "3"}, {"rules.jobs.min": "many"}, {"rules.north.maximum": "3"}]
)
def test_what_is_not_allowed_changes_nothing(file: Path, settings: dict[str, str]) -> None:
    with pytest.raises(InputProblems):
        save_settings(file, settings)
    assert file.read_text(encoding="utf-8") == PROGRAMME


def test_a_file_that_changed_meanwhile_is_not_overwritten(file: Path) -> None:
    digest = sha256(file.read_bytes())
    file.write_text(PROGRAMME + "# mine\n", encoding="utf-8")
    with pytest.raises(InputProblems, match="changed since"):
        save_settings(file, {"rules.north.max": "2"}, digest=digest)
