"""Comparing portfolios, the frontier and the budget sweep through the command line."""

import itertools
import json
from pathlib import Path

import pytest
from shell import call, parkfund


def answer(folder: Path, *arguments: object) -> dict:
    done = call(*arguments, "--format", "json", folder=folder)
    assert done.code == 0, done.err
    assert "NaN" not in done.out
    return json.loads(done.out)


def test_compare_a_study_a_changed_study_and_a_record(six_parks: Path, tmp_path: Path) -> None:
    assert call("allocate", "six", "--set", "rules.few.max=2", "--gap", "0", folder=tmp_path).code == 0
    (record,) = (tmp_path / "runs").iterdir()
    given = ("six", "six@budget=250@fund=P4", f"runs/{record.name}")
    found = answer(tmp_path, "compare", *given, "--gap", "0")
    assert [one["label"] for one in found["items"]] == ["A", "B", "C"]
    assert found["items"][1]["asked"] == {"budget": 250.0, "fund": ["P4"]}
    assert [one["parks"] for one in found["items"]] == [3, 3, 2]
    assert found["parks"]["in_all"] == ["P1"]
    under = {(one["by"], one["of"]): one for one in found["under_each_other"]}
    assert "budget" in under["B", "A"]["breaks"]
    assert under["C", "A"]["breaks"] == ["few"]
    assert not (tmp_path / "runs" / "run.json").exists()
    assert call("replay", "last", folder=tmp_path).code == 0
    table = call("compare", *given, folder=tmp_path)
    assert table.code == 0
    assert "A = six: Six parks" in table.out
    assert f"C = runs/{record.name}" in table.out
    flat = call("compare", "six", "six@budget=250", "--format", "csv", folder=tmp_path).out.splitlines()
    assert flat[0].startswith("group,key,quantity,name,unit,A,B,")
    russian = call("compare", "six", "six@budget=250", "--lang", "ru", folder=tmp_path).out
    assert "Портфели" in russian


def test_compare_as_a_process_reads_json(six_parks: Path, tmp_path: Path) -> None:
    done = parkfund("compare", "six", "six@method=topsis", "--format", "json", folder=tmp_path)
    assert done.code == 0, done.err
    assert [one["method"] for one in json.loads(done.out)["items"]] == ["wsm", "topsis"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("six",), "two to four"),
        (("six", "sixx", "six@budget=much", "six@novel.key=1"), "sixx"),
        (("six", "six@budget=much"), "much"),
        (("six", "six@rules.nobody.max=1"), "nobody"),
        (("six", "broken/run.json"), "no run record"),
    ],
)
def test_what_cannot_be_compared(
    six_parks: Path, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "run.json").write_text('{"portfolio": []}', encoding="utf-8")
    done = call("compare", *arguments, folder=tmp_path)
    assert done.code == 2
    assert said in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    "given",
    [
        ("compare", "six", "six@budget=250@rules.few.max=2"),
        ("frontier", "six", "--objectives", "merit,-grant"),
        ("budget", "six", "--from", "50", "--to", "350", "--steps", "3"),
    ],
)
def test_an_answer_is_recorded_and_replays(six_parks: Path, tmp_path: Path, given: tuple[str, ...]) -> None:
    assert call(*given, folder=tmp_path).code == 0
    (six_parks / "parks.csv").unlink()
    again = call("replay", "last", folder=tmp_path)
    assert again.code == 0, again.out + again.err


def test_compare_says_that_a_side_has_no_portfolio(six_parks: Path, tmp_path: Path) -> None:
    done = call("compare", "six", "six@rules.east.min=3", "--format", "json", folder=tmp_path)
    assert done.code == 1
    assert json.loads(done.out)["items"][1]["ending"] == "infeasible"


def test_frontier_lists_every_point_and_says_so(six_parks: Path, tmp_path: Path) -> None:
    found = answer(tmp_path, "frontier", "six", "--objectives", "merit,-grant")
    assert found["exact"]
    assert found["says"][1] == "proven: these are all"
    grants = [one["values"]["grant"] for one in found["points"]]
    merits = [one["values"]["merit"] for one in found["points"]]
    assert grants == sorted(grants, reverse=True)
    assert merits == sorted(merits, reverse=True)
    assert found["points"][0]["funded"] == ["P1", "P5", "P4"]
    table = call("frontier", "six", "--objectives", "merit,-grant", "--lang", "ru", folder=tmp_path)
    assert table.code == 0
    assert "доказано: других нет" in table.out
    csv = call("frontier", "six", "--objectives=count,jobs", "--format", "csv", folder=tmp_path)
    assert csv.out.startswith("point,count,jobs,parks,granted_mln_rub,gap,")


def test_frontier_names_a_conflict_and_faulty_objectives(six_parks: Path, tmp_path: Path) -> None:
    given = ("frontier", "six", "--objectives", "merit,jobs")
    none = call(*given, "--set", "rules.east.min=3", folder=tmp_path)
    assert none.code == 1
    assert "east" in none.out
    faulty = call("frontier", "six", "--objectives", "merit,joobs", folder=tmp_path)
    assert faulty.code == 2
    assert "did you mean jobs" in faulty.err


