"""``parkfund allocate`` as a process: its JSON, its exit codes, what goes to which stream."""

import csv
import hashlib
import io
import json
import random
from pathlib import Path

import pandas as pd
import pytest
from shell import call, parkfund


@pytest.fixture(scope="module")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> dict:
    answer = parkfund(
        "allocate", "illustrative-2025", "--format", "json", folder=tmp_path_factory.mktemp("bundled")
    )
    assert answer.code == 0, answer.err
    return json.loads(answer.out)


def test_the_bundled_round_is_proven_within_a_tenth_of_a_percent(bundled: dict) -> None:
    assert bundled["ending"] == "optimal"
    assert 0 <= bundled["gap"] <= 0.001
    assert bundled["solver"]["bound"] >= bundled["objective"]
    assert len(bundled["portfolio"]) >= 100


def test_the_bundled_plan_keeps_the_money_to_the_last_thousand(bundled: dict) -> None:
    paid = dict.fromkeys(bundled["budget"]["by_year"], 0)
    for park in bundled["portfolio"]:
        thousands = {year: round(amount * 1000) for year, amount in park["payments"].items()}
        assert sum(thousands.values()) == round(park["grant_mln_rub"] * 1000)
        for year, amount in thousands.items():
            paid[year] += amount
    for year, money in bundled["budget"]["by_year"].items():
        assert paid[year] == round(money["paid"] * 1000) <= round(money["ceiling"] * 1000)
    assert sum(paid.values()) == round(bundled["budget"]["granted"] * 1000) <= 30_000_000


def test_the_bundled_plan_keeps_the_federal_rules_when_recomputed_from_the_table(bundled: dict) -> None:
    parks = pd.read_csv(
        Path(__file__).resolve().parents[2] / "datasets/illustrative-2025/parks.csv", index_col="park_id"
    )
    funded = parks.loc[[park["park_id"] for park in bundled["portfolio"]]]
    grants = pd.Series({park["park_id"]: park["grant_mln_rub"] for park in bundled["portfolio"]})
    assert (funded["district"] == "DFO").sum() >= 10
    assert (funded["private_share"] >= 0.30).all()
    assert (funded["residents"] >= 12).all()
    assert (grants <= 0.56 * funded["capex_mln_rub"] + 0.001).all()
    assert (grants <= funded["region_group"].map({"low_security": 500, "middle": 350, "high": 200})).all()
    assert max(park["start_year"] for park in bundled["portfolio"]) <= 2028


def test_synthetic_data_is_called_so(bundled: dict, tmp_path: Path) -> None:
    assert bundled["synthetic"] is True
    assert "SYNTHETIC DATA" in call("rank", "illustrative-2025", "--top", 1, folder=tmp_path).out


def test_six_parks_by_hand(six_parks: Path) -> None:
    answer = call("allocate", ".", "--gap", 0, "--format", "json", folder=six_parks)
    content = json.loads(answer.out)
    assert {park["park_id"] for park in content["portfolio"]} == {"P1", "P4", "P5"}
    assert content["objective"] == pytest.approx(1.62)
    assert content["gap"] == 0
    assert content["ties"] == "ordered"
    assert set(content["inputs"]) == {"study.yaml", "parks.csv", "criteria.yaml", "programme.yaml"}
    digest = hashlib.sha256((six_parks / "parks.csv").read_bytes()).hexdigest()
    assert content["inputs"]["parks.csv"] == digest


def test_pins_budget_and_settings_change_the_question(six_parks: Path) -> None:
    answer = call(
        "allocate", ".", "--fund", "P6,P2", "--reject", "P1", "--budget", 400, "--set", "rules.few.max=2",
        "--format", "json", folder=six_parks,
    )  # fmt: skip
    content = json.loads(answer.out)
    assert {park["park_id"] for park in content["portfolio"]} == {"P2", "P6"}
    assert content["budget"]["total"] == 400


@pytest.mark.parametrize("seed", [1, 2])
def test_shuffled_rows_give_the_same_bytes(six_parks: Path, seed: int) -> None:
    def answer() -> str:
        content = json.loads(call("allocate", ".", "--format", "json", "--no-record", folder=six_parks).out)
        del content["solver"]["seconds"], content["inputs"]
        return json.dumps(content)

    before = answer()
    head, *rows = (six_parks / "parks.csv").read_text(encoding="utf-8").splitlines()
    random.Random(seed).shuffle(rows)
    (six_parks / "parks.csv").write_text("\n".join([head, *rows]), encoding="utf-8")
    assert answer() == before


def test_contradicting_rules_end_with_1_and_their_places(six_parks: Path) -> None:
    answer = call(
        "allocate", ".", "--fund", "P1,P2,P3,P4", "--budget", 500, "--format", "json", folder=six_parks
    )
    content = json.loads(answer.out)
    assert answer.code == 1
    assert content["ending"] == "infeasible"
    assert content["gap"] is None
    # Four parks are pinned in and at most three allowed; the money would be enough.
    assert "few" in content["conflict"]["rules"]
    place = content["conflict"]["places"][content["conflict"]["rules"].index("few")]
    file, line = place.rsplit(":", 1)
    assert "few" in (six_parks / file).read_text(encoding="utf-8").splitlines()[int(line) - 1]


