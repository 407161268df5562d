"""No fault hides another: whatever is wrong with a study is told in one go, by ``check`` and by every command alike."""

from pathlib import Path

import pytest

from decision import InputProblems, allocate
from decision.checks import check, load_study
from decision.files.initialise import initialise
from decision.files.load import load_study as read_only
from decision.settings import apply


@pytest.fixture
def mine(tmp_path: Path, monkeypatch) -> Path:
    initialise(tmp_path / "mine", "illustrative-2025")
    monkeypatch.chdir(tmp_path)
    return Path("mine")


def change(path: Path, *pairs: tuple[str, str]) -> None:
    text = path.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")


def cells(folder: Path, row: int, **values: str) -> None:
    """Write cells of a park; the row counts from 0 under the header."""
    path = folder / "parks.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    header, record = lines[0].split(","), lines[row + 1].split(",")
    for name, value in values.items():
        record[header.index(name)] = value
    lines[row + 1] = ",".join(record)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def faults(folder: Path) -> list[tuple[str | None, str | None]]:
    return [(problem.file, problem.field) for problem in check([folder]) if not problem.warning]


def broken_in_many_ways(folder: Path) -> None:
    change(
        folder / "programme.yaml",
        ("2025: 2400", "2025: 50000"),
        ("2030: 3600", "2031: 3600"),
        ("tranches: flexible", "tranches: [0.5, 0.4]"),
        ("yearly_share: [0.1, 0.7]", "yearly_share: [0.8, 0.7]"),
        (
            "rules:\n",
            "rules:\n"
            "  - {id: must, fund: [C999, 7]}\n"
            "  - {id: must, measure: jobz, min: x}\n"
            "  - {measure: {column: jobs2}, mim: 3}\n"
            "  - {id: tight, measure: count, where: {distrct: DFO}, min: 5, max: 3}\n",
        ),
    )
    cells(folder, 0, requested_mln_rub="-5")
    cells(folder, 1, requested_mln_rub="abc")
    change(
        folder / "three-criteria.yaml", ("column: new_jobs", "column: new_jobx"), ("goal: max", "gaol: max")
    )
    change(folder / "members/chair.yaml", ("weights:", "recused: [C997]\nrle: x\nweights:"))
    study = folder / "study.yaml"
    study.write_text(
        study.read_text(encoding="utf-8") + "comittee: x\n"
        "decisions:\n"
        "  - {fund: [C998], by: A, reason: x}\n"
        "  - {set: {rules.hundred_park.min: 3}, by: A, reason: x}\n",
        encoding="utf-8",
    )


def test_faults_of_every_kind_are_told_together_in_the_order_of_the_files(mine):
    broken_in_many_ways(mine)
    assert faults(mine) == [
        ("study.yaml", "comittee"),
        ("study.yaml", "decisions[0].fund[0]"),
        ("study.yaml", "decisions[1].set.rules.hundred_park.min"),
        ("three-criteria.yaml", "criteria[0].gaol"),
        ("three-criteria.yaml", "criteria[2].column"),
        ("programme.yaml", "budget.by_year.2025"),
        ("programme.yaml", "budget.by_year.2031"),
        ("programme.yaml", "terms.tranches"),
        ("programme.yaml", "terms.yearly_share"),
        ("programme.yaml", "rules[0].fund[0]"),
        ("programme.yaml", "rules[0].fund[1]"),
        ("programme.yaml", "rules[1].measure"),
        ("programme.yaml", "rules[1].id"),
        ("programme.yaml", "rules[1].min"),
        ("programme.yaml", "rules[2].measure.column"),
        ("programme.yaml", "rules[2].id"),
        ("programme.yaml", "rules[2].mim"),
        ("programme.yaml", "rules[3].where.distrct"),
        ("programme.yaml", "rules[3].min"),
        ("parks.csv", "requested_mln_rub"),
        ("parks.csv", "requested_mln_rub"),
        ("members/chair.yaml", "recused[0]"),
        ("members/chair.yaml", "rle"),
    ]  # fmt: skip
    told = [problem for problem in check([mine]) if not problem.warning]
    for problem in told:
        line = (mine / str(problem.file)).read_text(encoding="utf-8").splitlines()[problem.line - 1]
        last = str(problem.field).rsplit(".", 1)[-1].split("[")[0]
        assert last in line or problem.file == "parks.csv" or last == "id"
    with pytest.raises(InputProblems) as refused:
        load_study(mine)
    assert list(refused.value.problems) == told


