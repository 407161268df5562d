"""The command c-optimal on six parks, where every portfolio can be listed."""

import itertools
import json
from pathlib import Path

import pandas as pd
import pytest
from shell import call


def test_every_size_has_its_best_portfolio(six_parks: Path) -> None:
    answer = call("c-optimal", ".", "--format", "json", folder=six_parks)
    assert answer.code == 0
    content = json.loads(answer.out)
    assert (content["method"], content["summed"]) == ("wsm", "merit")
    ranking = json.loads(call("rank", ".", "--format", "json", folder=six_parks).out)["ranking"]
    merit = {park["park_id"]: park["merit"] for park in ranking}
    parks = pd.read_csv(six_parks / "parks.csv").set_index("park_id")
    best = {}
    for size in range(4):
        for chosen in itertools.combinations(merit, size):
            money = parks.requested_mln_rub[list(chosen)].sum()
            if (parks.district[list(chosen)] == "DFO").any() and money <= 350:
                best[size] = max(best.get(size, 0.0), sum(merit[park] for park in chosen))
    found = {row["size"]: row for row in content["c_optimal"]}
    assert {size: row["total"] for size, row in found.items()} == pytest.approx(best)
    assert all(row["gap"] == 0 and row["ending"] == "optimal" for row in found.values())
    assert (content["least_size"], content["greatest_size"]) == (min(best), max(best))
    assert sorted(found[3]["parks"]) == ["P1", "P4", "P5"]


def test_net_flows_are_summed_for_promethee_and_sizes_can_be_chosen(six_parks: Path) -> None:
    both = [
        json.loads(
            call(
                "c-optimal",
                ".",
                "--method",
                method,
                "--from",
                "2",
                "--to",
                "3",
                "--reject",
                "P5",
                "--format",
                "json",
                folder=six_parks,
            ).out
        )
        for method in ("promethee_ii", "wsm")
    ]
    assert [content["summed"] for content in both] == ["preference", "merit"]
    for content in both:
        assert [row["size"] for row in content["c_optimal"]] == [2, 3]
        assert all("P5" not in row["parks"] for row in content["c_optimal"])
    told = call("c-optimal", ".", "--method", "promethee_ii", folder=six_parks)
    assert told.code == 0
    assert "have no zero" in told.out


def test_wrong_sizes_and_impossible_rules_have_their_exit_codes(six_parks: Path) -> None:
    wrong = call("c-optimal", ".", "--from", "4", "--to", "2", folder=six_parks)
    assert (wrong.code, "--from" in wrong.err) == (2, True)
    none = call("c-optimal", ".", "--set", "rules.east.min=9", folder=six_parks)
    assert none.code == 1
    unknown = call("c-optimal", ".", "--fund", "P99", folder=six_parks)
    assert unknown.code == 2
