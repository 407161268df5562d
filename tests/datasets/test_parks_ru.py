"""Real parks carry sourced figures only: nothing estimated, nothing synthetic, gaps stay empty."""

import json
from pathlib import Path

import pandas as pd
import pytest

FOLDER = Path(__file__).resolve().parents[2] / "datasets" / "parks-ru"
FIGURES = ["area_ha", "residents", "jobs", "private_investment_mln_rub", "budget_investment_mln_rub"]


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    return pd.read_csv(FOLDER / "facts.csv")


def test_one_row_a_single_park(real_parks: pd.DataFrame, rows: pd.DataFrame) -> None:
    assert real_parks.index.is_unique
    assert len(real_parks) == 126
    assert set(real_parks.index) == set(rows.park_id[rows.is_group == 0])
    assert (real_parks.fact_rows == rows.groupby("park_id").size().reindex(real_parks.index)).all()
    assert (rows.kind == "group_of_parks").equals(rows.is_group == 1)


def test_every_fact_row_has_a_page(rows: pd.DataFrame) -> None:
    assert len(rows) == 178
    assert rows.source.str.startswith("http").all()
    assert rows.status.notna().all()


@pytest.mark.parametrize("figure", FIGURES)
def test_every_figure_stands_in_its_source_row(
    figure: str, real_parks: pd.DataFrame, rows: pd.DataFrame
) -> None:
    for park, line in real_parks.iterrows():
        known = pd.notna(line[figure])
        assert known == pd.notna(line[f"{figure}_source"]) == pd.notna(line[f"{figure}_status"])
        if known:
            own = rows[(rows.park_id == park) & (rows.source == line[f"{figure}_source"])]
            assert line[figure] in set(own[figure]), park
            years = rows.year[(rows.park_id == park) & rows[figure].notna()]
            if years.notna().any():
                assert line[f"{figure}_year"] == years.max(), park  # the latest dated one


def test_requests_are_known_budget_figures(real_parks: pd.DataFrame) -> None:
    budget = real_parks.budget_investment_mln_rub.rename("requested_mln_rub")
    assert real_parks.requested_mln_rub.equals(budget)
    assert (real_parks.request_known == real_parks.requested_mln_rub.notna()).all()
    assert 0.2 < real_parks.requested_mln_rub.notna().mean() < 0.5  # honest gaps


def test_nothing_is_synthetic(package) -> None:
    described = package("parks-ru")
    assert described["synthetic"] is False
    for text in (described["notice"]["en"], (FOLDER / "README.md").read_text(encoding="utf-8")):
        assert "different years" in text
        assert "judgement" in text
    labels = {f["provenance"]["label"] for r in described["resources"] for f in r["schema"]["fields"]}
    assert labels == {"real", "derived"}
    assert '"synthetic": true' not in json.dumps(described)


def test_no_park_of_crimea(rows: pd.DataFrame) -> None:
    regions = pd.read_csv(FOLDER.parent / "national" / "regions.csv")
    assert set(rows.region) <= set(regions.region)
    assert not rows.name.str.contains("Feodosia|Bakhchisar").any()


def test_the_exercise_can_be_played(real_parks: pd.DataFrame, read_yaml) -> None:
    programme = read_yaml("datasets/parks-ru/programme.yaml")
    assert programme["terms"]["funding"] == "whole"
    assert programme["budget"]["total"] == 4274
    known = real_parks.requested_mln_rub.notna() & real_parks.jobs.notna()
    playing = real_parks[known & (real_parks.kind != "special_economic_zone")]
    assert len(playing) >= 15
    assert playing.requested_mln_rub.sum() > 2 * 4274
    assert playing.requested_mln_rub.min() < 4274
