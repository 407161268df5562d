"""The protocol: every number leads back to the record on disk, and every format shows the same content."""

from __future__ import annotations

import csv
import json
import re
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from babel.numbers import format_decimal
from docx import Document
from report_examples import HOME, PARKS, PROGRAMME, decided, impossible_evidence, small_round, whole_evidence

from decision.errors import InputProblems
from decision.files.load import read_study
from decision.files.seals import write_seal
from decision.language import use_language
from decision.model.programme import Programme
from decision.report.content import Number, Protocol, Table, Words, numbers_in
from decision.report.docx_writer import write_docx
from decision.report.gather import SECTIONS, protocol
from decision.report.html_writer import write_html
from decision.report.pdf_writer import write_pdf


def read_back(sources: dict[str, Any], place: str) -> list[Any]:
    """All that stands at a pointer, without the program's own reader of pointers."""
    name, path = place.split(":/", 1)
    found = [sources[name]]
    for key in path.split("/"):
        key = key.replace("~1", "/").replace("~0", "~")
        deeper: list[Any] = []
        for inside in found:
            if key == "*":
                deeper += list(inside.values()) if isinstance(inside, dict) else list(inside)
            elif isinstance(inside, list):
                deeper.append(inside[int(key)])
            else:
                deeper.append(inside[key])
        found = deeper
    return found


def independent_sources() -> dict[str, Any]:
    """The record as JSON, the table of parks as CSV, the programme as its model reads it from the record."""
    evidence = whole_evidence()
    assert evidence.robust is not None
    assert evidence.explanation is not None
    assert evidence.regret is not None
    robust = evidence.robust.to_dict()
    counts = {
        name: sum(one["category"] == name for one in robust["parks"])
        for name in ("core", "borderline", "exterior")
    }
    rows: dict[str, dict[str, Any]] = {row["park_id"]: row for row in csv.DictReader(StringIO(PARKS))}
    for row in rows.values():
        row |= {key: float(cell) for key, cell in row.items() if re.fullmatch(r"[\d.]+", cell)}
    # From the file, not from memory.
    record = json.loads((HOME / "small" / "runs" / evidence.name / "run.json").read_text(encoding="utf-8"))
    return {
        "record": record,
        "programme": Programme.model_validate(evidence.record["programme"]).model_dump(mode="json", by_alias=True),
        "criteria": {one["id"]: one for one in evidence.record["criteria"]["criteria"]},
        "parks": rows,
        "explanation": evidence.explanation.to_dict(),
        "robust": robust | {"counts": counts},
        "regret": evidence.regret.to_dict(),
    }  # fmt: skip


def expected(number: Number, sources: dict[str, Any]) -> float | None:
    found = read_back(sources, number.source)
    if number.how == "count":
        return float(len(found))
    figures = [float(one) for one in found if one not in (None, "")]
    if number.how == "sum":
        return sum(figures)
    return figures[0] if figures else None


def written(value: float | None, number: Number, language: str) -> str:
    """The number as Babel writes it."""
    if value is None:
        return "–"
    if number.plain:
        return str(int(value))
    pattern = "#,##0" + ("." + "0" * number.digits if number.digits else "")
    shown = format_decimal(
        round(value * (100 if number.share else 1), number.digits) + 0.0, pattern, locale=language
    )
    return f"{shown} %" if number.share else shown


