"""Recusal by its definition in :mod:`decision.ranking.recusal`, computed without the program's formulas."""

from itertools import combinations, permutations
from pathlib import Path

import numpy as np
import pytest

from decision import SolveOptions, load_study, rank
from decision.analysis.regret import committee_regret
from decision.model.study import Study
from decision.ranking.committee import agreement

WEIGHTS = {"a": (9, 1), "b": (1, 1), "c": (1, 9)}
RECUSED = {"a": ("P1", "P4"), "c": ("P1",)}


@pytest.fixture
def study(six_parks: Path) -> Study:
    (six_parks / "members").mkdir()
    for member, (jobs, share) in WEIGHTS.items():
        recused = f"recused: [{', '.join(RECUSED[member])}]\n" if member in RECUSED else ""
        text = f"name: Member {member}\nweights: {{jobs: {jobs}, share: {share}}}\n{recused}"
        (six_parks / "members" / f"{member}.yaml").write_text(text, encoding="utf-8")
    with (six_parks / "study.yaml").open("a", encoding="utf-8") as file:
        file.write("committee: members/\n")
    return load_study(six_parks)


def merits(jobs: float, share: float) -> dict[str, float]:
    """Weighted sums on the fixed scales of the six parks, doing nothing at 0."""
    figures = {
        "P1": (90, 0.9), "P2": (80, 0.2), "P3": (120, 0.5), "P4": (20, 0.8), "P5": (150, 0.4), "P6": (60, 0.1),
    }  # fmt: skip
    whole = jobs + share
    return {park: (jobs * n / 200 + share * s) / whole for park, (n, s) in figures.items()}


def deciders(*parks: str) -> list[str]:
    return [member for member in WEIGHTS if not set(parks) & set(RECUSED.get(member, ()))]


def test_pairs_are_decided_by_those_who_may_vote(study: Study) -> None:
    found = agreement(study.parks, study.criteria, study.members)
    own = {member: merits(*weights) for member, weights in WEIGHTS.items()}
    votes: dict[tuple[str, str], float] = {}
    for one, other in permutations(own["a"], 2):
        voters = deciders(one, other)
        votes[one, other] = 3 / len(voters) * sum(own[member][one] > own[member][other] for member in voters)
    table = found.by_ranks.table
    for park in own["a"]:
        assert table.loc[park, "borda"] == pytest.approx(sum(votes[park, x] for x in own["a"] if x != park))
        wins = sum(votes[park, other] > votes[other, park] for other in own["a"] if other != park)
        assert table.loc[park, "wins"] == wins
    least = min(
        sum(votes[order[late], order[early]] for early, late in combinations(range(6), 2))
        for order in permutations(own["a"])
    )
    assert found.by_ranks.kemeny is not None
    assert found.by_ranks.kemeny.proven
    assert found.by_ranks.kemeny.disagreement == pytest.approx(least)


def test_the_mean_merit_of_a_park_is_that_of_those_who_decide_on_it(study: Study) -> None:
    found = agreement(study.parks, study.criteria, study.members)
    expected = {}
    for park in merits(1, 1):
        shares = [np.array(WEIGHTS[member]) / sum(WEIGHTS[member]) for member in deciders(park)]
        expected[park] = merits(*np.mean(shares, axis=0))[park]
    table = found.rankings["arithmetic"].table
    assert table["merit"].to_dict() == pytest.approx(expected)
    assert list(table.index) == sorted(expected, key=lambda park: -expected[park])
    assert list(table["rank"]) == [1, 2, 3, 4, 5, 6]


def test_a_recused_member_has_no_place_for_the_park_and_agreement_leaves_it_out(study: Study) -> None:
    found = agreement(study.parks, study.criteria, study.members)
    frame = found.to_frame()
    assert set(frame.index[frame["a"].isna()]) == {"P1", "P4"}
    (own,) = [one for one in found.to_dict()["members"] if one["id"] == "a"]
    assert {place["park_id"] for place in own["ranking"]} == {"P2", "P3", "P5", "P6"}
    # Of the parks nobody is recused from all three hold the same order, but for P2 against P6 nothing differs.
    assert found.by_ranks.concordance is not None
    assert found.to_dict()["recusals"] == {"a": {"P1": "", "P4": ""}, "c": {"P1": ""}}


def test_in_the_regrets_a_recused_park_counts_with_the_gain_of_the_others(study: Study) -> None:
    found = committee_regret(study, SolveOptions(gap=0.0))
    own = {member: merits(*weights) for member, weights in WEIGHTS.items()}
    value = {
        member: {
            park: gain
            if member in deciders(park)
            else float(np.mean([own[other][park] for other in deciders(park)]))
            for park, gain in own[member].items()
        }
        for member in WEIGHTS
    }
    cost = study.parks.table["requested_mln_rub"].astype(float).to_dict()
    feasible = [
        chosen
        for size in range(1, 4)
        for chosen in combinations(cost, size)
        if sum(cost[park] for park in chosen) <= 350 and {"P5", "P6"} & set(chosen)
    ]
    best = {member: max(sum(value[member][p] for p in chosen) for chosen in feasible) for member in WEIGHTS}

    def regret(chosen: tuple[str, ...], member: str) -> float:
        return 1 - sum(value[member][park] for park in chosen) / best[member]

    least = min(max(regret(chosen, member) for member in WEIGHTS) for chosen in feasible)
    assert found.least.greatest == pytest.approx(least, abs=1e-6)
    for name, portfolio in found.portfolios.items():
        chosen = tuple(park.park_id for park in portfolio.funded)
        for member in WEIGHTS:
            assert found.regrets[name][member].most == pytest.approx(regret(chosen, member), abs=1e-6)
    # By its own weights the member would lose another share: the recusal matters here.
    plain = {m: max(sum(own[m][p] for p in chosen) for chosen in feasible) for m in WEIGHTS}
    assert any(abs(plain[member] - best[member]) > 1e-3 for member in RECUSED)


def test_without_recusals_nothing_changes_and_with_all_recused_the_model_speaks(six_parks: Path) -> None:
    (six_parks / "members").mkdir()
    for member, weights in WEIGHTS.items():
        text = f"name: M\nweights: {{jobs: {weights[0]}, share: {weights[1]}}}\nrecused: [P1, P2, P3, P4, P5, P6]\n"
        (six_parks / "members" / f"{member}.yaml").write_text(text, encoding="utf-8")
    with (six_parks / "study.yaml").open("a", encoding="utf-8") as file:
        file.write("committee: members/\n")
    study = load_study(six_parks)
    found = agreement(study.parks, study.criteria, study.members)
    assert found.rankings["arithmetic"].table["merit"].to_dict() == pytest.approx(
        rank(study).table["merit"].to_dict()
    )
    assert found.by_ranks.concordance is None
    assert set(found.by_ranks.table["draws"]) == {5}