def test_data_on_stdout_narration_on_stderr(six_parks: Path) -> None:
    answer = parkfund("allocate", ".", "--format", "csv", folder=six_parks)
    rows = list(csv.DictReader(io.StringIO(answer.out)))
    assert sum(float(row["grant_mln_rub"]) for row in rows) == pytest.approx(350)
    assert "run record: runs/" in answer.err


def test_files_by_their_ending(six_parks: Path) -> None:
    for ending in ("csv", "json", "xlsx"):
        assert call("allocate", ".", "--out", f"plan.{ending}", "--no-record", folder=six_parks).code == 0
    from_csv = pd.read_csv(six_parks / "plan.csv")
    from_xlsx = pd.read_excel(six_parks / "plan.xlsx", sheet_name="portfolio")
    from_json = json.loads((six_parks / "plan.json").read_text(encoding="utf-8"))["portfolio"]
    assert (
        list(from_csv["grant_mln_rub"])
        == list(from_xlsx.iloc[:, 5])
        == [park["grant_mln_rub"] for park in from_json]
    )
    assert not list(six_parks.glob(".*part*"))
    unknown = call("allocate", ".", "--out", "plan.doc", "--no-record", folder=six_parks)
    assert unknown.code == 2
    assert ".xlsx" in unknown.err


def test_text_that_looks_like_a_formula_stays_text(six_parks: Path) -> None:
    table = (six_parks / "parks.csv").read_text(encoding="utf-8").replace("Alpha", "=1+1")
    (six_parks / "parks.csv").write_text(table, encoding="utf-8")
    call("allocate", ".", "--out", "plan.xlsx", "--no-record", folder=six_parks)
    call("allocate", ".", "--out", "plan.csv", "--no-record", folder=six_parks)
    from openpyxl import load_workbook

    cells = [cell for row in load_workbook(six_parks / "plan.xlsx")["portfolio"].iter_rows() for cell in row]
    assert [cell.data_type for cell in cells if cell.value == "=1+1"] == ["s"]
    assert "'=1+1" in (six_parks / "plan.csv").read_text(encoding="utf-8")


def test_both_languages_show_the_same_plan(six_parks: Path) -> None:
    english = parkfund("allocate", ".", "--no-record", folder=six_parks)
    russian = parkfund("allocate", ".", "--no-record", "--lang", "ru", folder=six_parks)
    by_locale = parkfund("allocate", ".", "--no-record", folder=six_parks, LANG="ru_RU.UTF-8")
    assert "3 parks" in english.out
    assert "3 парка" in russian.out
    assert "Шесть парков" in russian.out
    assert by_locale.out.splitlines()[0] == "Шесть парков"


def test_a_second_solver_agrees(six_parks: Path) -> None:
    pytest.importorskip("cbcbox", reason="CBC is not installed (extra cbc)")
    content = json.loads(
        call("allocate", ".", "--solver", "cbc", "--gap", 0, "--format", "json", folder=six_parks).out
    )
    assert content["objective"] == pytest.approx(1.62, rel=1e-6)
    assert content["solver"]["name"] == "CBC"


def test_shares_are_shown_as_percentages_and_many_rows_as_the_tightest(six_parks: Path) -> None:
    programme = (six_parks / "programme.yaml").read_text(encoding="utf-8")
    extra = (
        "  - {id: share_east, measure: grant, where: {district: DFO}, min_share: 0.5}\n"
        "  - {id: each_district, measure: count, each: district, max: 2}\n"
    )
    (six_parks / "programme.yaml").write_text(programme + extra, encoding="utf-8")
    shown = call("allocate", ".", "--no-record", folder=six_parks).out.splitlines()
    (share,) = [line for line in shown if line.startswith("share_east")]
    # P5 gets 200 of the 350 mln RUB: 57.14 %, 7.14 percentage points above the bound.
    assert "57.14 %" in share
    assert "≥ 50.0 %" in share
    assert "7.14 %" in share
    (each,) = [line for line in shown if line.startswith("each_district")]
    assert "the tightest of 3" in each
    content = json.loads(call("allocate", ".", "--format", "json", "--no-record", folder=six_parks).out)
    assert len([rule for rule in content["rules"] if rule["id"] == "each_district"]) == 3


def test_a_barred_park_is_shown_with_the_rule(six_parks: Path) -> None:
    programme = (six_parks / "programme.yaml").read_text(encoding="utf-8")
    extra = "  - {id: no_small, name: No tiny share, measure: count, where: {share: {below: 0.15}}, max: 0}\n"
    (six_parks / "programme.yaml").write_text(programme + extra, encoding="utf-8")
    answer = call("allocate", ".", "--no-record", folder=six_parks)
    assert any(line.startswith("P6") and line.endswith("No tiny share") for line in answer.out.splitlines())
    content = json.loads(call("allocate", ".", "--format", "json", "--no-record", folder=six_parks).out)
    assert content["barred"] == {"P6": ["no_small"]}


@pytest.mark.parametrize("arguments", [["allocate", "--solver", "list"], ["allocate", "--solver"]])
def test_solvers_of_this_machine_are_listed_without_a_study(tmp_path: Path, arguments: list[str]) -> None:
    done = call(*arguments, folder=tmp_path)
    assert done.code == 0
    assert done.out.splitlines()[0].startswith("highs  HiGHS ")
