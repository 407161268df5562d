"""Stability, explained places, withdrawal, committee and consensus through the command line."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from shell import call, parkfund

CASES = Path(__file__).resolve().parents[2] / ".." / "shared" / "cases"
there = pytest.mark.skipif(not CASES.is_dir(), reason="the folder of published cases is not there")


def case(name: str) -> dict:
    return json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))


def write_problem(
    folder: Path, matrix: list[list[float]], criteria: str, ids: list[str] | None = None
) -> None:
    names = ids or [f"P{place + 1}" for place in range(len(matrix))]
    columns = [f"c{place}" for place in range(len(matrix[0]))]
    table = pd.DataFrame(np.array(matrix, dtype=float), columns=columns)
    table.insert(0, "park_id", names)
    table.insert(1, "name", names)
    table.to_csv(folder / "parks.csv", index=False)
    (folder / "criteria.yaml").write_text(criteria, encoding="utf-8")


def answer(folder: Path, *arguments: object) -> dict:
    done = call(*arguments, "--format", "json", folder=folder)
    assert done.code == 0, done.err
    assert "NaN" not in done.out
    return json.loads(done.out)


@there
def test_weight_intervals_of_the_published_case(tmp_path: Path) -> None:
    given = case("stability_computed_wsm_intervals")
    entries = "".join(
        f"  - {{id: c{place}, column: c{place}, weight: {weight}}}\n"
        for place, weight in enumerate(given["inputs"]["weights"])
    )
    write_problem(
        tmp_path,
        given["inputs"]["matrix"],
        f"title: t\nmethod: wsm\nnormalization: none\ncriteria:\n{entries}",
    )
    found = answer(tmp_path, "stability", "--parks", "parks.csv", "--criteria", "criteria.yaml")
    expected = given["expected"]["intervals"]
    assert found["exact"] is True
    for node, first, order in zip(found["criteria"], expected["first"], expected["full"], strict=True):
        assert node["first"] == pytest.approx(first, abs=1e-5)
        assert node["order"] == pytest.approx(order, abs=1e-5)


@there
def test_break_even_of_goodwin_and_wright(tmp_path: Path) -> None:
    given = case("stability_goodwin_wright_turnover")
    inputs = given["inputs"]
    entry = [f"{{id: c{p}, column: c{p}, weight: {w}}}" for p, w in enumerate(inputs["raw_swings"])]
    write_problem(
        tmp_path,
        inputs["values"],
        "title: office\nmethod: wsm\nnormalization: none\ncriteria:\n"
        f"  - {{id: turnover, weight: 81, criteria: [{', '.join(entry[:3])}]}}\n"
        f"  - {{id: conditions, weight: 19, criteria: [{', '.join(entry[3:])}]}}\n",
        inputs["alternatives"],
    )
    files = ("--parks", "parks.csv", "--criteria", "criteria.yaml")
    found = answer(tmp_path, "stability", *files, "--pair", "E,A", "--pair", "G,C")
    (turnover,) = [node for node in found["criteria"] if node["id"] == "turnover"]
    pairs = {(pair["above"], pair["below"]): pair["interval"] for pair in turnover["pairs"]}
    assert pairs["A", "E"][0] * 100 == pytest.approx(given["expected"]["break_even_weight"], abs=0.06)
    assert pairs["G", "C"] == [0.0, 1.0]
    for share, leader in given["expected"]["first_at"].items():
        at = float(share) / 100
        assert any(one["from"] <= at <= one["to"] and one["park_id"] == leader for one in turnover["leaders"])
    explained = answer(tmp_path, "rank", *files, "--explain", "A,E")
    assert explained["groups"]["turnover"] == pairs["A", "E"]


@there
@pytest.mark.parametrize("name", ["group_tennessee_borda_copeland", "group_copeland_wikipedia_abcde"])
def test_ballots_of_the_published_cases(tmp_path: Path, name: str) -> None:
    given = case(name)
    ballots = {key: given["inputs"][key] for key in ("candidates", "ballots")}
    (tmp_path / "ballots.json").write_text(json.dumps(ballots), encoding="utf-8")
    found = answer(tmp_path, "consensus", "ballots.json")
    order = {one["id"]: one for one in found["order"]}
    for item, (wins, losses) in given["expected"]["copeland_wins_losses"].items():
        assert (order[item]["wins"], order[item]["losses"]) == (wins, losses)
    for item, points in given["expected"].get("borda", {}).items():
        assert order[item]["borda"] == points
    assert found["condorcet_winner"] == given["expected"].get("condorcet_winner")
    if "plurality_winner" in given["expected"]:
        assert found["plurality_winners"] == [given["expected"]["plurality_winner"]]
    assert found["kemeny"]["proven"] is True


@there
def test_similarity_of_two_rankings_of_the_published_case(tmp_path: Path) -> None:
    given = case("group_rank_similarity_salabun2020")
    rows = "".join(
        f"i{n},{x},{y}\n"
        for n, (x, y) in enumerate(zip(given["inputs"]["x"], given["inputs"]["y"], strict=True))
    )
    (tmp_path / "ranks.csv").write_text(f"item,x,y\n{rows}", encoding="utf-8")
    found = answer(tmp_path, "consensus", "ranks.csv")
    for name, value in given["expected"].items():
        assert found[name]["x"]["y"] == pytest.approx(value, abs=given["tolerance"]["coefficient"])


def test_faulty_ballots_are_told_with_their_places(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text(
        "candidates: [A, B]\nballots:\n  - {count: 0, order: [A, B]}\n  - {count: 1, oder: [A]}\n",
        encoding="utf-8",
    )
    told = call("consensus", "b.yaml", folder=tmp_path)
    assert told.code == 2
    assert "b.yaml:3" in told.err
    assert "b.yaml:4" in told.err
    (tmp_path / "b.yaml").write_text("candidates: [A, B]\nballots:\n  - {order: [A, C]}\n", encoding="utf-8")
    assert "C, who is no candidate" in call("consensus", "b.yaml", folder=tmp_path).err
    (tmp_path / "r.csv").write_text("item,x\nA,1\nA,2\nB,first\n", encoding="utf-8")
    told = call("consensus", "r.csv", folder=tmp_path)
    assert told.code == 2
    assert "r.csv:3" in told.err
    assert "r.csv:4" in told.err
    assert call("consensus", "nowhere.csv", folder=tmp_path).code == 2
    (tmp_path / "b.txt2").write_text("x", encoding="utf-8")
    assert ".yaml" in call("consensus", "b.txt2", folder=tmp_path).err


def test_the_committee_of_the_bundled_round(tmp_path: Path) -> None:
    found = answer(tmp_path, "committee", "illustrative-2025", "--no-regret")
    assert [member["id"] for member in found["members"]] == [
        "chair",
        "industry",
        "regions",
        "science",
        "treasury",
    ]
    ranks = np.array(
        [
            [one["rank"] for one in sorted(m["ranking"], key=lambda one: one["park_id"])]
            for m in found["members"]
        ]
    )
    # Without ties W follows from the sums of the ranks alone.
    sums = ranks.sum(axis=0)
    m, n = ranks.shape
    assert found["kendall_w"] == pytest.approx(
        12 * ((sums - sums.mean()) ** 2).sum() / (m**2 * (n**3 - n)), abs=1e-4
    )
    assert found["consensus"]["ranks"]["kemeny"]["proven"] is True
    for mean in found["consensus"]["weights"].values():
        assert sum(mean["weights"].values()) == pytest.approx(1.0)
    least = found["disagreements"][0]
    assert found["spearman"][least["first"]][least["second"]] == min(
        value for row in found["spearman"].values() for value in row.values()
    )
    text = call("committee", "illustrative-2025", "--no-regret", "--top", 3, "--lang", "ru", folder=tmp_path)
    assert text.code == 0
    assert "Председатель" in text.out


def test_a_study_without_a_committee_is_told_what_to_do(six_parks: Path) -> None:
    told = call("committee", ".", folder=six_parks)
    assert told.code == 2
    assert "committee: members/" in told.err
    assert "study.yaml" in told.err


def test_a_place_and_a_pair_are_explained(six_parks: Path) -> None:
    ranking = answer(six_parks, "rank", ".")["ranking"]
    first, second = ranking[0], ranking[1]
    place = answer(six_parks, "rank", ".", "--explain", second["park_id"])
    assert (place["rank"], place["of"]) == (2, 6)
    assert place["contributions"] == second["contributions"]
    pair = answer(six_parks, "rank", ".", "--explain", f"{second['park_id']},{first['park_id']}")
    assert (pair["above"], pair["below"]) == (first["park_id"], second["park_id"])
    assert pair["merit_difference"] == pytest.approx(first["merit"] - second["merit"])
    assert pair in [
        {**one, **{key: pair[key] for key in pair.keys() - one.keys()}} for one in place["neighbours"]
    ]
    shown = call("rank", ".", "--explain", second["park_id"], folder=six_parks).out
    assert f"{first['park_id']} stands above {second['park_id']}" in shown


def test_the_weights_at_which_two_parks_meet_make_them_meet(six_parks: Path) -> None:
    ranking = answer(six_parks, "rank", ".")["ranking"]
    first, second = (one["park_id"] for one in ranking[:2])
    pair = answer(six_parks, "rank", ".", "--explain", f"{first},{second}")
    weights = pair["joint_change"]
    (six_parks / "w.yaml").write_text(
        "".join(f"{key}: {value!r}\n" for key, value in weights.items()), encoding="utf-8"
    )
    merit = {
        one["park_id"]: one["merit"]
        for one in answer(six_parks, "rank", ".", "--weights", "w.yaml")["ranking"]
    }
    assert merit[first] == pytest.approx(merit[second], abs=1e-9)


def test_stability_of_a_pair_tells_the_least_joint_change(six_parks: Path) -> None:
    """The weights at which rank --explain has two parks meet, or that there are none; P6 is dominated by P1."""
    ranking = answer(six_parks, "rank", ".")["ranking"]
    first, second = (one["park_id"] for one in ranking[:2])
    asked = ("stability", ".", "--pair", f"{second},{first}", "--pair", "P1,P6")
    near, never = answer(six_parks, *asked)["joint_changes"]
    explained = answer(six_parks, "rank", ".", "--explain", f"{first},{second}")
    assert (near["above"], near["below"]) == (first, second)
    assert near["joint_change"] == explained["joint_change"]
    now = {one["id"]: one["weight"] for one in explained["criteria"]}
    gained = sum(max(weight - now[key], 0.0) for key, weight in near["joint_change"].items())
    assert near["moved"] == pytest.approx(gained)
    assert never == {"above": "P1", "below": "P6", "moved": None, "joint_change": None}
    shown = call(*asked, folder=six_parks).out
    assert f"{second} reaches {first} when {100 * gained:.2f} % of the weight changes its place" in shown
    assert f"The least joint change at which {second} reaches {first}" in shown
    assert "no weights make P6 reach P1" in shown
    other = call(*asked, "--method", "topsis", folder=six_parks).out
    assert "methods that are linear in the weights" in other
    assert "reach" not in other


def test_dominated_parks_are_named(six_parks: Path) -> None:
    found = answer(six_parks, "rank", ".")
    # Jobs and share: P1 90 0.9, P2 80 0.2, P3 120 0.5, P4 20 0.8, P5 150 0.4, P6 60 0.1.
    named = {one["park_id"]: set(one["by"]) for one in found["dominated"]}
    assert named == {"P6": {"P1", "P2", "P3", "P5"}, "P2": {"P1", "P3", "P5"}, "P4": {"P1"}}
    assert "3 parks are dominated" in call("rank", ".", folder=six_parks).out


def test_withdrawals_through_the_shell(six_parks: Path) -> None:
    fixed = answer(six_parks, "rank", ".", "--withdraw", "each")
    assert fixed["impossible"] is True
    assert fixed["tested"] == 6
    flows = answer(six_parks, "rank", ".", "--withdraw", "P1,P2", "--method", "promethee_ii")
    assert flows["impossible"] is False
    assert [one["park_id"] for one in flows["withdrawals"]] == ["P1", "P2"]
    assert "no withdrawal can change" in call("rank", ".", "--withdraw", "each", folder=six_parks).out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("rank", ".", "--explain", "P9"), "P9"),
        (("rank", ".", "--explain", "P1,P2,P3"), "two separated by a comma"),
        (("rank", ".", "--explain", "P1,P1"), "itself"),
        (("rank", ".", "--explain", "P1", "--steps"), "alone"),
        (("rank", ".", "--explain", "P1", "--method", "all"), "one method"),
        (("rank", ".", "--withdraw", "P1,P77"), "P77"),
        (("stability", ".", "--pair", "P1"), "two parks"),
        (("stability", ".", "--pair", "P1,P99"), "P99"),
        (("stability",), "--criteria"),
    ],
)
def test_slips_end_with_2_and_a_remedy(six_parks: Path, arguments: tuple[str, ...], said: str) -> None:
    told = call(*arguments, folder=six_parks)
    assert (told.code, told.out) == (2, "")
    assert said in told.err


def test_several_methods_have_a_consensus(tmp_path: Path) -> None:
    done = parkfund("rank", "illustrative-2025", "--method", "all", "--format", "json", folder=tmp_path)
    assert done.code == 0
    found = json.loads(done.out)
    assert len(found["methods"]) == 28
    assert found["consensus"]["kemeny"]["proven"] is True
    assert found["consensus"]["kendall_w"] > 0.9
    assert len(found["disagreement"]["sentences"]) == 2
