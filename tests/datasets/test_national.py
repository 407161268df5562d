"""The national table holds the study's facts and targets as printed; what it derives follows from them."""

from pathlib import Path

import pandas as pd
import pytest

NATIONAL = Path(__file__).resolve().parents[2] / "datasets" / "national"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("strat2030_domestic_share", 70),
        ("strat2030_rd_spend", 8.4),
        ("strat2030_mean_wage", 69),
        ("strat2030_output_growth", 358),
        ("strat2030_export_growth", 70),
        ("strat2030_tax_effect", 95),
        ("strat2030_headcount", 60),
        ("t1_new_total", 8.0),
        ("t2_extrabudget", 25.8),
        ("t2_jobs", 5.2),
        ("t2_taxes", 4.8),
        ("budget_2025_2030", 30),
        ("new_parks_target_2030", 100),
        ("parks_industrial_2024", 361),
        ("technoparks_industrial_2024", 117),
        ("technoparks_hightech_2024", 8),
    ],
)
def test_facts_of_the_study(facts: pd.Series, key: str, value: float) -> None:
    assert facts[key] == value


def test_every_fact_has_a_source() -> None:
    table = pd.read_csv(NATIONAL / "facts.csv", dtype=str, keep_default_na=False)
    assert ",".join(table) == "key,value,unit,period,meaning_en,meaning_ru,where,qualifier,source,note"
    assert len(table) == 96
    for column in ("key", "unit", "period", "meaning_en", "meaning_ru", "where", "qualifier", "source"):
        assert (table[column] != "").all(), column
    assert list(table.key[table.value == ""]) == ["t1_new_2021"]
    programme = pd.read_csv(NATIONAL / "programme_facts.csv", dtype=str, keep_default_na=False)
    assert programme.source_url.str.startswith("http").all()


def test_derived_facts_follow_from_their_formula(facts: pd.Series) -> None:
    table = pd.read_csv(NATIONAL / "facts.csv", index_col="key")
    derived = table.source[table.source.str.startswith("derived: ")].str.removeprefix("derived: ")
    assert len(derived) == 16
    for key, formula in derived.items():
        computed = pd.eval(formula, local_dict=facts.to_dict())
        assert computed == pytest.approx(facts[key], rel=5e-4, abs=5e-3), key


def test_known_inconsistencies_are_named(facts: pd.Series) -> None:
    notes = pd.read_csv(NATIONAL / "facts.csv", index_col="key").note
    parts = ["parks_industrial_2024", "technoparks_industrial_2024", "technoparks_hightech_2024"]
    assert facts[parts].sum() == 486
    clusters = ("share_economy", "share_employed_claim", "in_five_regions")
    for key in ("sites_total_2024", *(f"clusters_{name}" for name in clusters)):
        assert "INCONSISTENT" in notes[key]
    assert "1.0" in notes["t1_new_2021"]
    assert "never" in notes["strat2030_tax_effect"]


def test_regions_and_districts_fit() -> None:
    regions = pd.read_csv(NATIONAL / "regions.csv", keep_default_na=False, dtype=str)
    districts = pd.read_csv(NATIONAL / "districts.csv", index_col="district")
    assert len(regions) == 83
    assert regions.region.is_unique
    assert regions.river.is_unique
    assert regions.region.str.fullmatch("RU-[A-Z]{2,3}").all()
    assert regions.district.value_counts().to_dict() == districts.regions.to_dict()
    assert set(districts.index) == {"CFO", "SZFO", "YUFO", "SKFO", "PFO", "UFO", "SFO", "DFO"}
    assert (regions.award_per_park_2025_mln_rub == "").equals(regions.award_source == "")
    assert (regions.parks_n == "").equals(regions.parks_source == "")


def test_sectors_are_counted_in_the_real_parks(real_parks: pd.DataFrame) -> None:
    sectors = pd.read_csv(NATIONAL / "sectors.csv")
    named = real_parks.sector.fillna("")
    for row in sectors.itertuples():
        count = sum(any(word in text for word in row.keywords.split(";")) for text in named)
        assert count == row.real_parks, row.sector
