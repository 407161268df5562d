"""The command ``explain`` as a person calls it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from shell import Finished, call, parkfund

PARKS = """park_id,name,requested_mln_rub,quality,district
P1,One,40,0.90,A
P2,Two,40,0.80,A
P3,Three,30,0.70,B
P4,Four,30,0.60,B
P5,Five,40,0.95,C
P6,Six,,0.95,A
P7,Seven,35,0.75,A
"""
CRITERIA = """title: {en: One criterion, ru: Один критерий}
method: wsm
criteria:
  - {id: quality, column: quality, goal: max, weight: 1, scale: {worst: 0, best: 1}, do_nothing: 0}
"""
PROGRAMME = """title: {en: Small, ru: Малая}
years: [2025]
budget: {total: 110}
terms: {funding: whole, build_years: 1}
objective: {maximise: merit}
rules:
  - {id: no_c, name: {en: None in C, ru: Ни одного в C}, measure: count, where: {district: C}, max: 0}
  - {id: from_b, name: {en: One from B, ru: Один из B}, measure: count, where: {district: B}, min: 1}
  - {id: few, name: {en: At most three, ru: Не более трёх}, measure: count, max: 3}
"""


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("explain")
    (folder / "parks.csv").write_text(PARKS)
    (folder / "criteria.yaml").write_text(CRITERIA)
    (folder / "programme.yaml").write_text(PROGRAMME)
    (folder / "study.yaml").write_text(
        "title: {en: Small study, ru: Малое исследование}\n"
        "parks: parks.csv\ncriteria: criteria.yaml\nprogramme: programme.yaml\n"
    )
    return folder


def answered(done: Finished) -> dict[str, Any]:
    assert done.code == 0, done.err
    found: dict[str, Any] = json.loads(done.out)
    return found


def by_id(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {park["park_id"]: park for park in found["parks"]}


def test_a_park_in_depth_as_a_process(study: Path) -> None:
    """Best: P1, P2, P3 (110 mln, 2.4). With P4: P1, P2, P4. With P7: P1, P3, P7 (105 mln, 2.35)."""
    found = answered(parkfund("explain", ".", "P4", "P7", "P5", "--format", "json", folder=study))
    assert found["best"] == pytest.approx([2.4, 2.4], abs=1e-4)
    assert found["funded"] == ["P1", "P2", "P3"]
    parks = by_id(found)
    assert parks["P4"]["loss"] == pytest.approx([0.1, 0.1], abs=1e-3)
    assert (parks["P4"]["leave"], parks["P4"]["enter"]) == (["P3"], [])
    assert parks["P4"]["merit_to_enter"]["enters"] == pytest.approx(0.7, abs=1e-3)
    assert parks["P4"]["merit_to_enter"]["confirmed"] is True
    assert parks["P7"]["loss"] == pytest.approx([0.05, 0.05], abs=1e-3)
    assert (parks["P7"]["leave"], parks["P7"]["enter"]) == (["P2"], [])
    # Were there room for four, P1, P3, P4 and P5 … P4 comes in without the limit only if money allows: it does not.
    verdicts = {rule["id"]: rule["verdict"] for rule in parks["P5"]["rules"]}
    assert verdicts == {"no_c": "enters", "from_b": "no", "few": "no"}
    assert parks["P5"]["possible"] is False
    assert [rule["id"] for rule in parks["P5"]["barred_by"]] == ["no_c"]
    assert parks["P5"]["barred_by"][0]["place"] == "programme.yaml:7"


def test_a_funded_park_and_one_that_is_not_eligible(study: Path) -> None:
    parks = by_id(answered(call("explain", ".", "P1,P6", "--format", "json", folder=study)))
    # Without P1: P2, P3, P7 (105 mln, 2.25).
    assert parks["P1"]["loss"] == pytest.approx([0.15, 0.15], abs=1e-3)
    assert (parks["P1"]["leave"], parks["P1"]["enter"]) == ([], ["P7"])
    assert parks["P6"]["possible"] is False
    assert parks["P6"]["reasons"]


def test_a_park_without_which_nothing_is_possible(study: Path) -> None:
    found = by_id(answered(call("explain", ".", "P3", "--reject", "P4", "--format", "json", folder=study)))[
        "P3"
    ]
    assert (found["funded"], found["possible"], found["loss"]) == (True, False, None)
    assert set(found["conflict"]["rules"]) == {"from_b", "--reject P4"}
    told = call("explain", ".", "P3", "--reject", "P4", folder=study)
    assert "∞" in told.out
    assert "programme.yaml:8" in told.out


def test_pinned_parks_are_told_as_without_the_pin(study: Path) -> None:
    found = by_id(
        answered(
            call(
                "explain", ".", "P1", "P7", "--reject", "P1", "--fund", "P7", "--format", "json", folder=study
            )
        )
    )
    assert (found["P1"]["pinned"], found["P7"]["pinned"]) == ("reject", "fund")
    assert found["P1"]["funded"] is False
    # With P7 in and P1 out: P2, P3, P7 (2.25); without the pin on P1: P1, P3, P7 (2.35).
    assert found["P1"]["pin_costs"] == pytest.approx([0.1, 0.1], abs=1e-3)


def test_a_park_that_two_rules_bar_is_let_in_by_neither_alone(study: Path) -> None:
    also = "rules.few.where={district: [C]}"
    found = answered(
        call(
            "explain", ".", "P5", "--set", also, "--set", "rules.few.max=0", "--format", "json", folder=study
        )
    )
    park = by_id(found)["P5"]
    assert {one["id"] for one in park["barred_by"]} == {"no_c", "few"}
    assert {one["id"] for one in park["rules"]} == {"no_c", "from_b", "few"}
    assert {one["verdict"] for one in park["rules"]} == {"no"}
    # Without both P5, P1 and P3 are worth 2.55; from_b still stands.
    assert park["barring_lifted"] == {"rules": ["no_c", "few"], "verdict": "enters", "loss": None}
    said = call("explain", ".", "P5", "--set", also, "--set", "rules.few.max=0", folder=study)
    assert "with all rules that shut it out switched off together it would be funded" in said.out
    assert "Rules that bar a park, all switched off together" in said.out


def test_the_rules_and_their_prices(study: Path) -> None:
    """Without no_c: P5, P1, P3 (2.55). Without from_b: P1, P2 and none more in the money but P3 (2.4)."""
    found = answered(call("explain", ".", "--format", "json", folder=study))
    prices = {rule["id"]: rule["price"] for rule in found["rules"]}
    assert prices["no_c"] == pytest.approx([0.15, 0.15], abs=1e-3)
    assert prices["from_b"] == pytest.approx([0, 0], abs=1e-3)
    table = call("explain", ".", folder=study).out
    assert "None in C" in table
    assert "0.15" in table


def test_every_park_in_brief(study: Path) -> None:
    found = answered(call("explain", ".", "--all", "--format", "json", folder=study))
    assert set(by_id(found)) == {"P1", "P2", "P3", "P4", "P5", "P6", "P7"}
    assert found["complete"] is True
    csv = call("explain", ".", "--all", "--format", "csv", folder=study).out.splitlines()
    assert csv[0].startswith("rank,park_id,name")
    assert len(csv) == 8


def test_an_infeasible_study_shows_its_conflict(study: Path) -> None:
    done = call("explain", ".", "--set", "rules.few.max=0", "--format", "json", folder=study)
    assert done.code == 1
    assert set(json.loads(done.out)["conflict"]["rules"]) == {"from_b", "few"}
    told = call("explain", ".", "--set", "rules.few.max=0", folder=study)
    assert "programme.yaml:8" in told.out


def test_unknown_parks_are_named_all_at_once(study: Path) -> None:
    done = call("explain", ".", "P11", "--fund", "P22", folder=study)
    assert done.code == 2
    assert "PARK: no park has the id P11; did you mean P1?" in done.err
    assert "--fund: no park has the id P22; did you mean P2?" in done.err


def test_in_russian(study: Path) -> None:
    told = call("explain", ".", "P4", "--lang", "ru", folder=study).out
    assert "не поддержан" in told
    assert "ему уступил бы деньги 1 парк: P3 Three" in told


def test_a_figure_in_words_holds_its_interval() -> None:
    """Rounded to the nearest, 0.12346 would be said to be at most 0.1234."""
    from decision.analysis.explanation import Interval
    from decision.analysis.explanation_words import between, share_of

    assert str(between(Interval(0.12344, 0.12341 + 0.00005))) == "0.1234 to 0.1235"
    assert str(between(Interval(0.12349, 0.12361))) == "0.1234 to 0.1237"
    assert str(between(Interval(0.5, 0.5))) == "0.5000"
    assert str(between(Interval(0.12349, None))) == "at least 0.1234"
    assert str(share_of(Interval(0.0000149, 0.0000151), 1.0)) == "0.001 % to 0.002 %"


def test_the_letter_of_a_rejected_park_says_what_would_have_sufficed(six_parks: Path) -> None:
    found = call("explain", ".", "P2", "--letter", folder=six_parks)
    assert found.code == 0, found.err
    assert "On the application P2" in found.out
    assert "Its place in the ranking is" in found.out
    assert "Parks funded: 3. Granted: 350.0 of 350.0 mln RUB." in found.out
    russian = call("explain", ".", "P2", "--letter", "--lang", "ru", "--out", "letter.md", folder=six_parks)
    assert (russian.code, russian.out) == (0, "")
    assert "По заявке P2" in (six_parks / "letter.md").read_text(encoding="utf-8")
    assert call("explain", ".", "P2", "--letter", "--out", "letter.docx", folder=six_parks).code == 0
    assert (six_parks / "letter.docx").read_bytes()[:2] == b"PK"


def test_a_letter_names_the_record_it_was_made_from_and_its_digest(six_parks: Path) -> None:
    found = call("explain", ".", "P2", "--letter", folder=six_parks)
    (record,) = (six_parks / "runs").iterdir()
    digest = json.loads((record / "run.json").read_text(encoding="utf-8"))["digest"]
    assert f"its record {record.name}, digest {digest}." in found.out
    unrecorded = call("explain", ".", "P2", "--letter", "--no-record", folder=six_parks)
    assert "its record" not in unrecorded.out
    assert call("report", record.name, "--letters", "to", "--no-reasons", folder=six_parks).code == 0
    letter = Document(six_parks / "to" / "P2.docx")
    assert any(digest in paragraph.text for paragraph in letter.paragraphs)


def test_letters_that_nobody_can_be_sent(six_parks: Path) -> None:
    for line, words in (
        (("P1",), "P1 is funded"),
        (("P9",), "no park has the id P9"),
        ((), "name the park"),
        (("P2", "--out", "letter.pages"), ".docx, .md or .txt"),
    ):
        found = call("explain", ".", *line, "--letter", folder=six_parks)
        assert (found.code, found.out) == (2, ""), line
        assert words in found.err
