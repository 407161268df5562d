"""What the README and the data package of the illustrative round claim, checked on the file itself."""

import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import lil_array

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "datasets" / "illustrative-2025"
CAP = {"low_security": 500, "middle": 350, "high": 200}


def eligible(parks: pd.DataFrame) -> pd.Series:
    return (parks.private_share >= 0.30) & (parks.regional_share >= 0.20) & (parks.residents >= 12)


def test_regenerating_gives_the_same_bytes() -> None:
    run = [sys.executable, "-B", "tools/illustrative_round.py", "--check"]
    done = subprocess.run(run, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_a_changed_file_is_noticed_and_rewritten(tmp_path: Path) -> None:
    for part in ("illustrative_round.py", "illustrative_columns.py", "illustrative_columns.csv"):
        (tmp_path / "tools").mkdir(exist_ok=True)
        (tmp_path / "tools" / part).write_bytes((ROOT / "tools" / part).read_bytes())
    for source in (ROOT / "datasets" / "national").glob("*.csv"):
        copy = tmp_path / "datasets" / "national" / source.name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(source.read_bytes())
    target = tmp_path / "datasets" / "illustrative-2025"
    target.mkdir()
    text = (FOLDER / "parks.csv").read_text(encoding="utf-8")
    (target / "parks.csv").write_text(text.replace("C001,", "C001X,"), encoding="utf-8")
    run = [sys.executable, "-B", str(tmp_path / "tools" / "illustrative_round.py")]
    checked = subprocess.run([*run, "--check"], capture_output=True, text=True)
    assert checked.returncode == 1
    assert "parks.csv" in checked.stderr
    assert "C001X" in (target / "parks.csv").read_text(encoding="utf-8")
    assert subprocess.run(run).returncode == 0
    for name in ("parks.csv", "partnerships.csv", "datapackage.json"):
        assert (target / name).read_bytes() == (FOLDER / name).read_bytes()


@pytest.mark.parametrize(
    ("column", "key", "per"),
    [
        ("private_investment_mln_rub", "d_leverage", 1.0),
        ("new_jobs", "d_jobs_per_bn", 1000.0),
        ("tax_mln_rub", "d_tax_return", 1.0),
    ],
)
def test_rates_of_2021_to_2023_hold_over_all_candidates(
    candidates: pd.DataFrame, facts: pd.Series, column: str, key: str, per: float
) -> None:
    rate = candidates[column].sum() / candidates.requested_mln_rub.sum() * per
    assert rate == pytest.approx(facts[key], rel=1e-3)


def test_rates_are_those_of_the_tables(facts: pd.Series) -> None:
    assert facts["d_leverage"] == pytest.approx(25.8 / 8.0)
    assert facts["d_jobs_per_bn"] == pytest.approx(5200 / 8.0)
    assert facts["d_tax_return"] == pytest.approx(4.8 / 8.0)


def test_proportions_of_the_2030_targets_hold_over_all_candidates(candidates: pd.DataFrame) -> None:
    output = candidates.output_mln_rub.sum()
    assert output / candidates.new_jobs.sum() == pytest.approx(358_000 / 60_000, rel=1e-3)
    assert candidates.rnd_mln_rub.sum() / output == pytest.approx(8.4 / 358, rel=1e-3)
    assert candidates.export_mln_rub.sum() / output == pytest.approx(70 / 358, rel=1e-3)


def test_counts_are_exact(candidates: pd.DataFrame) -> None:
    assert list(candidates.index) == [f"C{n:03d}" for n in range(1, 181)]
    assert candidates.kind.value_counts().to_dict() == {
        "industrial_park": 134,
        "industrial_technopark": 43,
        "hightech_technopark": 3,
    }
    assert candidates.stage.value_counts().to_dict() == {"initial": 126, "medium": 36, "high": 18}
    assert set(candidates.model) == {"rental", "infrastructure", "service"}
    sectors = pd.read_csv(ROOT / "datasets" / "national" / "sectors.csv")
    assert set(candidates.sector) == set(sectors.sector)
    assert sectors.named_in_study.sum() == 5


def test_places_are_real_regions(candidates: pd.DataFrame) -> None:
    regions = pd.read_csv(ROOT / "datasets" / "national" / "regions.csv", index_col="region")
    assert set(candidates.region) == set(regions.index)
    for column, flag in [("district", "district"), ("border_region", "border_priority")]:
        assert (candidates[column].to_numpy() == regions.loc[candidates.region, flag].to_numpy()).all()
    assert (candidates.district == "DFO").sum() >= 20
    known = regions.loc[candidates.region, "parks_n"].to_numpy()
    assert (candidates.few_parks_region.isna().to_numpy() == np.isnan(known)).all()
    awards = regions.award_per_park_2025_mln_rub.dropna()
    for region, award in awards.items():
        assert set(candidates.region_group[candidates.region == region].map(CAP)) == {award}
    assert candidates.groupby("region").region_group.nunique().max() == 1


def test_requests_respect_cap_and_federal_share(candidates: pd.DataFrame) -> None:
    assert (candidates.requested_mln_rub <= candidates.region_group.map(CAP)).all()
    assert (candidates.requested_mln_rub <= 0.56 * candidates.capex_mln_rub).all()
    assert (candidates.minimum_mln_rub <= candidates.requested_mln_rub).all()
    assert (candidates.minimum_mln_rub >= 0.59 * candidates.requested_mln_rub).all()


def test_the_cost_is_paid_in_full(candidates: pd.DataFrame) -> None:
    c = candidates
    paid = c.requested_mln_rub + c.private_build_mln_rub + c.regional_mln_rub
    assert np.allclose(paid, c.capex_mln_rub, atol=1e-6)
    private = c.private_build_mln_rub / c.capex_mln_rub
    regional = c.regional_mln_rub / (c.requested_mln_rub + c.regional_mln_rub)
    for stated, exact, floor in ((c.private_share, private, 0.30), (c.regional_share, regional, 0.20)):
        assert np.allclose(stated, exact, atol=1e-4)
        assert ((stated >= floor) == (exact >= floor)).all()  # rounding decides about nobody


def test_round_is_as_tight_as_the_real_one(candidates: pd.DataFrame) -> None:
    assert 1.4 <= candidates.requested_mln_rub.sum() / 30_000 <= 1.8
    assert 0.85 <= (candidates.private_share >= 0.30).mean() <= 0.90
    assert 0.15 <= (candidates.residents < 12).mean() <= 0.20
    assert candidates.requested_mln_rub[eligible(candidates)].sum() > 30_000


def test_dependence_has_the_signs_of_real_parks(candidates: pd.DataFrame) -> None:
    sizes = ["area_ha", "residents", "new_jobs", "private_investment_mln_rub"]
    logs = np.log(candidates[[*sizes, "requested_mln_rub"]])
    for part in (logs, logs[candidates.kind == "industrial_park"]):
        matrix = part.corr()
        assert matrix.loc[sizes, sizes].to_numpy()[np.triu_indices(4, 1)].min() > 0.2
        assert 0 < matrix.loc["requested_mln_rub", "new_jobs"] < 0.4
        assert 0 < matrix.loc["requested_mln_rub", "private_investment_mln_rub"] < 0.4


def test_derived_columns_are_what_their_formula_says(candidates: pd.DataFrame) -> None:
    c = candidates
    assert np.allclose(c.wage_fund_thousand_rub, c.wage_thousand_rub * c.new_jobs, atol=0.06)
    replaced = c.import_substitution_share * c.output_mln_rub
    assert np.allclose(c.import_substitution_mln_rub, replaced, atol=0.06)
    assert (c.output_mln_rub <= c.revenue_mln_rub).all()
    assert (c.export_mln_rub <= c.output_mln_rub).all()
    assert c.floor_area_m2.isna().equals(c.kind == "industrial_park")


def test_only_two_columns_have_uncertain_cells(candidates: pd.DataFrame) -> None:
    texts = {"name", "name_ru", "region", "district", "region_group", "region_group_basis"}
    texts |= {"kind", "site", "stage", "model", "sector"}
    uncertain = {c for c in candidates if not pd.api.types.is_numeric_dtype(candidates[c])} - texts
    assert uncertain == {"technology_readiness", "sme_share"}
    for cell in candidates.technology_readiness.astype(str):
        assert re.fullmatch(r"\d(/\d/\d)?", cell)
    for cell in candidates.sme_share.astype(str):
        low, *high = cell.split("..")
        assert 0 <= float(low) <= float(high[0] if high else low) <= 1


def test_no_candidate_bears_the_name_of_a_real_park(
    candidates: pd.DataFrame, real_parks: pd.DataFrame
) -> None:
    def words(text: str) -> set[str]:
        return set(re.findall(r"\w+", text.lower()))

    assert candidates.name.is_unique
    assert candidates.name_ru.is_unique
    for column in ("name", "name_ru"):
        own = {name.split(" – ")[0].split(" ")[0].lower() for name in candidates[column]}  # the river
        for name in real_parks[column]:
            assert not own & words(name), name


def test_partnerships_join_candidates_and_fictional_partners(candidates: pd.DataFrame) -> None:
    table = pd.read_csv(FOLDER / "partnerships.csv")
    assert list(table.columns) == ["park", "partner", "kind", "strength"]
    assert table.park.isin(candidates.index).all()
    others = table.partner[~table.partner.isin(candidates.index)]
    assert others.str.startswith("Fictional ").all()
    assert table.strength.between(0, 1).all()
    assert not table.duplicated(["park", "partner"]).any()
    assert (table.park != table.partner).all()


def test_package_says_that_the_data_are_synthetic(package) -> None:
    described = package("illustrative-2025")
    assert described["synthetic"] is True
    assert described["notice"]["en"] == (
        "Illustrative candidates. Region codes and rules are real; park figures are synthetic and calibrated "
        "to published totals."
    )
    assert described["notice"]["ru"]
    assert described["generator"]["seed"] == 20250701
    for resource in described["resources"]:
        for field in resource["schema"]["fields"]:
            if field["provenance"]["label"] == "synthetic":
                assert field["provenance"]["seed"] == "20250701"
    assert "synthetic" in json.dumps(described)


def test_hundred_parks_fit_and_nearly_all_the_money_can_be_spent(candidates: pd.DataFrame, read_yaml) -> None:
    """The greatest sum that can be granted, with at least 100 parks and 10 in the Far East (scipy)."""
    programme = read_yaml("datasets/illustrative-2025/programme.yaml")
    ceilings = programme["budget"]["by_year"]
    least, most = programme["terms"]["yearly_share"]
    parks = candidates[eligible(candidates)]
    starts = [
        (park, start)
        for park in parks.itertuples()
        for start in range(park.earliest_start, 2029)
        if start + park.build_years - 1 <= 2030
    ]
    assert (parks.build_years * most >= 1).all()  # a grant can be paid within its building years
    payments = [(k, start + n) for k, (park, start) in enumerate(starts) for n in range(park.build_years)]
    rows: list[dict[int, float]] = []  # columns: begins k, then payments
    low: list[float] = []
    high: list[float] = []

    def row(entries: dict[int, float], lower: float, upper: float) -> None:
        rows.append(entries)
        low.append(lower)
        high.append(upper)

    at = {pair: len(starts) + n for n, pair in enumerate(payments)}
    for k, (park, start) in enumerate(starts):
        own = [at[k, start + n] for n in range(park.build_years)]
        row({k: -park.minimum_mln_rub} | dict.fromkeys(own, 1.0), 0, np.inf)
        row({k: -park.requested_mln_rub} | dict.fromkeys(own, 1.0), -np.inf, 0)
        for one in own:
            row({c: (c == one) - least for c in own}, 0, np.inf)
            row({c: (c == one) - most for c in own}, -np.inf, 0)
    for park in parks.index:
        row({k: 1.0 for k, (p, _) in enumerate(starts) if p.Index == park}, 0, 1)
    for year, ceiling in ceilings.items():
        row({c: 1.0 for (_, y), c in at.items() if y == year}, 0, ceiling)
    row(dict.fromkeys(range(len(starts)), 1.0), 100, np.inf)
    row({k: 1.0 for k, (p, _) in enumerate(starts) if p.district == "DFO"}, 10, np.inf)
    width = len(starts) + len(payments)
    matrix = lil_array((len(rows), width))
    for r, entries in enumerate(rows):
        for c, value in entries.items():
            matrix[r, c] = value
    whole = np.r_[np.ones(len(starts)), np.zeros(len(payments))]
    answer = milp(
        -(1 - whole),
        constraints=LinearConstraint(matrix.tocsr(), low, high),
        integrality=whole,
        bounds=Bounds(0, np.r_[np.ones(len(starts)), np.full(len(payments), np.inf)]),
        options={"mip_rel_gap": 0.005},
    )
    assert answer.success
    assert -answer.fun >= 0.98 * 30_000
