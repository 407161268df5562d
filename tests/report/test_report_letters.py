"""Refusal letters: one for each park without money, under names that no applicant can turn against the folder."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from docx import Document
from report_examples import PROGRAMME, decided, impossible_evidence, small_round, whole_evidence

from decision.language import use_language
from decision.report.collect import with_reasons
from decision.report.letters import file_names, letters, write_letter


def text_of(content: bytes) -> str:
    document = Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_every_rejected_park_gets_its_letter() -> None:
    evidence = whole_evidence()
    written = letters(evidence)
    plan = evidence.portfolio
    assert [letter.park_id for letter in written] == [*plan.not_funded, *plan.ineligible]
    texts = {letter.park_id: text_of(write_letter(letter)) for letter in written}
    for park in plan.not_funded:
        assert f"application {park}" in texts[park]
        assert "with it the plan loses" in texts[park]
    assert "Jobs: no value" in texts["P7"]
    assert evidence.name in texts["P7"]
    assert write_letter(written[0]) == write_letter(letters(evidence)[0])


def test_a_barred_park_is_told_the_rule_and_a_beaten_one_what_would_have_sufficed(tmp_path: Path) -> None:
    barring = "  - {id: big, name: Big ones, measure: count, where: {jobs: {below: 25}}, max: 0}\n"
    rules = PROGRAMME.replace("rules:\n", f"rules:\n{barring}")
    folder = small_round(tmp_path / "barred", **{"programme.yaml": rules})
    evidence = with_reasons(decided(folder), thresholds=True)
    texts = {letter.park_id: text_of(write_letter(letter)) for letter in letters(evidence)}
    assert "The park cannot be funded: barred by the rule: Big ones." in texts["P4"]
    beaten = [park for park in evidence.portfolio.not_funded if park not in evidence.barring]
    assert beaten
    assert evidence.explanation is not None
    for one in evidence.explanation.parks:
        if one.park_id in beaten and one.merit_to_enter is not None:
            assert f"it would be funded with a merit of {one.merit_to_enter.enters:.3f}" in texts[one.park_id]
            break
    else:
        raise AssertionError("no threshold")


def test_a_park_that_two_rules_bar_is_told_what_comes_of_lifting_both(tmp_path: Path) -> None:
    barring = "".join(
        f"  - {{id: {name}, name: {name} ones, measure: count, where: {{jobs: {{below: {most}}}}}, max: 0}}\n"
        for name, most in (("big", 25), ("bigger", 26))
    )
    folder = small_round(
        tmp_path / "both", **{"programme.yaml": PROGRAMME.replace("rules:\n", f"rules:\n{barring}")}
    )
    evidence = with_reasons(decided(folder), thresholds=True, parks=("P4",))
    (letter,) = letters(evidence, ("P4",))
    free = small_round(tmp_path / "free")
    best, with_it = (decided(free, **pins).portfolio.objective for pins in ({}, {"fund": ("P4",)}))
    assert best is not None
    assert with_it is not None
    said = "big ones; bigger ones; without all of these rules it could be funded, and the plan would lose at most"
    assert f"{said} {best - with_it:.4f}." in text_of(write_letter(letter))


def test_without_the_solver_a_barred_park_is_still_told_the_rule_and_one_kept_out_by_whom_it_was(
    tmp_path: Path,
) -> None:
    barring = "  - {id: big, name: Big ones, measure: count, where: {jobs: {below: 25}}, max: 0}\n"
    rules = PROGRAMME.replace("rules:\n", f"rules:\n{barring}")
    evidence = decided(small_round(tmp_path / "barred", **{"programme.yaml": rules}), reject=("P1",))
    texts = {letter.park_id: text_of(write_letter(letter)) for letter in letters(evidence)}
    assert "The park cannot be funded: barred by the rule: Big ones." in texts["P4"]
    assert "worth more together" not in texts["P4"]
    told = {letter.park_id: text_of(write_letter(letter)) for letter in letters(with_reasons(evidence))}
    assert "kept out by hand; with it the plan loses" in told["P1"]


def test_letters_are_in_the_language_spoken() -> None:
    use_language("ru")
    (first, *_rest) = letters(whole_evidence())
    text = text_of(write_letter(first))
    assert "Председатель комиссии" in text
    assert "с ним план теряет" in text


def test_a_round_without_a_portfolio_refuses_nobody() -> None:
    assert letters(impossible_evidence()) == []


def test_names_of_files_stay_in_their_folder() -> None:
    parks = ["../../etc/passwd", "a/b", "A_B", "con", "..", "", "Парк 1", "x" * 300, "x" * 300 + "y"]
    names = file_names(parks)
    assert set(names) == set(parks)
    assert len({name.casefold() for name in names.values()}) == len(parks)
    for name in names.values():
        assert 0 < len(name) < 90
        assert not set(name) & set("/\\.:\0")
    assert names["con"] == "_con"
    assert names["Парк 1"] == "Парк_1"