def breakable(text: str) -> str:
    """The text with plain spaces between figures and their units, as they are said elsewhere."""
    return re.sub("\xa0(?=%|mln|млн|руб|bn|RUB)", " ", text)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_number_of_the_word_document_leads_back_to_the_record(language: str) -> None:
    use_language(language)
    content = protocol(whole_evidence())
    sources = independent_sources()
    document = Document(BytesIO(write_docx(content)))
    shown = [table for table in document.tables if table._tbl.tblPr.find(TABLE_BORDERS) is not None]
    tables = list(content.tables())
    assert len(shown) == len(tables) > 12
    traced = 0
    for drawn, table in zip(shown, tables, strict=True):
        lines = [[breakable(cell.text) for cell in row.cells] for row in drawn.rows]
        heads = [str(column.title) for column in table.columns]
        if any(heads):
            assert lines.pop(0) == heads
        rows = [*table.rows, *([table.total] if table.total is not None else [])]
        for line, row in zip(lines, rows, strict=True):
            for text, cell in zip(line, row, strict=True):
                if isinstance(cell, Number):
                    value = expected(cell, sources)
                    assert cell.value == value or abs((cell.value or 0) - (value or 0)) < 1e-9
                    assert text == written(value, cell, language)
                    traced += 1
                else:
                    for number in numbers_in(cell):
                        assert written(expected(number, sources), number, language) in text
                        traced += 1
    prose = "\n".join(breakable(paragraph.text) for paragraph in document.paragraphs)
    for section in content.sections:
        for words in section.blocks:
            if isinstance(words, Words):
                for number in words.numbers():
                    assert written(expected(number, sources), number, language) in prose
                    traced += 1
    assert traced == len(list(content.numbers())) > 120
    # Nothing that looks like a number stands in a column of numbers without being one.
    for table in tables:
        for row in table.rows:
            for column, cell in zip(table.columns, row, strict=True):
                assert not column.right or isinstance(cell, Number) or cell in (None, "")


TABLE_BORDERS = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}tblBorders"


def test_the_word_document_is_one_that_can_be_signed() -> None:
    use_language("ru")
    content = write_docx(protocol(whole_evidence()))
    document = Document(BytesIO(content))
    xml = document.element.xml
    with_heads = [table for table in protocol(whole_evidence()).tables() if str(table.columns[0].title)]
    assert xml.count("<w:tblHeader/>") == len(with_heads)
    foot = document.sections[0].footer._element.xml
    assert " PAGE " in foot
    assert " NUMPAGES " in foot
    assert "Страница " in document.sections[0].footer.paragraphs[0].text
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert headings[0] == "1. Заседание комиссии"
    assert headings[-1].endswith("Подписи")
    assert len(document.inline_shapes) == 3
    assert "Ann" in xml
    assert 'w:val="ru-RU"' in document.styles.element.xml
    short = ("payments", "rules")
    assert write_docx(protocol(whole_evidence(), short)) == write_docx(protocol(whole_evidence(), short))


def test_the_sections_wanted_and_no_others() -> None:
    content = protocol(whole_evidence(), ("rules", "ranking"))
    assert [section.id for section in content.sections] == ["rules", "ranking"]
    with pytest.raises(InputProblems, match="no section is called ruels; choose from meeting"):
        protocol(whole_evidence(), ("ruels",))
    every = [section.id for section in protocol(whole_evidence()).sections]
    assert every == [name for name in SECTIONS if name != "conflict"]


def table_of(content: Protocol, name: str) -> Table:
    return next(table for table in content.tables() if table.name == name)


def test_every_rejected_park_has_its_reason() -> None:
    evidence = whole_evidence()
    table = table_of(protocol(evidence), "rejected")
    assert [row[1] for row in table.rows] == list(evidence.portfolio.not_funded)
    for row in table.rows:
        assert "with it the plan loses" in str(row[-1])
    (barred,) = table_of(protocol(evidence), "ineligible").rows
    assert barred[0] == "P7"
    assert str(barred[-1]) == "Jobs: no value"


def test_an_impossible_round_gets_a_report_of_the_conflict() -> None:
    content = protocol(impossible_evidence())
    names = [section.id for section in content.sections]
    assert "conflict" in names
    assert not {"portfolio", "payments", "rejected", "robustness"} & set(names)
    assert [row[0] for row in table_of(content, "conflict-0").rows] == ["off"]
    alone = [row for row in table_of(content, "ways-out").rows if str(row[5]) == "this rule alone"]
    assert alone == list(table_of(content, "ways-out").rows), "what one rule gives alone is not told twice"
    short = protocol(impossible_evidence(), ("conflict", "procedure"))
    for write in (write_docx, write_html, write_pdf):
        assert len(write(short)) > 1000
    assert "this is proven" in write_html(short).decode()


def test_html_escapes_what_applicants_write() -> None:
    text = write_html(protocol(whole_evidence())).decode()
    assert "<b>Beta</b>" not in text
    assert "&lt;b&gt;Beta&lt;/b&gt;" in text
    assert "<script" not in text
    assert "default-src 'none'" in text
    assert text.count("<table") == len(list(protocol(whole_evidence()).tables()))
    use_language("ru")
    assert 'lang="ru"' in write_html(protocol(whole_evidence(), ("signatures",))).decode()


