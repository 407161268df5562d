"""Seals and written decisions: fixed before the candidates are known, changed only with a name and a reason."""

import json
from pathlib import Path

import pytest

from decision import decide, load_study
from decision.checks import check
from decision.errors import InputProblems
from decision.files.load import read_study
from decision.files.seals import write_seal


def sealed(study: Path) -> Path:
    return write_seal(read_study(study, candidates=False), by="Secretary")[0]


def rewrite(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_a_study_is_sealed_before_its_candidates_are_there(six_parks: Path) -> None:
    candidates = (six_parks / "parks.csv").read_bytes()
    (six_parks / "parks.csv").unlink()
    path = sealed(six_parks)
    assert json.loads(path.read_text(encoding="utf-8"))["candidates"]["present"] is False
    (six_parks / "parks.csv").write_bytes(candidates)
    state = load_study(six_parks).seal
    assert state is not None
    assert (state.held, state.by, state.candidates_present) == (True, "Secretary", False)


def test_a_seal_is_not_overwritten(six_parks: Path) -> None:
    before = sealed(six_parks).read_bytes()
    with pytest.raises(InputProblems, match=r"sealed already; .*study\.seal\.json"):
        sealed(six_parks)
    assert (six_parks / "study.seal.json").read_bytes() == before
    assert {path.name for path in six_parks.iterdir()} == {
        "study.yaml", "study.seal.json", "parks.csv", "criteria.yaml", "programme.yaml",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("criteria.yaml", "weight: 60", "weight: 55", "weight jobs: 55 instead of 60"),
        ("criteria.yaml", "method: wsm", "method: topsis", "method: name: topsis instead of wsm"),
        ("criteria.yaml", "best: 200", "best: 100", "criterion jobs: scale: best: 100 instead of 200"),
        ("programme.yaml", "max: 3", "max: 4", "rule few: max: 4 instead of 3"),
        ("programme.yaml", "total: 350", "total: 400", "budget: total: 400 instead of 350"),
        ("programme.yaml", "  - {id: few, measure: count, max: 3}\n", "", "rule few was taken out"),
        ("programme.yaml", "min: 1}", "min: 1, active: false}", "rule east: active: false instead of true"),
    ],
)
def test_what_was_changed_since_is_named(six_parks: Path, file: str, old: str, new: str, says: str) -> None:
    sealed(six_parks)
    rewrite(six_parks / file, old, new)
    state = load_study(six_parks).seal
    assert state is not None
    assert [str(change.says) for change in state.changes] == [says]
    assert not state.held


def test_comments_wording_and_candidates_may_change(six_parks: Path) -> None:
    sealed(six_parks)
    rewrite(six_parks / "criteria.yaml", "title: Six", "# mended\ntitle: Six criteria")
    rewrite(six_parks / "programme.yaml", "{id: few,", "{id: few, name: Not too many, source: order 5,")
    rewrite(six_parks / "parks.csv", "Alpha", "Alpha II")
    state = load_study(six_parks).seal
    assert state is not None
    assert state.held


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"format": 1}', b"\xff\xfe", None])
def test_a_seal_that_was_edited_is_not_believed_and_stops_nothing(
    six_parks: Path, damage: bytes | None
) -> None:
    path = sealed(six_parks)
    if damage is None:
        rewrite(path, '"weight jobs": 60.0', '"weight jobs": 55.0')
        rewrite(six_parks / "criteria.yaml", "weight: 60", "weight: 55")
    else:
        path.write_bytes(damage)
    state = load_study(six_parks).seal
    assert state is not None
    assert not state.held
    assert "digest does not fit" in str(state.says()[0])


def with_decisions(study: Path, text: str) -> None:
    with (study / "study.yaml").open("a", encoding="utf-8") as file:
        file.write(f"decisions:\n{text}")