def test_what_only_ranking_and_only_allocation_would_meet_is_told_together(mine):
    change(mine / "three-criteria.yaml", ("method: topsis", "method: topsys"))
    change(
        mine / "programme.yaml", ("maximise: merit", "maximise: jobz"), ("{district: DFO}", "{distrct: DFO}")
    )
    expected = faults(mine)
    assert expected == [
        ("three-criteria.yaml", "method"),
        ("programme.yaml", "objective.maximise"),
        ("programme.yaml", "rules[1].where.distrct"),
    ]
    with pytest.raises(InputProblems) as refused:
        allocate(load_study(mine))
    assert [(problem.file, problem.field) for problem in refused.value.problems] == expected


def test_a_ceiling_above_the_total_is_a_fault_at_its_line(mine):
    change(mine / "programme.yaml", ("2025: 2400", "2025: 30001"))
    (fault,) = [problem for problem in check([mine]) if not problem.warning]
    assert str(fault).startswith("programme.yaml:9:19: budget.by_year.2025: the ceiling of 2025")
    assert fault.remedy
    with pytest.raises(InputProblems):
        load_study(mine)


def test_a_smaller_total_may_be_asked_for_but_no_greater_ceiling(mine):
    programme = read_only(mine).programme
    assert apply(programme, {"budget.total": 5000}).budget.total == 5000
    halved = apply(apply(programme, {"budget.total": 5000}), {"budget.carry_over": 0.5})
    assert halved.budget.by_year[2026] == 7800
    for changes in (
        {"budget.by_year.2025": 30001},
        {"budget.total": 5000, "budget.by_year.2025": 6000},
        {"budget.by_year": {2025: 30001}},
    ):
        with pytest.raises(InputProblems, match="above the total") as refused:
            apply(programme, changes)
        assert [problem.field for problem in refused.value.problems] == ["budget.by_year.2025"]


def test_parks_that_the_terms_shut_out_are_pointed_at_with_row_and_rule(mine):
    cells(mine, 0, minimum_mln_rub="450", requested_mln_rub="600")
    cells(mine, 1, minimum_mln_rub="9000")
    cells(mine, 2, requested_mln_rub="")
    cells(mine, 3, earliest_start="2030")
    change(
        mine / "programme.yaml",
        ("low_security: 500", "low_security: 400"),
        ("low_security: 600", "low_security: 440"),
    )
    found = {problem.line: problem for problem in check([mine]) if problem.file == "parks.csv"}
    assert all(problem.warning for problem in found.values())
    assert {line: found[line].field for line in (2, 3, 4, 5)} == {
        2: "minimum_mln_rub", 3: "minimum_mln_rub", 4: "requested_mln_rub", 5: "earliest_start"
    }  # fmt: skip
    lines = (mine / "programme.yaml").read_text(encoding="utf-8").splitlines()
    assert "terms.cap in programme.yaml:24" in str(found[2].remedy)
    assert lines[24 - 1].strip().startswith("cap:")
    assert "440" in str(found[2].says)
    # What check points at is what allocation leaves out, park for park.
    ineligible = allocate(read_only(mine)).ineligible
    pointed_at = {str(problem.says).split()[1] for problem in found.values() if "cannot" in str(problem.says)}
    assert {"C001", "C002", "C003", "C004"} <= pointed_at <= set(ineligible)


def test_terms_that_leave_nobody_are_said_once_with_some_of_the_rows(mine):
    change(mine / "programme.yaml", ("minimum_share: 0.6", "minimum_share: 0.6\n  cap_per_hectare: 0.0001"))
    told = [str(problem) for problem in check([mine]) if problem.file in ("programme.yaml", "parks.csv")]
    assert told[0].startswith("programme.yaml:21: terms: no park can be funded under these terms")
    assert all("terms.cap_per_hectare in programme.yaml:24" in line for line in told[1:])
    assert "175 more parks" in told[-1]
    assert len(told) == 7


def test_an_empty_table_is_one_fault(mine):
    header, *_rows = (mine / "parks.csv").read_text(encoding="utf-8").splitlines()
    (mine / "parks.csv").write_text(header + "\n", encoding="utf-8")
    assert [str(problem) for problem in check([mine])] == ["parks.csv: the table holds no parks"]
    change(mine / "programme.yaml", ("{district: DFO}", "{distrct: DFO}"))
    assert faults(mine) == [("programme.yaml", "rules[1].where.distrct"), ("parks.csv", None)]