def test_a_pdf_needs_no_other_program_and_does_not_change_by_itself() -> None:
    use_language("ru")
    assert write_pdf(protocol(whole_evidence())).startswith(b"%PDF-")
    short = protocol(whole_evidence(), ("payments", "rules"))
    assert write_pdf(short) == write_pdf(short)


def test_what_lapses_is_told_by_year() -> None:
    evidence = whole_evidence()
    table = table_of(protocol(evidence), "money")
    assert [str(column.title) for column in table.columns][-1] == "lapses on 31 December"
    money = [[cell.value for cell in row[1:] if isinstance(cell, Number)] for row in table.rows]
    onward = [carried for _ceiling, carried, _paid, _lapses in money[1:]] + [0.0]
    for (ceiling, carried, paid, lapses), next_year in zip(money, onward, strict=True):
        assert lapses == pytest.approx(ceiling + carried - paid - next_year, abs=1e-3)


def test_where_a_year_has_no_ceiling_nothing_is_said_to_lapse(tmp_path: Path) -> None:
    whole = PROGRAMME.replace("budget: {total: 2400, by_year: {2025: 1300, 2026: 1300}, carry_over: 0.5}",
                              "budget: {total: 2400}")  # fmt: skip
    assert whole != PROGRAMME
    folder = small_round(tmp_path / "whole", **{"programme.yaml": whole})
    table = table_of(protocol(decided(folder), ("payments",)), "money")
    assert [str(column.title) for column in table.columns] == [
        "year",
        "ceiling of the year",
        "carried over",
        "paid",
    ]


def test_a_pin_in_a_conflict_is_told_as_a_decision_and_not_as_an_option_of_the_shell(tmp_path: Path) -> None:
    folder = small_round(tmp_path / "pins")
    content = protocol(decided(folder, fund=("P1", "P2", "P3", "P4", "P5")), ("conflict",))
    rows = [str(row[1]) for row in table_of(content, "conflict-0").rows]
    assert any(row == f"P{number} is pinned in" for row in rows for number in range(1, 6)), rows
    ways = [tuple(map(str, row)) for row in table_of(content, "ways-out").rows]
    assert not any("--fund" in cell for way in ways for cell in way)
    assert "--fund" not in "".join(rows)


def test_departures_are_told_with_name_and_reason() -> None:
    (row,) = table_of(protocol(impossible_evidence()), "overrides").rows
    assert [str(cell) for cell in row] == ["rule off is switched on", "Ann", "a test"]
    assert not [table for table in protocol(whole_evidence()).tables() if table.name == "overrides"]


def test_the_record_is_named_with_its_digest() -> None:
    evidence = whole_evidence()
    rows = {str(row[0]): str(row[1]) for row in table_of(protocol(evidence), "record").rows}
    assert rows["record"] == evidence.name
    assert rows["digest of the record"] == evidence.record["digest"]
    assert evidence.record["digest"][:12] in str(protocol(evidence).footer)


def test_a_broken_seal_and_recusals_are_seen(tmp_path: Path) -> None:
    folder = small_round(tmp_path / "sealed")
    member = folder / "members" / "ann.yaml"
    member.write_text(member.read_text(encoding="utf-8") + "recused: {P1: owns <shares>}\n", encoding="utf-8")
    sealed = protocol(decided(folder), ("procedure",))
    assert "not sealed" in write_html(sealed).decode()
    write_seal(read_study(folder), by="Secretary")
    held = write_html(protocol(decided(folder), ("procedure",))).decode()
    assert "as sealed on" in held
    assert "by Secretary" in held
    assert "SEAL IS BROKEN" not in held
    programme = folder / "programme.yaml"
    programme.write_text(programme.read_text(encoding="utf-8").replace("max: 4", "max: 3"), encoding="utf-8")
    content = protocol(decided(folder), ("procedure",))
    assert "SEAL IS BROKEN" in str(content.notices[0])
    ((thing, before, after),) = table_of(content, "seal").rows
    assert (thing, float(str(before)), float(str(after))) == ("rule few: max", 4, 3)
    ((who, park, why),) = table_of(content, "recusals").rows
    assert (who, park, why) == ("Ann", "P1 =1+1", "owns <shares>")