def test_decisions_are_made_told_and_leave_the_seal_whole(six_parks: Path) -> None:
    sealed(six_parks)
    with_decisions(
        six_parks,
        "  - {fund: [P2], by: Chair, reason: order 12, date: 2025-11-03}\n"
        "  - {reject: [P1], by: Chair, reason: withdrawn}\n"
        "  - {set: {rules.few.max: 2, budget.total: 400}, by: Ministry, reason: {en: more money, ru: больше денег}}\n",
    )
    study = load_study(six_parks)
    portfolio = decide(study).portfolio
    # At most two parks, P2 in, P1 out, one of the east (P5 or P6): P5 is worth more.
    assert {park.park_id for park in portfolio.funded} == {"P2", "P5"}
    assert portfolio.budget_total == 400
    assert study.seal is not None
    assert study.seal.held
    assert [(one.subject, one.before, one.after, one.by, one.place) for one in study.overrides] == [
        ("P2", None, None, "Chair", "study.yaml:6"),
        ("P1", None, None, "Chair", "study.yaml:7"),
        ("rules.few.max", 3.0, 2, "Ministry", "study.yaml:8"),
        ("budget.total", 350.0, 400, "Ministry", "study.yaml:8"),
    ]
    assert study.warnings == ()


def test_a_decision_without_name_or_reason_is_warned_of_at_its_line(six_parks: Path) -> None:
    with_decisions(six_parks, "  - {fund: [P2], reason: order 12}\n  - {reject: [P1], by: Chair}\n")
    found = [(one.line, str(one.says)) for one in load_study(six_parks).warnings]
    assert found == [(6, "this decision has no name"), (7, "this decision has no reason")]


def test_faults_of_decisions_have_file_and_line(six_parks: Path) -> None:
    with_decisions(
        six_parks,
        "  - {fund: [P2, P9], by: A, reason: b}\n"
        "  - {set: {rules.fw.max: 2}, by: A, reason: b}\n"
        "  - {set: {rules.few.max: many}, by: A, reason: b}\n",
    )
    text = "\n".join(str(problem) for problem in check([six_parks]) if not problem.warning)
    assert "study.yaml:6:17: decisions[0].fund[1]: no park has the id P9" in text
    assert "study.yaml:7" in text
    assert "no rule has this id" in text
    assert "study.yaml:8" in text
    with_two = "title: X\nparks: parks.csv\ncriteria: criteria.yaml\nprogramme: programme.yaml\ndecisions:\n"
    (six_parks / "study.yaml").write_text(with_two + "  - {fund: [P1], reject: [P2]}\n", encoding="utf-8")
    with pytest.raises(InputProblems, match="exactly one of fund, reject and set"):
        load_study(six_parks)


def test_a_conflict_names_the_decision_and_its_line(six_parks: Path) -> None:
    with_decisions(six_parks, "  - {fund: [P1, P2, P3, P4], by: A, reason: b}\n")
    portfolio = decide(load_study(six_parks), budget=1000.0).portfolio
    assert portfolio.conflict is not None
    assert set(portfolio.conflict.rules) == {"few", "decision_1"}
    places = dict(zip(portfolio.conflict.rules, portfolio.conflict.places, strict=True))
    assert places["decision_1"] == "study.yaml:6"


def test_a_recusal_from_a_park_that_did_not_apply_has_file_and_line(six_parks: Path) -> None:
    (six_parks / "members").mkdir()
    (six_parks / "members" / "a.yaml").write_text(
        "name: A\nweights: {jobs: 1, share: 1}\nrecused: [P1, P7]\n", encoding="utf-8"
    )
    (six_parks / "members" / "b.yaml").write_text(
        "name: B\nweights: {jobs: 1, share: 1}\nrecused: {P8: owner}\n", encoding="utf-8"
    )
    with (six_parks / "study.yaml").open("a", encoding="utf-8") as file:
        file.write("committee: members/\n")
    with pytest.raises(InputProblems) as refused:
        load_study(six_parks)
    text = str(refused.value)
    assert "members/a.yaml:3:15: recused[1]: no park has the id P7" in text
    assert "members/b.yaml:3" in text
