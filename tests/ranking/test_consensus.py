"""Borda, Copeland, Kemeny and the coefficients, against published tables, brute force and SciPy."""

import itertools
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from decision.ranking.agreement import COEFFICIENTS, correlations, kendall_w
from decision.ranking.consensus import consensus

CASES = Path(__file__).resolve().parents[2] / ".." / "shared" / "cases"

TENNESSEE = [
    (42, ["Memphis", "Nashville", "Chattanooga", "Knoxville"]),
    (26, ["Nashville", "Chattanooga", "Knoxville", "Memphis"]),
    (15, ["Chattanooga", "Knoxville", "Nashville", "Memphis"]),
    (17, ["Knoxville", "Chattanooga", "Nashville", "Memphis"]),
]
"""Wikipedia, 'Borda count' and 'Kemeny method': the capital of Tennessee."""


def table_of(ballots: list[tuple[float, list[str]]]) -> tuple[pd.DataFrame, list[float]]:
    columns = {
        number: pd.Series({item: place for place, item in enumerate(order, 1)})
        for number, (_count, order) in enumerate(ballots)
    }
    return pd.DataFrame(columns, dtype=float), [count for count, _order in ballots]


def disagreement(order: list[str], ballots: list[tuple[float, list[str]]]) -> float:
    """Opinions contradicted, counted pair by pair."""
    total = 0.0
    for above, below in itertools.combinations(order, 2):
        for count, ballot in ballots:
            named = [item for item in (above, below) if item in ballot]
            if not named:
                continue
            preferred = min(named, key=ballot.index)
            total += count * (preferred == below)
    return total


def test_tennessee() -> None:
    found = consensus(*table_of(TENNESSEE))
    assert found.table["borda"].to_dict() == {
        "Memphis": 126,
        "Nashville": 194,
        "Chattanooga": 173,
        "Knoxville": 107,
    }
    assert list(found.table.index) == ["Nashville", "Chattanooga", "Knoxville", "Memphis"]
    assert found.condorcet_winner == "Nashville"
    assert found.plurality_winners == ("Memphis",)
    # The published Kemeny score of that order is 393 of 600 opinions kept.
    assert 600 - found.kemeny.disagreement == 393
    assert found.kemeny.proven


@pytest.mark.skipif(not CASES.is_dir(), reason="the folder of published cases is not there")
@pytest.mark.parametrize("name", ["group_copeland_wikipedia_abcde", "group_tennessee_borda_copeland"])
def test_published_ballots(name: str) -> None:
    case = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
    ballots = [(ballot["count"], ballot["order"]) for ballot in case["inputs"]["ballots"]]
    ranks, counts = table_of(ballots)
    found = consensus(ranks.reindex(case["inputs"]["candidates"]), counts)
    for item, (wins, losses) in case["expected"]["copeland_wins_losses"].items():
        assert (found.table.loc[item, "wins"], found.table.loc[item, "losses"]) == (wins, losses)
    for item, points in case["expected"].get("borda", {}).items():
        assert found.table.loc[item, "borda"] == points
    assert found.condorcet_winner == case["expected"].get("condorcet_winner")
    best = min(disagreement(list(order), ballots) for order in itertools.permutations(ranks.index))
    assert found.kemeny.disagreement == best == disagreement(list(found.table.index), ballots)


@pytest.mark.skipif(not CASES.is_dir(), reason="the folder of published cases is not there")
def test_published_similarity() -> None:
    case = json.loads((CASES / "group_rank_similarity_salabun2020.json").read_text(encoding="utf-8"))
    x, y = (np.array(case["inputs"][key], dtype=float) for key in "xy")
    for name, expected in case["expected"].items():
        assert COEFFICIENTS[name](x, y) == pytest.approx(expected, abs=case["tolerance"]["coefficient"])