def test_budget_shows_every_total_the_infeasible_ones_with_their_conflict(
    six_parks: Path, tmp_path: Path
) -> None:
    given = ("budget", "six", "--from", "50", "--to", "350", "--steps", "4", "--gap", "0")
    found = answer(tmp_path, *given)
    assert [one["total_mln_rub"] for one in found["points"]] == [50, 150, 250, 350]
    first, second, *__, last = found["points"]
    assert first["ending"] == "infeasible"
    assert set(first["conflict"]["rules"]) == {"east", "budget"}
    assert second["marginal"] is None
    assert last["funded"] == ["P1", "P5", "P4"]
    assert last["marginal_least"] <= last["marginal"] <= last["marginal_most"]
    assert found["complete"]
    table = call(*given, "--lang", "ru", folder=tmp_path)
    assert table.code == 0
    assert "портфеля нет (доказано)" in table.out
    assert "1 из 4" in table.err
    file = call(*given, "--out", "budget.csv", folder=tmp_path)
    assert file.code == 0
    assert (tmp_path / "budget.csv").read_text(encoding="utf-8").startswith("total_mln_rub,")


def test_budget_refuses_totals_in_the_wrong_order_and_says_where_nothing_is_feasible(
    six_parks: Path, tmp_path: Path
) -> None:
    wrong = call("budget", "six", "--from", "300", "--to", "200", folder=tmp_path)
    assert wrong.code == 2
    assert "--from" in wrong.err
    none = call("budget", "six", "--to", "60", "--from", "20", "--steps", "2", folder=tmp_path)
    assert none.code == 1


MEMBERS = {
    "east": "{name: East, weights: {jobs: 1, share: 0}}",
    "west": "{name: West, weights: {jobs: 0, share: 1}}",
}


def test_a_committee_regrets_any_portfolio_that_is_brought_in(six_parks: Path, tmp_path: Path) -> None:
    (six_parks / "members").mkdir()
    for member, content in MEMBERS.items():
        (six_parks / "members" / f"{member}.yaml").write_text(content, encoding="utf-8")
    with (six_parks / "study.yaml").open("a", encoding="utf-8") as file:
        file.write("committee: members/\n")
    fixed = ("--fund", "P2,P6", "--reject", "P1,P3,P4,P5", "--set", "rules.few.max=2", "--gap", "0")
    assert call("allocate", "six", *fixed, folder=tmp_path).code == 0
    (record,) = (tmp_path / "runs").iterdir()
    given = ("--portfolio", f"runs/{record.name}", "--gap", "0")
    found = answer(tmp_path, "committee", "six", *given, "--absolute", "--set", "rules.few.max=3")["regret"]
    assert found["funded"][f"given:{record.name}"] == ["P2", "P6"]
    # Best by jobs: P1, P5, P4 (260) or P1, P3, P6 (270); by share: P1, P4, P5 (2.1).
    regrets = found["regrets"][f"given:{record.name}"]
    assert regrets["east"]["regret"] == pytest.approx((270 - 140) / 200)
    assert regrets["west"]["regret"] == pytest.approx(2.1 - 0.3)
    assert found["breaks"] == {f"given:{record.name}": []}
    assert found["relative"] is False
    assert call("replay", "last", folder=tmp_path).code == 0
    broken = answer(tmp_path, "committee", "six", *given, "--set", "rules.few.max=1", "--budget", "210")
    assert broken["regret"]["breaks"] == {f"given:{record.name}": ["few"]}
    assert any("it breaks few" in sentence for sentence in broken["regret"]["says"])


def test_alternatives_against_every_set_of_parks(six_parks: Path, tmp_path: Path) -> None:
    gains = {"P1": 0.63, "P2": 0.32, "P3": 0.56, "P4": 0.38, "P5": 0.61, "P6": 0.22}
    requests = {"P1": 100, "P2": 100, "P3": 150, "P4": 50, "P5": 200, "P6": 80}
    near = [
        set(some)
        for size in range(4)
        for some in itertools.combinations(gains, size)
        if {"P5", "P6"} & set(some)
        and sum(requests[park] for park in some) <= 350
        and sum(gains[park] for park in some) >= 0.85 * 1.62
    ]
    best = {"P1", "P4", "P5"}
    found = answer(tmp_path, "alternatives", "six", "--within", "0.15", "--count", "9", "--gap", "0")
    assert found["counted_all"]
    assert found["others"] == len(near) - 1 > 0
    assert {frozenset(one["funded"]) for one in found["alternatives"]} == {
        frozenset(one) for one in near if one != best
    }
    assert set(found["in_all"]) == set.intersection(*near)
    farthest = max(len(one ^ best) for one in near)
    assert found["most_different_at_most"] == found["alternatives"][0]["distance"] == farthest
    assert found["most_different_proven"]