@given(st.integers(2, 6), st.integers(1, 7), st.integers(0, 10**6), st.booleans())
@settings(max_examples=60, deadline=None)
def test_kemeny_is_the_best_of_all_orders(items: int, voters: int, seed: int, partial: bool) -> None:
    random = np.random.default_rng(seed)
    names = [f"i{place}" for place in range(items)]
    ballots = []
    for _voter in range(voters):
        order = [names[place] for place in random.permutation(items)]
        ballots.append(
            (int(random.integers(1, 4)), order[: random.integers(1, items + 1)] if partial else order)
        )
    ranks, counts = table_of(ballots)
    found = consensus(ranks.reindex(names), counts)
    best = min(disagreement(list(order), ballots) for order in itertools.permutations(names))
    assert found.kemeny.proven
    assert found.kemeny.disagreement == best
    assert disagreement(list(found.table.index), ballots) == best
    if found.condorcet_winner is not None:
        assert found.table.index[0] == found.condorcet_winner


def test_kemeny_of_many_items_in_one_circle_is_proven_and_bounded() -> None:
    random = np.random.default_rng(4)
    ranks = pd.DataFrame(
        {voter: random.permutation(40) + 1.0 for voter in range(5)}, index=[f"i{p:02}" for p in range(40)]
    )
    found = consensus(ranks)
    assert found.kemeny.proven
    assert found.kemeny.largest_part > 20
    by_borda = consensus(ranks, time_limit=0.0)
    assert found.kemeny.disagreement <= by_borda.kemeny.disagreement
    assert by_borda.kemeny.bound <= found.kemeny.disagreement
    if not by_borda.kemeny.proven:
        assert "not proven" in str(by_borda.warnings[0])


@given(st.integers(2, 8), st.integers(2, 6), st.integers(0, 10**6))
@settings(max_examples=40, deadline=None)
def test_concordance_is_friedmans_statistic(items: int, rankings: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    ranks = random.integers(1, 4, (rankings, items)).astype(float)
    value = kendall_w(ranks)
    if value is None:
        assert all(np.ptp(row) == 0 for row in ranks)
        return
    if items >= 3 and rankings >= 3 and all(np.ptp(row) > 0 for row in ranks):
        # W = χ²_F / (m (n − 1)) (Friedman's test with ties, as SciPy has it).
        assert value == pytest.approx(stats.friedmanchisquare(*ranks.T).statistic / (rankings * (items - 1)))
    assert -1e-12 <= value <= 1 + 1e-12


@given(st.integers(3, 9), st.integers(0, 10**6))
@settings(max_examples=40, deadline=None)
def test_coefficients_against_scipy_and_each_other(items: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    first, second = random.permutation(items) + 1.0, random.permutation(items) + 1.0
    assert COEFFICIENTS["spearman"](first, second) == pytest.approx(stats.spearmanr(first, second).statistic)
    assert COEFFICIENTS["kendall"](first, second) == pytest.approx(stats.kendalltau(first, second).statistic)
    for compute in COEFFICIENTS.values():
        assert compute(first, first) == pytest.approx(1.0)
        assert compute(first, second) <= 1.0 + 1e-12
    reverse = items + 1 - first
    assert COEFFICIENTS["weighted_spearman"](first, reverse) == pytest.approx(-1.0)
    assert COEFFICIENTS["weighted_spearman"](first, second) == pytest.approx(
        COEFFICIENTS["weighted_spearman"](second, first)
    )


def test_the_reference_of_ws_is_the_row() -> None:
    ranks = pd.DataFrame({"x": [1.0, 2, 3, 4], "y": [2.0, 1, 4, 3], "same": [1.0, 1, 1, 1]})
    table = correlations(ranks, "ws")
    assert table.loc["x", "y"] == pytest.approx(
        COEFFICIENTS["ws"](ranks["x"].to_numpy(), ranks["y"].to_numpy())
    )
    assert table["same"].isna().all()


def test_one_item_and_none() -> None:
    one = consensus(pd.DataFrame({"v": [1.0]}, index=["A"]))
    assert (list(one.table.index), one.condorcet_winner, one.concordance) == (["A"], None, None)
    none = consensus(pd.DataFrame({"v": pd.Series([], dtype=float)}))
    assert none.to_dict()["order"] == []
